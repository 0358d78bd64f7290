package web

import (
	"strconv"

	"github.com/omvendt/omvendt/registry"
)

// CounterLine is a counter-case as everybody may read it.
type CounterLine struct {
	Page    Page
	Who     Phrase
	Lines   []Line
	Reply   string // empty: nobody has answered the version that counts
	ReplyBy Phrase
	Again   string // address where its writer changes it
	Answer  string // address where it is answered
	Back    string // address where it is taken back
}

func (p Page) counterLines(all []registry.Countered) []CounterLine {
	var out []CounterLine
	for _, c := range all {
		line := CounterLine{Page: p, Who: Phrase{Before: p.T("counter.by", "party", p.Lang.Name("counter_party", string(c.Party)), "day", p.Day(c.On))}}
		if c.Public {
			line.Who = p.Phrase("counter.by_name", "name", c.Name, "party", p.Lang.Name("counter_party", string(c.Party)), "day", p.Day(c.On))
		}
		for _, l := range []Line{{"cost", c.Cost}, {"burdened", c.Burdened}, {"mechanism", c.Mechanism}, {"evidence", c.Evidence}, {"lighter", c.Lighter}, {"without", c.Without}} {
			if l.Text != "" {
				line.Lines = append(line.Lines, Line{p.T("counter." + l.Label), l.Text})
			}
		}
		if c.Answered() {
			line.Reply = c.Reply.Text
			line.ReplyBy = Phrase{Before: p.Day(c.Reply.On)}
			if c.Reply.Post != "" {
				line.ReplyBy = p.Phrase("counter.reply_by", "post", c.Reply.Post, "day", p.Day(c.Reply.On))
			}
		}
		out = append(out, line)
	}
	return out
}

// counters are the counter-cases against a rule, and where to file one.
func (v *visit) counters(rule registry.Rule) ([]CounterLine, string, error) {
	_, all, err := v.Register.Countered(v.r.Context(), rule.Number)
	p := Page{Lang: v.lang}
	file := ""
	if reach, may := v.reach("challenge"); v.signed && may && reach.Has(rule.Catalogue) {
		file = p.To("work_counter", rule.Number.String())
	}
	return p.counterLines(all), file, err
}

type workCounterPage struct {
	Page
	Number     string
	Complaints []Complaint
	Counter    []CounterLine
	MayFile    bool
	Again      bool // a further version
	Form       Form
	Parties    []Option
	Replying   bool
	ReplyForm  Form
	Withdraw   withdrawing
}

// counterForms are those of the page of counter-cases.
type counterForms struct{ file, reply, withdraw Form }

func (v *visit) counterForms() counterForms {
	return counterForms{v.form("", "counter."), v.form("reply", "counter.reply."), v.form("withdraw", "counter.withdraw.")}
}

func (v *visit) workCounter() (answer, error) { return v.workCounterForm(v.counterForms()) }

func (v *visit) workCounterForm(forms counterForms) (answer, error) {
	f, reply := forms.file, forms.reply
	number, err := registry.ParseNumber(v.name)
	if err != nil {
		return answer{}, err
	}
	view, err := v.Register.Rule(v.r.Context(), number, registry.StatusQuery{})
	if err != nil {
		return answer{}, err
	}
	_, all, err := v.Register.Countered(v.r.Context(), number)
	if err != nil {
		return answer{}, err
	}
	challenges, mayFile := v.reach("challenge")
	edits, mayReply := v.reach("catalogue")
	k := view.Rule.Catalogue
	mayFile, mayReply = mayFile && challenges.Has(k), mayReply && edits.Has(k)
	if !mayFile && !mayReply {
		return answer{}, outOfReach()
	}
	title := view.Text.Title
	p := workCounterPage{Page: v.headed("counter.title", title), Number: number.String(), MayFile: mayFile}
	p.Crumbs = append(p.Crumbs, Crumb{number.String(), p.To("rule", p.Number)})
	p.Parties = named(p.Page, "counter_party", registry.CounterParties)
	p.Counter = p.counterLines(all)
	here := p.To("work_counter", p.Number)
	thread, asked := v.r.URL.Query().Get("thread"), v.r.URL.Query().Get("reply")
	if f.typed {
		thread = f.Value("thread")
	}
	if reply.typed {
		asked = reply.Value("thread")
	}
	for i, c := range all {
		if mayFile && c.By == v.act.Actor.Key() {
			p.Counter[i].Again = here + "?thread=" + string(c.Thread) + "#file"
			if string(c.Thread) == thread {
				p.Again = true
				f.preset("thread", thread)
				if c.Public {
					f.preset("public", "yes")
				}
				f.stands(strconv.Itoa(c.Ordinal), Phrase{}, append(typedFields("name", c.Name, "cost", c.Cost, "burdened", c.Burdened, "mechanism", c.Mechanism,
					"evidence", c.Evidence, "lighter", c.Lighter, "without", c.Without), standing{field: "party", text: string(c.Party), name: p.naming("counter_party")}))
			}
		}
		v.withdrawable(&p, i, c, mayFile, &forms.withdraw)
		if mayReply {
			p.Counter[i].Answer = here + "?reply=" + string(c.Thread) + "#reply"
			if string(c.Thread) == asked {
				p.Replying = true
				reply.preset("thread", asked)
				text := ""
				if c.Answered() {
					text = c.Reply.Text
				}
				reply.stands(strconv.Itoa(c.Edit()), Phrase{}, typedFields("text", text))
			}
		}
	}
	f.preset("party", string(registry.PartyFront))
	p.Form, p.ReplyForm = f, reply
	status := 0
	for _, one := range []Form{f, reply, forms.withdraw} {
		if one.Failed() {
			status, p.Wrong, p.Complaints = one.Status, true, one.Complaints
		}
	}
	return answer{status: status, template: "work-counter", data: p}, nil
}

// fileCounter files a counter-case, or a further version of the writer's own.
func (v *visit) fileCounter() (answer, error) {
	forms := v.counterForms()
	number, err := registry.ParseNumber(v.name)
	if err != nil {
		return answer{}, err
	}
	_, err = v.Register.FileCounterCase(v.r.Context(), v.act, number, registry.CounterCase{Thread: registry.CounterCaseID(v.said("thread")), Ordinal: v.saidEdit(),
		Party: registry.CounterParty(v.said("party")), Name: v.said("name"), Public: v.ticked("public"),
		CounterArguments: registry.CounterArguments{Cost: v.said("cost"), Burdened: v.said("burdened"), Mechanism: v.said("mechanism"),
			Evidence: v.said("evidence"), Lighter: v.said("lighter"), Without: v.said("without")}})
	if forms.file.refused(v, err) {
		return v.workCounterForm(forms)
	}
	return v.done("saved", "work_counter", number.String()), err
}

func (v *visit) replyToCounter() (answer, error) {
	forms := v.counterForms()
	number, err := registry.ParseNumber(v.name)
	if err != nil {
		return answer{}, err
	}
	_, err = v.Register.ReplyToCounterCase(v.r.Context(), v.act, number, registry.CounterCaseID(v.said("thread")), v.saidEdit(), v.said("text"))
	if forms.reply.refused(v, err) {
		return v.workCounterForm(forms)
	}
	return v.done("saved", "work_counter", number.String()), err
}
