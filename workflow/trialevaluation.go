package workflow

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/omvendt/omvendt/registry"
)

// TrialEvaluation (evaluering) is what came of a trial without a rule. It goes back to the
// body that decided the trial, and nothing follows from it by itself: where nobody
// decides anew the rule lapses when the trial ends.
type TrialEvaluation struct {
	Event  registry.EventID `json:"event"` // the ruling that the trial rests on
	Number registry.Number  `json:"number"`
	TrialEvaluationText
	Day  registry.Day `json:"day,omitzero"` // on which it was last written
	Edit int          `json:"edit"`         // 1: nobody has written any
}

// TrialEvaluationText is what somebody writes of a trial.
type TrialEvaluationText struct {
	Measured string `json:"measured"` // what was measured, and how
	Found    string `json:"found"`    // what came of it
	By       string `json:"by"`       // the post or the unit that evaluated
}

// limitMeasured leaves room in an item's summary for all that an evaluation says.
const limitMeasured = 2000

func (t TrialEvaluationText) check() error {
	var c registry.Checks
	c.Text("measured", t.Measured, limitMeasured, true)
	c.Text("found", t.Found, registry.LimitReason, true)
	c.Text("by", t.By, registry.LimitName, true)
	return c.Err()
}

func (t TrialEvaluationText) masked() TrialEvaluationText {
	for _, field := range []*string{&t.Measured, &t.Found, &t.By} {
		*field, _ = MaskCPR(strings.TrimSpace(*field))
	}
	return t
}

// TrialEvaluationReader is what can be read about trials and their evaluations.
type TrialEvaluationReader interface {
	// TrialEvaluations are those of the trials without some rules.
	TrialEvaluations([]registry.Number) ([]TrialEvaluation, error)
	// TrialsEnding are the rules with a ruling by which a trial ends from a day on and
	// before another, whether it stands or not, by number.
	TrialsEnding(from, until registry.Day) ([]registry.Number, error)
}

// TrialEvaluationWriter writes what can be read about evaluations.
type TrialEvaluationWriter interface {
	// SetTrialEvaluation takes the place of what was written before; CodeStale.
	SetTrialEvaluation(e TrialEvaluation, edit int) (TrialEvaluation, error)
}

// Trying is a trial without a rule, and what comes of it.
type Trying struct {
	Today           registry.Day
	Entry           registry.RegisterEntry
	Event           registry.EventID
	Ruling          registry.Ruled
	From            registry.Day // the first day without the rule
	Until           registry.Day // the first day after; the rule lapses unless it was ruled on again
	TrialEvaluation TrialEvaluation
	Decided         *RuleItem           // the item that decided it; nil: no meeting here did
	Next            []RuleItem          // items of later meetings that can rule on it, the earliest first
	Answered        registry.RulingKind // that took its place; empty: none has
	Onto            []Meeting           // to come, which can take up its evaluation, those of its own body first; of Trial alone
}

// Over says that the trial has ended, or that another ruling took its place.
func (t Trying) Over() bool { return t.Answered != "" || t.Today >= t.Until }

// Evaluated says that somebody has written what came of it.
func (t Trying) Evaluated() bool { return t.TrialEvaluation.Edit > 1 }

// Coming is the item of a meeting to come that can rule on it; nil: it is on no agenda.
func (t Trying) Coming() *RuleItem {
	for _, x := range t.Next {
		if x.Meeting.State == MeetingPlanned {
			return &x
		}
	}
	return nil
}

// evaluatedAhead is how many days before its end a trial is on the desk.
const evaluatedAhead = 90

// Trials are those that decisions about rules began, by day; without the items that
// are closed to the public. CodeNotFound.
func (s *Service) Trials(ctx context.Context, numbers ...registry.Number) (all []Trying, err error) {
	err = s.Store.View(ctx, func(r Reader) error {
		for _, number := range numbers {
			if _, err := r.RuleByNumber(number); err != nil {
				return err
			}
		}
		all, err = trials(r, numbers)
		return err
	})
	for n := range all {
		all[n] = all[n].public()
	}
	return all, err
}

func (t Trying) public() Trying {
	if t.Decided != nil && t.Decided.Item.Confidential {
		t.Decided = nil
	}
	t.Next = slices.DeleteFunc(slices.Clone(t.Next), func(x RuleItem) bool { return x.Item.Confidential })
	return t
}

