package web_test

import (
	"bytes"
	"context"
	"html"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
)

// worker is somebody in a browser of their own.
type worker struct {
	*town
	client *http.Client
}

// invite makes a sign-in link for a new user with a role.
func (o *town) invite(name, role string, areas ...string) (path string) {
	o.t.Helper()
	email := url.QueryEscape(strings.ToLower(name))
	email = strings.NewReplacer("%", "x", "+", ".").Replace(email)
	email = email[max(0, len(email)-40):] + "@example.org"
	_, err := o.register.AddUser(context.Background(), act, registry.User{Name: name, Email: email,
		Grants: []registry.Grant{{Role: role, Scope: registry.Scope{Areas: areas}}}})
	o.must(err)
	_, secret, err := o.register.InviteUser(context.Background(), act, email)
	o.must(err)
	return "/log-ind/" + secret
}

// stranger is nobody yet.
func (o *town) stranger() *worker {
	jar, err := cookiejar.New(nil)
	o.must(err)
	return &worker{o, &http.Client{Jar: jar}}
}

// worker signs somebody in.
func (o *town) worker(name, role string, areas ...string) *worker {
	o.t.Helper()
	w := o.stranger()
	w.send(o.invite(name, role, areas...), nil).is(o.t, 200)
	return w
}

// fetch sends a request and reads the answer.
func (w *worker) fetch(r *http.Request) got {
	w.t.Helper()
	answer, err := w.client.Do(r)
	w.must(err)
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	w.must(err)
	return got{answer, string(body)}
}

func (w *worker) do(r *http.Request, err error) got {
	w.t.Helper()
	w.must(err)
	g := w.fetch(r)
	if strings.HasPrefix(g.Header.Get("Content-Type"), "text/html") {
		for _, fault := range faults(g.body) {
			w.t.Errorf("%s: %s", r.URL, fault)
		}
	}
	return g
}

func (w *worker) read(path string) got {
	w.t.Helper()
	return w.do(http.NewRequest(http.MethodGet, w.address+path, nil))
}

func (w *worker) send(path string, form url.Values) got {
	w.t.Helper()
	r, err := http.NewRequest(http.MethodPost, w.address+path, strings.NewReader(form.Encode()))
	w.must(err)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return w.do(r, nil)
}

func (g got) is(t testing.TB, status int) got {
	t.Helper()
	if g.StatusCode != status {
		t.Errorf("%s %s: status %d, want %d", g.Request.Method, g.Request.URL, g.StatusCode, status)
	}
	return g
}

func (g got) lacks(t testing.TB, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if strings.Contains(text(g.body), part) {
			t.Errorf("%s: says %q", g.Request.URL, part)
		}
	}
}

var hiddenField = regexp.MustCompile(`<input type="hidden" name="([^"]+)" value="([^"]*)">`)

// hidden are the hidden fields of the form with a name.
func (g got) hidden(form string) url.Values {
	out := url.Values{}
	for _, part := range strings.Split(g.body, "<form")[1:] {
		part, _, _ = strings.Cut(part, "</form>")
		if v := hiddenIn(part); (v.Has("form") || v.Has("submission")) && v.Get("form") == form {
			out = v
		}
	}
	return out
}

func hiddenIn(body string) url.Values {
	v := url.Values{}
	for _, m := range hiddenField.FindAllStringSubmatch(body, -1) {
		v.Add(html.UnescapeString(m[1]), html.UnescapeString(m[2]))
	}
	return v
}

// filled are some values with others put in.
func filled(v url.Values, pairs ...string) url.Values {
	out := url.Values{}
	for name, values := range v {
		out[name] = values
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		out.Set(pairs[i], pairs[i+1])
	}
	return out
}

