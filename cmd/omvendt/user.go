package main

import (
	"context"
	"flag"

	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/web"
)

var userAddCommand = command{
	name: "user add", makes: true,
	define: func(options *flag.FlagSet) action {
		var u registry.User
		var grant grantOptions
		var link linkOptions
		options.StringVar(&u.Name, "name", "", "")
		options.StringVar(&u.Email, "email", "", "")
		grant.define(options)
		link.define(options)
		return func(ctx context.Context, p *program, _ []string) error {
			if err := given("--name", u.Name, "--email", u.Email, "--role", grant.Role); err != nil {
				return err
			}
			base, err := link.base()
			if err != nil {
				return err
			}
			h, err := p.open(ctx)
			if err != nil {
				return err
			}
			defer h.Close()
			u.Grants = []registry.Grant{grant.Grant}
			if u, err = h.register.AddUser(ctx, act("add-user"), u); err != nil {
				return inOption(err, map[string]string{"name": "--name", "email": "--email",
					"grants[0].role": "--role", "grants[0].scope": scopeOptions})
			}
			return p.invite(ctx, h, base, u.Email)
		}
	},
}

var userInviteCommand = command{
	name: "user invite",
	define: func(options *flag.FlagSet) action {
		var link linkOptions
		email := options.String("email", "", "")
		link.define(options)
		return func(ctx context.Context, p *program, _ []string) error {
			if err := given("--email", *email); err != nil {
				return err
			}
			base, err := link.base()
			if err != nil {
				return err
			}
			h, err := p.open(ctx)
			if err != nil {
				return err
			}
			defer h.Close()
			return p.invite(ctx, h, base, *email)
		}
	},
}

// linkOptions say where the server is that a link leads to.
type linkOptions struct{ baseURL string }

func (l *linkOptions) define(options *flag.FlagSet) {
	options.StringVar(&l.baseURL, "base-url", "http://127.0.0.1:8080", "")
}

func (l *linkOptions) base() (string, error) { return originOf(l.baseURL) }

// invite makes a user's link and writes it: the only place where it is shown.
func (p *program) invite(ctx context.Context, h *home, base, email string) error {
	_, secret, err := h.register.InviteUser(ctx, act("invite-user"), email)
	if registry.CodeOf(err) == registry.CodeNotFound {
		return &refusal{p.text("cli.user.unknown", map[string]string{"email": email})}
	}
	if err != nil {
		return err
	}
	p.complain(p.text("cli.user.once", nil))
	p.say(signInLink(base, secret))
	return nil
}

// signInLink is the address at which a user signs in.
func signInLink(base, secret string) string { return base + web.SignInPath(texts.Danish, secret) }
