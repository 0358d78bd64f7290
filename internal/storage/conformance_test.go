package storage

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// The tests of this package are one suite for the stores of registry and
// workflow, run on both databases. Each case gets a database of its own.

// fixture is an empty, migrated database with a clock that stands still.
type fixture struct {
	*testing.T
	db  *DB
	dsn string

	mu  sync.Mutex
	now time.Time
}

var begin = time.Date(2027, 1, 2, 12, 0, 0, 123456789, time.UTC)

func both(t *testing.T, f func(x *fixture)) {
	t.Helper()
	testenv.Each(t, func(t *testing.T, dsn string) { f(newFixture(t, dsn)) })
}

// bothTogether is both for tests in which several do something at once.
func bothTogether(t *testing.T, f func(x *fixture)) {
	t.Helper()
	testenv.EachTogether(t, func(t *testing.T, dsn string) { f(newFixture(t, dsn)) })
}

func newFixture(t *testing.T, dsn string) *fixture {
	t.Helper()
	x := &fixture{T: t, dsn: dsn, now: begin}
	x.db = x.open()
	if err := x.db.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	return x
}

// open opens the same database again, as another program would.
func (x *fixture) open() *DB {
	x.Helper()
	return x.openWith(Options{})
}

func (x *fixture) openWith(o Options) *DB {
	x.Helper()
	o.Clock, o.Log = x.clock, slog.New(slog.DiscardHandler)
	db, err := Open(x.Context(), x.dsn, o)
	if err != nil {
		x.Fatal(err)
	}
	x.Cleanup(func() {
		if err := db.Close(); err != nil {
			x.Error(err)
		}
	})
	return db
}

func (x *fixture) clock() time.Time {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.now
}

func (x *fixture) wait(d time.Duration) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.now = x.now.Add(d)
}

var act = registry.Act{Actor: registry.Actor{Name: "Ane"}, Operation: "test", Request: "r1"}

// try runs an Update that leaves an event in the log.
func (x *fixture) try(f func(tx workflow.Tx) error) error {
	return x.tryAs(act, f)
}

func (x *fixture) tryAs(act registry.Act, f func(tx workflow.Tx) error) error {
	return x.db.Workflow().Update(context.Background(), act, func(tx workflow.Tx) error {
		if err := tx.Audit(registry.AuditEvent{Object: "test"}); err != nil {
			return err
		}
		return f(tx)
	})
}

func (x *fixture) update(f func(tx workflow.Tx) error) {
	x.Helper()
	if err := x.try(f); err != nil {
		x.Fatal(err)
	}
}

func (x *fixture) view(f func(r workflow.Reader) error) {
	x.Helper()
	if err := x.db.Workflow().View(context.Background(), f); err != nil {
		x.Fatal(err)
	}
}

func (x *fixture) wantCode(err error, want registry.Code) {
	x.Helper()
	if got := registry.CodeOf(err); got != want || err == nil {
		x.Errorf("got %v (code %q), want the code %q", err, got, want)
	}
}

// equal compares what two values print as, so that nil and empty are the same.
func (x *fixture) equal(what string, got, want any) {
	x.Helper()
	if g, w := fmt.Sprintf("%+v", got), fmt.Sprintf("%+v", want); g != w {
		x.Errorf("%s:\n got %s\nwant %s", what, g, w)
	}
}

func ruleID(n int) registry.RuleID { return registry.RuleID(fmt.Sprintf("rule-%06d", n)) }

func versionID(n, ordinal int) registry.VersionID {
	return registry.VersionID(fmt.Sprintf("version-%06d-%d", n, ordinal))
}

// ruleOf is a rule with every field filled in.
func ruleOf(n int) registry.Rule {
	return registry.Rule{ID: ruleID(n), Number: registry.Number(n), Edit: 1, Adopter: registry.AdoptedByCouncil,
		AdoptedOn: registry.MustDay("2019-03-01"),
		Catalogue: registry.Catalogue{Kind: registry.KindDocumentation, Area: "Dagtilbud", Unit: "Børnehuset", Audience: "forældre",
			Owner: "pædagogisk leder", Protects: registry.ProtectsLife, LegalForm: registry.FormMixed, KLE: "28.06.08 P35",
			KLEValidAt: registry.MustDay("2026-01-01"), Source: "byrådets møde",
			Effort: registry.Effort{MinutesFrom: 7.5, MinutesTo: 15, People: 400, Evidence: registry.LeaderEstimate, Role: "daglig leder",
				Per: registry.PerYear, TimesFrom: 1, TimesTo: 2.5, When: []registry.YearDay{{Month: 3}, {Month: 10, Day: 15}},
				Data: []string{"antal børn", "sygefravær"}, Units: 12, Since: registry.MustDay("2020-08-01")}}}
}

func versionOf(n, ordinal int, title string) registry.Version {
	return registry.Version{ID: versionID(n, ordinal), Rule: ruleID(n), Ordinal: ordinal,
		Text: registry.Text{Title: title, Plain: "Kort sagt", Demand: "Det kræves at …", Frequency: "årligt"}}
}

// timelineOf is in force from a day and lapses on another; with its reasons and grounds.
func timelineOf(n int, from, lapse string) []registry.Segment {
	begin, end := registry.MustDay(from), registry.MustDay(lapse)
	segment := func(from, until registry.Day, state registry.State, version registry.VersionID, reason registry.ReasonCode) registry.Segment {
		return registry.Segment{From: from, Until: until, State: state, Class: registry.CouncilRule, Version: version,
			StateFrom: from, StateUntil: until,
			Reasons: []registry.Reason{{Code: reason, Facts: map[string]string{"sunset": lapse, "a": "æ \" \\ <"}}, {Code: registry.TieVote}},
			Grounds: registry.Grounds{Lapse: "event-1"}, RowDigest: "row", PolicyDigest: "policy", SettingsDigest: "settings"}
	}
	v := versionID(n, 1)
	return []registry.Segment{
		segment(registry.FirstDay, begin, registry.NotYet, "", registry.NotYetEffective),
		segment(begin, end, registry.InForce, v, registry.ReviewPending),
		segment(end, registry.LastDay, registry.Lapsed, v, registry.LapsedUndecided),
	}
}

// put stores rules with a first version and a timeline.
func (x *fixture) put(numbers ...int) {
	x.Helper()
	x.update(func(tx workflow.Tx) error { return putRules(tx, "2027-07-01", numbers...) })
}

func putRules(tx workflow.Tx, lapse string, numbers ...int) error {
	var rules []registry.Rule
	var versions []registry.Version
	timelines := map[registry.RuleID][]registry.Segment{}
	for _, n := range numbers {
		rules = append(rules, ruleOf(n))
		versions = append(versions, versionOf(n, 1, fmt.Sprintf("Regel nummer %d", n)))
		timelines[ruleID(n)] = timelineOf(n, "2019-03-01", lapse)
	}
	return errors.Join(tx.InsertRules(rules, nil), tx.InsertVersions(versions), tx.ReplaceTimelines(timelines))
}

func collect[T, K any](list []T, f func(T) K) []K { return each(list, f) }

func numbersIn(entries []registry.RegisterEntry) []registry.Number {
	return collect(entries, func(e registry.RegisterEntry) registry.Number { return e.Rule.Number })
}
