package main

import (
	"context"
	"flag"
)

var tokenCommand = command{
	name: "token add",
	define: func(options *flag.FlagSet) action {
		role := options.String("role", "", "")
		name := options.String("name", "", "")
		return func(ctx context.Context, p *program, _ []string) error {
			switch {
			case *role == "":
				return wrong("missing", "operand", "--role")
			case *name == "":
				return wrong("missing", "operand", "--name")
			}
			h, err := p.open(ctx)
			if err != nil {
				return err
			}
			defer h.Close()
			secret, err := h.register.AddToken(ctx, act("add-token"), *name, *role)
			if err != nil {
				return inOption(err, map[string]string{"role": "--role", "name": "--name"})
			}
			p.complain(p.text("cli.token.once", nil))
			p.say(secret)
			return nil
		}
	},
}
