package openapi

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// overtaken are stores in which somebody else always comes between: every change
// runs to its end, is rolled back, and runs again, as Update may at any time.
type overtaken struct{ between func() }

var errOvertaken = errors.New("somebody came between")

func (o overtaken) twice(run func(end error) error) error {
	if err := run(errOvertaken); !errors.Is(err, errOvertaken) {
		return err
	}
	o.between()
	return run(nil)
}

type overtakenRegistry struct {
	registry.Store
	overtaken
}

func (s overtakenRegistry) Update(ctx context.Context, act registry.Act, f func(registry.Tx) error) error {
	return s.twice(func(end error) error {
		return s.Store.Update(ctx, act, func(tx registry.Tx) error { return errors.Join(f(tx), end) })
	})
}

type overtakenWorkflow struct {
	workflow.Store
	overtaken
}

func (s overtakenWorkflow) Update(ctx context.Context, act registry.Act, f func(workflow.Tx) error) error {
	return s.twice(func(end error) error {
		return s.Store.Update(ctx, act, func(tx workflow.Tx) error { return errors.Join(f(tx), end) })
	})
}

// overtake puts somebody between the runs of every change that the server makes;
// what they do is not overtaken itself.
func (s *server) overtake(between func()) {
	register, flow := s.api.Register.Store, s.api.Workflow.Store
	var put func()
	o := overtaken{func() {
		s.api.Register.Store, s.api.Workflow.Store = register, flow
		defer put()
		between()
	}}
	put = func() {
		s.api.Register.Store, s.api.Workflow.Store = overtakenRegistry{register, o}, overtakenWorkflow{flow, o}
	}
	put()
}

// A change that runs again has the effect of one that ran once.
func TestChangesThatAreOvertaken(t *testing.T) {
	eachOn(t, "2026-11-21", func(t *testing.T, s *server) {
		s.overtake(func() {})
		p := play(t, s)
		p.plan(p.example.Meetings[0])
		here := s.create("/v1/reviews/dagtilbud-2027/consultations", aConsultation().and("rules", []string{"R-0042"}).and("opens", "2026-11-01"))
		s.create("/v1/consultations/"+here.text("slug")+"/links", object{"audience": "Forældre"})
		for path, body := range map[string]object{
			"bases":          {"reference": "https://www.retsinformation.dk/eli/lta/2024/988 § 11", "effect": "permits", "from": "2020-01-01"},
			"versions":       {"from": "2026-11-21", "title": "Kortere", "demand": "Mindre."},
			"justifications": {"value": "Tryghed."},
			"legal-checks":   {"by": "Juristen", "day": "2026-11-20", "result": "confirmed"},
			"events":         {"kind": "hearing_held", "valid": "2026-11-20", "hearing_held": object{"party": "MED"}},
		} {
			rule := s.get("/v1/rules/R-0042", s.admin()).want(200)
			s.send(http.MethodPost, "/v1/rules/R-0042/"+path, body, s.admin(), with("If-Match", rule.header.Get("ETag"))).want(201)
		}

		// What is drawn is drawn anew: a place on the agenda that somebody else took.
		meeting := "/v1/meetings/" + s.create("/v1/meetings", object{"body": p.bodies["Byrådet"], "day": "2026-12-21"}).text("id") + "/items"
		s.overtake(func() { s.create(meeting, object{"title": "Et punkt, der kom før"}) })
		if place := s.create(meeting, object{"title": "Et punkt"}).json.(map[string]any)["ordinal"]; place != 2.0 {
			t.Errorf("the item has place %v", place)
		}
	})
}

// overlapped lets somebody come between the first reading of the next change and
// its first writing, as only PostgreSQL can; on SQLite they come before it.
type overlapped struct {
	workflow.Store
	between func()
}

func (s *overlapped) Update(ctx context.Context, act registry.Act, f func(workflow.Tx) error) error {
	return s.Store.Update(ctx, act, func(tx workflow.Tx) error {
		if between := s.between; between != nil {
			s.between = nil
			if _, err := tx.LastRevision(); err != nil {
				return err
			}
			done := make(chan struct{})
			go func() { defer close(done); between() }()
			<-done
		}
		return f(tx)
	})
}

// Somebody takes their words back while they are being answered: both succeed.
func TestContributionsTakenBackWhileAnswered(t *testing.T) {
	each(t, func(t *testing.T, s *server) {
		s.create("/v1/rules", aRule("Referat"))
		s.create("/v1/reviews", aReview("Dagtilbud", "R-0001"))
		here := "/v1/consultations/" + s.create("/v1/reviews/dagtilbud/consultations", aConsultation()).text("slug")
		link := "/v1/open-links/" + s.create(here+"/links", object{"audience": "Forældre"}).text("token")
		receipt := s.send("POST", link+"/contributions", object{"submission": aSubmission, "answers": object{"q1": "Papirerne."}}).want(201).text("path")
		inputs := s.get(here+"/inputs", s.admin()).want(200).seen()
		answer := func() { s.create("/v1/dispositions", object{"inputs": inputs, "kind": "followed", "reason": "Ja."}) }
		if strings.HasSuffix(t.Name(), "/postgres") {
			store := s.api.Workflow.Store
			s.api.Workflow.Store = &overlapped{Store: store, between: answer}
		} else {
			answer()
		}
		s.send("DELETE", receipt, nil).want(http.StatusNoContent)
		if got := s.get(receipt).want(200).text("state"); got != "withdrawn" {
			t.Errorf("it is %s", got)
		}
	})
}
