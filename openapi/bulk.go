package openapi

import (
	"context"
	"net/http"
	"strconv"

	"github.com/omvendt/omvendt/registry"
)

func (a *api) registerBulk() {
	register(a, operation{ID: "bulk-edit-rules", Method: http.MethodPost, Path: "/v1/bulk-edits", Tag: "rules",
		Permission: "catalogue", Creates: true, Errors: []int{http.StatusNotFound},
		Summary: "Change the post, area, unit or tags of many rules",
		Description: "All in one transaction, or none. A rule that somebody changed after the given edit is left as it is and told of under " +
			"stale. Sending each part of undo back gives the changed rules what they had."}, a.bulkEdit)
}

type seenRule struct {
	Number string `json:"number" example:"R-0042"`
	Edit   int    `json:"edit" doc:"The rule's edit that was seen."`
}

func seenOf(r registry.SeenRule) seenRule { return seenRule{r.Number.String(), r.Edit} }

type bulkChange struct {
	Owner *string  `json:"owner,omitempty" doc:"The name of the post that answers for them; empty: no post. Left out: stays as it is."`
	Area  *string  `json:"area,omitempty" doc:"Left out: stays as it is." example:"Dagtilbud"`
	Unit  *string  `json:"unit,omitempty" doc:"Left out: stays as it is."`
	Tag   []string `json:"tag,omitempty" doc:"Tags that are put on." example:"skema"`
	Untag []string `json:"untag,omitempty" doc:"Tags that are taken off."`
}

type bulkEdit struct {
	Rules  []seenRule `json:"rules" doc:"At most 5000; 1000 where the area or unit is changed."`
	Change bulkChange `json:"change" doc:"At least one of its fields."`
}

func bulkOf(e registry.BulkEdit) bulkEdit {
	return bulkEdit{Rules: list(e.Rules, seenOf), Change: bulkChange(e.Change)}
}

func (e bulkEdit) domain() (registry.BulkEdit, error) {
	out := registry.BulkEdit{Change: registry.BulkChange(e.Change)}
	out.Change.Tag, out.Change.Untag = registry.NormalTags(e.Change.Tag), registry.NormalTags(e.Change.Untag)
	var c registry.Checks
	for i, r := range e.Rules {
		n, err := registry.ParseNumber(r.Number)
		c.Take("rules["+strconv.Itoa(i)+"].number", err)
		out.Rules = append(out.Rules, registry.SeenRule{Number: n, Edit: r.Edit})
	}
	return out, c.Err()
}

type bulkOut struct {
	Changed []seenRule `json:"changed" doc:"With the edits they have now."`
	Same    []string   `json:"same" doc:"Had already what they were to have." example:"R-0042"`
	Stale   []string   `json:"stale" doc:"Somebody changed them after they were seen: left as they are." example:"R-0042"`
	Undo    []bulkEdit `json:"undo" doc:"What takes the change back."`
}

type bulkEditIn struct{ Body bulkEdit }

func (a *api) bulkEdit(ctx context.Context, c call, in *bulkEditIn) (answer[bulkOut], error) {
	edit, err := in.Body.domain()
	if err != nil {
		return answer[bulkOut]{}, err
	}
	r, err := a.Register.BulkEdit(ctx, c.Act, edit)
	return answer[bulkOut]{Place: "/v1/rules", Body: bulkOut{Changed: list(r.Changed, seenOf), Same: list(r.Same, registry.Number.String),
		Stale: list(r.Stale, registry.Number.String), Undo: list(r.Undo, bulkOf)}}, err
}
