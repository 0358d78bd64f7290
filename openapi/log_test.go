package openapi

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/translog"
)

// TestLogIsWalked: the leaves and the checkpoints are all there page by page, each once, and
// every leaf within the newest checkpoint is proven.
func TestLogIsWalked(t *testing.T) {
	each(t, func(t *testing.T, s *server) {
		for n := range 5 {
			s.create("/v1/rules", aRule(fmt.Sprint("Regel ", n)))
			if _, err := s.api.Proofs.Publish(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		walk := func(path, id string) (all []string) {
			for at := path + "?limit=2"; at != ""; {
				page := s.get(at).want(200)
				items, _ := page.at("items").([]any)
				for n := range items {
					all = append(all, fmt.Sprint(page.at("items", n, id)))
				}
				next, _ := page.at("next").(string)
				if at = ""; next != "" {
					at = path + "?limit=2&cursor=" + next
				}
			}
			return all
		}
		for path, id := range map[string]string{"/v1/log/leaves": "place", "/v1/log/checkpoints": "size"} {
			all := walk(path, id)
			whole := s.get(path + "?limit=200").want(200)
			items, _ := whole.at("items").([]any)
			if distinct := slices.Compact(slices.Sorted(slices.Values(all))); len(all) < 5 || len(all) != len(items) || len(distinct) != len(all) {
				t.Errorf("%s: %s, of %d", path, strings.Join(all, " "), len(items))
			}
		}
		for _, place := range walk("/v1/log/leaves", "place") {
			if got := s.get("/v1/log/leaves/" + place).want(200); fmt.Sprint(got.at("place")) != place {
				t.Errorf("leaf %s is %s", place, got.raw)
			}
		}
		s.get("/v1/log/leaves/100000").refused(404, "not_found")
	})
}

// TestItemProof: what a meeting decided on an item is proven alone, and of a confidential
// one no more than its place; before the meeting is closed there is nothing to prove.
func TestItemProof(t *testing.T) {
	eachOn(t, "2027-01-08", func(t *testing.T, s *server) {
		h := inHall(s)
		for range 2 {
			s.create("/v1/rules", aRule("Bevis"))
		}
		s.create("/v1/reviews", aReview("Eftersyn", "R-0001", "R-0002"))
		meeting := h.meet(h.council, "2027-01-08")
		one := h.item(meeting, "R-0001", kept.and("reason", nil))
		secret := "/v1/items/" + s.create(meeting+"/items", object{"title": "En hemmelig sag", "confidential": true, "papers_late": "Det haster.", "rules": []string{"R-0002"}, "proposals": []object{{"ruling": "repeal", "question": "Skal den væk?"}}}).text("id")
		h.vote(one, "3-2")
		h.vote(secret, "5-0")
		s.get(one+"/proof.json").refused(404, "not_logged")
		h.end(meeting)
		s.get(one+"/proof.json").refused(404, "not_logged")
		if _, err := s.api.Proofs.Publish(t.Context()); err != nil {
			t.Fatal(err)
		}
		for item, title := range map[string]string{one: "Sagen om R-0001", secret: ""} {
			proof := s.get(item + "/proof.json").want(200)
			v, err := translog.Verify(proof.raw, nil, "", s.api.Proofs.Maker)
			if err != nil || len(v.Decisions) != 1 || !strings.HasSuffix(item, string(v.Decisions[0].Item)) || v.Decisions[0].Closed != (title == "") || v.Decisions[0].Title != title {
				t.Errorf("%v: %+v", err, v.Decisions)
			}
			if strings.Contains(string(proof.raw), "hemmelig") || strings.Contains(string(proof.raw), "Skal den væk?") {
				t.Errorf("it tells of the confidential item: %s", proof.raw)
			}
		}
		s.get("/v1/items/00000000-0000-7000-8000-000000000000/proof.json").refused(404, "not_found")

		// A correction is proven with what it corrects, as soon as a checkpoint covers it.
		decisions := func() int {
			v, err := translog.Verify(s.get(one+"/proof.json").want(200).raw, nil, "", s.api.Proofs.Maker)
			if err != nil {
				t.Error(err)
			}
			return len(v.Decisions)
		}
		h.put(http.MethodPost, one, one+"/corrections", object{"wrong": "Bilaget hed A.", "right": "Bilaget hed B.", "reason": "Tastefejl."}).want(200)
		before := decisions()
		if _, err := s.api.Proofs.Publish(t.Context()); err != nil {
			t.Fatal(err)
		}
		if after := decisions(); before != 1 || after != 2 {
			t.Errorf("%d decisions before the checkpoint, %d after", before, after)
		}
	})
}

// TestProofsAreKept: a cache keeps what is right for a while, and what never changes for
// good; what is asked for again is not sent again.
func TestProofsAreKept(t *testing.T) {
	each(t, func(t *testing.T, s *server) {
		s.create("/v1/rules", aRule("Regel"))
		c, err := s.api.Proofs.Publish(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		kept := map[string]int{"/v1/log/checkpoint": 60, "/v1/log/leaves/0": 60, fmt.Sprint("/v1/log/leaves/0?size=", c.Size): 31536000,
			"/v1/log/consistency?from=1": 60, fmt.Sprint("/v1/log/consistency?from=1&to=", c.Size): 31536000, "/v1/rules/R-0001/proof.json": 60, "/v1/rules/R-0001/proof.json?until=1": 3600}
		tags := map[string]string{}
		for path, seconds := range kept {
			got := s.get(path).want(200)
			tags[path] = got.header.Get("ETag")
			if said := got.header.Get("Cache-Control"); said != fmt.Sprint("public, max-age=", seconds) || !strings.HasPrefix(tags[path], `"`) {
				t.Errorf("%s: %s, %s", path, said, tags[path])
			}
			s.get(path, with("If-None-Match", tags[path])).want(304)
			if said := s.get(path, s.admin()).want(200).header.Get("Cache-Control"); said != "private, no-cache" {
				t.Errorf("%s with a token: %s", path, said)
			}
		}
		s.create("/v1/rules", aRule("Regel"))
		if _, err := s.api.Proofs.Publish(t.Context()); err != nil {
			t.Fatal(err)
		}
		for path, seconds := range kept {
			want := 304
			if seconds == 60 {
				want = 200
			}
			s.get(path, with("If-None-Match", tags[path])).want(want)
		}
		s.api.Proofs.AtOnce = 2
		s.get("/v1/rules/R-0001/proof.json").refused(422, "proof_long")
		s.get("/v1/rules/R-0001/proof.json?until=2").want(200)
		s.get("/v1/rules/R-0001/proof.json?from=2&until=2").refused(422, "proof_order")
	})
}
