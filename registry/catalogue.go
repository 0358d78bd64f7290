package registry

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"time"
)

// NewRule is all that is said of a rule when it enters the register.
type NewRule struct {
	Number        Number // 0: the next free one
	Adopter       Adopter
	EffectiveFrom Day
	FirstReview   *Lapse // nil: no lapse date from the start
	Catalogue     Catalogue
	Text          Text
	Bases         []Basis
	Justification Justification
	Check         *LegalCheck // nil: the rule is unchecked
	Adoption      Adoption
}

// Validate reports everything that is wrong with a new rule.
func (n NewRule) Validate(today Day) error {
	var c Checks
	if n.Number < 0 || n.Number > MaxNumber {
		c.Fail("number", CodeNumberInvalid, "value", itoa(int(n.Number)))
	}
	checkChoice(&c, "adopter", Adopters, n.Adopter)
	if n.EffectiveFrom == NoDay || n.EffectiveFrom == LastDay { // LastDay means "not known"
		c.Fail("effective_from", CodeRequired)
	}
	merge(&c, n.Catalogue.Check(), n.Text.Check())
	c.Take("effort", n.Catalogue.Effort.begun(today))
	for i, b := range n.Bases {
		c.Take("bases["+strconv.Itoa(i)+"]", b.Check())
	}
	c.Take("justification", n.Justification.Check())
	c.Take("adoption", n.Adoption.Check())
	if n.FirstReview != nil {
		if n.FirstReview.On <= n.EffectiveFrom {
			c.Fail("first_review.on", CodeEndsBefore, "from", n.EffectiveFrom.String(), "until", n.FirstReview.On.String())
		}
		c.Take("first_review.by", n.FirstReview.By.Check(today))
	}
	if n.Check != nil {
		c.Take("check", n.Check.Validate(today, n.Catalogue.Owner))
	}
	return c.Err()
}

// merge takes over the fields of errors without a name in front.
func merge(c *Checks, errs ...error) {
	for _, err := range errs {
		if e, ok := err.(*Error); ok {
			c.fields = append(c.fields, e.Fields...)
		}
	}
}

// Validate reports what is wrong with a legal check: a checker is named, is not
// the owner (CodeOwnerChecks), and did not check in the future.
func (l LegalCheck) Validate(today Day, owner string) error {
	var c Checks
	c.Text("by", l.By, LimitName, true)
	c.Text("note", l.Note, LimitReason, false)
	checkChoice(&c, "result", CheckResults, l.Result)
	if l.Day == NoDay {
		c.Fail("day", CodeRequired)
	} else if l.Day > today {
		c.Fail("day", CodeDecisionFuture, "day", l.Day.String(), "today", today.String())
	}
	if l.By != "" && l.By == owner {
		c.Fail("by", CodeOwnerChecks, "owner", owner)
	}
	return c.Err()
}

// CreateRules takes rules into the register, all or none. Errors: CodeInvalid
// with fields named "rules[3].title" (or "title" for a single rule),
// CodeNumberTaken.
func (s *Service) CreateRules(ctx context.Context, act Act, rules []NewRule) ([]Rule, error) {
	return Once(ctx, s.Store.Update, act, func(tx Tx) ([]Rule, error) {
		for _, n := range rules {
			if !act.Reach.Has(n.Catalogue) {
				return nil, refuse(CodeForbidden)
			}
		}
		return createRules(tx, s.Maker, rules, nil)
	})
}

// createRules tells how many are stored, perhaps more than once, if somebody wants
// to hear it.
func createRules(tx Tx, maker RulebookMaker, rules []NewRule, told func(stored int)) ([]Rule, error) {
	var c Checks
	unnumbered := 0
	for i, n := range rules {
		if len(rules) == 1 {
			merge(&c, n.Validate(tx.Today()))
		} else {
			c.Take("rules["+strconv.Itoa(i)+"]", n.Validate(tx.Today()))
		}
		if n.Number == 0 {
			unnumbered++
		}
	}
	if err := c.Err(); err != nil {
		return nil, err
	}
	// Given numbers are taken first, so that a drawn one never meets them.
	free, err := freeNumbers(tx, rules, unnumbered)
	if err != nil {
		return nil, err
	}
	if _, err := tx.Revision(); err != nil {
		return nil, err
	}
	book, err := rulesOfTheGame(tx, maker)
	if err != nil {
		return nil, err
	}
	numbers, order := make([]Number, len(rules)), make([]int, len(rules))
	for i, n := range rules {
		if numbers[i], order[i] = n.Number, i; n.Number == 0 {
			numbers[i], free = free[0], free[1:]
		}
	}
	// By number: that is the order in which the register is kept, and who said a thing first.
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(numbers[a], numbers[b]) })
	made := make([]Rule, len(rules))
	stored := 0
	for part := range slices.Chunk(order, takenAtOnce) {
		var all intake
		for _, i := range part {
			n := rules[i]
			r := all.take(n, numbers[i], tx.Now())
			made[i] = r
			if err := audit(tx, "rule "+r.Number.String(), nil, struct {
				Rule     Rule      `json:"rule"`
				Text     Text      `json:"text"`
				Adoption *Adoption `json:"adoption,omitempty"`
			}{r, n.Text, n.Adoption.said()}); err != nil {
				return nil, err
			}
		}
		if err := all.store(tx, book); err != nil {
			return nil, err
		}
		if stored += len(part); told != nil {
			told(stored)
		}
	}
	return made, nil
}

