package registry

import (
	"context"
	"slices"
	"strings"
)

// EditUser changes name, e-mail address and grants. What somebody may is asked anew at
// each request, so other grants count at once; another address ends their sessions and
// the links that were sent to the one before. edit is the edit that the writer saw;
// CodeInvalid, CodeNotFound, CodeStale, CodeEmailTaken, CodeLastAdministrator.
func (s *Service) EditUser(ctx context.Context, act Act, id UserID, edit int, name, email string, grants []Grant) (User, error) {
	return s.changeUser(ctx, act, id, edit, func(u *User) error {
		u.Name, u.Email, u.Grants = name, email, grants
		err := u.check()
		u.Email = strings.ToLower(strings.TrimSpace(email))
		return err
	})
}

// CloseUser shuts somebody out: their sessions end, the links that were sent to them lead
// nowhere, and no more are made. What they did keeps their name, and the posts they
// hold stay theirs until Leave. Errors as of EditUser.
func (s *Service) CloseUser(ctx context.Context, act Act, id UserID, edit int) (User, error) {
	return s.changeUser(ctx, act, id, edit, func(u *User) error { u.Active = false; return nil })
}

// ReopenUser lets somebody sign in again with the grants they had; links and sessions
// from before stay ended. Errors as of EditUser.
func (s *Service) ReopenUser(ctx context.Context, act Act, id UserID, edit int) (User, error) {
	return s.changeUser(ctx, act, id, edit, func(u *User) error { u.Active = true; return nil })
}

// UserByEmail is a user by e-mail address, in whatever case; CodeNotFound.
func (s *Service) UserByEmail(ctx context.Context, email string) (User, error) {
	var u User
	err := s.Store.View(ctx, func(r Reader) (err error) {
		u, err = r.UserByEmail(strings.ToLower(strings.TrimSpace(email)))
		return err
	})
	return u, err
}

func (s *Service) changeUser(ctx context.Context, act Act, id UserID, edit int, change func(*User) error) (User, error) {
	return Once(ctx, s.Store.Update, act, func(tx Tx) (User, error) {
		// One at a time: two administrators who close each other would both leave one.
		if _, err := tx.Revision(); err != nil {
			return User{}, err
		}
		before, err := tx.UserByID(id)
		if err != nil {
			return User{}, err
		}
		after := before
		if err := change(&after); err != nil {
			return User{}, err
		}
		changed, err := tx.UpdateUser(after, edit)
		if err != nil {
			return User{}, err
		}
		if err := keepAdministrator(tx, before, changed); err != nil {
			return User{}, err
		}
		if !changed.Active || changed.Email != before.Email {
			if err := tx.EndSessions(id); err != nil {
				return User{}, err
			}
		}
		return changed, audit(tx, "user "+string(id), before, changed)
	})
}

// keepAdministrator refuses a change that would leave nobody who can let others in.
func keepAdministrator(r Reader, before, after User) error {
	if !before.governs() || after.governs() {
		return nil
	}
	all, err := r.Users()
	if err == nil && !slices.ContainsFunc(all, User.governs) {
		err = refuse(CodeLastAdministrator, "name", before.Name)
	}
	return err
}

// governs says that a user is an administrator of the whole municipality, and not an
// auditor too, who changes nothing.
func (u User) governs() bool {
	whole := func(g Grant) bool {
		return g.Role == "administrator" && !g.Scope.Own && len(g.Scope.Areas)+len(g.Scope.Units)+len(g.Scope.KLE) == 0
	}
	return u.Active && slices.ContainsFunc(u.Grants, whole) && !slices.ContainsFunc(u.Grants, func(g Grant) bool { return g.Role == "auditor" })
}
