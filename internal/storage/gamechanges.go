package storage

import (
	"encoding/json"

	"github.com/uptrace/bun"

	"github.com/omvendt/omvendt/registry"
)

type gameChangeRow struct {
	bun.BaseModel `bun:"table:game_change,alias:g"`
	ID            string `bun:",pk"`
	Edit          int
	Kind          string
	FromDay       day
	Begins        day
	Digest        string
	Source        []byte
	State         string
	Decision      jsonText
	TakenBy       jsonText
	SaidBy        string
	SaidOn        day
	TakesOff      string
	Book          string
	Effects       jsonText
	Fault         jsonText
}

func rowOfChange(c registry.GameChange) (gameChangeRow, error) {
	fault, err := registry.MarshalFault(c.Fault)
	return gameChangeRow{ID: string(c.ID), Edit: c.Edit, Kind: string(c.Kind), FromDay: day(c.From), Begins: day(c.Begins), Digest: c.Digest,
		Source: c.Source, State: string(c.State), Decision: encode(c.Decision), TakenBy: encode(c.TakenBy), SaidBy: c.SaidBy, SaidOn: day(c.SaidOn),
		TakesOff: string(c.TakesOff), Book: c.Book, Effects: encode(list(c.Effects)), Fault: jsonText(fault)}, err
}

func (g gameChangeRow) change() (registry.GameChange, error) {
	c := registry.GameChange{ID: registry.GameChangeID(g.ID), Edit: g.Edit, Kind: registry.GameKind(g.Kind), From: registry.Day(g.FromDay),
		Begins: registry.Day(g.Begins), Digest: g.Digest, Source: g.Source, State: registry.ChangeState(g.State), SaidBy: g.SaidBy,
		SaidOn: registry.Day(g.SaidOn), TakesOff: registry.GameChangeID(g.TakesOff), Book: g.Book}
	for _, part := range []struct {
		from jsonText
		to   any
	}{{g.Decision, &c.Decision}, {g.TakenBy, &c.TakenBy}, {g.Effects, &c.Effects}} {
		if err := decode(part.from, part.to); err != nil {
			return c, err
		}
	}
	var err error
	c.Fault, err = registry.ParseFault(json.RawMessage(g.Fault))
	return c, err
}

func (r *reader) changesWhere(where condition) ([]registry.GameChange, error) {
	var rows []gameChangeRow
	if _, err := r.scan(r.db.NewSelect().Model(&rows).Where(where.sql, where.args...).Order("id DESC")); err != nil {
		return nil, err
	}
	return tryEach(rows, gameChangeRow.change)
}

func (r *reader) GameChanges() ([]registry.GameChange, error) { return r.changesWhere(everything) }

func (r *reader) GameChangeByID(id registry.GameChangeID) (registry.GameChange, error) {
	return one(r.changesWhere, "id", string(id))
}

// GameChangeByID of a transaction that writes holds the change: what is computed beside
// goes with one edit of it.
func (t *tx) GameChangeByID(id registry.GameChangeID) (registry.GameChange, error) {
	return one(func(where condition) ([]registry.GameChange, error) {
		var rows []gameChangeRow
		if _, err := t.scan(t.dialect.holding(t.db.NewSelect().Model(&rows).Where(where.sql, where.args...))); err != nil {
			return nil, err
		}
		return tryEach(rows, gameChangeRow.change)
	}, "id", string(id))
}

func (t *tx) InsertGameChange(c registry.GameChange) error {
	row, err := rowOfChange(c)
	if err != nil {
		return internal(err)
	}
	return insert(t, []gameChangeRow{row})
}

func (t *tx) UpdateGameChange(c registry.GameChange, edit int) (registry.GameChange, error) {
	c.Edit = edit + 1
	row, err := rowOfChange(c)
	if err != nil {
		return c, internal(err)
	}
	n, err := t.exec(t.db.NewUpdate().Model(&row).Column("edit", "state", "begins", "decision", "taken_by", "book", "effects", "fault").
		Where("id = ?", row.ID).Where("edit = ?", edit))
	if err != nil {
		return c, err
	}
	return afterUpdate(n, edit, t.GameChangeByID, c.ID, func(c registry.GameChange) int { return c.Edit })
}

