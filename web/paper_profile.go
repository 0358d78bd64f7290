package web

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

type paperProfilePage struct {
	Page
	Complaints []Complaint
	Form       Form
	Own        bool // the municipality has said
	Rows       []HeadingRow
	Count      int
	Parts      []Field
	Words      []Field
	Examples   []ExampleLine
	Taken      string // name of the example that fills the form
}

// HeadingRow is room for a heading.
type HeadingRow struct {
	N                          int
	Order, Da, En, Text, Asked Field
}

// ExampleLine is a set of headings to begin from.
type ExampleLine struct{ Name, Headings, Address string }

// paperProfile shows how papers are built, and lets it be changed.
func (v *visit) paperProfile() (answer, error) { return v.paperProfileForm(v.form("", "profile.")) }

func (v *visit) editPaperProfile() (answer, error) {
	f := v.form("", "profile.")
	if v.said("step") == "more" {
		return v.paperProfileForm(f)
	}
	p, used, err := v.saidProfile()
	if err == nil {
		_, err = v.Workflow.SetProfile(v.r.Context(), v.act, v.saidEdit(), p)
	}
	if f.refused(v, err) {
		for i, c := range f.Complaints { // headings left empty are none
			var n int
			if _, err := fmt.Sscanf(c.Field, "headings-%d", &n); err == nil && n < len(used) {
				rest := strings.TrimPrefix(c.Field, "headings-"+strconv.Itoa(n))
				f.Complaints[i].Field = "headings-" + strconv.Itoa(used[n]) + cmp.Or(rest, ".text")
			}
		}
		return v.paperProfileForm(f)
	}
	return v.done("saved", "work_paper_profile"), err
}

var profileWords = []string{"open", "confidential", "words.approved", "words.recommended", "words.endorsed", "words.noted", "words.postponed", "words.rejected"}

// saidProfile reads the form. used are the rows of its headings, in their order.
func (v *visit) saidProfile() (p workflow.Profile, used []int, err error) {
	var c registry.Checks
	order := map[int]int{}
	for n := range v.headingRows() {
		at := fmt.Sprintf("headings[%d].", n)
		if v.said(at+"name.da") == "" && v.said(at+"name.en") == "" && v.said(at+"text") == "" {
			continue
		}
		order[n] = v.saidWhole(&c, at+"order")
		used = append(used, n)
	}
	slices.SortStableFunc(used, func(a, b int) int { return cmp.Compare(order[a], order[b]) })
	for _, n := range used {
		at := fmt.Sprintf("headings[%d].", n)
		h := workflow.Heading{Name: workflow.Wording{Da: v.said(at + "name.da"), En: v.said(at + "name.en")}, Text: v.said(at + "text"), Asked: v.ticked(at + "asked")}
		for _, x := range workflow.PaperParts {
			if v.said("parts."+string(x)) == strconv.Itoa(n) {
				h.Parts = append(h.Parts, x)
			}
		}
		p.Headings = append(p.Headings, h)
	}
	p.Open, p.Confidential = v.said("open"), v.said("confidential")
	p.Words = workflow.DecisionWords{Approved: v.said("words.approved"), Recommended: v.said("words.recommended"), Endorsed: v.said("words.endorsed"),
		Noted: v.said("words.noted"), Postponed: v.said("words.postponed"), Rejected: v.said("words.rejected")}
	return p, used, c.Err()
}

// headingRows is how many headings there is room for.
func (v *visit) headingRows() int {
	n, err := strconv.Atoi(v.sent.Get("rows"))
	if err != nil {
		return 0
	}
	return min(max(n, 0), workflow.MostHeadings)
}

