package sheet

import "github.com/omvendt/omvendt/internal/texts"

// StopTask is a place where a demand still stands, as a row: days as written in files,
// state and kind by their codes.
type StopTask struct {
	Deadline, State, Kind, Place, Post string
	Number, Title, Owner, Day          string
	Moved, Word                        string
}

// StopTaskTable is the places where demands still stand, as a table.
func StopTaskTable(l texts.Lang) Table {
	return Table{Name: l.Text("sheet.stop_tasks", nil), Lang: l, Columns: columns(l, []width{{"stop_deadline", 12}, {"stop_state", 20}, {"stop_kind", 20}, {"stop_place", 40},
		{"stop_post", 30}, {"number", 9}, {"title", 40}, {"owner", 30}, {"stop_day", 12}, {"stop_moved", 12}, {"stop_word", 40}})}
}

// StopTaskRow is one place.
func StopTaskRow(l texts.Lang, t StopTask) []string {
	return []string{t.Deadline, l.Name("stop_state", t.State), l.Name("stop_kind", t.Kind), t.Place, t.Post, t.Number, t.Title, t.Owner, t.Day, t.Moved, t.Word}
}
