package openapi

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/registry"
)

// aRequest asks to confirm all rules.
func aRequest(title string) object {
	return object{"title": title, "ask": "confirm", "deadline": "2027-02-01"}
}

// ofRequest makes the request of an operation on a request to posts.
func (s *sendings) ofRequest(op string) sending {
	n := s.next("")
	user := s.user()
	post := s.create("/v1/posts", object{"name": "Stilling " + n, "holder": user}).text("name")
	rule := s.create("/v1/rules", aRule("Regel "+n).and("owner", post)).header.Get("Location")
	here := s.create("/v1/requests", aRequest("Anmodning "+n).and("owner", post)).header.Get("Location")
	etag := func() option { return with("If-Match", s.get(here, s.admin()).header.Get("ETag")) }
	switch op {
	case "edit-request":
		return sending{path: here, body: aRequest("Anmodning "+n).and("words", "Vi beder jer."), seen: here, name: "words"}
	case "send-request":
		return sending{path: here + "/sending", seen: here}
	case "end-request":
		return sending{path: here + "/end", seen: here}
	}
	s.send("POST", here+"/sending", nil, s.admin(), etag()).want(200)
	if op == "remind-request" {
		return sending{path: here + "/reminders", seen: here}
	}
	return sending{path: here + "/rules/" + strings.TrimPrefix(rule, "/v1/rules/") + "/answer", body: object{"answer": "still_right", "user": user},
		seen: rule, name: "answer", to: "undefended"}
}

// asker is an administrator who asks posts about rules.
type asker struct{ *server }

func (a asker) edits(method, path string, body any, seen string) response {
	a.t.Helper()
	return a.send(method, path, body, a.admin(), with("If-Match", a.get(seen, a.admin()).header.Get("ETag")))
}

func (a asker) user(name string) string {
	return a.create("/v1/users", object{"name": name, "email": strings.ToLower(name) + "@eksempel.example", "grants": []object{{"role": "owner", "own": true}}}).text("id")
}

// mails are the texts of the mails of a request, newest first.
func (a asker) mails() (all []string) {
	for _, id := range a.get("/v1/mails", a.admin()).column("id") {
		all = append(all, a.get("/v1/mails/"+id, a.admin()).text("text"))
	}
	return all
}

func (a asker) posts(request string) (all []string) {
	got := a.get(request, a.admin()).want(200)
	list, _ := got.json.(map[string]any)["posts"].([]any)
	for _, one := range list {
		p := one.(map[string]any)
		all = append(all, fmt.Sprint(p["post"], ":", p["answered_by"], " ", p["answered"], "/", p["rules"]))
	}
	return all
}

func (a asker) equal(what string, got []string, want ...string) {
	a.t.Helper()
	if strings.Join(got, ", ") != strings.Join(want, ", ") {
		a.t.Errorf("%s: %q, want %q", what, got, want)
	}
}

