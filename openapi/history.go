package openapi

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/omvendt/omvendt/registry"
)

func (a *api) registerHistory() {
	notFound := []int{http.StatusNotFound}
	register(a, operation{ID: "get-version", Method: http.MethodGet, Path: "/v1/rules/{number}/versions/{version}", Tag: "rules",
		Permission: "read", Errors: notFound, Summary: "Read one text of a rule; its address stays"}, a.getVersion)
	register(a, operation{ID: "list-changes", Method: http.MethodGet, Path: "/v1/rules/{number}/history", Tag: "rules",
		Permission: "read", Pages: true, Errors: notFound,
		Summary: "List what was recorded about a rule, newest first",
		Description: "Each item is one revision with all that it says of the rule. Who recorded it is there for those who may read " +
			"the log."}, a.listChanges)
}

type getVersionIn struct {
	RulePath
	Version string `path:"version" doc:"1 is the first." example:"2"`
}

func (a *api) getVersion(ctx context.Context, _ call, in *getVersionIn) (answer[versionOut], error) {
	v, err := a.view(ctx, in.RulePath, "", "")
	if err != nil {
		return answer[versionOut]{}, err
	}
	for _, x := range v.Versions {
		if strconv.Itoa(x.Ordinal) == in.Version {
			return answer[versionOut]{Body: versionOf(x)}, nil
		}
	}
	return answer[versionOut]{}, &registry.Error{Code: registry.CodeNotFound}
}

type entryChange struct {
	Before CatalogueFields `json:"before"`
	After  CatalogueFields `json:"after"`
}

type changeOut struct {
	Revision       int64              `json:"revision"`
	At             time.Time          `json:"at" doc:"When it was recorded."`
	Actor          string             `json:"actor,omitempty" doc:"Who recorded it; left out for those who may not read the log."`
	Operation      string             `json:"operation,omitempty" example:"edit-rule" doc:"By which operation."`
	Entry          *entryChange       `json:"entry,omitempty" doc:"The entry in the catalogue as it was and as it became; left out when it stayed."`
	Versions       []versionOut       `json:"versions,omitempty"`
	Events         []eventOut         `json:"events,omitempty" doc:"Legal bases, decisions and what else applies from a day."`
	Justifications []justificationOut `json:"justifications,omitempty"`
	LegalChecks    []legalCheckOut    `json:"legal_checks,omitempty"`
}

type changesPage struct {
	Items []changeOut `json:"items"`
	Onward
}

type listChangesIn struct {
	RulePath
	Cursor string `query:"cursor" doc:"The value next of the page before."`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"Revisions on a page."`
}

// changesPlace is where a rule's history goes on.
type changesPlace struct {
	Number registry.Number   `json:"number"`
	Before registry.Revision `json:"before"`
}

var changeList = listing[changesPlace]{"changes", func(asked, seen changesPlace) bool { return asked.Number == seen.Number }}

func (a *api) listChanges(ctx context.Context, k call, in *listChangesIn) (answer[changesPage], error) {
	number, err := in.number()
	if err != nil {
		return answer[changesPage]{}, err
	}
	asked := changesPlace{Number: number, Before: registry.RevisionOpen}
	return paged(registry.Checks{}, changeList, in.Cursor, in.Limit, asked, func(from changesPlace) (changesPage, changesPlace, bool, error) {
		h, err := a.Register.History(ctx, number, from.Before, in.Limit)
		if err != nil {
			return changesPage{}, from, false, err
		}
		_, reason, err := a.Access.Allow(k.Act.Actor, k.Act.Operation, "audit")
		if h.More {
			from.Before = h.Changes[len(h.Changes)-1].Revision
		}
		return changesPage{Items: list(h.Changes, func(c registry.Change) changeOut { return changeOf(c, reason == granted) })}, from, h.More, err
	})
}

func changeOf(c registry.Change, named bool) changeOut {
	out := changeOut{Revision: int64(c.Revision), At: c.At.UTC(), Operation: c.Operation,
		Versions: list(c.Versions, versionOf), Events: list(c.Events, eventOf),
		Justifications: list(c.Justifications, justificationOf), LegalChecks: list(c.Checks, legalCheckOf)}
	if named {
		out.Actor = c.Actor
	}
	if c.Entry != nil {
		out.Entry = &entryChange{Before: catalogueOf(c.Entry.Before), After: catalogueOf(c.Entry.After)}
	}
	return out
}
