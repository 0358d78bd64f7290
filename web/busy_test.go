package web_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// isBusy is in the context of a request for which somebody else is writing; busyHeader puts it there.
type isBusy struct{}

const busyHeader = "Test-Busy"

func busily(r *http.Request) *http.Request {
	return r.WithContext(context.WithValue(r.Context(), isBusy{}, true))
}

func busy(ctx context.Context) error {
	if ctx.Value(isBusy{}) == nil {
		return nil
	}
	return &registry.Error{Code: registry.CodeBusy}
}

type busyRegister struct{ registry.Store }

func (s busyRegister) Update(ctx context.Context, act registry.Act, f func(registry.Tx) error) error {
	if err := busy(ctx); err != nil {
		return err
	}
	return s.Store.Update(ctx, act, f)
}

type busyWorkflow struct{ workflow.Store }

func (s busyWorkflow) Update(ctx context.Context, act registry.Act, f func(workflow.Tx) error) error {
	if err := busy(ctx); err != nil {
		return err
	}
	return s.Store.Update(ctx, act, f)
}

// whileBusy sends a form while somebody else is writing: the answer has all that was sent, to
// be sent again.
func whileBusy(t testing.TB, pages http.Handler, r *http.Request, sent []byte) {
	r = busily(r.Clone(r.Context()))
	r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(sent)), int64(len(sent))
	r.Header.Del("Accept-Encoding")
	w := httptest.NewRecorder()
	pages.ServeHTTP(w, r)
	if w.Code != http.StatusServiceUnavailable {
		return // refused for something else, or nothing was to be stored
	}
	typeable := func(c rune) rune {
		if c < ' ' && c != '\n' && c != '\r' && c != '\t' {
			return -1
		}
		return c
	}
	for _, fault := range faults(strings.Map(typeable, w.Body.String())) {
		t.Errorf("%s while somebody else writes: %s", r.URL.Path, fault)
	}
	form, err := url.ParseQuery(string(sent))
	if err != nil {
		t.Error(err)
	}
	kept := hiddenIn(w.Body.String())
	for name, values := range form {
		for _, value := range values {
			if !slices.Contains(kept[name], strings.ToValidUTF8(value, "\uFFFD")) {
				t.Errorf("%s while somebody else writes: %q is lost: %q", r.URL.Path, name, value)
			}
		}
	}
}

// Nobody who sends something while the register is busy types it once more: a parent who
// answers, and an officer in the middle of a form.
func TestBusy(t *testing.T) {
	o := asking(t, testenv.SQLite(t))
	path := "/svar/" + o.token
	form := o.filled(path, "do", "send", "answers.q1", "Ugeplanen:\n\"den\" & <alt> det der")
	g := o.post(path, form, busyHeader, "yes").is(t, http.StatusServiceUnavailable)
	g.has(t, "Registeret er optaget lige nu, og intet er gemt.", "Det, du skrev eller valgte, er ikke gået tabt.", "Prøv igen")
	if !strings.Contains(g.body, `action="`+path+`"`) || o.count() != 0 {
		t.Error(g.body)
	}
	again := hiddenIn(g.body)
	if !reflect.DeepEqual(again, form) {
		t.Errorf("sent %v, kept %v", form, again)
	}
	if o.post(path, again).is(t, http.StatusOK); o.count() != 1 {
		t.Error("it was not stored when it was sent again")
	}
}
