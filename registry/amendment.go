package registry

import (
	"context"
	"slices"

	"github.com/omvendt/omvendt/registry/likeness"
)

// NewText is another text of a rule from a day, with what is said of it so that
// it passes the gate.
type NewText struct {
	From     Day
	Text     Text
	Adoption Adoption
}

func (n NewText) check() error {
	var c Checks
	merge(&c, n.Text.Check())
	if n.From == NoDay {
		c.Fail("from", CodeRequired)
	}
	c.Take("adoption", n.Adoption.Check())
	return c.Err()
}

// ChangeText gives a rule another text from a day. What a council amends is a
// ruling. A text that applies from today or later goes through the gate: a demand
// that is new in it is justified, or explained in public. One that already applies
// is catalogued. edit is the rule's edit that the writer saw; CodeStale. Other
// errors: CodeInvalid with a field for each finding that is neither mended nor
// explained.
func (s *Service) ChangeText(ctx context.Context, act Act, number Number, edit int, n NewText) (Version, error) {
	return s.changeText(ctx, act, number, edit, n, func(string) bool { return true })
}

// ChangeShownText is ChangeText for somebody who is shown what is only noted before
// anything is stored: CodeAdoptionUnseen unless shown is NotesIn what is found.
func (s *Service) ChangeShownText(ctx context.Context, act Act, number Number, edit int, n NewText, shown string) (Version, error) {
	return s.changeText(ctx, act, number, edit, n, func(notes string) bool { return notes == "" || notes == shown })
}

func (s *Service) changeText(ctx context.Context, act Act, number Number, edit int, n NewText, seen func(notes string) bool) (Version, error) {
	return change(s, ctx, act, number, edit, func(tx Tx, r Rule) (Version, error) {
		if err := checkText(tx, n); err != nil {
			return Version{}, err
		}
		said := n.Adoption
		said.Findings, said.Policy = nil, ""
		var facts AdoptionFacts
		if n.From >= tx.Today() {
			judged, saw, err := s.JudgeAmendment(tx, r, n)
			if err != nil {
				return Version{}, err
			}
			facts = saw
			said.Findings, said.Policy = judged.Findings, judged.Policy
			if err := said.unexplained(inText); err != nil {
				return Version{}, err
			}
			if !seen(NotesIn(said.Findings)) {
				return Version{}, refuse(CodeAdoptionUnseen)
			}
		}
		v, err := AddVersion(tx, r.ID, n.Text)
		if err != nil {
			return v, err
		}
		if _, err = Record(tx, s.Maker, []Event{{Rule: r.ID, Valid: n.From, Fact: TextChanged{Version: v.ID, Adoption: said.told()}}}); err != nil {
			return v, err
		}
		return v, LogAdoption(tx, r.Number, facts, said)
	})
}

func checkText(r Reader, n NewText) error {
	var c Checks
	merge(&c, n.check())
	if len(n.Adoption.Cites) > 0 {
		_, err := r.RulesByNumber(slices.Compact(slices.Sorted(slices.Values(n.Adoption.Cites))))
		c.Take("adoption.cites", err)
	}
	return c.Err()
}

// inText is the field of another text that mends what a field of a new rule does:
// its justification has a form of its own.
func inText(field string) string {
	if field == "justification.value" {
		return "adoption.explanation"
	}
	return field
}

// told is nil when nothing was said and nothing found.
func (a Adoption) told() *Adoption {
	if len(a.Findings) == 0 {
		a.Policy = ""
	}
	return a.said()
}

// AmendmentView is what the gate says of a text that is not stored yet.
type AmendmentView struct {
	Gated     bool // it applies from today or later; otherwise it is catalogued, and nothing is found
	Sentences []likeness.Sentence
	Findings  []AdoptionFinding
}

