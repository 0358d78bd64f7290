package registry

import (
	"context"
	"time"
)

// Import is a file of rules that was taken into the register.
type Import struct {
	ID       ImportID  `json:"id"`
	FileName string    `json:"file_name"`
	By       string    `json:"by"`
	At       time.Time `json:"at"`
	Day      Day       `json:"day"`
	New      int       `json:"new"`
	Updated  int       `json:"updated"`
	LeftOut  int       `json:"left_out"` // rows
	Revision Revision  `json:"revision"` // that stored it
	Undone   Day       `json:"undone,omitzero"`
	UndoneBy string    `json:"undone_by,omitempty"`
}

// ImportedRule is what an import did to one rule. Before is the entry of one that
// was there already; TextBefore is its text when the import gave it another.
type ImportedRule struct {
	Number     Number     `json:"number"`
	Edit       int        `json:"edit"` // that the import left
	Before     *Catalogue `json:"before,omitempty"`
	TextBefore *Text      `json:"text_before,omitempty"`
	TextFrom   Day        `json:"text_from,omitzero"`
}

// New says that the import made the rule.
func (r ImportedRule) New() bool { return r.Before == nil }

// RuleUpdate is what an import changes of a rule that is there already.
type RuleUpdate struct {
	Number    Number
	Edit      int // that was seen
	Catalogue Catalogue
	Text      *Text // nil: the text stays as it is
}

// ImportOrder is what an import takes into the register, all or none.
type ImportOrder struct {
	Draft     DraftID // is thrown away with it; empty where there is none
	DraftEdit int
	All       bool     // the draft may be another's
	ID        ImportID // that it becomes; empty: a new one
	FileName  string
	New       []NewRule
	Updates   []RuleUpdate
	TextFrom  Day // from which the texts of updates apply
	LeftOut   int
	Match     *ColumnMatch // to remember; nil: none
	// Told hears how many rules are written so far, from the first again when
	// the transaction runs again; nothing of it stands before all of it does.
	Told func(written int)
}

// ImportRules carries out an import in one transaction. Errors: those of
// CreateRules, CodeStale with Args number when a rule was changed by somebody
// else since it was seen, and of the draft as ChangeDraft.
func (s *Service) ImportRules(ctx context.Context, act Act, o ImportOrder) (Import, error) {
	return Once(ctx, s.Store.Update, act, func(tx Tx) (Import, error) {
		if err := o.leaveDraft(tx, act); err != nil {
			return Import{}, err
		}
		for _, n := range o.New {
			if !act.Reach.Has(n.Catalogue) {
				return Import{}, refuse(CodeForbidden)
			}
		}
		made, err := createRules(tx, s.Maker, o.New, o.told(0))
		if err != nil {
			return Import{}, err
		}
		done := make([]ImportedRule, 0, len(made)+len(o.Updates))
		for _, r := range made {
			done = append(done, ImportedRule{Number: r.Number, Edit: r.Edit})
		}
		updated, err := updateRules(tx, act, s.Maker, o.Updates, o.TextFrom, o.told(len(made)))
		if err != nil {
			return Import{}, err
		}
		if o.Match != nil {
			m := *o.Match
			m.Touched = tx.Now()
			if err := tx.KeepColumnMatch(m); err != nil {
				return Import{}, err
			}
		}
		mark, err := tx.Revision()
		if err != nil {
			return Import{}, err
		}
		id := o.ID
		if id == "" {
			id = NewID[ImportID](tx.Now())
		}
		i := Import{ID: id, FileName: o.FileName, By: act.Actor.Name, At: tx.Now(), Day: tx.Today(),
			New: len(made), Updated: len(updated), LeftOut: o.LeftOut, Revision: mark.Revision}
		if err := tx.InsertImport(i, append(done, updated...)); err != nil {
			return Import{}, err
		}
		return i, audit(tx, "import "+string(i.ID), nil, i)
	})
}

// told adds what was written before; nil when nobody wants to hear it.
func (o ImportOrder) told(before int) func(int) {
	if o.Told == nil {
		return nil
	}
	return func(n int) { o.Told(before + n) }
}

