package storage

import (
	"strings"

	"github.com/omvendt/omvendt/registry"
)

// fresh are the numbers of the rules whose timelines beside can be made the answer as they
// lie there: something differs, and nothing was recorded about the rule since. further narrows them.
func (t *tx) fresh(id registry.GameChangeID, further string) condition {
	return condition{"SELECT b.number FROM beside_timeline AS b JOIN rule AS f ON f.number = b.number" +
		" WHERE b.game_change = ? AND b.differs <> '' AND f.touched <= b.revision AND b.holds > ?" + further, []any{string(id), day(t.Today())}}
}

// inOtherStates narrows fresh to the rules that are listed or counted otherwise.
const inOtherStates = " AND b.differs <> 'reasons'"

// AdoptBesides goes by statements about all rules at once. What is counted and summed is taken
// out as it stands before, and added as it stands then.
func (t *tx) AdoptBesides(id registry.GameChangeID, policy, settings string) (registry.TakenOver, error) {
	adopted, err := t.adopted(id)
	if err != nil {
		return adopted, err
	}
	if _, err := t.Revision(); err != nil {
		return adopted, err
	}
	for _, step := range []func() error{
		func() error {
			return t.fault(t.dialect.measure(t.ctx, t.db, "beside_timeline", "beside_segment", "beside_turn"))
		},
		func() error { return t.tallyBesides(id, -1) },
		func() error { return t.adoptSegments(id) },
		func() error { return t.adoptTurns(id) },
		func() error { return t.tallyBesides(id, 1) },
		func() error { return t.adoptEntries(id, policy, settings) },
		func() error { return t.touchFresh(id) }, // last: what was touched is not fresh
	} {
		if err := step(); err != nil {
			return adopted, err
		}
	}
	return adopted, nil
}

// adopted goes by the first revision: timelines are computed in the order of numbers, and
// what was recorded since is rarely much.
func (r *reader) adopted(id registry.GameChangeID) (a registry.TakenOver, err error) {
	const order = " ORDER BY r.number"
	read := func(sql string, args ...any) (rules []registry.RuleID, err error) {
		var ids []string
		_, err = r.scan(r.db.NewRaw(sql, args...), &ids)
		return each(ids, func(id string) registry.RuleID { return registry.RuleID(id) }), err
	}
	change, today := string(id), day(r.Today())
	a.Stale, err = read(`SELECT r.id FROM rule AS r LEFT JOIN beside_timeline AS b ON b.game_change = ? AND b.number = r.number
		WHERE r.touched > (SELECT coalesce(min(revision), 0) FROM beside_timeline WHERE game_change = ?) AND (b.number IS NULL OR r.touched > b.revision)
		OR r.number IN (SELECT number FROM beside_timeline WHERE game_change = ? AND differs <> '' AND holds <= ?)`+order, change, change, change, today)
	if err != nil {
		return a, err
	}
	a.Ended, err = read(`SELECT r.id FROM beside_timeline AS b JOIN rule AS r ON r.number = b.number
		WHERE b.game_change = ? AND b.differs = ? AND r.touched <= b.revision AND b.holds > ?`+order, change, string(registry.DeviatesInEnd), today)
	return a, err
}

func (t *tx) adoptSegments(id registry.GameChangeID) error {
	fresh, revision := t.fresh(id, ""), int64(t.mark.Revision)
	args := append([]any{revision, still}, fresh.args...)
	if _, err := t.exec(t.db.NewRaw(`UPDATE segment SET revision_until = ? WHERE revision_until = ? AND number IN (`+fresh.sql+`)
		AND NOT EXISTS (SELECT 1 FROM beside_segment AS k WHERE k.game_change = ? AND k.number = segment.number AND k.from_day = segment.from_day AND k.stays = 1)`,
		append(args, string(id))...)); err != nil {
		return err
	}
	const content = "from_day, until_day, state, class, reasons, version, state_from, state_until, grounds, row_digest, policy_digest, settings_digest"
	args = append([]any{revision, still, string(id)}, fresh.args...)
	_, err := t.exec(t.db.NewRaw(`INSERT INTO segment (number, `+content+`, revision_from, revision_until, area)
		SELECT k.number, k.`+strings.ReplaceAll(content, ", ", ", k.")+`, ?, ?, r.area FROM beside_segment AS k JOIN rule AS r ON r.number = k.number
		WHERE k.game_change = ? AND k.stays = 0 AND k.number IN (`+fresh.sql+`) ORDER BY k.number, k.from_day`, args...))
	return err
}

