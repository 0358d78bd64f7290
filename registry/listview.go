package registry

import (
	"context"
	"slices"
)

// ListView is a way of looking at the list of rules that somebody has kept: its
// filters, order and columns, as the address of the page has them.
type ListView struct {
	ID     ListViewID `json:"id"`
	User   UserID     `json:"user"`
	Name   string     `json:"name"`
	Query  string     `json:"query"`
	Shared bool       `json:"shared"` // colleagues see it too
	First  bool       `json:"first"`  // what its user sees at first; one of a user's at most
	Edit   int        `json:"edit"`
}

// MaxListViews is how many somebody can keep.
const MaxListViews = 50

// ListViews are a user's own views, by name, and those that colleagues share.
func (s *Service) ListViews(ctx context.Context, user UserID) (own, shared []ListView, err error) {
	err = s.Store.View(ctx, func(r Reader) error {
		all, err := r.ListViews(user)
		for _, v := range all {
			if v.User == user {
				own = append(own, v)
			} else {
				shared = append(shared, v)
			}
		}
		return err
	})
	return own, shared, err
}

// KeepListView keeps a new view of the actor's, or changes one if the stored edit
// is still the given one. Errors: CodeInvalid; CodeForbidden to who is no user;
// CodeNotFound when there is none of the actor's with the id; CodeStale;
// CodeTooManyViews.
func (s *Service) KeepListView(ctx context.Context, act Act, edit int, v ListView) (ListView, error) {
	return Once(ctx, s.Store.Update, act, func(tx Tx) (ListView, error) {
		var c Checks
		c.Text("name", v.Name, LimitName, true)
		c.Text("query", v.Query, LimitReason, false)
		if err := c.Err(); err != nil {
			return v, err
		}
		own, err := ownListViews(tx, act)
		if err != nil {
			return v, err
		}
		kept := v // the closure can run more than once
		kept.User = act.Actor.User
		var before any
		if kept.ID == "" {
			if len(own) >= MaxListViews {
				return v, refuse(CodeTooManyViews, "limit", itoa(MaxListViews))
			}
			kept.ID, kept.Edit = NewID[ListViewID](tx.Now()), 1
			err = tx.InsertListView(kept)
		} else {
			old, wrong := find(own, nil, func(o ListView) bool { return o.ID == kept.ID })
			if wrong != nil {
				return v, wrong
			}
			before = old
			kept, err = tx.UpdateListView(kept, edit)
		}
		if err != nil {
			return v, err
		}
		for _, o := range own { // another was the first
			if kept.First && o.First && o.ID != kept.ID {
				o.First = false
				if _, err := tx.UpdateListView(o, o.Edit); err != nil {
					return v, err
				}
			}
		}
		return kept, audit(tx, "list-view "+string(kept.ID), before, kept)
	})
}

// DropListView removes a view of the actor's; CodeNotFound.
func (s *Service) DropListView(ctx context.Context, act Act, id ListViewID) error {
	_, err := Once(ctx, s.Store.Update, act, func(tx Tx) (Nothing, error) {
		own, err := ownListViews(tx, act)
		old, err := find(own, err, func(o ListView) bool { return o.ID == id })
		if err != nil {
			return Nothing{}, err
		}
		if err := tx.DeleteListView(id); err != nil {
			return Nothing{}, err
		}
		return Nothing{}, audit(tx, "list-view "+string(id), old, nil)
	})
	return err
}

func ownListViews(tx Tx, act Act) ([]ListView, error) {
	if act.Actor.User == "" {
		return nil, refuse(CodeForbidden)
	}
	all, err := tx.ListViews(act.Actor.User)
	return slices.DeleteFunc(all, func(v ListView) bool { return v.User != act.Actor.User }), err
}
