package registry

import (
	"context"
	"encoding/json"
	"reflect"
	"slices"
)

// Recording says who recorded a revision, and by which operation, as the log has it.
type Recording struct {
	RevisionMark
	Actor     string
	Operation string
}

// EntryChange is a change of a rule's entry in the catalogue.
type EntryChange struct {
	Revision      Revision
	Before, After Catalogue
}

// Change is all that one revision recorded about a rule.
type Change struct {
	Recording
	Entry          *EntryChange    // nil: the entry stayed as it was
	Versions       []Version       // by ordinal, as the rest in the order of recording
	Events         []Event         // what applies, by day, and what was decided
	Justifications []Justification //
	Checks         []LegalCheck
}

// History is what was recorded about a rule.
type History struct {
	Rule           Rule
	Versions       []Version       // all of them, by ordinal: the ones before stand there too
	Justifications []Justification // all of them, by ordinal
	Events         []Event         // all of them, as recorded
	Changes        []Change        // newest first
	More           bool            // there are older ones than the last
}

// History is what was recorded about a rule in revisions before one
// (RevisionOpen: all), newest first and at most limit revisions of it; 0: all.
// CodeNotFound.
func (s *Service) History(ctx context.Context, number Number, before Revision, limit int) (History, error) {
	var h History
	err := s.Store.View(ctx, func(r Reader) (err error) {
		h, err = readHistory(r, number, before, limit)
		return err
	})
	return h, err
}

func readHistory(r Reader, number Number, before Revision, limit int) (History, error) {
	var h History
	var err error
	if h.Rule, err = r.RuleByNumber(number); err != nil {
		return h, err
	}
	id := h.Rule.ID
	if h.Versions, err = r.Versions(id); err != nil {
		return h, err
	}
	if h.Justifications, err = r.Justifications(id); err != nil {
		return h, err
	}
	checks, err := r.LegalChecks(id)
	if err != nil {
		return h, err
	}
	events, err := r.Events([]RuleID{id}, RevisionOpen)
	if err != nil {
		return h, err
	}
	h.Events = events[id]
	if err := FoundBy(r, h.Events); err != nil {
		return h, err
	}
	entries, err := entryChanges(r, number)
	if err != nil {
		return h, err
	}

	changes := map[Revision]*Change{}
	in := func(at Revision) *Change {
		if changes[at] == nil {
			changes[at] = &Change{}
		}
		return changes[at]
	}
	for _, e := range entries {
		in(e.Revision).Entry = &e
	}
	for _, v := range h.Versions {
		in(v.Revision).Versions = append(in(v.Revision).Versions, v)
	}
	for _, e := range h.Events {
		in(e.Revision).Events = append(in(e.Revision).Events, e)
	}
	for _, j := range h.Justifications {
		in(j.Revision).Justifications = append(in(j.Revision).Justifications, j)
	}
	for _, c := range checks {
		in(c.Revision).Checks = append(in(c.Revision).Checks, c)
	}

	var revisions []Revision
	for at := range changes {
		if at < before {
			revisions = append(revisions, at)
		}
	}
	slices.Sort(revisions)
	slices.Reverse(revisions)
	if limit > 0 && len(revisions) > limit {
		revisions, h.More = revisions[:limit], true
	}
	recordings, err := r.Recordings(revisions)
	for _, at := range revisions {
		changes[at].Recording = recordings[at]
		h.Changes = append(h.Changes, *changes[at])
	}
	return h, err
}

// entryChanges are the changes of a rule's entry, newest first. The entry itself
// is stored as it is now; what stood there before is in the log.
func entryChanges(r Reader, number Number) ([]EntryChange, error) {
	log, err := r.AuditLog("rule "+number.String(), AuditPlace{}, 0)
	if err != nil {
		return nil, err
	}
	var out []EntryChange
	for _, e := range log {
		before, is, err := loggedEntry(e.Before)
		if err != nil {
			return nil, err
		}
		after, was, err := loggedEntry(e.After)
		if err != nil {
			return nil, err
		}
		if is && was && !reflect.DeepEqual(before, after) {
			out = append(out, EntryChange{Revision: e.Revision, Before: before, After: after})
		}
	}
	return out, nil
}

// loggedEntry is the entry in what the log keeps of a rule; false where it keeps
// something else, such as a text.
func loggedEntry(kept json.RawMessage) (Catalogue, bool, error) {
	var rule struct {
		Catalogue *Catalogue `json:"catalogue"`
	}
	if len(kept) == 0 || kept[0] != '{' {
		return Catalogue{}, false, nil
	}
	if err := json.Unmarshal(kept, &rule); err != nil {
		return Catalogue{}, false, &Error{Code: CodeInternal, Err: err}
	}
	if rule.Catalogue == nil {
		return Catalogue{}, false, nil
	}
	return *rule.Catalogue, true, nil
}

// asKnown makes a view what the register knew at its revision.
func (v *RuleView) asKnown(r Reader) error {
	entries, err := entryChanges(r, v.Rule.Number)
	for _, e := range entries { // newest first: the oldest of those that came later stays
		if e.Revision > v.Known {
			v.Rule.Catalogue = e.Before
		}
	}
	v.Versions = slices.DeleteFunc(v.Versions, func(x Version) bool { return x.Revision > v.Known })
	v.Justifications = slices.DeleteFunc(v.Justifications, func(j Justification) bool { return j.Revision > v.Known })
	v.Checks = slices.DeleteFunc(v.Checks, func(c LegalCheck) bool { return c.Revision > v.Known })
	return err
}
