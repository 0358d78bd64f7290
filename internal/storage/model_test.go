package storage_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/omvendt/omvendt/internal/storage"
	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/policies"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/registry/registrytest"
)

// TestCampaignModelThroughStorage records random histories event by event, each on its
// own day, and compares what the database answers with the independent model:
// as known now, and as known after any of the events.
func TestCampaignModelThroughStorage(t *testing.T) {
	histories := 10
	if !testing.Short() && !testenv.Race {
		histories = testenv.Runs(t, 100)
	}
	seed := testenv.Seed(t, 20270701)
	testenv.Each(t, func(t *testing.T, dsn string) {
		w := openRegister(t, dsn)
		for i := range histories {
			r := rand.New(rand.NewPCG(seed, uint64(i)))
			h := owned(registrytest.History(r), i)
			known := w.play(h)
			asked := append(registrytest.BoundaryDays(h), registrytest.RandomDays(r, h, 5)...)
			for _, n := range []int{len(h), 1 + r.IntN(len(h))} {
				w.compare(i, h[:n], known[n-1], asked)
			}
			if t.Failed() {
				return
			}
		}
	})
}

type register struct {
	t     *testing.T
	db    *storage.DB
	store registry.Store
	maker *policies.Maker
	now   time.Time
}

func openRegister(t *testing.T, dsn string) *register {
	t.Helper()
	w := newRegister(t, dsn)
	service := registry.Service{Store: w.store, Maker: w.maker, Place: time.UTC}
	if err := service.Prepare(context.Background()); err != nil {
		t.Fatal(err)
	}
	return w
}

// newRegister is a database with nothing in it.
func newRegister(t *testing.T, dsn string) *register {
	t.Helper()
	w := &register{t: t, now: time.Date(2020, 1, 1, 12, 0, 0, 0, time.UTC)}
	db, err := storage.Open(t.Context(), dsn, storage.Options{Clock: func() time.Time { return w.now }, Place: time.UTC})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	if err := db.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	if w.maker, err = policies.NewMaker(); err != nil {
		t.Fatal(err)
	}
	w.db, w.store = db, db.Registry()
	return w
}

// play records a history and returns the revision of each event.
func (w *register) play(h []registry.Event) []registry.Revision {
	w.t.Helper()
	var known []registry.Revision
	rule := h[0].Rule
	for i, e := range h {
		w.now = e.Recorded.Time().Add(12 * time.Hour)
		act := registry.Act{Actor: registry.Actor{Name: "test"}, Operation: "play"}
		err := w.store.Update(w.t.Context(), act, func(tx registry.Tx) error {
			if i == 0 {
				if err := newRule(tx, rule, h); err != nil {
					return err
				}
			}
			mark, err := tx.Revision()
			if err != nil {
				return err
			}
			known = append(known, mark.Revision)
			if _, err := registry.Record(tx, w.maker, []registry.Event{e}); err != nil {
				return err
			}
			return tx.Audit(registry.AuditEvent{Object: "rule " + string(rule)})
		})
		if err != nil {
			w.t.Fatalf("event %d: %v\n%s", i, err, registrytest.Describe(h))
		}
	}
	return known
}

func newRule(tx registry.Tx, id registry.RuleID, h []registry.Event) error {
	numbers, err := tx.NextNumbers(1)
	if err != nil {
		return err
	}
	r := registry.Rule{ID: id, Number: numbers[0], Edit: 1, Adopter: h[0].Fact.(registry.Adopted).Adopter, AdoptedOn: h[0].Valid,
		Catalogue: registry.Catalogue{Kind: registry.KindRule, Area: []string{"Dagtilbud", "Skole"}[numbers[0]%2], Unit: "Alle", Effort: registry.Effort{Evidence: registry.NotQuantified}}}
	if err := tx.InsertRules([]registry.Rule{r}, nil); err != nil {
		return err
	}
	var versions []registry.Version
	for _, v := range versionsOf(h) {
		versions = append(versions, registry.Version{ID: v, Rule: id, Ordinal: len(versions) + 1,
			Text: registry.Text{Title: string(v), Demand: "Prøve"}})
	}
	return tx.InsertVersions(versions)
}

func versionsOf(h []registry.Event) []registry.VersionID {
	var ids []registry.VersionID
	for _, e := range h {
		var id registry.VersionID
		switch f := e.Fact.(type) {
		case registry.Adopted:
			id = f.Version
		case registry.TextChanged:
			id = f.Version
		case registry.Ruled:
			id = f.Version
		}
		if id != "" && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids
}

func (w *register) compare(history int, h []registry.Event, known registry.Revision, asked []registry.Day) {
	w.t.Helper()
	var timeline []registry.Segment
	err := w.store.View(w.t.Context(), func(r registry.Reader) (err error) {
		timeline, err = r.Timeline(h[0].Rule, known)
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	for _, on := range asked {
		if on < registry.FirstDay || on >= registry.LastDay {
			continue
		}
		want := registrytest.Status(h, on)
		s, ok := registry.SegmentOn(timeline, on)
		if !ok {
			w.t.Errorf("history %d: nothing stored about %s", history, on)
			return
		}
		got := registrytest.Expectation{State: s.State, Class: s.Class, Version: s.Version}
		for _, reason := range s.Reasons {
			got.Reasons = append(got.Reasons, reason.Code)
		}
		if !got.Equal(want) {
			w.t.Errorf("history %d on %s, known after %d events:\nstored %v\nmodel  %v\n%s", history, on, len(h), got, want, registrytest.Describe(h))
			return
		}
	}
}

// owned makes a history that of a rule of its own, with ids that no other has.
func owned(h []registry.Event, n int) []registry.Event {
	rule := registry.RuleID(fmt.Sprintf("00000000-0000-7000-8000-%012d", n))
	mine := func(id string) string {
		if id == "" {
			return ""
		}
		return fmt.Sprintf("%d-%s", n, id)
	}
	out := slices.Clone(h)
	for i := range out {
		e := &out[i]
		e.Rule, e.ID = rule, registry.EventID(mine(string(e.ID)))
		switch f := e.Fact.(type) {
		case registry.Adopted:
			f.Version = registry.VersionID(mine(string(f.Version)))
			e.Fact = f
		case registry.TextChanged:
			f.Version = registry.VersionID(mine(string(f.Version)))
			e.Fact = f
		case registry.Ruled:
			f.Version = registry.VersionID(mine(string(f.Version)))
			e.Fact = f
		case registry.Annulled:
			f.Event = registry.EventID(mine(string(f.Event)))
			e.Fact = f
		}
	}
	return out
}
