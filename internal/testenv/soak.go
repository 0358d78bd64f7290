package testenv

import (
	"os"
	"strconv"
	"testing"
)

// Campaigns are tests that draw their input at random. In the ordinary run they
// are short and always the same; "make soak" makes them long and, if asked, others.
const (
	// SoakVariable names the environment variable with the factor by which
	// campaigns are longer.
	SoakVariable = "OMVENDT_SOAK"
	// SeedVariable names the environment variable with another seed.
	SeedVariable = "OMVENDT_SEED"
)

// Runs is how often a campaign repeats that repeats n times in the ordinary run. The
// race detector is slow and looks for what goes on at once, not for rare cases, and the
// quick run is to be quick: a quarter is enough there.
func Runs(t testing.TB, n int) int {
	if n *= int(number(t, SoakVariable, 1)); Race || testing.Short() {
		n = max(1, n/4)
	}
	return n
}

// Seed is the seed of a campaign. It stands in the log of a test that fails.
func Seed(t testing.TB, ordinary uint64) uint64 {
	seed := number(t, SeedVariable, ordinary)
	t.Logf("%s=%d", SeedVariable, seed)
	return seed
}

func number(t testing.TB, variable string, ordinary uint64) uint64 {
	t.Helper()
	text := os.Getenv(variable)
	if text == "" {
		return ordinary
	}
	n, err := strconv.ParseUint(text, 10, 32)
	if err != nil || n == 0 {
		t.Fatalf("%s is not a number above zero: %q", variable, text)
	}
	return n
}