func TestSignIn(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o := newTown(t, dsn, "2026-11-21")
		link := o.invite("Ada Admin", "administrator")
		w := o.stranger()

		// Whoever is not signed in comes to the sign-in page, and later to where they wanted.
		g := w.read("/arbejde/regler?q=plan").is(t, 200)
		g.has(t, "Log ind", "administrator af registeret om et nyt")
		if g.Request.URL.Path != "/log-ind" {
			t.Errorf("sent to %s", g.Request.URL)
		}
		// GET shows whose link it is and uses nothing up.
		for _, path := range []string{link, strings.Replace(link, "/log-ind", "/en/sign-in", 1)} {
			g = w.read(path).is(t, 200)
			g.has(t, "Ada Admin")
			if g.Header.Get("Cache-Control") != "no-store" || !strings.Contains(g.body, "noindex") {
				t.Errorf("%s may be kept", path)
			}
		}
		g = w.send(link, g.hidden("")).is(t, 200)
		if got := g.Request.URL.RequestURI(); got != "/arbejde/regler?q=plan" {
			t.Errorf("after signing in: %s", got)
		}
		g.has(t, "Arbejdsbord", "Ada Admin", "Log ud")
		if g.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("a signed-in page may be kept: %q", g.Header.Get("Cache-Control"))
		}
		u, _ := url.Parse(o.address)
		cookies := w.client.Jar.Cookies(u)
		if len(cookies) != 1 || cookies[0].Name != "omvendt" {
			t.Errorf("cookies %v", cookies)
		}
		// A link is used once.
		o.stranger().send(link, nil).is(t, 404).has(t, "Linket kan ikke bruges")
		o.stranger().read(link).is(t, 404).has(t, "Linket kan ikke bruges")
		o.stranger().read("/en/sign-in/never-was").is(t, 404).has(t, "The link cannot be used")

		// Public pages know nobody without a session, and set no cookie.
		plain := o.get("/regler")
		if plain.Header.Get("Set-Cookie") != "" || plain.Header.Get("ETag") == "" || plain.Header.Get("Cache-Control") != "no-cache" {
			t.Errorf("a public page: %v", plain.Header)
		}
		plain.lacks(t, "Arbejdsbord", "Log ud")
		w.read("/en/rules").is(t, 200).has(t, "Work desk", "Ada Admin", "Sign out")

		w.send("/log-ud", url.Values{}).is(t, 200).has(t, "Du er logget ud.")
		if g := w.read("/arbejde"); g.Request.URL.Path != "/log-ind" {
			t.Errorf("after signing out: %s", g.Request.URL)
		}
		// What was sent without a session is not thrown away in silence.
		w.send("/arbejde/regler/ny", url.Values{"title": {"Ny"}}).is(t, 401).has(t, "Du er ikke længere logget ind")
	})
}

func TestSessionEnds(t *testing.T) {
	o := newTown(t, testenv.SQLite(t), "2026-11-21")
	w := o.worker("Ada Admin", "administrator")
	w.read("/arbejde").is(t, 200).has(t, "Regeleftersyn", "Indlæs regler")
	o.on("2026-11-22")
	if g := w.read("/arbejde"); g.Request.URL.Path != "/log-ind" {
		t.Errorf("after a day: %s", g.Request.URL)
	}
	late := o.invite("Sen Gæst", "owner")
	o.on("2026-11-24")
	o.stranger().read(late).is(t, 404)
}

// What one wanted to read is never another site's.
func TestSignInLeadsNowhereElse(t *testing.T) {
	o := newTown(t, testenv.SQLite(t), "2026-11-21")
	for i, wanted := range []string{"//example.org/", "https://example.org/", "/\\example.org", "%2F%2Fexample.org", ""} {
		w := o.stranger()
		u, _ := url.Parse(o.address)
		w.client.Jar.SetCookies(u, []*http.Cookie{{Name: "omvendt-wanted", Value: url.QueryEscape(wanted), Path: "/"}})
		w.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
		g := w.send(o.invite("Gæst "+strconv.Itoa(i), "auditor"), nil).is(t, 303)
		if to := g.Header.Get("Location"); to != "/arbejde" && to != "/%2F%2Fexample.org" {
			t.Errorf("%q leads to %q", wanted, to)
		}
	}
}

var newRule = url.Values{"title": {"Skriftlig aftale om madpakker"}, "plain": {"Vi skriver ned, hvad børnene har med."}, "demand": {"Aftalen\r\nskrives ned."},
	"adopter": {"council"}, "effective_from": {"01-02-2020"}, "kind": {"rule"}, "area": {"Dagtilbud"}, "unit": {"Alle dagtilbud"},
	"effort.evidence": {"leader_estimate"}, "effort.minutes_from": {"2,5"}, "effort.minutes_to": {"5"}, "effort.people": {"3"}}

