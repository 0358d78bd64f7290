package web_test

import (
	"context"
	"net/url"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/web"
	"github.com/omvendt/omvendt/workflow"
)

func simulateStates(o *town, w *worker) []state {
	ctx := context.Background()
	keep := func(name string, on string) workflow.Simulation {
		s, err := o.workflow.KeepSimulation(ctx, act, name, workflow.Assumptions{On: registry.MustDay(on)})
		o.must(err)
		return s
	}
	one, other := keep("Hvis intet mere bliver besluttet", "2027-07-01"), keep(strings.TrimSpace(long(180)[:180]), "2027-01-01")
	none := "10000000-0000-4000-8000-000000000000"
	return []state{
		{page: "simulate", name: "normal", by: w, query: "on=2027-07-01"},
		{page: "simulate", name: "nothing is otherwise", by: w},
		{page: "simulate", name: "wrong", by: w, query: "on=2020-01-01&reference=x&ends=", status: 422},
		{page: "simulate", name: "settings", by: w, query: "on=2027-07-01&hearing_extension_days=30"},
		{page: "simulate", name: "wrong settings", by: w, query: "on=2027-07-01&hearing_extension_days=mange", status: 422},
		{page: "simulate", name: "wrong, sent", by: w, query: "on=2027-07-01", send: url.Values{"form": {""}, "submission": {"simulate"}, "name": {""}}, status: 422},
		{page: "simulations", name: "normal", by: w},
		{page: "simulation", name: "normal", by: w, names: []string{string(one.ID)}},
		{page: "simulation", name: "wrong", by: w, names: []string{string(one.ID)}, send: url.Values{"form": {""}, "submission": {"simulation"}, "edit": {"1"}, "name": {""}}, status: 422},
		{page: "simulation", name: "not there", by: w, names: []string{none}, status: 404},
		{page: "simulation_compare", name: "normal", by: w, names: []string{string(one.ID)}, query: "with=" + string(other.ID)},
		{page: "simulation_compare", name: "not there", by: w, names: []string{string(one.ID)}, query: "with=" + none, status: 404},
	}
}

// TestSimulatePages: the address holds what is supposed; what came out is kept, taken
// home and shared as it was.
func TestSimulatePages(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o := sample(t, dsn)
		w, reader := o.worker("Ada Admin", "administrator"), o.worker("Medlem A", "council_member")
		page := web.Path("simulate", texts.Danish)
		asked := w.read(page+"?on=2027-07-01").is(t, 200)
		if !strings.Contains(asked.body, "Der bliver ikke besluttet mere.") || !strings.Contains(asked.body, "Reglerne den 1. juli 2027 er sammenlignet med reglerne i dag") {
			t.Errorf("what is supposed is not told: %s", asked.body)
		}
		w.read(page+"?on=2027-07-01&from=2027-01-01&hearing_extension_days=30&case.fewest_words=9").is(t, 200).
			has(t, "„Forlængelse, når en høring mangler“: 30 dage", "„Færreste ord i en kopi“: 9 ord", "Fra den 1. januar 2027")
		w.read(page+"?majority=two_thirds&account_days=31.5.,+1.12.").is(t, 200).has(t, "„Flertal“: Mindst to tredjedele af stemmerne for og imod", "„Dage for regnskab til udvalgene“: 31.5., 1.12.")
		w.read(page+"?hearing_extension_days=mange").is(t, 422).has(t, "Forlængelse, når en høring mangler: „mange“")
		w.read(page+"?on=2020-01-01").is(t, 422).has(t, "Dage, der er gået, beholder deres svar.")
		reader.read(page).is(t, 403)
		before := w.read(web.Path("register_csv", texts.Danish)).is(t, 200).body
		keep := func(query, name string) (there string) {
			kept := w.send(page+query, filled(w.read(page+query).form(t, ""), "name", name))
			kept.is(t, 200).has(t, "Simuleringen er gemt.", name)
			if there = kept.where(); there == page {
				t.Fatal("it is not kept at an address of its own")
			}
			return there
		}
		there, other := keep("?on=2027-07-01", "Uden beslutning"), keep("?on=2027-01-01", "Inden fristen")
		reader.read(there).is(t, 404)
		saved := w.read(there).is(t, 200)
		saved.has(t, "Uden beslutning", "Der bliver ikke besluttet mere.")
		w.read(web.Path("simulations", texts.Danish)).has(t, "Uden beslutning", "Inden fristen", "Ikke delt")
		w.send(there, filled(saved.form(t, ""), "name", "Uden beslutning", "shared", "yes")).is(t, 200).has(t, "Ændringerne er gemt.")
		reader.read(there).is(t, 200)
		reader.read(other).is(t, 404)
		compare := there + "/sammenlign?with=" + other[strings.LastIndex(other, "/")+1:]
		w.read(compare).is(t, 200).has(t, "Uden beslutning", "Inden fristen", "Regler, der ikke ender ens", "ser på hver sin dag")
		reader.read(compare).is(t, 404)
		if csv := reader.read(there+"/regler.csv").is(t, 200); !strings.Contains(csv.body, "Status i simuleringen") {
			t.Errorf("taken home: %s", csv.body)
		}
		if xlsx := reader.read(there+"/regler.xlsx").is(t, 200); !strings.HasPrefix(xlsx.body, "PK") {
			t.Error("no spreadsheet")
		}
		if w.read(web.Path("register_csv", texts.Danish)).is(t, 200).body != before {
			t.Error("the register is not as it was")
		}
	})
}

