package translog_test

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	_ "modernc.org/sqlite"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/translog"
)

// tampering is one way of changing a database by hand.
type tampering struct {
	name string
	do   func(r *rand.Rand, do func(query string, args ...any) (rows int64))
}

var tamperings = []tampering{
	{"change a leaf", func(r *rand.Rand, do func(string, ...any) int64) {
		do("UPDATE log_leaf SET leaf = replace(leaf, '\"revision\":', '\"revision\":1') WHERE place = (SELECT place FROM log_leaf WHERE revision > 0 ORDER BY place LIMIT 1 OFFSET ?)", r.IntN(4))
	}},
	{"change a leaf and its hash", func(r *rand.Rand, do func(string, ...any) int64) {
		place := int64(1 + r.IntN(3))
		leaf := fmt.Sprintf(`{"kind":"revision","revision":%d,"at":"2019-01-01T00:00:00.000000Z"}`, place)
		do("UPDATE log_leaf SET leaf = ?, kind = 'revision' WHERE place = ?", leaf, place)
		hash := translog.LeafHash([]byte(leaf))
		do("UPDATE log_hash SET hash = ? WHERE place = ?", hash[:], stored(place))
	}},
	{"delete a leaf", func(r *rand.Rand, do func(string, ...any) int64) {
		do("DELETE FROM log_leaf WHERE place = ?", r.IntN(5))
	}},
	{"insert a leaf", func(r *rand.Rand, do func(string, ...any) int64) {
		do("INSERT INTO log_leaf SELECT max(place) + 1, 'revision', '', max(revision) + 1, '{\"kind\":\"revision\"}', '', '' FROM log_leaf")
	}},
	{"reorder leaves", func(r *rand.Rand, do func(string, ...any) int64) {
		a := r.IntN(4)
		do("UPDATE log_leaf SET place = 99999 WHERE place = ?", a)
		do("UPDATE log_leaf SET place = ? WHERE place = ?", a, a+1)
		do("UPDATE log_leaf SET place = ? WHERE place = 99999", a+1)
	}},
	{"cut the tail", func(r *rand.Rand, do func(string, ...any) int64) {
		do("DELETE FROM log_leaf WHERE place >= (SELECT max(place) FROM log_leaf) - ?", r.IntN(3))
	}},
	{"roll back", func(r *rand.Rand, do func(string, ...any) int64) { // with everything that hangs on it
		do("DELETE FROM log_leaf WHERE place >= 5")
		do("DELETE FROM log_hash WHERE place >= ?", stored(5))
		do("DELETE FROM log_checkpoint")
		do("DELETE FROM log_entry WHERE revision NOT IN (SELECT revision FROM log_leaf)")
	}},
	{"change a fact", func(r *rand.Rand, do func(string, ...any) int64) {
		do("UPDATE rule_event SET fact = json_set(fact, '$.reason', 'skrevet ind bagefter') WHERE seq = (SELECT seq FROM rule_event ORDER BY seq LIMIT 1 OFFSET ?)", r.IntN(6))
	}},
	{"re-date a fact", func(r *rand.Rand, do func(string, ...any) int64) {
		do("UPDATE rule_event SET valid = '2018-02-03' WHERE seq = (SELECT seq FROM rule_event ORDER BY seq LIMIT 1 OFFSET ?)", r.IntN(6))
	}},
	{"delete a fact", func(r *rand.Rand, do func(string, ...any) int64) {
		do("DELETE FROM rule_event WHERE seq = (SELECT seq FROM rule_event ORDER BY seq LIMIT 1 OFFSET ?)", r.IntN(6))
	}},
	{"insert a fact", func(r *rand.Rand, do func(string, ...any) int64) {
		do("INSERT INTO rule_event (id, rule, revision, recorded, ord, valid, kind, fact) SELECT 'forged', rule, revision, recorded, ord, valid, kind, fact FROM rule_event LIMIT 1 OFFSET ?", r.IntN(6))
	}},
	{"give a fact to another rule", func(r *rand.Rand, do func(string, ...any) int64) {
		do("UPDATE rule_event SET rule = (SELECT id FROM rule ORDER BY number DESC LIMIT 1) WHERE seq = (SELECT min(seq) FROM rule_event)")
	}},
	{"change a text", func(r *rand.Rand, do func(string, ...any) int64) {
		do("UPDATE rule_version SET demand = 'Noget andet' WHERE rowid = (SELECT rowid FROM rule_version LIMIT 1 OFFSET ?)", r.IntN(2))
	}},
	{"re-date a revision", func(r *rand.Rand, do func(string, ...any) int64) {
		do("UPDATE log_leaf SET leaf = replace(leaf, '\"at\":\"20', '\"at\":\"19') WHERE place = (SELECT place FROM log_leaf WHERE revision > 0 ORDER BY place LIMIT 1 OFFSET ?)", r.IntN(4))
	}},
	{"change the status", func(r *rand.Rand, do func(string, ...any) int64) {
		do("UPDATE segment SET state = 'extended', reasons = '[{\"code\":\"DEFERRED\"}]' WHERE number = 1 AND revision_until = 9223372036854775807")
	}},
	{"change the policy", func(r *rand.Rand, do func(string, ...any) int64) {
		do("UPDATE game_version SET source = CAST(CAST(source AS TEXT) || ' ' AS BLOB) WHERE kind = 'policy'")
	}},
	{"change an entry and the root", func(r *rand.Rand, do func(string, ...any) int64) {
		do("UPDATE log_entry SET hashes = zeroblob(32) WHERE revision = (SELECT min(revision) FROM log_entry) AND length(hashes) = 32")
	}},
	{"change a text with a mark", func(r *rand.Rand, do func(string, ...any) int64) {
		do("UPDATE rule_version SET plain = replace(plain, '[slettet', '[rettet') WHERE plain LIKE '%[slettet%'")
	}},
	{"put another text in the place of a mark", func(r *rand.Rand, do func(string, ...any) int64) {
		do("UPDATE justification SET value = 'Fordi en anden bad om det' WHERE value LIKE '%[slettet%'")
	}},
	{"change what a redacted decision says", func(r *rand.Rand, do func(string, ...any) int64) {
		do("UPDATE log_leaf SET content = replace(content, '[slettet', 'noget andet') WHERE kind = 'decision'")
	}},
	{"change what a redaction says", func(r *rand.Rand, do func(string, ...any) int64) {
		do("UPDATE log_leaf SET content = replace(content, '[slettet', 'noget andet') WHERE kind = 'redacted'")
	}},
	{"change the rest of a redacted entry", func(r *rand.Rand, do func(string, ...any) int64) {
		do("UPDATE rule_version SET title = 'Noget andet' WHERE plain LIKE '%[slettet%'")
	}},
	{"pass off a text as redacted", func(r *rand.Rand, do func(string, ...any) int64) {
		do("UPDATE log_kept SET salts = json_remove(salts, '$.\"/texts/0/title\"')")
		do("UPDATE rule_version SET title = '[slettet 1.1.2027]' WHERE plain LIKE '%[slettet%'")
	}},
	{"change a kept entry", func(r *rand.Rand, do func(string, ...any) int64) {
		do("UPDATE log_kept SET entry = replace(entry, 'sha256:', 'sha256:0')")
	}},
	{"forget what was sealed", func(r *rand.Rand, do func(string, ...any) int64) {
		do("UPDATE log_leaf SET content = '', salt = '' WHERE kind = 'decision'")
	}},
	{"change a checkpoint", func(r *rand.Rand, do func(string, ...any) int64) {
		do("UPDATE log_checkpoint SET note = replace(note, char(10), char(10) || '1')")
	}},
}

