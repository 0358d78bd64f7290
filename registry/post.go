package registry

import (
	"context"
	"slices"
	"strings"
)

// Post is a position in the organisation that answers for rules (stilling). A
// rule names its post, and a post that no one has recorded comes into being when
// a rule first names it; so a rule's post stays when the person leaves.
type Post struct {
	ID   PostID `json:"id"`
	Name string `json:"name"` // unique; as the rules have it
	PostEntry
	Rules int `json:"rules"` // how many rules name it
	Edit  int `json:"edit"`
}

// PostEntry is what the administration writes about a post.
type PostEntry struct {
	Unit   string `json:"unit,omitempty"`
	Holder UserID `json:"holder,omitempty"`
	Vacant bool   `json:"vacant,omitempty"` // somebody has said that nobody holds it; no holder alone says nothing
	Acting UserID `json:"acting,omitempty"` // konstitueret
	Deputy UserID `json:"deputy,omitempty"` // stedfortræder
	Head   PostID `json:"head,omitempty"`   // whom it goes to while nobody else answers for it
}

// Manner is in what way somebody answers for a post.
type Manner string

const (
	ByHolder Manner = "holder"
	ByActing Manner = "acting"
	ByDeputy Manner = "deputy"
	ByHead   Manner = "head"
	ByNobody Manner = "nobody"
)

// Answerer is who answers for a post today.
type Answerer struct {
	Post   Post
	Manner Manner
	By     Post   // whose holder, acting or deputy it is: the post itself or a head above it
	User   UserID // empty: nobody
}

// People are those who answer for a post or may do so in its holder's stead.
func (p Post) People() []UserID {
	var all []UserID
	for _, u := range []UserID{p.Holder, p.Acting, p.Deputy} {
		if u != "" {
			all = append(all, u)
		}
	}
	return all
}

// answerer finds who answers for a post: its holder, acting or deputy, or those
// of its head, and so on up. A post that is met twice answers for nobody.
func answerer(p Post, post func(PostID) (Post, error)) (Answerer, error) {
	a := Answerer{Post: p, Manner: ByNobody}
	met := map[PostID]bool{}
	for at := p; !met[at.ID]; {
		met[at.ID] = true
		a.By = at
		manner := ByHead
		switch {
		case at.Holder != "":
			a.User, manner = at.Holder, ByHolder
		case at.Acting != "":
			a.User, manner = at.Acting, ByActing
		case at.Deputy != "":
			a.User, manner = at.Deputy, ByDeputy
		}
		if a.User != "" {
			if a.Manner = ByHead; at.ID == p.ID {
				a.Manner = manner
			}
			return a, nil
		}
		if at.Head == "" {
			break
		}
		var err error
		if at, err = post(at.Head); err != nil {
			return a, err
		}
	}
	a.By = Post{}
	return a, nil
}

// Has says whether somebody may answer for the post today: as its holder, acting
// or deputy, or, while it has none of them, as one of the post above that has.
func (a Answerer) Has(user UserID) bool {
	return user != "" && (slices.Contains(a.Post.People(), user) || slices.Contains(a.By.People(), user))
}

// findOwn fills in the posts of those of a user's grants that follow them.
func findOwn(r Reader, u User) error {
	if !slices.ContainsFunc(u.Grants, func(g Grant) bool { return g.Scope.Own }) {
		return nil
	}
	all, err := allAnswerers(r)
	var names []string
	for _, a := range all {
		if a.Has(u.ID) {
			names = append(names, a.Post.Name)
		}
	}
	for i := range u.Grants {
		if u.Grants[i].Scope.Own {
			u.Grants[i].Scope.Posts = names
		}
	}
	return err
}

