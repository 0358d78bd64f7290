package openapi

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
)

// Whatever is changed afterwards, a sum as it was known at an instant is what it was then.
func TestCampaignEffortKnown(t *testing.T) {
	seed := testenv.Seed(t, 31)
	each(t, func(t *testing.T, s *server) {
		random := rand.New(rand.NewPCG(seed, 31))
		pick := func(of ...string) string { return of[random.IntN(len(of))] }
		anyDay := func() string { return (registry.MustDay("2026-06-01") + registry.Day(random.IntN(500))).String() }
		anEffort := func() object {
			e := object{"evidence": pick("not_quantified", "measured", "leader_estimate"), "role": pick("", "leder", "pædagog")}
			if e["evidence"] != "not_quantified" {
				e["minutes_from"], e["minutes_to"] = 5, 5+random.IntN(30)
			}
			if per := pick("", "week", "year", "occasion"); per != "" {
				e["per"], e["times_from"], e["times_to"] = per, 1, 1+random.IntN(3)
			}
			if random.IntN(2) == 0 {
				e["units"] = random.IntN(9)
			}
			if random.IntN(3) == 0 {
				e["since"] = (registry.MustDay("2027-01-09") - registry.Day(random.IntN(300))).String()
			}
			return e
		}
		place := func(o object) object {
			return o.and("area", pick("Dagtilbud", "Skole", "Ældre")).and("unit", pick("A", "B")).and("effort", anEffort())
		}
		asked := map[string]string{}
		rules := 0
		for range 15 + testenv.Runs(t, 10) {
			s.now = s.now.Add(time.Duration(1+random.IntN(50)) * time.Minute)
			switch n := random.IntN(6); {
			case rules == 0 || n == 0:
				rules++
				s.create("/v1/rules", place(aRule(fmt.Sprint("Regel ", rules)).and("effective_from", (registry.MustDay("2026-06-01")+registry.Day(random.IntN(200))).String())))
				if rules == 3 {
					s.create("/v1/reviews", aReview("Eftersyn", "R-0001", "R-0002"))
				}
			case n == 1:
				at := fmt.Sprintf("/v1/rules/R-%04d", 1+random.IntN(rules))
				s.send(http.MethodPost, at+"/legal-checks", object{"by": "Juridisk team", "day": "2027-01-05", "result": "confirmed"}, s.admin(),
					with("If-Match", s.get(at, s.admin()).header.Get("ETag")))
			default:
				at := fmt.Sprintf("/v1/rules/R-%04d", 1+random.IntN(rules))
				s.send(http.MethodPut, at, place(anEntry()), s.admin(), with("If-Match", s.get(at, s.admin()).header.Get("ETag"))).want(200)
			}
			for range 3 {
				q := url.Values{"on": {anyDay()}, "by": {pick("area", "unit", "role", "class")}}
				for name, value := range map[string]string{"area": pick("", "", "Skole"), "unit": pick("", "", "A"), "role": pick("", "", "leder"), "class": pick("", "", "council_rule")} {
					if value != "" {
						q.Set(name, value)
					}
				}
				now := string(s.get("/v1/effort?" + q.Encode()).want(200).raw)
				q.Set("known", s.now.Format(time.RFC3339))
				asked["/v1/effort?"+q.Encode()] = now
			}
		}
		for path, was := range asked {
			if got := string(s.get(path).want(200).raw); got != was {
				t.Errorf("%s\nwas %s\nis  %s", path, was, got)
			}
		}
		if rules := s.get("/v1/effort?known=2026-12-31").want(200).at("all", "rules"); rules != 0.0 {
			t.Errorf("%v rules before there were any", rules)
		}
		s.get("/v1/effort?known=2028-01-01").refused(422, "known_in_future")
	})
}

// How much units are open counts from a day on, and not in sums as they were known before it was said.
func TestOpenings(t *testing.T) {
	each(t, func(t *testing.T, s *server) {
		s.create("/v1/rules", aRule("Uge").and("effort", object{"evidence": "measured", "minutes_from": 60, "minutes_to": 60, "per": "week", "times_from": 1, "times_to": 1}))
		before := s.now.Format(time.RFC3339)
		s.now = s.now.Add(time.Hour)
		say := func(from string, weeks, days int) response {
			return s.send(http.MethodPost, "/v1/effort/openings", object{"from": from, "weeks": weeks, "days": days}, s.admin())
		}
		say("2027-01-10", 40, 5).refused(422, "opening_has_begun") // today
		say("2027-08-01", 53, 5).want(422)
		say("2027-08-01", 40, 8).want(422)
		s.send(http.MethodPost, "/v1/effort/openings", object{"from": "2027-08-01", "weeks": 40, "days": 5}, s.as("owner")).want(403)
		say("2027-08-01", 44, 5).want(201)
		say("2027-08-01", 40, 5).want(201) // in its place
		said := s.get("/v1/effort/openings").want(200)
		if said.at("items", 0, "weeks") != 48.0 || said.at("items", 1, "weeks") != 40.0 || said.text("items", 1, "on") != "2027-01-10" || said.at("items", 2) != nil {
			t.Errorf("%s", said.raw)
		}
		for query, hours := range map[string]float64{"on=2027-07-31": 48, "on=2027-08-01": 40, "on=2027-08-01&known=" + url.QueryEscape(before): 48} {
			if n := s.get("/v1/effort?"+query).want(200).at("all", "hours_in_one", "to"); n != hours {
				t.Errorf("%s: %v hours, want %v", query, n, hours)
			}
		}
		if log := s.get("/v1/audit-events?object=opening", s.admin()).want(200); log.text("items", 0, "operation") != "set-opening" {
			t.Errorf("%s", log.raw)
		}
	})
}
