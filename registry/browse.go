package registry

import "context"

// CataloguePage is one page of the catalogue, as it stands.
type CataloguePage struct {
	Rules   []Rule
	Texts   map[RuleID]Version   // the newest text of each rule
	Missing map[Number][]Missing // what their entries lack
	Mark    RevisionMark         // the newest revision there is
	More    bool                 // there are further rules after Last
	Last    Number               // the last rule that the page looked at
	// Removed are rules that changed and are not in the list, or no longer; of RulesSince alone.
	Removed []Number
}

// Rules lists the catalogue by number.
func (s *Service) Rules(ctx context.Context, f RuleFilter) (CataloguePage, error) {
	var page CataloguePage
	err := s.Store.View(ctx, func(r Reader) error {
		err := f.check()
		if err != nil {
			return err
		}
		limit := f.Limit
		if limit > 0 {
			f.Limit++ // one more tells whether there are further ones
		}
		if page.Rules, err = r.Rules(f); err != nil {
			return err
		}
		if limit > 0 && len(page.Rules) > limit {
			page.Rules, page.More = page.Rules[:limit], true
		}
		if n := len(page.Rules); n > 0 {
			page.Last = page.Rules[n-1].Number
		}
		return page.complete(r)
	})
	return page, err
}

// RulesSince lists the rules about which something was written after a revision:
// those that the filter lets through, and the numbers of the others. The filter's
// Limit counts both. CodeSinceInvalid when there has been no such revision.
func (s *Service) RulesSince(ctx context.Context, since Revision, f RuleFilter) (CataloguePage, error) {
	var page CataloguePage
	err := s.Store.View(ctx, func(r Reader) error {
		err := f.check()
		if err != nil {
			return err
		}
		var numbers []Number
		if numbers, page.More, err = changed(r, CopyQuery{Seen: Seen{Revision: since}, After: f.After, Limit: f.Limit}); err != nil {
			return err
		}
		if len(numbers) > 0 {
			page.Last = numbers[len(numbers)-1]
		}
		if f.Numbers, f.After, f.Limit = numbers, 0, 0; len(numbers) > 0 {
			if page.Rules, err = r.Rules(f); err != nil {
				return err
			}
		}
		page.Removed = without(numbers, page.Rules, func(rule Rule) Number { return rule.Number })
		if err := page.complete(r); err != nil {
			return err
		}
		if since > page.Mark.Revision {
			return refuse(CodeSinceInvalid)
		}
		return nil
	})
	return page, err
}

// complete adds texts and mark to the rules of a page.
func (p *CataloguePage) complete(r Reader) error {
	ids, numbers := make([]RuleID, len(p.Rules)), make([]Number, len(p.Rules))
	for i, rule := range p.Rules {
		ids[i], numbers[i] = rule.ID, rule.Number
	}
	var err error
	if p.Texts, err = r.LatestTexts(ids); err != nil {
		return err
	}
	if p.Missing, err = r.Missing(numbers); err != nil {
		return err
	}
	p.Mark, err = r.LastRevision()
	return err
}

func (f RuleFilter) check() error {
	var c Checks
	c.Text("area", f.Area, LimitName, false)
	merge(&c, f.Filter.Check())
	return c.Err()
}

// GameVersions are the versions of the policy and the settings, by kind and day.
func (s *Service) GameVersions(ctx context.Context) ([]GameVersion, error) {
	var all []GameVersion
	err := s.Store.View(ctx, func(r Reader) (err error) { all, err = r.GameVersions(); return err })
	return all, err
}

// AuditLog lists what was done to an object ("rule R-0042"), newest first, from
// a place on; an empty object lists everything.
func (s *Service) AuditLog(ctx context.Context, object string, after AuditPlace, limit int) (AuditPage, error) {
	var page AuditPage
	err := s.Store.View(ctx, func(r Reader) error {
		var c Checks
		c.Text("object", object, LimitName, false)
		err := c.Err()
		if err == nil {
			page.Events, err = r.AuditLog(object, after, limit+1) // one more tells whether there are further ones
		}
		if page.More = len(page.Events) > limit; page.More {
			page.Events = page.Events[:limit]
		}
		page.Next = after.After(page.Events)
		return err
	})
	return page, err
}

// Mandates of a body, by day; CodeNotFound when there is no such body.
func (s *Service) Mandates(ctx context.Context, id BodyID) ([]Mandate, error) {
	var all []Mandate
	err := s.Store.View(ctx, func(r Reader) error {
		err := bodyExists(r, id)
		if err == nil {
			all, err = r.Mandates(id)
		}
		return err
	})
	return all, err
}

// RulesNumbered are rules by their numbers; CodeNotFound names the first missing.
func (s *Service) RulesNumbered(ctx context.Context, numbers []Number) ([]Rule, error) {
	if len(numbers) == 0 {
		return nil, nil
	}
	var all []Rule
	err := s.Store.View(ctx, func(r Reader) (err error) { all, err = r.RulesByNumber(numbers); return err })
	return all, err
}

// Users are those who may sign in, or once could, by name.
func (s *Service) Users(ctx context.Context) ([]User, error) {
	var all []User
	err := s.Store.View(ctx, func(r Reader) (err error) { all, err = r.Users(); return err })
	return all, err
}

// User by id; CodeNotFound.
func (s *Service) User(ctx context.Context, id UserID) (User, error) {
	var u User
	err := s.Store.View(ctx, func(r Reader) (err error) { u, err = r.UserByID(id); return err })
	return u, err
}

// Tokens are the keys to the API that are not revoked, by name.
func (s *Service) Tokens(ctx context.Context) ([]Token, error) {
	var all []Token
	err := s.Store.View(ctx, func(r Reader) (err error) { all, err = r.Tokens(); return err })
	return all, err
}
