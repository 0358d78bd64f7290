package main

import (
	"regexp"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/cmd/omvendt/internal/demo"
	"github.com/omvendt/omvendt/internal/testenv"
)

// walk is somebody's way through the program, with a server that stops and
// starts again between any two steps.
type walk struct {
	*machine
	server *running
	story  demo.Story
}

// newWalk plays the demo's story into a database.
func newWalk(t *testing.T, dsn string) *walk {
	w := &walk{machine: newMachine(t, dsn, "2026-11-21")}
	w.env["OMVENDT_QUICKEST_ANSWER"] = "0s" // the clock hardly moves while she writes
	clock := demo.NewClock(w.clock)
	h, err := w.program().migrated(t.Context(), dsn, clock.Now)
	if err != nil {
		t.Fatal(err)
	}
	if w.story, err = demo.Play(t.Context(), h.workflow, clock); err != nil {
		t.Fatal(err)
	}
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	return w
}

// restart stops the server and starts it again on the same database.
func (w *walk) restart() {
	w.t.Helper()
	if w.server != nil {
		w.server.end()
	}
	w.server = w.start("serve")
}

// step restarts the server and opens a path of it.
func (w *walk) step(p *testenv.Page, path string) {
	w.t.Helper()
	w.restart()
	p.Open(w.server.url + path)
}

// signIn asks for a link on the command line, as an operator does, and uses it.
func (w *walk) signIn(width int, role string) *testenv.Page {
	w.t.Helper()
	w.restart()
	invited := w.must("user", "invite", "--email", role+"@eksempel.invalid", "--base-url", w.server.url)
	p := testenv.NewPage(w.t, width)
	p.Open(regexp.MustCompile(`http://\S+/log-ind/\S+`).FindString(invited.out))
	p.Follow("main form button")
	return p
}

func (w *walk) shows(p *testenv.Page, want ...string) {
	w.t.Helper()
	text := p.Text("main")
	for _, s := range want {
		if !strings.Contains(text, s) {
			w.t.Fatalf("%s does not say %q:\n%s", p.Location(), s, text)
		}
	}
}

// TestWalk is the README's five-minute walk in a browser: an administrator looks
// around, a parent answers on a phone, the administrator answers back, the
// council decides, and on the sunset day the register has changed by itself.
func TestWalk(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		w := newWalk(t, dsn)

		// 1. The administrator's desk, and the review under way.
		admin := w.signIn(1280, "administrator")
		w.shows(admin, "Arbejdsbord", "Regeleftersyn", "Møder")
		w.step(admin, "/eftersyn/"+w.story.UnderWay)
		w.shows(admin, "Bortfalder, hvis ingen beslutter noget", "R-0045", "R-0047")

		// 2. A parent answers on a phone, without an account. The server stops while
		// she writes.
		parent := testenv.NewPage(t, 390)
		w.step(parent, "/svar/"+w.story.OpenLink)
		w.shows(parent, "112", "Hvilke regler giver værdi?")
		parent.Fill("#find", "referat af personalemøder")
		parent.Follow(`button[value="find"]`)
		parent.Click(`label[for="views.R-0045.stance-2"]`)
		const said = "Referaterne tager tid fra børnene, og vi får dem aldrig at se."
		parent.Fill(`[id="views.R-0045.why"]`, said)
		parent.Follow(`button[value="look"]`)
		w.shows(parent, "Se dit svar igennem", said)
		parent.Follow(`button[value="send"]`)
		code := parent.Text("#receipt-code")
		if !regexp.MustCompile(`^[a-z0-9]{4}(-[a-z0-9]{4}){3}$`).MatchString(code) {
			t.Fatalf("the code is %q", code)
		}

		// 3. The administrator gives the answer that every input gets.
		w.step(admin, "/arbejde/inddragelse/"+w.story.Consultation+"/henvendelser?rule=R-0045&unanswered=yes")
		w.shows(admin, said)
		pick := testenv.Eval[string](admin, `[...document.querySelectorAll(".card-plain")].find(c => c.textContent.includes("`+said+`")).querySelector("input[type=checkbox]").id`)
		admin.Click(`label[for="` + pick + `"]`)
		admin.Fill(`main form[method="post"] select[name="kind"]`, "followed")
		const reply = "Byrådet bliver bedt om at ophæve reglen den 21. december."
		admin.Fill(`textarea[name="reason"]`, reply)
		admin.Follow(`button[value="dispose"]`)

		// 4. The council meets. A month has passed, so the secretary signs in anew.
		w.day("2026-12-21")
		secretary := w.signIn(820, "secretary")
		meeting := "/moeder/" + w.story.Meeting
		w.step(secretary, meeting+"/punkter/1")
		w.shows(secretary, "Hvis intet bliver besluttet", "Skal reglen fastholdes?", "ubesvare")
		for _, item := range []string{"1", "2"} {
			w.step(secretary, "/arbejde"+meeting+"/punkter/"+item+"/referat")
			secretary.Click(`label[for="votes[0].rest-for"]`)
			secretary.Follow(".form .button-primary")
			w.shows(secretary, "13")
			secretary.Follow(".confirm .button-primary")
		}
		w.step(secretary, "/arbejde"+meeting+"/luk")
		secretary.Follow(".form .button-primary")
		secretary.Follow(".confirm .button-primary")
		w.shows(secretary, "Mødet er lukket")

		// 5. Everybody can read what was decided, and the parent what it led to.
		w.step(parent, "/regler/R-0034")
		w.shows(parent, "I kraft", "fastholdt ved en beslutning den 21. december 2026")
		w.step(parent, "/kvittering")
		parent.Fill(`main input[name="code"]`, code)
		parent.Follow("main form .button-primary")
		w.shows(parent, said, reply)

		// 6. The sunset comes while the server is off, and nobody does anything.
		w.server.end()
		w.day("2027-07-01")
		w.step(parent, "/regler/R-0047")
		w.shows(parent, "Bortfaldet", "siden 1. juli 2027")
		w.step(parent, "/regler/R-0034")
		w.shows(parent, "I kraft")
		w.step(parent, "/regler/R-0045")
		w.shows(parent, "Ophævet")
	})
}
