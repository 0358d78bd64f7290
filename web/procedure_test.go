package web_test

import (
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
)

// When an amendment falls it is offered to keep the rule unchanged, with a reason of
// its own; and a lone question whether to repeal is asked for twice.
func TestProposalsOfAMeeting(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o, s := meetingTown(t, dsn), readSample(t)
		o.on("2027-05-31")
		w := o.worker("Bo Sekretær", "administrator")
		meeting := w.plan(s, 1, w.seat(s)["Byrådet"])
		page := "/arbejde/moeder/" + meeting + "/punkter/nyt"

		lone := filled(w.read(page).is(t, 200).hidden(""), "papers_late", "Det haster.", "ordinal", "2", "title", "Ophævelse", "rules", "R-0029", "proposals[0].ruling", "repeal", "proposals[0].question", "")
		asked := w.send(page, lone).is(t, 422)
		asked.has(t, "Reglen ender, uanset hvordan der stemmes", "skal stilles alene")
		w.send(page, filled(asked.hidden(""), "papers_late", "Det haster.", "ordinal", "2", "title", "Ophævelse", "rules", "R-0029", "proposals[0].ruling", "repeal", "repeal_alone", "yes")).is(t, 200).has(t, "Skal reglen ophæves?")
		w.send(page, filled(w.read(page).hidden(""), "papers_late", "Det haster.", "ordinal", "3", "title", "Opsigelse", "rules", "R-0028", "proposals[0].ruling", "postpone", "proposals[0].question", "",
			"proposals[0].by", "Liste Ø", "proposals[0].amends", "yes", "proposals[0].next", "2027-06-14")).is(t, 200).
			has(t, "Skal sagen udsættes til et senere møde?", "Ændringsforslag stillet af Liste Ø", "Forslaget flytter ikke bortfaldsdatoen", "Sagen behandles igen den 14. juni 2027")

		w.send(page, filled(w.read(page).hidden(""), "papers_late", "Det haster.", "ordinal", "1", "title", "Justering", "rules", "R-0034", "proposals[0].ruling", "amend", "proposals[0].question", "",
			"proposals[0].next", "2029-05-31", "proposals[0].text.title", "Ny tekst", "proposals[0].text.demand", "Legepladsen gennemgås hver uge.")).is(t, 200)
		minutes := "/arbejde/moeder/" + meeting + "/punkter/1/referat"
		w.read(minutes).is(t, 200).lacks(t, "Skal reglen fastholdes uændret?")
		confirm := w.send(minutes, filled(w.read(minutes).hidden(""), "votes[0].rest", "against")).is(t, 200)
		confirm.has(t, "Skal reglen fastholdes uændret?", "kan spørgsmålet sættes til afstemning")
		w.send(minutes, confirm.hidden("record")).is(t, 200).has(t, "Nedstemt", "Skal reglen fastholdes uændret?")
		offer := w.read(minutes).is(t, 200).hidden("keep")
		w.send(minutes, filled(offer, "next", "i morgen")).is(t, 422).has(t, "Sæt spørgsmålet til afstemning")
		put := w.send(minutes, filled(offer, "next", "2029-06-01", "lapses", "yes", "reason", "Børnene skal være trygge.")).is(t, 200)
		put.has(t, "Forslag 2", "Skal reglen fastholdes uændret?")
		put.lacks(t, "Sæt spørgsmålet til afstemning")
		// What was voted before stands in the form.
		if !strings.Contains(put.body, `value="against" checked`) {
			t.Error("the votes on the amendment are gone")
		}
		form := put.hidden("")
		for _, field := range []string{"votes[0].rest", "votes[1].rest"} {
			form.Set(field, map[string]string{"votes[0].rest": "against", "votes[1].rest": "for"}[field])
		}
		done := w.send(minutes, w.send(minutes, form).is(t, 200).hidden("record")).is(t, 200)
		done.has(t, "Godkendt", "Børnene skal være trygge.", "Reglen bortfalder den 1. juni 2029, medmindre der inden da træffes en ny beslutning.")
	})
}

