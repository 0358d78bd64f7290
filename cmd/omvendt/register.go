package main

import (
	"context"
	"flag"
	"os"

	"github.com/omvendt/omvendt/registry"
)

var exportRegisterCommand = command{
	name: "export register", operands: []string{"FILE"}, needs: 1,
	define: func(*flag.FlagSet) action { return exportRegister },
}

var importRegisterCommand = command{
	name: "import register", operands: []string{"FILE"}, needs: 1, makes: true,
	define: func(*flag.FlagSet) action { return importRegister },
}

// exportRegister never leaves half a file under the name it was given.
func exportRegister(ctx context.Context, p *program, operands []string) (err error) {
	h, err := p.open(ctx)
	if err != nil {
		return err
	}
	defer h.Close()
	path := operands[0]
	unwritable := func(err error) error {
		return &registry.Error{Code: registry.CodeFileUnwritable, Args: registry.Args{"path": path}, Err: err}
	}
	half := path + ".part"
	file, err := os.OpenFile(half, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return unwritable(err)
	}
	defer os.Remove(half)
	defer file.Close()
	if err := h.register.WriteRegister(ctx, file); err != nil {
		return err
	}
	if err := file.Sync(); err != nil {
		return unwritable(err)
	}
	if err := os.Rename(half, path); err != nil {
		return unwritable(err)
	}
	p.say(p.text("cli.export.done", map[string]string{"path": path}))
	return nil
}

// importRegister wants a database in which nothing is, not even what a server
// puts into a new one.
func importRegister(ctx context.Context, p *program, operands []string) error {
	file, err := os.Open(operands[0])
	if err != nil {
		return &registry.Error{Code: registry.CodeFileUnreadable, Args: registry.Args{"path": operands[0]}, Err: err}
	}
	defer file.Close()
	h, err := p.migrated(ctx, p.database, p.clock)
	if err != nil {
		return err
	}
	defer h.Close()
	if err := h.register.ReadRegister(ctx, act("import-register"), file); err != nil {
		return err
	}
	p.say(p.text("cli.import.register", nil))
	return nil
}
