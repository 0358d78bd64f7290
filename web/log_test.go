package web_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/translog"
	"github.com/omvendt/omvendt/web"
	"github.com/omvendt/omvendt/workflow"
)

// logStates are the pages of the log.
func logStates(t *testing.T, o *town, nobody *worker) []state {
	if _, err := o.log.Publish(t.Context()); err != nil {
		t.Fatal(err)
	}
	return []state{{page: "log", name: "normal", by: nobody}}
}

// TestLogPages: what the pages offer proves what the pages say.
func TestLogPages(t *testing.T) {
	testenv.OneAtATime(t)
	o := sample(t, testenv.SQLite(t))
	nobody := o.stranger()
	c, err := o.log.Publish(t.Context())
	o.must(err)
	for _, lang := range texts.Langs {
		page := nobody.read(web.Path("log", lang)).is(t, 200)
		if !strings.Contains(page.body, strings.Split(c.Signed, "\n")[0]) {
			t.Errorf("%s: the checkpoint is not on the page", lang)
		}
		if got := nobody.read(web.Path("log_checkpoint", lang)).is(t, 200); got.body != c.Signed || !strings.HasPrefix(got.Header.Get("Content-Type"), "text/plain") {
			t.Errorf("%s: %q", lang, got.body)
		}
		if got := nobody.read(web.Path("log_feed", lang)).is(t, 200); !strings.Contains(got.body, "<entry>") {
			t.Errorf("%s: %.200s", lang, got.body)
		}
	}
	proof := nobody.read(web.Path("rule_proof", texts.Danish, "R-0001")).is(t, 200)
	var b translog.Bundle
	o.must(json.Unmarshal([]byte(proof.body), &b))
	if v, err := translog.Verify([]byte(proof.body), []string{b.Key}, c.Signed, o.register.Maker); err != nil || v.Rule == nil || v.Rule.Number != 1 {
		t.Errorf("the rule: %v", err)
	}
	nobody.read(web.Path("rule_proof", texts.Danish, "R-9999")).is(t, 404)

	o = meetingTown(t, testenv.SQLite(t))
	nobody = o.stranger()
	meet(t, o)
	_, err = o.log.Publish(t.Context())
	o.must(err)
	page, err := o.log.Read(t.Context(), 0, 0, 1, 0)
	o.must(err)
	meetings, err := o.workflow.Meetings(t.Context())
	o.must(err)
	proven := 0
	for _, m := range meetings {
		address := web.Path("meeting_proof", texts.Danish, string(m.ID))
		if m.State != workflow.MeetingClosed {
			nobody.read(address).is(t, 404)
			continue
		}
		shown := nobody.read(web.Path("meeting", texts.Danish, string(m.ID))).is(t, 200)
		if !strings.Contains(shown.body, address) || !strings.Contains(shown.body, "omvendt.log/") {
			t.Errorf("%s offers no proof", m.Day)
		}
		v, err := translog.Verify([]byte(nobody.read(address).is(t, 200).body), []string{page.Key}, "", o.register.Maker)
		if err != nil || len(v.Decisions) == 0 {
			t.Errorf("%s: %v", m.Day, err)
		}
		for _, d := range v.Decisions {
			proven++
			if d.Title == "" && !d.Closed || d.Body != m.Body.Name || d.Day != m.Day {
				t.Errorf("%s: %+v", m.Day, d)
			}
		}
	}
	if proven == 0 {
		t.Error("nothing was decided")
	}
}

// meet has the council keep a rule, open to all and behind closed doors, and plans another meeting.
func meet(t *testing.T, o *town) {
	ctx, act := t.Context(), registry.Act{Actor: registry.Actor{Name: "test"}, Operation: "test"}
	var council registry.Body
	bodies, err := o.register.Bodies(ctx)
	o.must(err)
	council = bodies[0]
	m, err := o.workflow.AddMember(ctx, act, workflow.Member{Body: council.ID, Name: "Ea Eksempel", From: registry.MustDay("2026-01-01"), Until: registry.LastDay})
	o.must(err)
	for _, day := range []string{"2027-01-10", "2027-02-10"} {
		meeting, err := o.workflow.PlanMeeting(ctx, act, workflow.Meeting{Body: council, Day: registry.MustDay(day)})
		o.must(err)
		for n, number := range []registry.Number{29, 37} {
			view, err := o.register.Rule(ctx, number, registry.StatusQuery{})
			o.must(err)
			item, err := o.workflow.AddItem(ctx, act, meeting.ID, 0, workflow.Agenda{Title: "Ugeplan", Rules: []registry.RuleID{view.Rule.ID}, Confidential: n == 1,
				Proposals: []workflow.Proposal{{Ruling: registry.Keep, Question: "Skal reglen fastholdes?", Reason: "Den giver ro.", Next: registry.MustDay("2029-05-31"), Lapses: true}}})
			o.must(err)
			if day == "2027-01-10" {
				_, err = o.workflow.RecordMinutes(ctx, act, item.ID, item.Edit, workflow.Minutes{Votes: [][]workflow.Vote{{{Member: m.ID, Choice: workflow.For, Count: 1}}}})
				o.must(err)
			}
		}
		if day == "2027-01-10" {
			now, err := o.workflow.MeetingPage(ctx, meeting.ID)
			o.must(err)
			_, err = o.workflow.CloseMeeting(ctx, act, meeting.ID, now.Meeting.Edit, workflow.Closing{})
			o.must(err)
		}
	}
}
