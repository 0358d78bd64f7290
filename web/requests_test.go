package web_test

import (
	"context"
	"net/url"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/web"
)

// holding makes a post whose rules somebody answers for.
func (o *town) holding(post, user string) {
	o.t.Helper()
	users, err := o.register.Users(context.Background())
	o.must(err)
	for _, u := range users {
		if u.Name != user {
			continue
		}
		p, err := o.register.Post(context.Background(), registry.PostID(o.postOf(post)))
		o.must(err)
		p.Post.Holder, p.Post.Vacant = u.ID, false
		_, err = o.register.EditPost(context.Background(), act, p.Post.ID, p.Post.Edit, post, p.Post.PostEntry)
		o.must(err)
	}
}

// handOver gives rules another post.
func (o *town) handOver(post string, numbers ...registry.Number) {
	o.t.Helper()
	edit := registry.BulkEdit{Change: registry.BulkChange{Owner: &post}}
	for _, n := range numbers {
		view, err := o.register.Rule(context.Background(), n, registry.StatusQuery{})
		o.must(err)
		edit.Rules = append(edit.Rules, registry.SeenRule{Number: n, Edit: view.Rule.Edit})
	}
	_, err := o.register.BulkEdit(context.Background(), act, edit)
	o.must(err)
}

// requestOf makes a request.
func (o *town) requestOf(e registry.RequestEntry) registry.Request {
	o.t.Helper()
	today, err := o.register.Today(context.Background())
	o.must(err)
	if e.Deadline == registry.NoDay {
		e.Deadline = today + 14
	}
	q, err := o.register.AddRequest(context.Background(), act, e)
	o.must(err)
	return q
}

func (o *town) sendOff(q registry.Request) registry.Request {
	o.t.Helper()
	q, err := o.register.SendRequest(context.Background(), act, q.ID, q.Edit, web.RequestLetter("https://regler.example", "Eksempel Kommune"))
	o.must(err)
	return q
}

// requested are the states of requests: a draft, one that is under way and one that
// has ended, and of those who are asked.
func (o *town) requested(w *worker) []state {
	leader := o.worker("Frida Ånd", "owner")
	o.handOver("HR-konsulenten", 6, 7, 8, 9)
	o.holding("HR-konsulenten", "Frida Ånd")
	draft := o.requestOf(registry.RequestEntry{Title: "Udfyld " + compound, Words: long(600), Ask: registry.AskComplete,
		Lacking: []registry.Missing{registry.MissingPlain, registry.MissingJustification, registry.MissingEffort}, Scope: registry.RequestScope{Area: "Dagtilbud"}})
	narrow := o.requestOf(registry.RequestEntry{Title: "Snæver", Ask: registry.AskConfirm, Scope: registry.RequestScope{Units: []string{"Alle kommunale dagtilbud", name(60)},
		Filter: registry.Filter{Owner: "HR-konsulenten", Kind: registry.KindRule, Protects: registry.ProtectsStaff, LegalForm: registry.FormMixed, Review: "dagtilbud-2027"}}})
	empty := o.requestOf(registry.RequestEntry{Title: "Ingen", Ask: registry.AskConfirm, Scope: registry.RequestScope{Area: "Findes ikke"}})
	open := o.sendOff(o.requestOf(registry.RequestEntry{Title: "Er reglerne på dagtilbud stadig rigtige?", Words: "Vi gør klar til byrådets eftersyn.\n\nTak for hjælpen.", Ask: registry.AskConfirm}))
	fill := o.sendOff(o.requestOf(registry.RequestEntry{Title: "Udfyld det, der mangler", Ask: registry.AskComplete, Lacking: registry.Fillable}))
	over := o.sendOff(o.requestOf(registry.RequestEntry{Title: "Sidste års runde", Ask: registry.AskConfirm}))
	ctx := context.Background()
	_, err := o.register.EndRequest(ctx, act, over.ID, over.Edit)
	o.must(err)
	here := "/arbejde/mine-regler/" + string(open.ID)
	leader.send(here, filled(leader.read(here).hidden(""), "answer", "still_right")).is(o.t, 200)
	number := strings.TrimPrefix(leader.read(here).hidden("").Get("number"), "R-")
	return []state{
		{page: "work_requests", name: "normal", by: w},
		{page: "work_request_new", name: "normal", by: w},
		{page: "work_request_new", name: "from a list", by: w, query: "area=Dagtilbud&unit=Findes+ikke&kind=rule&protects=staff&legal_form=mixed&review=dagtilbud-2027&missing=effort"},
		{page: "work_request", name: "normal", by: w, names: []string{string(draft.ID)}},
		{page: "work_request", name: "narrow", by: w, names: []string{string(narrow.ID)}},
		{page: "work_request", name: "about nothing", by: w, names: []string{string(empty.ID)}},
		{page: "work_request", name: "normal, open", by: w, names: []string{string(open.ID)}},
		{page: "work_request", name: "open, all rules", by: w, names: []string{string(fill.ID)}, query: "all=yes"},
		{page: "work_request", name: "over", by: w, names: []string{string(over.ID)}},
		{page: "work_request", name: "not there", by: w, names: []string{"findes-ikke"}, status: 404},
		{page: "work_asked", name: "normal", by: leader},
		{page: "work_asked_one", name: "normal", by: leader, names: []string{string(open.ID)}},
		{page: "work_asked_one", name: "normal, to fill in", by: leader, names: []string{string(fill.ID)}},
		{page: "work_asked_one", name: "over", by: leader, names: []string{string(over.ID)}},
		{page: "work_asked_one", name: "stale", by: leader, names: []string{string(open.ID)}, send: url.Values{"form": {""}, "answer": {"still_right"}, "number": {number}, "edit": {"1000"}}, status: 412},
		{page: "work_asked_one", name: "not there", by: w, names: []string{string(open.ID)}, status: 404},
		{page: "work_rule", name: "asked about", by: leader, names: []string{"R-" + number}},
		{page: "desk", name: "rules wait", by: leader},
	}
}

