package workflow

import (
	"cmp"
	"slices"

	"github.com/omvendt/omvendt/registry"
)

// Change is something that became different for those who answered a consultation.
// Nothing is stored of it: it follows from what is.
type Change struct {
	Kind ChangeKind
	On   registry.Day // when it could first be read
	N    int          // Answering: of how many inputs
	// Rule is that of the others; its segment is the one that began, where one did.
	Rule     registry.RegisterEntry
	Decision *RuleDecision // Deciding
	NewText  bool          // TakingEffect: another text applies, and the state is what it was
}

// ChangeKind is what became different.
type ChangeKind string

const (
	Answering    ChangeKind = "answered"
	Deciding     ChangeKind = "decided"
	TakingEffect ChangeKind = "takes_effect"
)

// ChangeKinds in the order in which they are told of one day.
var ChangeKinds = []ChangeKind{TakingEffect, Deciding, Answering}

// mostChanges are told of a consultation; a feed and a page are for what is new.
const mostChanges = 50

// AnsweredOn counts the inputs that were answered on a day.
type AnsweredOn struct {
	Day registry.Day
	N   int
}

func (d *SaidDone) changes(r Reader, s story) error {
	days, err := r.AnswersByDay(d.Consultation.ID)
	if err != nil {
		return err
	}
	for _, day := range days {
		d.Changes = append(d.Changes, Change{Kind: Answering, On: day.Day, N: day.N})
	}
	for _, e := range s.entries {
		for _, by := range s.decisions[e.Rule.ID] {
			d.Changes = append(d.Changes, Change{Kind: Deciding, On: max(by.Event.Recorded, d.Consultation.Opens), Rule: e, Decision: &by})
		}
		d.Changes = append(d.Changes, begun(e, s.timelines[e.Rule.ID], d.Consultation.Opens, d.On)...)
	}
	slices.SortStableFunc(d.Changes, func(a, b Change) int {
		return cmp.Or(cmp.Compare(b.On, a.On), slices.Index(ChangeKinds, a.Kind)-slices.Index(ChangeKinds, b.Kind), cmp.Compare(a.Rule.Rule.Number, b.Rule.Rule.Number))
	})
	if n := len(d.Changes) - mostChanges; n > 0 {
		d.Changes, d.Hidden = d.Changes[:mostChanges], n
	}
	return nil
}

// begun are the days after the opening, until today, on which another state or
// another text began to apply to a rule.
func begun(e registry.RegisterEntry, timeline []registry.Segment, opens, today registry.Day) (all []Change) {
	for n, s := range timeline {
		if n == 0 || s.From <= opens || s.From > today {
			continue
		}
		before := timeline[n-1]
		text := before.Version != s.Version && s.State.Applies()
		if before.State == s.State && !text {
			continue
		}
		at := e
		at.Segment = s
		all = append(all, Change{Kind: TakingEffect, On: s.From, Rule: at, NewText: before.State == s.State})
	}
	return all
}
