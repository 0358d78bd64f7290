package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/omvendt/omvendt/registry"
)

// metrics are what a program that watches this one reads, in the text format of
// Prometheus. They stand at an address of their own, and hold nothing that people wrote.
type metrics struct {
	mu      sync.Mutex
	refused map[string]int // policies that were brought, by the check that they failed
	fetched map[string]int // looks at the address of the policy, by what came of them
	lost    func(context.Context) (int, error)
}

// policyForm stands in place of a check where a file is no bundle at all.
const policyForm = "form"

func (m *metrics) policyRefused(check string) { m.count(&m.refused, check) }
func (m *metrics) policyFetched(came string)  { m.count(&m.fetched, came) }

func (m *metrics) count(which *map[string]int, label string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if *which == nil {
		*which = map[string]int{}
	}
	(*which)[label]++
}

func (m *metrics) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	m.mu.Lock()
	refused, fetched := maps.Clone(m.refused), maps.Clone(m.fetched)
	m.mu.Unlock()
	checks := []string{policyForm}
	for _, name := range registry.PolicyChecks {
		checks = append(checks, string(name))
	}
	counter(w, "omvendt_policy_refused_total", "Policies of the municipality's own that were refused, by the check that they failed.", "check", checks, refused)
	counter(w, "omvendt_policy_fetch_total", "Looks at the address of the policy, by what came of them.", "result", []string{fetchedNew, fetchedSame, fetchFailed}, fetched)
	if m.lost == nil {
		return
	}
	if n, err := m.lost(r.Context()); err == nil { // else it is not known, and nothing is said
		_, _ = fmt.Fprintf(w, "# HELP omvendt_policy_lost Versions of policy and settings that cannot be judged with.\n# TYPE omvendt_policy_lost gauge\nomvendt_policy_lost %d\n", n)
	}
}

// counter writes a counter; labels that were never counted are 0, so that a rise is seen.
func counter(w io.Writer, name, help, label string, labels []string, counted map[string]int) {
	_, _ = fmt.Fprintf(w, "# HELP %s %s\n# TYPE %s counter\n", name, help, name)
	for _, value := range slices.Compact(slices.Sorted(slices.Values(slices.Concat(labels, slices.Collect(maps.Keys(counted)))))) {
		_, _ = fmt.Fprintf(w, "%s{%s=%q} %d\n", name, label, value, counted[value])
	}
}

// measuring answers whoever watches at an address (empty: nobody does), until ctx ends; what
// it returns waits for that.
func (p *program) measuring(ctx context.Context, addr string) (wait func(), err error) {
	if addr == "" {
		return func() {}, nil
	}
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, &refusal{p.text("cli.serve.address", map[string]string{"addr": addr})}
	}
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", &p.metrics)
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second, WriteTimeout: 30 * time.Second}
	var running sync.WaitGroup
	running.Go(func() {
		if err := server.Serve(listener); err != nil && !errors.Is(err, http.ErrServerClosed) {
			p.log.Error("telling how it goes", "err", err)
		}
	})
	stop := context.AfterFunc(ctx, func() { _ = server.Close() })
	return func() { stop(); _ = server.Close(); running.Wait() }, nil
}
