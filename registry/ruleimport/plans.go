package ruleimport

import (
	"reflect"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/omvendt/omvendt/registry"
)

// mostPlanned is how many rows of drafts are kept in memory together.
const mostPlanned = 100_000

// Plans keeps what the drafts that are worked on come to, so that a page of ten
// thousand rows is not worked out again for each look at it. What is kept is good
// for one edit of a draft, one revision of the register, one day and one reach:
// whatever else is asked is planned anew. A correction leaves the rest of the
// revision's answers as they are. nil keeps nothing.
type Plans struct {
	mu   sync.Mutex
	kept []*kept                   // the one that was used last stands last
	runs map[registry.ImportID]int // how many rules each has written
}

// kept is one draft. Its lock is held while it is planned: who asks meanwhile
// gets the same plan.
type kept struct {
	sync.Mutex
	id       registry.DraftID
	rows     int
	book     Book
	preview  *Preview // of the revision
	reach    registry.Reach
	revision registry.Revision
	there    *present                           // of the revision
	likes    map[registry.Text][]registry.Alike // of the revision
	before   readings

	row       atomic.Int64 // that is read now
	rowsAhead atomic.Int64 // of how many, while it is planned behind the back of who looks; 0: it is not
	fault     error        // of that
}

// of is what is kept of a draft, to be locked.
func (p *Plans) of(id registry.DraftID) *kept {
	if p == nil {
		return &kept{id: id}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	at := slices.IndexFunc(p.kept, func(k *kept) bool { return k.id == id })
	k := &kept{id: id}
	if at >= 0 {
		k = p.kept[at]
		p.kept = slices.Delete(p.kept, at, at+1)
	}
	p.kept = append(p.kept, k)
	return k
}

// bound lets go of what was used longest ago, where it is too much.
func (p *Plans) bound(k *kept, rows int) {
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	k.rows = rows
	sum := 0
	for i, k := range slices.Backward(p.kept) {
		if sum += k.rows; sum > mostPlanned && i < len(p.kept)-1 {
			p.kept = slices.Delete(p.kept, 0, i+1)
			return
		}
	}
}

// forget lets go of a draft.
func (p *Plans) forget(id registry.DraftID) {
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.kept = slices.DeleteFunc(p.kept, func(k *kept) bool { return k.id == id })
}

// holds says whether the preview is that of a draft for who may reach this, in
// what the reader reads.
func (k *kept) holds(r registry.Reader, d registry.ImportDraft, reach registry.Reach) bool {
	return k.preview != nil && k.preview.Draft.Edit == d.Edit && k.preview.Today == r.Today() && reflect.DeepEqual(k.reach, reach)
}

// alike is Alike of the reader, which reads what the revision has not been asked before.
func (k *kept) alike(r registry.Reader, texts []registry.Text) ([][]registry.Alike, error) {
	var unknown []registry.Text
	for _, t := range texts {
		if _, known := k.likes[t]; !known {
			k.likes[t] = nil
			unknown = append(unknown, t)
		}
	}
	found, err := r.Alike(unknown, mostAlike)
	if err != nil {
		clear(k.likes)
		return nil, err
	}
	for i, t := range unknown {
		k.likes[t] = found[i]
	}
	all := make([][]registry.Alike, len(texts))
	for i, t := range texts {
		all[i] = k.likes[t]
	}
	return all, nil
}
