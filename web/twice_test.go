package web_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/web"
)

// twice sends every form that was stored once more: what any test of the pages
// does is done as by somebody who presses the button twice, and before that while
// somebody else is writing. The answer must be
// the same place and the log no longer. Signing in and out are not repeated.
func twice(t testing.TB, d web.Deps, pages http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		signing := strings.Contains(r.URL.Path, "/log-") || strings.Contains(r.URL.Path, "/sign-")
		if r.Method != http.MethodPost || signing || !strings.HasPrefix(r.Header.Get("Content-Type"), "application/x-www-form-urlencoded") {
			pages.ServeHTTP(w, r)
			return
		}
		sent, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		if form, err := url.ParseQuery(string(sent)); err == nil && form.Get("submission") == "" {
			form.Set("submission", registry.NewRandomID[string]())
			sent = []byte(form.Encode())
		}
		send := func(w http.ResponseWriter, request string) {
			again := r.Clone(r.Context())
			again.Body, again.ContentLength = io.NopCloser(bytes.NewReader(sent)), int64(len(sent))
			again.Header.Set("X-Request-Id", request)
			pages.ServeHTTP(w, again)
		}
		if d.Guard == nil { // which counts how often somebody tries
			whileBusy(t, pages, r, sent)
		}
		first := httptest.NewRecorder()
		send(first, r.Header.Get("X-Request-Id"))
		if first.Code == http.StatusSeeOther {
			second, request := httptest.NewRecorder(), "twice-"+registry.NewRandomID[string]()
			send(second, request)
			if second.Code != first.Code || second.Header().Get("Location") != first.Header().Get("Location") {
				t.Errorf("%s sent %s: first %d to %s, then %d to %s", r.URL, sent, first.Code, first.Header().Get("Location"),
					second.Code, second.Header().Get("Location"))
			}
			log, err := d.Register.AuditLog(context.Background(), "", registry.AuditPlace{}, 20)
			if err != nil {
				t.Error(err)
			}
			for _, e := range log.Events {
				if e.Request == request {
					t.Errorf("%s sent %s: the second time it does %s", r.URL, sent, e.Operation)
				}
			}
		}
		for name, values := range first.Header() {
			w.Header()[name] = values
		}
		w.WriteHeader(first.Code)
		_, _ = w.Write(first.Body.Bytes())
	})
}
