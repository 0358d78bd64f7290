package main

import (
	"context"
	"errors"
	"flag"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/omvendt/omvendt/openapi"
	"github.com/omvendt/omvendt/policies"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/web"
)

var serveCommand = command{
	name: "serve", serves: true,
	define: func(options *flag.FlagSet) action {
		var s site
		options.StringVar(&s.addr, "addr", "127.0.0.1:8080", "")
		options.StringVar(&s.baseURL, "base-url", "", "")
		options.StringVar(&s.municipality, "municipality", "", "")
		named := options.String("secret-file", "", "")
		adminEmail := options.String("admin-email", "administrator@localhost", "")
		var post mailOptions
		post.define(options)
		return func(ctx context.Context, p *program, _ []string) error {
			if s.municipality == "" {
				s.municipality = p.text("cli.serve.nameless", nil)
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
			if sender != nil {
				s.post = &postman{register: h.register, sender: sender, origin: strings.TrimRight(s.baseURL, "/"),
					sentFrom: s.municipality, log: p.log, now: p.clock}
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
	secret, err := h.register.InviteUser(ctx, act("invite-user"), u.Email)
	if err != nil {
		return err
	}
	p.complain(p.text("cli.serve.first", map[string]string{"name": u.Name, "email": u.Email}))
	p.complain(signInLink(base, secret))
	return nil
}

// site is what the server is told about the municipality.
type site struct {
	addr         string
	baseURL      string
	municipality string
	demo         bool
	post         *postman // nil: no mail is sent
}

// Limits of a request; the API and the pages bound bodies themselves.
const (
	headerTime  = 10 * time.Second
	requestTime = time.Minute
	idleTime    = 2 * time.Minute
	headerBytes = 64 << 10
	stopTime    = 10 * time.Second
)

// serve answers until the context ends, and then finishes what is under way.
// ready is told the address as soon as it listens, and before it answers.
func (s site) serve(ctx context.Context, p *program, h *home, ready func(url string) error) error {
	handler, err := s.handler(p, h)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", s.addr)
	if err != nil {
		return &refusal{p.text("cli.serve.address", map[string]string{"addr": s.addr})}
	}
	if err := ready(urlOf(listener.Addr())); err != nil {
		return errors.Join(err, listener.Close())
	}
	if s.post != nil {
		s.post.start(ctx)
	}
	server := &http.Server{Handler: handler, ReadHeaderTimeout: headerTime, ReadTimeout: requestTime, WriteTimeout: requestTime,
		IdleTimeout: idleTime, MaxHeaderBytes: headerBytes, ErrorLog: slog.NewLogLogger(p.log.Handler(), slog.LevelWarn)}
	stopped := make(chan error, 1)
	go func() { stopped <- server.Serve(listener) }()
	var failed error
	select {
	case failed = <-stopped:
	case <-ctx.Done():
	}
	// The signal has ended ctx; what is under way gets its own time.
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTime)
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

// handler joins the API and the pages, which know nothing of each other.
func (s site) handler(p *program, h *home) (http.Handler, error) {
	access, err := policies.NewAccess()
	if err != nil {
		return nil, err
	}
	api := openapi.New(openapi.Deps{Register: h.register, Workflow: h.workflow, Access: access, Log: p.log,
		Now: p.clock, Version: version(), Ready: h.db.Ping})
	deps := web.Deps{Register: h.register, Workflow: h.workflow, Municipality: s.municipality, BaseURL: s.baseURL,
		Access: access, Log: p.log, Version: version(), Demo: s.demo}
	if s.post != nil {
		deps.SendSignIn = s.post.ask
	}
	pages := web.New(deps)
	mux := http.NewServeMux()
	for _, path := range []string{"/v1/", "/openapi.yaml", "/openapi.json", "/healthz", "/readyz"} {
		mux.Handle(path, api)
	}
	mux.Handle("/", pages)
	guard := http.NewCrossOriginProtection()
	if s.baseURL != "" { // a proxy can hide the name that browsers know
		origin, err := originOf(s.baseURL)
		if err != nil {
			return nil, err
		}
		if guard.AddTrustedOrigin(origin) != nil {
			return nil, wrong("base_url", "value", s.baseURL)
		}
	}
	for _, route := range web.AnonymousRoutes() { // nobody is signed in there whom another site could send
		guard.AddInsecureBypassPattern("POST " + route)
	}
	return accessLog(p.log, p.clock, guard.Handler(mux)), nil
}

// originOf is the address that people know, without a path.
func originOf(baseURL string) (string, error) {
	u, err := url.Parse(baseURL)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || strings.Trim(u.Path, "/") != "" {
		return "", wrong("base_url", "value", baseURL)
	}
	return u.Scheme + "://" + u.Host, nil
}

// accessLog writes one line for each request: the route and never the address
// asked for, so that nothing about a reader or an open link is kept.
func accessLog(log *slog.Logger, now func() time.Time, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		begin := time.Now()
		id := r.Header.Get("X-Request-Id")
		if !wellFormed(id) {
			id = registry.NewID[string](now())
			r.Header.Set("X-Request-Id", id)
		}
		w.Header().Set("X-Request-Id", id)
		a := &answered{ResponseWriter: w, status: http.StatusOK}
		defer func() {
			if anonymous(route(r)) { // the day, and nothing by which two lines could be joined
				line := slog.NewRecord(time.Time{}, slog.LevelInfo, "request", 0)
				line.Add("route", route(r), "day", now().Format(time.DateOnly))
				if log.Enabled(r.Context(), slog.LevelInfo) {
					_ = log.Handler().Handle(r.Context(), line)
				}
				return
			}
			log.Info("request", "method", r.Method, "route", route(r), "status", a.status,
				"ms", time.Since(begin).Milliseconds(), "request", id)
		}()
		next.ServeHTTP(a, r)
	})
}

// anonymous says whether a route is one where nobody may be known.
func anonymous(route string) bool {
	return slices.Contains(web.AnonymousRoutes(), route) || strings.HasPrefix(route, "/v1/open-links/") || strings.HasPrefix(route, "/v1/receipts/")
}

// route is the pattern that took the request, without its method.
func route(r *http.Request) string {
	_, path, ok := strings.Cut(r.Pattern, " ")
	if !ok {
		path = r.Pattern
	}
	return path
}

func wellFormed(id string) bool {
	for _, c := range id {
		if c != '-' && (c < '0' || c > '9') && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') {
			return false
		}
	}
	return len(id) >= 8 && len(id) <= 64
}

// answered remembers the status of an answer.
type answered struct {
	http.ResponseWriter
	status int
	wrote  bool
}

func (a *answered) WriteHeader(status int) {
	if !a.wrote {
		a.status, a.wrote = status, status >= 200
	}
	a.ResponseWriter.WriteHeader(status)
}

func (a *answered) Write(b []byte) (int, error) {
	a.wrote = true
	return a.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach what is beneath.
func (a *answered) Unwrap() http.ResponseWriter { return a.ResponseWriter }