// adoptTurns leaves a turn that stays: what was told of it is still true.
func (t *tx) adoptTurns(id registry.GameChangeID) error {
	fresh := t.fresh(id, inOtherStates)
	args := append(fresh.args, string(id))
	if _, err := t.exec(t.db.NewRaw(`DELETE FROM rule_turn WHERE number IN (`+fresh.sql+`) AND NOT EXISTS (SELECT 1 FROM beside_turn AS k
		WHERE k.game_change = ? AND k.number = rule_turn.number AND k.day = rule_turn.day AND k.kind = rule_turn.kind)`, args...)); err != nil {
		return err
	}
	weight := heftOf("r.protects")
	args = append(append(weight.args, neverTold, string(id)), fresh.args...)
	_, err := t.exec(t.db.NewRaw(`INSERT INTO rule_turn (number, day, kind, weight, unit, told, guided)
		SELECT k.number, k.day, k.kind, `+weight.sql+`, r.unit, ?,
			CASE WHEN EXISTS (SELECT 1 FROM guidance AS g WHERE g.number = k.number AND g.day = k.day AND g.published <> '') THEN 1 ELSE 0 END
		FROM beside_turn AS k JOIN rule AS r ON r.number = k.number WHERE k.game_change = ? AND k.number IN (`+fresh.sql+`)
			AND NOT EXISTS (SELECT 1 FROM rule_turn AS t WHERE t.number = k.number AND t.day = k.day) ORDER BY k.number, k.day`, args...))
	return err
}

// heftOf is registry.Protects.Heft of a column.
func heftOf(column string) condition {
	c := condition{sql: "CASE " + column}
	for _, p := range registry.ProtectsChoices {
		c.sql += " WHEN ? THEN ?"
		c.args = append(c.args, string(p), p.Heft())
	}
	c.sql += " ELSE ? END"
	c.args = append(c.args, registry.ProtectsNobody.Heft())
	return c
}

func (t *tx) adoptEntries(id registry.GameChangeID, policy, settings string) error {
	fresh := t.fresh(id, "")
	sql := `INSERT INTO evaluation (at, day, policy, operation, object, number, revision, input, policy_digest, settings_digest, result)
		SELECT ?, ?, ?, ?, k.object, k.number, ?, k.input, ?, ?, k.result FROM beside_timeline AS k
		WHERE k.game_change = ? AND k.number IN (` + fresh.sql + `) ORDER BY k.number`
	args := []any{instant(t.now), day(t.Today()), string(registry.PolicyInForce), t.act.Operation, int64(t.mark.Revision), policy, settings, string(id)}
	_, err := t.exec(t.db.NewRaw(sql, append(args, fresh.args...)...))
	return err
}

func (t *tx) touchFresh(id registry.GameChangeID) error {
	fresh := t.fresh(id, "")
	_, err := t.exec(t.db.NewRaw("UPDATE rule SET touched = ? WHERE number IN ("+fresh.sql+")", append([]any{int64(t.mark.Revision)}, fresh.args...)...))
	return err
}

// tallyBesides adds or takes away what is counted of the rules that are counted otherwise.
func (t *tx) tallyBesides(id registry.GameChangeID, change int) error {
	fresh := t.fresh(id, inOtherStates)
	var segments []struct {
		segmentRow
		N int
	}
	const alike = "s.area, s.class, s.state, s.from_day, s.until_day"
	if _, err := t.scan(t.db.NewRaw("SELECT "+alike+", count(*) AS n FROM segment AS s WHERE s.revision_until = ? AND s.number IN ("+fresh.sql+") GROUP BY "+alike,
		append([]any{still}, fresh.args...)...), &segments); err != nil {
		return err
	}
	for _, s := range segments {
		t.count(s.Area, change*s.N, s.segmentRow)
	}
	var turns []turnCountRow
	if _, err := t.scan(t.db.NewRaw("SELECT t.day, t.kind, t.weight, count(*) AS n FROM rule_turn AS t WHERE t.number IN ("+fresh.sql+") GROUP BY t.day, t.kind, t.weight",
		fresh.args...), &turns); err != nil {
		return err
	}
	for _, row := range turns {
		t.countTurn(turnRow{Day: row.Day, Kind: row.Kind, Weight: row.Weight}, change*row.N)
	}
	return t.sum(condition{"s.number IN (" + fresh.sql + ")", fresh.args}, int64(change))
}
