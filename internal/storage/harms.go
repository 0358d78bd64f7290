package storage

import (
	"slices"

	"github.com/uptrace/bun"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

type harmRow struct {
	bun.BaseModel `bun:"table:harm,alias:h"`
	ID            string `bun:",pk"`
	Number        int64
	Day           day
	Since         day
	Text          string
	Hassle        string
}

func (r *reader) Harms(number registry.Number) ([]workflow.Harm, error) {
	var rows []harmRow
	_, err := r.scan(r.db.NewSelect().Model(&rows).Where("h.number = ?", int64(number)).Order("h.day", "h.id"))
	return each(rows, func(h harmRow) workflow.Harm {
		return workflow.Harm{ID: registry.HarmID(h.ID), Number: registry.Number(h.Number), Day: registry.Day(h.Day), Since: registry.Day(h.Since), Text: h.Text, Hassle: registry.HassleID(h.Hassle)}
	}), err
}

func (t *tx) InsertHarm(h workflow.Harm) error {
	rows := []harmRow{{ID: string(h.ID), Number: int64(h.Number), Day: day(h.Day), Since: day(h.Since), Text: h.Text, Hassle: string(h.Hassle)}}
	if err := checkTexts(rows); err != nil {
		return err
	}
	return insert(t, rows)
}

// CitedSince reads the few new rules whose event names the number, and asks those
// whether they cite it.
func (r *reader) CitedSince(number registry.Number, from registry.Day) (all []registry.Number, err error) {
	var rows []struct {
		Number int64
		Kind   string
		Fact   jsonText
	}
	_, err = r.scan(r.db.NewSelect().TableExpr("rule_event AS e").Join("JOIN rule AS r ON r.id = e.rule").ColumnExpr("r.number, e.kind, e.fact").
		Where("e.kind = 'adopted'").Where("e.recorded >= ?", day(from)).Where("CAST(e.fact AS text) LIKE ?", `%"`+number.String()+`"%`).Order("e.seq"), &rows)
	if err != nil {
		return nil, err
	}
	for _, row := range rows {
		fact, err := registry.DecodeFact(row.Kind, []byte(row.Fact))
		if err != nil {
			return nil, err
		}
		if a, ok := fact.(registry.Adopted); ok && a.Adoption != nil && slices.Contains(a.Adoption.Cites, number) {
			all = append(all, registry.Number(row.Number))
		}
	}
	return all, nil
}
