package web

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"

	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/registry/likeness"
	"github.com/omvendt/omvendt/workflow"
)

// alikeAddresses and alikePlaces are the pages of rules that say much the same.
var (
	alikeAddresses = map[string]address{
		"work_alike":     {texts.Danish: "/arbejde/ligner", texts.English: "/en/desk/alike"},
		"work_pair":      {texts.Danish: "/arbejde/ligner/{low}/{high}", texts.English: "/en/desk/alike/{low}/{high}"},
		"work_different": {texts.Danish: "/arbejde/forskellige", texts.English: "/en/desk/different"},
	}
	alikePlaces = map[string]place{
		"work_alike": {permission: "catalogue", show: (*visit).alike},
		"work_pair": {permission: "catalogue", show: (*visit).pair, forms: map[string]form{
			"different": {operation: "find-different", send: (*visit).findDifferent},
			"merge":     {operation: "merge-rule", permission: "record", send: (*visit).mergePair},
		}},
		"work_different": {permission: "catalogue", show: (*visit).different, forms: map[string]form{
			"": {operation: "take-back-different", send: (*visit).takeBackDifferent},
		}},
	}
)

const pairsPerPage = 20

type alikePage struct {
	Page
	Pairs     []PairView
	Rule      string // only pairs of this rule; empty: all
	Next      string // address of the next page; empty on the last
	Start     string // of the first; empty on it
	Different string // address of those that were found different
}

// PairView is two rules side by side.
type PairView struct {
	ID        string // anchor
	Degree    int
	Same      bool // likely one demand, and not only one matter
	Address   string
	Low, High AlikeSide
}

// AlikeSide is one rule of a pair.
type AlikeSide struct {
	Number, Area, Unit, Kind, Adopter string
	Mark                              Mark
	Title, Demand                     []likeness.Piece
	Name                              string // its title
}

// alike lists pairs of rules that say much the same.
func (v *visit) alike() (answer, error) {
	query := v.r.URL.Query()
	q := registry.AlikeQuery{Limit: pairsPerPage, Reach: v.act.Reach}
	p := alikePage{Page: v.shell(v.text("alike.title"))}
	var after registry.AlikePair
	if _, err := fmt.Sscanf(query.Get("after"), "%d-%d-%d", &after.Degree, &after.Low, &after.High); err == nil {
		q.After = &after // a place in the list that is none is its beginning
		p.Start = p.To("work_alike")
	}
	if n, err := registry.ParseNumber(query.Get("rule")); err == nil {
		q.Rule, p.Rule = n, n.String()
	}
	page, err := v.Register.AlikePairs(v.r.Context(), q)
	if registry.CodeOf(err) == registry.CodeNotFound && q.Rule != 0 {
		page, err = registry.AlikePage{}, nil // of a rule that is not there nothing is alike
	}
	if err != nil {
		return answer{}, err
	}
	for _, pair := range page.Pairs {
		p.Pairs = append(p.Pairs, p.pairView(pair))
	}
	if page.More {
		last := page.Pairs[len(page.Pairs)-1]
		next := url.Values{"after": {fmt.Sprintf("%d-%d-%d", last.Degree, last.Low, last.High)}}
		p.Next = withQuery(p.To("work_alike"), with(next, "rule", p.Rule).Encode())
	}
	return answer{template: "alike", data: p}, nil
}

func (p Page) pairView(pair registry.AlikeView) PairView {
	low, high := pair.LowEntry, pair.HighEntry
	names := []string{low.Rule.Number.String(), high.Rule.Number.String()}
	return PairView{ID: names[0] + "-" + names[1], Degree: pair.Degree, Same: pair.Degree >= likeness.Same,
		Address: p.To("work_pair", names...), Low: p.alikeSide(low, high.Text), High: p.alikeSide(high, low.Text)}
}

func (p Page) alikeSide(e registry.RegisterEntry, other registry.Text) AlikeSide {
	rule := likeness.Of(other.Title, other.Demand)
	return AlikeSide{Number: e.Rule.Number.String(), Name: e.Text.Title, Area: e.Rule.Catalogue.Area, Unit: e.Rule.Catalogue.Unit,
		Kind: capital(p.Lang.Name("kind", string(e.Rule.Catalogue.Kind))), Adopter: capital(p.Lang.Name("adopter", string(e.Rule.Adopter))),
		Mark: p.mark(e.Segment), Title: likeness.Marks(e.Text.Title, rule), Demand: likeness.Marks(e.Text.Demand, rule)}
}

type pairPage struct {
	Page
	Complaints []Complaint
	Pair       PairView
	Different  Form
	Merge      Form
	MayMerge   bool
	Ended      bool // one of them is over: there is nothing to merge
	Into       []Option
	Bodies     []Option
	Found      string // who found them different, and when; empty: nobody
}

