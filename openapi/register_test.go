package openapi

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
)

func TestRegister(t *testing.T) {
	each(t, func(t *testing.T, s *server) {
		for _, title := range []string{"Referat af møder", "Årshjul for rådet", "Skema til tilsyn", "Ugeplan", "Månedsplan"} {
			s.create("/v1/rules", aRule(title))
		}
		s.create("/v1/rules", aRule("Rejser").and("area", "Ældre").and("protects", "life"))
		before := s.now
		s.now = s.now.Add(24 * time.Hour)
		s.create("/v1/reviews", aReview("Dagtilbud 2027", "R-0001", "R-0002"))

		list := s.get("/v1/register").want(200)
		if got := list.column("number"); !slices.Equal(got, []string{"R-0001", "R-0002", "R-0003", "R-0004", "R-0005", "R-0006"}) {
			t.Fatalf("lists %v", got)
		}
		if list.text("on") != "2027-01-11" || list.text("items", 0, "status", "next_change") != "2027-07-01" ||
			list.text("items", 0, "status", "since") != "2020-01-01" || list.text("items", 0, "status", "reasons", 0, "code") != "REVIEW_PENDING" {
			t.Errorf("got %s", list.raw)
		}
		if text := list.text("items", 0, "status", "reasons", 0, "text"); !strings.Contains(text, "1. juli 2027") {
			t.Errorf("the reason reads %q", text)
		}
		if list.at("items", 2, "status", "next_change") != nil {
			t.Error("a date that never comes is told")
		}
		if text := s.get("/v1/register", with("Accept-Language", "en")).text("items", 0, "status", "reasons", 0, "text"); !strings.Contains(text, "1 July 2027") {
			t.Errorf("in English the reason reads %q", text)
		}

		for query, want := range map[string][]string{
			"on=2027-07-01&state=lapsed":                  {"R-0001", "R-0002"},
			"on=2027-06-30&state=lapsed":                  {},
			"on=2027-07-01&state=lapsed,not_yet":          {"R-0001", "R-0002"},
			"state=in_force&state=lapsed&area=Ældre":      {"R-0006"},
			"on=2019-12-31&state=not_yet&limit=1":         {"R-0001"},
			"class=council_rule&area=Ældre":               {"R-0006"},
			"class=state_duty":                            {},
			"q=råd":                                       {"R-0002"},
			"q=R-0003":                                    {"R-0003"},
			"known=2027-01-10&on=2027-07-01&state=lapsed": {},
			"known=2026-01-01":                            {},
		} {
			q, err := url.ParseQuery(query)
			if err != nil {
				t.Fatal(err)
			}
			if got := s.get("/v1/register?" + q.Encode()).want(200).column("number"); !slices.Equal(got, want) {
				t.Errorf("%s lists %v, want %v", query, got, want)
			}
		}
		known := s.get("/v1/register/R-0001?on=2027-07-01&known=" + url.QueryEscape(before.Format(time.RFC3339))).want(200)
		if known.text("status", "state") != "in_force" {
			t.Errorf("before the review was known the rule is %s", known.text("status", "state"))
		}
		s.get("/v1/register/R-0001?known=2026-01-01").refused(404, "not_recorded_yet")
	})
}

func TestPaging(t *testing.T) {
	each(t, func(t *testing.T, s *server) {
		for range 5 {
			s.create("/v1/rules", aRule("Referat"))
		}
		first := s.get("/v1/register?limit=2&area=Dagtilbud").want(200)
		next := first.text("next")
		link := first.header.Get("Link")
		if next == "" || !strings.HasSuffix(link, `>; rel="next"`) {
			t.Fatalf("next is %q, Link %q", next, link)
		}
		// What is recorded between two pages belongs to neither.
		s.now = s.now.Add(time.Hour)
		s.create("/v1/rules", aRule("Referat"))
		second := s.get(strings.TrimPrefix(strings.TrimSuffix(link, `>; rel="next"`), "<")).want(200)
		third := s.get("/v1/register?cursor=" + second.text("next")).want(200)
		if got := slices.Concat(first.column("number"), second.column("number"), third.column("number")); !slices.Equal(got,
			[]string{"R-0001", "R-0002", "R-0003", "R-0004", "R-0005"}) {
			t.Errorf("the pages hold %v", got)
		}
		if second.at("known", "revision") != first.at("known", "revision") || second.text("known", "at") != first.text("known", "at") {
			t.Errorf("the pages know %v and %v", first.at("known"), second.at("known"))
		}
		for _, path := range []string{
			"/v1/register?limit=2&area=Skole&cursor=" + next,
			"/v1/register?on=2027-01-11&cursor=" + next,
			"/v1/register?cursor=" + next[:len(next)-4],
			"/v1/register?cursor=x" + next,
			"/v1/register?cursor=%F0%9F%98%80",
		} {
			s.get(path).refused(422, "cursor_invalid")
		}
		s.get("/v1/rules?cursor="+next, s.admin()).refused(422, "cursor_invalid")

		rules := s.get("/v1/rules?limit=4", s.admin()).want(200)
		more := s.get("/v1/rules?limit=4&cursor="+rules.text("next"), s.admin()).want(200)
		if len(more.column("number")) != 2 || more.text("next") != "" {
			t.Errorf("the second page of rules is %s", more.raw)
		}
	})
}

