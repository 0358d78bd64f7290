package openapi

import (
	"fmt"
	"net/http"
	"testing"
)

// Two rules that say much the same are listed, page by page; they can be found
// different and that be taken back; and one can go on in the other, with a trace.
func TestAlike(t *testing.T) {
	each(t, func(t *testing.T, s *server) {
		rule := func(title, demand string) string {
			return s.create("/v1/rules", aRule(title).and("demand", demand)).text("number")
		}
		first := rule("Naturdag hver uge", "Alle børnehavebørn er ude i naturen mindst én dag om ugen.")
		rule("Logbog over besøgende", "Alle besøgende skriver navn og formål i logbogen ved indgangen.")
		second := rule("Ude i naturen", "Børnehavebørnene skal ud i naturen mindst en gang om ugen.")
		third := rule("Naturdag", "Alle børnehavebørn er ude i naturen mindst én dag om ugen.")
		pairs := func(path string) (out []string) {
			for next := path; next != ""; {
				page := s.get(next, s.admin()).want(200)
				for i := range page.column("low") {
					out = append(out, page.text("items", i, "low")+" "+page.text("items", i, "high"))
				}
				if next = page.text("next"); next != "" {
					next = path + "&cursor=" + next
				}
			}
			return out
		}
		equal := func(what string, got, want any) {
			t.Helper()
			if fmt.Sprint(got) != fmt.Sprint(want) {
				t.Errorf("%s: %v, want %v", what, got, want)
			}
		}
		all := []string{first + " " + third, first + " " + second, second + " " + third}
		equal("one by one", pairs("/v1/likenesses?limit=1"), all)
		equal("of a rule", pairs("/v1/rules/"+second+"/alike"), all[1:])
		s.get("/v1/rules/R-0099/alike", s.admin()).want(404)
		s.get("/v1/likenesses?cursor=x", s.admin()).refused(422, "cursor_invalid")
		s.get("/v1/likenesses", s.as("auditor")).want(403)

		different := "/v1/rules/" + third + "/alike/" + first + "/different"
		if got := s.create(different, nil); got.text("low") != first || got.text("high") != third || got.text("by") != "administrator" {
			t.Errorf("found different: %s", got.raw)
		}
		s.send(http.MethodPost, different, nil, s.admin()).refused(409, "found_different")
		s.send(http.MethodPost, "/v1/rules/R-0001/alike/R-0001/different", nil, s.admin()).refused(409, "same_rule")
		s.create("/v1/rules/"+second+"/alike/"+third+"/different", nil)
		equal("without those", pairs("/v1/likenesses?limit=2"), all[1:2])
		equal("those", pairs("/v1/likenesses/different?limit=1"), []string{all[0], all[2]})
		s.send(http.MethodDelete, different, nil, s.admin()).want(204)
		s.send(http.MethodDelete, different, nil, s.admin()).want(404)
		equal("taken back", pairs("/v1/likenesses?limit=2"), all[:2])

		by := councilSaid("2027-01-10", "Reglerne føres som én.")
		merge := func(from, into, valid string) response {
			etag := s.get("/v1/rules/"+from, s.admin()).want(200).header.Get("ETag")
			return s.send(http.MethodPost, "/v1/rules/"+from+"/merge", object{"into": into, "valid": valid, "decision": by}, s.admin(), with("If-Match", etag))
		}
		merge(third, third, "2027-01-10").refused(409, "same_rule")
		merge(third, "R-0099", "2027-01-10").want(404)
		merge(third, first, "2027-01-01").refused(422, "ends_before_it_begins")
		if got := merge(third, first, "2027-01-10").want(200); got.text("into") != first {
			t.Errorf("merged: %s", got.raw)
		}
		gone := s.get("/v1/register/" + third).want(200)
		equal("where it went", gone.text("status", "state")+" "+gone.text("grounds", "successor", "superseded", "by"), "superseded "+first)
		equal("its text", s.get("/v1/rules/"+third+"/versions/1", s.admin()).want(200).text("title"), "Naturdag")
		equal("pairs of rules that stand", pairs("/v1/likenesses?limit=9"), all[1:2])
		merge(second, third, "2027-01-10").refused(409, "rule_ended")
		merge(third, second, "2027-01-10").refused(409, "rule_ended")
		for _, n := range []string{first, third} {
			log := s.get("/v1/audit-events?object=rule+"+n, s.admin()).want(200)
			equal("in the log of "+n, log.text("items", 0, "operation"), "merge-rule")
		}
	})
}
