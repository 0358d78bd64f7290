package web_test

import (
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/registry"
)

// keptLate is a meeting of the council on a day after the sunset, with rules kept and not closed.
func (w *worker) keptLate(numbers ...string) (meeting string) {
	w.t.Helper()
	council := w.body(registry.RankCouncil)
	w.sits(council, "Dorte Dam")
	plan := "/arbejde/moeder/nyt"
	g := w.send(plan, filled(w.read(plan).hidden(""), "body", council, "day", "2027-07-05")).is(w.t, 200)
	meeting = strings.TrimPrefix(g.where(), "/moeder/")
	add := "/arbejde/moeder/" + meeting + "/punkter/nyt"
	for n, number := range numbers {
		w.send(add, filled(w.read(add).is(w.t, 200).hidden(""), "papers_late", "Det haster.", "title", "Skal "+number+" bestå?", "rules", number, "proposals[0].ruling", "keep",
			"proposals[0].reason", "Den skaber tryghed.", "proposals[0].next", "2029-01-10", "proposals[0].lapses", "yes")).is(w.t, 200)
		minutes := "/arbejde/moeder/" + meeting + "/punkter/" + string(rune('1'+n)) + "/referat"
		w.minuting(minutes, w.read(minutes).form(w.t, ""), "votes[0].rest", "for").is(w.t, 200)
	}
	return meeting
}

// A rule that the council kept too late is adopted again while the meeting is closed, and
// another one afterwards; both pages tell when it did not apply.
func TestReadopt(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o := meetingTown(t, dsn)
		o.on("2027-07-05")
		w := o.worker("Sekretær", "secretary")
		meeting := o.worker("Administrator", "administrator").keptLate("R-0034", "R-0025")
		page := "/arbejde/moeder/" + meeting + "/luk"
		g := w.read(page).is(t, 200)
		g.has(t, "Genvedtag R-0034 under et nyt nummer, når mødet lukkes", "Genvedtag R-0025 under et nyt nummer")
		form := g.form(t, "")
		at := "readoptions[R-0034]."
		g = w.send(page, filled(form, at+"take", "yes", at+"from", "2027-07-20")).is(t, 422)
		g.has(t, "R-0034, Hvad er nyt")
		if !strings.Contains(g.body, `value="2027-07-20"`) {
			t.Error("what was typed is gone")
		}
		confirm := w.send(page, filled(g.form(t, ""), at+"news", "Nu kun efter storm.", at+"explanation", "Byrådet har besluttet det.")).is(t, 200)
		confirm.has(t, "Luk mødet endeligt")
		w.send(page, confirm.hidden("close")).is(t, 200).has(t, "Mødet er lukket")
		w.read("/regler/R-0034").is(t, 200).has(t, "Reglen er genvedtaget under et nyt nummer og gælder igen fra 20. juli 2027", "Den gjaldt ikke fra 1. juli 2027 til og med 19. juli 2027", "R-0043")
		w.read("/regler/R-0043").is(t, 200).has(t, "Reglen er en genvedtagelse af R-0034", "Den gjaldt ikke fra 1. juli 2027 til og med 19. juli 2027", "Daglig gennemgang af legepladsen")

		w.read("/moeder/"+meeting+"/punkter/1").lacks(t, "Genvedtag reglen")
		item := "/moeder/" + meeting + "/punkter/2"
		w.read(item).has(t, "Genvedtag reglen")
		o.worker("Medlem", "council_member").read(item).lacks(t, "Genvedtag reglen")
		page = "/arbejde" + item + "/genvedtag/R-0025"
		form = w.read(page).is(t, 200).form(t, "")
		w.send(page, filled(form, "from", "2027-07-01", "submission", "for-tidligt")).is(t, 422)
		w.send(page, filled(form, "news", "Skemaet er nu på én side.", "explanation", "Byrådet har besluttet det.")).is(t, 200).has(t, "Reglen er genvedtaget under et nyt nummer", "Overgangsmøde med skema")
		w.read(page).is(t, 409)
		w.read("/arbejde"+item+"/genvedtag/R-0034").is(t, 404)
	})
}

// lateTown has rules that the council kept after the sunset: to be adopted again, and adopted again.
func lateTown(t *testing.T) []state {
	o := meetingTown(t, testenv.SQLite(t))
	o.on("2027-07-05")
	w := o.worker("Astrid Ærø", "administrator")
	closed := w.keptLate("R-0034", "R-0029")
	w.closeIt(closed)
	again := "/arbejde/moeder/" + closed + "/punkter/2/genvedtag/R-0029"
	w.send(again, filled(w.read(again).form(t, ""), "from", "2027-07-20", "news", "Planen er nu på én side.", "explanation", "Byrådet har besluttet det.")).is(t, 200)
	open := w.keptLate("R-0025")
	names := []string{closed, "1", "R-0034"}
	closing := state{page: "work_close", name: "kept too late", by: w, names: []string{open}}
	asked := closing
	asked.name, asked.status, asked.send = "adopted again, and more is asked for", 422, filled(closing.in(t, texts.Danish).form(t, ""), "readoptions[R-0025].take", "yes")
	return []state{closing, asked,
		{page: "work_readopt", name: "normal", by: w, names: names},
		{page: "work_readopt", name: "already", by: w, names: []string{closed, "2", "R-0029"}, status: 409},
		{page: "item", name: "kept too late", by: w, names: []string{closed, "1"}},
		{page: "rule", name: "adopted again", by: w, names: []string{"R-0029"}},
		{page: "rule", name: "the same under a new number", by: w, names: []string{"R-0043"}}}
}
