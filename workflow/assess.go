package workflow

import (
	"context"
	"slices"

	"github.com/omvendt/omvendt/registry"
)

// Assessment is what a self-assessment or a measurement has brought, beside the
// earlier ones that asked the same.
type Assessment struct {
	Consultation  Consultation
	SmallestGroup int
	Rounds        []Round // by opening; the last is the consultation itself
	Questions     []Assessed
	Changed       []ChangedRule // between the first round and the last, by number
}

// Round is one time at which the questions were asked.
type Round struct {
	Consultation Consultation
	People       int // who answered
}

// Assessed are the options that were chosen of a question. Nothing is told of fewer
// people than the smallest group, and nothing of a unit.
type Assessed struct {
	Question  Question
	Rounds    []Breakdown[string] // by audience: the level of those who lead
	Districts Breakdown[string]   // of the last round; a person's link may name none
}

// ChangedRule is a rule that was another on two days.
type ChangedRule struct {
	Entry         registry.RegisterEntry
	Before, After registry.Segment
}

// mostRounds are how often the same is asked before the oldest is no longer told.
const mostRounds = 12

// Assessment reads what a questionnaire that stands alone has brought; CodeNotFound.
func (s *Service) Assessment(ctx context.Context, slug string) (Assessment, error) {
	var out Assessment
	err := s.Store.View(ctx, func(r Reader) error {
		c, err := r.ConsultationBySlug(slug)
		if err == nil && c.Kind == AskingAll {
			err = refuse(registry.CodeNotFound)
		}
		if err != nil {
			return err
		}
		out = Assessment{Consultation: c}
		return out.read(r)
	})
	return out, err
}

func (a *Assessment) read(r Reader) error {
	settings, err := registry.SettingsOn(r, r.Today())
	if err != nil {
		return err
	}
	a.SmallestGroup = settings.SmallestGroupShown
	for c := a.Consultation; ; {
		people, err := r.CountContributions(c.ID)
		if err != nil {
			return err
		}
		a.Rounds = append(a.Rounds, Round{c, people})
		if c.Earlier == "" || len(a.Rounds) == mostRounds {
			break
		}
		if c, err = r.ConsultationByID(c.Earlier); err != nil {
			return err
		}
	}
	slices.Reverse(a.Rounds)
	for _, q := range a.Consultation.Questions {
		if q.Kind != FreeText {
			a.Questions = append(a.Questions, Assessed{Question: q})
		}
	}
	for n, round := range a.Rounds {
		counts, err := r.CountChosen(round.Consultation.ID, false)
		if err != nil {
			return err
		}
		for i := range a.Questions {
			a.Questions[i].add(counts, a.SmallestGroup, n == len(a.Rounds)-1)
		}
	}
	a.Changed, err = changedRules(r, a.Consultation.Rules, a.Rounds[0].Consultation.Opens, min(a.Consultation.Opens, r.Today()))
	return err
}

func (q *Assessed) add(counts []ChosenCount, smallest int, last bool) {
	var levels, districts []AudienceCounts[string]
	for _, x := range counts {
		if x.Question != q.Question.ID {
			continue
		}
		for _, of := range []*AudienceCounts[string]{audienceIn(&levels, x.Audience), audienceIn(&districts, x.District)} {
			if x.Option == "" {
				of.People += x.N
			} else {
				of.Counts[x.Option] += x.N
			}
		}
	}
	q.Rounds = append(q.Rounds, breakDown(levels, smallest))
	if last {
		q.Districts = breakDown(districts, smallest)
	}
}

// changedRules are those that had another state or another text on two days.
func changedRules(r Reader, ids []registry.RuleID, from, to registry.Day) (changed []ChangedRule, err error) {
	rules, err := entries(r, ids)
	if err != nil {
		return nil, err
	}
	timelines, err := r.Timelines(ids)
	if err != nil {
		return nil, err
	}
	for _, e := range rules {
		before, _ := registry.SegmentOn(timelines[e.Rule.ID], from)
		after, _ := registry.SegmentOn(timelines[e.Rule.ID], to)
		if before.State != after.State || before.Version != after.Version {
			changed = append(changed, ChangedRule{e, before, after})
		}
	}
	return changed, nil
}

// asksTheSame checks, of one that asks again, that its questions can be held
// against the earlier one's.
func (c Consultation) asksTheSame(r Reader, k *registry.Checks) error {
	if c.Earlier == "" {
		return nil
	}
	earlier, err := r.ConsultationByID(c.Earlier)
	if err != nil {
		return err
	}
	if earlier.Kind != c.Kind || earlier.Opens >= c.Opens {
		k.Fail("earlier", registry.CodeNotEarlier)
	}
	same := slices.EqualFunc(c.Questions, earlier.Questions, func(a, b Question) bool {
		return a.ID == b.ID && a.Kind == b.Kind && slices.EqualFunc(a.Options, b.Options, func(x, y Option) bool { return x.ID == y.ID })
	})
	if !same {
		k.Fail("questions", registry.CodeQuestionsDiffer)
	}
	return k.Err()
}
