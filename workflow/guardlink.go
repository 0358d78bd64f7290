package workflow

import (
	"context"
	"time"

	"github.com/omvendt/omvendt/registry"
)

// GuardedFor is how long a link is guarded at a time.
const GuardedFor = time.Hour

// GuardedAt says whether who answers through the link must show some work.
func (l Link) GuardedAt(now time.Time) bool { return now.Before(l.Guarded) }

// GuardLink guards a link from now on for GuardedFor, or does so no longer;
// CodeNotFound, CodeLinkNotOpen for one that was revoked.
func (s *Service) GuardLink(ctx context.Context, act registry.Act, slug string, id registry.LinkID, on bool) (Link, error) {
	return registry.Once(ctx, s.Store.Update, act, func(tx Tx) (Link, error) {
		_, l, err := linkOf(tx, slug, id)
		if err != nil {
			return l, err
		}
		if l.Revoked {
			return l, refuse(registry.CodeLinkNotOpen)
		}
		until := time.Time{}
		if on {
			until = tx.Now().Add(GuardedFor)
		}
		return guardLink(tx, slug, l, until)
	})
}

// guardsItself is the program, when more come than people send.
var guardsItself = registry.Act{Actor: registry.Actor{Name: registry.Programme}, Operation: "guard-link"}

// GuardFlooded guards a link through which more comes than people send; one that is
// guarded already stays so until its time is over. CodeNotFound.
func (s *Service) GuardFlooded(ctx context.Context, link Link) error {
	return s.Store.Update(ctx, guardsItself, func(tx Tx) error {
		c, err := tx.ConsultationByID(link.Consultation)
		if err != nil {
			return err
		}
		_, l, err := linkOf(tx, c.Slug, link.ID)
		if err != nil || l.GuardedAt(tx.Now()) { // another was first
			return err
		}
		_, err = guardLink(tx, c.Slug, l, tx.Now().Add(GuardedFor))
		return err
	})
}

func guardLink(tx Tx, slug string, l Link, until time.Time) (Link, error) {
	before := l
	l.Guarded = until
	if err := tx.GuardLink(l.ID, until); err != nil {
		return l, err
	}
	return l, audit(tx, "consultation "+slug, before, l)
}
