package openapi

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/policies"
	"github.com/omvendt/omvendt/policies/policiestest"
	"github.com/omvendt/omvendt/registry"
)

// ownPolicy is the program's policy by which what is in no review is extended.
func ownPolicy(t *testing.T) map[string]string {
	t.Helper()
	text := string(policiestest.Compiled().Maker.BuiltinBundle()["in_force.rego"])
	const old, other = `{"code": "NOT_IN_REVIEW", "state": "in_force"}`, `{"code": "NOT_IN_REVIEW", "state": "extended"}`
	if !strings.Contains(text, old) {
		t.Fatal("the policy has changed")
	}
	return map[string]string{"in_force.rego": strings.Replace(text, old, other, 1)}
}

// anew puts another process over the same database.
func (s *server) anew(maker registry.RulebookMaker, checker registry.PolicyChecker) {
	old := s.api.Register
	*s.api.Register = registry.Service{Store: old.Store, Maker: maker, Cases: old.Cases, Adoption: old.Adoption, Checker: checker, Place: old.Place}
	if err := s.api.Register.Prepare(s.t.Context()); err != nil {
		s.t.Fatal(err)
	}
}

func (s *server) stateOn(rule, day string) string {
	s.t.Helper()
	return s.get("/v1/register/"+rule+"?on="+day).want(200).text("status", "state")
}

// A municipality's own policy judges from the day that the council decided on, also after
// the program has been started anew and on another server, and one step goes back.
func TestAdoptPolicyCandidate(t *testing.T) {
	each(t, func(t *testing.T, s *server) {
		s.create("/v1/rules", aRule("En"))
		bring := func(files map[string]string) string {
			return "/v1/policy-candidates/" + s.create("/v1/policy-candidates", object{"name": "egen.tar.gz", "bundle": packedPolicy(files)}).text("id") + "/adoption"
		}
		adopt := func(at, from string) response {
			return s.send(http.MethodPost, at, s.decided("2027-01-10").and("from", from), s.admin())
		}
		adopt(bring(map[string]string{"explain.rego": "package omvendt.explain\n\nanswer := {"}), "2027-01-12").refused(409, "candidate_failed")
		at := bring(ownPolicy(t))
		adopt("/v1/policy-candidates/01900000-0000-7000-8000-000000000000/adoption", "2027-01-12").want(404)
		adopt(at, "2027-01-10").codes(422, "version_begins_too_soon")
		s.send(http.MethodPost, at, object{"from": "2027-01-12"}, s.admin()).codes(422, "required", "required", "required")
		s.send(http.MethodPost, at, s.decided("2027-01-10").and("from", "2027-01-12"), s.as("secretary")).want(403)

		// What it would change is computed, and nothing is decided.
		id := strings.TrimSuffix(strings.TrimPrefix(at, "/v1/policy-candidates/"), "/adoption")
		preview := s.send(http.MethodPost, "/v1/policy-changes", object{"from": "2027-01-12", "candidate": id}, s.admin()).want(201)
		s.advance()
		if got := s.get(preview.header.Get("Location"), s.admin()); got.text("state") != "proposed" || got.text("changed", 0, "will") != "extended" {
			t.Error("proposed:", got.raw)
		}

		made := adopt(at, "2027-01-12").want(201)
		s.advance()
		change := made.header.Get("Location")
		if got := s.get(change, s.admin()).text("state"); got != "stands" {
			t.Fatal("it", got)
		}
		states := func(what string, days map[string]string) {
			t.Helper()
			for day, want := range days {
				if got := s.stateOn("R-0001", day); got != want {
					t.Errorf("%s: on %s it is %s, want %s", what, day, got, want)
				}
			}
		}
		states("adopted", map[string]string{"2027-01-11": "in_force", "2027-01-12": "extended", "2028-01-01": "extended"})

		s.now = s.now.AddDate(0, 0, 3) // the 13th: it judges
		maker, err := policies.NewMaker()
		if err != nil {
			t.Fatal(err)
		}
		s.anew(maker, s.api.Register.Checker)
		s.create("/v1/rules", aRule("To").and("effective_from", "2027-01-01"))
		if before, now := s.stateOn("R-0002", "2027-01-11"), s.stateOn("R-0002", "2027-01-13"); before != "in_force" || now != "extended" {
			t.Error("a rule that was recorded since is", before, now)
		}
		s.consistent()

		back := s.change(change, "/withdrawal", s.decided("2027-01-13")).want(200)
		s.advance()
		if got := s.get("/v1/policy-changes/"+back.text("id"), s.admin()); got.text("state") != "stands" || got.text("begins") != "2027-01-14" {
			t.Error("back:", got.raw)
		}
		if got := s.get(change, s.admin()).text("state"); got != "stands" { // it has judged days
			t.Error("what was taken back has", got)
		}
		states("taken back", map[string]string{"2027-01-11": "in_force", "2027-01-12": "extended", "2027-01-13": "extended", "2027-01-14": "in_force"})
		s.change(change, "/withdrawal", s.decided("2027-01-13")).refused(409, "change_state")
		s.consistent()
	})
}

