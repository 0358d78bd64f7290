// Package guard keeps programs that flood open links away without keeping people
// away. Nothing that it knows is stored, and nothing of it is logged; see
// docs/decisions.
package guard

import (
	"crypto/sha256"
	"net/http"
	"net/netip"
	"time"
)

// Bounds say what is too quick and too much. Zero bounds nothing.
type Bounds struct {
	Quickest time.Duration // that a person takes from seeing the form to sending it
	Address  int           // answers from one address in ten minutes
	Link     int           // answers through one link in ten minutes, before they take work
}

// Usual are generous: behind one address there may be a school, behind one link a town.
var Usual = Bounds{Quickest: 3 * time.Second, Address: 1000, Link: 3000}

const window = 10 * time.Minute

// Guard is safe for use by many at once.
type Guard struct {
	secret    []byte
	now       func() time.Time
	caller    func(*http.Request) netip.Addr
	quickest  time.Duration
	forms     *Limiter[[sha256.Size]byte]
	links     *Limiter[string]
	typed     *Limiter[string] // by link, of answers without work
	addresses *Limiter[netip.Prefix]
}

// New makes a guard that signs under the server's secret.
func New(b Bounds, secret []byte, now func() time.Time, caller func(*http.Request) netip.Addr) *Guard {
	g := &Guard{secret: secret, now: now, caller: caller, quickest: b.Quickest, forms: NewLimiter[[sha256.Size]byte](formBurst, formInterval),
		typed: NewLimiter[string](typedBurst, typedInterval)}
	if b.Link > 0 {
		g.links = NewLimiter[string](b.Link, window/time.Duration(b.Link))
	}
	if b.Address > 0 {
		g.addresses = NewLimiter[netip.Prefix](b.Address, window/time.Duration(b.Address))
	}
	return g
}

// A form is sent for each step, and steps are gone back and forth.
const (
	formBurst    = 60
	formInterval = 3 * time.Second

	typedBurst    = 30
	typedInterval = 2 * time.Second
)

// Form says whether a form may be sent once more, be it to see another step. Who has
// no cookie is known by the form's own random id for as long as it is filled in; of
// that id a digest is in memory.
func (g *Guard) Form(id string) bool {
	return g.forms.Take(sha256.Sum256([]byte(id)), g.now())
}

// Link says whether a link has room for one more answer, and counts it.
func (g *Guard) Link(id string) bool { return g.links == nil || g.links.Take(id, g.now()) }

// Address says whether one more answer may come from where a request comes from, and
// counts it.
func (g *Guard) Address(r *http.Request) bool {
	return g.addresses == nil || g.addresses.Take(Household(g.caller(r)), g.now())
}
