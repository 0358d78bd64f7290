package web_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/web"
	"github.com/omvendt/omvendt/workflow"
)

// made is a link of the consultation with more than an audience.
func (o *asked) made(l workflow.Link) workflow.Link {
	o.t.Helper()
	made, err := o.workflow.MakeLink(context.Background(), registry.Act{Actor: act.Actor, Operation: "test"}, o.slug, l)
	o.must(err)
	return made
}

func (o *asked) slips(l workflow.Link) []string {
	o.t.Helper()
	tokens, err := o.workflow.Slips(context.Background(), o.slug, l.ID)
	o.must(err)
	return tokens
}

// handed are a link on a shared device, one with slips, which are told, and one of
// whose slips one is used.
func (o *asked) handed() (shared, slips, spent workflow.Link, tokens []string) {
	shared = o.made(workflow.Link{Audience: "Forældre", Place: "Børnehuset Mosen, garderoben", Shared: true})
	slips = o.made(workflow.Link{Audience: "Personale", Place: "Børnehuset Mosen", Slips: 7, Closes: registry.MustDay("2026-12-02")})
	spent = o.made(workflow.Link{Audience: "Ledere", Slips: 3})
	_, err := o.workflow.Contribute(context.Background(), o.slips(spent)[0], strings.Repeat("b", 32), workflow.Said{Suggestions: []string{"Færre skemaer"}})
	o.must(err)
	return shared, slips, spent, o.slips(slips)
}

// A code that was read on paper leads to its form, however it was typed; one that
// opens nothing shows the page of every link that is not open, and only so many of
// those can be tried.
func TestShortCodes(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o := asking(t, dsn)
		code := workflow.Code(o.token)
		o.page(200, "/k").has(t, "Har du en kode?")
		for _, typed := range []string{code, strings.ToUpper(code), " " + strings.ReplaceAll(code, "-", " ") + " ", strings.ReplaceAll(strings.ReplaceAll(strings.ReplaceAll(code, "-", ""), "0", "O"), "1", "l")} {
			g := o.post("/k", url.Values{"form": {""}, "code": {typed}})
			if g.StatusCode != http.StatusSeeOther || g.Header.Get("Location") != "/svar/"+o.token || g.Header.Get("Referrer-Policy") != "no-referrer" {
				t.Errorf("%q leads with %d to %s", typed, g.StatusCode, g.Header.Get("Location"))
			}
		}
		if g := o.get("/en/k/" + code); g.Header.Get("Location") != "/en/answer/"+o.token || g.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("the address leads to %s", g.Header.Get("Location"))
		}
		if g := o.post("/k", url.Values{"form": {""}, "code": {"k7mq 2x9"}}); g.StatusCode != 422 || !strings.Contains(g.body, `value="k7mq 2x9"`) || !strings.Contains(g.body, "ikke åbent") {
			t.Errorf("a wrong code: %d", g.StatusCode)
		}
		o.page(404, "/k/aaaa-aaaa").has(t, "Dette link er ikke åbent")
		o.page(404, "/k/%20%C3%A6").has(t, "Dette link er ikke åbent")

		tried := 0
		o.serve(web.Deps{Register: o.register, Workflow: o.workflow, Access: o.access, Municipality: "Eksempel Kommune",
			MayTryCode: func(*http.Request) bool { return tried < 2 }, SentBadCode: func(*http.Request) { tried++ }})
		o.page(404, "/k/aaaa-aaaa")
		o.post("/k", url.Values{"form": {""}, "code": {"bbbb-bbbb"}})
		for _, code := range []string{code, "aaaa-aaaa"} {
			if g := o.get("/k/" + code); g.StatusCode != 429 {
				t.Errorf("after too many wrong ones %s gives %d", code, g.StatusCode)
			}
		}
		o.page(200, "/svar/"+o.token)
	})
}

