package web_test

import (
	"context"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/guard"
	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// asked is a town with a consultation, and somebody signed in who runs it.
type asked struct {
	*town
	cookie string
	slug   string
	token  string
}

// reader is somebody with a role, signed in: the cookie of their browser.
func (o *town) reader(role string, scope registry.Scope) string {
	ctx := context.Background()
	email := role + fmt.Sprint(len(scope.Areas)) + "@example.dk"
	_, err := o.register.AddUser(ctx, act, registry.User{Name: "Prøve " + role, Email: email, Grants: []registry.Grant{{Role: role, Scope: scope}}})
	o.must(err)
	_, link, err := o.register.InviteUser(ctx, act, email)
	o.must(err)
	session, _, err := o.register.SignIn(ctx, act, link)
	o.must(err)
	return "omvendt=" + session
}

// asking puts a consultation with a link for parents into the sample.
func asking(t testing.TB, dsn string) *asked {
	t.Helper()
	o := &asked{town: sample(t, dsn), slug: "din-mening"}
	o.workflow.Secret = []byte("a secret of the test")
	o.guarded(guard.Bounds{})
	o.cookie = o.reader("administrator", registry.Scope{})
	report, err := o.workflow.Report(context.Background(), "dagtilbud-2027")
	o.must(err)
	var rules []registry.RuleID
	for _, x := range report.Lapses {
		rules = append(rules, x.Entry.Rule.ID)
	}
	_, err = o.workflow.OpenConsultation(context.Background(), act, "dagtilbud-2027", workflow.Consultation{Slug: o.slug,
		Title:   workflow.Wording{Da: "Din mening om reglerne", En: "Your opinion on the rules"},
		Intro:   workflow.Wording{Da: "Vi gennemgår reglerne."},
		Privacy: workflow.Wording{Da: "Eksempel Kommune er ansvarlig.", En: "Eksempel Kommune is responsible."},
		Danger:  workflow.Wording{Da: "Er nogen i fare, så ring 112.", En: "If somebody is in danger, ring 112."},
		Opens:   registry.MustDay("2026-11-01"), Closes: registry.MustDay("2026-12-16"), Rules: rules,
		Questions: []workflow.Question{{ID: "q1", Text: workflow.Wording{Da: "Hvad giver mindst mening?", En: "What makes the least sense?"}}, {ID: "q2", Text: workflow.Wording{Da: "Hvad skal blive?"}}}})
	o.must(err)
	o.token = o.link("Forældre")
	return o
}

func (o *asked) link(audience string) string {
	l, err := o.workflow.AddLink(context.Background(), registry.Act{Actor: act.Actor, Operation: "test"}, o.slug, audience)
	o.must(err)
	return l.Token
}

// post sends a form.
func (o *town) post(path string, form url.Values, header ...string) got {
	o.t.Helper()
	r, err := http.NewRequest(http.MethodPost, o.address+path, strings.NewReader(form.Encode()))
	o.must(err)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	g := do(o.t, r)
	for _, fault := range faults(g.body) {
		if g.body != "" && g.StatusCode != http.StatusSeeOther {
			o.t.Errorf("POST %s: %s", path, fault)
		}
	}
	return g
}

func do(t testing.TB, r *http.Request) got {
	t.Helper()
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	answer, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return got{answer, string(body)}
}

var (
	submissionField = regexp.MustCompile(`name="submission" value="([^"]*)"`)
	editField       = regexp.MustCompile(`name="edit" value="([^"]*)"`)
	codeShown       = regexp.MustCompile(`id="receipt-code">([^<]*)<`)
)

func first(t testing.TB, r *regexp.Regexp, s string) string {
	t.Helper()
	m := r.FindStringSubmatch(s)
	if m == nil {
		t.Fatalf("no %s", r)
	}
	return html.UnescapeString(m[1])
}

// filled opens the form and fills it in.
var stampField = regexp.MustCompile(`name="stamp" value="([^"]*)"`)

func (o *asked) filled(path string, pairs ...string) url.Values {
	page := o.get(path).body
	f := url.Values{"form": {""}, "submission": {first(o.t, submissionField, page)}}
	if stamp := stampField.FindStringSubmatch(page); stamp != nil {
		f.Set("stamp", stamp[1])
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		f.Set(pairs[i], pairs[i+1])
	}
	return f
}

func (o *asked) count() int {
	o.t.Helper()
	r, err := o.workflow.Results(context.Background(), o.slug)
	o.must(err)
	return r.Contributions
}

// Somebody answers, sends twice, changes, withdraws, and answers again; the
// administration answers; after closing the tie is cut.
func TestAnswering(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o := asking(t, dsn)
		path := "/svar/" + o.token
		g := o.page(200, path)
		g.has(t, "Er nogen i fare, så ring 112.", "Din mening om reglerne", "For: Forældre", "til og med 15. december 2026", "Eksempel Kommune er ansvarlig.", "Siden bruger ingen cookies", "ikke en afstemning",
			"Trin 1 af 4", "Hvad giver mindst mening?", "så længe loven kræver det")
		o.post(path, o.filled(path, "do", "next")).has(t, "Trin 2 af 4", "Nogen går legepladsen igennem hver dag", "R-0002")
		o.post(path, o.filled(path, "do", "look", "answers.q1", "Ugeplanen")).has(t, "Trin 4 af 4", "Ugeplanen", "Før du sender", "som loven kræver")
		if at := strings.Index(g.body, "ring 112"); at < 0 || at > strings.Index(g.body, "<h1") {
			t.Error("whom to ring does not stand first")
		}
		if g.Header.Get("Cache-Control") != "no-store" || g.Header.Get("Referrer-Policy") != "no-referrer" || len(g.Cookies()) > 0 {
			t.Errorf("headers %v", g.Header)
		}
		o.page(200, "/en/answer/"+o.token).has(t, "If somebody is in danger, ring 112.", "Your opinion on the rules", "What makes the least sense?", "not a vote")
		o.post("/en/answer/"+o.token, o.filled(path, "do", "next")).has(t, "What should happen to the rule?")
		if o.count() != 0 {
			t.Error("reading the form sent something")
		}

		// Nothing said, too much said, and a number that is none: everything typed stays.
		form := o.filled(path)
		if g := o.post(path, form); g.StatusCode != 422 || !strings.Contains(g.body, "Besvarelsen er tom") {
			t.Errorf("an empty form: %d", g.StatusCode)
		}
		form = o.filled(path, "answers.q1", "Ugeplanen & <b>mere</b>", "views.R-0002.stance", "repeal", "views.R-0002.why", strings.Repeat("æ", 4001), "views.R-0002.minutes", "ti", "suggestions[1]", "En time mere ude")
		g = o.post(path, form)
		if g.StatusCode != 422 || g.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("bad input: %d %v", g.StatusCode, g.Header)
		}
		for _, kept := range []string{"Ugeplanen &amp; &lt;b&gt;mere&lt;/b&gt;", strings.Repeat("æ", 4001), `value="ti"`, "En time mere ude", `href="#views.R-0002.minutes"`, "<title>Fejl:"} {
			if !strings.Contains(g.body, kept) {
				t.Errorf("lost %.40q", kept)
			}
		}
		if !regexp.MustCompile(`value="repeal" checked`).MatchString(g.body) || !strings.Contains(g.body, "Trin 2 af 4") {
			t.Error("the choice is lost")
		}
		form.Set("views.R-0002.minutes", "")
		if g := o.post(path, form); g.StatusCode != 422 || !strings.Contains(g.body, `href="#views.R-0002.why"`) {
			t.Errorf("too long: %d", g.StatusCode)
		}

		form.Set("views.R-0002.minutes", "10")
		form.Set("views.R-0002.why", "Ring til Bo, 010203-1234")
		g = o.post(path, form)
		g.has(t, "Tak. Dit svar er modtaget", "noget, der lignede et CPR-nummer")
		code := first(t, codeShown, g.body)
		again := o.post(path, form)
		if c := first(t, codeShown, again.body); c != code || o.count() != 1 {
			t.Errorf("a retry: %s and %s, %d contributions", code, c, o.count())
		}
		english := o.post("/en/answer/"+o.token, o.filled("/en/answer/"+o.token, "answers.q1", "All of it"))
		english.has(t, "Thank you. Your answer has been received", "Your code")

		// The receipt.
		o.page(200, "/kvittering").has(t, "Se din kvittering")
		o.page(200, "/en/receipt").has(t, "See your receipt")
		if g := o.post("/kvittering", url.Values{"form": {""}, "code": {"aaaa-bbbb-cccc-dddd"}}); g.StatusCode != 422 || !strings.Contains(g.body, "aaaa-bbbb-cccc-dddd") || !strings.Contains(g.body, "findes ikke") {
			t.Errorf("an unknown code: %d", g.StatusCode)
		}
		receipt := func(form string, pairs ...string) got {
			f := url.Values{"form": {form}, "code": {strings.ToUpper(code)}}
			for i := 0; i+1 < len(pairs); i += 2 {
				f.Set(pairs[i], pairs[i+1])
			}
			g := o.post("/kvittering", f)
			if g.Header.Get("Cache-Control") != "no-store" || g.Header.Get("Referrer-Policy") != "no-referrer" {
				t.Errorf("%s: headers %v", form, g.Header)
			}
			return g
		}
		receipt("").has(t, "Din kvittering", "Ring til Bo, [CPR-nummer fjernet]", "10 minutter hver gang", "Fjern den", "Ikke besvaret endnu", "I kraft", "Ret dit svar", "til og med 15. december 2026")
		g = receipt("edit")
		g = o.post("/kvittering", filled(g.form(t, "change"), "do", "next"))
		for _, kept := range []string{`value="repeal" checked`, "[CPR-nummer fjernet]", `value="10"`, "En time mere ude"} {
			if !strings.Contains(g.body, kept) {
				t.Errorf("the change form lacks %s", kept)
			}
		}
		receipt("change", "views.R-0002.stance", "keep", "views.R-0002.why", "").has(t, "Dit rettede svar er gemt", "Behold reglen")
		if g := receipt("change"); g.StatusCode != 422 {
			t.Errorf("an empty change: %d", g.StatusCode)
		}
		receipt("withdraw").has(t, "Vil du trække dit svar tilbage?")
		receipt("withdraw", "confirm", "yes").has(t, "Dit svar er trukket tilbage", "Der er ikke gemt noget")
		receipt("withdraw", "confirm", "yes").has(t, "Dit svar er trukket tilbage")
		if o.count() != 1 {
			t.Errorf("%d contributions after one was withdrawn", o.count())
		}

		// After closing.
		g = o.post(path, o.filled(path, "suggestions[0]", "Mindre papir"))
		code = first(t, codeShown, g.body)
		receipt("cut", "confirm", "yes").has(t, "Det kan ikke gøres nu")
		late := o.filled(path, "answers.q1", "For sent")
		o.on("2026-12-16")
		if g := o.post(path, late); g.StatusCode != 404 || !strings.Contains(g.body, "For sent") {
			t.Errorf("a form sent too late: %d", g.StatusCode)
		}
		receipt("").has(t, "Mindre papir", "Tag mine tekster af siderne")
		receipt("change", "answers.q1", "Noget andet").has(t, "Det kan ikke gøres nu", "Mindre papir")
		receipt("cut").has(t, "Vil du have dine tekster taget af siderne?")
		if g := receipt("cut", "confirm", "yes"); strings.Contains(g.body, "Mindre papir") {
			t.Error("the text is still there")
		} else {
			g.has(t, "Dine tekster er taget af siderne")
		}
	})
}

