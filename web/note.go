package web

import (
	"strconv"

	"github.com/omvendt/omvendt/workflow"
)

// A reader's own notes on items. They are read by their writer's key, and stand on no
// page of anybody else's.

// NoteBox is the reader's own note on the page of an item.
type NoteBox struct {
	Form   Form
	Text   []string // on paper, where it was asked for
	Saved  bool     // just now
	Print  string   // address of the page as it is printed with the note; empty: there is none
	Listed string   // address of the reader's notes on the meeting
}

// printNote asks for the page with the reader's note in its text.
const printNote = "note"

func (v *visit) noteBox(d workflow.ItemDetail, f Form) (NoteBox, error) {
	n, err := v.Workflow.OwnNote(v.r.Context(), v.act.Actor, d.Item.ID)
	if err != nil {
		return NoteBox{}, err
	}
	f.stands(strconv.Itoa(n.Edit), Phrase{}, typedFields("text", n.Text))
	asked := v.r.URL.Query()
	box := NoteBox{Form: f, Saved: asked.Get(noticeField) == "note", Listed: path("own_notes", v.lang, string(d.Meeting.ID))}
	if n.Text != "" {
		box.Print = withQuery(path("item", v.lang, v.names...), "print="+printNote)
	}
	if asked.Get("print") == printNote {
		box.Text = paragraphs(n.Text)
	}
	return box, nil
}

func (v *visit) writeNote() (answer, error) {
	d, err := v.itemDetail()
	if err != nil {
		return answer{}, err
	}
	f := v.form("note", "note.")
	_, err = v.Workflow.WriteNote(v.r.Context(), v.act, d.Item.ID, v.saidEdit(), v.said("text"))
	if f.refused(v, err) {
		return v.itemPage(d, v.form("onward", "onward."), f)
	}
	a := v.done("note", "item", v.names...)
	a.redirect += "#note" // where the reader was
	return a, err
}

type ownNotesPage struct {
	Page
	Meeting string
	Notes   []NoteLine
}

// NoteLine is one of the reader's notes.
type NoteLine struct {
	N, Title, Address string
	Text              []string
}

// ownNotes lists the reader's notes on a meeting, for the table and for paper.
func (v *visit) ownNotes() (answer, error) {
	id, err := v.meetingID()
	if err != nil {
		return answer{}, err
	}
	m, notes, err := v.Workflow.OwnNotes(v.r.Context(), v.act.Actor, id)
	if err != nil {
		return answer{}, err
	}
	p := ownNotesPage{Page: v.shell(v.text("notes.title"))}
	p.Meeting, p.Crumbs = p.meetingName(m), p.meetingCrumbs(&m)
	for _, n := range notes {
		at := strconv.Itoa(n.Ordinal)
		p.Notes = append(p.Notes, NoteLine{p.Number(n.Ordinal), n.Title, p.To("item", string(id), at) + "#note", paragraphs(n.Note.Text)})
	}
	return answer{template: "own-notes", data: p}, nil
}