// stored is where the hash of a leaf is kept.
func stored(place int64) int64 {
	n, at := place, int64(0)
	for ; n > 0; n >>= 1 {
		at += n
	}
	return at
}

// TestCampaignTampering changes a database by hand in every way above, at places drawn
// two hundred times, past what guards it: the audit finds every one.
func TestCampaignTampering(t *testing.T) {
	testenv.OneAtATime(t)
	runs, seed := testenv.Runs(t, 200), testenv.Seed(t, 20261123)
	dsn := testenv.SQLite(t)
	w := open(t, dsn)
	for i := range 3 {
		w.play(rand.New(rand.NewPCG(seed, uint64(i))))
	}
	w.write(someone)
	w.redact(someone)
	w.publish()
	w.must(w.db.Close())
	path := strings.TrimPrefix(dsn, "sqlite:")
	unguard(t, path)
	clean, err := os.ReadFile(path)
	w.must(err)
	audit := func(path string) error {
		again := &world{T: t, now: w.now, maker: w.maker}
		again.openRaw("sqlite:"+path, w.log.Keys.Path)
		defer func() { w.must(again.db.Close()) }()
		return again.log.Audit(t.Context())
	}
	w.must(audit(path))
	tried := map[string]bool{}
	for i := range runs {
		x := tamperings[i%len(tamperings)]
		r := rand.New(rand.NewPCG(seed+1, uint64(i)))
		forged := filepath.Join(t.TempDir(), "forged.db")
		w.must(os.WriteFile(forged, clean, 0o600))
		done, rows := tamper(t, forged, r, x)
		if rows == 0 {
			t.Errorf("%s: nothing was changed", x.name)
		}
		if rows == 0 || tried[done] {
			continue // the same places were drawn before
		}
		tried[done] = true
		if err := audit(forged); err == nil {
			t.Errorf("run %d: %s was not found", i, x.name)
		}
	}
	if len(tried) < len(tamperings) {
		t.Errorf("%d of %d", len(tried), len(tamperings))
	}
}

