package registry

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"
)

// BasisChange is one change in law or agreement for many rules: from a day a
// reference no longer holds, or another one or another effect takes its place.
type BasisChange struct {
	Of        string // the reference; bases on a part of it change with it
	From      Day    // the first day of the change
	Ends      bool   // nothing takes its place, and Reference and Effect are empty
	Reference string // in its place; empty: stays. A part of Of becomes the same part of it
	Effect    Effect // empty: stays
	Picks     []BasisPick
}

// BasisPick is a basis that was chosen with its rule as it was seen.
type BasisPick struct {
	Pick
	Basis BasisID
}

// BasisMove is what becomes of one basis.
type BasisMove struct {
	Before Basis
	After  []Basis // recorded: it, and what takes its place under an id of its own
}

// BasisOutcome says what a change means for a rule.
type BasisOutcome string

const (
	StaysInClass BasisOutcome = "same"
	Unbound      BasisOutcome = "unbound" // nothing outside the council holds it any more: it must be defended as a local rule
	Bound        BasisOutcome = "bound"   // the council can no longer drop it
	OtherClass   BasisOutcome = "other"
)

// BasisEffect is what a change does to one rule.
type BasisEffect struct {
	RuleView // as it stands, read as in DueRule
	Moves    []BasisMove
	After    RuleView // as it would stand
	Outcome  BasisOutcome
	// Of every outcome but StaysInClass: from which day, and the classes then.
	ClassOn  Day
	Was, Now Class
	// The first day on which another state follows, and the states then; NoDay: none.
	StateOn           Day
	WasState, IsState State
}

// check reports what is wrong with a change whatever its rules are.
func (b BasisChange) check() error {
	var c Checks
	c.Text("of", b.Of, 500, true)
	c.Text("reference", b.Reference, 500, false)
	if b.From == NoDay || b.From == LastDay {
		c.Fail("from", CodeRequired)
	}
	if b.Effect != "" {
		checkChoice(&c, "effect", Effects, b.Effect)
	}
	changes := strings.TrimSpace(b.Reference) != "" || b.Effect != ""
	if b.Ends && changes {
		c.Fail("ends", CodeEndsOrChanges)
	}
	if !b.Ends && !changes {
		c.Fail("reference", CodeRequired)
	}
	return c.Err()
}

// moved is the reference with the part that it has within of carried over to another.
func moved(reference, of, to string) (string, error) {
	key := ReferenceKey(of)
	for i := range reference + "." {
		if ReferenceKey(reference[:i]) != key {
			continue
		}
		part, to := reference[i:], NormalReference(to)
		if part != "" && strings.Contains((Basis{Reference: to}).Provision(), ",") {
			return "", refuse(CodeReferencePart, "value", strings.TrimLeft(part, ", "))
		}
		return NormalReference(to + part), nil
	}
	return "", refuse(CodeNotFound)
}

// of is what the change makes of a basis. Errors: CodeBasisNotThen, CodeBasisSame,
// CodeReferencePart, and those of Basis.Check.
func (b BasisChange) of(old Basis, id BasisID) (BasisMove, error) {
	next, err := old, error(nil)
	if strings.TrimSpace(b.Reference) != "" {
		if next.Reference, err = moved(old.Reference, b.Of, b.Reference); err != nil {
			return BasisMove{}, err
		}
	}
	if next.Effect = cmp.Or(b.Effect, old.Effect); next.Effect != Minimum {
		next.Floor, next.Increment = "", ""
	}
	ended := old
	ended.Until = b.From
	switch {
	case b.From >= old.Until, b.Ends && b.From <= old.From:
		return BasisMove{}, refuse(CodeBasisNotThen, "day", (b.From - 1).String())
	case b.Ends:
		return BasisMove{old, []Basis{ended}}, nil
	case next == old:
		return BasisMove{}, refuse(CodeBasisSame)
	case b.From <= old.From: // it has been so all along
		return BasisMove{old, []Basis{next}}, next.Check()
	}
	next.ID, next.From = id, b.From
	return BasisMove{old, []Basis{ended, next}}, next.Check()
}

// moves is what a change does to each of its rules, and the rules. Errors are
// fields: "rules" (CodeRequired, CodeRangeInvalid) or "rules[0]" of one of them.
func (b BasisChange) moves(r Reader, act Act) ([]Rule, map[RuleID][]BasisMove, error) {
	if err := b.check(); err != nil {
		return nil, nil, err
	}
	picks := make([]Pick, len(b.Picks))
	for i, p := range b.Picks {
		picks[i] = p.Pick
	}
	rules, err := picked(r, act, picks)
	if err != nil {
		return nil, nil, err
	}
	byNumber, ids := map[Number]Rule{}, make([]RuleID, len(rules))
	for i, rule := range rules {
		byNumber[rule.Number], ids[i] = rule, rule.ID
	}
	events, err := r.Events(ids, RevisionOpen)
	if err != nil {
		return nil, nil, err
	}
	var c Checks
	within, moves, seen := ReferencePrefix(b.Of), map[RuleID][]BasisMove{}, map[BasisID]bool{}
	for i, p := range b.Picks {
		if seen[p.Basis] {
			continue
		}
		seen[p.Basis] = true
		rule := byNumber[p.Number]
		if p.Edit != rule.Edit { // a rule that was picked twice was seen twice
			c.Fail("rules["+strconv.Itoa(i)+"]", CodeRuleChanged, "number", rule.Number.String())
			continue
		}
		old, err := find(StandingBases(events[rule.ID]), nil, func(old Basis) bool {
			return old.ID == p.Basis && strings.HasPrefix(ReferenceKey(old.Reference), within)
		})
		var move BasisMove
		if err == nil {
			move, err = b.of(old, NewID[BasisID](r.Now()))
		}
		switch e, _ := err.(*Error); {
		case e == nil:
			moves[rule.ID] = append(moves[rule.ID], move)
		case len(e.Fields) > 0: // what is wrong is wrong with what was typed
			c.fields = append(c.fields, e.Fields...)
		case e.Code == CodeReferencePart:
			c.fields = append(c.fields, Field{Name: "reference", Code: e.Code, Args: e.Args})
		default:
			args := Args{"number": rule.Number.String()}
			for k, v := range e.Args {
				args[k] = v
			}
			c.fields = append(c.fields, Field{Name: "rules[" + strconv.Itoa(i) + "]", Code: e.Code, Args: args})
		}
	}
	return rules, moves, c.Err()
}

