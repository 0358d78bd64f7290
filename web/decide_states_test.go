package web_test

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/omvendt/omvendt/internal/texts"
)

// decidingStates are those of a meeting at which more is proposed than to keep a rule,
// and of what happens to decisions after one.
func (w *worker) decidingStates(t *testing.T, closed, meeting string) []state {
	page := "/arbejde/moeder/" + meeting + "/punkter/"
	add := func(at string, more ...string) {
		w.send(page+"nyt", filled(w.read(page+"nyt").is(t, 200).hidden(""), append([]string{"papers_late", "Det haster.", "ordinal", at, "title", "Punkt " + at}, more...)...)).is(t, 200)
	}
	add("40", "rules", "R-0041", "proposals[0].ruling", "amend", "proposals[0].question", "", "proposals[0].next", "2029-05-31", "proposals[0].by", "Liste Æ", "proposals[0].amends", "yes",
		"proposals[0].text.title", "Naturdag hver måned", "proposals[0].text.demand", "Børnene er ude en hel dag hver måned.")
	add("41", "rules", "R-0005", "slots", "6", "proposals[0].ruling", "postpone", "proposals[0].question", "", "proposals[0].by", "Ålaug Øby (Liste Æ)", "proposals[0].next", "2027-06-21",
		"proposals[1].ruling", "send_back", "proposals[1].question", "", "proposals[1].to", "Børne- og Ungeudvalget", "proposals[2].ruling", "terminate", "proposals[2].question", "",
		"proposals[2].to", "BUPL", "proposals[2].from", "2027-06-30", "proposals[2].next", "2027-10-01", "proposals[3].ruling", "no_power", "proposals[3].question", "")
	add("42", "rules", "R-0028, R-0029", "proposals[0].ruling", "defer", "proposals[0].question", "Skal reglerne udsættes?", "proposals[0].next", "2028-01-01")
	add("43", "rules", "R-0028, R-0029, R-0034", "proposals[0].ruling", "defer", "proposals[0].question", "Skal reglerne udsættes?", "proposals[0].next", "2028-01-01")
	split := page + "43/del"
	w.send(split, filled(w.read(split).is(t, 200).hidden(""), "rules", "R-0034")).is(t, 200)
	minutes := page + "40/referat"
	confirm := w.send(minutes, filled(w.read(minutes).is(t, 200).hidden(""), "votes[0].rest", "against")).is(t, 200)
	w.send(minutes, confirm.hidden("record")).is(t, 200)

	names := []string{meeting, "40"}
	offered := state{page: "work_minutes", name: "amendment fell", by: w, names: names}
	wrong := offered
	wrong.name, wrong.status = "keep: wrong", http.StatusUnprocessableEntity
	wrong.send = filled(offered.in(t, texts.Danish).hidden("keep"), "next", "i morgen", "reason", long(4001))

	// A meeting whose minutes were corrected, and whose decision was annulled.
	was, gone := []string{closed, "4"}, []string{closed, "5"}
	correct := state{page: "work_correct", name: "normal", by: w, names: was}
	said := []string{"votes[0].rest", "for", "correction.wrong", "Ane Kildemarken står som fraværende.", "correction.right", "Ane Kildemarken stemte for.", "correction.reason", "En fejl ved indtastningen."}
	sure := correct
	sure.name, sure.send = "confirm", filled(correct.in(t, texts.Danish).hidden(""), said...)
	at := "/arbejde/moeder/" + closed + "/punkter/5/"
	w.send(at+"rettelse", w.send(at+"rettelse", filled(w.read(at+"rettelse").is(t, 200).hidden(""), said...)).is(t, 200).hidden("record")).is(t, 200)
	annul := state{page: "work_annul", name: "normal", by: w, names: was}
	why := []string{"way", "suspend", "body", "Ankestyrelsen", "day", "2027-05-20", "words", "Udvalget havde ikke kompetence til at træffe beslutningen.", "from", "2027-05-20"}
	form := filled(annul.in(t, texts.Danish).hidden(""), why...)
	means, wrongly := annul, annul
	means.name, means.send = "confirm", form
	wrongly.name, wrongly.send, wrongly.status = "wrong", filled(form, "day", "i går", "words", long(4001)), http.StatusUnprocessableEntity
	w.send(at+"annullering", w.send(at+"annullering", filled(w.read(at+"annullering").is(t, 200).hidden(""), why...)).is(t, 200).hidden("annul")).is(t, 200)
	return []state{offered, wrong, correct, sure, annul, means, wrongly,
		{page: "meeting", name: "corrected and annulled", by: w, names: []string{closed}},
		{page: "item", name: "corrected and annulled", by: w, names: gone},
		{page: "work_annul", name: "not closed", by: w, names: names, status: http.StatusNotFound},
		{page: "item", name: "amendment fell", by: w, names: names},
		{page: "work_split", name: "normal", by: w, names: []string{meeting, "42"}},
		{page: "work_split", name: "nothing chosen", by: w, names: []string{meeting, "42"}, send: url.Values{"form": {""}, "edit": {"1"}}, status: http.StatusUnprocessableEntity},
		{page: "item", name: "split", by: w, names: []string{meeting, "44"}},
		{page: "work_item", name: "split", by: w, names: []string{meeting, "44"}},
		{page: "item", name: "procedures", by: w, names: []string{meeting, "41"}},
		{page: "work_item", name: "procedures", by: w, names: []string{meeting, "41"}},
		{page: "work_item_new", name: "lone repeal", by: w, names: []string{meeting}, status: http.StatusUnprocessableEntity,
			send: url.Values{"form": {""}, "ordinal": {"42"}, "title": {"Ophævelse"}, "rules": {"R-0041"}, "proposals[0].ruling": {"repeal"}}},
	}
}
