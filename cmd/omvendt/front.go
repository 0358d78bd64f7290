package main

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"path"
	"runtime/debug"
	"slices"
	"strings"
	"sync/atomic"
	"time"
	"unicode/utf8"

	"github.com/omvendt/omvendt/registry"
)

// part is the pages or the API: each tells in its own form what went wrong.
type part interface {
	http.Handler
	Refuse(http.ResponseWriter, *http.Request, error)
}

// front is what every request passes, whichever part answers it. What belongs to
// every answer is said here and nowhere else.
type front struct {
	pages, api part
	anonymous  []string // patterns where nobody is to be known
	callers    *callers
	guard      *http.CrossOriginProtection
	secure     bool // people come by https
	stopping   atomic.Bool
	log        *slog.Logger
	now        func() time.Time
}

// maxAddress bounds what is asked for: a search of 4000 letters, as browsers write it.
const maxAddress = 32 << 10

func (f *front) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	begin := time.Now()
	id := r.Header.Get("X-Request-Id")
	if !f.callers.trusts(r) || !wellFormed(id) {
		id = registry.NewID[string](f.now())
		r.Header.Set("X-Request-Id", id)
	}
	f.head(w.Header(), id)
	nameless := f.isAnonymous(r.URL.Path)
	if nameless {
		r = r.WithContext(withoutName(r.Context()))
	}
	a := &answered{ResponseWriter: w, body: r.Body, status: http.StatusOK}
	part := f.part(r)
	defer func() {
		fault := recover()
		if fault == nil {
			f.report(a, r, id, begin)
			return
		}
		if fault != http.ErrAbortHandler {
			if nameless { // not even where: the fault may quote what was sent
				f.log.ErrorContext(r.Context(), "panic", "route", route(r))
			} else {
				f.log.ErrorContext(r.Context(), "panic", "route", route(r), "request", id, "fault", fault, "stack", string(debug.Stack()))
			}
		}
		if a.wrote || fault == http.ErrAbortHandler {
			f.report(a, r, id, begin)
			panic(http.ErrAbortHandler) // half an answer must not look like a whole one
		}
		clear(w.Header())
		f.head(w.Header(), id)
		part.Refuse(a, r, &registry.Error{Code: registry.CodeInternal})
		f.report(a, r, id, begin)
	}()
	if err := f.refused(a, r); err != nil {
		part.Refuse(a, r, err)
		return
	}
	part.ServeHTTP(a, r)
	if a.status == http.StatusUnauthorized && r.Header.Get("Authorization") != "" {
		f.callers.sentBadToken(r)
	}
}

// head is what every answer has; the parts say more where they know more.
func (f *front) head(h http.Header, id string) {
	h.Set("X-Request-Id", id)
	h.Set("Content-Security-Policy", "default-src 'none'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cache-Control", "no-store")
	if f.secure {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
}

// refused is why no part gets to see a request; nil when one does.
func (f *front) refused(w http.ResponseWriter, r *http.Request) error {
	code := registry.Code("")
	switch {
	case !strings.HasPrefix(r.URL.Path, "/") || !utf8.ValidString(r.URL.Path) || strings.ContainsRune(r.URL.Path, 0):
		code = registry.CodeNotFound // "*", CONNECT to elsewhere, and what no database stores
	case len(r.RequestURI) > maxAddress:
		code = registry.CodeAddressTooLong
	case packed(r.Header.Values("Content-Encoding")):
		w.Header().Set("Accept-Encoding", "identity")
		code = registry.CodeEncoding
	case f.guard.Check(r) != nil:
		code = registry.CodeCrossOrigin
	case r.Header.Get("Authorization") != "" && !f.callers.mayTryToken(r):
		code = registry.CodeTooMany
	case isProof(r.URL.Path) && !f.callers.mayProve(r):
		code = registry.CodeTooMany
	default:
		return nil
	}
	return &registry.Error{Code: code}
}

// isProof says that a path asks for a file that proves something.
func isProof(path string) bool {
	return strings.HasSuffix(path, "/proof.json") || strings.HasSuffix(path, "/bevis.json")
}

// packed says that a body was compressed: a small one could become a large one.
func packed(encodings []string) bool {
	return slices.ContainsFunc(encodings, func(e string) bool { return e != "" && !strings.EqualFold(e, "identity") })
}

// part is who answers a path.
func (f *front) part(r *http.Request) part {
	p := path.Clean(r.URL.Path)
	if p == "/v1" || strings.HasPrefix(p, "/v1/") || slices.Contains([]string{"/openapi.yaml", "/openapi.json", "/healthz", "/readyz"}, p) {
		return f.api
	}
	return f.pages
}

// isAnonymous says whether nobody may be known who comes to a path, be it one
// that leads nowhere.
func (f *front) isAnonymous(asked string) bool {
	asked = strings.ToLower(path.Clean("/"+asked)) + "/"
	return slices.ContainsFunc(f.anonymous, func(route string) bool {
		before, _, _ := strings.Cut(route, "{")
		return strings.HasPrefix(asked, strings.TrimRight(before, "/")+"/")
	})
}

// report writes one line for each request: the route and never the address asked
// for, so that nothing about a reader or an open link is kept.
func (f *front) report(a *answered, r *http.Request, id string, begin time.Time) {
	if hasName(r.Context()) {
		f.log.InfoContext(r.Context(), "request", "method", method(r), "route", route(r), "status", a.status,
			"ms", time.Since(begin).Milliseconds(), "request", id)
		return
	}
	f.log.InfoContext(r.Context(), "request", "route", route(r))
}

// route is the pattern that took the request, without its method.
func route(r *http.Request) string {
	_, path, ok := strings.Cut(r.Pattern, " ")
	if !ok {
		path = r.Pattern
	}
	return path
}

// method is the request's, if it is one: it is free text as much as the address.
func method(r *http.Request) string {
	switch r.Method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return r.Method
	}
	return "other"
}

