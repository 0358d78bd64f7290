package web_test

import (
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
)

// A rule is taken out of a bundle into an item of its own, unless votes are minuted;
// they can be deleted, and then it can.
func TestSplit(t *testing.T) {
	testenv.OneAtATime(t)
	o := meetingTown(t, testenv.SQLite(t))
	w := o.worker("Sekretær", "administrator")
	council := o.body(registry.RankCouncil)
	w.sits(council, "Dorte Dam")
	g := w.send("/arbejde/moeder/nyt", filled(w.read("/arbejde/moeder/nyt").hidden(""), "body", council, "day", "2027-01-10")).is(t, 200)
	page := g.where()
	add := "/arbejde" + page + "/punkter/nyt"
	w.send(add, filled(w.read(add).hidden(""), "papers_late", "Det haster.", "title", "Tre regler", "rules", "R-0025, R-0029, R-0034", "recommendation", "at reglerne ophæves",
		"proposals[0].ruling", "repeal", "proposals[0].question", "Skal reglerne ophæves?", "repeal_alone", "yes")).is(t, 200)
	w.send(add, filled(w.read(add).hidden(""), "papers_late", "Det haster.", "title", "Det næste", "rules", "R-0037")).is(t, 200)
	item, work := page+"/punkter/1", "/arbejde"+page+"/punkter/1"
	split := work + "/del"
	w.read(item).has(t, "Del punktet")
	w.read(page+"/punkter/2").lacks(t, "Del punktet")
	o.worker("Medlem", "council_member").read(split).is(t, 403)

	minutes := work + "/referat"
	w.minuting(minutes, w.read(minutes).form(t, ""), "votes[0].rest", "for").is(t, 200)
	form := filled(w.read(work).hidden(""), "rules", "R-0034", "submission", "for-tidligt")
	w.read(split).is(t, 200).has(t, "Der er ført stemmer til referat", "Gå til referatet")
	w.send(split, filled(form, "edit", w.read(work).hidden("").Get("edit"))).is(t, 409).has(t, "slet stemmerne i referatet først")
	cleared := w.read(minutes).form(t, "")
	for field := range cleared {
		if strings.HasPrefix(field, "votes[") {
			cleared.Del(field)
		}
	}
	w.minuting(minutes, cleared).is(t, 200)

	g = w.read(split).is(t, 200)
	w.send(split, filled(g.hidden(""), "submission", "ingen")).is(t, 422)
	all := g.hidden("")
	all["rules"] = []string{"R-0025", "R-0029", "R-0034"}
	all.Set("submission", "alle")
	w.send(split, all).is(t, 422).has(t, "Mindst én regel skal blive")
	w.send(split, filled(g.hidden(""), "rules", "R-0034")).is(t, 200).has(t, "Punktet er delt", "Tre regler: Daglig gennemgang af legepladsen")
	w.read(page+"/punkter/3").is(t, 200).has(t, "Det næste")
	own := "/arbejde" + page + "/punkter/2"
	w.read(page+"/punkter/2").has(t, "Skal reglerne ophæves?", "Læs spørgsmålet igennem igen", "at reglerne ophæves", "R-0034")
	w.read(page+"/punkter/2").lacks(t, "R-0025", "Del punktet")
	// It can be kept on its own, with its own reason, and whoever saves it has read it again.
	w.send(own, filled(w.read(own).form(t, ""), "proposals[0].ruling", "keep", "proposals[0].question", "Skal reglen fastholdes?", "proposals[0].reason", "Den redder liv.",
		"proposals[0].next", "2029-01-10")).is(t, 200).lacks(t, "Læs spørgsmålet igennem igen")
	w.read(item).has(t, "Læs spørgsmålet igennem igen", "R-0025", "R-0029")
}
