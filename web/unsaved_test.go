package web_test

import (
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
)

// Who leaves a page of the desk with something typed and not saved is warned, and
// nobody else is.
func TestUnsaved(t *testing.T) {
	testenv.Chromium(t)
	o := newTown(t, testenv.SQLite(t), "2026-11-21")
	o.create(rule{number: 1, title: "Ugeplan", from: "2014-08-01"})
	p := o.session("Ada Admin", "administrator", 1280)
	const away = ".topbar__brand"
	leaves := func(what string, warned bool) {
		t.Helper()
		if asked := p.Dialogs(); (len(asked) == 1 && asked[0] == "beforeunload") != warned || len(asked) > 1 {
			t.Errorf("%s: asked %v", what, asked)
		}
	}
	at := func(path string) { p.Open(o.address + path); leaves("going to "+path, false) }

	at("/arbejde/regler/R-0001")
	p.Click("#entry-area") // looking is no typing
	p.Follow(away)
	leaves("nothing typed", false)

	at("/arbejde/regler/R-0001")
	p.Fill("#text-plain", "Skriv en plan.")
	p.Follow(away)
	leaves("something typed", true)

	at("/arbejde/regler/R-0001")
	p.Fill("#entry-kind", "approval")
	p.Fill("#entry-kind", "documentation")
	p.Click("#entry-area")
	p.Follow(away)
	leaves("typed and taken back", false)

	at("/arbejde/regler/R-0001")
	p.Fill("#text-plain", "Skriv en plan.")
	p.Follow(`form:has(#text-plain) .button-primary`)
	leaves("saved", false)
	p.Follow(away)
	leaves("after it was saved", false)

	at("/arbejde/regler/R-0001")
	p.Fill("#text-plain", "Skriv to planer.")
	p.Fill("#entry-audience", "alle")
	p.Follow(`form:has(#text-plain) .button-primary`)
	leaves("one form saved and not the other", true)

	at("/arbejde/regler/R-0001")
	p.Fill("#text-title", "")
	if got := p.Follow(`form:has(#text-plain) .button-primary`); got != 422 {
		t.Errorf("a text without a title: %d", got)
	}
	leaves("sent and refused", false)
	p.Click("#text-demand")
	p.Follow(away)
	leaves("what was refused is not saved", true)

	at("/arbejde/regler")
	p.Fill("#q", "plan")
	p.Follow(away)
	leaves("a search", false)
	if errors := p.ConsoleErrors(); len(errors) != 1 { // that of 422
		t.Errorf("console: %v", errors)
	}
}
