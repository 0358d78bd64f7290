package storage

import (
	"cmp"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"maps"
	"slices"

	"github.com/uptrace/bun"
	"golang.org/x/mod/sumdb/tlog"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/translog"
)

type leafRow struct {
	bun.BaseModel `bun:"table:log_leaf"`
	Place         int64
	Kind          string
	Object        string
	Revision      int64
	Leaf          string
	Content       string
	Salt          string
}

func (l leafRow) leaf() translog.StoredLeaf {
	return translog.StoredLeaf{Place: l.Place, Kind: l.Kind, Object: l.Object, Raw: l.Leaf, Content: l.Content, Salt: l.Salt}
}

type hashRow struct {
	bun.BaseModel `bun:"table:log_hash"`
	Place         int64
	Hash          []byte
}

type entryRow struct {
	bun.BaseModel `bun:"table:log_entry"`
	Revision      int64
	Part          int64
	Hashes        []byte
	Salts         []byte
}

// logged is what a transaction is going to log.
type logged struct {
	grew   bool
	leaves []leafRow                           // without place
	open   map[registry.RuleID]*translog.Entry // entries that can grow
	sealed map[registry.RuleID]sealedEntry     // that were complete, so that less is kept in memory
	unsure map[registry.RuleID]bool            // of the sealed, those of which more was written
}

type sealedEntry struct {
	number registry.Number
	salt   [translog.SaltSize]byte
	hash   translog.Hash
}

// entry is what is going to be logged of a rule.
func (t *tx) entry(rule registry.RuleID) *translog.Entry {
	if _, sealed := t.log.sealed[rule]; sealed {
		t.log.unsure = put(t.log.unsure, rule, true)
		return &translog.Entry{}
	}
	e := t.log.open[rule]
	if e == nil {
		e = &translog.Entry{Rule: rule}
		t.log.open = put(t.log.open, rule, e)
	}
	return e
}

// seal makes hashes of the entries so far.
func (t *tx) seal() error {
	if len(t.log.open) == 0 {
		return nil
	}
	places, err := t.placesOf(slices.Collect(maps.Keys(t.log.open)))
	if err != nil {
		return err
	}
	for rule, e := range t.log.open {
		e.Number, e.Revision = registry.Number(places[rule].Number), t.mark.Revision
		s := sealedEntry{number: e.Number}
		_, _ = rand.Read(s.salt[:]) // never fails
		if err := s.of(*e); err != nil {
			return internal(err)
		}
		t.log.sealed = put(t.log.sealed, rule, s)
	}
	t.log.open = nil
	return nil
}

func (s *sealedEntry) of(e translog.Entry) error {
	sealed, err := e.Sealed(s.salt[:])
	s.hash = translog.LeafHash(sealed)
	return err
}

// Log keeps the leaf until the end of the closure, when the revision is known.
func (t *tx) Log(l registry.Leaf) error {
	t.wrote = true
	content, err := json.Marshal(l.Content)
	if err != nil {
		return internal(err)
	}
	if !jsonText(content).storable() {
		return &registry.Error{Code: registry.CodeTextInvalid, Args: registry.Args{"column": "leaf"}}
	}
	t.log.leaves = append(t.log.leaves, leafRow{Kind: l.Kind, Object: l.Object, Content: string(content)})
	return nil
}

// flushLeaves logs what the transaction recorded: what was said to be logged, and
// its revision if it drew one.
func (t *tx) flushLeaves() error {
	leaves := t.log.leaves
	t.log.leaves = nil
	for i := range leaves {
		if err := leaves[i].seal(t.mark.Revision); err != nil {
			return err
		}
	}
	if t.mark.Revision != 0 {
		leaf, err := t.revisionLeaf(t.mark, "")
		if err != nil {
			return err
		}
		leaves = append(leaves, leaf)
	}
	return t.appendLeaves(leaves)
}

// seal makes the leaf of what it is to say.
func (l *leafRow) seal(revision registry.Revision) error {
	var content map[string]any
	if err := json.Unmarshal([]byte(l.Content), &content); err != nil {
		return internal(err)
	}
	content["kind"] = l.Kind
	if l.Kind == translog.KindDecision && revision != 0 {
		content["revision"] = int64(revision)
	}
	var salt [translog.SaltSize]byte
	_, _ = rand.Read(salt[:])
	leaf, texts, err := translog.Seal(content, salt[:])
	if err != nil {
		return internal(err)
	}
	l.Leaf, l.Content = string(leaf), ""
	if len(texts) > 0 {
		whole, err := json.Marshal(content)
		if err != nil {
			return internal(err)
		}
		l.Content, l.Salt = string(whole), hex.EncodeToString(salt[:])
	}
	return nil
}

