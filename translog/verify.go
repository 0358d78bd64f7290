package translog

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/omvendt/omvendt/registry"
)

// Verified is what a bundle proves.
type Verified struct {
	Checkpoint Checkpoint
	Key        string // that signed it
	Compared   bool   // the key was given, or one that it took over from
	Decisions  []Decision
	Rule       *RuleClaim
	Hidden     int // texts that are not public
	Redactions []Redacted
	Late       int // leaves that were logged only afterwards
	Restored   int // times that the log went on after a backup was restored
}

// Redacted is a redaction that took texts out of what a bundle is about.
type Redacted struct {
	Leaf
	Texts int // that are gone
}

// Decision is a decision that was logged, with its texts.
type Decision struct {
	Leaf
	Title string `json:"title"`
}

// Verify checks a bundle by itself. keys are verifier keys known from elsewhere;
// without any, the key that the bundle names is believed, and Compared false.
// older is a checkpoint known from before, or empty: a log of which all leaves are there must go on
// from it. Errors: CodeBundleEmpty, CodeBundleCut, CodeBundleForm, CodeBundleFormat,
// CodeBundleSource, CodeBundleSignature, CodeBundleProof, CodeBundleText,
// CodeBundleMissing, CodeBundleStatus, CodeBundleOlder, CodeBundleAbout, CodeBundlePart.
func Verify(file []byte, keys []string, older string, maker registry.RulebookMaker) (Verified, error) {
	return VerifyParts([][]byte{file}, keys, older, maker)
}

// VerifyParts checks a bundle that was taken home in parts, in whatever order, as Verify
// does. Errors beside its own: CodeBundleParts, CodeBundlePart.
func VerifyParts(files [][]byte, keys []string, older string, maker registry.RulebookMaker) (Verified, error) {
	v := verifier{maker: maker}
	if err := v.join(files); err != nil {
		return v.Verified, err
	}
	for _, step := range []func() error{
		func() error { return v.signature(keys) }, v.leaves, v.about, func() error { return v.older(older) }, v.rule, v.redactions} {
		if err := step(); err != nil {
			return Verified{}, err
		}
	}
	return v.Verified, nil
}

// join puts the parts together: what the last one claims must follow from the leaves
// of all.
func (v *verifier) join(files [][]byte) error {
	parts := make([]Bundle, len(files))
	for i, file := range files {
		if err := parts[i].read(file); err != nil {
			return err
		}
	}
	slices.SortStableFunc(parts, func(a, b Bundle) int { return cmp.Compare(a.From, b.From) })
	last := parts[len(parts)-1]
	v.Bundle = last
	if len(parts) == 1 {
		return nil
	}
	v.From, v.Leaves, v.Sources = parts[0].From, nil, map[string][]byte{}
	for _, p := range parts {
		if last.Rule == nil || p.Rule == nil || p.Rule.ID != last.Rule.ID || p.Rule.Number != last.Rule.Number {
			return refuse(registry.CodeBundleParts)
		}
		v.Leaves = append(v.Leaves, p.Leaves...)
		maps.Copy(v.Sources, p.Sources)
	}
	return nil
}

// read says what is wrong with a file that is no bundle, so that whoever has it
// knows what to do.
func (b *Bundle) read(file []byte) error {
	file = bytes.TrimPrefix(file, []byte("\ufeff")) // some editors write it
	if len(bytes.TrimSpace(file)) == 0 {
		return refuse(registry.CodeBundleEmpty)
	}
	err := json.Unmarshal(file, b)
	var syntax *json.SyntaxError
	switch {
	case errors.As(err, &syntax) && syntax.Offset >= int64(len(file)) && bytes.Contains(file, []byte(bundleFamily)):
		return refuse(registry.CodeBundleCut)
	case errors.As(err, &syntax) || !strings.HasPrefix(b.Format, bundleFamily):
		return refuse(registry.CodeBundleForm)
	case b.Format != BundleFormat:
		return refuse(registry.CodeBundleFormat, "format", strconv.Quote(b.Format))
	case err != nil:
		return refuse(registry.CodeBundleForm)
	}
	return nil
}

type verifier struct {
	Bundle
	Verified
	maker  registry.RulebookMaker
	hashes []Hash // of all leaves, where all are there
	events []registry.Event
	books  []registry.GameVersion
	gone   []redactedAt // texts that are not there
	taken  []Leaf       // redactions
}

func at(code registry.Code, place int64) error {
	return refuse(code, "place", strconv.FormatInt(place, 10))
}

