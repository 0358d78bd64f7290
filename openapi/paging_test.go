package openapi

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/registry"
)

// TestPagesWhileWriting walks every list that has pages, two items at a time,
// while somebody writes: what was there at the beginning comes once each. A
// cursor is no good for other filters, nor for another list.
func TestPagesWhileWriting(t *testing.T) {
	each(t, func(t *testing.T, alone *server) {
		s := &sendings{server: alone}
		here := s.consultation()
		link := "/v1/open-links/" + s.create(here+"/links", object{"audience": "Forældre"}).text("token") + "/contributions"
		write := func() {
			s.n++
			s.create("/v1/hassles", s.hassle())
			s.send("POST", link, object{"submission": submission(s.n), "suggestions": []string{"Flere bænke."}}).want(201)
			s.create("/v1/rules", aRule(s.next("Regel ")).and("check", nil).and("bases", []object{{"reference": s.next("Aftale § "), "effect": "agreement", "from": "2020-01-01"}}))
		}
		stops := s.stops()
		for range 5 {
			write()
			s.create(stops+"/tasks", s.stopTask())
		}
		s.send("POST", "/v1/rules/R-0001/justifications", object{"value": "Tryghed"}, s.admin(), with("If-Match", `"1"`)).want(201)
		var asking string
		for range 5 {
			asking = s.create("/v1/requests", aRequest(s.next("Anmodning "))).header.Get("Location")
		}
		s.send("POST", asking+"/sending", nil, s.admin(), with("If-Match", `"1"`)).want(200)
		draft := s.create("/v1/import-drafts", uploaded(aSheet("Zebra", 9))).header.Get("Location")
		lists := map[string]struct{ path, id, filter, other string }{
			"list-register":       {"/v1/register", "number", "area=Dagtilbud", "area=Skole"},
			"list-rules":          {"/v1/rules", "number", "area=Dagtilbud", "area=Skole"},
			"list-legal-queue":    {"/v1/legal-checks/queue", "number", "area=Dagtilbud", "area=Skole"},
			"list-requests":       {"/v1/requests", "id", "state=draft", "state=open"},
			"list-request-rules":  {asking + "/rules", "number", "waiting=false", "waiting=true"},
			"list-import-rows":    {draft + "/rows", "title", "state=new", "state=error"},
			"list-hassles":        {"/v1/hassles", "id", "undone=true", "theme=" + registry.NewRandomID[string]()},
			"list-stop-tasks":     {"/v1/stop-tasks", "id", "open=true", "post=" + registry.NewRandomID[string]()},
			"list-inputs":         {here + "/inputs", "id", "audience=" + "For%C3%A6ldre", "audience=Andre"},
			"list-audit-events":   {"/v1/audit-events", "id", "object=rule+R-0001", "object=rule+R-0002"},
			"list-evaluations":    {"/v1/evaluations", "id", "rule=R-0001", "rule=R-0002"},
			"list-grounded-rules": {"/v1/legal-bases", "number", "reference=Aftale", "reference=Andet"},
			"list-references":     {"/v1/references", "reference", "within=Aftale", "within=Andet"},
		}
		cursors := map[string]string{}
		for _, op := range s.api.operations {
			if !op.Pages {
				continue
			}
			if op.ID == "list-changes" || op.Tag == "likeness" || op.Tag == "simulations" || op.Tag == "kle" || op.Tag == "send-ons" || op.Tag == "log" || op.ID == "list-mails" || op.ID == "list-moves" || op.ID == "list-turns" || op.ID == "list-turn-days" || op.ID == "list-guidances" || op.ID == "list-imports" || op.ID == "list-imported-rules" || op.ID == "list-said-and-done-rules" || op.ID == "list-published-inputs" {
				continue // without filters, or not filled by programs: TestSaidAndDone, TestHistory, TestAlike, TestKLE, TestSendOn, TestLogIsWalked, TestMails, TestMoves, TestTurns, TestImportThroughTheAPI, TestConsultation
			}
			x, known := lists[op.ID]
			if !known {
				t.Errorf("nobody has walked %s", op.ID)
				continue
			}
			there := s.get(x.path+"?limit=200", s.admin()).want(200).column(x.id)
			if len(there) < 5 {
				t.Fatalf("%s has %d items only", op.ID, len(there))
			}
			var walked []string
			for next := x.path + "?limit=2"; next != ""; {
				page := s.get(next, s.admin()).want(200)
				ids := page.column(x.id)
				if len(ids) > 2 || len(ids) == 0 {
					t.Fatalf("%s has a page of %d", op.ID, len(ids))
				}
				walked = append(walked, ids...)
				if link := page.header.Get("Link"); (link == "") != (page.text("next") == "") {
					t.Errorf("%s: Link is %q, next %q", op.ID, link, page.text("next"))
				}
				next = strings.TrimSuffix(strings.TrimPrefix(page.header.Get("Link"), "<"), `>; rel="next"`)
				if cursors[op.ID] == "" {
					cursors[op.ID] = page.text("next")
				}
				if len(walked) < 8 {
					write()
				}
				if len(walked) > 200 {
					t.Fatalf("%s has no end", op.ID)
				}
			}
			for _, id := range there {
				if n := len(slices.DeleteFunc(slices.Clone(walked), func(w string) bool { return w != id })); n != 1 {
					t.Errorf("%s shows %s %d times", op.ID, id, n)
				}
			}
			all := len(walked)
			slices.Sort(walked)
			if len(slices.Compact(walked)) != all {
				t.Errorf("%s shows something twice: %v", op.ID, walked)
			}
			s.get(fmt.Sprintf("%s?%s&cursor=%s", x.path, x.other, cursors[op.ID]), s.admin()).refused(422, "cursor_invalid")
			narrow := s.get(x.path+"?limit=1&"+x.filter, s.admin()).want(200).text("next")
			if narrow == "" {
				t.Fatalf("%s with %s has one page", op.ID, x.filter)
			}
			s.get(fmt.Sprintf("%s?%s&cursor=%s", x.path, x.other, narrow), s.admin()).refused(422, "cursor_invalid")
			s.get(fmt.Sprintf("%s?%s&cursor=%s", x.path, x.filter, narrow), s.admin()).want(200)
		}
		for list, x := range lists {
			for from, cursor := range cursors {
				if from != list {
					s.get(x.path+"?cursor="+cursor, s.admin()).refused(422, "cursor_invalid")
				}
			}
		}
	})
}
