package web_test

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
)

var widths = []int{320, 390, 820, 1280}

// Every page in both languages, on every kind of screen. With
// OMVENDT_SCREENSHOTS the pictures are kept in that directory.
func TestInTheBrowser(t *testing.T) {
	testenv.Chromium(t)
	axe, err := os.ReadFile(filepath.Join("testdata", "axe", "axe.min.js"))
	if err != nil {
		t.Fatal(err)
	}
	o := sample(t, testenv.SQLite(t))
	big := many(t, testenv.SQLite(t), 400)
	empty := newTown(t, testenv.SQLite(t), "2026-11-21")
	type visit struct {
		name, address string
		status        int
	}
	var visits []visit
	for i, path := range paths {
		visits = append(visits, visit{fmt.Sprintf("page-%02d", i), o.address + path, 200})
	}
	for name, path := range map[string]string{"extended": "/regler/R-0019", "future": "/regler/R-0012?on=2027-06-01", "versions": "/regler/R-0010?on=2027-03-01&known=2026-11-20",
		"filtered": "/regler?state=lapsed&class=council_rule", "nothing": "/en/rules?q=findes-ikke"} {
		visits = append(visits, visit{name, o.address + path, 200})
	}
	for name, path := range map[string]string{"wrong-day": "/regler?on=2027-02-30&known=2040-01-01", "wrong-known": "/en/rules/R-0001?known=2040-01-01", "lost": "/findes-ikke"} {
		visits = append(visits, visit{name, o.address + path, 400})
	}
	visits = append(visits, visit{"many", big.address + "/regler", 200}, visit{"many-review", big.address + "/eftersyn/halvdelen", 200},
		visit{"empty", empty.address + "/regler", 200}, visit{"empty-reviews", empty.address + "/en/reviews", 200})

	for _, width := range widths {
		t.Run(fmt.Sprint(width), func(t *testing.T) {
			var p *testenv.Page
			host, heard := "", 0
			for _, v := range visits {
				if !strings.HasPrefix(v.address, host) || p == nil {
					u, err := url.Parse(v.address)
					if err != nil {
						t.Fatal(err)
					}
					p, host, heard = testenv.NewPage(t, width), "http://"+u.Host, 0
				}
				if got := p.Open(v.address); got/100 != v.status/100 {
					t.Errorf("%s: %d", v.address, got)
				}
				for _, fault := range p.Axe(axe) {
					t.Errorf("%s: %s", v.address, fault)
				}
				if p.ScrollsSideways() {
					t.Errorf("%s scrolls sideways", v.address)
				}
				// A page that is itself an error is reported as one.
				errors := p.ConsoleErrors()
				if v.status == 200 && len(errors) > heard {
					t.Errorf("%s: console: %v", v.address, errors[heard:])
				}
				heard = len(errors)
				if hosts := p.OtherHosts(); len(hosts) > 0 {
					t.Errorf("%s asks %v", v.address, hosts)
				}
				if dir := os.Getenv("OMVENDT_SCREENSHOTS"); dir != "" {
					p.Screenshot(filepath.Join(dir, fmt.Sprintf("%s-%d.png", v.name, width)))
				}
			}
		})
	}
}

// Everything can be reached by keyboard, and it shows where one is.
func TestKeyboard(t *testing.T) {
	testenv.Chromium(t)
	o := sample(t, testenv.SQLite(t))
	for _, path := range []string{"/regler", "/regler/R-0010", "/eftersyn/dagtilbud-2027"} {
		p := testenv.NewPage(t, 820)
		p.Open(o.address + path)
		reached := map[string]bool{}
		const where = `(() => {
			const e = document.activeElement, s = getComputedStyle(e), r = e.getBoundingClientRect();
			if (e === document.body) return "end";
			const shows = s.outlineStyle !== "none" && parseFloat(s.outlineWidth) > 0 || s.boxShadow !== "none";
			const seen = r.bottom > 0 && r.top < innerHeight && r.width > 0;
			return (shows && seen ? "ok " : "HIDDEN ") + e.localName + " " + (e.name || e.href || e.textContent);
		})()`
		for range 200 {
			p.Press(kb.Tab)
			at := testenv.Eval[string](p, where)
			if at == "end" {
				break
			}
			if strings.HasPrefix(at, "HIDDEN") {
				t.Errorf("%s: %s", path, at)
			}
			reached[strings.TrimSpace(at)] = true
		}
		all := testenv.Eval[int](p, `[...document.querySelectorAll("a[href], button, input, select, summary")].filter(e => e.checkVisibility()).length`)
		if len(reached) < all*8/10 { // some links lead to the same place
			t.Errorf("%s: reached %d of %d", path, len(reached), all)
		}
	}
}

// A reader finds a rule, looks at another day, and reads on in English.
func TestReading(t *testing.T) {
	testenv.Chromium(t)
	o := sample(t, testenv.SQLite(t))
	p := testenv.NewPage(t, 390)
	p.Open(o.address + "/regler")
	p.Fill("#q", "legepladsen")
	p.Follow(".filters button")
	// The browser's back button finds the search again: it stands in the address.
	if at := p.Location(); !strings.Contains(at, "q=legepladsen") {
		t.Errorf("the search is at %s", at)
	}
	p.Follow(".rule-list__title a")
	if h := p.Text("h1"); h != "Tilsyn med legepladsen efter hver åbningsdag" {
		t.Errorf("found %q", h)
	}
	p.Fill("#on", "2027-07-01")
	p.Follow(".filters button")
	if got := p.Text(".answer__line"); !strings.Contains(got, "Bortfaldet") {
		t.Errorf("on the sunset: %q", got)
	}
	p.Follow(`.topbar__language a[lang="en"]`)
	if got := p.Text(".answer__head"); got != "Does the rule apply on 1 July 2027?" {
		t.Errorf("in English: %q", got)
	}
	p.Open(o.address + "/regler?on=2027-02-30")
	if focus := focused(p); focus != "error-summary" {
		t.Errorf("the focus is on %q, not on what is wrong", focus)
	}
}