// signature follows the keys from one that is trusted to the one that signed.
func (v *verifier) signature(trusted []string) error {
	v.Compared = len(trusted) > 0
	if !v.Compared {
		trusted = []string{v.Bundle.Key}
	}
	for _, next := range v.Keys {
		leaf, err := ParseLeaf(next.Place, next.Leaf)
		if err != nil || leaf.Kind != KindKey || leaf.Unvouched || leaf.Previous == "" || !slices.Contains(trusted, leaf.Previous) {
			continue
		}
		c, err := Open(next.Checkpoint, leaf.Previous)
		if err == nil && checkProof(next.Proof, c.Size, c.Root, next.Place, LeafHash([]byte(next.Leaf))) == nil {
			trusted = append(slices.Clip(trusted), leaf.Key)
		}
	}
	for _, key := range slices.Backward(trusted) {
		if c, err := Open(v.Bundle.Checkpoint, key); err == nil {
			v.Verified.Checkpoint, v.Verified.Key = c, key
			return nil
		}
	}
	return refuse(registry.CodeBundleSignature)
}

// leaves checks that all leaves are in the log, and what hangs on them.
func (v *verifier) leaves() error {
	c := v.Verified.Checkpoint
	whole := v.Bundle.Rule != nil
	if whole {
		if v.From != 0 {
			return at(registry.CodeBundlePart, 0)
		}
		if v.Until != 0 && int64(len(v.Leaves)) == v.Until && v.Until < c.Size {
			return at(registry.CodeBundlePart, v.Until)
		}
		for n, l := range v.Leaves {
			if l.Place != int64(n) {
				return at(registry.CodeBundleMissing, int64(n))
			}
			v.hashes = append(v.hashes, LeafHash([]byte(l.Leaf)))
		}
		if int64(len(v.hashes)) != c.Size {
			return at(registry.CodeBundleMissing, int64(len(v.hashes)))
		}
		if Root(v.hashes) != c.Root {
			return at(registry.CodeBundleProof, c.Size-1)
		}
	}
	for _, l := range v.Leaves {
		if !whole && checkProof(l.Proof, c.Size, c.Root, l.Place, LeafHash([]byte(l.Leaf))) != nil {
			return at(registry.CodeBundleProof, l.Place)
		}
		if err := v.leaf(l); err != nil {
			return err
		}
	}
	return nil
}

// about checks that a bundle about a meeting, or an item of it, has decisions of that and
// of no other.
func (v *verifier) about() error {
	if v.Bundle.Rule != nil {
		return nil
	}
	for _, d := range v.Decisions {
		if d.Meeting != v.Bundle.Meeting || v.Bundle.Item != "" && d.Item != v.Bundle.Item {
			return at(registry.CodeBundleAbout, d.Place)
		}
	}
	if len(v.Decisions) == 0 {
		return refuse(registry.CodeBundleAbout)
	}
	return nil
}

func (v *verifier) leaf(l BundleLeaf) error {
	leaf, err := ParseLeaf(l.Place, l.Leaf)
	if err != nil {
		return at(registry.CodeBundleProof, l.Place)
	}
	if leaf.Late != "" {
		v.Late++
	}
	if len(l.Texts) > 0 && leaf.Kind != KindDecision || len(l.Entries) > 0 && leaf.Kind != KindRevision {
		return at(registry.CodeBundleText, l.Place)
	}
	switch leaf.Kind {
	case KindRestored:
		v.Restored++
	case KindRedacted:
		v.taken = append(v.taken, leaf)
	case KindRulebook:
		v.books = append(v.books, registry.GameVersion{Kind: leaf.Type, From: leaf.From, Digest: leaf.Digest, Adopted: leaf.Adopted, Source: v.Sources[leaf.Digest]})
	case KindDecision:
		plain, err := v.unseal(l.Place, 0, l.Leaf, l.Texts)
		if err != nil {
			return at(registry.CodeBundleText, l.Place)
		}
		d := Decision{Leaf: leaf}
		if err := json.Unmarshal(plain, &d); err != nil {
			return at(registry.CodeBundleText, l.Place)
		}
		v.Decisions = append(v.Decisions, d)
	case KindRevision:
		return v.revision(leaf, l.Entries)
	}
	return nil
}

