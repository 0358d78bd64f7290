package storage

import (
	"cmp"
	"maps"
	"slices"

	"github.com/omvendt/omvendt/registry"
)

// madeRule is what a transaction has written of a rule that it made itself: what
// follows from it is made of this, and nothing is read back.
type madeRule struct {
	ruleRow
	text     registry.Version
	why      registry.Justification // zero: none
	checked  string                 // what the latest legal check found
	grade    string                 // of the justification
	findings jsonText
	based    bool // what it rests on is stored
	written  derived
}

// derived says in which tables that have one row of a rule it has its own.
type derived struct{ search, list, judged bool }

// fresh parts the rows of such a table: those of rules that were made here and have
// none yet, and others.
func fresh[R any](t *tx, rows []R, number func(R) int64, has func(*derived) *bool) (first, others []R) {
	made := make(map[int64]*madeRule, len(t.made))
	for _, m := range t.made {
		made[m.Number] = m
	}
	for _, row := range rows {
		if m := made[number(row)]; m != nil && !*has(&m.written) {
			*has(&m.written) = true
			first = append(first, row)
		} else {
			others = append(others, row)
		}
	}
	return first, others
}

// settled is from how many rules that were made what follows from them is written,
// so that no more of them are kept in memory.
const settled = 1000

// settle writes what follows from each of the rules that were made so far. What adds
// up all of them waits for the end.
func (t *tx) settle() error {
	if len(t.made) < settled {
		return nil
	}
	for _, step := range []func() error{t.flushCases, t.flushSearch, t.flushLists, t.flushEvaluations, t.flushLog, t.seal} {
		if err := step(); err != nil {
			return err
		}
	}
	t.made = nil
	return nil
}

// unmake has rules read again, which are about to be changed.
func (t *tx) unmake(rules ...registry.RuleID) {
	for _, id := range rules {
		delete(t.made, id)
	}
}

// part tells the rules that were made, by number, from others.
func (t *tx) part(rules []registry.RuleID) (made []*madeRule, others []registry.RuleID) {
	for _, id := range rules {
		if m := t.made[id]; m != nil {
			made = append(made, m)
		} else {
			others = append(others, id)
		}
	}
	slices.SortFunc(made, func(a, b *madeRule) int { return cmp.Compare(a.Number, b.Number) })
	return slices.Compact(made), others
}

// inOrder sorts rules: first others, as they were made, and then those that were made
// here, by number.
func (t *tx) inOrder(rules []registry.RuleID) {
	number := func(id registry.RuleID) int64 {
		if m := t.made[id]; m != nil {
			return m.Number
		}
		return 0
	}
	slices.SortFunc(rules, func(a, b registry.RuleID) int { return cmp.Or(cmp.Compare(number(a), number(b)), cmp.Compare(a, b)) })
}

func (t *tx) RulesByID(ids []registry.RuleID) ([]registry.Rule, error) {
	made, others := t.part(ids)
	rules, err := tryEach(made, func(m *madeRule) (registry.Rule, error) { return m.rule() })
	if err != nil || len(others) == 0 {
		return rules, err
	}
	more, err := t.reader.RulesByID(others)
	rules = append(rules, more...)
	slices.SortFunc(rules, func(a, b registry.Rule) int { return cmp.Compare(a.Number, b.Number) })
	return rules, err
}

func (t *tx) LatestTexts(rules []registry.RuleID) (map[registry.RuleID]registry.Version, error) {
	return latest(t, rules, t.reader.LatestTexts, func(m *madeRule) (registry.Version, bool) { return m.text, m.text.Ordinal > 0 })
}

func (t *tx) LatestJustifications(rules []registry.RuleID) (map[registry.RuleID]registry.Justification, error) {
	return latest(t, rules, t.reader.LatestJustifications, func(m *madeRule) (registry.Justification, bool) { return m.why, m.why.Ordinal > 0 })
}

func (t *tx) placesOf(rules []registry.RuleID) (map[registry.RuleID]rulePlace, error) {
	return latest(t, rules, t.reader.placesOf, func(m *madeRule) (rulePlace, bool) { return m.place(), true })
}

// latest is something of rules, read only of those that were not made here.
func latest[T any](t *tx, rules []registry.RuleID, read func([]registry.RuleID) (map[registry.RuleID]T, error), of func(*madeRule) (T, bool)) (map[registry.RuleID]T, error) {
	made, others := t.part(rules)
	all := make(map[registry.RuleID]T, len(rules))
	for _, m := range made {
		if v, has := of(m); has {
			all[registry.RuleID(m.ID)] = v
		}
	}
	if len(others) == 0 {
		return all, nil
	}
	more, err := read(others)
	maps.Copy(all, more)
	return all, err
}

// textsOf are the newest texts of rules, by number.
func (t *tx) textsOf(rules []registry.RuleID) ([]newestText, error) {
	made, others := t.part(rules)
	rows := each(made, func(m *madeRule) newestText {
		return newestText{m.Number, m.Area, m.Unit, m.text.Title, m.text.Plain, m.text.Demand}
	})
	if len(others) == 0 {
		return rows, nil
	}
	more, err := t.newestTexts(t.dialect.in("r.id", texts(others)))
	return append(more, rows...), err
}

// listedRules reads which posts are vacant, and of rules that were made nothing else.
func (t *tx) listedRules(ids []registry.RuleID) ([]listedRule, error) {
	made, others := t.part(ids)
	vacant, err := t.vacant(each(made, func(m *madeRule) string { return m.Owner }))
	if err != nil {
		return nil, err
	}
	rules := each(made, func(m *madeRule) listedRule {
		l := listedRule{Number: m.Number, Area: m.Area, Unit: m.Unit, Owner: m.Owner, Kind: m.Kind, Protects: m.Protects, LegalForm: m.LegalForm,
			Evidence: m.Evidence, MinutesTo: m.MinutesTo, Title: m.text.Title, Plain: m.text.Plain, Vacant: vacant[m.Owner], Checked: m.checked,
			Tags: m.Tags, Role: m.Role, Grade: m.grade, Findings: cmp.Or(m.findings, "[]")}
		if m.why.Ordinal > 0 {
			l.Justified = 1
		}
		return l
	})
	if len(others) == 0 {
		return rules, nil
	}
	more, err := t.reader.listedRules(others)
	return append(more, rules...), err
}

// vacant are those of some posts that nobody holds.
func (t *tx) vacant(names []string) (map[string]bool, error) {
	slices.Sort(names)
	var found []string
	in := t.dialect.in("name", slices.Compact(names))
	if _, err := t.scan(t.db.NewSelect().Table("post").Column("name").Where("vacant").Where(in.sql, in.args...), &found); err != nil {
		return nil, err
	}
	vacant := make(map[string]bool, len(found))
	for _, name := range found {
		vacant[name] = true
	}
	return vacant, nil
}

// CopiesOf asks for none of rules that were made here and never judged: there are none.
func (t *tx) CopiesOf(numbers []registry.Number, limit int) ([]registry.RuleID, error) {
	unjudged := make(map[registry.Number]bool, len(t.made))
	for _, m := range t.made {
		unjudged[registry.Number(m.Number)] = m.grade == ""
	}
	numbers = slices.DeleteFunc(slices.Clone(numbers), func(n registry.Number) bool { return unjudged[n] })
	if len(numbers) == 0 {
		return nil, nil
	}
	return t.reader.CopiesOf(numbers, limit)
}
