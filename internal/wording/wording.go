// Package wording says in people's own language what the register answers:
// pages, the API and the command line use the same sentences.
package wording

import (
	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/registry"
)

// Reason is the sentence for a reason with its facts.
func Reason(l texts.Lang, r registry.Reason) string { return l.Reason(string(r.Code), r.Facts) }

// Day writes a day out; a day that is not known, or never comes, is empty.
func Day(l texts.Lang, d registry.Day) string {
	if !Known(d) {
		return ""
	}
	return l.Day(d.Time())
}

// LastDay writes the last day of a stretch that ends before the day until.
func LastDay(l texts.Lang, until registry.Day) string {
	if !Known(until) {
		return ""
	}
	return l.Day((until - 1).Time())
}

// Known says whether a day is one that people would name.
func Known(d registry.Day) bool { return d > registry.FirstDay && d < registry.LastDay }

// State is the name of a state: "I kraft".
func State(l texts.Lang, s registry.State) string { return l.Name("state", string(s)) }

// Status is the name of a segment's state. A rule that would have lapsed is not
// called so while the minutes of a meeting about it are awaited.
func Status(l texts.Lang, s registry.Segment) string {
	for _, r := range s.Reasons {
		if s.State == registry.Lapsed && r.Code == registry.MinutesAreAwaited {
			return l.Text("reason."+string(r.Code)+".short", nil)
		}
	}
	return State(l, s.State)
}

// Class is the name of a class: "overimplementering".
func Class(l texts.Lang, c registry.Class) string { return l.Name("class", string(c)) }

// CaseFinding is the sentence for a finding in a justification.
func CaseFinding(l texts.Lang, f registry.CaseFinding) string {
	if f.Says != (registry.Bilingual{}) {
		return Said(l, f.Says)
	}
	args := map[string]string{}
	if f.From > 0 {
		args["number"] = f.From.String()
	}
	return l.Text("justification."+f.Code, args)
}

// CaseMends says what would mend a finding; empty where a municipality's own policy does
// not say so.
func CaseMends(l texts.Lang, f registry.CaseFinding) string {
	if f.Says != (registry.Bilingual{}) {
		return Said(l, f.Mends)
	}
	return l.Text("justification."+f.Code+".mend", nil)
}

// Found is the sentence for a finding of a policy whose texts stand under a group:
// "finding", "adoption".
func Found(l texts.Lang, group, code string, own registry.Told) string {
	if own.Says != (registry.Bilingual{}) {
		return Said(l, own.Says)
	}
	return l.Text(group+"."+code, nil)
}

// Said is what a policy says of itself, in English for who reads English.
func Said(l texts.Lang, b registry.Bilingual) string {
	if l == texts.English {
		return b.English
	}
	return texts.NameCouncil(b.Danish)
}
