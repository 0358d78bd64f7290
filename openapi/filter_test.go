package openapi

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// The catalogue, the register and its file are narrowed alike, by what the
// catalogue says of rules now; the register comes in any order, page by page.
func TestFilters(t *testing.T) {
	each(t, func(t *testing.T, s *server) {
		for _, r := range []object{
			aRule("Ørnens plan").and("unit", "Ørnen").and("owner", "HR").and("protects", "life").and("tags", []string{"Skema", " æblegrød,IT", "skema"}),
			aRule("aftale om ferie").and("unit", "Ørnen").and("owner", "").and("legal_form", "private").and("effort", object{"evidence": "measured", "minutes_from": 5, "minutes_to": 60, "role": "daglig leder"}).and("tags", []string{"skema"}),
			aRule("Zebraplan").and("area", "Ældre").and("plain", "").and("owner", "HR").and("kind", "reporting").and("effort", object{"evidence": "measured", "minutes_to": 20}),
			aRule("Årshjul").and("area", "Ældre").and("plain", "").and("owner", ""),
		} {
			s.create("/v1/rules", r)
		}
		s.send("POST", "/v1/rules/R-0004/justifications", object{"value": "Tryghed"}, s.admin(), with("If-Match", `"1"`)).want(201)
		s.create("/v1/reviews", aReview("Dagtilbud 2027", "R-0001", "R-0003"))
		review := s.get("/v1/reviews").text("items", 0, "slug")
		for query, want := range map[string][]string{
			"unit=Ørnen": {"R-0001", "R-0002"}, "owner=HR": {"R-0001", "R-0003"}, "owner=H": {}, "kind=reporting": {"R-0003"}, "protects=life": {"R-0001"},
			"legal_form=private": {"R-0002"}, "minutes_over=20": {"R-0002"}, "minutes_over=19.5": {"R-0002", "R-0003"}, "review=" + review: {"R-0001", "R-0003"},
			"missing=plain&area=Ældre": {"R-0003", "R-0004"}, "missing=owner,justification": {"R-0002"}, "missing=owner&missing=effort": {"R-0004"}, "missing=plain&unit=Ørnen&owner=HR": {},
			"tag=SKEMA": {"R-0001", "R-0002"}, "tag=skema,it": {"R-0001"}, "tag=skema&tag=Æblegrød": {"R-0001"}, "tag=sk": {}, "role=daglig leder": {"R-0002"},
			"grade=missing": {"R-0001", "R-0002", "R-0003"}, "grade=partial": {"R-0004"}, "finding=EMPTY&owner=HR": {"R-0001", "R-0003"}, "finding=NO_INDICATOR": {"R-0004"},
			"finding=INDICATOR_DUE": {},
		} {
			q, err := url.ParseQuery(query)
			if err != nil {
				t.Fatal(err)
			}
			for _, list := range []string{"/v1/register", "/v1/rules"} {
				if got := s.get(list+"?"+q.Encode(), s.admin()).want(200).column("number"); !slices.Equal(got, want) {
					t.Errorf("%s?%s lists %v, want %v", list, query, got, want)
				}
			}
		}
		// What each lacks is told by the same names, of one rule and in the list.
		items, _ := s.get("/v1/rules", s.admin()).want(200).at("items").([]any)
		for i, want := range []string{"justification", "owner", "plain", "owner"} {
			number := "R-000" + strconv.Itoa(i+1)
			one := fmt.Sprint(s.get("/v1/rules/"+number, s.admin()).want(200).at("missing"))
			if listed := fmt.Sprint(items[i].(map[string]any)["missing"]); listed != one || !strings.Contains(one, want) {
				t.Errorf("%s lacks %s, in the list %s", number, one, listed)
			}
		}
		for sort, want := range map[string][]string{
			"title": {"R-0002", "R-0003", "R-0001", "R-0004"}, "-title": {"R-0004", "R-0001", "R-0003", "R-0002"}, "-number": {"R-0004", "R-0003", "R-0002", "R-0001"},
			"area": {"R-0001", "R-0002", "R-0003", "R-0004"}, "next": {"R-0001", "R-0003", "R-0002", "R-0004"}, "-effort": {"R-0002", "R-0003", "R-0004", "R-0001"},
		} {
			var got []string
			for next := "/v1/register?limit=3&sort=" + sort; next != ""; {
				page := s.get(next).want(200)
				got = append(got, page.column("number")...)
				if next = page.text("next"); next != "" {
					s.get("/v1/register?sort=number&owner=HR&cursor="+next).refused(422, "cursor_invalid")
					next = "/v1/register?limit=3&cursor=" + next
				}
			}
			if !slices.Equal(got, want) {
				t.Errorf("by %s: %v, want %v", sort, got, want)
			}
		}
		page := s.get("/v1/rules?unit="+url.QueryEscape("Ørnen")+"&limit=1", s.admin()).want(200)
		if rest := s.get("/v1/rules?limit=9&cursor="+page.text("next"), s.admin()).want(200).column("number"); !slices.Equal(rest, []string{"R-0002"}) {
			t.Errorf("the next page has %v", rest)
		}
		for _, query := range []string{"kind=lov", "protects=alle", "legal_form=x", "missing=alt", "minutes_over=-1", "grade=fin", "tag=" + strings.Repeat("x", 41)} {
			s.get("/v1/register?" + query).want(422)
			s.get("/v1/rules?"+query, s.admin()).want(422)
		}
		s.get("/v1/register?sort=size").want(422)

		if tags := fmt.Sprint(s.get("/v1/rules/R-0001", s.admin()).want(200).at("tags")); tags != "[it skema æblegrød]" {
			t.Errorf("the tags are %s", tags)
		}

		// Who keeps a copy of a narrowed list is told what has left it.
		seen := s.get("/v1/register?owner=HR").want(200).text("updated_until")
		since := s.get("/v1/rules?owner=HR", s.admin()).want(200).at("revision").(float64)
		s.send("PUT", "/v1/rules/R-0001", object{"kind": "rule", "area": "Dagtilbud", "unit": "Ørnen", "owner": "Direktør", "effort": object{"evidence": "not_quantified"}},
			s.admin(), with("If-Match", s.get("/v1/rules/R-0001", s.admin()).header.Get("ETag"))).want(200)
		now := s.get("/v1/register?owner=HR&updated_since=" + seen).want(200)
		if removed, _ := now.at("removed").([]any); len(removed) != 1 || removed[0] != "R-0001" || len(now.column("number")) != 0 {
			t.Errorf("the copy is told %s", now.raw)
		}
		catalogue := s.get("/v1/rules?owner=HR&updated_since="+strconv.Itoa(int(since)), s.admin()).want(200)
		if removed, _ := catalogue.at("removed").([]any); len(removed) != 1 || removed[0] != "R-0001" {
			t.Errorf("the copy of the catalogue is told %s", catalogue.raw)
		}
	})
}