func TestUpdatedSince(t *testing.T) {
	each(t, func(t *testing.T, s *server) {
		s.create("/v1/rules", aRule("Referat"))
		s.create("/v1/rules", aRule("Ugeplan"))
		since := fmt.Sprint(s.get("/v1/rules", s.admin()).at("revision"))
		if got := s.get("/v1/rules?updated_since="+since, s.admin()).want(200).column("number"); len(got) != 0 {
			t.Errorf("nothing was touched, and it lists %v", got)
		}
		s.send("POST", "/v1/rules/R-0002/bases", object{"reference": "https://www.retsinformation.dk/eli/lta/2024/988 § 11", "effect": "permits", "from": "2024-01-01"},
			s.admin(), with("If-Match", `"1"`)).want(201)
		if got := s.get("/v1/rules?updated_since="+since, s.admin()).column("number"); !slices.Equal(got, []string{"R-0002"}) {
			t.Errorf("it lists %v", got)
		}
		rule := s.get("/v1/rules/R-0001", s.admin())
		s.send(http.MethodPut, "/v1/rules/R-0001", anEntry().and("owner", "Kontorchef"), s.admin(), with("If-Match", rule.header.Get("ETag"))).want(200)
		if got := s.get("/v1/rules?updated_since="+since, s.admin()).column("number"); !slices.Equal(got, []string{"R-0001", "R-0002"}) {
			t.Errorf("after an edit it lists %v", got)
		}
		if got := s.get("/v1/rules?area=Skole&updated_since="+since, s.admin()); len(got.column("number")) != 0 || asJSON(got.at("removed")) != `["R-0001","R-0002"]` {
			t.Errorf("of another area it lists %s", got.raw)
		}
		s.get("/v1/rules?updated_since=999", s.admin()).refused(422, "updated_since_invalid")
	})
}

// TestRegisterUpdatedSince: a day alone changes what a copy lacks; a copy is one
// of a list as it is today, and of this register.
func TestRegisterUpdatedSince(t *testing.T) {
	each(t, func(t *testing.T, s *server) {
		before := s.get("/v1/register?state=in_force").want(200).text("updated_until") // of no rules at all
		s.create("/v1/rules", aRule("Referat"))
		s.create("/v1/rules", aRule("Ugeplan"))
		s.create("/v1/reviews", aReview("Eftersyn", "R-0002"))
		if got := s.get("/v1/register?state=in_force&updated_since=" + before).want(200).column("number"); !slices.Equal(got, []string{"R-0001", "R-0002"}) {
			t.Errorf("since there were none it lists %v", got)
		}
		s.now = noon("2027-06-30")
		list := s.get("/v1/register?state=in_force").want(200)
		since := list.text("updated_until")
		s.now = noon("2027-07-01") // nothing is recorded
		changed := s.get("/v1/register?state=in_force&updated_since=" + since).want(200)
		if len(changed.column("number")) != 0 || asJSON(changed.at("removed")) != `["R-0002"]` || changed.text("on") != "2027-07-01" {
			t.Errorf("on the day of the lapse it answers %s", changed.raw)
		}
		if tag := list.header.Get("ETag"); tag == s.get("/v1/register?state=in_force").header.Get("ETag") {
			t.Error("a day has begun, and the list has the same ETag")
		}
		last := s.get("/v1/register?state=in_force&updated_since=" + changed.text("updated_until")).want(200)
		if last.at("removed") != nil || len(last.column("number")) != 0 || last.text("updated_until") == "" {
			t.Errorf("once told, it answers %s", last.raw)
		}

		for _, query := range []string{"on=2027-07-01&updated_since=" + since, "known=2027-06-30&updated_since=" + since} {
			s.get("/v1/register?"+query).refused(422, "updated_since_is_today")
		}
		for _, query := range []string{"updated_since=" + since, "state=lapsed&updated_since=" + since,
			"state=in_force&updated_since=57", "state=in_force&updated_since=x" + since} {
			s.get("/v1/register?"+query).refused(422, "updated_since_invalid")
		}
		if got := s.get("/v1/register?on=2027-07-01"); got.at("updated_until") != nil {
			t.Error("the list of a certain day can be followed")
		}
		s.now = noon("2027-06-29") // a copy from a day that has not been, as after a clock was set right
		s.get("/v1/register?state=in_force&updated_since="+since).refused(422, "updated_since_invalid")
		ahead := asked{States: []string{"in_force"}}.until(registry.Seen{Revision: 999, On: 1})
		s.get("/v1/register?state=in_force&updated_since="+ahead).refused(422, "updated_since_invalid")
	})
}

