package workflow

import "github.com/omvendt/omvendt/registry"

// checkDuty checks which post is to do something, and by when: the deadline is the last
// day on which it is in time, so today is one. A deadline that stood before can stay.
func checkDuty(tx Tx, c *registry.Checks, post registry.PostID, deadline, before registry.Day) error {
	if _, err := tx.PostByID(post); registry.CodeOf(err) == registry.CodeNotFound {
		c.Fail("post", registry.CodeChoiceUnknown)
	} else if err != nil {
		return err
	}
	switch {
	case deadline == registry.NoDay:
		c.Fail("deadline", registry.CodeRequired)
	case deadline != before && deadline < tx.Today():
		c.Fail("deadline", registry.CodeDeadlinePast, "day", deadline.String(), "today", tx.Today().String())
	}
	return nil
}
