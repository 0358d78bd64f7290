package main

import (
	"context"
	"fmt"
	"runtime/debug"
	"sync"
	"time"

	"github.com/omvendt/omvendt/web"
	"github.com/omvendt/omvendt/workflow"
)

// accountsEvery is how long an account that is due waits at most.
const accountsEvery = time.Minute

// accountLetter writes the mail about an account; nil where no mail is sent.
func (s site) accountLetter() func(workflow.AccountLetter) (subject, text string) {
	if s.mails == nil {
		return nil
	}
	return web.AccountLetter(s.baseURL, s.municipality)
}

// keeping keeps the accounts of periods that are over, until ctx ends; what it returns
// waits for that. write is for telling the secretaries; nil: nobody is told. Any number
// of servers can do so over one database: the first keeps each.
func (p *program) keeping(ctx context.Context, h *home, write func(workflow.AccountLetter) (subject, text string)) (wait func()) {
	ctx, stop := context.WithCancel(ctx)
	var running sync.WaitGroup
	running.Go(func() {
		tick := time.NewTicker(accountsEvery)
		defer tick.Stop()
		for {
			for more := true; more && ctx.Err() == nil; {
				var err error
				if more, err = guarded(func() (bool, error) { return h.workflow.KeepAccount(ctx, write) }); err != nil && ctx.Err() == nil {
					p.log.Error("keeping an account", "err", err)
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

// guarded tells a fault of the program as an error: one in a job beside must not end the
// server.
func guarded[T any](job func() (T, error)) (done T, err error) {
	defer func() {
		if fault := recover(); fault != nil {
			err = fmt.Errorf("%v\n%s", fault, debug.Stack())
		}
	}()
	return job()
}
