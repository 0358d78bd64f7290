package testenv

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// browserPatience bounds every step of a page, so that a missing element is a
// failure that names it and not a timeout of the whole test binary.
const browserPatience = 20 * time.Second

// Chromium returns the path of the browser. It skips the test under -short.
func Chromium(t testing.TB) string {
	t.Helper()
	if testing.Short() {
		t.Skip("-short: no browser")
	}
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	missing(t, "no browser: none of chromium, chromium-browser and google-chrome is in PATH")
	return ""
}

// browser is one headless browser for the whole test binary: starting it is
// the slow part. It ends with the process.
var browser struct {
	once sync.Once
	ctx  context.Context
	err  error
}

func startBrowser(path string) (context.Context, error) {
	profile, err := os.MkdirTemp("", "omvendt-browser-")
	if err != nil {
		return nil, err
	}
	// A test binary has no hook at its end that also runs when it is killed,
	// so a small process waits for that (its stdin closes) and removes the
	// profile.
	janitor := exec.Command("/bin/sh", "-c", `trap "" INT TERM; cat >/dev/null; for i in 1 2 3 4 5; do sleep 1; rm -rf "$1"; done`, "sh", profile)
	if _, err := janitor.StdinPipe(); err != nil {
		return nil, err
	}
	if err := janitor.Start(); err != nil {
		return nil, err
	}

	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path),
		chromedp.UserDataDir(profile),
		chromedp.Env("TMPDIR="+profile), // it leaves files there too
		chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("hide-scrollbars", true),
		chromedp.Flag("lang", "da-DK"),
		// The pages of a tab share a process. Else every step starts one, which is half of what
		// most pages cost; the two features ask for that (the others are chromedp's own).
		chromedp.Flag("renderer-process-limit", "1"),
		chromedp.Flag("disable-features", "Translate,BlinkGenPropertyTrees,BackForwardCache,RenderDocument"),
		// Nothing outside this machine is reached: a page that asks for
		// another host shows in OtherHosts, and gets no answer.
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1, EXCLUDE [::1]"),
	)
	if os.Getuid() == 0 {
		options = append(options, chromedp.NoSandbox)
	}
	ctx, _ := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, _ = chromedp.NewContext(ctx)
	return ctx, chromedp.Do(ctx)
}

// Page is one tab with cookies of its own. Its methods fail the test when a
// step does not succeed in time. Selectors are CSS.
type Page struct {
	t   testing.TB
	ctx context.Context

	mu       sync.Mutex
	heard    *sync.Cond // signals a change of marks
	base     string
	width    int
	console  []string
	requests []string
	dialogs  []string
	marks    int // marks of settle that came back
	ended    error
}

const consoleMark = "omvendt-testenv-mark"

// NewPage opens an empty tab whose viewport is width CSS pixels wide. It is
// closed after the test.
func NewPage(t testing.TB, width int) *Page {
	t.Helper()
	path := Chromium(t)
	browser.once.Do(func() { browser.ctx, browser.err = startBrowser(path) })
	if browser.err != nil {
		t.Fatalf("starting %s: %v", path, browser.err)
	}
	ctx, cancel := chromedp.NewContext(browser.ctx, chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)

	p := &Page{t: t, ctx: ctx, width: width}
	p.heard = sync.NewCond(&p.mu)
	// The first run opens the tab and ties it to its context, so it takes the
	// one without a deadline.
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(int64(width), 900)); err != nil {
		t.Fatalf("opening a tab: %v", err)
	}
	if err := chromedp.Listen(ctx, p.hearRequest); err != nil {
		t.Fatalf("listening to the tab: %v", err)
	}
	messages := chromedp.Console(ctx)
	go func() {
		for m, err := range messages {
			p.hearConsole(m, err)
		}
	}()
	return p
}

func (p *Page) hearRequest(event any) {
	var address string
	switch event := event.(type) {
	case *page.EventJavascriptDialogOpening:
		p.mu.Lock()
		p.dialogs = append(p.dialogs, string(event.Type))
		p.mu.Unlock()
		go p.answerDialog()
		return
	case *network.EventRequestWillBeSent:
		address = event.Request.URL
	case *network.EventWebSocketCreated:
		address = event.URL
	default:
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.requests = append(p.requests, address)
}

func (p *Page) hearConsole(m chromedp.ConsoleMessage, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	defer p.heard.Broadcast()
	switch {
	case err != nil:
		p.ended = err
	case m.Text == consoleMark:
		p.marks++
	case m.Type == chromedp.ConsoleError || m.Type == chromedp.ConsoleException:
		text := m.Text
		if m.URL != "" {
			text += fmt.Sprintf(" (%s:%d)", m.URL, m.Line+1)
		}
		p.console = append(p.console, text)
	}
}

// answerDialog says yes to what the browser asks: leave, confirm.
func (p *Page) answerDialog() {
	_ = chromedp.Do(p.ctx, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error { // the step that waits for it fails if this does
		_, err := cdp.Call(ctx, t, page.HandleJavaScriptDialog, page.HandleJavaScriptDialogParams{Accept: true})
		return err
	}))
}

