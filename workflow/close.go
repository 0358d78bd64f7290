package workflow

import (
	"context"

	"github.com/omvendt/omvendt/registry"
)

// Closing is what is said when the minutes of a meeting are final.
type Closing struct {
	Late     string       // why they are recorded after the meeting's day; required then
	Minutes  string       // address of the signed minutes
	SignedOn registry.Day // when they were signed
	// Readoptions of rules that the meeting kept after they had lapsed, in the same act.
	Readoptions []Readoption
}

// CloseMeeting makes what a meeting decided final: rulings land on their rules
// in one transaction with their events and timelines. Items that were stopped
// leave none; they wait for the council. Errors: CodeMeetingAhead,
// CodeMeetingClosed, CodeStale, CodeNotVoted, CodeOutcomeBlocked (item,
// finding), CodeRequired (late), what RecordEvent refuses,
// and what Readopt refuses, in the fields readoptions[0].from and so on.
func (s *Service) CloseMeeting(ctx context.Context, act registry.Act, id registry.MeetingID, edit int, closing Closing) (Meeting, error) {
	return s.endMeeting(ctx, act, id, edit, func(tx Tx, m *Meeting, items []Item) error { return s.close(tx, m, items, closing) })
}

// TryClosing says what CloseMeeting would refuse, and stores nothing.
func (s *Service) TryClosing(ctx context.Context, act registry.Act, id registry.MeetingID, closing Closing) error {
	return s.forecast(ctx, act, func(tx Tx) error {
		m, items, err := openMeeting(tx, id)
		if err != nil {
			return err
		}
		return s.close(tx, &m, items, closing)
	})
}

func (s *Service) close(tx Tx, m *Meeting, items []Item, closing Closing) error {
	if m.Day > tx.Today() {
		return refuse(registry.CodeMeetingAhead, "day", m.Day.String())
	}
	var c registry.Checks
	c.Text("late", closing.Late, registry.LimitReason, m.Day < tx.Today())
	c.Text("minutes", closing.Minutes, registry.LimitName, false)
	if err := c.Err(); err != nil {
		return err
	}
	m.Late, m.Minutes, m.SignedOn = closing.Late, closing.Minutes, closing.SignedOn
	if err := m.moveTo(MeetingClosed); err != nil {
		return err
	}
	l := landing{tx: tx, service: s, meeting: *m}
	for _, item := range items {
		if err := l.item(item); err != nil {
			return err
		}
	}
	if len(l.events) > 0 {
		if _, err := registry.Record(tx, s.maker(), l.events); err != nil {
			return err
		}
	}
	return s.readoptAll(tx, *m, items, closing.Readoptions)
}

// CancelMeeting takes a meeting off the calendar; its rules wait for it no longer.
func (s *Service) CancelMeeting(ctx context.Context, act registry.Act, id registry.MeetingID, edit int) (Meeting, error) {
	return s.endMeeting(ctx, act, id, edit, func(tx Tx, m *Meeting, items []Item) error {
		for _, item := range items {
			if err := awaitMinutes(tx, s.maker(), *m, item.Rules, nil); err != nil {
				return err
			}
		}
		return m.moveTo(MeetingCancelled)
	})
}

func (s *Service) endMeeting(ctx context.Context, act registry.Act, id registry.MeetingID, edit int, f func(Tx, *Meeting, []Item) error) (Meeting, error) {
	return registry.Once(ctx, s.Store.Update, act, func(tx Tx) (Meeting, error) {
		before, items, err := openMeeting(tx, id)
		if err != nil {
			return before, err
		}
		if before.Edit != edit {
			return before, registry.Stale(edit, before.Edit)
		}
		after := before
		if err := f(tx, &after, items); err != nil {
			return before, err
		}
		out, err := tx.UpdateMeeting(after, edit)
		if err != nil {
			return before, err
		}
		if err := audit(tx, "meeting "+string(id), before, out); err != nil {
			return before, err
		}
		return out, tx.Enqueue("meeting."+string(out.State), map[string]string{"meeting": string(id)})
	})
}
