package openapi

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/omvendt/omvendt/internal/guard"
	"github.com/omvendt/omvendt/internal/storage"
	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/policies/policiestest"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/translog"
	"github.com/omvendt/omvendt/workflow"
)

// server is the API over a real database and the real policies. Every answer it
// gives is held against the document.
type server struct {
	t       *testing.T
	handler http.Handler
	api     *api
	log     *bytes.Buffer
	now     time.Time
	tokens  map[string]string // by role
}

// each runs a test on both databases; the clock stands at noon on 10 January 2027.
func each(t *testing.T, f func(t *testing.T, s *server)) {
	eachOn(t, "2027-01-10", f)
}

// eachOn is each with the clock at noon on another day.
func eachOn(t *testing.T, day string, f func(t *testing.T, s *server)) {
	testenv.Each(t, func(t *testing.T, dsn string) { f(t, newServer(t, dsn, day)) })
}

func noon(day string) time.Time { return registry.MustDay(day).Time().Add(12 * time.Hour) }

func newServer(t *testing.T, dsn, today string) *server {
	t.Helper()
	s := &server{t: t, log: &bytes.Buffer{}, now: noon(today), tokens: map[string]string{}}
	log := slog.New(slog.NewTextHandler(s.log, nil))
	place, err := time.LoadLocation("Europe/Copenhagen")
	if err != nil {
		t.Fatal(err)
	}
	clock := func() time.Time { return s.now }
	db, err := storage.Open(t.Context(), dsn, storage.Options{Clock: clock, Place: place, Log: log})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	if err := db.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	j := policiestest.Compiled()
	db.Cases = j.Cases
	register := &registry.Service{Store: db.Registry(), Maker: j.Maker, Cases: j.Cases, Adoption: j.Adoption, Checker: policiestest.Checker{}, Place: place}
	if err := register.Prepare(t.Context()); err != nil {
		t.Fatal(err)
	}
	// One key for all servers of a test, as of one municipality.
	proofs := &translog.Service{Store: db.LogStore(), Keys: translog.Keys{Path: filepath.Join(filepath.Dir(t.TempDir()), "log-key")}, Maker: j.Maker}
	if _, err := proofs.Publish(t.Context()); err != nil {
		t.Fatal(err)
	}
	h := New(Deps{Register: register, Proofs: proofs, Workflow: &workflow.Service{Store: db.Workflow(), Register: register, Arrived: &workflow.Arrived{},
		Policy: j.Decision, Access: j.Access, WriteHassle: func(l workflow.HassleLetter) (subject, text string) { return l.Theme, l.Post },
		WriteWeighReminder: func(l workflow.WeighReminder) (subject, text string) {
			return "Venter", fmt.Sprint(l.To.Name, " ", l.Consultation.Slug, " ", l.Waiting)
		}, WriteAction: func(l workflow.ActionLetter) (subject, text string) {
			return "Handling", fmt.Sprint(l.To.Name, " ", l.Action.Kind, " ", l.Action.Input)
		}, Secret: []byte("a secret of the tests")},
		Guard:  guard.New(guard.Bounds{}, nil, clock, func(*http.Request) netip.Addr { return netip.Addr{} }),
		Access: j.Access, Log: log, Now: clock, Version: "test", WriteRequest: func(l registry.RequestLetter) (subject, text string) {
			return l.Request.Title, fmt.Sprint(l.To.Name, " ", l.Waiting, " ", l.Reminder, " ", l.Rules, " ", l.Covered)
		}, WriteHearing: func(h workflow.Hearing, review workflow.Review, reminder bool) (subject, text string) {
			return review.Name, fmt.Sprint(h.Party, " ", reminder, " ", h.Letter, " ", h.Token)
		}})
	s.handler, s.api = h, h.api
	return s
}

// response is an answer as a test looks at it.
type response struct {
	t      *testing.T
	status int
	header http.Header
	raw    []byte
	json   any
}

