package registry

import (
	"context"
	"encoding/json"
	"time"
)

// DraftLasts is how long an import that somebody works on is kept after it was
// last touched.
const DraftLasts = 30 * 24 * time.Hour

// ImportDraft is a file of rules on its way into the register. Nothing of it is a
// rule yet. What its content and choices look like is package ruleimport's matter.
type ImportDraft struct {
	ID       DraftID
	Owner    string // Actor.Key of who works on it
	By       string // their name
	FileName string
	Content  []byte // empty in what is read: see DraftContent
	Choices  json.RawMessage
	Edit     int
	Touched  time.Time
}

// ColumnMatch is what the columns of a sheet were, the last time one came with
// these headers from this sender.
type ColumnMatch struct {
	Sender  string // "" when nobody said; its case does not count
	Headers string // a digest of the columns' names
	Match   json.RawMessage
	Touched time.Time
}

// importReader is the part of a Reader that is about imports.
type importReader interface {
	importRunReader
	// RulesThere are those of the numbers that rules have, by number.
	RulesThere([]Number) ([]Rule, error)
	// Drafts are an owner's drafts of imports touched since an instant, newest
	// first; "" is every owner.
	Drafts(owner string, since time.Time) ([]ImportDraft, error)
	Draft(DraftID) (ImportDraft, error)
	DraftContent(DraftID) ([]byte, error) // never another
	// ColumnMatches are a sender's, or without one those of the headers, the last one first.
	ColumnMatches(sender, headers string) ([]ColumnMatch, error)
	Imports(after ImportID, limit int) ([]Import, error) // newest first
	Import(ImportID) (Import, error)
	// ImportedRules are those of an import above a number, by number; limit 0: all.
	ImportedRules(id ImportID, after Number, limit int) ([]ImportedRule, error)
	// WrittenAbout are those of the rules for which an event, a text, a justification
	// or a legal check was recorded after an import, or a case against it filed on
	// its day or later.
	WrittenAbout(rules []RuleID, after Import) ([]RuleID, error)
}

// importTx is the part of a Tx that is about imports.
type importTx interface {
	importRunTx
	InsertDraft(ImportDraft) error
	// UpdateDraft stores a draft's choices and instant if the stored edit is still
	// the given one, and returns the next; CodeStale.
	UpdateDraft(d ImportDraft, edit int) (int, error)
	DeleteDraft(DraftID) error
	DeleteDraftsBefore(touched time.Time) error
	KeepColumnMatch(ColumnMatch) error // in place of the sender's for the same headers
	InsertImport(Import, []ImportedRule) error
	// MarkUndone notes that an import was undone; CodeImportUndone when it was already.
	MarkUndone(id ImportID, day Day, by string) error
	// TakeOutRules takes rules out of every list from this revision on.
	TakeOutRules([]RuleID) error
}

// MakeDraft keeps a file to work on. Drafts that nobody touched for DraftLasts
// are thrown away with it.
func (s *Service) MakeDraft(ctx context.Context, act Act, d ImportDraft) (ImportDraft, error) {
	var c Checks
	c.Text("file", d.FileName, LimitName, true)
	if err := c.Err(); err != nil {
		return ImportDraft{}, err
	}
	id, err := Once(ctx, s.Store.Update, act, func(tx Tx) (DraftID, error) {
		if err := tx.DeleteDraftsBefore(tx.Now().Add(-DraftLasts)); err != nil {
			return "", err
		}
		made := d
		made.ID, made.Owner, made.By, made.Edit, made.Touched = NewID[DraftID](tx.Now()), act.Actor.Key(), act.Actor.Name, 1, tx.Now()
		if err := tx.InsertDraft(made); err != nil {
			return "", err
		}
		return made.ID, auditDraft(tx, made, "made")
	})
	if err != nil {
		return ImportDraft{}, err
	}
	return s.Draft(ctx, act, id, true)
}

// Drafts are the drafts of an actor, newest first; with all, everybody's.
func (s *Service) Drafts(ctx context.Context, act Act, all bool) ([]ImportDraft, error) {
	owner := act.Actor.Key()
	if all {
		owner = ""
	}
	var drafts []ImportDraft
	err := s.Store.View(ctx, func(r Reader) (err error) {
		drafts, err = r.Drafts(owner, r.Now().Add(-DraftLasts))
		return err
	})
	return drafts, err
}

// Draft reads a draft. One of somebody else, unless all, is
// CodeNotFound like one that was never there.
func (s *Service) Draft(ctx context.Context, act Act, id DraftID, all bool) (ImportDraft, error) {
	var d ImportDraft
	err := s.Store.View(ctx, func(r Reader) (err error) { d, err = draftOf(r, act, id, all); return err })
	return d, err
}

func draftOf(r Reader, act Act, id DraftID, all bool) (ImportDraft, error) {
	d, err := r.Draft(id)
	if err != nil {
		return ImportDraft{}, err
	}
	if !all && d.Owner != act.Actor.Key() || !d.Touched.After(r.Now().Add(-DraftLasts)) {
		return ImportDraft{}, refuse(CodeNotFound)
	}
	return d, nil
}

// ChangeDraft stores other choices in a draft; CodeStale when edit is no longer
// the one that stands. The new edit is given back.
func (s *Service) ChangeDraft(ctx context.Context, act Act, id DraftID, all bool, edit int, choices json.RawMessage) (int, error) {
	return Once(ctx, s.Store.Update, act, func(tx Tx) (int, error) {
		d, err := draftOf(tx, act, id, all)
		if err != nil {
			return 0, err
		}
		d.Choices, d.Touched = choices, tx.Now()
		if d.Edit, err = tx.UpdateDraft(d, edit); err != nil {
			return 0, err
		}
		return d.Edit, auditDraft(tx, d, "chosen")
	})
}

// DropDraft throws a draft away.
func (s *Service) DropDraft(ctx context.Context, act Act, id DraftID, all bool) error {
	_, err := Once(ctx, s.Store.Update, act, func(tx Tx) (Nothing, error) {
		d, err := draftOf(tx, act, id, all)
		if err != nil {
			return Nothing{}, err
		}
		if err := tx.DeleteDraft(id); err != nil {
			return Nothing{}, err
		}
		return Nothing{}, auditDraft(tx, d, "dropped")
	})
	return err
}

// auditDraft notes that something was done with a draft, and nothing of what
// stands in its file.
func auditDraft(tx Tx, d ImportDraft, what string) error {
	return audit(tx, "import-draft "+string(d.ID), nil, map[string]any{"what": what, "edit": d.Edit})
}

// ColumnMatches are the matches that are remembered for a sender, or without one
// for sheets with the same headers, the last one first.
func (s *Service) ColumnMatches(ctx context.Context, sender, headers string) ([]ColumnMatch, error) {
	var all []ColumnMatch
	err := s.Store.View(ctx, func(r Reader) (err error) { all, err = r.ColumnMatches(sender, headers); return err })
	return all, err
}
