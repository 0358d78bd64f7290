// Package problem tells people what went wrong: the one table from an error's
// code to an HTTP status, and the one way from an error to a text. Pages and
// the API both use it.
package problem

import (
	"errors"
	"net/http"

	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/registry/ruleimport"
)

// statuses are those of kinds. What was understood and cannot be accepted is a
// 422, wherever in the request it stands: address, query or body.
var statuses = map[registry.Kind]int{
	registry.KindInternal:     http.StatusInternalServerError,
	registry.KindInvalid:      http.StatusUnprocessableEntity,
	registry.KindNotFound:     http.StatusNotFound,
	registry.KindConflict:     http.StatusConflict,
	registry.KindStale:        http.StatusPreconditionFailed,
	registry.KindPrecondition: http.StatusPreconditionRequired,
	registry.KindUnauthorized: http.StatusUnauthorized,
	registry.KindForbidden:    http.StatusForbidden,
	registry.KindUnavailable:  http.StatusServiceUnavailable,
}

// exceptions are codes for which HTTP has a status of its own. A 400 is a
// request that could not be read at all.
var exceptions = map[registry.Code]int{
	registry.CodeBodyInvalid:   http.StatusBadRequest,
	registry.CodeMethod:        http.StatusMethodNotAllowed,
	registry.CodeNotAcceptable: http.StatusNotAcceptable,
	registry.CodeTooLarge:      http.StatusRequestEntityTooLarge,
	registry.CodeMediaType:     http.StatusUnsupportedMediaType,
	registry.CodeEncoding:      http.StatusUnsupportedMediaType,

	registry.CodeAddressTooLong: http.StatusRequestURITooLong,
	registry.CodeTooMany:        http.StatusTooManyRequests,
	registry.CodeLinkGuarded:    http.StatusTooManyRequests,
	registry.CodeTooManyAnswers: http.StatusTooManyRequests,
}

// names of kinds in the texts.
var names = map[registry.Kind]string{
	registry.KindInternal:     "internal",
	registry.KindInvalid:      "invalid",
	registry.KindNotFound:     "not_found",
	registry.KindConflict:     "conflict",
	registry.KindStale:        "stale",
	registry.KindPrecondition: "precondition",
	registry.KindUnauthorized: "unauthorized",
	registry.KindForbidden:    "forbidden",
	registry.KindUnavailable:  "unavailable",
}

// Status is the HTTP status of a code.
func Status(code registry.Code) int {
	if s, ok := exceptions[code]; ok {
		return s
	}
	return statuses[code.Kind()]
}

// Text is an error as somebody may read it.
type Text struct {
	Code   string
	Title  string // what kind of thing went wrong
	Detail string // what it was, and what would be right
	Fields []FieldText
}

// FieldText says what is wrong with one field.
type FieldText struct {
	Name string // as the caller wrote it
	Code string
	Text string
}

// Describe puts an error into words. Of one that is none of ours it tells
// nothing but that something failed. Input with a single fault is named by that
// fault: its code says more than "invalid".
func Describe(l texts.Lang, err error) Text {
	var e *registry.Error
	if !errors.As(err, &e) {
		e = &registry.Error{Code: registry.CodeInternal}
	}
	t := Text{
		Code:   string(e.Code),
		Title:  l.Text("failure."+names[e.Code.Kind()], nil),
		Detail: l.Error(string(e.Code), e.Args),
	}
	if e.Code == registry.CodeInvalid && len(e.Fields) == 1 {
		t.Code, t.Detail = string(e.Fields[0].Code), l.Error(string(e.Fields[0].Code), e.Fields[0].Args)
	}
	for _, f := range e.Fields {
		t.Fields = append(t.Fields, FieldText{Name: f.Name, Code: string(f.Code), Text: l.Error(string(f.Code), f.Args)})
	}
	return t
}

// Finding puts what an import found into words. Most of it is nobody's error and
// has words of its own.
func Finding(l texts.Lang, f ruleimport.Finding) string {
	if key := "import." + string(f.Code); l.Has(key) {
		return l.Text(key, l.Readable(f.Args))
	}
	return l.Error(string(f.Code), f.Args)
}