// Whatever the reason, a link that is not open shows one page.
func TestClosedLinks(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o := asking(t, dsn)
		revoked := o.link("Personale")
		links, err := o.workflow.Links(context.Background(), o.slug)
		o.must(err)
		for _, l := range links {
			if l.Token == revoked {
				o.must(o.workflow.RevokeLink(context.Background(), act, o.slug, l.ID))
			}
		}
		want := ""
		check := func(token string) {
			t.Helper()
			g := o.page(404, "/svar/"+token)
			g.has(t, "Dette link er ikke åbent", "Se din kvittering")
			plain := strings.ReplaceAll(text(g.body), token, "")
			if want == "" {
				want = plain
			}
			if plain != want || g.Header.Get("Cache-Control") != "no-store" {
				t.Errorf("%q: another page than the others'", token)
			}
		}
		check(revoked)
		for _, token := range []string{"findes-ikke", strings.Repeat("a", 26), "%00", "%ff", "%22%3E", strings.Repeat("x", 500)} {
			check(token)
		}
		o.on("2026-10-31")
		check(o.token)
		o.on("2026-12-16")
		check(o.token)
		o.page(404, "/en/answer/"+o.token).has(t, "This link is not open")
		o.on("2026-12-15")
		o.page(200, "/svar/"+o.token)
		o.page(200, "/svar/"+strings.ToUpper(o.token)) // as somebody types it from a poster
	})
}

