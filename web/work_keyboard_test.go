package web_test

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"github.com/omvendt/omvendt/internal/testenv"
)

// By keyboard alone: past the menu, from the list to a rule, a field changed and
// saved, on from there, and back to the same row of the same list.
func TestRulesByKeyboard(t *testing.T) {
	testenv.Chromium(t)
	o := newTown(t, testenv.SQLite(t), "2026-11-21")
	o.create(rule{number: 1, title: "Ugeplan", from: "2014-08-01"}, rule{number: 2, title: "Årshjul", from: "2014-08-01"}, rule{number: 3, title: "Zebraplan", from: "2014-08-01", area: "Ældre"})
	p := o.session("Ada Admin", "administrator", 1280)
	tabs := func(until string, most int) {
		t.Helper()
		for range most {
			if testenv.Eval[bool](p, `document.activeElement.matches('`+until+`')`) {
				return
			}
			p.Press(kb.Tab)
		}
		t.Fatalf("%d times Tab do not lead to %s", most, until)
	}
	p.Open(o.address + "/arbejde/regler?area=Dagtilbud&sort=-title")
	p.Press(kb.Tab)
	tabs(".skipnav", 1)
	p.Press(kb.Enter)
	if at := focused(p); at != "main-content" {
		t.Errorf("past the menu is %q", at)
	}
	tabs("tr#R-0001 a", 40)
	p.Leave(kb.Enter)
	if h := p.Text("h1"); h != "Ugeplan" {
		t.Fatalf("the list leads to %q", h)
	}
	tabs("#text-plain", 40)
	p.Press("Skriv en plan.")
	tabs(".button-primary", 12) // a date has some fields of its own
	p.Leave(kb.Enter)
	if at := p.Location(); !strings.HasSuffix(at, "#text") {
		t.Errorf("saving leads to %s", at)
	}
	if said := p.Text("section[aria-labelledby=text] .notice--success"); said != "Gemt." {
		t.Errorf("beside what was saved stands %q", said)
	}
	p.Press(kb.Tab) // on from where she was
	tabs("#text-title", 1)
	p.Follow(".breadcrumbs__list-item:last-of-type > a, .breadcrumbs__list-item:nth-last-child(2) > a")
	if at := p.Location(); !strings.HasSuffix(at, "/arbejde/regler?area=Dagtilbud&sort=-title#R-0001") {
		t.Errorf("back leads to %s", at)
	}
	if asked := p.Dialogs(); len(asked) > 0 {
		t.Errorf("asked %v", asked)
	}
}
