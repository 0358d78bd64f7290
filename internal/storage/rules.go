package storage

import (
	"cmp"
	"errors"
	"slices"
	"strconv"

	"github.com/uptrace/bun"

	"github.com/omvendt/omvendt/registry"
)

type ruleRow struct {
	bun.BaseModel `bun:"table:rule,alias:r"`
	Number        int64 `bun:",pk"`
	ID            string
	Edit          int
	Adopter       string
	AdoptedOn     day
	Kind          string
	Area          string
	Unit          string
	Audience      string
	Owner         string
	Protects      string
	LegalForm     string
	KLE           string `bun:"kle"`
	KLEValidAt    day    `bun:"kle_valid_at"`
	Source        string
	effortColumns
	Tags     jsonText
	Touched  int64
	TakenOut int64
}

func rowOfRule(r registry.Rule, touched registry.Revision) ruleRow {
	c := r.Catalogue
	return ruleRow{Number: int64(r.Number), ID: string(r.ID), Edit: r.Edit, Adopter: string(r.Adopter), AdoptedOn: day(r.AdoptedOn),
		Kind: string(c.Kind), Area: c.Area, Unit: c.Unit, Audience: c.Audience, Owner: c.Owner, Protects: string(c.Protects),
		LegalForm: string(c.LegalForm), KLE: c.KLE, KLEValidAt: day(c.KLEValidAt), Source: c.Source,
		effortColumns: columnsOfEffort(c.Effort), Tags: encode(list(c.Tags)), Touched: int64(touched)}
}

func (r ruleRow) rule() (registry.Rule, error) {
	effort, err := r.effort()
	var tags []string
	if err == nil && r.Tags != "[]" {
		err = decode(r.Tags, &tags)
	}
	return registry.Rule{ID: registry.RuleID(r.ID), Number: registry.Number(r.Number), Edit: r.Edit,
		Adopter: registry.Adopter(r.Adopter), AdoptedOn: registry.Day(r.AdoptedOn),
		Catalogue: registry.Catalogue{Kind: registry.RuleKind(r.Kind), Area: r.Area, Unit: r.Unit, Audience: r.Audience,
			Owner: r.Owner, Protects: registry.Protects(r.Protects), LegalForm: registry.LegalForm(r.LegalForm),
			KLE: r.KLE, KLEValidAt: registry.Day(r.KLEValidAt), Source: r.Source, Tags: tags, Effort: effort}, TakenOut: registry.Revision(r.TakenOut)}, err
}

// texts are ids or other texts that a column is compared with. What cannot be
// stored is equal to nothing and left out.
func texts[T ~string](list []T) []string {
	s := make([]string, 0, len(list))
	for _, v := range list {
		if storable(string(v)) {
			s = append(s, string(v))
		}
	}
	return s
}

// each makes one thing of every row.
func each[R, T any](rows []R, f func(R) T) []T {
	out := make([]T, len(rows))
	for i, r := range rows {
		out[i] = f(r)
	}
	return out
}

// tryEach makes one thing of every row, or says what is wrong with one.
func tryEach[R, T any](rows []R, f func(R) (T, error)) ([]T, error) {
	out := make([]T, len(rows))
	for i, r := range rows {
		var err error
		if out[i], err = f(r); err != nil {
			return nil, internal(err)
		}
	}
	return out, nil
}

// everything is the condition that holds for all rows.
var everything = condition{sql: "1 = 1"}

// one reads what has a value in a column that is unique; CodeNotFound.
func one[T any](where func(condition) ([]T, error), column, value string) (none T, err error) {
	if !storable(value) {
		return none, notFound("")
	}
	found, err := where(condition{column + " = ?", []any{value}})
	if err == nil && len(found) == 0 {
		err = notFound(value)
	}
	if err != nil {
		return none, err
	}
	return found[0], nil
}

func (r *reader) RuleByNumber(n registry.Number) (registry.Rule, error) {
	rules, err := r.RulesThere([]registry.Number{n})
	if err == nil && len(rules) == 0 {
		err = notFound(n.String())
	}
	if err != nil {
		return registry.Rule{}, err
	}
	return rules[0], nil
}

