package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/omvendt/omvendt/internal/sheet"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

const (
	workRulesPerPage = 50
	workSuggested    = 300 // units and posts that a field suggests
	workWide         = 4   // columns chosen from which the table scrolls in a region of its own
)

type workRulesPage struct {
	Page
	ruleChoices
	Form                            Form // the filters, as the address has them
	Complaints                      []Complaint
	Areas, States, Classes, Reviews []Option
	Lacks, Orders                   []Option
	Columns                         []ColumnGroup
	Units, Owners, Roles            []string
	Grades, Findings                []Option
	More                            bool // a filter below the fold is in use
	Filtered                        bool
	Wide                            bool
	Cleared                         string
	Heads                           []WorkHead
	Rows                            []WorkRow
	Next                            string // address of the next page; empty on the last
	Start                           string // address of the first page; empty on it
	MayAdd                          bool
	Meant                           []Option // the filters, as fields of a form
	Files                           []Crumb  // the whole list to take home
	Views                           []ViewLink
	Here                            string // address of the list as it is shown
	Keep                            Form   // keeps this view
	Ask                             string // the form that asks about these rules; empty for those who may not, or where it cannot
}

// ColumnGroup are columns that can be chosen and belong together.
type ColumnGroup struct {
	Name    string // empty for the first
	Columns []Option
}

// WorkHead is the head of a column, with the address of the list ordered by it.
type WorkHead struct {
	Label, Address string
	Order          string // "ascending" or "descending" where the list is ordered by it
}

// WorkRow is a rule in the administrator's list.
type WorkRow struct {
	Number, Title string
	Address       string
	Cells         []WorkCell
	MayPick       bool // to be changed with others
}

// WorkCell is what one of the chosen columns says of a rule.
type WorkCell struct {
	Label, Text string
	Danish      bool
	Vacant      bool // a post that nobody holds
	Mark        Mark // instead of the text, where it has a state
}

// Suggested is a field with the values that there are.
type Suggested struct {
	Field  Field
	Values []string
}

// Suggested is a field of the filters that suggests what rules have.
func (p workRulesPage) Suggested(name string, values []string) Suggested {
	f := p.Form.Line(name).Free()
	if len(values) > 0 {
		f.List = name + "-list"
	}
	return Suggested{f, values}
}

// workRules lists the rules that the reader reaches.
func (v *visit) workRules() (answer, error) { return v.workRulesWith(v.form("view", "work.view.")) }

func (v *visit) workRulesWith(keep Form) (answer, error) {
	ctx, q := v.r.Context(), v.r.URL.Query()
	p := workRulesPage{Page: v.shell(v.text("work.rules.title")), MayAdd: v.may("catalogue"), Keep: keep}
	own, shared, err := v.Register.ListViews(ctx, v.act.Actor.User)
	if err != nil {
		return answer{}, err
	}
	if first := slices.IndexFunc(own, func(l registry.ListView) bool { return l.First }); first >= 0 && v.r.URL.RawQuery == "" && v.sent == nil {
		return answer{status: http.StatusFound, redirect: withQuery(p.To("work_rules"), own[first].Query)}, nil
	}
	p.viewLinks(own, shared, meantWork(q).Encode())
	p.Here = withQuery(p.To("work_rules"), meantWork(q).Encode())
	list, wrong := v.workList()
	if err := v.workChoices(&p, list); err != nil {
		return answer{}, err
	}
	p.Cleared = p.To("work_rules") + "?sort=number" // a view that is shown at first is cleared too
	p.Form = Form{lang: v.lang, key: "web.work.rules.field.", values: map[string][]string(meantWork(q)), typed: true}
	if p.Form.refused(v, wrong) {
		p.Wrong, p.Complaints, p.More = true, p.Form.Complaints, true
		return answer{status: http.StatusUnprocessableEntity, template: "work-rules", data: p}, nil
	}
	if wrong != nil {
		return answer{}, wrong
	}
	if keep.Failed() {
		p.Wrong, p.Complaints = true, keep.Complaints
	}
	if v.may("govern") && list.narrowed() {
		p.Ask = p.askAbout(list.query)
	}
	if err := v.workRows(&p, list); err != nil {
		return answer{}, err
	}
	return answer{status: keep.Status, template: "work-rules", data: p}, nil
}

