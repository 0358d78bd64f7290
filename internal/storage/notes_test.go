package storage

import (
	"errors"
	"testing"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// A note needs no event, is found by its writer's key alone, and goes with the
// account or key of who wrote it.
func TestNotes(t *testing.T) {
	both(t, func(x *fixture) {
		x.putBody()
		m := meetingOf("m", "2027-02-01")
		x.update(func(tx workflow.Tx) error {
			return errors.Join(tx.InsertMeeting(m),
				tx.InsertItem(workflow.Item{ID: "i2", Meeting: "m", Ordinal: 2, Edit: 1, Agenda: workflow.Agenda{Title: "To"}}),
				tx.InsertItem(workflow.Item{ID: "i1", Meeting: "m", Ordinal: 1, Edit: 1, Agenda: workflow.Agenda{Title: "Et"}}),
				tx.InsertUser(registry.User{ID: "u", Name: "Ane", Email: "ane@eksempel.example", Active: true, Edit: 1, Created: tx.Now()}),
				tx.InsertToken(registry.Token{ID: "k", Name: "nøgle", Grant: registry.Grant{Role: "auditor"}, Hash: "h", Created: tx.Now()}))
		})
		write := func(writer string, item registry.ItemID, text string, edit int) (n workflow.OwnNote, err error) {
			err = x.db.Workflow().Update(x.Context(), registry.Act{Operation: "edit-note"}, func(tx workflow.Tx) error {
				n, err = tx.SetOwnNote(workflow.OwnNote{Writer: writer, Item: item, Text: text}, edit)
				return err
			})
			return n, err
		}
		must := func(n workflow.OwnNote, err error) workflow.OwnNote {
			x.Helper()
			x.equal("error", err, nil)
			return n
		}
		one := must(write("user u", "i1", "Et spørgsmål", 1))
		two := must(write("user u", "i2", "Et til", 1))
		other := must(write("token k", "i1", "En andens", 1))
		again := must(write("user u", "i1", "Et andet spørgsmål", one.Edit)) // in the same instant
		if again.Edit <= one.Edit {
			x.Errorf("the edit went from %d to %d", one.Edit, again.Edit)
		}
		_, err := write("user u", "i1", "For sent", one.Edit)
		x.wantCode(err, registry.CodeStale)
		_, err = write("user u", "i1", "For sent", 1)
		x.wantCode(err, registry.CodeStale)
		read := func(what, writer string, want ...workflow.Noted) {
			x.Helper()
			x.view(func(r workflow.Reader) error {
				got, err := r.OwnNotes(writer, "m")
				x.equal(what, got, append([]workflow.Noted{}, want...))
				return err
			})
		}
		read("of the user, by place", "user u", workflow.Noted{Note: again, Ordinal: 1, Title: "Et"}, workflow.Noted{Note: two, Ordinal: 2, Title: "To"})
		read("of the key", "token k", workflow.Noted{Note: other, Ordinal: 1, Title: "Et"})
		read("of nobody", "user v")
		none := must(write("user u", "i1", "", again.Edit))
		x.equal("deleted", none, workflow.OwnNote{Writer: "user u", Item: "i1", Edit: 1})
		read("deleted", "user u", workflow.Noted{Note: two, Ordinal: 2, Title: "To"})

		x.update(func(tx workflow.Tx) error { return tx.RevokeToken("k") })
		read("of a key that was revoked", "token k")
		if _, err := x.db.writer.ExecContext(x.Context(), "UPDATE user_account SET active = ? WHERE id = 'u'", false); err != nil {
			x.Fatal(err)
		}
		read("of an account that was closed", "user u")
	})
}
