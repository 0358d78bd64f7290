package storage

import (
	"github.com/uptrace/bun"

	"github.com/omvendt/omvendt/registry"
)

type eventRow struct {
	bun.BaseModel `bun:"table:rule_event,alias:e"`
	ID            string
	Rule          string
	Revision      int64
	Recorded      day
	Ord           int
	Valid         day
	Kind          string
	Fact          jsonText
}

func (e eventRow) event() (registry.Event, error) {
	fact, err := registry.DecodeFact(e.Kind, []byte(e.Fact))
	return registry.Event{ID: registry.EventID(e.ID), Rule: registry.RuleID(e.Rule), Revision: registry.Revision(e.Revision),
		Recorded: registry.Day(e.Recorded), Order: e.Ord, Valid: registry.Day(e.Valid), Fact: fact}, err
}

func (r *reader) Events(rules []registry.RuleID, upTo registry.Revision) (map[registry.RuleID][]registry.Event, error) {
	var rows []eventRow
	where := r.dialect.in("e.rule", texts(rules))
	if _, err := r.scan(r.db.NewSelect().Model(&rows).Where(where.sql, where.args...).
		Where("e.revision <= ?", int64(upTo)).Order("e.seq")); err != nil {
		return nil, err
	}
	events := make(map[registry.RuleID][]registry.Event, len(rules))
	for _, row := range rows {
		e, err := row.event()
		if err != nil {
			return nil, err
		}
		events[e.Rule] = append(events[e.Rule], e)
	}
	return events, nil
}

// AppendEvents fills in the revision, and the day of recording where it is not
// given: the timeline was made of the events as the caller saw them.
func (t *tx) AppendEvents(events []registry.Event) error {
	if len(events) == 0 {
		return nil
	}
	mark, err := t.Revision()
	if err != nil {
		return err
	}
	for i := range events {
		events[i].Revision = mark.Revision
		if events[i].Recorded == registry.NoDay {
			events[i].Recorded = registry.DayOf(mark.At, t.place)
		}
		t.touch(events[i].Rule)
	}
	rows := each(events, func(e registry.Event) eventRow {
		return eventRow{ID: string(e.ID), Rule: string(e.Rule), Revision: int64(e.Revision), Recorded: day(e.Recorded),
			Ord: e.Order, Valid: day(e.Valid), Kind: e.Fact.Kind(), Fact: encode(e.Fact)}
	})
	for _, row := range rows {
		e := t.entry(registry.RuleID(row.Rule))
		e.Events = append(e.Events, row.line())
	}
	return insert(t, rows)
}

func (r *reader) MeasuredRules() ([]registry.Number, error) {
	var numbers []int64
	_, err := r.scan(r.db.NewSelect().TableExpr("rule_event AS e").Join("JOIN rule AS r ON r.id = e.rule").ColumnExpr("DISTINCT r.number").
		Where("e.kind = 'ruling'").Where(`CAST(e.fact AS text) LIKE '%"measure":%'`).OrderExpr("r.number"), &numbers)
	return each(numbers, func(n int64) registry.Number { return registry.Number(n) }), err
}
