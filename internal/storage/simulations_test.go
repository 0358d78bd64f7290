package storage

import (
	"errors"
	"testing"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// What a kept simulation says never changes; its name, who reads it and to what it is
// attached do. An item that is taken off takes its attachments along.
func TestSimulations(t *testing.T) {
	both(t, func(x *fixture) {
		x.putBody()
		kept := func(id registry.SimulationID, shared bool) workflow.Simulation {
			return workflow.Simulation{ID: id, Edit: 1, Name: "Æble " + string(id), Shared: shared, Made: registry.MustDay("2027-01-10"), By: "Sekretær", Digest: "d",
				Simulated: workflow.Simulated{Assumptions: workflow.Assumptions{On: registry.MustDay("2027-07-01"), Beside: workflow.BesideToday}, Today: registry.MustDay("2027-01-10"), Looked: 3,
					Changes: []workflow.SimulatedChange{{Number: 7, Title: "Regel", Since: registry.MustDay("2027-07-01"), Until: registry.LastDay}}}}
		}
		one, two := kept("s1", false), kept("s2", true)
		x.update(func(tx workflow.Tx) error {
			return errors.Join(tx.InsertMeeting(meetingOf("m", "2027-02-01")),
				tx.InsertItem(workflow.Item{ID: "i1", Meeting: "m", Ordinal: 1, Edit: 1, Agenda: workflow.Agenda{Title: "Et"}}),
				tx.InsertSimulation(one), tx.InsertSimulation(two))
		})
		attached := one
		attached.Name, attached.Shared, attached.Items = "Andet navn", true, []registry.ItemID{"i1"}
		x.update(func(tx workflow.Tx) error {
			got, err := tx.UpdateSimulation(attached, 1)
			attached.Edit = 2
			x.equal("attached", got, attached)
			return err
		})
		x.wantCode(x.try(func(tx workflow.Tx) error { _, err := tx.UpdateSimulation(attached, 1); return err }), registry.CodeStale)
		x.view(func(r workflow.Reader) error {
			got, err := r.SimulationByID("s2")
			x.equal("by id", got, two)
			of, err2 := r.SimulationsOf("i1")
			x.equal("of an item", of, []workflow.Simulation{attached})
			all, err3 := r.Simulations(false, "", 10)
			x.equal("how many", len(all), 2)
			x.equal("the newest", all[0].Name, two.Name)
			older, err4 := r.Simulations(true, "s2", 10)
			x.equal("older", older[0].Items, attached.Items)
			_, missing := r.SimulationByID("s3")
			x.wantCode(missing, registry.CodeNotFound)
			return errors.Join(err, err2, err3, err4)
		})
		x.refused("UPDATE simulation SET digest = 'x'")
		x.refused("DELETE FROM simulation")
		x.update(func(tx workflow.Tx) error { return tx.DeleteItem("i1", 1) })
		x.view(func(r workflow.Reader) error {
			got, err := r.SimulationByID("s1")
			x.equal("attached to nothing", len(got.Items), 0)
			return err
		})
	})
}
