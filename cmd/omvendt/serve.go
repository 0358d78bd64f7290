package main

import (
	"context"
	"errors"
	"flag"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/omvendt/omvendt/internal/guard"
	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/openapi"
	"github.com/omvendt/omvendt/policies"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/registry/ruleimport"
	"github.com/omvendt/omvendt/web"
)

var serveCommand = command{
	name: "serve", serves: true, makes: true,
	define: func(options *flag.FlagSet) action {
		var s site
		options.StringVar(&s.addr, "addr", "127.0.0.1:8080", "")
		options.StringVar(&s.baseURL, "base-url", "", "")
		options.StringVar(&s.municipality, "municipality", "", "")
		named := options.String("secret-file", "", "")
		options.Var(&s.proxies, "trusted-proxies", "")
		options.DurationVar(&s.bounds.Quickest, "quickest-answer", guard.Usual.Quickest, "")
		options.IntVar(&s.bounds.Address, "answers-per-address", guard.Usual.Address, "")
		options.IntVar(&s.bounds.Link, "answers-per-link", guard.Usual.Link, "")
		adminEmail := options.String("admin-email", "administrator@localhost", "")
		var own policyOptions
		own.define(options)
		s.poll.define(options)
		options.StringVar(&s.metricsAddr, "metrics-addr", "", "")
		var post mailOptions
		post.define(options)
		return func(ctx context.Context, p *program, _ []string) error {
			if s.municipality == "" {
				s.municipality = p.text("cli.serve.nameless", nil)
			}
			if err := s.poll.ready(http.DefaultTransport.(*http.Transport)); err != nil {
				return err
			}
			sender, err := post.sender(p, s.baseURL)
			if err != nil {
				return err
			}
			file, err := secretFile(*named, p.database)
			if err != nil {
				return err
			}
			h, err := p.open(ctx)
			if err != nil {
				return err
			}
			defer h.Close()
			if err := p.withSecret(h, file); err != nil {
				return err
			}
			if err := p.useOwnPolicies(h, &own); err != nil {
				return err
			}
			if sender != nil {
				s.post = &postman{register: h.register, sender: sender, origin: strings.TrimRight(s.baseURL, "/"),
					sentFrom: s.municipality, log: p.log, now: p.clock}
				s.mails = &mailer{register: h.register, send: sender.Send, log: p.log, workflow: h.workflow, writeWord: web.OutcomeLetter(s.baseURL, s.municipality),
					writeTurns: web.TurnLetter(s.baseURL, s.municipality), writeStopTasks: web.StopTaskLetter(s.baseURL, s.municipality)}
			}
			return s.serve(ctx, p, h, func(url string) error {
				p.complain(p.text("cli.serve.ready", map[string]string{"url": url, "public": s.baseURL}))
				if s.baseURL != "" {
					url = strings.TrimRight(s.baseURL, "/")
				}
				return p.first(ctx, h, url, *adminEmail)
			})
		}
	},
}

// first makes the first administrator, as long as there is no user, and shows
// their link: the only place where it is shown.
func (p *program) first(ctx context.Context, h *home, base, email string) error {
	users, err := h.register.Users(ctx)
	if err != nil || len(users) > 0 {
		return err
	}
	u, err := h.register.AddUser(ctx, act("add-user"), registry.User{Name: "Administrator", Email: email,
		Grants: []registry.Grant{{Role: "administrator"}}})
	if registry.CodeOf(err) == registry.CodeEmailTaken { // another server over the database was first
		return nil
	}
	if err != nil {
		return inOption(err, map[string]string{"email": "--admin-email"})
	}
	_, secret, err := h.register.InviteUser(ctx, act("invite-user"), u.Email)
	if err != nil {
		return err
	}
	p.complain(p.text("cli.serve.first", map[string]string{"name": u.Name, "email": u.Email}))
	p.complain(signInLink(base, secret))
	return nil
}

// site is what the server is told about the municipality, and how it is to behave.
type site struct {
	addr         string
	baseURL      string
	municipality string
	demo         bool
	proxies      proxies // that are believed about who calls
	bounds       guard.Bounds
	post         *postman // nil: no mail is sent
	mails        *mailer  // as post
	limits       limits   // zero: usual
	metricsAddr  string   // where it says how it goes; empty: nowhere
	poll         policyPoll
}

// limits bound what a connection may take; the API and the pages bound bodies
// themselves.
type limits struct {
	header      time.Duration // to send the header
	request     time.Duration // to send all of a request
	answer      time.Duration // from the header's end: to be worked on and read
	idle        time.Duration // between two requests
	stop        time.Duration // for what is under way when the server stops
	headerBytes int
}

// An answer gets longer than a request, so that who sent too slowly is told.
var usual = limits{header: 10 * time.Second, request: time.Minute, answer: 90 * time.Second, idle: 2 * time.Minute,
	stop: 10 * time.Second, headerBytes: 64 << 10}

