package main

import (
	"crypto/rand"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// benchSite is the program over a database, on a day, without a process of its own.
type benchSite struct {
	*program
	*home
	now registry.Day
}

func newBenchSite(b *testing.B, dsn string) *benchSite {
	b.Helper()
	s := &benchSite{now: registry.MustDay("2027-05-31")}
	s.program = &program{database: dsn, log: slog.New(slog.DiscardHandler), environment: environment{getenv: func(string) string { return "" },
		stdout: io.Discard, stderr: io.Discard, clock: func() time.Time { return s.now.Time().Add(10 * time.Hour) }}}
	var err error
	if s.home, err = s.program.open(b.Context()); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = s.home.Close() })
	s.home.workflow.Secret = []byte("of the measurements")
	return s
}

// newRules are rules as an import gives them: five areas, adopted over twenty
// years, and legally checked.
func newRules(n int) []registry.NewRule {
	rules := make([]registry.NewRule, n)
	for i := range rules {
		adopted := registry.MustDay("2005-01-01") + registry.Day(i*37%7300)
		rules[i] = registry.NewRule{Adopter: registry.Adopters[i%2], EffectiveFrom: adopted,
			Catalogue: registry.Catalogue{Kind: registry.KindDocumentation, Area: []string{"Dagtilbud", "Skole", "Ældre", "Sundhed", "Veje"}[i%5],
				Unit: "Enhed " + strconv.Itoa(i%100), Audience: "medarbejdere", Owner: "leder", Protects: registry.ProtectsLife,
				LegalForm: registry.FormMixed, KLE: "28.00.00", Effort: registry.Effort{Evidence: registry.LeaderEstimate, MinutesFrom: 5, MinutesTo: 10, People: 20}},
			Text: registry.Text{Title: fmt.Sprintf("Skema nummer %d udfyldes", i), Plain: "Vi skriver ned, hvad der er set.",
				Demand: "Lederen fører hver måned tilsyn med legepladsen og udfylder et skema, som gemmes i fem år.", Frequency: "månedligt"},
			Check: &registry.LegalCheck{By: "Juristen", Day: registry.MustDay("2026-10-15"), Result: registry.BasesConfirmed}}
	}
	return rules
}

// fill takes rules in, so many at a time.
func (s *benchSite) fill(b *testing.B, n int) {
	b.Helper()
	for rules := newRules(n); len(rules) > 0; {
		part := rules[:min(5000, len(rules))]
		rules = rules[len(part):]
		if _, err := s.register.CreateRules(b.Context(), act("import-rules"), part); err != nil {
			b.Fatal(err)
		}
	}
}

// open opens a review and returns its slug.
func (s *benchSite) open(b *testing.B, name string, scope workflow.Scope) string {
	b.Helper()
	opened, err := s.home.workflow.OpenReview(b.Context(), act("open-review"), workflow.NewReview{Name: name, Sunset: s.now + 400, Scope: scope,
		Decision: registry.Decision{Body: "Byrådet", Rank: registry.RankCouncil, Day: s.now, Words: "Reglerne bortfalder, medmindre de fastholdes."}})
	if err != nil {
		b.Fatal(err)
	}
	return opened.Review.Slug
}

// BenchmarkImport takes rules in, all in one act.
func BenchmarkImport(b *testing.B) {
	for _, n := range []int{100, 1000, 10_000} {
		perRule(b, n, func(b *testing.B, s *benchSite) func() { return func() { s.fill(b, n) } })
	}
}

// BenchmarkOpenReview opens a review over all rules of a register.
func BenchmarkOpenReview(b *testing.B) {
	for _, n := range []int{100, 1000, 10_000} {
		perRule(b, n, func(b *testing.B, s *benchSite) func() {
			s.fill(b, n)
			return func() { s.open(b, "Alt", workflow.Scope{All: true}) }
		})
	}
}

