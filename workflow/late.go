package workflow

import "github.com/omvendt/omvendt/registry"

// papersDue is the last day on which members can be given the papers of a meeting, and
// whether it has passed before a meeting that has not been held. The administration
// decides without a meeting of members (kommunestyrelsesloven § 8).
func papersDue(r Reader, m Meeting) (due registry.Day, passed bool, err error) {
	settings, err := registry.SettingsOn(r, m.Day)
	if err != nil {
		return due, false, err
	}
	due = workdaysBefore(m.Day, papersDays, settings.SaturdaysCount)
	return due, m.Body.Rank != registry.RankAdministration && due < r.Today() && r.Today() <= m.Day, nil
}

// came notes that something came on the agenda after the papers were due: the agenda
// says why, and keeps saying it. To take something off needs no reason.
func (i *Item) came(r Reader, c *registry.Checks, m Meeting) error {
	due, passed, err := papersDue(r, m)
	if err != nil || !passed {
		return err
	}
	i.LateOn = r.Today()
	i.checkLate(c, due)
	return nil
}

func (i Item) checkLate(c *registry.Checks, due registry.Day) {
	if i.LateOn != registry.NoDay && i.PapersLate == "" {
		c.Fail("papers_late", registry.CodeLateCase, "day", due.String())
	}
}
