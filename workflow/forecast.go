package workflow

import (
	"context"
	"errors"

	"github.com/omvendt/omvendt/registry"
)

// Forecast is what an item would mean if its meeting were closed as it is minuted.
type Forecast struct {
	Judged
	Rules   []RuleAhead       // with the timelines that would follow
	Late    []registry.RuleID // that would be kept too late, and can be adopted again in the same act
	Refused error             // why the meeting could not be closed so; nil when it could
}

// errNotKept rolls a forecast back.
var errNotKept = errors.New("a forecast is never stored")

// ForecastMinutes says what minutes would mean, and stores nothing. It refuses
// what RecordMinutes refuses.
func (s *Service) ForecastMinutes(ctx context.Context, act registry.Act, id registry.ItemID, edit int, minutes Minutes) (Forecast, error) {
	var out Forecast
	err := s.forecast(ctx, act, func(tx Tx) error {
		item, err := tx.ItemByID(id)
		if err != nil {
			return err
		}
		m, _, err := openMeeting(tx, item.Meeting)
		if err != nil {
			return err
		}
		if item.Edit != edit {
			return registry.Stale(edit, item.Edit)
		}
		if m.Day > tx.Today() {
			return refuse(registry.CodeMeetingAhead, "day", m.Day.String())
		}
		members, err := membersOn(tx, m)
		if err != nil {
			return err
		}
		item.Minutes = minutes
		if err := item.checkMinutes(m, members); err != nil {
			return err
		}
		all, err := s.foresee(tx, m, []Item{item})
		if err == nil {
			out = all[0]
		}
		return err
	})
	return out, err
}

// ForecastClosing says of each item what it would mean if the meeting were
// closed now, and stores nothing; CodeMeetingClosed, CodeMeetingAhead.
func (s *Service) ForecastClosing(ctx context.Context, act registry.Act, id registry.MeetingID) ([]Forecast, error) {
	var out []Forecast
	err := s.forecast(ctx, act, func(tx Tx) error {
		m, items, err := openMeeting(tx, id)
		if err != nil {
			return err
		}
		if m.Day > tx.Today() {
			return refuse(registry.CodeMeetingAhead, "day", m.Day.String())
		}
		out, err = s.foresee(tx, m, items)
		return err
	})
	return out, err
}

// forecast runs f in a transaction that is rolled back.
func (s *Service) forecast(ctx context.Context, act registry.Act, f func(Tx) error) error {
	err := s.Store.Update(ctx, act, func(tx Tx) error {
		if err := f(tx); err != nil {
			return err
		}
		return errNotKept
	})
	if errors.Is(err, errNotKept) {
		return nil
	}
	return err
}

// foresee lands items as CloseMeeting would, and reads what follows.
func (s *Service) foresee(tx Tx, m Meeting, items []Item) ([]Forecast, error) {
	m.Late = "–" // the reason is asked for when the meeting is closed
	l := landing{tx: tx, service: s, meeting: m}
	out := make([]Forecast, len(items))
	for n, item := range items {
		var err error
		if out[n].Judged, err = s.judgeItem(tx, m, item); err != nil {
			return nil, err
		}
		landed := len(l.events)
		if err = l.item(item); err != nil {
			if registry.CodeOf(err).Kind() == registry.KindInternal {
				return nil, err
			}
			out[n].Refused, l.events = err, l.events[:landed]
		}
	}
	if len(l.events) > 0 {
		if _, err := registry.Record(tx, s.maker(), l.events); err != nil {
			return nil, err
		}
	}
	for n, item := range items {
		var err error
		if out[n].Rules, err = ahead(tx, item.Rules); err != nil {
			return nil, err
		}
		if out[n].Late, err = readoptable(tx, m, out[n].Judged); err != nil {
			return nil, err
		}
	}
	return out, nil
}