// TestNotModified: the same answer has the same ETag; a day, a correction and
// another language give another.
func TestNotModified(t *testing.T) {
	each(t, func(t *testing.T, s *server) {
		s.create("/v1/rules", aRule("Referat"))
		for _, path := range []string{"/v1/register", "/v1/register/R-0001", "/v1/reviews", "/v1/policies"} {
			tag := s.get(path).want(200).header.Get("ETag")
			again := s.get(path, with("If-None-Match", `"x", W/`+tag)).want(304)
			if len(again.raw) != 0 || again.header.Get("ETag") != tag || again.header.Get("Cache-Control") != "public, no-cache" {
				t.Errorf("%s: %v %s", path, again.header, again.raw)
			}
		}
		tag := s.get("/v1/register/R-0001").header.Get("ETag")
		s.get("/v1/register/R-0001", with("If-None-Match", tag), with("Accept-Language", "en")).want(200)
		rule := s.get("/v1/rules/R-0001", s.admin())
		s.send(http.MethodPut, "/v1/rules/R-0001", anEntry().and("owner", "Kontorchef"), s.admin(), with("If-Match", rule.header.Get("ETag"))).want(200)
		tag = s.get("/v1/register/R-0001", with("If-None-Match", tag)).want(200).header.Get("ETag")
		s.now = s.now.Add(24 * time.Hour)
		s.get("/v1/register/R-0001", with("If-None-Match", tag)).want(200)
	})
}

func TestRuleInTheRegister(t *testing.T) {
	each(t, func(t *testing.T, s *server) {
		s.create("/v1/rules", aRule("Referat").and("bases", []object{{"reference": "https://www.retsinformation.dk/eli/lta/2024/988 § 11, stk. 1",
			"effect": "permits", "from": "2024-01-01", "until": "2028-01-01"}}).and("justification", object{"value": "Alle kan se, hvad der blev aftalt."}))
		s.create("/v1/reviews", aReview("Dagtilbud", "R-0001"))
		rule := s.get("/v1/register/1").want(200)
		for path, want := range map[string]string{
			"title": "Referat", "area": "Dagtilbud", "adopter": "council",
		} {
			if got := rule.text(path); got != want {
				t.Errorf("%s is %q", path, got)
			}
		}
		if rule.text("bases", 0, "provision") != "§ 11, stk. 1" || rule.text("bases", 0, "until") != "2028-01-01" ||
			rule.at("legal_check", "checked") != true || rule.text("reviews", 0, "slug") != "dagtilbud" ||
			rule.text("justification", "value") == "" || rule.text("grounds", "lapse", "taken_into_review", "sunset", "by", "body") != "Byrådet" {
			t.Errorf("got %s", rule.raw)
		}
		timeline := s.get("/v1/register/R-0001/timeline").want(200)
		items := timeline.at("items").([]any)
		last := len(items) - 1
		if timeline.text("items", 0, "state") != "not_yet" || timeline.at("items", 0, "from") != nil ||
			timeline.text("items", last, "state") != "lapsed" || timeline.text("items", last, "from") != "2027-07-01" || timeline.at("items", last, "until") != nil {
			t.Errorf("got %s", timeline.raw)
		}
		if strings.Contains(string(timeline.raw)+string(rule.raw), "9999-12-31") {
			t.Error("a date that never comes is told")
		}

		// The decision that moved the sunset is the one to quote.
		review := s.get("/v1/reviews/dagtilbud").want(200)
		s.send(http.MethodPut, "/v1/reviews/dagtilbud/sunset", object{"sunset": "2027-10-01", "decision": councilSaid("2027-01-10", "Flyttes til 1. oktober.")},
			s.admin(), with("If-Match", review.header.Get("ETag"))).want(200)
		if got := s.get("/v1/register/R-0001").text("grounds", "lapse", "sunset_moved", "sunset", "by", "words"); got != "Flyttes til 1. oktober." {
			t.Errorf("it quotes %q", got)
		}
	})
}

// anEntry is an entry in the catalogue.
func anEntry() object {
	return object{"kind": "documentation", "area": "Dagtilbud", "unit": "Dagtilbud og skole", "effort": object{"evidence": "not_quantified"}}
}

