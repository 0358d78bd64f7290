package workflow

import (
	"context"
	"slices"

	"github.com/omvendt/omvendt/registry"
)

// Dispute is why an item stands among those that are disputed. Texts are found under
// "dispute.<code>".
type Dispute string

const (
	DisputeCounter      Dispute = "counter_unanswered"    // somebody wrote against a rule, and nobody has answered
	DisputePeople       Dispute = "people_wish_otherwise" // more people wish the opposite of what is asked first
	DisputeDefended     Dispute = "ended_though_defended" // it is to end, and somebody has justified it
	DisputeUndefended   Dispute = "kept_though_undefended"
	DisputeHearing      Dispute = "hearing_remarks"   // a hearing party has remarks
	DisputeAlternatives Dispute = "several_proposals" // more than one thing is asked
	DisputeAlone        Dispute = "owner_alone"       // nobody but the owner of a rule recommends
)

// AllDisputes are all there are.
var AllDisputes = []Dispute{DisputeCounter, DisputePeople, DisputeDefended, DisputeUndefended, DisputeHearing, DisputeAlternatives, DisputeAlone}

// disputes compares what an item asks first with the justification, the counter-cases,
// the consultation and the hearing of each of its rules, and says where they do not
// agree. An item without any is agreed. It is an order for the reader's time, no
// judgement: a statement with remarks may well support the recommendation, and an
// agreed item may be debated.
func disputes(item ItemPage, rules []RuleDetail, hearings []Hearing, on registry.Day) (all []Dispute) {
	add := func(d Dispute, is bool) {
		if is && !slices.Contains(all, d) {
			all = append(all, d)
		}
	}
	ends, keeps := false, false
	if len(item.Proposals) > 0 {
		switch item.Proposals[0].Ruling {
		case registry.Keep, registry.Amend:
			keeps = true
		case registry.Repeal, registry.Trial:
			ends = true
		}
	}
	for _, d := range rules {
		j := d.Judged.Justification
		undefended := j.Empty() || j.Undefended.On != registry.NoDay
		add(DisputeCounter, slices.ContainsFunc(d.Counter, func(c registry.Countered) bool { return !c.Answered() }))
		add(DisputeUndefended, keeps && undefended)
		add(DisputeDefended, ends && !undefended)
		for _, h := range d.Heard {
			keep, end := h.Result.All[KeepIt], h.Result.All[RepealIt] // none where too few answered
			add(DisputePeople, keeps && end > keep || ends && keep > end)
		}
	}
	for _, h := range hearings {
		add(DisputeHearing, h.State == HearingAnswered && h.StatementPublicOn(on) && !h.Statement.NoRemarks)
	}
	add(DisputeAlternatives, len(item.Proposals) > 1)
	add(DisputeAlone, item.RecommendedAlone)
	return all
}

// Disputes says which items of a page of a meeting to come are disputed, and why; none of a
// meeting that is over.
func (s *Service) Disputes(ctx context.Context, page MeetingPage) (map[registry.ItemID][]Dispute, error) {
	out := map[registry.ItemID][]Dispute{}
	if page.Meeting.State != MeetingPlanned {
		return out, nil
	}
	err := s.Store.View(ctx, func(r Reader) error {
		read := map[registry.ConsultationID]Results{}
		for _, item := range page.Items {
			rules, err := ruleDetails(r, s.Register.Cases, item, read)
			if err != nil {
				return err
			}
			hearings, err := hearingsOf(r, item.Item.Rules)
			if err != nil {
				return err
			}
			if why := disputes(item, rules, hearings, page.Today); len(why) > 0 {
				out[item.ID] = why
			}
		}
		return nil
	})
	return out, err
}
