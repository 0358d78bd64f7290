package storage

import (
	"cmp"
	"maps"
	"slices"

	"github.com/uptrace/bun"

	"github.com/omvendt/omvendt/registry"
)

// turnRow is a day on which something else begins to apply to a rule. It is made from
// the timeline that is known now.
type turnRow struct {
	bun.BaseModel `bun:"table:rule_turn,alias:t"`
	Number        int64
	Day           day
	Kind          string
	Weight        int
	Unit          string
	Told          int // with how many days' notice, the last time
	Guided        int // 1: somebody has said what applies from then
}

// neverTold is more days than anybody is told ahead.
const neverTold = 9999

func (t turnRow) listed() registry.Listed {
	return registry.Listed{Turn: registry.Turn{Day: registry.Day(t.Day), Number: registry.Number(t.Number), Kind: registry.TurnKind(t.Kind)}, Weight: t.Weight, Unit: t.Unit}
}

type turnCountRow struct {
	bun.BaseModel `bun:"table:turn_count,alias:c"`
	turnCountKey
	N int
}

type turnCountKey struct {
	Day    day
	Kind   string
	Weight int
}

// turn lists the turns of rules anew. One that stays keeps what was told of it.
func (t *tx) turn(places map[registry.RuleID]rulePlace, timelines map[registry.RuleID][]registry.Segment) error {
	old, err := t.turnsOf(t.withTurns(places))
	if err != nil {
		return err
	}
	var begun []turnRow
	gone := map[day][]int64{}
	for _, rule := range byNumber(places) {
		p := places[rule]
		stays := map[registry.Turn]bool{}
		for _, turn := range registry.Turns(registry.Number(p.Number), timelines[rule]) {
			stays[turn] = true
		}
		for _, row := range old[p.Number] {
			if turn := row.listed().Turn; stays[turn] {
				delete(stays, turn)
			} else {
				gone[row.Day] = append(gone[row.Day], row.Number)
				t.countTurn(row, -1)
			}
		}
		for turn := range stays {
			row := turnRow{Number: p.Number, Day: day(turn.Day), Kind: string(turn.Kind), Weight: p.Heft, Unit: p.Unit, Told: neverTold}
			begun = append(begun, row)
			t.countTurn(row, 1)
		}
	}
	for on, numbers := range gone {
		in := t.dialect.in("number", numbers)
		if _, err := t.exec(t.db.NewDelete().Table("rule_turn").Where("day = ?", on).Where(in.sql, in.args...)); err != nil {
			return err
		}
	}
	if err := t.findGuided(begun); err != nil {
		return err
	}
	slices.SortFunc(begun, func(a, b turnRow) int { return cmp.Or(cmp.Compare(a.Number, b.Number), cmp.Compare(a.Day, b.Day)) })
	return insert(t, begun)
}

// withTurns are the numbers of rules that may have turns already.
func (t *tx) withTurns(places map[registry.RuleID]rulePlace) (numbers []int64) {
	for id, p := range places {
		if t.made[id] == nil || t.turning[p.Number] {
			numbers = append(numbers, p.Number)
		}
		t.turning = put(t.turning, p.Number, true)
	}
	return numbers
}

func (r *reader) turnsOf(numbers []int64) (map[int64][]turnRow, error) {
	all := map[int64][]turnRow{}
	if len(numbers) == 0 {
		return all, nil
	}
	in := r.dialect.in("t.number", numbers)
	var rows []turnRow
	_, err := r.scan(r.db.NewSelect().Model(&rows).Where(in.sql, in.args...))
	for _, row := range rows {
		all[row.Number] = append(all[row.Number], row)
	}
	return all, err
}

// turnAgain lists turns that are to be read from the timelines that are stored.
func (t *tx) turnAgain(places map[registry.RuleID]rulePlace) error {
	timelines, err := t.Timelines(slices.Collect(maps.Keys(places)))
	if err != nil {
		return err
	}
	return t.turn(places, timelines)
}