func (v *visit) pair() (answer, error) {
	return v.pairPage(v.form("different", "alike."), v.form("merge", "alike."))
}

// pairNumbers are the rules that the address names.
func (v *visit) pairNumbers() (low, high registry.Number, err error) {
	if low, err = registry.ParseNumber(v.names[0]); err == nil {
		high, err = registry.ParseNumber(v.names[1])
	}
	if err != nil || low == high {
		return 0, 0, &registry.Error{Code: registry.CodeNotFound}
	}
	return min(low, high), max(low, high), nil
}

func (v *visit) pairPage(different, merge Form) (answer, error) {
	low, high, err := v.pairNumbers()
	if err != nil {
		return answer{}, err
	}
	seen, err := v.Register.Pair(v.r.Context(), low, high)
	if err != nil {
		return answer{}, err
	}
	lowRule, highRule := seen.LowEntry.Rule, seen.HighEntry.Rule
	if !v.act.Reach.Has(lowRule.Catalogue) && !v.act.Reach.Has(highRule.Catalogue) {
		return answer{}, &registry.Error{Code: registry.CodeForbidden}
	}
	bodies, err := v.Register.Bodies(v.r.Context())
	if err != nil {
		return answer{}, err
	}
	p := pairPage{Page: v.shell(v.text("alike.pair.title", "low", low.String(), "high", high.String())), Different: different, Merge: merge,
		MayMerge: v.may("record"), Ended: seen.LowEntry.Segment.State.Ended() || seen.HighEntry.Segment.State.Ended()}
	p.Pair = p.pairView(seen.AlikeView)
	if seen.Different != nil {
		p.Found = p.T("alike.found", "by", seen.Different.By, "day", p.Day(seen.Different.Day))
	}
	today, err := v.Register.Today(v.r.Context())
	if err != nil {
		return answer{}, err
	}
	p.Merge.preset("valid", today.String())
	p.Merge.preset("decision.day", today.String())
	p.Merge.preset("decision.words", v.text("alike.merge.words"))
	p.Merge.preset("edit_low", fmt.Sprint(lowRule.Edit))
	p.Merge.preset("edit_high", fmt.Sprint(highRule.Edit))
	for _, side := range []AlikeSide{p.Pair.Low, p.Pair.High} {
		p.Into = append(p.Into, Option{Value: side.Number, Text: side.Number})
	}
	p.Bodies = []Option{{Text: p.T("work.choose")}}
	for _, b := range bodies {
		p.Bodies = append(p.Bodies, Option{Value: string(b.ID), Text: b.Name})
	}
	p.Complaints = append(different.Complaints, merge.Complaints...)
	p.Wrong = different.Failed() || merge.Failed()
	p.Crumbs = append(p.Crumbs, Crumb{p.T("alike.title"), p.To("work_alike")})
	return answer{status: cmp.Or(different.Status, merge.Status), template: "pair", data: p}, nil
}

func (v *visit) findDifferent() (answer, error) {
	low, high, err := v.pairNumbers()
	if err != nil {
		return answer{}, err
	}
	f := v.form("different", "alike.")
	_, err = v.Register.FindDifferent(v.r.Context(), v.act, low, high)
	if f.refused(v, err) {
		return v.pairPage(f, v.form("merge", "alike."))
	}
	return v.done("different", "work_alike"), err
}

func (v *visit) mergePair() (answer, error) {
	low, high, err := v.pairNumbers()
	if err != nil {
		return answer{}, err
	}
	f := v.form("merge", "alike.")
	m, err := v.saidMerge(low, high)
	if err == nil {
		_, err = v.Workflow.Merge(v.r.Context(), v.act, m)
	}
	if f.refused(v, err, "by", "into", "reason", "decision.words", "reason.words", "decision.words", "reason.day", "decision.day", "reason.body", "decision.body", "reason.rank", "decision.body") {
		if registry.CodeOf(err) == registry.CodeStale { // both texts stand above as they are now
			f.replace("edit_low", "")
			f.replace("edit_high", "")
		}
		return v.pairPage(v.form("different", "alike."), f)
	}
	return v.done("merged", "work_rule", m.From.String()), err
}

