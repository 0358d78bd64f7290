package web_test

import (
	"context"
	"html"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/web"
	"github.com/omvendt/omvendt/workflow"
)

// measuring asks how much forms take, about a rule; six answer.
func (o *asked) measuring(number registry.Number, title, opens, closes, option string, earlier registry.ConsultationID) workflow.Consultation {
	o.t.Helper()
	rules, err := o.register.RulesNumbered(context.Background(), []registry.Number{number})
	o.must(err)
	c := o.standing(workflow.Consultation{Kind: workflow.Measurement, Title: workflow.Wording{Da: title}, Rules: []registry.RuleID{rules[0].ID}, Questions: howMuch, Earlier: earlier}, opens, closes)
	o.chose(c.Slug, "Ansatte", "", option, 6)
	return c
}

// measurementStates are of the sample's R-0012, which is tried without since May.
func measurementStates(o *asked, w, nobody *worker) []state {
	o.measuring(12, "Afkrydsning før "+strings.TrimSpace(long(120)), "2025-11-10", "2027-01-10", "b", "")
	return []state{
		{page: "work_measurements", name: "normal", by: w},
		{page: "rule", name: "normal, to be measured", by: nobody, names: []string{"R-0012"}},
	}
}

// A decision asks for a measurement: it stands on the desk of the post that measures until
// somebody begins it, with the questions that were asked before; everybody reads on the
// rule's page what changed.
func TestMeasuringWhatWasDecided(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o := asking(t, dsn)
		ctx, chief := context.Background(), o.worker("Gry Ærø", "owner", "Ældre")
		users, err := o.register.Users(ctx)
		o.must(err)
		var holder registry.UserID
		for _, u := range users {
			if u.Name == "Gry Ærø" {
				holder = u.ID
			}
		}
		_, err = o.register.AddPost(ctx, act, "Dokumentationschefen", registry.PostEntry{Holder: holder})
		o.must(err)
		other, w := o.worker("En anden", "owner", "Ældre"), o.worker("Astrid Ærø", "administrator")
		before := o.measuring(12, "Afkrydsning før", "2025-11-10", "2026-12-16", "b", "")
		desk, list, rule := web.Path("desk", texts.Danish), web.Path("work_measurements", texts.Danish), web.Path("rule", texts.Danish, "R-0012")
		for _, who := range []*worker{chief, w} {
			who.read(desk).is(t, 200).has(t, "1 måling venter")
			who.read(list).is(t, 200).has(t, "R-0012", "Efter 3 måneder, den 1. august 2026", "Dokumentationschefen")
		}
		other.read(desk).lacks(t, "måling venter")
		other.read(list).is(t, 200).lacks(t, "R-0012")
		w.read(list).link(t, "/inddragelse/"+before.Slug)
		form := w.read(html.UnescapeString(w.read(list).link(t, "measured=R-0012")))
		for _, has := range []string{`value="R-0012"`, `value="Hvor meget afkrydsning fylder i hverdagen"`, `value="Hvor meget fylder skemaer?"`, `name="earlier" value="` + before.Slug + `"`} {
			if !strings.Contains(form.is(t, 200).body, has) {
				t.Errorf("the form lacks %s", has)
			}
		}
		o.get(rule).has(t, "Efter 3 måneder, den 1. august 2026", "Ikke målt endnu", "Efter 12 måneder, den 1. maj 2027")

		after := o.measuring(12, "Afkrydsning efter", "2026-11-21", "2026-12-16", "a", before.ID)
		w.read(list).lacks(t, "R-0012")
		w.read(desk).lacks(t, "måling venter")
		if page := o.get(rule).body; !strings.Contains(page, "/inddragelse/"+after.Slug) || strings.Contains(page, "6 af 6") {
			t.Error("the measurement is not there, or tells what was chosen while people answer")
		}
		o.on("2026-12-16")
		o.get(rule).has(t, "6 af 6 (100 %)", "-100 procentpoint")
	})
}
