package main

import (
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
)

// clerk is somebody who works with a server that runs, in a browser and over the API.
type clerk struct {
	*running
	m             *machine
	token, cookie string
	keys          int
}

const clerkMail = "sagsbehandler@kommune.example"

// newClerk starts a server and gives somebody all rights in it.
func newClerk(m *machine) *clerk {
	m.t.Helper()
	m.must("user", "add", "--email", clerkMail, "--role", "administrator", "--name", "Sagsbehandleren")
	o := &clerk{m: m, token: strings.TrimSpace(m.must("token", "add", "--role", "administrator", "--name", "prøve").out)}
	o.running = m.start("serve")
	return o
}

// on is the morning of a day: the session of the day before is over.
func (o *clerk) on(day string) {
	o.t.Helper()
	o.m.day(day)
	h, err := o.m.program().open(o.t.Context())
	if err != nil {
		o.t.Fatal(err)
	}
	defer h.Close()
	_, secret, err := h.register.InviteUser(o.t.Context(), act("invite-user"), clerkMail)
	if err == nil {
		o.cookie, _, err = h.register.SignIn(o.t.Context(), act("sign-in"), secret)
	}
	if err != nil {
		o.t.Fatal(err)
	}
}

// call asks the API, and reads the answer into a value.
func (o *clerk) call(method, path string, body object, into any, headers ...string) {
	o.t.Helper()
	text := ""
	if body != nil {
		raw, err := json.Marshal(body)
		if err != nil {
			o.t.Fatal(err)
		}
		text = string(raw)
	}
	o.keys++
	r := o.do(method, path, text, append(headers, "Authorization", "Bearer "+o.token, "Content-Type", "application/json", "Idempotency-Key", fmt.Sprint("key-", o.keys))...)
	if r.StatusCode >= 300 {
		o.t.Fatalf("%s %s: %d %s", method, path, r.StatusCode, r.body)
	}
	if into != nil {
		if err := json.Unmarshal([]byte(r.body), into); err != nil {
			o.t.Fatalf("%s %s: %v\n%s", method, path, err, r.body)
		}
	}
}

// create records something, and says its id or number.
func (o *clerk) create(path string, body object) string {
	o.t.Helper()
	var made struct{ ID, Number string }
	o.call("POST", path, body, &made)
	if made.Number != "" {
		return made.Number
	}
	return made.ID
}

// change sends what somebody has read first.
func (o *clerk) change(method, read, write string, body object) {
	o.t.Helper()
	etag := o.do("GET", read, "", "Authorization", "Bearer "+o.token).Header.Get("ETag")
	o.call(method, write, body, nil, "If-Match", etag)
}

// page reads a page in the browser.
func (o *clerk) page(path string, has ...string) string {
	o.t.Helper()
	r := o.do("GET", path, "", "Cookie", "omvendt="+o.cookie)
	o.says(path, r, has...)
	return r.body
}

func (o *clerk) says(path string, r reply, has ...string) {
	o.t.Helper()
	if r.StatusCode != http.StatusOK {
		o.t.Fatalf("%s: %d\n%s", path, r.StatusCode, r.body)
	}
	for _, text := range has {
		if !strings.Contains(r.body, text) {
			o.t.Errorf("%s does not say %q\n%s", path, text, r.body)
		}
	}
}

