package web_test

import (
	"context"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/registry/ruleimport"
)

// begin says that a draft is being stored, which nobody then does: its server died.
func (w *worker) begin(draft string, stored int) registry.ImportRun {
	w.t.Helper()
	by := act
	by.Actor.Name = "Ada Admin"
	run, started, err := w.register.StartImport(context.Background(), by, registry.ImportRun{Draft: registry.DraftID(filepath.Base(draft)), FileName: "regler.csv", Stored: stored},
		func(registry.ImportID) bool { return false })
	if w.must(err); !started {
		w.t.Fatal("not started")
	}
	return run
}

// largeDraft is a draft of 501 rules with the form that says yes to it.
func (w *worker) largeDraft() (draft string, form url.Values) {
	var file strings.Builder
	file.WriteString(importHead)
	for i := range 501 {
		fmt.Fprintf(&file, "Regel %d;Skriv nummer %d ned.;regel;Dagtilbud;Alle;byråd;2014-08-01;\n", i, i)
	}
	draft = w.openDraft(file.String())
	w.toRows(draft)
	form = w.read(draft + "/bekraeft").hidden("")
	form.Set("warnings", "yes")
	return draft, form
}

// A large import is stored while nobody waits: who says yes is told how it goes, and
// so is who says it again.
func TestLargeImport(t *testing.T) {
	testenv.EachTogether(t, func(t *testing.T, dsn string) {
		o := newTown(t, dsn, "2026-11-21")
		w := o.worker("Ada Admin", "administrator")
		draft, form := w.largeDraft()
		at := w.send(draft+"/bekraeft", form).is(t, 200)
		w.send(draft+"/bekraeft", form).is(t, 200) // joins it
		for strings.HasSuffix(at.Request.URL.Path, "/gemmes") {
			at.has(t, "501 regler", "Se efter nu")
			if at.Header.Get("Refresh") == "" {
				t.Fatal("the page does not ask again")
			}
			at = w.read(draft+"/gemmes").is(t, 200)
		}
		at.has(t, "Reglerne er gemt.", "501 nye regler")
		if n := len(o.rules()); n != 501 {
			t.Errorf("%d rules", n)
		}
		w.send(draft+"/bekraeft", form).is(t, 200).has(t, "501 nye regler")
	})
}

// held is a store in which an import waits, all of it written, until it is let go.
type held struct {
	registry.Store
	reached, release chan struct{}
	once             *sync.Once
}

func (h held) Update(ctx context.Context, act registry.Act, f func(registry.Tx) error) error {
	return h.Store.Update(ctx, act, func(tx registry.Tx) error { return f(heldTx{tx, h}) })
}

type heldTx struct {
	registry.Tx
	held held
}

func (x heldTx) InsertImport(i registry.Import, rules []registry.ImportedRule) error {
	x.held.once.Do(func() { close(x.held.reached) })
	<-x.held.release
	return x.Tx.InsertImport(i, rules)
}

// While an import is under way its page tells how much is written, and that none of
// it stands yet.
func TestImportTellsWhatIsWritten(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o := newTown(t, dsn, "2026-11-21")
		w := o.worker("Ada Admin", "administrator")
		draft, form := w.largeDraft()
		h := held{o.register.Store, make(chan struct{}), make(chan struct{}), &sync.Once{}}
		o.register.Store = h
		w.send(draft+"/bekraeft", form).is(t, 200)
		<-h.reached
		w.read(draft+"/gemmes").is(t, 200).has(t, "501 af 501 er skrevet. Ingen af dem gælder, før alle er gemt.")
		w.read("/regler").lacks(t, "Regel 1")
		close(h.release)
		at := w.read(draft + "/gemmes")
		for strings.HasSuffix(at.Request.URL.Path, "/gemmes") {
			at = w.read(draft + "/gemmes")
		}
		at.is(t, 200).has(t, "501 nye regler")
	})
}

