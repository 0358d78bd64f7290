package openapi

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
)

// mirror is a copy of one list, kept up as an integrator would.
type mirror struct {
	s       *server
	path    string // with the filters
	as      []option
	mark    func(response) string // what the next time asks for
	since   string
	items   map[string]string // by number, as JSON
	changed int               // items and tombstones that it was told of
}

func newMirrors(s *server) []*mirror {
	var all []*mirror
	for _, filters := range []string{"", "state=in_force", "state=lapsed,repealed,superseded", "area=Skole", "class=council_rule&area=Dagtilbud",
		"class=add_on", "q=plan", "q=re+sko&state=in_force", "q=R-0002"} {
		all = append(all, &mirror{s: s, path: "/v1/register?" + filters, mark: func(r response) string { return r.text("updated_until") }})
	}
	act := registry.Act{Actor: registry.Actor{Name: "test"}, Operation: "add-token"}
	_, token, err := s.api.Register.AddToken(s.t.Context(), act, "skoler", registry.Grant{Role: "integration", Scope: registry.Scope{Areas: []string{"Skole"}}})
	if err != nil {
		s.t.Fatal(err)
	}
	revision := func(r response) string { return fmt.Sprint(r.at("revision")) }
	return append(all,
		&mirror{s: s, path: "/v1/rules?", as: []option{s.admin()}, mark: revision},
		&mirror{s: s, path: "/v1/rules?area=Dagtilbud", as: []option{s.admin()}, mark: revision},
		&mirror{s: s, path: "/v1/rules?", as: []option{with("Authorization", "Bearer "+token)}, mark: revision})
}

// pages reads a list to its end; between is called before each further page.
func (m *mirror) pages(query string, limit int, between func(), page func(response)) {
	m.s.t.Helper()
	path, filters, _ := strings.Cut(m.path, "?")
	for query := filters + query; ; {
		r := m.s.get(fmt.Sprintf("%s?%s&limit=%d", path, query, limit), m.as...).want(http.StatusOK)
		page(r)
		if r.text("next") == "" {
			return
		}
		between()
		query = "cursor=" + r.text("next")
	}
}

func (m *mirror) follow(limit int, between func()) {
	m.s.t.Helper()
	query := ""
	if m.since != "" && m.since != "0" {
		query = "&updated_since=" + m.since
	} else {
		m.items = map[string]string{}
	}
	first := ""
	m.pages(query, limit, between, func(r response) {
		if first == "" {
			first = m.mark(r)
		}
		if got := m.mark(r); got != first || got == "" {
			m.s.t.Fatalf("%s: a further page ends at %q, the first at %q", m.path, got, first)
		}
		m.put(r)
		removed, _ := r.at("removed").([]any)
		for _, number := range removed {
			delete(m.items, number.(string))
			m.changed++
		}
	})
	m.since = first
}

func (m *mirror) put(r response) {
	items, _ := r.at("items").([]any)
	for i, item := range items {
		m.items[r.text("items", i, "number")] = asJSON(item)
		m.changed++
	}
}

// equal compares the copy with the list itself.
func (m *mirror) equal() {
	m.s.t.Helper()
	full := mirror{s: m.s, path: m.path, as: m.as, items: map[string]string{}}
	full.pages("", 200, func() {}, full.put)
	if maps.Equal(m.items, full.items) {
		return
	}
	for _, number := range slices.Sorted(maps.Keys(m.items)) {
		if full.items[number] == "" {
			m.s.t.Errorf("%s on %s: %s is in the copy alone", m.path, m.s.now, number)
		}
	}
	for number, item := range full.items {
		if m.items[number] != item {
			m.s.t.Errorf("%s on %s: %s\nis %s\nnot %s", m.path, m.s.now, number, item, m.items[number])
		}
	}
	m.s.t.FailNow()
}

// actor does things at random; what is not possible is refused and does no harm.
type randomActor struct {
	*server
	*rand.Rand
	rules, reviews int
	in             map[string]string // a rule of each review, by its address
	done           map[string]int    // by what succeeded
}

func (a *randomActor) day(from, to int) string {
	return (registry.MustDay(a.today()) + registry.Day(from+a.IntN(to-from+1))).String()
}

func (a *randomActor) today() string { return a.now.In(a.api.Register.Place).Format(time.DateOnly) }

func (a *randomActor) rule() string { return fmt.Sprintf("R-%04d", 1+a.IntN(a.rules)) }

func (a *randomActor) pick(of ...string) string { return of[a.IntN(len(of))] }

func (a *randomActor) said() object { return councilSaid(a.today(), "Sådan blev det besluttet.") }

func (a *randomActor) try(what, method, path string, body any, options ...option) bool {
	a.t.Helper()
	r := a.send(method, path, body, append(options, a.admin())...)
	if r.status >= 500 {
		a.t.Fatalf("%s: %s", what, r.raw)
	}
	if r.status < 300 {
		a.done[what]++
	}
	return r.status < 300
}

// seen is the If-Match for a change of what an address shows.
func (a *randomActor) seen(path string) option {
	return with("If-Match", a.get(path, a.admin()).header.Get("ETag"))
}

