package sheet

import "github.com/omvendt/omvendt/internal/texts"

// SimulationTable is the rules that are otherwise in a simulation, one a row.
func SimulationTable(l texts.Lang) Table {
	return Table{Name: l.Text("sheet.simulation", nil), Lang: l, Columns: columns(l, []width{{"simulation_number", 12}, {"simulation_title", 44}, {"simulation_area", 24}, {"simulation_unit", 24},
		{"simulation_protects", 24}, {"simulation_was", 24}, {"simulation_was_because", 60}, {"simulation_is", 24}, {"simulation_is_because", 60}, {"simulation_since", 14},
		{"simulation_from", 14}, {"simulation_to", 14}})}
}