// unguard takes the triggers away.
func unguard(t *testing.T, path string) {
	t.Helper()
	db := byHand(t, path)
	defer db.Close()
	var triggers []string
	found, err := db.Query("SELECT name FROM sqlite_master WHERE type = 'trigger'")
	if err != nil {
		t.Fatal(err)
	}
	for found.Next() {
		var name string
		if err := found.Scan(&name); err != nil {
			t.Fatal(err)
		}
		triggers = append(triggers, name)
	}
	_ = found.Close()
	for _, name := range triggers {
		if _, err := db.Exec("DROP TRIGGER " + name); err != nil {
			t.Fatal(err)
		}
	}
}

// byHand opens a database as somebody does who does not use the program.
func byHand(t *testing.T, path string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+path)
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	return db
}

// tamper does it, without foreign keys. It says what was done, and to how many rows.
func tamper(t *testing.T, path string, r *rand.Rand, x tampering) (done string, rows int64) {
	t.Helper()
	db := byHand(t, path)
	defer db.Close()
	x.do(r, func(query string, args ...any) int64 {
		result, err := db.Exec(query, args...)
		if err != nil {
			t.Fatalf("%s: %v", x.name, err)
		}
		n, _ := result.RowsAffected()
		done += fmt.Sprintln(query, args)
		rows += n
		return n
	})
	return done, rows
}