// reweigh lists a rule's turns where its entry says now.
func (t *tx) reweigh(before rulePlace, rule registry.Rule) error {
	unit, heft := rule.Catalogue.Unit, rule.Catalogue.Protects.Heft()
	if before.Unit == unit && before.Heft == heft {
		return nil
	}
	rows, err := t.turnsOf([]int64{int64(rule.Number)})
	if err != nil || len(rows) == 0 {
		return err
	}
	for _, row := range rows[int64(rule.Number)] {
		t.countTurn(row, -1)
		row.Weight = heft
		t.countTurn(row, 1)
	}
	_, err = t.exec(t.db.NewUpdate().Table("rule_turn").Set("unit = ?, weight = ?", unit, heft).Where("number = ?", int64(rule.Number)))
	return err
}

func (t *tx) countTurn(row turnRow, change int) {
	if t.turned == nil {
		t.turned = map[turnCountKey]int{}
	}
	t.turned[turnCountKey{row.Day, row.Kind, row.Weight}] += change
}

// flushTurns counts. Whoever writes timelines has drawn the revision and so writes alone.
func (t *tx) flushTurns() error {
	maps.DeleteFunc(t.turned, func(_ turnCountKey, change int) bool { return change == 0 })
	rows := make([]turnCountRow, 0, len(t.turned))
	for key, change := range t.turned {
		rows = append(rows, turnCountRow{turnCountKey: key, N: change})
	}
	t.turned = nil
	slices.SortFunc(rows, func(a, b turnCountRow) int {
		return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Weight, b.Weight))
	})
	for part := range slices.Chunk(rows, insertChunk) {
		if _, err := t.exec(t.db.NewInsert().Model(&part).On("CONFLICT (day, kind, weight) DO UPDATE").Set("n = c.n + EXCLUDED.n")); err != nil {
			return err
		}
	}
	return nil
}

func (r *reader) Turns(q registry.TurnQuery) ([]registry.Listed, error) {
	if !storable(q.Unit) || !storable(q.Role) || !storable(q.Owner) {
		return nil, nil
	}
	var rows []turnRow
	s := r.db.NewSelect().Model(&rows).Where("t.day < ?", day(q.Until)).Order("t.day", "t.weight", "t.number").Limit(int64(q.Limit))
	if q.After.Day >= q.From && q.After.Day != registry.NoDay { // alone, or SQLite begins at the first day
		s.Where("(t.day, t.weight, t.number) > (?, ?, ?)", day(q.After.Day), q.After.Weight, int64(q.After.Number))
	} else {
		s.Where("t.day >= ?", day(q.From))
	}
	if q.Unit != "" {
		s.Where("t.unit = ?", q.Unit)
	}
	if q.Role != "" {
		s.Where("EXISTS (SELECT 1 FROM rule WHERE rule.number = t.number AND rule.role = ?)", q.Role)
	}
	if q.Unguided {
		s.Where("t.guided = 0").Where("t.kind <> 'extended'")
	}
	if q.Living {
		s.Where("EXISTS (SELECT 1 FROM unit_exception AS x WHERE x.day = t.day AND x.number = t.number)")
	}
	if q.Unsought {
		s.Where("NOT EXISTS (SELECT 1 FROM stop_task AS x WHERE x.number = t.number AND x.day = t.day)").
			Where("NOT EXISTS (SELECT 1 FROM stop_search AS x WHERE x.number = t.number AND x.day = t.day)")
	}
	if q.Owner != "" {
		s.Where("EXISTS (SELECT 1 FROM rule WHERE rule.number = t.number AND rule.owner = ?)", q.Owner)
	}
	if q.Stops {
		s.Where("t.kind NOT IN ('extended', 'again')")
	}
	if len(q.Reach) > 0 {
		in := r.within(q.Reach)
		s.Where("EXISTS (SELECT 1 FROM rule WHERE rule.number = t.number AND "+in.sql+")", in.args...)
	}
	_, err := r.scan(s)
	return each(rows, turnRow.listed), err
}