// workRows fills a page of the list.
func (v *visit) workRows(p *workRulesPage, list workList) error {
	ctx, q := v.r.Context(), v.r.URL.Query()
	list.query.Limit = workRulesPerPage
	if after, err := registry.ParseNumber(q.Get("after")); err == nil { // a place in the list that is none is its beginning
		list.query.After = after
		p.Start = withQuery(p.To("work_rules"), meantWork(q).Encode())
	}
	found, err := v.Register.Register(ctx, "", list.query)
	if err != nil {
		return err
	}
	entries, err := v.workEntries(found, list.columns)
	if err != nil {
		return err
	}
	p.Filtered, p.Wide = list.narrowed(), len(list.columns) > workWide
	p.Files = append(p.files("work_rules", meantWork(q)), Crumb{p.T("work.rules.take_edit"),
		withQuery(p.To("work_rules_xlsx"), with(meantWork(q), "col", sheet.WorkEdit).Encode())})
	p.heads(list, meantWork(q))
	p.Meant = fieldsOf(meantWork(q))
	here := with(meantWork(q), "after", q.Get("after")).Encode()
	if here == "" {
		here = "sort=number" // so that coming back does not lead to another view
	}
	for _, e := range entries {
		row := WorkRow{Number: e.Rule.Number.String(), Title: e.Text.Title, MayPick: p.MayAdd}
		row.Address = p.To("work_rule", row.Number) + "?" + url.Values{listField: {here}}.Encode()
		for _, c := range list.columns {
			cell := WorkCell{Label: v.lang.Text("sheet."+c.Key, nil), Text: capitalised(c.Key, c.Text(v.lang, e)), Danish: c.Danish}
			if c.Key == "owner" && e.Vacant() {
				cell.Text, cell.Vacant = e.Rule.Catalogue.Owner, true
			}
			if c.Key == "state" {
				cell.Mark = p.mark(e.Segment)
			}
			row.Cells = append(row.Cells, cell)
		}
		p.Rows = append(p.Rows, row)
	}
	if found.More {
		p.Next = withQuery(p.To("work_rules"), with(meantWork(q), "after", found.Last.String()).Encode())
	}
	return nil
}

// capitalised begins what is a name of ours, and no text of the register, as a cell does.
func capitalised(column, text string) string {
	switch column {
	case "kind", "class", "protects", "legal_form", "next_state", "missing", "effort", "law_adopter", "effort_per", "effort_evidence", "case_grade":
		return capital(text)
	}
	return text
}

// workEntries are the rules of a page with what the list tells of them.
func (v *visit) workEntries(page registry.RegisterPage, columns []sheet.WorkColumn) ([]sheet.WorkEntry, error) {
	next, err := v.Register.NextStates(v.r.Context(), page)
	if err != nil {
		return nil, err
	}
	var numbers []registry.Number
	for _, e := range page.Entries {
		numbers = append(numbers, e.Rule.Number)
	}
	missing, err := v.Register.Missing(v.r.Context(), numbers)
	if err != nil {
		return nil, err
	}
	wantBases, wantCases := sheet.WorkNeeds(columns)
	bases, cases, err := v.Register.BasesAndCases(v.r.Context(), page, wantBases, wantCases)
	if err != nil {
		return nil, err
	}
	var entries []sheet.WorkEntry
	for _, e := range page.Entries {
		entries = append(entries, sheet.WorkEntry{RegisterEntry: e, Then: next[e.Rule.ID], Missing: missing[e.Rule.Number],
			Bases: bases[e.Rule.ID], Case: cases[e.Rule.ID]})
	}
	return entries, nil
}

// sortable are the columns that a list can be ordered by.
var sortable = map[string]registry.Sort{"number": registry.ByNumber, "title": registry.ByTitle, "area": registry.ByArea,
	"next_change": registry.ByNext, "effort": registry.ByEffort}

// heads are those of the columns; pressing one orders by it, and once more backwards.
func (p *workRulesPage) heads(list workList, q url.Values) {
	add := func(key string) {
		head := WorkHead{Label: p.Lang.Text("sheet."+key, nil)}
		if by, ok := sortable[key]; ok {
			chosen := list.query.Sort == by
			head.Address = withQuery(p.To("work_rules"), with(q, "sort", sortText(by, chosen && !list.query.Descending)).Encode())
			if chosen {
				head.Order = map[bool]string{false: "ascending", true: "descending"}[list.query.Descending]
			}
		}
		p.Heads = append(p.Heads, head)
	}
	add("number")
	add("title")
	for _, c := range list.columns {
		add(c.Key)
	}
}

