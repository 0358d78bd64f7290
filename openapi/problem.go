package openapi

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/validation"

	"github.com/omvendt/omvendt/internal/problem"
	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/registry"
)

// Problem is what an operation answers when it does not do what was asked
// (RFC 9457).
type Problem struct {
	Title   string         `json:"title" doc:"What kind of thing went wrong, in the reader's language." example:"Noget skal rettes"`
	Status  int            `json:"status" doc:"The HTTP status." example:"422"`
	Code    string         `json:"code" doc:"A stable name of what went wrong." example:"sunset_in_past"`
	Detail  string         `json:"detail" doc:"What was wrong and what would be right, in the reader's language."`
	Errors  []ProblemField `json:"errors,omitempty" doc:"What is wrong, field by field."`
	Reason  string         `json:"reason,omitempty" doc:"Of a refusal: the code of the sentence of the policy access that it rests on (get-policy)." example:"NOT_GRANTED"`
	Request string         `json:"request_id" doc:"Names the request in the log." example:"01a2b3c4-0000-7000-8000-000000000000"`
}

// ProblemField is what is wrong with one field.
type ProblemField struct {
	Field  string `json:"field" doc:"The field, parameter or header as the caller wrote it." example:"decision.day"`
	Code   string `json:"code" doc:"A stable name of what is wrong." example:"day_invalid"`
	Detail string `json:"detail" doc:"In the reader's language."`
}

const problemType = "application/problem+json"

func (p *Problem) Error() string             { return p.Code }
func (p *Problem) GetStatus() int            { return p.Status }
func (p *Problem) ContentType(string) string { return problemType }

func newProblem(l texts.Lang, request string, err error) *Problem {
	t := problem.Describe(l, err)
	p := &Problem{Title: t.Title, Status: problem.Status(registry.CodeOf(err)), Code: t.Code, Detail: t.Detail, Request: request}
	var e *registry.Error
	if errors.As(err, &e) && e.Code == registry.CodeForbidden {
		p.Reason = e.Args["access"]
	}
	for _, f := range t.Fields {
		p.Errors = append(p.Errors, ProblemField{Field: f.Name, Code: f.Code, Detail: f.Text})
	}
	return p
}

// refuse answers a request outside every operation.
func refuse(w http.ResponseWriter, r *http.Request, err error) {
	p := newProblem(texts.Match(r.Header.Get("Accept-Language")), requestOf(r.Context()), err)
	w.Header().Set("Content-Type", problemType)
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p)
}

// huma's own faults and the document's schema of an error become ours, once and
// for the whole program.
func init() {
	huma.NewError = func(status int, _ string, errs ...error) huma.StatusError {
		return newProblem(texts.Danish, "", requestFault(status, errs))
	}
	huma.NewErrorWithContext = func(ctx huma.Context, status int, _ string, errs ...error) huma.StatusError {
		return newProblem(texts.Match(ctx.Header("Accept-Language")), requestOf(ctx.Context()), requestFault(status, errs))
	}
	huma.ValidateStrictCasing = true
	huma.DefaultArrayNullable = false
}

// requestFault is what huma found wrong with a request, as an error of ours.
func requestFault(status int, errs []error) error {
	switch status {
	case http.StatusBadRequest:
		return &registry.Error{Code: registry.CodeBodyInvalid}
	case http.StatusRequestEntityTooLarge:
		return &registry.Error{Code: registry.CodeTooLarge}
	case http.StatusUnsupportedMediaType:
		return &registry.Error{Code: registry.CodeMediaType}
	case http.StatusUnprocessableEntity:
		e := &registry.Error{Code: registry.CodeInvalid}
		for _, err := range errs {
			e.Fields = append(e.Fields, fieldFault(err))
		}
		return e
	}
	return &registry.Error{Code: registry.CodeInternal}
}

// fieldFault reads one finding of huma's schema check. Its messages are the
// only thing that tells the findings apart.
func fieldFault(err error) registry.Field {
	d, ok := err.(*huma.ErrorDetail)
	if !ok {
		return registry.Field{Code: registry.CodeTypeInvalid}
	}
	place, name, _ := strings.Cut(d.Location, ".")
	if name == "" && place != "body" {
		name = place
	}
	f := registry.Field{Name: name, Code: registry.CodeTypeInvalid}
	switch {
	case d.Message == validation.MsgUnexpectedProperty:
		f.Code, f.Args = registry.CodeFieldUnknown, registry.Args{"name": name}
	case d.Message == validation.MsgExpectedRFC3339Date:
		f.Code, f.Args = registry.CodeDayInvalid, registry.Args{"value": value(d)}
	case isNumberBound(d.Message):
		f.Code = registry.CodeRangeInvalid
	case d.Message == string(registry.CodeDayInvalid): // the year 0, a day to the schema and none to us
		f.Code = registry.CodeDayInvalid
	case undecoded.MatchString(d.Message):
		// It passes the schema and fits no value of Go: a whole number beyond 64 bits.
		steps := strings.Split(undecoded.FindStringSubmatch(d.Message)[1], ".")
		f.Name = strings.Join(slices.DeleteFunc(steps, func(s string) bool { return s != strings.ToLower(s) }), ".")
	default:
		if missing, ok := between(d.Message, validation.MsgExpectedRequiredProperty); ok {
			f.Code, f.Name = registry.CodeRequired, strings.TrimPrefix(name+"."+missing, ".")
		} else if choices, ok := between(d.Message, validation.MsgExpectedOneOf); ok {
			f.Code, f.Args = registry.CodeChoiceInvalid, registry.Args{"value": value(d), "choices": strings.Trim(choices, ", ")}
		}
	}
	return f
}

// undecoded finds the field in encoding/json's message; the steps of its path that
// name Go's types are capitalised.
var undecoded = regexp.MustCompile(`^json: cannot unmarshal .* into Go struct field \w*\.([\w.]+) of type`)

func isNumberBound(message string) bool {
	for _, format := range []string{validation.MsgExpectedMinimumNumber, validation.MsgExpectedMaximumNumber} {
		if before, _, _ := strings.Cut(format, "%"); strings.HasPrefix(message, before) {
			return true
		}
	}
	return false
}

// between is what stands in the place of the format's one verb.
func between(message, format string) (string, bool) {
	before, after, _ := strings.Cut(format, "%s")
	rest, ok := strings.CutPrefix(message, before)
	if !ok {
		return "", false
	}
	return strings.CutSuffix(rest, after)
}

// value is what was sent, as far as it fits in a sentence.
func value(d *huma.ErrorDetail) string {
	r := []rune(fmt.Sprint(d.Value))
	if len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return string(r)
}
