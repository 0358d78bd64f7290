package storage

import (
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// BenchmarkRegister measures the lists of the register beside a LIKE scan over
// the same rows in the same run: the ratios count, not the numbers.
// OMVENDT_BENCH_RULES is the number of rules, 100,000 by default.
func BenchmarkRegister(b *testing.B) {
	testenv.EachBench(b, func(b *testing.B, dsn string) {
		db := benchDatabase(b, dsn)
		on := registry.MustDay("2027-07-01")
		page := func(q registry.RegisterQuery) func(b *testing.B) {
			q.On, q.Limit = on, 50
			if q.Known == 0 {
				q.Known = registry.RevisionOpen
			}
			return func(b *testing.B) {
				found := 0
				for b.Loop() {
					if err := db.Registry().View(b.Context(), func(r registry.Reader) error {
						entries, err := r.Register(q)
						found = len(entries)
						return err
					}); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64(found), "rows")
			}
		}
		like := func(pattern string) func(b *testing.B) {
			return func(b *testing.B) {
				found := 0
				for b.Loop() {
					if err := db.view(b.Context(), func(r *reader) error {
						var numbers []int64
						_, err := r.scan(r.db.NewRaw(`SELECT r.number FROM rule AS r JOIN rule_version AS v ON v.rule = r.id
							JOIN segment AS s ON s.number = r.number AND s.revision_until = ? AND s.from_day <= ? AND s.until_day > ?
							WHERE lower(v.title) LIKE ? OR lower(v.plain) LIKE ? OR lower(v.demand) LIKE ? ORDER BY r.number LIMIT 50`,
							still, day(on), day(on), pattern, pattern, pattern), &numbers)
						found = len(numbers)
						return err
					}); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64(found), "rows")
			}
		}
		last := registry.Number(benchRules() - 60)
		b.Run("first page", page(registry.RegisterQuery{}))
		b.Run("last page", page(registry.RegisterQuery{After: last}))
		b.Run("first page as known before", page(registry.RegisterQuery{Known: 1}))
		b.Run("first page of one area", page(registry.RegisterQuery{Area: "Ældre"}))
		b.Run("first page of a rare state", page(registry.RegisterQuery{States: []registry.State{registry.FloorOnly}}))
		b.Run("common word", page(registry.RegisterQuery{Text: "dokumentation"}))
		b.Run("common word scanned", like("%dokumentation%"))
		b.Run("rare word", page(registry.RegisterQuery{Text: "sjældenhed"}))
		b.Run("rare word scanned", like("%sjældenhed%"))
		b.Run("part of a rare word", page(registry.RegisterQuery{Text: "ldenhe"}))
		b.Run("part of a rare word scanned", like("%ldenhe%"))
		b.Run("two words", page(registry.RegisterQuery{Text: "tilsyn legeplads"}))
		b.Run("beginning of a word", page(registry.RegisterQuery{Text: "sj"}))
		b.Run("number", page(registry.RegisterQuery{Text: last.String()}))
		b.Run("nothing found", page(registry.RegisterQuery{Text: "findesikke"}))
		b.Run("nothing found scanned", like("%findesikke%"))
		b.Run("count by state", func(b *testing.B) {
			for b.Loop() {
				if err := db.Registry().View(b.Context(), func(r registry.Reader) error {
					_, err := r.CountStates(registry.RegisterQuery{On: on, Known: registry.RevisionOpen})
					return err
				}); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run("areas", func(b *testing.B) {
			for b.Loop() {
				if err := db.Registry().View(b.Context(), func(r registry.Reader) error { _, err := r.Areas(); return err }); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run("timeline of one rule", func(b *testing.B) {
			for b.Loop() {
				if err := db.Registry().View(b.Context(), func(r registry.Reader) error {
					_, err := r.Timeline(ruleID(int(last)), registry.RevisionOpen)
					return err
				}); err != nil {
					b.Fatal(err)
				}
			}
		})
	})
}

func benchRules() int {
	if n, err := strconv.Atoi(os.Getenv("OMVENDT_BENCH_RULES")); err == nil && n > 0 {
		return n
	}
	return 100_000
}

// benchWords are common in texts; one rule in a thousand has a rare one too.
var benchWords = []string{"dokumentation", "tilsyn", "legeplads", "forældre", "møde", "skema", "medarbejder", "kontrol",
	"hygiejne", "temperatur", "register", "samtale", "trivsel", "plan", "handleplan", "brand", "øvelse", "ældre", "årlig",
	"borger", "sygefravær", "indberetning", "kvalitet", "vurdering", "leder", "børn", "ansøgning", "frist", "udvalg", "rapport"}

// benchDatabase holds rules with three segments each, all written twice: the
// second revision moves every tenth sunset.
func benchDatabase(b *testing.B, dsn string) *DB {
	b.Helper()
	db, err := Open(b.Context(), dsn, Options{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = db.Close() })
	if err := db.Migrate(b.Context()); err != nil {
		b.Fatal(err)
	}
	random := rand.New(rand.NewPCG(1, 2))
	sentence := func(words int) string {
		s := ""
		for range words {
			s += benchWords[random.IntN(len(benchWords))] + " "
		}
		return s
	}
	n := benchRules()
	update := func(f func(tx workflow.Tx) error) {
		if err := db.Workflow().Update(b.Context(), act, func(tx workflow.Tx) error {
			return errors.Join(tx.Audit(registry.AuditEvent{Object: "test"}), f(tx))
		}); err != nil {
			b.Fatal(err)
		}
	}
	update(func(tx workflow.Tx) error {
		for from := 1; from <= n; from += 5000 {
			var rules []registry.Rule
			var versions []registry.Version
			timelines := map[registry.RuleID][]registry.Segment{}
			for i := from; i < from+5000 && i <= n; i++ {
				rule := ruleOf(i)
				rule.Catalogue.Area = []string{"Dagtilbud", "Skole", "Ældre", "Sundhed", "Veje"}[random.IntN(5)]
				version := versionOf(i, 1, sentence(4))
				version.Plain, version.Demand = sentence(10), sentence(40)
				if i%1000 == 0 {
					version.Demand += "sjældenhed"
				}
				rules, versions = append(rules, rule), append(versions, version)
				timelines[rule.ID] = timelineOf(i, "2019-03-01", "2027-07-01")
				for s := range timelines[rule.ID] {
					timelines[rule.ID][s].RowDigest = registry.Digest(fmt.Append(nil, i%8000, s))
					timelines[rule.ID][s].PolicyDigest = registry.Digest([]byte("policy"))
					timelines[rule.ID][s].SettingsDigest = registry.Digest([]byte("settings"))
					if i%2000 == 1 {
						timelines[rule.ID][s].State = registry.FloorOnly
					}
				}
			}
			if err := errors.Join(tx.InsertRules(rules), tx.InsertVersions(versions), tx.ReplaceTimelines(timelines)); err != nil {
				return err
			}
		}
		return nil
	})
	update(func(tx workflow.Tx) error {
		timelines := map[registry.RuleID][]registry.Segment{}
		for i := 10; i <= n; i += 10 {
			timelines[ruleID(i)] = timelineOf(i, "2019-03-01", "2028-01-01")
		}
		return tx.ReplaceTimelines(timelines)
	})
	if db.reader == db.writer { // PostgreSQL does this by itself after a while; SQLite never does
		if _, err := db.writer.ExecContext(b.Context(), "ANALYZE"); err != nil {
			b.Fatal(err)
		}
	}
	return db
}