// leaveDraft throws away the draft that becomes an import.
func (o ImportOrder) leaveDraft(tx Tx, act Act) error {
	if o.Draft == "" {
		return nil
	}
	d, err := draftOf(tx, act, o.Draft, o.All)
	if err != nil {
		return err
	}
	if d.Edit != o.DraftEdit {
		return Stale(o.DraftEdit, d.Edit)
	}
	return tx.DeleteDraft(d.ID)
}

// updateRules changes entries and texts of rules that are there already, and tells
// now and then how many it has changed.
func updateRules(tx Tx, act Act, maker RulebookMaker, updates []RuleUpdate, from Day, told func(changed int)) ([]ImportedRule, error) {
	if len(updates) == 0 {
		return nil, nil
	}
	numbers := make([]Number, len(updates))
	for i, u := range updates {
		numbers[i] = u.Number
	}
	rules, err := tx.RulesByNumber(numbers)
	if err != nil {
		return nil, err
	}
	byNumber, ids := map[Number]Rule{}, make([]RuleID, len(rules))
	for i, r := range rules {
		byNumber[r.Number], ids[i] = r, r.ID
	}
	texts, err := tx.LatestTexts(ids)
	if err != nil {
		return nil, err
	}
	if from == NoDay {
		from = tx.Today()
	}
	var done []ImportedRule
	var versions []Version
	var events []Event
	for _, u := range updates {
		before := byNumber[u.Number]
		if !act.Reach.Has(before.Catalogue) || !act.Reach.Has(u.Catalogue) {
			return nil, refuse(CodeForbidden)
		}
		if before.Edit != u.Edit {
			return nil, &Error{Code: CodeStale, Args: Args{"number": u.Number.String(), "seen": itoa(u.Edit), "now": itoa(before.Edit)}}
		}
		if err := u.Catalogue.Check(); err != nil {
			return nil, err
		}
		after := before
		after.Catalogue = u.Catalogue
		if after, err = tx.UpdateRule(after, u.Edit); err != nil {
			return nil, err
		}
		if err := audit(tx, "rule "+u.Number.String(), before, after); err != nil {
			return nil, err
		}
		one := ImportedRule{Number: u.Number, Edit: after.Edit, Before: &before.Catalogue}
		if u.Text != nil {
			if err := u.Text.Check(); err != nil {
				return nil, err
			}
			last := texts[before.ID]
			v := Version{ID: NewID[VersionID](tx.Now()), Rule: before.ID, Ordinal: last.Ordinal + 1, Text: *u.Text}
			versions = append(versions, v)
			events = append(events, Event{Rule: before.ID, Valid: from, Fact: TextChanged{Version: v.ID}})
			one.TextBefore, one.TextFrom = &last.Text, from
		}
		if done = append(done, one); told != nil && len(done)%100 == 0 {
			told(len(done))
		}
	}
	if len(versions) > 0 {
		if err := tx.InsertVersions(versions); err != nil {
			return nil, err
		}
		if _, err = Record(tx, maker, events); err != nil {
			return nil, err
		}
	}
	return done, noteFilled(tx, act.Actor, numbers)
}

// Imports lists imports, newest first, older than one of them ("" for the newest).
func (s *Service) Imports(ctx context.Context, after ImportID, limit int) (imports []Import, more bool, err error) {
	err = s.Store.View(ctx, func(r Reader) (err error) { imports, err = r.Imports(after, limit+1); return err })
	if more = len(imports) > limit; more {
		imports = imports[:limit]
	}
	return imports, more, err
}

// Import reads one import; CodeNotFound.
func (s *Service) Import(ctx context.Context, id ImportID) (Import, error) {
	var i Import
	err := s.Store.View(ctx, func(r Reader) (err error) { i, err = r.Import(id); return err })
	return i, err
}

// ImportedRules lists what an import did to each rule above a number (0: from the
// first), by number; CodeNotFound.
func (s *Service) ImportedRules(ctx context.Context, id ImportID, after Number, limit int) (rules []ImportedRule, more bool, err error) {
	err = s.Store.View(ctx, func(r Reader) error {
		_, err := r.Import(id)
		if err == nil {
			rules, err = r.ImportedRules(id, after, limit+1)
		}
		return err
	})
	if more = len(rules) > limit; more {
		rules = rules[:limit]
	}
	return rules, more, err
}