// Trial reads one trial, without the items that are closed to the public, and the
// meetings that can take up its evaluation; CodeNotFound.
func (s *Service) Trial(ctx context.Context, number registry.Number, event registry.EventID) (t Trying, err error) {
	err = s.Store.View(ctx, func(r Reader) error {
		if t, err = trial(r, number, event); err != nil {
			return err
		}
		t = t.public()
		meetings, err := r.Meetings()
		for _, m := range slices.Backward(meetings) {
			if m.State == MeetingPlanned && m.Day >= r.Today() && t.goesTo(m) {
				t.Onto = append(t.Onto, m)
			}
		}
		slices.SortStableFunc(t.Onto, func(a, b Meeting) int { return cmp.Compare(t.away(a), t.away(b)) })
		return err
	})
	return t, err
}

func (t Trying) away(m Meeting) int {
	if m.Body.Name == t.Ruling.By.Body {
		return 0
	}
	return 1
}

// TrialsDue are those that end within 90 days and that no other ruling took the place of,
// by the day they end: of the rules within reach, and those that a post of the user evaluates.
func (s *Service) TrialsDue(ctx context.Context, act registry.Act) (due []Trying, err error) {
	err = s.Store.View(ctx, func(r Reader) error {
		due = nil
		numbers, err := r.TrialsEnding(r.Today()+1, r.Today()+evaluatedAhead+1)
		if err != nil {
			return err
		}
		all, err := trials(r, numbers)
		if err != nil {
			return err
		}
		for _, t := range all {
			if t.Over() || t.Until > t.Today+evaluatedAhead {
				continue
			}
			if may, err := t.evaluatedBy(r, act); err != nil {
				return err
			} else if may {
				due = append(due, t)
			}
		}
		slices.SortStableFunc(due, func(a, b Trying) int { return cmp.Compare(a.Until, b.Until) })
		return nil
	})
	return due, err
}

// evaluatedBy says whether somebody reaches the rule, or answers for the post that evaluates.
func (t Trying) evaluatedBy(r Reader, act registry.Act) (bool, error) {
	if act.Reach.Has(t.Entry.Rule.Catalogue) {
		return true, nil
	}
	posts, err := registry.Answerers(r, []string{t.Ruling.Evaluator})
	return posts[t.Ruling.Evaluator].Has(act.Actor.User), err
}

// Evaluate writes what came of a trial, for everybody to read. Numbers that look like a
// CPR number are taken out. Whoever reaches the rule may, and who answers for the post
// that the decision names. Errors: CodeInvalid with fields, CodeStale, CodeNotFound,
// CodeForbidden, CodeTrialNotRunning before it has begun.
func (s *Service) Evaluate(ctx context.Context, act registry.Act, number registry.Number, event registry.EventID, edit int, text TrialEvaluationText) (TrialEvaluation, error) {
	return registry.Once(ctx, s.Store.Update, act, func(tx Tx) (TrialEvaluation, error) {
		t, err := trial(tx, number, event)
		if err != nil {
			return TrialEvaluation{}, err
		}
		if may, err := t.evaluatedBy(tx, act); err != nil {
			return TrialEvaluation{}, err
		} else if !may {
			return TrialEvaluation{}, refuse(registry.CodeForbidden)
		}
		if t.Today < t.From {
			return TrialEvaluation{}, refuse(registry.CodeTrialNotRunning)
		}
		if err := text.check(); err != nil {
			return TrialEvaluation{}, err
		}
		after := t.TrialEvaluation
		after.TrialEvaluationText, after.Day = text.masked(), tx.Today()
		out, err := tx.SetTrialEvaluation(after, edit)
		if err != nil {
			return TrialEvaluation{}, err
		}
		return out, audit(tx, "evaluation "+number.String()+" "+string(event), t.TrialEvaluation, out)
	})
}

// TrialEvaluationItem writes the item by which an evaluation comes back to a body; review is
// the next review that is proposed.
type TrialEvaluationItem func(t Trying, review registry.Day) Agenda

