package workflow

import (
	"context"
	"slices"

	"github.com/omvendt/omvendt/registry"
)

// HassleLetter is what somebody is told whose post has been given a hassle.
type HassleLetter struct {
	To     registry.User
	Hassle HassleCase
	Theme  string
	Post   string
}

// HassleView is a hassle as everybody may read it.
type HassleView struct {
	HassleCase
	On           registry.Day
	Theme        HassleTheme
	Post         string // its name; empty: it is no more
	Inputs       int    // that led to it
	Consultation Consultation
}

// AddHassleTheme adds a theme; CodeInvalid with fields, CodeHassleTheme.
func (s *Service) AddHassleTheme(ctx context.Context, act registry.Act, name string) (HassleTheme, error) {
	return registry.Once(ctx, s.Store.Update, act, func(tx Tx) (HassleTheme, error) {
		var c registry.Checks
		if c.Text("name", name, registry.LimitName, true); c.Err() != nil {
			return HassleTheme{}, c.Err()
		}
		t := HassleTheme{registry.NewID[registry.HassleThemeID](tx.Now()), name}
		if err := tx.InsertHassleTheme(t); err != nil {
			return t, err
		}
		return t, audit(tx, "hassle_theme "+string(t.ID), nil, t)
	})
}

// OpenHassle opens a hassle, from inputs that were answered so or from nothing; who
// answers for its post is told by mail. Errors: CodeInvalid with fields, CodeNotFound,
// CodeForbidden.
func (s *Service) OpenHassle(ctx context.Context, act registry.Act, e HassleEntry, from []Picked) (HassleCase, error) {
	return registry.Once(ctx, s.Store.Update, act, func(tx Tx) (HassleCase, error) {
		h := HassleCase{ID: registry.NewID[registry.HassleID](tx.Now()), Edit: 1, HassleEntry: e, State: HassleOpen, Made: tx.Today(), Moved: tx.Today()}
		if len(act.Reach) > 0 { // it is about no rule
			return h, refuse(registry.CodeForbidden)
		}
		var c registry.Checks
		if err := e.check(tx, &c, registry.NoDay); err != nil {
			return h, err
		}
		ids, err := h.from(tx, act, &c, from)
		if err == nil {
			err = c.Err()
		}
		if err != nil {
			return h, err
		}
		if err := tx.InsertHassle(h); err != nil {
			return h, err
		}
		if err := tx.TieHassle(h.ID, ids); err != nil {
			return h, err
		}
		if err := s.tellPost(tx, h); err != nil {
			return h, err
		}
		return h, audit(tx, "hassle "+string(h.ID), nil, h)
	})
}

// from reads the inputs that lead to a hassle: of one consultation, and answered so.
func (h *HassleCase) from(tx Tx, act registry.Act, c *registry.Checks, from []Picked) ([]registry.InputID, error) {
	if len(from) == 0 {
		return nil, nil
	}
	inputs, err := pick(tx, act, c, from)
	if err != nil {
		return nil, err
	}
	answers, err := tx.Dispositions(idsOf(inputs))
	if err != nil {
		return nil, err
	}
	h.Consultation = inputs[0].Consultation
	for _, i := range inputs {
		if answers[i.ID].Kind != Hassle {
			c.Fail("inputs", registry.CodeNotHassle)
			break
		}
		if i.Consultation != h.Consultation {
			c.Fail("inputs", registry.CodeInputsApart)
			break
		}
	}
	return idsOf(inputs), nil
}

// EditHassle changes what is written of a hassle; another post is told by mail.
// Errors: CodeInvalid with fields, CodeStale, CodeNotFound, CodeForbidden.
func (s *Service) EditHassle(ctx context.Context, act registry.Act, id registry.HassleID, edit int, e HassleEntry) (HassleCase, error) {
	return s.changeHassle(ctx, act, id, edit, func(tx Tx, h *HassleCase) error {
		if len(act.Reach) > 0 {
			return refuse(registry.CodeForbidden)
		}
		var c registry.Checks
		if err := e.check(tx, &c, h.Deadline); err != nil {
			return err
		}
		if err := c.Err(); err != nil {
			return err
		}
		told := h.Post == e.Post
		if h.HassleEntry = e; told {
			return nil
		}
		return s.tellPost(tx, *h)
	})
}

// MoveHassle takes a hassle to another state; who answers for its post may too.
// Errors: CodeInvalid with fields, CodeHassleState, CodeStale, CodeNotFound, CodeForbidden.
func (s *Service) MoveHassle(ctx context.Context, act registry.Act, id registry.HassleID, edit int, m HassleMove) (HassleCase, error) {
	return s.changeHassle(ctx, act, id, edit, func(tx Tx, h *HassleCase) error {
		if len(act.Reach) > 0 {
			a, err := answererOf(tx, h.Post)
			if err != nil {
				return err
			}
			if act.Actor.User == "" || !a.Has(act.Actor.User) {
				return refuse(registry.CodeForbidden)
			}
		}
		return h.move(m, tx.Today())
	})
}

