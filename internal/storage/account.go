package storage

import (
	"github.com/uptrace/bun"

	"github.com/omvendt/omvendt/registry"
)

// moves is where a move's day stands, and what else a segment of one is: a
// rule came when its first stretch ended, in which it did not apply yet, and went
// when a stretch began from which it does not return. Migration 0037 has the index.
func moves(state registry.State) (day, also string) {
	if state == registry.NotYet {
		return "s.state_until", "s.state_from = '0001-01-01' AND s.from_day = '0001-01-01'"
	}
	return "s.state_from", "s.from_day = s.state_from"
}

func (r *reader) moved(q registry.AccountQuery, state registry.State) (*bun.SelectQuery, string) {
	known := knownAt(registry.RevisionOpen)
	on, also := moves(state)
	return r.db.NewSelect().TableExpr("segment AS s").Where(known.sql, known.args...).Where("s.area = ?", q.Area).Where("s.state = ?", string(state)).
		Where(also).Where(on+" >= ? AND "+on+" < ?", day(q.From), day(q.Until)), on
}

func (r *reader) CountMoves(q registry.AccountQuery) (registry.AreaAccount, error) {
	account := registry.AreaAccount{Area: q.Area, Went: map[registry.State]int{}}
	if !storable(q.Area) {
		return account, nil
	}
	for _, state := range append([]registry.State{registry.NotYet}, registry.Gone...) {
		each, _ := r.moved(q, state)
		var n int
		if _, err := r.scan(r.db.NewSelect().TableExpr("(?) AS each", each.ColumnExpr("s.number").Limit(registry.CountLimit+1)).ColumnExpr("count(*)"), &n); err != nil {
			return account, err
		}
		account.Many = account.Many || n > registry.CountLimit
		if n = min(n, registry.CountLimit); state == registry.NotYet {
			account.Came = n
		} else if n > 0 {
			account.Went[state] = n
		}
	}
	return account, nil
}

// Moves reads a page of each kind, through the index.
func (r *reader) Moves(q registry.AccountQuery) ([]registry.Move, error) {
	if !storable(q.Area) {
		return nil, nil
	}
	var all []registry.Move
	for _, state := range append([]registry.State{registry.NotYet}, registry.Gone...) {
		each, on := r.moved(q, state)
		if q.After.Day != registry.NoDay {
			than := "<"
			if state == registry.NotYet && q.After.Went {
				than = "<=" // what came stands behind what went on the same day
			}
			each.Where("("+on+", s.number) "+than+" (?, ?)", day(q.After.Day), int64(q.After.Number))
		}
		var rows []struct {
			Day    day
			Number int64
		}
		if _, err := r.scan(each.ColumnExpr(on+" AS day, s.number").OrderExpr(on+" DESC, s.number DESC").Limit(int64(q.Limit)), &rows); err != nil {
			return nil, err
		}
		for _, row := range rows {
			m := registry.Move{Day: registry.Day(row.Day), Number: registry.Number(row.Number)}
			if state != registry.NotYet {
				m.State = state
			}
			all = append(all, m)
		}
	}
	return all, nil
}