// PreviewText is what ChangeText would find, and stores nothing.
func (s *Service) PreviewText(ctx context.Context, act Act, number Number, n NewText) (AmendmentView, error) {
	var view AmendmentView
	err := s.Store.View(ctx, func(r Reader) error {
		rule, err := r.RuleByNumber(number)
		if err != nil {
			return err
		}
		if !act.Reach.Has(rule.Catalogue) {
			return refuse(CodeForbidden)
		}
		if err := checkText(r, n); err != nil {
			return err
		}
		before, err := textOn(r, rule.ID, n.From)
		if err != nil {
			return err
		}
		view = AmendmentView{Gated: n.From >= r.Today(), Sentences: likeness.Amended(wording(before), wording(n.Text))}
		if view.Gated {
			var judged Adoption
			judged, _, err = s.JudgeAmendment(r, rule, n)
			view.Findings = judged.Findings
		}
		return err
	})
	return view, err
}

// JudgeAmendment is what the gate finds in another text of a rule, with the policy
// that found it, and what the policy saw. Whether anything is to be explained, and to
// be logged (LogAdoption), is for the caller. Errors: CodePolicyFailed.
func (s *Service) JudgeAmendment(r Reader, rule Rule, n NewText) (Adoption, AdoptionFacts, error) {
	if s.Adoption == nil {
		return Adoption{}, AdoptionFacts{}, refuse(CodePolicyFailed)
	}
	before, err := textOn(r, rule.ID, n.From)
	if err != nil {
		return Adoption{}, AdoptionFacts{}, err
	}
	stored, err := r.Events([]RuleID{rule.ID}, RevisionOpen)
	if err != nil {
		return Adoption{}, AdoptionFacts{}, err
	}
	events := stored[rule.ID]
	bases := Bases(events)
	facts := AdoptionFacts{Class: ClassOn(n.From, rule.Adopter, bases), Amended: true, Cites: len(n.Adoption.Cites) > 0, News: says(n.Adoption.News),
		Duty: n.Adoption.Duty, Permitted: permitted(bases, n.From)}
	changed := likeness.Amended(wording(before), wording(n.Text))
	var fresh []Text
	for _, one := range changed {
		switch one.Change {
		case likeness.Added:
			facts.Added++
			fresh = append(fresh, Text{Demand: one.Text})
		case likeness.Stricter:
			facts.Stricter++
		case likeness.Altered:
			facts.Altered++
		}
	}
	cases, err := r.LatestJustifications([]RuleID{rule.ID})
	if err != nil {
		return Adoption{}, AdoptionFacts{}, err
	}
	if facts.Justified, err = s.holds(r, rule.Number, cases[rule.ID], n.Text); err != nil {
		return Adoption{}, AdoptionFacts{}, err
	}
	var ended, standing []Resembled
	if len(fresh) > 0 {
		fresh = fresh[:min(len(fresh), mostResembled)]
		q := resemblance{texts: fresh, on: n.From, own: rule.Number, cites: append(cited(events), n.Adoption.Cites...)}
		if ended, standing, err = resembled(r, q); err != nil {
			return Adoption{}, AdoptionFacts{}, err
		}
	}
	return s.judgeAdoption(r, facts, ended, standing, changed)
}

func wording(t Text) likeness.Wording {
	return likeness.Wording{Title: t.Title, Demand: t.Demand, Frequency: t.Frequency}
}

// textOn is the text that applies to a rule on a day as the register stands; its
// newest where none does.
func textOn(r Reader, rule RuleID, on Day) (Text, error) {
	versions, err := r.Versions(rule)
	if err != nil || len(versions) == 0 {
		return Text{}, err
	}
	timeline, err := r.Timeline(rule, RevisionOpen)
	applies := versions[len(versions)-1].Text
	for _, seg := range timeline {
		if seg.From <= on && on < seg.Until {
			if i := slices.IndexFunc(versions, func(v Version) bool { return v.ID == seg.Version }); i >= 0 {
				applies = versions[i].Text
			}
		}
	}
	return applies, err
}

// cited are the rules that a rule has cited so far.
func cited(events []Event) (numbers []Number) {
	for _, e := range events {
		var a *Adoption
		switch f := e.Fact.(type) {
		case Adopted:
			a = f.Adoption
		case TextChanged:
			a = f.Adoption
		}
		if a != nil {
			numbers = append(numbers, a.Cites...)
		}
	}
	return numbers
}