// events that record what becomes of the bases of a rule.
func basisEvents(rule RuleID, moves []BasisMove) (events []Event) {
	for _, m := range moves {
		for _, b := range m.After {
			events = append(events, Event{Rule: rule, Valid: b.From, Fact: BasisRecorded{b}})
		}
	}
	return events
}

// PlanBasisChange says what a change would do to each of its rules, by number, and
// stores nothing. Errors as ChangeBases.
func (s *Service) PlanBasisChange(ctx context.Context, act Act, b BasisChange) ([]BasisEffect, error) {
	var out []BasisEffect
	err := s.Store.View(ctx, func(r Reader) error {
		rules, moves, err := b.moves(r, act)
		if err != nil {
			return err
		}
		out = make([]BasisEffect, len(rules))
		views, more := make([]*RuleView, len(rules)), []Event(nil)
		for i, rule := range rules {
			out[i].Rule, out[i].Moves = rule, moves[rule.ID]
			views[i] = &out[i].RuleView
			more = append(more, basisEvents(rule.ID, moves[rule.ID])...)
		}
		if err := lawOf(r, views); err != nil {
			return err
		}
		after, err := Probe(r, s.Maker, more)
		if err != nil {
			return err
		}
		for i := range out {
			out[i].compare(after[out[i].Rule.ID])
		}
		return nil
	})
	return out, err
}

// compare says what the timeline after a change means beside that before it.
func (x *BasisEffect) compare(after []Segment) {
	x.After = x.RuleView
	x.After.Timeline = after
	x.After.Segment, _ = SegmentOn(after, x.On)
	x.After.Events = slices.Concat(x.Events, basisEvents(x.Rule.ID, x.Moves))
	for i := range x.After.Events {
		if e := &x.After.Events[i]; e.ID == "" {
			e.ID = EventID("probe-" + itoa(i))
		}
	}
	x.After.Bases = Bases(x.After.Events)
	var days []Day
	for _, s := range slices.Concat(x.Timeline, after) {
		days = append(days, s.From)
	}
	slices.Sort(days)
	x.Outcome = StaysInClass
	for _, d := range slices.Compact(days) {
		was, _ := SegmentOn(x.Timeline, d)
		now, _ := SegmentOn(after, d)
		if x.StateOn == NoDay && was.State != now.State {
			x.StateOn, x.WasState, x.IsState = d, was.State, now.State
		}
		if x.Outcome != StaysInClass || was.Class == now.Class || over(was.State) && over(now.State) {
			continue
		}
		x.ClassOn, x.Was, x.Now, x.Outcome = d, was.Class, now.Class, OtherClass
		switch {
		case was.Class.Bound() && !now.Class.Bound():
			x.Outcome = Unbound
		case !was.Class.Bound() && now.Class.Bound():
			x.Outcome = Bound
		}
	}
}

// ChangeBases makes a change in one transaction, all or none, each rule with its
// own event; the rules wait for the lawyer from then on. It gives the rules with
// the edits they have now. Errors: CodeInvalid with fields "of", "from", "ends",
// "reference", "effect", "rules" (CodeRequired, CodeRangeInvalid: at most
// MostPicked), or "rules[0]" of one rule: CodeRuleChanged, CodeBasisNotThen,
// CodeBasisSame, CodeNotFound; CodeNotFound; CodeForbidden.
func (s *Service) ChangeBases(ctx context.Context, act Act, b BasisChange) ([]SeenRule, error) {
	return Once(ctx, s.Store.Update, act, func(tx Tx) ([]SeenRule, error) {
		rules, moves, err := b.moves(tx, act)
		if err != nil {
			return nil, err
		}
		var events []Event
		for _, rule := range rules {
			events = append(events, basisEvents(rule.ID, moves[rule.ID])...)
		}
		if _, err := Record(tx, s.Maker, events); err != nil {
			return nil, err
		}
		var out []SeenRule
		for _, rule := range rules {
			changed, err := tx.UpdateRule(rule, rule.Edit)
			if err != nil {
				return nil, err
			}
			var before, after []Basis
			for _, m := range moves[rule.ID] {
				before, after = append(before, m.Before), append(after, m.After...)
			}
			if err := audit(tx, "rule "+rule.Number.String(), map[string]any{"bases": before}, map[string]any{"bases": after}); err != nil {
				return nil, err
			}
			out = append(out, SeenRule{rule.Number, changed.Edit})
		}
		return out, nil
	})
}