// TestCampaignTamperingWithBundles changes a bundle in every place that there is:
// the key that is known from elsewhere, and the texts, leave nothing unseen.
func TestCampaignTamperingWithBundles(t *testing.T) {
	testenv.OneAtATime(t)
	seed := testenv.Seed(t, 20261124)
	w := open(t, testenv.SQLite(t))
	for i := range 3 {
		w.play(rand.New(rand.NewPCG(seed, uint64(i))))
		w.publish()
	}
	b, err := w.log.RuleBundle(t.Context(), 1, translog.Part{})
	w.must(err)
	clean := encode(t, b)
	another := open(t, testenv.SQLite(t))
	another.play(rand.New(rand.NewPCG(seed, 99)))
	foreign := another.publish()
	tried := 0
	try := func(name string, change func(*translog.Bundle) bool) {
		t.Helper()
		var forged translog.Bundle
		if err := json.Unmarshal(clean, &forged); err != nil {
			t.Fatal(err)
		}
		if !change(&forged) {
			return
		}
		tried++
		if _, err := translog.Verify(encode(t, forged), []string{b.Key}, "", w.maker); err == nil {
			t.Errorf("%s was not found", name)
		}
	}
	swapped := func(b *translog.Bundle) bool {
		b.Checkpoint = foreign.Signed
		return true
	}
	try("another log's checkpoint", swapped)
	try("a text of the checkpoint", func(b *translog.Bundle) bool {
		b.Checkpoint = strings.Replace(b.Checkpoint, "\n", "\n1", 1)
		return true
	})
	try("the tail cut", func(b *translog.Bundle) bool { b.Leaves = b.Leaves[:len(b.Leaves)-1]; return true })
	for i, l := range b.Leaves {
		try("a leaf deleted", func(b *translog.Bundle) bool { b.Leaves = append(b.Leaves[:i:i], b.Leaves[i+1:]...); return true })
		try("a leaf twice", func(b *translog.Bundle) bool {
			b.Leaves = append(b.Leaves[:i:i], append([]translog.BundleLeaf{l}, b.Leaves[i:]...)...)
			return true
		})
		try("a leaf changed", func(b *translog.Bundle) bool { b.Leaves[i].Leaf = strings.Replace(l.Leaf, `:`, `: `, 1); return true })
		try("leaves changed round", func(b *translog.Bundle) bool {
			if i == 0 {
				return false
			}
			b.Leaves[i], b.Leaves[i-1] = b.Leaves[i-1], b.Leaves[i]
			b.Leaves[i].Place, b.Leaves[i-1].Place = int64(i), int64(i-1)
			return true
		})
		for j := range l.Entries {
			try("an entry left out", func(b *translog.Bundle) bool { b.Leaves[i].Entries = nil; return true })
			try("an entry changed", func(b *translog.Bundle) bool {
				e := &b.Leaves[i].Entries[j]
				e.Entry = strings.Replace(e.Entry, `"recorded":"20`, `"recorded":"21`, 1)
				return e.Entry != l.Entries[j].Entry
			})
			for pointer, text := range l.Entries[j].Texts {
				try("a text changed", func(b *translog.Bundle) bool {
					b.Leaves[i].Entries[j].Texts[pointer] = translog.Text{Salt: text.Salt, Text: text.Text + "."}
					return true
				})
			}
		}
	}
	for i := range b.Rule.Timeline {
		try("a status changed", func(b *translog.Bundle) bool {
			s := &b.Rule.Timeline[i]
			if s.State == registry.Suspended {
				s.State = registry.InForce
			} else {
				s.State = registry.Suspended
			}
			return true
		})
		try("a day changed", func(b *translog.Bundle) bool { b.Rule.Timeline[i].Until++; return true })
	}
	for digest := range b.Sources {
		try("a policy changed", func(b *translog.Bundle) bool { b.Sources[digest] = append(b.Sources[digest], ' '); return true })
	}
	try("another rule's number", func(b *translog.Bundle) bool { b.Rule.Number = 2; return true })
	var keyed translog.Bundle
	w.must(json.Unmarshal(clean, &keyed))
	keyed.Key = another.key()
	if _, err := translog.Verify(encode(t, keyed), nil, "", w.maker); registry.CodeOf(err) != registry.CodeBundleSignature {
		t.Errorf("the key swapped: %v", err)
	}
	if tried < 100 {
		t.Errorf("only %d were tried", tried)
	}
}

func (w *world) key() string {
	w.Helper()
	page, err := w.log.Read(w.Context(), 0, 0, 1, 0)
	w.must(err)
	return page.Key
}

// openRaw is openWith without anything that would be written at a start.
func (w *world) openRaw(dsn, key string) {
	w.Helper()
	db, err := openStorage(w, dsn)
	w.must(err)
	w.db = db
	w.log = &translog.Service{Store: db.LogStore(), Keys: translog.Keys{Path: key}, Maker: w.maker}
}
