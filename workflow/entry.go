package workflow

import "github.com/omvendt/omvendt/registry"

// entries are rules as they stand today, by number.
func entries(r Reader, ids []registry.RuleID) ([]registry.RegisterEntry, error) {
	rules, err := r.RulesByID(ids)
	if err != nil {
		return nil, err
	}
	timelines, err := r.Timelines(ids)
	if err != nil {
		return nil, err
	}
	texts, err := textsToday(r, rules, timelines)
	if err != nil {
		return nil, err
	}
	out := make([]registry.RegisterEntry, len(rules))
	for i, rule := range rules {
		segment, _ := registry.SegmentOn(timelines[rule.ID], r.Today())
		out[i] = registry.RegisterEntry{Rule: rule, Text: texts[rule.ID], Segment: segment}
	}
	return out, nil
}

// textsToday are the texts that apply today: an amendment that begins later does not.
// Of what has no timeline it is the newest.
func textsToday(r Reader, rules []registry.Rule, timelines map[registry.RuleID][]registry.Segment) (map[registry.RuleID]registry.Text, error) {
	applying := map[registry.RuleID]registry.VersionID{}
	var versions []registry.VersionID
	var without []registry.RuleID
	for _, rule := range rules {
		if s, ok := registry.SegmentOn(timelines[rule.ID], r.Today()); ok && s.Version != "" {
			applying[rule.ID] = s.Version
			versions = append(versions, s.Version)
		} else {
			without = append(without, rule.ID)
		}
	}
	texts, err := r.TextsByVersion(versions)
	if err != nil {
		return nil, err
	}
	newest, err := r.LatestTexts(without)
	if err != nil {
		return nil, err
	}
	out := map[registry.RuleID]registry.Text{}
	for rule, version := range applying {
		out[rule] = texts[version]
	}
	for rule, version := range newest {
		out[rule] = version.Text
	}
	return out, nil
}
