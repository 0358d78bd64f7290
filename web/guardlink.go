package web

import "github.com/omvendt/omvendt/workflow"

// GuardLine says whether answering through a link takes some work, and changes it.
type GuardLine struct {
	Until string // empty: it is not guarded
	Form  Form
}

func (v *visit) guardLine(l workflow.MadeLink) GuardLine {
	g := GuardLine{Form: v.form("guard", "guard.")}
	if l.GuardedNow {
		g.Until = v.instant(l.Guarded)
	}
	return g
}

func (v *visit) guardLink() (answer, error) {
	l, err := v.hungLink()
	if err != nil {
		return answer{}, err
	}
	done := map[bool]string{true: "link_guarded", false: "link_unguarded"}
	on := v.ticked("on")
	if _, err := v.Workflow.GuardLink(v.r.Context(), v.act, v.name, l.ID, on); err != nil {
		return answer{}, err
	}
	return v.done(done[on], "work_link", v.names...), nil
}
