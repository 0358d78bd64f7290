package main

import (
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// callers tells who calls, for limits alone: an address is in memory while a
// limit needs it, and neither stored nor logged. Open links have no limit here:
// behind one address there may be a school. Of their short codes only those are
// counted that are nobody's: from one address it takes hundreds of years to guess
// one of a thousand links.
type callers struct {
	proxies   proxies
	now       func() time.Time
	asks      *limiter // for a sign-in link, whoever's it is
	badTokens *limiter
	badCodes  *limiter // short codes of links that are nobody's
}

// At one address there may be a town hall.
func newCallers(p proxies, now func() time.Time) *callers {
	return &callers{proxies: p, now: now, asks: newLimiter(60, time.Minute), badTokens: newLimiter(30, 10*time.Second),
		badCodes: newLimiter(100, 10*time.Second)}
}

func (c *callers) mayAsk(r *http.Request) bool { return c.asks.take(c.proxies.caller(r), c.now()) }
func (c *callers) mayTryToken(r *http.Request) bool {
	return c.badTokens.left(c.proxies.caller(r), c.now())
}
func (c *callers) sentBadToken(r *http.Request) { c.badTokens.take(c.proxies.caller(r), c.now()) }
func (c *callers) mayTryCode(r *http.Request) bool {
	return c.badCodes.left(c.proxies.caller(r), c.now())
}
func (c *callers) sentBadCode(r *http.Request) { c.badCodes.take(c.proxies.caller(r), c.now()) }
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

// limiter bounds how often something may happen at one address: so often at
// once, and once more each time interval.
type limiter struct {
	burst    int
	interval time.Duration
	mu       sync.Mutex
	callers  map[netip.Prefix]*rate.Limiter
}

func newLimiter(burst int, interval time.Duration) *limiter {
	return &limiter{burst: burst, interval: interval, callers: map[netip.Prefix]*rate.Limiter{}}
}

// maxCallers bounds what a limiter remembers: some MB.
const maxCallers = 10_000

// take says whether it may happen, and counts it.
func (l *limiter) take(who netip.Addr, now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	key := household(who)
	one, ok := l.callers[key]
	if !ok {
		if len(l.callers) >= maxCallers {
			l.forget(now)
		}
		one = rate.NewLimiter(rate.Every(l.interval), l.burst)
		l.callers[key] = one
	}
	return one.AllowN(now, 1)
}

// left says whether take would say yes.
func (l *limiter) left(who netip.Addr, now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	one, ok := l.callers[household(who)]
	return !ok || one.TokensAt(now) >= 1
}

// forget makes room: for those who have waited long enough to be as new, or,
// when there are none, for anybody, since more must not be remembered.
func (l *limiter) forget(now time.Time) {
	for key, one := range l.callers {
		if one.TokensAt(now) >= float64(l.burst) {
			delete(l.callers, key)
		}
	}
	for key := range l.callers {
		if len(l.callers) < maxCallers {
			return
		}
		delete(l.callers, key)
	}
}

// household is what one customer of a network provider has: an address, or with
// IPv6 a network of 64 bits.
func household(a netip.Addr) netip.Prefix {
	bits := 32
	if a.Is6() {
		bits = 64
	}
	network, _ := a.Prefix(bits) // the zero one for no address: all of those share a limit
	return network
}
