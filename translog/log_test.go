package translog_test

import (
	"context"
	"encoding/json"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/transparency-dev/merkle/proof"
	"github.com/transparency-dev/merkle/rfc6962"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/translog"
)

// TestCampaignLog plays random histories, with a checkpoint now and then. The log
// fits what is stored, another library finds every leaf in every later checkpoint
// and every checkpoint in the next, and the bundle of every rule proves its status.
func TestCampaignLog(t *testing.T) {
	testenv.OneAtATime(t)
	histories, seed := testenv.Runs(t, 8), testenv.Seed(t, 20261122)
	testenv.Each(t, func(t *testing.T, dsn string) {
		w := open(t, dsn)
		var checkpoints []translog.Checkpoint
		for i := range histories {
			w.play(rand.New(rand.NewPCG(seed, uint64(i))))
			checkpoints = append(checkpoints, w.publish())
		}
		w.must(w.log.Audit(t.Context()))
		last := checkpoints[len(checkpoints)-1]
		if last.Size < int64(histories) {
			t.Fatalf("%d leaves of %d histories", last.Size, histories)
		}
		for n, c := range checkpoints {
			if n > 0 && checkpoints[n-1].Size < c.Size {
				before := checkpoints[n-1]
				hashes, size, err := w.log.Consistency(t.Context(), before.Size, c.Size)
				w.must(err)
				if err := proof.VerifyConsistency(rfc6962.DefaultHasher, uint64(before.Size), uint64(size), raw(hashes), before.Root[:], c.Root[:]); err != nil {
					t.Errorf("from %d to %d: %v", before.Size, c.Size, err)
				}
			}
			for place := int64(0); place < c.Size; place += 1 + c.Size/25 {
				p, err := w.log.Prove(t.Context(), place, c.Size)
				w.must(err)
				leaf := rfc6962.DefaultHasher.HashLeaf([]byte(p.Leaf.Raw))
				if err := proof.VerifyInclusion(rfc6962.DefaultHasher, uint64(place), uint64(c.Size), leaf, raw(p.Hashes), c.Root[:]); err != nil {
					t.Errorf("%d in %d: %v", place, c.Size, err)
				}
			}
		}
		for n := range histories {
			b, err := w.log.RuleBundle(t.Context(), registry.Number(n+1), translog.Part{})
			if code(err) == registry.CodeNotLogged {
				continue // taken out
			}
			w.must(err)
			v, err := translog.Verify(encode(t, b), []string{b.Key}, checkpoints[0].Signed, w.maker)
			if err != nil || v.Rule == nil || !v.Compared || v.Late != 0 {
				t.Errorf("rule %d: %v, %+v", n+1, err, v)
			}
		}
	})
}

// TestLogOfConcurrentWriters has several write at once: no leaf is lost and none forks.
func TestLogOfConcurrentWriters(t *testing.T) {
	testenv.EachTogether(t, func(t *testing.T, dsn string) {
		w := open(t, dsn)
		const writers, each = 6, 5
		var all sync.WaitGroup
		for range writers {
			all.Go(func() {
				for range each {
					err := w.db.Registry().Update(context.Background(), act, func(tx registry.Tx) error {
						if _, err := tx.Revision(); err != nil {
							return err
						}
						return tx.Audit(registry.AuditEvent{Object: "rule"})
					})
					for n := 0; code(err) == registry.CodeBusy && n < 20; n++ { // PostgreSQL gives up after some tries
						err = w.db.Registry().Update(context.Background(), act, func(tx registry.Tx) error {
							if _, err := tx.Revision(); err != nil {
								return err
							}
							return tx.Audit(registry.AuditEvent{Object: "rule"})
						})
					}
					if err != nil {
						t.Error(err)
					}
					if _, err := w.log.Publish(context.Background()); err != nil && code(err) != registry.CodeBusy {
						t.Error(err)
					}
				}
			})
		}
		all.Wait()
		w.publish()
		w.must(w.log.Audit(t.Context()))
		page, err := w.log.Read(t.Context(), 0, 0, 1, 100)
		w.must(err)
		revisions := 0
		for _, l := range page.Leaves {
			if l.Kind == translog.KindRevision {
				revisions++
			}
		}
		if revisions < writers*each {
			t.Errorf("%d revisions in the log", revisions)
		}
	})
}