func TestRuleForms(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o := newTown(t, dsn, "2026-11-21")
		w := o.worker("Ada Admin", "administrator")

		// What is wrong is said by its field, and what was typed stays.
		blank := w.read("/arbejde/regler/ny").is(t, 200).hidden("")
		bad := filled(newRule, "submission", blank.Get("submission"), "title", "", "effective_from", "31-02-2020", "owner", "Leder & <b>")
		g := w.send("/arbejde/regler/ny", bad).is(t, 422)
		g.has(t, "Der er noget, der skal rettes")
		for _, part := range []string{`<title>Fejl:`, `href="#effective_from"`, `value="31-02-2020"`, `value="Leder &amp; &lt;b&gt;"`, `value="2,5"`, blank.Get("submission"), "autofocus"} {
			if !strings.Contains(g.body, part) {
				t.Errorf("after a mistake: %q is not there", part)
			}
		}
		// Sent twice it is one rule.
		good := filled(newRule, "submission", blank.Get("submission"), "form", "")
		for range 2 {
			g = w.send("/arbejde/regler/ny", good).is(t, 200)
			if g.Request.URL.Path != "/arbejde/regler/R-0001" {
				t.Errorf("led to %s", g.Request.URL)
			}
		}
		g.has(t, "Oprettet.", "Skriftlig aftale om madpakker", "Mangler juridisk kontrol")
		w.send("/arbejde/regler/ny", filled(good, "title", "Noget andet")).is(t, 422).has(t, "Der er noget, der skal rettes")

		const at = "/arbejde/regler/R-0001"
		for form, values := range map[string]url.Values{
			"text":  {"title": {"Aftale om madpakker"}, "demand": {"Aftalen skrives ned."}, "from": {"2026-12-01"}},
			"basis": {"reference": {"Overenskomst § 4"}, "effect": {"agreement"}, "from": {"2020-02-01"}, "until": {"31-12-2027"}},
			"case":  {"value": {"Alle børn får mad."}, "check_on": {"2027-10-01"}},
			"check": {"by": {"Juristen"}, "day": {"2026-11-20"}, "result": {"confirmed"}, "note": {"Set efter"}},
		} {
			h := w.read(at).hidden(form)
			w.send(at, filled(values, "form", form, "submission", h.Get("submission"), "edit", h.Get("edit"))).is(t, 200).has(t, "Gemt.")
		}
		g = w.read("/en/desk/rules/R-0001").is(t, 200)
		g.has(t, "Aftale om madpakker", "Overenskomst § 4", "31 December 2027", "by Juristen")
		view, err := o.register.Rule(context.Background(), 1, registry.StatusQuery{})
		o.must(err)
		if view.Bases[0].Until.String() != "2028-01-01" || view.Versions[0].Demand != "Aftalen\nskrives ned." || view.Rule.Catalogue.Effort.MinutesFrom != 2.5 {
			t.Errorf("stored %+v", view)
		}
		// A legal basis is recorded anew under its id.
		chosen := w.read(at + "?basis=" + string(view.Bases[0].ID)).hidden("basis")
		w.send(at, filled(chosen, "reference", "Overenskomst § 5", "effect", "agreement", "from", "2020-02-01")).is(t, 200)
		if view, _ = o.register.Rule(context.Background(), 1, registry.StatusQuery{}); len(view.Bases) != 1 || view.Bases[0].Until != registry.LastDay {
			t.Errorf("bases %+v", view.Bases)
		}
		// A mistake in one of the forms is that form's.
		g = w.send(at, url.Values{"form": {"check"}, "edit": {w.read(at).hidden("check").Get("edit")}, "by": {"Juristen"}, "day": {"2027-01-01"}, "result": {"confirmed"}}).is(t, 422)
		if !strings.Contains(g.body, `href="#check-day"`) || !strings.Contains(g.body, `id="check-day-error"`) {
			t.Error("the mistake is not at its field")
		}
		w.read("/arbejde/regler/R-0099").is(t, 404)
		w.read("/arbejde/regler/x").is(t, 404)
		w.send(at, url.Values{"form": {"nonsense"}}).is(t, 400)
		// What is too long is shown again, whatever form it is, up to a limit.
		long := strings.Repeat("x", 700<<10)
		for _, path := range []string{"/arbejde/regler/ny?%zz", "/en/desk/rules/new"} {
			if g := w.send(path, url.Values{"title": {long}}).is(t, 422); !strings.Contains(g.body, long) {
				t.Errorf("%s: what was typed is lost", path)
			}
			w.send(path, url.Values{"title": {long}, "demand": {long}}).is(t, 413)
		}
		many := url.Values{}
		for n := range 10_001 {
			many.Add("n", strconv.Itoa(n))
		}
		w.send("/arbejde/regler/ny", many).is(t, 400).has(t, "kom ikke helt frem")
	})
}

