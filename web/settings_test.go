package web_test

import (
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
)

// settingsStates are those of the settings and of a proposed change of them.
func settingsStates(o *asked, w, nobody *worker) []state {
	made, err := o.register.ProposeVersion(o.t.Context(), registry.Act{Actor: registry.Actor{Name: "Ada Admin"}, Operation: "create-policy-change"}, registry.VersionAdoption{Kind: registry.GameSettings,
		From: registry.MustDay("2027-03-01"), Source: []byte(`{"after_basis_days": 200, "account_days": "05-31"}`)})
	o.must(err)
	at := []string{string(made.ID)}
	// One that is decided, where nothing else is.
	town := newTown(o.t, testenv.SQLite(o.t), "2026-11-21")
	ada := registry.Act{Actor: registry.Actor{Name: "Ada Admin"}, Operation: "adopt"}
	decided, err := town.register.ProposeVersion(o.t.Context(), ada, registry.VersionAdoption{Kind: registry.GameSettings,
		From: registry.MustDay("2027-03-01"), Source: []byte(`{"after_basis_days": 200}`)})
	o.must(err)
	decided, err = town.register.DecideChange(o.t.Context(), ada, decided.ID, decided.Edit, registry.VersionAdoption{
		Body: registry.BodyID(town.body(registry.RankCouncil)), Decided: registry.MustDay("2026-11-20"), Words: long(4000)})
	o.must(err)
	there, her := []string{string(decided.ID)}, town.worker("Ada Admin", "administrator")
	return []state{
		{page: "settings_change", name: "decided", by: her, names: there},
		{page: "settings_change", name: "wrong withdrawal", by: her, names: there, send: url.Values{"form": {"withdraw"}, "edit": {strconv.Itoa(decided.Edit)}, "decided": {"2040-01-01"}, "words": {""}}, status: 422},
		{page: "settings", name: "normal", by: nobody},
		{page: "settings", name: "with form", by: w},
		{page: "settings", name: "wrong", by: w, send: url.Values{"form": {""}, "from": {"2020-01-01"}, "after_basis_days": {"mange"}, "account_days": {"02-30"}}, status: 422},
		{page: "settings_change", name: "normal", by: w, names: at},
		{page: "settings_change", name: "wrong decision", by: w, names: at, send: url.Values{"form": {"decide"}, "edit": {"1"}, "decided": {"2040-01-01"}, "words": {""}}, status: 422},
		{page: "settings_change", name: "stale", by: w, names: at, send: url.Values{"form": {"withdraw"}, "edit": {"7"}}, status: 412},
	}
}

// An administrator proposes other settings, sees what they mean, records the decision, and
// everybody reads what is coming; one press takes it back.
func TestSettingsPage(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o := sample(t, dsn)
		const at = "/indstillinger"
		o.page(200, at).has(t, "Tid efter et retsgrundlag er ophørt: 180 dage", "Fra begyndelsen.",
			"Flertal: Flere stemmer for end imod", "giver loven intet valg", "kommunestyrelsesloven § 11, stk. 3")
		o.page(200, at).lacks(t, "Foreslå en ændring")
		w := o.worker("Ada Admin", "administrator")
		w.send(at, filled(w.read(at).hidden(""), "from", "2026-11-21", "after_basis_days", "mange", "stop_extends", "yes")).is(t, 422).has(t, "mange")
		form := w.read(at).form(t, "")
		if got := form.Get("account_days"); got != "30.6., 31.12." { // the usual ones, and leaving them is no change
			t.Errorf("the days of accounts are proposed as %q", got)
		}
		w.send(at, filled(form, "from", "2027-03-01", "account_days", "31.2.")).is(t, 422).has(t, "02-31", "er ikke en dag, som alle år har")
		g := w.send(at, filled(form, "from", "2027-03-01", "after_basis_days", "200", "saturdays_count", "yes", "tie", "chair")).is(t, 200)
		g.has(t, "Intet er besluttet", "200 dage", "180 dage", "Lørdage tæller som hverdage", "Formandens stemme tæller", "Forslaget er ikke vedtaget")
		g.lacks(t, "Dage for regnskab til udvalgene")
		here := g.Request.URL.Path
		o.page(200, at).lacks(t, "2027-03-01", "Ændring fra den 1. marts 2027")
		for more := true; more; {
			var err error
			more, err = o.register.AdvanceChange(t.Context())
			o.must(err)
		}
		w.send(here, filled(w.read(here).hidden("decide"), "decided", "2026-11-20", "words", "")).is(t, 422).has(t, "Beslutningens ord")
		council := o.body(registry.RankCouncil)
		w.send(here, filled(w.read(here).hidden("decide"), "body", council, "decided", "2026-11-20", "words", "Der gives længere tid.")).is(t, 200).has(t, "Der gives længere tid.")
		for more := true; more; {
			var err error
			more, err = o.register.AdvanceChange(t.Context())
			o.must(err)
		}
		w.read(here).has(t, "registeret svarer efter den fra dagen")
		o.page(200, at).has(t, "Bliver 200 dage fra den 1. marts 2027.")
		back := w.send(here, filled(w.read(here).hidden("withdraw"), "body", council, "decided", "2026-11-21", "words", "Alligevel ikke.")).is(t, 200)
		if back.Request.URL.Path == here || !strings.HasPrefix(back.Request.URL.Path, at+"/") {
			t.Error("it leads to", back.Request.URL.Path)
		}
		for more := true; more; {
			var err error
			more, err = o.register.AdvanceChange(t.Context())
			o.must(err)
		}
		o.page(200, at).lacks(t, "Bliver 200 dage")
		w.read(here).has(t, "Ændringen er trukket tilbage")
	})
}
