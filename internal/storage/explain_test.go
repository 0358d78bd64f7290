package storage

import (
	"os"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
)

func BenchmarkExplain(b *testing.B) {
	dsn := testenv.Postgres(b)
	if os.Getenv("LITE") != "" {
		dsn = testenv.SQLite(b)
	}
	db := benchDatabase(b, dsn)
	for _, q := range []registry.RegisterQuery{{Text: "sjældenhed"}, {Text: "dokumentation"}, {Text: "sj"}, {}, {States: []registry.State{registry.FloorOnly}}} {
		q.On, q.Known, q.Limit = registry.MustDay("2027-07-01"), registry.RevisionOpen, 50
		_ = db.view(b.Context(), func(r *reader) error {
			s, number := r.selection(r.db.NewSelect().ColumnExpr("s.*"), q, false)
			sql := s.Where(number+" > ?", q.After).OrderExpr(number).Limit(50).String()
			var out [][]string
			prefix := "EXPLAIN ANALYZE "
			if os.Getenv("LITE") != "" {
				prefix = "EXPLAIN QUERY PLAN "
			}
			err := scanTexts(b.Context(), db.reader, &out, prefix+sql)
			b.Log(sql, err)
			for _, l := range out {
				b.Log(l)
			}
			return nil
		})
	}
	if os.Getenv("LITE") == "" {
		var out [][]string
		b.Log(scanTexts(b.Context(), db.reader, &out, "SELECT relname, pg_relation_size(oid)/1024 FROM pg_class WHERE relkind IN ('r','i') AND relname NOT LIKE 'pg_%' ORDER BY 2 DESC LIMIT 20"), out)
	}
}