// As an annex a simulation leads to the paper, which says first what it is.
func TestSimulationAnnexed(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o, ctx := meetingTown(t, dsn), t.Context()
		bodies, err := o.register.Bodies(ctx)
		o.must(err)
		m, err := o.workflow.PlanMeeting(ctx, act, workflow.Meeting{Body: bodies[0], Day: registry.MustDay("2027-01-10")})
		o.must(err)
		item, err := o.workflow.AddItem(ctx, act, m.ID, 1, workflow.Agenda{Title: "Mandatet", PapersLate: "Det haster.", Recommendation: []string{"at det drøftes"}})
		o.must(err)
		kept, err := o.workflow.KeepSimulation(ctx, act, "Uden beslutning", workflow.Assumptions{On: registry.MustDay("2027-07-01")})
		o.must(err)
		w, there := o.worker("Ada Admin", "administrator"), web.Path("simulation", texts.Danish, string(kept.ID))
		annexed := w.send(there, filled(w.read(there).form(t, ""), "name", "Uden beslutning", "shared", "yes", "items", string(item.ID)))
		annexed.is(t, 200)
		annexed.has(t, "Bilag til")
		paper := web.Path("item_paper", texts.Danish, string(m.ID), "1")
		if !strings.Contains(annexed.body, `href="`+paper+`"`) {
			t.Error("it does not lead to the paper")
		}
		w.read(paper).is(t, 200).has(t, "Hvad nu hvis: Uden beslutning", "Dette er en beregning", "Intet af det er besluttet", "Det forudsættes:")
	})
}

// The answer follows while a day is chosen or drawn, and the address with it.
func TestSimulationFollows(t *testing.T) {
	testenv.Chromium(t)
	o := sample(t, testenv.SQLite(t))
	p := o.session("Ada Admin", "administrator", 390)
	p.Open(o.address + web.Path("simulate", texts.Danish))
	after := func(act, says string) {
		t.Helper()
		if got := testenv.Eval[string](p, `new Promise(done => {
			const box = document.getElementById("live");
			new MutationObserver(() => done(box.textContent)).observe(box, {childList: true});
			`+act+`
		})`); !strings.Contains(got, says) {
			t.Errorf("after %s: %s", act, got)
		}
	}
	after(`const on = document.getElementById("on"); on.value = "2027-07-01"; on.dispatchEvent(new Event("input", {bubbles: true}));`, "Reglerne den 1. juli 2027 er sammenlignet")
	if at := p.Location(); !strings.Contains(at, "on=2027-07-01") {
		t.Errorf("the address is %s", at)
	}
	after(`const slide = document.querySelector("[type=range]"); slide.value = +slide.value - 1; slide.dispatchEvent(new Event("input", {bubbles: true}));`, "Reglerne den 30. juni 2027 er sammenlignet")
	after(`const ends = document.getElementById("reference"); ends.value = "x"; ends.dispatchEvent(new Event("input", {bubbles: true}));`, "skal rettes")
	if errors := p.ConsoleErrors(); len(errors) > 1 { // the browser tells of the refusal
		t.Errorf("console: %v", errors)
	}
}
