package web_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
)

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

// session is a tab in which somebody has signed in.
func (o *town) session(name, role string, width int) *testenv.Page {
	p := testenv.NewPage(o.t, width)
	p.Open(o.address + o.invite(name, role))
	p.Follow(".page .button-primary")
	return p
}

// Minutes are taken by keyboard, and what was marked stays when one goes back.
func TestMinutesInTheBrowser(t *testing.T) {
	testenv.Chromium(t)
	o, s := meetingTown(t, testenv.SQLite(t)), readSample(t)
	w := o.worker("Sekretær", "administrator")
	meeting := w.plan(s, 1, w.seat(s)["Byrådet"])
	w.addItem(meeting, s.Meetings[1].Items[0])
	o.on("2027-05-31")
	p := o.session("Sekretær i maj", "administrator", 820)
	p.Open(fmt.Sprintf("%s/arbejde/moeder/%s/punkter/9/referat", o.address, meeting))
	testenv.Eval[bool](p, `(() => { document.querySelector('[id="votes[0].rest-for"]').focus(); return true })()`)
	p.Press(" ")
	p.Follow(".form .button-primary")
	if h := p.Text("h1"); !strings.Contains(h, "Er det rigtigt?") {
		t.Errorf("the confirm step is %q", h)
	}
	p.Follow(".confirm .button-secondary")
	if !testenv.Eval[bool](p, `document.querySelector('[id="votes[0].rest-for"]').checked`) {
		t.Error("what was marked is gone")
	}
}

// Somebody answers on a phone that runs no scripts: the form costs little, sets
// no cookie and asks nobody else.
func TestAnsweringOnAPhone(t *testing.T) {
	testenv.Chromium(t)
	o := asking(t, testenv.SQLite(t))
	p := testenv.NewPage(t, 390)
	p.NoScript()
	o.sent.Store(0)
	p.Open(o.address + "/svar/" + o.token)
	if sent := o.sent.Load(); sent > 100_000 || sent < 30_000 {
		t.Errorf("the form costs %d bytes", sent)
	}
	if c := testenv.Eval[string](p, `document.cookie`); c != "" {
		t.Errorf("a cookie: %s", c)
	}
	p.Fill(`[name="answers.q1"]`, "Ugeplanen")
	p.Follow(`[value="next"]`)
	p.Fill(`[name="views.R-0002.why"]`, "Mit CPR er 010203-1234")
	p.Follow(`[value="look"]`)
	p.Follow(`[value="send"]`)
	if got := p.Text("h1"); got != "Tak. Dit svar er modtaget" {
		t.Errorf("sent: %q", got)
	}
	for _, h := range []string{"Din kvittering"} {
		p.Follow(`main form button`)
		if got := p.Text("h1"); got != h {
			t.Errorf("%q, not %q", got, h)
		}
	}
	p.Follow(`main form button[class~="button-secondary"]`)
	p.Follow(`main form button`)
	if got := p.Text(".notice--success"); got != "Dit svar er trukket tilbage." {
		t.Errorf("in the end: %q", got)
	}
	if errors, hosts := p.ConsoleErrors(), p.OtherHosts(); len(errors)+len(hosts) > 0 {
		t.Errorf("console: %v, hosts: %v", errors, hosts)
	}
}
