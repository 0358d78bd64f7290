package papers

import (
	"io"
	"slices"
	"strings"
	"time"

	"github.com/omvendt/omvendt/internal/docx"
	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/internal/wording"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// Account is an account (regnskab) in words, for its page and its document alike: short
// at first, then every figure with what it means, and the rules by name.
type Account struct {
	Title  string
	Area   string // Danish words; empty: all
	Days   string
	Stands string // kept, or provisional
	Short  []string
	Parts  []AccountPart
	Effort AccountEffort
	Named  []AccountNamed
	Since  []string // figures that are otherwise now; nil: it is not kept
}

// AccountPart is some of the figures under a heading.
type AccountPart struct {
	ID, Head string
	Figures  []AccountFigure
}

// AccountFigure is a number with what it means, when it is of and how fast it stands.
type AccountFigure struct {
	Label, Means, When, Stage string
	Key                       string // what it is parted by
	Words                     bool   // Key is the register's words
	N                         int
	Share                     bool // a part of a figure above it
	Again                     bool // it means what the one above it does
}

// AccountEffort is what the rules took when the period began, and on its last day.
type AccountEffort struct{ Start, End wording.SumText }

// AccountNamed are rules by name.
type AccountNamed struct {
	ID, Head, Note, DayHead string
	Rules                   []AccountRule
	More                    string // that there are further ones
}

// AccountRule is a rule in a list.
type AccountRule struct {
	Number, Title, Day, Note string // Note: whom it protects, and why it is provisional
}

// AccountTitle is what an account is called, without its area.
func AccountTitle(l texts.Lang, of workflow.AccountOf) string {
	if of.Span == workflow.AccountYear {
		return l.Text("accounts.year", map[string]string{"year": of.Name()})
	}
	return l.Text("accounts.status", map[string]string{"day": wording.LastDay(l, of.Until)})
}

// AccountDays are the first and the last day of its period.
func AccountDays(l texts.Lang, of workflow.AccountOf) string {
	return l.Text("accounts.days", map[string]string{"from": wording.Day(l, of.From), "until": wording.LastDay(l, of.Until)})
}

// NewAccount writes an account in a language.
func NewAccount(l texts.Lang, v workflow.AccountView) Account {
	out := Account{Title: AccountTitle(l, v.AccountOf), Area: v.Area, Days: AccountDays(l, v.AccountOf), Short: AccountShort(l, v.Account),
		Effort: AccountEffort{wording.Sum(l, v.Start), wording.Sum(l, v.End)}}
	key := "accounts.running"
	switch {
	case v.Kept:
		key = "accounts.kept"
	case v.Over:
		key = "accounts.unkept"
	}
	out.Stands = l.Text(key, map[string]string{"day": wording.Day(l, v.Made), "until": wording.LastDay(l, v.Until)})
	for n, f := range v.Figures {
		m := Meaning(f.Of)
		if n := len(out.Parts); n == 0 || out.Parts[n-1].ID != string(m.Part) {
			out.Parts = append(out.Parts, AccountPart{ID: string(m.Part), Head: l.Text("accounts.part."+string(m.Part), nil)})
		}
		part := &out.Parts[len(out.Parts)-1]
		figure := accountFigure(l, v.Account, f)
		figure.Again = n > 0 && v.Figures[n-1].Of == f.Of
		part.Figures = append(part.Figures, figure)
	}
	for _, in := range workflow.AccountLists {
		if rules := v.List(in); len(rules) > 0 {
			out.Named = append(out.Named, accountNamed(l, v, in, rules))
		}
	}
	if v.Kept {
		out.Since = []string{}
	}
	for _, s := range v.Since {
		label, key, _ := AccountLabel(l, s.AccountFigure)
		if key != "" {
			label += " (" + key + ")"
		}
		out.Since = append(out.Since, l.Text("accounts.since.line", map[string]string{"figure": label, "was": l.Number(float64(s.N)), "now": l.Number(float64(s.Now))}))
	}
	return out
}

// Meaning is what stands beside figures of a kind.
func Meaning(of workflow.AccountKind) workflow.AccountMeaning {
	n := slices.IndexFunc(workflow.AccountFigures, func(m workflow.AccountMeaning) bool { return m.Of == of })
	if n < 0 { // kept by a program that counted otherwise
		return workflow.AccountMeaning{Of: of}
	}
	return workflow.AccountFigures[n]
}

// AccountLabel is what a figure is called and what it is parted by; words says that the
// latter are the register's.
func AccountLabel(l texts.Lang, f workflow.AccountFigure) (label, key string, words bool) {
	label = l.Text("accounts.of."+string(f.Of), nil)
	switch f.Of {
	case workflow.AccRuled:
		return label, l.Text("accounts.outcome."+f.Key, nil), false
	case workflow.AccRuledBy:
		return label, f.Key, true
	}
	return label, f.Key, false
}

// AccountWhen is the time that a figure of an account is of.
func AccountWhen(l texts.Lang, a workflow.Account, when workflow.AccountWhen) string {
	return l.Text("accounts.when."+string(when), map[string]string{"from": wording.Day(l, a.From), "until": wording.Day(l, a.On)})
}

func accountFigure(l texts.Lang, a workflow.Account, f workflow.AccountFigure) AccountFigure {
	m := Meaning(f.Of)
	out := AccountFigure{Means: l.Text("accounts.means."+string(f.Of), nil), When: AccountWhen(l, a, m.When), Stage: l.Text("accounts.stage."+string(m.Stage), nil), N: f.N, Share: m.Share}
	out.Label, out.Key, out.Words = AccountLabel(l, f)
	return out
}

// AccountShort is an account in five sentences.
func AccountShort(l texts.Lang, a workflow.Account) (short []string) {
	n := func(of workflow.AccountKind) string { return l.Number(float64(a.N(of))) }
	say := func(key string, pairs ...string) string {
		args := map[string]string{}
		for i := 0; i+1 < len(pairs); i += 2 {
			args[pairs[i]] = pairs[i+1]
		}
		return l.Text("accounts.say."+key, args)
	}
	rules := func(n int) string {
		if n == 0 {
			return l.Text("accounts.rules.none", nil)
		}
		return l.Count("accounts.rules", n, nil)
	}
	short = append(short, say("standing", "from", wording.Day(l, a.From), "on", wording.Day(l, a.On), "start", rules(a.N(workflow.AccStart)), "end", rules(a.N(workflow.AccEnd))))
	moved := say("still")
	if a.N(workflow.AccCame)+a.Gone() > 0 {
		moved = say("moves", "came", rules(a.N(workflow.AccCame)), "gone", l.Number(float64(a.Gone())), "lapsed", n(workflow.AccLapsed), "repealed", n(workflow.AccRepealed),
			"unlawful", n(workflow.AccUnlawful), "superseded", n(workflow.AccSuperseded))
	}
	if some := a.N(workflow.AccLapsedProt); some > 0 {
		moved += " " + l.Count("accounts.say.protecting", some, nil)
	}
	if some := a.N(workflow.AccRevived); some > 0 {
		moved += " " + l.Count("accounts.say.revived", some, nil)
	}
	short = append(short, moved)
	decided := say("undecided")
	if ruled := a.N(workflow.AccRuled); ruled > 0 {
		kept := a.N(workflow.AccKeptReason) + a.N(workflow.AccKeptWithout)
		decided = say("decided", "ruled", l.Count("accounts.decisions", ruled, nil), "kept", l.Number(float64(kept)), "without", n(workflow.AccKeptWithout))
	}
	short = append(short, decided, say("provisional", "on", wording.Day(l, a.On), "provisional", rules(a.N(workflow.AccProvisional)), "trials", n(workflow.AccTrials), "overdue", n(workflow.AccOverdue)))
	var followed []string
	if a.N(workflow.AccAsked) > 0 {
		followed = append(followed, say("units", "asked", n(workflow.AccAsked), "answered", n(workflow.AccAnswered)))
	}
	if a.N(workflow.AccInputs) > 0 {
		followed = append(followed, say("inputs", "inputs", n(workflow.AccInputs), "answered", n(workflow.AccInputsDone)))
	}
	if followed == nil {
		followed = append(followed, say("unasked"))
	}
	return append(short, strings.Join(followed, " "))
}

func accountNamed(l texts.Lang, v workflow.AccountView, in workflow.AccountList, rules []workflow.AccountRule) AccountNamed {
	key := "accounts.named." + string(in)
	out := AccountNamed{ID: "named-" + string(in), Head: l.Text(key, nil), Note: l.Text(key+".note", nil), DayHead: l.Text(key+".day", nil)}
	for _, x := range rules {
		entry := v.Named[x.Number]
		line := AccountRule{Number: x.Number.String(), Title: entry.Text.Title, Day: wording.Day(l, x.Day)}
		if in == workflow.ListProvisional {
			line.Day = wording.LastDay(l, x.Day)
		}
		var notes []string
		if whom := entry.Rule.Catalogue.Protects; whom.Heft() < registry.ProtectsNobody.Heft() {
			notes = append(notes, l.Text("accounts.protects", map[string]string{"whom": l.Name("protects", string(whom))}))
		}
		if of := provisionalOf[x.Reason]; of != "" {
			notes = append(notes, l.Text("accounts.means."+string(of), nil))
		}
		line.Note = wording.Capital(strings.Join(notes, ". "))
		out.Rules = append(out.Rules, line)
	}
	if more := v.N(countedIn[in]) - len(rules); more > 0 {
		out.More = l.Count("accounts.named.more", more, nil)
	}
	return out
}

var (
	// countedIn is the figure that counts all rules of a list.
	countedIn = map[workflow.AccountList]workflow.AccountKind{workflow.ListLapsed: workflow.AccLapsed, workflow.ListWithout: workflow.AccKeptWithout,
		workflow.ListProvisional: workflow.AccProvisional, workflow.ListOverdue: workflow.AccOverdue}
	// provisionalOf is the figure whose meaning says why a rule is provisional.
	provisionalOf = map[registry.ReasonCode]workflow.AccountKind{registry.Deferred: workflow.AccDeferred,
		registry.StoppedAwaitingCouncil: workflow.AccStopped, registry.HearingMissing: workflow.AccUnheard}
)

// Write writes the account as DOCX. municipality hands it out; made is its day.
func (a Account) Write(w io.Writer, l texts.Lang, municipality string, made registry.Day) error {
	title := a.Title
	if a.Area != "" {
		title += ": " + a.Area
	}
	p := docx.New(w, docx.About{Title: title, Language: string(l), Author: municipality, Footer: strings.TrimPrefix(municipality+" · "+title, " · "),
		Created: made.Time().UTC().Truncate(24 * time.Hour)})
	p.Title(title)
	p.Paragraph(docx.Plain(a.Days))
	p.Paragraph(docx.Bold(a.Stands))
	p.Heading(1, l.Text("accounts.short", nil))
	for _, s := range a.Short {
		p.Paragraph(docx.Plain(s))
	}
	for _, part := range a.Parts {
		p.Heading(1, part.Head)
		p.Table(docx.Column{Name: l.Text("web.accounts.figure", nil), Width: 5}, docx.Column{Name: l.Text("web.accounts.n", nil), Width: 1, Number: true},
			docx.Column{Name: l.Text("sheet.account_means", nil), Width: 6}, docx.Column{Name: l.Text("web.accounts.when", nil), Width: 3}, docx.Column{Name: l.Text("sheet.account_stage", nil), Width: 3})
		for _, f := range part.Figures {
			label := f.Label
			if f.Key != "" {
				label += ": " + f.Key
			}
			p.Row(docx.Plain(label), docx.Plain(l.Number(float64(f.N))), docx.Plain(f.Means), docx.Plain(f.When), docx.Plain(f.Stage))
		}
	}
	p.Heading(1, l.Text("accounts.part.effort", nil))
	for _, x := range []struct {
		key string
		sum wording.SumText
	}{{"accounts.effort.start", a.Effort.Start}, {"accounts.effort.end", a.Effort.End}} {
		p.Paragraph(docx.Bold(l.Text(x.key, nil)+": "), docx.Plain(strings.Join(slices.DeleteFunc([]string{x.sum.Main, x.sum.Units, x.sum.Missing, x.sum.Known},
			func(s string) bool { return s == "" }), " ")))
	}
	p.Small(docx.Plain(l.Text("accounts.effort.note", nil)))
	for _, named := range a.Named {
		p.Heading(1, named.Head)
		p.Paragraph(docx.Plain(named.Note))
		p.Table(docx.Column{Name: l.Text("web.accounts.rule", nil), Width: 6}, docx.Column{Name: named.DayHead, Width: 2}, docx.Column{Name: l.Text("accounts.note", nil), Width: 4})
		for _, r := range named.Rules {
			p.Row(docx.Plain(r.Number+" "+r.Title), docx.Plain(r.Day), docx.Plain(r.Note))
		}
		if named.More != "" {
			p.Small(docx.Plain(named.More))
		}
	}
	if a.Since != nil {
		p.Heading(1, l.Text("accounts.since", nil))
		if len(a.Since) == 0 {
			p.Paragraph(docx.Plain(l.Text("accounts.since.none", nil)))
		} else {
			p.Paragraph(docx.Plain(l.Text("accounts.since.note", nil)))
		}
		for _, s := range a.Since {
			p.Bullet(docx.Plain(s))
		}
	}
	return p.Close()
}

// AccountRows are the figures of an account as rows of sheet.AccountTable, with those of
// the effort in hours.
func AccountRows(l texts.Lang, v workflow.AccountView, add func([]string) error) error {
	for _, f := range v.Figures {
		m := Meaning(f.Of)
		x := accountFigure(l, v.Account, f)
		if err := add([]string{l.Text("accounts.part."+string(m.Part), nil), x.Label, x.Key, l.Number(float64(f.N)), x.When, x.Stage, x.Means}); err != nil {
			return err
		}
	}
	for _, of := range []struct {
		when workflow.AccountWhen
		sum  registry.EffortSum
	}{{workflow.OnFirstDay, v.Start}, {workflow.OnLastDay, v.End}} {
		from, to := of.sum.InOne.Hours()
		for _, row := range []struct {
			key string
			n   float64
		}{{"from", from}, {"to", to}, {"counted", float64(of.sum.Counted)}, {"missing", float64(of.sum.NotQuantified + of.sum.NotTimed)}} {
			if of.sum.Counted == 0 && (row.key == "from" || row.key == "to") {
				continue // nobody knows, and that is not none
			}
			if err := add([]string{l.Text("accounts.part.effort", nil), l.Text("accounts.effort."+row.key, nil), "", l.Number(row.n), AccountWhen(l, v.Account, of.when),
				l.Text("accounts.effort.stage", nil), l.Text("accounts.effort.means", nil)}); err != nil {
				return err
			}
		}
	}
	return nil
}
