package translog

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/omvendt/omvendt/registry"
)

// BundleFormat changes when a bundle can no longer be read as before.
const BundleFormat = bundleFamily + "1"

// bundleFamily begins the format of every bundle that there was or will be.
const bundleFamily = "omvendt-bundle-"

// Bundle is a file that proves something by itself: what was decided on items, or
// what a rule's status is on every day and from what that follows.
type Bundle struct {
	Format     string `json:"format"`
	Checkpoint string `json:"checkpoint"` // signed; everything is proven against it
	Key        string `json:"key"`        // that it is signed with; to be compared with one from elsewhere

	// Rule is what a bundle about a rule says of it; nil for others.
	Rule *RuleClaim `json:"rule,omitempty"`
	// Meeting is what a bundle about a meeting is about, and Item the item of it when it
	// is about that alone.
	Meeting registry.MeetingID `json:"meeting,omitempty"`
	Item    registry.ItemID    `json:"item,omitempty"`

	// From and Until are there where a bundle about a rule is a part of a longer one:
	// the place of its first leaf, and of the first that is left to the next part.
	From  int64 `json:"from,omitempty"`
	Until int64 `json:"until,omitempty"`

	// Leaves: of a bundle about a rule all of the log up to the checkpoint, so that
	// nothing can have been left out (of a part those that From and Until say); of
	// others some, each with its proof.
	Leaves []BundleLeaf `json:"leaves"`
	// Keys are the leaves that name keys, with the first checkpoint over each, which the key
	// before has signed too.
	Keys []BundleKey `json:"keys"`
	// Sources of policies and settings, by digest.
	Sources map[string][]byte `json:"sources,omitempty"`
}

// How long a cache need not ask for it again: what the newest checkpoint is, or is
// under it, is right also when there is a newer; what is under an older one stays. A part has texts,
// which a redaction can take out; proofs of leaves alone have none, and stay for good.
const (
	FreshNewest  = time.Minute
	FreshPart    = time.Hour
	FreshForGood = 365 * 24 * time.Hour
)

// Fresh is how long a cache need not ask for the bundle again.
func (b Bundle) Fresh() time.Duration {
	if b.Until > 0 {
		return FreshPart
	}
	return FreshNewest
}

// File is the bundle as it is taken home.
func (b Bundle) File() ([]byte, error) {
	content, err := json.Marshal(b)
	return append(content, '\n'), internal(err)
}

// RuleClaim is the status of a rule as the register gives it, to be found again. A
// part that does not reach its checkpoint has no timeline.
type RuleClaim struct {
	ID       registry.RuleID    `json:"id"`
	Number   registry.Number    `json:"number"`
	Timeline []registry.Segment `json:"timeline"`
}

// BundleLeaf is a leaf with what it takes to check it.
type BundleLeaf struct {
	Place   int64           `json:"place"`
	Leaf    string          `json:"leaf"`
	Proof   []Hash          `json:"proof,omitempty"` // that it is in the log; absent where all leaves are
	Texts   map[string]Text `json:"texts,omitempty"` // that are sealed in it
	Entries []BundleEntry   `json:"entries,omitempty"`
}

// BundleEntry is what a revision recorded about a rule.
type BundleEntry struct {
	Place int             `json:"place"`
	Entry string          `json:"entry"`
	Proof []Hash          `json:"proof,omitempty"` // that it is under the root in the leaf
	Texts map[string]Text `json:"texts,omitempty"`
}

// BundleKey is how a key took over.
type BundleKey struct {
	Place      int64  `json:"place"`
	Leaf       string `json:"leaf"`
	Checkpoint string `json:"checkpoint"`
	Proof      []Hash `json:"proof,omitempty"`
}

// LeavesAtOnce is how many leaves a bundle about a rule has at most: some megabytes.
const LeavesAtOnce = 20_000

// Part is which leaves of the log a bundle about a rule has. The zero Part is all of
// them up to the newest checkpoint.
type Part struct {
	From  int64 // the place of the first
	Until int64 // the place after the last; 0: those of the newest checkpoint
}

// bundler puts a bundle together, over a checkpoint.
type bundler struct {
	Reader
	out  Bundle
	size int64
}

// bundle puts one together over the first checkpoint that covers the leaves below
// until, so that it stays as it is when the log grows; 0: the newest.
func (s *Service) bundle(ctx context.Context, until int64, f func(*bundler) error) (Bundle, error) {
	var out Bundle
	err := s.Store.View(ctx, func(r Reader) error {
		b := &bundler{Reader: r, out: Bundle{Format: BundleFormat, Leaves: []BundleLeaf{}}}
		over, err := checkpointOf(r, 0)
		if err == nil && until > over.Size {
			err = refuse(registry.CodeNotLogged)
		}
		if err == nil && until > 0 {
			over, err = r.CheckpointOver(until - 1)
		}
		if err != nil {
			return err
		}
		b.out.Checkpoint, b.size = over.Note, over.Size
		if err := b.keys(); err != nil {
			return err
		}
		err = f(b)
		out = b.out
		return err
	})
	return out, err
}

