package web_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
)

// agenda plans a meeting of a body today, with one item that keeps a rule.
func (w *worker) agenda(body, number string) (meeting, item string) {
	w.t.Helper()
	return w.agendaOn("2027-01-10", body, number)
}

func (w *worker) agendaOn(day, body, number string) (meeting, item string) {
	w.t.Helper()
	page := "/arbejde/moeder/nyt"
	g := w.send(page, filled(w.read(page).is(w.t, 200).hidden(""), "body", body, "day", day)).is(w.t, 200)
	meeting = strings.TrimPrefix(g.where(), "/moeder/")
	page = "/arbejde/moeder/" + meeting + "/punkter/nyt"
	w.send(page, filled(w.read(page).is(w.t, 200).hidden(""), "papers_late", "Det haster.", "title", "Skal "+number+" bestå?", "rules", number, "recommendation", "at reglen fastholdes",
		"proposals[0].ruling", "keep", "proposals[0].reason", "Den skaber tryghed.", "proposals[0].next", "2029-01-10")).is(w.t, 200)
	return meeting, meeting + "/punkter/1"
}

const onlyOwner = "Kun indstillet af den regelansvarlige selv"

// administration makes a body of the administration with a mandate.
func (w *worker) administration(name string) (id string) {
	w.t.Helper()
	list := w.read("/arbejde/organer").is(w.t, 200)
	g := w.send("/arbejde/organer", filled(list.hidden(""), "name", name, "rank", "administration")).is(w.t, 200)
	w.send(g.where(), filled(w.read(g.where()).hidden("mandate"), "from", "2026-01-01", "words", "Forvaltningen beslutter.")).is(w.t, 200)
	return strings.TrimPrefix(g.where(), "/arbejde/organer/")
}

// sits gives somebody a seat in a body.
func (w *worker) sits(body, name string) {
	w.t.Helper()
	page := "/arbejde/organer/" + body
	w.send(page, filled(w.read(page).hidden("member"), "name", name, "from", "2026-01-01")).is(w.t, 200)
}

// Whoever answers for a rule does not recommend on it alone: another joins with one
// press, and other words begin anew. The council decides all the same.
func TestOwnerRecommendsAlone(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o := meetingTown(t, dsn)
		o.handOver("Dagtilbudschefen", 34)
		chief, other := o.worker("Ada Chef", "administrator"), o.worker("Bo Sekretær", "secretary")
		o.holding("Dagtilbudschefen", "Ada Chef")
		body := chief.administration("Direktionen")
		meeting, at := chief.agenda(body, "R-0034")
		item, work, joins := "/moeder/"+at, "/arbejde/moeder/"+at, "Jeg står også bag indstillingen"
		chief.read(item).has(t, onlyOwner, "Der kan ikke besluttes efter indstillingen", "Ada Chef")
		chief.read(item).lacks(t, joins)
		chief.read("/arbejde/moeder/"+meeting+"/luk").is(t, 200).has(t, "det er kun den regelansvarlige selv (Dagtilbudschefen), der indstiller om R-0034")
		// The owner cannot join.
		form := other.read(item).hidden("back")
		chief.send(work, form).is(t, 409).has(t, "Du har selv ansvaret for R-0034")
		other.send(work, filled(form, "edit", "7", "submission", "en-anden")).is(t, 412).has(t, joins)
		other.send(work, form).is(t, 200).lacks(t, onlyOwner)
		other.send(work, filled(form, "edit", "2", "submission", "en-tredje")).is(t, 409).has(t, "Der står allerede andre")

		// Minutes and other parts of the papers change nothing; other words do.
		other.send(work, filled(chief.read(work).form(t, ""), "summary", "Kort.")).is(t, 200).lacks(t, onlyOwner)
		chief.send(work, filled(chief.read(work).form(t, ""), "recommendation", "at reglen fastholdes i to år")).is(t, 200).has(t, onlyOwner)
		other.send(work, filled(chief.read(work).form(t, ""), "recommendation", "at reglen fastholdes i et år")).is(t, 200).lacks(t, onlyOwner)
		other.closeIt(meeting).has(t, "Mødet er lukket")

		// The council is never held back, and what it was told stays when the post changes hands.
		o.handOver("Dagtilbudschefen", 29)
		chief.sits(o.body(registry.RankCouncil), "Dorte Dam")
		meeting, at = chief.agenda(o.body(registry.RankCouncil), "R-0029")
		item = "/moeder/" + at
		chief.read(item).has(t, onlyOwner, "Mødet kan beslutte alligevel")
		page := "/arbejde/moeder/" + at + "/referat"
		g := chief.read(page).is(t, 200)
		g = chief.send(page, filled(g.hidden(""), "votes[0].rest", "for")).is(t, 200)
		chief.send(page, g.hidden("record")).is(t, 200)
		chief.closeIt(meeting).has(t, "Mødet er lukket")
		o.holding("Dagtilbudschefen", "Bo Sekretær")
		chief.read(item).has(t, onlyOwner)
	})
}

