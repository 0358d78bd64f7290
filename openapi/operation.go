package openapi

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/omvendt/omvendt/internal/sheet"
	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/registry"
)

// operation is what an operation declares of itself.
type operation struct {
	ID          string // kebab-case; the operation in the log and in policies
	Method      string
	Path        string
	Tag         string
	Summary     string
	Description string
	Permission  string       // see policies; "public" needs no token
	Creates     bool         // answers 201
	Edits       bool         // demands If-Match with the edit that the writer saw
	Asks        bool         // stores nothing, although it has a body: there is nothing to repeat
	Tagged      bool         // answers with an ETag that If-Match can name
	Pages       bool         // answers with Link: rel=next
	MaxBody     int          // bytes; 0: maxBody
	File        sheet.Format // answers with a table, written while it is read: it has no ETag
	Named       bool         // a File that has one all the same
	// Unnamed keeps nothing of who asks: no request id is stored or logged, no
	// cache keeps the answer, and what is created is known by its own id again.
	Unnamed bool
	Errors  []int // beside those that follow from the rest
}

// permPublic is the permission that everybody has, granted the reason of those who may.
const (
	permPublic = "public"
	granted    = "GRANTED"
)

// call is what an operation knows of the request beside its input.
type call struct {
	Lang texts.Lang
	Act  registry.Act
	Edit int           // that the writer saw (If-Match)
	URL  string        // with its query
	Have string        // what the reader has already (If-None-Match)
	From *http.Request // for limits alone: nothing of who sends it is stored or logged
}

// answer is what an operation gives back. The rest of the response follows from it.
type answer[O any] struct {
	Body  O
	Edit  int           // counts changes to the thing shown; 0 where it has none
	Next  string        // cursor of the next page; empty on the last one
	Place string        // address of what was created
	Fresh time.Duration // for which a cache need not ask again; 0: it asks each time
}

// reply is an answer as huma writes it.
type reply[O any] struct {
	Status       int
	ETag         string `header:"ETag" hidden:"true"`
	CacheControl string `header:"Cache-Control" hidden:"true"`
	Link         string `header:"Link" hidden:"true"`
	Location     string `header:"Location" hidden:"true"`
	Body         O
}

// maxBody bounds a request's body, where the operation does not say otherwise.
const maxBody = 1 << 20

func (op operation) maxBody() int { return cmp.Or(op.MaxBody, maxBody) }

// register adds one operation: who may do it, how it fails, what it answers.
// All operations go this way, so none can forget any of it.
func register[I, O any](a *api, op operation, do func(context.Context, call, *I) (answer[O], error)) {
	a.operations = append(a.operations, op)
	h := op.huma()
	h.Middlewares = a.admitting(op)
	if h.DefaultStatus == http.StatusNoContent {
		huma.Register(a.huma, h, func(ctx context.Context, in *I) (*struct{}, error) {
			c := ctx.Value(callKey{}).(call)
			if _, err := do(ctx, c, in); err != nil {
				return nil, a.problem(ctx, c, err)
			}
			return nil, nil
		})
		return
	}
	huma.Register(a.huma, h, func(ctx context.Context, in *I) (*reply[O], error) {
		c := ctx.Value(callKey{}).(call)
		out, err := do(ctx, c, in)
		if err != nil {
			return nil, a.problem(ctx, c, err)
		}
		return write(op, h.DefaultStatus, c, out)
	})
}

// file is what an operation gives as a file, without the ending of its name: a
// table, or what Write writes.
type file struct {
	Name  string
	Table sheet.Table
	Rows  func(add func(cells []string) error) error
	Write func(w io.Writer) error // nil: the table
	Sent  sheet.Format            // of a file that somebody sent: it is not the operation's
	Tag   string                  // strong ETag, where the operation is Named
	Fresh time.Duration           // as of answer
}

