// Package openapi is the HTTP API of the register and the workflow, and the
// document that describes it. Every operation goes through the one function
// register (operation.go); a file is named after the resource it serves.
package openapi

import (
	"context"
	"encoding/json"
	"log/slog"
	"maps"
	"net/http"
	"reflect"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// Deps is what the API needs of the rest of the program.
type Deps struct {
	Register *registry.Service
	Workflow *workflow.Service
	Access   Access
	Log      *slog.Logger // nil: slog.Default
	Now      func() time.Time
	Version  string // of the program, shown at /healthz
	// Ready says whether the database answers; nil: always.
	Ready func(context.Context) error
}

// Access says who may do an operation that declares a permission (the reason is
// then "GRANTED"), what they reach with it, and why others may not. An error
// means no.
type Access interface {
	Allow(actor registry.Actor, operation, permission string) (reach registry.Reach, reason string, err error)
}

// New is the API: /v1, /openapi.yaml, /openapi.json, /healthz and /readyz.
func New(d Deps) http.Handler {
	if d.Log == nil {
		d.Log = slog.Default()
	}
	if d.Now == nil {
		d.Now = time.Now
	}
	mux := http.NewServeMux()
	document := build(d, mux).huma.OpenAPI()
	mux.HandleFunc("GET /openapi.yaml", serve("application/openapi+yaml", document.YAML))
	mux.HandleFunc("GET /openapi.json", serve("application/openapi+json", func() ([]byte, error) { return json.Marshal(document) }))
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) {
		plain(w, http.StatusOK, strings.TrimSpace("ok "+d.Version))
	})
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
		if d.Ready != nil && d.Ready(r.Context()) != nil {
			plain(w, http.StatusServiceUnavailable, "not ready")
			return
		}
		plain(w, http.StatusOK, "ready")
	})
	return &front{mux: mux, log: d.Log, now: d.Now}
}

// Spec is the document as YAML. It needs no backend.
func Spec() ([]byte, error) {
	return build(Deps{Version: "1"}, http.NewServeMux()).huma.OpenAPI().YAML()
}

// api is the operations with what they need.
type api struct {
	Deps
	huma       huma.API
	operations []operation // in the order in which they were registered
}

func build(d Deps, mux *http.ServeMux) *api {
	config := huma.Config{
		OpenAPI: &huma.OpenAPI{
			OpenAPI: "3.1.0",
			Info: &huma.Info{Title: "Omvendt", Version: "1", Description: description,
				License: &huma.License{Name: "MPL-2.0", Identifier: "MPL-2.0"}},
			Components: &huma.Components{
				Schemas: huma.NewMapRegistry("#/components/schemas/", schemaName),
				SecuritySchemes: map[string]*huma.SecurityScheme{"token": {Type: "http", Scheme: "bearer",
					Description: "A token as `omvendt token add --role ROLE` prints it, once."}},
			},
		},
		Formats:       maps.Clone(huma.DefaultFormats), // the original is shared by all that use huma
		DefaultFormat: "application/json",
	}
	a := &api{Deps: d, huma: humago.New(mux, config)}
	a.registerRegister()
	a.registerReviews()
	a.registerPolicies()
	a.registerRules()
	a.registerCatalogue()
	a.registerEvents()
	a.registerBodies()
	a.registerMembers()
	a.registerMeetings()
	a.registerItems()
	a.registerConsultations()
	a.registerContributions()
	a.registerInputs()
	a.registerUsers()
	a.registerAudit()
	return a
}

const description = `The register of a municipality's local rules: what applies on a day, why, and who decided.

Days are the municipality's own days, written 2027-07-01. Every stretch of days runs from its first day until the
first day after it (half-open); an end that is not known, or a date that never comes, is left out.

Answers are in Danish unless Accept-Language asks for another. What goes wrong is told as a problem (RFC 9457) with a
stable code: 400 when a request could not be read at all, 422 when it was understood and cannot be accepted, wherever
in the request the fault stands. Unknown query parameters are refused.

Every operation that creates something takes an Idempotency-Key: repeated with the same body within 24 hours it has
one effect and the same answer. Every operation that changes a thing with an ETag demands If-Match.`

// schemaName names a schema after its type, without the marks that tell types
// apart in Go.
func schemaName(t reflect.Type, hint string) string {
	name := strings.TrimSuffix(huma.DefaultSchemaNamer(t, hint), "Out")
	if of, ok := strings.CutPrefix(name, "Items"); ok {
		return of + "List"
	}
	return strings.Replace(name, "InBody", "Request", 1)
}

// front is what every request passes: a request id, the language, and problems
// for what no operation takes.
type front struct {
	mux *http.ServeMux
	log *slog.Logger
	now func() time.Time
}

func (f *front) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	id := requestID(r.Header.Get("X-Request-Id"), f.now())
	outer := r
	r = r.WithContext(context.WithValue(r.Context(), requestKey{}, id))
	h := w.Header()
	h.Set("X-Request-Id", id)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Language", string(texts.Match(r.Header.Get("Accept-Language"))))
	h.Set("Vary", "Accept-Language, Authorization")
	h.Set("Cache-Control", "no-store") // until an operation knows better
	defer func() {
		if p := recover(); p != nil {
			if p == http.ErrAbortHandler {
				panic(p)
			}
			f.log.ErrorContext(r.Context(), "panic", "request", id, "panic", p)
			refuse(w, r, &registry.Error{Code: registry.CodeInternal})
		}
	}()
	if !utf8.ValidString(r.URL.Path) || strings.ContainsRune(r.URL.Path, 0) {
		refuse(w, r, &registry.Error{Code: registry.CodeNotFound})
		return
	}
	_, pattern := f.mux.Handler(r)
	if pattern == "" {
		f.lost(w, r)
		return
	}
	outer.Pattern = pattern // for the access log around this handler
	f.mux.ServeHTTP(w, r)
}

// lost answers a request that no operation takes.
func (f *front) lost(w http.ResponseWriter, r *http.Request) {
	var allowed []string
	for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
		other := &http.Request{Method: method, URL: r.URL, Host: r.Host}
		if _, pattern := f.mux.Handler(other); pattern != "" {
			allowed = append(allowed, method)
		}
	}
	if len(allowed) == 0 {
		refuse(w, r, &registry.Error{Code: registry.CodeNotFound})
		return
	}
	w.Header().Set("Allow", strings.Join(allowed, ", "))
	refuse(w, r, &registry.Error{Code: registry.CodeMethod})
}

// serve answers with what is made once, at the first request.
func serve(contentType string, document func() ([]byte, error)) http.HandlerFunc {
	content := sync.OnceValues(document)
	return func(w http.ResponseWriter, r *http.Request) {
		b, err := content()
		if err != nil {
			refuse(w, r, err)
			return
		}
		w.Header().Set("Content-Type", contentType)
		w.Header().Set("Cache-Control", "public, no-cache")
		_, _ = w.Write(b)
	}
}

func plain(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(text + "\n"))
}

type requestKey struct{}

func requestOf(ctx context.Context) string {
	id, _ := ctx.Value(requestKey{}).(string)
	return id
}

// requestID takes over an id that a proxy gave, if it is one, or makes one.
func requestID(given string, now time.Time) string {
	ok := len(given) >= 8 && len(given) <= 64
	for _, c := range given {
		ok = ok && (c == '-' || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z')
	}
	if ok {
		return given
	}
	return registry.NewID[string](now)
}