func (v *verifier) revision(leaf Leaf, entries []BundleEntry) error {
	if v.Bundle.Rule != nil {
		place, err := leaf.place(v.Bundle.Rule.Number)
		if err != nil {
			return at(registry.CodeBundleProof, leaf.Place)
		}
		if (place >= 0) != (len(entries) == 1) || place >= 0 && entries[0].Place != place {
			return at(registry.CodeBundleMissing, leaf.Place)
		}
	}
	for _, e := range entries {
		root, err := parseHash(leaf.Root)
		if err != nil || checkProof(e.Proof, leaf.Entries, root, int64(e.Place), LeafHash([]byte(e.Entry))) != nil {
			return at(registry.CodeBundleProof, leaf.Place)
		}
		var read struct {
			Rule struct {
				ID     registry.RuleID `json:"id"`
				Number registry.Number `json:"rule"`
			} `json:"rule"`
			Events []struct {
				ID       registry.EventID `json:"id"`
				Recorded registry.Day     `json:"recorded"`
				Order    int              `json:"order"`
				Valid    registry.Day     `json:"valid"`
				Kind     string           `json:"kind"`
				Fact     json.RawMessage  `json:"fact"`
			} `json:"events"`
		}
		var of struct {
			Rule struct {
				Number registry.Number `json:"rule"`
			} `json:"rule"`
		}
		if err := json.Unmarshal([]byte(e.Entry), &of); err != nil { // what it is about stands in clear
			return at(registry.CodeBundleProof, leaf.Place)
		}
		plain, err := v.unseal(leaf.Place, of.Rule.Number, e.Entry, e.Texts)
		if err != nil {
			return at(registry.CodeBundleText, leaf.Place)
		}
		if v.Bundle.Rule == nil {
			continue
		}
		if err := json.Unmarshal(plain, &read); err != nil || read.Rule.Number != v.Bundle.Rule.Number || read.Rule.ID != v.Bundle.Rule.ID {
			return at(registry.CodeBundleProof, leaf.Place)
		}
		for _, x := range read.Events {
			fact, err := registry.DecodeFact(x.Kind, x.Fact)
			if err != nil {
				return at(registry.CodeBundleText, leaf.Place)
			}
			v.events = append(v.events, registry.Event{ID: x.ID, Rule: read.Rule.ID, Revision: leaf.Revision, Recorded: x.Recorded,
				Order: x.Order, Valid: x.Valid, Fact: fact})
		}
	}
	return nil
}

// unseal notes the texts that are not there; rule is of the entry, 0 for a leaf.
func (v *verifier) unseal(place int64, rule registry.Number, sealed string, texts map[string]Text) ([]byte, error) {
	plain, hidden, err := Unseal([]byte(sealed), texts)
	for _, pointer := range hidden {
		v.gone = append(v.gone, redactedAt{place, rule, pointer})
	}
	return plain, err
}

// redactions says of each text that is not there whether the log says that it was
// redacted, and by which redaction first.
func (v *verifier) redactions() error {
	for _, leaf := range v.taken {
		took := Redacted{Leaf: leaf}
		for _, x := range leaf.Redacted {
			at := redactedAt{x.Place, x.Rule, x.Pointer}
			before := len(v.gone)
			v.gone = slices.DeleteFunc(v.gone, func(g redactedAt) bool { return g == at })
			took.Texts += before - len(v.gone)
		}
		if took.Texts > 0 {
			v.Redactions = append(v.Redactions, took)
		}
	}
	v.Hidden = len(v.gone)
	return nil
}

// older checks that a log goes on from an older checkpoint of it.
func (v *verifier) older(signed string) error {
	if signed == "" {
		return nil
	}
	var c Checkpoint
	var err error
	for _, key := range append([]string{v.Verified.Key}, keysOf(v.Keys)...) {
		if c, err = Open(signed, key); err == nil {
			break
		}
	}
	if err != nil {
		return refuse(registry.CodeBundleSignature)
	}
	if c.Size > int64(len(v.hashes)) || Root(v.hashes[:c.Size]) != c.Root {
		return refuse(registry.CodeBundleOlder, "size", strconv.FormatInt(c.Size, 10))
	}
	return nil
}

func keysOf(keys []BundleKey) (out []string) {
	for _, k := range keys {
		if leaf, err := ParseLeaf(k.Place, k.Leaf); err == nil {
			out = append(out, leaf.Key)
		}
	}
	return out
}

// rule finds the rule's status again, from what was logged and nothing else.
func (v *verifier) rule() error {
	if v.Bundle.Rule == nil {
		return nil
	}
	for i, b := range v.books {
		if registry.Digest(b.Source) != b.Digest {
			return refuse(registry.CodeBundleSource, "what", fmt.Sprintf("%s %.12s", b.Kind, b.Digest))
		}
		v.books[i].By = ""
	}
	book, err := v.maker.Rulebook(v.books)
	if err != nil {
		return err
	}
	follows, err := registry.Timeline(v.events, book)
	if err != nil {
		return err
	}
	follows = registry.JudgedBy(follows, registry.Chapters(v.books))
	said := v.Bundle.Rule.Timeline
	for i := range max(len(said), len(follows)) {
		switch {
		case i >= len(said):
			return refuse(registry.CodeBundleStatus, "on", follows[i].From.String())
		case i >= len(follows):
			return refuse(registry.CodeBundleStatus, "on", said[i].From.String())
		case !same(said[i], follows[i]):
			return refuse(registry.CodeBundleStatus, "on", said[i].From.String())
		}
	}
	v.Verified.Rule = v.Bundle.Rule
	return nil
}

// same compares as JSON, where nothing and an empty list are one.
func same(a, b registry.Segment) bool {
	x, err1 := Plain(a)
	y, err2 := Plain(b)
	return err1 == nil && err2 == nil && reflect.DeepEqual(x, y)
}
