package translog

import (
	"context"
	"time"

	"github.com/omvendt/omvendt/registry"
)

// Store keeps the log beside the register. View and Update work as in registry.Store.
type Store interface {
	View(ctx context.Context, f func(Reader) error) error
	Update(ctx context.Context, act registry.Act, f func(Tx) error) error
}

// Reader is what one transaction can read.
type Reader interface {
	registry.Reader

	// LogSize is how many leaves there are.
	LogSize() (int64, error)
	// Leaves are in order from a place on, LeavesBefore those below one, the last first; limit 0: all.
	Leaves(from int64, limit int) ([]StoredLeaf, error)
	LeavesBefore(place int64, limit int) ([]StoredLeaf, error)
	// LeavesOf are those of a kind about an object, in order.
	LeavesOf(kind, object string) ([]StoredLeaf, error)
	// RevisionPlace is where the leaf of a revision stands; CodeNotFound.
	RevisionPlace(registry.Revision) (int64, error)
	// LogHashes are stored hashes of the tree by their index (tlog.StoredHashIndex).
	LogHashes(indexes []int64) ([]Hash, error)
	// LogEntries are the hashes of a revision's entries with their salts, in order.
	LogEntries(registry.Revision) (hashes []Hash, salts [][]byte, err error)
	// LogEntry is what a revision recorded about a rule.
	LogEntry(registry.RuleID, registry.Revision) (Entry, error)
	// RevisionEntries are all that revisions recorded, from one to another, by number.
	RevisionEntries(from, to registry.Revision) (map[registry.Revision][]Entry, error)
	// KeptEntries are the entries of a revision of which a text was redacted, by their place among them.
	KeptEntries(registry.Revision) (map[int]Kept, error)
	// Written is where a text stands that can be redacted, the log itself apart.
	Written(Replacement) ([]Written, error)
	// LeavesHolding are the leaves in which a text is sealed, LeavesSaying how many have it in clear.
	LeavesHolding(Replacement) ([]StoredLeaf, error)
	LeavesSaying(Replacement) (int, error)
	// Checkpoints are those that were signed, the largest first; below 0: from the largest.
	Checkpoints(below int64, limit int) ([]Published, error)
	// CheckpointOver is the smallest that has a leaf in it; CodeNotFound.
	CheckpointOver(place int64) (Published, error)
}

// Tx is a transaction that can write.
type Tx interface {
	Reader
	registry.Tx
	// InsertCheckpoint keeps a signed checkpoint, unless one of its size is there.
	InsertCheckpoint(Published) error
	// ReplaceWritten replaces a text wherever Written finds it, and in all that is made of it.
	ReplaceWritten(Replacement) error
	// KeepEntry and KeepLeaf erase the salt of an entry or a leaf, and keep what is left.
	KeepEntry(revision registry.Revision, place int, k Kept) error
	KeepLeaf(place int64, content string, salts map[string]string) error
}

// Written is a row of the database in which a text stands.
type Written struct {
	Kind       string // one of WrittenKinds
	Table, Key string
	Columns    []string // that have it; none where it cannot be told from a code
	Before     []string // the texts in them
	Stays      bool     // there are none
	About      string   // id or number of the rule or the meeting, or the object of an event; may be empty
	Rule       registry.RuleID
	Number     registry.Number   // of the rule
	Revision   registry.Revision // whose entry in the log tells of the row; 0: none
}

// WrittenKinds are what a row can be, as people are told of it.
var WrittenKinds = []string{"rule", "event", "case", "check", "counter", "body", "review", "meeting", "hearing", "request", "answer", "hassle",
	"send_on", "unit", "import", "audit", "message", "answered"}

// StoredLeaf is a leaf as it is kept: Content is what is sealed in it, under Salt.
// Of a leaf of which a text was redacted, Content has the mark, and Salt is the JSON
// of Kept.Salts.
type StoredLeaf struct {
	Place         int64
	Kind, Object  string
	Raw           string
	Content, Salt string
}

// Published is a checkpoint that was signed.
type Published struct {
	Size int64     `json:"size"`
	At   time.Time `json:"at"`
	Note string    `json:"note"`
}

// reseal seals the content of a leaf anew; gone as of Kept.Seal.
func (l StoredLeaf) reseal() (leaf []byte, texts map[string]Text, gone map[string]string, err error) {
	content, err := plainOf([]byte(l.Content))
	if err != nil {
		return nil, nil, nil, err
	}
	kept, err := l.kept()
	if err != nil {
		return nil, nil, nil, err
	}
	return kept.Seal(content)
}
