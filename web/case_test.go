package web_test

import (
	"net/url"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
)

// What is found in a justification stands where it is written, with what would
// mend it, and in calm words where everybody reads it.
func TestCase(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o := newTown(t, dsn, "2026-11-21")
		o.create(rule{number: 1, title: "Ugeplan for stuen", from: "2020-01-01"}, rule{number: 2, title: "Månedsplan for huset", from: "2020-01-01"})
		w := o.worker("Ada Admin", "administrator")
		work, public := "/arbejde/regler/R-0002", "/regler/R-0002"

		w.read(work).is(t, 200).has(t, "Der er ikke skrevet en begrundelse.", "Vil ingen forsvare reglen, kan det siges med ét tryk.")
		o.page(200, public).has(t, "Ingen har skrevet en begrundelse for reglen.")

		say := func(number, value string) got {
			at := "/arbejde/regler/" + number
			return w.send(at, filled(w.read(at).hidden("case"), "value", value)).is(t, 200)
		}
		say("R-0001", "Forældre kan se, hvad barnet har lavet, og spørge til det derhjemme.").has(t, "begrundet, men noget mangler", "Det fremgår ikke, hvem der har gavn af reglen.")
		g := say("R-0002", "Forældre kan se, hvad barnet har lavet, og spørge til det derhjemme.")
		g.has(t, "som først blev skrevet for", "Skriv, hvad netop denne regel giver.")
		o.page(200, public).has(t, "begrunder ikke reglen endnu", "som først blev skrevet for", "binder ingen")
		o.page(200, public).lacks(t, "Skriv, hvad netop denne regel giver.")
		o.page(200, "/en/rules/R-0002").has(t, "does not justify the rule yet", "The justification is the same that was first written for")

		// One press, no form; taken back by a justification.
		form := w.read(work).hidden("undefended")
		w.send(work, form).is(t, 200).has(t, "Ingen vil forsvare reglen.")
		w.send(work, form).is(t, 200) // the same press again
		for _, text := range []got{w.read(work), o.page(200, public)} {
			text.has(t, "Det blev oplyst den 21. november 2026. Stillingen som regelansvarlig var ledig.")
			text.lacks(t, "derhjemme")
		}
		w.send(work, url.Values{"form": {"undefended"}, "edit": form["edit"], "submission": {"another"}}).is(t, 412)
		o.page(200, public+"/historik").has(t, "Det blev oplyst, at ingen vil forsvare reglen")
		say("R-0002", "Vikarer ved, hvad der venter dem den dag.")
		o.page(200, public).lacks(t, "Ingen vil forsvare reglen")
	})
}
