package web_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

var howMuch = []workflow.Question{{ID: "q1", Kind: workflow.Scale, Text: workflow.Wording{Da: "Hvor meget fylder skemaer?", En: "How much do forms take?"},
	Options: []workflow.Option{{ID: "a", Text: workflow.Wording{Da: "Lidt", En: "Little"}}, {ID: "b", Text: workflow.Wording{Da: "Meget", En: "Much"}}}}}

// standing opens a questionnaire of no review on a day.
func (o *asked) standing(c workflow.Consultation, from, to string) workflow.Consultation {
	o.t.Helper()
	c.Privacy, c.Opens, c.Closes = workflow.Wording{Da: "Eksempel Kommune er ansvarlig."}, registry.MustDay(from), registry.MustDay(to)
	made, err := o.workflow.OpenAlone(context.Background(), registry.Act{Actor: act.Actor, Operation: "test"}, c)
	o.must(err)
	return made
}

// chose has so many answer with an option, by way of a link of a level and a district.
func (o *asked) chose(slug, level, district, option string, people int) {
	o.t.Helper()
	l, err := o.workflow.MakeLink(context.Background(), registry.Act{Actor: act.Actor, Operation: "test"}, slug, workflow.Link{Audience: level, District: district})
	o.must(err)
	for range people {
		_, err := o.workflow.Contribute(context.Background(), l.Token, registry.NewRandomID[string](), workflow.Said{Chosen: map[string][]string{"q1": {option}}})
		o.must(err)
	}
}

// measuredTwice are two measurements; in between the rules that they are about began.
func (o *asked) measuredTwice() (first, again string) {
	rules, err := o.register.RulesNumbered(context.Background(), []registry.Number{1, 2})
	o.must(err)
	one := o.standing(workflow.Consultation{Kind: workflow.Measurement, Title: workflow.Wording{Da: "Skemaer før"}, Rules: []registry.RuleID{rules[0].ID, rules[1].ID}, Questions: howMuch}, "1999-01-01", "2026-12-16")
	o.chose(one.Slug, "Ansatte", "", "b", 6)
	two := o.standing(workflow.Consultation{Kind: workflow.Measurement, Title: workflow.Wording{Da: "Skemaer efter"}, Rules: one.Rules, Earlier: one.ID}, "2026-11-20", "2026-12-16")
	o.chose(two.Slug, "Ansatte", "", "a", 5)
	o.chose(two.Slug, "Ansatte", "Nord", "b", 5)
	return one.Slug, two.Slug
}

// assessing is a self-assessment that nobody has answered, with the token of its link.
func (o *asked) assessing() (slug, token string) {
	c := o.standing(workflow.Consultation{Kind: workflow.SelfAssessment, Title: workflow.Wording{Da: "Hvor er der noget at vinde?", En: "Where is there something to gain?"}, Questions: howMuch}, "2026-11-01", "2026-12-16")
	l, err := o.workflow.MakeLink(context.Background(), registry.Act{Actor: act.Actor, Operation: "test"}, c.Slug, workflow.Link{Audience: "Leder af ledere", District: "Nord", Place: "Børnehuset Mosen"})
	o.must(err)
	return c.Slug, l.Token
}

// A leader sees nothing but thanks; those who lead see levels and districts that are
// large enough, and nobody else sees anything.
func TestSelfAssessment(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o := asking(t, dsn)
		slug, token := o.assessing()
		g := o.page(200, "/svar/"+token)
		g.has(t, "linket er til distriktet Nord", "Ledelsen ser kun, hvad mange har svaret tilsammen")
		for _, no := range []string{"Mosen", "Forslag 1", "Før du sender", "/inddragelse/"} {
			if strings.Contains(g.body, no) {
				t.Errorf("the form says %s", no)
			}
		}
		g = o.post("/svar/"+token, o.filled("/svar/"+token, "choices.q1", "a"))
		g.has(t, "Tak. Dit svar er modtaget", "Mere skal du ikke gøre.")
		if codeShown.MatchString(g.body) || strings.Contains(g.body, "/inddragelse/") {
			t.Error("who answered sees more than thanks")
		}
		talk := "/arbejde/inddragelse/" + slug + "/samtale"
		o.get(talk, "Cookie", o.cookie).has(t, "Færre end 5 har svaret")
		o.chose(slug, "Leder af medarbejdere", "Nord", "b", 5)
		o.chose(slug, "Leder af medarbejdere", "Syd", "b", 6)
		o.chose(slug, "Direktion", "Øst", "a", 2)
		g = o.get(talk, "Cookie", o.cookie)
		g.has(t, "Distrikt: Syd")
		for _, no := range []string{"Direktion", "Leder af ledere", "Øst", "Mosen"} {
			if strings.Contains(g.body, no) {
				t.Errorf("it tells of %s", no)
			}
		}
		o.page(404, "/inddragelse/"+slug)
		if g := o.get(talk); g.StatusCode != http.StatusSeeOther {
			t.Errorf("a stranger gets %d", g.StatusCode)
		}
		if g := o.get("/arbejde/inddragelse/"+o.slug+"/samtale", "Cookie", o.cookie); g.StatusCode != 404 {
			t.Errorf("of a consultation: %d", g.StatusCode)
		}
	})
}