// BenchmarkCloseMeeting closes a council's meeting of 40 items, each of which
// keeps a rule.
func BenchmarkCloseMeeting(b *testing.B) {
	const items = 40
	perRule(b, items, func(b *testing.B, s *benchSite) func() {
		s.fill(b, 1000)
		s.open(b, "Alt", workflow.Scope{All: true})
		meeting := s.held(b, items)
		return func() {
			if _, err := s.home.workflow.CloseMeeting(b.Context(), act("close-meeting"), meeting.ID, meeting.Edit, workflow.Closing{}); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// held is a meeting of the council with votes on every item.
func (s *benchSite) held(b *testing.B, items int) workflow.Meeting {
	b.Helper()
	ctx := b.Context()
	bodies, err := s.register.Bodies(ctx)
	if err != nil {
		b.Fatal(err)
	}
	members := make([]workflow.Vote, 25)
	for i := range members {
		m, err := s.home.workflow.AddMember(ctx, act("add-member"), workflow.Member{Body: bodies[0].ID, Name: "Medlem " + strconv.Itoa(i),
			Group: "Liste " + strconv.Itoa(i%4), Chair: i == 0, From: s.now - 100, Until: registry.LastDay})
		if err != nil {
			b.Fatal(err)
		}
		members[i] = workflow.Vote{Member: m.ID, Choice: workflow.For, Count: 1}
	}
	meeting, err := s.home.workflow.PlanMeeting(ctx, act("plan-meeting"), workflow.Meeting{Body: bodies[0], Day: s.now, PapersOn: s.now - 10})
	if err != nil {
		b.Fatal(err)
	}
	rules, err := s.register.Rules(ctx, registry.RuleFilter{Limit: items})
	if err != nil {
		b.Fatal(err)
	}
	for i, rule := range rules.Rules {
		item, err := s.home.workflow.AddItem(ctx, act("add-item"), meeting.ID, i+1, workflow.Agenda{Title: "Regel", Rules: []registry.RuleID{rule.ID}, PapersLate: "Det haster.",
			Summary: "Skal reglen fastholdes?", Proposals: []workflow.Proposal{{Ruling: registry.Keep, Question: "Fastholdes reglen?",
				Reason: "Den beskytter børn.", Next: s.now + 700, Lapses: true}}})
		if err == nil {
			_, err = s.home.workflow.RecordMinutes(ctx, act("record-minutes"), item.ID, item.Edit, workflow.Minutes{Votes: [][]workflow.Vote{members}})
		}
		if err != nil {
			b.Fatal(err)
		}
	}
	page, err := s.home.workflow.MeetingPage(ctx, meeting.ID)
	if err != nil {
		b.Fatal(err)
	}
	return page.Meeting
}

// perRule measures an act over n rules, each time in a new database, and tells
// its cost as a multiple of a bare commit, for each rule.
func perRule(b *testing.B, n int, prepare func(*testing.B, *benchSite) func()) {
	b.Helper()
	b.Run(strconv.Itoa(n), func(b *testing.B) {
		testenv.EachBench(b, func(b *testing.B, dsn string) {
			var took, commit time.Duration
			for b.Loop() {
				own := dsn
				if strings.HasPrefix(dsn, "sqlite:") {
					own += strconv.Itoa(b.N) + rand.Text()
				} else {
					own = testenv.Postgres(b)
				}
				do := prepare(b, newBenchSite(b, own))
				commit += testenv.BareCommit(b, own)
				begun := time.Now()
				do()
				took += time.Since(begun)
			}
			times := float64(b.N)
			b.ReportMetric(float64(took.Nanoseconds())/times, "ns/op")
			b.ReportMetric(float64(took.Microseconds())/times/float64(n), "µs/rule")
			b.ReportMetric(float64(took)/float64(commit), "x-of-commit")
		})
	})
}

// BenchmarkContribute sends contributions to the API, through all that a request
// goes through, beside a bare commit.
func BenchmarkContribute(b *testing.B) {
	testenv.EachBench(b, func(b *testing.B, dsn string) {
		s := newBenchSite(b, dsn)
		s.fill(b, 100)
		c, err := s.home.workflow.OpenConsultation(b.Context(), act("open-consultation"), s.open(b, "Alt", workflow.Scope{All: true}), workflow.Consultation{
			Slug: "din-mening", Title: workflow.Wording{Da: "Din mening"}, Privacy: workflow.Wording{Da: "Kommunen er ansvarlig."},
			Opens: s.now, Closes: s.now + 100, Questions: []workflow.Question{{ID: "q1", Text: workflow.Wording{Da: "Hvad tager tid?"}}}})
		if err != nil {
			b.Fatal(err)
		}
		link, err := s.home.workflow.AddLink(b.Context(), act("add-link"), c.Slug, "Forældre")
		if err != nil {
			b.Fatal(err)
		}
		handler, err := site{municipality: "Prøve"}.front(s.program, s.home, "http://localhost")
		if err != nil {
			b.Fatal(err)
		}
		send := func() error {
			body := fmt.Sprintf(`{"submission": %q, "answers": {"q1": "Vi skriver det samme tre steder."}, "suggestions": ["Saml det på ét skema."]}`,
				rand.Text()+rand.Text())
			r := httptest.NewRequest(http.MethodPost, "/v1/open-links/"+link.Token+"/contributions", strings.NewReader(body))
			r.Header.Set("Content-Type", "application/json")
			w := httptest.NewRecorder()
			if handler.ServeHTTP(w, r); w.Code != http.StatusCreated {
				return fmt.Errorf("%d %s", w.Code, w.Body)
			}
			return nil
		}
		commit := testenv.BareCommit(b, dsn)
		tell := func(b *testing.B) { b.ReportMetric(b.Elapsed().Seconds()/float64(b.N)/commit.Seconds(), "x-of-commit") }
		b.Run("one by one", func(b *testing.B) {
			for b.Loop() {
				if err := send(); err != nil {
					b.Fatal(err)
				}
			}
			tell(b)
		})
		b.Run("64 at once", func(b *testing.B) {
			var failed atomic.Pointer[error]
			b.SetParallelism(32) // on two cores
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					if err := send(); err != nil {
						failed.Store(&err)
					}
				}
			})
			if err := failed.Load(); err != nil {
				b.Fatal(*err)
			}
			tell(b)
		})
	})
}