// A link has days of its own, within those of its consultation.
func TestLinkDays(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o := asking(t, dsn)
		desk := "/arbejde/inddragelse/" + o.slug
		link := func(pairs ...string) got {
			f := url.Values{"form": {"link"}, "submission": {registry.NewRandomID[string]()}, "audience": {"Personale"}}
			for i := 0; i+1 < len(pairs); i += 2 {
				f.Set(pairs[i], pairs[i+1])
			}
			return o.post(desk, f, "Cookie", o.cookie)
		}
		for field, value := range map[string]string{"opens": "2026-10-31", "closes": "2026-12-16", "slips": "501", "place": strings.Repeat("æ", 201)} {
			if g := link(field, value); g.StatusCode != 422 || !strings.Contains(g.body, `href="#link-`+field+`"`) || !strings.Contains(g.body, value) {
				t.Errorf("%s %s: %d", field, value, g.StatusCode)
			}
		}
		if g := link("opens", "2026-12-02", "closes", "2026-12-01"); g.StatusCode != 422 || !strings.Contains(g.body, `href="#link-closes"`) {
			t.Errorf("ends before it begins: %d", g.StatusCode)
		}
		if g := link("slips", "2", "shared", "yes"); g.StatusCode != 422 || !strings.Contains(g.body, `href="#link-shared"`) {
			t.Errorf("slips on a shared device: %d", g.StatusCode)
		}
		if g := link("opens", "2026-11-25", "closes", "2026-12-01", "place", "Børnehuset Mosen"); g.StatusCode != http.StatusSeeOther {
			t.Fatalf("a good one: %d", g.StatusCode)
		}
		links, err := o.workflow.Links(context.Background(), o.slug)
		o.must(err)
		made := links[1]
		o.get(desk, "Cookie", o.cookie).has(t, "Personale, Børnehuset Mosen", "25. november 2026", "1. december 2026", workflow.Code(made.Token))
		o.get(desk+"/plakat/"+string(made.ID), "Cookie", o.cookie).has(t, "til og med 1. december 2026", "/k/"+workflow.Code(made.Token))
		for day, status := range map[string]int{"2026-11-24": 404, "2026-11-25": 200, "2026-12-01": 200, "2026-12-02": 404} {
			o.on(day)
			if g := o.get("/svar/" + made.Token); g.StatusCode != status {
				t.Errorf("on %s it gives %d", day, g.StatusCode)
			}
		}
		o.on("2026-12-01")
		o.page(200, "/svar/"+made.Token).has(t, "til og med 1. december 2026")
	})
}

// What is sent out with a link names its address and its last day in both languages.
func TestLinkKit(t *testing.T) {
	testenv.OneAtATime(t)
	o := asking(t, testenv.SQLite(t))
	l := o.made(workflow.Link{Audience: "Personale", Closes: registry.MustDay("2026-12-02")})
	desk := "/arbejde/inddragelse/" + o.slug + "/links/" + string(l.ID)
	o.get(desk, "Cookie", o.cookie).has(t, "Du må gerne svare i arbejdstiden", "/svar/"+l.Token, "til og med 1. december 2026", "You may answer in working time", "/en/answer/"+l.Token, "up to and including 1 December 2026", "/k/"+workflow.Code(l.Token))
	svg := o.get(desk+"/qr.svg", "Cookie", o.cookie)
	if svg.Header.Get("Content-Type") != "image/svg+xml" || !strings.HasPrefix(svg.body, `<svg xmlns="http://www.w3.org/2000/svg" viewBox=`) || !strings.Contains(o.get(desk, "Cookie", o.cookie).body, svg.body[strings.Index(svg.body, `d="`)+3:strings.Index(svg.body, `" fill="#000"`)]) {
		t.Errorf("the QR code is %s", svg.body)
	}
	ics := o.get(desk+"/frist.ics", "Cookie", o.cookie)
	if ics.Header.Get("Content-Type") != "text/calendar; charset=utf-8" {
		t.Errorf("the entry is %s", ics.Header.Get("Content-Type"))
	}
	for line := range strings.SplitAfterSeq(ics.body, "\n") {
		if len(line) > 77 || line != "" && !strings.HasSuffix(line, "\r\n") {
			t.Errorf("line %q", line)
		}
	}
	whole := strings.ReplaceAll(ics.body, "\r\n ", "")
	for _, line := range []string{"BEGIN:VCALENDAR", "UID:" + string(l.ID), "DTSTAMP:20261121T000000Z", "DTSTART;VALUE=DATE:20261201", "DTEND;VALUE=DATE:20261202", "SUMMARY:Sidste dag at svare: Din mening om reglerne"} {
		if !strings.Contains(whole, line+"\r\n") {
			t.Errorf("no line %q in %s", line, whole)
		}
	}
	o.must(o.workflow.RevokeLink(context.Background(), registry.Act{Actor: act.Actor, Operation: "test"}, o.slug, l.ID))
	for _, end := range []string{"", "/qr.svg", "/frist.ics"} {
		if g := o.get(desk+end, "Cookie", o.cookie); g.StatusCode != 404 {
			t.Errorf("of a closed link %s gives %d", end, g.StatusCode)
		}
	}
}