// allAnswerers are all posts with who answers for them, by name.
func allAnswerers(r Reader) ([]Answerer, error) {
	posts, err := r.Posts()
	if err != nil {
		return nil, err
	}
	byID := make(map[PostID]Post, len(posts))
	for _, p := range posts {
		byID[p.ID] = p
	}
	all := make([]Answerer, len(posts))
	for i, p := range posts {
		if all[i], err = answerer(p, func(id PostID) (Post, error) { return byID[id], nil }); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// Answerers are who answers for posts, by the posts' names; names of no post, and
// the empty one, are absent.
func Answerers(r Reader, names []string) (map[string]Answerer, error) {
	posts, err := r.PostsNamed(names)
	if err != nil {
		return nil, err
	}
	all := make(map[string]Answerer, len(posts))
	for _, p := range posts {
		if all[p.Name], err = answerer(p, r.PostByID); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// Answerer is who answers for the post of a name; false when there is none.
func (s *Service) Answerer(ctx context.Context, name string) (a Answerer, found bool, err error) {
	err = s.Store.View(ctx, func(r Reader) error {
		all, err := Answerers(r, []string{name})
		a, found = all[name]
		return err
	})
	return a, found, err
}

// Posts are all posts with who answers for them, in Danish order of their names:
// first those that are vacant, then those that nobody has said anything of.
func (s *Service) Posts(ctx context.Context) ([]Answerer, error) {
	var all []Answerer
	err := s.Store.View(ctx, func(r Reader) error {
		var err error
		if all, err = allAnswerers(r); err != nil {
			return err
		}
		rank := func(a Answerer) int {
			switch {
			case a.Post.Vacant:
				return 0
			case a.Post.Holder == "":
				return 1
			}
			return 2
		}
		slices.SortStableFunc(all, func(a, b Answerer) int { return rank(a) - rank(b) })
		return nil
	})
	return all, err
}

// Post by id, with who answers for it; CodeNotFound.
func (s *Service) Post(ctx context.Context, id PostID) (Answerer, error) {
	var a Answerer
	err := s.Store.View(ctx, func(r Reader) error {
		p, err := r.PostByID(id)
		if err == nil {
			a, err = answerer(p, r.PostByID)
		}
		return err
	})
	return a, err
}

// checksOwn refuses a legal check by somebody who may answer for the rule: whoever
// is signed in, or the name that was typed.
func checksOwn(r Reader, actor Actor, by, owner string) error {
	all, err := Answerers(r, []string{owner})
	a, found := all[owner]
	if err != nil || !found {
		return err
	}
	own := a.Has(actor.User)
	for _, id := range append(a.Post.People(), a.By.People()...) {
		u, err := r.UserByID(id)
		if err != nil {
			return err
		}
		own = own || strings.EqualFold(strings.TrimSpace(by), u.Name)
	}
	if own {
		return invalid("by", CodeOwnerChecks, "owner", owner)
	}
	return nil
}

// check reports what is wrong with what is written about a post.
func (p Post) check(r Reader) error {
	var c Checks
	c.Text("name", p.Name, LimitName, true)
	c.Text("unit", p.Unit, LimitName, false)
	if p.Vacant && p.Holder != "" {
		c.Fail("holder", CodePostHeld)
	}
	for _, f := range []struct {
		name string
		user UserID
	}{{"holder", p.Holder}, {"acting", p.Acting}, {"deputy", p.Deputy}} {
		if f.user == "" {
			continue
		}
		switch u, err := r.UserByID(f.user); {
		case CodeOf(err) == CodeNotFound || err == nil && !u.Active:
			c.Fail(f.name, CodeChoiceUnknown)
		case err != nil:
			return err
		}
	}
	for at := p.Head; at != ""; {
		if at == p.ID {
			c.Fail("head", CodePostCycle, "name", p.Name)
			break
		}
		head, err := r.PostByID(at)
		if CodeOf(err) == CodeNotFound {
			c.Fail("head", CodeChoiceUnknown)
			break
		}
		if err != nil {
			return err
		}
		at = head.Head
	}
	return c.Err()
}

// AddPost records a post before any rule names it; CodeInvalid, CodePostTaken.
func (s *Service) AddPost(ctx context.Context, act Act, name string, entry PostEntry) (Post, error) {
	return Once(ctx, s.Store.Update, act, func(tx Tx) (Post, error) {
		p := Post{ID: NewID[PostID](tx.Now()), Name: name, PostEntry: entry, Edit: 1}
		if err := p.check(tx); err != nil {
			return p, err
		}
		if err := tx.InsertPost(p); err != nil {
			return p, err
		}
		return p, audit(tx, "post "+string(p.ID), nil, p)
	})
}

// EditPost changes what is written about a post. Another name is given to all its
// rules too. edit is the edit that the writer saw; CodeStale, CodePostTaken,
// CodePostCycle in a field.
func (s *Service) EditPost(ctx context.Context, act Act, id PostID, edit int, name string, entry PostEntry) (Post, error) {
	return Once(ctx, s.Store.Update, act, func(tx Tx) (Post, error) {
		// One at a time: two that each make the other the head would both be right alone.
		if _, err := tx.Revision(); err != nil {
			return Post{}, err
		}
		before, err := tx.PostByID(id)
		if err != nil {
			return Post{}, err
		}
		after := before
		after.Name, after.PostEntry = name, entry
		if err := after.check(tx); err != nil {
			return Post{}, err
		}
		changed, err := tx.UpdatePost(after, edit)
		if err != nil {
			return Post{}, err
		}
		if before.Name != changed.Name {
			if err := moveRules(tx, before.Name, changed.Name); err != nil {
				return Post{}, err
			}
			changed, err = tx.PostByID(id)
		}
		if err != nil {
			return Post{}, err
		}
		return changed, audit(tx, "post "+string(id), before, changed)
	})
}

// MovePostRules gives all rules of a post to another. With merge the first, which
// then was another spelling of the second, is gone, and is head of nothing more.
// It gives the first as it is then, and after a merge the second. CodeStale,
// CodeNotFound; CodePostSame in a field.
func (s *Service) MovePostRules(ctx context.Context, act Act, from PostID, edit int, to PostID, merge bool) (Post, error) {
	return Once(ctx, s.Store.Update, act, func(tx Tx) (Post, error) {
		if _, err := tx.Revision(); err != nil { // as EditPost
			return Post{}, err
		}
		before, err := tx.PostByID(from)
		if err != nil {
			return Post{}, err
		}
		into, err := tx.PostByID(to)
		switch {
		case CodeOf(err) == CodeNotFound:
			return Post{}, invalid("to", CodeChoiceUnknown)
		case err != nil:
			return Post{}, err
		case to == from:
			return Post{}, invalid("to", CodePostSame)
		}
		left, err := tx.UpdatePost(before, edit)
		if err != nil {
			return Post{}, err
		}
		if err := moveRules(tx, before.Name, into.Name); err != nil {
			return Post{}, err
		}
		if merge {
			if err := closePost(tx, left, into); err != nil {
				return Post{}, err
			}
		}
		stays := from
		if merge {
			stays = to
		}
		after, err := tx.PostByID(stays)
		if err != nil {
			return Post{}, err
		}
		return after, audit(tx, "post "+string(from), before, struct {
			To    PostID `json:"rules_to"`
			Merge bool   `json:"merged"`
		}{to, merge})
	})
}

// moveRules gives the rules of one post's name another's, each with its event.
func moveRules(tx Tx, from, to string) error {
	rules, err := tx.ChangeOwner(from, to)
	for _, before := range rules {
		if err != nil {
			return err
		}
		after := before
		after.Catalogue.Owner = to
		after.Edit++
		err = audit(tx, "rule "+before.Number.String(), before, after)
	}
	return err
}

// closePost takes a post away whose rules are another's now. Those that went to it
// while vacant go to the other, and the other to nobody rather than to itself.
func closePost(tx Tx, gone, into Post) error {
	posts, err := tx.Posts()
	if err != nil {
		return err
	}
	for _, p := range posts {
		if p.Head != gone.ID {
			continue
		}
		before := p
		if p.Head = into.ID; p.ID == into.ID {
			p.Head = gone.Head
		}
		if p.check(tx) != nil {
			p.Head = ""
		}
		after, err := tx.UpdatePost(p, p.Edit)
		if err == nil {
			err = audit(tx, "post "+string(p.ID), before, after)
		}
		if err != nil {
			return err
		}
	}
	return tx.DeletePost(gone.ID)
}

// Leave empties all posts of somebody who leaves: those they held are vacant, and
// they are acting and deputy of none. It gives the posts that this changed.
// CodeNotFound when there is no such user.
func (s *Service) Leave(ctx context.Context, act Act, user UserID) ([]Post, error) {
	return Once(ctx, s.Store.Update, act, func(tx Tx) ([]Post, error) {
		u, err := tx.UserByID(user)
		if err != nil {
			return nil, err
		}
		posts, err := tx.Posts()
		if err != nil {
			return nil, err
		}
		without := func(id UserID) UserID {
			if id == user {
				return ""
			}
			return id
		}
		changed := []Post{}
		for _, before := range posts {
			p := before
			p.Holder, p.Acting, p.Deputy = without(p.Holder), without(p.Acting), without(p.Deputy)
			if p == before {
				continue
			}
			p.Vacant = p.Holder == "" && (before.Holder != "" || before.Vacant)
			after, err := tx.UpdatePost(p, p.Edit)
			if err == nil {
				err = audit(tx, "post "+string(p.ID), before, after)
			}
			if err != nil {
				return nil, err
			}
			changed = append(changed, after)
		}
		return changed, audit(tx, "user "+string(user), nil, struct {
			Left  string `json:"left"`
			Posts int    `json:"posts"`
		}{u.Name, len(changed)})
	})
}

// PostRules lists the rules of a post by number; CodeNotFound.
func (s *Service) PostRules(ctx context.Context, id PostID, f RuleFilter) (CataloguePage, error) {
	p, err := s.Post(ctx, id)
	if err != nil {
		return CataloguePage{}, err
	}
	f.Owner = p.Post.Name
	return s.Rules(ctx, f)
}
