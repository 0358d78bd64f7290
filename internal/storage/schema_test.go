package storage

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/uptrace/bun"

	"github.com/omvendt/omvendt/internal/testenv"
)

// TestSchemasAreAlike compares what the migrations made of the two databases:
// tables, columns with type and nullability, unique and foreign keys.
func TestSchemasAreAlike(t *testing.T) {
	testenv.OneAtATime(t)
	read := func(dsn string) (*bun.DB, context.Context) {
		db, err := Open(t.Context(), dsn, Options{})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = db.Close() })
		if err := db.Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
		return db.reader, t.Context()
	}
	lite := sqliteSchema(t, read)
	pg := postgresSchema(t, read)
	if len(lite) < 100 {
		t.Errorf("only %d lines of schema", len(lite))
	}
	for _, line := range slices.Sorted(maps.Keys(lite)) {
		if !pg[line] {
			t.Errorf("only in SQLite: %s", line)
		}
	}
	for _, line := range slices.Sorted(maps.Keys(pg)) {
		if !lite[line] {
			t.Errorf("only in PostgreSQL: %s", line)
		}
	}
}

func sqliteSchema(t *testing.T, read func(string) (*bun.DB, context.Context)) map[string]bool {
	db, ctx := read(testenv.EmptySQLite(t))
	lines := map[string]bool{}
	rows := func(query string, args ...any) (out [][]string) {
		t.Helper()
		if err := scanTexts(ctx, db, &out, query, args...); err != nil {
			t.Fatalf("%s: %v", query, err)
		}
		return out
	}
	for _, table := range rows("SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE 'rule_search_index%'") {
		name, sql := table[0], strings.ToUpper(table[1])
		lines["table "+name] = true
		if name != "migration" && !strings.Contains(sql, "STRICT") {
			t.Errorf("%s is not STRICT", name)
		}
		if strings.Contains(sql, "DEFERR") || strings.Contains(sql, "ON CONFLICT") {
			t.Errorf("%s defers a constraint, or answers a conflict with more than an error", name)
		}
		for _, c := range rows("SELECT name, type, CASE WHEN \"notnull\" = 1 THEN 'not null' ELSE 'null' END FROM pragma_table_info(?)", name) {
			lines[fmt.Sprintf("column %s.%s %s %s", name, c[0], strings.ToLower(c[1]), c[2])] = true
		}
		primary := rows("SELECT group_concat(name) FROM (SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk)", name)
		lines[fmt.Sprintf("unique %s (%s)", name, primary[0][0])] = true
		for _, index := range rows("SELECT name FROM pragma_index_list(?) WHERE \"unique\" = 1", name) {
			columns := rows("SELECT group_concat(name) FROM (SELECT name FROM pragma_index_info(?) ORDER BY seqno)", index[0])
			lines[fmt.Sprintf("unique %s (%s)", name, columns[0][0])] = true
		}
		for _, k := range rows("SELECT \"from\", \"table\", \"to\" FROM pragma_foreign_key_list(?)", name) {
			lines[fmt.Sprintf("foreign %s.%s -> %s.%s", name, k[0], k[1], k[2])] = true
		}
	}
	for _, trigger := range rows("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'") {
		if strings.Contains(strings.ToUpper(trigger[1]), "ROLLBACK") {
			t.Errorf("the trigger %s rolls back the whole transaction", trigger[0])
		}
	}
	return lines
}

