package translog

import (
	"context"
	"encoding/hex"
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
}

// StoredLeaf is a leaf as it is kept: Content is what is sealed in it, under Salt.
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

// reseal seals the content of a leaf anew.
func (l StoredLeaf) reseal() (leaf []byte, texts map[string]Text, err error) {
	content, err := plainOf([]byte(l.Content))
	if err != nil {
		return nil, nil, err
	}
	salt, err := hex.DecodeString(l.Salt)
	if err != nil {
		return nil, nil, err
	}
	return Seal(content, salt)
}
