package web_test

import (
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
)

// What happens to a decision after its meeting: the minutes are corrected in public,
// and an authority takes its effect away. Both are shown before they are stored.
func TestAfterTheMeeting(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o, s := meetingTown(t, dsn), readSample(t)
		o.on("2027-05-31")
		w := o.worker("Bo Sekretær", "administrator")
		meeting := w.plan(s, 1, w.seat(s)["Byrådet"])
		desk, item := "/arbejde/moeder/"+meeting+"/punkter/1/", "/moeder/"+meeting+"/punkter/1"
		new := "/arbejde/moeder/" + meeting + "/punkter/nyt"
		w.send(new, filled(w.read(new).is(t, 200).hidden(""), "papers_late", "Det haster.", "ordinal", "1", "title", "Legepladsen", "rules", "R-0034", "proposals[0].ruling", "keep", "proposals[0].next", "2029-05-31")).is(t, 200)
		w.read(desk+"rettelse").is(t, 404)
		w.read(desk+"annullering").is(t, 404)
		w.send(desk+"referat", w.send(desk+"referat", filled(w.read(desk+"referat").hidden(""), "votes[0].rest", "against")).is(t, 200).hidden("record")).is(t, 200)
		w.closeIt(meeting)
		w.read(item).is(t, 200).has(t, "Nedstemt", "Ret referatet", "Annullér eller suspendér")

		form := w.read(desk+"rettelse").is(t, 200).hidden("")
		w.send(desk+"rettelse", filled(form, "votes[0].rest", "for")).is(t, 422).has(t, "Det var forkert")
		_, fields := w.read(desk + "rettelse").ballots()
		for _, field := range fields {
			form.Set(field, "for")
		}
		form = filled(form, "correction.wrong", "Alle stemte imod.", "correction.right", "Alle stemte for.", "correction.reason", "Tastefejl.")
		confirm := w.send(desk+"rettelse", form).is(t, 200)
		confirm.has(t, "Godkendt", "Det betyder for reglen", "bliver reglernes status regnet om")
		w.read(item).has(t, "Nedstemt")
		w.send(desk+"rettelse", confirm.hidden("record")).is(t, 200).has(t, "Referatet er rettet", "Godkendt")
		reader := o.stranger()
		reader.read("/moeder/"+meeting).is(t, 200).has(t, "Rettelser til referatet", "Alle stemte imod.", "Alle stemte for.", "Tastefejl.", "Rettelsen ændrede beslutningen.")
		reader.read("/regler/R-0034/historik").is(t, 200).has(t, "Referatet er rettet", "besluttede at beholde reglen")

		again := w.read(desk+"rettelse").is(t, 200).form(t, "")
		again = filled(again, "correction.wrong", "Begrundelsen manglede.", "correction.right", "Den står her.", "correction.reason", "Tastefejl.", "recommendation", "at reglen fastholdes\nat det meddeles",
			"reasons[0]", "Børnene er trygge på legepladsen.")
		w.send(desk+"rettelse", filled(again, "reasons[0]", strings.Repeat("x", 5000))).is(t, 422).has(t, "Begrundelse for forslag 1", "at det meddeles")
		w.send(desk+"rettelse", w.send(desk+"rettelse", again).is(t, 200).hidden("record")).is(t, 200).has(t, "Referatet er rettet", "Børnene er trygge på legepladsen.", "at det meddeles")

		o.on("2027-06-10")
		w = o.worker("Bo i juni", "secretary")
		annul := filled(w.read(desk+"annullering").is(t, 200).hidden(""), "way", "annul", "body", "Ankestyrelsen", "day", "2027-06-09", "words", "Byrådet var ikke beslutningsdygtigt.")
		w.send(desk+"annullering", filled(annul, "words", "", "day", "")).is(t, 422).has(t, "Ordene i den beslutning", "Hvornår blev det besluttet?")
		w.send(desk+"annullering", filled(annul, "way", "lift")).is(t, 409).has(t, "intet at ophæve")
		confirm = w.send(desk+"annullering", annul).is(t, 200)
		confirm.has(t, "Sådan vil reglerne stå", "R-0034", "Bortfaldet")
		w.send(desk+"annullering", confirm.hidden("annul")).is(t, 200).has(t, "Ankestyrelsen har den 9. juni 2027 annulleret beslutningen fra begyndelsen.")
		reader.read("/moeder/"+meeting).has(t, "Byrådet var ikke beslutningsdygtigt.")
		reader.read("/en/rules/R-0034").has(t, "no longer has effect")
	})
}
