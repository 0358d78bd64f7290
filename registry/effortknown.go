package registry

import (
	"cmp"
	"encoding/json"
	"slices"
)

// Bounds of what is read to tell what was known before: rules about which anything
// was written since, and changes of their entries.
const (
	KnownLimit = 5000
	LogLimit   = 10_000
)

// earlier lets one sum of an earlier register be made at a time: each costs as much
// as many other pages, and anybody may ask. Who waits holds no transaction.
var earlier = make(chan struct{}, 1)

// cellsKnown add up the efforts of the rules of a query as they were known at an
// earlier revision: what the sums are now, without the rules about which anything
// was written since, and with those as they were. So it costs what has changed.
// CodeKnownLongAgo when that is more than KnownLimit rules or LogLimit changes.
func cellsKnown(r Reader, q EffortQuery) ([]EffortCell, error) {
	known := q.Known
	if known == 0 {
		return nil, nil // before anything was recorded
	}
	q.Known = RevisionOpen
	changed, err := r.Changed(CopyQuery{Seen: Seen{Revision: known}, Limit: KnownLimit + 1})
	switch {
	case err != nil:
		return nil, err
	case len(changed) > KnownLimit:
		return nil, refuse(CodeKnownLongAgo, "limit", itoa(KnownLimit))
	case len(changed) == 0:
		return r.EffortCells(q)
	}
	now, err := r.EffortCells(q)
	if err != nil {
		return nil, err
	}
	of := q
	of.Numbers = changed
	without, err := r.EffortCells(of)
	if err != nil {
		return nil, err
	}
	then, err := cellsThen(r, of, known)
	if err != nil {
		return nil, err
	}
	return takeAway(append(now, then...), without), nil
}

// cellsThen are the cells of the rules that a query names, as known at a revision.
func cellsThen(r Reader, q EffortQuery, known Revision) ([]EffortCell, error) {
	asked := q.RegisterQuery
	asked.Known, asked.Area = known, "" // the area is that of then
	classes, err := r.ClassesOn(asked)
	if err != nil || len(classes) == 0 {
		return nil, err
	}
	numbers := slices.DeleteFunc(slices.Clone(q.Numbers), func(n Number) bool { _, was := classes[n]; return !was })
	rules, err := r.RulesByNumber(numbers)
	if err != nil {
		return nil, err
	}
	log, err := r.EntryLog(numbers, LogLimit+1)
	if err != nil {
		return nil, err
	}
	if len(log) > LogLimit {
		return nil, refuse(CodeKnownLongAgo, "limit", itoa(LogLimit))
	}
	entries, err := summedEntries(log)
	if err != nil {
		return nil, err
	}
	var cells []EffortCell
	for _, rule := range rules {
		e := summedThen(summed{rule.Catalogue.Area, rule.Catalogue.Unit, rule.Catalogue.Effort}, entries["rule "+rule.Number.String()], known)
		effort := e.effortOn(q.On)
		if q.Area != "" && e.area != q.Area || q.Unit != "" && e.unit != q.Unit || q.Role != "" && effort.Role != q.Role {
			continue
		}
		key := map[EffortBy]string{SumByArea: e.area, SumByUnit: e.unit, SumByClass: string(classes[rule.Number]), SumByRole: effort.Role}[q.By]
		cells = append(cells, CellOf(key, effort))
	}
	return cells, nil
}

// summed is what sums go by of a rule's entry.
type summed struct {
	area, unit string
	effort     Effort
}

// summedChange is a change of it.
type summedChange struct {
	at            Revision
	before, after summed
}

// summedEntries are the changes that a log of entries tells of, by its objects.
func summedEntries(log []AuditEvent) (map[string][]summedChange, error) {
	out := map[string][]summedChange{}
	for _, e := range log {
		before, is, err := loggedSummed(e.Before)
		if err != nil {
			return nil, err
		}
		after, was, err := loggedSummed(e.After)
		if err != nil {
			return nil, err
		}
		if is && was {
			out[e.Object] = append(out[e.Object], summedChange{e.Revision, before, after})
		}
	}
	return out, nil
}

// loggedSummed is loggedEntry of the little that is summed.
func loggedSummed(kept json.RawMessage) (summed, bool, error) {
	if len(kept) == 0 || kept[0] != '{' {
		return summed{}, false, nil
	}
	var rule struct {
		Catalogue *struct {
			Area   string `json:"area"`
			Unit   string `json:"unit"`
			Effort Effort `json:"effort"`
		} `json:"catalogue"`
	}
	if err := json.Unmarshal(kept, &rule); err != nil {
		return summed{}, false, &Error{Code: CodeInternal, Err: err}
	}
	if rule.Catalogue == nil {
		return summed{}, false, nil
	}
	return summed{rule.Catalogue.Area, rule.Catalogue.Unit, rule.Catalogue.Effort}, true, nil
}

// summedKnown is what sums go by of a rule as known at a revision.
type summedKnown struct {
	area, unit string
	efforts    []EffortStretch
}

// summedThen goes through the changes of an entry, oldest first, as they were stored.
func summedThen(now summed, changes []summedChange, known Revision) summedKnown {
	at := now
	if len(changes) > 0 {
		at = changes[0].before
	}
	efforts := AddEffort(nil, at.effort)
	for _, c := range changes {
		if c.at > known {
			break
		}
		at = c.after
		efforts = AddEffort(efforts, at.effort)
	}
	return summedKnown{at.area, at.unit, efforts}
}

func (s summedKnown) effortOn(on Day) Effort {
	var e Effort
	for _, stretch := range s.efforts {
		if stretch.From <= on {
			e = stretch.Effort
		}
	}
	return e
}

// takeAway is cells without others that are among them, those alike in one.
func takeAway(cells, others []EffortCell) []EffortCell {
	type kind struct {
		key        string
		per        Period
		evidence   EvidenceGrade
		unitsKnown bool
	}
	sums := map[kind]EffortCell{}
	add := func(c EffortCell, times int64) {
		c = c.plain()
		k := kind{c.Key, c.Per, c.Evidence, c.UnitsKnown}
		sum, there := sums[k]
		if !there {
			sum = c
			sum.Rules, sum.InOne, sum.InAll = 0, Work{}, Work{}
		}
		sum.Rules += int(times) * c.Rules
		sum.InOne = Work{sum.InOne.From + times*c.InOne.From, sum.InOne.To + times*c.InOne.To}
		sum.InAll = Work{sum.InAll.From + times*c.InAll.From, sum.InAll.To + times*c.InAll.To}
		sums[k] = sum
	}
	for _, c := range cells {
		add(c, 1)
	}
	for _, c := range others {
		add(c, -1)
	}
	var out []EffortCell
	for _, c := range sums {
		if c.Rules != 0 {
			out = append(out, c)
		}
	}
	slices.SortFunc(out, func(a, b EffortCell) int {
		return cmp.Or(cmp.Compare(a.Key, b.Key), cmp.Compare(a.Per, b.Per), cmp.Compare(a.Evidence, b.Evidence))
	})
	return out
}

// plain is a cell without what no sum goes by, so that those that count alike are alike.
func (c EffortCell) plain() EffortCell {
	if c.Evidence == NotQuantified || c.Evidence == "" {
		return EffortCell{Key: c.Key, Evidence: NotQuantified, Rules: c.Rules}
	}
	if !c.Timed {
		return EffortCell{Key: c.Key, Evidence: c.Evidence, Rules: c.Rules}
	}
	return c
}
