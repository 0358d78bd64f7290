package storage

import (
	"errors"
	"fmt"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

func meetingOf(id registry.MeetingID, on string) workflow.Meeting {
	return workflow.Meeting{ID: id, Body: registry.Body{ID: "b", Name: "Børneudvalget", Rank: registry.RankCommittee},
		Day: registry.MustDay(on), Time: "17:00", Place: "Mødesal 1", Case: "27/1", PapersOn: registry.MustDay("2027-01-01"),
		Minutes: "https://example.org/1", SignedOn: registry.MustDay("2027-02-01"), Late: "Sygdom", State: workflow.MeetingPlanned, Edit: 1}
}

func (x *fixture) putBody() {
	x.Helper()
	x.update(func(tx workflow.Tx) error {
		return tx.InsertBody(registry.Body{ID: "b", Name: "Børneudvalget", Rank: registry.RankCommittee})
	})
}

func TestMembersAndMeetings(t *testing.T) {
	both(t, func(x *fixture) {
		x.putBody()
		seat := func(id registry.MemberID, name string) workflow.Member {
			return workflow.Member{ID: id, Body: "b", Name: name, Group: "Liste Æ", From: registry.MustDay("2026-01-01"), Until: registry.LastDay}
		}
		aase, zoe, aerø := seat("1", "Aase"), seat("2", "Zoe"), seat("3", "Ærø")
		aerø.Substitute = true
		zoe.Chair, zoe.Group, zoe.Until, zoe.User = true, "", registry.MustDay("2027-01-01"), "u1"
		bare := workflow.Meeting{ID: "m0", Body: registry.Body{ID: "b", Name: "Børneudvalget", Rank: registry.RankCommittee},
			Day: registry.MustDay("2027-03-01"), State: workflow.MeetingPlanned, Edit: 1}
		full, same := meetingOf("m1", "2027-02-01"), meetingOf("m2", "2027-02-01")
		x.update(func(tx workflow.Tx) error {
			return errors.Join(tx.InsertMember(aase), tx.InsertMember(zoe), tx.InsertMember(aerø),
				tx.InsertMeeting(full), tx.InsertMeeting(bare), tx.InsertMeeting(same))
		})
		x.view(func(r workflow.Reader) error {
			members, err := r.Members("b")
			x.equal("in Danish order", members, []workflow.Member{zoe, aerø, aase})
			none, err2 := r.Members("\x00")
			x.equal("of nobody", none, []workflow.Member{})
			all, err3 := r.Meetings()
			x.equal("latest first", all, []workflow.Meeting{bare, same, full})
			one, err4 := r.MeetingByID("m1")
			x.equal("by id", one, full)
			for _, id := range []registry.MeetingID{"m9", "\x00"} {
				_, err := r.MeetingByID(id)
				x.wantCode(err, registry.CodeNotFound)
			}
			return errors.Join(err, err2, err3, err4)
		})
		x.update(func(tx workflow.Tx) error {
			changed := full
			changed.State, changed.Late = workflow.MeetingClosed, ""
			got, err := tx.UpdateMeeting(changed, 1)
			changed.Edit = 2
			x.equal("changed", got, changed)
			return err
		})
		update := func(m workflow.Meeting) error {
			return x.try(func(tx workflow.Tx) error { _, err := tx.UpdateMeeting(m, 1); return err })
		}
		x.wantCode(update(full), registry.CodeStale)
		x.wantCode(update(meetingOf("m9", "2027-02-01")), registry.CodeNotFound)
		same.Place = "\x00"
		x.wantCode(update(same), registry.CodeTextInvalid)
	})
}

// itemOf is an item with every field filled in.
func itemOf(id registry.ItemID, meeting registry.MeetingID, ordinal int, rules ...registry.RuleID) workflow.Item {
	return workflow.Item{ID: id, Meeting: meeting, Ordinal: ordinal, Edit: 1,
		Agenda: workflow.Agenda{Title: "Ugeplaner", Rules: rules, Summary: "Kort sagt \"\\ <æ>", Recommendation: []string{"at reglen ophæves"},
			PapersLate: "Sent", LateOn: registry.MustDay("2027-01-30"), Confidential: true, From: "i0", Reading: workflow.SecondReading, Proposals: []workflow.Proposal{
				{Ruling: registry.Repeal, Question: "Skal reglen ophæves?", Words: "Ophævet", Reason: "Særligt", From: registry.MustDay("2027-04-01"),
					Next: registry.MustDay("2028-04-01"), Lapses: true},
				{Ruling: registry.Amend, Question: "Skal den ændres?", Next: registry.MustDay("2028-04-01"),
					Text: &registry.Text{Title: "Ny", Plain: "Kort", Demand: "Krav", Frequency: "årligt"}}}},
		Minutes: workflow.Minutes{Votes: [][]workflow.Vote{{{Member: "1", Choice: workflow.For, Count: 1}, {Group: "Liste Æ", Choice: workflow.Against, Count: 3}}, {}},
			Disqualified: []workflow.Disqualified{{Member: "2", Reason: "Ejer"}}, Called: []workflow.Called{{Substitute: "7", For: "2"}}, Dissents: []workflow.Dissent{{Name: "Zoe", Group: "Æ", Text: "Nej"}},
			Stop: &workflow.Stop{Name: "Zoe", Text: "Til byrådet"}}}
}

// open is an item without pointers, which print as addresses.
func open(i workflow.Item) string {
	s := fmt.Sprintf("%+v", i.Stop)
	proposals := ""
	for _, p := range i.Proposals {
		proposals += fmt.Sprintf("%+v", p.Text)
		p.Text = nil
		proposals += fmt.Sprintf("%+v", p)
	}
	i.Stop, i.Proposals = nil, nil
	return fmt.Sprintf("%+v", i) + s + proposals
}

func TestItems(t *testing.T) {
	both(t, func(x *fixture) {
		x.putBody()
		x.put(1, 2, 3)
		full := itemOf("i1", "m1", 2, ruleID(2), ruleID(1), ruleID(2)) // as written, and a rule twice
		bare := workflow.Item{ID: "i2", Meeting: "m1", Ordinal: 1, Edit: 1, Agenda: workflow.Agenda{Title: "Orientering"}}
		later := itemOf("i3", "m2", 1, ruleID(1))
		x.update(func(tx workflow.Tx) error {
			return errors.Join(tx.InsertMeeting(meetingOf("m1", "2027-02-01")), tx.InsertMeeting(meetingOf("m2", "2027-03-01")),
				tx.InsertItem(full), tx.InsertItem(bare), tx.InsertItem(later))
		})
		of := func() (names map[registry.RuleID][]registry.ItemID) {
			names = map[registry.RuleID][]registry.ItemID{}
			x.view(func(r workflow.Reader) error {
				all, err := r.ItemsOf([]registry.RuleID{ruleID(1), ruleID(2), ruleID(3), "\x00"})
				for rule, items := range all {
					names[rule] = collect(items, func(i workflow.Item) registry.ItemID { return i.ID })
				}
				return err
			})
			return names
		}
		x.view(func(r workflow.Reader) error {
			items, err := r.Items("m1")
			x.equal("by ordinal", collect(items, open), []string{open(bare), open(full)})
			if err == nil && (items[0].Rules == nil || items[0].Proposals == nil) {
				t.Error("no rules or proposals are null in JSON")
			}
			if err == nil && items[1].Votes[1] == nil {
				t.Error("no votes are null in JSON")
			}
			one, err2 := r.ItemByID("i3")
			x.equal("by id", open(one), open(later))
			none, err3 := r.Items("\x00")
			x.equal("of nothing", len(none), 0)
			for _, id := range []registry.ItemID{"i9", "\x00"} {
				_, err := r.ItemByID(id)
				x.wantCode(err, registry.CodeNotFound)
			}
			return errors.Join(err, err2, err3)
		})
		x.equal("of rules", of(), map[registry.RuleID][]registry.ItemID{ruleID(1): {"i3", "i1"}, ruleID(2): {"i1"}})

		x.update(func(tx workflow.Tx) error {
			changed := full
			changed.Rules, changed.Votes, changed.Stop = []registry.RuleID{ruleID(3)}, nil, nil
			got, err := tx.UpdateItem(changed, 1)
			changed.Edit = 2
			x.equal("changed", open(got), open(changed))
			return err
		})
		x.equal("of other rules", of(), map[registry.RuleID][]registry.ItemID{ruleID(1): {"i3"}, ruleID(3): {"i1"}})
		update := func(i workflow.Item) error {
			return x.try(func(tx workflow.Tx) error { _, err := tx.UpdateItem(i, 1); return err })
		}
		x.wantCode(update(full), registry.CodeStale)
		x.wantCode(update(itemOf("i9", "m1", 1)), registry.CodeNotFound)
		bare.Title = "\x00"
		x.wantCode(update(bare), registry.CodeTextInvalid)
		x.equal("as before", of(), map[registry.RuleID][]registry.ItemID{ruleID(1): {"i3"}, ruleID(3): {"i1"}})

		remove := func(id registry.ItemID, edit int) error {
			return x.try(func(tx workflow.Tx) error { return tx.DeleteItem(id, edit) })
		}
		x.wantCode(remove("i1", 1), registry.CodeStale)
		x.wantCode(remove("i9", 1), registry.CodeNotFound)
		x.wantCode(remove("\x00", 1), registry.CodeNotFound)
		x.update(func(tx workflow.Tx) error { return tx.DeleteItem("i1", 2) })
		x.wantCode(remove("i1", 2), registry.CodeNotFound)
		x.equal("taken off", of(), map[registry.RuleID][]registry.ItemID{ruleID(1): {"i3"}})
	})
}

// Who rests on a meeting or a consultation begins anew when somebody changed it
// since. SQLite has one writer at a time, so there nobody can.
func TestHeldThingsAreReadAnew(t *testing.T) {
	x := &fixture{T: t, dsn: testenv.Postgres(t), now: begin}
	x.db = x.open()
	if err := x.db.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	x.putBody()
	c := x.putConsultation()
	item := itemOf("i1", "m1", 1)
	x.update(func(tx workflow.Tx) error {
		return errors.Join(tx.InsertMeeting(meetingOf("m1", "2027-02-01")), tx.InsertItem(item))
	})
	for name, test := range map[string]struct {
		read, hold, change func(tx workflow.Tx) (edit int, err error)
	}{
		"meeting": {
			read: func(tx workflow.Tx) (int, error) { i, err := tx.ItemByID("i1"); return i.Edit, err },
			hold: func(tx workflow.Tx) (int, error) { m, err := tx.HoldMeeting("m1"); return m.Edit, err },
			change: func(tx workflow.Tx) (int, error) {
				if _, err := tx.HoldMeeting("m1"); err != nil {
					return 0, err
				}
				i, err := tx.UpdateItem(item, 1)
				return i.Edit, err
			},
		},
		"consultation": {
			read:   func(tx workflow.Tx) (int, error) { c, err := tx.ConsultationByID("c"); return c.Edit, err },
			hold:   func(tx workflow.Tx) (int, error) { return 0, tx.HoldConsultation("c") },
			change: func(tx workflow.Tx) (int, error) { c, err := tx.UpdateConsultation(c, 1); return c.Edit, err },
		},
	} {
		t.Run(name, func(*testing.T) {
			var seen []int
			x.update(func(tx workflow.Tx) error {
				edit, err := test.read(tx)
				if seen = append(seen, edit); len(seen) == 1 {
					changed := make(chan error) // by somebody else
					go func() { changed <- x.try(func(tx workflow.Tx) error { _, err := test.change(tx); return err }) }()
					err = errors.Join(err, <-changed)
				}
				_, err2 := test.hold(tx)
				return errors.Join(err, err2)
			})
			x.equal("edits seen", seen, []int{1, 2})
		})
	}
	x.wantCode(x.try(func(tx workflow.Tx) error { _, err := tx.HoldMeeting("m9"); return err }), registry.CodeNotFound)
}
