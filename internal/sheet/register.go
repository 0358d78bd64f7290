package sheet

import (
	"strconv"
	"time"

	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/internal/wording"
	"github.com/omvendt/omvendt/registry"
)

// columns have the texts sheet.<key> as headings.
func columns(l texts.Lang, widths []width) []Column {
	out := make([]Column, len(widths))
	for i, w := range widths {
		out[i] = Column{Head: l.Text("sheet."+w.key, nil), Width: w.width}
	}
	return out
}

type width struct {
	key   string
	width float64
}

// RegisterTable is the public register as a table.
func RegisterTable(l texts.Lang) Table {
	return Table{Name: l.Text("sheet.register", nil), Lang: l, Columns: columns(l, []width{{"number", 9}, {"title", 40}, {"plain", 60},
		{"area", 18}, {"class", 22}, {"state", 18}, {"since", 12}, {"reason", 60}, {"next_change", 14}, {"next_state", 18}})}
}

// RegisterRow is one rule of the register; then is the state that it goes over to,
// empty where nothing is known to change it.
func RegisterRow(l texts.Lang, e registry.RegisterEntry, then registry.State) []string {
	change, state := next(l, e.Segment, then)
	return []string{e.Rule.Number.String(), e.Text.Title, e.Text.Plain, e.Rule.Catalogue.Area, wording.Class(l, e.Segment.Class),
		wording.Status(l, e.Segment), day(e.Segment.StateFrom), reason(l, e.Segment), change, state}
}

// AuditTable is the audit log as a table.
func AuditTable(l texts.Lang) Table {
	return Table{Name: l.Text("sheet.audit", nil), Lang: l, Columns: columns(l, []width{{"at", 26}, {"actor", 24}, {"operation", 24},
		{"object", 32}, {"revision", 10}, {"request", 38}})}
}

// AuditRow is one event of the log, without what was there before and after.
func AuditRow(e registry.AuditEvent) []string {
	revision := ""
	if e.Revision > 0 {
		revision = strconv.FormatInt(int64(e.Revision), 10)
	}
	return []string{e.At.UTC().Format(time.RFC3339Nano), e.Actor, e.Operation, e.Object, revision, e.Request}
}

func next(l texts.Lang, s registry.Segment, then registry.State) (change, state string) {
	if then == "" || s.StateUntil >= registry.LastDay {
		return "", ""
	}
	return day(s.StateUntil), wording.State(l, then)
}

// reason is the main one, in words.
func reason(l texts.Lang, s registry.Segment) string {
	if len(s.Reasons) == 0 {
		return ""
	}
	return wording.Reason(l, s.Reasons[0])
}

// day is written as every program sorts it; empty where nobody would name it.
func day(d registry.Day) string {
	if !wording.Known(d) {
		return ""
	}
	return d.String()
}