// What another program checked can have been asked for less.
func TestAdoptUnchecked(t *testing.T) {
	each(t, func(t *testing.T, s *server) {
		id := s.create("/v1/policy-candidates", object{"name": "egen.tar.gz", "bundle": packedPolicy(ownPolicy(t))}).text("id")
		s.anew(s.api.Register.Maker, laterChecker{s.api.Register.Checker})
		s.send(http.MethodPost, "/v1/policy-candidates/"+id+"/adoption", s.decided("2027-01-10").and("from", "2027-01-12"), s.admin()).refused(409, "candidate_unchecked")
	})
}

type laterChecker struct{ registry.PolicyChecker }

func (laterChecker) Program() string { return "a later one" }

// forgetful cannot load one version any more.
type forgetful struct {
	registry.RulebookMaker
	digest string
	why    error
}

func (m forgetful) Rulebook(versions []registry.GameVersion) (registry.Rulebook, error) {
	for _, v := range versions {
		if v.Digest == m.digest {
			return nil, &registry.Error{Code: registry.CodePolicyFailed, Err: m.why}
		}
	}
	return m.RulebookMaker.Rulebook(versions)
}

// A version that cannot be loaded any more leaves the one before in charge, and is told of;
// one that only takes too long leaves nothing recorded.
func TestLostPolicy(t *testing.T) {
	testenv.Long(t)
	each(t, func(t *testing.T, s *server) {
		s.create("/v1/rules", aRule("Nul"))
		id := s.create("/v1/policy-candidates", object{"name": "egen.tar.gz", "bundle": packedPolicy(ownPolicy(t))}).text("id")
		change := s.send(http.MethodPost, "/v1/policy-candidates/"+id+"/adoption", s.decided("2027-01-10").and("from", "2027-01-11"), s.admin()).want(201)
		s.advance()
		s.now = s.now.Add(24 * time.Hour)
		whole := s.api.Register.Maker
		less := func(why error) { s.anew(forgetful{whole, change.text("digest"), why}, s.api.Register.Checker) }
		if lost, err := s.api.Register.LostVersions(t.Context()); err != nil || len(lost) > 0 {
			t.Fatal(lost, err)
		}
		less(errors.New("damaged"))
		lost, err := s.api.Register.LostVersions(t.Context())
		if err != nil || len(lost) != 1 || lost[0].Digest != change.text("digest") || lost[0].Err == nil {
			t.Fatal(lost, err)
		}
		s.create("/v1/rules", aRule("En"))
		if got := s.stateOn("R-0002", "2027-01-11"); got != "in_force" {
			t.Error("judged by the version before it is", got)
		}
		judged := func(rule, want string) {
			t.Helper()
			items := s.get("/v1/register/" + rule + "/timeline").want(200).at("items").([]any)
			if got := items[len(items)-1].(map[string]any)["policy_digest"]; got != want {
				t.Errorf("%s is said to be judged by %s, not by %s", rule, got, want)
			}
		}
		_, builtin := whole.Builtin()
		judged("R-0001", change.text("digest"))
		judged("R-0002", builtin) // and so it stays when the version can be read again
		s.anew(whole, s.api.Register.Checker)
		judged("R-0002", builtin)
		less(context.DeadlineExceeded)
		s.send(http.MethodPost, "/v1/rules", aRule("To"), s.admin()).want(500)
	})
}
