package storage

import (
	"github.com/uptrace/bun"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

type simulationRow struct {
	bun.BaseModel `bun:"table:simulation,alias:s"`
	ID            string `bun:",pk"`
	Edit          int
	Name          string
	Shared        int
	Made          day
	MadeBy        string
	Digest        string
	Content       jsonText
}

type simulationItemRow struct {
	bun.BaseModel `bun:"table:simulation_item,alias:a"`
	Simulation    string `bun:",pk"`
	Item          string `bun:",pk"`
}

func (s simulationRow) simulation() workflow.Simulation {
	return workflow.Simulation{ID: registry.SimulationID(s.ID), Edit: s.Edit, Name: s.Name, Shared: s.Shared == 1, Made: registry.Day(s.Made), By: s.MadeBy, Digest: s.Digest}
}

func (r *reader) Simulations(shared bool, after registry.SimulationID, limit int) ([]workflow.Simulation, error) {
	if !storable(string(after)) {
		return nil, nil
	}
	q := r.db.NewSelect().Model((*simulationRow)(nil)).ExcludeColumn("content").Order("s.id DESC").Limit(int64(limit))
	if shared {
		q.Where("s.shared = 1")
	}
	if after != "" {
		q.Where("s.id < ?", string(after))
	}
	var rows []simulationRow
	if _, err := r.scan(q, &rows); err != nil {
		return nil, err
	}
	return r.withItems(each(rows, simulationRow.simulation))
}

// withItems reads to which items simulations are attached.
func (r *reader) withItems(all []workflow.Simulation) ([]workflow.Simulation, error) {
	if len(all) == 0 {
		return all, nil
	}
	ids := make([]string, len(all))
	for n, s := range all {
		ids[n] = string(s.ID)
	}
	in := r.dialect.in("a.simulation", ids)
	var rows []simulationItemRow
	if _, err := r.scan(r.db.NewSelect().Model(&rows).Where(in.sql, in.args...).Order("a.simulation", "a.item")); err != nil {
		return nil, err
	}
	for n := range all {
		for _, row := range rows {
			if row.Simulation == string(all[n].ID) {
				all[n].Items = append(all[n].Items, registry.ItemID(row.Item))
			}
		}
	}
	return all, nil
}

func (r *reader) simulationsWhere(where condition) ([]workflow.Simulation, error) {
	var rows []simulationRow
	if _, err := r.scan(r.db.NewSelect().Model(&rows).Where(where.sql, where.args...).Order("s.id")); err != nil {
		return nil, err
	}
	all := each(rows, simulationRow.simulation)
	for n, row := range rows {
		if err := decode(row.Content, &all[n].Simulated); err != nil {
			return nil, internal(err)
		}
	}
	return r.withItems(all)
}

func (r *reader) SimulationByID(id registry.SimulationID) (workflow.Simulation, error) {
	return one(r.simulationsWhere, "s.id", string(id))
}

func (r *reader) SimulationsOf(item registry.ItemID) ([]workflow.Simulation, error) {
	return r.simulationsWhere(condition{"s.id IN (SELECT a.simulation FROM simulation_item AS a WHERE a.item = ?)", []any{string(item)}})
}

func rowOfSimulation(s workflow.Simulation) simulationRow {
	row := simulationRow{ID: string(s.ID), Edit: s.Edit, Name: s.Name, Made: day(s.Made), MadeBy: s.By, Digest: s.Digest, Content: encode(s.Simulated)}
	if s.Shared {
		row.Shared = 1
	}
	return row
}

func (t *tx) InsertSimulation(s workflow.Simulation) error {
	rows := []simulationRow{rowOfSimulation(s)}
	if err := checkTexts(rows); err != nil {
		return err
	}
	if err := insert(t, rows); err != nil {
		return err
	}
	return t.attach(s)
}

func (t *tx) attach(s workflow.Simulation) error {
	rows := make([]simulationItemRow, len(s.Items))
	for n, item := range s.Items {
		rows[n] = simulationItemRow{Simulation: string(s.ID), Item: string(item)}
	}
	if len(rows) == 0 {
		return nil
	}
	return insert(t, rows)
}

func (t *tx) UpdateSimulation(s workflow.Simulation, edit int) (workflow.Simulation, error) {
	s.Edit = edit + 1
	row := rowOfSimulation(s)
	if err := checkTexts([]simulationRow{row}); err != nil {
		return s, err
	}
	n, err := t.exec(t.db.NewUpdate().Table("simulation").Set("name = ?, shared = ?, edit = ?", row.Name, row.Shared, row.Edit).Where("id = ?", row.ID).Where("edit = ?", edit))
	if err != nil {
		return s, err
	}
	if s, err := afterUpdate(n, edit, t.SimulationByID, s.ID, func(s workflow.Simulation) int { return s.Edit }); err != nil {
		return s, err
	}
	if _, err := t.exec(t.db.NewDelete().Table("simulation_item").Where("simulation = ?", row.ID)); err != nil {
		return s, err
	}
	if err := t.attach(s); err != nil {
		return s, err
	}
	return t.SimulationByID(s.ID)
}
