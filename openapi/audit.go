package openapi

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"github.com/omvendt/omvendt/internal/sheet"
	"github.com/omvendt/omvendt/registry"
)

func (a *api) registerAudit() {
	register(a, operation{ID: "list-audit-events", Method: http.MethodGet, Path: "/v1/audit-events", Tag: "audit",
		Permission: "audit", Pages: true, Summary: "List what was done, by whom, newest first"}, a.listAudit)
	for _, f := range []sheet.Format{sheet.CSV, sheet.XLSX} {
		registerFile(a, operation{ID: "export-audit-events-" + string(f), Method: http.MethodGet, Path: "/v1/audit-events." + string(f), Tag: "audit",
			Permission: "audit", File: f, Summary: "Take home what was done, by whom, newest first, as " + strings.ToUpper(string(f)),
			Description: "All of it, a row each, without what was there before and after: that has list-audit-events. No cell is a formula."}, a.exportAudit)
	}
}

type auditOut struct {
	ID           string          `json:"id" format:"uuid"`
	At           time.Time       `json:"at"`
	Actor        string          `json:"actor"`
	Operation    string          `json:"operation" example:"open-review"`
	Object       string          `json:"object" example:"rule R-0042"`
	Before       json.RawMessage `json:"before,omitempty" doc:"What was there before, as stored."`
	After        json.RawMessage `json:"after,omitempty" doc:"What is there since, as stored."`
	Request      string          `json:"request_id,omitempty"`
	PolicyDigest string          `json:"policy_digest,omitempty"`
	Revision     int64           `json:"revision,omitempty" doc:"Left out when no fact changed."`
}

func auditOf(e registry.AuditEvent) auditOut {
	return auditOut{ID: string(e.ID), At: e.At.UTC(), Actor: e.Actor, Operation: e.Operation, Object: e.Object, Before: e.Before,
		After: e.After, Request: e.Request, PolicyDigest: e.PolicyDigest, Revision: int64(e.Revision)}
}

type auditLog struct {
	Items []auditOut `json:"items"`
	Onward
}

type listAuditIn struct {
	Object string `query:"object" doc:"Only what was done to this." example:"rule R-0042"`
	Cursor string `query:"cursor" doc:"The value next of the page before; object is left out or repeated unchanged."`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"Events on a page."`
}

// auditPlace is where a list of the log goes on.
type auditPlace struct {
	Object string              `json:"object,omitempty"`
	After  registry.AuditPlace `json:"after"`
}

var auditList = listing[auditPlace]{"audit", func(asked, seen auditPlace) bool { return asked.Object == "" || asked.Object == seen.Object }}

type exportAuditIn struct {
	Object string `query:"object" doc:"Only what was done to this." example:"rule R-0042"`
}

func (a *api) exportAudit(ctx context.Context, c call, in *exportAuditIn) (file, error) {
	today, err := a.Register.Today(ctx)
	rows := func(add func([]string) error) error {
		for place := (registry.AuditPlace{}); ; {
			page, err := a.Register.AuditLog(ctx, in.Object, place, registry.WholeBatch)
			if err != nil {
				return err
			}
			for _, e := range page.Events {
				if err := add(sheet.AuditRow(e)); err != nil {
					return err
				}
			}
			if !page.More {
				return nil
			}
			place = page.Next
		}
	}
	return file{Name: c.Lang.Text("sheet.file.audit", nil) + "-" + today.String(), Table: sheet.AuditTable(c.Lang), Rows: rows}, err
}

func (a *api) listAudit(ctx context.Context, _ call, in *listAuditIn) (answer[auditLog], error) {
	return paged(registry.Checks{}, auditList, in.Cursor, in.Limit, auditPlace{Object: in.Object}, func(from auditPlace) (auditLog, auditPlace, bool, error) {
		page, err := a.Register.AuditLog(ctx, from.Object, from.After, in.Limit)
		from.After = page.Next
		return auditLog{Items: list(page.Events, auditOf)}, from, page.More, err
	})
}