// serve answers until the context ends, and then finishes what is under way.
// ready is told the address as soon as it listens, and before it answers.
func (s site) serve(ctx context.Context, p *program, h *home, ready func(url string) error) error {
	if s.limits == (limits{}) {
		s.limits = usual
	}
	listener, err := net.Listen("tcp", s.addr)
	if err != nil {
		return &refusal{p.text("cli.serve.address", map[string]string{"addr": s.addr})}
	}
	url := urlOf(listener.Addr())
	front, err := s.front(p, h, url)
	if err == nil {
		err = ready(url)
	}
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	p.metrics.lost = h.lost
	measured, err := p.measuring(ctx, s.metricsAddr)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	defer measured()
	defer p.polling(ctx, h, &s.poll)()
	defer p.publishing(ctx, h)()
	defer p.keeping(ctx, h, s.accountLetter())()
	defer p.changing(ctx, h)()
	if s.post != nil {
		s.post.start(ctx)
	}
	if s.mails != nil {
		s.mails.start(ctx)
		defer s.mails.end()
	}
	server := &http.Server{Handler: front, ReadHeaderTimeout: s.limits.header, ReadTimeout: s.limits.request, WriteTimeout: s.limits.answer,
		IdleTimeout: s.limits.idle, MaxHeaderBytes: s.limits.headerBytes, DisableGeneralOptionsHandler: true,
		ErrorLog: slog.NewLogLogger(p.log.Handler(), slog.LevelWarn)}
	stopped := make(chan error, 1)
	go func() { stopped <- server.Serve(listener) }()
	var failed error
	select {
	case failed = <-stopped:
	case <-ctx.Done():
	}
	front.stopping.Store(true)
	// The signal has ended ctx; what is under way gets its own time.
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.limits.stop)
	defer cancel()
	if s.post != nil {
		defer s.post.end(last)
	}
	if failed != nil {
		return failed
	}
	if err := server.Shutdown(last); err != nil {
		p.log.Warn("stopped with requests under way", "err", err)
		return server.Close()
	}
	return nil
}

// urlOf is where people on this machine find the server.
func urlOf(addr net.Addr) string {
	host, port, err := net.SplitHostPort(addr.String())
	if err != nil {
		return "http://" + addr.String()
	}
	if ip := net.ParseIP(host); ip == nil || ip.IsUnspecified() {
		host = "localhost"
	}
	return "http://" + net.JoinHostPort(host, port)
}

// front joins the API and the pages, which know nothing of each other. url is
// where the server listens.
func (s site) front(p *program, h *home, url string) (*front, error) {
	access, err := policies.NewAccess()
	if err != nil {
		return nil, err
	}
	h.workflow.Access, h.workflow.WriteAction = access, web.ActionLetter(url, s.municipality)
	h.workflow.WriteWeighReminder = web.WeighReminder(url, s.municipality)
	h.workflow.WriteHassle = web.HassleLetter(url, s.municipality)
	f := &front{now: p.clock, log: slog.New(discreet{p.log.Handler(), p.clock}), guard: http.NewCrossOriginProtection(),
		callers: newCallers(s.proxies, p.clock), secure: strings.HasPrefix(s.baseURL, "https://")}
	if s.baseURL != "" { // a proxy can hide the name that browsers know
		if url, err = originOf(s.baseURL); err != nil {
			return nil, err
		}
		if f.guard.AddTrustedOrigin(url) != nil {
			return nil, wrong("base_url", "value", s.baseURL)
		}
	}
	plans, watch := &ruleimport.Plans{}, guard.New(s.bounds, h.workflow.Secret, p.clock, f.callers.caller)
	api := openapi.New(openapi.Deps{Register: h.register, Workflow: h.workflow, Proofs: h.log, Plans: plans, Access: access, Log: f.log,
		Now: p.clock, Guard: watch, Version: version(), WriteRequest: web.RequestLetter(url, s.municipality), WriteHearing: web.HearingLetter(url, s.municipality), Ready: func(ctx context.Context) error {
			if f.stopping.Load() {
				return http.ErrServerClosed
			}
			return h.db.Ready(ctx)
		}})
	deps := web.Deps{Register: h.register, Workflow: h.workflow, Proofs: h.log, Plans: plans, Municipality: s.municipality, BaseURL: url,
		Access: access, Log: f.log, Version: version(), Demo: s.demo,
		MayTryCode: f.callers.mayTryCode, SentBadCode: f.callers.sentBadCode, Guard: watch}
	if s.post != nil {
		deps.Words = newWordLimits().words(s.post, f.callers)
		deps.SendSignIn = func(r *http.Request, email string, lang texts.Lang) error {
			if !f.callers.mayAsk(r) {
				return &registry.Error{Code: registry.CodeTooMany}
			}
			s.post.ask(email, lang)
			return nil
		}
	}
	f.api, f.pages = api, web.New(deps)
	for _, route := range web.AnonymousRoutes() { // nobody is signed in there whom another site could send
		f.guard.AddInsecureBypassPattern("POST " + route)
	}
	f.anonymous = append(web.AnonymousRoutes(), api.AnonymousRoutes()...)
	return f, nil
}

// originOf is the address that people know, without a path.
func originOf(baseURL string) (string, error) {
	u, err := url.Parse(baseURL)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || strings.Trim(u.Path, "/") != "" {
		return "", wrong("base_url", "value", baseURL)
	}
	return u.Scheme + "://" + u.Host, nil
}
