package web_test

import (
	"context"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/web"
	"github.com/omvendt/omvendt/workflow"
)

// everyUnit is the unit of the sample's rules.
const everyUnit = "Alle kommunale dagtilbud"

// stopStates are what units say in the sample: R-0012 is tried without since May.
func stopStates(o *town, w *worker) []state {
	_, err := o.workflow.AnswerForUnit(context.Background(), act, everyUnit, registry.MustDay("2026-05-01"), 1, []workflow.LivesOn{{Number: 12, Word: "Skemaet ved døren."}})
	o.must(err)
	unit := url.Values{"unit": {everyUnit}}.Encode()
	return []state{
		{page: "work_stopped", name: "normal", by: w, names: []string{"2026-05-01"}},
		{page: "work_stopped", name: "normal, nobody has answered", by: w, names: []string{"2025-12-31"}},
		{page: "work_stopped", name: "ahead", by: w, names: []string{"2027-02-01"}},
		{page: "work_stopped", name: "not there", by: w, names: []string{"2027-02-02"}, status: 404},
		{page: "work_stop", name: "normal", by: w, names: []string{"2025-12-31"}, query: unit},
		{page: "work_stop", name: "normal, answered", by: w, names: []string{"2026-05-01"}, query: unit},
		{page: "work_stop", name: "ahead", by: w, names: []string{"2027-02-01"}, query: unit},
		{page: "work_stop", name: "stale", by: w, names: []string{"2026-05-01"}, query: unit, status: 412, send: url.Values{"form": {""}, "submission": {"stopstale"}, "edit": {"1"}}},
		{page: "work_stop", name: "not there", by: w, names: []string{"2026-05-01"}, query: "unit=Ingen", status: 404},
	}
}

// A unit answers once of a day; what lives on becomes one hassle of who answers for the
// rule, and neither it nor the overview names the unit or its words' writer.
func TestUnitAnswers(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o := sample(t, dsn)
		ctx := context.Background()
		posts, err := o.register.Posts(ctx)
		o.must(err)
		var post string
		for _, p := range posts {
			if p.Post.Name == "Leder af Dagtilbud Øst" {
				post = p.Post.Name
				_, err := o.register.EditPost(ctx, act, p.Post.ID, p.Post.Edit, p.Post.Name, registry.PostEntry{Unit: everyUnit})
				o.must(err)
			}
		}
		w := o.worker("Astrid Ærø", "administrator")
		at := web.Path("work_stop", texts.Danish, "2027-02-01") + "?" + url.Values{"unit": {everyUnit}}.Encode()
		w.send(at, url.Values{"form": {""}, "submission": {"tooearly"}, "edit": {"1"}}).is(t, 409)
		o.on("2027-02-02")
		w = o.worker("Bo Ø", "administrator")
		sent := 0
		answer := func(edit, word string, status int) {
			t.Helper()
			sent++
			w.send(at, url.Values{"form": {""}, "submission": {"unitanswer" + strconv.Itoa(sent)}, "edit": {edit}, "except.R-0011": {word}}).is(t, status)
		}
		leader := registry.Act{Actor: act.Actor, Operation: "test", Reach: registry.Reach{{Own: true, Posts: []string{post}}}}
		waits := func(n int) {
			t.Helper()
			all, err := o.workflow.UnitsWaiting(ctx, leader)
			o.must(err)
			if len(all) != n {
				t.Errorf("%d days wait, want %d: %v", len(all), n, all)
			}
		}
		waits(3) // a new text at New Year, a lapse on 30 January, a repeal on 1 February
		answer("1", strings.Repeat("x", 201), 422)
		answer("1", "Blanketten til udflugter.", 200)
		waits(2)
		answer("1", "", 412)
		answer("2", "", 200)
		answer("3", "Blanketten igen.", 200)
		themes := o.get(web.Path("hassles", texts.Danish)).body
		if n := strings.Count(themes, "Kravet i R-0011"); n != 1 || strings.Contains(themes, everyUnit) || strings.Contains(themes, "Blanketten") {
			t.Errorf("the hassles: %d, %s", n, themes)
		}
		day := w.read(web.Path("work_stopped", texts.Danish, "2027-02-01")).is(t, 200).body
		for _, want := range []string{"1 af 1 enhed har svaret", "I nogle få enheder", "Blanketten igen.", "Se bøvlet"} {
			if !strings.Contains(day, want) {
				t.Errorf("the day does not say %q", want)
			}
		}
		elsewhere := registry.Act{Actor: act.Actor, Operation: "test", Reach: registry.Reach{{Units: []string{"Skoler"}}}}
		if _, err := o.workflow.AnswerForUnit(ctx, elsewhere, everyUnit, registry.MustDay("2027-02-01"), 4, nil); registry.CodeOf(err) != registry.CodeForbidden {
			t.Errorf("somebody else answers: %v", err)
		}
		if s, err := o.workflow.Stopped(ctx, elsewhere, registry.MustDay("2027-02-01")); err != nil || len(s.Units) > 0 || len(s.Lives) > 0 {
			t.Errorf("somebody else sees %+v, %v", s, err)
		}
	})
}
