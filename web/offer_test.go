package web_test

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

var askedAbout = regexp.MustCompile(`<h3 id="(R-\d+)"`)

// aboutAll is a consultation on all rules of a review; the path of its link.
func (o *town) aboutAll() string {
	o.t.Helper()
	ctx := context.Background()
	report, err := o.workflow.Report(ctx, "dagtilbud-2027")
	o.must(err)
	var ids []registry.RuleID
	for _, part := range [][]workflow.Outlook{report.Lapses, report.Floors, report.Replaces, report.Extended, report.Ruled, report.Stays} {
		for _, out := range part {
			ids = append(ids, out.Entry.Rule.ID)
		}
	}
	c, err := o.workflow.OpenConsultation(ctx, act, "dagtilbud-2027", workflow.Consultation{Slug: "alle", Title: workflow.Wording{Da: "Alle regler", En: "All rules"}, Privacy: workflow.Wording{Da: "Kommunen er ansvarlig."},
		Opens: registry.MustDay("2026-11-01"), Closes: registry.MustDay("2026-12-16"), Rules: ids})
	o.must(err)
	link, err := o.workflow.AddLink(ctx, act, c.Slug, "Forældre")
	o.must(err)
	return "/svar/" + link.Token
}

// Somebody is asked about a few rules, two at a time, finds another in their own
// words, goes back and forth, and nothing that was written is lost or sent before
// they say so.
func TestStepsOfAnAnswer(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o := sample(t, dsn)
		o.workflow.Secret = []byte("a secret of the test")
		path := o.aboutAll()
		p := o.stranger()
		var now got
		press := func(do string, pairs ...string) got {
			t.Helper()
			now = p.send(path, filled(now.form(t, ""), append(pairs, "do", do)...)).is(t, 200)
			return now
		}
		now = p.read(path).is(t, 200)
		now.has(t, "Trin 1 af 7", "Hvad mener du om reglerne?", "Er der én bestemt regel")
		submission := now.form(t, "").Get("submission")
		seen := map[string]bool{}
		var first7 string
		for n := 1; n <= 4; n++ {
			now.has(t, fmt.Sprintf("Trin %d af 7", n))
			shown := askedAbout.FindAllStringSubmatch(now.body, -1)
			if len(shown) == 0 || len(shown) > 2 {
				t.Errorf("step %d asks about %v", n, shown)
			}
			for _, m := range shown {
				seen[m[1]] = true
				first7 = m[1]
			}
			if n == 1 {
				press("next", "views."+first7+".why", "Den hjælper ikke & tager tid.", "views."+first7+".stance", "repeal")
			} else {
				press("next")
			}
		}
		if len(seen) != workflow.MostOffered {
			t.Errorf("asked about %v", seen)
		}
		now.has(t, "Trin 5 af 7", "Du er blevet spurgt om 7 af 11 regler")
		press("find", "find", "rutsjebane").has(t, "Trin 5 af 7", "Ingen regel handler om det")
		press("find", "find", "legepladsens sikkerhed").has(t, "Trin 5 af 7", "1 regel fundet")
		if found := askedAbout.FindAllStringSubmatch(now.body, -1); len(found) != 1 || found[0][1] != "R-0002" {
			t.Errorf("it finds %v", found)
		}
		press("next", "views.R-0002.minutes", "12").has(t, "Trin 6 af 7", "Forslag 1")
		press("back").has(t, "Trin 5 af 7")
		if kept := now.form(t, ""); kept.Get("views.R-0002.minutes") != "12" || kept.Get("submission") != submission {
			t.Errorf("back at the rule that was found: %v", kept)
		}
		press("look", "suggestions[0]", "Flere bænke, ring til 010203-1234").has(t, "Trin 7 af 7", "Se dit svar igennem", "Den hjælper ikke & tager tid.", "12 minutter hver gang", "Flere bænke, ring til [CPR-nummer fjernet]",
			"ligner et CPR-nummer", "Før du sender", "Intet er sendt endnu")
		now.lacks(t, "Du har ikke svaret")
		if r, err := o.workflow.Results(context.Background(), "alle"); err != nil || r.Contributions != 0 {
			t.Errorf("sent before it was said: %d %v", r.Contributions, err)
		}
		look := now
		press("go.1").has(t, "Trin 1 af 7", "Den hjælper ikke & tager tid.")
		now = look
		code := first(t, codeShown, press("send").body)
		receipt := p.send("/kvittering", values("form", "", "code", code)).is(t, 200)
		receipt.has(t, "Den hjælper ikke & tager tid.", "R-0002", "Flere bænke")

		// What was sent is changed in the same steps.
		now = p.send("/kvittering", values("form", "edit", "code", code)).is(t, 200)
		change := func(do string, pairs ...string) {
			t.Helper()
			now = p.send("/kvittering", filled(now.form(t, "change"), append(pairs, "do", do)...)).is(t, 200)
		}
		change("find", "find", "solcreme eller udflugter")
		now.has(t, "1 regel fundet")
		change("look")
		now.has(t, "Den hjælper ikke & tager tid.", "12 minutter hver gang", "Flere bænke", "Gem det rettede svar")
		change("send")
		now.has(t, "Dit rettede svar er gemt", "12 minutter hver gang")

		p.read(strings.Replace(path, "/svar/", "/en/answer/", 1)).has(t, "Step 1 of 7", "Go straight to it")
	})
}

// Somebody with one thing to say is done in few presses, wherever they begin; what
// is wrong is shown at the step where it stands, and nothing at all is not sent.
func TestStepsOfAHurriedAnswer(t *testing.T) {
	testenv.OneAtATime(t)
	o := asking(t, testenv.SQLite(t))
	path := "/svar/" + o.token
	p := o.stranger()
	now := p.read(path).is(t, 200)
	press := func(status int, do string, pairs ...string) {
		t.Helper()
		now = p.send(path, filled(now.form(t, ""), append(pairs, "do", do)...)).is(t, status)
	}
	press(200, "look")
	now.has(t, "Trin 4 af 4", "Du har ikke svaret på noget endnu")
	now.lacks(t, "Send svar")
	press(422, "send")
	now.has(t, "Besvarelsen er tom")
	press(200, "go.0")
	now.has(t, "Trin 1 af 4", "Hvad giver mindst mening?")
	press(200, "next", "answers.q1", "Ugeplanen", "answers.q2", strings.Repeat("æ", 4001))
	now.has(t, "Trin 2 af 4", "R-0002")
	press(422, "look", "views.R-0002.minutes", "ti")
	now.has(t, "Trin 2 af 4") // the first that is found wrong is what was typed here
	if !strings.Contains(now.body, `href="#views.R-0002.minutes"`) {
		t.Error("the mistake leads nowhere")
	}
	press(422, "send", "views.R-0002.minutes", "10")
	now.has(t, "Trin 1 af 4", "Hvad skal blive?")
	press(200, "look", "answers.q2", "Legepladsen, siger min kollega Hanne.")
	now.has(t, "Du har skrevet: „kollega Hanne“", "men du kan godt sende")
	press(200, "send")
	if o.count() != 1 {
		t.Errorf("%d contributions", o.count())
	}
	for _, do := range []string{"go.99", "go.-1", "go.x", "nonsense", "find"} { // from no button of ours
		p.send(path, values("form", "", "step", "7", "do", do, "answers.q1", "Ugeplanen")).is(t, 200)
	}
	if o.count() != 1 {
		t.Errorf("%d contributions after looking around", o.count())
	}
}
