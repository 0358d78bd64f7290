package web_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// A group answers as one, and how many it is stands beside, wherever it is read.
func TestAnswerOfAGroup(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o := asking(t, dsn)
		path := "/svar/" + o.token
		p := o.stranger()
		now := p.read(path).is(t, 200)
		press := func(status int, do string, pairs ...string) {
			t.Helper()
			now = p.send(path, filled(now.form(t, ""), append(pairs, "do", do)...)).is(t, status)
		}
		press(200, "next", "answers.q1", "Ugeplanen", "group.people", "1", "group.method", "pictures")
		press(422, "look")
		now.has(t, "Trin 1 af 4", "Hvor mange er I?")
		press(200, "look", "group.people", "12")
		now.has(t, "Gruppe, 12 personer, samtale med børn om billeder")
		press(200, "send")
		code := first(t, codeShown, now.body)
		if o.count() != 1 {
			t.Errorf("a group counts as %d", o.count())
		}
		p.send("/kvittering", values("form", "", "code", code)).has(t, "Gruppe, 12 personer, samtale med børn om billeder")
		results := p.read("/inddragelse/"+o.slug).is(t, 200)
		results.has(t, "1 besvarelse", "1 svar fra en gruppe", "12 personer var med")
		w := o.worker("Astrid Ærø", "administrator")
		w.read("/arbejde/inddragelse/"+o.slug+"/henvendelser").has(t, "Gruppe, 12 personer, samtale med børn om billeder")

		edit := p.send("/kvittering", values("form", "edit", "code", code)).is(t, 200).form(t, "change")
		p.send("/kvittering", filled(edit, "do", "send", "group.people", "9", "group.method", "meeting")).has(t, "Gruppe, 9 personer, på et møde")
		p.send("/kvittering", filled(edit, "do", "send", "group.people", "", "group.method", "")).lacks(t, "Gruppe, 9")
		p.send("/kvittering", filled(edit, "do", "send", "group.people", "9", "group.method", "meeting")).is(t, 200)
		p.send("/kvittering", values("form", "withdraw", "confirm", "yes", "code", code)).is(t, 200)
		p.read("/inddragelse/"+o.slug).lacks(t, "svar fra en gruppe")
	})
}

// What came on paper or by telephone is typed in once, marked so, with a slip to give
// away. The log names who typed it in, and nothing ties that to the answer.
func TestTypingIn(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o := asking(t, dsn)
		ctx := context.Background()
		links, err := o.workflow.Links(ctx, o.slug)
		o.must(err)
		w := o.worker("Astrid Ærø", "administrator")
		at := "/arbejde/inddragelse/" + o.slug + "/%s/" + string(links[0].ID)
		sheet, path := fmt.Sprintf(at, "skema"), fmt.Sprintf(at, "skriv-ind")
		w.read("/arbejde/inddragelse/"+o.slug).has(t, "Skriv et svar ind", "Skema til udskrift")
		w.read(sheet).is(t, 200).has(t, "Er nogen i fare, så ring 112.", "Hvad giver mindst mening?", "Nogen går legepladsen igennem hver dag", "Fjern den", "Aflever skemaet senest 15. december 2026")
		form := filled(w.read(path).is(t, 200).form(t, ""), "answers.q1", "Ugeplanen, siger 010203-1234", "views.R-0002.stance", "keep", "group.people", "8", "group.method", "conversation")
		bad := w.send(path, form).is(t, 422)
		if !strings.Contains(bad.body, `href="#way"`) || !strings.Contains(bad.body, "Ugeplanen, siger") {
			t.Errorf("without a way: %s", text(bad.body))
		}
		form.Set("way", "paper")
		slip := w.send(path, form).is(t, 200)
		slip.has(t, "Giv koden til den, der har svaret")
		code := first(t, codeShown, slip.body)
		if again := first(t, codeShown, w.send(path, form).is(t, 200).body); again != code || o.count() != 1 {
			t.Errorf("typed in twice: %s and %s, %d contributions", code, again, o.count())
		}
		const told = "Gruppe, 8 personer, samtale, skrevet ind fra papir"
		o.stranger().send("/kvittering", values("form", "", "code", code)).has(t, told, "Ugeplanen, siger [CPR-nummer fjernet]")
		w.read("/arbejde/inddragelse/"+o.slug+"/henvendelser").has(t, told)

		var log []registry.AuditEvent
		o.must(o.workflow.Store.View(ctx, func(r workflow.Reader) error {
			var err error
			log, err = r.AuditLog("consultation "+o.slug, registry.AuditPlace{}, 0)
			return err
		}))
		typed := 0
		for _, e := range log {
			if e.Operation != "type-in" {
				continue
			}
			typed++
			if said := strings.ReplaceAll(string(e.Before)+string(e.After), " ", ""); e.Actor != "Astrid Ærø" || strings.Contains(said, "Ugeplanen") || said != `{"way":"paper"}` {
				t.Errorf("the log says %s by %s", said, e.Actor)
			}
		}
		if typed != 1 {
			t.Errorf("%d events of typing in", typed)
		}

		fresh := filled(w.read(path).form(t, ""), "way", "telephone", "suggestions[0]", "Flere bænke")
		o.on("2026-12-16")
		w = o.worker("Astrid i december", "administrator")
		if late := w.send(path, fresh); late.StatusCode == 200 || !strings.Contains(late.body, "Flere bænke") {
			t.Errorf("after closing: %d", late.StatusCode)
		}
		o.worker("Ejer", "owner", "Ældre").read(path).is(t, 403)
		w.read(strings.Replace(path, string(links[0].ID), "nobody", 1)).is(t, 404)
	})
}
