package storage

import (
	"maps"
	"slices"

	"github.com/uptrace/bun"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

type placeCountRow struct {
	bun.BaseModel `bun:"table:place_count,alias:c"`
	Link          string `bun:",pk"`
	Consultation  string
	N             int
}

func (r *reader) PlaceCounts(consultation registry.ConsultationID) ([]workflow.PlaceCount, error) {
	links, err := r.Links(consultation)
	if err != nil || len(links) == 0 {
		return nil, err
	}
	var rows []placeCountRow
	_, err = r.scan(r.db.NewSelect().Model(&rows).Where("c.consultation = ?", string(consultation)))
	sent := make(map[registry.LinkID]int, len(rows))
	for _, row := range rows {
		sent[registry.LinkID(row.Link)] = row.N
	}
	var counts []workflow.PlaceCount
	for _, l := range links {
		if l.Place != "" {
			counts = append(counts, workflow.PlaceCount{Link: l, Sent: sent[l.ID]})
		}
	}
	sortDanish(counts, func(c workflow.PlaceCount) string { return c.Link.Place })
	return counts, err
}

// CountPlaces writes the row of every link, also where nothing is added: on PostgreSQL
// a row carries the number of the transaction that wrote it last.
func (t *tx) CountPlaces(consultation registry.ConsultationID, more map[registry.LinkID]int) error {
	var rows []placeCountRow
	for _, link := range slices.Sorted(maps.Keys(more)) { // in one order, so that none waits for another in a ring
		rows = append(rows, placeCountRow{Link: string(link), Consultation: string(consultation), N: more[link]})
	}
	if len(rows) == 0 {
		return nil
	}
	_, err := t.exec(t.db.NewInsert().Model(&rows).On("CONFLICT (link) DO UPDATE").Set("n = c.n + EXCLUDED.n"))
	return err
}
