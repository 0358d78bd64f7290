package translog_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/omvendt/omvendt/internal/storage"
	"github.com/omvendt/omvendt/policies"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/registry/registrytest"
	"github.com/omvendt/omvendt/translog"
)

// world is a register with a log over a database.
type world struct {
	*testing.T
	db    *storage.DB
	maker *policies.Maker
	log   *translog.Service
	now   time.Time
	rules int
}

var maker = func() *policies.Maker {
	m, err := policies.NewMaker()
	if err != nil {
		panic(err)
	}
	return m
}()

func open(t *testing.T, dsn string) *world {
	w := &world{T: t, now: time.Date(2020, 1, 1, 12, 0, 0, 0, time.UTC), maker: maker}
	w.openWith(dsn, filepath.Join(t.TempDir(), "log-key"))
	return w
}

func openStorage(w *world, dsn string) (*storage.DB, error) {
	return storage.Open(w.Context(), dsn, storage.Options{Clock: func() time.Time { return w.now }, Place: time.UTC})
}

func (w *world) openWith(dsn, key string) {
	w.Helper()
	db, err := openStorage(w, dsn)
	w.must(err)
	w.Cleanup(func() { _ = db.Close() })
	w.must(db.Migrate(w.Context()))
	w.db = db
	service := registry.Service{Store: db.Registry(), Maker: w.maker, Place: time.UTC}
	w.must(service.Prepare(context.Background()))
	w.log = &translog.Service{Store: db.LogStore(), Keys: translog.Keys{Path: key}, Maker: w.maker}
}

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func (w *world) publish() translog.Checkpoint {
	w.Helper()
	c, err := w.log.Publish(w.Context())
	w.must(err)
	return c
}

var act = registry.Act{Actor: registry.Actor{Name: "test"}, Operation: "play"}

// play records a random history of a rule of its own.
func (w *world) play(r *rand.Rand) {
	w.Helper()
	h := registrytest.History(r)
	rule := registry.NewID[registry.RuleID](w.now)
	n := w.rules
	w.rules++
	mine := func(id registry.EventID) registry.EventID { return registry.EventID(fmt.Sprintf("%d-%s", n, id)) }
	for i, e := range h {
		e.Rule, e.ID = rule, mine(e.ID)
		if a, is := e.Fact.(registry.Annulled); is {
			a.Event = mine(a.Event)
			e.Fact = a
		}
		if at := e.Recorded.Time().Add(12 * time.Hour); at.After(w.now) {
			w.now = at
		}
		w.must(w.db.Registry().Update(w.Context(), act, func(tx registry.Tx) error {
			if i == 0 {
				if err := newRule(tx, rule, h); err != nil {
					return err
				}
			}
			if _, err := registry.Record(tx, w.maker, []registry.Event{e}); err != nil {
				return err
			}
			return tx.Audit(registry.AuditEvent{Object: "rule"})
		}))
	}
}

func newRule(tx registry.Tx, id registry.RuleID, h []registry.Event) error {
	numbers, err := tx.NextNumbers(1)
	if err != nil {
		return err
	}
	if err := tx.InsertRules([]registry.Rule{{ID: id, Number: numbers[0], Edit: 1, Adopter: h[0].Fact.(registry.Adopted).Adopter, AdoptedOn: h[0].Valid,
		Catalogue: registry.Catalogue{Kind: registry.KindRule, Area: "Dagtilbud", Unit: "Alle", Effort: registry.Effort{Evidence: registry.NotQuantified}}}}, nil); err != nil {
		return err
	}
	var versions []registry.Version
	add := func(v registry.VersionID) {
		if v != "" && !slices.ContainsFunc(versions, func(x registry.Version) bool { return x.ID == v }) {
			versions = append(versions, registry.Version{ID: v, Rule: id, Ordinal: len(versions) + 1, Text: registry.Text{Title: "Måltider " + string(v), Demand: "Prøve"}})
		}
	}
	for i := range h {
		switch f := h[i].Fact.(type) {
		case registry.Adopted:
			f.Version = registry.VersionID(fmt.Sprintf("%d-%s", numbers[0], f.Version))
			h[i].Fact = f
			add(f.Version)
		case registry.TextChanged:
			f.Version = registry.VersionID(fmt.Sprintf("%d-%s", numbers[0], f.Version))
			h[i].Fact = f
			add(f.Version)
		case registry.Ruled:
			if f.Version != "" {
				f.Version = registry.VersionID(fmt.Sprintf("%d-%s", numbers[0], f.Version))
				h[i].Fact = f
			}
			add(f.Version)
		}
	}
	return tx.InsertVersions(versions)
}

func code(err error) registry.Code { return registry.CodeOf(err) }
