// Package testenv gives tests what they need from outside Go: a fresh database
// of either kind and a headless browser. Only tests import it.
//
// What is missing on a machine skips the test with a reason; where CI is "true"
// it fails the test instead, so that nothing is left out unseen.
package testenv

import (
	"os"
	"testing"
)

// missing ends a test that cannot run here.
func missing(t testing.TB, what string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatalf("%s (this fails because CI=true)", what)
	}
	t.Skip(what)
}

// OneAtATime leaves a long test out under the race detector, which would find
// nothing in it: it does one thing after the other. The ordinary run has it.
func OneAtATime(t testing.TB) {
	t.Helper()
	if Race {
		t.Skip("one thing after the other, and slow under the race detector")
	}
}

// Long leaves a long test out of the quick run (make unit). It is not for those that
// say what was forgotten of something new.
func Long(t testing.TB) {
	t.Helper()
	if testing.Short() && !Race {
		t.Skip("-short: long")
	}
}
