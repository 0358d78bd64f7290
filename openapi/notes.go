package openapi

import (
	"context"
	"net/http"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

func (a *api) registerNotes() {
	missing := []int{http.StatusNotFound}
	const own = "A note is its writer's alone: nobody else can read it, whatever role they have, and no event tells of it. A key to the API has notes of its own; those of a person are on the pages alone."
	register(a, operation{ID: "get-note", Method: http.MethodGet, Path: "/v1/items/{id}/note", Tag: "meetings",
		Permission: "read", Tagged: true, Errors: missing, Summary: "Read your own note on an item", Description: own}, a.getNote)
	register(a, operation{ID: "list-notes", Method: http.MethodGet, Path: "/v1/meetings/{id}/notes", Tag: "meetings",
		Permission: "read", Errors: missing, Summary: "List your own notes on the items of a meeting, in the order of the agenda",
		Description: own + " Items without a note are left out."}, a.listNotes)
	register(a, operation{ID: "edit-note", Method: http.MethodPut, Path: "/v1/items/{id}/note", Tag: "meetings",
		Permission: "read", Edits: true, Errors: missing, Summary: "Write your own note on an item", Description: own + " Without a text it is deleted."}, a.editNote)
	register(a, operation{ID: "delete-note", Method: http.MethodDelete, Path: "/v1/items/{id}/note", Tag: "meetings",
		Permission: "read", Edits: true, Errors: missing, Summary: "Delete your own note on an item",
		Description: "Backups hold it until they expire."}, a.deleteNote)
}

// NoteFields are a note.
type NoteFields struct {
	Item string `json:"item" format:"uuid"`
	Text string `json:"text" doc:"Empty: there is none."`
}

type getNoteIn struct{ ItemPath }

func (a *api) getNote(ctx context.Context, c call, in *getNoteIn) (answer[NoteFields], error) {
	n, err := a.Workflow.OwnNote(ctx, c.Act.Actor, registry.ItemID(in.ID))
	return noteAnswer(n), err
}

func noteAnswer(n workflow.OwnNote) answer[NoteFields] {
	return answer[NoteFields]{Body: NoteFields{string(n.Item), n.Text}, Edit: n.Edit}
}

type listedNoteOut struct {
	NoteFields
	Ordinal int    `json:"ordinal" doc:"The item's place on the agenda."`
	Title   string `json:"title" doc:"Of the item."`
}

type listNotesIn struct{ MeetingPath }

func (a *api) listNotes(ctx context.Context, c call, in *listNotesIn) (answer[items[listedNoteOut]], error) {
	_, all, err := a.Workflow.OwnNotes(ctx, c.Act.Actor, registry.MeetingID(in.ID))
	return answer[items[listedNoteOut]]{Body: items[listedNoteOut]{Items: list(all, func(n workflow.Noted) listedNoteOut {
		return listedNoteOut{NoteFields{string(n.Note.Item), n.Note.Text}, n.Ordinal, n.Title}
	})}}, err
}

type editNoteIn struct {
	ItemPath
	Body struct {
		Text string `json:"text" doc:"At most 8000 characters."`
	}
}

func (a *api) editNote(ctx context.Context, c call, in *editNoteIn) (answer[NoteFields], error) {
	n, err := a.Workflow.WriteNote(ctx, c.Act, registry.ItemID(in.ID), c.Edit, in.Body.Text)
	return noteAnswer(n), err
}

type deleteNoteIn struct{ ItemPath }

func (a *api) deleteNote(ctx context.Context, c call, in *deleteNoteIn) (answer[nothing], error) {
	_, err := a.Workflow.WriteNote(ctx, c.Act, registry.ItemID(in.ID), c.Edit, "")
	return answer[nothing]{}, err
}