func (s *Service) changeHassle(ctx context.Context, act registry.Act, id registry.HassleID, edit int, f func(Tx, *HassleCase) error) (HassleCase, error) {
	return registry.Once(ctx, s.Store.Update, act, func(tx Tx) (HassleCase, error) {
		before, err := tx.HassleByID(id)
		if err != nil {
			return before, err
		}
		if before.Edit != edit {
			return before, registry.Stale(edit, before.Edit)
		}
		after := before
		if err := f(tx, &after); err != nil {
			return before, err
		}
		out, err := tx.UpdateHassle(after, edit)
		if err != nil {
			return before, err
		}
		return out, audit(tx, "hassle "+string(id), before, out)
	})
}

// answererOf is who answers for a post today; the zero one where it is no more.
func answererOf(r Reader, id registry.PostID) (registry.Answerer, error) {
	post, err := r.PostByID(id)
	if registry.CodeOf(err) == registry.CodeNotFound {
		return registry.Answerer{}, nil
	}
	if err != nil {
		return registry.Answerer{}, err
	}
	all, err := registry.Answerers(r, []string{post.Name})
	return all[post.Name], err
}

// tellPost writes to who answers for the post; where nobody does, the desk shows it.
func (s *Service) tellPost(tx Tx, h HassleCase) error {
	a, err := answererOf(tx, h.Post)
	if err != nil || a.User == "" || s.WriteHassle == nil {
		return err
	}
	u, err := tx.UserByID(a.User)
	if err != nil {
		return err
	}
	v, err := viewHassle(tx, h)
	if err != nil {
		return err
	}
	subject, text := s.WriteHassle(HassleLetter{u, h, v.Theme.Name, v.Post})
	return registry.SendMail(tx, u, "hassle "+string(h.ID), "da", subject, text)
}

func viewHassle(r Reader, h HassleCase) (HassleView, error) {
	all, err := viewHassles(r, []HassleCase{h})
	if err != nil {
		return HassleView{}, err
	}
	return all[0], nil
}

func viewHassles(r Reader, all []HassleCase) ([]HassleView, error) {
	themes, err := r.HassleThemes()
	if err != nil {
		return nil, err
	}
	posts, err := r.Posts()
	if err != nil {
		return nil, err
	}
	out := make([]HassleView, len(all))
	consultations := map[registry.ConsultationID]Consultation{"": {}}
	for n, h := range all {
		v := HassleView{HassleCase: h, On: r.Today()}
		if i := slices.IndexFunc(themes, func(t HassleTheme) bool { return t.ID == h.Theme }); i >= 0 {
			v.Theme = themes[i]
		}
		if i := slices.IndexFunc(posts, func(p registry.Post) bool { return p.ID == h.Post }); i >= 0 {
			v.Post = posts[i].Name
		}
		if v.Inputs, err = r.HassleInputs(h.ID); err != nil {
			return nil, err
		}
		if _, read := consultations[h.Consultation]; !read {
			if consultations[h.Consultation], err = r.ConsultationByID(h.Consultation); err != nil {
				return nil, err
			}
		}
		v.Consultation = consultations[h.Consultation]
		out[n] = v
	}
	return out, nil
}

// Hassle reads one; CodeNotFound.
func (s *Service) Hassle(ctx context.Context, id registry.HassleID) (v HassleView, err error) {
	err = s.Store.View(ctx, func(r Reader) error {
		h, err := r.HassleByID(id)
		if err == nil {
			v, err = viewHassle(r, h)
		}
		return err
	})
	return v, err
}

// Hassles lists them as they were made; of a consultation by its slug, where one is
// given: CodeNotFound.
func (s *Service) Hassles(ctx context.Context, f HassleFilter, slug string) (all []HassleView, err error) {
	err = s.Store.View(ctx, func(r Reader) error {
		if slug != "" {
			c, err := r.ConsultationBySlug(slug)
			if err != nil {
				return err
			}
			f.Consultation = c.ID
		}
		found, err := r.Hassles(f)
		if err == nil {
			all, err = viewHassles(r, found)
		}
		return err
	})
	return all, err
}

// HassleThemes lists the themes, by name.
func (s *Service) HassleThemes(ctx context.Context) (all []HassleTheme, err error) {
	err = s.Store.View(ctx, func(r Reader) (err error) { all, err = r.HassleThemes(); return err })
	return all, err
}

// HassleWork is what waits with hassles: those that should have been done, and inputs
// that were answered so and led to none. No more than registry.CountLimit + 1 are counted.
type HassleWork struct{ Overdue, Waiting int }

// HassleWork counts what waits.
func (s *Service) HassleWork(ctx context.Context) (w HassleWork, err error) {
	err = s.Store.View(ctx, func(r Reader) error {
		const most = registry.CountLimit + 1
		if w.Overdue, err = r.CountHassles(HassleFilter{Undone: true, Due: r.Today()}, most); err != nil {
			return err
		}
		waits, err := r.HassleWaits("", most)
		w.Waiting = len(waits)
		return err
	})
	return w, err
}

// HassleWaits are the inputs that were answered as hassle and led to none, at most limit.
func (s *Service) HassleWaits(ctx context.Context, limit int) (all []Answered, more bool, err error) {
	err = s.Store.View(ctx, func(r Reader) error {
		ids, err := r.HassleWaits("", limit+1)
		if err != nil {
			return err
		}
		if more = len(ids) > limit; more {
			ids = ids[:limit]
		}
		inputs, err := r.InputsByID(ids)
		if err == nil {
			all, err = answered(r, inputs)
		}
		return err
	})
	return all, more, err
}