// registerFile adds an operation that answers with a file.
func registerFile[I any](a *api, op operation, do func(context.Context, call, *I) (file, error)) {
	a.operations = append(a.operations, op)
	h := op.huma()
	h.Middlewares = a.admitting(op)
	huma.Register(a.huma, h, func(ctx context.Context, in *I) (*huma.StreamResponse, error) {
		c := ctx.Value(callKey{}).(call)
		out, err := do(ctx, c, in)
		if err != nil {
			return nil, a.problem(ctx, c, err)
		}
		return &huma.StreamResponse{Body: func(ctx huma.Context) { a.hand(ctx, op, c, out) }}, nil
	})
}

// hand writes a file. What goes wrong before its first byte is a problem; after it
// the answer is broken off.
func (a *api) hand(ctx huma.Context, op operation, c call, out file) {
	r, w := humago.Unwrap(ctx)
	w.Header().Set("Cache-Control", cacheable(op, c, out.Fresh))
	if out.Tag != "" {
		w.Header().Set("ETag", out.Tag)
		if matches(c.Have, out.Tag) {
			w.WriteHeader(http.StatusNotModified)
			return
		}
	}
	if out.Write == nil {
		out.Write = func(w io.Writer) error { return sheet.Write(w, op.File, out.Table, out.Rows) }
	}
	if out.Sent != "" {
		w.Header().Set("Content-Security-Policy", sheet.SentPolicy)
	}
	begun, err := sheet.Serve(w, r, cmp.Or(out.Sent, op.File), out.Name, out.Write)
	switch {
	case err == nil:
	case !begun:
		a.refuse(ctx, c, err)
	default:
		if ctx.Context().Err() == nil {
			a.Log.ErrorContext(ctx.Context(), "file broken off", "operation", c.Act.Operation, "request", c.Act.Request, "error", err)
		}
		panic(http.ErrAbortHandler)
	}
}

// cacheable is Cache-Control of what is read: a correction shows at once, so
// caches ask each time, but for what stays right for a while.
func cacheable(op operation, c call, fresh time.Duration) string {
	if op.Permission == permPublic && len(c.Act.Actor.Grants) == 0 {
		if fresh > 0 {
			return fmt.Sprintf("public, max-age=%d", int(fresh.Seconds()))
		}
		return "public, no-cache"
	}
	return "private, no-cache"
}

// admitting lets a request through to its operation, or refuses it.
func (a *api) admitting(op operation) huma.Middlewares {
	return huma.Middlewares{func(ctx huma.Context, next func(huma.Context)) {
		c, err := a.admit(ctx, op)
		if err != nil {
			a.refuse(ctx, c, err)
			return
		}
		next(huma.WithValue(ctx, callKey{}, c))
	}}
}

type callKey struct{}

