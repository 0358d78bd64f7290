//go:build race

package testenv

// Race tells whether the race detector is on. The embedded database is some 30
// times slower under it, so tests that repeat themselves do fewer rounds.
const Race = true
