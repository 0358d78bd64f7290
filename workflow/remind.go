package workflow

import (
	"context"
	"maps"
	"slices"

	"github.com/omvendt/omvendt/registry"
)

// WeighReminder tells somebody that inputs wait for their answer.
type WeighReminder struct {
	To           registry.User
	Consultation Consultation
	Waiting      int // that are assigned to them, or to a post of theirs
}

// RemindAssigned writes to each to whom inputs of a consultation are assigned and not
// answered: one mail, and none to who got the same one today. It tells how many it wrote
// to. Who is reminded are those who weigh; who answered is known to nobody. Only what lies
// within the actor's reach counts. Errors: CodeNotFound, CodeForbidden where none of the
// consultation does.
func (s *Service) RemindAssigned(ctx context.Context, act registry.Act, slug string) (int, error) {
	return registry.Once(ctx, s.Store.Update, act, func(tx Tx) (int, error) {
		c, err := tx.ConsultationBySlug(slug)
		if err != nil {
			return 0, err
		}
		if err := touches(tx, act.Reach, c); err != nil {
			return 0, err
		}
		waiting, err := waitsFor(tx, c.ID, act.Reach)
		if err != nil {
			return 0, err
		}
		about := "consultation " + slug
		earlier, err := tx.Mails(registry.MailQuery{About: about, Limit: mailsLookedAt})
		if err != nil {
			return 0, err
		}
		var told []registry.UserID
		for _, to := range slices.Sorted(maps.Keys(waiting)) {
			u, err := tx.UserByID(to)
			if err != nil {
				return 0, err
			}
			subject, text := s.WriteWeighReminder(WeighReminder{u, c, waiting[to]})
			if slices.ContainsFunc(earlier, func(m registry.Mail) bool {
				return m.User == to && m.Subject == subject && registry.DayOf(m.At, s.Register.Place) == tx.Today()
			}) {
				continue
			}
			if err := registry.SendMail(tx, u, about, "da", subject, text); err != nil {
				return 0, err
			}
			told = append(told, to)
		}
		return len(told), audit(tx, about, nil, map[string]any{"reminded": told})
	})
}

// mailsLookedAt are the newest about a consultation among which one of today is looked for.
const mailsLookedAt = 500

// touches refuses a consultation that has nothing within a reach: neither a rule that it asks
// about nor one that somebody wrote about.
func touches(r Reader, reach registry.Reach, c Consultation) error {
	if len(reach) == 0 {
		return nil
	}
	rules, err := r.RulesByID(c.Rules)
	if err != nil || slices.ContainsFunc(rules, func(r registry.Rule) bool { return reach.Has(r.Catalogue) }) {
		return err
	}
	covered, err := r.CoverageWithin(c.ID, reach)
	if err == nil && covered.Inputs == 0 {
		err = refuse(registry.CodeForbidden)
	}
	return err
}

// waitsFor counts the inputs within a reach that wait for each: for a user, or for who answers
// for a post.
func waitsFor(r Reader, c registry.ConsultationID, reach registry.Reach) (map[registry.UserID]int, error) {
	assigned, err := r.Assigned(c, reach)
	if err != nil {
		return nil, err
	}
	out := map[registry.UserID]int{}
	for _, p := range assigned {
		if p.Unanswered == 0 {
			continue
		}
		u, err := r.UserByID(registry.UserID(p.To))
		if err == nil && u.Active {
			out[u.ID] += p.Unanswered
			continue
		}
		post, err := r.PostByID(registry.PostID(p.To))
		if registry.CodeOf(err) == registry.CodeNotFound {
			continue // neither any more: the inbox says so
		}
		if err != nil {
			return nil, err
		}
		all, err := registry.Answerers(r, []string{post.Name})
		if err != nil {
			return nil, err
		}
		if who := all[post.Name].User; who != "" {
			out[who] += p.Unanswered
		}
	}
	return out, nil
}
