package openapi

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/omvendt/omvendt/registry"
)

func (a *api) registerAudit() {
	register(a, operation{ID: "list-audit-events", Method: http.MethodGet, Path: "/v1/audit-events", Tag: "audit",
		Permission: "audit", Summary: "List what was done, by whom, newest first"}, a.listAudit)
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

type listAuditIn struct {
	Object string `query:"object" doc:"Only what was done to this." example:"rule R-0042"`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"The newest this many."`
}

func (a *api) listAudit(ctx context.Context, _ call, in *listAuditIn) (answer[items[auditOut]], error) {
	var c registry.Checks
	queryLimit(&c, in.Limit)
	if err := c.Err(); err != nil {
		return answer[items[auditOut]]{}, err
	}
	all, err := a.Register.AuditLog(ctx, in.Object, in.Limit)
	return answer[items[auditOut]]{Body: items[auditOut]{Items: list(all, auditOf)}}, err
}
