package web_test

import (
	"context"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/internal/texts"
)

const arabic = texts.Lang("ar")

// inArabic says some of the consultation in Arabic.
func (o *asked) inArabic() {
	_, err := o.workflow.Translate(context.Background(), act, o.slug, "ar", 1, map[string]string{
		"Din mening om reglerne": "رأيك في القواعد", "Hvad giver mindst mening?": "ما الأقل فائدة؟", "nobody says this": "لا"})
	o.must(err)
}

// textsOn are the texts that a page gives its parts.
var textsOn = regexp.MustCompile(`(?s)<(h1|h2|legend|label|button)[^>]*>(.*?)</`)

// A consultation is told in a further language, from right to left, as far as it is
// translated; what is not is Danish, and said to be. Choosing a language on the way
// loses nothing that was typed.
func TestFurtherLanguage(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o := asking(t, dsn)
		w := o.worker("Astrid Ærø", "administrator")
		p, answer := o.stranger(), "/svar/"+o.token
		if page := p.read(answer); strings.Contains(page.body, "العربية") {
			t.Error("a language is offered that nobody has translated to")
		}
		here := "/arbejde/inddragelse/" + o.slug + "/oversaet/ar"
		w.read("/arbejde/inddragelse/"+o.slug).has(t, "Vis spørgsmålene også på: العربية")
		page := w.read(here).is(t, 200)
		page.has(t, "Hvad giver mindst mening?", "bliver vist på dansk")
		form := page.form(t, "")
		typed := 0
		for at, words := range map[string]string{"Din mening om reglerne": "رأيك في القواعد", "Hvad giver mindst mening?": "ما الأقل فائدة؟"} {
			_, rest, _ := strings.Cut(page.body, "<p>"+at+"</p>")
			_, rest, _ = strings.Cut(rest, `name="`)
			name, _, found := strings.Cut(rest, `"`)
			if found {
				form.Set(name, words)
				typed++
			}
		}
		if typed != 2 {
			t.Fatalf("no field for the sentences: %s", page.body)
		}
		w.send(here, form).is(t, 200).has(t, "رأيك في القواعد")
		w.send(here, filled(form, "submission", "late")).is(t, 412) // by somebody who had seen less

		asked := p.read(answer).is(t, 200)
		next := filled(asked.form(t, ""), "answers.q1", "Skemaerne", "do", "lang.ar")
		turned := p.send(answer, next).is(t, 200)
		for _, want := range []string{`<html lang="ar" dir="rtl">`, "رأيك في القواعد", "ما الأقل فائدة؟", `lang="da">Hvad skal blive?`, "مكتوبة بالدنماركية فقط", "Skemaerne", "15 ديسمبر 2026"} {
			if !strings.Contains(turned.body, want) {
				t.Errorf("in Arabic it lacks %q", want)
			}
		}
		step := p.send(answer, filled(turned.form(t, ""), "do", "next")).is(t, 200)
		if !strings.Contains(step.body, `dir="rtl"`) || !strings.Contains(step.body, "أبقوا القاعدة") {
			t.Errorf("it is forgotten at the next step: %s", step.body)
		}
		look := p.send(answer, filled(step.form(t, ""), "do", "look")).is(t, 200)
		if !strings.Contains(look.body, "راجع إجابتك") || !strings.Contains(look.body, "Skemaerne") {
			t.Errorf("looked over: %s", look.body)
		}
		empty := state{page: "answer", by: p, names: []string{o.token}, status: 422, send: url.Values{"form": {""}, "lang": {"ar"}, "submission": {strings.Repeat("t", 32)}}}.in(t, arabic)
		if !strings.Contains(empty.body, "الإجابة فارغة") {
			t.Errorf("nothing said: %s", empty.body)
		}
		sent := p.send(answer, filled(look.form(t, ""), "do", "send")).is(t, 200)
		if !strings.Contains(sent.body, "وصلت إجابتك") || !strings.Contains(sent.body, `action="/kvittering"`) {
			t.Errorf("sent: %s", sent.body)
		}
		if closed := p.read("/svar/findes-ikke?lang=ar").is(t, 404); !strings.Contains(closed.body, "هذا الرابط غير مفتوح") {
			t.Errorf("closed: %s", closed.body)
		}
		// No text of the pages themselves is Danish for want of an Arabic one.
		for name, page := range map[string]got{"first": turned, "rules": step, "look": look, "sent": sent} {
			main := page.body[strings.Index(page.body, "<main"):strings.Index(page.body, "</main>")]
			for _, m := range textsOn.FindAllStringSubmatch(main, -1) {
				if words := m[2]; !strings.Contains(m[0], `lang="`) && regexp.MustCompile(`\p{Latin}{4}`).MatchString(words) && !strings.Contains(words, "<span") {
					t.Errorf("%s: %q is not in Arabic", name, words)
				}
			}
		}
		// Other Danish is told in Danish until it is translated again.
		c, err := o.workflow.Consultation(context.Background(), o.slug)
		o.must(err)
		c.Questions[0].Text.Da = "Hvad giver mindst mening for dig?"
		_, err = o.workflow.EditConsultation(context.Background(), act, o.slug, c.Edit, c.Consultation)
		o.must(err)
		again := p.read(answer+"?lang=ar").is(t, 200)
		if strings.Contains(again.body, "ما الأقل فائدة؟") || !strings.Contains(again.body, `lang="da">Hvad giver mindst mening for dig?`) {
			t.Error("it tells something old")
		}
	})
}

// The pages stand as well from right to left.
func TestFurtherLanguageLooks(t *testing.T) {
	testenv.OneAtATime(t)
	testenv.Chromium(t)
	axe, err := os.ReadFile(filepath.Join("testdata", "axe", "axe.min.js"))
	if err != nil {
		t.Fatal(err)
	}
	o := asking(t, testenv.SQLite(t))
	o.inArabic()
	nobody := o.stranger()
	var views []seen
	for _, s := range []state{
		{page: "answer", name: "arabic", by: nobody, names: []string{o.token}, query: "lang=ar"},
		{page: "answer", name: "arabic, rules wrong", by: nobody, names: []string{o.token}, status: 422, send: url.Values{"form": {""}, "lang": {"ar"}, "step": {"2"}, "submission": {strings.Repeat("w", 32)}, "views.R-0002.minutes": {"ti"}}},
		{page: "answer", name: "arabic, looked over", by: nobody, names: []string{o.token}, send: url.Values{"form": {""}, "lang": {"ar"}, "step": {"1"}, "do": {"look"}, "answers.q1": {"Ring til Bo, 010203-1234."}, "views.R-0002.stance": {"keep"}, "suggestions[0]": {"مقاعد أكثر"}}},
		{page: "answer", name: "arabic, sent", by: nobody, names: []string{o.token}, send: url.Values{"form": {""}, "lang": {"ar"}, "submission": {strings.Repeat("s", 32)}, "answers.q1": {"مقاعد"}}},
		{page: "answer", name: "arabic, closed", by: nobody, names: []string{"findes-ikke"}, query: "lang=ar", status: 404},
	} {
		v := s.in(t, arabic)
		for _, fault := range v.faults() {
			t.Errorf("%s: %s", v, fault)
		}
		for _, as := range texts.Langs { // as those are looked at: every width, and axe narrow and wide
			v.lang = as
			views = append(views, v)
		}
	}
	look(t, views, axe)
}
