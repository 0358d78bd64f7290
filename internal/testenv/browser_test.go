package testenv

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

const strictPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; form-action 'self'"

func serve(t *testing.T, pages map[string]string) string {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", strictPolicy)
		page, ok := pages[r.URL.Path]
		if !ok {
			w.WriteHeader(http.StatusNotFound)
			return
		}
		if strings.HasSuffix(r.URL.Path, ".js") {
			w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
			fmt.Fprint(w, page)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		page = strings.ReplaceAll(page, "QUERY", r.URL.Query().Get("q")+"|"+r.URL.Query().Get("d")+"|"+r.URL.Query().Get("s"))
		fmt.Fprint(w, "<!doctype html><html lang=da><title>x</title>"+page)
	}))
	t.Cleanup(server.Close)
	return server.URL
}

func TestPage(t *testing.T) {
	base := serve(t, map[string]string{
		"/": `<h1>Reglerne på Ærø</h1>
			<form action=/found><input name=q value=gammel><input type=date name=d>
			<select name=s><option>a<option>b</select><button>Søg</button></form>
			<details><summary>Mere</summary><p id=more>Alt det andet</p></details>`,
		"/found": `<h1>Fundet</h1><p id=q>QUERY</p>`,
	})
	p := NewPage(t, 320)
	if status := p.Open(base + "/"); status != 200 {
		t.Errorf("status %d", status)
	}
	if got := p.Text("h1"); got != "Reglerne på Ærø" {
		t.Errorf("heading %q", got)
	}
	if got := Eval[int](p, "innerWidth"); got != 320 {
		t.Errorf("viewport is %d wide", got)
	}
	if p.ScrollsSideways() {
		t.Error("scrolls sideways")
	}
	p.Click("summary")
	if got := p.Text("#more"); got != "Alt det andet" {
		t.Errorf("details %q", got)
	}
	p.Fill("input[name=q]", "æblegrød")
	p.Fill("input[name=d]", "2027-07-01")
	p.Fill("select", "b")
	if status := p.Follow("button"); status != 200 {
		t.Errorf("status %d after the form", status)
	}
	if got := p.Text("#q"); got != "æblegrød|2027-07-01|b" {
		t.Errorf("the form sent %q", got)
	}
	if got := p.Location(); !strings.HasPrefix(got, base+"/found?q=") {
		t.Errorf("at %s", got)
	}
	if got := p.ConsoleErrors(); len(got) != 0 {
		t.Errorf("console: %q", got)
	}
	if got := p.OtherHosts(); len(got) != 0 {
		t.Errorf("other hosts: %q", got)
	}

	file := filepath.Join(t.TempDir(), "new", "page.png")
	p.Screenshot(file)
	if image, err := os.ReadFile(file); err != nil || !strings.HasPrefix(string(image), "\x89PNG") {
		t.Errorf("screenshot: %v", err)
	}
}

func TestPageKeyboard(t *testing.T) {
	base := serve(t, map[string]string{"/": `<a href=/two id=two>to</a>`, "/two": `<h1>To</h1>`})
	p := NewPage(t, 800)
	p.Open(base + "/")
	p.Press(kb.Tab)
	if got := Eval[string](p, "document.activeElement.id"); got != "two" {
		t.Errorf("focus on %q", got)
	}
}

func TestPageSeesFaults(t *testing.T) {
	base := serve(t, map[string]string{
		"/": `<div id=wide>bred</div><img src="https://other.example/pixel.png">
			<script src=/fault.js></script><script>document.title = "inline"</script>`,
		"/fault.js": `
			document.getElementById("wide").style.width = "2000px";
			console.error("sagt højt");
			console.warn("kun en advarsel");
			fetch("https://third.example/").catch(() => {});
			new Promise((_, no) => no(new Error("tabt løfte")));
			throw new Error("kastet");`,
	})
	p := NewPage(t, 320)
	p.Open(base + "/")
	if !p.ScrollsSideways() {
		t.Log(p.ConsoleErrors())
		t.Error("the wide element was not noticed")
	}
	errors := strings.Join(p.ConsoleErrors(), "\n")
	for _, want := range []string{"sagt højt", "kastet", "tabt løfte", "Content Security Policy"} {
		if !strings.Contains(errors, want) {
			t.Errorf("nothing about %q in the console:\n%s", want, errors)
		}
	}
	if strings.Contains(errors, "advarsel") {
		t.Errorf("a warning was taken for an error:\n%s", errors)
	}
	// The policy stops other requests before they are sent; a navigation is not
	// stopped by it.
	Eval[any](p, `void (location.href = "https://far.example/x")`)
	p.waitFor(func() bool { return slices.Contains(p.OtherHosts(), "https://far.example/x") })
}

func (p *Page) waitFor(done func() bool) {
	p.t.Helper()
	for range 100 {
		if done() {
			return
		}
		Eval[any](p, `new Promise(r => setTimeout(r, 50)).then(() => 1)`)
	}
	p.t.Fatal("did not happen")
}

func TestPagesShareNoCookies(t *testing.T) {
	base := serve(t, map[string]string{"/": `<h1>x</h1>`})
	one, two := NewPage(t, 400), NewPage(t, 500)
	one.Open(base + "/")
	two.Open(base + "/")
	Eval[string](one, `document.cookie = "a=1"`)
	if got := Eval[string](two, `document.cookie`); got != "" {
		t.Errorf("the other page sees the cookie %q", got)
	}
}

func TestAxeUnderStrictPolicy(t *testing.T) {
	base := serve(t, map[string]string{"/": `<h1>x</h1>`})
	p := NewPage(t, 400)
	p.Open(base + "/")
	// Stands in for axe-core: the shape of its result is what is tested.
	const fake = `window.axe = {run: async () => ({violations: FOUND})};`
	if got := p.Axe([]byte(strings.Replace(fake, "FOUND", "[]", 1))); len(got) != 0 {
		t.Errorf("violations %q", got)
	}
	p.Open(base + "/") // a page keeps what was loaded into it
	got := p.Axe([]byte(strings.Replace(fake, "FOUND", `[{id: "image-alt", impact: "critical", help: "Images must have text",
		nodes: [{target: ["img"], failureSummary: "Fix any:\n  no alt"}, {target: ["#two"], failureSummary: ""}]}]`, 1)))
	if len(got) != 2 || got[0] != "image-alt (critical): Images must have text: [img]: Fix any: no alt" {
		t.Errorf("violations %q", got)
	}
	if errors := p.ConsoleErrors(); len(errors) != 0 {
		t.Errorf("console: %q", errors)
	}
}
