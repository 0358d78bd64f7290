package storage

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// stopOf is an open stop task of a rule on a day.
func stopOf(id registry.StopTaskID, number registry.Number, day registry.Day, kind workflow.StopKind, place string, deadline registry.Day) workflow.StopTask {
	return workflow.StopTask{ID: id, Edit: 1, Number: number, Day: day, State: workflow.StopOpen, Moved: day,
		StopEntry: workflow.StopEntry{Kind: kind, Place: place, Post: "p1", Deadline: deadline}}
}

// A stop task reads as it was written, and the second writer of one is told.
func TestStopTasksOfARule(t *testing.T) {
	both(t, func(x *fixture) {
		x.put(1, 2)
		day := registry.MustDay("2027-07-01")
		first := stopOf("1", 1, day, workflow.StopForm, "Skema \"Æ\"", day+30)
		earlier, other := stopOf("2", 1, day-1, workflow.StopManual, "Håndbog", day+20), stopOf("3", 2, day, workflow.StopJob, "Opslag", day)
		x.update(func(tx workflow.Tx) error {
			return errors.Join(tx.InsertStopTask(first), tx.InsertStopTask(earlier), tx.InsertStopTask(other))
		})
		change := func(s workflow.StopTask, edit int) error {
			return x.try(func(tx workflow.Tx) error { _, err := tx.UpdateStopTask(s, edit); return err })
		}
		first.State, first.Word, first.Place, first.Post = workflow.StopDone, "Det er væk.", "Skema Ø", "p2"
		x.equal("changed", change(first, 1), nil)
		first.Edit = 2
		for _, edit := range []int{1, 3} {
			x.wantCode(change(first, edit), registry.CodeStale)
		}
		x.wantCode(change(stopOf("4", 1, day, workflow.StopForm, "Intet", day), 1), registry.CodeNotFound)
		bad := first
		bad.Word = "\x00"
		x.wantCode(change(bad, 2), registry.CodeTextInvalid)
		x.view(func(r workflow.Reader) error {
			all, err := r.StopsOf(1)
			x.equal("of the rule, by day", all, []workflow.StopTask{earlier, first})
			one, e := r.StopTaskByID("1")
			x.equal("one", one, first)
			for _, id := range []registry.StopTaskID{"4", "\x00"} {
				_, err := r.StopTaskByID(id)
				x.wantCode(err, registry.CodeNotFound)
			}
			places, f := r.StopPlaceNames(workflow.StopForm, 2, 10)
			x.equal("places", places, []workflow.StopPlaceName{{Kind: workflow.StopForm, Place: "Skema Ø", Post: "p2"}})
			own, g := r.StopPlaceNames(workflow.StopForm, 1, 10)
			x.equal("without the rule's own", len(own), 0)
			return errors.Join(err, e, f, g)
		})
	})
}

// Lists hold those of days on which something stops, by deadline, narrowed and a page at a time.
func TestStopTaskLists(t *testing.T) {
	both(t, func(x *fixture) {
		x.put(1, 2) // which lapse on the day
		day := registry.MustDay("2027-07-01")
		done := stopOf("1", 1, day, workflow.StopForm, "A", day+1)
		done.State = workflow.StopDone
		tasks := []workflow.StopTask{stopOf("4", 1, day, workflow.StopForm, "B", day+2), stopOf("3", 2, day, workflow.StopForm, "C", day+2), done,
			stopOf("2", 1, day+5, workflow.StopForm, "the day moved away", day)}
		x.update(func(tx workflow.Tx) error {
			for _, s := range tasks {
				if err := tx.InsertStopTask(s); err != nil {
					return err
				}
			}
			return nil
		})
		for want, f := range map[string]workflow.StopFilter{
			"[1 3 4]": {}, "[3 4]": {Open: true}, "[1 4]": {Number: 1}, "[1]": {Due: day + 2}, "[]": {Post: "p2"}, "[ ]": {Post: "\x00"},
			"[1 3]": {Limit: 2}, "[4]": {After: workflow.StopPlace{Deadline: day + 2, ID: "3"}}} {
			x.view(func(r workflow.Reader) error {
				got, err := r.StopTasks(f)
				ids := fmt.Sprint(collect(got, func(s workflow.StopTask) registry.StopTaskID { return s.ID }))
				if ids != want && (ids != "[]" || want != "[ ]") {
					x.Errorf("%+v lists %s, want %s", f, ids, want)
				}
				n, e := r.CountStopTasks(f, 2)
				x.equal(fmt.Sprintf("%+v counted", f), n, min(len(got), 2))
				return errors.Join(err, e)
			})
		}
	})
}

// A post is told once that a deadline is near and once that it passed, and anew of another.
func TestStopsTold(t *testing.T) {
	both(t, func(x *fixture) {
		x.put(1)
		day := registry.MustDay("2027-07-01")
		var task workflow.StopTask
		x.update(func(tx workflow.Tx) error {
			task = stopOf("1", 1, day, workflow.StopForm, "A", tx.Today()+7)
			return tx.InsertStopTask(task)
		})
		told := func(ahead int) (post registry.PostID) {
			x.view(func(r workflow.Reader) (err error) { post, _, err = r.UntoldStop(ahead); return err })
			if post != "" {
				x.update(func(tx workflow.Tx) error { return tx.SetStopsTold(post, ahead) })
			}
			return post
		}
		x.equal("not yet near", told(6), registry.PostID(""))
		x.equal("near", told(7), registry.PostID("p1"))
		x.equal("once", told(7), registry.PostID(""))
		x.wait(7 * 24 * time.Hour)
		x.equal("on the day itself", told(7), registry.PostID(""))
		x.wait(24 * time.Hour)
		x.equal("passed", told(7), registry.PostID("p1"))
		x.equal("once", told(7), registry.PostID(""))
		x.update(func(tx workflow.Tx) (err error) {
			task.Deadline += 2
			_, err = tx.UpdateStopTask(task, 1)
			return err
		})
		x.equal("of another deadline", told(7), registry.PostID("p1"))
	})
}

// Where somebody looked and found nothing reads as it was written, per rule and day, and
// who looks second is told.
func TestStopSearches(t *testing.T) {
	both(t, func(x *fixture) {
		x.put(1)
		day := registry.MustDay("2027-07-01")
		search := workflow.StopSearch{Number: 1, Day: day, None: []workflow.StopKind{workflow.StopJob, workflow.StopForm}}
		look := func(s workflow.StopSearch, edit int) error {
			return x.try(func(tx workflow.Tx) error { _, err := tx.SetStopSearch(s, edit); return err })
		}
		read := func(on registry.Day) (s workflow.StopSearch) {
			x.view(func(r workflow.Reader) (err error) { s, err = r.StopSearch(1, on); return err })
			return s
		}
		x.equal("before", read(day), workflow.StopSearch{Number: 1, Day: day, Edit: 1})
		x.equal("looked", look(search, 1), nil)
		x.wantCode(look(search, 1), registry.CodeStale)
		again := workflow.StopSearch{Number: 1, Day: day, None: []workflow.StopKind{workflow.StopField}}
		x.equal("again", look(again, 2), nil)
		again.Edit = 3
		x.equal("reads", read(day), again)
		x.equal("of another day", read(day+1), workflow.StopSearch{Number: 1, Day: day + 1, Edit: 1})
	})
}