// huma is the operation as the document shows it.
func (op operation) huma() huma.Operation {
	h := huma.Operation{OperationID: op.ID, Method: op.Method, Path: op.Path, Tags: []string{op.Tag},
		Summary: op.Summary, Description: op.Description, SkipValidateParams: true, DefaultStatus: http.StatusOK,
		MaxBodyBytes: int64(op.maxBody()) + 1, BodyReadTimeout: -1, // admit has read the body already
		Extensions: map[string]any{"x-permission": op.Permission}}
	h.Errors = append(slices.Clone(op.Errors), http.StatusUnprocessableEntity, http.StatusInternalServerError, http.StatusServiceUnavailable)
	headers := map[string]*huma.Param{}
	text := &huma.Schema{Type: huma.TypeString}
	header := func(name, doc string) { headers[name] = &huma.Header{Description: doc, Schema: text} }
	if op.Method == http.MethodGet && (op.File == "" || op.Named) {
		h.Parameters = append(h.Parameters, &huma.Param{Name: "If-None-Match", In: "header", Schema: text,
			Description: "An ETag from before: 304 when the answer is still the same."})
		header("ETag", "Names this answer.")
		h.Responses = map[string]*huma.Response{"304": {Description: "The answer is still the same."}}
	}
	if op.Method != http.MethodGet {
		h.Errors = append(h.Errors, http.StatusBadRequest, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType)
	}
	if op.Permission != permPublic {
		h.Security = []map[string][]string{{"token": {}}}
		h.Errors = append(h.Errors, http.StatusForbidden)
	}
	h.Errors = append(h.Errors, http.StatusUnauthorized) // a token that is not valid is refused everywhere
	if op.Method == http.MethodDelete {
		h.DefaultStatus = http.StatusNoContent
	}
	if op.Creates {
		h.DefaultStatus = http.StatusCreated
	}
	if op.retries() {
		h.Parameters = append(h.Parameters, &huma.Param{Name: "Idempotency-Key", In: "header", Schema: text,
			Description: "Makes the request safe to repeat for 24 hours; 1 to 255 visible ASCII characters."})
	}
	if op.Creates && !op.Unnamed {
		header("Location", "Where it can be read; left out where it has no address.")
	}
	if op.Edits {
		h.Parameters = append(h.Parameters, &huma.Param{Name: "If-Match", In: "header", Required: true, Schema: text,
			Description: "The ETag of what is changed, as it was read."})
		h.Errors = append(h.Errors, http.StatusPreconditionFailed, http.StatusPreconditionRequired)
	}
	if (op.Edits || op.Tagged) && op.Method != http.MethodDelete { // of what is gone nothing is to be changed
		header("ETag", "For If-Match.")
	}
	if op.File != "" {
		header("Content-Disposition", "A name for the file.")
	}
	if op.Pages {
		header("Link", `<...>; rel="next" when there are further items.`)
	}
	slices.Sort(h.Errors)
	h.Errors = slices.Compact(h.Errors)
	if len(headers) > 0 {
		if h.Responses == nil {
			h.Responses = map[string]*huma.Response{}
		}
		h.Responses[strconv.Itoa(h.DefaultStatus)] = &huma.Response{Headers: headers}
	}
	if op.File != "" {
		h.Responses["200"].Description = "The file."
		schema := &huma.Schema{Type: huma.TypeString}
		switch op.File {
		case sheet.JSON:
			schema.Type = huma.TypeObject
		case sheet.XLSX, sheet.DOCX, sheet.ZIP, sheet.Some:
			schema.Format = "binary"
		}
		h.Responses["200"].Content = map[string]*huma.MediaType{op.File.Type(): {Schema: schema}}
	}
	return h
}

// retries says whether the operation takes an Idempotency-Key.
func (op operation) retries() bool { return op.Method != http.MethodGet && !op.Unnamed && !op.Asks }

// admit decides whether a request may reach its operation, before its input is
// looked at: who sends it comes before what is wrong with it.
func (a *api) admit(ctx huma.Context, op operation) (call, error) {
	r, w := humago.Unwrap(ctx)
	c := call{Lang: texts.Match(ctx.Header("Accept-Language")), URL: r.URL.RequestURI(), Have: ctx.Header("If-None-Match"), From: r,
		Act: registry.Act{Operation: op.ID, Request: requestOf(ctx.Context())}}
	var err error
	if c.Act.Actor, err = a.actor(ctx); err != nil {
		return c, err
	}
	if op.Unnamed {
		c.Act.Request = ""
	}
	reach, reason, err := a.Access.Allow(c.Act.Actor, op.ID, op.Permission)
	switch {
	case err != nil:
		return c, err
	case reason == granted:
		c.Act.Reach = reach
	case len(c.Act.Actor.Grants) == 0:
		return c, &registry.Error{Code: registry.CodeUnauthorized}
	default:
		return c, &registry.Error{Code: registry.CodeForbidden, Args: registry.Args{"access": reason}}
	}
	if err := checkQuery(ctx, r); err != nil {
		return c, err
	}
	if op.Edits {
		if c.Edit, err = editSeen(ctx.Header("If-Match")); err != nil {
			return c, err
		}
	}
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		return c, nil
	}
	body, err := readBody(w, r, op.maxBody())
	if err != nil {
		return c, err
	}
	if op.retries() {
		c.Act.Retry, err = retry(r, body)
	}
	return c, err
}