// RulesByNumber knows nothing of rules that were taken out: nothing can be done with them.
func (r *reader) RulesByNumber(numbers []registry.Number) ([]registry.Rule, error) {
	rules, err := r.RulesThere(numbers)
	if err != nil {
		return nil, err
	}
	rules = slices.DeleteFunc(rules, func(r registry.Rule) bool { return r.TakenOut != 0 })
	return rules, missing(numbers, rules, func(r registry.Rule) registry.Number { return r.Number }, registry.Number.String)
}

func (r *reader) RulesThere(numbers []registry.Number) ([]registry.Rule, error) {
	return r.rulesWhere(r.dialect.in("number", each(numbers, func(n registry.Number) int64 { return int64(n) })))
}

func (r *reader) RulesByID(ids []registry.RuleID) ([]registry.Rule, error) {
	rules, err := r.rulesWhere(r.dialect.in("id", texts(ids)))
	if err != nil {
		return nil, err
	}
	return rules, missing(ids, rules, func(r registry.Rule) registry.RuleID { return r.ID },
		func(id registry.RuleID) string { return string(id) })
}

func (r *reader) rulesWhere(where condition) ([]registry.Rule, error) {
	var rows []ruleRow
	if _, err := r.scan(r.db.NewSelect().Model(&rows).Where(where.sql, where.args...).Order("number")); err != nil {
		return nil, err
	}
	return tryEach(rows, ruleRow.rule)
}

// missing is CodeNotFound with the first of wanted that was not found.
func missing[K comparable, V any](wanted []K, found []V, key func(V) K, name func(K) string) error {
	there := make(map[K]bool, len(found))
	for _, v := range found {
		there[key(v)] = true
	}
	for _, k := range wanted {
		if !there[k] {
			return notFound(name(k))
		}
	}
	return nil
}

func (r *reader) Rules(f registry.RuleFilter) ([]registry.Rule, error) {
	if !storable(f.Area) || !storable(f.Owner) || !storable(f.Filter.Unit+f.Filter.Owner+f.Filter.Review) {
		return nil, nil
	}
	if f.Limit == 0 || len(f.Reach) == 0 || !f.Filter.Empty() || f.Numbers != nil {
		return r.rulesIn(f, r.within(f.Reach))
	}
	// A page is filled from the pages of what is reached, each by number through an index.
	var found []registry.Rule
	for _, s := range f.Reach {
		for _, part := range singles(s) {
			rules, err := r.rulesIn(f, r.within(registry.Reach{part}))
			if err != nil {
				return nil, err
			}
			found = append(found, rules...)
		}
	}
	slices.SortFunc(found, func(a, b registry.Rule) int { return cmp.Compare(a.Number, b.Number) })
	found = slices.CompactFunc(found, func(a, b registry.Rule) bool { return a.Number == b.Number })
	return found[:min(f.Limit, len(found))], nil
}

// singles are scopes that together are one, each with a single post, unit, beginning
// in KLE or area, whichever is there: the first that is tells mostly the fewest rules.
func singles(s registry.Scope) (list []registry.Scope) {
	one, which := s, &s.Areas
	set := func(v []string) { one.Areas = v }
	if len(s.KLE) > 0 {
		which, set = &s.KLE, func(v []string) { one.KLE = v }
	}
	if len(s.Units) > 0 {
		which, set = &s.Units, func(v []string) { one.Units = v }
	}
	if s.Own {
		which, set = &s.Posts, func(v []string) { one.Posts = v }
	}
	if len(*which) == 0 && !s.Own {
		return []registry.Scope{s}
	}
	for _, v := range *which {
		set([]string{v})
		list = append(list, one)
	}
	return list
}

