package workflow

import (
	"context"
	"sort"

	"github.com/omvendt/omvendt/registry"
)

// Outlook is what becomes of one rule of a review if nobody decides anything more.
type Outlook struct {
	Entry registry.RegisterEntry
	Today registry.Segment // as it stands
	After registry.Segment // from the sunset on
	// Why the rule is not part of the review; empty when it is.
	LeftOut LeftOut
}

// Report is a review as everybody may read it. Every list has protecting rules
// first, then by number.
type Report struct {
	Review Review
	On     registry.Day // the day of Today

	Lapses   []Outlook // on the sunset, if nobody decides
	Floors   []Outlook // of which only the statutory minimum stays
	Stays    []Outlook // cannot lapse: law, agreement or a parent board holds them
	Replaces []Outlook // the law demands a rule: a replacement is needed before they can go
	Ruled    []Outlook // a final ruling has answered
	Extended []Outlook // provisionally extended beyond the sunset
	LeftOut  []Outlook // drawn and not taken in, with the reason
}

// Report reads a review by its slug; CodeNotFound.
func (s *Service) Report(ctx context.Context, slug string) (Report, error) {
	var out Report
	err := s.Store.View(ctx, func(r Reader) error {
		var err error
		out, err = report(r, slug)
		return err
	})
	return out, err
}

// Reviews lists all reviews, newest first.
func (s *Service) Reviews(ctx context.Context) ([]Review, error) {
	var out []Review
	err := s.Store.View(ctx, func(r Reader) (err error) { out, err = r.Reviews(); return err })
	return out, err
}

// Review reads a review without its rules; CodeNotFound.
func (s *Service) Review(ctx context.Context, slug string) (Review, error) {
	var out Review
	err := s.Store.View(ctx, func(r Reader) (err error) { out, err = r.ReviewBySlug(slug); return err })
	return out, err
}

// ReviewsOf are the reviews that a rule was taken into, newest first.
func (s *Service) ReviewsOf(ctx context.Context, rule registry.RuleID) ([]Review, error) {
	var out []Review
	err := s.Store.View(ctx, func(r Reader) error {
		all, err := r.ReviewsOf([]registry.RuleID{rule})
		out = all[rule]
		return err
	})
	return out, err
}

func report(r Reader, slug string) (Report, error) {
	review, err := r.ReviewBySlug(slug)
	if err != nil {
		return Report{}, err
	}
	out := Report{Review: review, On: r.Today()}
	places, rules, err := membersOf(r, review)
	if err != nil {
		return out, err
	}
	ids := make([]registry.RuleID, len(rules))
	for i, rule := range rules {
		ids[i] = rule.ID
	}
	timelines, err := r.Timelines(ids)
	if err != nil {
		return out, err
	}
	texts, err := textsToday(r, rules, timelines)
	if err != nil {
		return out, err
	}
	for i, rule := range rules {
		if rule.TakenOut != 0 { // it was left out, and is no rule any more
			continue
		}
		o := Outlook{LeftOut: places[i].LeftOut}
		o.Today, _ = registry.SegmentOn(timelines[rule.ID], r.Today())
		o.After, _ = registry.SegmentOn(timelines[rule.ID], review.Sunset)
		o.Entry = registry.RegisterEntry{Rule: rule, Text: texts[rule.ID], Segment: o.Today}
		list := out.list(o)
		*list = append(*list, o)
	}
	for _, list := range out.lists() {
		protectingFirst(*list)
	}
	return out, nil
}

// list finds the place of an outlook in the report.
func (r *Report) list(o Outlook) *[]Outlook {
	if o.LeftOut != TakenIn {
		return &r.LeftOut
	}
	switch main(o.After) {
	case registry.LapsedUndecided:
		return &r.Lapses
	case registry.FloorRemains:
		return &r.Floors
	case registry.IsStateDuty, registry.BoundByAgreement, registry.OwnedByBoard:
		return &r.Stays
	case registry.MandatedByLaw:
		return &r.Replaces
	case registry.HearingMissing, registry.Deferred, registry.StoppedAwaitingCouncil:
		return &r.Extended
	}
	return &r.Ruled
}

func (r *Report) lists() []*[]Outlook {
	return []*[]Outlook{&r.Lapses, &r.Floors, &r.Stays, &r.Replaces, &r.Ruled, &r.Extended, &r.LeftOut}
}

func main(s registry.Segment) registry.ReasonCode {
	if len(s.Reasons) == 0 {
		return ""
	}
	return s.Reasons[0].Code
}

// weight puts life and health before staff's conditions before citizens' rights.
func weight(p registry.Protects) int {
	for i, q := range registry.ProtectsChoices {
		if p == q && p.Somebody() {
			return i
		}
	}
	return 0
}

func protectingFirst(list []Outlook) {
	sort.SliceStable(list, func(i, j int) bool {
		a, b := list[i].Entry.Rule, list[j].Entry.Rule
		if wa, wb := weight(a.Catalogue.Protects), weight(b.Catalogue.Protects); wa != wb {
			return wa > wb
		}
		return a.Number < b.Number
	})
}
