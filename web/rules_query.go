package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/omvendt/omvendt/internal/sheet"
	"github.com/omvendt/omvendt/registry"
)

// workList is what an address asks of the list of rules, on its page and as a file.
type workList struct {
	query   registry.RegisterQuery
	columns []sheet.WorkColumn
}

// workParameters are those that the list of rules reads; the rest is somebody's tail.
var workParameters = []string{"q", "on", "state", "class", "area", "unit", "owner", "kind", "protects", "legal_form", "missing",
	"minutes", "review", "tag", "role", "grade", "finding", "sort", "col"}

// meantWork is the list's query without tails and without what was left empty.
func meantWork(query url.Values) url.Values {
	q := url.Values{}
	for _, name := range workParameters {
		for _, value := range query[name] {
			if value != "" {
				q.Add(name, value)
			}
		}
	}
	return q
}

// workList reads the address.
func (v *visit) workList() (workList, error) {
	var c registry.Checks
	q := v.r.URL.Query()
	out := workList{columns: sheet.WorkChosen(q["col"])}
	r := &out.query
	*r = registry.RegisterQuery{Text: v.typed("q"), Area: v.typed("area"), Reach: v.act.Reach,
		Filter: registry.Filter{Unit: v.typed("unit"), Owner: v.typed("owner"), Kind: registry.RuleKind(q.Get("kind")), Protects: registry.Protects(q.Get("protects")),
			LegalForm: registry.LegalForm(q.Get("legal_form")), Review: v.typed("review"),
			Tags: registry.ParseTags(strings.Join(q["tag"], ",")), Role: v.typed("role"), Grade: registry.CaseGrade(q.Get("grade")), Finding: v.typed("finding")}}
	for _, m := range q["missing"] {
		if m != "" {
			r.Filter.Missing = append(r.Filter.Missing, registry.Missing(m))
		}
	}
	chooseStatus(r, q, &c)
	if text := v.typed("minutes"); text != "" {
		minutes, err := strconv.ParseFloat(strings.Replace(text, ",", ".", 1), 64)
		if err != nil || minutes != minutes {
			c.Fail("minutes", registry.CodeFigureInvalid, "value", clip(text))
		}
		r.Filter.Minutes = minutes
	}
	by, descending := strings.CutPrefix(q.Get("sort"), "-")
	if by == "number" {
		by = string(registry.ByNumber)
	}
	if r.Sort, r.Descending = registry.Sort(by), descending; !slices.Contains(registry.Sorts, r.Sort) {
		c.Fail("sort", registry.CodeChoiceInvalid, "value", clip(by))
	}
	var err error
	if r.On, err = readDay(v.typed("on")); err != nil {
		c.Take("on", err)
	}
	c.Text("q", r.Text, registry.LimitName, false)
	c.Text("area", r.Area, registry.LimitName, false)
	merge(&c, r.Filter.Check())
	return out, c.Err()
}

// narrowed says whether the list leaves rules out that the reader reaches.
func (l workList) narrowed() bool {
	q := l.query
	return q.Text != "" || q.Area != "" || q.Class != "" || len(q.States) > 0 || !q.Filter.Empty()
}

// sortText is an order as an address has it.
func sortText(s registry.Sort, descending bool) string {
	text := string(s)
	if s == registry.ByNumber {
		text = "number"
	}
	if descending {
		text = "-" + text
	}
	return text
}