func (r *reader) rulesIn(f registry.RuleFilter, within condition) ([]registry.Rule, error) {
	var rows []ruleRow
	q := r.db.NewSelect().Model(&rows).Where("number > ?", f.After).Where("taken_out = 0").Order("number").Limit(int64(f.Limit))
	if f.Area != "" {
		q.Where("area = ?", f.Area)
	}
	if f.Owner != "" {
		q.Where("owner = ?", f.Owner)
	}
	q.Where(within.sql, within.args...)
	if f.Numbers != nil {
		in := r.dialect.in("number", each(f.Numbers, func(n registry.Number) int64 { return int64(n) }))
		q.Where(in.sql, in.args...)
	}
	if !f.Filter.Empty() {
		fitting := r.fitting("r.number", "", f.Filter, nil)
		q.Where(fitting.sql, fitting.args...)
	}
	if !f.Filter.Empty() && f.Numbers == nil {
		in, few, err := r.gathered("number", registry.RegisterQuery{Area: f.Area, Filter: f.Filter, Reach: f.Reach, Known: registry.RevisionOpen})
		if err != nil {
			return nil, err
		}
		if few {
			q.Where(in.sql, in.args...)
		}
	}
	if _, err := r.scan(q); err != nil {
		return nil, err
	}
	return tryEach(rows, ruleRow.rule)
}

// changedWalk is how many numbers a page of changes looks at one by one before
// the indexes of changes are asked. Where much has changed that fills the page;
// where little has, the indexes hold little to sort.
const changedWalk = 1000

func (r *reader) Changed(c registry.CopyQuery) ([]registry.Number, error) {
	if c.Limit == 0 {
		return r.changedFar(c)
	}
	near, err := r.changed(c, "number", "+touched", "from_day || ''", "number > ? AND number <= ?", c.After, c.After+changedWalk)
	if err != nil || len(near) == c.Limit {
		return near, err
	}
	var last registry.Number
	if _, err := r.scan(r.db.NewRaw("SELECT coalesce(max(number), 0) FROM rule"), &last); err != nil || last <= c.After+changedWalk {
		return near, err
	}
	return r.changedFar(c)
}

func (r *reader) changedFar(c registry.CopyQuery) ([]registry.Number, error) {
	return r.changed(c, "+number", "touched", "from_day", "+number > ?", c.After)
}

// changed reads changes among some numbers. A column that no index is to be used
// for stands in an expression, which both databases understand.
func (r *reader) changed(c registry.CopyQuery, number, touched, began, among string, numbers ...any) ([]registry.Number, error) {
	sql := "SELECT " + number + " AS number FROM rule WHERE " + touched + " > ? AND " + among
	args := append([]any{int64(c.Revision)}, numbers...)
	if c.On != registry.NoDay {
		sql += " UNION SELECT " + number + " FROM segment WHERE revision_until = " + strconv.FormatInt(still, 10) + " AND " +
			began + " > ? AND " + began + " <= ? AND " + among
		args = append(append(args, day(c.On), day(c.Until)), numbers...)
	}
	sql += " ORDER BY 1"
	if c.Limit > 0 {
		sql += " LIMIT " + strconv.Itoa(c.Limit)
	}
	var found []registry.Number
	_, err := r.scan(r.db.NewRaw(sql, args...), &found)
	return found, err
}

// within is registry.Reach.Has as a condition.
func (r *reader) within(reach registry.Reach) condition {
	if len(reach) == 0 {
		return everything
	}
	var where condition
	for i, s := range reach {
		scope := condition{sql: "1 = 1"}
		add := func(c condition) {
			scope.sql += " AND " + c.sql
			scope.args = append(scope.args, c.args...)
		}
		if s.Own { // without a post: nothing
			add(r.among("owner", s.Posts))
		}
		if len(s.Areas) > 0 {
			add(r.among("area", s.Areas))
		}
		if len(s.Units) > 0 {
			add(r.among("unit", s.Units))
		}
		if len(s.KLE) > 0 {
			begins := condition{sql: "1 = 0"} // none of them can be in a text
			for i, code := range texts(s.KLE) {
				c := beginsKLE(code)
				if i > 0 {
					c.sql = begins.sql + " OR " + c.sql
				}
				begins = condition{c.sql, append(begins.args, c.args...)}
			}
			add(condition{"(" + begins.sql + ")", begins.args})
		}
		if i > 0 {
			where.sql += " OR "
		}
		where.sql += "(" + scope.sql + ")"
		where.args = append(where.args, scope.args...)
	}
	return condition{"(" + where.sql + ")", where.args}
}