// Dialogs returns what the browser has asked so far, each by its type
// ("beforeunload"), and forgets it. It was answered with yes.
func (p *Page) Dialogs() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	asked := p.dialogs
	p.dialogs = nil
	return asked
}

// settle waits until everything the page said so far has been heard: messages
// come in order, so it says something itself and waits for that.
func (p *Page) settle() {
	p.t.Helper()
	p.mu.Lock()
	before := p.marks
	p.mu.Unlock()
	p.do("listening to the console", chromedp.Evaluate[chromedp.Void](`console.debug("`+consoleMark+`")`))

	give := time.AfterFunc(browserPatience, func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		if p.ended == nil {
			p.ended = context.DeadlineExceeded
		}
		p.heard.Broadcast()
	})
	defer give.Stop()
	p.mu.Lock()
	defer p.mu.Unlock()
	for p.marks == before && p.ended == nil {
		p.heard.Wait()
	}
	if p.ended != nil {
		p.t.Fatalf("listening to the console: %v", p.ended)
	}
}

func run[T any](p *Page, what string, action chromedp.Action[T]) T {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, browserPatience)
	defer cancel()
	result, err := chromedp.Run(ctx, action)
	if err != nil {
		p.t.Fatalf("%s: %v", what, err)
	}
	return result
}

func (p *Page) do(what string, action chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	run(p, what, action)
}

// Eval evaluates JavaScript in the page, whatever its content security policy
// says. A promise is awaited.
func Eval[T any](p *Page, expression string) T {
	p.t.Helper()
	return run(p, "evaluating "+expression, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
}

// Open goes to an address, waits until it has loaded and returns the HTTP
// status. The host of the first address counts as the page's own.
func (p *Page) Open(address string) int {
	p.t.Helper()
	if p.base == "" {
		u, err := url.Parse(address)
		if err != nil {
			p.t.Fatal(err)
		}
		p.base = u.Host
	}
	response := run(p, "opening "+address, chromedp.NavigateResponse(address))
	if response == nil { // a step within the same document
		return 0
	}
	return int(response.Status)
}

// Location returns the address of the page.
func (p *Page) Location() string {
	p.t.Helper()
	return run(p, "reading the address", chromedp.Location())
}

// Text waits until sel is visible and returns its text as it is shown.
func (p *Page) Text(sel string) string {
	p.t.Helper()
	return run(p, "reading "+sel, chromedp.Text(chromedp.CSS(sel)))
}

// Click clicks sel with the mouse and waits for nothing afterwards.
func (p *Page) Click(sel string) {
	p.t.Helper()
	p.do("clicking "+sel, chromedp.Click(chromedp.CSS(sel), chromedp.NodeVisible))
}

// Follow clicks sel, waits until the page it leads to has loaded and returns
// its HTTP status. It is for links and for buttons that submit.
func (p *Page) Follow(sel string) int {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, browserPatience)
	defer cancel()
	response, err := chromedp.RunResponse(ctx, chromedp.Click(chromedp.CSS(sel), chromedp.NodeVisible))
	if err != nil {
		p.t.Fatalf("following %s: %v", sel, err)
	}
	if response == nil {
		return 0
	}
	return int(response.Status)
}

// Fill replaces the value of a field. Text is typed; a select (by the value of
// an option), a date and the like are set, with the events a person causes.
func (p *Page) Fill(sel, text string) {
	p.t.Helper()
	field := chromedp.CSS(sel)
	p.do("waiting for "+sel, chromedp.WaitVisible(field))
	typed := Eval[bool](p, fmt.Sprintf(`(() => {
		const e = document.querySelector(%s), value = %s;
		e.focus();
		const typed = e.localName === "textarea" || ["text", "search", "email", "url", "tel", "password"].includes(e.type);
		e.value = typed ? "" : value;
		if (!typed) for (const name of ["input", "change"]) e.dispatchEvent(new Event(name, {bubbles: true}));
		return typed;
	})()`, quote(sel), quote(text)))
	if typed && text != "" {
		p.do("filling "+sel, chromedp.SendKeys(field, text))
	}
	if got := run(p, "reading "+sel, chromedp.Value(field)); got != text {
		p.t.Fatalf("filling %s with %q: it holds %q", sel, text, got)
	}
}