func (a *randomActor) event(kind string, fact object) {
	a.try(kind, http.MethodPost, "/v1/rules/"+a.rule()+"/events", object{"kind": kind, "valid": a.day(0, 4), kind: fact})
}

func (a *randomActor) create() {
	rule := aRule(a.pick("Referat", "Plan for året", "Reglement")).and("area", a.pick("Skole", "Dagtilbud", "Ældre")).
		and("effective_from", a.pick("2020-01-01", a.day(-3, 6))).and("adoption", object{"explanation": "Byrådet har besluttet det."})
	if a.IntN(4) == 0 {
		rule = rule.and("first_review", object{"on": a.day(7, 12), "by": a.said()})
	}
	if a.try("create", http.MethodPost, "/v1/rules", rule) {
		a.rules++
	}
}

func (a *randomActor) act() {
	rule := a.rule()
	entry := "/v1/rules/" + rule
	review := fmt.Sprintf("/v1/reviews/eftersyn-%d", max(1, a.reviews-a.IntN(3)))
	switch a.IntN(14) {
	case 0:
		a.create()
	case 1, 2:
		a.try("move", http.MethodPut, entry, anEntry().and("area", a.pick("Skole", "Dagtilbud", "Ældre")), a.seen(entry))
	case 3:
		a.try("text", http.MethodPost, entry+"/versions", object{"from": a.day(-2, 4),
			"title": a.pick("Referat", "Plan", "Skoleplan"), "demand": "Skriv."}, a.seen(entry))
	case 4:
		a.try("basis", http.MethodPost, entry+"/bases", object{"reference": "https://www.retsinformation.dk/eli/lta/2024/988 § 11",
			"effect": a.pick("permits", "minimum", "duty", "requires_local"), "from": a.day(-3, 3), "until": a.day(4, 8)}, a.seen(entry))
	case 5:
		a.event("ruling", object{"ruling": a.pick("keep", "trial", "defer"), "by": a.said(), "next": a.day(5, 9), "lapses": true, "reason": "Fordi."})
	case 6:
		a.event("ruling", object{"ruling": a.pick("repeal", "unlawful"), "by": a.said(), "from": a.day(4, 6)})
	case 7:
		a.event("superseded", object{"by": a.rule(), "reason": a.said()})
	case 8:
		kinds := a.get(entry+"/events", a.admin()).want(http.StatusOK)
		all := kinds.column("id")
		a.try("annulled", http.MethodPost, entry+"/events", object{"kind": "annulled", "valid": a.day(0, 4),
			"annulled": object{"event": all[len(all)-1], "by": a.said()}})
	case 9:
		a.create()
		rule = fmt.Sprintf("R-%04d", a.rules) // which has not ended yet
		name := fmt.Sprintf("Eftersyn %d", a.reviews+1)
		if a.try("review", http.MethodPost, "/v1/reviews", aReview(name, rule).and("sunset", a.day(1, 8)).and("decision", a.said())) {
			a.reviews++
			a.in[fmt.Sprintf("/v1/reviews/eftersyn-%d", a.reviews)] = rule
		}
	case 10:
		a.try("withdraw", http.MethodPost, review+"/withdrawals", object{"rule": a.in[review], "decision": a.said()}, a.seen(review))
	case 11:
		a.try("sunset", http.MethodPut, review+"/sunset", object{"sunset": a.day(1, 8), "decision": a.said()}, a.seen(review))
	case 12:
		a.try("cancel", http.MethodPost, review+"/cancellation", object{"decision": a.said()}, a.seen(review))
	case 13:
		a.try("justify", http.MethodPost, entry+"/justifications", object{"value": "Alle kan se det."}, a.seen(entry))
	}
}

// TestCampaignMirror: who follows updated_since has the list, whatever is done,
// however the days pass, and whatever happens between two pages.
func TestCampaignMirror(t *testing.T) {
	testenv.OneAtATime(t)
	testenv.Long(t)
	seed := testenv.Seed(t, 16)
	each(t, func(t *testing.T, s *server) {
		a := &randomActor{server: s, Rand: rand.New(rand.NewPCG(seed, 7)), in: map[string]string{}, done: map[string]int{}}
		mirrors := newMirrors(s)
		for _, m := range mirrors {
			m.follow(50, func() {}) // an empty register can be followed too
		}
		for range 6 {
			a.create()
		}
		for range testenv.Runs(t, 80) {
			for range 1 + a.IntN(4) {
				a.act()
			}
			if a.IntN(2) == 0 {
				s.now = s.now.Add(time.Duration(1+a.IntN(60)) * time.Hour)
			}
			for _, m := range mirrors {
				switch a.IntN(5) {
				case 0, 1: // not this time
				case 2:
					acts := 2
					m.follow(2+a.IntN(4), func() {
						if acts--; acts >= 0 {
							a.act()
						}
					})
				default:
					m.follow(1+a.IntN(20), func() {})
					m.equal()
				}
			}
		}
		for _, m := range mirrors {
			m.follow(2, func() {})
			m.equal()
			t.Logf("%s: %d told, %d held", m.path, m.changed, len(m.items))
		}
		t.Logf("done: %v", a.done)
		if len(a.done) != 12 {
			t.Errorf("of 12 kinds of acts only %v ever succeeded", a.done)
		}
	})
}
