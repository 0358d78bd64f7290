package web_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// hearing lets some people say what they think of rules.
func (o *town) hearing(numbers ...registry.Number) {
	o.t.Helper()
	ctx := context.Background()
	var ids []registry.RuleID
	for _, n := range numbers {
		view, err := o.register.Rule(ctx, n, registry.StatusQuery{})
		o.must(err)
		ids = append(ids, view.Rule.ID)
	}
	c, err := o.workflow.OpenConsultation(ctx, act, "dagtilbud-2027", workflow.Consultation{Slug: "hvad-mener-du", Title: workflow.Wording{Da: "Hvad mener du?"},
		Privacy: workflow.Wording{Da: "Kommunen er ansvarlig."}, Opens: registry.MustDay("2027-01-01"), Closes: registry.MustDay("2027-04-01"), Rules: ids})
	o.must(err)
	for audience, stances := range map[string][]workflow.Stance{
		"Forældre":     {workflow.KeepIt, workflow.KeepIt, workflow.SimplifyIt, workflow.KeepIt, workflow.RepealIt, workflow.KeepIt},
		"Medarbejdere": {workflow.RepealIt, workflow.SimplifyIt, workflow.RepealIt, workflow.SimplifyIt, workflow.RepealIt, workflow.KeepIt, workflow.RepealIt},
		"Ledere":       {workflow.KeepIt, workflow.RepealIt}} {
		link, err := o.workflow.AddLink(ctx, act, c.Slug, audience)
		o.must(err)
		for n, stance := range stances {
			_, err = o.workflow.Contribute(ctx, link.Token, fmt.Sprintf("%-32s%02d", audience, n), workflow.Said{Views: []workflow.View{{Rule: numbers[0], Stance: stance, Why: "Fordi.", Minutes: workflow.NoMinutes}}})
			o.must(err)
		}
	}
}

// session is a tab in which somebody has signed in.
func (o *town) session(name, role string, width int) *testenv.Page {
	p := testenv.NewPage(o.t, width)
	p.Open(o.address + o.invite(name, role))
	p.Follow(".page .button-primary")
	return p
}

// Every page of meetings on every kind of screen, for the one who takes minutes.
func TestMeetingsInTheBrowser(t *testing.T) {
	testenv.Chromium(t)
	axe, err := os.ReadFile(filepath.Join("testdata", "axe", "axe.min.js"))
	if err != nil {
		t.Fatal(err)
	}
	o, s := meetingTown(t, testenv.SQLite(t)), readSample(t)
	o.hearing(34, 25)
	w := o.worker("Administrator", "administrator")
	bodies := w.seat(s)
	first, second := w.plan(s, 0, bodies["Børne- og Ungeudvalget"]), w.plan(s, 1, bodies["Byrådet"])
	for _, i := range s.Meetings[0].Items {
		w.addItem(first, i)
	}
	o.on("2027-05-12")
	w = o.worker("Administrator i maj", "administrator")
	for _, i := range s.Meetings[0].Items {
		w.minute(first, i)
	}
	w.closeIt(first, "minutes", "https://example.org/referat/1")
	for _, i := range s.Meetings[1].Items {
		w.addItem(second, i)
	}
	o.on("2027-05-31")
	w = o.worker("Administrator senere", "administrator")
	for _, i := range s.Meetings[1].Items[1:] {
		w.minute(second, i)
	}
	item := fmt.Sprintf("/moeder/%s/punkter/9", second)
	paths := map[string]string{"meetings": "/moeder", "meeting-closed": "/moeder/" + first, "meeting": "/moeder/" + second, "item-before": item, "item-heard": "/moeder/" + first + "/punkter/4",
		"item-stop": "/moeder/" + first + "/punkter/7", "meeting-new": "/arbejde/moeder/nyt", "item-new": "/arbejde/moeder/" + second + "/punkter/nyt",
		"item-change": "/arbejde" + item, "minutes": "/arbejde" + item + "/referat", "minutes-groups": "/arbejde" + item + "/referat?by=groups", "closing": "/arbejde/moeder/" + second + "/luk",
		"cancel": "/arbejde/moeder/" + second + "/aflys", "bodies": "/arbejde/organer", "body": "/arbejde/organer/" + bodies["Børne- og Ungeudvalget"], "rule-decided": "/regler/R-0037",
		"item-english": strings.NewReplacer("/moeder/", "/en/meetings/", "/punkter/", "/items/").Replace(item), "minutes-english": strings.NewReplacer("/moeder/", "/en/desk/meetings/", "/punkter/", "/items/").Replace(item) + "/minutes"}
	for _, width := range widths {
		t.Run(fmt.Sprint(width), func(t *testing.T) {
			o.t = t
			p := o.session(fmt.Sprint("Referent ", width), "administrator", width)
			look := func(name string) {
				for _, fault := range p.Axe(axe) {
					t.Errorf("%s: %s", name, fault)
				}
				if p.ScrollsSideways() {
					t.Errorf("%s scrolls sideways", name)
				}
				if errors := p.ConsoleErrors(); len(errors) > 0 {
					t.Errorf("%s: console: %v", name, errors)
				}
				if hosts := p.OtherHosts(); len(hosts) > 0 {
					t.Errorf("%s asks %v", name, hosts)
				}
				if dir := os.Getenv("OMVENDT_SCREENSHOTS"); dir != "" {
					p.Screenshot(filepath.Join(dir, fmt.Sprintf("%s-%d.png", name, width)))
				}
			}
			for name, path := range paths {
				if status := p.Open(o.address + path); status != 200 {
					t.Errorf("%s: %d", path, status)
				}
				look(name)
			}
			// The confirm step comes from a form: everybody not marked is for, by keyboard.
			p.Open(o.address + paths["minutes"])
			testenv.Eval[bool](p, `(() => { document.querySelector('[id="votes[0].rest-for"]').focus(); return true })()`)
			p.Press(" ")
			p.Follow(".form .button-primary")
			if h := p.Text("h1"); !strings.Contains(h, "Er det rigtigt?") {
				t.Errorf("the confirm step is %q", h)
			}
			look("minutes-confirm")
			p.Follow(`.confirm .button-secondary`)
			if !testenv.Eval[bool](p, `document.querySelector('[id="votes[0].rest-for"]').checked`) {
				t.Error("what was marked is gone")
			}
			p.Press(kb.Tab)
		})
	}
	o.t = t
}