func (b *bundler) keys() error {
	leaves, err := keyLeaves(b)
	if err != nil {
		return err
	}
	for _, l := range leaves {
		if l.Place >= b.size {
			break
		}
		over, err := b.CheckpointOver(l.Place)
		if err != nil {
			return err
		}
		proof, err := tlog.ProveRecord(over.Size, l.Place, hashes(b))
		if err != nil {
			return internal(err)
		}
		b.out.Keys = append(b.out.Keys, BundleKey{Place: l.Place, Leaf: l.Raw, Checkpoint: over.Note, Proof: proof})
		b.out.Key = l.Key
	}
	return nil
}

func (b *bundler) prove(place int64) ([]Hash, error) {
	if place >= b.size {
		return nil, refuse(registry.CodeNotLogged)
	}
	proof, err := tlog.ProveRecord(b.size, place, hashes(b))
	return proof, internal(err)
}

// RuleBundle proves what a rule's status is on every day, as the register knew it
// at a checkpoint: the newest, or the first that covers a part. VerifyParts joins the
// parts. CodeNotFound, CodeNotLogged, CodeProofLong, CodeProofOrder.
func (s *Service) RuleBundle(ctx context.Context, number registry.Number, part Part) (Bundle, error) {
	if part.From < 0 || part.Until < 0 || part.Until > 0 && part.From >= part.Until {
		return Bundle{}, refuse(registry.CodeProofOrder)
	}
	return s.bundle(ctx, part.Until, func(b *bundler) error {
		rule, err := b.RuleByNumber(number)
		if err != nil {
			return err
		}
		until := cmp.Or(part.Until, b.size)
		if part.From >= until {
			return refuse(registry.CodeNotLogged)
		}
		if most := cmp.Or(s.AtOnce, LeavesAtOnce); until-part.From > most {
			return refuse(registry.CodeProofLong, "size", strconv.FormatInt(until-part.From, 10), "most", strconv.FormatInt(most, 10),
				"next", strconv.FormatInt(part.From+most, 10))
		}
		b.out.Rule, b.out.From = &RuleClaim{ID: rule.ID, Number: number}, part.From
		if err := b.history(rule, part.From, until); err != nil {
			return err
		}
		if until < b.size {
			b.out.Until = until
			return nil
		}
		known, err := b.lastRevision()
		if err != nil {
			return err
		}
		timeline, err := b.Timeline(rule.ID, known)
		if err != nil {
			return err
		}
		if len(timeline) == 0 {
			return refuse(registry.CodeNotLogged)
		}
		chapters, err := registry.ChaptersKnown(b, known)
		b.out.Rule.Timeline = registry.JudgedBy(timeline, chapters)
		return err
	})
}

// history adds all leaves from one place to another, with what they have about a rule.
func (b *bundler) history(rule registry.Rule, from, until int64) error {
	stored, err := b.Leaves(from, int(until-from))
	if err != nil {
		return err
	}
	versions, err := b.GameVersions()
	if err != nil {
		return err
	}
	b.out.Sources = map[string][]byte{}
	for _, s := range stored {
		leaf, err := ParseLeaf(s.Place, s.Raw)
		if err != nil {
			return internal(err)
		}
		line := BundleLeaf{Place: leaf.Place, Leaf: leaf.Raw}
		switch leaf.Kind {
		case KindRulebook:
			for _, v := range versions {
				if v.Digest == leaf.Digest {
					b.out.Sources[v.Digest] = v.Source
				}
			}
		case KindRevision:
			entry, err := b.entry(leaf, rule)
			if err != nil {
				return err
			}
			if entry != nil {
				line.Entries = []BundleEntry{*entry}
			}
		}
		b.out.Leaves = append(b.out.Leaves, line)
	}
	return nil
}

// lastRevision is the newest that is under the checkpoint; 0: none.
func (b *bundler) lastRevision() (registry.Revision, error) {
	const some = 100
	for below := b.size; below > 0; below -= some {
		stored, err := b.LeavesBefore(below, some)
		if err != nil {
			return 0, err
		}
		for _, s := range stored {
			if leaf, err := ParseLeaf(s.Place, s.Raw); err != nil || leaf.Kind == KindRevision {
				return leaf.Revision, internal(err)
			}
		}
	}
	return 0, nil
}

// entry is what a revision recorded about a rule, with its proof; nil if it did not.
func (b *bundler) entry(leaf Leaf, rule registry.Rule) (*BundleEntry, error) {
	place, err := leaf.place(rule.Number)
	if err != nil || place < 0 {
		return nil, internal(err)
	}
	e, err := b.LogEntry(rule.ID, leaf.Revision)
	if err != nil {
		return nil, err
	}
	under, salts, err := b.LogEntries(leaf.Revision)
	if err != nil {
		return nil, err
	}
	if place >= len(under) {
		return nil, broken("revision %d has other entries", leaf.Revision)
	}
	kept, err := b.KeptEntries(leaf.Revision)
	if err != nil {
		return nil, err
	}
	sealed, texts, err := e.Seal(salts[place])
	if k, there := kept[place]; there && err == nil {
		var document any
		if document, err = e.plain(); err == nil {
			sealed, texts, _, err = k.Seal(document)
		}
	}
	if err != nil {
		return nil, internal(err)
	}
	if LeafHash(sealed) != under[place] {
		return nil, broken("revision %d recorded something else about %s", leaf.Revision, rule.Number)
	}
	for pointer := range texts { // what is not on the rule's public page stays sealed
		if strings.HasPrefix(pointer, "/checks/") {
			delete(texts, pointer)
		}
	}
	return &BundleEntry{Place: place, Entry: string(sealed), Proof: Prove(under, place), Texts: texts}, nil
}

