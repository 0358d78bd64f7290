package web_test

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/web"
	"github.com/omvendt/omvendt/workflow"
)

// done has the council repeal a rule that people spoke of: those who did are answered
// in bulk, and read on their receipts what was decided, and then that it is carried out.
func (p *play) done() {
	ctx := context.Background()
	const who = "B-002" // answered on a phone
	said := p.said[slices.IndexFunc(p.said, func(c playContribution) bool { return c.ID == who })]
	i := sampleItem{Ordinal: 1, Rule: said.Views[0].Rule, Question: "Skal reglen ophæves?", From: "2027-06-15", Outcome: "Godkendt"}
	i.Votes.For = 7

	p.on("2027-05-03")
	w := p.worker("Astrid i maj", "administrator")
	council := w.seat(readSample(p.t))["Byrådet"]
	form := w.read("/arbejde/moeder/nyt").is(p.t, 200).hidden("")
	meeting := strings.TrimPrefix(w.send("/arbejde/moeder/nyt", filled(form, "body", council, "day", "2027-05-31", "papers_on", "2027-05-20")).is(p.t, 200).where(), "/moeder/")
	w.addItem(meeting, i)

	// What they said is followed, and the answer names the item.
	number, err := registry.ParseNumber(i.Rule)
	p.must(err)
	rules, err := p.register.RulesNumbered(ctx, []registry.Number{number})
	p.must(err)
	about, err := p.workflow.InboxPage(ctx, p.slug, workflow.InputFilter{Rule: rules[0].ID, Disposed: workflow.FollowedInPart, Limit: 100})
	p.must(err)
	inbox := web.Path("work_inputs", "da", p.slug) + "?rule=" + i.Rule + "&disposition=followed_in_part"
	answer := filled(w.read(inbox).is(p.t, 200).form(p.t, ""), "do", "dispose", "kind", "followed", "reason", "Byrådet stemmer om at ophæve reglen.",
		"rules", i.Rule, "item", string(about.Items[0].ID), "original", "")
	answer.Del("inputs")
	for _, a := range about.Inputs {
		answer.Add("inputs", fmt.Sprint(a.Input.ID, " ", a.Input.Edit))
	}
	w.send(inbox, answer).is(p.t, 200)
	receipt := func(says ...string) {
		p.t.Helper()
		p.stranger().send("/kvittering", filled(nil, "form", "", "code", p.codes[who])).is(p.t, 200).has(p.t, says...)
	}
	item := "Skal " + i.Rule + " bestå?"
	receipt("Byrådet stemmer om at ophæve reglen.", item)

	p.on("2027-05-31")
	w = p.worker("Astrid ved mødet", "administrator")
	w.minute(meeting, i)
	w.closeIt(meeting, "minutes", "https://example.org/referat/maj")
	page := p.address + web.Path("said_done", "da", p.slug)
	told := func(says ...string) {
		p.t.Helper()
		p.browser.Open(page)
		text := strings.Join(strings.Fields(p.browser.Text("main")), " ")
		for _, s := range says {
			if !strings.Contains(text, s) {
				p.t.Errorf("you said, we did does not say %q: %.2000s", s, text)
			}
		}
	}
	told("Byrådet besluttede at ophæve reglen.", "Besluttet, men ikke trådt i kraft endnu. Det sker den 15. juni 2027.", fmt.Sprint(len(about.Inputs)))
	receipt("Byrådet besluttede at ophæve reglen.", "Det sker den 15. juni 2027.")
	p.stranger().read(web.Path("consultation_report", "da", p.slug)).is(p.t, 200).has(p.t, "Besluttet:", item, ": ophævet. Byrådet, 31. maj 2027.", "Kommunens svar på henvendelserne")

	p.on("2027-06-15") // nobody does anything
	told("Gennemført den 15. juni 2027.")
	receipt("Gennemført den 15. juni 2027.")
}