// actor is who sent the request: nobody, or the holder of a token.
func (a *api) actor(ctx huma.Context) (registry.Actor, error) {
	given := ctx.Header("Authorization")
	if given == "" {
		return registry.Actor{}, nil
	}
	scheme, secret, _ := strings.Cut(given, " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return registry.Actor{}, &registry.Error{Code: registry.CodeUnauthorized}
	}
	return a.Register.Authenticate(ctx.Context(), strings.TrimSpace(secret))
}

// checkQuery refuses what would be passed over or half read: a query that cannot
// be decoded, parameters that the operation does not have or that are given twice,
// and values that are no text.
func checkQuery(ctx huma.Context, r *http.Request) error {
	var c registry.Checks
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return &registry.Error{Code: registry.CodeTextInvalid}
	}
	names := make([]string, 0, len(query))
	for name := range query {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		i := slices.IndexFunc(ctx.Operation().Parameters, func(p *huma.Param) bool { return p.In == "query" && p.Name == name })
		if i < 0 {
			shown := strings.ToValidUTF8(name, "\uFFFD")
			c.Fail(shown, registry.CodeQueryUnknown, "name", shown)
			continue
		}
		if len(query[name]) > 1 && ctx.Operation().Parameters[i].Schema.Type != huma.TypeArray {
			c.Fail(name, registry.CodeQueryTwice, "name", name)
		}
		for _, v := range query[name] {
			c.Text(name, v, 4000, false)
		}
	}
	return c.Err()
}

// editSeen reads the edit out of an ETag as etag made it.
func editSeen(match string) (int, error) {
	match = strings.TrimSpace(match)
	if match == "" || match == "*" {
		// Whatever is there now is not an edit that anybody saw.
		return 0, &registry.Error{Code: registry.CodePrecondition}
	}
	inner, opened := strings.CutPrefix(match, `"`)
	inner, closed := strings.CutSuffix(inner, `"`)
	number, _, _ := strings.Cut(inner, "-")
	edit, err := strconv.Atoi(number)
	if !opened || !closed || err != nil || edit < 1 {
		return 0, &registry.Error{Code: registry.CodeStale} // not one of ours, so not the present one
	}
	return edit, nil
}

// etag names an answer by what it shows. It changes with the day too: a rule
// that lapses changes no row. With an edit in front it can be named by If-Match.
func etag(edit int, body any) (string, error) {
	hash := sha256.New()
	if err := json.NewEncoder(hash).Encode(body); err != nil {
		return "", err
	}
	tag := hex.EncodeToString(hash.Sum(nil)[:12])
	if edit > 0 {
		tag = strconv.Itoa(edit) + "-" + tag
	}
	return `"` + tag + `"`, nil
}

// readBody reads the body once, for huma and for the digest of a retry.
func readBody(w http.ResponseWriter, r *http.Request, most int) ([]byte, error) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, int64(most)))
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return nil, &registry.Error{Code: registry.CodeTooLarge}
	case err != nil:
		return nil, &registry.Error{Code: registry.CodeBodyInvalid, Err: err}
	case !utf8.Valid(body):
		// Decoding JSON would quietly put another character in its place.
		return nil, &registry.Error{Code: registry.CodeTextInvalid}
	}
	if err := keysOnce(body); err != nil {
		return nil, err
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	return body, nil
}

