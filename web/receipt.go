package web

import (
	"slices"
	"strconv"

	"github.com/omvendt/omvendt/internal/wording"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// receiptAskPage asks for a code. It is sent, never part of an address, so that
// no log and no history has it.
type receiptAskPage struct {
	Page
	Form       Form
	Complaints []Complaint
}

type receiptPage struct {
	Page
	Code       string
	About      Told // the consultation's title
	State      string
	Day        string
	Sender     string
	Inputs     []InputLine
	Chosen     []ChosenLine
	Change     bool // it can be changed or withdrawn
	Cut        bool // the tie can be cut
	Until      string
	Excluded   string // why it is not counted; empty: it is
	ExcludedOn string
	Result     string // address of what comes of it all
	Done       string // ... and of what was done about it
}

// InputLine is an input with its answer, for whoever may read both.
type InputLine struct {
	Page        Page
	ID          string
	About       Phrase // the question, or that it is a suggestion; empty for a rule
	Number      string // the rule's
	Title       string
	Audience    string
	Sender      string // a group, or on paper; empty for one person by the form
	Stance      string
	Minutes     string
	Text        string
	Translation string // by the administration, into Danish
	Masked      bool
	Mark        Mark // the rule's status today
	Why         []string
	Answered    bool
	Kind        string // of the disposition
	Reason      string
	Day         string
	Led         []Crumb     // rules that the answer names
	Item        Crumb       // the agenda item that it names
	Hassle      *HassleLine // that it led to
	SentOn      Crumb       // the pack in which it was sent on
	Same        *InputLine  // of a duplicate: the answer that the other got

	Parts  []InputLine // of what was split
	Became []RuleTold  // on a receipt: what was done about the rules

	Theme    Told // of a suggestion
	Screened ScreenedLine
}

type receiptConfirmPage struct {
	Page
	Form  string // which act is to be confirmed
	Code  string
	Texts []string
}

func (v *visit) receiptAsk() (answer, error) { return v.receiptAskForm(v.form("", "receipt.")), nil }

func (v *visit) receiptAskForm(f Form) answer {
	p := receiptAskPage{Page: v.shell(v.text("receipt.ask")), Form: f, Complaints: f.Complaints}
	p.Wrong = f.Failed()
	return answer{status: f.Status, template: "receipt-ask", data: p}
}

// receipt shows what was sent with a code, and what became of it.
func (v *visit) receipt() (answer, error) { return v.receiptShown("") }

func (v *visit) receiptShown(notice string) (answer, error) {
	code := v.said("code")
	r, err := v.Workflow.Receipt(v.r.Context(), code)
	if a, err, failed := v.codeRefused(err); failed {
		return a, err
	}
	p := receiptPage{Page: v.shell(v.text("receipt.title")), Code: shown(code), About: v.told(r.Consultation.Title),
		State: string(r.Contribution.State), Change: r.Open, Until: v.lastDay(r.Consultation.Closes)}
	p.Day, p.Result = p.Page.Day(r.Contribution.Day), p.To("consultation", r.Consultation.Slug)
	if r.Consultation.Kind != workflow.SelfAssessment {
		p.Done = p.To("said_done", r.Consultation.Slug)
	}
	p.Cut = !r.Open && r.Contribution.State == workflow.Received
	if notice != "" {
		p.Notice = p.T("receipt.done." + notice)
	}
	if e := r.Excluded; e != nil {
		p.Excluded, p.ExcludedOn = e.Reason, p.T("exclude.receipt", "day", p.Page.Day(e.Day))
	}
	p.Sender = p.sender(r.Contribution.Sender)
	for _, a := range r.Inputs {
		a.Sender = workflow.Sender{} // said once for all
		line := p.inputLine(a, r.Consultation)
		line.Became = p.becameOf(a, r.Became, r.On)
		p.Inputs = append(p.Inputs, line)
	}
	p.Chosen = p.chosenLines(r.Consultation, r.Chosen)
	return answer{template: "receipt", data: p}, nil
}

// told and lastDay are those of a page, for before there is one.
func (v *visit) told(w workflow.Wording) Told      { return Page{Lang: v.lang}.told(w) }
func (v *visit) lastDay(until registry.Day) string { return Page{Lang: v.lang}.LastDay(until) }

// codeRefused asks for the code again when it is nobody's.
func (v *visit) codeRefused(err error) (answer, error, bool) {
	if err == nil {
		return answer{}, nil, false
	}
	if registry.CodeOf(err) != registry.CodeReceiptUnknown {
		return answer{}, err, true
	}
	f := v.form("", "receipt.")
	f.replace("code", v.said("code"))
	f.refused(v, fieldError("code", err))
	return v.receiptAskForm(f), nil, true
}

func (p Page) inputLine(a workflow.Answered, c workflow.Consultation) InputLine {
	l := InputLine{Page: p, Sender: p.sender(a.Sender), ID: string(a.Input.ID), Audience: a.Input.Audience, Text: a.Input.Text, Translation: a.Input.Translation, Masked: a.Input.Masked, Screened: p.screenedLine(a.Input)}
	switch a.Input.Kind {
	case workflow.AnswerInput:
		for _, q := range c.Questions {
			if q.ID == a.Input.Question {
				l.About.Before = q.Text.In(string(p.Lang))
				if p.told(q.Text).Lang == "da" {
					l.About = Phrase{Danish: l.About.Before}
				}
			}
		}
	case workflow.SuggestionInput:
		l.About.Before = p.T("input.suggestion")
	case workflow.MissingRule:
		l.About.Before = p.T("input.missing_rule")
	}
	if theme, ok := c.Theme(a.Input); ok {
		l.Theme = p.told(theme.Text)
	}
	if a.Rule != nil {
		l.Number, l.Title, l.Mark = a.Rule.Rule.Number.String(), a.Rule.Text.Title, p.mark(a.Rule.Segment)
		for _, r := range a.Rule.Segment.Reasons {
			l.Why = append(l.Why, wording.Reason(p.Lang, r))
		}
	}
	if a.Input.Stance != workflow.NoStance {
		l.Stance = p.stance(a.Input.Stance)
	}
	if a.Input.Minutes != workflow.NoMinutes {
		l.Minutes = p.Count("input.minutes", a.Input.Minutes)
	}
	if d := a.Disposition; d != nil {
		l.Answered, l.Kind, l.Reason, l.Day = true, capital(p.Lang.Name("disposition", string(d.Kind))), d.Reason, p.Day(d.Day)
	}
	for _, e := range a.Led {
		number := e.Rule.Number.String()
		l.Led = append(l.Led, Crumb{number + " " + e.Text.Title, p.To("rule", number)})
	}
	if a.Item != nil {
		l.Item = Crumb{a.Item.Title, p.To("meeting", string(a.Item.Meeting))}
	}
	if h := a.Hassle; h != nil {
		line := p.hassleLine(workflow.HassleView{HassleCase: *h, On: a.On})
		l.Hassle = &line
	}
	if s := a.SentOn; s != nil {
		l.SentOn = Crumb{p.T("sendon.led", "to", s.Addressee, "day", p.Day(s.Sent)), p.To("sent_on", string(s.ID))}
	}
	for _, part := range a.Parts {
		l.Parts = append(l.Parts, p.inputLine(part, c))
	}
	if o := a.Original; o != nil {
		l.Same = &InputLine{Kind: capital(p.Lang.Name("disposition", string(o.Kind))), Reason: o.Reason, Day: p.Day(o.Day)}
	}
	return l
}

// receiptEdit shows the questionnaire with what was sent.
func (v *visit) receiptEdit() (answer, error) {
	r, err := v.Workflow.Receipt(v.r.Context(), v.said("code"))
	if a, err, failed := v.codeRefused(err); failed {
		return a, err
	}
	if !r.Open {
		return v.receiptShown("closed")
	}
	f := v.form("change", "answer.")
	for _, c := range r.Chosen {
		field := "choices." + c.Question
		f.preset(field, append(f.values[field], c.Option)...)
	}
	if g := r.Contribution.Sender.Group; g.People > 0 {
		f.preset("group.people", strconv.Itoa(g.People))
		f.preset("group.method", string(g.Method))
	}
	n := 0
	for _, a := range r.Inputs {
		i := a.Input
		switch i.Kind {
		case workflow.AnswerInput:
			f.preset("answers."+i.Question, i.Text)
		case workflow.SuggestionInput:
			f.preset(suggestion(n), i.Text)
			f.preset(themeAt(n), i.Theme)
			n++
		case workflow.MissingRule:
			f.preset(missingRule, i.Text)
		case workflow.ViewInput:
			if a.Rule == nil {
				continue
			}
			at := "views." + a.Rule.Rule.Number.String()
			f.preset(at+".stance", string(i.Stance))
			f.preset(at+".why", i.Text)
			if i.Minutes != workflow.NoMinutes {
				f.preset(at+".minutes", strconv.Itoa(i.Minutes))
			}
		}
	}
	return v.receiptForm(f, r)
}

func (v *visit) receiptForm(f Form, r workflow.Receipt) (answer, error) {
	p, err := v.questionnaire(f, r.Consultation, r.Contribution.Audience, r.Rules)
	if err != nil {
		return answer{}, err
	}
	p.Code = shown(v.said("code"))
	return answer{status: p.Form.Status, template: "contribution", data: p}, nil
}

// receiptChange replaces what was sent.
func (v *visit) receiptChange() (answer, error) {
	f := v.form("change", "answer.")
	said, pairs, err := v.contributed()
	if !v.sending() {
		r, err := v.Workflow.Receipt(v.r.Context(), v.said("code"))
		if a, err, failed := v.codeRefused(err); failed {
			return a, err
		}
		return v.receiptForm(f, r)
	}
	if err == nil {
		err = v.Workflow.ChangeContribution(v.r.Context(), v.said("code"), said)
	}
	if registry.CodeOf(err) == registry.CodeClosedToChange {
		return v.receiptShown("closed")
	}
	if registry.CodeOf(err) != registry.CodeReceiptUnknown && f.refused(v, err, pairs...) {
		r, err := v.Workflow.Receipt(v.r.Context(), v.said("code"))
		if a, err, failed := v.codeRefused(err); failed {
			return a, err
		}
		return v.receiptForm(f, r)
	}
	if a, err, failed := v.codeRefused(err); failed {
		return a, err
	}
	return v.receiptShown("changed")
}

// receiptWithdraw takes everything back, after it was confirmed.
func (v *visit) receiptWithdraw() (answer, error) {
	return v.confirmed("withdraw", func() error { return v.Workflow.WithdrawContribution(v.r.Context(), v.said("code")) })
}

// receiptCut cuts the tie, after it was confirmed.
func (v *visit) receiptCut() (answer, error) {
	return v.confirmed("cut", func() error { return v.Workflow.CutTie(v.r.Context(), v.said("code")) })
}

func (v *visit) confirmed(act string, do func() error) (answer, error) {
	if !v.ticked("confirm") {
		p := receiptConfirmPage{Page: v.shell(v.text("receipt." + act + ".title")), Form: act, Code: shown(v.said("code"))}
		p.Texts = p.Lines("receipt." + act + ".text")
		return answer{template: "receipt-confirm", data: p}, nil
	}
	err := do()
	if slices.Contains([]registry.Code{registry.CodeClosedToChange, registry.CodeStillOpen}, registry.CodeOf(err)) {
		return v.receiptShown("closed") // it was sent twice, or the day came in between
	}
	if a, err, failed := v.codeRefused(err); failed {
		return a, err
	}
	return v.receiptShown(act)
}
