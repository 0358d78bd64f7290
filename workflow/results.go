package workflow

import (
	"context"
	"slices"

	"github.com/omvendt/omvendt/registry"
)

// Results are what a consultation may show to everybody. Nothing in them is counted
// by reading what people wrote, so that they are soon there however many answered.
type Results struct {
	Consultation  Consultation
	Contributions int // received and neither withdrawn nor excluded
	Groups        Groups
	Covered       Covered
	Texts         Texts
	SmallestGroup int               // audiences below are not broken down
	Audiences     Breakdown[string] // the contributions; nothing is chosen
	Questions     []QuestionResult  // those that offer options, in the order of the form
	Answers       []QuestionResult  // those in free text: who wrote; nothing is chosen
	Suggestions   Breakdown[string] // by audience; nothing is chosen
	MissingRules  Breakdown[string] // that people miss; nothing is chosen
	Themes        map[string]int    // suggestions by theme; empty when fewer than the smallest group have one
	Rules         []RuleResult
	With          WithExcluded // zero when nothing is excluded
}

// RuleResult counts the views on one rule.
type RuleResult struct {
	Entry registry.RegisterEntry
	Breakdown[Stance]
	Covered Covered
	Texts   Texts
	Minutes MinutesSaid
}

// QuestionResult counts, by id, the options of a question that were chosen.
type QuestionResult struct {
	Question Question
	Breakdown[string]
}

// Results reads what a consultation has brought; CodeNotFound, for a self-assessment too.
func (s *Service) Results(ctx context.Context, slug string) (Results, error) {
	var out Results
	err := s.Store.View(ctx, func(r Reader) error {
		c, err := openToRead(r, slug)
		if err == nil {
			out, err = results(r, c)
		}
		return err
	})
	return out, err
}

// openToRead is a consultation whose results are everybody's; CodeNotFound.
func openToRead(r Reader, slug string) (Consultation, error) {
	c, err := r.ConsultationBySlug(slug)
	if err == nil && c.Kind == SelfAssessment { // for those who lead alone
		err = refuse(registry.CodeNotFound)
	}
	return c, err
}

func results(r Reader, c Consultation) (Results, error) {
	out := Results{Consultation: c}
	settings, err := registry.SettingsOn(r, r.Today())
	if err != nil {
		return out, err
	}
	out.SmallestGroup = settings.SmallestGroupShown
	if out.Groups, err = r.CountGroups(c.ID); err != nil {
		return out, err
	}
	sent, err := r.CountByAudience(c.ID)
	if err != nil {
		return out, err
	}
	out.Audiences = sentBy(sent, out.SmallestGroup)
	out.Contributions = out.Audiences.People
	chosen, err := r.CountChosen(c.ID, false)
	if err != nil {
		return out, err
	}
	out.Questions = questionResults(c, chosen, out.SmallestGroup)
	if err := out.count(r); err != nil {
		return out, err
	}
	return out, out.countExcluded(r)
}

// count reads what there is of inputs.
func (out *Results) count(r Reader) error {
	c := out.Consultation
	inputs, err := r.TallyInputs(c.ID, false)
	if err != nil {
		return err
	}
	minutes, err := r.TallyMinutes(c.ID)
	if err != nil {
		return err
	}
	rules, err := entries(r, c.viewsOn())
	if err != nil {
		return err
	}
	for _, t := range inputs {
		out.Covered.add(t)
		out.Texts.add(t)
	}
	out.Suggestions = wroteBy(inputs, out.SmallestGroup, func(t InputTally) bool { return t.Kind == SuggestionInput })
	out.MissingRules = wroteBy(inputs, out.SmallestGroup, func(t InputTally) bool { return t.Kind == MissingRule })
	out.Themes = themesIn(inputs, out.SmallestGroup)
	for _, q := range c.Questions {
		if q.Kind == FreeText {
			out.Answers = append(out.Answers, QuestionResult{q, wroteBy(inputs, out.SmallestGroup, func(t InputTally) bool { return t.Kind == AnswerInput && t.Question == q.ID })})
		}
	}
	for _, e := range rules {
		x := RuleResult{Entry: e, Minutes: minutesOf(minutes, e.Rule.ID, out.SmallestGroup)}
		var audiences []AudienceCounts[Stance]
		for _, t := range inputs {
			if t.Rule != e.Rule.ID {
				continue
			}
			x.Covered.add(t)
			x.Texts.add(t)
			if t.Stance != NoStance {
				of := audienceIn(&audiences, t.Audience)
				of.People += t.N
				of.Counts[t.Stance] += t.N
			}
		}
		x.Breakdown = breakDown(audiences, out.SmallestGroup)
		out.Rules = append(out.Rules, x)
	}
	return nil
}