// keysOnce refuses an object that says a thing twice: programs differ in which of
// the two they believe. What is no JSON is refused later.
func keysOnce(body []byte) error {
	if !json.Valid(body) {
		return nil
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	type level struct {
		keys  map[string]bool // nil in an array
		value bool            // a value comes next, not a key
	}
	var levels []level
	for {
		token, err := decoder.Token()
		if err != nil {
			return nil // the end: it is valid
		}
		top := len(levels) - 1
		if key, ok := token.(string); ok && top >= 0 && levels[top].keys != nil && !levels[top].value {
			if levels[top].keys[key] {
				var c registry.Checks
				c.Fail(key, registry.CodeFieldTwice, "name", key)
				return c.Err()
			}
			levels[top].keys[key], levels[top].value = true, true
			continue
		}
		switch token {
		case json.Delim('{'):
			levels = append(levels, level{keys: map[string]bool{}})
			continue
		case json.Delim('['):
			levels = append(levels, level{})
			continue
		case json.Delim('}'), json.Delim(']'):
			levels = levels[:top]
		}
		if n := len(levels); n > 0 { // a value has ended
			levels[n-1].value = false
		}
	}
}

// retry makes a request repeatable when it names a key. The digest covers the
// address too, so that a key is never taken for a request about another rule.
func retry(r *http.Request, body []byte) (*registry.Retry, error) {
	key := r.Header.Get("Idempotency-Key")
	if key == "" {
		return nil, nil
	}
	visible := len(key) <= 255
	for i := range len(key) {
		visible = visible && key[i] > ' ' && key[i] <= '~'
	}
	if !visible {
		var c registry.Checks
		c.Fail("Idempotency-Key", registry.CodeTextInvalid)
		return nil, c.Err()
	}
	var parsed any
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	canonical := body
	if decoder.Decode(&parsed) == nil { // what is no JSON is refused later
		var err error
		if canonical, err = json.Marshal(parsed); err != nil {
			return nil, err
		}
	}
	return &registry.Retry{Key: key, Hash: registry.Digest(slices.Concat([]byte(r.Method+" "+r.URL.Path+"\n"), canonical))}, nil
}

// write completes an answer with what every response has.
func write[O any](op operation, status int, c call, out answer[O]) (*reply[O], error) {
	w := &reply[O]{Status: status, Body: out.Body, Location: out.Place, CacheControl: "no-store"}
	if out.Next != "" {
		w.Link = "<" + nextPage(c.URL, out.Next) + `>; rel="next"`
	}
	if op.Method == http.MethodGet || out.Edit > 0 {
		tag, err := etag(out.Edit, out.Body)
		if err != nil {
			return nil, err
		}
		w.ETag = tag
	}
	if op.Method == http.MethodGet && !op.Unnamed {
		w.CacheControl = cacheable(op, c, out.Fresh)
		if matches(c.Have, w.ETag) {
			w.Status = http.StatusNotModified
		}
	}
	return w, nil
}

// matches reads If-None-Match, by weak comparison as RFC 9110 wants.
func matches(list, tag string) bool {
	for one := range strings.SplitSeq(list, ",") {
		if one = strings.TrimSpace(one); one == "*" || strings.TrimPrefix(one, "W/") == tag {
			return true
		}
	}
	return false
}

// problem turns an error into what the caller sees, and logs what the caller
// cannot mend, once.
func (a *api) problem(ctx context.Context, c call, err error) *Problem {
	p := newProblem(c.Lang, requestOf(ctx), err)
	if p.Status >= http.StatusInternalServerError && ctx.Err() == nil {
		a.Log.ErrorContext(ctx, "operation failed", "operation", c.Act.Operation, "request", c.Act.Request, "error", err)
	}
	return p
}

// refuse answers before the operation has begun.
func (a *api) refuse(ctx huma.Context, c call, err error) {
	r, w := humago.Unwrap(ctx)
	p := a.problem(ctx.Context(), c, err)
	if p.Status == http.StatusUnauthorized {
		w.Header().Set("WWW-Authenticate", "Bearer")
	}
	w.Header().Set("Content-Type", problemType)
	w.WriteHeader(p.Status)
	if r.Method != http.MethodHead {
		_ = json.NewEncoder(w).Encode(p)
	}
}