// focused is the id of what has the focus. A browser gives the focus that a page
// asks for some time after the page has loaded.
func focused(p *testenv.Page) string {
	return testenv.Eval[string](p, `new Promise(done => {
		const last = performance.now() + 5000;
		const look = () => document.activeElement.id || performance.now() > last ?
			done(document.activeElement.id) : setTimeout(look, 20);
		look();
	})`)
}

// The first visit to the register costs at most 100 KB, style and fonts included.
func TestFirstLoad(t *testing.T) {
	testenv.Chromium(t)
	o := many(t, testenv.SQLite(t), 400)
	for path, most := range map[string]int64{"/regler": 100_000, "/regler/R-0001": 100_000, "/eftersyn/halvdelen": 100_000} {
		o.sent.Store(0)
		p := testenv.NewPage(t, 390)
		p.Open(o.address + path)
		testenv.Eval[bool](p, `document.fonts.ready.then(() => true)`)
		sent := o.sent.Load()
		t.Logf("%s: %d bytes", path, sent)
		if sent > most || sent < 30_000 {
			t.Errorf("%s: %d bytes, at most %d", path, sent, most)
		}
	}
}

// The work desk on every kind of screen, with a mistake in each kind of form.
func TestWorkInTheBrowser(t *testing.T) {
	testenv.Chromium(t)
	axe, err := os.ReadFile(filepath.Join("testdata", "axe", "axe.min.js"))
	if err != nil {
		t.Fatal(err)
	}
	o := sample(t, testenv.SQLite(t))
	for _, width := range widths {
		t.Run(fmt.Sprint(width), func(t *testing.T) {
			p := testenv.NewPage(t, width)
			check := func(name string) {
				t.Helper()
				for _, fault := range p.Axe(axe) {
					t.Errorf("%s: %s", name, fault)
				}
				if p.ScrollsSideways() {
					t.Errorf("%s scrolls sideways", name)
				}
				if hosts := p.OtherHosts(); len(hosts) > 0 {
					t.Errorf("%s asks %v", name, hosts)
				}
				if dir := os.Getenv("OMVENDT_SCREENSHOTS"); dir != "" {
					p.Screenshot(filepath.Join(dir, fmt.Sprintf("work-%s-%d.png", name, width)))
				}
			}
			p.Open(o.address + "/arbejde")
			check("sign-in")
			p.Open(o.address + o.invite(fmt.Sprintf("Administrator Nummer %d", width), "administrator"))
			check("link")
			p.Follow("main button")
			for i, path := range workPaths {
				if status := p.Open(o.address + path); status != 200 {
					t.Errorf("%s: %d", path, status)
				}
				check(fmt.Sprintf("%02d", i))
			}
			if errors := p.ConsoleErrors(); len(errors) > 0 {
				t.Errorf("console: %v", errors)
			}
			for name, path := range map[string]string{"wrong-rule": "/arbejde/regler/ny", "wrong-import": "/arbejde/import", "wrong-review": "/en/desk/reviews/new"} {
				p.Open(o.address + path)
				p.Follow("main .button-primary")
				if focus := focused(p); focus != "error-summary" {
					t.Errorf("%s: the focus is on %q, not on what is wrong", name, focus)
				}
				check(name)
			}
			p.Open(o.address + "/arbejde/eftersyn/nyt")
			p.Fill("#name", fmt.Sprintf("Eftersyn %d", width))
			p.Fill("#sunset", "2027-07-01")
			p.Click("#scope-0")
			p.Fill("#decision\\.day", "2026-11-20")
			p.Fill("#decision\\.words", "Reglerne bortfalder, medmindre andet besluttes.")
			testenv.Eval[bool](p, `(() => { document.getElementById("decision.body").selectedIndex = 1; return true })()`)
			p.Follow("main .button-primary")
			check("confirm")

			p.Open(o.address + "/arbejde/import")
			testenv.Eval[bool](p, `(() => {
				const file = new DataTransfer();
				file.items.add(new File(["titel;krav;type;område;enhed;vedtaget_af;vedtaget_dato;retsgrundlag\nUgeplan;Skriv.;regel;Dagtilbud;Alle;byråd;2014-08-01;\nRapport;Skriv.;regel;Dagtilbud;Alle;borgmesteren;i går;\n"], "regler.csv"));
				document.getElementById("file").files = file.files;
				return true;
			})()`)
			p.Follow("main .button-primary")
			check("report")

			p.Open(o.address + "/arbejde/regler/R-0003")
			view, err := o.register.Rule(context.Background(), 3, registry.StatusQuery{})
			o.must(err)
			entry := view.Rule.Catalogue
			entry.Owner = fmt.Sprintf("Personalechefen (skærm %d)", width)
			_, err = o.register.EditRule(context.Background(), act, 3, view.Rule.Edit, entry)
			o.must(err)
			p.Fill("#entry-owner", "HR-konsulenten")
			p.Follow(`form[action$="R-0003"] .button-primary`)
			check("stale")
		})
	}
}
