package registry

import (
	"context"
	"encoding/json"
	"errors"
	"time"
)

// ImportRun is an import that a server carries out while nobody waits for it. What
// it does is one transaction, so it leaves all of its rules or none. It is done when
// there is an import of its ID.
type ImportRun struct {
	Draft    DraftID
	Import   ImportID // that it becomes
	Owner    string   // Actor.Key of who said yes
	By       string   // their name
	FileName string
	Stored   int // how many rules it stores
	Since    time.Time
	Beat     time.Time // when it last said that it is there
	Fault    *Error    // why nothing was stored; nil: nothing is known to be wrong
}

// RunBeats is how often a run says that it is there, and RunLasts how long it is
// believed without. A transaction on SQLite lets nothing else be written, so what
// the server itself knows counts for more.
const (
	RunBeats = 20 * time.Second
	RunLasts = 2 * time.Minute
)

// Alive says whether a run that is not done can still be.
func (r ImportRun) Alive(now time.Time) bool {
	return r.Fault == nil && now.Before(r.Beat.Add(RunLasts))
}

// importRunReader is the part of a Reader that is about them.
type importRunReader interface {
	ImportRun(DraftID) (ImportRun, error)
	// ImportRuns are those that began after an instant, by draft.
	ImportRuns(since time.Time) ([]ImportRun, error)
}

// importRunTx is the part of a Tx that is about them. That a run beats is nothing
// that the log tells.
type importRunTx interface {
	// PutImportRun stores a run in place of the draft's last one, and throws away
	// those that began before an instant.
	PutImportRun(r ImportRun, before time.Time) error
	// BeatImportRun notes that a run is there, or with a fault that it is not any more.
	BeatImportRun(id ImportID, at time.Time, fault *Error) error
}

// StartImport notes that a draft is being stored, unless it is already; started says
// that it was not. here tells of runs that this server has.
func (s *Service) StartImport(ctx context.Context, act Act, r ImportRun, here func(ImportID) bool) (run ImportRun, started bool, err error) {
	err = s.Store.Update(ctx, act, func(tx Tx) error {
		last, err := tx.ImportRun(r.Draft)
		if err == nil && (here(last.Import) || last.Alive(tx.Now())) {
			run, started = last, false
			return nil
		}
		if err != nil && CodeOf(err) != CodeNotFound {
			return err
		}
		run, started = r, true
		run.Import, run.Owner, run.By, run.Since, run.Beat = NewID[ImportID](tx.Now()), act.Actor.Key(), act.Actor.Name, tx.Now(), tx.Now()
		if err := tx.PutImportRun(run, tx.Now().Add(-DraftLasts)); err != nil {
			return err
		}
		return audit(tx, "import-draft "+string(r.Draft), nil, map[string]any{"what": "storing", "import": run.Import})
	})
	return run, started, err
}

// BeatImport says that a run is there, or what became of it.
func (s *Service) BeatImport(ctx context.Context, act Act, id ImportID, fault error) error {
	var known *Error
	if fault != nil && !errors.As(fault, &known) {
		known = &Error{Code: CodeInternal}
	}
	return s.Store.Update(ctx, act, func(tx Tx) error { return tx.BeatImportRun(id, tx.Now(), known) })
}

// ImportRun reads the last run of a draft; CodeNotFound where there is none, or it is
// somebody else's, unless all. now is when it was read, done that its import is there.
func (s *Service) ImportRun(ctx context.Context, act Act, draft DraftID, all bool) (run ImportRun, done bool, now time.Time, err error) {
	err = s.Store.View(ctx, func(r Reader) (err error) {
		now = r.Now()
		if run, err = r.ImportRun(draft); err != nil {
			return err
		}
		if !all && run.Owner != act.Actor.Key() {
			return refuse(CodeNotFound)
		}
		if _, err = r.Import(run.Import); err == nil {
			done = true
		} else if CodeOf(err) == CodeNotFound {
			err = nil
		}
		return err
	})
	return run, done, now, err
}

// ImportRuns are the runs of drafts that are kept, and when they were read.
func (s *Service) ImportRuns(ctx context.Context) (runs map[DraftID]ImportRun, now time.Time, err error) {
	err = s.Store.View(ctx, func(r Reader) error {
		now = r.Now()
		all, err := r.ImportRuns(now.Add(-DraftLasts))
		runs = map[DraftID]ImportRun{}
		for _, run := range all {
			runs[run.Draft] = run
		}
		return err
	})
	return runs, now, err
}

// MarshalFault and ParseFault write and read a fault as it is kept: without what is
// for the log alone.
func MarshalFault(e *Error) (json.RawMessage, error) {
	if e == nil {
		return json.RawMessage("null"), nil
	}
	return json.Marshal(&Error{Code: e.Code, Args: e.Args, Fields: e.Fields})
}

// ParseFault reads what MarshalFault wrote.
func ParseFault(b json.RawMessage) (e *Error, err error) {
	if err := json.Unmarshal(b, &e); err != nil {
		return nil, &Error{Code: CodeInternal, Err: err}
	}
	return e, nil
}
