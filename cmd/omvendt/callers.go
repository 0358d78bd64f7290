package main

import (
	"net/http"
	"net/netip"
	"strings"
	"time"

	"github.com/omvendt/omvendt/internal/guard"
)

// callers tells who calls, for limits alone: an address is in memory while a
// limit needs it, and neither stored nor logged. Of the short codes of open links
// only those are counted that are nobody's: from one address it takes hundreds of
// years to guess one of a thousand links. What bounds answers is in internal/guard.
type callers struct {
	proxies   proxies
	now       func() time.Time
	asks      *addressLimiter // for a sign-in link, whoever's it is
	badTokens *addressLimiter
	badCodes  *addressLimiter // short codes of links that are nobody's
	proofs    *addressLimiter // files that prove something, which are dear to make
}

type addressLimiter = guard.Limiter[netip.Prefix]

func newLimiter(burst int, interval time.Duration) *addressLimiter {
	return guard.NewLimiter[netip.Prefix](burst, interval)
}

// At one address there may be a town hall.
func newCallers(p proxies, now func() time.Time) *callers {
	return &callers{proxies: p, now: now, asks: newLimiter(60, time.Minute), badTokens: newLimiter(30, 10*time.Second),
		badCodes: newLimiter(100, 10*time.Second), proofs: newLimiter(300, 2*time.Second)}
}

func (c *callers) caller(r *http.Request) netip.Addr { return c.proxies.caller(r) }
func (c *callers) household(r *http.Request) netip.Prefix {
	return guard.Household(c.caller(r))
}

func (c *callers) mayAsk(r *http.Request) bool { return c.asks.Take(c.household(r), c.now()) }
func (c *callers) mayTryToken(r *http.Request) bool {
	return c.badTokens.Left(c.household(r), c.now())
}
func (c *callers) sentBadToken(r *http.Request) { c.badTokens.Take(c.household(r), c.now()) }
func (c *callers) mayTryCode(r *http.Request) bool {
	return c.badCodes.Left(c.household(r), c.now())
}
func (c *callers) sentBadCode(r *http.Request) { c.badCodes.Take(c.household(r), c.now()) }

// mayProve lets a town hall, or a monitor that walks the register, take 1,800 an hour.
func (c *callers) mayProve(r *http.Request) bool { return c.proofs.Take(c.household(r), c.now()) }

func (c *callers) trusts(r *http.Request) bool { return c.proxies.has(peer(r)) }

// proxies are the networks whose X-Forwarded-For is believed: an option's value.
type proxies []netip.Prefix

func (p *proxies) String() string {
	var all []string
	for _, network := range *p {
		all = append(all, network.String())
	}
	return strings.Join(all, ",")
}

// Set reads networks or single addresses, parted by comma.
func (p *proxies) Set(text string) error {
	*p = nil
	for one := range strings.SplitSeq(text, ",") {
		one = strings.TrimSpace(one)
		network, err := netip.ParsePrefix(one)
		if err != nil {
			var single netip.Addr
			if single, err = netip.ParseAddr(one); err != nil {
				return err
			}
			network = netip.PrefixFrom(single, single.BitLen())
		}
		*p = append(*p, network.Masked())
	}
	return nil
}

func (p proxies) has(a netip.Addr) bool {
	for _, network := range p {
		if network.Contains(a) {
			return true
		}
	}
	return false
}

// caller is the address that a request comes from. Each proxy appends whom it
// heard, so the list is read from its end for as long as the one who says so is
// trusted. What is no address ends it.
func (p proxies) caller(r *http.Request) netip.Addr {
	at := peer(r)
	said := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(said) - 1; i >= 0 && p.has(at); i-- {
		before, ok := addressIn(said[i])
		if !ok {
			break
		}
		at = before
	}
	return at
}

func peer(r *http.Request) netip.Addr {
	a, _ := addressIn(r.RemoteAddr)
	return a
}

// addressIn reads an address, with a port or without.
func addressIn(text string) (netip.Addr, bool) {
	text = strings.TrimSpace(text)
	if both, err := netip.ParseAddrPort(text); err == nil {
		return both.Addr().Unmap().WithZone(""), true
	}
	a, err := netip.ParseAddr(strings.Trim(text, "[]"))
	return a.Unmap().WithZone(""), err == nil
}
