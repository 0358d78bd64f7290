package web

import (
	"strconv"

	"github.com/omvendt/omvendt/registry"
)

// ViewLink is a kept view of the list of rules.
type ViewLink struct {
	Name, Address string
	Shared        bool // a colleague's
	Chosen        bool
}

// viewLinks are the views that the reader can choose.
func (p *workRulesPage) viewLinks(own, shared []registry.ListView, now string) {
	for i, l := range append(own, shared...) {
		p.Views = append(p.Views, ViewLink{Name: l.Name, Address: withQuery(p.To("work_rules"), l.Query), Shared: i >= len(own), Chosen: l.Query == now})
	}
}

// keepView keeps the list as the address has it, under a name.
func (v *visit) keepView() (answer, error) {
	f := v.form("view", "work.view.")
	query := meantWork(v.r.URL.Query()).Encode()
	if query == "" {
		query = "sort=number"
	}
	_, err := v.Register.KeepListView(v.r.Context(), v.act, 0, registry.ListView{Name: v.said("name"), Query: query, Shared: v.ticked("shared"), First: v.ticked("first")})
	if f.refused(v, err) {
		return v.workRulesWith(f)
	}
	return v.doneWith("view_kept", query, "work_rules"), err
}

type workViewsPage struct {
	Page
	Complaints []Complaint
	Own        []OwnView
	Chosen     Form // the view that is being changed
	Drop       Form
	Open       bool // one is
}

// OwnView is a view of the reader's.
type OwnView struct {
	Name, Address, Edit string
	Shared, First       bool
}

// workViews are the reader's own views, to be named anew, shared or dropped.
func (v *visit) workViews() (answer, error) {
	return v.workViewsWith(v.form("view", "work.view."), v.form("drop", "work.view."))
}

func (v *visit) workViewsWith(change, drop Form) (answer, error) {
	p := workViewsPage{Page: v.shell(v.text("work.views.title"))}
	p.Crumbs = append(p.Crumbs, Crumb{p.T("work.rules.title"), p.To("work_rules") + "?sort=number"})
	own, _, err := v.Register.ListViews(v.r.Context(), v.act.Actor.User)
	if err != nil {
		return answer{}, err
	}
	chosen := v.r.URL.Query().Get("id")
	if change.typed {
		chosen = change.Value("id")
	}
	yes := func(b bool) string { return map[bool]string{true: "yes"}[b] }
	for _, l := range own {
		p.Own = append(p.Own, OwnView{Name: l.Name, Address: withQuery(p.To("work_rules"), l.Query), Shared: l.Shared, First: l.First,
			Edit: p.To("work_views") + "?id=" + string(l.ID) + "#view"})
		if string(l.ID) != chosen {
			continue
		}
		p.Open = true
		for _, f := range []*Form{&change, &drop} {
			f.preset("id", string(l.ID))
			f.preset("name", l.Name)
			f.preset("shared", yes(l.Shared))
			f.preset("first", yes(l.First))
			f.preset("edit", strconv.Itoa(l.Edit))
		}
	}
	p.Chosen, p.Drop, p.Complaints, p.Wrong = change, drop, change.Complaints, change.Failed()
	return answer{status: change.Status, template: "work-views", data: p}, nil
}

func (v *visit) changeView() (answer, error) {
	f := v.form("view", "work.view.")
	own, _, err := v.Register.ListViews(v.r.Context(), v.act.Actor.User)
	view := registry.ListView{ID: registry.ListViewID(v.said("id")), Name: v.said("name"), Shared: v.ticked("shared"), First: v.ticked("first")}
	for _, l := range own {
		if l.ID == view.ID {
			view.Query = l.Query
		}
	}
	if view.ID == "" {
		err = &registry.Error{Code: registry.CodeNotFound}
	}
	if err == nil {
		_, err = v.Register.KeepListView(v.r.Context(), v.act, v.saidEdit(), view)
	}
	if f.refused(v, err) {
		return v.workViewsWith(f, v.form("drop", "work.view."))
	}
	return v.done("saved", "work_views"), err
}

func (v *visit) dropView() (answer, error) {
	err := v.Register.DropListView(v.r.Context(), v.act, registry.ListViewID(v.said("id")))
	return v.done("view_dropped", "work_views"), err
}
