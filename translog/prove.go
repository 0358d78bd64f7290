package translog

import (
	"context"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/omvendt/omvendt/registry"
)

// Proof that a leaf is in the log.
type Proof struct {
	Leaf       Leaf
	Checkpoint string
	Size       int64
	Hashes     []Hash
}

// Prove proves that a leaf is in the log of a checkpoint; size 0: the newest one.
// CodeNotFound, CodeNotLogged.
func (s *Service) Prove(ctx context.Context, place, size int64) (Proof, error) {
	var p Proof
	err := s.Store.View(ctx, func(r Reader) error {
		over, err := checkpointOf(r, size)
		if err != nil {
			return err
		}
		leaves, err := r.Leaves(place, 1)
		if err != nil {
			return err
		}
		if place < 0 || len(leaves) == 0 {
			return refuse(registry.CodeNotFound)
		}
		if place >= over.Size {
			return refuse(registry.CodeNotLogged)
		}
		if p.Leaf, err = ParseLeaf(place, leaves[0].Raw); err != nil {
			return internal(err)
		}
		p.Checkpoint, p.Size = over.Note, over.Size
		p.Hashes, err = tlog.ProveRecord(over.Size, place, hashes(r))
		return internal(err)
	})
	return p, err
}

// Consistency proves that the log of one size goes on from that of another. Both are
// of checkpoints or between; to 0: that of the newest. CodeNotFound, CodeNotLogged.
func (s *Service) Consistency(ctx context.Context, from, to int64) (proof []Hash, size int64, err error) {
	err = s.Store.View(ctx, func(r Reader) error {
		newest, err := checkpointOf(r, 0)
		if err != nil {
			return err
		}
		if size = to; size == 0 {
			size = newest.Size
		}
		if from < 1 || from > size || size > newest.Size {
			return refuse(registry.CodeNotFound)
		}
		proof, err = tlog.ProveTree(size, from, hashes(r))
		return internal(err)
	})
	return proof, size, err
}

// checkpointOf is the checkpoint of a size; 0: the newest.
func checkpointOf(r Reader, size int64) (Published, error) {
	below := int64(0)
	if size > 0 {
		below = size + 1
	}
	found, err := r.Checkpoints(below, 1)
	if err != nil {
		return Published{}, err
	}
	if len(found) == 0 {
		return Published{}, refuse(registry.CodeNotLogged)
	}
	if size > 0 && found[0].Size != size {
		return Published{}, refuse(registry.CodeNotFound)
	}
	return found[0], nil
}

// Page is a part of the log, the newest first.
type Page struct {
	Size        int64
	Checkpoints []Published
	Leaves      []Leaf
	Key         string
}

// Read reads checkpoints and leaves below places; 0: from the newest.
func (s *Service) Read(ctx context.Context, checkpointsBelow, leavesBelow int64, checkpoints, leaves int) (Page, error) {
	var p Page
	err := s.Store.View(ctx, func(r Reader) error {
		var err error
		if p.Size, err = r.LogSize(); err != nil {
			return err
		}
		if checkpoints > 0 {
			if p.Checkpoints, err = r.Checkpoints(checkpointsBelow, checkpoints); err != nil {
				return err
			}
		}
		if leaves > 0 {
			if leavesBelow <= 0 {
				leavesBelow = p.Size
			}
			stored, err := r.LeavesBefore(leavesBelow, leaves)
			if err != nil {
				return err
			}
			for _, l := range stored {
				leaf, err := ParseLeaf(l.Place, l.Raw)
				if err != nil {
					return internal(err)
				}
				p.Leaves = append(p.Leaves, leaf)
			}
		}
		keys, err := keyLeaves(r)
		if len(keys) > 0 {
			p.Key = keys[len(keys)-1].Key
		}
		return err
	})
	return p, err
}

// Places are where the decisions on some items stand in the log, with the newest
// checkpoint if it has all of them, else none.
func (s *Service) Places(ctx context.Context, items []registry.ItemID) (places map[registry.ItemID]int64, checkpoint string, err error) {
	err = s.Store.View(ctx, func(r Reader) error {
		places = map[registry.ItemID]int64{}
		last := int64(-1)
		for _, item := range items {
			found, err := r.LeavesOf(KindDecision, string(item))
			if err != nil {
				return err
			}
			if len(found) > 0 {
				places[item] = found[0].Place
				last = max(last, found[0].Place)
			}
		}
		newest, err := r.Checkpoints(0, 1)
		if err == nil && len(newest) > 0 && last >= 0 && last < newest[0].Size {
			checkpoint = newest[0].Note
		}
		return err
	})
	return places, checkpoint, err
}
