package ruleimport

import (
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/registry/likeness"
)

// mostAlike is how many rules that a row is like are looked at: the reader may
// reach none of the first.
const mostAlike = 3

// findAlike finds, for each row without a rule of its own, the rule that demands
// the same, among those that are reached.
func (t *present) findAlike(r registry.Reader, reach registry.Reach, p *Preview) error {
	var rows []int
	var texts []registry.Text
	for _, row := range p.File.Rows {
		deed := p.Choices.Rows[row.Number]
		if _, is := t.rules[row.Rule.Number]; is || row.Skipped || deed.New || deed.Update != 0 || row.Rule.Text.Demand == "" {
			continue
		}
		rows, texts = append(rows, row.Number), append(texts, row.Rule.Text)
	}
	if len(rows) == 0 {
		return nil
	}
	found, err := r.Alike(texts, mostAlike)
	if err != nil {
		return err
	}
	var numbers []registry.Number
	for _, likes := range found {
		for _, a := range likes {
			if a.Degree >= likeness.Same {
				numbers = append(numbers, a.Number)
			}
		}
	}
	if len(numbers) == 0 {
		return nil
	}
	rules, err := r.RulesThere(numbers)
	if err != nil {
		return err
	}
	byNumber, ids := map[registry.Number]registry.Rule{}, make([]registry.RuleID, len(rules))
	for i, rule := range rules {
		byNumber[rule.Number], ids[i] = rule, rule.ID
	}
	newest, err := r.LatestTexts(ids)
	if err != nil {
		return err
	}
	for i, likes := range found {
		for _, a := range likes {
			rule := byNumber[a.Number]
			if a.Degree < likeness.Same || !reach.Has(rule.Catalogue) {
				continue
			}
			t.rules[rule.Number], t.texts[rule.ID], t.alike[rows[i]] = rule, newest[rule.ID], rule.Number
			break
		}
	}
	return nil
}
