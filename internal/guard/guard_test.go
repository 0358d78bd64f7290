package guard_test

import (
	"crypto/sha256"
	"encoding/binary"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/omvendt/omvendt/internal/guard"
)

// However many there are, a limiter remembers so many and no more.
func TestLimiterIsBounded(t *testing.T) {
	l, now := guard.NewLimiter[netip.Prefix](2, time.Minute), time.UnixMicro(0)
	at := func(n int) netip.Prefix {
		return guard.Household(netip.AddrFrom4([4]byte{10, byte(n >> 16), byte(n >> 8), byte(n)}))
	}
	for n := range guard.MaxKnown {
		l.Take(at(n), now)
	}
	now = now.Add(time.Hour) // all but one are as new
	l.Take(at(7), now)
	l.Take(at(guard.MaxKnown), now)
	if l.Known() != 2 || !l.Take(at(7), now) || l.Take(at(7), now) || l.Left(at(7), now) || !l.Left(at(8), now) {
		t.Errorf("it remembers %d", l.Known())
	}
	for n := range guard.MaxKnown + 100 {
		l.Take(at(n), now)
	}
	if l.Known() > guard.MaxKnown {
		t.Errorf("it remembers %d", l.Known())
	}
	six := guard.NewLimiter[netip.Prefix](1, time.Minute)
	if !six.Take(guard.Household(netip.MustParseAddr("2001:db8::1")), now) || six.Take(guard.Household(netip.MustParseAddr("2001:db8::2")), now) || !six.Take(guard.Household(netip.MustParseAddr("2001:db8:0:1::1")), now) {
		t.Error("a network of 64 bits is not one caller")
	}
}

// A stamp is good for one form and under one secret, and tells how long it took.
func TestStamp(t *testing.T) {
	now := time.Unix(1_800_000_000, 0)
	under := func(secret string, quickest time.Duration) *guard.Guard {
		return guard.New(guard.Bounds{Quickest: quickest}, []byte(secret), func() time.Time { return now }, func(*http.Request) netip.Addr { return netip.Addr{} })
	}
	g := under("a", 3*time.Second)
	stamp := g.Stamp("form")
	for name, bad := range map[string]bool{
		"another form": g.Stamped(stamp, "other"), "another secret": under("b", 0).Stamped(stamp, "form"),
		"nothing": g.Stamped("", "form"), "another time": g.Stamped("1"+stamp, "form"), "no time": g.Stamped(stamp[10:], "form"),
	} {
		if bad {
			t.Errorf("%s: it is taken for a stamp", name)
		}
	}
	for wait, quick := range map[time.Duration]bool{0: true, 2 * time.Second: true, 3 * time.Second: false, time.Hour: false, -time.Minute: false} {
		now = time.Unix(1_800_000_000, 0).Add(wait)
		if got := g.TooQuick(stamp, "form"); got != quick || !g.Stamped(stamp, "form") {
			t.Errorf("after %s: too quick %v", wait, got)
		}
	}
	if !g.TooQuick("", "form") || under("a", 0).TooQuick("", "form") {
		t.Error("without a stamp")
	}
}

// Work is good for the stamp that it was done over, whole, and for a day.
func TestWorked(t *testing.T) {
	now := time.Unix(1_800_000_000, 0)
	g := guard.New(guard.Bounds{}, []byte("a"), func() time.Time { return now }, nil)
	stamp := g.Stamp("form")
	work := workOver(stamp)
	if !g.Worked(stamp, "form", work) {
		t.Fatalf("%s is not enough", work)
	}
	numbers := strings.Split(work, ".")
	for name, c := range map[string]struct{ stamp, form, work string }{
		"another form":    {stamp, "other", work},
		"another stamp":   {g.Stamp("other"), "other", work},
		"no stamp":        {"", "form", work},
		"too little":      {stamp, "form", strings.Join(numbers[1:], ".")},
		"one again":       {stamp, "form", strings.Join(append(numbers[1:], numbers[1]), ".")},
		"more than asked": {stamp, "form", work + ".1"},
		"nothing":         {stamp, "form", ""},
		"a long number":   {stamp, "form", strings.Repeat("0", 13) + work},
	} {
		if g.Worked(c.stamp, c.form, c.work) {
			t.Errorf("%s: it is taken for work", name)
		}
	}
	if now = now.Add(24 * time.Hour); g.Worked(stamp, "form", work) {
		t.Error("it is good for more than a day")
	}
}

// workOver is what a browser finds.
func workOver(stamp string) string {
	var found []string
	for n := 0; len(found) < guard.Puzzles; n++ {
		sum := sha256.Sum256([]byte(stamp + ":" + strconv.Itoa(len(found)) + ":" + strconv.Itoa(n)))
		if binary.BigEndian.Uint64(sum[:])>>(64-guard.Bits) == 0 {
			found = append(found, strconv.Itoa(n))
			n = -1
		}
	}
	return strings.Join(found, ".")
}
