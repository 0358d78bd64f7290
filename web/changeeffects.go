package web

import (
	"cmp"

	"github.com/omvendt/omvendt/internal/wording"
	"github.com/omvendt/omvendt/registry"
)

// effect tells how many rules a change gives another state from a day, and why where that is
// known. key begins the keys of its texts.
func (p Page) effect(key string, e registry.ChangeEffect) string {
	text := p.Count(key, e.Rules, "day", p.Day(e.On), "was", wording.State(p.Lang, e.Was), "will", wording.State(p.Lang, e.Will))
	if e.Why == "" {
		return text
	}
	return text + " " + p.T("setting.effect_why", "reason", p.shortReason(e.Why))
}

func (p Page) shortReason(code registry.ReasonCode) string {
	return p.Lang.Text("reason."+string(code)+".short", nil)
}

// byArea and byReason are how many rules a change gives another state.
func (p Page) byArea(c registry.GameChange) (lines []Line) {
	for _, a := range c.Areas {
		lines = append(lines, Line{cmp.Or(a.Area, p.T("effort.unstated")), p.Count("setting.rules", a.Rules)})
	}
	return lines
}

func (p Page) byReason(c registry.GameChange) (lines []Line) {
	for _, r := range c.Reasons() {
		lines = append(lines, Line{capital(p.shortReason(r.Reason)), p.Count("setting.rules", r.Rules)})
	}
	return lines
}

// GradeLines are the justifications that a change grades otherwise.
type GradeLines struct {
	Page
	Lines []string
}

// grades tells how justifications are graded otherwise; nil where a change leaves alone
// what grades them.
func (p Page) grades(c registry.GameChange) *GradeLines {
	if c.Grades == nil {
		return nil
	}
	g := &GradeLines{Page: p}
	for _, e := range c.Grades {
		key := "setting.grade"
		if e.Will == "" {
			key = "setting.grade_failed"
		}
		g.Lines = append(g.Lines, p.Count(key, e.Rules, "was", p.Lang.Name("case_grade", string(e.Was)), "will", p.Lang.Name("case_grade", string(e.Will))))
	}
	return g
}
