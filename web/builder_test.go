package web_test

import (
	"context"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/workflow"
)

// Questions are moved, removed and added with buttons before anything is stored, what
// was typed comes along, and a question that was moved is the same one.
func TestQuestionsAreBuilt(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o := asking(t, dsn)
		w := o.worker("Astrid Ærø", "administrator")
		here := "/arbejde/inddragelse/" + o.slug
		form := w.read(here).is(t, 200).form(t, "")
		press := func(what string) got {
			t.Helper()
			page := w.send(here, filled(form, "do", what)).is(t, 200)
			form = page.form(t, "")
			return page
		}
		focus := func(page got, at string) {
			t.Helper()
			if !strings.Contains(page.body, `value="`+at+`" autofocus`) {
				t.Errorf("%s has not the focus", at)
			}
		}
		stands := func(da ...string) {
			t.Helper()
			for n, want := range da {
				if said := form.Get("questions[" + string(rune('0'+n)) + "].text.da"); said != want {
					t.Errorf("place %d: %q, want %q", n+1, said, want)
				}
			}
		}
		form.Set("questions[1].text.da", "Hvad skal blive, som det er?")
		focus(press("up.2"), "down.1") // it can go no further
		stands("Hvad skal blive, som det er?", "Hvad giver mindst mening?")
		focus(press("down.1"), "down.2")
		press("up.2")
		page := press("remove.2")
		page.has(t, "Skal spørgsmålet fjernes?", "„Hvad giver mindst mening?“")
		focus(page, "gone.2")
		press("stay.2").lacks(t, "Skal spørgsmålet fjernes?")
		stands("Hvad skal blive, som det er?", "Hvad giver mindst mening?", "")
		press("remove.3").lacks(t, "Skal spørgsmålet fjernes?") // it says nothing
		form.Set("questions[2].text.da", "Mangler I tid?")
		page = press("show")
		aside, _, _ := strings.Cut(page.body[strings.Index(page.body, "<aside"):], "</aside>")
		for _, shown := range []string{"Hvad skal blive, som det er?", "Mangler I tid?", "Trin 1 af"} {
			if !strings.Contains(aside, shown) {
				t.Errorf("people do not meet %q: %s", shown, aside)
			}
		}
		if n := len(w.read(here).form(t, "")["questions[9].text.da"]); n > 0 {
			t.Errorf("there are ten places at once")
		}
		for range 4 {
			press("add")
		}
		if _, there := form["questions[9].text.da"]; !there {
			t.Errorf("nothing was added: %v", form)
		}
		ctx := context.Background()
		if c, err := o.workflow.Consultation(ctx, o.slug); err != nil || c.Edit != 1 {
			t.Errorf("something was stored: %v, %v", c.Edit, err)
		}
		w.send(here, form).is(t, 200)
		c, err := o.workflow.Consultation(ctx, o.slug)
		o.must(err)
		if c.Questions[0].ID != "q2" || c.Questions[1].ID != "q1" || len(c.Questions) != 3 || strings.HasPrefix(c.Questions[2].ID, "q1") || strings.HasPrefix(c.Questions[2].ID, "q3") {
			t.Errorf("stored: %+v", c.Questions)
		}
		form = w.read(here).form(t, "")
		press("gone.3")
		w.send(here, form).is(t, 200)
		if c, err = o.workflow.Consultation(ctx, o.slug); len(c.Questions) != 2 || err != nil {
			t.Errorf("it is not gone: %+v, %v", c.Questions, err)
		}

		// What people meet can be gone through, and nothing comes of it.
		try := here + "/proev?audience=For%C3%A6ldre"
		step := w.read(try).is(t, 200)
		step.has(t, "Prøvevisning.", "Vi gennemgår reglerne.", "Hvad skal blive, som det er?")
		w.read("/en/desk/consultations/"+o.slug+"/preview?audience=For%C3%A6ldre").is(t, 200).has(t, "What makes the least sense?")
		look := w.send(try, filled(step.form(t, ""), "answers.q1", "Skemaerne", "do", "look")).is(t, 200)
		look.has(t, "Skemaerne", "Her står knappen, der sender svaret.")
		if strings.Contains(look.body, `value="send"`) {
			t.Error("a trial can be sent")
		}
		w.send(try, filled(look.form(t, ""), "do", "send")).is(t, 200).has(t, "Prøvevisning.")
		if n, err := o.workflow.Inbox(ctx, o.slug, workflow.InputFilter{}); len(n) > 0 || err != nil {
			t.Errorf("a trial was sent: %v, %v", n, err)
		}

		// Once somebody has answered, questions stand, and words are put right with a trace.
		_, err = o.workflow.Contribute(ctx, o.token, strings.Repeat("b", 32), workflow.Said{Answers: map[string]string{"q1": "Skemaerne"}})
		o.must(err)
		page = w.read(here).is(t, 200)
		page.has(t, "Spørgsmål og regler ligger derfor fast")
		for _, act := range []string{"up.2", "remove.1", "add"} {
			if strings.Contains(page.body, `value="`+act+`"`) {
				t.Errorf("%s is still offered", act)
			}
		}
		form = page.form(t, "")
		form.Set("questions[0].text.da", "Hvad skal blive stående?")
		w.send(here, form).is(t, 200)
		o.stranger().read("/inddragelse/"+o.slug).has(t, "Rettet undervejs", "Til og med 20. november 2026:", "Hvad skal blive, som det er?", "Hvad skal blive stående?")
		form = w.read(here).form(t, "")
		late := w.send(here, filled(form, "questions[2].text.da", "En til?")).is(t, 422)
		if late.form(t, "").Get("questions[2].text.da") != "En til?" {
			t.Error("what was typed is lost")
		}
		late.has(t, "spørgsmål og regler ligger fast")
		form = w.read(here).form(t, "")
		form.Del("rules")
		w.send(here, form).is(t, 422).has(t, "spørgsmål og regler ligger fast")
	})
}
