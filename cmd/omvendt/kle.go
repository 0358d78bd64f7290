package main

import (
	"context"
	"flag"
	"os"

	"github.com/omvendt/omvendt/internal/kleplan"
	"github.com/omvendt/omvendt/registry"
)

var importKLECommand = command{
	name: "import kle", operands: []string{"FILE"}, needs: 1, makes: true,
	define: func(*flag.FlagSet) action { return importKLE },
}

func importKLE(ctx context.Context, p *program, operands []string) error {
	file, err := os.Open(operands[0])
	if err != nil {
		return &registry.Error{Code: registry.CodeFileUnreadable, Args: registry.Args{"path": operands[0]}, Err: err}
	}
	defer file.Close()
	plan, err := kleplan.Read(file)
	if err != nil {
		return err
	}
	h, err := p.open(ctx)
	if err != nil {
		return err
	}
	defer h.Close()
	if err := h.register.ImportKLE(ctx, act("import-kle"), plan); err != nil {
		return err
	}
	p.say(p.lang.Count("cli.import.kle", len(plan), nil))
	return nil
}
