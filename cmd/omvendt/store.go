package main

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/omvendt/omvendt/internal/secret"
	"github.com/omvendt/omvendt/internal/storage"
	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/policies"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/translog"
	"github.com/omvendt/omvendt/workflow"
)

// home is an open, prepared database with the services over it.
type home struct {
	db       *storage.DB
	register *registry.Service
	workflow *workflow.Service
	log      *translog.Service
}

// lost counts the versions of policy and settings that cannot be judged with.
func (h *home) lost(ctx context.Context) (int, error) {
	lost, err := h.register.LostVersions(ctx)
	return len(lost), err
}

// administrator is who acts on the command line.
var administrator = registry.Actor{Name: "command-line", Grants: []registry.Grant{{Role: "administrator"}}}

func act(operation string) registry.Act {
	return registry.Act{Actor: administrator, Operation: operation}
}

// open opens the database of --database, brings its schema up to date and
// prepares the register; CodeDatabaseNewer when a newer program has been there.
func (p *program) open(ctx context.Context) (*home, error) {
	h, err := p.migrated(ctx, p.database, p.clock)
	if err != nil {
		return nil, err
	}
	if err := h.register.Prepare(ctx); err != nil {
		return nil, errors.Join(err, h.Close())
	}
	if err := h.workflow.LogEarlier(ctx); err != nil {
		return nil, errors.Join(err, h.Close())
	}
	return h, nil
}

// migrated is open without the register being prepared.
func (p *program) migrated(ctx context.Context, dsn string, clock func() time.Time) (*home, error) {
	cases, err := policies.NewCases()
	if err != nil {
		return nil, err
	}
	db, err := p.connect(ctx, dsn, clock)
	if err != nil {
		return nil, err
	}
	db.Cases = cases
	if err := db.Migrate(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	maker, err := policies.NewMaker()
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	decision, err := policies.NewDecision()
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	adoption, err := policies.NewAdoption()
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	register := &registry.Service{Store: db.Registry(), Maker: maker, Cases: cases, Adoption: adoption, Place: db.Place, Council: texts.CouncilName()}
	flow := &workflow.Service{Store: db.Workflow(), Register: register, Policy: decision, Arrived: &workflow.Arrived{}}
	log := &translog.Service{Store: db.LogStore(), Maker: maker}
	db.Logged = log.Wake
	return &home{db: db, register: register, workflow: flow, log: log}, nil
}

// connect opens a database without looking at its schema.
func (p *program) connect(ctx context.Context, dsn string, clock func() time.Time) (*storage.DB, error) {
	if !strings.HasPrefix(dsn, "sqlite:") && !strings.HasPrefix(dsn, "postgres://") && !strings.HasPrefix(dsn, "postgresql://") {
		return nil, wrong("database")
	}
	if path, ok := strings.CutPrefix(dsn, "sqlite:"); ok && p.there && path != "" {
		if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
			return nil, &refusal{p.text("cli.no_database", map[string]string{"path": path})}
		}
	}
	db, err := storage.Open(ctx, dsn, storage.Options{Clock: clock, Log: p.log})
	var ours *registry.Error
	var file *fs.PathError
	switch {
	case err == nil, ctx.Err() != nil:
		return db, err
	case errors.As(err, &ours):
		p.log.Error("opening the database", "err", err)
		return nil, &refusal{p.text("cli.database", nil)}
	case errors.As(err, &file):
		return nil, &registry.Error{Code: registry.CodeFileUnreadable, Args: registry.Args{"path": file.Path}, Err: err}
	}
	return nil, wrong("database_address", "reason", err.Error()) // the address; its password is not repeated
}

// withSecret gives the services the server's secret, which stands in a file.
func (p *program) withSecret(h *home, file string) error {
	content, err := secret.Open(file)
	if err != nil {
		p.log.Error("reading the server's secret", "err", err)
		return &refusal{p.text("cli.serve.secret", map[string]string{"path": file})}
	}
	h.workflow.Secret = content
	h.log.Keys = logKeys(file)
	return nil
}

// secretFile is the file of the server's secret. Beside the database, unless
// that is no file: then somebody must say where, so that all servers over one
// database share it.
func secretFile(named, dsn string) (string, error) {
	path, ok := strings.CutPrefix(dsn, "sqlite:")
	switch {
	case named != "":
		return named, nil
	case ok:
		return filepath.Join(filepath.Dir(path), "secret"), nil
	}
	return "", wrong("secret_file")
}

// logKeys is the file of the key that signs the log, beside the secret.
func logKeys(secretFile string) translog.Keys {
	return translog.Keys{Path: filepath.Join(filepath.Dir(secretFile), "log-key")}
}

func (h *home) Close() error { return h.db.Close() }
