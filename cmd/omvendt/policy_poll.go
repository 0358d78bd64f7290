package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"path"
	"sync"
	"syscall"
	"time"

	"github.com/omvendt/omvendt/registry"
)

// policyPoll looks at an address for a policy of the municipality's own. What it finds is a
// candidate and nothing more: only a decision has it judge.
type policyPoll struct {
	address string
	every   time.Duration
	// near goes where the operator says; beyond where somebody else's redirect leads, and
	// so to no private address.
	near, beyond *http.Client

	tag  string // ETag of what was looked into last
	seen string // its digest
}

// What may be fetched at most, and how it went.
const (
	maxFetched     = 3 << 20 // packed
	fetchLimit     = 30 * time.Second
	maxRedirects   = 3
	shortestPoll   = time.Minute
	fetchedNew     = "new"
	fetchedSame    = "unchanged"
	fetchFailed    = "failed"
	policyFileName = "politik.tar.gz"
)

var errPrivate = errors.New("redirected to a private address")

func (o *policyPoll) define(options *flag.FlagSet) {
	options.StringVar(&o.address, "policy-url", "", "")
	options.DurationVar(&o.every, "policy-every", time.Hour, "")
}

// ready makes the clients; transport is cloned. An address that is not https is wrong use.
func (o *policyPoll) ready(transport *http.Transport) error {
	if o.address == "" {
		return nil
	}
	u, err := url.Parse(o.address)
	if err != nil || u.Scheme != "https" || u.Host == "" {
		return wrong("bad_value", "option", "--policy-url", "value", "…") // it may hold a password
	}
	o.every = max(o.every, shortestPoll)
	client := func(t *http.Transport) *http.Client {
		t.DisableCompression = true // a bundle is packed as it is
		return &http.Client{Transport: t, Timeout: fetchLimit, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	}
	away := transport.Clone()
	away.Proxy = nil // a proxy would be the address that is looked at
	away.DialContext = (&net.Dialer{Timeout: fetchLimit, Control: public}).DialContext
	o.near, o.beyond = client(transport.Clone()), client(away)
	return nil
}

// public refuses to connect to what is not a public address.
func public(_, address string, _ syscall.RawConn) error {
	at, err := netip.ParseAddrPort(address)
	if ip := at.Addr().Unmap(); err != nil || !ip.IsGlobalUnicast() || ip.IsPrivate() {
		return errPrivate
	}
	return nil
}

// fetch reads the bundle; nil when it is the one that was looked into last.
func (o *policyPoll) fetch(ctx context.Context) (bundle []byte, tag string, err error) {
	at, client := o.address, o.near
	for range maxRedirects + 1 {
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, at, nil)
		if err != nil {
			return nil, "", err
		}
		if o.tag != "" {
			r.Header.Set("If-None-Match", o.tag)
		}
		answer, err := client.Do(r)
		if err != nil {
			return nil, "", withoutAddress(err)
		}
		content, err := o.read(answer)
		if err != nil || answer.StatusCode < 300 || answer.StatusCode == http.StatusNotModified {
			return content, answer.Header.Get("ETag"), err
		}
		next, err := answer.Location()
		if err != nil || next.Scheme != "https" {
			return nil, "", errors.New("redirected to an address without https")
		}
		if next.Host != r.URL.Host {
			client = o.beyond
		}
		at = next.String()
	}
	return nil, "", errors.New("too many redirects")
}

// read is the body of an answer; nil where there is none to read.
func (o *policyPoll) read(answer *http.Response) ([]byte, error) {
	defer answer.Body.Close()
	switch {
	case answer.StatusCode == http.StatusOK:
	case answer.StatusCode >= 300 && answer.StatusCode < 400:
		return nil, nil
	default:
		return nil, fmt.Errorf("status %d", answer.StatusCode)
	}
	content, err := io.ReadAll(io.LimitReader(answer.Body, maxFetched+1))
	if len(content) > maxFetched {
		return nil, fmt.Errorf("more than %d bytes", maxFetched)
	}
	return content, withoutAddress(err)
}

// withoutAddress is an error without the address that net/http puts before it: that may
// hold a password.
func withoutAddress(err error) error {
	var e *url.Error
	if errors.As(err, &e) {
		return e.Err
	}
	return err
}

// look fetches once and has what is new checked and kept.
func (o *policyPoll) look(ctx context.Context, register *registry.Service) (came string, err error) {
	bundle, tag, err := o.fetch(ctx)
	if err != nil {
		return fetchFailed, err
	}
	digest := registry.Digest(bundle)
	if bundle == nil || digest == o.seen {
		return fetchedSame, nil
	}
	_, fresh, err := register.FetchPolicy(ctx, o.name(), bundle)
	if err != nil && registry.CodeOf(err) != registry.CodeInvalid {
		return fetchFailed, err // and again next time
	}
	o.tag, o.seen = tag, digest // what is no bundle is told of once
	switch {
	case err != nil:
		return fetchFailed, err
	case fresh:
		return fetchedNew, nil
	}
	return fetchedSame, nil
}

// name is what the candidate is called: the file's name.
func (o *policyPoll) name() string {
	if u, err := url.Parse(o.address); err == nil {
		if base := path.Base(u.Path); len(base) > 1 && len(base) < 200 {
			return base
		}
	}
	return policyFileName
}

// polling looks at the address now and again until ctx ends; what it returns waits for that.
func (p *program) polling(ctx context.Context, h *home, o *policyPoll) (wait func()) {
	if o == nil || o.address == "" {
		return func() {}
	}
	ctx, stop := context.WithCancel(ctx)
	var running sync.WaitGroup
	running.Go(func() {
		tick := time.NewTicker(o.every)
		defer tick.Stop()
		for {
			p.lookForPolicy(ctx, h, o)
			select {
			case <-tick.C:
			case <-ctx.Done():
				return
			}
		}
	})
	return func() { stop(); running.Wait() }
}

func (p *program) lookForPolicy(ctx context.Context, h *home, o *policyPoll) {
	came, err := guarded(func() (string, error) { return o.look(ctx, h.register) })
	switch {
	case ctx.Err() != nil:
		return
	case err != nil:
		came = fetchFailed
		p.log.Warn("fetching a policy", "err", err)
	case came == fetchedNew:
		p.log.Info("a policy was fetched: it is a candidate, and judges nothing")
	}
	p.metrics.policyFetched(came)
}
