package web_test

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/omvendt/omvendt/internal/guard"
	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/web"
)

// guarded puts a guard before the open links.
func (o *asked) guarded(b guard.Bounds) *guard.Guard {
	o.t.Helper()
	g := guard.New(b, o.workflow.Secret, func() time.Time { return time.UnixMicro(o.clock.Load()) }, func(r *http.Request) netip.Addr {
		at, _ := netip.ParseAddrPort(r.RemoteAddr)
		return at.Addr()
	})
	o.serve(web.Deps{Register: o.register, Workflow: o.workflow, Access: o.access, Municipality: "Eksempel Kommune", Version: "0.1.0", Demo: true, Guard: g,
		Words: &web.Words{May: func(*http.Request) bool { return true }, Send: func(string, string, string) error { return nil }}})
	return g
}

func (o *town) wait(d time.Duration) { o.clock.Add(d.Microseconds()) }

// What is sent faster than anybody writes, or with the field that nobody sees, is
// shown to be looked over; one more press sends it, and nothing is lost.
func TestTooQuickOrBaited(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o := asking(t, dsn)
		o.guarded(guard.Usual)
		for _, in := range []struct{ path, quick, baited, sent string }{
			{"/svar/" + o.token, "Det gik så hurtigt", "Et felt, som skal være tomt", "Tak. Dit svar er modtaget"},
			{"/en/answer/" + o.token, "it went so fast", "a field that must be empty", "Thank you."},
		} {
			before := o.count()
			held := func(form url.Values, says string) url.Values {
				t.Helper()
				g := o.post(in.path, form)
				g.has(t, says, "Ugeplanen & mere")
				if g.StatusCode != 200 || o.count() != before {
					t.Fatalf("it was taken: %d, %d", g.StatusCode, o.count())
				}
				again := g.form(t, "")
				if again.Get("submission") != form.Get("submission") || again.Get("website") != "" {
					t.Errorf("the form again: %v", again)
				}
				again.Set("do", "send")
				return again
			}
			form := held(o.filled(in.path, "answers.q1", "Ugeplanen & mere"), in.quick)
			form = held(form, in.quick) // a program presses at once
			o.wait(4 * time.Second)
			form.Set("website", "https://example.invalid")
			form = held(form, in.baited)
			form = held(form, in.quick)
			forged := url.Values{}
			for k, v := range form {
				forged[k] = v
			}
			forged.Set("stamp", "1"+form.Get("stamp"))
			form = held(forged, in.quick)
			o.wait(4 * time.Second)
			// Steps go on with the stamp that the form came with.
			g := o.post(in.path, filled(form, "do", "go.1"))
			form = g.form(t, "")
			form.Set("do", "send")
			o.post(in.path, form).has(t, in.sent)
			o.post(in.path, form).has(t, in.sent) // a retry
			if o.count() != before+1 {
				t.Errorf("%d contributions", o.count()-before)
			}
		}
	})
}

// Too much of one form or from one address is refused for a while,
// with all that was typed.
func TestTooManyAnswers(t *testing.T) {
	{
		o := asking(t, testenv.SQLite(t))
		o.guarded(guard.Bounds{Address: 2})
		path := "/svar/" + o.token
		for range 2 {
			o.post(path, o.filled(path, "answers.q1", "Ja")).has(t, "Tak. Dit svar")
		}
		form := o.filled(path, "answers.q1", "Det tredje svar")
		for range 2 {
			g := o.post(path, form)
			g.has(t, "Der kommer mange svar lige nu", "Det tredje svar")
			if g.StatusCode != http.StatusTooManyRequests || !strings.Contains(g.body, `value="Det tredje svar"`) || !strings.Contains(g.body, `value="send"`) {
				t.Errorf("%d", g.StatusCode)
			}
		}
		o.wait(5 * time.Minute)
		o.post(path, form).has(t, "Tak. Dit svar")
		if o.count() != 3 {
			t.Errorf("%d contributions", o.count())
		}
	}
	o := asking(t, testenv.SQLite(t))
	o.guarded(guard.Bounds{})
	path := "/svar/" + o.token
	form, other := o.filled(path, "answers.q1", "Frem og tilbage", "do", "next"), o.filled(path, "do", "next")
	for n := 0; n < 100 && o.post(path, form).StatusCode == 200; n++ {
	}
	o.post(path, form).has(t, "Der kommer mange svar lige nu", "Frem og tilbage")
	o.post(path, other).has(t, "Trin 2 af 4") // of another form nothing is counted
	o.wait(time.Minute)
	if g := o.post(path, form); g.StatusCode != 200 {
		t.Errorf("after a minute: %d", g.StatusCode)
	}
}

// worked finds the numbers that a browser finds.
func worked(stamp string) string {
	var found []string
	for n := 0; len(found) < guard.Puzzles; n++ {
		sum := sha256.Sum256(fmt.Appendf(nil, "%s:%d:%d", stamp, len(found), n))
		if binary.BigEndian.Uint64(sum[:])>>(64-guard.Bits) == 0 {
			found, n = append(found, strconv.Itoa(n)), -1
		}
	}
	return strings.Join(found, ".")
}

