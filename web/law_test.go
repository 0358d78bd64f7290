package web_test

import (
	"context"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
)

// A basis is written as an officer has it, and the page says what follows.
func TestBasisInParts(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o := newTown(t, dsn, "2026-11-21")
		o.create(rule{number: 1, title: "Evaluering", from: "2014-08-01"}, rule{number: 2, title: "Plan", from: "2014-08-01", basis: registry.RequiresLocal})
		w := o.worker("Ada Admin", "administrator")
		const at = "/arbejde/regler/R-0001"
		form := filled(w.read(at).hidden("basis"), "reference", "Dagtilbudsloven", "provision", "§ 9", "effect", "minimum", "from", "2010-01-01", "until", "2027-12-31",
			"floor", "Hvert andet år.", "increment", "Hvert år.")
		g := w.send(at, form).is(t, 422)
		g.has(t, "kan ikke læses som en henvisning til en lov", "retsinformation.dk")
		if form.Set("reference", "lbk nr 988 af 27/08/2024"); g.hidden("basis").Get("edit") != form.Get("edit") {
			t.Error("the edit is lost")
		}
		w.send(at, form).is(t, 200).has(t, "Gemt.", "Det kræver loven selv", "Hvert andet år.", "Det lægger kommunen oveni", "Hvert år.")
		view, err := o.register.Rule(context.Background(), 1, registry.StatusQuery{})
		o.must(err)
		if got := view.Bases[0].Reference; got != "https://www.retsinformation.dk/eli/lta/2024/988 § 9" {
			t.Errorf("stored %q", got)
		}
		o.page(200, "/regler/R-0001").has(t, "Overimplementering, fordi § 9 (Lovtidende A 2024 nr. 988) kræver mindre end reglen.",
			"Fra 1. januar 2028:", "Politisk vedtaget, fordi", "Hvert andet år.", "Hvert år.")
		o.page(200, "/regler/R-0002").has(t, "Den kan ikke ophæves uden en ny. Der er ikke registreret en regel, som afløser den.")
	})
}