// option changes a request.
type option func(*http.Request)

func with(header, value string) option {
	return func(r *http.Request) { r.Header.Set(header, value) }
}

func (s *server) as(role string) option {
	s.t.Helper()
	if s.tokens[role] == "" {
		act := registry.Act{Actor: registry.Actor{Name: "test"}, Operation: "add-token"}
		var err error
		if _, s.tokens[role], err = s.api.Register.AddToken(s.t.Context(), act, role, registry.Grant{Role: role}); err != nil {
			s.t.Fatal(err)
		}
	}
	return with("Authorization", "Bearer "+s.tokens[role])
}

// limited is somebody with a role for a part of the municipality alone.
func (s *server) limited(role string, to registry.Scope) option {
	s.t.Helper()
	act := registry.Act{Actor: registry.Actor{Name: "test"}, Operation: "add-token"}
	_, secret, err := s.api.Register.AddToken(s.t.Context(), act, role, registry.Grant{Role: role, Scope: to})
	if err != nil {
		s.t.Fatal(err)
	}
	return with("Authorization", "Bearer "+secret)
}

func (s *server) admin() option { return s.as("administrator") }

func (s *server) get(path string, options ...option) response {
	return s.send(http.MethodGet, path, nil, options...)
}

// send makes a request; body is JSON text, or anything that becomes it.
func (s *server) send(method, path string, body any, options ...option) response {
	s.t.Helper()
	var content io.Reader
	switch b := body.(type) {
	case nil:
	case string:
		content = strings.NewReader(b)
	default:
		raw, err := json.Marshal(b)
		if err != nil {
			s.t.Fatal(err)
		}
		content = bytes.NewReader(raw)
	}
	r := httptest.NewRequestWithContext(s.t.Context(), method, path, content)
	if content != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	for _, o := range options {
		o(r)
	}
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, r)
	out := response{t: s.t, status: w.Code, header: w.Header(), raw: w.Body.Bytes()}
	if kind := w.Header().Get("Content-Type"); kind != "" && (!strings.Contains(kind, "json") || strings.HasSuffix(kind, "jsonl")) {
		out.json = string(out.raw) // a file
	} else if len(out.raw) > 0 {
		if err := json.Unmarshal(out.raw, &out.json); err != nil {
			s.t.Fatalf("%s %s: %v in %s", method, path, err, out.raw)
		}
	}
	s.conforms(r, out)
	return out
}

// conforms holds an answer against the document.
func (s *server) conforms(r *http.Request, out response) {
	s.t.Helper()
	for _, op := range s.api.operations {
		if op.Method != r.Method || !matchesPath(op.Path, r.URL.Path) {
			continue
		}
		response := documented(s.api, op).Responses[strconv.Itoa(out.status)]
		if response == nil {
			s.t.Errorf("%s answers %d, which is not documented: %s", op.ID, out.status, out.raw)
			return
		}
		for _, media := range response.Content {
			var found huma.ValidateResult
			huma.Validate(s.api.huma.OpenAPI().Components.Schemas, media.Schema, huma.NewPathBuffer([]byte{}, 0), huma.ModeReadFromServer, out.json, &found)
			for _, err := range found.Errors {
				s.t.Errorf("%s answers %d outside its schema: %v", op.ID, out.status, err)
			}
		}
		return
	}
}

func matchesPath(pattern, path string) bool {
	a, b := strings.Split(pattern, "/"), strings.Split(path, "/")
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] && !strings.HasPrefix(a[i], "{") {
			return false
		}
	}
	return true
}

// want fails the test unless the answer has a status.
func (r response) want(status int) response {
	r.t.Helper()
	if r.status != status {
		r.t.Fatalf("got %d, want %d: %s", r.status, status, r.raw)
	}
	return r
}

