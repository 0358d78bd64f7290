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