// An administrator asks, sees whom it reaches, sends and reminds; who is asked sees
// it on the desk, goes from rule to rule with one press each, and it shows on the rule.
func TestRequests(t *testing.T) {
	testenv.OneAtATime(t)
	o := sample(t, testenv.SQLite(t))
	w, leader := o.worker("Astrid Ærø", "administrator"), o.worker("Frida Ånd", "owner")
	o.handOver("Dagtilbudschefen", 2, 3, 4, 5)
	o.holding("Dagtilbudschefen", "Frida Ånd")
	if strings.Contains(leader.read("/arbejde").body, "regler venter på dig") {
		t.Error("rules wait before anybody has asked")
	}
	form := w.read("/arbejde/anmodninger/ny").hidden("")
	w.send("/arbejde/anmodninger/ny", filled(form, "title", "Er de rigtige?", "ask", "complete", "language", "da", "deadline", "2020-01-01")).is(t, 422).has(t, "Hvad skal udfyldes?")
	page := w.send("/arbejde/anmodninger/ny", filled(form, "title", "Er de rigtige?", "ask", "confirm", "language", "da", "deadline", "2026-12-01", "owner", "Dagtilbudschefen"))
	page.is(t, 200).has(t, "Se herunder, hvem den når", "1 person får en mail", "Frida Ånd")
	here := page.Request.URL.Path
	w.send(here, filled(w.read(here).hidden("send"))).is(t, 200).has(t, "Anmodningen er sendt", "Er de rigtige? – frist 1. december 2026")
	w.send(here, filled(w.read(here).hidden("deadline"), "deadline", "2026-12-24")).is(t, 200).has(t, "24. december 2026")

	leader.read("/arbejde").has(t, "regler venter på dig", "24. december 2026")
	mine := strings.Replace(here, "anmodninger", "mine-regler", 1)
	if !strings.Contains(leader.read("/arbejde/mine-regler").body, mine) {
		t.Error("her rules do not lead to the request")
	}
	w.read(mine).is(t, 404)
	first := leader.read(mine).hidden("")
	number := first.Get("number")
	answered := leader.send(mine, filled(first, "answer", "still_right")).is(t, 200)
	answered.has(t, "Svaret er gemt.")
	second := answered.hidden("")
	if second.Get("number") == number {
		t.Fatalf("after %s comes %s again", number, second.Get("number"))
	}
	o.stranger().read("/regler/"+number).has(t, "Stadig rigtig", "af Dagtilbudschefen")
	leader.send(mine, filled(second, "answer", "undefended")).is(t, 200)
	leader.read("/arbejde/regler/"+second.Get("number")).has(t, "Ingen vil forsvare den, siger Frida Ånd")
	third := leader.read(mine).hidden("").Get("number")
	rule := "/arbejde/regler/" + third
	leader.send(rule, filled(leader.read(rule).hidden("case"), "value", "Den giver tryghed for de yngste børn.")).is(t, 200)
	w.read(here).has(t, "1 er stadig rigtig", "1 er rettet eller udfyldt", "1 vil ingen forsvare")
	w.send(here, filled(w.read(here).hidden("remind"))).is(t, 200).has(t, "Påmindelse: Er de rigtige?")
	w.send(here, filled(w.read(here).hidden("end"))).is(t, 200).has(t, "Afsluttet")
	leader.read(mine).has(t, "Anmodningen er afsluttet")
}

