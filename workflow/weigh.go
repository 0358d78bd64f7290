package workflow

import (
	"cmp"
	"context"
	"slices"

	"github.com/omvendt/omvendt/registry"
)

// Inbox lists inputs with their dispositions, for those who weigh them.
func (s *Service) Inbox(ctx context.Context, slug string, f InputFilter) ([]Answered, error) {
	var out []Answered
	err := s.Store.View(ctx, func(r Reader) error {
		c, err := r.ConsultationBySlug(slug)
		if err != nil {
			return err
		}
		f.Consultation = c.ID
		inputs, err := r.Inputs(f)
		if err != nil {
			return err
		}
		out, err = answered(r, inputs)
		return err
	})
	return out, err
}

// InboxPage is a page of a consultation's inputs, with what they can be narrowed to.
type InboxPage struct {
	Consultation Consultation
	Rules        []registry.RegisterEntry // within reach, by number
	Audiences    []string                 // in Danish order
	Covered      Covered                  // of all within reach; no more than registry.CountLimit + 1 are counted
	Found        int                      // of those that the filter lets through, counted so far too
	Inputs       []Answered
	More         bool // there are further ones
}

// InboxPage reads a page of Inbox with what stands around it; CodeNotFound.
func (s *Service) InboxPage(ctx context.Context, slug string, f InputFilter) (InboxPage, error) {
	var out InboxPage
	err := s.Store.View(ctx, func(r Reader) error {
		var err error
		if out.Consultation, err = r.ConsultationBySlug(slug); err != nil {
			return err
		}
		return out.read(r, f)
	})
	return out, err
}

func (p *InboxPage) read(r Reader, f InputFilter) error {
	f.Consultation = p.Consultation.ID
	about, err := entries(r, p.Consultation.Rules)
	if err != nil {
		return err
	}
	p.Rules = slices.DeleteFunc(about, func(e registry.RegisterEntry) bool { return !f.Reach.Has(e.Rule.Catalogue) })
	slices.SortFunc(p.Rules, func(a, b registry.RegisterEntry) int { return cmp.Compare(a.Rule.Number, b.Rule.Number) })
	links, err := r.Links(f.Consultation)
	if err != nil {
		return err
	}
	for _, l := range links {
		p.Audiences = append(p.Audiences, l.Audience)
	}
	p.Audiences = slices.Compact(p.Audiences)
	const most = registry.CountLimit + 1
	unanswered := false
	reached := InputFilter{Consultation: f.Consultation, Reach: f.Reach}
	if p.Covered.Inputs, err = r.CountInputs(reached, most); err != nil {
		return err
	}
	reached.Answered = &unanswered
	if p.Covered.Unanswered, err = r.CountInputs(reached, most); err != nil {
		return err
	}
	if p.Found, err = r.CountInputs(f, most); err != nil {
		return err
	}
	limit := f.Limit
	f.Limit++
	inputs, err := r.Inputs(f)
	if err != nil {
		return err
	}
	p.More = len(inputs) > limit
	p.Inputs, err = answered(r, inputs[:min(limit, len(inputs))])
	return err
}

// Unanswered is how many inputs of a consultation have no disposition yet.
type Unanswered struct {
	Consultation Consultation
	Inputs       int // within reach; no more than registry.CountLimit + 1 are counted
}

// Unanswered are the consultations of reviews under way, the newest review's first,
// in which any input within reach has no disposition.
func (s *Service) Unanswered(ctx context.Context, reach registry.Reach) (all []Unanswered, err error) {
	err = s.Store.View(ctx, func(r Reader) error {
		all = nil
		reviews, err := r.Reviews()
		if err != nil {
			return err
		}
		for _, review := range reviews {
			if review.Phase == Closed || review.Phase == Cancelled {
				continue
			}
			consultations, err := r.Consultations(review.ID)
			if err != nil {
				return err
			}
			for _, c := range consultations {
				no := false
				n, err := r.CountInputs(InputFilter{Consultation: c.ID, Answered: &no, Reach: reach}, registry.CountLimit+1)
				if err != nil {
					return err
				}
				if n > 0 {
					all = append(all, Unanswered{c, n})
				}
			}
		}
		return nil
	})
	return all, err
}

// Dispose gives inputs their one answer, with its reason; a later one takes its
// place. Several at once where the reason is the same. Errors: CodeInvalid with
// fields, CodeNotFound.
func (s *Service) Dispose(ctx context.Context, act registry.Act, inputs []registry.InputID, kind DispositionKind, reason string) error {
	_, err := registry.Once(ctx, s.Store.Update, act, func(tx Tx) (registry.Nothing, error) {
		var none registry.Nothing
		var c registry.Checks
		if !slices.Contains(DispositionKinds, kind) {
			c.Fail("kind", registry.CodeChoiceInvalid, "value", string(kind), "choices", "")
		}
		c.Text("reason", reason, registry.LimitReason, kind != NothingToAnswer)
		if len(inputs) == 0 {
			c.Fail("inputs", registry.CodeRequired)
		}
		if err := c.Err(); err != nil {
			return none, err
		}
		if _, err := reachInputs(tx, act, inputs); err != nil {
			return none, err
		}
		for _, id := range inputs {
			d := Disposition{Input: id, Kind: kind, Reason: reason, By: act.Actor.Name, Day: tx.Today()}
			if err := tx.SetDisposition(d); err != nil {
				return none, err
			}
			if err := audit(tx, "input "+string(id), nil, d); err != nil {
				return none, err
			}
		}
		return none, nil
	})
	return err
}