// among says a single value as such, since the rows come in the order of numbers then.
func (r *reader) among(column string, values []string) condition {
	if values = texts(values); len(values) == 1 {
		return condition{column + " = ?", []any{values[0]}}
	}
	return r.dialect.in(column, values)
}

// beginsKLE is the condition that a rule's place in KLE begins so. There are
// indexes of the main groups (28), groups (28.06) and subjects (28.06.08).
func beginsKLE(code string) condition {
	c := condition{"substr(kle, 1, length(?)) = ?", []any{code, code}}
	for _, level := range []int{8, 5, 2} {
		if letters := []rune(code); len(letters) >= level {
			c.sql += " AND substr(kle, 1, " + strconv.Itoa(level) + ") = ?"
			c.args = append(c.args, string(letters[:level]))
			break
		}
	}
	return condition{"(" + c.sql + ")", c.args}
}

func (t *tx) Rules(f registry.RuleFilter) ([]registry.Rule, error) {
	if err := errors.Join(t.flushTouched(), t.flushLists()); err != nil {
		return nil, err
	}
	return t.reader.Rules(f)
}

func (t *tx) Changed(c registry.CopyQuery) ([]registry.Number, error) {
	if err := t.flushTouched(); err != nil {
		return nil, err
	}
	return t.reader.Changed(c)
}

// Areas jumps from one area to the next in the index instead of reading all rules.
func (r *reader) Areas() ([]string, error) {
	var areas []string
	_, err := r.scan(r.db.NewRaw(`WITH RECURSIVE step (area) AS (
		SELECT (SELECT min(area) FROM rule WHERE taken_out = 0)
		UNION ALL
		SELECT (SELECT min(r.area) FROM rule AS r WHERE r.taken_out = 0 AND r.area > step.area) FROM step WHERE step.area IS NOT NULL
	) SELECT area FROM step WHERE area IS NOT NULL`), &areas)
	sortDanish(areas, func(s string) string { return s })
	return areas, err
}

// NextNumbers draws this transaction's revision too: the rules to come are
// facts, and two imports must not be given the same numbers.
func (t *tx) NextNumbers(n int) ([]registry.Number, error) {
	if _, err := t.Revision(); err != nil {
		return nil, err
	}
	var last int64
	if _, err := t.scan(t.db.NewRaw("SELECT coalesce(max(number), 0) FROM rule"), &last); err != nil {
		return nil, err
	}
	numbers := make([]registry.Number, n)
	for i := range numbers {
		numbers[i] = registry.Number(last) + registry.Number(i) + 1
	}
	return numbers, nil
}

// newRuleRow is all of a rule's row.
type newRuleRow struct {
	ruleRow `bun:",inherit"`
	dueContent
}

func (t *tx) InsertRules(rules []registry.Rule, due map[registry.RuleID]registry.LegalDue) error {
	if len(rules) == 0 {
		return nil
	}
	if err := t.settle(); err != nil {
		return err
	}
	mark, err := t.Revision()
	if err != nil {
		return err
	}
	if err := t.refuseTaken(rules); err != nil {
		return err
	}
	rows := each(rules, func(r registry.Rule) newRuleRow {
		d, waits := due[r.ID]
		if !waits {
			d = registry.LegalDue{On: registry.LastDay, Until: registry.LastDay}
		}
		return newRuleRow{rowOfRule(r, mark.Revision), contentOfDue(d)}
	})
	if err := insert(t, rows); err != nil {
		return err
	}
	if err := t.insertEfforts(rules); err != nil {
		return err
	}
	for _, row := range rows {
		t.made = put(t.made, registry.RuleID(row.ID), &madeRule{ruleRow: row.ruleRow})
	}
	for _, r := range rules {
		t.owned("", r.Catalogue.Owner)
		t.sumLater(int64(r.Number))
		t.touched = put(t.touched, r.ID, false)
		t.dirty = put(t.dirty, r.ID, true)
		t.list(r.ID)
	}
	return nil
}

