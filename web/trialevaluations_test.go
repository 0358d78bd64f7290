package web_test

import (
	"context"
	"net/url"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/policies/policiestest"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/web"
	"github.com/omvendt/omvendt/workflow"
)

// tried is the sample's trial without R-0012, which ends on 1 May 2027.
func (o *town) tried() workflow.Trying {
	o.t.Helper()
	all, err := o.workflow.Trials(context.Background(), 12)
	o.must(err)
	return all[0]
}

// trialEvaluationStates are of a trial without a rule that somebody has evaluated.
func trialEvaluationStates(o *town, w, nobody *worker) []state {
	trial := o.tried()
	_, err := o.workflow.Evaluate(context.Background(), act, 12, trial.Event, 1, workflow.TrialEvaluationText{Measured: "Minutter om ugen", Found: long(900), By: "Dokumentationschefen"})
	o.must(err)
	names := []string{"R-0012", string(trial.Event)}
	typed := url.Values{"form": {""}, "submission": {"trialempty"}, "edit": {"2"}, "measured": {""}, "found": {"Det gik godt."}, "by": {""}}
	return []state{
		{page: "work_trials", name: "normal", by: w},
		{page: "work_trial", name: "normal", by: w, names: names},
		{page: "work_trial", name: "empty", by: w, names: names, status: 422, send: typed},
		{page: "work_trial", name: "no meeting chosen", by: w, names: names, status: 422, send: url.Values{"form": {"agenda"}, "submission": {"trialput"}, "papers_late": {"Det haster."}}},
		{page: "work_trial", name: "not there", by: w, names: []string{"R-0012", string(registry.NewRandomID[string]())}, status: 404},
		{page: "rule", name: "normal, tried without", by: nobody, names: []string{"R-0012"}},
	}
}

// A trial that ends within 90 days stands on the desk of the post that evaluates it, and
// on that of the secretary once it is evaluated; everybody reads the evaluation, and the
// body that decided the trial gets it back with what it can decide.
func TestTrialComesBack(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o := sample(t, dsn)
		o.workflow.Policy = policiestest.Compiled().Decision
		ctx, desk := context.Background(), web.Path("desk", texts.Danish)
		o.worker("Astrid Ærø", "administrator").read(desk).is(t, 200).lacks(t, "forsøg slutter snart")
		o.on("2027-01-31")
		chief := o.worker("Gry Ærø", "owner", "Ældre")
		users, err := o.register.Users(ctx)
		o.must(err)
		for _, u := range users {
			if u.Name == "Gry Ærø" {
				_, err = o.register.AddPost(ctx, act, "Dokumentationschefen", registry.PostEntry{Holder: u.ID})
				o.must(err)
			}
		}
		other, secretary := o.worker("En anden", "owner", "Ældre"), o.worker("Sekretær", "secretary")
		list, rule := web.Path("work_trials", texts.Danish), web.Path("rule", texts.Danish, "R-0012")
		here := web.Path("work_trial", texts.Danish, "R-0012", string(o.tried().Event))
		chief.read(desk).is(t, 200).has(t, "1 forsøg slutter snart")
		chief.read(list).is(t, 200).link(t, here)
		for _, who := range []*worker{other, secretary} {
			who.read(desk).is(t, 200).lacks(t, "forsøg slutter snart")
		}
		other.read(list).is(t, 200).lacks(t, "R-0012")
		o.get(rule).has(t, "Reglen gælder ikke fra 1. maj 2026 til og med 30. april 2027.", "Forsøget er ikke evalueret endnu.", "bortfalder reglen den 1. maj 2027")

		said := url.Values{"form": {""}, "submission": {"trial1"}, "edit": {"1"}, "measured": {"Minutter om ugen"}, "found": {"Ingen savnede 010190-1234."}, "by": {"Dokumentationschefen"}}
		if got := chief.read(here).is(t, 200).body; !strings.Contains(got, `value="Dokumentationschefen"`) || strings.Contains(got, `value="agenda"`) {
			t.Error("the form does not name who evaluates, or offers an agenda to who puts nothing on one")
		}
		other.send(here, said).is(t, 403)
		secretary.send(here, said).is(t, 403)
		chief.send(here, said).is(t, 200).has(t, "Evalueringen er gemt.")
		o.get(rule).has(t, "Evaluering ved Dokumentationschefen , 31. januar 2027", "Minutter om ugen", "Ingen savnede")
		if strings.Contains(o.get(rule).body, "010190") {
			t.Error("everybody reads a CPR number")
		}
		chief.read(desk).lacks(t, "forsøg slutter snart")

		secretary.read(desk).has(t, "1 evaluering er ikke på en dagsorden.")
		secretary.read(here).is(t, 200).has(t, "Der er intet møde i kalenderen")
		bodies, err := o.register.Bodies(ctx)
		o.must(err)
		m, err := o.workflow.PlanMeeting(ctx, act, workflow.Meeting{Body: bodies[0], Day: registry.MustDay("2027-03-15")})
		o.must(err)
		secretary.send(here, url.Values{"form": {"agenda"}, "submission": {"trial2"}, "meeting": {string(m.ID)}}).is(t, 200).
			has(t, "Evaluering af forsøget uden R-0012", "Ingen savnede", "Skal reglen gælde igen, som den var?", "Skal reglen ophæves?", "Skal reglen gælde igen med den nye tekst?")
		item := web.Path("work_item", texts.Danish, string(m.ID), "1")
		unchanged := filled(secretary.read(item).is(t, 200).form(t, ""), "title", "Hvad forsøget viste")
		refused := secretary.send(item, unchanged).is(t, 422)
		if refused.has(t, "Teksten er den, der gælder i forvejen."); !strings.Contains(refused.body, `value="Hvad forsøget viste"`) {
			t.Error("what was typed is lost")
		}
		secretary.send(web.Path("work_item", texts.English, string(m.ID), "1"), unchanged).is(t, 422).has(t, "This is the text that applies already.")
		secretary.send(item, filled(unchanged, "proposals[0].text.demand", "Listen føres i ulige uger.")).is(t, 200)
		secretary.read(desk).lacks(t, "er ikke på en dagsorden")
		o.get(rule).has(t, "Forsøget er på dagsordenen:")
		if !strings.Contains(o.get(rule).body, web.Path("meeting", texts.Danish, string(m.ID))+"#item-1") {
			t.Error("it does not lead to the agenda")
		}
		o.get(web.Path("rule", texts.English, "R-0012")).has(t, "Evaluation by Dokumentationschefen , 31 January 2027", "the rule lapses on 1 May 2027")
	})
}
