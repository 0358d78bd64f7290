package main

import (
	"context"
	"flag"
	"fmt"
	"strconv"
	"strings"
	"text/tabwriter"

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

var userListCommand = command{
	name: "user list",
	define: func(*flag.FlagSet) action {
		return func(ctx context.Context, p *program, _ []string) error {
			h, err := p.open(ctx)
			if err != nil {
				return err
			}
			defer h.Close()
			all, err := h.register.Users(ctx)
			if err != nil {
				return err
			}
			table := tabwriter.NewWriter(p.stdout, 0, 0, 2, ' ', 0)
			for _, u := range all {
				fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", u.Email, p.text(openOrClosed(u), nil), u.Name, strings.Join(grantsOf(u), "; "))
			}
			return table.Flush()
		}
	},
}

func openOrClosed(u registry.User) string {
	if u.Active {
		return "cli.user.open"
	}
	return "cli.user.closed"
}

// grantsOf are a user's roles, as the options write them.
func grantsOf(u registry.User) []string {
	var all []string
	for _, g := range u.Grants {
		words := []string{g.Role}
		if g.Scope.Own {
			words = append(words, "--own")
		}
		for _, list := range []struct {
			option string
			values []string
		}{{"--area", g.Scope.Areas}, {"--unit", g.Scope.Units}, {"--kle", g.Scope.KLE}} {
			for _, v := range list.values {
				words = append(words, list.option, strconv.Quote(v))
			}
		}
		all = append(all, strings.Join(words, " "))
	}
	return all
}

var userCloseCommand = changeUserCommand("user close", func(ctx context.Context, h *home, u registry.User) (registry.User, error) {
	return h.register.CloseUser(ctx, act("close-user"), u.ID, u.Edit)
})

var userOpenCommand = changeUserCommand("user open", func(ctx context.Context, h *home, u registry.User) (registry.User, error) {
	return h.register.ReopenUser(ctx, act("reopen-user"), u.ID, u.Edit)
})

func changeUserCommand(name string, change func(context.Context, *home, registry.User) (registry.User, error)) command {
	return command{
		name: name,
		define: func(options *flag.FlagSet) action {
			email := options.String("email", "", "")
			return func(ctx context.Context, p *program, _ []string) error {
				return p.changeUser(ctx, *email, change)
			}
		},
	}
}

var userRoleCommand = command{
	name: "user role",
	define: func(options *flag.FlagSet) action {
		var grant grantOptions
		email, also := options.String("email", "", ""), options.Bool("also", false, "")
		grant.define(options)
		return func(ctx context.Context, p *program, _ []string) error {
			if err := given("--role", grant.Role); err != nil {
				return err
			}
			return p.changeUser(ctx, *email, func(ctx context.Context, h *home, u registry.User) (registry.User, error) {
				grants := []registry.Grant{grant.Grant}
				if *also {
					grants = append(u.Grants, grant.Grant)
				}
				u, err := h.register.EditUser(ctx, act("edit-user"), u.ID, u.Edit, u.Name, u.Email, grants)
				last := "grants[" + strconv.Itoa(len(grants)-1) + "]."
				return u, inOption(err, map[string]string{last + "role": "--role", last + "scope": scopeOptions})
			})
		}
	},
}

// changeUser changes the user of an address, and says how they stand then.
func (p *program) changeUser(ctx context.Context, email string, change func(context.Context, *home, registry.User) (registry.User, error)) error {
	if err := given("--email", email); err != nil {
		return err
	}
	h, err := p.open(ctx)
	if err != nil {
		return err
	}
	defer h.Close()
	u, err := h.register.UserByEmail(ctx, email)
	if registry.CodeOf(err) == registry.CodeNotFound {
		return &refusal{p.text("cli.user.nobody", map[string]string{"email": email})}
	}
	if err != nil {
		return err
	}
	if u, err = change(ctx, h, u); err != nil {
		return err
	}
	p.say(p.text(openOrClosed(u)+"_now", map[string]string{"name": u.Name, "email": u.Email, "roles": strings.Join(grantsOf(u), "; ")}))
	return nil
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
