package web_test

import (
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/omvendt/omvendt/internal/guard"
	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/web"
)

// guarded puts a guard before the open links.
func (o *asked) guarded(b guard.Bounds) *guard.Guard {
	o.t.Helper()
	g := guard.New(b, o.workflow.Secret, func() time.Time { return time.UnixMicro(o.clock.Load()) }, func(r *http.Request) netip.Addr {
		at, _ := netip.ParseAddrPort(r.RemoteAddr)
		return at.Addr()
	})
	o.serve(web.Deps{Register: o.register, Workflow: o.workflow, Access: o.access, Municipality: "Eksempel Kommune", Version: "0.1.0", Demo: true, Guard: g})
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

// Too much of one form, through one link or from one address is refused for a while,
// with all that was typed.
func TestTooManyAnswers(t *testing.T) {
	for name, b := range map[string]guard.Bounds{"address": {Address: 2}, "link": {Link: 2}} {
		o := asking(t, testenv.SQLite(t))
		o.guarded(b)
		path := "/svar/" + o.token
		for range 2 {
			o.post(path, o.filled(path, "answers.q1", "Ja")).has(t, "Tak. Dit svar")
		}
		form := o.filled(path, "answers.q1", "Det tredje svar")
		for range 2 {
			g := o.post(path, form)
			g.has(t, "Der kommer mange svar lige nu", "Det tredje svar")
			if g.StatusCode != http.StatusTooManyRequests || !strings.Contains(g.body, `value="Det tredje svar"`) || !strings.Contains(g.body, `value="send"`) {
				t.Errorf("%s: %d", name, g.StatusCode)
			}
		}
		o.wait(5 * time.Minute)
		o.post(path, form).has(t, "Tak. Dit svar")
		if o.count() != 3 {
			t.Errorf("%s: %d contributions", name, o.count())
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
