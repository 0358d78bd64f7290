package translog

import (
	"context"
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/omvendt/omvendt/registry"
)

// Audit checks the whole log against what the database holds and what was signed:
// CodeLogBroken with the first leaf or checkpoint that does not fit. keys are
// verifier keys that are known from elsewhere; without any, those that the log
// names are believed.
func (s *Service) Audit(ctx context.Context, keys ...string) error {
	return s.Store.View(ctx, func(r Reader) error {
		redacted, err := readRedactions(r)
		if err != nil {
			return err
		}
		a := auditor{Reader: r, keys: keys, redacted: redacted}
		for _, step := range []func() error{a.leaves, a.revisions, a.versions, a.checkpoints} {
			if err := step(); err != nil {
				return err
			}
		}
		if signed, err := s.Keys.newest(); err != nil {
			return internal(err)
		} else if signed != "" {
			if err := a.checkpoint(signed); err != nil {
				return err
			}
		}
		return registry.CheckTimelines(r, s.Maker)
	})
}

type auditor struct {
	Reader
	keys     []string
	redacted redactions
	hashes   []Hash // of the leaves
	last     registry.Revision
	books    []Leaf

	entries map[registry.Revision][]Entry // of some revisions
	read    registry.Revision             // the first that was not read yet
}

// readAtOnce is of how many revisions everything is read together.
const readAtOnce = 2000

func broken(format string, args ...any) error {
	return refuse(registry.CodeLogBroken, "what", fmt.Sprintf(format, args...))
}

// leaves checks leaf by leaf, and that the stored hashes are theirs.
func (a *auditor) leaves() error {
	const some = 500
	var named []string
	for place := int64(0); ; {
		part, err := a.Leaves(place, some)
		if err != nil {
			return err
		}
		for _, stored := range part {
			if stored.Place != place {
				return broken("leaf %d is missing", place)
			}
			leaf, err := ParseLeaf(place, stored.Raw)
			if err != nil || leaf.Kind != stored.Kind {
				return broken("leaf %d cannot be read", place)
			}
			a.hashes = append(a.hashes, LeafHash([]byte(stored.Raw)))
			if err := a.content(stored); err != nil {
				return err
			}
			switch leaf.Kind {
			case KindRevision:
				if err := a.revision(leaf); err != nil {
					return err
				}
			case KindRulebook:
				a.books = append(a.books, leaf)
			case KindKey:
				named = append(named, leaf.Key)
			}
			place++
		}
		if len(part) < some {
			break
		}
	}
	if len(a.keys) == 0 {
		a.keys = named
	}
	for n := range a.hashes {
		index := tlog.StoredHashIndex(0, int64(n))
		stored, err := a.LogHashes([]int64{index})
		if err != nil || stored[0] != a.hashes[n] {
			return broken("the hash of leaf %d is another", n)
		}
	}
	size := int64(len(a.hashes))
	if root, err := tlog.TreeHash(size, hashes(a)); err != nil || root != Root(a.hashes) {
		return broken("the tree over %d leaves is another", size)
	}
	return nil
}

// content checks what is sealed in a leaf, and that what is not was redacted.
func (a *auditor) content(stored StoredLeaf) error {
	if stored.Content == "" {
		if strings.Contains(stored.Raw, `"`+sealPrefix) {
			return broken("leaf %d: what was sealed is missing", stored.Place)
		}
		return nil
	}
	sealed, _, gone, err := stored.reseal()
	if err == nil {
		err = a.redacted.explain(stored.Place, 0, gone)
	}
	if err != nil || string(sealed) != stored.Raw {
		return broken("leaf %d: what was sealed is another", stored.Place)
	}
	return nil
}

// revision checks that what a revision recorded is what is stored.
func (a *auditor) revision(leaf Leaf) error {
	if leaf.Revision != a.last+1 {
		return broken("leaf %d: revision %d after %d", leaf.Place, leaf.Revision, a.last)
	}
	a.last = leaf.Revision
	hashes, salts, err := a.LogEntries(leaf.Revision)
	if err != nil {
		return err
	}
	if int64(len(hashes)) != leaf.Entries || len(hashes) > 0 && Root(hashes).String() != leaf.Root {
		return broken("revision %d has other entries", leaf.Revision)
	}
	if leaf.Revision >= a.read {
		if a.entries, err = a.RevisionEntries(leaf.Revision, leaf.Revision+readAtOnce-1); err != nil {
			return err
		}
		a.read = leaf.Revision + readAtOnce
	}
	entries := a.entries[leaf.Revision]
	if len(entries) != len(hashes) {
		return broken("revision %d recorded about %d rules, and %d are there", leaf.Revision, len(hashes), len(entries))
	}
	kept, err := a.KeptEntries(leaf.Revision)
	if err != nil {
		return err
	}
	for i, e := range entries {
		if place, err := leaf.place(e.Number); err != nil || place != i {
			return broken("revision %d recorded nothing about %s", leaf.Revision, e.Number)
		}
		sealed, gone, err := e.sealedAs(kept, i, salts[i])
		if err == nil {
			err = a.redacted.explain(leaf.Place, e.Number, gone)
		}
		if err != nil || LeafHash(sealed) != hashes[i] {
			return broken("revision %d recorded something else about %s", leaf.Revision, e.Number)
		}
	}
	return nil
}

// revisions checks that every revision is in the log, with its instant.
func (a *auditor) revisions() error {
	last, err := a.LastRevision()
	if err == nil && last.Revision != a.last {
		err = broken("there are %d revisions, and %d in the log", last.Revision, a.last)
	}
	return err
}

// versions checks the versions of the rules of the game.
func (a *auditor) versions() error {
	versions, err := a.GameVersions()
	if err != nil {
		return err
	}
	if len(versions) != len(a.books) {
		return broken("there are %d versions of policy and settings, and %d in the log", len(versions), len(a.books))
	}
	logged := map[string]int{}
	for _, b := range a.books {
		logged[strings.Join([]string{string(b.Type), b.From.String(), b.Digest, b.Adopted.String()}, " ")]++
	}
	for _, v := range versions {
		key := strings.Join([]string{string(v.Kind), v.From.String(), v.Digest, v.Adopted.String()}, " ")
		if logged[key]--; logged[key] < 0 || registry.Digest(v.Source) != v.Digest {
			return broken("%s %.12s from %s is not in the log", v.Kind, v.Digest, v.From)
		}
	}
	return nil
}

// checkpoints checks every one that was signed.
func (a *auditor) checkpoints() error {
	const some = 500
	for below := int64(0); ; {
		part, err := a.Checkpoints(below, some)
		if err != nil {
			return err
		}
		for _, p := range part {
			if err := a.checkpoint(p.Note); err != nil {
				return err
			}
			below = p.Size
		}
		if len(part) < some {
			return nil
		}
	}
}

func (a *auditor) checkpoint(signed string) error {
	for _, key := range a.keys {
		c, err := Open(signed, key)
		if err != nil {
			continue
		}
		if c.Size > int64(len(a.hashes)) || Root(a.hashes[:c.Size]) != c.Root {
			return broken("the checkpoint over %d leaves was signed for another log", c.Size)
		}
		return nil
	}
	first, _, _ := strings.Cut(signed, "\n")
	return broken("a checkpoint of %s bears no signature that is known", first)
}