// takenAtOnce bounds how many new rules are in memory with all that follows from them.
const takenAtOnce = 2000

// intake is what new rules bring into the register, table by table: many rules
// are stored in few statements.
type intake struct {
	rules          []Rule
	versions       []Version
	events         []Event
	justifications []Justification
	checks         []LegalCheck
}

func (all *intake) take(n NewRule, number Number, now time.Time) Rule {
	r := Rule{ID: NewID[RuleID](now), Number: number, Edit: 1, Adopter: n.Adopter, AdoptedOn: n.EffectiveFrom, Catalogue: n.Catalogue}
	v := Version{ID: NewID[VersionID](now), Rule: r.ID, Ordinal: 1, Text: n.Text}
	all.rules, all.versions = append(all.rules, r), append(all.versions, v)
	happens := func(valid Day, f Fact) { all.events = append(all.events, Event{Rule: r.ID, Valid: valid, Fact: f}) }
	happens(n.EffectiveFrom, Adopted{Adopter: n.Adopter, Version: v.ID, FirstReview: n.FirstReview, Adoption: n.Adoption.said()})
	for _, b := range n.Bases {
		b = b.Normal()
		b.ID = NewID[BasisID](now)
		happens(b.From, BasisRecorded{b})
	}
	if j := n.Justification; !j.Empty() {
		j.ID, j.Rule, j.Ordinal = NewID[JustificationID](now), r.ID, 1
		all.justifications = append(all.justifications, j)
	}
	if n.Check != nil {
		l := *n.Check
		l.ID, l.Rule = NewID[LegalCheckID](now), r.ID
		all.checks = append(all.checks, l)
	}
	return r
}

// store works out first what follows from events of which none is stored yet, so that
// every row is written once and none is read back.
func (all *intake) store(tx Tx, book Rulebook) error {
	stored, err := stamped(tx, all.events)
	if err != nil {
		return err
	}
	events, timelines, checks := map[RuleID][]Event{}, map[RuleID][]Segment{}, map[RuleID]LegalCheck{}
	for _, e := range stored {
		events[e.Rule] = append(events[e.Rule], e)
	}
	for _, r := range all.rules {
		if timelines[r.ID], err = Timeline(events[r.ID], book); err != nil {
			return err
		}
	}
	for _, c := range all.checks {
		c.Revision = stored[0].Revision
		checks[c.Rule] = c
	}
	due, bases := queued(events, timelines, checks)
	if err := tx.InsertRules(all.rules, due); err != nil {
		return err
	}
	if err := tx.InsertVersions(all.versions); err != nil {
		return err
	}
	if err := tx.InsertJustifications(all.justifications); err != nil {
		return err
	}
	if err := tx.InsertLegalChecks(all.checks); err != nil {
		return err
	}
	if err := tx.AppendEvents(stored); err != nil {
		return err
	}
	if err := tx.ReplaceTimelines(timelines); err != nil {
		return err
	}
	if err := tx.SetBases(bases); err != nil {
		return err
	}
	return logTimelines(tx, book, all.ids(), timelines)
}

func (all *intake) ids() []RuleID {
	ids := make([]RuleID, len(all.rules))
	for i, r := range all.rules {
		ids[i] = r.ID
	}
	return ids
}

// freeNumbers draws n numbers above every number ever used or given now.
func freeNumbers(tx Tx, rules []NewRule, n int) ([]Number, error) {
	if n == 0 {
		return nil, nil
	}
	free, err := tx.NextNumbers(n)
	if err != nil {
		return nil, err
	}
	first := free[0]
	for _, r := range rules {
		first = max(first, r.Number+1)
	}
	for i := range free {
		free[i] = first + Number(i)
	}
	return free, nil
}

// EditRule changes what the administration writes about a rule. edit is the
// edit that the writer saw; CodeStale when somebody else was first.
func (s *Service) EditRule(ctx context.Context, act Act, number Number, edit int, entry Catalogue) (Rule, error) {
	return Once(ctx, s.Store.Update, act, func(tx Tx) (Rule, error) {
		var c Checks
		merge(&c, entry.Check())
		c.Take("effort", entry.Effort.begun(tx.Today()))
		if err := c.Err(); err != nil {
			return Rule{}, err
		}
		before, err := tx.RuleByNumber(number)
		if err != nil {
			return Rule{}, err
		}
		if !act.Reach.Has(before.Catalogue) || !act.Reach.Has(entry) {
			return Rule{}, refuse(CodeForbidden)
		}
		after := before
		after.Catalogue = entry
		changed, err := tx.UpdateRule(after, edit)
		if err != nil {
			return Rule{}, err
		}
		if err := noteAnswer(tx, act.Actor, changed, AnswerRewritten); err != nil {
			return Rule{}, err
		}
		return changed, audit(tx, "rule "+number.String(), before, changed)
	})
}

