package storage

import (
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	sqlite3 "modernc.org/sqlite/lib"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// changes is how many a trial makes.
const changes = 3

var faults = []struct {
	name string
	fault
}{
	{"the disk is full", fault{on: write, code: sqlite3.SQLITE_FULL, forever: true}},
	{"a write fails", fault{on: write, code: sqlite3.SQLITE_IOERR_WRITE}},
	{"a write is torn", fault{on: write, code: sqlite3.SQLITE_IOERR_WRITE, torn: true}},
	{"the disk is full for a moment", fault{on: write, code: sqlite3.SQLITE_FULL, torn: true}},
	{"no write succeeds", fault{on: write, code: sqlite3.SQLITE_IOERR_WRITE, forever: true}},
	{"a sync fails", fault{on: syncing, code: sqlite3.SQLITE_IOERR_FSYNC}},
	{"no sync succeeds", fault{on: syncing, code: sqlite3.SQLITE_IOERR_FSYNC, forever: true}},
	{"memory runs out", fault{on: allocate, code: sqlite3.SQLITE_NOMEM}},
	{"memory is out", fault{on: allocate, code: sqlite3.SQLITE_NOMEM, forever: true}},
}

func TestCampaignFaultsOfTheDisk(t *testing.T) {
	testenv.OneAtATime(t)
	for i, f := range faults {
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			sweep(t, i, f.fault, func(x *trial) {
				for n := range changes {
					err := x.try(n + 1)
					if full := registry.CodeOf(err) == registry.CodeFull; err != nil && full != (f.code == sqlite3.SQLITE_FULL) {
						x.Errorf("refused with %v", err)
					}
				}
			})
		})
	}
}

// A fault meets whole groups: in the statements of one closure, between two, and
// in the commit of all. A fault that passes costs at most one its change.
func TestCampaignFaultsInAGroup(t *testing.T) {
	for i, f := range faults {
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			sweep(t, i, f.fault, func(x *trial) {
				x.together(func(w *grouped) {
					for n := range changes {
						x.line(w, n+1, func() error { return x.try(n + 1) })
					}
					x.line(w, changes+1, func() error { return x.refuse() })
				})
				if refused := changes - len(x.acknowledged()); refused > 1 && !f.forever {
					x.Errorf("%d were refused for one fault", refused)
				}
			})
		})
	}
}

// together lets closures gather behind one that holds the writer, so that they
// share its transaction, and returns when all are answered.
func (x *trial) together(gather func(w *grouped)) {
	w := x.db.transactions.(*grouped)
	w.elapsed = func(time.Time) time.Duration { return 0 }
	var once sync.Once
	hold := func(workflow.Tx) error {
		once.Do(func() { gather(w) })
		return nil
	}
	for range 2 { // the fault can be that it does not begin
		_ = x.db.Workflow().Update(context.Background(), act, hold)
	}
	x.gathered.Wait()
}

// line runs f in a goroutine of its own and returns when it stands in line as
// the nth.
func (x *trial) line(w *grouped, n int, f func() error) {
	x.gathered.Go(func() { _ = f() })
	w.wait(n)
}

// refuse writes, and is refused for a reason of its own.
func (x *trial) refuse() error {
	err := x.db.Workflow().Update(context.Background(), act, func(tx workflow.Tx) error {
		return errors.Join(tx.Enqueue("change", 99), tx.Audit(registry.AuditEvent{Object: "99"}), errors.New("mine"))
	})
	if err == nil {
		x.Error("acknowledged what was refused")
	}
	return err
}

// sweep does the same work with the same fault at one place after another, until
// the work ends before the fault. In the ordinary run the kinds of fault share the
// places among them, in a long one each goes through all.
func sweep(t *testing.T, first int, f fault, work func(x *trial)) {
	step := map[operation]int{write: 37, syncing: 1, allocate: 197}[f.on]
	if testenv.Race || testing.Short() {
		step *= 20
	}
	step = max(1, step/testenv.Runs(t, 1))
	luck := rand.New(rand.NewPCG(testenv.Seed(t, 1), 0))
	for f.nth = 1 + first%step; ; f.nth += step {
		x := newTrial(t, spilling)
		x.disk.set(f)
		work(x)
		_, failed := x.disk.done(f.on)
		x.check(luck)
		if t.Failed() {
			t.Fatalf("with the fault at place %d", f.nth)
		}
		if failed == 0 {
			t.Logf("%d places", f.nth)
			return
		}
	}
}

// check crashes the database in two ways, and then goes on with it.
func (x *trial) check(luck *rand.Rand) {
	x.Helper()
	defer x.close()
	x.checkFile("killed", func(i *image) []byte { return i.seen })
	lucky := luck
	if luck.IntN(2) == 0 {
		lucky = nil // nothing that was not synced is left
	}
	x.checkFile("without power", func(i *image) []byte { return i.afterPowerCut(lucky) })

	for n := range changes {
		if done := x.hooked[n+1] == 1; done != x.stored[n+1] {
			x.Errorf("acknowledged: %v, but the hook of %d ran %d times", x.acknowledged(), n+1, x.hooked[n+1])
		}
	}
	x.checkView()

	x.disk.set(fault{})
	for n := range changes {
		if err := x.try(n + 1); err != nil {
			x.Errorf("the fault is gone, and %d is refused: %v", n+1, err)
		}
	}
	x.checkFile("without power later", func(i *image) []byte { return i.afterPowerCut(lucky) })
	if err := x.db.Close(); err != nil {
		x.Error(err)
	}
	if found, err := contents(x.disk.path); err != nil || len(found) != changes {
		x.Errorf("in the end %v is stored: %v", found, err)
	}
}

// checkView asks the running program, fault or no fault.
func (x *trial) checkView() {
	x.Helper()
	err := x.db.Workflow().View(x.Context(), func(r workflow.Reader) error {
		rules, err := r.Rules(registry.RuleFilter{})
		if got := each(rules, func(r registry.Rule) int { return int(r.Number) }); err == nil && !slices.Equal(got, x.acknowledged()) {
			x.Errorf("%v were acknowledged, %v are seen", x.acknowledged(), got)
		}
		return err
	})
	if err != nil {
		x.Errorf("reading: %v", err)
	}
}

func (x *trial) checkFile(how string, as func(*image) []byte) {
	x.Helper()
	dir, err := os.MkdirTemp(filepath.Dir(x.disk.path), how)
	if err != nil {
		x.Fatal(err)
	}
	path, err := x.disk.leave(dir, as)
	if err != nil {
		x.Fatal(err)
	}
	found, err := contents(path)
	if err != nil {
		x.Errorf("%s: %v", how, err)
	}
	for _, n := range found {
		if x.absent[n] {
			x.Errorf("%s: %d is stored, and its caller was told that nothing is", how, n)
		}
	}
	for _, n := range x.acknowledged() {
		if !slices.Contains(found, n) {
			x.Errorf("%s: %v were acknowledged, %v are stored", how, x.acknowledged(), found)
		}
	}
}
