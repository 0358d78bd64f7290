package main

import (
	"bytes"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/policies/policiestest"
)

// What stands at an address becomes a candidate once, whoever restarts, and judges nothing;
// what goes wrong is counted and told, without the address.
func TestPolicyPoll(t *testing.T) {
	m := newMachine(t, "sqlite:"+filepath.Join(t.TempDir(), "omvendt.db"), "2027-07-01")
	var log bytes.Buffer
	p := &program{environment: m.environment(&shared{}, &shared{}), lang: texts.Danish, database: m.dsn, log: slog.New(slog.NewTextHandler(&log, nil))}
	h, err := p.open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	h.register.Checker = watchedChecker{policiestest.Checker{}, p}
	p.metrics.lost = h.lost

	good := policiestest.Packed(nil)
	content, tag, unchanged := good, `"1"`, 0
	var odd http.HandlerFunc
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case odd != nil && r.URL.Path != "/there":
			odd(w, r)
		case r.Header.Get("If-None-Match") == tag:
			unchanged++
			w.WriteHeader(http.StatusNotModified)
		default:
			w.Header().Set("ETag", tag)
			_, _ = w.Write(content)
		}
	}))
	defer server.Close()
	transport := server.Client().Transport.(*http.Transport)
	fresh := func() *policyPoll {
		o := &policyPoll{address: server.URL + "/politik.tar.gz?code=planted-secret"}
		if err := o.ready(transport); err != nil {
			t.Fatal(err)
		}
		return o
	}
	o := fresh()
	look := func(what, want string, candidates int) {
		t.Helper()
		came, err := o.look(t.Context(), h.register)
		p.lookForPolicy(t.Context(), h, &policyPoll{address: o.address, near: o.near, beyond: o.beyond, tag: o.tag, seen: o.seen})
		all, listed := h.register.PolicyCandidates(t.Context())
		if listed != nil || came != want || len(all) != candidates {
			t.Errorf("%s: %s, %v, and %d candidates; %v", what, came, err, len(all), listed)
		}
	}
	look("the first look", fetchedNew, 1)
	look("nothing new", fetchedSame, 1)
	if unchanged == 0 {
		t.Error("it was never asked whether there is something new")
	}
	tag = `"2"`
	look("another tag", fetchedSame, 1)
	content, tag = policiestest.Packed(map[string]string{"explain.rego": "package omvendt.explain\n\nanswer := {"}), `"3"`
	look("a broken one", fetchedNew, 2)
	content, tag = []byte("no bundle"), `"4"`
	look("no bundle", fetchFailed, 2)
	look("the same", fetchedSame, 2)
	content, tag = good, `"5"`
	o = fresh()
	look("another process", fetchedSame, 2)

	for what, f := range map[string]http.HandlerFunc{
		"a fault":  func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) },
		"too much": func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(make([]byte, maxFetched+1)) },
		"a redirect without https": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://"+r.Host+"/there", http.StatusFound)
		},
		"a redirect in a circle": func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, r.URL.Path, http.StatusFound) },
		"a redirect inwards": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, strings.Replace(server.URL, "127.0.0.1", "127.0.0.2", 1)+"/there", http.StatusTemporaryRedirect)
		},
	} {
		odd, o = f, fresh()
		look(what, fetchFailed, 2)
	}
	if _, err := o.look(t.Context(), h.register); err == nil {
		t.Error("no error")
	}
	odd, o = func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, strings.Replace(server.URL, "127.0.0.1", "127.0.0.2", 1)+"/there", http.StatusTemporaryRedirect)
	}, fresh()
	if _, err := o.look(t.Context(), h.register); !errors.Is(err, errPrivate) {
		t.Errorf("inwards: %v", err)
	}
	odd, o = func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/there", http.StatusFound) }, fresh()
	look("a redirect there", fetchedSame, 2)

	if versions, err := h.register.GameVersions(t.Context()); err != nil || len(versions) != 2 {
		t.Errorf("something judges: %d, %v", len(versions), err)
	}
	told := httptest.NewRecorder()
	p.metrics.ServeHTTP(told, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	for _, line := range []string{`omvendt_policy_refused_total{check="compile"} 1`, `omvendt_policy_refused_total{check="form"} 1`, `omvendt_policy_refused_total{check="keep"} 0`,
		`omvendt_policy_fetch_total{result="failed"} `, "omvendt_policy_lost 0"} {
		if !strings.Contains(told.Body.String(), line) {
			t.Errorf("%q is not told:\n%s", line, told.Body)
		}
	}
	if !strings.Contains(log.String(), "a policy was refused") || !strings.Contains(log.String(), "status 500") || strings.Contains(log.String(), "planted-secret") {
		t.Error(log.String())
	}
	for _, bad := range []string{"http://127.0.0.1/x", "file:///etc/passwd", "https://"} {
		if (&policyPoll{address: bad}).ready(transport) == nil {
			t.Errorf("%s is taken", bad)
		}
	}
}
