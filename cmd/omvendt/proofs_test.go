package main

import (
	"net/http/httptest"
	"testing"
	"time"
)

// TestProofsHaveALimit: who asks for very many proofs is held back, and nobody else;
// other pages are not counted.
func TestProofsHaveALimit(t *testing.T) {
	now := time.Date(2027, 1, 1, 12, 0, 0, 0, time.UTC)
	c := newCallers(nil, func() time.Time { return now })
	ask := func(from string) bool {
		r := httptest.NewRequest("GET", "/regler/R-0001/bevis.json", nil)
		r.RemoteAddr = from + ":1234"
		return c.mayProve(r)
	}
	n := 0
	for ; n < 1000 && ask("192.0.2.1"); n++ {
	}
	if n < 200 || n == 1000 {
		t.Errorf("%d at once", n)
	}
	if !ask("198.51.100.1") {
		t.Error("another is held back too")
	}
	if now = now.Add(time.Minute); !ask("192.0.2.1") {
		t.Error("held back for good")
	}
	for path, want := range map[string]bool{"/regler/R-0001/bevis.json": true, "/en/meetings/x/proof.json": true, "/v1/rules/R-0001/proof.json": true, "/v1/items/x/proof.json": true, "/moeder/x/punkter/1/bevis.json": true, "/regler/R-0001": false, "/v1/log/leaves": false} {
		if isProof(path) != want {
			t.Errorf("%s: %v", path, !want)
		}
	}
}
