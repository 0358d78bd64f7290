package web_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
)

// A new rule comes back with what the gate found; it is mended, or explained in
// public. What was typed stays.
func TestGateForNewRules(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o := newTown(t, dsn, "2026-11-21").deciding()
		w := o.worker("Ada Admin", "administrator")
		o.create(rule{number: 1, title: "Naturdag hver uge", from: "2020-01-01", demand: "Alle børnehavebørn er ude i naturen mindst én dag om ugen."})
		o.record(1, "2026-11-21", registry.Ruled{Ruling: registry.Repeal, By: council("2026-11-21", "Reglen ophæves."), From: registry.MustDay("2026-11-21")})

		const at = "/arbejde/regler/ny"
		blank := w.read(at).is(t, 200)
		blank.has(t, "Er det en ny regel?")
		form := filled(newRule, "submission", blank.hidden("").Get("submission"), "form", "", "title", "Ude i naturen", "effective_from", "2027-03-01",
			"demand", "Børnehavebørnene skal ud i naturen mindst en gang om ugen.")
		held := w.send(at, filled(form, "adoption.duty", "yes")).is(t, 422)
		held.has(t, "Det her skal rettes eller forklares", "R-0001", "ingen begrundelse, der holder",
			"ingen dag, hvor den bortfalder", "pålægger borgere en pligt")
		for _, part := range []string{`value="Ude i naturen"`, `href="/regler/R-0001"`, `href="#adoption.cites"`} {
			if !strings.Contains(held.body, part) {
				t.Errorf("held: %q is not there", part)
			}
		}
		mended := filled(form, "justification.value", "Frisk luft giver færre sygedage.", "justification.beneficiary", "Børnene",
			"first_review.on", "2029-03-01", "first_review.by.body", o.body(registry.RankCouncil), "first_review.by.day", "2026-11-20",
			"first_review.by.words", "Reglen bortfalder den 1. marts 2029.", "adoption.cites", "R-0001", "adoption.news", "Nu kun om sommeren.",
			"adoption.duty", "yes", "basis.reference", "https://www.retsinformation.dk/eli/lta/2024/988 § 11, stk. 1", "basis.effect", "permits")
		w.send(at, filled(mended, "first_review.by.words", "")).is(t, 422).has(t, "Beslutningens ord: Feltet skal udfyldes.")
		w.send(at, mended).is(t, 200).has(t, "Oprettet.")
		w.read("/regler/R-0002").is(t, 200).has(t, "Nu kun om sommeren.", "R-0001", "Reglen pålægger borgere en pligt.")

		looked := w.send(at, filled(form, "step", "look", "submission", w.read(at).hidden("").Get("submission"))).is(t, 200)
		looked.has(t, "Det finder porten for nye regler", "Reglen har ingen begrundelse, der holder.")
		again := w.read(at).hidden("").Get("submission")
		explained := filled(form, "submission", again, "title", "Naturdag", "adoption.explanation", "Byrådet har besluttet det uden.")
		// It resembles a rule that stands: that is shown once, before anything is stored.
		shown := w.send(at, explained).is(t, 200)
		shown.has(t, "Det finder porten for nye regler", "Kravet ligner en regel, der findes i forvejen", "R-0002", "er kommet til")
		w.read("/regler/R-0003").is(t, 404)
		explained.Set("seen", shown.hidden("").Get("seen"))
		w.send(at, explained).is(t, 200).has(t, "Oprettet.")
		w.send(at, explained).is(t, 200).has(t, "Oprettet.") // sent twice, it is one rule
		w.read("/en/rules/R-0003").is(t, 200).has(t, "Byrådet har besluttet det uden.", "Adopted all the same", "The rule has no justification that holds.")
	})
}

// gated are the states of the form of a new rule after the gate.
func (o *town) gated(w *worker) []state {
	long := "Ord for ord: " + long(300)
	return []state{
		{page: "work_rule_new", name: "held by the gate", by: w, status: 422, send: filled(newRule, "form", "", "submission", "gated", "effective_from", "2027-03-01",
			"adoption.duty", "yes", "justification.beneficiary", long)},
		{page: "work_rule_new", name: "looked at", by: w, send: filled(newRule, "form", "", "submission", "looked", "effective_from", "2027-03-01",
			"step", "look", "adoption.news", long)},
		{page: "work_rule_new", name: "wrong gate", by: w, status: 422, send: url.Values{"form": {""}, "effective_from": {"2027-03-01"}, "first_review.on": {"i morgen"},
			"adoption.cites": {"R-x"}, "adoption.news": {long}, "basis.reference": {long}}},
	}
}
