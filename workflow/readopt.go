package workflow

import (
	"context"
	"errors"
	"slices"

	"github.com/omvendt/omvendt/registry"
)

// Readoption takes a rule that a keep came too late for into the register again, under
// a new number and with the same text, justification and legal bases. A number that has
// lapsed never returns.
type Readoption struct {
	Item        registry.ItemID // that kept it
	Rule        registry.RuleID // that has lapsed
	From        registry.Day    // NoDay: the meeting's day
	Review      registry.Day    // when the new rule lapses unless it is kept; NoDay: none is set
	Words       string          // of the decision, that set the day; empty: those of the carried proposal
	News        string          // what is new since the rule lapsed
	Explanation string          // why it is adopted although something is found
}

// Gap is a rule that was adopted again under another number, and the days between.
type Gap struct {
	Old, New registry.Number
	// From is the first day without the rule, Until the first on which it applies again;
	// equal where it never ceased.
	From, Until registry.Day
}

// Readopt adopts a rule again after the meeting was closed that kept it too late, through
// the gate for new rules. Errors: CodeNotFound; CodeMeetingOpen (it is done while
// closing, see Closing); CodeNotLate where no competent body carried a keep of the rule
// that came after its lapse date; CodeReadopted (rule); CodeInvalid in the fields from,
// review, words, news and explanation.
func (s *Service) Readopt(ctx context.Context, act registry.Act, x Readoption) (registry.Rule, error) {
	return registry.Once(ctx, s.Store.Update, act, func(tx Tx) (registry.Rule, error) {
		item, err := tx.ItemByID(x.Item)
		if err != nil {
			return registry.Rule{}, err
		}
		m, err := tx.HoldMeeting(item.Meeting)
		if err != nil {
			return registry.Rule{}, err
		}
		if m.State != MeetingClosed {
			return registry.Rule{}, refuse(registry.CodeMeetingOpen, "day", m.Day.String(), "body", m.Body.Name)
		}
		return s.readopt(tx, m, item, x)
	})
}

// readoptAll adopts rules again in the transaction that closes their meeting.
func (s *Service) readoptAll(tx Tx, m Meeting, items []Item, all []Readoption) error {
	var c registry.Checks
	for n, x := range all {
		at := slices.IndexFunc(items, func(i Item) bool { return i.ID == x.Item })
		if at < 0 {
			c.Fail("readoptions["+itoa(n)+"].item", registry.CodeChoiceUnknown)
			continue
		}
		_, err := s.readopt(tx, m, items[at], x)
		if err != nil && registry.CodeOf(err).Kind() != registry.KindInvalid {
			return err
		}
		c.Take("readoptions["+itoa(n)+"]", err)
	}
	return c.Err()
}

func (s *Service) readopt(tx Tx, m Meeting, item Item, x Readoption) (registry.Rule, error) {
	var none registry.Rule
	j, err := s.judgeItem(tx, m, item)
	if err != nil {
		return none, err
	}
	all, err := readoptable(tx, m, j)
	if err != nil {
		return none, err
	}
	if !slices.Contains(all, x.Rule) {
		by, err := readoptedBy(tx, x.Rule)
		switch {
		case err != nil:
			return none, err
		case by != 0 && slices.Contains(item.Rules, x.Rule):
			return none, refuse(registry.CodeReadopted, "rule", by.String())
		}
		return none, refuse(registry.CodeNotLate)
	}
	rules, err := tx.RulesByID([]registry.RuleID{x.Rule})
	if err != nil {
		return none, err
	}
	old, err := registry.ReadRule(tx, rules[0].Number, tx.Today(), registry.RevisionOpen)
	if err != nil {
		return none, err
	}
	kept := j.Proposals[j.Decided()]
	l := landing{tx: tx, service: s, meeting: m}
	by := l.decision(j, kept.said())
	n, err := x.newRule(old, m, kept, by)
	if err != nil {
		return none, err
	}
	made, err := s.Register.Readopt(tx, n)
	if err != nil {
		return none, inReadoption(err)
	}
	event := registry.Event{Rule: x.Rule, Valid: n.EffectiveFrom, Fact: registry.Readopted{As: made.Number, By: by}}
	if _, err := registry.Record(tx, s.maker(), []registry.Event{event}); err != nil {
		return none, err
	}
	return made, audit(tx, "rule "+old.Rule.Number.String(), nil, event)
}

// newRule is the rule as it is adopted again.
func (x Readoption) newRule(old registry.RuleView, m Meeting, kept Proposal, by registry.Decision) (registry.NewRule, error) {
	n := registry.NewRule{Adopter: m.adopter(old.Rule.Adopter), EffectiveFrom: x.From, Catalogue: old.Rule.Catalogue, Text: old.Text.Text,
		Adoption: registry.Adoption{Cites: []registry.Number{old.Rule.Number}, Readopts: old.Rule.Number, News: x.News, Explanation: x.Explanation}}
	var c registry.Checks
	if n.EffectiveFrom == registry.NoDay {
		n.EffectiveFrom = m.Day
	}
	if n.EffectiveFrom < m.Day {
		c.Fail("from", registry.CodeEndsBefore, "from", m.Day.String(), "until", n.EffectiveFrom.String())
	}
	if x.Review != registry.NoDay {
		if x.Words != "" {
			by.Words = x.Words
		} else if !kept.Lapses || x.Review != kept.Next { // the decision says nothing of that day
			c.Fail("words", registry.CodeRequired)
		}
		n.FirstReview = &registry.Lapse{On: x.Review, By: by}
	}
	for _, b := range old.Bases {
		if b.HoldsOn(n.EffectiveFrom) {
			n.Bases = append(n.Bases, b)
		}
	}
	if k := len(old.Justifications); k > 0 {
		j := old.Justifications[k-1]
		n.Justification = registry.Justification{Value: j.Value, Beneficiary: j.Beneficiary, Mechanism: j.Mechanism, Evidence: j.Evidence, Lighter: j.Lighter,
			Without: j.Without, Grade: j.Grade, Indicator: j.Indicator, CheckOn: j.CheckOn}
	}
	for _, e := range old.Events {
		if f, ok := e.Fact.(registry.Adopted); ok && f.Adoption != nil {
			n.Adoption.Duty = f.Adoption.Duty
		}
	}
	return n, c.Err()
}

