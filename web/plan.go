package web

import "github.com/omvendt/omvendt/workflow"

// PlanLines is a review counted backwards from its sunset.
type PlanLines struct {
	Page
	Steps []PlanLine // in the order in which they are taken
	Late  int        // how many no longer fit
}

// PlanLine is one step.
type PlanLine struct {
	What    string
	When    string // the latest day; of the sunset the day itself
	Meeting string // where it is read; empty where the calendar has none
	Body    string
	Done    bool
	Remarks []string
}

func (p Page) planned(plan workflow.Plan) PlanLines {
	out := PlanLines{Page: p, Late: plan.Late()}
	for _, s := range plan.Steps {
		line := PlanLine{What: capital(p.Lang.Name("plan_step", string(s.Kind))), When: p.T("plan.by", "day", p.Day(s.By)), Done: s.Done}
		if s.Kind == workflow.StepSunset {
			line.When = p.Day(s.By)
		}
		if s.Meeting != nil {
			line.Meeting, line.Body = p.To("meeting", string(s.Meeting.ID)), s.Meeting.Body.Name
		}
		for _, r := range s.Remarks {
			line.Remarks = append(line.Remarks, p.Lang.Name("plan_remark", string(r)))
		}
		out.Steps = append(out.Steps, line)
	}
	return out
}
