package ruleimport

import (
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/registry/likeness"
)

// present is what of the register bears on a sheet, at one revision.
type present struct {
	asked map[registry.Number]bool
	rules map[registry.Number]registry.Rule
	texts map[registry.RuleID]registry.Version
}

func newPresent() *present {
	return &present{map[registry.Number]bool{}, map[registry.Number]registry.Rule{}, map[registry.RuleID]registry.Version{}}
}

// read reads the rules of numbers, and their texts, that were not asked for before.
func (t *present) read(r registry.Reader, numbers []registry.Number) error {
	var unknown []registry.Number
	for _, n := range numbers {
		if !t.asked[n] {
			unknown = append(unknown, n)
		}
	}
	if len(unknown) == 0 {
		return nil
	}
	rules, err := r.RulesThere(unknown)
	if err != nil {
		return err
	}
	ids := make([]registry.RuleID, len(rules))
	for i, rule := range rules {
		ids[i] = rule.ID
	}
	texts, err := r.LatestTexts(ids)
	if err != nil {
		return err
	}
	for _, n := range unknown {
		t.asked[n] = true
	}
	for _, rule := range rules {
		t.rules[rule.Number], t.texts[rule.ID] = rule, texts[rule.ID]
	}
	return nil
}

// mostAlike is how many rules that a row is like are looked at: the reader may
// reach none of the first.
const mostAlike = 3

// findAlike finds, for each row without a rule of its own, the rule that demands
// the same, among those that are reached.
func (k *kept) findAlike(r registry.Reader, reach registry.Reach, p *Preview) (map[int]registry.Number, error) {
	var rows []int
	var texts []registry.Text
	for _, row := range p.File.Rows {
		deed := p.Choices.Rows[row.Number]
		if _, is := k.there.rules[row.Rule.Number]; is || row.Skipped || deed.New || deed.Update != 0 || row.Rule.Text.Demand == "" {
			continue
		}
		rows, texts = append(rows, row.Number), append(texts, row.Rule.Text)
	}
	found, err := k.alike(r, texts)
	if err != nil {
		return nil, err
	}
	var numbers []registry.Number
	for _, likes := range found {
		for _, a := range likes {
			if a.Degree >= likeness.Same {
				numbers = append(numbers, a.Number)
			}
		}
	}
	if err := k.there.read(r, numbers); err != nil {
		return nil, err
	}
	alike := map[int]registry.Number{}
	for i, likes := range found {
		for _, a := range likes {
			if rule, is := k.there.rules[a.Number]; is && a.Degree >= likeness.Same && reach.Has(rule.Catalogue) {
				alike[rows[i]] = a.Number
				break
			}
		}
	}
	return alike, nil
}
