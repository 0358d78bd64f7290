package translog_test

import (
	"database/sql"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/translog"
)

// TestLogOfWhatWasThere begins the log over a register that is there already: all of
// it is logged, and each leaf says that it came late.
func TestLogOfWhatWasThere(t *testing.T) {
	testenv.Long(t)
	testenv.Each(t, func(t *testing.T, dsn string) {
		w := open(t, dsn)
		for i := range 3 {
			w.play(rand.New(rand.NewPCG(21, uint64(i))))
		}
		w.must(w.db.Close())
		forget(t, dsn)
		w.openWith(dsn, filepath.Join(t.TempDir(), "log-key"))
		w.publish()
		w.must(w.log.Audit(t.Context()))
		page, err := w.log.Read(t.Context(), 0, 0, 1, 1000)
		w.must(err)
		late := 0
		for _, l := range page.Leaves {
			if l.Late != "" {
				late++
			} else if l.Kind != translog.KindKey {
				t.Errorf("leaf %d says nothing of being late", l.Place)
			}
		}
		b, err := w.log.RuleBundle(t.Context(), 1, translog.Part{})
		w.must(err)
		v, err := translog.Verify(encode(t, b), []string{b.Key}, "", w.maker)
		if err != nil || v.Late != late || late == 0 {
			t.Errorf("%v: %d of %d late", err, v.Late, late)
		}
		w.play(rand.New(rand.NewPCG(22, 1)))
		w.publish()
		w.must(w.log.Audit(t.Context()))
	})
}

// forget takes the log out of a database, as if the program had never kept one.
func forget(t *testing.T, dsn string) {
	t.Helper()
	tables := []string{"log_leaf", "log_hash", "log_entry", "log_checkpoint"}
	do := func(db *sql.DB, statement string) {
		if _, err := db.Exec(statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
	path, lite := strings.CutPrefix(dsn, "sqlite:")
	if !lite {
		for _, table := range tables {
			do(testenv.OpenPostgres(t, dsn), "TRUNCATE "+table)
		}
		return
	}
	db, err := sql.Open("sqlite", "file:"+path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, table := range tables {
		do(db, "DROP TRIGGER "+table+"_delete")
		do(db, "DELETE FROM "+table)
	}
}