// entriesInRow is how many entries stand in a row: 12 kilobytes.
const entriesInRow = 256

// revisionLeaf stores the entries of a revision and is the leaf over them.
func (t *tx) revisionLeaf(mark registry.RevisionMark, late string) (leafRow, error) {
	if err := t.seal(); err != nil {
		return leafRow{}, err
	}
	for rule := range t.log.unsure {
		e, err := t.LogEntry(rule, mark.Revision)
		if err != nil {
			return leafRow{}, err
		}
		s := t.log.sealed[rule]
		if err := s.of(e); err != nil {
			return leafRow{}, internal(err)
		}
		t.log.sealed[rule] = s
	}
	entries := slices.SortedFunc(maps.Values(t.log.sealed), func(a, b sealedEntry) int { return cmp.Compare(a.number, b.number) })
	t.log.sealed, t.log.unsure = nil, nil
	var rows []entryRow
	for part := range slices.Chunk(entries, entriesInRow) {
		row := entryRow{Revision: int64(mark.Revision), Part: int64(len(rows))}
		for _, e := range part {
			row.Hashes, row.Salts = append(row.Hashes, e.hash[:]...), append(row.Salts, e.salt[:]...)
		}
		rows = append(rows, row)
	}
	for some := range slices.Chunk(rows, copyFrom-1) {
		if err := insert(t, some); err != nil {
			return leafRow{}, err
		}
	}
	leaf, err := translog.RevisionLeaf(mark, each(entries, func(e sealedEntry) registry.Number { return e.number }),
		each(entries, func(e sealedEntry) translog.Hash { return e.hash }), late)
	return leafRow{Kind: translog.KindRevision, Revision: int64(mark.Revision), Leaf: string(leaf)}, err
}

// appendLeaves puts leaves at the end of the log, under the lock of all that is
// written about facts. Where somebody else has taken their places since this
// transaction looked, PostgreSQL refuses the keys, and Update runs again.
func (t *tx) appendLeaves(leaves []leafRow) error {
	if len(leaves) == 0 {
		return nil
	}
	if err := t.fault(t.dialect.lockFacts(t.ctx, t.db)); err != nil {
		return err
	}
	t.log.grew = true
	size, err := t.LogSize()
	if err != nil {
		return err
	}
	for i := range leaves {
		leaves[i].Place = size + int64(i)
	}
	for some := range slices.Chunk(leaves, copyFrom-1) { // COPY does not know bytes
		if err := insert(t, some); err != nil {
			return err
		}
	}
	return t.insertHashes(size, leaves)
}

// insertHashes stores the hashes of leaves that begin at a place.
func (t *tx) insertHashes(from int64, leaves []leafRow) error {
	var hashes []hashRow
	reader := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) { return t.hashesWith(hashes, indexes) })
	for i, leaf := range leaves {
		place := from + int64(i)
		more, err := tlog.StoredHashesForRecordHash(place, translog.LeafHash([]byte(leaf.Leaf)), reader)
		if err != nil {
			return t.faultOrInternal(err)
		}
		at := tlog.StoredHashIndex(0, place)
		for n, h := range more {
			hashes = append(hashes, hashRow{Place: at + int64(n), Hash: h[:]})
		}
	}
	for some := range slices.Chunk(hashes, copyFrom-1) {
		if err := insert(t, some); err != nil {
			return err
		}
	}
	return nil
}

// faultOrInternal keeps an error that has been translated.
func (t *tx) faultOrInternal(err error) error {
	if t.broken != nil {
		return t.broken
	}
	return internal(err)
}

// hashesWith are stored hashes, some of which are only about to be written.
func (t *tx) hashesWith(fresh []hashRow, indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	var rest []int64
	for i, index := range indexes {
		if n, found := slices.BinarySearchFunc(fresh, index, func(h hashRow, place int64) int { return cmp.Compare(h.Place, place) }); found {
			out[i] = tlog.Hash(fresh[n].Hash)
		} else {
			rest = append(rest, index)
		}
	}
	if len(rest) == 0 {
		return out, nil
	}
	stored, err := t.LogHashes(rest)
	if err != nil {
		return nil, err
	}
	for i, n := 0, 0; i < len(out) && n < len(stored); i++ {
		if out[i] == (tlog.Hash{}) {
			out[i] = stored[n]
			n++
		}
	}
	return out, nil
}