// An owner with an area neither sees nor changes the rules of others.
func TestReach(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o := newTown(t, dsn, "2026-11-21")
		o.create(rule{number: 1, title: "Ugeplan på stuen", from: "2014-08-01"}, rule{number: 2, title: "Døgnrytmeplan", from: "2014-08-01", area: "Ældre", loose: true})
		w := o.worker("Ejer Ældre", "owner", "Ældre")
		g := w.read("/arbejde/regler").is(t, 200)
		g.has(t, "Døgnrytmeplan", "juridisk kontrol")
		g.lacks(t, "Ugeplan", "Dagtilbud")
		w.read("/arbejde/regler?area=Dagtilbud").is(t, 200).lacks(t, "Ugeplan")
		w.read("/arbejde/regler/R-0001").is(t, 403).has(t, "uden for det, du har adgang til")
		form := url.Values{"form": {"case"}, "edit": {"1"}, "value": {"Værdi"}}
		w.send("/arbejde/regler/R-0001", form).is(t, 403)
		w.send("/arbejde/regler/R-0002", form).is(t, 200).has(t, "Gemt.")
		w.send("/arbejde/regler/ny", newRule).is(t, 422).has(t, "Du har ikke adgang")
		w.send("/arbejde/regler/R-0002", url.Values{"form": {"check"}, "by": {"Mig"}, "day": {"2026-11-20"}, "result": {"confirmed"}}).is(t, 403)
		w.read("/arbejde/eftersyn/nyt").is(t, 403).has(t, "Din rolle giver ikke adgang")
		w.read("/arbejde").is(t, 200).lacks(t, "Regeleftersyn, du arbejder med")

		jurist := o.worker("Jura Ida", "legal_checker")
		jurist.read("/arbejde/regler?missing=check").is(t, 200).lacks(t, "Ugeplan", "Opret en regel")
		g = jurist.read("/arbejde/regler/R-0002").is(t, 200)
		g.has(t, "Gem kontrollen")
		g.lacks(t, "Gem oplysninger")
		jurist.send("/arbejde/regler/R-0002", filled(g.hidden("check"), "by", "Jura Ida", "day", "2026-11-21", "result", "confirmed")).is(t, 200)
		jurist.read("/arbejde/regler?missing=check").is(t, 200).has(t, "Ingen regler passer")
		o.worker("Rev Isor", "auditor").read("/arbejde/import").is(t, 403)
	})
}

func (w *worker) upload(path string, content string, values url.Values) got {
	w.t.Helper()
	return w.do(w.uploading(path, content, values))
}

// uploading is the request that sends a file with a form.
func (w *worker) uploading(path string, content string, values url.Values) (*http.Request, error) {
	w.t.Helper()
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	for name, list := range values {
		for _, v := range list {
			w.must(m.WriteField(name, v))
		}
	}
	f, err := m.CreateFormFile("file", "regler.csv")
	w.must(err)
	_, err = io.WriteString(f, content)
	w.must(err)
	w.must(m.Close())
	r, err := http.NewRequest(http.MethodPost, w.address+path, &body)
	w.must(err)
	r.Header.Set("Content-Type", m.FormDataContentType())
	return r, nil
}

const importHead = "titel;krav;type;område;enhed;vedtaget_af;vedtaget_dato;retsgrundlag\n"

