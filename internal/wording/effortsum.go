package wording

import (
	"strings"

	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/registry"
)

// SumText is a sum of efforts in words: what the rules take in one unit, and in all; what
// nobody knows of it; and how the rest is known.
type SumText struct{ Main, Units, Missing, Known string }

// Sum tells what rules take, how much of it nobody knows, and how the rest is known.
func Sum(l texts.Lang, s registry.EffortSum) SumText {
	if s.Rules == 0 {
		return SumText{Main: say(l, "effort.sum_none")}
	}
	t := SumText{Main: say(l, "effort.sum_unknown")}
	if s.Counted > 0 {
		t.Main = count(l, "effort.sum", s.Counted, "hours", Hours(l, s.InOne))
	}
	if s.Counted > s.UnitsUnknown {
		t.Units = say(l, "effort.sum_units", "hours", Hours(l, s.InAll))
		if s.UnitsUnknown > 0 {
			t.Units += " " + count(l, "effort.sum_units_unknown", s.UnitsUnknown)
		}
	}
	var missing []string
	if s.NotQuantified > 0 {
		missing = append(missing, count(l, "effort.sum_not_quantified", s.NotQuantified))
	}
	if s.NotTimed > 0 {
		missing = append(missing, count(l, "effort.sum_not_timed", s.NotTimed))
	}
	t.Missing = strings.Join(missing, " ")
	var grades []string
	for _, grade := range registry.EvidenceGrades {
		if part, ok := s.Grades[grade]; ok {
			grades = append(grades, Capital(count(l, "effort.sum_grade", part.Rules, "grade", l.Name("evidence", string(grade)), "hours", Hours(l, part.InOne))))
		}
	}
	t.Known = strings.Join(grades, " ")
	return t
}

// count is a text of the pages for one or for several.
func count(l texts.Lang, key string, n int, pairs ...string) string {
	args := map[string]string{}
	for i := 0; i+1 < len(pairs); i += 2 {
		args[pairs[i]] = pairs[i+1]
	}
	return l.Count("web."+key, n, args)
}