// The administrator sets a consultation up, makes and revokes links, answers and
// publishes; everybody reads the results.
func TestRunningAConsultation(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o := asking(t, dsn)
		work := func(path string) got {
			t.Helper()
			g := o.get(path, "Cookie", o.cookie)
			for _, fault := range faults(g.body) {
				t.Errorf("%s: %s", path, fault)
			}
			if g.StatusCode != 200 || g.Header.Get("Cache-Control") != "no-store" {
				t.Errorf("%s: %d %s", path, g.StatusCode, g.Header.Get("Cache-Control"))
			}
			return g
		}
		for _, path := range []string{"/arbejde/inddragelse", "/arbejde/eftersyn/dagtilbud-2027/inddragelse", "/arbejde/inddragelse/din-mening/henvendelser"} {
			if g := o.get(path); g.StatusCode != http.StatusSeeOther {
				t.Errorf("%s without signing in: %d", path, g.StatusCode)
			}
		}
		for _, path := range []string{"/en/desk/consultations", "/en/desk/reviews/dagtilbud-2027/consultation", "/en/desk/consultations/din-mening", "/en/desk/consultations/din-mening/inputs"} {
			work(path)
		}
		work("/arbejde/inddragelse").has(t, "Din mening om reglerne", "Åben nu")

		// A new one stands ready with texts, questions and the rules that would lapse.
		g := work("/arbejde/eftersyn/dagtilbud-2027/inddragelse")
		if n := strings.Count(g.body, `name="rules"`); n != 11 || strings.Count(g.body, " checked") != 2 {
			t.Errorf("%d rules to choose, %d chosen", n, strings.Count(g.body, " checked"))
		}
		for _, part := range []string{"artikel 6, stk. 1, litra e", "article 6(1)(e)", "ring 112", "Hvad skal vi endelig holde fast i?"} {
			if !strings.Contains(g.body, part) {
				t.Errorf("no %s", part)
			}
		}
		form := url.Values{"form": {""}, "submission": {first(t, submissionField, g.body)}, "title.da": {"Ny runde"}, "privacy.da": {""}, "opens": {"2026-11-21"}, "closes": {"2026-11-20"},
			"questions[1].text.da": {"Hvorfor?"}, "rules": {"R-0002", "R-0003"}}
		bad := o.post("/arbejde/eftersyn/dagtilbud-2027/inddragelse", form, "Cookie", o.cookie)
		if bad.StatusCode != 422 || !strings.Contains(bad.body, `value="Ny runde"`) || !strings.Contains(bad.body, `href="#privacy.da"`) || !strings.Contains(bad.body, `href="#closes"`) || !strings.Contains(bad.body, "Hvorfor?") {
			t.Errorf("a bad set-up: %d", bad.StatusCode)
		}
		form.Set("privacy.da", "Vi er ansvarlige.")
		form.Set("closes", "2026-12-24")
		made := o.post("/arbejde/eftersyn/dagtilbud-2027/inddragelse", form, "Cookie", o.cookie)
		if at := made.Header.Get("Location"); made.StatusCode != 303 || !strings.HasPrefix(at, "/arbejde/inddragelse/ny-runde?") {
			t.Fatalf("a set-up: %d to %s: %s", made.StatusCode, at, text(made.body))
		}
		again := o.post("/arbejde/eftersyn/dagtilbud-2027/inddragelse", form, "Cookie", o.cookie)
		if again.Header.Get("Location") != made.Header.Get("Location") {
			t.Errorf("sent twice: %d to %s", again.StatusCode, again.Header.Get("Location"))
		}
		setup := work("/arbejde/inddragelse/ny-runde?notice=consultation_opened")
		setup.has(t, "Inddragelsen er gemt.")
		link := regexp.MustCompile(`/svar/[a-z0-9]{26}`)
		sent := o.post("/arbejde/inddragelse/ny-runde", url.Values{"form": {"link"}, "submission": {first(t, submissionField, setup.body)}, "audience": {"Personale <i>"}}, "Cookie", o.cookie)
		if sent.StatusCode != 303 {
			t.Fatalf("a link: %d", sent.StatusCode)
		}
		setup = work("/arbejde/inddragelse/ny-runde")
		setup.has(t, "Personale <i>")
		path := link.FindString(setup.body)
		o.page(200, path).has(t, "Ny runde", "til og med 24. december 2026")
		kit := work(first(t, regexp.MustCompile(`href="(/arbejde/inddragelse/ny-runde/links/[^"/]*)"`), setup.body))
		sheet := work(first(t, regexp.MustCompile(`href="(/arbejde/inddragelse/ny-runde/plakat/[^"]*)"`), kit.body))
		sheet.has(t, "Ny runde", "Personale <i>", "/k/"+path[6:10]+"-"+path[10:14])
		if !regexp.MustCompile(`viewBox="0 0 (\d+) (\d+)"[^>]*>\s*<rect[^>]*><path d="M4 4h7`).MatchString(sheet.body) {
			t.Error("the code has no quiet zone of four, or is not drawn")
		}
		// Somebody else was first.
		edit := url.Values{"form": {""}, "submission": {"x-stale-1"}, "edit": {"7"}, "title.da": {"Min titel"}, "privacy.da": {"Vi er ansvarlige."}, "opens": {"2026-11-21"}, "closes": {"2026-12-24"}}
		if g := o.post("/arbejde/inddragelse/ny-runde", edit, "Cookie", o.cookie); g.StatusCode != 412 || !strings.Contains(g.body, `value="Min titel"`) {
			t.Errorf("a stale edit: %d", g.StatusCode)
		} else {
			g.has(t, "I har begge rettet det samme", "Det har du skrevet", "Overskrift")
			edit.Set("edit", first(t, editField, g.body))
		}
		if g := o.post("/arbejde/inddragelse/ny-runde", edit, "Cookie", o.cookie); g.StatusCode != 303 {
			t.Errorf("the next edit: %d", g.StatusCode)
		}
		work("/arbejde/inddragelse/ny-runde").has(t, "Min titel")
		id := regexp.MustCompile(`name="link" value="([^"]*)"`)
		if g := o.post("/arbejde/inddragelse/ny-runde", url.Values{"form": {"revoke"}, "link": {first(t, id, setup.body)}}, "Cookie", o.cookie); g.StatusCode != 303 {
			t.Errorf("revoking: %d", g.StatusCode)
		}
		o.page(404, path)

		// Inputs.
		form2 := "/svar/" + o.token
		for i := range 6 {
			stance := []string{"repeal", "repeal", "repeal", "simplify", "repeal", "keep"}[i]
			o.post(form2, o.filled(form2, "views.R-0002.stance", stance, "views.R-0002.why", fmt.Sprintf("Grund %d", i), "answers.q1", "Alt <script>"))
		}
		staff := "/svar/" + o.link("Personale")
		o.post(staff, o.filled(staff, "views.R-0003.stance", "keep", "suggestions[0]", "Færre skemaer"))
		inbox := "/arbejde/inddragelse/din-mening/henvendelser"
		work(inbox).has(t, "0 af 14 besvaret", "Grund 3", "Alt <script>", "Færre skemaer", "14 henvendelser")
		work(inbox+"?rule=R-0002&unanswered=yes").has(t, "6 henvendelser")
		work(inbox+"?audience=Personale&kind=suggestion").has(t, "1 henvendelse", "Færre skemaer")
		work(inbox+"?rule=none").has(t, "7 henvendelser")
		work(inbox+"?rule=%ff&audience=%00&from=x&input=nej").has(t, "Der er ingen henvendelser her")
		inputs := regexp.MustCompile(`name="inputs" value="([^"]*)"`)
		if ids := inputs.FindAllStringSubmatch(work(inbox).body, -1); len(ids) != 14 {
			t.Errorf("%d inputs on the page", len(ids))
		} else if rest := inputs.FindAllStringSubmatch(work(inbox+"?after="+strings.Fields(ids[9][1])[0]).body, -1); len(rest) != 4 || rest[0][1] != ids[10][1] {
			t.Errorf("after the tenth: %v", rest)
		}
		picked := url.Values{"form": {""}, "submission": {"x-answers-1"}, "kind": {""}, "reason": {"Min grund"}, "do": {"dispose"}}
		if g := o.post(inbox, picked, "Cookie", o.cookie); g.StatusCode != 422 || !strings.Contains(g.body, "Min grund") || !strings.Contains(g.body, `href="#inputs"`) {
			t.Errorf("nothing picked: %d", g.StatusCode)
		}
		for _, m := range inputs.FindAllStringSubmatch(work(inbox+"?rule=R-0002").body, -1) {
			picked.Add("inputs", m[1])
		}
		if g := o.post(inbox, picked, "Cookie", o.cookie); g.StatusCode != 422 || !strings.Contains(g.body, `href="#kind"`) || strings.Count(g.body, " checked") != 6 {
			t.Errorf("no kind: %d", g.StatusCode)
		}
		picked.Set("kind", "followed")
		if g := o.post(inbox+"?rule=R-0002&after=0", picked, "Cookie", o.cookie); g.StatusCode != 303 || !strings.Contains(g.Header.Get("Location"), "after=0&") || !strings.Contains(g.Header.Get("Location"), "rule=R-0002") {
			t.Errorf("six answers: %d %s", g.StatusCode, g.Header.Get("Location"))
		}
		picked.Set("do", "publish")
		picked.Set("submission", "x-publish-1")
		if g := o.post(inbox, picked, "Cookie", o.cookie); g.StatusCode != 422 || !strings.Contains(g.body, "6 af de valgte er ændret") || strings.Count(g.body, " checked") != 6 {
			t.Errorf("publishing what was answered since: %d", g.StatusCode)
		}
		picked["inputs"] = nil
		for _, m := range inputs.FindAllStringSubmatch(work(inbox+"?rule=R-0002").body, -1) {
			picked.Add("inputs", m[1])
		}
		published := o.post(inbox+"?rule=R-0002", picked, "Cookie", o.cookie)
		if published.StatusCode != 303 {
			t.Errorf("publishing: %d", published.StatusCode)
		}
		at, fragment, _ := strings.Cut(published.Header.Get("Location"), "#")
		if again := work(at); strings.Count(again.body, " checked") != 6 || !strings.Contains(again.body, `id="`+fragment+`"`) {
			t.Errorf("the ticks and the place are lost at %s", published.Header.Get("Location"))
		}
		work(inbox).has(t, "6 af 14 besvaret", "Min grund", "Alle kan læse teksten")

		// What is like one is offered, ticked and merged in a press.
		alike := first(t, regexp.MustCompile(`href="([^"]*)#alike-head"`), work(inbox+"?rule=none&audience=For%C3%A6ldre").body)
		offered := work(alike + "&alike=all")
		offered.has(t, "De ligner denne")
		ticked := url.Values{"form": {""}, "submission": {first(t, submissionField, offered.body)}, "do": {"merge"}}
		for _, m := range inputs.FindAllStringSubmatch(offered.body, -1) {
			ticked.Add("inputs", m[1])
		}
		if g := o.post(alike, ticked, "Cookie", o.cookie); g.StatusCode != 303 || len(ticked["inputs"]) != 9 { // five others, and itself in four forms
			t.Errorf("merging %d: %d", len(ticked["inputs"]), g.StatusCode)
		}
		work(inbox).has(t, "6 af 14 besvaret", "9 henvendelser", "5 andre siger det samme")

		// One by itself: what is left out is shown beside the original.
		opened := regexp.MustCompile(`href="(` + inbox + `/[^"]*)" aria-describedby`)
		one := first(t, opened, work(inbox+"?audience=Personale&kind=suggestion").body)
		send := func(do string, pairs ...string) got {
			t.Helper()
			g := work(one)
			f := url.Values{"form": {""}, "submission": {first(t, submissionField, g.body)}, "inputs": {first(t, inputs, g.body)}, "do": {do}}
			for i := 0; i+1 < len(pairs); i += 2 {
				f.Set(pairs[i], pairs[i+1])
			}
			return o.post(one, f, "Cookie", o.cookie)
		}
		if g := send("mask", "shown", "Flere skemaer [udeladt]"); g.StatusCode != 422 || !strings.Contains(g.body, "Flere skemaer [udeladt]") || !strings.Contains(g.body, `href="#shown"`) {
			t.Errorf("a mask that changes the text: %d", g.StatusCode)
		}
		if g := send("mask", "shown", "Færre [udeladt]"); g.StatusCode != 303 {
			t.Errorf("a mask: %d", g.StatusCode)
		}
		if g := work(one); !regexp.MustCompile(`<del>.*skemaer.*</del>`).MatchString(g.body) {
			t.Error("what is left out is not shown")
		}
		o.page(200, "/inddragelse/din-mening").has(t, "Færre [udeladt]")
		if g := send("withhold", "withheld_note", "Et navn"); g.StatusCode != 422 || !strings.Contains(g.body, `href="#withheld_for"`) {
			t.Errorf("no reason: %d", g.StatusCode)
		}
		if g := send("withhold", "withheld_for", "identifies"); g.StatusCode != 303 {
			t.Errorf("withholding: %d", g.StatusCode)
		}
		work(inbox+"?screening=withheld").has(t, "1 henvendelse", "Teksten vises ikke for andre. Nogen kan kendes på teksten.")
		if g := o.get("/inddragelse/din-mening"); strings.Contains(g.body, "Færre [udeladt]") {
			t.Error("what is withheld is shown")
		}
		if g := o.get("/arbejde/inddragelse/en-anden/henvendelser/"+one[len(inbox)+1:], "Cookie", o.cookie); g.StatusCode != 404 {
			t.Errorf("through another consultation: %d", g.StatusCode)
		}

		// What everybody reads.
		results := o.page(200, "/inddragelse/din-mening")
		results.has(t, "7 besvarelser", "6 af 14", "66 %", "17 %", "Målgruppe: Forældre", "Grund 4", "Min grund", "Kommunens svar: Fulgt", "1 valg vises ikke for sig", "Man kan stadig svare")
		if strings.Contains(text(results.body), "Alt <script>") || strings.Contains(text(results.body), "Målgruppe: Personale") {
			t.Error("the results show what is not for everybody")
		}
		o.page(200, "/en/consultations/din-mening").has(t, "7 contributions", "Rule by rule", "The municipality's answer:")
		o.page(404, "/inddragelse/findes-ikke")
		o.page(404, "/inddragelse/%00%ff")
		if g := o.get("/eftersyn/dagtilbud-2027"); !strings.Contains(g.body, `href="/inddragelse/din-mening"`) {
			t.Error("the review does not lead to its consultation")
		}
		if g := o.get("/en/rules/R-0002"); !strings.Contains(g.body, `href="/en/consultations/din-mening`) {
			t.Error("the rule does not lead to the consultation")
		}

		// An owner reaches what is theirs.
		owner := o.reader("owner", registry.Scope{Areas: []string{"Ældre og omsorg"}})
		if g := o.get(inbox, "Cookie", owner); g.StatusCode != 200 || strings.Contains(g.body, "Grund 1") {
			t.Errorf("an owner of another area: %d", g.StatusCode)
		}
		if g := o.post(inbox, picked, "Cookie", owner); g.StatusCode != 403 {
			t.Errorf("answering what is not theirs: %d", g.StatusCode)
		}
		if g := o.get("/arbejde/inddragelse/din-mening", "Cookie", owner); g.StatusCode != 403 {
			t.Errorf("an owner sets it up: %d", g.StatusCode)
		}
	})
}
