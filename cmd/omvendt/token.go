package main

import (
	"context"
	"flag"
)

var tokenCommand = command{
	name: "token add", makes: true,
	define: func(options *flag.FlagSet) action {
		var grant grantOptions
		grant.define(options)
		name := options.String("name", "", "")
		return func(ctx context.Context, p *program, _ []string) error {
			if err := given("--role", grant.Role, "--name", *name); err != nil {
				return err
			}
			h, err := p.open(ctx)
			if err != nil {
				return err
			}
			defer h.Close()
			_, secret, err := h.register.AddToken(ctx, act("add-token"), *name, grant.Grant)
			if err != nil {
				return inOption(err, map[string]string{"role": "--role", "name": "--name", "scope": scopeOptions})
			}
			p.complain(p.text("cli.token.once", nil))
			p.say(secret)
			return nil
		}
	},
}
