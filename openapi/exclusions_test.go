package openapi

import "testing"

// TestExclusions: a batch is looked at, left out with a reason and taken back in; both
// totals are public, and who sent one reads it on the receipt.
func TestExclusions(t *testing.T) {
	each(t, func(t *testing.T, alone *server) {
		s := &sendings{server: alone}
		here := s.consultation()
		var receipts []string
		for n, audience := range []string{"Forældre", "Forældre", "Forældre", "Ledere", "Ledere", "Ledere", "Ledere", "Ledere", "Ledere"} {
			link := s.create(here+"/links", object{"audience": audience}).text("token")
			text := "Luk alt."
			if n == 8 {
				text = "Flere bænke."
			}
			receipts = append(receipts, s.send("POST", "/v1/open-links/"+link+"/contributions", object{"submission": submission(n), "suggestions": []string{text}}).want(201).text("receipt"))
		}
		batch := object{"audience": "Ledere", "from": "2027-01-01", "words": "luk ALT"}
		post := func(path string, b object) response { return s.send("POST", here+path, b, s.admin()) }
		for field, b := range map[string]object{"batch": {}, "to": {"from": "2027-01-02", "to": "2027-01-01"}} {
			if got := post("/batch", b).want(422); got.text("errors", 0, "field") != field {
				t.Errorf("got %s, want %s", got.raw, field)
			}
		}
		s.send("POST", here+"/batch", batch, s.as("owner")).refused(403, "forbidden")
		if got := post("/batch", batch).want(200); got.at("contributions") != 5.0 || got.text("texts", 0) != "Luk alt." {
			t.Errorf("looked at %s", got.raw)
		}
		if got := post("/batch", object{"to": "2020-01-01"}).want(200); got.at("contributions") != 0.0 {
			t.Errorf("looked at %s", got.raw)
		}
		for field, b := range map[string]object{"reason": batch.and("contributions", 5), "contributions": batch.and("reason", "Ens.")} {
			if got := post("/exclusions", b).want(422); got.text("errors", 0, "field") != field {
				t.Errorf("got %s, want %s", got.raw, field)
			}
		}
		body := batch.and("contributions", 5).and("reason", "Fem ens på et minut.")
		post("/exclusions", body.and("contributions", 4)).refused(409, "batch_changed")
		totals := func(without, with any) {
			t.Helper()
			got := s.get(here + "/results").want(200)
			if got.at("contributions") != without || got.at("with_excluded", "contributions") != with {
				t.Errorf("want %v and %v: %s", without, with, got.raw)
			}
		}
		totals(9.0, nil)
		made := post("/exclusions", body).want(201)
		at := made.header.Get("Location")
		totals(4.0, 9.0)
		got := s.get(here + "/results").want(200)
		if got.at("covered", "inputs") != 4.0 || got.at("with_excluded", "covered", "inputs") != 9.0 || got.text("with_excluded", "batches", 0, "reason") != "Fem ens på et minut." {
			t.Errorf("results are %s", got.raw)
		}
		for n, want := range map[int]string{2: "", 7: "Fem ens på et minut.", 8: ""} {
			if got := s.get("/v1/receipts/" + receipts[n]).want(200); got.text("excluded", "reason") != want {
				t.Errorf("receipt is %s", got.raw)
			}
		}
		if got := s.get(here+"/exclusions", s.admin()).want(200); got.at("items", 0, "by_words") != true || got.text("items", 0, "by") == "" {
			t.Errorf("list is %s", got.raw)
		}
		undo := func(tag string, why string) response {
			return s.send("PUT", at+"/undone", object{"reason": why}, s.admin(), with("If-Match", tag))
		}
		tag := made.header.Get("ETag")
		undo(tag, "").want(422)
		undone := undo(tag, "De var ægte.").want(200)
		undo(tag, "Igen.").refused(412, "stale")
		undo(undone.header.Get("ETag"), "Igen.").refused(409, "batch_counted")
		totals(9.0, nil)
		if again := post("/exclusions", body).want(201); again.at("contributions") != 5.0 {
			t.Errorf("excluded again %s", again.raw)
		}
		totals(4.0, 9.0)
	})
}