// What must be explained is asked for, printed with the item, and where nobody
// explains it that is what stands there; the votes are taken home as data.
func TestExplanationsAreMinuted(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o, s := meetingTown(t, dsn), readSample(t)
		o.on("2027-05-31")
		w := o.worker("Bo Sekretær", "administrator")
		meeting := w.plan(s, 1, w.seat(s)["Byrådet"])
		page := "/arbejde/moeder/" + meeting + "/punkter/"
		for at, number := range map[string]string{"1": "R-0034", "2": "R-0029"} {
			w.send(page+"nyt", filled(w.read(page+"nyt").is(t, 200).hidden(""), "papers_late", "Det haster.", "ordinal", at, "title", "Sag "+at, "rules", number, "proposals[0].ruling", "keep", "proposals[0].next", "2029-05-31")).is(t, 200)
		}
		asks := w.read(page+"1/referat").is(t, 200)
		asks.has(t, "Det skal forklares", "Der er ikke anført en særlig begrundelse")
		members, fields := asks.ballots()
		form := filled(asks.hidden(""), "votes[0].rest", "for", "explanation.NO_SPECIAL_REASON", "Begrundelsen stod i bilaget.", "disqualified[0].member", strings.TrimPrefix(fields[0], "votes[0]."),
			"disqualified[0].able", "able", "disqualified[0].reason", "Barnet går der.")
		confirm := w.send(page+"1/referat", form).is(t, 200)
		confirm.has(t, "Forklaring:", "Begrundelsen stod i bilaget.", members[0]+" blev ikke erklæret inhabil")
		w.send(page+"1/referat", confirm.hidden("record")).is(t, 200).has(t, "Begrundelsen stod i bilaget.")
		if again := w.read(page + "1/referat"); !strings.Contains(again.body, "Begrundelsen stod i bilaget.") {
			t.Error("the explanation is gone from the form")
		}
		confirm = w.send(page+"2/referat", filled(w.read(page+"2/referat").hidden(""), "votes[0].rest", "for")).is(t, 200)
		confirm.has(t, "Mangler en forklaring")
		w.send(page+"2/referat", confirm.hidden("record")).is(t, 200)
		w.closeIt(meeting)
		reader := o.stranger()
		reader.read("/moeder/"+meeting).is(t, 200).has(t, "Begrundelsen stod i bilaget.", "Besluttet uden forklaring.", "Stemmerne som CSV")
		if rows := reader.read("/moeder/"+meeting+"/stemmer.csv").is(t, 200).rows(t); len(rows) != 2*len(members)+1 || rows[1][12] != "yes" {
			t.Errorf("got %v", rows)
		}
		reader.read("/en/meetings/"+meeting).is(t, 200).has(t, "Decided without an explanation.")
		if to := sentenceHref.FindAllString(reader.read("/moeder/"+meeting).body, -1); len(to) != 2 || to[0] != to[1] || !strings.HasSuffix(to[0], `#NO_SPECIAL_REASON"`) {
			t.Errorf("what was found leads to %q", to)
		}
	})
}

// A later item shows what each body before it said, and a keep that came too late
// offers to adopt the rule anew, under another number.
func TestTheCourseOfACase(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o, s := meetingTown(t, dsn), readSample(t)
		o.on("2027-05-31")
		w := o.worker("Bo Sekretær", "administrator")
		council := w.seat(s)["Byrådet"]
		decide := func(day, vote, line string) string {
			t.Helper()
			o.on(day)
			w = o.worker("Bo "+day, "administrator")
			form := w.read("/arbejde/moeder/nyt").is(t, 200).hidden("")
			meeting := strings.TrimPrefix(w.send("/arbejde/moeder/nyt", filled(form, "body", council, "day", day)).is(t, 200).where(), "/moeder/")
			page := "/arbejde/moeder/" + meeting + "/punkter/"
			w.send(page+"nyt", filled(w.read(page+"nyt").hidden(""), "papers_late", "Det haster.", "ordinal", "1", "title", "Naturdag", "rules", "R-0041", "proposals[0].ruling", "keep", "proposals[0].next", "2029-05-31",
				"proposals[0].reason", "Børnene trives ude.")).is(t, 200)
			confirm := w.send(page+"1/referat", filled(w.read(page+"1/referat").hidden(""), "votes[0].rest", vote, "line", line)).is(t, 200)
			w.send(page+"1/referat", confirm.hidden("record")).is(t, 200)
			w.closeIt(meeting)
			return "/moeder/" + meeting + "/punkter/1"
		}
		w.read(decide("2027-06-01", "against", "Oversendes til fornyet behandling")).is(t, 200).lacks(t, "Sagens gang", "kom for sent")
		late := w.read(decide("2027-07-10", "for", "")).is(t, 200)
		late.has(t, "Sagens gang", "Oversendes til fornyet behandling", "Nedstemt", "Beslutningen om at fastholde kom for sent.", "Genvedtag reglen")
		again := w.read("/arbejde/regler/ny?again=R-0041").is(t, 200)
		for _, value := range []string{`value="Naturdag hver uge"`, `value="R-0041"`} {
			if !strings.Contains(again.body, value) {
				t.Errorf("the form of the new rule lacks %s", value)
			}
		}
	})
}