func (v *visit) saidMerge(low, high registry.Number) (workflow.Merge, error) {
	var c registry.Checks
	m := workflow.Merge{Valid: v.saidDay(&c, "valid"),
		Decision: registry.Decision{Day: v.saidDay(&c, "decision.day"), Words: v.said("decision.words"), Case: v.said("decision.case")}}
	switch v.said("into") {
	case low.String():
		m.From, m.Into, m.Edit = high, low, v.saidWhole(&c, "edit_high")
	case high.String():
		m.From, m.Into, m.Edit = low, high, v.saidWhole(&c, "edit_low")
	default:
		c.Fail("into", registry.CodeRequired)
	}
	bodies, err := v.Register.Bodies(v.r.Context())
	if err != nil {
		return m, err
	}
	if at := slices.IndexFunc(bodies, func(b registry.Body) bool { return string(b.ID) == v.said("decision.body") }); at >= 0 {
		m.Decision.Body, m.Decision.Rank = bodies[at].Name, bodies[at].Rank
	} else {
		c.Fail("decision.body", registry.CodeRequired)
	}
	return m, c.Err()
}

type differentPage struct {
	Page
	Complaints []Complaint
	Lines      []DifferentLine
	Next       string
	Start      string
}

// DifferentLine is a pair that was found different, with the form that takes it back.
type DifferentLine struct {
	Low, High, LowTitle, HighTitle string
	Found                          string
	Address                        string
	Form                           Form
}

func (v *visit) different() (answer, error) { return v.differentPage(v.form("", "alike.")) }

func (v *visit) takeBackDifferent() (answer, error) {
	f := v.form("", "alike.")
	var c registry.Checks
	low, err := registry.ParseNumber(v.said("low"))
	c.Take("low", err)
	high, err := registry.ParseNumber(v.said("high"))
	c.Take("high", err)
	if err = c.Err(); err == nil {
		err = v.Register.TakeBackDifferent(v.r.Context(), v.act, low, high)
	}
	if f.refused(v, err) {
		return v.differentPage(f)
	}
	return v.done("told_again", "work_different"), err
}

func (v *visit) differentPage(f Form) (answer, error) {
	var after registry.AlikePlace
	p := differentPage{Page: v.shell(v.text("alike.different.title")), Complaints: f.Complaints}
	if _, err := fmt.Sscanf(v.r.URL.Query().Get("after"), "%d-%d", &after.Low, &after.High); err == nil {
		p.Start = p.To("work_different")
	} else {
		after = registry.AlikePlace{}
	}
	all, more, err := v.Register.Differents(v.r.Context(), after, pairsPerPage)
	if err != nil {
		return answer{}, err
	}
	titles, err := v.titlesOf(all)
	if err != nil {
		return answer{}, err
	}
	for _, d := range all {
		line := DifferentLine{Low: d.Low.String(), High: d.High.String(), LowTitle: titles[d.Low], HighTitle: titles[d.High],
			Found: p.T("alike.found", "by", d.By, "day", p.Day(d.Day)), Form: v.form("", "alike.")}
		line.Address = p.To("work_pair", line.Low, line.High)
		p.Lines = append(p.Lines, line)
	}
	if more {
		last := all[len(all)-1]
		p.Next = withQuery(p.To("work_different"), url.Values{"after": {fmt.Sprintf("%d-%d", last.Low, last.High)}}.Encode())
	}
	p.Wrong = f.Failed()
	p.Crumbs = append(p.Crumbs, Crumb{p.T("alike.title"), p.To("work_alike")})
	return answer{status: f.Status, template: "different", data: p}, nil
}

func (v *visit) titlesOf(pairs []registry.Different) (map[registry.Number]string, error) {
	titles := map[registry.Number]string{}
	var numbers []registry.Number
	for _, d := range pairs {
		numbers = append(numbers, d.Low, d.High)
	}
	slices.Sort(numbers)
	err := v.Register.Store.View(v.r.Context(), func(r registry.Reader) error {
		rules, err := r.RulesByNumber(slices.Compact(numbers))
		if err != nil {
			return err
		}
		ids := make([]registry.RuleID, len(rules))
		for i, rule := range rules {
			ids[i] = rule.ID
		}
		latest, err := r.LatestTexts(ids)
		for _, rule := range rules {
			titles[rule.Number] = latest[rule.ID].Title
		}
		return err
	})
	return titles, err
}

// sides is a pair with the page whose language it is shown in.
type sides struct {
	Page Page
	Pair PairView
}

// Sides are a pair's two rules as a table.
func (p Page) Sides(pair PairView) sides { return sides{p, pair} }

// Degree says how alike a pair is, in words and in per cent.
func (p Page) Degree(pair PairView) string {
	switch {
	case pair.Same:
		return p.T("alike.degree.same", "percent", fmt.Sprint(pair.Degree))
	case pair.Degree >= likeness.Related:
		return p.T("alike.degree.related", "percent", fmt.Sprint(pair.Degree))
	}
	return p.T("alike.degree.unlike", "percent", fmt.Sprint(pair.Degree))
}