// refused fails the test unless the answer is a problem with a code.
func (r response) refused(status int, code string) response {
	r.t.Helper()
	r.want(status)
	if r.text("code") != code || r.header.Get("Content-Type") != problemType || r.text("request_id") == "" {
		r.t.Fatalf("got %s as %s, want the code %s", r.raw, r.header.Get("Content-Type"), code)
	}
	if detail := r.text("detail"); detail == "" || strings.ContainsAny(detail+r.text("title"), "⟦⟧") {
		r.t.Errorf("the detail is %q under %q", detail, r.text("title"))
	}
	return r
}

// at is a value in the answer: at("items", 0, "number").
func (r response) at(path ...any) any {
	r.t.Helper()
	v := r.json
	for _, step := range path {
		switch key := step.(type) {
		case string:
			m, _ := v.(map[string]any)
			v = m[key]
		case int:
			l, _ := v.([]any)
			if key >= len(l) {
				return nil
			}
			v = l[key]
		}
	}
	return v
}

func (r response) text(path ...any) string {
	r.t.Helper()
	s, _ := r.at(path...).(string)
	return s
}

// column is one value of every item.
func (r response) column(path ...any) []string {
	r.t.Helper()
	items, _ := r.at("items").([]any)
	out := []string{}
	for i := range items {
		out = append(out, r.text(append([]any{"items", i}, path...)...))
	}
	return out
}

// seen are the inputs of a list as it shows them.
func (r response) seen() []object {
	r.t.Helper()
	out := []object{}
	for i, id := range r.column("id") {
		out = append(out, object{"id": id, "edit": r.at("items", i, "edit")})
	}
	return out
}

// object is JSON as tests write it.
type object map[string]any

// and is the object with other values for some names; nil takes a name away.
func (o object) and(name string, value any) object {
	out := object{}
	for k, v := range o {
		out[k] = v
	}
	if out[name] = value; value == nil {
		delete(out, name)
	}
	return out
}

// aRule is a rule that the council adopted and somebody checked.
func aRule(title string) object {
	return object{"adopter": "council", "effective_from": "2020-01-01", "title": title, "demand": "Skriv et referat af hvert møde.",
		"plain": "Du skal skrive et referat.", "kind": "documentation", "area": "Dagtilbud", "unit": "Dagtilbud og skole", "owner": "Dagtilbudschef",
		"effort": object{"evidence": "not_quantified"}, "check": object{"by": "Juridisk team", "day": "2027-01-05", "result": "confirmed"}}
}

// councilSaid is a decision of the council on a day.
func councilSaid(day, words string) object {
	return object{"body": "Byrådet", "rank": "council", "day": day, "words": words}
}

// aReview is a review of picked rules.
func aReview(name string, rules ...string) object {
	return object{"name": name, "sunset": "2027-07-01", "scope": object{"rules": rules},
		"decision": councilSaid("2027-01-08", "Reglerne bortfalder den 1. juli 2027, medmindre de fastholdes.")}
}

func (s *server) create(path string, body any) response {
	s.t.Helper()
	return s.send(http.MethodPost, path, body, s.admin()).want(http.StatusCreated)
}

func asJSON(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(b)
}

type noAccess struct{}

func (noAccess) Allow(registry.Actor, string, string) (registry.Reach, string, error) {
	return nil, "", &registry.Error{Code: registry.CodePolicyFailed, Err: errors.New("the secret cause")}
}

// brokenAccess is the same API with a policy that gives no answer.
func brokenAccess(s *server) http.Handler {
	deps := s.api.Deps
	deps.Access = noAccess{}
	return New(deps)
}

// aConsultation is a questionnaire in a review of R-0001.
func aConsultation() object {
	return object{"title": object{"da": "Hvad tænker I?", "en": "What do you think?"}, "privacy": object{"da": "Eksempel Kommune er ansvarlig."},
		"opens": "2027-01-10", "closes": "2027-02-01", "rules": []string{"R-0001"},
		"questions": []object{{"id": "q1", "text": object{"da": "Hvad tager tid?"}}}}
}