// TestKeysTakeOver has each key vouch for the next, and none vouch for one after a loss.
func TestKeysTakeOver(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		w := open(t, dsn)
		w.play(rand.New(rand.NewPCG(1, 2)))
		w.publish()
		first, err := w.log.RuleBundle(t.Context(), 1, translog.Part{})
		w.must(err)
		for range 2 {
			_, err = w.log.Rotate(t.Context())
			w.must(err)
		}
		third, err := w.log.RuleBundle(t.Context(), 1, translog.Part{})
		w.must(err)
		if third.Key == first.Key {
			t.Error("the key is the same")
		}
		v, err := translog.Verify(encode(t, third), []string{first.Key}, first.Checkpoint, w.maker)
		if err != nil || v.Key != third.Key {
			t.Errorf("by the first key: %v", err)
		}
		w.must(w.log.Audit(t.Context(), first.Key, third.Key, leafKey(t, third.Keys[1])))

		w.must(os.Remove(w.log.Keys.Path))
		if _, err := w.log.Publish(t.Context()); code(err) != registry.CodeLogKeyMissing || w.log.Trouble() == nil {
			t.Errorf("without its key: %v", err)
		}
		_, err = w.log.Resume(t.Context(), act)
		w.must(err)
		if w.log.Trouble() != nil {
			t.Error("trouble after it was said")
		}
		lost, err := w.log.RuleBundle(t.Context(), 1, translog.Part{})
		w.must(err)
		if _, err := translog.Verify(encode(t, lost), []string{third.Key}, "", w.maker); code(err) != registry.CodeBundleSignature {
			t.Errorf("a key for which none vouches: %v", err)
		}
		if _, err := translog.Verify(encode(t, lost), []string{lost.Key}, "", w.maker); err != nil {
			t.Errorf("by the new key: %v", err)
		}
		if _, err := w.log.Resume(t.Context(), act); code(err) != registry.CodeLogNoTrouble {
			t.Errorf("resumed twice: %v", err)
		}
	})
}

// TestRestore finds out that a database is older than what was signed, signs
// nothing, and goes on only when somebody says so, in the log too.
func TestRestore(t *testing.T) {
	testenv.OneAtATime(t)
	dsn := testenv.SQLite(t)
	w := open(t, dsn)
	w.play(rand.New(rand.NewPCG(3, 4)))
	w.publish()
	w.must(w.db.Close())
	backup := copyDatabase(t, dsn)
	key := w.log.Keys.Path

	w.openWith(dsn, key)
	w.play(rand.New(rand.NewPCG(5, 6)))
	lost := w.publish()
	w.must(w.db.Close())

	w.openWith(backup, key)
	w.rules = 10
	for range 2 {
		if _, err := w.log.Publish(t.Context()); code(err) != registry.CodeLogRestored {
			t.Fatalf("an older database: %v", err)
		}
		w.play(rand.New(rand.NewPCG(7, 8))) // as long as the lost one, and another
		w.play(rand.New(rand.NewPCG(9, 10)))
	}
	if signed, err := os.ReadFile(key + ".newest"); err != nil || string(signed) != lost.Signed {
		t.Errorf("what was signed is forgotten: %v", err)
	}
	now, err := w.log.Resume(t.Context(), act)
	w.must(err)
	if again := w.publish(); again.Root != now.Root {
		t.Error("signed anew")
	}
	page, err := w.log.Read(t.Context(), 0, 0, 1, 100)
	w.must(err)
	said := false
	for _, l := range page.Leaves {
		said = said || l.Kind == translog.KindRestored && l.LostSize == lost.Size && l.LostRoot == lost.Root.String()
	}
	if !said {
		t.Error("no leaf says what was lost")
	}
	b, err := w.log.RuleBundle(t.Context(), 1, translog.Part{})
	w.must(err)
	if v, err := translog.Verify(encode(t, b), nil, "", w.maker); err != nil || v.Restored != 1 {
		t.Errorf("%v, %d times restored", err, v.Restored)
	}
	if _, err := translog.Verify(encode(t, b), nil, lost.Signed, w.maker); code(err) != registry.CodeBundleOlder {
		t.Errorf("as a continuation of what was lost: %v", err)
	}
}

