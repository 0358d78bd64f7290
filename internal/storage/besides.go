package storage

import (
	"errors"
	"maps"
	"slices"

	"github.com/uptrace/bun"

	"github.com/omvendt/omvendt/registry"
)

type besideRow struct {
	bun.BaseModel `bun:"table:beside_timeline,alias:b"`
	GameChange    string `bun:",pk"`
	Number        int64  `bun:",pk"`
	Revision      int64
	OnDay         day
	Was           string
	Will          string
	Reason        string
	Differs       string
	Holds         day
	Object        string
	Input         string
	Result        jsonText
}

// besideSegmentRow is a segment of a timeline that differs. Stays: it is the answer already.
type besideSegmentRow struct {
	bun.BaseModel `bun:"table:beside_segment,alias:b"`
	GameChange    string
	Number        int64
	segmentContent
	Stays int
}

// besideTurnRow is a turn of a timeline whose states differ.
type besideTurnRow struct {
	bun.BaseModel `bun:"table:beside_turn,alias:b"`
	GameChange    string
	Number        int64
	Day           day
	Kind          string
}

func (b besideRow) effect() registry.ChangeEffect {
	return registry.ChangeEffect{On: registry.Day(b.OnDay), Was: registry.State(b.Was), Will: registry.State(b.Will), Rules: 1, Why: registry.ReasonCode(b.Reason)}
}

func (r *reader) BesideLast(id registry.GameChangeID) (registry.Number, error) {
	var last []int64
	_, err := r.scan(r.db.NewRaw("SELECT coalesce(max(number), 0) FROM beside_timeline WHERE game_change = ?", string(id)), &last)
	if err != nil {
		return 0, err
	}
	return registry.Number(last[0]), nil
}

func (r *reader) BesideCount(id registry.GameChangeID) (int, error) {
	return r.countOf(r.db.NewSelect().Table("beside_timeline").Where("game_change = ?", string(id)))
}

func (r *reader) CountRules() (int, error) {
	return r.countOf(r.db.NewSelect().Table("rule").Where("taken_out = 0"))
}

func (r *reader) countOf(q *bun.SelectQuery) (int, error) {
	n, err := q.Count(r.ctx)
	return int(n), r.fault(err)
}

func (r *reader) BesidesPast() (registry.GameChangeID, error) {
	open := r.dialect.in("state", []string{string(registry.ChangeProposed), string(registry.ChangeDecided)})
	var ids []string
	_, err := r.scan(r.db.NewRaw("SELECT id FROM game_change AS g WHERE NOT ("+open.sql+
		") AND EXISTS (SELECT 1 FROM beside_timeline WHERE game_change = g.id) LIMIT 1", open.args...), &ids)
	if err != nil || len(ids) == 0 {
		return "", err
	}
	return registry.GameChangeID(ids[0]), nil
}

func (r *reader) BesideEffects(id registry.GameChangeID) ([]registry.ChangeEffect, error) {
	var rows []struct {
		OnDay  day
		Was    string
		Will   string
		Reason string
		N      int
	}
	_, err := r.scan(r.db.NewSelect().Table("beside_timeline").Column("on_day", "was", "will", "reason").ColumnExpr("count(*) AS n").
		Where("game_change = ?", string(id)).Where("on_day < ?", day(registry.LastDay)).
		Group("on_day", "was", "will", "reason").Order("on_day", "was", "will", "reason"), &rows)
	var effects []registry.ChangeEffect
	for _, row := range rows {
		effects = append(effects, registry.ChangeEffect{On: registry.Day(row.OnDay), Was: registry.State(row.Was), Will: registry.State(row.Will), Rules: row.N, Why: registry.ReasonCode(row.Reason)})
	}
	return effects, err
}

func (r *reader) BesideAreas(id registry.GameChangeID) ([]registry.AreaEffect, error) {
	var rows []struct {
		Area string
		N    int
	}
	_, err := r.scan(r.db.NewSelect().TableExpr("beside_timeline AS b").Join("JOIN rule AS r ON r.number = b.number").ColumnExpr("r.area AS area").ColumnExpr("count(*) AS n").
		Where("b.game_change = ?", string(id)).Where("b.on_day < ?", day(registry.LastDay)).Group("r.area").OrderExpr("n DESC, r.area"), &rows)
	return each(rows, func(row struct {
		Area string
		N    int
	}) registry.AreaEffect {
		return registry.AreaEffect{Area: row.Area, Rules: row.N}
	}), err
}

