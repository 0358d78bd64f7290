package web_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/web"
	"github.com/omvendt/omvendt/workflow"
)

// sittingTown has a council of 31 with three substitutes, one of whom is called.
func sittingTown(t *testing.T) []state {
	o := newTown(t, testenv.SQLite(t), "2026-11-21").deciding()
	o.serve(web.Deps{Register: o.register, Workflow: o.workflow, Access: o.access, Municipality: "Eksempel Kommune",
		Version: "0.1.0", SendSignIn: func(*http.Request, string, texts.Lang) error { return nil }})
	ctx := context.Background()
	council := o.body(registry.RankCouncil)
	var seats []workflow.Member
	for n := range 34 {
		m, err := o.workflow.AddMember(ctx, act, workflow.Member{Body: registry.BodyID(council), Name: fmt.Sprintf("Ålaug Øby %d", n+1), Group: "ABCV"[n%4 : n%4+1],
			From: registry.MustDay("2026-01-01"), Chair: n == 0, Substitute: n > 30})
		o.must(err)
		seats = append(seats, m)
	}
	m, err := o.workflow.PlanMeeting(ctx, act, workflow.Meeting{Body: registry.Body{ID: registry.BodyID(council)}, Day: registry.MustDay("2026-11-21")})
	o.must(err)
	o.create(rule{title: "Referat af møder", from: "2020-01-01"})
	view, err := o.register.Rule(ctx, 1, registry.StatusQuery{})
	o.must(err)
	agenda := workflow.Agenda{Title: "Skal der skrives referat?", Rules: []registry.RuleID{view.Rule.ID}, PapersLate: "Sagen kan ikke vente.",
		Proposals: []workflow.Proposal{{Ruling: registry.Keep, Question: "Skal reglen fastholdes?", Reason: "Fordi.", Next: registry.MustDay("2029-05-31")}}}
	_, err = o.workflow.AddItem(ctx, act, m.ID, 0, agenda)
	o.must(err)
	_, err = o.workflow.CallSubstitute(ctx, act, m.ID, m.Edit, workflow.Called{Substitute: seats[31].ID, For: seats[4].ID})
	o.must(err)
	w := o.worker("Astrid Ærø", "administrator")
	names := []string{string(m.ID), "1"}
	minutes := state{page: "work_minutes", name: "substitutes", by: w, names: names}
	hidden := minutes.in(t, texts.Danish).hidden("")
	again, wrong, sure := minutes, minutes, minutes
	again.name, again.send = "substitutes, another seat", filled(hidden, "called[0].substitute", string(seats[32].ID), "called[0].for", string(seats[5].ID), "votes[0].rest", "for", "step", "seat")
	sure.name, sure.send = "substitutes, confirm", filled(hidden, "called[0].substitute", string(seats[31].ID), "called[0].for", string(seats[4].ID), "votes[0].rest", "for")
	wrong.name, wrong.send, wrong.status = "substitutes: wrong", filled(hidden, "called[0].substitute", string(seats[31].ID), "called[0].for", string(seats[4].ID),
		"called[1].substitute", string(seats[31].ID), "called[1].for", string(seats[5].ID)), http.StatusUnprocessableEntity

	// A first reading that was closed, with its second to come.
	first, err := o.workflow.PlanMeeting(ctx, act, workflow.Meeting{Body: registry.Body{ID: registry.BodyID(council)}, Day: registry.MustDay("2026-11-16")})
	o.must(err)
	agenda.Reading = workflow.FirstReading
	read, err := o.workflow.AddItem(ctx, act, first.ID, 0, agenda)
	o.must(err)
	_, err = o.workflow.RecordMinutes(ctx, act, read.ID, read.Edit, workflow.Minutes{Votes: [][]workflow.Vote{{{Choice: workflow.For, Count: 31}}}})
	o.must(err)
	_, err = o.workflow.CloseMeeting(ctx, act, first.ID, first.Edit, workflow.Closing{Late: "Sygdom."})
	o.must(err)
	later, err := o.workflow.PlanMeeting(ctx, act, workflow.Meeting{Body: registry.Body{ID: registry.BodyID(council)}, Day: registry.MustDay("2026-12-14")})
	o.must(err)
	goesOn := state{page: "item", name: "first reading", by: w, names: []string{string(first.ID), "1"}}
	return []state{
		minutes, again, sure, wrong, goesOn,
		{page: "meeting", name: "first reading", by: o.stranger(), names: goesOn.names[:1]},
		{page: "work_meetings", name: "open cases", by: w},
		{page: "item_paper", name: "first reading", by: o.stranger(), names: goesOn.names},
		{page: "item", name: "late case", by: w, names: names},
		{page: "work_item_new", name: "second reading", by: w, names: []string{string(later.ID)}},
		{page: "work_minutes", name: "substitutes, by groups", by: w, names: names, query: "by=groups"},
		{page: "work_substitutes", name: "normal", by: w, names: names[:1]},
		{page: "work_substitutes", name: "stale", by: w, names: names[:1], send: url.Values{"form": {""}, "edit": {"7"}, "substitute": {string(seats[32].ID)}, "for": {string(seats[5].ID)}}, status: http.StatusPreconditionFailed},
		{page: "work_body", name: "substitutes", by: w, names: []string{council}},
		{page: "work_member", name: "substitute", by: w, names: []string{council, string(seats[32].ID)}},
	}
}
