package web_test

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
)

var openLinks = regexp.MustCompile(`/svar/[a-z0-9]{26}`)

// choose ticks options of a question, and no others, by the words on the page.
func choose(t *testing.T, form url.Values, body, question string, options ...string) {
	t.Helper()
	_, part, found := strings.Cut(body, question+"</legend>")
	part, _, _ = strings.Cut(part, "</fieldset>")
	if !found {
		t.Fatalf("nobody asks %s", question)
	}
	name := ""
	for _, option := range options {
		m := regexp.MustCompile(`name="([^"]*)" value="([^"]*)"[^>]*><label[^>]*>` + regexp.QuoteMeta(option) + `<`).FindStringSubmatch(part)
		if m == nil {
			t.Fatalf("%s has no %s: %s", question, option, part)
		}
		if m[1] != name {
			name = m[1]
			form.Del(name)
		}
		form.Add(name, m[2])
	}
}

// Questions with options are set up in lines of text, asked of those whom they are
// put to, chosen and chosen anew, and shown as bars where enough have answered.
func TestQuestionsWithOptions(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o := sample(t, dsn)
		w := o.worker("Astrid Ærø", "administrator")
		setup := "/arbejde/eftersyn/dagtilbud-2027/inddragelse"
		form := filled(w.read(setup).form(t, ""), "title.da", "Tid til børnene", "title.en", "Time for children", "privacy.da", "Vi er ansvarlige.", "opens", "2026-11-21", "closes", "2026-12-24",
			"questions[0].text.da", "Hvor meget tid bruger du?", "questions[0].text.en", "How much time do you spend?", "questions[0].kind", "scale",
			"questions[2].text.da", "Hvem gør det?", "questions[2].kind", "choices", "questions[2].options.da", "Jeg selv\n\n  En kollega \nLederen", "questions[2].audiences", "Personale, Ledere")
		if bad := w.send(setup, form).is(t, 422); !strings.Contains(bad.body, `href="#questions-0.options.da"`) || !strings.Contains(bad.body, "En kollega") {
			t.Errorf("a scale without options: %s", bad.body)
		}
		form.Set("questions[0].options.da", "Lidt\nNoget\nMeget")
		form.Set("questions[0].options.en", "Little\nSome\nMuch")
		page := w.send(setup, form).is(t, 200)
		here := page.Request.URL.Path
		kept := page.form(t, "")
		if kept.Get("questions[0].options.da") != "Lidt\nNoget\nMeget" || kept.Get("questions[0].options.en") != "Little\nSome\nMuch" || kept.Get("questions[2].audiences") != "Personale, Ledere" ||
			kept.Get("questions[2].options.da") != "Jeg selv\nEn kollega\nLederen" {
			t.Errorf("set up: %v", kept)
		}
		open := map[string]string{}
		for _, audience := range []string{"Forældre", "Personale"} {
			body := w.send(here, filled(w.read(here).hidden("link"), "audience", audience)).is(t, 200).body
			for _, path := range openLinks.FindAllString(body, -1) {
				if open[path] == "" {
					open[path] = audience
				}
			}
		}
		code := ""
		for path, audience := range open {
			p := o.stranger()
			asked := p.read(path).is(t, 200)
			asked.has(t, "Hvor meget tid bruger du?", "Ikke valgt")
			if strings.Contains(asked.body, "Hvem gør det?") != (audience == "Personale") {
				t.Errorf("%s are asked %s", audience, asked.body)
			}
			p.read(strings.Replace(path, "/svar/", "/en/answer/", 1)).is(t, 200).has(t, "How much time do you spend?", "Little", "Not chosen")
			for n := range 5 {
				answer := filled(asked.form(t, ""), "submission", fmt.Sprintf("%-32s%d", audience, n))
				choose(t, answer, asked.body, "Hvor meget tid bruger du?", []string{"Lidt", "Meget"}[n%2])
				if audience == "Personale" {
					choose(t, answer, asked.body, "Hvem gør det?", "Jeg selv", "Lederen")
				}
				sent := p.send(path, answer).is(t, 200)
				if audience == "Personale" {
					code = first(t, codeShown, sent.body)
				}
			}
		}
		p := o.stranger()
		receipt := p.send("/kvittering", url.Values{"form": {""}, "code": {code}}).is(t, 200)
		receipt.has(t, "Hvem gør det?", "Jeg selv", "Lederen")
		edit := p.send("/kvittering", url.Values{"form": {"edit"}, "code": {code}}).is(t, 200)
		if strings.Count(edit.body, " checked") < 3 {
			t.Errorf("the change form has not what was chosen: %s", edit.body)
		}
		change := edit.form(t, "change")
		choose(t, change, edit.body, "Hvem gør det?", "En kollega")
		changed := p.send("/kvittering", change).is(t, 200)
		changed.has(t, "En kollega")
		changed.lacks(t, "Lederen")
		results := p.read("/inddragelse/tid-til-boernene").is(t, 200)
		results.has(t, "10 har svaret", "5 har svaret", "Man kunne vælge flere svar.", "80 %")

		// A text is put right: what was chosen follows, and how it read is told.
		form = w.read(here).is(t, 200).form(t, "")
		form.Set("questions[2].options.da", "Mig selv\nEn kollega\nLederen")
		w.send(here, form).is(t, 200)
		p.read("/inddragelse/tid-til-boernene").has(t, "Rettet undervejs", "Til og med 20. november 2026:", "Jeg selv · En kollega · Lederen", "Mig selv · En kollega · Lederen")
		form = w.read(here).form(t, "")
		form.Set("questions[2].options.da", "Mig selv\nEn kollega")
		if bad := w.send(here, form).is(t, 422); !strings.Contains(bad.body, `href="#questions-2.options.da"`) {
			t.Errorf("an option that people chose is taken away: %s", bad.body)
		}
	})
}

// values are those of a form, by pairs of name and value.
func values(pairs ...string) url.Values { return filled(url.Values{}, pairs...) }
