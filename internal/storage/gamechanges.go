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