func (t *tx) TurnDays(from registry.Day, limit int) ([]registry.TurnDay, error) {
	if err := t.flushTurns(); err != nil {
		return nil, err
	}
	return t.reader.TurnDays(from, limit)
}

func (r *reader) TurnDays(from registry.Day, limit int) (days []registry.TurnDay, err error) {
	var rows []turnCountRow
	most := limit * len(registry.TurnKinds) * len(registry.ProtectsChoices) // each day has no more, so no day is cut
	_, err = r.scan(r.db.NewSelect().Model(&rows).Where("c.day >= ?", day(from)).Where("c.n > 0").Order("c.day", "c.kind", "c.weight").Limit(int64(most)))
	for _, row := range rows {
		if n := len(days); n == 0 || days[n-1].Day != registry.Day(row.Day) {
			if n == limit {
				break
			}
			days = append(days, registry.TurnDay{Day: registry.Day(row.Day), Of: map[registry.TurnKind]int{}})
		}
		d := &days[len(days)-1]
		if d.Of[registry.TurnKind(row.Kind)] += row.N; row.Weight < registry.ProtectsNobody.Heft() {
			d.Protecting += row.N
		}
	}
	return days, err
}

// UntoldTurn goes by what was told last, so that it reads none of those that were told.
func (r *reader) UntoldTurn() (on registry.Day, owner string, mark int, found bool, err error) {
	after := r.Today()
	before := []int{neverTold, 90, 30}
	for n, mark := range registry.TurnMarks {
		for _, told := range before[:len(before)-n] {
			var row struct {
				Day   day
				Owner string
			}
			found, err = r.scan(r.db.NewSelect().TableExpr("rule_turn AS t").Join("JOIN rule AS r ON r.number = t.number").ColumnExpr("t.day, r.owner").
				Where("t.told = ?", told).Where("t.day > ? AND t.day <= ?", day(after), day(r.Today()+registry.Day(mark))).Order("t.day", "t.number").Limit(1), &row)
			if err != nil || found {
				return registry.Day(row.Day), row.Owner, mark, found, err
			}
		}
		after = r.Today() + registry.Day(mark)
	}
	return registry.NoDay, "", 0, false, nil
}

func (r *reader) OwnTurns(on registry.Day, owner string, mark int) ([]registry.Listed, error) {
	var rows []turnRow
	// From the post's rules: a day can have those of all posts.
	_, err := r.scan(r.db.NewSelect().TableExpr("rule AS r CROSS JOIN rule_turn AS t").ColumnExpr("t.*").Where("r.owner = ?", owner).Where("t.number = r.number").
		Where("t.day = ?", day(on)).Where("t.told > ?", mark).Order("t.weight", "t.number"), &rows)
	return each(rows, turnRow.listed), err
}

func (t *tx) SetTurnsTold(on registry.Day, owner string, mark int) error {
	_, err := t.exec(t.db.NewUpdate().Table("rule_turn").Set("told = ?", mark).Where("day = ?", day(on)).Where("told > ?", mark).
		Where("number IN (SELECT r.number FROM rule AS r WHERE r.owner = ?)", owner))
	return err
}

func (r *reader) UntoldTurnDay(within int) (registry.Day, bool, error) {
	var on day
	found, err := r.scan(r.db.NewSelect().TableExpr("turn_count AS c").ColumnExpr("c.day").Where("c.day > ? AND c.day <= ?", day(r.Today()), day(r.Today()+registry.Day(within))).
		Where("c.kind = ? AND c.n > 0", string(registry.TurnLapse)).Where("NOT EXISTS (SELECT 1 FROM turn_day_told AS d WHERE d.day = c.day)").Order("c.day").Limit(1), &on)
	return registry.Day(on), found, err
}

func (t *tx) SetTurnDayTold(on registry.Day) (bool, error) {
	wrote := t.wrote
	n, err := t.exec(t.db.NewRaw("INSERT INTO turn_day_told (day) VALUES (?) ON CONFLICT DO NOTHING", day(on)))
	t.wrote = wrote || n > 0
	return n > 0, err
}
