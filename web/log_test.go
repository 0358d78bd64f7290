package web_test

import (
	"encoding/json"
	"fmt"
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
	reader := o.worker("Sekretær", "secretary")
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
		for n, d := range v.Decisions {
			proven++
			at := []string{string(m.ID), fmt.Sprint(n + 1)}
			one := nobody.read(web.Path("item_proof", texts.Danish, at...)).is(t, 200)
			alone, err := translog.Verify([]byte(one.body), []string{page.Key}, "", o.register.Maker)
			if err != nil || len(alone.Decisions) != 1 || alone.Decisions[0].Raw != d.Raw || d.Closed && alone.Decisions[0].Title != "" {
				t.Errorf("item %d: %v: %+v", n+1, err, alone.Decisions)
			}
			if shown := reader.read(web.Path("item", texts.Danish, at...)).is(t, 200); !strings.Contains(shown.body, web.Path("item_proof", texts.Danish, at...)) {
				t.Errorf("item %d offers no proof", n+1)
			}
			if d.Title == "" && !d.Closed || d.Body != m.Body.Name || d.Day != m.Day {
				t.Errorf("%s: %+v", m.Day, d)
			}
		}
	}
	if proven == 0 {
		t.Error("nothing was decided")
	}
	if shown := nobody.read(web.Path("rule", texts.Danish, "R-0029")).is(t, 200); !strings.Contains(shown.body, "/punkter/1/bevis.json") {
		t.Error("the rule offers no proof of what was decided")
	}
	nobody.read(web.Path("item_proof", texts.Danish, string(meetings[0].ID), "99")).is(t, 404)
	nobody.read(web.Path("item_proof", texts.Danish, string(meetings[0].ID), "x")).is(t, 404)
}

// TestProofPagesAreKept: a cache may keep proofs and checkpoints for a while and asks
// then whether they are still the same; of who is signed in nothing is kept.
func TestProofPagesAreKept(t *testing.T) {
	testenv.OneAtATime(t)
	o := meetingTown(t, testenv.SQLite(t))
	_, err := o.log.Publish(t.Context())
	o.must(err)
	rule := web.Path("rule_proof", texts.Danish, "R-0029")
	checkpoint, feed := web.Path("log_checkpoint", texts.Danish), web.Path("log_feed", texts.Danish)
	kept := map[string]string{rule: "60", rule + "?until=3": "3600", checkpoint: "60", feed: "60"}
	tags := map[string]string{}
	for path, seconds := range kept {
		g := o.get(path)
		tags[path] = g.Header.Get("ETag")
		if g.StatusCode != 200 || !strings.HasPrefix(tags[path], `"`) || g.Header.Get("Cache-Control") != "public, max-age="+seconds {
			t.Errorf("%s: %d, %v", path, g.StatusCode, g.Header)
		}
		if again := o.get(path, "If-None-Match", "W/"+tags[path]); again.StatusCode != 304 || again.body != "" {
			t.Errorf("%s again: %d", path, again.StatusCode)
		}
	}
	meet(t, o)
	_, err = o.log.Publish(t.Context())
	o.must(err)
	for path := range kept {
		want := 200
		if strings.Contains(path, "until") {
			want = 304
		}
		if again := o.get(path, "If-None-Match", tags[path]); again.StatusCode != want {
			t.Errorf("%s after the log has grown: %d", path, again.StatusCode)
		}
	}
	if g := o.worker("Ada Admin", "administrator").read(rule).is(t, 200); g.Header.Get("Cache-Control") != "no-store" || g.Header.Get("ETag") != "" {
		t.Errorf("signed in: %v", g.Header)
	}
	o.page(422, rule+"?from=5&until=5").has(t, "from skal være mindre end until")
	o.page(422, rule+"?from=x").has(t, "from skal være mindre end until")
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
			item, err := o.workflow.AddItem(ctx, act, meeting.ID, 0, workflow.Agenda{Title: "Ugeplan", Rules: []registry.RuleID{view.Rule.ID}, Confidential: n == 1, PapersLate: "Det haster.",
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