// Press types keys into the element with the focus; the package chromedp/kb
// names the special ones.
func (p *Page) Press(keys string) {
	p.t.Helper()
	p.do("pressing keys", chromedp.KeyEvent(keys))
}

// Leave presses keys that lead to another page, waits until that has loaded and
// returns its HTTP status.
func (p *Page) Leave(keys string) int {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, browserPatience)
	defer cancel()
	response, err := chromedp.RunResponse(ctx, chromedp.KeyEvent(keys))
	if err != nil {
		p.t.Fatalf("leaving by %q: %v", keys, err)
	}
	if response == nil {
		return 0
	}
	return int(response.Status)
}

// Screenshot writes the whole page, also what is below the fold, as PNG.
func (p *Page) Screenshot(file string) {
	p.t.Helper()
	image := run(p, "taking a screenshot", chromedp.FullScreenshot(100))
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		p.t.Fatal(err)
	}
	if err := os.WriteFile(file, image, 0o644); err != nil {
		p.t.Fatal(err)
	}
}

// ScrollsSideways tells whether the page is wider than its viewport.
func (p *Page) ScrollsSideways() bool {
	p.t.Helper()
	return Eval[bool](p, `document.documentElement.scrollWidth > document.documentElement.clientWidth`)
}

// ConsoleErrors returns what the browser reported as an error so far: calls of
// console.error, uncaught exceptions, refused content and failed requests (an
// answer of 400 or above is one).
func (p *Page) ConsoleErrors() []string {
	p.t.Helper()
	p.settle()
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.console)
}

// OtherHosts returns the addresses that were asked for on any host but the
// page's own.
func (p *Page) OtherHosts() []string {
	p.t.Helper()
	p.settle()
	p.mu.Lock()
	defer p.mu.Unlock()
	var others []string
	for _, address := range p.requests {
		u, err := url.Parse(address)
		if err == nil && (u.Host == p.base || u.Scheme == "data" || u.Scheme == "blob" || u.Scheme == "about") {
			continue
		}
		others = append(others, address)
	}
	slices.Sort(others)
	return slices.Compact(others)
}

// Preload runs a script at the beginning of every page that is opened from now on.
// The browser keeps it compiled, which it does not with what Eval is given.
func (p *Page) Preload(source []byte) {
	p.t.Helper()
	p.do("preloading", chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: string(source)})
		return err
	}))
}

// Axe runs axe-core, whose source the caller hands over unless it was preloaded, and returns a line for
// every element that breaks one of its rules: empty means none was found.
func (p *Page) Axe(source []byte) []string {
	p.t.Helper()
	if !Eval[bool](p, `"axe" in window`) {
		p.do("loading axe", chromedp.Evaluate[chromedp.Void](string(source)+"\n;undefined"))
	}
	result := Eval[string](p, `axe.run({resultTypes: ["violations"], preload: false, rules: {"target-size": {enabled: true}}}).then(r => JSON.stringify(r.violations))`)
	var violations []struct {
		ID, Impact, Help string
		Nodes            []struct {
			Target         []any
			FailureSummary string
		}
	}
	if err := json.Unmarshal([]byte(result), &violations); err != nil {
		p.t.Fatalf("reading the result of axe: %v", err)
	}
	var lines []string
	for _, v := range violations {
		for _, n := range v.Nodes {
			lines = append(lines, fmt.Sprintf("%s (%s): %s: %v: %s", v.ID, v.Impact, v.Help, n.Target,
				strings.Join(strings.Fields(n.FailureSummary), " ")))
		}
	}
	return lines
}

// quote writes text as a JavaScript string.
func quote(text string) string {
	b, err := json.Marshal(text)
	if err != nil {
		panic(err)
	}
	return string(b)
}

// Resize makes the viewport width CSS pixels wide. It costs nothing where it is so.
func (p *Page) Resize(width int) {
	p.t.Helper()
	if width == p.width {
		return
	}
	p.width = width
	p.do("resizing", chromedp.EmulateViewport(int64(width), 900))
}

// Media makes the page believe that it is printed ("print"), or that its reader
// has a wish: Media("", "forced-colors", "active"). Media("") ends both.
func (p *Page) Media(media string, features ...string) {
	p.t.Helper()
	to := emulation.SetEmulatedMediaParams{Media: media}
	for i := 0; i+1 < len(features); i += 2 {
		to.Features = append(to.Features, &emulation.MediaFeature{Name: features[i], Value: features[i+1]})
	}
	p.do("emulating a medium", chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, to)
		return err
	}))
}

// NoScript lets no page of the tab run scripts; Eval works all the same.
func (p *Page) NoScript() {
	p.t.Helper()
	p.do("disabling scripts", chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
		return err
	}))
}
