package main

import "context"

// foretell writes the mails about what begins to apply on a day to come, and about demands
// whose deadline is near or has passed, each once
// (docs/decisions/0016 says how they are sent). What begins needs none of it.
func (m *mailer) foretell(ctx context.Context) {
	for more := m.writeTurns != nil; more && ctx.Err() == nil; {
		var err error
		if more, err = m.register.TellTurns(ctx, m.writeTurns); err != nil && ctx.Err() == nil {
			m.log.Error("telling of days to come", "err", err)
		}
	}
	for more := m.writeStopTasks != nil; more && ctx.Err() == nil; {
		var err error
		if more, err = m.workflow.TellStopTasks(ctx, m.writeStopTasks); err != nil && ctx.Err() == nil {
			m.log.Error("telling of demands to take away", "err", err)
		}
	}
}