// workChoices fill the fields that narrow the list.
func (v *visit) workChoices(p *workRulesPage, list workList) error {
	ctx, q := v.r.Context(), list.query
	var areas, tags, findings []string
	var own map[string]registry.Told // what a municipality's own policies call their findings
	err := v.Register.Store.View(ctx, func(r registry.Reader) (err error) {
		if areas, err = r.Areas(); err != nil {
			return err
		}
		if p.Units, err = r.Units(workSuggested); err != nil {
			return err
		}
		if p.Owners, err = r.Owners(workSuggested); err != nil {
			return err
		}
		if p.Roles, err = r.EffortRoles(); err != nil {
			return err
		}
		if tags, err = r.Tags(workSuggested); err != nil {
			return err
		}
		if findings, err = r.Findings(workSuggested); err != nil {
			return err
		}
		findings = append(findings, registry.CaseDue)
		if q.Filter.Finding != "" {
			findings = append(findings, q.Filter.Finding)
		}
		own, err = registry.WordsFor(r, v.Register.Cases, p.unnamed(findings))
		return err
	})
	if err != nil {
		return err
	}
	reviews, err := v.Workflow.Reviews(ctx)
	if err != nil {
		return err
	}
	p.ruleChoices = p.Page.ruleChoices()
	any := Option{Text: p.T("register.any")}
	p.Areas, p.States, p.Classes, p.Reviews = []Option{any}, []Option{any}, []Option{any}, []Option{any}
	p.Kinds, p.Protects, p.Forms = slices.Insert(p.Kinds, 0, any), slices.Insert(p.Protects[1:], 0, any), slices.Insert(p.Forms[1:], 0, any)
	p.TagsThere = tags
	p.Grades = append([]Option{any}, named(p.Page, "case_grade", registry.CaseGrades)...)
	p.Findings = p.Page.findingChoices(any, findings, own)
	for _, a := range areas {
		if reachesArea(v.act.Reach, a) {
			p.Areas = append(p.Areas, Option{Value: a, Text: a})
		}
	}
	for _, s := range registry.States {
		p.States = append(p.States, Option{Value: string(s), Text: p.Mark(s).Word})
	}
	for _, c := range registry.Classes {
		p.Classes = append(p.Classes, Option{Value: string(c), Text: p.className(c)})
	}
	for _, w := range reviews {
		if w.Phase != workflow.Closed && w.Phase != workflow.Cancelled || w.Slug == q.Filter.Review {
			p.Reviews = append(p.Reviews, Option{Value: w.Slug, Text: w.Name})
		}
	}
	for _, m := range registry.MissingThings {
		p.Lacks = append(p.Lacks, Option{string(m), capital(v.lang.Name("lacks", string(m))), slices.Contains(q.Filter.Missing, m)})
	}
	p.Columns = v.columnGroups(list)
	now := sortText(q.Sort, q.Descending)
	for _, o := range []string{"number", "title", "area", "next", "-effort"} {
		p.Orders = append(p.Orders, Option{Value: o, Text: p.T("work.rules.order." + strings.TrimPrefix(o, "-"))})
	}
	if !slices.ContainsFunc(p.Orders, func(o Option) bool { return o.Value == now }) && slices.Contains(registry.Sorts, q.Sort) {
		p.Orders = append(p.Orders, Option{Value: now, Text: p.T("work.rules.order.backwards", "order", p.T("work.rules.order."+strings.TrimPrefix(now, "-")))})
	}
	p.More = q.Class != "" || len(q.States) > 0 || !q.Filter.Empty() || v.typed("on") != ""
	return nil
}

// columnGroups are all columns, and which of them are shown.
func (v *visit) columnGroups(list workList) (groups []ColumnGroup) {
	for _, g := range sheet.WorkGroups {
		group := ColumnGroup{}
		if g != "" {
			group.Name = v.lang.Text("sheet.group."+g, nil)
		}
		for _, c := range sheet.WorkColumns {
			if c.Group() == g {
				group.Columns = append(group.Columns, Option{c.Key, v.lang.Text("sheet."+c.Key, nil),
					slices.ContainsFunc(list.columns, func(chosen sheet.WorkColumn) bool { return chosen.Key == c.Key })})
			}
		}
		groups = append(groups, group)
	}
	return groups
}

// reachesArea says whether any rule of an area can be reached.
func reachesArea(reach registry.Reach, area string) bool {
	return len(reach) == 0 || slices.ContainsFunc(reach, func(s registry.Scope) bool {
		return len(s.Areas) == 0 || slices.Contains(s.Areas, area)
	})
}

// listField holds, on the page of a rule, the query of the list that it was opened from.
const listField = "list"

// backToList is the list that a rule's page was opened from, at the rule's row.
func (v *visit) backToList(number string) string {
	q, err := url.ParseQuery(v.r.URL.Query().Get(listField))
	if err != nil {
		q = url.Values{}
	}
	back := meantWork(q)
	if after, err := registry.ParseNumber(q.Get("after")); err == nil {
		back.Set("after", after.String())
	}
	return withQuery(path("work_rules", v.lang), back.Encode()) + "#" + number
}

// keptList is the part of a rule's address that leads back to its list.
func (v *visit) keptList() string {
	if list := v.r.URL.Query().Get(listField); list != "" {
		return url.Values{listField: {list}}.Encode()
	}
	return ""
}
