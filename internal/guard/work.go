package guard

import (
	"crypto/sha256"
	"encoding/binary"
	"math/bits"
	"strconv"
	"strings"
	"time"
)

// Work over a form's stamp: Puzzles times to find a number whose SHA-256, together
// with the stamp, begins with Bits zeros. Several small ones take about as long each
// time, where a large one could take very long, and each tells how far it is. An old
// phone takes a few seconds.
const (
	Puzzles = 8
	Bits    = 14
)

// workedWithin is for how long a stamp can be worked over.
const workedWithin = 24 * time.Hour

// Worked says whether the work over a form's stamp is done. It need not remember what
// was shown to it: a stamp is of one form, and a form has one effect for ever.
func (g *Guard) Worked(stamp, form, work string) bool {
	numbers := strings.Split(work, ".")
	if !g.fresh(stamp, form) || len(numbers) != Puzzles {
		return false
	}
	for n, number := range numbers {
		if len(number) > 12 {
			return false
		}
		sum := sha256.Sum256([]byte(stamp + ":" + strconv.Itoa(n) + ":" + number))
		if bits.LeadingZeros64(binary.BigEndian.Uint64(sum[:])) < Bits {
			return false
		}
	}
	return true
}

func (g *Guard) fresh(stamp, form string) bool {
	at, ok := g.begun(stamp, form)
	return ok && g.now().Sub(at) < workedWithin
}

// Digits are asked for in words where no script can work: they follow from the stamp
// under the secret, so that no answer is remembered or told.
func (g *Guard) Digits(stamp string) [3]int {
	sum := g.sign("digits", stamp)
	var out [3]int
	for n := range out {
		v, _ := strconv.ParseUint(sum[8*n:8*n+8], 16, 64) // it is hexadecimal
		out[n] = int(v%9) + 1
	}
	return out
}

// Typed says whether the digits of a form's stamp were typed, and whether the link has
// room for another answer given so: what a program reads as well as people is let
// through slowly.
func (g *Guard) Typed(stamp, form, typed, link string) (right, room bool) {
	want := ""
	for _, d := range g.Digits(stamp) {
		want += strconv.Itoa(d)
	}
	typed = strings.NewReplacer(" ", "", ",", "", ".", "", "-", "").Replace(typed)
	if !g.fresh(stamp, form) || typed != want {
		return false, true
	}
	return true, g.typed.Take(link, g.now())
}

// Now is the guard's clock.
func (g *Guard) Now() time.Time { return g.now() }
