package openapi

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/registry"
)

func TestUsersAndTokens(t *testing.T) {
	each(t, func(t *testing.T, s *server) {
		user := object{"name": "Gry Havreager", "email": "Gry@eksempel.example", "grants": []object{{"role": "secretary"}}}
		s.send("POST", "/v1/users", user, s.as("owner")).refused(403, "forbidden")
		id := s.create("/v1/users", user).text("id")
		s.send("POST", "/v1/users", user, s.admin()).refused(409, "email_taken")
		for field, wrong := range map[string]object{"email": user.and("email", "ingen"), "grants": user.and("grants", []object{}), "name": user.and("name", "")} {
			if r := s.send("POST", "/v1/users", wrong, s.admin()).want(422); r.text("errors", 0, "field") != field {
				t.Errorf("got %s, want %s", r.raw, field)
			}
		}
		if got := s.get("/v1/users", s.admin()).want(200); got.text("items", 0, "email") != "gry@eksempel.example" || got.at("items", 0, "active") != true {
			t.Errorf("got %s", got.raw)
		}
		key := with("Idempotency-Key", "invite")
		link := s.send("POST", "/v1/users/"+id+"/invitations", nil, s.admin(), key).want(201)
		secret := strings.TrimPrefix(link.text("path"), signInPath)
		if u, err := s.api.Register.CheckSignIn(t.Context(), secret); err != nil || string(u.ID) != id {
			t.Errorf("the link signs in %v, %v", u, err)
		}
		if again := s.send("POST", "/v1/users/"+id+"/invitations", nil, s.admin(), key).want(201); again.text("path") != "" {
			t.Errorf("the link is shown twice: %s", again.raw)
		}
		s.send("POST", "/v1/users/01a2b3c4-0000-7000-8000-000000000000/invitations", nil, s.admin()).refused(404, "not_found")

		token := object{"name": "Fagsystem", "role": "integration"}
		made := s.send("POST", "/v1/tokens", token, s.admin(), key).want(201)
		again := s.send("POST", "/v1/tokens", token, s.admin(), key).want(201)
		if made.text("secret") == "" || again.text("secret") != "" || again.text("id") != made.text("id") {
			t.Errorf("made %s, then %s", made.raw, again.raw)
		}
		bearer := with("Authorization", "Bearer "+made.text("secret"))
		s.get("/v1/rules", bearer).want(200)
		listed := s.get("/v1/tokens", s.admin()).want(200)
		if !slices.Contains(listed.column("name"), "Fagsystem") || strings.Contains(string(listed.raw), made.text("secret")) {
			t.Errorf("got %s", listed.raw)
		}
		s.send("DELETE", "/v1/tokens/"+made.text("id"), nil, s.admin()).want(http.StatusNoContent)
		s.send("DELETE", "/v1/tokens/"+made.text("id"), nil, s.admin()).refused(404, "not_found")
		s.get("/v1/rules", bearer).refused(401, "unauthorized")
		s.send("POST", "/v1/tokens", object{"name": "x", "role": "konge"}, s.admin()).want(422)
		if trail := string(s.get("/v1/audit-events", s.admin()).want(200).raw); strings.Contains(trail, secret) || strings.Contains(trail, made.text("secret")) {
			t.Error("a secret is in the log")
		}
	})
}

// TestConstrained: who owns the rules of one area changes and weighs those alone.
func TestConstrained(t *testing.T) {
	each(t, func(t *testing.T, s *server) {
		s.create("/v1/rules", aRule("Referat"))
		s.create("/v1/rules", aRule("Tilsyn").and("area", "Dagpleje"))
		s.create("/v1/reviews", aReview("Eftersyn", "R-0001", "R-0002"))
		owner := with("Authorization", "Bearer "+s.create("/v1/tokens", object{"name": "Dagplejen", "role": "owner", "areas": []string{"Dagpleje"}}).text("secret"))

		if got := s.get("/v1/rules", owner).want(200).column("number"); !slices.Equal(got, []string{"R-0002"}) {
			t.Errorf("lists %v", got)
		}
		entry := func(number string) (object, option) {
			r := s.get("/v1/rules/"+number, s.admin()).want(200)
			return object{"kind": "rule", "area": r.text("area"), "unit": "Alle", "effort": object{"evidence": "not_quantified"}}, with("If-Match", r.header.Get("ETag"))
		}
		other, tag := entry("R-0001")
		s.send("PUT", "/v1/rules/R-0001", other, owner, tag).refused(403, "forbidden")
		own, tag := entry("R-0002")
		s.send("PUT", "/v1/rules/R-0002", own.and("area", "Dagtilbud"), owner, tag).refused(403, "forbidden")
		s.send("PUT", "/v1/rules/R-0002", own, owner, tag).want(200)
		s.send("POST", "/v1/rules/R-0001/justifications", object{"value": "x"}, owner, with("If-Match", `"1"`)).refused(403, "forbidden")
		s.send("POST", "/v1/rules", aRule("Ny"), owner).refused(403, "forbidden")

		here := s.create("/v1/reviews/eftersyn/consultations", aConsultation().and("rules", []string{"R-0001", "R-0002"})).header.Get("Location")
		link := s.create(here+"/links", object{"audience": "Forældre"}).text("token")
		s.send("POST", "/v1/open-links/"+link+"/contributions", object{"submission": aSubmission, "suggestions": []string{"Flere bænke."},
			"views": []object{{"rule": "R-0001", "stance": "keep"}, {"rule": "R-0002", "stance": "repeal"}}}).want(201)
		mine := s.get(here+"/inputs", owner).want(200)
		if got := mine.column("rule"); !slices.Equal(got, []string{"R-0002"}) {
			t.Errorf("sees inputs about %v", got)
		}
		everything := s.get(here+"/inputs", s.admin()).want(200).seen()
		if len(everything) != 3 {
			t.Fatalf("there are %v", everything)
		}
		s.send("POST", "/v1/dispositions", object{"inputs": everything, "kind": "followed", "reason": "Ja."}, owner).refused(403, "forbidden")
		s.send("POST", "/v1/dispositions", object{"inputs": mine.seen(), "kind": "followed", "reason": "Ja."}, owner).want(201)
		s.send("POST", here+"/screenings", object{"inputs": everything, "screening": "published"}, owner).refused(403, "forbidden")
	})
}

