package web

import (
	"time"

	"github.com/omvendt/omvendt/internal/problem"
	"github.com/omvendt/omvendt/registry"
)

type importStoringPage struct {
	Page
	Name   string
	Draft  string
	Alive  bool
	Stored int
	Begun  string
	Took   string
	Told   string // how many are written so far; empty: none yet
	Fault  string // why nothing was stored; empty while it is alive, and where it was broken off
}

// importRun is what becomes of a draft that somebody has said yes to.
type importRun struct {
	registry.ImportRun
	done, alive bool
	now         time.Time
}

func (v *visit) importRun() (run importRun, err error) {
	run.ImportRun, run.done, run.now, err = v.Register.ImportRun(v.r.Context(), v.act, registry.DraftID(v.name), v.may("govern"))
	run.alive = !run.done && (v.Plans.Runs(run.Import) || run.Alive(run.now))
	return run, err
}

// importStoring tells how far an import is that is carried out in the background,
// and leads to it when it is done.
func (v *visit) importStoring() (answer, error) {
	run, err := v.importRun()
	if err != nil {
		return answer{}, err
	}
	if run.done {
		return v.toImported(run.Import), nil
	}
	p := importStoringPage{Page: v.shell(v.text("work.import.storing")), Name: run.FileName, Draft: v.name, Alive: run.alive, Stored: run.Stored,
		Begun: v.begun(run.ImportRun)}
	p.Crumbs = v.importCrumbs(p.Page, true)
	p.Took = p.Count("work.import.storing.took", int(run.now.Sub(run.Since)/time.Second))
	if n := v.Plans.Written(run.Import); n > 0 {
		p.Told = p.Count("work.import.storing.written", n, "of", p.Number(run.Stored))
	}
	if !run.alive {
		p.Title = p.T("work.import.storing.not")
	}
	if run.Fault != nil && !run.alive {
		p.Fault = problem.Describe(v.lang, run.Fault).Detail
	}
	refresh := ""
	if run.alive {
		refresh = "3"
	}
	return answer{template: "work-import-storing", data: p, refresh: refresh}, nil
}

// begun is the hour at which somebody said yes.
func (v *visit) begun(r registry.ImportRun) string {
	return r.Since.In(v.Register.Place).Format(v.lang.Clock())
}

// runs are what the list of drafts says of those that somebody has said yes to.
func (v *visit) runs(p Page) (map[registry.DraftID]string, error) {
	runs, now, err := v.Register.ImportRuns(v.r.Context())
	said := map[registry.DraftID]string{}
	for id, r := range runs {
		switch {
		case v.Plans.Runs(r.Import) || r.Alive(now):
			said[id] = p.T("work.import.draft_storing", "time", v.begun(r), "who", r.By)
		case r.Fault != nil:
			said[id] = p.T("work.import.draft_failed")
		default:
			said[id] = p.T("work.import.draft_broken")
		}
	}
	return said, err
}