// The file has all of what the list has, in the reader's language, with the same
// filters, and refuses what the list refuses.
func TestRegisterFile(t *testing.T) {
	each(t, func(t *testing.T, s *server) {
		for _, title := range []string{"=Referat af møder", "Årshjul for rådet"} {
			s.create("/v1/rules", aRule(title))
		}
		s.create("/v1/rules", aRule("Rejser").and("area", "Ældre"))
		before := s.now
		s.now = s.now.Add(24 * time.Hour)
		s.create("/v1/reviews", aReview("Dagtilbud 2027", "R-0001", "R-0002"))
		lines := func(path string, options ...option) []string {
			t.Helper()
			file := strings.TrimPrefix(string(s.get(path, options...).want(200).raw), "\ufeff")
			return strings.Split(strings.TrimSuffix(file, "\r\n"), "\r\n")
		}
		all := lines("/v1/register.csv")
		if len(all) != 4 || all[0] != `"Nummer";"Regel";"Kort sagt";"Område";"Regeltype";"Status";"Status siden";"Hvorfor";"Næste ændring";"Status derefter"` ||
			!strings.HasPrefix(all[1], `"R-0001";"'=Referat af møder";`) || !strings.HasSuffix(all[1], `;"2027-07-01";"Bortfaldet"`) || !strings.HasSuffix(all[3], `;"";""`) {
			t.Errorf("%q", all)
		}
		if got := lines("/v1/register.csv?on=2027-07-01&state=lapsed,repealed&area=Dagtilbud", with("Accept-Language", "en")); len(got) != 3 || !strings.HasPrefix(got[0], `"Number";"Rule"`) || !strings.Contains(got[1], `"Lapsed";"2027-07-01"`) {
			t.Errorf("%q", got)
		}
		if got := lines("/v1/register.csv?on=2027-07-01&state=lapsed&known=" + before.UTC().Format(time.RFC3339)); len(got) != 1 {
			t.Errorf("before the review: %q", got)
		}
		if got := string(s.get("/v1/register.xlsx").want(200).raw); !strings.HasPrefix(got, "PK") {
			t.Errorf("%.20q is no XLSX", got)
		}
		for header, want := range map[string]string{"Content-Type": "text/csv; charset=utf-8", "Content-Disposition": `attachment; filename="regler-2027-01-11.csv"`,
			"Cache-Control": "public, no-cache", "Content-Language": "da", "ETag": ""} {
			if got := s.get("/v1/register.csv").header.Get(header); got != want {
				t.Errorf("%s: %q", header, got)
			}
		}
		if got := s.get("/v1/register.csv", s.admin()).header.Get("Cache-Control"); got != "private, no-cache" {
			t.Errorf("with a token it is kept as %q", got)
		}
		for _, query := range []string{"on=2027-02-30", "known=2040-01-01", "state=gone", "class=gone", "area=" + strings.Repeat("a", 300), "limit=5", "cursor=x"} {
			got := s.get("/v1/register.csv?" + query).want(422)
			if got.header.Get("Content-Disposition") != "" || got.text("code") == "" {
				t.Errorf("%s: %v %s", query, got.header, got.raw)
			}
		}
	})
}

// The log as a file has all of its events, for those who may read it.
func TestAuditFile(t *testing.T) {
	testenv.Long(t)
	each(t, func(t *testing.T, s *server) {
		for range registry.WholeBatch / 2 {
			s.create("/v1/rules", aRule("Ugeplan"))
		}
		for range registry.WholeBatch/2 + 1 {
			s.create("/v1/bodies", object{"name": "=Udvalg", "rank": "committee"})
		}
		lines := strings.Split(string(s.get("/v1/audit-events.csv", s.as("auditor")).want(200).raw), "\r\n")
		count := strings.Count(strings.Join(lines, "\n"), `;"create-body";`)
		if count != registry.WholeBatch/2+1 || lines[0] != "\ufeff"+`"Tidspunkt (UTC)";"Hvem";"Handling";"Hvad det gjaldt";"Revision";"Forespørgsel"` {
			t.Errorf("%d bodies in %q", count, lines[:2])
		}
		if one := string(s.get("/v1/audit-events.csv?object=rule+R-0007", s.admin()).want(200).raw); strings.Count(one, "\r\n") != 2 || !strings.Contains(one, `;"rule R-0007";`) {
			t.Errorf("of one rule: %q", one)
		}
		if got := string(s.get("/v1/audit-events.xlsx", s.admin()).want(200).raw); !strings.HasPrefix(got, "PK") {
			t.Errorf("%.20q is no XLSX", got)
		}
		s.get("/v1/audit-events.csv", s.as("owner")).want(403)
		s.get("/v1/audit-events.csv").want(401)
	})
}