// The same is asked at two times: counts stand beside each other, where enough
// answered both times, with the rules that changed between.
func TestMeasurement(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o := asking(t, dsn)
		first, again := o.measuredTwice()
		talk := o.get("/arbejde/inddragelse/"+again+"/samtale", "Cookie", o.cookie)
		talk.has(t, "Regler, der er ændret imellem", "R-0002", "6 af 6 (100 %)", "5 af 10 (50 %)", "-50 procentpoint")
		if !strings.Contains(talk.body, "&#43;50 procentpoint") {
			t.Error("it does not tell that more chose the first option")
		}
		o.page(200, "/inddragelse/"+again).has(t, "Skemaer efter")
		list := o.get("/arbejde/inddragelse", "Cookie", o.cookie)
		list.has(t, "Skemaer før", "Stil de samme spørgsmål igen")

		// Asked again by way of the page, the questions are there and cannot become others.
		form := o.get("/arbejde/maalinger/ny?earlier="+first, "Cookie", o.cookie)
		for _, has := range []string{`value="Hvor meget fylder skemaer?"`, `value="R-0001, R-0002"`, `name="earlier" value="` + first + `"`} {
			if !strings.Contains(form.body, has) {
				t.Errorf("the form lacks %s", has)
			}
		}
		sent := url.Values{"form": {""}, "submission": {"again"}, "earlier": {first}, "title.da": {"Tredje gang"}, "privacy.da": {"Kommunen."}, "opens": {"2026-11-21"}, "closes": {"2026-12-01"},
			"questions[0].id": {"q1"}, "questions[0].text.da": {"Hvor meget fylder skemaerne?"}, "questions[0].kind": {"scale"}, "questions[0].options.da": {"Lidt\nMeget\nAlt"}, "measured": {"R-0001, R-0099"}}
		post := func() got { return o.post("/arbejde/maalinger/ny", sent, "Cookie", o.cookie) }
		if g := post(); g.StatusCode != 422 || !strings.Contains(g.body, `href="#measured"`) {
			t.Errorf("an unknown rule: %d", g.StatusCode)
		}
		sent.Set("measured", "R-0001")
		if g := post(); g.StatusCode != 422 || !strings.Contains(g.body, "skal derfor være de samme") || !strings.Contains(g.body, "Alt") {
			t.Errorf("other questions: %d", g.StatusCode)
		}
		sent.Set("questions[0].options.da", "Lidt\nMeget")
		if g := post(); g.StatusCode != http.StatusSeeOther || g.Header.Get("Location") != "/arbejde/inddragelse/tredje-gang?notice=consultation_opened" {
			t.Errorf("asked again: %d %s", g.StatusCode, g.Header.Get("Location"))
		}
		o.get("/arbejde/inddragelse/tredje-gang/samtale", "Cookie", o.cookie).has(t, "for få", "6 af 6 (100 %)")
	})
}