type besideRow struct {
	bun.BaseModel `bun:"table:beside_timeline,alias:b"`
	GameChange    string `bun:",pk"`
	Number        int64  `bun:",pk"`
	Revision      int64
	Timeline      string
	OnDay         day
	Was           string
	Will          string
	Reason        string
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

func (r *reader) Besides(id registry.GameChangeID, rules []registry.RuleID) (map[registry.RuleID]registry.Beside, error) {
	places, err := r.placesOf(rules)
	if err != nil {
		return nil, err
	}
	in := r.dialect.in("number", numbersAt(places))
	var rows []besideRow
	if _, err := r.scan(r.db.NewSelect().Model(&rows).Where("game_change = ?", string(id)).Where(in.sql, in.args...)); err != nil {
		return nil, err
	}
	byNumber := make(map[int64]registry.Beside, len(rows))
	for _, row := range rows {
		b := registry.Beside{Revision: registry.Revision(row.Revision), Effect: row.effect()}
		if err := decode(jsonText(row.Timeline), &b.Timeline); err != nil {
			return nil, internal(err)
		}
		byNumber[row.Number] = b
	}
	besides := make(map[registry.RuleID]registry.Beside, len(rows))
	for rule, place := range places {
		if b, there := byNumber[place.Number]; there {
			besides[rule] = b
		}
	}
	return besides, nil
}

// BesidesDiffer goes by the first revision: timelines are computed in the order of numbers,
// and what was recorded since is rarely much.
func (r *reader) BesidesDiffer(id registry.GameChangeID) ([]registry.RuleID, error) {
	var ids []string
	_, err := r.scan(r.db.NewRaw(`SELECT id FROM rule WHERE number IN (SELECT number FROM beside_timeline WHERE game_change = ? AND timeline <> 'null')
		OR touched > (SELECT coalesce(min(revision), 0) FROM beside_timeline WHERE game_change = ?) ORDER BY number`, string(id), string(id)), &ids)
	return each(ids, func(id string) registry.RuleID { return registry.RuleID(id) }), err
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
	if _, err := r.scan(r.db.NewSelect().Model(&rows).ExcludeColumn("timeline").Where("game_change = ?", string(id)).
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
	rules := make([]registry.RuleID, 0, len(besides))
	for rule := range besides {
		rules = append(rules, rule)
	}
	places, err := t.placesOf(rules)
	if err != nil {
		return err
	}
	var rows []besideRow
	for _, rule := range byNumber(places) {
		b := besides[rule]
		rows = append(rows, besideRow{GameChange: string(id), Number: places[rule].Number, Revision: int64(b.Revision), Timeline: string(encode(b.Timeline)),
			OnDay: day(b.Effect.On), Was: string(b.Effect.Was), Will: string(b.Effect.Will), Reason: string(b.Effect.Why)})
	}
	wrote := t.wrote
	defer func() { t.wrote = wrote }()
	for len(rows) > 0 {
		part := rows[:min(insertChunk, len(rows))]
		rows = rows[len(part):]
		// Two servers can compute the same.
		if _, err := t.exec(t.db.NewInsert().Model(&part).On("CONFLICT (game_change, number) DO NOTHING")); err != nil {
			return err
		}
	}
	return nil
}

// DropBesides is not told in the log either.
func (t *tx) DropBesides(id registry.GameChangeID, atMost int) (int, error) {
	some := t.db.NewSelect().Table("beside_timeline").Column("number").Where("game_change = ?", string(id)).Order("number").Limit(int64(atMost))
	wrote := t.wrote
	defer func() { t.wrote = wrote }()
	n, err := t.exec(t.db.NewDelete().Table("beside_timeline").Where("game_change = ?", string(id)).Where("number IN (?)", some))
	return int(n), err
}