func (v *visit) paperProfileForm(f Form) (answer, error) {
	stored, err := v.Workflow.Profile(v.r.Context())
	if err != nil {
		return answer{}, err
	}
	p := paperProfilePage{Page: v.shell(v.text("profile.title")), Own: stored.Edit > 1}
	shown := stored
	for _, x := range workflow.ProfileExamples() {
		line := ExampleLine{Name: x.Name.In(string(p.Lang)), Address: p.To("work_paper_profile") + "?example=" + x.ID}
		var names []string
		for _, h := range x.Headings {
			names = append(names, h.Name.In(string(p.Lang)))
		}
		line.Headings = strings.Join(names, " · ")
		p.Examples = append(p.Examples, line)
		if v.r.URL.Query().Get("example") == x.ID && !f.typed {
			shown, p.Taken = x.Profile, line.Name
		}
	}
	count := min(len(shown.Headings)+1, workflow.MostHeadings)
	if f.typed {
		if count = max(v.headingRows(), count); v.said("step") == "more" {
			count = min(count+2, workflow.MostHeadings)
		}
	}
	p.profileStands(&f, stored, shown, count)
	var places []Option
	for n := range count {
		at := fmt.Sprintf("headings[%d].", n)
		row := HeadingRow{N: n + 1, Order: f.Whole(at + "order").Labelled(p.T("profile.order")).Free(), Da: f.Line(at + "name.da").Labelled(p.T("profile.name_da")).Free(),
			En: f.Line(at + "name.en").Labelled(p.T("profile.name_en")).Free(), Text: f.Prose(at+"text", 2).Labelled(p.T("profile.text")).Free(), Asked: f.Check(at + "asked").Labelled(p.T("profile.asked"))}
		p.Rows = append(p.Rows, row)
		name := f.Value(at + "name.da")
		if name == "" {
			name = p.T("profile.row", "n", p.Number(n+1))
		}
		places = append(places, Option{Value: strconv.Itoa(n), Text: name})
	}
	labels := map[string]string{}
	for _, r := range p.Rows {
		for _, d := range []Field{r.Order, r.Da, r.En, r.Text, r.Asked} {
			labels[d.ID] = p.T("profile.row", "n", p.Number(r.N)) + ", " + d.Label
		}
	}
	for _, x := range workflow.PaperParts {
		d := f.Select("parts."+string(x), places).Labelled(p.Lang.Text("paper.part."+string(x), nil))
		labels[d.ID] = d.Label
		p.Parts = append(p.Parts, d)
	}
	for _, field := range profileWords {
		p.Words = append(p.Words, f.Line(field))
	}
	f.name(labels)
	p.Form, p.Complaints, p.Wrong, p.Count = f, f.Complaints, f.Failed(), count
	return answer{status: f.Status, template: "paper-profile", data: p}, nil
}

// profileStands fills the form: with what is stored, or with an example that is to take
// its place.
func (p paperProfilePage) profileStands(f *Form, stored, shown workflow.Profile, count int) {
	var all []standing
	add := func(field, text, label string) { all = append(all, standing{field: field, text: text, label: label}) }
	place := map[workflow.PaperPart]int{}
	for n := range max(count, workflow.MostHeadings) {
		var h workflow.Heading
		order := ""
		if n < len(shown.Headings) {
			h, order = shown.Headings[n], strconv.Itoa(n+1)
		}
		for _, x := range h.Parts {
			place[x] = n
		}
		at, row := fmt.Sprintf("headings[%d].", n), p.T("profile.row", "n", p.Number(n+1))+", "
		add(at+"order", order, row+p.T("profile.order"))
		add(at+"name.da", h.Name.Da, row+p.T("profile.name_da"))
		add(at+"name.en", h.Name.En, row+p.T("profile.name_en"))
		add(at+"text", h.Text, row+p.T("profile.text"))
		add(at+"asked", tick(h.Asked), row+p.T("profile.asked"))
	}
	for _, x := range workflow.PaperParts {
		all = append(all, standing{field: "parts." + string(x), text: strconv.Itoa(place[x]), label: p.Lang.Text("paper.part."+string(x), nil), name: func(row string) string {
			n, _ := strconv.Atoi(row)
			return p.T("profile.row", "n", p.Number(n+1))
		}})
	}
	w := shown.Words
	for n, text := range []string{shown.Open, shown.Confidential, w.Approved, w.Recommended, w.Endorsed, w.Noted, w.Postponed, w.Rejected} {
		add(profileWords[n], text, p.T("profile."+strings.ReplaceAll(profileWords[n], ".", "_")))
	}
	f.stands(strconv.Itoa(stored.Edit), Phrase{}, all)
}
