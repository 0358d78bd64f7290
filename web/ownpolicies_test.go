package web_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/policies/policiestest"
	"github.com/omvendt/omvendt/registry"
)

// extendedOutside is the program's policy by which what is in no review is extended.
func extendedOutside() map[string]string {
	text := string(policiestest.Compiled().Maker.BuiltinBundle()["in_force.rego"])
	return map[string]string{"in_force.rego": strings.Replace(text, `{"code": "NOT_IN_REVIEW", "state": "in_force"}`, `{"code": "NOT_IN_REVIEW", "state": "extended"}`, 1)}
}

// ownPolicyStates are those of the municipality's own policies.
func ownPolicyStates(o *town, w *worker) []state {
	gry := registry.Act{Actor: registry.Actor{Name: "Gry Ærlig"}, Operation: "create-policy-candidate"}
	bring := func(name string, files map[string]string) registry.PolicyCandidate {
		c, err := o.register.BringPolicy(o.t.Context(), gry, name, policiestest.Packed(files))
		o.must(err)
		return c
	}
	good := bring("politik-2027.tar.gz", extendedOutside())
	broken := bring("i-stykker.tar.gz", map[string]string{"explain.rego": "package omvendt.explain\n\nanswer := {"})
	in := string(policiestest.Compiled().Maker.BuiltinBundle()["in_force.rego"])
	unsafe := bring("uden-beholdte.tar.gz", map[string]string{"in_force.rego": strings.Replace(in, `{"code": "KEPT_BY_DECISION", "state": "in_force"}`, `{"code": "KEPT_BY_DECISION", "state": "lapsed"}`, 1)})
	made, err := o.register.AdoptCandidate(o.t.Context(), registry.Act{Actor: gry.Actor, Operation: "adopt-policy-candidate"}, good.ID, registry.VersionAdoption{From: registry.MustDay("2027-12-01"),
		Body: registry.BodyID(o.body(registry.RankCouncil)), Decided: registry.MustDay("2026-11-20"), Words: "Politikken gælder."})
	o.must(err)
	advanced(o)
	at := []string{string(good.ID)}
	return []state{
		{page: "own_policies", name: "normal", by: w},
		{page: "own_policies", name: "no file", by: w, send: url.Values{"form": {""}}, status: 422},
		{page: "own_policies", name: "wrong file", by: w, file: "titel;krav\n", status: 422},
		{page: "own_policies", name: "withdraw: wrong", by: w, send: url.Values{"form": {"withdraw"}, "change": {string(made.ID)}, "edit": {"3"}, "body": {o.body(registry.RankCouncil)}, "decided": {"2040-01-01"}, "words": {""}}, status: 422},
		{page: "own_policies", name: "stale", by: w, send: url.Values{"form": {"withdraw"}, "change": {string(made.ID)}, "edit": {"7"}}, status: 412},
		{page: "own_policy", name: "normal", by: w, names: at},
		{page: "own_policy", name: "normal, broken", by: w, names: []string{string(broken.ID)}},
		{page: "own_policy", name: "normal, unsafe", by: w, names: []string{string(unsafe.ID)}},
		{page: "own_policy", name: "wrong", by: w, names: at, send: url.Values{"form": {"adopt"}, "from": {"2020-01-01"}, "decided": {"2040-01-01"}, "words": {""}}, status: 422},
		{page: "own_policy", name: "wrong day", by: w, names: at, send: url.Values{"form": {"propose"}, "from": {"i morgen"}}, status: 422},
		{page: "own_policy", name: "not there", by: w, names: []string{"01900000-0000-7000-8000-000000000000"}, status: 404},
	}
}

// advanced computes what a change of the rules of the game needs.
func advanced(o *town) {
	for more := true; more; {
		var err error
		more, err = o.register.AdvanceChange(o.t.Context())
		o.must(err)
	}
}

// An administrator brings a policy, reads what the checks found, records the council's
// decision, and goes back to the one before.
func TestOwnPoliciesPage(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o := sample(t, dsn)
		const at = "/politikker/egne"
		o.page(200, "/politikker").lacks(t, "Kommunens egen politik")
		o.worker("Ejer Politik", "owner").read(at).is(t, 403)
		w := o.worker("Ada Admin", "administrator")
		w.read("/politikker").has(t, "Kommunens egen politik")
		w.send(at, w.read(at).hidden("")).is(t, 422).has(t, "Feltet skal udfyldes.")
		w.upload(at, "titel;krav\n", w.read(at).hidden("")).is(t, 422).has(t, "Filen er ikke en pakke med en politik")

		bad := w.upload(at, string(policiestest.Packed(map[string]string{"explain.rego": "package omvendt.explain\n\nanswer := {"})), w.read(at).hidden("")).is(t, 200)
		bad.has(t, "explain.rego, linje 3", "Ret linjen.", "Ikke prøvet, fordi en prøve før den ikke bestod.", "Pakken er prøvet, men består ikke.", "Politikken består ikke alle prøver")
		bad.lacks(t, "Tag politikken i brug fra dagen")

		good := w.upload(at, string(policiestest.Packed(extendedOutside())), w.read(at).hidden("")).is(t, 200)
		good.has(t, "Består alle prøver", "Tag politikken i brug fra dagen")
		here := good.Request.URL.Path
		w.send(here, filled(good.form(t, "adopt"), "from", "2026-11-21", "words", "")).is(t, 422).has(t, "Dage, der er begyndt, beholder deres svar.")
		w.send(here, filled(w.read(here).form(t, "propose"), "from", "2026-12-01")).is(t, 200).has(t, "Politikken er foreslået.")
		advanced(o)
		w.read(at).has(t, "„Midlertidigt forlænget“ i stedet for", "Drop forslaget")
		w.send(here, filled(w.read(here).form(t, "adopt"), "from", "2026-12-01", "body", o.body(registry.RankCouncil), "decided", "2026-11-20", "words", "Politikken gælder.")).is(t, 200)
		advanced(o)
		w.read(at).has(t, "Politikken gælder.", "Politik fra den 1. december 2026: ", "Gå tilbage til den politik, der gjaldt før")
		w.send(at, w.read(at).form(t, "withdraw")).is(t, 422).has(t, "Beslutningens ord")
		w.send(at, filled(w.read(at).form(t, "withdraw"), "words", "Alligevel ikke.")).is(t, 200)
		advanced(o)
		w.read(at).has(t, "trukket tilbage", "Alligevel ikke.")
	})
}