// The rules of a request are fixed when it is sent, who answers for them is not;
// one mail goes to each person; only they answer, by a press or by what they change;
// a rule that ends is not waited for.
func TestAsked(t *testing.T) {
	each(t, func(t *testing.T, s *server) {
		a := asker{s}
		gry, bo, eva := a.user("Gry"), a.user("Bo"), a.user("Eva")
		leader := s.create("/v1/posts", object{"name": "Leder", "holder": gry}).header.Get("Location")
		s.create("/v1/posts", object{"name": "Vakant", "vacant": true, "head": strings.TrimPrefix(leader, "/v1/posts/")})
		s.create("/v1/posts", object{"name": "Chef", "holder": bo})
		for _, r := range []object{aRule("En").and("owner", "Leder"), aRule("To").and("owner", "Leder"), aRule("Tre").and("owner", "Vakant"), aRule("Fire").and("owner", "Chef"),
			aRule("Fem").and("owner", "Ingen"), aRule("Seks").and("owner", nil), aRule("Syv").and("owner", "Leder").and("area", "Skole")} {
			s.create("/v1/rules", r)
		}
		draft := aRequest("Er de rigtige?").and("area", "Dagtilbud")
		s.send("POST", "/v1/requests", draft.and("deadline", "2027-01-09"), s.admin()).refused(422, "deadline_past")
		s.send("POST", "/v1/requests", draft.and("ask", "complete"), s.admin()).refused(422, "required")
		s.send("POST", "/v1/requests", draft, s.as("owner")).refused(403, "forbidden")
		here := s.create("/v1/requests", draft).header.Get("Location")
		a.equal("before it is sent", a.posts(here), "Leder:holder 0/2", ":nobody 0/1", "Chef:holder 0/1", "Ingen:nobody 0/1", "Vakant:head 0/1")
		if n := len(a.mails()); n != 0 {
			t.Errorf("%d mails before it was sent", n)
		}
		answer := func(number, user, what string) response {
			return a.edits("PUT", here+"/rules/"+number+"/answer", object{"answer": what, "user": user}, "/v1/rules/"+number)
		}
		answer("R-0001", gry, "still_right").refused(404, "not_found")
		a.edits("POST", here+"/reminders", nil, here).refused(409, "request_not_open")
		a.edits("POST", here+"/sending", nil, here).want(200)
		a.edits("POST", here+"/sending", nil, here).refused(409, "request_sent")
		a.equal("one mail to each", a.mails(), "Gry 3 false [{R-0001 En} {R-0002 To} {R-0003 Tre}] [Vakant]", "Bo 1 false [{R-0004 Fire}] []")
		s.create("/v1/rules", aRule("Otte").and("owner", "Leder")) // too late

		answer("R-0007", gry, "still_right").refused(404, "not_found")
		answer("R-0001", bo, "still_right").refused(403, "not_answerer")
		answer("R-0006", gry, "still_right").refused(403, "not_answerer")
		s.send("PUT", here+"/rules/R-0001/answer", object{"answer": "still_right", "user": gry}, s.admin(), with("If-Match", `"9"`)).refused(412, "stale")
		s.send("PUT", here+"/rules/R-0001/answer", object{"answer": "still_right", "user": gry}, s.as("challenger"), with("If-Match", `"1"`)).refused(403, "forbidden")
		if got := answer("R-0001", gry, "still_right").want(200); got.text("answered_by") != "Gry" || got.text("answered_on") != "2027-01-10" {
			t.Errorf("answered: %s", got.raw)
		}
		answer("R-0003", gry, "undefended").want(200)
		if got := s.get("/v1/rules/R-0003/justifications", s.admin()).want(200); !strings.Contains(string(got.raw), `"Vakant"`) {
			t.Errorf("nobody defends the rule, and its justifications say %s", got.raw)
		}
		if log := s.get("/v1/audit-events?object=rule+R-0001", s.admin()); !strings.Contains(string(log.raw), "still_right") {
			t.Errorf("the log does not tell of the answer: %s", log.raw)
		}

		// Who holds the post today answers, for what was asked before.
		p := s.get(leader, s.admin())
		s.send(http.MethodPut, leader, object{"name": "Leder", "holder": eva}, s.admin(), with("If-Match", p.header.Get("ETag"))).want(200)
		answer("R-0002", gry, "still_right").refused(403, "not_answerer")
		a.equal("answered", a.posts(here), ":nobody 0/1", "Chef:holder 0/1", "Ingen:nobody 0/1", "Leder:holder 1/2", "Vakant:head 1/1")

		// What an administrator corrects is no answer of the post's.
		entry := anEntry().and("owner", "Chef").and("source", "Rettet")
		a.edits("PUT", "/v1/rules/R-0004", entry, "/v1/rules/R-0004").want(200)
		a.equal("corrected by another", a.posts(here)[:2], ":nobody 0/1", "Chef:holder 0/1")
		as := registry.Act{Actor: registry.Actor{Name: "Bo", User: registry.UserID(bo)}, Operation: "create-justification"}
		if _, err := s.api.Register.Justify(t.Context(), as, 4, 2, registry.Justification{Value: "Tryghed"}); err != nil {
			t.Fatal(err)
		}
		// A rule that was merged is not waited for.
		a.edits("POST", "/v1/rules/R-0005/merge", object{"into": "R-0006", "valid": "2027-01-10", "decision": councilSaid("2027-01-10", "De er ens.")}, "/v1/rules/R-0005").want(200)
		got := s.get(here, s.admin()).want(200).json.(map[string]any)
		for field, want := range map[string]float64{"rules": 5, "still_right": 1, "rewritten": 1, "undefended": 1, "waiting": 2, "gone": 1} {
			if got[field] != want {
				t.Errorf("%s is %v, want %v", field, got[field], want)
			}
		}

		// Those of whom rules wait are reminded; its words stand, its deadline moves.
		s.now = s.now.AddDate(0, 0, 1)
		a.edits("POST", here+"/reminders", nil, here).want(200)
		a.equal("reminded", a.mails()[:len(a.mails())-2], "Eva 1 true [{R-0002 To}] []")
		a.edits("PUT", here, draft.and("words", "Andre ord"), here).refused(409, "request_sent")
		a.edits("PUT", here, draft.and("deadline", "2027-03-01"), here).want(200)
		s.now = s.now.AddDate(0, 3, 0)
		answer("R-0002", eva, "still_right").want(200) // late is better than never
		a.edits("POST", here+"/reminders", nil, here).refused(409, "nobody_waits")
		a.edits("POST", here+"/end", nil, here).want(200)
		answer("R-0002", eva, "undefended").refused(409, "request_not_open")
		a.edits("POST", here+"/end", nil, here).refused(409, "request_over")
	})
}

// Of a request to fill in, a rule is answered when nothing that was asked for is
// lacking, whoever filled it in, and not before.
func TestAskedToFillIn(t *testing.T) {
	each(t, func(t *testing.T, s *server) {
		a := asker{s}
		gry := a.user("Gry")
		s.create("/v1/posts", object{"name": "Leder", "holder": gry})
		lacking := aRule("En").and("owner", "Leder").and("plain", "Kort.").and("justification", nil)
		s.create("/v1/rules", lacking)
		s.create("/v1/rules", lacking.and("justification", object{"value": "Tryghed"}))
		s.create("/v1/rules", lacking.and("plain", nil))
		here := s.create("/v1/requests", aRequest("Begrund").and("ask", "complete").and("lacking", []string{"justification", "plain"})).header.Get("Location")
		a.edits("POST", here+"/sending", nil, here).want(200)
		a.equal("asked about", s.get(here+"/rules", s.admin()).column("number"), "R-0001", "R-0003")
		still := object{"answer": "still_right", "user": gry}
		a.edits("PUT", here+"/rules/R-0001/answer", still, "/v1/rules/R-0001").refused(409, "still_lacks")
		for _, n := range []string{"R-0001", "R-0003"} {
			a.edits("POST", "/v1/rules/"+n+"/justifications", object{"value": "Tryghed"}, "/v1/rules/"+n).want(201)
		}
		a.equal("waiting", s.get(here+"/rules?waiting=true", s.admin()).column("number"), "R-0003")
		a.edits("POST", "/v1/rules/R-0003/versions", object{"from": "2027-01-10", "title": "En", "demand": "B", "plain": "Kort."}, "/v1/rules/R-0003").want(201)
		a.equal("filled in", a.posts(here), "Leder:holder 2/2")
	})
}
