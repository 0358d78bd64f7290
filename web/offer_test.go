package web_test

import (
	"context"
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

// Somebody is asked about a few rules, finds another in their own words without
// losing what they wrote, and says something of both.
func TestFindingARule(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o := sample(t, dsn)
		o.workflow.Secret = []byte("a secret of the test")
		path := o.aboutAll()
		p := o.stranger()
		page := p.read(path).is(t, 200)
		page.has(t, "Du ser 7 af 11 regler")
		shown := askedAbout.FindAllStringSubmatch(page.body, -1)
		if len(shown) != workflow.MostOffered {
			t.Fatalf("%d rules are shown", len(shown))
		}
		first7 := shown[0][1]
		form := page.form(t, "")
		form.Set("views."+first7+".why", "Den hjælper ikke & tager tid.")
		form.Set("suggestions[0]", "Flere bænke")
		form.Set("do", "find")
		form.Set("find", "legepladsens sikkerhed")
		found := p.send(path, form).is(t, 200)
		found.has(t, "1 regel fundet", "Den hjælper ikke & tager tid.", "Flere bænke")
		now := askedAbout.FindAllStringSubmatch(found.body, -1)
		if now[0][1] != "R-0002" || !strings.Contains(found.body, `<h3 id="`+first7+`"`) {
			t.Errorf("it finds %v", now)
		}
		for _, was := range shown {
			if !strings.Contains(found.body, `<h3 id="`+was[1]+`"`) {
				t.Errorf("%s is gone", was[1])
			}
		}
		again := found.form(t, "")
		again.Set("views.R-0002.stance", "keep")
		again.Set("do", "find")
		again.Set("find", "rutsjebane")
		none := p.send(path, again).is(t, 200)
		none.has(t, "Ingen regel handler om det")
		if kept := none.form(t, ""); kept.Get("views.R-0002.stance") != "keep" || kept.Get("submission") != form.Get("submission") {
			t.Errorf("what was said of the rule found is lost: %v", kept)
		}
		p.read(strings.Replace(path, "/svar/", "/en/answer/", 1)).has(t, "You see 7 of 11 rules")
		last := none.form(t, "")
		sent := p.send(path, last).is(t, 200)
		code := first(t, codeShown, sent.body)
		receipt := p.send("/kvittering", values("form", "", "code", code)).is(t, 200)
		receipt.has(t, "Den hjælper ikke & tager tid.", "R-0002", "Flere bænke")
		edit := p.send("/kvittering", values("form", "edit", "code", code)).is(t, 200).form(t, "change")
		edit.Set("do", "find")
		edit.Set("find", "solcreme eller udflugter")
		other := p.send("/kvittering", edit).is(t, 200)
		other.has(t, "1 regel fundet", "Den hjælper ikke & tager tid.")
		if again := other.form(t, "change"); again.Get("views.R-0002.stance") != "keep" || again.Get("code") != code {
			t.Errorf("the change form keeps %v", again)
		}
	})
}
