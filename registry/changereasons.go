package registry

import (
	"cmp"
	"slices"
)

// ReasonEffect is how many rules a change gives another state for one main reason.
type ReasonEffect struct {
	Reason ReasonCode
	Rules  int
}

// Reasons count the rules that a change gives another state by the main reason of that state,
// the most first. A change that was over before reasons were kept has none.
func (c GameChange) Reasons() []ReasonEffect {
	count := map[ReasonCode]int{}
	for _, e := range c.Effects {
		if e.Why != "" {
			count[e.Why] += e.Rules
		}
	}
	var all []ReasonEffect
	for why, n := range count {
		all = append(all, ReasonEffect{why, n})
	}
	slices.SortFunc(all, func(a, b ReasonEffect) int {
		return cmp.Or(cmp.Compare(b.Rules, a.Rules), cmp.Compare(a.Reason, b.Reason))
	})
	return all
}

// mainReason is the reason that gives a segment its state; empty where it has none.
func (s Segment) mainReason() ReasonCode {
	if len(s.Reasons) == 0 {
		return ""
	}
	return s.Reasons[0].Code
}
