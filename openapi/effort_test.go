package openapi

import (
	"net/http"
	"net/url"
	"testing"
)

func TestEffort(t *testing.T) {
	each(t, func(t *testing.T, s *server) {
		rule := func(title string, effort object) {
			r := aRule(title)
			r["effort"] = effort
			s.create("/v1/rules", r)
		}
		rule("Marts", object{"evidence": "measured", "minutes_from": 60, "minutes_to": 90, "people": 2, "role": "daglig leder", "per": "year",
			"times_from": 4, "times_to": 4, "when": []string{"03", "09-15"}, "data": []string{"antal børn"}, "units": 10})
		rule("Uge", object{"evidence": "leader_estimate", "minutes_from": 10, "minutes_to": 15, "role": "daglig leder", "per": "week", "times_from": 1, "times_to": 2, "data": []string{"Antal børn"}})
		rule("Ukendt", object{"evidence": "not_quantified", "role": "pædagog"})
		rule("Hvor tit", object{"evidence": "measured", "minutes_from": 5, "minutes_to": 5})

		got := s.get("/v1/effort?by=role").want(200)
		for what, c := range map[string][2]any{
			"rules":          {got.at("all", "rules"), 4.0},
			"counted":        {got.at("all", "counted"), 2.0},
			"not quantified": {got.at("all", "not_quantified"), 1.0},
			"not timed":      {got.at("all", "not_timed"), 1.0},
			"units unknown":  {got.at("all", "units_unknown"), 1.0},
			"from":           {got.at("all", "hours_in_one", "from"), 16.0}, // 8 and 8
			"to":             {got.at("all", "hours_in_one", "to"), 36.0},   // 12 and 24
			"all":            {got.at("all", "hours_in_all", "to"), 120.0},
			"measured":       {got.at("all", "evidence", 1, "hours_in_one", "to"), 12.0},
			"largest":        {got.at("parts", 0, "key"), "daglig leder"},
			"its rules":      {got.at("parts", 0, "sum", "rules"), 2.0},
		} {
			if c[0] != c[1] {
				t.Errorf("%s: %v, want %v", what, c[0], c[1])
			}
		}
		for query, rules := range map[string]float64{"role=p%C3%A6dagog": 1, "unit=findes+ikke": 0, "area=Dagtilbud": 4, "class=state_duty": 0, "on=1999-01-01": 0, "by=unit": 4, "by=class": 4, "by=area": 4} {
			if n := s.get("/v1/effort?"+query).want(200).at("all", "rules"); n != rules {
				t.Errorf("%s: %v rules, want %v", query, n, rules)
			}
		}
		s.get("/v1/effort?by=size").refused(422, "choice_invalid")
		s.get("/v1/effort?on=snart").refused(422, "day_invalid")

		year := s.get("/v1/effort/year?role=" + url.QueryEscape("daglig leder")).want(200)
		for what, c := range map[string][2]any{
			"role":    {year.at("roles", 0), "daglig leder"},
			"month":   {year.at("year", "months", 2, "placed", 0), "R-0001"},
			"peak":    {year.at("year", "months", 8, "peak"), true},
			"steady":  {year.at("year", "steady", 0), "R-0002"},
			"twice":   {year.at("year", "asked_twice", 0, "name"), "antal børn"},
			"of both": {year.at("year", "asked_twice", 0, "rules", 1), "R-0002"},
		} {
			if c[0] != c[1] {
				t.Errorf("%s: %v, want %v", what, c[0], c[1])
			}
		}
		s.get("/v1/effort/year").want(200)
		s.get("/v1/effort/year?then=snart").refused(422, "day_invalid")

		// A rule that really takes less from a day on keeps what it took before.
		first := s.get("/v1/rules/R-0001", s.admin())
		entry := anEntry()
		entry["effort"] = object{"evidence": "measured", "minutes_from": 30, "minutes_to": 30, "per": "year", "times_from": 4, "times_to": 4, "since": "2027-01-05"}
		s.send(http.MethodPut, "/v1/rules/R-0001", entry, s.admin(), with("If-Match", first.header.Get("ETag"))).want(200)
		for day, to := range map[string]float64{"2027-01-04": 36, "2027-01-05": 26} {
			if n := s.get("/v1/effort?on="+day).want(200).at("all", "hours_in_one", "to"); n != to {
				t.Errorf("on %s at most %v hours, want %v", day, n, to)
			}
		}
	})
}