func (r *reader) BesideChanged(id registry.GameChangeID, after registry.Number, limit int) ([]registry.RuleEffect, error) {
	var rows []besideRow
	if _, err := r.scan(r.db.NewSelect().Model(&rows).ExcludeColumn("result").Where("game_change = ?", string(id)).
		Where("number > ?", int64(after)).Where("on_day < ?", day(registry.LastDay)).Order("number").Limit(int64(limit))); err != nil || len(rows) == 0 {
		return nil, err
	}
	rules, err := r.RulesThere(each(rows, func(b besideRow) registry.Number { return registry.Number(b.Number) }))
	if err != nil {
		return nil, err
	}
	texts, err := r.LatestTexts(each(rules, func(r registry.Rule) registry.RuleID { return r.ID }))
	titles := make(map[registry.Number]string, len(rules))
	for _, rule := range rules {
		titles[rule.Number] = texts[rule.ID].Text.Title
	}
	return each(rows, func(b besideRow) registry.RuleEffect {
		n := registry.Number(b.Number)
		return registry.RuleEffect{Number: n, Title: titles[n], ChangeEffect: b.effect()}
	}), err
}

// PutBesides is not told in the log: nobody is answered by what it stores.
func (t *tx) PutBesides(id registry.GameChangeID, besides map[registry.RuleID]registry.Beside) error {
	places, err := t.placesOf(slices.Collect(maps.Keys(besides)))
	if err != nil {
		return err
	}
	wrote := t.wrote
	defer func() { t.wrote = wrote }()
	if err := t.leaveKept(id, places); err != nil || len(places) == 0 {
		return err
	}
	differing := maps.Clone(places)
	maps.DeleteFunc(differing, func(rule registry.RuleID, _ rulePlace) bool { return besides[rule].Differs == registry.DeviatesNot })
	open, err := t.openSegments(numbersAt(differing))
	if err != nil {
		return err
	}
	var rows []besideRow
	var segments []besideSegmentRow
	var turns []besideTurnRow
	for _, rule := range byNumber(places) {
		b, number := besides[rule], places[rule].Number
		row := besideRow{GameChange: string(id), Number: number, Revision: int64(b.Revision), OnDay: day(b.Effect.On), Was: string(b.Effect.Was), Will: string(b.Effect.Will),
			Reason: string(b.Effect.Why), Differs: string(b.Differs), Holds: day(b.Holds), Object: b.Entry.Object, Input: b.Entry.Input, Result: encode(b.Entry.Result)}
		rows = append(rows, row)
		if b.Differs == registry.DeviatesNot {
			continue
		}
		stand, err := contentsOf(open[number])
		if err != nil {
			return err
		}
		for _, s := range b.Timeline {
			content, stays := contentOf(s), 0
			if slices.Contains(stand, content) {
				stays = 1
			}
			segments = append(segments, besideSegmentRow{GameChange: string(id), Number: number, segmentContent: content, Stays: stays})
		}
		for _, turn := range registry.Turns(registry.Number(number), b.Timeline) {
			turns = append(turns, besideTurnRow{GameChange: string(id), Number: number, Day: day(turn.Day), Kind: string(turn.Kind)})
		}
	}
	return errors.Join(insert(t, rows), insert(t, segments), insert(t, turns))
}

// leaveKept takes away the places of rules that another server has computed meanwhile.
func (t *tx) leaveKept(id registry.GameChangeID, places map[registry.RuleID]rulePlace) error {
	in := t.dialect.in("number", numbersAt(places))
	var kept []int64
	_, err := t.scan(t.db.NewSelect().Table("beside_timeline").Column("number").Where("game_change = ?", string(id)).Where(in.sql, in.args...), &kept)
	maps.DeleteFunc(places, func(_ registry.RuleID, p rulePlace) bool { return slices.Contains(kept, p.Number) })
	return err
}

// DropBesides is not told in the log either.
func (t *tx) DropBesides(id registry.GameChangeID, atMost int) (int, error) {
	some := t.db.NewSelect().Table("beside_timeline").Column("number").Where("game_change = ?", string(id)).Order("number").Limit(int64(atMost))
	wrote := t.wrote
	defer func() { t.wrote = wrote }()
	n := int64(0)
	for _, table := range []string{"beside_segment", "beside_turn", "beside_timeline"} { // the last says which
		var err error
		if n, err = t.exec(t.db.NewDelete().Table(table).Where("game_change = ?", string(id)).Where("number IN (?)", some)); err != nil {
			return 0, err
		}
	}
	return int(n), nil
}
