package web_test

import (
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
)

// Whoever filed a counter-case takes it back after being asked; the history tells
// that it was there, and no page says what it said.
func TestCounterCaseIsWithdrawnOnItsPage(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o := newTown(t, dsn, "2026-11-21")
		o.create(rule{number: 1, title: "Ugeplan", from: "2020-01-01"})
		front, other, admin := o.worker("Fie Front", "challenger"), o.worker("Bo Anden", "challenger"), o.worker("Ada Admin", "administrator")
		const at = "/arbejde/regler/R-0001/modindlaeg"
		file := func(cost string) {
			front.send(at, filled(front.read(at).hidden(""), "party", "front", "cost", cost)).is(t, 200)
		}
		file("Planen læses af ingen.")
		other.read(at).lacks(t, "Træk modindlægget tilbage")
		asked := front.read(front.read(at).link(t, "withdraw=")).is(t, 200)
		asked.has(t, "Træk modindlægget tilbage?", "Planen læses af ingen.")
		sent := asked.hidden("withdraw")
		other.send(at, filled(sent, "submission", "andens")).is(t, 403)
		front.send(at, filled(sent, "edit", "7", "submission", "gammel")).is(t, 412)
		front.send(at, sent).is(t, 200).lacks(t, "Planen læses af ingen.")
		front.send(at, sent).is(t, 200) // sent twice, it is one
		o.page(200, "/regler/R-0001").lacks(t, "Planen læses af ingen.", "Modindlæg")
		o.page(200, "/regler/R-0001/historik").has(t, "Et modindlæg fra medarbejdere i frontlinjen af 21. november 2026 blev trukket tilbage 21. november 2026.")
		file("Den tager en time.")
		asked = admin.read(admin.read(at).link(t, "withdraw=")).is(t, 200)
		asked.has(t, "på vegne af den, der skrev det")
		admin.send(at, asked.hidden("withdraw")).is(t, 200)
		o.page(200, "/en/rules/R-0001/history").has(t, "by an administrator on their behalf")
	})
}

// Both sides stand on the page of what people said, and the agenda tells where an
// owner recommends alone.
func TestBothSidesAndLoneOwners(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o := meetingTown(t, dsn)
		o.handOver("Dagtilbudschefen", 34)
		chief := o.worker("Ada Chef", "administrator")
		o.holding("Dagtilbudschefen", "Ada Chef")
		meeting, _ := chief.agenda(o.body(registry.RankCouncil), "R-0034")
		if body := chief.read("/moeder/"+meeting).is(t, 200).body; !strings.Contains(body, onlyOwner) {
			t.Error("the agenda does not tell that an owner recommends alone")
		}
	})
}
