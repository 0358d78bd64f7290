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

	"github.com/omvendt/omvendt/internal/guard"
	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/registry/ruleimport"
	"github.com/omvendt/omvendt/translog"
	"github.com/omvendt/omvendt/workflow"
)

// Deps is what the API needs of the rest of the program.
type Deps struct {
	Register *registry.Service
	Workflow *workflow.Service
	Proofs   *translog.Service
	Access   Access
	Log      *slog.Logger // nil: slog.Default
	Now      func() time.Time
	Version  string            // of the program, shown at /healthz
	Plans    *ruleimport.Plans // of imports; nil: its own
	Guard    *guard.Guard      // of open links; nil: nothing is held back
	// WriteRequest writes the mails of requests, with links to the pages.
	WriteRequest registry.WriteRequestLetter
	// WriteHearing writes the mails of hearings.
	WriteHearing workflow.WriteHearing
	// Ready is nil as long as requests can be served; nil itself: always.
	Ready func(context.Context) error
}

// Access says who may do an operation that declares a permission (the reason is
// then "GRANTED"), what they reach with it, and why others may not. An error
// means no.
type Access interface {
	Allow(actor registry.Actor, operation, permission string) (reach registry.Reach, reason string, err error)
}

// readyTime is how long the database may take to say that it is there.
const readyTime = 2 * time.Second

// New is the API: /v1, /openapi.yaml, /openapi.json, /healthz and /readyz.
func New(d Deps) *Handler {
	if d.Log == nil {
		d.Log = slog.Default()
	}
	if d.Plans == nil {
		d.Plans = &ruleimport.Plans{}
	}
	if d.Now == nil {
		d.Now = time.Now
	}
	mux := http.NewServeMux()
	a := build(d, mux)
	document := a.huma.OpenAPI()
	mux.HandleFunc("GET /openapi.yaml", serve("application/openapi+yaml", document.YAML))
	mux.HandleFunc("GET /openapi.json", serve("application/openapi+json", func() ([]byte, error) { return json.Marshal(document) }))
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) {
		plain(w, http.StatusOK, strings.TrimSpace("ok "+d.Version))
	})
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), readyTime)
		defer cancel()
		if d.Ready != nil && d.Ready(ctx) != nil {
			plain(w, http.StatusServiceUnavailable, "not ready")
			return
		}
		plain(w, http.StatusOK, "ready")
	})
	return &Handler{mux: mux, api: a}
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
	a.registerHearings()
	a.registerPolicies()
	a.registerPolicyChanges()
	a.registerPolicyCandidates()
	a.registerRules()
	a.registerEffort()
	a.registerAccounts()
	a.registerPeriodAccounts()
	a.registerTurns()
	a.registerGuidances()
	a.registerUnitAnswers()
	a.registerStopTasks()
	a.registerHarms()
	a.registerMeasurements()
	a.registerTrialEvaluations()
	a.registerAccountItem()
	a.registerBulk()
	a.registerCatalogue()
	a.registerJustification()
	a.registerCounters()
	a.registerLaw()
	a.registerBases()
	a.registerBasisChanges()
	a.registerHistory()
	a.registerAlike()
	a.registerEvents()
	a.registerBodies()
	a.registerMembers()
	a.registerMeetings()
	a.registerItems()
	a.registerNotes()
	a.registerReadoptions()
	a.registerVotes()
	a.registerCorrections()
	a.registerConsultations()
	a.registerContributions()
	a.registerInputs()
	a.registerSaidDone()
	a.registerPlaceCounts()
	a.registerHassles()
	a.registerSendOns()
	a.registerLog()
	a.registerRedactions()
	a.registerSimulations()
	a.registerPapers()
	a.registerJournal()
	a.registerDisclosure()
	a.registerPosts()
	a.registerMails()
	a.registerKLE()
	a.registerLaws()
	a.registerRequests()
	a.registerImports()
	a.registerUsers()
	a.registerAudit()
	a.registerEvaluations()
	return a
}

const description = `The register of a municipality's local rules: what applies on a day, why, and who decided.

Days are the municipality's own days, written 2027-07-01. Every stretch of days runs from its first day until the
first day after it (half-open); an end that is not known, or a date that never comes, is left out.

Answers are in Danish unless Accept-Language asks for another. What goes wrong is told as a problem (RFC 9457) with a
stable code: 400 when a request could not be read at all, 422 when it was understood and cannot be accepted, wherever
in the request the fault stands. Unknown query parameters are refused.

Every operation that creates or changes something takes an Idempotency-Key: repeated with the same body within 24 hours
it has one effect and the same answer. Every operation that changes a thing with an ETag demands If-Match.`

// schemaName names a schema after its type, without the marks that tell types
// apart in Go.
func schemaName(t reflect.Type, hint string) string {
	name := strings.TrimSuffix(huma.DefaultSchemaNamer(t, hint), "Out")
	if of, ok := strings.CutPrefix(name, "Items"); ok {
		return of + "List"
	}
	return strings.Replace(name, "InBody", "Request", 1)
}

// Handler serves the API: the language, and problems for what no operation
// takes. What every answer of the program has (security headers, a problem for a
// panic) it leaves to its caller, who says in X-Request-Id how a request is named.
type Handler struct {
	mux *http.ServeMux
	api *api
}

// AnonymousRoutes are the patterns where nobody is to be known: no log may hold
// more of a request than the pattern and the day.
func (h *Handler) AnonymousRoutes() (patterns []string) {
	for _, op := range h.api.operations {
		if op.Unnamed {
			patterns = append(patterns, op.Path)
		}
	}
	return patterns
}

// Refuse answers a request that comes to no operation.
func (h *Handler) Refuse(w http.ResponseWriter, r *http.Request, err error) {
	refuse(w, h.begin(w, r), err)
}

// begin names the request and says what holds for its answer until an operation
// knows better.
func (h *Handler) begin(w http.ResponseWriter, r *http.Request) *http.Request {
	id := r.Header.Get("X-Request-Id")
	if id == "" {
		id = registry.NewID[string](h.api.Now())
	}
	header := w.Header()
	header.Set("Content-Language", string(texts.Match(r.Header.Get("Accept-Language"))))
	header.Set("Vary", "Accept-Language, Authorization")
	header.Set("Cache-Control", "no-store")
	return r.WithContext(context.WithValue(r.Context(), requestKey{}, id))
}

func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	outer := r
	r = h.begin(w, r)
	if !utf8.ValidString(r.URL.Path) || strings.ContainsRune(r.URL.Path, 0) {
		refuse(w, r, &registry.Error{Code: registry.CodeNotFound})
		return
	}
	_, pattern := h.mux.Handler(r)
	if pattern == "" {
		h.lost(w, r)
		return
	}
	outer.Pattern = pattern // for the log around this handler
	h.mux.ServeHTTP(w, r)
}

// lost answers a request that no operation takes.
func (h *Handler) lost(w http.ResponseWriter, r *http.Request) {
	var allowed []string
	for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
		other := &http.Request{Method: method, URL: r.URL, Host: r.Host}
		if _, pattern := h.mux.Handler(other); pattern != "" {
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
