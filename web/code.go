package web

import (
	"net/http"

	"github.com/omvendt/omvendt/registry"
)

// codePage asks for a short code that somebody read on paper.
type codePage struct {
	Page
	Form       Form
	Complaints []Complaint
}

func (v *visit) codeAsk() (answer, error) { return v.codeForm(v.form("", "code.")), nil }

func (v *visit) codeForm(f Form) answer {
	p := codePage{Page: v.shell(v.text("code.title")), Form: f, Complaints: f.Complaints}
	p.Canonical, p.Wrong = "", f.Failed()
	return answer{status: f.Status, template: "code", data: p}
}

// codeSaid leads to the form that a typed code opens.
func (v *visit) codeSaid() (answer, error) {
	f := v.form("", "code.")
	a, err := v.byCode(v.said("code"))
	if registry.CodeOf(err) == registry.CodeNotFound {
		err = fieldError("code", &registry.Error{Code: registry.CodeLinkNotOpen})
	}
	if registry.CodeOf(err) == registry.CodeInvalid && f.refused(v, err) {
		return v.codeForm(f), nil
	}
	return a, err
}

// codeAt leads to the form that a code in the address opens. Whatever is wrong with
// it, the page is that of any link that is not open.
func (v *visit) codeAt() (answer, error) {
	a, err := v.byCode(v.name)
	if registry.CodeOf(err) == registry.CodeNotFound {
		return v.linkClosed(), nil
	}
	return a, err
}

func (v *visit) byCode(code string) (answer, error) {
	if v.MayTryCode != nil && !v.MayTryCode(v.r) {
		return answer{}, &registry.Error{Code: registry.CodeTooMany}
	}
	token, err := v.Workflow.Token(v.r.Context(), code)
	if registry.CodeOf(err) == registry.CodeNotFound && v.SentBadCode != nil {
		v.SentBadCode(v.r)
	}
	return answer{status: http.StatusSeeOther, redirect: path("answer", v.lang, token)}, err
}
