package web

import (
	"strconv"
	"strings"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// The desk's page on which a suspicious batch of contributions is left out of what is
// counted, and what the results tell of it.

type exclusionsPage struct {
	Page
	Complaints    []Complaint
	About         Crumb // the consultation's results
	Find          Form
	Audiences     []Option
	Districts     []Option // none where no link has one
	Picked        []string // names of the fields that carry what was found by
	Looked        bool     // what was found is shown
	Found         string
	Contributions int
	Texts         []string
	Exclude       Form
	All           []ExclusionLine
	Undo          Form
	Standing      []Option // that can be undone
}

// ExclusionLine is an exclusion as the desk reads it.
type ExclusionLine struct {
	What, Picked string
	Reason, By   string
	Undone       string // empty: it stands
	UndoneReason string
}

// exclusionForms are the forms of the page.
type exclusionForms struct{ find, exclude, undo Form }

func (v *visit) exclusionPageForms() exclusionForms {
	return exclusionForms{v.form("", "exclude."), v.form("exclude", "exclude."), v.form("undo", "exclude.")}
}

func (v *visit) exclusions() (answer, error) { return v.exclusionsForms(v.exclusionPageForms(), nil) }

func (v *visit) saidBatch(c *registry.Checks) workflow.Batch {
	return workflow.Batch{Audience: v.said("audience"), District: v.said("district"), From: v.saidDay(c, "from"), To: v.saidDay(c, "to"), Words: strings.Fields(v.said("words"))}
}

// lookAtBatch stores nothing.
func (v *visit) lookAtBatch() (answer, error) {
	fs := v.exclusionPageForms()
	found, err := v.lookedAt()
	if fs.find.refused(v, err, "batch", "audience") {
		return v.exclusionsForms(fs, nil)
	}
	if err != nil {
		return answer{}, err
	}
	return v.exclusionsForms(fs, &found)
}

func (v *visit) lookedAt() (found workflow.Looked, err error) {
	var c registry.Checks
	b := v.saidBatch(&c)
	if err = c.Err(); err == nil {
		found, err = v.Workflow.LookAtBatch(v.r.Context(), v.name, b)
	}
	return found, err
}

func (v *visit) exclude() (answer, error) {
	fs := v.exclusionPageForms()
	var c registry.Checks
	b, n := v.saidBatch(&c), v.saidWhole(&c, "contributions")
	err := c.Err()
	if err == nil {
		_, err = v.Workflow.Exclude(v.r.Context(), v.act, v.name, b, n, v.said("reason"))
	}
	if !fs.exclude.refused(v, err) {
		return v.done("excluded", "work_exclusions", v.name), err
	}
	fs.find = v.carriedForm("", "exclude.")
	found, err := v.lookedAt()
	if fs.find.refused(v, err, "batch", "audience") {
		return v.exclusionsForms(fs, nil)
	}
	if err != nil {
		return answer{}, err
	}
	return v.exclusionsForms(fs, &found)
}

func (v *visit) undoExclusion() (answer, error) {
	fs := v.exclusionPageForms()
	id, edit, _ := strings.Cut(v.said("exclusion"), " ")
	seen, _ := strconv.Atoi(edit)
	_, err := v.Workflow.Readmit(v.r.Context(), v.act, v.name, registry.ExclusionID(id), seen, v.said("reason"))
	if registry.CodeOf(err) == registry.CodeNotFound {
		err = fieldError("exclusion", &registry.Error{Code: registry.CodeRequired})
	}
	if fs.undo.refused(v, err) {
		return v.exclusionsForms(fs, nil)
	}
	return v.done("readmitted", "work_exclusions", v.name), err
}

func (v *visit) exclusionsForms(fs exclusionForms, found *workflow.Looked) (answer, error) {
	ctx := v.r.Context()
	c, err := v.Workflow.Consultation(ctx, v.name)
	if err != nil {
		return answer{}, err
	}
	all, err := v.Workflow.Exclusions(ctx, v.name)
	if err != nil {
		return answer{}, err
	}
	links, err := v.Workflow.Links(ctx, v.name)
	if err != nil {
		return answer{}, err
	}
	p := exclusionsPage{Page: v.shell(v.text("exclude.title")), Find: fs.find, Exclude: fs.exclude, Undo: fs.undo, About: Crumb{c.Title.Da, path("work_consultation", v.lang, c.Slug)}}
	p.Crumbs = append(p.Crumbs, Crumb{p.T("consultations.title"), p.To("work_consultations")})
	status := 0
	for _, f := range []Form{fs.find, fs.exclude, fs.undo} {
		p.Complaints, status = append(p.Complaints, f.Complaints...), max(status, f.Status)
	}
	p.Wrong = status != 0
	seen := map[string]bool{}
	for _, l := range links {
		if !seen["a "+l.Audience] {
			p.Audiences = append(p.Audiences, Option{Value: l.Audience, Text: l.Audience})
		}
		if l.District != "" && !seen["d "+l.District] {
			p.Districts = append(p.Districts, Option{Value: l.District, Text: l.District})
		}
		seen["a "+l.Audience], seen["d "+l.District] = true, true
	}
	for _, e := range all {
		line := p.exclusionLine(e)
		p.All = append(p.All, line)
		if e.Stands() {
			p.Standing = append(p.Standing, Option{Value: string(e.ID) + " " + strconv.Itoa(e.Edit), Text: line.What + " (" + line.Picked + ")"})
		}
	}
	if found != nil {
		p.Picked = []string{"audience", "district", "from", "to", "words"}
		p.Looked, p.Contributions, p.Found = true, found.Contributions, p.Page.Count("exclude.found", found.Contributions)
		for _, i := range found.Texts {
			p.Texts = append(p.Texts, i.Text)
		}
	}
	return answer{status: status, template: "exclusions", data: p}, nil
}

func (p Page) exclusionLine(e workflow.Exclusion) ExclusionLine {
	var picked []string
	for _, word := range []string{e.Audience, e.District} {
		if word != "" {
			picked = append(picked, word)
		}
	}
	if e.From != registry.NoDay {
		picked = append(picked, p.T("exclude.picked_from", "day", p.Day(e.From)))
	}
	if e.To != registry.NoDay {
		picked = append(picked, p.T("exclude.picked_to", "day", p.Day(e.To)))
	}
	if e.ByWords {
		picked = append(picked, p.T("exclude.picked_words"))
	}
	line := ExclusionLine{What: p.excludedWhat(e), Picked: strings.Join(picked, ", "), Reason: e.Reason, By: e.By, UndoneReason: e.Undone}
	if !e.Stands() {
		line.Undone = p.T("exclude.undone_on", "day", p.Day(e.UndoneOn), "who", e.UndoneBy)
	}
	return line
}

func (p Page) excludedWhat(e workflow.Exclusion) string {
	return p.Count("exclude.what", e.Contributions, "day", p.Day(e.Day))
}

// ExcludedTold is what the results tell of what was excluded.
type ExcludedTold struct {
	Batches []ExclusionLine
	Totals  []BothTotals
	Parts   []ExcludedPart // by rule and question, where it is not too few
	FewNote string
}

// BothTotals is a number without and with what was excluded.
type BothTotals struct {
	Label, Without, With string
	Lang                 string // of the label, where somebody wrote it
}

// ExcludedPart are the numbers of a rule or a question.
type ExcludedPart struct {
	Caption, Lang string
	Rows          []BothTotals
}

// excludedTold is nothing where nothing was excluded.
func (p Page) excludedTold(r workflow.Results) *ExcludedTold {
	if len(r.With.Batches) == 0 {
		return nil
	}
	out := &ExcludedTold{FewNote: p.T("exclude.few", "smallest", p.Number(r.SmallestGroup)), Totals: []BothTotals{
		{p.T("exclude.contributions"), p.Number(r.Contributions), p.Number(r.With.Contributions), ""},
		{p.T("exclude.inputs"), p.Number(r.Covered.Inputs), p.Number(r.With.Covered.Inputs), ""}}}
	for _, e := range r.With.Batches {
		out.Batches = append(out.Batches, ExclusionLine{What: p.excludedWhat(e), Reason: e.Reason})
	}
	for _, q := range r.Questions {
		if len(q.With) == 0 {
			continue
		}
		part := ExcludedPart{Caption: q.Question.Text.In(string(p.Lang)), Lang: p.told(q.Question.Text).Lang}
		for _, o := range q.Question.Options {
			part.Rows = append(part.Rows, BothTotals{o.Text.In(string(p.Lang)), p.Number(q.All[o.ID]), p.Number(q.With[o.ID]), p.told(o.Text).Lang})
		}
		out.Parts = append(out.Parts, part)
	}
	for _, x := range r.Rules {
		if len(x.With) == 0 {
			continue
		}
		part := ExcludedPart{Caption: x.Entry.Rule.Number.String() + " · " + x.Entry.Text.Title, Lang: "da"}
		for _, s := range workflow.Stances {
			part.Rows = append(part.Rows, BothTotals{p.stance(s), p.Number(x.All[s]), p.Number(x.With[s]), ""})
		}
		out.Parts = append(out.Parts, part)
	}
	return out
}