// PutTrialEvaluation puts the evaluation of a trial on the agenda of a meeting before the trial
// ends: of the body that decided it, of one that ranks with it and took over, or of a
// higher one. late is the reason that is needed when the papers are due already. Errors:
// CodeNotFound, CodeTrialNotRunning (it is over, by the meeting's day too), CodeNotEvaluated,
// CodeTakenUp (day, item), CodeCaseElsewhere, CodeMeetingClosed, and what AddItem refuses.
func (s *Service) PutTrialEvaluation(ctx context.Context, act registry.Act, number registry.Number, event registry.EventID, meeting registry.MeetingID, late string, write TrialEvaluationItem) (Item, error) {
	return registry.Once(ctx, s.Store.Update, act, func(tx Tx) (Item, error) {
		t, err := trial(tx, number, event)
		if err != nil {
			return Item{}, err
		}
		m, items, err := openMeeting(tx, meeting)
		if err != nil {
			return Item{}, err
		}
		coming := t.Coming()
		switch {
		case t.Over(), m.Day >= t.Until:
			return Item{}, refuse(registry.CodeTrialNotRunning)
		case !t.Evaluated():
			return Item{}, refuse(registry.CodeNotEvaluated)
		case coming != nil:
			return Item{}, refuse(registry.CodeTakenUp, "day", coming.Meeting.Day.String(), "item", itoa(coming.Item.Ordinal))
		case !t.goesTo(m):
			return Item{}, refuse(registry.CodeCaseElsewhere)
		}
		reviews, err := nextReviews(tx, m)
		if err != nil {
			return Item{}, err
		}
		agenda := write(t, reviews.Offer)
		agenda.Rules, agenda.PapersLate = []registry.RuleID{t.Entry.Rule.ID}, late
		if t.Decided != nil {
			agenda.From = t.Decided.Item.ID
		}
		return s.addItem(tx, m, items, 0, agenda, Backing{}) // it recommends nothing
	})
}

// goesTo says whether a meeting can rule on what came of the trial before it ends.
func (t Trying) goesTo(m Meeting) bool { return m.Day < t.Until && comesBack(t.Ruling.By, m) }

// comesBack says whether a trial goes from the decision that began it to a meeting: of
// the same body, of one that ranks with it (a body is not recorded as another's
// successor), or of a higher one.
func comesBack(by registry.Decision, to Meeting) bool {
	return to.Day > by.Day && (to.Body.Name == by.Body || !by.Rank.Above(to.Body.Rank))
}

// tried says that what an item decided is a trial, which comes back.
func (j Judged) tried() bool {
	n := j.Decided()
	return n >= 0 && j.Onward == Ended && j.Proposals[n].Ruling == registry.Trial
}

func trial(r Reader, number registry.Number, event registry.EventID) (Trying, error) {
	all, err := trials(r, []registry.Number{number})
	if err != nil {
		return Trying{}, err
	}
	n := slices.IndexFunc(all, func(t Trying) bool { return t.Event == event })
	if n < 0 {
		return Trying{}, refuse(registry.CodeNotFound)
	}
	return all[n], nil
}

func trials(r Reader, numbers []registry.Number) (all []Trying, err error) {
	entries, events, err := standingEvents(r, numbers)
	if err != nil || len(entries) == 0 {
		return nil, err
	}
	said, err := r.TrialEvaluations(numbers)
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		for _, t := range triedWithout(e, events[e.Rule.ID]) {
			t.Today = r.Today()
			t.TrialEvaluation = TrialEvaluation{Event: t.Event, Number: e.Rule.Number, Edit: 1}
			if n := slices.IndexFunc(said, func(x TrialEvaluation) bool { return x.Event == t.Event }); n >= 0 {
				t.TrialEvaluation = said[n]
			}
			if err := t.readItems(r); err != nil {
				return nil, err
			}
			all = append(all, t)
		}
	}
	return all, nil
}

// triedWithout are the trials among the events of a rule that stand.
func triedWithout(e registry.RegisterEntry, events []registry.Event) (all []Trying) {
	for _, event := range events {
		f, ok := event.Fact.(registry.Ruled)
		if !ok {
			continue
		}
		for n := range all {
			if all[n].Answered == "" {
				all[n].Answered = f.Ruling
			}
		}
		if f.Ruling == registry.Trial {
			all = append(all, Trying{Entry: e, Event: event.ID, Ruling: f, From: max(f.From, event.Valid), Until: f.Next.On})
		}
	}
	return all
}

// readItems finds the item that decided the trial, and those that can rule on it since.
func (t *Trying) readItems(r Reader) error {
	of, err := r.ItemsOf([]registry.RuleID{t.Entry.Rule.ID})
	if err != nil {
		return err
	}
	events, err := r.Events([]registry.RuleID{t.Entry.Rule.ID}, registry.RevisionOpen)
	if err != nil {
		return err
	}
	for _, item := range slices.Backward(of[t.Entry.Rule.ID]) {
		m, err := r.MeetingByID(item.Meeting)
		if err != nil {
			return err
		}
		x := RuleItem{Meeting: m, Item: ItemPage{Judged: Judged{Item: item}}}
		landed := landedOn(events[t.Entry.Rule.ID], m, item)
		switch {
		case m.State == MeetingCancelled:
		case slices.ContainsFunc(landed, func(e registry.Event) bool { return e.ID == t.Event }):
			t.Decided = &x
		case t.goesTo(m) && slices.ContainsFunc(item.Proposals, func(p Proposal) bool { return p.Ruling != "" }):
			t.Next = append(t.Next, x)
		}
	}
	return nil
}