// reachInputs reads inputs; it refuses those that are not there, and those beyond
// the actor's reach: what is about no rule belongs to those who reach everything.
func reachInputs(tx Tx, act registry.Act, ids []registry.InputID) ([]Input, error) {
	inputs, err := tx.InputsByID(ids)
	if err != nil || len(act.Reach) == 0 {
		return inputs, err
	}
	var about []registry.RuleID
	for _, i := range inputs {
		if i.Rule == "" {
			return nil, refuse(registry.CodeForbidden)
		}
		if !slices.Contains(about, i.Rule) {
			about = append(about, i.Rule)
		}
	}
	rules, err := tx.RulesByID(about)
	if err == nil && slices.ContainsFunc(rules, func(r registry.Rule) bool { return !act.Reach.Has(r.Catalogue) }) {
		err = refuse(registry.CodeForbidden)
	}
	return inputs, err
}

// Publish says of a consultation's screened inputs that their texts may, or may
// not, be public. Errors: CodeInvalid with fields, CodeNotFound for inputs of
// another consultation too.
func (s *Service) Publish(ctx context.Context, act registry.Act, slug string, inputs []registry.InputID, published bool) error {
	_, err := registry.Once(ctx, s.Store.Update, act, func(tx Tx) (registry.Nothing, error) {
		var none registry.Nothing
		here, err := tx.ConsultationBySlug(slug)
		if err != nil {
			return none, err
		}
		var c registry.Checks
		if len(inputs) == 0 {
			c.Fail("inputs", registry.CodeRequired)
		}
		if err := c.Err(); err != nil {
			return none, err
		}
		found, err := reachInputs(tx, act, inputs)
		if err != nil {
			return none, err
		}
		if slices.ContainsFunc(found, func(i Input) bool { return i.Consultation != here.ID }) {
			return none, refuse(registry.CodeNotFound)
		}
		if err := tx.SetPublished(inputs, published); err != nil {
			return none, err
		}
		for _, id := range inputs {
			if err := audit(tx, "input "+string(id), nil, published); err != nil {
				return none, err
			}
		}
		return none, nil
	})
	return err
}

// Results are what a consultation may show to everybody.
type Results struct {
	Consultation  Consultation
	Contributions int // received and not withdrawn
	Groups        Groups
	Covered       Covered
	SmallestGroup int              // audiences below are not broken down
	Questions     []QuestionResult // those that offer options, in the order of the form
	Rules         []RuleResult
	Published     []Answered // screened texts with their answers
}

// RuleResult counts the views on one rule.
type RuleResult struct {
	Entry registry.RegisterEntry
	Breakdown[Stance]
	Covered Covered
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
		c, err := r.ConsultationBySlug(slug)
		if err != nil {
			return err
		}
		if c.Kind == SelfAssessment { // for those who lead alone
			return refuse(registry.CodeNotFound)
		}
		out, err = results(r, c)
		return err
	})
	return out, err
}

func results(r Reader, c Consultation) (Results, error) {
	out := Results{Consultation: c}
	settings, err := registry.SettingsOn(r, r.Today())
	if err != nil {
		return out, err
	}
	out.SmallestGroup = settings.SmallestGroupShown
	if out.Contributions, err = r.CountContributions(c.ID); err != nil {
		return out, err
	}
	senders, err := r.Senders(c.ID)
	if err != nil {
		return out, err
	}
	out.Groups = groupsIn(senders)
	inputs, err := r.Inputs(InputFilter{Consultation: c.ID})
	if err != nil {
		return out, err
	}
	all, err := answered(r, inputs)
	if err != nil {
		return out, err
	}
	rules, err := entries(r, c.viewsOn())
	if err != nil {
		return out, err
	}
	for _, a := range all {
		out.Covered.Inputs++
		if a.Disposition == nil {
			out.Covered.Unanswered++
		}
		if a.Input.Published && a.Input.Text != "" {
			out.Published = append(out.Published, a)
		}
	}
	chosen, err := r.CountChosen(c.ID)
	if err != nil {
		return out, err
	}
	out.Questions = questionResults(c, chosen, out.SmallestGroup)
	for _, e := range rules {
		out.Rules = append(out.Rules, ruleResult(e, all, out.SmallestGroup))
	}
	return out, nil
}

func ruleResult(e registry.RegisterEntry, all []Answered, smallest int) RuleResult {
	out := RuleResult{Entry: e}
	var audiences []AudienceCounts[Stance]
	for _, a := range all {
		if a.Input.Rule != e.Rule.ID {
			continue
		}
		out.Covered.Inputs++
		if a.Disposition == nil {
			out.Covered.Unanswered++
		}
		if a.Input.Stance != NoStance {
			of := audienceIn(&audiences, a.Input.Audience)
			of.People++
			of.Counts[a.Input.Stance]++
		}
	}
	out.Breakdown = breakDown(audiences, smallest)
	return out
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
