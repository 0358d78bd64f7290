package ruleimport

import (
	"context"
	"fmt"
	"runtime/debug"
	"time"

	"github.com/omvendt/omvendt/registry"
)

// InOneRequest is how many rules are stored while somebody waits; more are stored
// by Start.
const InOneRequest = 500

// Runs says whether this server is storing something as an import.
func (p *Plans) Runs(id registry.ImportID) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	_, is := p.runs[id]
	return is
}

// Written is how many rules a run of this server has written so far; none of them
// stands before all of them do.
func (p *Plans) Written(id registry.ImportID) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.runs[id]
}

func (p *Plans) wrote(id registry.ImportID, n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.runs == nil {
		p.runs = map[registry.ImportID]int{}
	}
	p.runs[id] = n
}

func (p *Plans) over(id registry.ImportID) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.runs, id)
}

// Large says whether a preview that is as it was seen stores more than one request
// is for.
func (p *Preview) Large() bool { return p.Stored() > InOneRequest }

// Start carries out in the background what a preview shows, or joins what is under
// way with the same draft. Its errors are those of Confirm that can be told at once;
// what goes wrong later stands in the run. Plans must not be nil.
func (d Desk) Start(ctx context.Context, act registry.Act, p *Preview, edit int, plan string, warnings bool) (registry.ImportRun, error) {
	if last, done, now, err := d.Register.ImportRun(ctx, act, p.Draft.ID, d.All); err == nil && !done && (d.Plans.Runs(last.Import) || last.Alive(now)) {
		return last, nil
	}
	if edit != 0 && p.Draft.Edit != edit {
		return registry.ImportRun{}, registry.Stale(edit, p.Draft.Edit)
	}
	if err := p.ready(plan, warnings); err != nil {
		return registry.ImportRun{}, err
	}
	o, err := p.order()
	if err != nil {
		return registry.ImportRun{}, err
	}
	act.Retry = nil // a draft is stored once, however often somebody says yes
	run, started, err := d.Register.StartImport(ctx, act, registry.ImportRun{Draft: p.Draft.ID, FileName: p.Draft.FileName, Stored: p.Stored()}, d.Plans.Runs)
	if err != nil || !started {
		return run, err
	}
	o.All, o.ID = d.All, run.Import
	o.Told = func(n int) { d.Plans.wrote(run.Import, n) }
	d.Plans.wrote(run.Import, 0)
	go d.carryOut(context.WithoutCancel(ctx), act, o)
	return run, nil
}

// carryOut stores an order and says now and then that it is there.
func (d Desk) carryOut(ctx context.Context, act registry.Act, o registry.ImportOrder) {
	defer d.Plans.over(o.ID)
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	go func() {
		beat := time.NewTicker(registry.RunBeats)
		defer beat.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-beat.C:
				_ = d.Register.BeatImport(ctx, act, o.ID, nil) // the next one may come through
			}
		}
	}()
	if err := d.store(ctx, act, o); err != nil {
		if d.Failed != nil {
			d.Failed(err)
		}
		_ = d.Register.BeatImport(ctx, act, o.ID, err) // otherwise it is told as broken off, after a while
		return
	}
	d.Plans.forget(o.Draft)
}

// store is ImportRules; a fault of the program ends the run and not the server.
func (d Desk) store(ctx context.Context, act registry.Act, o registry.ImportOrder) (err error) {
	defer func() {
		if fault := recover(); fault != nil {
			err = &registry.Error{Code: registry.CodeInternal, Err: fmt.Errorf("%v\n%s", fault, debug.Stack())}
		}
	}()
	_, err = d.Register.ImportRules(ctx, act, o)
	return err
}