// The set-up says what people will miss, until it is there.
func TestLacking(t *testing.T) {
	o := asking(t, testenv.SQLite(t))
	says := func(slug string) string { return o.get("/arbejde/inddragelse/"+slug, "Cookie", o.cookie).body }
	const link, danger, texts, questions = "intet åbent link", "hvem man skal ringe til, hvis nogen er i fare", "vises på dansk", "mangler på engelsk"
	bare := o.standing(workflow.Consultation{Kind: workflow.Measurement, Title: workflow.Wording{Da: "Bar"}, Questions: []workflow.Question{{ID: "q1", Text: workflow.Wording{Da: "Hvad?"}}}}, "2026-11-01", "2026-12-16")
	for _, lack := range []string{link, danger, texts, questions} {
		if !strings.Contains(says(bare.Slug), lack) {
			t.Errorf("it does not say %q", lack)
		}
	}
	both := func(text string) workflow.Wording { return workflow.Wording{Da: text, En: text} }
	whole := bare
	whole.Title, whole.Privacy, whole.Danger, whole.Questions = both("Hel"), both("Kommunen."), both("Ring 112."), howMuch
	_, err := o.workflow.EditConsultation(context.Background(), registry.Act{Actor: act.Actor, Operation: "test"}, bare.Slug, bare.Edit, whole)
	o.must(err)
	l, err := o.workflow.AddLink(context.Background(), registry.Act{Actor: act.Actor, Operation: "test"}, bare.Slug, "Ansatte")
	o.must(err)
	if strings.Contains(says(bare.Slug), "Det mangler, før") {
		t.Error("it lacks something still")
	}
	o.must(o.workflow.RevokeLink(context.Background(), registry.Act{Actor: act.Actor, Operation: "test"}, bare.Slug, l.ID))
	if !strings.Contains(says(bare.Slug), link) {
		t.Error("a closed link is taken for a way in")
	}
}

// A template, or an earlier consultation, fills the form: it can be sent as it stands.
func TestBeginFrom(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o := asking(t, dsn)
		begin := func(at string, wants ...string) url.Values {
			g := o.get(at, "Cookie", o.cookie)
			g.has(t, wants...)
			form := fields(g)
			form.Set("closes", "2026-12-15")
			return form
		}
		form := begin("/arbejde/maalinger/ny?kind=self_assessment&template=fire-veje", "Begynd fra noget, der står klar", "Selvvurdering ad fire veje")
		if g := o.post("/arbejde/maalinger/ny", form, "Cookie", o.cookie); g.StatusCode != http.StatusSeeOther {
			t.Fatalf("a self-assessment from its template: %d %s", g.StatusCode, g.body)
		}
		made, err := o.workflow.Consultation(context.Background(), "fire-veje-til-bedre-rum-for-ledelse")
		o.must(err)
		if len(made.Questions) != 16 || made.Questions[0].Kind != workflow.Scale || made.Questions[3].Kind != workflow.AnyOptions || made.Questions[15].Text.En == "" || len(made.Questions[0].Options) != 5 {
			t.Errorf("it asks %d questions, first %v", len(made.Questions), made.Questions[0])
		}
		form = begin("/arbejde/eftersyn/dagtilbud-2027/inddragelse?template=boevl", "Ledernes jagt på bøvl, fem temaer", "Din mening om reglerne")
		if form.Get("title.da") != "Hvad bøvler I med?" || form.Get("questions[6].kind") != "choice" || form.Get("privacy.da") == "" {
			t.Errorf("the hassle hunt fills in %v", form)
		}
		form = begin("/arbejde/eftersyn/dagtilbud-2027/inddragelse?copy=" + o.slug)
		if form.Get("questions[1].text.da") != "Hvad skal blive?" || form.Get("danger.en") != "If somebody is in danger, ring 112." || form.Get("opens") != "2026-11-21" || form.Get("questions[2].text.da") != "" {
			t.Errorf("a copy fills in %v", form)
		}
		for _, wrong := range []string{"?template=findes-ikke", "?template=fire-veje", "?copy=findes-ikke", "?copy=%C3%A6"} {
			if g := o.get("/arbejde/eftersyn/dagtilbud-2027/inddragelse"+wrong, "Cookie", o.cookie); g.StatusCode != 404 {
				t.Errorf("%s: %d", wrong, g.StatusCode)
			}
		}
	})
}

// fields are those of the form with a title, as they would be sent.
func fields(g got) url.Values {
	out := url.Values{}
	page, _ := parse(g.body) // whoever got it has checked it
	for _, form := range page.all("form") {
		sent := url.Values{}
		form.each(func(e *element) {
			name := e.attrs["name"]
			_, checked := e.attrs["checked"]
			switch {
			case name == "" || e.name == "button":
			case e.name == "select":
				for n, option := range e.all("option") {
					if _, chosen := option.attrs["selected"]; chosen || n == 0 {
						sent.Set(name, option.attrs["value"])
					}
				}
			case e.name == "textarea":
				for _, kid := range e.kids {
					sent.Set(name, strings.TrimPrefix(kid.text, "\n"))
				}
			case e.attrs["type"] == "checkbox" || e.attrs["type"] == "radio":
				if checked {
					sent.Add(name, e.attrs["value"])
				}
			default:
				sent.Set(name, e.attrs["value"])
			}
		})
		if sent.Has("title.da") {
			out = sent
		}
	}
	return out
}
