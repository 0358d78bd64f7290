package web

import (
	"net/url"
	"slices"

	"github.com/omvendt/omvendt/registry"
)

const (
	workRulesPerPage = 50
	workBatch        = 200 // rules read at a time, of which the reader may reach few
)

type workRulesPage struct {
	Page
	Search    string
	Areas     []Option
	Unchecked bool // only rules that nobody has checked
	Filtered  bool
	Cleared   string
	Rows      []WorkRow
	Next      string // address of the next page; empty on the last
	Start     string // address of the first page; empty on it
	MayAdd    bool
	Files     []Crumb // the whole list to take home
}

// WorkRow is a rule in the administrator's list.
type WorkRow struct {
	Number, Title, Area, Owner string
	Address                    string
	Mark                       Mark
	Unchecked                  bool
	Vacant                     bool // its post
}

// workRules lists the rules that the reader reaches.
func (v *visit) workRules() (answer, error) {
	q := v.r.URL.Query()
	p := workRulesPage{Page: v.shell(v.text("work.rules.title")), Unchecked: v.onlyUnchecked(),
		MayAdd: v.may("catalogue")}
	query := v.workQuery()
	query.Known, query.Limit = registry.RevisionOpen, workBatch
	p.Search = query.Text
	area := query.Area
	after, err := registry.ParseNumber(q.Get("after"))
	if err == nil { // a place in the list that is none is its beginning
		query.After = after
		p.Start = withQuery(p.To("work_rules"), with(q, "after", "").Encode())
	}
	var areas []string
	more := false
	err = v.Register.Store.View(v.r.Context(), func(r registry.Reader) error {
		var err error
		if areas, err = r.Areas(); err != nil {
			return err
		}
		query.On = r.Today()
		if p.Rows, more, err = v.workRows(r, query, p); err != nil {
			return err
		}
		return markVacant(r, p.Rows)
	})
	if err != nil {
		return answer{}, err
	}
	areas = slices.DeleteFunc(areas, func(a string) bool { return !reachesArea(v.act.Reach, a) })
	for _, a := range areas {
		p.Areas = append(p.Areas, Option{a, a, a == area})
	}
	p.Filtered = p.Search != "" || area != "" || p.Unchecked
	p.Cleared = p.To("work_rules")
	p.Files = p.files("work_rules", meantWork(q))
	if more {
		p.Next = withQuery(p.To("work_rules"), with(meantWork(q), "after", p.Rows[len(p.Rows)-1].Number).Encode())
	}
	return answer{template: "work-rules", data: p}, nil
}

// workQuery is what the address asks of the list.
func (v *visit) workQuery() registry.RegisterQuery {
	q := registry.RegisterQuery{Text: shown(v.typed("q")), Area: shown(v.typed("area"))}
	var c registry.Checks
	c.Text("q", q.Text, registry.LimitName, false)
	c.Text("area", q.Area, registry.LimitName, false)
	if c.Err() != nil {
		return registry.RegisterQuery{} // nobody types this
	}
	return q
}

// onlyUnchecked says that only rules are asked for that nobody has checked.
func (v *visit) onlyUnchecked() bool { return v.r.URL.Query().Get("unchecked") == "yes" }

// workRows reads on until a page is full of rules that the reader reaches.
func (v *visit) workRows(r registry.Reader, query registry.RegisterQuery, p workRulesPage) ([]WorkRow, bool, error) {
	var rows []WorkRow
	for {
		entries, err := r.Register(query)
		if err != nil {
			return nil, false, err
		}
		ids := make([]registry.RuleID, len(entries))
		for i, e := range entries {
			ids[i] = e.Rule.ID
		}
		checks, err := r.LatestLegalChecks(ids)
		if err != nil {
			return nil, false, err
		}
		for _, e := range entries {
			unchecked := checks[e.Rule.ID].Result != registry.BasesConfirmed
			if !v.act.Reach.Has(e.Rule.Catalogue) || p.Unchecked && !unchecked {
				continue
			}
			if len(rows) == workRulesPerPage {
				return rows, true, nil
			}
			number := e.Rule.Number.String()
			rows = append(rows, WorkRow{Number: number, Title: e.Text.Title, Area: e.Rule.Catalogue.Area, Owner: e.Rule.Catalogue.Owner,
				Address: p.To("work_rule", number), Mark: p.mark(e.Segment), Unchecked: unchecked})
		}
		if len(entries) < query.Limit {
			return rows, false, nil
		}
		query.After = entries[len(entries)-1].Rule.Number
	}
}

// reachesArea says whether any rule of an area can be reached.
func reachesArea(reach registry.Reach, area string) bool {
	return len(reach) == 0 || slices.ContainsFunc(reach, func(s registry.Scope) bool {
		return len(s.Areas) == 0 || slices.Contains(s.Areas, area)
	})
}

// meantWork is the list's query without tails.
func meantWork(q url.Values) url.Values {
	out := url.Values{}
	for _, name := range []string{"q", "area", "unchecked"} {
		out = with(out, name, q.Get(name))
	}
	return out
}