// AddVersion stores a further text of a rule. An event must name it for it to apply.
func AddVersion(tx Tx, rule RuleID, text Text) (Version, error) {
	if err := text.Check(); err != nil {
		return Version{}, err
	}
	all, err := tx.Versions(rule)
	if err != nil {
		return Version{}, err
	}
	v := Version{ID: NewID[VersionID](tx.Now()), Rule: rule, Ordinal: len(all) + 1, Text: text}
	return v, tx.InsertVersions([]Version{v})
}

// RecordBasis records a legal basis of a rule, or records one anew under its id
// when more is known, such as its end.
func (s *Service) RecordBasis(ctx context.Context, act Act, number Number, edit int, basis Basis) (Basis, error) {
	return change(s, ctx, act, number, edit, func(tx Tx, r Rule) (Basis, error) {
		b := basis.Normal() // the closure can run more than once
		if err := b.Check(); err != nil {
			return b, err
		}
		if b.ID == "" {
			b.ID = NewID[BasisID](tx.Now())
		} else {
			events, err := tx.Events([]RuleID{r.ID}, RevisionOpen)
			if _, err := find(Bases(events[r.ID]), err, func(old Basis) bool { return old.ID == b.ID }); err != nil {
				return b, err
			}
		}
		_, err := Record(tx, s.Maker, []Event{{Rule: r.ID, Valid: b.From, Fact: BasisRecorded{b}}})
		return b, err
	})
}

// Justify records the case for a rule; the latest counts. CodeScoreFirst when the
// one that stands is to be held against its own indicator first.
func (s *Service) Justify(ctx context.Context, act Act, number Number, edit int, j Justification) (Justification, error) {
	return change(s, ctx, act, number, edit, func(tx Tx, r Rule) (Justification, error) {
		if err := j.Check(); err != nil {
			return j, err
		}
		if j.Empty() {
			return j, invalid("value", CodeRequired)
		}
		all, err := tx.Justifications(r.ID)
		if err != nil {
			return j, err
		}
		if n := len(all); n > 0 && all[n-1].Due(tx.Today()) {
			return j, refuse(CodeScoreFirst, "day", all[n-1].CheckOn.String())
		}
		j.ID, j.Rule, j.Ordinal = NewID[JustificationID](tx.Now()), r.ID, len(all)+1
		j.Undefended, j.Score = Undefended{}, Score{}
		if err := tx.DropCaseDraft(act.Actor.Key(), r.ID); err != nil {
			return j, err
		}
		return j, tx.InsertJustifications([]Justification{j})
	})
}

// CheckLegally records that somebody other than those who answer for a rule
// checked its bases; CodeOwnerChecks in a field.
func (s *Service) CheckLegally(ctx context.Context, act Act, number Number, edit int, l LegalCheck) (LegalCheck, error) {
	return change(s, ctx, act, number, edit, func(tx Tx, r Rule) (LegalCheck, error) {
		if err := l.Validate(tx.Today(), r.Catalogue.Owner); err != nil {
			return l, err
		}
		if err := checksOwn(tx, act.Actor, l.By, r.Catalogue.Owner); err != nil {
			return l, err
		}
		l.ID, l.Rule = NewID[LegalCheckID](tx.Now()), r.ID
		if err := tx.InsertLegalChecks([]LegalCheck{l}); err != nil {
			return l, err
		}
		return l, requeue(tx, []RuleID{r.ID})
	})
}

// change hangs something on one rule, with its audit event. It counts as a change
// to the rule: who writes the next thing must have seen this one.
func change[T any](s *Service, ctx context.Context, act Act, number Number, edit int, make func(Tx, Rule) (T, error)) (T, error) {
	return Once(ctx, s.Store.Update, act, func(tx Tx) (T, error) {
		var none T
		r, err := tx.RuleByNumber(number)
		if err != nil {
			return none, err
		}
		if !act.Reach.Has(r.Catalogue) {
			return none, refuse(CodeForbidden)
		}
		if r.Edit != edit {
			return none, Stale(edit, r.Edit)
		}
		out, err := make(tx, r)
		if err != nil {
			return none, err
		}
		if _, err := tx.UpdateRule(r, edit); err != nil {
			return none, err
		}
		if err := noteAnswer(tx, act.Actor, r, answered(out)); err != nil {
			return none, err
		}
		return out, audit(tx, "rule "+number.String(), nil, out)
	})
}

func find[T any](all []T, err error, is func(T) bool) (T, error) {
	var none T
	if err != nil {
		return none, err
	}
	for _, x := range all {
		if is(x) {
			return x, nil
		}
	}
	return none, refuse(CodeNotFound)
}

func invalid(field string, code Code, args ...string) *Error {
	return &Error{Code: CodeInvalid, Fields: []Field{{Name: field, Code: code, Args: pairs(args)}}}
}
