package web

import (
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/omvendt/omvendt/internal/problem"
	"github.com/omvendt/omvendt/registry"
)

// Complaint says what is wrong with one field of a form.
type Complaint struct {
	Field string // its id on the page; empty when it is about none
	Text  string
	Label string // the field's own, where it is known
}

// Said is the complaint as it stands away from its field.
func (c Complaint) Said() string {
	switch {
	case c.Label == "":
		return c.Text
	case strings.HasSuffix(c.Label, "?"):
		return c.Label + " " + c.Text
	}
	return c.Label + ": " + c.Text
}

// complaints put an error about typed values into words; field names those that
// the error itself does not.
func (v *visit) complaints(field string, err error) []Complaint {
	text := problem.Describe(v.lang, err)
	if len(text.Fields) == 0 {
		return []Complaint{{Field: field, Text: shown(text.Detail)}}
	}
	var out []Complaint
	for _, f := range text.Fields {
		out = append(out, Complaint{Field: f.Name, Text: shown(f.Text)})
	}
	return out
}

// mendable says whether an error is the reader's to mend.
func mendable(err error) bool {
	status := problem.Status(registry.CodeOf(err))
	return err != nil && status >= 400 && status < 500
}

type problemPage struct {
	Page
	Detail string
	Ways   []Crumb // where to go from here
	Again  *Again  // what was sent, to be sent again; nil: nothing was, or that would not help
}

// Again is a form that came while nothing could be stored. It is sent as it was, with its
// submission: should it have been stored after all, it has no further effect.
type Again struct {
	To   string
	Sent url.Values
}

// again needs no database, which may be what is missing. A file that was sent must be chosen anew.
func (v *visit) again(w http.ResponseWriter) *Again {
	if v.r.Method != http.MethodPost || v.r.MultipartForm != nil {
		return nil
	}
	if v.posted == nil { // it failed before the form was read
		v.r.Body = http.MaxBytesReader(w, v.r.Body, maxSent)
		if v.r.ParseForm() != nil {
			return nil
		}
		v.posted = v.r.PostForm
	}
	again := Again{v.r.URL.RequestURI(), url.Values{}}
	for name, values := range v.posted {
		for _, value := range values {
			again.Sent.Add(shown(name), shown(value))
		}
	}
	return &again
}

// fail answers a visit that came to nothing, and logs what the reader cannot mend.
func (v *visit) fail(w http.ResponseWriter, err error) {
	if problem.Status(registry.CodeOf(err)) >= 500 {
		if v.r.Context().Err() != nil {
			return // the reader has left; nobody reads this
		}
		v.Log.ErrorContext(v.r.Context(), "page failed", "route", v.r.Pattern, "err", err)
	}
	v.tell(w, err)
}

// tell shows what went wrong.
func (v *visit) tell(w http.ResponseWriter, err error) {
	code := registry.CodeOf(err)
	status := problem.Status(code)
	text := problem.Describe(v.lang, err)
	p := problemPage{Page: v.shell(text.Title), Detail: shown(text.Detail)}
	p.Section = ""
	switch {
	case code == registry.CodeNotFound && v.page == "":
		p.Title, p.Detail = p.T("problem.page.title"), p.T("problem.page.text")
	case code == registry.CodeUnauthorized: // only what was sent comes here: what was typed must not be lost
		p.Title, p.Detail = p.T("problem.signed_out.title"), p.T("problem.signed_out.text")
		p.Ways = []Crumb{{p.T("problem.to_sign_in"), p.To("sign_in")}}
	case code == registry.CodeForbidden:
		p.Ways = []Crumb{{p.T("problem.to_desk"), p.To("desk")}}
		var why *refusal
		if errors.As(err, &why) {
			if v.lang.Has("access." + why.reason) {
				p.Ways = append(p.Ways, Crumb{p.T("problem.sentence"), p.sentenceAddress(registry.PolicyAccess, "", why.reason)})
			}
			for _, key := range []string{"access." + why.reason, "web.problem." + why.reason} {
				if v.lang.Has(key) {
					p.Detail = v.lang.Text(key, nil)
				}
			}
		}
	case (code == registry.CodeNotFound || code == registry.CodeNumberInvalid) && !v.lang.Has("web.problem."+v.page+".title"):
		p.Title, p.Detail = p.T("problem.page.title"), p.T("problem.page.text")
		status = http.StatusNotFound
	case code == registry.CodeNotFound || code == registry.CodeNumberInvalid:
		p.Title, p.Detail = p.T("problem."+v.page+".title", "name", clip(v.name)), p.T("problem."+v.page+".text")
		status = http.StatusNotFound
	}
	if key := "web.problem." + string(code); v.lang.Has(key) { // for who fills in forms, not for who writes programs
		p.Detail = v.lang.Text(key, nil)
	}
	p.Wrong = status < 500
	if status == http.StatusServiceUnavailable {
		p.Again = v.again(w)
	}
	if p.Ways == nil {
		p.Ways = []Crumb{{p.T("problem.to_register"), p.To("register")}, {p.T("problem.to_reviews"), p.To("reviews")}}
	}
	v.write(w, answer{status: status, template: "problem", data: p})
}

// fieldError names a field in an error about one value.
func fieldError(name string, err error) error {
	var e *registry.Error
	if errors.As(err, &e) && len(e.Fields) == 0 {
		return &registry.Error{Code: registry.CodeInvalid, Fields: []registry.Field{{Name: name, Code: e.Code, Args: e.Args}}}
	}
	return err
}

func fieldCodes(err error) []registry.Code {
	var e *registry.Error
	var codes []registry.Code
	if errors.As(err, &e) {
		for _, f := range e.Fields {
			codes = append(codes, f.Code)
		}
	}
	return codes
}
