package workflow

import (
	"regexp"

	"github.com/omvendt/omvendt/registry"
)

// gate is what is found in the text that a proposal gives a rule. It bars nothing:
// a body decides, and knows what it decides. Once the meeting is closed it is what
// the ruling was recorded with, and nothing where none was.
func (s *Service) gate(r Reader, m Meeting, item Item, p Proposal, outcome Outcome) (registry.Adoption, error) {
	if p.Text == nil || len(item.Rules) != 1 {
		return registry.Adoption{}, nil
	}
	switch m.State {
	case MeetingPlanned:
		rules, err := r.RulesByID(item.Rules)
		if err != nil || len(rules) == 0 {
			return registry.Adoption{}, err
		}
		judged, _, err := s.judgeText(r, rules[0], *p.Text, max(p.From, m.Day), p.Reason)
		return judged, err
	case MeetingClosed:
		if outcome != Carried {
			break
		}
		events, err := r.Events(item.Rules, registry.RevisionOpen)
		if err == nil {
			err = registry.FoundBy(r, events[item.Rules[0]])
		}
		for _, e := range events[item.Rules[0]] {
			f, ok := e.Fact.(registry.Ruled)
			if ok && e.Order == item.Ordinal && f.By.Day == m.Day && f.By.Body == m.Body.Name && f.Adoption != nil {
				return *f.Adoption, err
			}
		}
		return registry.Adoption{}, err
	}
	return registry.Adoption{}, nil
}

// found is what a ruling's new text is recorded with, logged as well; nil when
// nothing was found.
func (s *Service) found(tx Tx, rule registry.Rule, f registry.Ruled, text registry.Text, met registry.Day) (*registry.Adoption, error) {
	a, facts, err := s.judgeText(tx, rule, text, max(f.From, met), f.Reason)
	if err == nil {
		err = registry.LogAdoption(tx, rule.Number, facts, a)
	}
	if err != nil || len(a.Findings) == 0 {
		return nil, err
	}
	return &a, nil
}

// judgeText asks the gate of a text that a body gives a rule. The reason that the
// body states tells what is new, and cites the rules that it names.
func (s *Service) judgeText(r Reader, rule registry.Rule, text registry.Text, from registry.Day, reason string) (registry.Adoption, registry.AdoptionFacts, error) {
	if s.Register.Adoption == nil { // a body's decision waits for no policy
		return registry.Adoption{}, registry.AdoptionFacts{}, nil
	}
	said := registry.Adoption{News: reason}
	for _, name := range numbers.FindAllString(reason, -1) {
		if n, err := registry.ParseNumber(name); err == nil {
			said.Cites = append(said.Cites, n)
		}
	}
	judged, facts, err := s.Register.JudgeAmendment(r, rule, registry.NewText{From: from, Text: text, Adoption: said})
	judged.Cites = said.Cites
	return judged, facts, err
}

var numbers = regexp.MustCompile(`\bR-\d{4,6}\b`)