// refuseTaken is CodeNumberTaken with the first number that was ever used. No
// rule is ever deleted, so the numbers of all rules are all numbers.
func (t *tx) refuseTaken(rules []registry.Rule) error {
	where := t.dialect.in("number", each(rules, func(r registry.Rule) int64 { return int64(r.Number) }))
	var taken []int64
	if _, err := t.scan(t.db.NewSelect().Table("rule").Column("number").Where(where.sql, where.args...), &taken); err != nil {
		return err
	}
	used := make(map[registry.Number]bool, len(rules))
	for _, n := range taken {
		used[registry.Number(n)] = true
	}
	for _, r := range rules {
		if used[r.Number] {
			return &registry.Error{Code: registry.CodeNumberTaken, Args: registry.Args{"number": r.Number.String()}}
		}
		used[r.Number] = true
	}
	return nil
}

func (t *tx) UpdateRule(rule registry.Rule, edit int) (registry.Rule, error) {
	mark, err := t.Revision()
	if err != nil {
		return registry.Rule{}, err
	}
	rule.Edit = edit + 1
	t.unmake(rule.ID)
	row := []ruleRow{rowOfRule(rule, mark.Revision)}
	if err := checkTexts(row); err != nil {
		return registry.Rule{}, err
	}
	before, err := t.placesOf([]registry.RuleID{rule.ID})
	if err != nil {
		return registry.Rule{}, err
	}
	if err := t.resum(numbersAt(before)); err != nil {
		return registry.Rule{}, err
	}
	n, err := t.exec(t.db.NewUpdate().Model(&row[0]).ExcludeColumn("number", "id", "taken_out").
		Where("id = ?", string(rule.ID)).Where("edit = ?", edit).Where("taken_out = 0"))
	if err != nil {
		return registry.Rule{}, err
	}
	stored, err := t.RulesByID([]registry.RuleID{rule.ID})
	if err != nil {
		return registry.Rule{}, err
	}
	switch {
	case n == 0 && stored[0].TakenOut != 0:
		return registry.Rule{}, &registry.Error{Code: registry.CodeTakenOut, Args: registry.Args{"number": rule.Number.String()}}
	case n == 0:
		return registry.Rule{}, registry.Stale(edit, stored[0].Edit)
	}
	t.dirty = put(t.dirty, rule.ID, true)
	t.owned(before[rule.ID].Owner, stored[0].Catalogue.Owner)
	t.list(rule.ID)
	if err := t.changeEffort(stored[0]); err != nil {
		return registry.Rule{}, err
	}
	if err := t.reweigh(before[rule.ID], stored[0]); err != nil {
		return registry.Rule{}, err
	}
	return stored[0], t.move(before, stored[0])
}

// afterUpdate reads what an update that met n rows has left. None means that it
// is not there, or that somebody else was first.
func afterUpdate[I, T any](n int64, seen int, byID func(I) (T, error), id I, edit func(T) int) (none T, err error) {
	now, err := byID(id)
	if err != nil {
		return none, err
	}
	if n == 0 {
		return none, registry.Stale(seen, edit(now))
	}
	return now, nil
}

// touch marks rules as written about in this revision.
func (t *tx) touch(rule registry.RuleID) {
	if _, known := t.touched[rule]; !known {
		t.touched = put(t.touched, rule, true)
	}
}

func (t *tx) flushTouched() error {
	var ids []string
	for id, pending := range t.touched {
		if pending {
			ids = append(ids, string(id))
			t.touched[id] = false
		}
	}
	if len(ids) == 0 {
		return nil
	}
	where := t.dialect.in("id", ids)
	_, err := t.exec(t.db.NewUpdate().Table("rule").Set("touched = ?", int64(t.mark.Revision)).Where(where.sql, where.args...))
	return err
}

func put[K comparable, V any](m map[K]V, k K, v V) map[K]V {
	if m == nil {
		m = map[K]V{}
	}
	m[k] = v
	return m
}