// A leader with a mandate does not decide on a rule of their own, whether the post
// or its holder is the body or its only member; the refusal says who may.
func TestOwnerDecidesAlone(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o := meetingTown(t, dsn)
		o.handOver("Dagtilbudschefen", 34, 29, 37)
		w := o.worker("Bo Sekretær", "administrator")
		o.worker("Ada Chef", "owner")
		o.holding("Dagtilbudschefen", "Ada Chef")
		o.holding("Områdechefen", "Ada Chef")
		closing := func(meeting string) got { return w.read("/arbejde/moeder/"+meeting+"/luk").is(t, 200) }
		for _, name := range []string{"Dagtilbudschefen", "Områdechefen"} {
			meeting, _ := w.agenda(w.administration(name), "R-0034")
			closing(meeting).has(t, "Dagtilbudschefen har selv ansvaret for R-0034 og kan ikke beslutte alene om den. Det kan i stedet: Byrådet.")
		}
		body := w.administration("Direktionen")
		w.sits(body, "ada chef")
		meeting, _ := w.agenda(body, "R-0029")
		closing(meeting).has(t, "Det kan i stedet: Byrådet.")
		w.sits(body, "Cilla Direktør")
		closing(meeting).lacks(t, "kan ikke beslutte alene")
		w.closeIt(meeting).has(t, "Mødet er lukket")

		// A member with an account is known by it, whatever name stands there.
		body = w.administration("Chefgruppen")
		page := "/arbejde/organer/" + body
		seat := func(name, account string) got {
			return w.send(page, filled(w.read(page).hidden("member"), "name", name, "from", "2026-01-01", "user", w.read(page).option(t, account)))
		}
		seat("A. Chef, konstitueret", "Ada Chef (").is(t, 200).has(t, "konto: ")
		meeting, _ = w.agenda(body, "R-0037")
		closing(meeting).has(t, "kan ikke beslutte alene om den. Det kan i stedet: Byrådet, Direktionen.")
		seat("Ada Chef", "Bo Sekretær (").is(t, 200) // somebody else of that name
		closing(meeting).lacks(t, "kan ikke beslutte alene")
		g := w.send(page, filled(w.read(page).hidden("member"), "name", "Cilla", "from", "2026-01-01", "user", "ukendt")).is(t, 422)
		g.has(t, "Brugerkonto: Det valgte findes ikke længere.")
		expect(t, "refused", g.form(t, "member"), "name", "Cilla")
		w.read("/arbejde/organer/"+o.body(registry.RankCouncil)).is(t, 200).lacks(t, "Brugerkonto")
		w.read("/regler/R-0029").has(t, "fastholdt")
	})
}

// expect looks at fields of a form: names and values in turn.
func expect(t *testing.T, what string, form url.Values, pairs ...string) {
	t.Helper()
	for i := 0; i+1 < len(pairs); i += 2 {
		if got := strings.ReplaceAll(form.Get(pairs[i]), "\r\n", "\n"); got != pairs[i+1] {
			t.Errorf("%s: %s is %q, want %q", what, pairs[i], got, pairs[i+1])
		}
	}
}
