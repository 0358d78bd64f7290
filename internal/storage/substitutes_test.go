package storage

import (
	"testing"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// A substitute stays one, whatever else is changed; the second writer is told.
func TestSubstitutes(t *testing.T) {
	both(t, func(x *fixture) {
		x.putBody()
		aase := workflow.Member{ID: "1", Edit: 1, Body: "b", Name: "Aase", Group: "Liste Æ", Substitute: true, From: registry.MustDay("2026-01-01"), Until: registry.LastDay}
		x.update(func(tx workflow.Tx) error { return tx.InsertMember(aase) })
		change := func(m workflow.Member, edit int) error {
			return x.try(func(tx workflow.Tx) error { _, err := tx.UpdateMember(m, edit); return err })
		}
		seated := aase
		seated.Substitute, seated.Group, seated.Until = false, "Liste Ø", registry.MustDay("2028-01-01")
		x.equal("changed", change(seated, 1), nil)
		x.wantCode(change(seated, 1), registry.CodeStale)
		seated.Substitute, seated.Edit = true, 2
		x.view(func(r workflow.Reader) error {
			m, err := r.MemberByID("1")
			x.equal("still a substitute", m, seated)
			return err
		})
	})
}

// Who was called, and for whom, reads in the order in which they were, and is changed
// with the item.
func TestCalledSubstitutes(t *testing.T) {
	both(t, func(x *fixture) {
		x.putBody()
		item := workflow.Item{ID: "i", Meeting: "m", Ordinal: 1, Edit: 1, Agenda: workflow.Agenda{Title: "Punkt"}}
		x.update(func(tx workflow.Tx) error {
			if err := tx.InsertMeeting(meetingOf("m", "2027-02-01")); err != nil {
				return err
			}
			return tx.InsertItem(item)
		})
		for edit, called := range [][]workflow.Called{{{Substitute: "9", For: "1"}, {Substitute: "8", For: "2"}}, {{Substitute: "8", For: "2"}}} {
			item.Called = called
			x.update(func(tx workflow.Tx) (err error) { item, err = tx.UpdateItem(item, edit+1); return err })
			x.view(func(r workflow.Reader) error {
				items, err := r.Items("m")
				x.equal("called", items, []workflow.Item{item})
				return err
			})
		}
	})
}
