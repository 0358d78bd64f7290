package web_test

import (
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/web"
)

// widths of a screen: a small and a usual phone, a wide window, and that window
// at 200 % zoom.
var widths = []int{320, 390, 640, 1280}

// gallery shows the states again, as they came: what was sent once need not be
// sent for every look.
func gallery(t *testing.T, views []seen) string {
	pages := web.New(web.Deps{Municipality: "Eksempel Kommune"}) // for the assets
	mux := http.NewServeMux()
	mux.Handle("/assets/", pages)
	mux.HandleFunc("/seen/{n}", func(w http.ResponseWriter, r *http.Request) {
		n, err := strconv.Atoi(r.PathValue("n"))
		if err != nil || n >= len(views) {
			http.NotFound(w, r)
			return
		}
		for name, values := range views[n].Header {
			if name != "Content-Length" && name != "Set-Cookie" {
				w.Header()[name] = values
			}
		}
		// A draft of one state is none of another.
		_, _ = w.Write([]byte(strings.ReplaceAll(views[n].body, ` data-draft="`, fmt.Sprintf(` data-draft="%d-`, n))))
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server.URL
}

var notInName = regexp.MustCompile(`[^a-z0-9_]+`)

// parts are what a page is built of: each element with its class, what it tells
// those who hear it, and the two that it stands in. What is written in it and how often
// it is repeated makes no difference.
func parts(root *element) map[string]bool {
	all := map[string]bool{}
	var walk func(e *element, up, upper string)
	walk = func(e *element, up, upper string) {
		own := e.name + "." + e.attrs["class"]
		for _, name := range slices.Sorted(maps.Keys(e.attrs)) {
			if value := e.attrs[name]; name == "type" || name == "role" || name == "scope" {
				own += " " + name + "=" + value
			} else if strings.HasPrefix(name, "aria-") {
				own += " " + name
			}
		}
		all[upper+">"+up+">"+own] = true
		for _, kid := range e.kids {
			walk(kid, e.name+"."+e.attrs["class"], up)
		}
	}
	walk(root, "", "")
	return all
}

// unlike are views that have among them, in each language, every part that any view is
// built of: the fuller ones rather than the others. Those of long texts and many rows
// belong to them always: they are there to be looked at.
func unlike(views []seen) map[int]bool {
	fuller, built := make([]int, len(views)), make([]map[string]bool, len(views))
	have := map[string]int{} // how many of the chosen have the part
	chosen := map[int]bool{}
	for n, v := range views {
		fuller[n], built[n], chosen[n] = n, parts(v.root), true
		for part := range built[n] {
			have[string(v.lang)+part]++
		}
	}
	slices.SortStableFunc(fuller, func(a, b int) int { return len(views[b].body) - len(views[a].body) })
	for _, n := range slices.Backward(fuller) {
		lang, name, own := string(views[n].lang), views[n].state.name, false
		for part := range built[n] {
			own = own || have[lang+part] == 1
		}
		if own || strings.Contains(name, "long") || strings.Contains(name, "many") {
			continue
		}
		delete(chosen, n)
		for part := range built[n] {
			have[lang+part]--
		}
	}
	return chosen
}

// look opens every state in a browser. What is built of nothing new is looked at
// narrow and in Danish alone; everything else in both languages, at each width, and by
// axe. With OMVENDT_SCREENSHOTS the pictures are kept in that directory;
// OMVENDT_STATES, a regular expression as "^item .*long", looks at some alone.
func look(t *testing.T, views []seen, axe []byte) {
	address := gallery(t, views)
	fullest := map[string]int{} // by page, in English
	for n, v := range views {
		if other, seen := fullest[v.page]; v.lang == texts.English && (!seen || len(v.body) > len(views[other].body)) {
			fullest[v.page] = n
		}
	}
	chosen := unlike(views)
	only := regexp.MustCompile(os.Getenv("OMVENDT_STATES"))
	pictures := os.Getenv("OMVENDT_SCREENSHOTS") != ""
	queue := func(wanted func(n int) bool) chan int {
		waiting := make(chan int, len(views))
		defer close(waiting)
		for n, v := range views {
			if only.MatchString(v.page+" "+v.state.name) && wanted(n) {
				waiting <- n
			}
		}
		return waiting
	}
	byAxe := func(n int) bool {
		return views[n].lang == texts.Danish && (chosen[n] || pictures) || chosen[n] && fullest[views[n].page] == n
	}
	plain := queue(func(n int) bool { return !byAxe(n) && (chosen[n] || views[n].lang == texts.Danish) })
	axed := queue(byAxe)
	for tab := range 2 {
		t.Run(fmt.Sprintf("tab %d", tab+1), func(t *testing.T) {
			t.Parallel()
			p := testenv.NewPage(t, widths[0])
			there := slices.Clone(widths)
			walk := func(waiting chan int) {
				for n := range waiting {
					lookAt(t, p, views[n], fmt.Sprintf("%s/seen/%d", address, n), axe, there, chosen[n] || pictures, fullest[views[n].page] == n)
					slices.Reverse(there) // it begins as wide as it is
				}
			}
			walk(plain)
			p.Preload(axe) // it makes every page slower that is opened from now on
			walk(axed)
			for _, e := range p.ConsoleErrors() {
				t.Errorf("console: %s", e)
			}
			if hosts := p.OtherHosts(); len(hosts) > 0 {
				t.Errorf("asks %v", hosts)
			}
		})
	}
}

func lookAt(t *testing.T, p *testenv.Page, v seen, address string, axe []byte, widths []int, unlike, fullest bool) {
	if status := p.Open(address); status != 200 {
		t.Fatalf("%s: %d", address, status)
	}
	if strings.Contains(v.body, `id="error-summary"`) {
		if focus := focused(p); focus != "error-summary" {
			t.Errorf("%s: the focus is on %q, not on what is wrong", v, focus)
		}
	}
	for _, width := range widths {
		if !unlike && width != 320 {
			continue
		}
		if v.lang == texts.English && width != 320 && !(width == 1280 && fullest) {
			continue // Danish has the longer words
		}
		p.Resize(width)
		for _, fault := range testenv.Eval[[]string](p, layout) {
			t.Errorf("%s at %d: %s", v, width, fault)
		}
		if v.page == "answer" && width < 640 {
			for _, fault := range testenv.Eval[[]string](p, touch) {
				t.Errorf("%s at %d: %s", v, width, fault)
			}
		}
		// Axe takes most of the time. It looks narrow in Danish; wide in English at the
		// state of each page that has the most on it.
		if width == 390 && v.lang == texts.Danish || width == 1280 && fullest {
			for _, fault := range p.Axe(axe) {
				t.Errorf("%s at %d: %s", v, width, fault)
			}
		}
		if dir := os.Getenv("OMVENDT_SCREENSHOTS"); dir != "" && (width == 390 || width == 1280) && v.lang == texts.Danish {
			name := notInName.ReplaceAllString(strings.ToLower(v.page+" "+v.state.name), "-")
			p.Screenshot(filepath.Join(dir, fmt.Sprintf("%s-%s-%d.png", name, v.lang, width)))
		}
	}
}

// layout finds what axe does not see: a page or a text wider than its place, and
// texts on top of each other.
const layout = `(() => {
	const out = [], root = document.documentElement, name = e => e.localName + (e.id ? "#" + e.id : "") + (e.getAttribute("class") ? "." + e.getAttribute("class").split(" ").join(".") : "");
	const say = what => { if (out.length < 5) out.push(what); };
	const apart = ".sr-only, .skipnav, option, textarea, select, input";
	if (root.scrollWidth > root.clientWidth) say("scrolls sideways: " + root.scrollWidth);
	for (const e of document.body.querySelectorAll("*:not(svg, svg *)")) {
		if (e.scrollWidth <= e.clientWidth + 1 || e.clientWidth === 0 || e.matches(apart) || !e.checkVisibility()) continue;
		const x = getComputedStyle(e).overflowX;
		if (x === "auto" || x === "scroll") {
			if (e.tabIndex < 0) say("scrolls without the keyboard: " + name(e));
		} else if (getComputedStyle(e).display !== "inline") {
			say("wider than its place: " + name(e) + ": " + e.textContent.trim().slice(0, 60));
		}
	}
	const lines = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), range = document.createRange();
	for (let node; node = walker.nextNode();) {
		const e = node.parentElement;
		if (!node.data.trim() || e.closest(apart) || !e.checkVisibility()) continue;
		range.selectNodeContents(node);
		const said = node.data.trim().length;
		if (said > 8 && range.getClientRects().length > said / 3) say("broken letter by letter: " + node.data.trim().slice(0, 40));
		const region = e.closest(".table-scroll"), seen = region && region.getBoundingClientRect();
		for (const r of range.getClientRects()) {
			if (r.width < 2 || r.height < 2) continue;
			if (seen && (r.bottom > seen.bottom || r.top < seen.top)) continue; // scrolled out of its region
			if (r.left < -1 || r.right > root.clientWidth + 1) {
				let at = e;
				while (at && !["auto", "scroll"].includes(getComputedStyle(at).overflowX)) at = at.parentElement;
				if (!at) say("off the page: " + node.data.trim().slice(0, 60));
			}
			lines.push({top: r.top + r.height * .3, bottom: r.bottom - r.height * .3, left: r.left + 1, right: r.right - 1, node});
		}
	}
	lines.sort((a, b) => a.top - b.top);
	for (let i = 0; i < lines.length; i++) {
		for (let k = i + 1; k < lines.length && lines[k].top < lines[i].bottom; k++) {
			if (lines[k].left < lines[i].right && lines[i].left < lines[k].right && lines[k].node !== lines[i].node)
				say("on top of each other: " + lines[i].node.data.trim().slice(0, 40) + " | " + lines[k].node.data.trim().slice(0, 40));
		}
	}
	return out;
})()`

// touch finds what a thumb cannot hit.
const touch = `[...document.querySelectorAll("main form :is(button, input:not([type=hidden], .form-radio, .choice > .form-checkbox), textarea, .choice label)")].filter(e => e.checkVisibility())
	.map(e => [e, e.getBoundingClientRect()]).filter(([e, r]) => r.height < 43.5 || r.width < 43.5).slice(0, 5)
	.map(([e, r]) => "too small for a thumb: " + e.localName + " " + (e.name || e.textContent) + " " + r.width + "x" + r.height)`

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

// view finds a state in Danish.
func view(t *testing.T, views []seen, page, name string) int {
	t.Helper()
	for n, v := range views {
		if v.page == page && v.state.name == name && v.lang == texts.Danish {
			return n
		}
	}
	t.Fatalf("there is no %s %q", page, name)
	return 0
}

// keyboard walks through pages with the tab key: everything is reached, in the
// order in which it is read, and shows that it has the focus.
func keyboard(t *testing.T, views []seen) {
	p, address := testenv.NewPage(t, 390), gallery(t, views)
	const mark = `(() => {
		const groups = new Set();
		window.stops = [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")].filter(e => {
			if (!e.checkVisibility()) return false;
			if (e.type !== "radio") return true;
			const first = !groups.has(e.name);
			groups.add(e.name);
			return first;
		});
		document.activeElement.blur();
		return window.stops.length;
	})()`
	const where = `(() => {
		const e = document.activeElement;
		if (e === document.body) return {n: -1, what: "", faults: []};
		const s = getComputedStyle(e.type === "radio" || e.type === "checkbox" ? e.nextElementSibling : e), before = getComputedStyle(e.nextElementSibling ?? e, "::before"), r = e.getBoundingClientRect();
		const shows = [s, before].some(s => s.outlineStyle !== "none" && parseFloat(s.outlineWidth) > 0 || s.boxShadow !== "none");
		const n = window.stops.findIndex(x => x === e || e.type === "radio" && x.name === e.name), top = r.top + scrollY, faults = [];
		if (!shows) faults.push("does not show the focus");
		if (r.bottom <= 0 || r.top >= innerHeight) faults.push("is out of sight");
		if (e.closest("main") && top < (window.last ?? 0) - 2) faults.push("stands above what came before it");
		if (e.closest("main")) window.last = top;
		return {n, what: e.localName + " " + (e.name || e.href || e.textContent.trim()), faults};
	})()`
	for _, at := range []struct{ page, name string }{{"register", "normal"}, {"rule", "normal R-0001"}, {"review", "normal dagtilbud-2027"}, {"answer", "normal"}, {"answer", ": wrong"},
		{"work_minutes", "normal"}, {"work_import_draft", "normal"}, {"work_rule_new", "normal"}, {"work_item_new", "normal"}} {
		n := view(t, views, at.page, at.name)
		p.Open(fmt.Sprintf("%s/seen/%d", address, n))
		if strings.Contains(views[n].body, "autofocus") {
			focused(p) // the walk begins there
		}
		reached, last := map[int]bool{}, -1
		all := testenv.Eval[int](p, mark)
		for range 4*all + 20 { // a date has several stops
			p.Press(kb.Tab)
			stop := testenv.Eval[struct {
				N      int
				What   string
				Faults []string
			}](p, where)
			if stop.N < 0 {
				break
			}
			for _, fault := range stop.Faults {
				t.Errorf("%s: %s %s", views[n], stop.What, fault)
			}
			if stop.N < last {
				t.Errorf("%s: %s comes too late", views[n], stop.What)
			}
			reached[stop.N], last = true, stop.N
		}
		if len(reached) < all-1 && !strings.Contains(views[n].body, "autofocus") || last != all-1 {
			t.Errorf("%s: reached %d of %d", views[n], len(reached), all)
		}
	}
}

// onPaper looks at what is printed.
func onPaper(t *testing.T, views []seen) {
	p, address := testenv.NewPage(t, 718), gallery(t, views) // A4 within its margins
	p.Media("print")
	for _, at := range []struct{ page, name string }{{"register", "normal"}, {"rule", "normal R-0001"}, {"review", "normal dagtilbud-2027"}, {"item", "normal"}, {"item", "long"},
		{"meeting", "normal"}, {"receipt", "shown"}, {"work_poster", "normal"}, {"work_poster", "long"}, {"work_paper", "normal"}, {"work_paper", "long"}, {"work_type_in", "typed in"}} {
		n := view(t, views, at.page, at.name)
		p.Open(fmt.Sprintf("%s/seen/%d", address, n))
		for _, fault := range testenv.Eval[[]string](p, layout) {
			t.Errorf("%s: %s", views[n], fault)
		}
		if shown := testenv.Eval[int](p, `[...document.querySelectorAll(".d-print-none, .topbar__nav, button")].filter(e => e.checkVisibility()).length`); shown > 0 {
			t.Errorf("%s prints %d things that paper has no use for", views[n], shown)
		}
	}
}

// inForcedColours looks as somebody with a high contrast theme does: what was
// said by a ground must be said by something else.
func inForcedColours(t *testing.T, views []seen, axe []byte) {
	p, address := testenv.NewPage(t, 390), gallery(t, views)
	p.Media("", "forced-colors", "active")
	for _, at := range []struct{ page, name string }{{"register", "normal"}, {"rule", "normal R-0001"}, {"review", "normal dagtilbud-2027"}, {"answer", ": wrong"}, {"work_minutes", "normal"}, {"consultation", "normal"}} {
		n := view(t, views, at.page, at.name)
		p.Open(fmt.Sprintf("%s/seen/%d", address, n))
		for _, fault := range append(p.Axe(axe), testenv.Eval[[]string](p, layout)...) {
			t.Errorf("%s: %s", views[n], fault)
		}
		for _, fault := range testenv.Eval[[]string](p, `(() => {
			const none = c => c === "transparent" || c === "rgba(0, 0, 0, 0)", out = new Set();
			for (const e of document.querySelectorAll(".status")) {
				const s = getComputedStyle(e, "::before");
				if (none(s.backgroundColor) && s.borderTopStyle === "none" && s.borderLeftStyle === "none") out.add("no mark: " + e.className);
			}
			for (const e of document.querySelectorAll(".form-radio, .form-checkbox")) if (getComputedStyle(e).appearance === "none") out.add("cannot be seen: " + e.type);
			for (const e of document.querySelectorAll(".notice, .answer")) if (getComputedStyle(e).borderTopStyle === "none") out.add("no edge: " + e.className);
			return [...out];
		})()`) {
			t.Errorf("%s: %s", views[n], fault)
		}
		if dir := os.Getenv("OMVENDT_SCREENSHOTS"); dir != "" {
			p.Screenshot(filepath.Join(dir, fmt.Sprintf("forced-%s.png", at.page)))
		}
	}
}
