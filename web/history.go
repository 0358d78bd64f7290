package web

import (
	"slices"
	"strconv"
	"strings"

	"github.com/omvendt/omvendt/internal/worddiff"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// changesPerPage are revisions; one can hold several changes.
const changesPerPage = 25

type historyPage struct {
	Page
	Number string
	// Withdrawn tells of counter-cases, on the first page.
	Withdrawn []string
	Changes   []ChangeLine
	Older     string // address of older changes; empty on the last page
	Newest    string // address of the first page; empty on it
}

// ChangeLine is what was recorded about a rule at once.
type ChangeLine struct {
	When  string
	Who   Phrase // around a name, only for those who may read the log
	Parts []ChangePart
}

// ChangePart is one of the things that were recorded.
type ChangePart struct {
	Head   string
	Link   Crumb
	Course *CourseLine // nil: no event
	From   string      // the day that the event is about, when it is another than that of the recording
	Fields []FieldChange
	Note   string
}

// FieldChange is a field with what was removed and what was added.
type FieldChange struct {
	Label  string
	Danish bool // typed and not chosen from a list
	Pieces []DiffPiece
}

// DiffPiece is a stretch of a text that changed.
type DiffPiece struct {
	Text           string
	Removed, Added bool
}

// ruleHistory shows every change of a rule. Who made it is for those who may
// read the log; what, when and by which decision is for all.
func (v *visit) ruleHistory() (answer, error) {
	number, to, err := v.ruleNamed("rule_history")
	if err != nil || to != "" {
		return answer{redirect: to}, err
	}
	before := registry.RevisionOpen
	if text := v.typed("before"); text != "" {
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil || n < 1 {
			return answer{}, &registry.Error{Code: registry.CodeNotFound}
		}
		before = registry.Revision(n)
	}
	h, err := v.Register.History(v.r.Context(), number, before, changesPerPage)
	if err != nil {
		return answer{}, err
	}
	reviews, err := v.Workflow.ReviewsOf(v.r.Context(), h.Rule.ID)
	if err != nil {
		return answer{}, err
	}
	p := historyPage{Page: v.shell(v.text("history.title", "number", number.String())), Number: number.String()}
	p.Crumbs = p.ruleCrumbs(number)
	here := p.To("rule_history", p.Number)
	if before != registry.RevisionOpen {
		p.Newest = here
	} else if gone, err := v.Register.WithdrawnCounters(v.r.Context(), number); err != nil {
		return answer{}, err
	} else {
		p.Withdrawn = p.withdrawnLines(gone)
	}
	if h.More {
		p.Older = here + "?before=" + strconv.FormatInt(int64(h.Changes[len(h.Changes)-1].Revision), 10)
	}
	named := v.may("audit")
	void := annulled(h.Events)
	for _, c := range h.Changes {
		line := ChangeLine{When: p.Day(registry.DayOf(c.At, v.Register.Place)), Parts: p.parts(c, h, reviews, void, named)}
		if named {
			line.Who = p.Phrase("history.by", "who", c.Actor)
			line.When = p.T("history.at", "day", line.When, "time", c.At.In(v.Register.Place).Format(v.lang.Clock()))
		}
		p.Changes = append(p.Changes, line)
	}
	return answer{template: "rule-history", data: p}, nil
}

// ruleNamed is the rule that the address names; its own address where it is
// written in another way.
func (v *visit) ruleNamed(page string) (number registry.Number, to string, err error) {
	if number, err = registry.ParseNumber(v.name); err == nil && v.name != number.String() {
		names := append([]string{number.String()}, v.names[1:]...)
		to = withQuery(path(page, v.lang, names...), v.r.URL.RawQuery)
	}
	return number, to, err
}

func (p Page) ruleCrumbs(number registry.Number) []Crumb {
	return []Crumb{{p.T("nav.register"), p.To("register")}, {number.String(), p.To("rule", number.String())}}
}

// parts tell of one revision, piece by piece.
func (p Page) parts(c registry.Change, h registry.History, reviews []workflow.Review, void map[registry.EventID]bool, named bool) []ChangePart {
	var parts []ChangePart
	for _, e := range c.Events {
		parts = append(parts, p.eventPart(e, h, reviews, void))
	}
	for _, v := range c.Versions {
		part := ChangePart{Link: Crumb{p.T("version.name", "n", p.Number(v.Ordinal)), p.To("rule_version", h.Rule.Number.String(), strconv.Itoa(v.Ordinal))}}
		part.Head = p.T("history.text", "name", part.Link.Text)
		if v.Ordinal > 1 {
			part.Fields = p.textChanges(h.Versions[v.Ordinal-2].Text, v.Text)
		}
		parts = append(parts, part)
	}
	if c.Entry != nil {
		part := ChangePart{Head: p.T("history.entry"), Fields: p.entryChanges(c.Entry.Before, c.Entry.After)}
		if change := registry.ChangeOf(c.Entry.Before.Effort, c.Entry.After.Effort); change != registry.EffortUnchanged {
			part.Note = p.T("history.effort."+string(change), "day", p.Day(c.Entry.After.Effort.Since))
		}
		parts = append(parts, part)
	}
	for _, j := range c.Justifications {
		var before registry.Justification
		if j.Ordinal > 1 {
			before = h.Justifications[j.Ordinal-2]
		}
		if j.Undefended.On != registry.NoDay {
			by := p.undefendedBy(j.Undefended)
			parts = append(parts, ChangePart{Head: p.T("case.history"), Course: &CourseLine{Text: by}})
			continue
		}
		parts = append(parts, ChangePart{Head: p.T("history.case", "n", p.Number(j.Ordinal)), Fields: p.caseChanges(before, j)})
	}
	for _, l := range c.Checks {
		part := ChangePart{Head: p.T("history.check"), Note: p.T("history.check_on", "day", p.Day(l.Day)),
			Course: &CourseLine{Text: Phrase{Before: p.T("work.check.results." + string(l.Result))}}}
		if named {
			part.Course.Words = l.Note
			part.Note = p.T("history.check_by", "day", p.Day(l.Day), "by", l.By)
		}
		parts = append(parts, part)
	}
	return parts
}

func (p Page) eventPart(e registry.Event, h registry.History, reviews []workflow.Review, void map[registry.EventID]bool) ChangePart {
	var part ChangePart
	switch f := e.Fact.(type) {
	case registry.BasisRecorded:
		part.Head = p.T("history.basis")
		var before registry.Basis
		for _, old := range h.Events {
			if old.ID == e.ID {
				break
			}
			if b, ok := old.Fact.(registry.BasisRecorded); ok && b.ID == f.ID {
				before = b.Basis
				part.Head = p.T("history.basis_again")
			}
		}
		part.Fields = p.basisChanges(before, f.Basis)
		return part
	case registry.MinutesAwaited:
		if f.Until == registry.NoDay {
			part.Head = p.T("history.minutes_in")
			return part
		}
	}
	line, _ := p.happened(e, reviews)
	line.Void, line.Late = void[e.ID], ""
	part.Course = &line
	if e.Valid != e.Recorded {
		part.From = line.Day
	}
	return part
}

// changed is a field as it was and as it became; nothing when it stayed.
func (p Page) changed(out []FieldChange, label, before, after string, danish bool) []FieldChange {
	if before == after {
		return out
	}
	f := FieldChange{Label: label, Danish: danish}
	for _, piece := range worddiff.Between(before, after) {
		f.Pieces = append(f.Pieces, DiffPiece{piece.Text, piece.Kind == worddiff.Removed, piece.Kind == worddiff.Added})
	}
	return append(out, f)
}

// replaced is a field whose value is another: a choice, a day or a figure.
func (p Page) replaced(out []FieldChange, label, before, after string, danish bool) []FieldChange {
	if before == after {
		return out
	}
	f := FieldChange{Label: label, Danish: danish}
	if before != "" {
		f.Pieces = append(f.Pieces, DiffPiece{Text: before, Removed: true})
	}
	if after != "" {
		f.Pieces = append(f.Pieces, DiffPiece{Text: after, Added: true})
	}
	return append(out, f)
}

func (p Page) textChanges(before, after registry.Text) (out []FieldChange) {
	for _, f := range [][3]string{{"title", before.Title, after.Title}, {"plain", before.Plain, after.Plain},
		{"demand", before.Demand, after.Demand}, {"frequency", before.Frequency, after.Frequency}} {
		out = p.changed(out, p.T("work.rule."+f[0]), f[1], f[2], true)
	}
	return out
}

func (p Page) entryChanges(before, after registry.Catalogue) (out []FieldChange) {
	for _, f := range entryFields {
		was, is := f.of(p, before), f.of(p, after)
		if f.group != "" {
			was, is = p.choice(f.group, was), p.choice(f.group, is)
		}
		out = p.replaced(out, p.T("work.rule."+strings.ReplaceAll(f.name, ".", "_")), was, is, f.group == "" && f.name != "effort.when") // months are written in the language of the page
	}
	return p.replaced(out, p.T("history.kle_valid_at"), p.Day(before.KLEValidAt), p.Day(after.KLEValidAt), false)
}

// choice is the name of a value of a list; a value that nobody has chosen has one too.
func (p Page) choice(group, value string) string { return capital(p.Lang.Name(group, value)) }

func (p Page) caseChanges(before, after registry.Justification) (out []FieldChange) {
	for _, f := range [][3]string{{"value", before.Value, after.Value}, {"beneficiary", before.Beneficiary, after.Beneficiary},
		{"mechanism", before.Mechanism, after.Mechanism}, {"evidence", before.Evidence, after.Evidence},
		{"lighter", before.Lighter, after.Lighter}, {"without", before.Without, after.Without}, {"indicator", before.Indicator, after.Indicator}} {
		out = p.changed(out, p.T("case."+f[0]), f[1], f[2], true)
	}
	out = p.replaced(out, p.T("case.evidence_grade"), p.choice("effect_grade", string(before.Grade)), p.choice("effect_grade", string(after.Grade)), false)
	if after.Score.On != registry.NoDay {
		out = p.replaced(out, p.T("case.score.result"), "", p.choice("score_result", string(after.Score.Result)), false)
		out = p.changed(out, p.T("case.score.note"), "", after.Score.Note, true)
	}
	return p.replaced(out, p.T("case.check_on"), p.Day(before.CheckOn), p.Day(after.CheckOn), false)
}

func (p Page) basisChanges(before, after registry.Basis) []FieldChange {
	was := ""
	if before.Effect != "" {
		was = p.choice("effect", string(before.Effect))
	}
	out := p.changed(nil, p.T("work.basis.reference"), before.Reference, after.Reference, true)
	out = p.replaced(out, p.T("work.basis.effect"), was, p.choice("effect", string(after.Effect)), false)
	out = p.replaced(out, p.T("work.basis.from"), p.Day(before.From), p.Day(after.From), false)
	out = p.replaced(out, p.T("work.basis.until"), p.LastDay(before.Until), p.LastDay(after.Until), false)
	out = p.changed(out, p.T("work.basis.floor"), before.Floor, after.Floor, true)
	return p.changed(out, p.T("work.basis.increment"), before.Increment, after.Increment, true)
}

type versionPage struct {
	Page
	Number   string
	Area     string
	Text     registry.Text
	Demand   []string
	Days     string
	Recorded string
	Who      Phrase // as in the history
	Ordinal  int
	Changes  []FieldChange
	Before   int // ordinal; 0: none
	Next     int
}

// ruleVersion shows one text of a rule at the address that it keeps for ever.
func (v *visit) ruleVersion() (answer, error) {
	number, to, err := v.ruleNamed("rule_version")
	if err != nil || to != "" {
		return answer{redirect: to}, err
	}
	view, err := v.Register.Rule(v.r.Context(), number, registry.StatusQuery{})
	if err != nil {
		return answer{}, err
	}
	i := slices.IndexFunc(view.Versions, func(x registry.Version) bool { return strconv.Itoa(x.Ordinal) == v.names[1] })
	if i < 0 {
		return answer{}, &registry.Error{Code: registry.CodeNotFound}
	}
	version := view.Versions[i]
	p := versionPage{Page: v.shell(version.Title), Number: number.String(), Area: view.Rule.Catalogue.Area, Text: version.Text, Ordinal: version.Ordinal}
	p.TitleIsData, p.Lead = true, p.T("version.title", "n", p.Page.Number(version.Ordinal), "number", p.Number)
	p.Crumbs = p.ruleCrumbs(number)
	p.Demand = strings.FieldsFunc(version.Demand, func(r rune) bool { return r == '\n' || r == '\r' })
	for _, line := range p.versions(view) {
		if line.ID == version.ID {
			p.Days = line.Days
		}
	}
	if i > 0 {
		p.Before, p.Changes = version.Ordinal-1, p.textChanges(view.Versions[i-1].Text, version.Text)
	}
	if i+1 < len(view.Versions) {
		p.Next = version.Ordinal + 1
	}
	h, err := v.Register.History(v.r.Context(), number, version.Revision+1, 1)
	if err != nil {
		return answer{}, err
	}
	c := h.Changes[0]
	p.Recorded = p.T("version.recorded", "day", p.Day(registry.DayOf(c.At, v.Register.Place)))
	if v.may("audit") {
		p.Who = p.Phrase("history.by", "who", c.Actor)
	}
	return answer{template: "rule-version", data: p}, nil
}

// Changed are fields with the page that shows them.
func (p Page) Changed(fields []FieldChange) FieldChanges { return FieldChanges{p, fields} }

// FieldChanges are shown by the template "changes".
type FieldChanges struct {
	Page   Page
	Fields []FieldChange
}
