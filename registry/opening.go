package registry

import (
	"context"
	"slices"
)

// Opening is how much of a year units are open from a day on, for the whole
// municipality. Sums of time reckon with it, and no status does.
type Opening struct {
	From  Day    `json:"from"`
	Weeks int    `json:"weeks"` // of a year
	Days  int    `json:"days"`  // of such a week
	By    string `json:"by"`    // who said so
	On    Day    `json:"on"`    // when
}

// Check reports figures that no year or week has.
func (o Opening) Check() error {
	var c Checks
	for _, f := range []struct {
		name    string
		n, most int
	}{{"weeks", o.Weeks, 52}, {"days", o.Days, 7}} {
		if f.n < 1 || f.n > f.most {
			c.Fail(f.name, CodeRangeInvalid, "value", itoa(f.n), "from", "1", "to", itoa(f.most))
		}
	}
	return c.Err()
}

// SetOpening says how much units are open from a day on. Another for the same day
// takes its place. CodeOpeningBegun for a day that has begun: what was summed of it stands.
func (s *Service) SetOpening(ctx context.Context, act Act, o Opening) (Opening, error) {
	return Once(ctx, s.Store.Update, act, func(tx Tx) (Opening, error) {
		o.By, o.On = act.Actor.Name, tx.Today()
		var c Checks
		merge(&c, o.Check())
		switch {
		case o.From == NoDay:
			c.Fail("from", CodeRequired)
		case o.From >= LastDay:
			c.Fail("from", CodeDayInvalid, "value", o.From.String())
		case o.From <= o.On:
			c.Fail("from", CodeOpeningBegun, "from", o.From.String(), "today", o.On.String())
		}
		if err := c.Err(); err != nil {
			return o, err
		}
		if _, err := tx.Revision(); err != nil {
			return o, err
		}
		if err := tx.InsertOpening(o); err != nil {
			return o, err
		}
		return o, audit(tx, "opening", nil, o)
	})
}

// Openings are those that were said, by day: first the one of the settings, which
// counts until the first of them.
func (s *Service) Openings(ctx context.Context) ([]Opening, error) {
	var all []Opening
	err := s.Store.View(ctx, func(r Reader) error {
		said, err := r.Openings(RevisionOpen)
		if err != nil {
			return err
		}
		settings, err := gameSettingsOn(r, FirstDay)
		all = append([]Opening{{Weeks: settings.OpeningWeeks, Days: settings.OpeningDays}}, latestOf(said)...)
		return err
	})
	return all, err
}

// latestOf leaves out what another for the same day took the place of.
func latestOf(said []Opening) []Opening {
	var out []Opening
	for _, o := range said { // by day, and as recorded
		if n := len(out); n > 0 && out[n-1].From == o.From {
			out = out[:n-1]
		}
		out = append(out, o)
	}
	return slices.Clip(out)
}

// settingsKnown are the settings that apply on a day, with the opening as known at a revision.
func settingsKnown(r Reader, on Day, known Revision) (Settings, error) {
	s, err := gameSettingsOn(r, on)
	if err != nil {
		return s, err
	}
	said, err := r.Openings(known)
	for _, o := range said {
		if o.From <= on {
			s.OpeningWeeks, s.OpeningDays = o.Weeks, o.Days
		}
	}
	return s, err
}
