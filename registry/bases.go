package registry

import (
	"context"
	"strings"
)

// Grounding is a legal basis of a rule as the register has it now: what rules are
// found by that rest on a reference. It follows from events and timeline, and is
// stored with them.
type Grounding struct {
	Basis
	Over Day // the first day on which the rule no longer rests on it: the basis or the rule has ended
}

// groundings of a rule; none of one that was taken out.
func groundings(events []Event, timeline []Segment) []Grounding {
	if len(timeline) == 0 {
		return nil
	}
	ended := endOf(timeline)
	var out []Grounding
	for _, b := range StandingBases(events) {
		out = append(out, Grounding{Basis: b, Over: min(b.Until, ended)})
	}
	return out
}

// StandingBases are the bases that nobody has annulled.
func StandingBases(events []Event) []Basis {
	return Bases(latestBases(WithoutAnnulled(LastDay, events)))
}

// BasesAndCases are the bases that nobody has annulled, and the latest justifications,
// of the rules of a page, as it knew them; of the two what is wanted.
func (s *Service) BasesAndCases(ctx context.Context, page RegisterPage, bases, cases bool) (map[RuleID][]Basis, map[RuleID]Justification, error) {
	ids := make([]RuleID, len(page.Entries))
	for i, e := range page.Entries {
		ids[i] = e.Rule.ID
	}
	standing, latest := map[RuleID][]Basis{}, map[RuleID]Justification(nil)
	err := s.Store.View(ctx, func(r Reader) (err error) {
		if bases {
			events, err := r.Events(ids, page.Mark.Revision)
			if err != nil {
				return err
			}
			for id, of := range events {
				standing[id] = StandingBases(of)
			}
		}
		if cases {
			latest, err = r.LatestJustifications(ids)
		}
		return err
	})
	return standing, latest, err
}

// endOf is the day on which a rule ends for good; LastDay when none is known.
func endOf(timeline []Segment) Day {
	for _, s := range timeline {
		if over(s.State) {
			return s.From
		}
	}
	return LastDay
}

// over says whether a rule with this state has ended.
func over(s State) bool { return s == Lapsed || s == Repealed || s == SupersededState }

// ReferencePrefix is how the keys begin of all that lies within what was written:
// a reference in any of its forms, or the beginning of one; empty for nothing.
func ReferencePrefix(written string) string {
	if strings.TrimSpace(written) == "" {
		return ""
	}
	key := ReferenceKey(written)
	if _, rest, found := strings.Cut(key, "://"); found { // an address that goes on
		return rest
	}
	return key
}

// BasisQuery asks for the rules that rest on a reference, or on a part of it.
type BasisQuery struct {
	Reference string // in any form, also by the name of its law today; empty: any
	Over      bool   // those that no longer do, and not those that do or will
	Reach     Reach  // only rules within it; zero: everything
	After     BasisPlace
	Limit     int
}

// BasisPlace is a place in that list: by reference, then by number.
type BasisPlace struct {
	Key    string  `json:"key"` // see ReferenceKey
	Number Number  `json:"number"`
	Basis  BasisID `json:"basis"`
}

// Grounded is a rule with one of its bases, and what bears on the law of it as
// known now, as in DueRule.
type Grounded struct {
	RuleView
	Grounding Grounding
}

func (g Grounded) place() BasisPlace {
	return BasisPlace{ReferenceKey(g.Grounding.Reference), g.Rule.Number, g.Grounding.ID}
}

// BasisPage is one page of the rules that rest on a reference.
type BasisPage struct {
	Reference string // in its normal form
	Rules     []Grounded
	More      bool
	Last      BasisPlace
}

// BasesOf lists the rules that rest on a reference today or will, or those that no
// longer do. Field "reference": CodeTooLong, CodeTextInvalid.
func (s *Service) BasesOf(ctx context.Context, q BasisQuery) (BasisPage, error) {
	page := BasisPage{}
	var c Checks
	c.Text("reference", q.Reference, 500, false)
	if err := c.Err(); err != nil {
		return page, err
	}
	err := s.Store.View(ctx, func(r Reader) error {
		laws, err := r.Laws()
		if err != nil {
			return err
		}
		if reference, named := laws.Resolve(q.Reference, r.Today()); named {
			q.Reference = reference
		}
		page.Reference = NormalReference(q.Reference)
		limit := q.Limit
		q.Limit++ // one more tells whether there are further ones
		found, err := r.Grounded(q)
		if err != nil {
			return err
		}
		if page.More = len(found) > limit; page.More {
			found = found[:limit]
		}
		if err := lawOfGrounded(r, found); err != nil {
			return err
		}
		if n := len(found); n > 0 {
			page.Last = found[n-1].place()
		}
		page.Rules = found
		return nil
	})
	return page, err
}

// lawOfGrounded reads what bears on the law of rules, and their bases.
func lawOfGrounded(r Reader, found []Grounded) error {
	views := make([]*RuleView, len(found))
	for i := range found {
		views[i] = &found[i].RuleView
	}
	if err := lawOf(r, views); err != nil {
		return err
	}
	for i := range found {
		g := &found[i].Grounding
		for _, b := range StandingBases(found[i].Events) {
			if b.ID == g.ID {
				g.Basis = b
			}
		}
	}
	return nil
}

// ReferenceQuery asks for the references that rules rest on.
type ReferenceQuery struct {
	Within string // only this reference and what lies within it, in any form; a law by its name or the beginning of it; empty: all
	After  string // the key behind which to begin
	Limit  int
}

// MostCounted bounds how many rules of one reference are counted.
const MostCounted = 1000

// ReferenceUse is a reference with how many rules rest on just it, and not on a
// part of it; MostCounted+1 is more than are counted.
type ReferenceUse struct {
	Key, Reference string
	Rules          int // today, or from a day that is known
	Over           int // no longer
}

// References lists the references that rules rest on: law by law and paragraph by
// paragraph, then agreements by name. Field "within": CodeTooLong, CodeTextInvalid.
func (s *Service) References(ctx context.Context, q ReferenceQuery) (uses []ReferenceUse, more bool, err error) {
	var c Checks
	c.Text("within", q.Within, 500, false)
	if err := c.Err(); err != nil {
		return nil, false, err
	}
	err = s.Store.View(ctx, func(r Reader) error {
		laws, err := r.Laws()
		if err != nil {
			return err
		}
		limit := q.Limit
		q.Limit++
		for _, q.Within = range laws.references(q.Within) { // in the order of keys
			found, err := r.References(q)
			if err != nil {
				return err
			}
			if uses = append(uses, found...); len(uses) > limit {
				uses, more = uses[:limit], true
				break
			}
		}
		return nil
	})
	return uses, more, err
}

// Within says that a basis is of a reference, or of a part of it.
func (b Basis) Within(reference string) bool {
	return strings.HasPrefix(ReferenceKey(b.Reference), ReferencePrefix(reference))
}
