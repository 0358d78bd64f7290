package web_test

import (
	"context"
	"net/url"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/registry"
)

// alike are the states of rules that say much the same.
func (o *town) alike(t *testing.T, w *worker) []state {
	t.Helper()
	page, err := o.register.AlikePairs(context.Background(), registry.AlikeQuery{})
	o.must(err)
	if len(page.Pairs) < 3 {
		t.Fatalf("only %d pairs in the sample", len(page.Pairs))
	}
	names := func(n int) []string { return []string{page.Pairs[n].Low.String(), page.Pairs[n].High.String()} }
	gry := registry.Act{Actor: registry.Actor{Name: "Gry Ærlig"}, Operation: "find-different"}
	_, err = o.register.FindDifferent(context.Background(), gry, page.Pairs[1].Low, page.Pairs[1].High)
	o.must(err)
	merge := state{page: "work_pair", by: w, names: names(0)}.in(t, texts.Danish).hidden("merge")
	stale := filled(merge, "into", names(0)[0], "valid", "2026-11-21", "decision.body", o.body(registry.RankCouncil), "decision.day", "2026-11-21",
		"decision.words", "Reglerne føres som én.", "edit_high", "99")
	return []state{
		{page: "work_alike", name: "normal", by: w},
		{page: "work_alike", name: "of one rule", by: w, query: "rule=" + names(0)[0]},
		{page: "work_alike", name: "of none", by: w, query: "rule=R-9999"},
		{page: "work_pair", name: "normal", by: w, names: names(0)},
		{page: "work_pair", name: "found different", by: w, names: names(1)},
		{page: "work_pair", name: "not alike", by: w, names: []string{"R-0001", "R-0005"}},
		{page: "work_pair", name: "may not merge", by: o.worker("Ejer Ligner", "owner"), names: names(0)},
		{page: "work_pair", name: "incomplete", by: w, names: names(0), send: filled(merge, "decision.words", ""), status: 422},
		{page: "work_pair", name: "stale", by: w, names: names(0), send: stale, status: 412},
		{page: "work_pair", name: "not there", by: w, names: []string{"R-0001", "R-9999"}, status: 404},
		{page: "work_different", name: "normal", by: w},
		{page: "work_different", name: "taken back already", by: w, send: url.Values{"form": {""}, "low": {"R-0001"}, "high": {"R-0005"}}, status: 404},
	}
}

// Two rules that demand the same are found, merged with a trace or found different,
// and that is taken back.
func TestAlike(t *testing.T) {
	testenv.OneAtATime(t)
	o := newTown(t, testenv.SQLite(t), "2026-11-21").deciding()
	demand := "Alle børnehavebørn er ude i naturen mindst én dag om ugen."
	o.create(rule{number: 1, title: "Naturdag hver uge", from: "2020-01-01", demand: demand},
		rule{number: 2, title: "Ude i naturen", from: "2021-01-01", demand: "Børnehavebørnene skal ud i naturen mindst en gang om ugen."},
		rule{number: 3, title: "Naturdag", from: "2022-01-01", demand: demand})
	w, owner, nobody := o.worker("Astrid Ærø", "administrator"), o.worker("Ejer", "owner"), o.stranger()

	w.read("/arbejde/ligner").has(t, "R-0001 og R-0003", "Formentlig samme krav")
	for path, link := range map[string]string{"/arbejde/ligner": "<mark>naturen", "/arbejde/regler/R-0001": `href="/arbejde/ligner?rule=R-0001"`} {
		if !strings.Contains(w.read(path).body, link) {
			t.Errorf("%s has no %s", path, link)
		}
	}
	pair := "/arbejde/ligner/R-0001/R-0002"
	page := owner.read(pair)
	page.has(t, "Kun den, der registrerer beslutninger")
	owner.send(pair, filled(page.hidden("different"))).is(t, 200)
	if list := w.read("/arbejde/ligner").body; strings.Contains(list, "R-0001 og R-0002") {
		t.Error("a pair is told of again that was found different")
	}
	w.read(pair).has(t, "Markeret som forskellige af Ejer")
	w.send("/arbejde/forskellige", filled(w.read("/arbejde/forskellige").hidden(""), "low", "R-0001", "high", "R-0002")).is(t, 200)
	w.read("/arbejde/ligner").has(t, "R-0001 og R-0002")

	pair = "/arbejde/ligner/R-0001/R-0003"
	body := o.body(registry.RankCouncil)
	merge := func(pairs ...string) got {
		return w.send(pair, filled(w.read(pair).hidden("merge"), append([]string{"valid", "2026-11-21", "decision.day", "2026-11-20", "decision.body", body,
			"decision.words", "Reglerne føres som én."}, pairs...)...))
	}
	merge().is(t, 422)
	merge("into", "R-0001", "decision.words", "").is(t, 422)
	merge("into", "R-0001", "edit_high", "9").is(t, 412)
	merge("into", "R-0001").is(t, 200)
	nobody.read("/regler/R-0003").has(t, "Reglerne føres som én.", "R-0001")
	w.read(pair).has(t, "Den ene regel gælder ikke længere")
	if list := w.read("/arbejde/ligner").body; strings.Contains(list, "R-0003") {
		t.Error("a rule that was merged is still told of")
	}
	owner.send(pair, url.Values{"form": {"merge"}, "into": {"R-0001"}}).is(t, 403)
}
