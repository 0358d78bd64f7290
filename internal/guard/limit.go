package guard

import (
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Limiter bounds how often something may happen for each of many: so often at
// once, and once more each interval. It is in memory alone, and of bounded size.
type Limiter[K comparable] struct {
	burst    int
	interval time.Duration
	mu       sync.Mutex
	known    map[K]*rate.Limiter
}

// NewLimiter lets burst through at once, and one more each interval.
func NewLimiter[K comparable](burst int, interval time.Duration) *Limiter[K] {
	return &Limiter[K]{burst: burst, interval: interval, known: map[K]*rate.Limiter{}}
}

// MaxKnown bounds what a limiter remembers: some MB.
const MaxKnown = 10_000

// Take says whether it may happen, and counts it.
func (l *Limiter[K]) Take(who K, now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	one, ok := l.known[who]
	if !ok {
		if len(l.known) >= MaxKnown {
			l.forget(now)
		}
		one = rate.NewLimiter(rate.Every(l.interval), l.burst)
		l.known[who] = one
	}
	return one.AllowN(now, 1)
}

// Left says whether Take would say yes.
func (l *Limiter[K]) Left(who K, now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	one, ok := l.known[who]
	return !ok || one.TokensAt(now) >= 1
}

// Known is how many are remembered.
func (l *Limiter[K]) Known() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.known)
}

// forget makes room: for those who have waited long enough to be as new, or,
// when there are none, for anybody, since more must not be remembered.
func (l *Limiter[K]) forget(now time.Time) {
	for key, one := range l.known {
		if one.TokensAt(now) >= float64(l.burst) {
			delete(l.known, key)
		}
	}
	for key := range l.known {
		if len(l.known) < MaxKnown {
			return
		}
		delete(l.known, key)
	}
}

// Household is what one customer of a network provider has: an address, or with
// IPv6 a network of 64 bits.
func Household(a netip.Addr) netip.Prefix {
	bits := 32
	if a.Is6() {
		bits = 64
	}
	network, _ := a.Prefix(bits) // the zero one for no address: all of those share a limit
	return network
}