func TestReviewSetUp(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o := newTown(t, dsn, "2026-11-21")
		o.create(rule{number: 1, title: "Ugeplan på stuen", from: "2014-08-01"}, rule{number: 2, title: "Tilsyn med vand", from: "2014-08-01", protects: registry.ProtectsLife},
			rule{number: 3, title: "Rapport", from: "2014-08-01", loose: true})
		w := o.worker("Ada Admin", "administrator")
		bodies, err := o.register.Bodies(context.Background())
		o.must(err)
		h := w.read("/arbejde/eftersyn/nyt").is(t, 200).hidden("")
		values := filled(h, "name", "Dagtilbud 2027", "sunset", "2027-07-01", "scope", "area", "scope.area", "Dagtilbud",
			"decision.body", string(bodies[0].ID), "decision.day", "2026-11-20", "decision.words", "Reglerne bortfalder,\r\nmedmindre andet besluttes.", "hearing_parties", "Ældrerådet\r\n\r\nMED")

		g := w.send("/arbejde/eftersyn/nyt", filled(values, "sunset", "2026-01-01", "decision.words", "")).is(t, 422)
		for _, part := range []string{`href="#decision.words"`, `value="Dagtilbud 2027"`} {
			if !strings.Contains(g.body, part) {
				t.Errorf("after a mistake: %q is not there", part)
			}
		}
		g = w.send("/arbejde/eftersyn/nyt", values).is(t, 200)
		g.has(t, "Skal eftersynet åbnes?", "2 regler", "1 regel: Mangler juridisk kontrol", "Tilsyn med vand", "Ældrerådet, MED", "1. juli 2027")
		if all, err := o.workflow.Reviews(context.Background()); err != nil || len(all) != 0 {
			t.Fatalf("opened before it was confirmed: %v, %v", all, err)
		}
		carried := g.hidden("")
		w.send("/arbejde/eftersyn/nyt", filled(carried, "form", "back")).is(t, 200).has(t, "Åbn et regeleftersyn", "medmindre andet besluttes.")
		for range 2 {
			g = w.send("/arbejde/eftersyn/nyt", filled(carried, "form", "open")).is(t, 200)
			if g.Request.URL.Path != "/eftersyn/dagtilbud-2027" {
				t.Errorf("led to %s", g.Request.URL)
			}
		}
		g.has(t, "Regeleftersynet er åbnet.")
		again := w.send("/arbejde/eftersyn/nyt", filled(values, "submission", "another")).is(t, 409)
		again.has(t, "Der er noget, der skal rettes")

		g = w.read("/arbejde/eftersyn/dagtilbud-2027").is(t, 200)
		move := filled(g.hidden(""), "to", "hearing")
		w.send("/arbejde/eftersyn/dagtilbud-2027", move).is(t, 200).has(t, "Gemt.")
		w.send("/arbejde/eftersyn/dagtilbud-2027", filled(move, "submission", "another")).is(t, 412)
		w.send("/arbejde/eftersyn/dagtilbud-2027", filled(move, "submission", "third", "edit", "2", "to", "cancelled")).is(t, 409)
		w.read("/arbejde/eftersyn/findes-ikke").is(t, 404)
		w.read("/arbejde/eftersyn").is(t, 200).has(t, "Dagtilbud 2027")
	})
}

// Every page of the work desk in both languages.
func TestWorkPages(t *testing.T) {
	o := sample(t, testenv.SQLite(t))
	w := o.worker("Ada Admin", "administrator")
	for _, path := range workPaths {
		g := w.read(path).is(t, 200)
		if g.Header.Get("Cache-Control") != "no-store" || g.Header.Get("ETag") != "" {
			t.Errorf("%s may be kept", path)
		}
		lang := "da"
		if strings.HasPrefix(path, "/en/") {
			lang = "en"
		}
		if !strings.Contains(g.body, `<html lang="`+lang+`">`) || strings.Contains(g.body, `rel="canonical"`) != (path == "/log-ind" || path == "/en/sign-in") {
			t.Errorf("%s: head", path)
		}
	}
	// Many at once are one at a time.
	var all sync.WaitGroup
	for _, path := range workPaths {
		all.Go(func() { o.get(path) })
	}
	all.Wait()
}

var workPaths = []string{"/log-ind", "/en/sign-in", "/arbejde", "/en/desk", "/arbejde/regler", "/en/desk/rules", "/arbejde/regler?q=plan&missing=check",
	"/arbejde/regler/ny", "/en/desk/rules/new", "/arbejde/regler/R-0001", "/en/desk/rules/R-0005", "/arbejde/import", "/en/desk/import",
	"/arbejde/eftersyn", "/en/desk/reviews", "/arbejde/eftersyn/nyt", "/en/desk/reviews/new", "/arbejde/eftersyn/dagtilbud-2027", "/en/desk/reviews/dagtilbud-2025"}