func wellFormed(id string) bool {
	for _, c := range id {
		if c != '-' && (c < '0' || c > '9') && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') {
			return false
		}
	}
	return len(id) >= 8 && len(id) <= 64
}

// Seconds after which it is worth trying again.
const (
	busyRetry = "5"
	manyRetry = "60"
)

// maxLeftover is how much of a body that is too large is still taken, so that a
// browser, which sends all before it reads, gets the answer and no broken line.
const maxLeftover = 16 << 20

// answered remembers the status of an answer, and says with every refusal that
// passes when to try again.
type answered struct {
	http.ResponseWriter
	body   io.Reader // of the request
	status int
	wrote  bool
}

func (a *answered) WriteHeader(status int) {
	if !a.wrote {
		a.status, a.wrote = status, status >= 200
		switch status {
		case http.StatusServiceUnavailable:
			a.Header().Set("Retry-After", busyRetry)
		case http.StatusTooManyRequests:
			a.Header().Set("Retry-After", manyRetry)
		case http.StatusRequestEntityTooLarge:
			_, _ = io.CopyN(io.Discard, a.body, maxLeftover)
		}
	}
	a.ResponseWriter.WriteHeader(status)
}

func (a *answered) Write(b []byte) (int, error) {
	a.wrote = true
	return a.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach what is beneath.
func (a *answered) Unwrap() http.ResponseWriter { return a.ResponseWriter }

type namelessKey struct{}

func withoutName(ctx context.Context) context.Context {
	return context.WithValue(ctx, namelessKey{}, true)
}

func hasName(ctx context.Context) bool { return ctx.Value(namelessKey{}) == nil }

// discreet is a log that tells of a request without a name only the day: no
// instant and no id, by which two lines could be joined.
type discreet struct {
	slog.Handler
	now func() time.Time
}

func (d discreet) Handle(ctx context.Context, line slog.Record) error {
	if hasName(ctx) {
		return d.Handler.Handle(ctx, line)
	}
	less := slog.NewRecord(time.Time{}, line.Level, line.Message, 0)
	line.Attrs(func(a slog.Attr) bool {
		if a.Key != "request" {
			less.AddAttrs(a)
		}
		return true
	})
	less.AddAttrs(slog.String("day", d.now().Format(time.DateOnly)))
	return d.Handler.Handle(ctx, less)
}

func (d discreet) WithAttrs(attrs []slog.Attr) slog.Handler {
	return discreet{d.Handler.WithAttrs(attrs), d.now}
}
func (d discreet) WithGroup(name string) slog.Handler {
	return discreet{d.Handler.WithGroup(name), d.now}
}