// A link through which more comes than people send is guarded by itself: from then on
// an answer takes work, or three digits where no script runs. The desk sees it and can
// do so too.
func TestGuardedLink(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o := asking(t, dsn)
		o.guarded(guard.Bounds{Link: 1})
		links, err := o.workflow.Links(t.Context(), o.slug)
		o.must(err)
		path, desk := "/svar/"+o.token, "/arbejde/inddragelse/"+o.slug+"/links/"+string(links[0].ID)
		o.get(desk, "Cookie", o.cookie).has(t, "Linket er ikke beskyttet.")
		o.post(path, o.filled(path, "answers.q1", "Det første")).has(t, "Tak. Dit svar")
		again := func(form url.Values, says string) url.Values {
			t.Helper()
			before := o.count()
			g := o.post(path, form)
			g.has(t, says, "Skriv disse tal med cifre: ")
			if g.StatusCode != 200 || o.count() != before {
				t.Fatalf("%d, %d contributions more", g.StatusCode, o.count()-before)
			}
			return filled(g.form(t, ""), "do", "send")
		}
		const asks = "usædvanligt mange svar gennem linket"
		form := again(o.filled(path, "answers.q1", "Det andet"), asks)
		o.get(desk, "Cookie", o.cookie).has(t, "Linket er beskyttet til")
		for name, work := range map[string]string{"another form's": worked(o.filled(path).Get("stamp")), "too little": strings.TrimLeft(worked(form.Get("stamp")), "0123456789"), "none": "1.2.3.4.5.6.7.8", "long": strings.Repeat("9", 5000)} {
			if got := again(filled(form, "work", work), asks); got.Get("stamp") != form.Get("stamp") {
				t.Errorf("%s: another stamp", name)
			}
		}
		done := filled(form, "work", worked(form.Get("stamp")))
		o.post(path, done).has(t, "Tak. Dit svar")
		o.post(path, done).has(t, "Tak. Dit svar") // again it has no effect
		o.post(path, filled(done, "submission", strings.Repeat("x", 32))).has(t, asks)

		digits := func(body string) string {
			words, out := regexp.MustCompile(`Skriv disse tal med cifre: ([a-z, ]+)`).FindStringSubmatch(body)[1], ""
			for _, w := range strings.Split(words, ", ") {
				out += strconv.Itoa(1 + slices.Index(strings.Fields("en to tre fire fem seks syv otte ni"), w))
			}
			return out
		}
		g := o.post(path, o.filled(path, "answers.q1", "Uden script"))
		old := digits(g.body)
		form = again(filled(g.form(t, ""), "do", "send", "digits", "000"), "Tallene passede ikke")
		form = again(filled(form, "digits", old), "Tallene passede ikke") // they were of another stamp
		g = o.post(path, filled(form, "do", "look"))
		o.post(path, filled(g.form(t, ""), "do", "send", "digits", strings.Join(strings.Split(digits(g.body), ""), " "))).has(t, "Tak. Dit svar")
		if o.count() != 3 {
			t.Errorf("%d contributions", o.count())
		}

		press := func(says string) {
			t.Helper()
			g := o.get(desk, "Cookie", o.cookie)
			if g := o.post(desk, g.form(t, "guard"), "Cookie", o.cookie); g.StatusCode != 303 {
				t.Errorf("%s: %d", says, g.StatusCode)
			}
			o.get(desk, "Cookie", o.cookie).has(t, says)
		}
		press("Linket er ikke beskyttet.")
		press("Linket er beskyttet til")
		o.wait(time.Hour)
		o.get(desk, "Cookie", o.cookie).has(t, "Linket er ikke beskyttet.")
		log, err := o.register.AuditLog(t.Context(), "consultation "+o.slug, registry.AuditPlace{}, 50)
		o.must(err)
		var who []string
		for _, e := range log.Events {
			who = append(who, e.Actor+" "+e.Operation)
		}
		if !slices.Contains(who, "omvendt guard-link") {
			t.Errorf("the log: %v", who)
		}
	})
}

// A browser works while the answer is looked over, and sends it when it is done.
func TestGuardedInABrowser(t *testing.T) {
	testenv.Chromium(t)
	o := asking(t, testenv.SQLite(t))
	links, err := o.workflow.Links(t.Context(), o.slug)
	o.must(err)
	_, err = o.workflow.GuardLink(t.Context(), act, o.slug, links[0].ID, true)
	o.must(err)
	p := testenv.NewPage(t, 390)
	p.Open(o.address + "/svar/" + o.token)
	p.Fill(`[name="answers.q1"]`, "Ugeplanen")
	p.Follow(`[value="look"]`)
	if testenv.Eval[bool](p, `document.querySelector("#digits").offsetParent !== null`) {
		t.Error("who has scripts is asked to type")
	}
	p.Follow(`[value="send"]`)
	if code := p.Text("#receipt-code"); code == "" || o.count() != 1 {
		t.Errorf("%q, %d contributions", code, o.count())
	}
}