// A slip takes one answer, and nothing but an answer uses it up.
func TestSlips(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o := asking(t, dsn)
		l := o.made(workflow.Link{Audience: "Personale", Slips: 12})
		tokens := o.slips(l)
		if len(tokens) != 12 {
			t.Fatalf("%d slips", len(tokens))
		}
		o.page(404, "/svar/"+l.Token)
		list := "/arbejde/inddragelse/" + o.slug + "/sedler/" + string(l.ID)
		o.get(list, "Cookie", o.cookie).has(t, "12 sedler er lavet. 0 er brugt.", "/k/"+workflow.Code(tokens[11]))
		if g := o.get(list+"/sedler.csv", "Cookie", o.cookie); g.StatusCode != 200 || strings.Count(g.body, "\n") != 13 || !strings.Contains(g.body, tokens[0]) {
			t.Errorf("the list as a file: %d %s", g.StatusCode, g.body)
		}

		at := "/svar/" + tokens[0]
		o.page(200, at).has(t, "Dit link kan bruges til ét svar")
		o.page(200, at)
		if g := o.post(at, o.filled(at)); g.StatusCode != 422 { // nothing said
			t.Errorf("an empty form: %d", g.StatusCode)
		}
		form := o.filled(at, "answers.q1", "Ugeplanen")
		other := o.filled(at, "answers.q1", "Noget andet")
		code := first(t, codeShown, o.post(at, form).body)
		if again := first(t, codeShown, o.post(at, form).body); again != code {
			t.Errorf("a retry shows %s, not %s", again, code)
		}
		if g := o.post(at, other); g.StatusCode != 404 || !strings.Contains(g.body, "Noget andet") {
			t.Errorf("a second answer: %d", g.StatusCode)
		}
		o.page(404, at).has(t, "Dette link er ikke åbent")
		o.page(404, "/k/"+workflow.Code(tokens[0]))
		o.post("/kvittering", url.Values{"form": {""}, "code": {code}}).has(t, "Ugeplanen")
		if o.count() != 1 {
			t.Errorf("%d contributions", o.count())
		}

		// Who can see the list now could see who has answered.
		o.get(list, "Cookie", o.cookie).has(t, "Få er brugt", "Listen vises ikke mere")
		if g := o.get(list, "Cookie", o.cookie); strings.Contains(g.body, workflow.Code(tokens[11])) {
			t.Error("the list is still told")
		}
		if g := o.get(list+"/sedler.csv", "Cookie", o.cookie); g.StatusCode != 409 {
			t.Errorf("the file: %d", g.StatusCode)
		}
		for n, token := range tokens[1:5] {
			_, err := o.workflow.Contribute(context.Background(), token, strings.Repeat("abcdef"[n:n+1], 32), workflow.Said{Suggestions: []string{"Ja"}})
			o.must(err)
		}
		o.get(list, "Cookie", o.cookie).has(t, "12 sedler er lavet. 5 er brugt.")

		g := o.post("/arbejde/inddragelse/"+o.slug, url.Values{"form": {"revoke"}, "submission": {"r"}, "link": {string(l.ID)}}, "Cookie", o.cookie)
		if g.StatusCode != http.StatusSeeOther || o.get("/svar/"+tokens[11]).StatusCode != 404 {
			t.Errorf("a slip of a closed link is open (%d)", g.StatusCode)
		}
	})
}

// On a device that many use the code is shown once, and nothing stays for the next.
func TestSharedDevice(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o := asking(t, dsn)
		at := "/svar/" + o.made(workflow.Link{Audience: "Forældre", Shared: true}).Token
		o.page(200, at).has(t, "Begynd forfra på en tom side")
		form := o.filled(at, "answers.q1", "Ugeplanen")
		g := o.post(at, form)
		code := first(t, codeShown, g.body)
		g.has(t, "Koden vises kun denne ene gang")
		if !strings.Contains(g.body, "QR-kode med adressen og din kode") {
			t.Error("there is no QR code to take along")
		}
		if g.Header.Get("Refresh") != "120; url="+at {
			t.Errorf("it goes on with %q", g.Header.Get("Refresh"))
		}
		if g := o.post(at, form); strings.Contains(g.body, code) || !strings.Contains(g.body, "Svaret er gemt") || o.count() != 1 {
			t.Errorf("who goes back reads %s", g.body)
		}
		o.post("/kvittering", url.Values{"form": {""}, "code": {code}}).has(t, "Ugeplanen")
		if g := o.get("/svar/" + o.token); g.Header.Get("Refresh") != "" || strings.Contains(g.body, "Begynd forfra") {
			t.Error("one's own device is taken for a shared one")
		}
	})
}