// TestRedactionLeavesProofsWhole takes texts out of a bundle: all the rest is proven as before.
func TestRedactionLeavesProofsWhole(t *testing.T) {
	testenv.OneAtATime(t)
	w := open(t, testenv.SQLite(t))
	w.play(rand.New(rand.NewPCG(11, 12)))
	w.publish()
	b, err := w.log.RuleBundle(t.Context(), 1, translog.Part{})
	w.must(err)
	taken := 0
	for i := range b.Leaves {
		for j := range b.Leaves[i].Entries {
			e := &b.Leaves[i].Entries[j]
			if strings.Contains(e.Entry, "Måltider") {
				t.Error("a text stands in an entry")
			}
			for pointer := range e.Texts {
				if strings.HasSuffix(pointer, "/title") || strings.HasSuffix(pointer, "/words") || strings.HasSuffix(pointer, "/reason") {
					delete(e.Texts, pointer)
					taken++
				}
			}
		}
	}
	v, err := translog.Verify(encode(t, b), []string{b.Key}, "", w.maker)
	if err != nil || taken == 0 || v.Hidden != taken {
		t.Errorf("%v: %d of %d hidden", err, v.Hidden, taken)
	}
}

// TestFileThatIsNoBundle says what is wrong with a file, for whoever took it home.
func TestFileThatIsNoBundle(t *testing.T) {
	testenv.OneAtATime(t)
	w := open(t, testenv.SQLite(t))
	w.play(rand.New(rand.NewPCG(13, 14)))
	w.publish()
	b, err := w.log.RuleBundle(t.Context(), 1, translog.Part{})
	w.must(err)
	whole := encode(t, b)
	verify := func(file []byte) registry.Code {
		_, err := translog.Verify(file, nil, "", w.maker)
		return code(err)
	}
	for name, x := range map[string]struct {
		file []byte
		want registry.Code
	}{
		"nothing":               {nil, registry.CodeBundleEmpty},
		"blanks":                {[]byte(" \n"), registry.CodeBundleEmpty},
		"cut":                   {whole[:len(whole)/2], registry.CodeBundleCut},
		"last byte lost":        {whole[:len(whole)-1], registry.CodeBundleCut},
		"text":                  {[]byte("Regel;Tekst\n"), registry.CodeBundleForm},
		"other JSON":            {[]byte(`{"number":"R-0001"}`), registry.CodeBundleForm},
		"other JSON cut":        {[]byte(`{"number":"R-00`), registry.CodeBundleForm},
		"more after it":         {append(slices.Clip(whole), "{}"...), registry.CodeBundleForm},
		"newer":                 {[]byte(strings.Replace(string(whole), "bundle-1", "bundle-9", 1)), registry.CodeBundleFormat},
		"wrong field":           {[]byte(`{"format":"omvendt-bundle-1","leaves":3}`), registry.CodeBundleForm},
		"as saved by an editor": {append([]byte("\ufeff"), whole...), ""},
	} {
		if got := verify(x.file); got != x.want {
			t.Errorf("%s: %q, not %q", name, got, x.want)
		}
	}
}

func raw(hashes []translog.Hash) [][]byte {
	out := make([][]byte, len(hashes))
	for i := range hashes {
		out[i] = hashes[i][:]
	}
	return out
}

func encode(t *testing.T, v any) []byte {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func copyDatabase(t *testing.T, dsn string) string {
	t.Helper()
	content, err := os.ReadFile(strings.TrimPrefix(dsn, "sqlite:"))
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "backup.db")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return "sqlite:" + path
}

func leafKey(t *testing.T, k translog.BundleKey) string {
	t.Helper()
	leaf, err := translog.ParseLeaf(k.Place, k.Leaf)
	if err != nil {
		t.Fatal(err)
	}
	return leaf.Key
}