// press sends a form of a page with what is typed in it, pairs of names and values, and
// follows to where it leads.
func (o *clerk) press(path, page, form string, typed ...string) (string, reply) {
	o.t.Helper()
	sent := url.Values{}
	for _, part := range strings.Split(page, "<form")[1:] {
		part, _, _ = strings.Cut(part, "</form>")
		if !strings.Contains(part, `name="form" value="`+form+`"`) {
			continue
		}
		for _, f := range hiddenField.FindAllStringSubmatch(part, -1) {
			sent.Add(f[1], html.UnescapeString(f[2]))
		}
	}
	if len(sent) == 0 {
		o.t.Fatalf("%s has no form %q\n%s", path, form, page)
	}
	for i := 0; i+1 < len(typed); i += 2 {
		sent.Add(typed[i], typed[i+1])
	}
	r := o.do("POST", path, sent.Encode(), "Cookie", "omvendt="+o.cookie, "Content-Type", "application/x-www-form-urlencoded")
	for r.StatusCode == http.StatusSeeOther {
		path = strings.TrimPrefix(r.Header.Get("Location"), o.url)
		cookies := "omvendt=" + o.cookie
		for _, c := range r.Cookies() {
			cookies += "; " + c.Name + "=" + c.Value
		}
		r = o.do("GET", path, "", "Cookie", cookies)
	}
	path, _, _ = strings.Cut(path, "?")
	return path, r
}

// standing is a rule's state and main reason on a day, as it is known.
func (o *clerk) standing(number, query string) string {
	o.t.Helper()
	var r struct {
		Status struct {
			State   string
			Reasons []struct{ Code string }
		}
	}
	o.call("GET", "/v1/register/"+number+query, nil, &r)
	codes := r.Status.State
	for _, reason := range r.Status.Reasons {
		codes += " " + reason.Code
	}
	return codes
}

