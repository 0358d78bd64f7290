package storage

import (
	"slices"
	"strings"
	"testing"
)

// TestRedactedTables: of every table somebody has said whether a redaction reaches
// it, and the columns that are named are there.
func TestRedactedTables(t *testing.T) {
	both(t, func(x *fixture) {
		query := "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE 'rule_search_index%'"
		columns := "SELECT name FROM pragma_table_info(?)"
		if !strings.HasPrefix(x.dsn, "sqlite:") {
			query = "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()"
			columns = "SELECT column_name FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = ?"
		}
		names := func(query string, args ...any) (out []string) {
			if err := x.db.reader.NewRaw(query, args...).Scan(x.Context(), &out); err != nil {
				x.Fatal(err)
			}
			return out
		}
		tables := names(query)
		reached := map[string]bool{}
		for _, r := range redactedTables {
			reached[r.name] = true
			there := names(columns, r.name)
			for _, c := range slices.Concat(r.keys, r.texts, []string{r.of}) {
				if c = strings.TrimPrefix(c, "json:"); c != "" && !slices.Contains(there, c) {
					x.Errorf("%s has no column %s", r.name, c)
				}
			}
			if r.edited != slices.Contains(there, "edit") {
				x.Errorf("%s: edit", r.name)
			}
		}
		for _, name := range tables {
			if _, left := notRedacted[name]; left == reached[name] {
				x.Errorf("%s: a redaction reaches it: %v, and does not: %v", name, reached[name], left)
			}
		}
		if len(tables) < len(redactedTables)+len(notRedacted)-2 {
			x.Errorf("%d tables, %d and %d are named", len(tables), len(redactedTables), len(notRedacted))
		}
	})
}
