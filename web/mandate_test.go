package web_test

import (
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
)

// A mandate is taken back by a decision: first its meaning is shown, and nothing is lost on
// the way back to the form; then the body has none, and can be given another.
func TestMandateTakenBack(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o := newTown(t, dsn, "2026-11-21")
		w := o.worker("Ada Admin", "administrator")
		made, err := o.register.AddBody(t.Context(), act, registry.Body{Name: "Børneudvalget", Rank: registry.RankCommittee})
		o.must(err)
		at, council := "/arbejde/organer/"+string(made.ID), o.body(registry.RankCouncil)
		w.read(at).is(t, 200).lacks(t, "Tag mandatet tilbage")
		w.send(at, filled(w.read(at).hidden("mandate"), "from", "2026-01-01", "words", "Må fastholde.", "asks", "special_reason")).is(t, 200).has(t, "gælder i dag", "Tag mandatet tilbage")

		form := filled(w.read(at).hidden("back"), "from", "2026-12-01", "words", "Byrådet tager det tilbage.", "decider", council, "decided", "2026-11-20")
		w.send(at, filled(form, "from", "2026-11-21", "words", "")).is(t, 422).has(t, "Feltet skal udfyldes.")
		ahead := w.send(at, form).is(t, 200)
		ahead.has(t, "Intet er gemt endnu", "Organet har intet mandat", "har Børneudvalget intet mandat", "Byrådet tager det tilbage.", "særlig begrundelse")
		simulated := ahead.link(t, "hvad-nu-hvis")
		asked := w.read(simulated).is(t, 200)
		asked.has(t, "Fra den 1. december 2026 har Børneudvalget intet mandat.")
		if !strings.Contains(asked.body, `name="taken_back" value="yes" checked`) {
			t.Error("the form does not say that the mandate is taken back")
		}
		w.read(simulated+"&asks=special_reason").is(t, 422).has(t, "Et mandat, der tages tilbage, beder ikke om noget.")
		kept := w.send(simulated, filled(w.read(simulated).form(t, ""), "name", "Uden mandat")).is(t, 200)
		kept.has(t, "Simuleringen er gemt.", "har Børneudvalget intet mandat")
		w.read(at).lacks(t, "Byrådet tager det tilbage.")
		carried := ahead.carried(t, "back")
		w.send(at, filled(carried, "step", "back")).is(t, 200).has(t, "Byrådet tager det tilbage.")
		for range 2 { // sent twice, it has one effect
			w.send(at, filled(carried, "step", "go")).is(t, 200)
		}
		after := w.read(at)
		after.has(t, "Mandatet er taget tilbage, gælder fra 1. december 2026", "gælder endnu ikke")
		after.lacks(t, "Tag mandatet tilbage")
		o.on("2026-12-01")
		o.worker("Ada To", "administrator").read("/arbejde/organer").has(t, "Byrådet har ikke givet et mandat.")
	})
}
