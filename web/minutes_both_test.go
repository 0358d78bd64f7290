package web_test

import (
	"context"
	"net/url"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// sitting is a meeting of a committee today with an item of two proposals, and its minutes page.
func (o *town) sitting(w *worker, members ...string) (page string) {
	o.t.Helper()
	ctx := context.Background()
	body := o.body(registry.RankCommittee)
	for i, name := range members {
		_, err := o.workflow.AddMember(ctx, act, workflow.Member{Body: registry.BodyID(body), Name: name, Group: string(rune('A' + i%2)), From: registry.MustDay("2026-01-01")})
		o.must(err)
	}
	meeting, at := w.agenda(body, "R-0034")
	page = "/arbejde/moeder/" + meeting + "/punkter/1"
	w.send(page, filled(w.read(page).form(o.t, ""), "proposals[1].ruling", "repeal", "proposals[1].from", "2027-08-01")).is(o.t, 200)
	return "/arbejde/moeder/" + at + "/referat"
}

// minuting sends the form of an item's minutes and confirms it, or shows what came instead.
func (w *worker) minuting(page string, form url.Values, pairs ...string) got {
	w.t.Helper()
	g := w.send(page, filled(form, pairs...))
	if g.StatusCode == 200 {
		g = w.send(page, g.hidden("record"))
	}
	return g
}

// Two who minute the same item see each other's votes on a proposal as one text;
// what either of them wrote elsewhere stays, and rows of lists are merged.
func TestOthersOfMinutes(t *testing.T) {
	testenv.OneAtATime(t)
	o := meetingTown(t, testenv.SQLite(t))
	a, b := o.worker("Ada Sekretær", "administrator"), o.worker("Bo Sekretær", "administrator")
	page := o.sitting(a, "Ane", "Ditte", "Karla")
	members, fields := a.read(page).ballots()
	if len(members) < 3 {
		t.Fatalf("members %v", members)
	}
	one, two := a.read(page).form(t, ""), b.read(page).form(t, "")
	a.minuting(page, one, "votes[0].rest", "against", "votes[1].rest", "blank", "dissents[0].name", "Ane", "dissents[0].text", "Den gavner.\nOgså de små.", "stopped", "yes", "stop.name", "Karla").is(t, 200)
	g := b.minuting(page, two, fields[0], "against", "votes[0].rest", "for", "dissents[0].name", "Ditte", "dissents[0].text", "Den tager tid.", "stop.text", "Det haster.").is(t, 412)
	g.has(t, "I har begge rettet det samme", "Stemmer om forslag 1", "Imod: Ane, Ditte, Karla.", "For: Ditte, Karla. Imod: Ane.", "Stemmer om forslag 2", "Afvigende mening: Ane")
	if n := strings.Count(g.body, `<fieldset class="both">`); n != 1 {
		t.Errorf("%d fields are shown with both texts", n)
	}
	again := g.form(t, "")
	expect(t, "merged", again, fields[0], "against", "votes[0].rest", "for", "votes[1]."+strings.TrimPrefix(fields[1], "votes[0]."), "blank",
		"dissents[0].name", "Ane", "dissents[0].text", "Den gavner.\nOgså de små.", "dissents[1].name", "Ditte", "stopped", "yes", "stop.name", "Karla", "stop.text", "Det haster.")
	taken := valueOf(t, g, "theirs.votes[0]")
	b.minuting(page, again, "theirs.votes[0]", taken).is(t, 200)
	expect(t, "taken", b.read(page).form(t, ""), fields[0], "against", fields[1], "against", fields[2], "against", "dissents[1].text", "Den tager tid.", "stop.text", "Det haster.")

	// What one takes away the other does not bring back.
	one, two = a.read(page).form(t, ""), b.read(page).form(t, "")
	a.minuting(page, one, "dissents[0].name", "", "dissents[0].group", "", "dissents[0].text", "").is(t, 200)
	g = b.minuting(page, two, fields[2], "for").is(t, 412)
	g.lacks(t, "Det har du skrevet")
	b.minuting(page, g.form(t, "")).is(t, 200)
	now := b.read(page).form(t, "")
	expect(t, "taken away", now, "dissents[0].name", "Ditte", "dissents[1].name", "", fields[2], "for", fields[1], "against")

	// By member and by group: both are counted by group, and nothing goes lost.
	two = b.read(page).form(t, "")
	groups := a.read(page+"?by=groups").form(t, "")
	expect(t, "counted by group", groups, "votes[0].g0.for", "1", "votes[0].g0.against", "1", "votes[0].g1.against", "1")
	a.minuting(page, groups, "votes[0].g0.for", "2", "votes[0].g0.against", "").is(t, 200)
	g = b.minuting(page, two, fields[2], "blank", "votes[1].rest", "", fields[0], "absent").is(t, 412)
	g.has(t, "For: Gruppe A 2. Imod: Gruppe B 1.", "Imod: Gruppe B 1. Blank: Gruppe A 1. Fraværende: Gruppe A 1.")
	expect(t, "both by group", g.form(t, ""), "by", "groups", "votes[0].g0.blank", "1", "votes[0].g0.absent", "1", "votes[0].g1.against", "1", "votes[1].g0.blank", "2")
	b.minuting(page, g.form(t, "")).is(t, 200).has(t, "A 1")
}

// valueOf is the value of the box of a name.
func valueOf(t *testing.T, g got, name string) string {
	t.Helper()
	root, err := parse(g.body)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range root.all("input") {
		if e.attrs["name"] == name {
			return e.attrs["value"]
		}
	}
	t.Fatalf("no box %q", name)
	return ""
}

// A box that somebody else ticked or cleared meanwhile is as they left it, and one
// that the writer touched is as the writer left it.
func TestOthersOfTicks(t *testing.T) {
	testenv.OneAtATime(t)
	o := meetingTown(t, testenv.SQLite(t))
	a := o.worker("Ada Sekretær", "administrator")
	meeting, _ := a.agenda(o.body(registry.RankCommittee), "R-0034")
	page := "/arbejde/moeder/" + meeting + "/punkter/1"
	const lapses = "proposals[0].lapses"
	one, two := a.read(page).form(t, ""), a.read(page).form(t, "")
	a.send(page, filled(one, "confidential", "yes", "title", "Skal den blive?")).is(t, 200)
	g := a.send(page, filled(two, lapses, "yes")).is(t, 412)
	g.has(t, "Lukket punkt", "De har nu det, den anden skrev")
	g.lacks(t, "Det har du skrevet")
	expect(t, "ticked", g.form(t, ""), "confidential", "yes", lapses, "yes", "title", "Skal den blive?")
	a.send(page, g.form(t, "")).is(t, 200)
	two = a.read(page).form(t, "")
	one = a.read(page).form(t, "")
	one.Del("confidential")
	a.send(page, one).is(t, 200)
	g = a.send(page, filled(two, "summary", "Kort.")).is(t, 412)
	expect(t, "cleared", g.form(t, ""), "confidential", "", lapses, "yes", "summary", "Kort.")
}

// Of two who choose rules for a consultation each adds and takes away their own.
func TestOthersOfChosenRules(t *testing.T) {
	testenv.OneAtATime(t)
	o := asking(t, testenv.SQLite(t))
	w := o.worker("Ada Admin", "administrator")
	page := "/arbejde/inddragelse/" + o.slug
	one, two := w.read(page).is(t, 200).form(t, ""), w.read(page).form(t, "")
	if strings.Join(one["rules"], " ") != "R-0002 R-0003" {
		t.Fatalf("rules %v", one["rules"])
	}
	one["rules"], two["rules"] = []string{"R-0003"}, []string{"R-0002", "R-0003", "R-0004"}
	w.send(page, one).is(t, 200)
	g := w.send(page, two).is(t, 412)
	g.has(t, "De har nu det, den anden skrev", "Regler: R-0002")
	w.send(page, g.form(t, "")).is(t, 200)
	if got := w.read(page).form(t, "")["rules"]; strings.Join(got, " ") != "R-0003 R-0004" {
		t.Errorf("chosen %v", got)
	}
}