// A letter is written in its request's language, names the first rules, tells where
// they are answered and holds no secret.
func TestRequestLetter(t *testing.T) {
	write := web.RequestLetter("https://regler.example/", "Eksempel Kommune")
	l := registry.RequestLetter{To: registry.User{Name: "Gry Ærlig"}, Waiting: 22, Covered: []string{"Leder af Dagtilbud Vest"}, Today: registry.MustDay("2026-11-21"),
		Rules:   []registry.LetterRule{{Number: 1, Title: "Skriftlig ugeplan"}, {Number: 7, Title: "Tilsyn"}},
		Request: registry.Request{ID: "q1", RequestEntry: registry.RequestEntry{Title: "Er de rigtige?", Words: "Tak for hjælpen.", Ask: registry.AskConfirm, Language: "da", Deadline: registry.MustDay("2026-12-01")}}}
	holds := func(text string, parts ...string) {
		t.Helper()
		for _, part := range parts {
			if !strings.Contains(text, part) {
				t.Errorf("the letter does not say %q: %s", part, text)
			}
		}
	}
	subject, text := write(l)
	holds(subject+"\n"+text, "Er de rigtige? – frist 1. december 2026", "Hej Gry Ærlig", "22 regler", "Tak for hjælpen.", "Fristen er 1. december 2026.",
		"https://regler.example/arbejde/mine-regler/q1\n", "Leder af Dagtilbud Vest", "R-0001 Skriftlig ugeplan\nR-0007 Tilsyn\nog 20 flere")
	l.Reminder, l.Today, l.Request.Language, l.Request.Ask, l.Request.Lacking = true, registry.MustDay("2026-12-02"), "en", registry.AskComplete, []registry.Missing{registry.MissingPlain}
	subject, text = write(l)
	holds(subject+"\n"+text, "Reminder: Er de rigtige?", "22 rules", "The deadline was 1 December 2026.", "https://regler.example/en/desk/my-rules/q1\n", "and 20 more", "plain sentence")
	if strings.Contains(text, "⟦") {
		t.Errorf("a text is missing: %s", text)
	}
}

// From a list of rules leads a form that is narrowed as the list is, and an English
// request is marked so among the mails.
func TestAskAboutList(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o := sample(t, dsn)
		w := o.worker("Ada Admin", "administrator")
		list := "/arbejde/regler?" + url.Values{"area": {"Dagtilbud"}, "kind": {"documentation"}, "missing": {"effort"}}.Encode()
		form := w.read(w.read(list).link(t, "/arbejde/anmodninger/ny")).form(t, "")
		for field, want := range map[string]string{"area": "Dagtilbud", "kind": "documentation", "protects": "", "legal_form": "", "ask": "complete", "lacking": "effort"} {
			if got := form.Get(field); got != want {
				t.Errorf("%s is %q, want %q", field, got, want)
			}
		}
		w.read(list+"&q=sprog").lacks(t, "Spørg dem, der har ansvaret")
		w.read("/arbejde/regler").lacks(t, "Spørg dem, der har ansvaret")
		o.worker("Ejer", "owner").read(list).lacks(t, "Spørg dem, der har ansvaret")

		made := w.send("/arbejde/anmodninger/ny", filled(form, "title", "Are they right?", "language", "en", "deadline", "2027-01-01")).is(t, 200)
		made.has(t, "Dokumentationskrav")
		again := made.form(t, "")
		w.send(made.where(), filled(again, "kind", "", "protects", "nobody", "review", "dagtilbud-2027")).is(t, 200).lacks(t, "Findes ikke")
		requests, err := o.register.Requests(context.Background(), registry.RequestQuery{Limit: 1})
		o.must(err)
		if f := requests.Requests[0].Scope.Filter; f.Kind != "" || f.Review != "dagtilbud-2027" || f.Protects != registry.ProtectsNobody {
			t.Errorf("stored %+v", f)
		}
		u, err := o.register.AddUser(context.Background(), act, registry.User{Name: "Åse Østergård", Email: "aase@example.org", Grants: []registry.Grant{{Role: "owner"}}})
		o.must(err)
		_, err = o.register.TryMail(context.Background(), registry.Act{Actor: registry.Actor{Name: u.Name, User: u.ID}, Operation: "try-mail"}, "en", "Are they right?", "Dear reader")
		o.must(err)
		if body := w.read("/arbejde/mails").body; !strings.Contains(body, `lang="en">Are they right?`) {
			t.Error("an English subject is marked as Danish")
		}
	})
}
