package ruleimport

import (
	"slices"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/registry/likeness"
)

// present is what of the register bears on a sheet, at one revision.
type present struct {
	asked map[registry.Number]bool // whether for its bases and its justification too
	rules map[registry.Number]known
}

// known is a rule that is there.
type known struct {
	registry.Rule
	latest  registry.Text
	today   registry.Text // that applies today; another may have been written for later
	bases   []registry.Basis
	defence registry.Justification
}

// said is the rule as a sheet would have said it.
func (k known) said() registry.NewRule {
	return registry.NewRule{Number: k.Number, Adopter: k.Adopter, EffectiveFrom: k.AdoptedOn, Catalogue: k.Catalogue, Text: k.latest,
		Bases: k.bases, Justification: k.defence}
}

func newPresent() *present {
	return &present{map[registry.Number]bool{}, map[registry.Number]known{}}
}

// read reads the rules of numbers that were not asked for before; whole says that
// their bases and justifications are wanted as well.
func (t *present) read(r registry.Reader, numbers []registry.Number, whole bool) error {
	var unknown []registry.Number
	for _, n := range numbers {
		if was, asked := t.asked[n]; !asked || whole && !was {
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
	latest, err := r.LatestTexts(ids)
	if err != nil {
		return err
	}
	today, err := textsToday(r, latest)
	if err != nil {
		return err
	}
	var events map[registry.RuleID][]registry.Event
	var cases map[registry.RuleID]registry.Justification
	if whole {
		if events, err = r.Events(ids, registry.RevisionOpen); err != nil {
			return err
		}
		if cases, err = r.LatestJustifications(ids); err != nil {
			return err
		}
	}
	for _, n := range unknown {
		t.asked[n] = whole
	}
	for _, rule := range rules {
		k := known{Rule: rule, latest: latest[rule.ID].Text, today: latest[rule.ID].Text, bases: registry.StandingBases(events[rule.ID]), defence: cases[rule.ID]}
		if text, another := today[rule.ID]; another {
			k.today = text
		}
		t.rules[rule.Number] = k
	}
	return nil
}

// textsToday are those that apply today, of rules of which another was written last.
func textsToday(r registry.Reader, latest map[registry.RuleID]registry.Version) (map[registry.RuleID]registry.Text, error) {
	var changed []registry.RuleID
	for rule, v := range latest {
		if v.Ordinal > 1 {
			changed = append(changed, rule)
		}
	}
	slices.Sort(changed)
	timelines, err := r.Timelines(changed)
	if err != nil {
		return nil, err
	}
	texts := map[registry.RuleID]registry.Text{}
	for _, rule := range changed {
		now, is := registry.SegmentOn(timelines[rule], r.Today())
		if !is || now.Version == latest[rule].ID {
			continue
		}
		all, err := r.Versions(rule)
		if err != nil {
			return nil, err
		}
		for _, v := range all {
			if v.ID == now.Version {
				texts[rule] = v.Text
			}
		}
	}
	return texts, nil
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
	if err := k.there.read(r, numbers, false); err != nil {
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
