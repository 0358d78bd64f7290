package main

import (
	"context"
	"sync"
	"time"

	"github.com/omvendt/omvendt/registry"
)

// changesEvery is how long a change of the rules of the game waits at most.
const changesEvery = 2 * time.Second

// changing computes what changes of policy and settings need and makes them the answer,
// until ctx ends; what it returns waits for that. It also folds the rules for simulations, from
// the start and after each change, so that nobody waits for that, and on each new day judges justifications
// by the settings of that day. Any number of servers can do so over one database.
func (p *program) changing(ctx context.Context, h *home) (wait func()) {
	ctx, stop := context.WithCancel(ctx)
	var running sync.WaitGroup
	running.Go(func() {
		tick := time.NewTicker(changesEvery)
		defer tick.Stop()
		var judged registry.Day
		h.register.WantFacts()
		for {
			for more := true; more && ctx.Err() == nil; {
				var err error
				if more, err = guarded(func() (bool, error) { return h.register.AdvanceChange(ctx) }); err != nil && ctx.Err() == nil {
					p.log.Error("computing a change of policy or settings", "err", err)
				}
				if more {
					h.register.WantFacts()
				}
			}
			more, err := guarded(func() (bool, error) { return h.register.KeepFacts(ctx) })
			if err != nil && ctx.Err() == nil {
				p.log.Error("folding the rules for simulations", "err", err)
			}
			if more && ctx.Err() == nil {
				continue
			}
			if today := registry.DayOf(p.clock(), h.db.Place); today != judged && ctx.Err() == nil {
				p.tellLost(ctx, h)
				if _, err := guarded(func() (any, error) { return nil, h.register.JudgeCases(ctx) }); err == nil {
					judged = today
				} else if ctx.Err() == nil {
					p.log.Error("judging justifications", "err", err)
				}
			}
			select {
			case <-tick.C:
			case <-ctx.Done():
				return
			}
		}
	})
	return func() { stop(); running.Wait() }
}