// MeetingBundle proves what a closed meeting decided, item by item. items are those of it, in
// their order. CodeNotLogged.
func (s *Service) MeetingBundle(ctx context.Context, meeting registry.MeetingID, items []registry.ItemID) (Bundle, error) {
	return s.bundle(ctx, 0, func(b *bundler) error {
		b.out.Meeting = meeting
		return b.decisions(items)
	})
}

// ItemBundle proves what a closed meeting decided on one item. CodeNotLogged.
func (s *Service) ItemBundle(ctx context.Context, meeting registry.MeetingID, item registry.ItemID) (Bundle, error) {
	return s.bundle(ctx, 0, func(b *bundler) error {
		b.out.Meeting, b.out.Item = meeting, item
		return b.decisions([]registry.ItemID{item})
	})
}

// decisions adds what was decided on some items, each with the corrections of it that
// the checkpoint covers, and the redactions in them.
func (b *bundler) decisions(items []registry.ItemID) error {
	redacted, err := b.LeavesOf(KindRedacted, "")
	if err != nil {
		return err
	}
	rulings := map[registry.Revision]bool{}
	for _, item := range items {
		found, err := b.LeavesOf(KindDecision, string(item))
		if err != nil {
			return err
		}
		if len(found) == 0 {
			return refuse(registry.CodeNotLogged)
		}
		for n, stored := range found {
			if n > 0 && stored.Place >= b.size {
				break
			}
			leaf, err := b.decision(stored)
			if err != nil {
				return err
			}
			if leaf.Revision > 0 && !rulings[leaf.Revision] {
				rulings[leaf.Revision] = true
				if err := b.rulings(leaf); err != nil {
					return err
				}
			}
		}
	}
	return b.redacted(redacted)
}

// decision adds a leaf of an item, with its texts unless the item is closed.
func (b *bundler) decision(stored StoredLeaf) (Leaf, error) {
	line := BundleLeaf{Place: stored.Place, Leaf: stored.Raw}
	var err error
	if line.Proof, err = b.prove(stored.Place); err != nil {
		return Leaf{}, err
	}
	leaf, err := ParseLeaf(stored.Place, stored.Raw)
	if err != nil {
		return Leaf{}, internal(err)
	}
	if stored.Content != "" && !leaf.Closed {
		sealed, texts, _, err := stored.reseal()
		if err != nil || string(sealed) != stored.Raw {
			return Leaf{}, broken("leaf %d: what was sealed is another", stored.Place)
		}
		line.Texts = texts
	}
	b.out.Leaves = append(b.out.Leaves, line)
	return leaf, nil
}

// redacted adds the redactions that took something out of the leaves that are there.
func (b *bundler) redacted(all []StoredLeaf) error {
	there := map[int64]bool{}
	for _, l := range b.out.Leaves {
		there[l.Place] = true
	}
	for _, stored := range all {
		leaf, err := ParseLeaf(stored.Place, stored.Raw)
		if err != nil {
			return internal(err)
		}
		if leaf.Place >= b.size || !slices.ContainsFunc(leaf.Redacted, func(x RedactedText) bool { return there[x.Place] }) {
			continue
		}
		line := BundleLeaf{Place: leaf.Place, Leaf: leaf.Raw}
		if line.Proof, err = b.prove(leaf.Place); err != nil {
			return err
		}
		b.out.Leaves = append(b.out.Leaves, line)
	}
	return nil
}

// rulings adds what the revision of a decision recorded about its rules.
func (b *bundler) rulings(decision Leaf) error {
	place, err := b.RevisionPlace(decision.Revision)
	if err != nil {
		return err
	}
	stored, err := b.Leaves(place, 1)
	if err != nil || len(stored) == 0 {
		return internal(err)
	}
	leaf, err := ParseLeaf(place, stored[0].Raw)
	if err != nil {
		return internal(err)
	}
	line := BundleLeaf{Place: place, Leaf: leaf.Raw}
	if line.Proof, err = b.prove(place); err != nil {
		return err
	}
	for _, number := range decision.Numbers {
		rule, err := b.RuleByNumber(number)
		if err != nil {
			return err
		}
		entry, err := b.entry(leaf, rule)
		if err != nil {
			return err
		}
		if entry != nil {
			line.Entries = append(line.Entries, *entry)
		}
	}
	b.out.Leaves = append(b.out.Leaves, line)
	return nil
}
