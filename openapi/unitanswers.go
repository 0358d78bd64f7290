package openapi

import (
	"context"
	"net/http"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

func (a *api) registerUnitAnswers() {
	notFound, clash := []int{http.StatusNotFound}, []int{http.StatusNotFound, http.StatusConflict}
	register(a, operation{ID: "get-stopped", Method: http.MethodGet, Path: "/v1/turn-days/{day}/stopped", Tag: "register",
		Permission: "catalogue", Errors: notFound, Summary: "How far units are with a day on which rules stopped applying",
		Description: "A unit is named as having answered or not, and never with what it said."}, a.getStopped)
	register(a, operation{ID: "get-unit-answer", Method: http.MethodGet, Path: "/v1/turn-days/{day}/units/{unit}/answer", Tag: "register",
		Permission: "catalogue", Tagged: true, Errors: notFound, Summary: "What a unit is asked of a day, and has answered"}, a.getUnitAnswer)
	register(a, operation{ID: "edit-unit-answer", Method: http.MethodPut, Path: "/v1/turn-days/{day}/units/{unit}/answer", Tag: "register",
		Permission: "catalogue", Edits: true, Errors: clash, Summary: "Say that what stopped on a day is stopped in a unit, except some",
		Description: "What lives on becomes a hassle of who answers for the rule, once for each rule and day; it names no unit."}, a.editUnitAnswer)
}

// TurnDayPath is the part of an address that names a day.
type TurnDayPath struct {
	Day string `path:"day" doc:"On which something began to apply." example:"2027-07-01"`
}

func (p TurnDayPath) on() (registry.Day, error) {
	on, err := registry.ParseDay(p.Day)
	return on, inField("day", err)
}

type livesOnOut struct {
	Number string `json:"number" example:"R-0042"`
	Word   string `json:"word" doc:"Where the demand lives on; at most 200 characters."`
}

type unitAnswerOut struct {
	Unit     string       `json:"unit"`
	Day      day          `json:"day"`
	Stopped  []string     `json:"stopped" doc:"The numbers of the rules that it is asked about."`
	Except   []livesOnOut `json:"except"`
	Answered day          `json:"answered,omitzero" doc:"Left out: not yet."`
}

// UnitAnswerIn names a unit and a day.
type UnitAnswerIn struct {
	TurnDayPath
	Unit string `path:"unit" doc:"The unit, exactly as written." example:"Alle dagtilbud"`
}

func (a *api) getUnitAnswer(ctx context.Context, c call, in *UnitAnswerIn) (answer[unitAnswerOut], error) {
	on, err := in.on()
	if err != nil {
		return answer[unitAnswerOut]{}, err
	}
	q, err := a.Workflow.UnitQuestion(ctx, c.Act, in.Unit, on)
	return answer[unitAnswerOut]{Edit: q.Edit, Body: unitAnswerOut{Unit: q.Unit, Day: day(q.Day), Answered: day(q.Answered),
		Stopped: list(q.Turns, func(t registry.TurnView) string { return t.Number.String() }),
		Except:  list(q.Except, func(x workflow.LivesOn) livesOnOut { return livesOnOut{x.Number.String(), x.Word} })}}, err
}

type editUnitAnswerIn struct {
	UnitAnswerIn
	Body struct {
		Except []livesOnOut `json:"except,omitempty" doc:"What lives on; left out: all is stopped."`
	}
}

func (a *api) editUnitAnswer(ctx context.Context, c call, in *editUnitAnswerIn) (answer[unitAnswerOut], error) {
	on, err := in.on()
	if err != nil {
		return answer[unitAnswerOut]{}, err
	}
	var checks registry.Checks
	var except []workflow.LivesOn
	for _, x := range in.Body.Except {
		n, err := registry.ParseNumber(x.Number)
		checks.Take("except."+x.Number, err)
		except = append(except, workflow.LivesOn{Number: n, Word: x.Word})
	}
	if err := checks.Err(); err != nil {
		return answer[unitAnswerOut]{}, err
	}
	if _, err := a.Workflow.AnswerForUnit(ctx, c.Act, in.Unit, on, c.Edit, except); err != nil {
		return answer[unitAnswerOut]{}, err
	}
	return a.getUnitAnswer(ctx, c, &UnitAnswerIn{in.TurnDayPath, in.Unit})
}

type unitStopOut struct {
	Unit     string `json:"unit"`
	Answered day    `json:"answered,omitzero" doc:"Left out: not yet."`
}

type livingOut struct {
	Number string   `json:"number" example:"R-0042"`
	Units  int      `json:"units,omitempty" doc:"In how many; left out where they are too few to be told."`
	Words  []string `json:"words" doc:"Where it lives on, in no order that tells who said it."`
	Hassle string   `json:"hassle,omitempty" format:"uuid" doc:"That was opened; left out where the rule has no post."`
}

type stoppedOut struct {
	Asked    int           `json:"asked" doc:"Units in which something stopped."`
	Answered int           `json:"answered"`
	Units    []unitStopOut `json:"units" doc:"That you answer for, or all."`
	LivesOn  []livingOut   `json:"lives_on"`
}

type getStoppedIn struct{ TurnDayPath }

func (a *api) getStopped(ctx context.Context, c call, in *getStoppedIn) (answer[stoppedOut], error) {
	on, err := in.on()
	if err != nil {
		return answer[stoppedOut]{}, err
	}
	s, err := a.Workflow.Stopped(ctx, c.Act, on)
	return answer[stoppedOut]{Body: stoppedOut{Asked: s.Asked, Answered: s.Answered,
		Units: list(s.Units, func(u workflow.UnitStop) unitStopOut { return unitStopOut{u.Unit, day(u.Answered)} }),
		LivesOn: list(s.Lives, func(l workflow.LivingOn) livingOut {
			return livingOut{l.Turn.Number.String(), l.Units, l.Words, string(l.Hassle)}
		})}}, err
}