func (c *Covered) add(t InputTally) {
	c.Inputs += t.N
	if !t.Answered {
		c.Unanswered += t.N
	}
}

func sentBy(counts map[string]int, smallest int) Breakdown[string] {
	var audiences []AudienceCounts[string]
	for audience, n := range counts {
		audienceIn(&audiences, audience).People = n
	}
	return breakDown(audiences, smallest)
}

// wroteBy counts by audience who wrote what is let through.
func wroteBy(inputs []InputTally, smallest int, let func(InputTally) bool) Breakdown[string] {
	var audiences []AudienceCounts[string]
	for _, t := range inputs {
		if let(t) {
			audienceIn(&audiences, t.Audience).People += t.N
		}
	}
	return breakDown(audiences, smallest)
}

// questionResults are those of the questions that offer options, in the order of the form.
func questionResults(c Consultation, counts []ChosenCount, smallest int) (results []QuestionResult) {
	for _, q := range c.Questions {
		if q.Kind == FreeText {
			continue
		}
		var audiences []AudienceCounts[string]
		for _, x := range counts {
			if x.Question != q.ID {
				continue
			}
			if of := audienceIn(&audiences, x.Audience); x.Option == "" {
				of.People += x.N
			} else {
				of.Counts[x.Option] += x.N
			}
		}
		results = append(results, QuestionResult{q, breakDown(audiences, smallest)})
	}
	return results
}

// PublishedPage is a page of texts that were screened, as they may be shown, with
// their answers.
type PublishedPage struct {
	Inputs []Answered
	Same   map[registry.InputID]int // how many others each of them is merged with, where merged ones are told once
	Last   registry.InputID         // after which to read on
	More   bool                     // there are further ones
}

// Published reads published texts, rule by rule; CodeNotFound.
func (s *Service) Published(ctx context.Context, slug string, f ShownQuery) (PublishedPage, error) {
	var out PublishedPage
	err := s.Store.View(ctx, func(r Reader) error {
		c, err := openToRead(r, slug)
		if err != nil {
			return err
		}
		f.Consultation = c.ID
		named, err := audiencesNamed(r, c)
		if err != nil {
			return err
		}
		out, err = published(r, f, named)
		return err
	})
	return out, err
}

// audiencesNamed are those that may stand beside a text: of the others so few
// contributed that its writer might be known by it.
func audiencesNamed(r Reader, c Consultation) (map[string]bool, error) {
	settings, err := registry.SettingsOn(r, r.Today())
	if err != nil {
		return nil, err
	}
	sent, err := r.CountByAudience(c.ID)
	named := map[string]bool{}
	for _, a := range sentBy(sent, settings.SmallestGroupShown).Audiences {
		named[a.Audience] = true
	}
	return named, err
}

func published(r Reader, f ShownQuery, named map[string]bool) (out PublishedPage, err error) {
	limit := f.Limit
	f.Limit++
	inputs, err := r.Shown(f)
	if err != nil {
		return out, err
	}
	out.More = len(inputs) > limit
	if inputs = inputs[:min(limit, len(inputs))]; len(inputs) > 0 {
		out.Last = inputs[len(inputs)-1].ID
	}
	parts, err := r.Inputs(InputFilter{Wholes: idsOf(slices.DeleteFunc(slices.Clone(inputs), func(i Input) bool { return !i.Split }))})
	if err != nil {
		return out, err
	}
	all, err := answered(r, slices.Concat(inputs, parts))
	if err != nil {
		return out, err
	}
	if f.Heads {
		if out.Same, err = r.CountMerged(idsOf(inputs)); err != nil {
			return out, err
		}
	}
	for _, a := range nest(all) {
		if shown, some := a.public(); some {
			if !named[shown.Input.Audience] {
				shown.Input.Audience = ""
			}
			out.Inputs = append(out.Inputs, shown)
		}
	}
	return out, nil
}