// adopter of what a meeting adopts: that of before, where it is of the body's rank.
func (m Meeting) adopter(before registry.Adopter) registry.Adopter {
	if before.Rank() == m.Body.Rank {
		return before
	}
	switch m.Body.Rank {
	case registry.RankCouncil:
		return registry.AdoptedByCouncil
	case registry.RankCommittee:
		return registry.AdoptedByCommittee
	case registry.RankBoard:
		return registry.AdoptedByBoard
	}
	return registry.AdoptedByAdministration
}

// inReadoption names the fields of a new rule as those of a readoption; what has no
// field there is mended by an explanation.
func inReadoption(err error) error {
	var e *registry.Error
	if !errors.As(err, &e) || len(e.Fields) == 0 {
		return err
	}
	var c registry.Checks
	names := map[string]string{"effective_from": "from", "first_review.on": "review", "first_review.by.words": "words", "adoption.news": "news"}
	for _, f := range e.Fields {
		name, ok := names[f.Name]
		if !ok {
			name = "explanation"
		}
		var args []string
		for k, v := range f.Args {
			args = append(args, k, v)
		}
		c.Fail(name, f.Code, args...)
	}
	return c.Err()
}

// readoptable are the rules of an item that a competent body kept, carried and not
// stopped, after they had lapsed, and that nobody has adopted again.
func readoptable(r Reader, m Meeting, j Judged) ([]registry.RuleID, error) {
	at := j.Decided()
	if at < 0 || j.Proposals[at].Ruling != registry.Keep || j.Stop != nil {
		return nil, nil
	}
	if slices.ContainsFunc(j.Annulled, func(a Annulled) bool { return !a.Lifted && !a.Lifts }) {
		return nil, nil
	}
	if may, err := hasMandate(r, m); err != nil || !may {
		return nil, err
	}
	timelines, err := r.Timelines(j.Rules)
	if err != nil {
		return nil, err
	}
	var late []registry.RuleID
	for _, rule := range j.Rules {
		if s, ok := registry.SegmentOn(timelines[rule], r.Today()); !ok || !KeptTooLate(s) {
			continue
		}
		by, err := readoptedBy(r, rule)
		if err != nil {
			return nil, err
		}
		if by == 0 {
			late = append(late, rule)
		}
	}
	return late, nil
}

// KeptTooLate says that a rule has ended, and a decision to keep it came after that.
func KeptTooLate(s registry.Segment) bool {
	return s.State.Ended() && slices.ContainsFunc(s.Reasons, func(r registry.Reason) bool { return r.Code == registry.DecidedAfterSunset })
}

// readoptedBy is the number under which a rule was adopted again; 0: it was not.
func readoptedBy(r Reader, rule registry.RuleID) (registry.Number, error) {
	all, err := r.Events([]registry.RuleID{rule}, registry.RevisionOpen)
	return readoptedIn(all[rule]).As, err
}

func readoptedIn(events []registry.Event) (found registry.Readopted) {
	for _, e := range registry.WithoutAnnulled(registry.LastDay, events) {
		if f, ok := e.Fact.(registry.Readopted); ok {
			found = f
		}
	}
	return found
}

// GapsOf tells of a rule when it did not apply between two numbers: as the old one, as the
// new one, or both. Empty where it was never adopted again.
func (s *Service) GapsOf(ctx context.Context, rule registry.RuleView) (gaps []Gap, err error) {
	var pairs []Gap
	if as := readoptedIn(rule.Events).As; as != 0 {
		pairs = append(pairs, Gap{Old: rule.Rule.Number, New: as})
	}
	for _, e := range rule.Events {
		if f, ok := e.Fact.(registry.Adopted); ok && f.Adoption != nil && f.Adoption.Readopts != 0 {
			pairs = append(pairs, Gap{Old: f.Adoption.Readopts, New: rule.Rule.Number})
		}
	}
	if len(pairs) == 0 {
		return nil, nil
	}
	err = s.Store.View(ctx, func(r Reader) error {
		gaps = nil
		for _, g := range pairs {
			rules, err := r.RulesByNumber([]registry.Number{g.Old, g.New})
			if err != nil {
				return err
			}
			timelines, err := r.Timelines([]registry.RuleID{rules[0].ID, rules[1].ID})
			if err != nil {
				return err
			}
			for _, one := range rules {
				if one.Number == g.New {
					g.Until = one.AdoptedOn
				} else if s, ok := registry.SegmentOn(timelines[one.ID], r.Today()); ok && s.State.Ended() {
					g.From = s.StateFrom
				}
			}
			if g.From != registry.NoDay { // it has not come to life again
				gaps = append(gaps, g)
			}
		}
		return nil
	})
	return gaps, err
}
