package translog

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/omvendt/omvendt/registry"
)

// Kinds of leaves.
const (
	KindRevision = "revision" // what the register recorded at once
	KindRulebook = "rulebook" // a version of the policy or the settings
	KindDecision = "decision" // what a closed meeting made of an item
	KindKey      = "key"      // that signs from here on
	KindRestored = "restored" // the database came back older than what had been signed
	KindRedacted = "redacted" // texts were taken out
)

// Leaf is a leaf as everybody may read it. Place counts from 0. Which fields are
// there goes by the kind.
type Leaf struct {
	Place int64  `json:"-"`
	Raw   string `json:"-"` // what is hashed

	Kind string `json:"kind"`
	// Late is the instant at which it was logged, when that was not with what it
	// tells of but at the first start of a program that keeps this log.
	Late string `json:"late,omitempty"`
	// Log names the log, in its first leaf of the kind key.
	Log string `json:"log,omitempty"`

	// Of a revision, and of a decision the revision that its rulings are in.
	Revision registry.Revision `json:"revision,omitempty"`
	At       string            `json:"at,omitempty"`
	Entries  int64             `json:"entries,omitempty"`
	Root     string            `json:"root,omitempty"`  // over the entries; empty without any
	Rules    string            `json:"rules,omitempty"` // the number of each entry, in their order: "1-412,415"

	// Of a rulebook.
	Type    registry.GameKind `json:"type,omitempty"`
	From    registry.Day      `json:"from,omitzero"`
	Digest  string            `json:"digest,omitempty"`
	Adopted registry.Day      `json:"adopted,omitzero"`

	// Of a decision.
	Meeting   registry.MeetingID `json:"meeting,omitempty"`
	Item      registry.ItemID    `json:"item,omitempty"`
	Body      string             `json:"body,omitempty"`
	Rank      registry.Rank      `json:"rank,omitempty"`
	Day       registry.Day       `json:"day,omitzero"`
	Ordinal   int                `json:"ordinal,omitempty"`
	Closed    bool               `json:"closed,omitempty"` // lukket punkt: all of it is sealed
	Numbers   []registry.Number  `json:"rule_numbers,omitempty"`
	Stopped   bool               `json:"stopped,omitempty"`
	Proposals []LoggedProposal   `json:"proposals,omitempty"`
	Account   *LoggedAccount     `json:"account,omitempty"`

	// Of a key: the verifier key, and the one before it, which vouches for it. Unvouched says
	// that it was lost.
	Key       string `json:"key,omitempty"`
	Previous  string `json:"previous,omitempty"`
	Unvouched bool   `json:"unvouched,omitempty"`

	// Of a restored log: the newest checkpoint that had been signed.
	LostSize int64  `json:"lost_size,omitempty"`
	LostRoot string `json:"lost_root,omitempty"`

	// Of a redaction, with At: on which ground of law, and what it took out of the log.
	Ground   Ground         `json:"ground,omitempty"`
	Redacted []RedactedText `json:"redacted,omitempty"`
}

// RedactedText is a text in the log that nobody can read any more.
type RedactedText struct {
	Place   int64           `json:"place"`          // of the leaf
	Rule    registry.Number `json:"rule,omitempty"` // of whose entry under the leaf; 0: of the leaf itself
	Pointer string          `json:"pointer"`        // the JSON pointer
	Becomes string          `json:"becomes"`        // what stands there now, sealed
}

// LoggedAccount is the account (regnskab) that an item is about.
type LoggedAccount struct {
	Span   string       `json:"span"` // sealed, as the area is
	From   registry.Day `json:"from"`
	Until  registry.Day `json:"until"` // the first day that it does not count
	Area   string       `json:"area"`
	Digest string       `json:"digest"` // SHA-256 of the account as it was kept
}

// LoggedProposal is a proposal with what became of it. Its texts are sealed.
type LoggedProposal struct {
	Ruling   registry.RulingKind `json:"ruling"`
	Outcome  string              `json:"outcome"`
	For      int                 `json:"for"`
	Against  int                 `json:"against"`
	Blank    int                 `json:"blank"`
	Absent   int                 `json:"absent"`
	From     registry.Day        `json:"from,omitzero"`
	Next     registry.Day        `json:"next,omitzero"`
	Lapses   bool                `json:"lapses,omitempty"`
	Question string              `json:"question"`
	Words    string              `json:"words,omitempty"`
	Reason   string              `json:"reason,omitempty"`
	Text     *registry.Text      `json:"text,omitempty"`
}

// ParseLeaf reads a leaf.
func ParseLeaf(place int64, raw string) (Leaf, error) {
	l := Leaf{Place: place, Raw: raw}
	err := json.Unmarshal([]byte(raw), &l)
	return l, err
}

// ranges writes numbers in their order, with runs as "1-412".
func ranges(numbers []registry.Number) string {
	var b strings.Builder
	for i := 0; i < len(numbers); {
		j := i
		for j+1 < len(numbers) && numbers[j+1] == numbers[j]+1 {
			j++
		}
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(strconv.Itoa(int(numbers[i])))
		if j > i {
			b.WriteString("-" + strconv.Itoa(int(numbers[j])))
		}
		i = j + 1
	}
	return b.String()
}

// place is where a rule stands among the entries of a leaf; -1 when it does not.
// Numbers stand in rising order.
func (l Leaf) place(rule registry.Number) (int, error) {
	at, before := 0, registry.Number(0)
	found := -1
	if l.Rules == "" {
		return found, nil
	}
	for part := range strings.SplitSeq(l.Rules, ",") {
		from, to, run := strings.Cut(part, "-")
		a, err := strconv.ParseInt(from, 10, 32)
		b := a
		if err == nil && run {
			b, err = strconv.ParseInt(to, 10, 32)
		}
		if err != nil || registry.Number(a) <= before || b < a {
			return 0, fmt.Errorf("leaf %d: its list of rules is not in order", l.Place)
		}
		if int64(rule) >= a && int64(rule) <= b {
			found = at + int(int64(rule)-a)
		}
		at += int(b - a + 1)
		before = registry.Number(b)
	}
	if int64(at) != l.Entries {
		return 0, fmt.Errorf("leaf %d: %d rules and %d entries", l.Place, at, l.Entries)
	}
	return found, nil
}

// RevisionLeaf is the leaf of a revision, with its entries in the order of the
// rules' numbers; late is empty or the instant at which it is logged afterwards.
func RevisionLeaf(mark registry.RevisionMark, numbers []registry.Number, entries []Hash, late string) ([]byte, error) {
	l := map[string]any{"kind": KindRevision, "revision": int64(mark.Revision), "at": Instant(mark.At)}
	if len(entries) > 0 {
		l["entries"], l["root"], l["rules"] = len(entries), Root(entries).String(), ranges(numbers)
	}
	if late != "" {
		l["late"] = late
	}
	return canonical(l)
}