// A user who is closed is out at once and can be let in again; roles are given and taken;
// and an administrator of the whole municipality is always left.
func TestCloseUser(t *testing.T) {
	each(t, func(t *testing.T, s *server) {
		made := s.create("/v1/users", object{"name": "Gry", "email": "gry@eksempel.example", "grants": []object{{"role": "administrator"}}})
		gry, register := made.header.Get("Location"), s.api.Register
		act := registry.Act{Actor: registry.Actor{Name: "test"}, Operation: "test"}
		change := func(method, path, about string, body any) response {
			return s.send(method, path, body, s.admin(), with("If-Match", s.get(about, s.admin()).want(200).header.Get("ETag")))
		}
		link := func() string {
			_, secret, err := register.InviteUser(t.Context(), act, "gry@eksempel.example")
			if err != nil {
				t.Fatal(err)
			}
			return secret
		}
		in := func(secret string) string {
			session, _, err := register.SignIn(t.Context(), act, secret)
			if err != nil {
				t.Fatal(err)
			}
			return session
		}
		out := func(session, secret string) {
			t.Helper()
			if _, err := register.SignedIn(t.Context(), session); registry.CodeOf(err) != registry.CodeUnauthorized {
				t.Errorf("the session goes on: %v", err)
			}
			if _, _, err := register.SignIn(t.Context(), act, secret); registry.CodeOf(err) != registry.CodeLinkUsed {
				t.Errorf("the link signs in: %v", err)
			}
		}
		session, secret := in(link()), link()
		if r := change("POST", gry+"/closing", gry, nil).refused(409, "last_administrator"); !strings.Contains(string(r.raw), "Gry") {
			t.Errorf("it does not say who: %s", r.raw)
		}
		lesser := object{"name": "Gry", "email": "gry@eksempel.example", "grants": []object{{"role": "administrator", "areas": []string{"Skole"}}}}
		change("PUT", gry, gry, lesser).refused(409, "last_administrator")
		change("PUT", gry, gry, lesser.and("grants", []object{{"role": "administrator"}, {"role": "auditor"}})).refused(409, "last_administrator")
		bo := s.create("/v1/users", object{"name": "Bo", "email": "bo@eksempel.example", "grants": []object{{"role": "administrator"}}}).header.Get("Location")

		changed := change("PUT", gry, gry, lesser.and("name", "Gry Havre"))
		if changed.want(200); changed.text("name") != "Gry Havre" || changed.text("grants", 0, "areas", 0) != "Skole" {
			t.Errorf("got %s", changed.raw)
		}
		if who, err := register.SignedIn(t.Context(), session); err != nil || len(who.Grants) != 1 || len(who.Grants[0].Scope.Areas) != 1 {
			t.Errorf("other roles count for %+v, %v", who, err)
		}
		change("PUT", gry, gry, lesser.and("email", "bo@eksempel.example")).refused(409, "email_taken")
		if r := change("PUT", gry, gry, lesser.and("grants", []object{})).want(422); r.text("errors", 0, "field") != "grants" {
			t.Errorf("got %s", r.raw)
		}
		s.send("POST", gry+"/closing", nil, s.admin()).refused(428, "precondition_required")
		s.send("POST", gry+"/closing", nil, s.admin(), with("If-Match", made.header.Get("ETag"))).refused(412, "stale")

		if closed := change("POST", gry+"/closing", gry, nil).want(200); closed.at("active") != false || closed.text("name") != "Gry Havre" {
			t.Errorf("got %s", closed.raw)
		}
		out(session, secret)
		s.send("POST", gry+"/invitations", nil, s.admin()).refused(404, "not_found")
		change("POST", bo+"/closing", bo, nil).refused(409, "last_administrator")

		if opened := change("POST", gry+"/reopening", gry, nil).want(200); opened.at("active") != true || opened.text("grants", 0, "areas", 0) != "Skole" {
			t.Errorf("got %s", opened.raw)
		}
		out(session, secret) // what ended stays ended
		session, secret = in(link()), link()
		change("PUT", gry, gry, lesser.and("email", "Havre@eksempel.example")).want(200)
		out(session, secret) // the link was sent to another address

		trail := s.get("/v1/audit-events", s.admin()).want(200).column("operation")
		for _, op := range []string{"edit-user", "close-user", "reopen-user"} {
			if !slices.Contains(trail, op) {
				t.Errorf("the log does not tell of %s: %v", op, trail)
			}
		}
		s.get(gry, s.as("owner")).refused(403, "forbidden")
		s.get("/v1/users/01a2b3c4-0000-7000-8000-000000000000", s.admin()).refused(404, "not_found")
	})
}
