package web_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/workflow"
)

const drafts = `Object.keys(localStorage).filter(k => k.startsWith("omvendt.draft.")).length`

// A draft of an answer lies in the writer's own browser: it survives a closed tab, a
// lost connection and the way back, and is gone when it is sent or thrown away.
func TestDrafts(t *testing.T) {
	testenv.Chromium(t)
	o := asking(t, testenv.SQLite(t))
	p := testenv.NewPage(t, 390)
	here := o.address + "/svar/" + o.token
	away := func() { p.Open(o.address + "/regler") }
	kept := func(want int) {
		t.Helper()
		if n := testenv.Eval[int](p, drafts); n != want {
			t.Errorf("%d drafts, want %d", n, want)
		}
	}
	axe, err := os.ReadFile(filepath.Join("testdata", "axe", "axe.min.js"))
	o.must(err)
	whole := func() {
		t.Helper()
		for _, fault := range append(p.Axe(axe), testenv.Eval[[]string](p, layout)...) {
			t.Error(fault)
		}
	}
	value := func(field string) string {
		return testenv.Eval[string](p, `document.querySelector('[name="`+field+`"]').value`)
	}

	o.sent.Store(0)
	p.Open(here)
	if sent := o.sent.Load(); sent > 100_000 {
		t.Errorf("with its scripts the form costs %d bytes", sent)
	}
	if note := p.Text("#draft-note"); !strings.Contains(note, "kun på denne telefon") {
		t.Errorf("it says %q", note)
	}
	away()
	p.Open(here)
	kept(0) // looking is no answer
	p.Fill(`[name="answers.q1"]`, "Ugeplanen")
	away()
	kept(1)
	p.Open(here)
	if !testenv.Eval[bool](p, `document.querySelector("form[data-draft]").hidden`) {
		t.Error("the empty form is offered beside the draft")
	}
	whole()
	p.Follow("#draft-go-on")
	if got := value("answers.q1"); got != "Ugeplanen" {
		t.Errorf("after a closed tab: %q", got)
	}
	p.Follow(`[value="next"]`)
	p.Fill(`[name="views.R-0002.why"]`, "Den hjælper ingen.")
	away()
	p.Open(here)
	p.Follow("#draft-go-on")
	if got := p.Text(".form .kicker") + value("views.R-0002.why"); got != "Trin 2 af 4Den hjælper ingen." {
		t.Errorf("in the middle: %q", got)
	}

	// The browser went back to a page that does not know what was said after it.
	testenv.Eval[bool](p, `(() => { const k = Object.keys(localStorage)[0], d = JSON.parse(localStorage[k]); d.values["suggestions[0]"] = ["Sagt senere"]; localStorage[k] = JSON.stringify(d); return true })()`)
	p.Follow(`[value="look"]`)
	if got := p.Text("main"); !strings.Contains(got, "Sagt senere") || !strings.Contains(got, "Ugeplanen") || !strings.Contains(got, "Den hjælper ingen.") {
		t.Errorf("looked over: %s", got)
	}

	// No connection, and then one.
	testenv.Eval[bool](p, `(window.was = window.fetch, window.fetch = () => Promise.reject(new TypeError("nothing")), true)`)
	p.Click(`[value="send"]`)
	if got := p.Text("#draft-failed"); !strings.Contains(got, "ikke sendt") || o.count() != 0 {
		t.Errorf("without a connection: %q, %d sent", got, o.count())
	}
	kept(1)
	whole()
	testenv.Eval[bool](p, `(window.fetch = window.was, true)`)
	p.Follow("#draft-again")
	if got := p.Text("h1"); got != "Tak. Dit svar er modtaget" || o.count() != 1 {
		t.Errorf("sent again: %q, %d sent", got, o.count())
	}
	kept(0)

	p.Open(here)
	p.Fill(`[name="answers.q2"]`, "Noget andet")
	p.Follow("#draft-drop")
	kept(0)
	if got := value("answers.q2"); got != "" {
		t.Errorf("after it was thrown away: %q", got)
	}
	p.Fill(`[name="answers.q2"]`, "Noget tredje")
	away()
	p.Open(here)
	p.Click("#draft-anew")
	kept(0)
	p.Fill(`[name="answers.q2"]`, "Noget fjerde")
	away()
	kept(1)
	if c := testenv.Eval[string](p, `document.cookie`); c != "" {
		t.Errorf("a cookie: %s", c)
	}
	if errors, hosts := p.ConsoleErrors(), p.OtherHosts(); len(errors)+len(hosts) > 0 {
		t.Errorf("console: %v, hosts: %v", errors, hosts)
	}
	for path, scripts := range map[string]bool{"/svar/" + o.token: true, "/inddragelse/" + o.slug: false, "/regler": false} {
		if csp := o.get(path).Header.Get("Content-Security-Policy"); strings.Contains(csp, "script-src 'self';") != scripts || strings.Contains(csp, "unsafe") {
			t.Errorf("%s: %s", path, csp)
		}
	}
}

// The script that points CPR numbers out finds what the server finds, and nothing else.
func TestCPRWhileTyping(t *testing.T) {
	testenv.Chromium(t)
	o := asking(t, testenv.SQLite(t))
	p := testenv.NewPage(t, 390)
	p.Open(o.address + "/svar/" + o.token)
	p.Fill(`[name="answers.q1"]`, "Ring til Bo, 010203-1234")
	if got := p.Text(".form-error-message"); !strings.Contains(got, "CPR-nummer") {
		t.Errorf("while it is typed: %q", got)
	}
	all := append(testenv.CPRSpellings(), testenv.OrdinaryTexts()...)
	all = append(all, "Sag 2026-010203-1234", "01.08.2025-2026", "EAN 5798000123456", "320203-1234 og 011303-1234", "\u200b010203-1234", "٠١٠٢٠٣ ١٢٣٤", "", "0102031234567")
	texts, err := json.Marshal(all)
	o.must(err)
	found := testenv.Eval[[]bool](p, `(() => {
		const field = document.querySelector('[name="answers.q1"]');
		return `+string(texts)+`.map(text => {
			field.value = text;
			field.dispatchEvent(new Event("input", {bubbles: true}));
			return document.getElementById(field.id + "-cpr") !== null;
		});
	})()`)
	for i, text := range all {
		text = strings.ReplaceAll(text, "\r\n", "\n")
		if _, want := workflow.MaskCPR(text); found[i] != want {
			t.Errorf("%q: the script says %t", text, found[i])
		}
	}
}
