package web

import (
	"errors"
	"maps"
	"net/http"
	"net/url"
	"strings"

	"github.com/omvendt/omvendt/registry"
)

// Access decides who may do what.
type Access interface {
	// Allow gives what an actor reaches with a permission, and the reason;
	// the actor may if and only if the reason is "GRANTED". An error means no.
	Allow(actor registry.Actor, operation, permission string) (registry.Reach, string, error)
}

const granted = "GRANTED"

// refusal is an error with the policy's own reason.
type refusal struct {
	reason string
	err    *registry.Error
}

func (r *refusal) Error() string { return r.err.Error() + ": " + r.reason }
func (r *refusal) Unwrap() error { return r.err }

// outOfReach refuses a rule that the reader's grants do not reach.
func outOfReach() error {
	return &refusal{"out_of_reach", &registry.Error{Code: registry.CodeForbidden}}
}

// admit asks the policy whether the reader may do an operation by one of some
// permissions, and fills in what they reach with those. CodeUnauthorized when
// nobody is signed in.
func (v *visit) admit(operation string, permissions ...string) error {
	v.act.Operation = strings.ReplaceAll(operation, "_", "-")
	switch {
	case permissions[0] == "":
		return nil
	case !v.signed:
		return &registry.Error{Code: registry.CodeUnauthorized}
	}
	reach, reason, err := v.ask(permissions...)
	if err == nil && reason != granted {
		err = &refusal{reason, &registry.Error{Code: registry.CodeForbidden}}
	}
	v.act.Reach = reach
	return err
}

// ask asks about each permission; what several grant is reached together, and
// the first refusal is the reason when none does.
func (v *visit) ask(permissions ...string) (reach registry.Reach, reason string, err error) {
	for _, p := range permissions {
		if p == "" {
			continue
		}
		r, why, err := v.Access.Allow(v.act.Actor, v.act.Operation, p)
		switch {
		case err != nil:
			return nil, "", err
		case why == granted && len(r) == 0:
			return nil, granted, nil // everything
		case why == granted:
			reach, reason = append(reach, r...), granted
		case reason == "":
			reason = why
		}
	}
	return reach, reason, nil
}

// may says whether the reader may do something else as well. In doubt they may not.
func (v *visit) may(permissions ...string) bool {
	_, yes := v.reach(permissions...)
	return yes
}

// reach is what the reader reaches with other permissions than the page's;
// false when nothing. A zero Reach is everything.
func (v *visit) reach(permissions ...string) (registry.Reach, bool) {
	if !v.signed {
		return nil, false
	}
	reach, reason, err := v.ask(permissions...)
	return reach, err == nil && reason == granted
}

// maxSent is what a form may send: more than its fields may hold, so that a text
// that is too long is shown again to its writer with a word about its length, and
// not lost with the whole request. Package net/http bounds the number of fields
// (10,000) and of parts (1000).
const maxSent = 1 << 20

// receive reads what was sent, finds its form and asks whether the sender may.
func (v *visit) receive(w http.ResponseWriter, at place) (func(*visit) (answer, error), error) {
	v.sent = url.Values{}
	limit := int64(maxSent)
	for _, f := range at.forms { // which one it is stands in what is sent
		limit = max(limit, f.limit)
	}
	if at.permission != "" && !v.signed {
		return nil, &registry.Error{Code: registry.CodeUnauthorized}
	}
	if at.knock != nil {
		if err := at.knock(v); registry.CodeOf(err) == registry.CodeLinkNotOpen {
			return func(v *visit) (answer, error) { return v.linkClosed(), nil }, nil
		} else if err != nil {
			return nil, err
		}
	}
	v.r.Body = http.MaxBytesReader(w, v.r.Body, limit)
	asked := v.r.URL
	v.r.URL = &url.URL{} // a tail of the address is no part of what was sent
	err := v.r.ParseForm()
	v.r.URL = asked
	if err == nil {
		err = v.r.ParseMultipartForm(limit)
	}
	if errors.Is(err, http.ErrNotMultipart) {
		err = nil
	}
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return nil, &registry.Error{Code: registry.CodeTooLarge, Args: registry.Args{"limit": v.lang.Number(float64(limit>>10)) + " KB"}}
	case err != nil:
		return nil, &registry.Error{Code: registry.CodeBodyInvalid, Err: err}
	}
	v.sent, v.posted = v.r.PostForm, maps.Clone(v.r.PostForm)
	v.takeTheirs()
	f, ok := at.forms[v.sent.Get("form")]
	if !ok {
		return nil, &registry.Error{Code: registry.CodeBodyInvalid}
	}
	permission, or := f.permission, ""
	if permission == "" {
		permission, or = at.permission, at.or
	}
	if err := v.admit(f.operation, permission, or); err != nil {
		return nil, err
	}
	v.act.Retry = v.retry()
	return f.send, nil
}

// retry makes a form sent twice have one effect. The digest covers the address,
// so that an id is never taken for another form.
func (v *visit) retry() *registry.Retry {
	id := v.sent.Get("submission")
	if id == "" || len(id) > 64 || strings.ContainsFunc(id, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return nil
	}
	to := strings.Join(append([]string{v.page}, v.names...), "\n")
	return &registry.Retry{Key: id, Hash: registry.Digest([]byte(to + "\n" + with(v.sent, "submission", "").Encode()))}
}

// noticeField is the query's name for what has just been done.
const noticeField = "notice"

// notice is the text of what has just been done; empty for a code that is none.
func (v *visit) notice() string {
	key := "web.notice." + v.r.URL.Query().Get(noticeField)
	if !v.lang.Has(key) {
		return ""
	}
	return v.lang.Text(key, nil)
}

// done answers a form that was stored: the reader goes on to a page, which says
// so once.
func (v *visit) done(code, page string, names ...string) answer {
	return v.doneWith(code, "", page, names...)
}

// doneWith goes on to a page with a query of its own.
func (v *visit) doneWith(code, query, page string, names ...string) answer {
	said := url.Values{noticeField: {code}}.Encode()
	if query != "" {
		said = query + "&" + said
	}
	return answer{status: http.StatusSeeOther, redirect: withQuery(path(page, v.lang, names...), said)}
}

// text is a text of the pages.
func (v *visit) text(key string, pairs ...string) string { return Page{Lang: v.lang}.T(key, pairs...) }
