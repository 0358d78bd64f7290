package registry

import (
	"context"
	"time"
)

// CaseDraft is a justification that somebody is writing. It is nobody else's to
// see, and no version of anything.
type CaseDraft struct {
	Rule          RuleID
	Writer        string // key of the actor
	Saved         time.Time
	Justification Justification
}

// CaseDraftLasts is how long a draft is kept after it was last written.
const CaseDraftLasts = 30 * 24 * time.Hour

// CaseDraftReader is what can be read about drafts.
type CaseDraftReader interface {
	CaseDraft(writer string, rule RuleID) (CaseDraft, error) // CodeNotFound
}

// CaseDraftWriter is how drafts are stored.
type CaseDraftWriter interface {
	// PutCaseDraft takes the place of the writer's draft; those that have expired are removed.
	PutCaseDraft(CaseDraft) error
	DropCaseDraft(writer string, rule RuleID) error // none is no error
}

// SaveCaseDraft keeps what an actor has written so far; what says nothing is no draft.
func (s *Service) SaveCaseDraft(ctx context.Context, act Act, number Number, j Justification) error {
	if err := j.Check(); err != nil {
		return err
	}
	return s.Store.Update(ctx, act, func(tx Tx) error { return keepDraft(tx, act, number, j) })
}

func keepDraft(tx Tx, act Act, number Number, j Justification) error {
	r, err := tx.RuleByNumber(number)
	if err != nil {
		return err
	}
	if !act.Reach.Has(r.Catalogue) {
		return refuse(CodeForbidden)
	}
	if j.Empty() {
		err = tx.DropCaseDraft(act.Actor.Key(), r.ID)
	} else {
		err = tx.PutCaseDraft(CaseDraft{Rule: r.ID, Writer: act.Actor.Key(), Saved: tx.Now(), Justification: j})
	}
	if err != nil {
		return err
	}
	return tx.Audit(AuditEvent{Object: "draft " + number.String()}) // what is in it is for the writer alone
}

// DropCaseDraft forgets an actor's draft.
func (s *Service) DropCaseDraft(ctx context.Context, act Act, number Number) error {
	_, err := Once(ctx, s.Store.Update, act, func(tx Tx) (Nothing, error) {
		return Nothing{}, keepDraft(tx, act, number, Justification{})
	})
	return err
}

// CaseDraft is an actor's own draft; false when there is none that still lasts.
func (s *Service) CaseDraft(ctx context.Context, actor Actor, rule RuleID) (CaseDraft, bool, error) {
	var d CaseDraft
	found := false
	err := s.Store.View(ctx, func(r Reader) (err error) {
		d, err = r.CaseDraft(actor.Key(), rule)
		if CodeOf(err) == CodeNotFound {
			return nil
		}
		found = err == nil && r.Now().Before(d.Saved.Add(CaseDraftLasts))
		return err
	})
	return d, found, err
}