func postgresSchema(t *testing.T, read func(string) (*bun.DB, context.Context)) map[string]bool {
	db, ctx := read(testenv.EmptyPostgres(t))
	lines := map[string]bool{}
	neutral := map[string]string{"bigint": "integer", "boolean": "integer", "text": "text", "jsonb": "text",
		"timestamp with time zone": "text", "bytea": "blob", "double precision": "real"}
	var out [][]string
	query := func(query string) [][]string {
		t.Helper()
		out = nil
		if err := scanTexts(ctx, db, &out, query); err != nil {
			t.Fatalf("%s: %v", query, err)
		}
		return out
	}
	for _, c := range query(`SELECT table_name, column_name, data_type, CASE is_nullable WHEN 'NO' THEN 'not null' ELSE 'null' END
		FROM information_schema.columns WHERE table_schema = current_schema()`) {
		kind, known := neutral[c[2]]
		if !known {
			t.Errorf("%s.%s has the unexpected type %s", c[0], c[1], c[2])
		}
		lines["table "+c[0]] = true
		lines[fmt.Sprintf("column %s.%s %s %s", c[0], c[1], kind, c[3])] = true
	}
	for _, k := range query(`SELECT c.relname, (SELECT string_agg(a.attname, ',' ORDER BY k.place) FROM unnest(i.indkey::int[]) WITH ORDINALITY AS k (n, place)
		JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.n)
		FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace
		WHERE i.indisunique AND n.nspname = current_schema()`) {
		lines[fmt.Sprintf("unique %s (%s)", k[0], k[1])] = true
	}
	for _, k := range query(`SELECT c.relname, a.attname, f.relname, fa.attname FROM pg_constraint x
		JOIN pg_class c ON c.oid = x.conrelid JOIN pg_class f ON f.oid = x.confrelid
		JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = x.conkey[1]
		JOIN pg_attribute fa ON fa.attrelid = f.oid AND fa.attnum = x.confkey[1]
		WHERE x.contype = 'f' AND NOT x.condeferrable`) {
		lines[fmt.Sprintf("foreign %s.%s -> %s.%s", k[0], k[1], k[2], k[3])] = true
	}
	return lines
}

// TestAnonymousTables: what the public said lies in the order of random keys
// and has no column that could tell who, when or in which order.
func TestAnonymousTables(t *testing.T) {
	columns := map[string][]string{
		"contribution": {"id", "consultation", "audience", "receipt", "state", "day", "district", "exclusion"},
		"input": {"id", "consultation", "contribution", "audience", "kind", "question", "rule", "stance", "minutes", "text", "masked", "day",
			"screening", "shown", "withheld_for", "withheld_note", "edit", "answered", "part_of", "split", "lead", "assigned", "theme", "excluded", "translation", "shown_translation"},
		"unnamed_event":    {"id", "day", "operation", "object"},
		"input_search":     {"consultation", "input", "searched"},
		"input_word":       {"word", "input"},
		"input_vocabulary": {"consultation", "word", "shard", "searched"},
		"place_count":      {"link", "consultation", "n"},
	}
	both(t, func(x *fixture) {
		for table, want := range columns {
			rows, err := x.db.reader.QueryContext(x.Context(), "SELECT * FROM "+table)
			if err != nil {
				x.Fatal(err)
			}
			got, err := rows.Columns()
			if err := errors.Join(err, rows.Close(), rows.Err()); err != nil {
				x.Fatal(err)
			}
			x.equal(table, got, want)
			if !strings.HasPrefix(x.dsn, "sqlite:") {
				continue
			}
			var without int
			if err := x.db.reader.NewRaw("SELECT count(*) FROM sqlite_schema WHERE name = ? AND sql LIKE '%STRICT, WITHOUT ROWID'", table).
				Scan(x.Context(), &without); err != nil || without != 1 {
				x.Errorf("%s has a hidden number of its rows: %v", table, err)
			}
		}
	})
}

// scanTexts reads all rows of a query as texts.
func scanTexts(ctx context.Context, db *bun.DB, out *[][]string, query string, args ...any) error {
	rows, err := db.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	for rows.Next() {
		row, places := make([]string, len(columns)), make([]any, len(columns))
		for i := range row {
			places[i] = &row[i]
		}
		if err := rows.Scan(places...); err != nil {
			return err
		}
		*out = append(*out, row)
	}
	return rows.Err()
}
