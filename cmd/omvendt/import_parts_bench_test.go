package main

import (
	"database/sql"
	"strings"
	"testing"
	"time"

	_ "modernc.org/sqlite" // registers the driver "sqlite"

	"github.com/omvendt/omvendt/internal/testenv"
)

// BenchmarkImportParts takes 5,000 rules in as the program does, without the log of what
// policies answered, and without the indexes of adopted events: "of-log" and "of-indexes" are
// the shares of the whole that these take. All three take turns.
func BenchmarkImportParts(b *testing.B) {
	const n = 5000
	without := map[string][]string{
		"whole":   nil,
		"indexes": {"DROP INDEX rule_event_new", "DROP INDEX rule_event_adopted_day"},
		"log":     {"CREATE TRIGGER kept_nowhere BEFORE INSERT ON evaluation BEGIN SELECT RAISE(IGNORE); END"},
	}
	onPostgres := []string{"CREATE FUNCTION kept_nowhere() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
		"CREATE TRIGGER kept_nowhere BEFORE INSERT ON evaluation FOR EACH ROW EXECUTE FUNCTION kept_nowhere()"}
	testenv.EachBench(b, func(b *testing.B, dsn string) {
		took := map[string]time.Duration{}
		for b.Loop() {
			for part, statements := range without {
				own := testenv.SQLite
				if !strings.HasPrefix(dsn, "sqlite:") {
					own = testenv.Postgres
				}
				database := own(b)
				s := newBenchSite(b, database)
				db := (*sql.DB)(nil)
				if path, lite := strings.CutPrefix(database, "sqlite:"); lite {
					var err error
					if db, err = sql.Open("sqlite", "file:"+path); err != nil {
						b.Fatal(err)
					}
				} else {
					db = testenv.OpenPostgres(b, database)
					if part == "log" {
						statements = onPostgres
					}
				}
				for _, statement := range statements {
					if _, err := db.Exec(statement); err != nil {
						b.Fatal(err)
					}
				}
				_ = db.Close()
				begun := time.Now()
				s.fill(b, n)
				took[part] += time.Since(begun)
			}
		}
		b.ReportMetric(0, "ns/op")
		b.ReportMetric(float64(took["whole"].Microseconds())/float64(b.N)/n, "µs/rule")
		for _, part := range []string{"log", "indexes"} {
			b.ReportMetric(1-float64(took[part])/float64(took["whole"]), "of-"+part)
		}
	})
}
