package web_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
)

// amendedText is what the form of a rule's text sends with a new demand in it.
func amendedText(submission string, more ...string) url.Values {
	return filled(url.Values{"form": {"text"}}, append([]string{"submission", submission, "title", "Månedsbrev til forældre", "from", "2027-03-01",
		"demand", "Institutionen sender hver uge et brev til forældrene. Forældrene kvitterer skriftligt for brevet og sender kvitteringen til forvaltningen."}, more...)...)
}

// A text that demands something new is shown with what is new, and stored when it is
// justified or explained; what was found is read in public.
func TestGateForAnotherText(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o := newTown(t, dsn, "2026-11-21").deciding()
		w := o.worker("Ada Admin", "administrator")
		o.create(rule{number: 1, title: "Legepladsen", from: "2020-01-01", demand: "Lederen gennemgår legepladsen hver måned. Fejl rettes."})
		const at = "/arbejde/regler/R-0001"
		send := func(demand string, more ...string) got {
			form := w.read(at).is(t, 200).hidden("text")
			return w.send(at, filled(form, append([]string{"title", "Legepladsen", "demand", demand, "from", "2026-12-01"}, more...)...))
		}
		send("Legepladsen gennemgås månedligt af lederen. Fejl rettes.").is(t, 200).has(t, "Gemt")
		send("Legepladsen gennemgås månedligt af lederen.").is(t, 200).has(t, "Gemt")
		// Another number or person is only noted, and shown once.
		shown := send("Legepladsen gennemgås månedligt af en medarbejder.").is(t, 200)
		shown.has(t, "Det finder porten i den nye tekst", "Et tal, en dag, hvor ofte eller hvem er anderledes end før", "ikke gemt endnu")
		for _, part := range []string{"<del>", "<ins>"} {
			if !strings.Contains(shown.body, part) {
				t.Errorf("the change is not marked: no %s", part)
			}
		}
		seen := shown.hidden("text").Get("found")
		if send("Legepladsen gennemgås månedligt af en forælder.", "found", seen).is(t, 200); strings.Contains(w.read("/regler/R-0001/historik").body, "forælder") {
			t.Error("what was not shown is stored")
		}
		send("Legepladsen gennemgås månedligt af en medarbejder.", "found", seen).is(t, 200).has(t, "Gemt")
		more := "Legepladsen gennemgås ugentligt af en medarbejder. Forældrene kvitterer skriftligt for rapporten."
		held := send(more).is(t, 422)
		held.has(t, "Teksten kræver noget, den ikke krævede før", "Nyt krav", "Forældrene kvitterer skriftligt for rapporten.", "Kræver mere", "ingen begrundelse, der holder", "Teksten er ikke gemt.")
		if !strings.Contains(held.body, `<details class="details" open>`) {
			t.Error("the fields of the gate are folded")
		}
		send(more, "step", "look").is(t, 200).has(t, "Nyt krav", "Teksten er ikke gemt.")
		explained := send(more, "adoption.explanation", "Tilsynet beder om det.").is(t, 200)
		explained.has(t, "Er det rigtigt, så gem den.")
		send(more, "adoption.explanation", "Tilsynet beder om det.", "found", explained.hidden("text").Get("found")).is(t, 200).has(t, "Gemt")
		w.read("/regler/R-0001/historik").is(t, 200).has(t, "Tilsynet beder om det.", "Teksten kræver noget, den ikke krævede før", "Forældrene kvitterer skriftligt for rapporten.")
		w.read("/en/rules/R-0001").is(t, 200).has(t, "Tilsynet beder om det.", "The text demands something that it did not demand before")
	})
}

// A meeting is told before the vote what an amended text newly demands, and nothing
// is held back; the ruling keeps it.
func TestMeetingIsToldWhatATextDemands(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o := meetingTown(t, dsn)
		w := o.worker("Bo Sekretær", "secretary")
		page := "/arbejde/moeder/nyt"
		g := w.send(page, filled(w.read(page).is(t, 200).hidden(""), "body", o.body(registry.RankCouncil), "day", "2027-01-10")).is(t, 200)
		meeting := strings.TrimPrefix(g.where(), "/moeder/")
		page = "/arbejde/moeder/" + meeting + "/punkter/nyt"
		w.send(page, filled(w.read(page).is(t, 200).hidden(""), "papers_late", "Det haster.", "title", "Justering", "rules", "R-0034",
			"proposals[0].ruling", "amend", "proposals[0].next", "2029-01-10", "proposals[0].text.title", "Ny tekst",
			"proposals[0].text.demand", "Forældrene underskriver hver morgen en liste over nøgler.")).is(t, 200)
		item := "/moeder/" + meeting + "/punkter/1"
		w.read(item).is(t, 200).has(t, "Fundet i den nye tekst", "Teksten kræver noget, den ikke krævede før", "Forældrene underskriver hver morgen en liste over nøgler.")
	})
}
