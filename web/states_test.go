package web_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/web"
	"github.com/omvendt/omvendt/workflow"
)

// state is a page as somebody sees it: in a town, at an address, perhaps after
// sending something. Each is looked at in both languages.
type state struct {
	page, name string
	by         *worker
	names      []string // of the address
	query      string
	send       url.Values // nil: the page is read
	file       string     // an upload
	status     int        // 0: 200
	path       string     // instead of page, where there is none
	busy       bool       // somebody else is writing
}

// seen is a state in one language.
type seen struct {
	state
	lang    texts.Lang
	address string
	got
	root *element
}

func (s seen) String() string { return fmt.Sprintf("%s %q (%s)", s.page, s.state.name, s.lang) }

func (s state) in(t testing.TB, lang texts.Lang) seen {
	t.Helper()
	path := s.path
	if path == "" {
		path = web.Path(s.page, lang, s.names...)
	} else if lang == texts.English {
		path = "/en" + path
	}
	if s.query != "" {
		path += "?" + s.query
	}
	quiet := &worker{&town{t: t, address: s.by.address}, s.by.client}
	r, err := http.NewRequest(http.MethodGet, s.by.address+path, nil)
	switch {
	case s.file != "":
		r, err = quiet.uploading(path, s.file, s.send)
	case s.send != nil:
		r, err = http.NewRequest(http.MethodPost, s.by.address+path, strings.NewReader(s.send.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if err != nil {
		t.Fatal(err)
	}
	if s.busy {
		r.Header.Set(busyHeader, "yes")
	}
	x := seen{state: s, lang: lang, address: path, got: quiet.fetch(r)}
	x.root, err = parse(x.body)
	if err != nil {
		t.Fatalf("%s: %v", x, err)
	}
	if want := max(s.status, 200); x.StatusCode != want {
		t.Errorf("%s: status %d, want %d: %.300s", x, x.StatusCode, want, x.main())
	}
	return x
}

// main is what a page says besides what every page says.
func (s seen) main() string {
	for _, e := range s.root.all("main") {
		return e.words()
	}
	return ""
}

// compound is how long a Danish word can be.
const compound = "speciallægepraksisplanlægningsstabiliseringsperiodeopfølgningsdokumentationskrav"

// long is a text of exactly n characters.
func long(n int) string {
	const sentence = "Ærøs Ålaug øver " + compound + " og skriver det ned for hver børnehave, vuggestue og skole. "
	text := []rune(strings.Repeat(sentence, n/100+2))[:n:n] // it has more than 100 characters
	if text[n-1] == ' ' {
		text[n-1] = '.'
	}
	return string(text)
}

// name is a name of exactly n characters, of no language.
func name(n int) string {
	return string([]rune(strings.Repeat("Ærø Øby Åls-"+strings.ToUpper(compound[:40])+" ", n/50+2))[:n-1]) + "Ø"
}

// emptyTown is a municipality on its first day.
func emptyTown(t *testing.T) []state {
	o := newTown(t, testenv.SQLite(t), "2026-11-21").deciding()
	o.serve(web.Deps{Register: o.register, Workflow: o.workflow, Access: o.access, Municipality: "Eksempel Kommune",
		Version: "0.1.0", SendSignIn: func(*http.Request, string, texts.Lang) error { return nil }})
	w, nobody, invited := o.worker("Astrid Ærø", "administrator"), o.stranger(), o.stranger()
	link := strings.TrimPrefix(o.invite("Øjvind Åby", "owner"), "/log-ind/")
	var states []state
	for _, page := range []string{"register", "reviews", "meetings", "effort", "role_year", "bases", "account", "accounts", "lapses", "hassles", "sent_ons", "log", "policies"} {
		states = append(states, state{page: page, name: "empty", by: nobody})
	}
	for _, page := range []string{"desk", "work_rules", "work_views", "work_rule_new", "work_import", "work_reviews", "work_review_new", "work_meetings", "work_meeting_new", "work_consultations", "work_bodies", "work_bases", "work_imports", "work_posts", "work_users", "work_mails", "work_redact", "work_alike", "work_different", "work_kle", "work_requests", "work_request_new", "work_asked", "work_parties", "work_hassles", "work_send_ons", "work_units", "work_guidances", "work_stop_tasks", "work_measurements", "work_trials", "own_policies"} {
		states = append(states, state{page: page, name: "empty", by: w})
	}
	owner := o.worker("Ejer", "owner", "Ældre")
	bodies, err := o.register.Bodies(context.Background())
	o.must(err)
	m, err := o.workflow.PlanMeeting(context.Background(), act, workflow.Meeting{Body: bodies[0], Day: registry.MustDay("2026-11-21")})
	o.must(err)
	for _, page := range []string{"meeting", "meeting_papers", "work_item_new", "work_close", "work_substitutes", "work_cancel"} {
		states = append(states, state{page: page, name: "empty", by: w, names: []string{string(m.ID)}})
	}
	return append(states,
		state{page: "register", name: "nothing found", by: nobody, query: "q=findes-ikke"},
		state{page: "work_evaluations", name: "empty", by: w, query: "from=2030-01-01"},
		state{page: "register", name: "before there was one", by: nobody, query: "known=2026-11-01"},
		state{page: "desk", name: "nothing to do", by: o.worker("Revisor", "auditor")},
		state{page: "work_rules", name: "out of reach", by: owner},
		state{page: "sign_in", name: "normal", by: nobody},
		state{page: "sign_in", name: "signed in", by: w},
		state{page: "sign_in", name: "sent", by: nobody, query: "notice=sign_in_sent"},
		state{page: "sign_in_link", name: "normal", by: invited, names: []string{link}},
		state{page: "sign_in_link", name: "used", by: invited, names: []string{"brugt"}, status: 404},
		state{page: "work_body", name: "empty", by: w, names: []string{o.body(registry.RankCommittee)}},
		state{page: "rule", name: "not there", by: nobody, names: []string{"R-0042"}, status: 404},
		state{page: "review", name: "not there", by: nobody, names: []string{"dagtilbud"}, status: 404},
		state{page: "work_review_new", name: "not allowed", by: owner, status: 403},
		state{page: "work_rule_new", name: "signed out", by: nobody, send: url.Values{"title": {"Ny"}}, status: 401},
		state{page: "register", name: "wrong method", by: nobody, send: url.Values{"q": {"x"}}, status: 405},
		state{page: "work_rule_new", name: "too much", by: w, send: url.Values{"demand": {strings.Repeat("x", 1<<20)}}, status: 413},
		state{page: "lost", name: "not there", by: nobody, path: "/findes-ikke", status: 404},
	)
}

// body is the first body of a rank; one is made where there is none.
func (o *town) body(rank registry.Rank) string {
	o.t.Helper()
	bodies, err := o.register.Bodies(context.Background())
	o.must(err)
	for _, b := range bodies {
		if b.Rank == rank {
			return string(b.ID)
		}
	}
	b, err := o.register.AddBody(context.Background(), act, registry.Body{Name: "Børne- og Ungeudvalget", Rank: rank})
	o.must(err)
	return string(b.ID)
}

// sampleTown is a municipality that has worked for a year.
func sampleTown(t *testing.T) []state {
	o := asking(t, testenv.SQLite(t))
	ctx := context.Background()
	nobody, w := o.stranger(), o.worker("Astrid Ærø", "administrator")
	var code string
	for i := range 6 {
		said := workflow.Said{Answers: map[string]string{"q1": "Skemaerne. De er for lange."}, Suggestions: []string{"Mindre papir på stuerne"},
			Views: []workflow.View{{Rule: 2, Stance: workflow.Stances[i%2], Why: "Ring til mig på 010203-1234.", Minutes: 10}, {Rule: 3, Stance: workflow.KeepIt, Minutes: workflow.NoMinutes}}}
		var err error
		code, err = o.workflow.Contribute(ctx, o.token, fmt.Sprintf("%-32d", i), said)
		o.must(err)
	}
	inputs, err := o.workflow.Inbox(ctx, o.slug, workflow.InputFilter{})
	o.must(err)
	for _, a := range inputs[:8] {
		o.must(o.workflow.Dispose(ctx, act, workflow.Pick(a), workflow.Disposition{Kind: workflow.NotFollowed, Reason: "Loven kræver det."}, ""))
		a.Input.Edit++
		o.must(o.workflow.Screen(ctx, act, o.slug, workflow.Pick(a), workflow.Screened{Screening: workflow.Published}))
	}
	var masked registry.InputID
	for _, a := range inputs[8:] {
		switch words := strings.Fields(a.Input.Text); {
		case len(words) > 2 && masked == "":
			masked = a.Input.ID
			o.must(o.workflow.Screen(ctx, act, o.slug, workflow.Pick(a), workflow.Screened{Screening: workflow.MaskedText, Shown: words[0] + " " + workflow.Omitted}))
		case len(words) > 2:
			o.must(o.workflow.Screen(ctx, act, o.slug, workflow.Pick(a), workflow.Screened{Screening: workflow.Withheld, Why: workflow.OtherReason, Note: "Teksten nævner en kollega."}))
		}
	}
	whole, part, merged := o.tied()
	o.alarmed(inputs[1].Input.ID)
	links, err := o.workflow.Links(ctx, o.slug)
	o.must(err)
	shared, slips, spent, slip := o.handed()
	guarded, err := o.workflow.MakeLink(ctx, act, o.slug, workflow.Link{Audience: "Forældre", Place: "Beskyttet"})
	o.must(err)
	_, err = o.workflow.GuardLink(ctx, act, o.slug, guarded.ID, true)
	o.must(err)
	wished, err := o.workflow.AskForWord(ctx, o.slug, "ja@eksempel.invalid", "da")
	o.must(err)
	o.must(o.workflow.ConfirmWord(ctx, wished.Token))
	wish, err := o.workflow.AskForWord(ctx, o.slug, "maaske@eksempel.invalid", "da")
	o.must(err)
	first, again := o.measuredTwice()
	alone, leaders := o.assessing()
	_, err = o.workflow.OpenConsultation(ctx, act, "aeldre-2026", workflow.Consultation{Slug: "ingen", Title: workflow.Wording{Da: "Ingen har svaret"}, Privacy: workflow.Wording{Da: "Kommunen er ansvarlig."},
		Opens: registry.MustDay("2026-11-01"), Closes: registry.MustDay("2026-12-16"), Questions: []workflow.Question{{ID: "q1", Text: workflow.Wording{Da: "Hvad giver mindst mening?"}}}})
	o.must(err)
	none, err := o.workflow.AddLink(ctx, act, "ingen", "Beboere")
	o.must(err)
	view, err := o.register.Rule(ctx, 19, registry.StatusQuery{})
	o.must(err)
	_, err = o.register.Undefend(ctx, act, 19, view.Rule.Edit)
	o.must(err)
	view, err = o.register.Rule(ctx, 12, registry.StatusQuery{})
	o.must(err)
	_, err = o.register.Justify(ctx, act, 12, view.Rule.Edit, registry.Justification{Value: long(300), Indicator: "Antal opkald", CheckOn: registry.MustDay("2026-11-01")})
	o.must(err)
	against, err := o.register.FileCounterCase(ctx, act, 2, registry.CounterCase{Party: registry.PartyMED, Name: name(60), Public: true,
		CounterArguments: registry.CounterArguments{Cost: long(400), Lighter: "En tavle."}})
	o.must(err)
	view, err = o.register.Rule(ctx, 5, registry.StatusQuery{})
	o.must(err)
	users, err := o.register.Users(ctx)
	o.must(err)
	var kept registry.ListView
	for i, u := range users {
		as := registry.Act{Actor: registry.Actor{Name: u.Name, User: u.ID}, Operation: "keep-list-view"}
		v, err := o.register.KeepListView(ctx, as, 0, registry.ListView{Name: "Visning " + u.Name, Query: "missing=check", Shared: true})
		o.must(err)
		if u.Name == "Astrid Ærø" || i == 0 {
			kept = v
		}
	}

	states := []state{
		{page: "register", name: "filtered", by: nobody, query: "state=lapsed&class=council_rule"},
		{page: "register", name: "wrong", by: nobody, query: "q=" + url.QueryEscape(long(201)) + "&on=2027-02-30&known=2040-01-01", status: 422},
		{page: "register", name: "wrong choices", by: nobody, query: "state=gone&class=gone&area=" + url.QueryEscape(long(201)), status: 422},
		{page: "register", name: "as it was known", by: nobody, query: "known=2025-06-01&on=2026-01-01"},
		{page: "rule", name: "wrong", by: nobody, names: []string{"R-0001"}, query: "on=i+morgen&known=2040-01-01", status: 422},
		{page: "rule", name: "known", by: nobody, names: []string{"R-0010"}, query: "on=2027-03-01&known=2026-11-20"},
		{page: "rule_history", name: "normal", by: nobody, names: []string{"R-0010"}},
		{page: "rule_history", name: "as the auditor", by: o.worker("Revisor Ø", "auditor"), names: []string{"R-0022"}},
		{page: "rule_history", name: "beyond", by: nobody, names: []string{"R-0010"}, query: "before=1"},
		{page: "rule_history", name: "not there", by: nobody, names: []string{"R-0042"}, status: 404},
		{page: "effort", name: "normal", by: nobody},
		{page: "effort", name: "normal, by role", by: nobody, query: "by=role&on=2027-01-01"},
		{page: "effort", name: "as it was known", by: nobody, query: "by=role&on=2027-01-01&known=2026-11-20"},
		{page: "effort", name: "wrong day of knowing", by: nobody, query: "known=2040-01-01", status: 422},
		{page: "effort", name: "wrong", by: nobody, query: "by=size&on=snart", status: 422},
		{page: "account", name: "normal", by: nobody},
		{page: "account", name: "normal, an area this year", by: nobody, query: "area=Dagtilbud&period=year&after=0-0-0"},
		{page: "account", name: "wrong", by: nobody, query: "area=" + url.QueryEscape(long(400)), status: 422},
		{page: "role_year", name: "normal", by: nobody, query: "role=daglig+leder"},
		{page: "role_year", name: "to choose", by: nobody},
		{page: "role_year", name: "wrong", by: nobody, query: "on=snart&then=31-02-2027", status: 422},
		{page: "rule_version", name: "normal", by: nobody, names: []string{"R-0010", "2"}},
		{page: "rule_version", name: "normal, the first", by: nobody, names: []string{"R-0010", "1"}},
		{page: "rule_version", name: "not there", by: nobody, names: []string{"R-0010", "3"}, status: 404},
		{page: "answer", name: "not open", by: nobody, names: []string{"findes-ikke"}, status: 404},
		{page: "answer", name: "too late", by: nobody, names: []string{"findes-ikke"}, send: url.Values{"form": {""}, "answers.q1": {long(3000)}}, status: 404},
		{page: "answer", name: "sent", by: nobody, names: []string{o.token}, send: url.Values{"form": {""}, "submission": {strings.Repeat("s", 32)}, "answers.q1": {"Ring til Bo, 010203-1234"}}},
		{page: "answer", name: "rules", by: nobody, names: []string{o.token}, send: url.Values{"form": {""}, "step": {"1"}, "do": {"next"}, "answers.q1": {"Skemaerne."}}},
		{page: "answer", name: "rules: wrong", by: nobody, names: []string{o.token}, status: 422, send: url.Values{"form": {""}, "step": {"2"}, "submission": {strings.Repeat("w", 32)}, "views.R-0002.minutes": {"ti"}, "views.R-0003.why": {long(4001)}}},
		{page: "answer", name: "suggestions", by: nobody, names: []string{o.token}, send: url.Values{"form": {""}, "step": {"2"}, "do": {"next"}}},
		{page: "answer", name: "looked over", by: nobody, names: []string{o.token}, send: url.Values{"form": {""}, "step": {"1"}, "do": {"look"}, "answers.q1": {"Ring til Bo, 010203-1234. " + long(900)}, "views.R-0002.stance": {"keep"}, "views.R-0002.minutes": {"12"}, "suggestions[0]": {"Flere bænke"}}},
		{page: "answer", name: "looked over again", by: nobody, names: []string{o.token}, send: url.Values{"form": {""}, "step": {"1"}, "answers.q1": {"Skemaerne."}, "website": {"https://example.invalid"}}},
		{page: "word_ask", name: "normal", by: nobody, names: []string{o.slug}},
		{page: "word_ask", name: "wrong", by: nobody, names: []string{o.slug}, send: url.Values{"form": {""}, "address": {long(300)}}, status: 422},
		{page: "word_ask", name: "sent", by: nobody, names: []string{o.slug}, send: url.Values{"form": {""}, "address": {"maaske@eksempel.invalid"}}},
		{page: "word", name: "normal", by: nobody, names: []string{wish.Token}},
		{page: "word", name: "confirmed", by: nobody, names: []string{wished.Token}},
		{page: "word", name: "empty", by: nobody, names: []string{"findes-ikke"}, status: 404},
		{page: "answer", name: "looked over, guarded", by: nobody, names: []string{guarded.Token}, send: url.Values{"form": {""}, "step": {"1"}, "do": {"look"}, "answers.q1": {"Skemaerne."}}},
		{page: "answer", name: "looked over again, guarded", by: nobody, names: []string{guarded.Token}, send: url.Values{"form": {""}, "step": {"1"}, "answers.q1": {"Skemaerne."}, "digits": {"000"}}},
		{page: "work_link", name: "guarded", by: w, names: []string{o.slug, string(guarded.ID)}},
		{page: "answer", name: "looked over, nothing said", by: nobody, names: []string{o.token}, send: url.Values{"form": {""}, "step": {"1"}, "do": {"look"}}},
		{page: "answer", name: "sent while the register is busy", by: nobody, names: []string{o.token}, send: url.Values{"form": {""}, "submission": {strings.Repeat("b", 32)}, "answers.q1": {"Skemaer"}}, status: 503, busy: true},
		{page: "code", name: "normal", by: nobody},
		{page: "code", name: "wrong", by: nobody, send: url.Values{"form": {""}, "code": {"k7mq-2x9d"}}, status: 422},
		{page: "code_at", name: "normal: of no link", by: nobody, names: []string{"k7mq-2x9d"}, status: 404},
		{page: "answer", name: "normal: on a shared device", by: nobody, names: []string{shared.Token}},
		{page: "answer", name: "sent on a shared device", by: nobody, names: []string{shared.Token}, send: url.Values{"form": {""}, "submission": {strings.Repeat("d", 32)}, "answers.q1": {"Skemaer"}}},
		{page: "answer", name: "sent there again", by: nobody, names: []string{shared.Token}, send: url.Values{"form": {""}, "submission": {strings.Repeat("d", 32)}, "answers.q1": {"Skemaer"}}},
		{page: "answer", name: "normal: by a slip", by: nobody, names: []string{slip[0]}},
		{page: "work_alone_new", name: "normal", by: w, query: "kind=self_assessment"},
		{page: "work_alone_new", name: "from a template", by: w, query: "kind=self_assessment&template=fire-veje"},
		{page: "work_consult", name: "a copy", by: w, names: []string{"dagtilbud-2027"}, query: "copy=" + o.slug},
		{page: "work_alone_new", name: "again", by: w, query: "earlier=" + first},
		{page: "work_consultation", name: "of a measurement", by: w, names: []string{first}},
		{page: "work_assessment", name: "normal", by: w, names: []string{again}},
		{page: "work_assessment", name: "empty", by: w, names: []string{alone}},
		{page: "consultation", name: "of a measurement", by: nobody, names: []string{first}},
		{page: "consultation_report", name: "normal of a measurement", by: nobody, names: []string{first}},
		{page: "answer", name: "of a self-assessment", by: nobody, names: []string{leaders}},
		{page: "answer", name: "sent of a self-assessment", by: nobody, names: []string{leaders}, send: url.Values{"form": {""}, "submission": {strings.Repeat("l", 32)}, "choices.q1": {"b"}}},
		{page: "work_link", name: "normal", by: w, names: []string{o.slug, string(shared.ID)}},
		{page: "work_slips", name: "normal", by: w, names: []string{o.slug, string(slips.ID)}},
		{page: "work_slips", name: "used", by: w, names: []string{o.slug, string(spent.ID)}},
		{page: "receipt", name: "shown", by: nobody, send: url.Values{"form": {""}, "code": {code}}},
		{page: "receipt", name: "edit", by: nobody, send: url.Values{"form": {"edit"}, "code": {code}}},
		{page: "receipt", name: "change: wrong", by: nobody, send: url.Values{"form": {"change"}, "code": {code}, "submission": {"x"}, "answers.q1": {long(4001)}, "views.R-0002.minutes": {"ti"}}, status: 422},
		{page: "receipt", name: "withdraw", by: nobody, send: url.Values{"form": {"withdraw"}, "code": {code}}},
		{page: "receipt", name: "cut: too early", by: nobody, send: url.Values{"form": {"cut"}, "confirm": {"yes"}, "code": {code}}},
		{page: "work_rule", name: "normal", by: w, names: []string{"R-0005"}},
		{page: "work_rule", name: "a text looked at", by: w, names: []string{"R-0005"}, send: amendedText("looked", "step", "look", "edit", strconv.Itoa(view.Rule.Edit))},
		{page: "work_rule", name: "a text held by the gate", by: w, names: []string{"R-0005"}, status: 422, send: amendedText("held", "edit", strconv.Itoa(view.Rule.Edit), "adoption.duty", "yes")},
		{page: "work_rule", name: "a basis again", by: w, names: []string{"R-0005"}, query: "basis=" + string(view.Bases[0].ID)},
		{page: "work_rule", name: "to be scored", by: w, names: []string{"R-0012"}},
		{page: "work_counter", name: "normal", by: w, names: []string{"R-0002"}},
		{page: "work_counter", name: "to answer", by: w, names: []string{"R-0002"}, query: "reply=" + string(against.Thread)},
		{page: "work_counter", name: "to withdraw", by: w, names: []string{"R-0002"}, query: "withdraw=" + string(against.Thread)},
		{page: "work_counter", name: "withdraw: wrong", by: w, names: []string{"R-0002"}, status: 412, send: url.Values{"form": {"withdraw"}, "submission": {"w"}, "thread": {string(against.Thread)}, "edit": {"9"}}},
		{page: "rule", name: "normal, contradicted", by: w, names: []string{"R-0002"}},
		{page: "work_rule", name: "nobody defends it", by: w, names: []string{"R-0019"}},
		{page: "work_rule", name: "saved", by: w, names: []string{"R-0001"}, query: "notice=saved"},
		{page: "work_rule", name: "as the checker", by: o.worker("Jurist", "legal_checker"), names: []string{"R-0018"}},
		{page: "work_rules", name: "filtered", by: w, query: "q=plan&missing=check"},
		{page: "work_rules", name: "all columns", by: w, query: "sort=-title&col=edit&col=class&col=state&col=since&col=reason&col=next_change&col=next_state&col=effort&col=missing"},
		{page: "work_rules", name: "wrong", by: w, query: "minutes=mange&on=2027-02-30&kind=lov&missing=alt&q=" + url.QueryEscape(long(201)), status: 422},
		{page: "work_rules", name: "view: empty", by: w, send: url.Values{"form": {"view"}, "name": {""}}, status: 422},
		{page: "work_bulk", name: "normal", by: w, query: "rule=R-0001&rule=R-0005&q=plan"},
		{page: "work_bulk", name: "all", by: w, query: "all=yes&missing=check"},
		{page: "work_bulk", name: "none chosen", by: w, query: "q=plan"},
		{page: "work_bulk", name: "confirm", by: w, query: "q=plan", send: url.Values{"form": {""}, "rules": {"1.1 5.1"}, "owner": {long(190)}, "area": {"Ældre"}, "unit": {compound}, "tag": {"skema, it"}, "untag": {compound[:40]}}},
		{page: "work_bulk", name: "nothing to change", by: w, send: url.Values{"form": {""}, "rules": {"1.1 5.1"}}, status: 422},
		{page: "work_bulk", name: "changed", by: w, send: url.Values{"form": {"change"}, "submission": {"bulk"}, "rules": {"14.1 16.1 17.1 18.99"}, "owner": {name(150)}}},
		{page: "work_bulk", name: "all left out", by: w, send: url.Values{"form": {"undo"}, "edits": {`[{"r":"1.98 2.98 3.98 4.98 5.98 6.98 7.98 8.98 9.98 10.98 11.98 12.98","c":{"owner":""}}]`}}},
		{page: "work_views", name: "normal", by: w},
		{page: "work_views", name: "changed", by: w, query: "id=" + string(kept.ID)},
		{page: "work_views", name: "wrong", by: w, send: url.Values{"form": {"view"}, "id": {string(kept.ID)}, "name": {long(201)}, "edit": {"1"}}, status: 422},
		{page: "work_import", name: "no file", by: w, send: url.Values{"form": {""}}, status: 422},
		{page: "work_import", name: "wrong file", by: w, file: "titel;krva\n", status: 422},
		{page: "work_review", name: "normal", by: w, names: []string{"dagtilbud-2027"}},
		{page: "work_review", name: ": empty", by: w, names: []string{"dagtilbud-2027"}, send: url.Values{"form": {""}, "edit": {"1"}}, status: 422},
		{page: "work_review_journal", name: "normal", by: w, names: []string{"dagtilbud-2027"}},
		{page: "work_review_journal", name: "wrong", by: w, names: []string{"dagtilbud-2027"}, send: url.Values{"form": {""}, "edit": {"1"}, "seen": {""}, "received": {"2027-01-01"}}, status: 422},
		{page: "work_disclosure", name: "normal", by: w, names: []string{"dagtilbud-2027"}},
		{page: "work_disclosure", name: "wrong", by: w, names: []string{"dagtilbud-2027"}, send: url.Values{"form": {""}, "edit": {"1"}, "seen": {""}, "kind.opening": {"in_part"}, "passages.opening": {"Det står der ikke."}}, status: 422},
		{page: "work_disclosure", name: "read", by: o.worker("Revision", "auditor"), names: []string{"dagtilbud-2027"}},
		{page: "work_review", name: "over", by: w, names: []string{"dagtilbud-2025"}},
		{page: "work_consult", name: "normal", by: w, names: []string{"dagtilbud-2027"}},
		{page: "work_consultation", name: "normal", by: w, names: []string{o.slug}},
		{page: "work_inputs", name: "nothing found", by: w, names: []string{o.slug}, query: "rule=R-0011"},
		{page: "work_input", name: "normal", by: w, names: []string{o.slug, string(masked)}},
		{page: "work_input", name: "normal, split", by: w, names: []string{o.slug, string(whole)}},
		{page: "work_input", name: "normal, a part", by: w, names: []string{o.slug, string(part)}},
		{page: "work_input", name: "normal, merged", by: w, names: []string{o.slug, string(merged)}},
		{page: "work_poster", name: "normal", by: w, names: []string{o.slug, string(links[0].ID)}},
		{page: "work_paper", name: "normal", by: w, names: []string{o.slug, string(links[0].ID)}},
		{page: "work_type_in", name: "normal", by: w, names: []string{o.slug, string(links[0].ID)}},
		{page: "guide", name: "normal", by: nobody, names: []string{o.token}},
		{page: "guide", name: "not open", by: nobody, names: []string{strings.Repeat("0", 26)}, status: 404},
		{page: "work_type_in", name: "typed in", by: w, names: []string{o.slug, string(links[0].ID)}, send: url.Values{"form": {""}, "submission": {strings.Repeat("t", 32)}, "way": {"paper"}, "answers.q1": {"Ugeplanen"}, "group.people": {"8"}, "group.method": {"conversation"}}},
	}
	states = append(states, placeCountStates(o, w)...)
	states = append(states, translatedStates(o, w, nobody)...)
	states = append(states, saidDoneStates(o, nobody)...)
	states = append(states, hassleStates(o, w, nobody)...)
	states = append(states, lapseStates(nobody)...)
	states = append(states, policyStates(nobody)...)
	states = append(states, ownPolicyStates(o.town, w)...)
	states = append(states, guidanceStates(o.town, w, nobody)...)
	states = append(states, harmStates(o.town, w, nobody)...)
	states = append(states, stopTaskStates(o.town, w, nobody)...)
	states = append(states, measurementStates(o, w, nobody)...)
	states = append(states, trialEvaluationStates(o.town, w, nobody)...)
	states = append(states, simulateStates(o.town, w)...)
	states = append(states, settingsStates(o, w, nobody)...)
	states = append(states, stopStates(o.town, w)...)
	states = append(states, accountStates(o.town, nobody)...)
	states = append(states, accountItemStates(w)...)
	states = append(states, exclusionStates(o, w, nobody)...)
	states = append(states, redactStates(w)...)
	states = append(states, sendOnStates(o, w, nobody)...)
	states = append(states, logStates(t, o.town, nobody)...)
	for _, page := range []string{"consultation", "work_inputs", "work_consultation", "work_consultation_report"} {
		states = append(states, state{page: page, name: "empty", by: w, names: []string{"ingen"}})
	}
	states = append(states, state{page: "answer", name: "empty", by: nobody, names: []string{none.Token}})
	for _, n := range []registry.Number{1, 2, 12, 15, 18, 19} {
		states = append(states, state{page: "rule", name: "normal " + n.String(), by: nobody, names: []string{n.String()}})
	}
	for _, slug := range []string{"dagtilbud-2027", "dagtilbud-2025", "aeldre-2026"} {
		states = append(states, state{page: "review", name: "normal " + slug, by: nobody, names: []string{slug}})
	}
	for _, page := range []string{"register", "reviews", "about", "was", "receipt"} {
		states = append(states, state{page: page, name: "normal", by: nobody})
	}
	states = append(states, state{page: "answer", name: "normal", by: nobody, names: []string{o.token}},
		state{page: "work_consultation_report", name: "normal", by: w, names: []string{o.slug}},
		state{page: "consultation", name: "normal", by: nobody, names: []string{o.slug}}, state{page: "work_inputs", name: "normal", by: w, names: []string{o.slug}})
	states = append(states, o.posted(w)...)
	states = append(states, o.accounts(w)...)
	states = append(states, o.building(w)...)
	states = append(states, o.mailed(w)...)
	states = append(states, o.evaluated()...)
	states = append(states, o.alike(t, w)...)
	states = append(states, o.kle(w)...)
	states = append(states, o.gated(w)...)
	states = append(states, o.requested(w)...)
	states = append(states, lawful(t, w)...) // behind those that change rules
	for _, page := range []string{"desk", "work_rules", "work_rule_new", "work_import", "work_reviews", "work_review_new", "work_consultations"} {
		states = append(states, state{page: page, name: "normal", by: w})
	}
	// What the review will do, before it is opened.
	states = append(states, importStates(t, w)...)
	states = append(states, hearingStates(o.town, w, nobody)...)
	form := state{page: "work_review_new", by: w}.in(t, texts.Danish).hidden("")
	forecast := filled(form, "name", "Ældre 2027", "sunset", "2027-07-01", "scope", "all", "decision.body", o.body(registry.RankCouncil), "decision.day", "2026-11-20",
		"decision.words", "Reglerne bortfalder,\nmedmindre andet besluttes.", "hearing_parties", "Ældrerådet\nHandicaprådet")
	states = append(states, state{page: "work_review_new", name: "forecast", by: w, send: forecast})
	// Somebody else was first.
	stale := filled(state{page: "work_rule", by: w, names: []string{"R-0003"}}.in(t, texts.Danish).hidden("entry"), "kind", "rule", "area", "Dagtilbud", "unit", "Alle",
		"effort.evidence", "not_quantified", "owner", "HR-konsulenten", "source", long(300), "edit", "7", "seen", "")
	return append(states, state{page: "work_rule", name: "stale", by: w, names: []string{"R-0003"}, send: stale, status: 412})
}

// tied splits an input, and merges others.
func (o *asked) tied() (whole, part, merged registry.InputID) {
	ctx := context.Background()
	free := func(text string) (found []workflow.Answered) {
		inputs, err := o.workflow.Inbox(ctx, o.slug, workflow.InputFilter{Heads: true})
		o.must(err)
		for _, a := range inputs {
			if a.Input.Text == text && a.Input.Screening == workflow.Unscreened && a.Disposition == nil {
				found = append(found, a)
			}
		}
		return found
	}
	_, err := o.workflow.Contribute(ctx, o.token, fmt.Sprintf("%-32s", "delt"), workflow.Said{Answers: map[string]string{"q1": "Skemaerne er for lange. Og vi mangler bænke."}})
	o.must(err)
	for n := range 3 {
		_, err := o.workflow.Contribute(ctx, o.token, fmt.Sprintf("%-32s", fmt.Sprint("samlet ", n)), workflow.Said{Suggestions: []string{"Vi mangler bænke"}})
		o.must(err)
	}
	one := free("Skemaerne er for lange. Og vi mangler bænke.")[0]
	o.must(o.workflow.Split(ctx, act, workflow.Pick(one)[0], []workflow.Passage{{Text: "Skemaerne er for lange."}, {Text: "Og vi mangler bænke."}}))
	d, err := o.workflow.Input(ctx, nil, one.Input.ID)
	o.must(err)
	same := free("Vi mangler bænke")
	o.must(o.workflow.Group(ctx, act, workflow.Pick(same...), ""))
	return one.Input.ID, d.Parts[0].Input.ID, same[0].Input.ID
}

// alarmed has an input that needs action.
func (o *asked) alarmed(id registry.InputID) {
	ctx := context.Background()
	holder, err := o.register.AddUser(ctx, act, registry.User{Name: "Vagn Ærø", Email: "vagt@example.dk", Grants: []registry.Grant{{Role: "administrator"}}})
	o.must(err)
	post, err := o.register.AddPost(ctx, act, "Vagthavende", registry.PostEntry{Holder: holder.ID})
	o.must(err)
	o.must(o.workflow.SetDuty(ctx, act, o.slug, post.ID))
	d, err := o.workflow.Input(ctx, nil, id)
	o.must(err)
	o.must(o.workflow.RaiseAction(ctx, act, workflow.Pick(d.Answered)[0], workflow.AtRisk, "Der skal ringes i dag."))
}

// metTown is a municipality between two meetings: the committee's is closed, the
// council's is today.
func metTown(t *testing.T) []state {
	o, s := meetingTown(t, testenv.SQLite(t)), readSample(t)
	o.hearing(34, 25)
	w := o.worker("Astrid i januar", "administrator")
	bodies := w.seat(s)
	management := w.administration("Direktionen")
	page := "/arbejde/organer/" + management
	w.send(page, filled(w.read(page).hidden("member"), "name", "A. Madsen", "from", "2026-01-01", "user", w.read(page).option(t, "Astrid i januar"))).is(t, 200)
	seat := []string{management, w.read(page).link(t, page+"/medlemmer/")[len(page+"/medlemmer/"):]}
	first, second := w.plan(s, 0, bodies["Børne- og Ungeudvalget"]), w.plan(s, 1, bodies["Byrådet"])
	for _, i := range s.Meetings[0].Items {
		w.addItem(first, i)
	}
	o.on("2027-05-12")
	w = o.worker("Astrid i maj", "administrator")
	for _, i := range s.Meetings[0].Items {
		w.minute(first, i)
	}
	w.closeIt(first, "minutes", "https://example.org/referat/1")
	for _, i := range s.Meetings[1].Items {
		w.addItem(second, i)
	}
	o.on("2027-05-31")
	w = o.worker("Astrid Ærø", "administrator")
	for _, i := range s.Meetings[1].Items[1:] {
		w.minute(second, i)
	}
	n, err := registry.ParseNumber(s.Meetings[1].Items[0].Rule)
	o.must(err)
	o.handOver("Dagtilbudschefen", n)
	o.holding("Dagtilbudschefen", "Astrid i maj")
	for i, party := range registry.CounterParties[:2] {
		_, err = o.register.FileCounterCase(context.Background(), act, 34, registry.CounterCase{Party: party, Name: "Gruppen på Solsikken", Public: i == 0,
			CounterArguments: registry.CounterArguments{Cost: "Gennemgangen tager 20 minutter hver morgen, hvor børnene afleveres.", Burdened: "Børn og forældre ved aflevering.",
				Lighter: "En gennemgang om ugen og efter storm."}})
		o.must(err)
	}
	alone := strconv.Itoa(s.Meetings[1].Items[0].Ordinal)
	nobody := o.stranger()
	noting := state{page: "item", name: "with a note", by: w, names: []string{second, "9"}, query: "print=note"}
	w.send("/moeder/"+second+"/punkter/9", filled(noting.in(t, texts.Danish).hidden("note"), "text", "Spørg, hvem der skriver skemaet.\nOg hvor længe."))
	states := []state{
		noting,
		{page: "item", name: "note stale", by: w, names: []string{second, "9"}, send: url.Values{"form": {"note"}, "edit": {"7"}, "seen": {""}, "text": {"Noget andet."}}, status: 412},
		{page: "item", name: "note too long", by: w, names: []string{second, "9"}, send: filled(noting.in(t, texts.Danish).hidden("note"), "text", long(8001)), status: 422},
		{page: "own_notes", name: "normal", by: w, names: []string{second}},
		{page: "own_notes", name: "none", by: w, names: []string{first}},
		{page: "meeting", name: "normal", by: nobody, names: []string{first}},
		{page: "meeting", name: "under way", by: w, names: []string{second}},
		{page: "meeting", name: "not there", by: nobody, names: []string{"x"}, status: 404},
		{page: "item", name: "normal", by: w, names: []string{second, "9"}},
		{page: "item_paper", name: "normal", by: nobody, names: []string{second, "9"}},
		{page: "item_paper", name: "decided", by: w, names: []string{first, "4"}},
		{page: "item_paper", name: "not there", by: nobody, names: []string{second, "99"}, status: 404},
		{page: "meeting_papers", name: "normal", by: nobody, names: []string{first}},
		{page: "work_meeting_journal", name: "normal", by: w, names: []string{first}},
		{page: "work_meeting_journal", name: "ahead", by: w, names: []string{second}},
		{page: "work_meeting_journal", name: "wrong", by: w, names: []string{first}, send: url.Values{"form": {""}, "edit": {"1"}, "seen": {""}, "number": {"2027-1"}}, status: 422},
		{page: "work_paper_profile", name: "normal", by: w},
		{page: "work_paper_profile", name: "from an example", by: w, query: "example=hensyn"},
		{page: "work_paper_profile", name: "stale", by: w, send: url.Values{"form": {""}, "edit": {"7"}, "seen": {""}, "rows": {"2"}, "headings[0].name.da": {"Resume"}, "open": {"Åben"}}, status: 412},
		{page: "item", name: "recommended by the owner alone", by: w, names: []string{second, alone}},
		{page: "work_item", name: "recommended by the owner alone", by: w, names: []string{second, alone}},
		{page: "rule", name: "both sides", by: nobody, names: []string{"R-0034"}},
		{page: "work_rule", name: "both sides", by: w, names: []string{"R-0034"}},
		{page: "item", name: "heard", by: w, names: []string{first, "4"}},
		{page: "item", name: "stopped", by: w, names: []string{first, "7"}},
		{page: "rule", name: "decided", by: nobody, names: []string{"R-0037"}},
		{page: "work_item_new", name: "normal", by: w, names: []string{second}},
		{page: "work_item", name: "normal", by: w, names: []string{second, "9"}},
		{page: "work_minutes", name: "normal", by: w, names: []string{second, "9"}},
		{page: "work_minutes", name: "by groups", by: w, names: []string{second, "9"}, query: "by=groups"},
		{page: "work_minutes", name: "stale", by: w, names: []string{second, "9"}, status: 412, send: filled(state{page: "work_minutes", by: w, names: []string{second, "9"}}.in(t, texts.Danish).hidden(""),
			"edit", "7", "seen", "", "votes[0].rest", "for", "dissents[0].name", "Ane", "dissents[0].text", "Den gavner børnene.")},
		{page: "work_close", name: "not ready", by: w, names: []string{second}},
		{page: "work_cancel", name: "normal", by: w, names: []string{second}},
		{page: "work_body", name: "normal", by: w, names: []string{bodies["Børne- og Ungeudvalget"]}},
		{page: "work_member", name: "normal", by: w, names: seat},
		{page: "work_member", name: "stale", by: w, names: seat, send: url.Values{"form": {""}, "edit": {"7"}, "seen": {""}, "group": {"B"}}, status: 412},
		{page: "work_body", name: "administration", by: w, names: []string{management}},
		{page: "work_body", name: "stale finance", by: w, names: []string{bodies["Børne- og Ungeudvalget"]}, send: url.Values{"form": {"finance"}, "edit": {"7"}, "finance": {"yes"}}, status: 412},
		{page: "work_body", name: "council", by: w, names: []string{bodies["Byrådet"]}},
		{page: "work_body", name: "mandate ahead", by: w, names: []string{bodies["Børne- og Ungeudvalget"]}, send: url.Values{"form": {"mandate"}, "submission": {"mandate"}, "from": {"2027-09-01"},
			"words": {long(4000)}, "asks": {"special_reason", "hearing_held"}, "decider": {bodies["Byrådet"]}, "decided": {"2027-05-01"}, "case": {"27/0042"}}},
		{page: "work_body", name: "mandate taken back ahead", by: w, names: []string{bodies["Børne- og Ungeudvalget"]}, send: url.Values{"form": {"back"}, "submission": {"back"}, "from": {"2027-09-01"},
			"words": {long(4000)}, "decider": {bodies["Byrådet"]}, "decided": {"2027-05-01"}, "case": {"27/0042"}}},
		{page: "work_body", name: "wrong taking back", by: w, names: []string{bodies["Børne- og Ungeudvalget"]}, send: url.Values{"form": {"back"}, "submission": {"back"}, "from": {"2020-01-01"},
			"words": {""}, "decided": {"2040-05-01"}}, status: 422},
		{page: "meetings", name: "normal", by: nobody},
		{page: "work_opening", name: "normal", by: w},
		{page: "work_opening", name: "wrong", by: w, send: url.Values{"form": {""}, "from": {"2020-01-01"}, "weeks": {"mange"}, "days": {"9"}}, status: 422},
	}
	for _, page := range []string{"work_meetings", "work_meeting_new", "work_bodies"} {
		states = append(states, state{page: page, name: "normal", by: w})
	}
	minutes := state{page: "work_minutes", by: w, names: []string{second, "9"}}
	form := minutes.in(t, texts.Danish).hidden("")
	minutes.name, minutes.send = "confirm", filled(form, "votes[0].rest", "for", "dissents[0].name", "Ålaug Øby", "dissents[0].text", long(400))
	states = append(states, minutes)
	minutes.name, minutes.send, minutes.status = "votes missing", filled(form, "dissents[0].name", "Uden tekst", "disqualified[0].reason", "Uden medlem"), 422
	states = append(states, minutes)
	minutes.name, minutes.send = "sums wrong", filled(form, "by", "groups", "votes[0].g0.for", "99", "votes[0].g1.for", "mange")
	states = append(states, minutes)

	states = append(states, w.decidingStates(t, first, second)...)

	// Another council meeting, ready to be closed.
	last := w.plan(s, 1, bodies["Byrådet"])
	item := s.Meetings[1].Items[1]
	for _, i := range slices.Concat(s.Meetings[0].Items, s.Meetings[1].Items) {
		item.Late = cmp.Or(item.Late, i.Late) // it comes on the day of the meeting
	}
	w.addItem(last, item)
	w.minute(last, item)
	closing := state{page: "work_close", name: "normal", by: w, names: []string{last}}
	states = append(states, closing)
	closing.name, closing.send = "confirm", filled(closing.in(t, texts.Danish).hidden(""), "minutes", "https://example.org/referat/2")
	return append(states, closing)
}

// longTown is a municipality that fills every field.
func longTown(t *testing.T) []state {
	o := newTown(t, testenv.SQLite(t), "2026-11-10").deciding()
	ctx := context.Background()
	words := council("2026-11-09", long(4000))
	words.Body, words.Case = name(200), name(500)
	var list []registry.NewRule
	var numbers []registry.Number
	for n := range 3 {
		rule := registry.NewRule{Number: registry.Number(n + 1), Adopter: registry.AdoptedByCouncil, EffectiveFrom: registry.MustDay("2014-08-01"),
			Text: registry.Text{Title: fmt.Sprint(n+1, " ", long(298)), Plain: fmt.Sprint(n+1, " ", long(598)), Demand: long(8000), Frequency: long(200)},
			Catalogue: registry.Catalogue{Kind: registry.KindDocumentation, Area: long(200), Unit: long(200), Audience: long(200), Owner: long(200), Protects: registry.ProtectsCitizens,
				LegalForm: registry.FormMixed, Source: long(4000), KLE: "28.00.00", Effort: registry.Effort{MinutesFrom: 30, MinutesTo: 9999, People: 12345, Evidence: registry.LeaderEstimate,
					Role: long(200), Per: registry.PerMonth, TimesFrom: 1, TimesTo: 2, When: []registry.YearDay{{Month: 9}, {Month: 12, Day: 31}}, Data: []string{long(80), "antal børn"}, Units: 10_000}},
			Bases:         []registry.Basis{{Reference: "https://www.retsinformation.dk/eli/lta/2024/988 § 1, " + strings.ReplaceAll(long(435), " ", "-"), Effect: registry.Minimum, From: registry.MustDay("2014-08-01"), Until: registry.LastDay}},
			Check:         &registry.LegalCheck{By: name(200), Day: registry.MustDay("2025-01-15"), Result: registry.BasesConfirmed, Note: long(4000)},
			Justification: registry.Justification{Value: long(4000), Beneficiary: long(4000), Mechanism: long(1000), Evidence: long(1000), Lighter: long(1000), Indicator: long(1000), CheckOn: registry.MustDay("2027-10-01")}}
		list, numbers = append(list, rule), append(numbers, rule.Number)
	}
	_, err := o.register.CreateRules(ctx, act, list)
	o.must(err)
	opened, err := o.workflow.OpenReview(ctx, act, workflow.NewReview{Name: long(200), Slug: "lang", Sunset: registry.MustDay("2027-07-01"), Scope: workflow.Scope{Rules: numbers[:2]},
		HearingParties: []string{name(200)}, AfterBasis: true, Decision: words})
	o.must(err)
	c, err := o.workflow.OpenConsultation(ctx, act, "lang", workflow.Consultation{Slug: "lang", Title: workflow.Wording{Da: long(200)}, Intro: workflow.Wording{Da: long(2000)},
		Privacy: workflow.Wording{Da: long(2000)}, Danger: workflow.Wording{Da: long(500)}, Opens: registry.MustDay("2026-11-01"), Closes: registry.MustDay("2026-12-16"), Rules: []registry.RuleID{opened.TakenIn[0].ID, opened.TakenIn[1].ID},
		Questions: []workflow.Question{{ID: "q1", Text: workflow.Wording{Da: long(1000)}}, {ID: "q2", Kind: workflow.AnyOptions, Text: workflow.Wording{Da: "Hvem? " + long(990)},
			Options: []workflow.Option{{ID: "a", Text: workflow.Wording{Da: long(200)}}, {ID: "b", Text: workflow.Wording{Da: name(200), En: "Words"}}}},
			{ID: "q3", Kind: workflow.Scale, Text: workflow.Wording{Da: compound}, Options: []workflow.Option{{ID: "lidt", Text: workflow.Wording{Da: "Lidt"}}, {ID: "meget", Text: workflow.Wording{Da: compound}}}}}})
	o.must(err)
	o.workflow.Secret = []byte("a secret of the test")
	link, err := o.workflow.AddLink(ctx, act, c.Slug, long(200))
	o.must(err)
	code := ""
	for i := range 6 {
		code, err = o.workflow.Contribute(ctx, link.Token, fmt.Sprintf("%-32d", i), workflow.Said{Answers: map[string]string{"q1": long(4000)}, Chosen: map[string][]string{"q2": {"a", "b"}, "q3": {"meget"}}, Suggestions: []string{strings.Repeat("å", 400)},
			Views: []workflow.View{{Rule: 1, Stance: workflow.Stances[i%3], Why: long(1000), Minutes: 9999}}})
		o.must(err)
	}
	inputs, err := o.workflow.Inbox(ctx, c.Slug, workflow.InputFilter{})
	o.must(err)
	for _, a := range inputs[:9] {
		o.must(o.workflow.Dispose(ctx, act, workflow.Pick(a), workflow.Disposition{Kind: workflow.FollowedInPart, Reason: long(4000)}, ""))
		a.Input.Edit++
		o.must(o.workflow.Screen(ctx, act, c.Slug, workflow.Pick(a), workflow.Screened{Screening: workflow.Published}))
	}

	body, err := o.register.AddBody(ctx, act, registry.Body{Name: name(200), Rank: registry.RankCommittee})
	o.must(err)
	_, err = o.register.GiveMandate(ctx, act, registry.Mandate{Body: body.ID, From: registry.MustDay("2026-01-01"), Words: long(4000), Asks: registry.Criteria}, registry.MandateDecision{})
	o.must(err)
	var members []workflow.Member
	for n := range 9 {
		m, err := o.workflow.AddMember(ctx, act, workflow.Member{Body: body.ID, Name: fmt.Sprintf("%s %d", name(190), n), Group: fmt.Sprintf("%s %d", name(190), n%3), Chair: n == 0,
			From: registry.MustDay("2026-01-01"), Until: registry.LastDay})
		o.must(err)
		members = append(members, m)
	}
	ids := []registry.RuleID{opened.TakenIn[0].ID}
	agenda := workflow.Agenda{Title: long(300), Rules: ids, Summary: long(8000), Recommendation: []string{long(1000), long(1000)}, PapersLate: long(1000)}
	for n := range 10 {
		p := workflow.Proposal{Ruling: registry.Keep, Question: fmt.Sprintf("%s %d?", long(500), n), Words: long(1000), Reason: long(1000), Next: registry.MustDay("2029-05-31"), Lapses: true}
		if n%3 == 1 {
			p.Ruling, p.From = registry.Amend, registry.MustDay("2027-01-01")
			p.Text = &registry.Text{Title: long(300), Plain: long(600), Demand: long(3000), Frequency: long(200)}
		}
		agenda.Proposals = append(agenda.Proposals, p)
	}
	var meetings []registry.MeetingID
	for _, day := range []string{"2026-11-10", "2026-11-10", "2026-12-08"} {
		m, err := o.workflow.PlanMeeting(ctx, act, workflow.Meeting{Body: body, Day: registry.MustDay(day), Time: "17:00", Place: name(200), Case: name(200)})
		o.must(err)
		item, err := o.workflow.AddItem(ctx, act, m.ID, 0, agenda)
		o.must(err)
		meetings = append(meetings, m.ID)
		if len(meetings) == 3 {
			break
		}
		minutes := workflow.Minutes{Disqualified: []workflow.Disqualified{{Member: members[0].ID, Reason: long(1000)}},
			Dissents: []workflow.Dissent{{Name: name(200), Group: name(200), Text: long(2000)}}}
		var votes []workflow.Vote
		for _, m := range members[1:] {
			votes = append(votes, workflow.Vote{Member: m.ID, Choice: workflow.For, Count: 1})
		}
		minutes.Votes = [][]workflow.Vote{votes}
		_, err = o.workflow.RecordMinutes(ctx, act, item.ID, item.Edit, minutes)
		o.must(err)
	}
	page, err := o.workflow.MeetingPage(ctx, meetings[0])
	o.must(err)
	_, err = o.workflow.CloseMeeting(ctx, act, meetings[0], page.Meeting.Edit, workflow.Closing{Minutes: strings.ReplaceAll(long(190), " ", "-")})
	o.must(err)

	view, err := o.register.Rule(ctx, 1, registry.StatusQuery{})
	o.must(err)
	text := view.Versions[0].Text
	text.Demand, text.Plain = "Nyt: "+long(7990), long(590)
	_, err = o.register.ChangeText(ctx, act, 1, view.Rule.Edit, registry.NewText{From: registry.MustDay("2026-12-01"), Text: text, Adoption: registry.Adoption{Explanation: long(3990)}})
	o.must(err)

	nobody, w := o.stranger(), o.worker(name(150), "administrator")
	met, today, ahead := string(meetings[0]), string(meetings[1]), string(meetings[2])
	states := []state{
		{page: "rule_history", by: w, names: []string{"R-0001"}}, {page: "rule_version", by: nobody, names: []string{"R-0001", "2"}},
		{page: "rule", by: nobody, names: []string{"R-0001"}}, {page: "review", by: nobody, names: []string{"lang"}},
		{page: "answer", by: nobody, names: []string{link.Token}}, {page: "consultation", by: nobody, names: []string{"lang"}}, {page: "work_consultation_report", by: w, names: []string{"lang"}},
		{page: "answer", name: "long, looked over", by: nobody, names: []string{link.Token}, send: url.Values{"form": {""}, "do": {"look"}, "answers.q1": {long(4000)}, "choices.q2": {"a", "b"}, "choices.q3": {"meget"}, "views.R-0001.why": {long(1000)}, "suggestions[0]": {strings.Repeat("å", 400)}}},
		{page: "receipt", by: nobody, send: url.Values{"form": {""}, "code": {code}}},
		{page: "meeting", by: nobody, names: []string{met}}, {page: "item", by: w, names: []string{met, "1"}}, {page: "item", name: "long, ahead", by: w, names: []string{ahead, "1"}},
		{page: "item_paper", by: nobody, names: []string{met, "1"}}, {page: "meeting_papers", by: nobody, names: []string{ahead}},
		{page: "work_post", by: w, names: []string{o.postOf(long(200))}}, {page: "work_posts", by: w}, {page: "work_users", by: w},
		{page: "work_alike", by: w}, {page: "work_pair", by: w, names: []string{"R-0001", "R-0002"}},
		{page: "work_rule", by: w, names: []string{"R-0001"}}, {page: "work_review", by: w, names: []string{"lang"}},
		{page: "work_consult", by: w, names: []string{"lang"}}, {page: "work_consultation", by: w, names: []string{"lang"}},
		{page: "work_poster", by: w, names: []string{"lang", string(link.ID)}}, {page: "work_paper", by: w, names: []string{"lang", string(link.ID)}}, {page: "work_inputs", by: w, names: []string{"lang"}},
		{page: "work_item_new", by: w, names: []string{ahead}}, {page: "work_item", by: w, names: []string{ahead, "1"}}, {page: "work_minutes", by: w, names: []string{today, "1"}},
		{page: "work_minutes", name: "long, by groups", by: w, names: []string{today, "1"}, query: "by=groups"},
		{page: "work_close", by: w, names: []string{today}}, {page: "work_cancel", by: w, names: []string{ahead}}, {page: "work_body", by: w, names: []string{string(body.ID)}},
	}
	states = append(states, state{page: "effort", by: nobody, query: "by=role"}, state{page: "role_year", by: nobody, query: "role=" + url.QueryEscape(long(200))})
	for _, page := range []string{"register", "reviews", "meetings", "bases"} {
		states = append(states, state{page: page, by: nobody})
	}
	for _, page := range []string{"work_rules", "work_review_new", "work_reviews", "work_consultations", "work_meetings", "work_meeting_new", "work_bodies"} {
		states = append(states, state{page: page, by: w})
	}
	for i := range states {
		if states[i].name == "" {
			states[i].name = "long"
		}
	}
	return states
}

// manyTown is a municipality with 400 rules, a meeting of 40 items, and 400 inputs.
func manyTown(t *testing.T) []state {
	o := many(t, testenv.SQLite(t), 400).deciding()
	ctx := context.Background()
	o.workflow.Secret = []byte("a secret of the test")
	report, err := o.workflow.Report(ctx, "halvdelen")
	o.must(err)
	var rules []registry.RuleID
	var views []workflow.View
	for _, x := range report.Lapses[:40] {
		rules = append(rules, x.Entry.Rule.ID)
		views = append(views, workflow.View{Rule: x.Entry.Rule.Number, Stance: workflow.RepealIt, Why: "Den tager tid.", Minutes: workflow.NoMinutes})
	}
	c, err := o.workflow.OpenConsultation(ctx, act, "halvdelen", workflow.Consultation{Slug: "alle", Title: workflow.Wording{Da: "Alle reglerne"}, Privacy: workflow.Wording{Da: "Kommunen er ansvarlig."},
		Opens: registry.MustDay("2026-01-01"), Closes: registry.MustDay("2026-12-16"), Rules: rules})
	o.must(err)
	link, err := o.workflow.AddLink(ctx, act, c.Slug, "Forældre")
	o.must(err)
	for i := range 10 {
		_, err = o.workflow.Contribute(ctx, link.Token, fmt.Sprintf("%-32d", i), workflow.Said{Views: views})
		o.must(err)
	}
	bodies, err := o.register.Bodies(ctx)
	o.must(err)
	m, err := o.workflow.PlanMeeting(ctx, act, workflow.Meeting{Body: bodies[0], Day: registry.MustDay("2026-03-01")})
	o.must(err)
	for n, id := range rules {
		_, err := o.workflow.AddItem(ctx, act, m.ID, 0, workflow.Agenda{Title: fmt.Sprintf("Skal regel nummer %d bestå?", n+1), Rules: []registry.RuleID{id},
			Proposals: []workflow.Proposal{{Ruling: registry.Keep, Question: "Skal reglen fastholdes?", Reason: "Fordi.", Next: registry.MustDay("2029-05-31")}}})
		o.must(err)
	}
	nobody, w := o.stranger(), o.worker("Astrid Ærø", "administrator")
	return []state{
		{page: "register", name: "many", by: nobody}, {page: "register", name: "many, last", by: nobody, query: "after=R-0350"}, {page: "register", name: "many, beyond", by: nobody, query: "after=R-0400"},
		{page: "review", name: "many", by: nobody, names: []string{"halvdelen"}}, {page: "answer", name: "many", by: nobody, names: []string{link.Token}},
		{page: "answer", name: "many, looked for", by: nobody, names: []string{link.Token}, send: url.Values{"form": {""}, "do": {"find"}, "find": {"hver"}}},
		{page: "answer", name: "many, none found", by: nobody, names: []string{link.Token}, send: url.Values{"form": {""}, "do": {"find"}, "find": {long(200)}}},
		{page: "consultation", name: "many", by: nobody, names: []string{"alle"}}, {page: "work_consultation_report", name: "many", by: w, names: []string{"alle"}}, {page: "meeting", name: "many", by: nobody, names: []string{string(m.ID)}},
		{page: "work_rules", name: "many", by: w}, {page: "work_inputs", name: "many", by: w, names: []string{"alle"}},
		{page: "work_inputs", name: "many, further", by: w, names: []string{"alle"}, query: "after=8"},
		{page: "work_consult", name: "many", by: w, names: []string{"halvdelen"}},
	}
}

type brokenWorkflow struct{ err error }

func (b brokenWorkflow) View(context.Context, func(workflow.Reader) error) error { return b.err }
func (b brokenWorkflow) Update(context.Context, registry.Act, func(workflow.Tx) error) error {
	return b.err
}

// brokenTown has a store that fails.
func brokenTown(t *testing.T) []state {
	register := &registry.Service{Store: broken{err: errors.New("no disk")}}
	server := httptest.NewServer(web.New(web.Deps{Register: register, Workflow: &workflow.Service{Store: brokenWorkflow{errors.New("no disk")}, Register: register}, Municipality: "Eksempel Kommune",
		Version: "0.1.0", Log: slog.New(slog.DiscardHandler)}))
	t.Cleanup(server.Close)
	nobody := &worker{&town{t: t, address: server.URL}, http.DefaultClient}
	return []state{{page: "register", name: "broken", by: nobody, status: 500}, {page: "reviews", name: "broken", by: nobody, status: 500}}
}

// mistakes are the states after sending each form of a page with nothing in it,
// and with something wrong in every field.
func mistakes(page seen) (states []state) {
	if page.StatusCode != 200 {
		return nil
	}
	for _, form := range page.root.all("form") {
		if form.attrs["method"] != "post" || form.attrs["enctype"] != "" {
			continue
		}
		if to := form.attrs["action"]; to != "" && to != page.Request.URL.Path {
			continue // it is looked at on the page that takes it
		}
		hidden, wrong, asks, typed := url.Values{}, url.Values{}, false, false
		form.each(func(e *element) {
			name := e.attrs["name"]
			switch {
			case name == "" || e.name == "button" || e.attrs["tabindex"] == "-1": // the last is one that nobody sees
			case e.name == "input" && e.attrs["type"] == "hidden":
				hidden.Add(name, e.attrs["value"])
			case e.name == "textarea":
				typed = true
				wrong.Set(name, long(8001))
			case e.name == "select" || e.attrs["type"] == "radio":
				wrong.Set(name, "findes-ikke")
			case e.attrs["type"] == "date":
				typed = true
				wrong.Set(name, "31-02-2020")
			case e.attrs["inputmode"] == "decimal" || e.attrs["inputmode"] == "numeric":
				typed = true
				wrong.Set(name, "mange")
			case e.attrs["type"] == "text":
				typed = true
				wrong.Set(name, long(501))
			}
			asks = asks || e.attrs["aria-required"] != ""
		})
		name := hidden.Get("form")
		if asks {
			states = append(states, state{page: page.page, name: name + ": empty", by: page.by, names: page.names, query: page.query, send: hidden, status: 422})
		}
		if typed {
			maps.Copy(wrong, hidden)
			states = append(states, state{page: page.page, name: name + ": wrong", by: page.by, names: page.names, query: page.query, send: wrong, status: 422})
		}
	}
	return states
}

// Forms in which nothing can be typed wrong, and why.
var faultless = map[string]string{
	"work_body finance":        "a box to tick",
	"work_law delete":          "a button",
	"work_inputs remind":       "a button",
	"work_party delete":        "a button",
	"work_user open":           "a button",
	"work_hearing send":        "a button",
	"work_hassle start":        "a button",
	"work_hearing remind":      "a button",
	"work_hearing end":         "a button",
	"hearing send":             "what the look-over carries",
	"word":                     "a button",
	"word stop":                "a button",
	"work_link guard":          "a button",
	"hearing back":             "leads back to the form",
	"work_input leave":         "boxes to tick",
	"work_different":           "a press",
	"work_counter withdraw":    "a press",
	"work_pair different":      "a press",
	"sign_out":                 "a button",
	"sign_in_link":             "a button",
	"work_mails try":           "a button",
	"work_mail again":          "a button",
	"work_request send":        "a button",
	"work_request remind":      "a button",
	"work_request end":         "a button",
	"work_asked_one":           "a button",
	"work_cancel":              "a button",
	"work_rule undefended":     "a button",
	"work_item back":           "a button",
	"work_item off":            "a button",
	"work_views drop":          "a button",
	"work_bulk undo":           "a button",
	"work_basis change":        "what the confirm step carries",
	"work_basis back":          "leads back to the form",
	"work_bulk change":         "what the confirm step carries",
	"work_bulk back":           "leads back to the form",
	"work_rule draft":          "a button",
	"work_consultation revoke": "a button",
	"work_close close":         "what the confirm step carries",
	"work_annul annul":         "what the confirm step carries",
	"work_correct record":      "what the confirm step carries",
	"work_minutes record":      "what the confirm step carries",
	"work_review_new open":     "what the confirm step carries",
	"work_review_new back":     "leads back to the form",
	"work_import drop":         "a button",
	"work_imported":            "a button",
	"receipt edit":             "a button",
	"receipt withdraw":         "a button",
	"receipt cut":              "a button",
}

// Every page in every state, in both languages: nothing on it may be at fault.
func TestStates(t *testing.T) {
	testenv.OneAtATime(t)
	var all []state
	for _, town := range []func(*testing.T) []state{emptyTown, sampleTown, metTown, sittingTown, lateTown, longTown, manyTown, brokenTown} {
		all = append(all, town(t)...)
	}
	var views []seen
	// add looks at a state in both languages; the quick run has English of each page as it mostly is.
	add := func(s state) seen {
		first := s.in(t, texts.Danish)
		views = append(views, first)
		if !testing.Short() || strings.HasPrefix(s.name, "normal") {
			views = append(views, s.in(t, texts.English))
		}
		return first
	}
	sent := map[string]bool{}
	for _, s := range all {
		first := add(s)
		if s.status == http.StatusUnprocessableEntity {
			sent[strings.TrimSpace(s.page+" "+s.send.Get("form"))] = true
		}
		for _, m := range mistakes(first) {
			form, kind, _ := strings.Cut(m.name, ":")
			key := strings.TrimSpace(m.page + " " + form)
			if !sent[key+kind] { // one page shows it as well as another
				sent[key], sent[key+kind] = true, true
				add(m)
			}
		}
	}

	t.Run("complete", func(t *testing.T) { complete(t, views, sent) })
	t.Run("html", func(t *testing.T) {
		for _, v := range views {
			for _, fault := range append(faultsOf(v.root, v.body), v.faults()...) {
				t.Errorf("%s: %s", v, fault)
			}
			if i := strings.Index(v.body, "\uFFFD"); i >= 0 {
				t.Errorf("%s: a sign that is none, in %q", v, v.body[max(0, i-40):i])
			}
		}
	})
	t.Run("browser", func(t *testing.T) {
		testenv.Chromium(t)
		axe, err := os.ReadFile(filepath.Join("testdata", "axe", "axe.min.js"))
		if err != nil {
			t.Fatal(err)
		}
		look(t, views, axe)
		t.Run("keyboard", func(t *testing.T) { t.Parallel(); keyboard(t, views) })
		t.Run("paper", func(t *testing.T) { t.Parallel(); onPaper(t, views) })
		t.Run("forced colours", func(t *testing.T) { t.Parallel(); inForcedColours(t, views, axe) })
	})
}

// complete holds the inventory against the routes: a page or form that is added
// must be looked at.
func complete(t *testing.T, views []seen, sent map[string]bool) {
	have := map[string][]string{}
	for _, v := range views {
		have[v.page] = append(have[v.page], v.state.name)
	}
	for _, page := range web.Pages() {
		forms := web.Forms(page)
		shown := slices.ContainsFunc(have[page], func(name string) bool { return strings.HasPrefix(name, "normal") })
		if !shown && page != "sign_out" {
			t.Errorf("%s is not looked at", page)
		}
		for _, form := range forms {
			key := strings.TrimSpace(page + " " + form)
			if !sent[key] && faultless[key] == "" {
				t.Errorf("%s is sent without a mistake only", key)
			}
			if sent[key] && faultless[key] != "" {
				t.Errorf("%s can hold mistakes", key)
			}
		}
	}
	t.Logf("%d views of states", len(views))
}

// faults are those that show where the state is known.
func (s seen) faults() (out []string) {
	fault := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	if got := s.root.all("html")[0].attrs["lang"]; got != string(s.lang) || s.Header.Get("Content-Language") != string(s.lang) {
		fault("lang %q", got)
	}
	if s.StatusCode == http.StatusUnprocessableEntity {
		summary := slices.ContainsFunc(s.root.all("div"), func(e *element) bool { return e.attrs["id"] == "error-summary" })
		if !summary {
			fault("no summary of what is wrong")
		}
		// What was typed stands there still; what was seen (edit, how many contributions) is
		// what there is now.
		kept := map[string]string{}
		for _, form := range s.root.all("form") {
			held := map[string]string{}
			form.each(func(e *element) {
				switch e.name {
				case "input":
					_, checked := e.attrs["checked"]
					if kind := e.attrs["type"]; checked || kind != "radio" && kind != "checkbox" {
						held[e.attrs["name"]] = e.attrs["value"]
					}
				case "select":
					for _, option := range e.all("option") {
						if _, chosen := option.attrs["selected"]; chosen {
							held[e.attrs["name"]] = option.attrs["value"]
						}
					}
				case "textarea":
					for _, kid := range e.kids {
						held[e.attrs["name"]] = strings.TrimPrefix(kid.text, "\n")
					}
				}
			})
			if name, ok := held["form"]; ok && name == s.send.Get("form") {
				kept = held
			}
		}
		for name, values := range s.send {
			if typed := strings.ReplaceAll(values[0], "\r\n", "\n"); typed != "findes-ikke" && name != "edit" && name != "contributions" && kept[name] != typed {
				fault("%s held %.40q and now %.40q", name, typed, kept[name])
			}
		}
	}
	return out
}
