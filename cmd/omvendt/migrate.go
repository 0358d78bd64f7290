package main

import (
	"context"
	"flag"
)

var migrateCommand = command{
	name: "migrate", makes: true,
	define: func(*flag.FlagSet) action {
		return func(ctx context.Context, p *program, _ []string) error {
			h, err := p.open(ctx)
			if err != nil {
				return err
			}
			defer h.Close()
			p.say(p.text("cli.migrate.done", nil))
			return nil
		}
	},
}