// TestCriteriaOfAMandate: an officer supposes that the administration's mandate asks for a
// special reason, sees which of 64 rules with draft decisions would fall, and attaches that to
// a paper of the council. The council decides; from its day the mandate asks. What would
// fall then falls, what is final stands, and what was answered before is still read.
func TestCriteriaOfAMandate(t *testing.T) {
	testenv.Long(t)
	testenv.Each(t, func(t *testing.T, dsn string) {
		m := newMachine(t, dsn, "2027-01-10")
		o := newClerk(m)
		o.on("2027-01-10")
		const (
			drafts, withReason = 64, 40
			together           = 8 // items on an agenda
			earlier            = 2 // rules that are kept before the mandate changes
		)
		var rules []string
		for n := range drafts + earlier {
			rules = append(rules, o.create("/v1/rules", object{"adopter": "administration", "effective_from": "2020-01-01", "title": fmt.Sprint("Regel ", n+1),
				"demand": "Skriv et referat af hvert møde.", "plain": "Du skal skrive et referat.", "kind": "documentation", "area": "Dagtilbud", "unit": "Dagtilbud og skole",
				"owner": "Dagtilbudschef", "effort": object{"evidence": "not_quantified"}, "check": object{"by": "Juridisk team", "day": "2027-01-05", "result": "confirmed"}}))
		}
		o.create("/v1/reviews", object{"name": "Eftersyn", "sunset": "2027-07-01", "scope": object{"rules": rules}, "decision": object{"body": "Byrådet", "rank": "council", "day": "2027-01-08",
			"words": "Reglerne bortfalder den 1. juli 2027, medmindre de fastholdes."}})
		var bodies struct{ Items []struct{ ID, Rank string } }
		o.call("GET", "/v1/bodies", nil, &bodies)
		id := map[string]string{}
		for _, b := range bodies.Items {
			id[b.Rank] = b.ID
		}
		for _, name := range []string{"Direktøren", "Vicedirektøren", "Chefjuristen"} {
			o.create("/v1/bodies/"+id["administration"]+"/members", object{"name": name, "from": "2026-01-01"})
			o.create("/v1/bodies/"+id["council"]+"/members", object{"name": "Medlem " + name, "group": "A", "from": "2026-01-01"})
		}
		body := "/arbejde/organer/" + id["administration"]
		_, given := o.press(body, o.page(body), "mandate", "from", "2027-01-01", "words", "Forvaltningen kan fastholde sine egne regler.")
		o.says(body, given, "Forvaltningen kan fastholde sine egne regler.", "gælder i dag", "Mandatet beder ikke om noget særligt")

		meet := func(body, day string) string {
			return "/v1/meetings/" + o.create("/v1/meetings", object{"body": body, "day": day})
		}
		keep := func(meeting, number string, reason bool) string {
			p := object{"ruling": "keep", "question": "Skal reglen fastholdes?", "lapses": true, "next": "2029-05-31"}
			if reason {
				p["reason"] = "Uden den ved ingen, hvem der henter barnet."
			}
			return "/v1/items/" + o.create(meeting+"/items", object{"title": "Regel " + number, "rules": []string{number}, "proposals": []object{p},
				"recommendation": []string{"at reglen fastholdes"}, "papers_late": "Sagen kan ikke vente."})
		}
		decide := func(meeting string, items ...string) {
			for _, item := range items {
				o.change("PUT", item, item+"/minutes", object{"votes": [][]object{{{"choice": "for", "count": 3}}}})
			}
			o.change("POST", meeting, meeting+"/closing", object{})
		}

		// Two are kept, without a reason, while nothing is asked.
		first := meet(id["administration"], "2027-01-20")
		early := []string{keep(first, rules[drafts], false), keep(first, rules[drafts+1], false)}
		var meetings []string
		items := map[string][]string{}
		for n, number := range rules[:drafts] {
			if n%together == 0 {
				meetings = append(meetings, meet(id["administration"], "2027-04-14"))
			}
			at := meetings[len(meetings)-1]
			items[at] = append(items[at], keep(at, number, n < withReason))
		}
		o.on("2027-01-20")
		decide(first, early...)
		const after = "?on=2027-07-01"
		stood := map[string]string{}
		for _, number := range rules {
			stood[number] = o.standing(number, after)
		}
		if stood[rules[drafts]] != "in_force KEPT_BY_DECISION KEPT_WITHOUT_STATED_REASON" || !strings.HasPrefix(stood[rules[0]], "lapsed LAPSED_UNDECIDED") {
			t.Fatalf("before anybody supposes anything: %q, %q", stood[rules[drafts]], stood[rules[0]])
		}

		// The officer supposes that a special reason is asked for, and keeps what came out.
		o.on("2027-02-01")
		supposed := url.Values{"on": {"2027-07-01"}, "beside": {"drafts"}, "body": {id["administration"]}, "asks": {"special_reason"}, "asked_from": {"2027-03-15"}}
		for _, at := range meetings {
			supposed.Add("meeting", strings.TrimPrefix(at, "/v1/meetings/"))
		}
		query := "/hvad-nu-hvis?" + supposed.Encode()
		asked := o.page(query, "24 regler gælder ikke længere", "særlig begrundelse")
		if strings.Contains(asked, rules[withReason-1]+" <span") || !strings.Contains(asked, rules[withReason]+" <span") || strings.Contains(asked, rules[drafts]+" <span") {
			t.Error("the rules that would fall are others than those without a reason")
		}
		there, kept := o.press(query, asked, "", "name", "Hvis der skal en særlig begrundelse")
		o.says(there, kept, "Simuleringen er gemt.")
		council := meet(id["council"], "2027-03-08")
		agenda := o.create(council+"/items", object{"title": "Krav til en fastholdelse", "rules": []string{}, "proposals": []object{}, "papers_late": "Sagen kan ikke vente.",
			"recommendation": []string{"at forvaltningens mandat fra den 15. marts 2027 kræver en særlig begrundelse"}})
		there, kept = o.press(there, o.page(there), "", "name", "Hvis der skal en særlig begrundelse", "shared", "yes", "items", agenda)
		o.says(there, kept, "Ændringerne er gemt.")
		var simulation struct {
			Digest  string
			Changed int
			Items   []string
		}
		o.call("GET", "/v1/simulations/"+there[strings.LastIndex(there, "/")+1:], nil, &simulation)
		if simulation.Changed != drafts-withReason || !reflect.DeepEqual(simulation.Items, []string{agenda}) {
			t.Errorf("kept: %+v", simulation)
		}
		if paper := o.do("GET", "/v1/items/"+agenda+"/paper", "", "Authorization", "Bearer "+o.token); !strings.Contains(paper.body, simulation.Digest) || !strings.Contains(paper.body, "24 regler gælder ikke længere") {
			t.Errorf("the paper does not say what was supposed, and what came out of it: %s", paper.body)
		}

		// The council decides. A day that has begun, and another body's decision, are refused.
		o.on("2027-03-08")
		decide(council)
		o.on("2027-03-09")
		type typed = []string
		words := typed{"words", "Forvaltningen kan fastholde sine egne regler, når den særlige begrundelse står i beslutningen.", "asks", "special_reason"}
		for want, wrong := range map[string]typed{
			"Vælg i morgen eller en senere dag": {"from", "2027-03-09", "decider", id["council"], "decided", "2027-03-08"},
			"mindst lige så højt":               {"from", "2027-03-15", "decider", id["administration"], "decided", "2027-03-08"},
		} {
			if _, r := o.press(body, o.page(body), "mandate", append(wrong, words...)...); r.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(r.body, want) {
				t.Errorf("%s: %d\n%s", want, r.StatusCode, r.body)
			}
		}
		_, ahead := o.press(body, o.page(body), "mandate", append(typed{"from", "2027-03-15", "decider", id["council"], "decided", "2027-03-08", "case", "27/0042"}, words...)...)
		o.says(body, ahead, "Intet er gemt endnu", "64 regler er på dagsordener", "24 regler gælder ikke længere", "Intet særligt")
		o.page(body, "gælder i dag")
		_, said := o.press(body, ahead.body, "mandate", "step", "go")
		o.says(body, said, "Besluttet af Byrådet den 8. marts 2027.", "27/0042", "gælder endnu ikke", "Forvaltningen kan fastholde sine egne regler.")
		for _, number := range rules {
			if got := o.standing(number, after); got != stood[number] {
				t.Errorf("%s: the mandate alone made %q of %q", number, got, stood[number])
			}
		}

		// What is decided after that day is judged by what is asked.
		o.on("2027-04-14")
		for _, at := range meetings {
			decide(at, items[at]...)
		}
		for n, number := range rules {
			got := o.standing(number, after)
			switch {
			case n >= drafts:
				if got != stood[number] {
					t.Errorf("%s is final, and became %q of %q", number, got, stood[number])
				}
			case n < withReason:
				if got != "in_force KEPT_BY_DECISION" && got != "in_force KEPT_BY_DECISION KEPT_WITHOUT_STATED_REASON" {
					t.Errorf("%s has a reason, and is %q", number, got)
				}
			case !strings.HasPrefix(got, "lapsed LAPSED_UNDECIDED") || !strings.Contains(got, "KEEP_LACKS_CRITERIA"):
				t.Errorf("%s has no reason, and is %q", number, got)
			}
			if known := o.standing(number, after+"&known=2027-03-09"); known != stood[number] {
				t.Errorf("%s as it was known: %q, not %q", number, known, stood[number])
			}
			if day := o.standing(number, "?on=2027-06-30"); !strings.HasPrefix(day, "in_force") {
				t.Errorf("%s before its day: %q", number, day)
			}
		}
		var mandates struct {
			Items []struct {
				From, Decider, Decided, Case string
				Asks                         []registry.Criterion
			}
		}
		o.call("GET", "/v1/bodies/"+id["administration"]+"/mandates", nil, &mandates)
		if len(mandates.Items) != 2 || len(mandates.Items[0].Asks) != 0 || mandates.Items[1].From != "2027-03-15" || mandates.Items[1].Decider != "Byrådet" ||
			mandates.Items[1].Decided != "2027-03-08" || mandates.Items[1].Case != "27/0042" || !reflect.DeepEqual(mandates.Items[1].Asks, []registry.Criterion{registry.SpecialReason}) {
			t.Errorf("the mandates: %+v", mandates)
		}
	})
}