// What a server was storing when it died was not stored, and that is said as soon as
// it can be known; then somebody says yes again.
func TestImportBrokenOff(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o := newTown(t, dsn, "2026-11-21")
		w, other := o.worker("Ada Admin", "administrator"), o.worker("Ejer Ældre", "owner", "Ældre")
		draft := w.openDraft(importHead + "Ugeplan;Skriv en plan for ugen.;regel;Dagtilbud;Alle;byråd;2014-08-01;\n")
		w.toRows(draft)
		w.read(draft+"/gemmes").is(t, 404)
		run := w.begin(draft, 10_000)
		w.read("/arbejde/import").has(t, "Bliver gemt.")
		at := w.read(draft+"/bekraeft").is(t, 200)
		at.has(t, "Reglerne bliver gemt", "10.000 regler", "Der er gået 0 sekunder")
		if at.Header.Get("Refresh") != "3" {
			t.Errorf("Refresh %q", at.Header.Get("Refresh"))
		}
		other.read(draft+"/gemmes").is(t, 404)

		o.clock.Add((registry.RunLasts - time.Second).Microseconds())
		w.read(draft+"/gemmes").is(t, 200).has(t, "Reglerne bliver gemt", "Der er gået 119 sekunder")
		o.must(o.register.BeatImport(context.Background(), act, run.Import, nil))
		o.clock.Add((registry.RunLasts - time.Second).Microseconds())
		w.read(draft+"/gemmes").is(t, 200).has(t, "Reglerne bliver gemt")
		o.clock.Add(time.Second.Microseconds())
		at = w.read(draft+"/gemmes").is(t, 200)
		at.has(t, "Reglerne blev ikke gemt", "Det blev afbrudt")
		if at.Header.Get("Refresh") != "" {
			t.Error("asks again what will not change")
		}
		w.read("/arbejde/import").has(t, "Blev afbrudt, før det var gemt.")

		again := w.begin(draft, 1)
		if again.Import == run.Import {
			t.Error("the run that died goes on")
		}
		o.must(o.register.BeatImport(context.Background(), act, again.Import, &registry.Error{Code: registry.CodeImportChanged}))
		w.read(draft+"/gemmes").is(t, 200).has(t, "Ingen af reglerne er gemt.", "Se den igen")
		w.read("/arbejde/import").has(t, "Blev ikke gemt.")
		w.confirm(draft).is(t, 200).has(t, "1 ny regel")
	})
}

// slow is a store in which comparing many rows with the register waits.
type slow struct {
	registry.Store
	release chan struct{}
}

func (s slow) View(ctx context.Context, f func(registry.Reader) error) error {
	return s.Store.View(ctx, func(r registry.Reader) error { return f(slowReader{r, s.release}) })
}

type slowReader struct {
	registry.Reader
	release chan struct{}
}

func (r slowReader) Alike(texts []registry.Text, most int) ([][]registry.Alike, error) {
	if len(texts) > ruleimport.ReadAtOnce {
		<-r.release
	}
	return r.Reader.Alike(texts, most)
}

// longDraft is a draft that is planned behind the back of who looks at it, until release is closed.
func (w *worker) longDraft() (draft string, release chan struct{}) {
	w.t.Helper()
	var file strings.Builder
	file.WriteString(importHead)
	for i := range ruleimport.ReadAtOnce + 1 {
		fmt.Fprintf(&file, "Regel %d;Skriv nummer %d ned.;regel;Dagtilbud;Alle;byråd;2014-08-01;\n", i, i)
	}
	release = make(chan struct{})
	w.register.Store = slow{w.register.Store, release}
	return w.openDraft(file.String()), release
}

// Who opens a long file is told how far it is read, and then sees its rows.
func TestLongFileIsRead(t *testing.T) {
	testenv.Long(t)
	testenv.Each(t, func(t *testing.T, dsn string) {
		o := newTown(t, dsn, "2026-11-21")
		w := o.worker("Ada Admin", "administrator")
		draft, release := w.longDraft()
		for _, page := range []string{draft + "/kolonner", draft, draft + "/raekker/7"} {
			at := w.read(page).is(t, 200)
			at.has(t, "Filen bliver læst", "Alle rækker er læst")
			if at.Header.Get("Refresh") != "3" {
				t.Errorf("Refresh %q", at.Header.Get("Refresh"))
			}
		}
		o.worker("Ejer Ældre", "owner", "Ældre").read(draft).is(t, 404)
		close(release)
		at := w.read(draft).is(t, 200)
		for strings.Contains(at.body, "Filen bliver læst") {
			at = w.read(draft).is(t, 200)
		}
		at.has(t, "2.001")
		w.read(draft+"/kolonner").is(t, 200).lacks(t, "Filen bliver læst")
	})
}

// storingStates are those of an import that nobody waits for.
func storingStates(w *worker) (states []state) {
	draft := func() string {
		return w.openDraft(importHead + "Ugeplan;Skriv en plan for ugen.;regel;Dagtilbud;Alle;byråd;2014-08-01;\n")
	}
	add := func(name, draft string) {
		states = append(states, state{page: "work_import_storing", name: name, by: w, names: []string{filepath.Base(draft)}})
	}
	running, failed, broken := draft(), draft(), draft()
	w.begin(running, 10_000)
	w.must(w.register.BeatImport(context.Background(), act, w.begin(failed, 10_000).Import, &registry.Error{Code: registry.CodeImportChanged}))
	run := w.begin(broken, 10_000)
	w.must(w.register.Store.Update(context.Background(), act, func(tx registry.Tx) error {
		return tx.BeatImportRun(run.Import, tx.Now().Add(-registry.RunLasts), nil)
	}))
	long, release := w.longDraft()
	w.t.Cleanup(func() { close(release) })
	states = append(states, state{page: "work_import_draft", name: "being read", by: w, names: []string{filepath.Base(long)}})
	add("normal", running)
	add("failed", failed)
	add("broken off", broken)
	return states
}
