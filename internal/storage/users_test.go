package storage

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

func userOf(id registry.UserID, name, email string, grants ...registry.Grant) registry.User {
	return registry.User{ID: id, Name: name, Email: email, Grants: grants, Active: true, Edit: 1, Created: begin.Truncate(time.Microsecond)}
}

func TestUsers(t *testing.T) {
	both(t, func(x *fixture) {
		within := registry.Grant{Role: "owner", Scope: registry.Scope{Areas: []string{"Ældre", "Dagtilbud"}, KLE: []string{"28"}}}
		aase := userOf("1", "Åse", "aase@example.org", registry.Grant{Role: "administrator"}, within)
		bo := userOf("2", "Bo", "Bo@Example.org")
		oern := userOf("3", "Ørn", "oern@example.org", within)
		x.update(func(tx workflow.Tx) error {
			return errors.Join(tx.InsertUser(aase), tx.InsertUser(bo), tx.InsertUser(oern))
		})
		bo.Email = "bo@example.org"
		x.view(func(r workflow.Reader) error {
			all, err := r.Users()
			x.equal("in Danish order", all, []registry.User{bo, oern, aase})
			byID, err2 := r.UserByID("1")
			x.equal("by id", byID, aase)
			byEmail, err3 := r.UserByEmail("BO@example.ORG")
			x.equal("by e-mail", byEmail, bo)
			if byEmail.Grants == nil {
				t.Error("no grants are null in JSON")
			}
			for _, email := range []string{"x@example.org", "\x00", ""} {
				_, none := r.UserByEmail(email)
				x.wantCode(none, registry.CodeNotFound)
			}
			_, none := r.UserByID("9")
			x.wantCode(none, registry.CodeNotFound)
			return errors.Join(err, err2, err3)
		})
		x.wantCode(x.try(func(tx workflow.Tx) error {
			return tx.InsertUser(userOf("4", "Bodil", "BO@example.org"))
		}), registry.CodeEmailTaken)
		x.wantCode(x.try(func(tx workflow.Tx) error {
			return tx.InsertUser(userOf("4", "Bo\x00dil", "bodil@example.org"))
		}), registry.CodeTextInvalid)

		x.update(func(tx workflow.Tx) error {
			changed := bo
			changed.Active, changed.Grants, changed.Created = false, []registry.Grant{within}, begin.AddDate(1, 0, 0)
			got, err := tx.UpdateUser(changed, 1)
			changed.Edit, changed.Created = 2, bo.Created
			x.equal("changed", got, changed)
			return err
		})
		update := func(u registry.User) error {
			return x.try(func(tx workflow.Tx) error { _, err := tx.UpdateUser(u, 1); return err })
		}
		x.wantCode(update(bo), registry.CodeStale)
		oern.Email = "bo@example.org"
		x.wantCode(update(oern), registry.CodeEmailTaken)
		x.wantCode(update(userOf("9", "Ida", "ida@example.org")), registry.CodeNotFound)
	})
}

func TestSignInsAndSessions(t *testing.T) {
	both(t, func(x *fixture) {
		at := func(d time.Duration) time.Time { return begin.Truncate(time.Microsecond).Add(d) }
		link := registry.SignIn{Hash: "l", User: "1", Expires: at(time.Hour)}
		session := registry.Session{Hash: "s", User: "1", Expires: at(2 * time.Hour)}
		x.update(func(tx workflow.Tx) error {
			return errors.Join(tx.InsertUser(userOf("1", "Ane", "ane@example.org")), tx.InsertSignIn(link), tx.InsertSession(session))
		})
		look := func(hash string) (link registry.SignIn, session registry.Session, err, err2 error) {
			x.view(func(r workflow.Reader) error {
				link, err = r.SignInByHash(hash)
				session, err2 = r.SessionByHash(hash)
				return nil
			})
			return link, session, err, err2
		}
		got, _, err, none := look("l")
		x.equal("link", []any{got, err}, []any{link, nil})
		x.wantCode(none, registry.CodeNotFound)
		_, got2, none, err := look("s")
		x.equal("session", []any{got2, err}, []any{session, nil})
		x.wantCode(none, registry.CodeNotFound)
		_, _, none, none2 := look("\x00")
		x.wantCode(none, registry.CodeNotFound)
		x.wantCode(none2, registry.CodeNotFound)

		// One that has expired stays until the next is made, and then goes.
		x.wait(2 * time.Hour)
		_, _, err, _ = look("l")
		x.equal("still there", err, nil)
		x.update(func(tx workflow.Tx) error {
			return errors.Join(tx.InsertSignIn(registry.SignIn{Hash: "l2", User: "1", Expires: at(26 * time.Hour)}),
				tx.InsertSession(registry.Session{Hash: "s2", User: "1", Expires: at(12 * time.Hour)}))
		})
		_, _, none, _ = look("l")
		x.wantCode(none, registry.CodeNotFound)
		_, _, _, none = look("s")
		x.wantCode(none, registry.CodeNotFound)
		_, _, err, _ = look("l2")
		x.equal("the new link", err, nil)

		x.update(func(tx workflow.Tx) error { // of another user
			return errors.Join(tx.InsertUser(userOf("2", "Bo", "bo@example.org")), tx.EndSessions("2"), tx.EndSessions("\x00"))
		})
		_, _, err, _ = look("l2")
		x.equal("the link of another", err, nil)
		x.update(func(tx workflow.Tx) error {
			return errors.Join(tx.InsertSignIn(registry.SignIn{Hash: "l3", User: "1", Expires: at(26 * time.Hour)}),
				tx.InsertSession(registry.Session{Hash: "s3", User: "1", Expires: at(12 * time.Hour)}), tx.EndSessions("1"))
		})
		for _, hash := range []string{"l2", "l3"} {
			_, _, none, _ = look(hash)
			x.wantCode(none, registry.CodeNotFound)
		}
		for _, hash := range []string{"s2", "s3"} {
			_, _, _, none = look(hash)
			x.wantCode(none, registry.CodeNotFound)
		}
		x.update(func(tx workflow.Tx) error {
			return errors.Join(tx.InsertSignIn(registry.SignIn{Hash: "l2", User: "1", Expires: at(26 * time.Hour)}),
				tx.InsertSession(registry.Session{Hash: "s2", User: "1", Expires: at(12 * time.Hour)}))
		})
		x.update(func(tx workflow.Tx) error {
			return errors.Join(tx.DeleteSignIn("l2"), tx.DeleteSession("s2"), tx.DeleteSignIn("l2"), tx.DeleteSession("\x00"))
		})
		_, _, none, _ = look("l2")
		x.wantCode(none, registry.CodeNotFound)
		_, _, _, none = look("s2")
		x.wantCode(none, registry.CodeNotFound)
	})
}

// TestSignInOnce: of many who use a link at the same time, one gets in.
func TestSignInOnce(t *testing.T) {
	bothTogether(t, func(x *fixture) {
		x.update(func(tx workflow.Tx) error { return tx.InsertUser(userOf("1", "Ane", "ane@example.org")) })
		service := registry.Service{Store: x.db.Registry()}
		_, secret, err := service.InviteUser(x.Context(), act, " ANE@example.org")
		if err != nil {
			x.Fatal(err)
		}
		results := make(chan error)
		for range 4 {
			go func() {
				_, _, err := service.SignIn(x.Context(), registry.Act{Operation: "sign-in"}, secret)
				results <- err
			}()
		}
		in := 0
		for range 4 {
			if err := <-results; err == nil {
				in++
			} else {
				x.wantCode(err, registry.CodeLinkUsed)
			}
		}
		x.equal("in", in, 1)
	})
}

func TestTokens(t *testing.T) {
	both(t, func(x *fixture) {
		created := begin.Truncate(time.Microsecond)
		all := registry.Token{ID: "t1", Name: "Åbne data", Grant: registry.Grant{Role: "administrator"}, Hash: "h1", Created: created}
		within := registry.Token{ID: "t2", Name: "Zebra", Hash: "h2", Created: created,
			Grant: registry.Grant{Role: "integration", Scope: registry.Scope{Areas: []string{"Ældre"}, Units: []string{"Børnehuset"}}}}
		x.update(func(tx workflow.Tx) error { return errors.Join(tx.InsertToken(all), tx.InsertToken(within)) })
		x.view(func(r workflow.Reader) error {
			tokens, err := r.Tokens()
			x.equal("in Danish order", tokens, []registry.Token{within, all})
			got, err2 := r.TokenByHash("h2")
			x.equal("by hash", got, within)
			_, none := r.TokenByHash("H2")
			x.wantCode(none, registry.CodeNotFound)
			return errors.Join(err, err2)
		})
		revoke := func(id registry.TokenID) error {
			return x.try(func(tx workflow.Tx) error { return tx.RevokeToken(id) })
		}
		x.equal("revoked", revoke("t2"), nil)
		for _, id := range []registry.TokenID{"t2", "t9", "\x00"} {
			x.wantCode(revoke(id), registry.CodeNotFound)
		}
		x.view(func(r workflow.Reader) error {
			_, none := r.TokenByHash("h2")
			x.wantCode(none, registry.CodeNotFound)
			tokens, err := r.Tokens()
			x.equal("the other", tokens, []registry.Token{all})
			return err
		})
	})
}

func TestReach(t *testing.T) {
	both(t, func(x *fixture) {
		rule := func(n int, area, unit, kle string) registry.Rule {
			r := ruleOf(n)
			r.Catalogue.Area, r.Catalogue.Unit, r.Catalogue.KLE = area, unit, kle
			return r
		}
		rules := []registry.Rule{rule(1, "Dagtilbud", "Børnehuset", "28.06.08 P35"), rule(2, "Ældre", "Åhjemmet", "27.36"),
			rule(3, "Ældre", "Østergård", "28.06"), rule(4, "Skole's", "", "")}
		x.update(func(tx workflow.Tx) error { return tx.InsertRules(rules, nil) })
		areas := func(a ...string) registry.Scope { return registry.Scope{Areas: a} }
		for name, reach := range map[string]registry.Reach{
			"none":        nil,
			"empty":       {},
			"everything":  {{}},
			"area":        {areas("Ældre")},
			"areas":       {areas("Ældre", "Skole's")},
			"other case":  {areas("ældre")},
			"unit":        {{Units: []string{"Åhjemmet", "Østergård"}}},
			"kle":         {{KLE: []string{"28"}}},
			"kle deeper":  {{KLE: []string{"28.06.", "27"}}},
			"kle twice":   {{KLE: []string{"28", "28.06", "28.06.08", "28.06.08 P"}}},
			"kle short":   {{KLE: []string{"2"}}},
			"kle all":     {{KLE: []string{""}}},
			"wildcard":    {{KLE: []string{"2_", "%"}}},
			"all lists":   {{Areas: []string{"Ældre"}, Units: []string{"Østergård", "Børnehuset"}, KLE: []string{"28"}}},
			"union":       {areas("Dagtilbud"), {KLE: []string{"27"}}},
			"union all":   {areas("Dagtilbud"), {}},
			"not text":    {areas("\x00"), {Units: []string{"\xff"}}, {KLE: []string{"\x00"}}},
			"injection":   {areas("') OR ('1' = '1"), {KLE: []string{"' OR 1 = 1 --"}}},
			"empty areas": {{Areas: []string{}, Units: []string{"Østergård"}}},
		} {
			var want []registry.Number
			for _, r := range rules {
				if reach.Has(r.Catalogue) {
					want = append(want, r.Number)
				}
			}
			x.view(func(r workflow.Reader) error {
				got, err := r.Rules(registry.RuleFilter{Reach: reach})
				x.equal(name, collect(got, func(r registry.Rule) registry.Number { return r.Number }), want)
				var paged []registry.Number
				for after := registry.Number(0); err == nil; {
					got, err = r.Rules(registry.RuleFilter{Reach: reach, After: after, Limit: 1})
					if len(got) == 0 {
						break
					}
					after = got[0].Number
					paged = append(paged, after)
				}
				x.equal(name+", by pages", paged, want)
				return err
			})
		}
		x.view(func(r workflow.Reader) error { // with the rest of the filter
			got, err := r.Rules(registry.RuleFilter{Reach: registry.Reach{areas("Dagtilbud"), areas("Ældre")}, Area: "Ældre", After: 2, Limit: 1})
			x.equal("with others", collect(got, func(r registry.Rule) registry.Number { return r.Number }), "[R-0003]")
			return err
		})
	})
}

func TestUnnamed(t *testing.T) {
	both(t, func(x *fixture) {
		// 23:30 UTC on 2 January is the third in Denmark.
		x.wait(11*time.Hour + 30*time.Minute)
		unnamed := func(operation string) {
			x.Helper()
			if err := x.db.Workflow().Update(x.Context(), registry.Act{Operation: operation}, func(tx workflow.Tx) error {
				return tx.AuditUnnamed(operation, "consultation a")
			}); err != nil {
				x.Fatal(err)
			}
		}
		named := func(object string) {
			x.Helper()
			x.update(func(tx workflow.Tx) error { return tx.Audit(registry.AuditEvent{Object: object}) })
		}
		named("before")
		unnamed("contribute")
		x.wait(time.Hour)
		named("consultation a")
		x.wait(24 * time.Hour)
		unnamed("cut-tie")
		x.view(func(r workflow.Reader) error {
			all, err := r.AuditLog("", registry.AuditPlace{}, 0)
			x.equal("in order", collect(all, func(e registry.AuditEvent) string { return e.At.Format("02 15:04 ") + e.Operation + " " + e.Object }),
				[]string{"04 00:00 cut-tie consultation a", "03 00:30 test consultation a", "03 00:30 test test", "03 00:00 contribute consultation a",
					"02 23:30 test before", "02 23:30 test test"})
			some, err2 := r.AuditLog("consultation a", registry.AuditPlace{}, 2)
			x.equal("of one", collect(some, func(e registry.AuditEvent) string { return e.Operation }), []string{"cut-tie", "test"})
			e := some[0]
			if id := string(e.ID); len(id) != 36 || id[14] != '4' {
				x.Errorf("the id %s tells an order", id)
			}
			x.equal("nothing else", registry.AuditEvent{ID: e.ID, At: e.At, Operation: e.Operation, Object: e.Object}, e)
			return errors.Join(err, err2)
		})
		for _, statement := range []string{"UPDATE unnamed_event SET object = 'x'", "DELETE FROM unnamed_event"} {
			if _, err := x.db.writer.ExecContext(x.Context(), statement); err == nil || !strings.Contains(err.Error(), "append-only") {
				x.Errorf("%s: %v", statement, err)
			}
		}
	})
}

// TestNothingDone is a repeated contribution: nobody, who does nothing.
func TestNothingDone(t *testing.T) {
	both(t, func(x *fixture) {
		nobody := registry.Act{Operation: "contribute"}
		if err := x.db.Workflow().Update(x.Context(), nobody, func(tx workflow.Tx) error {
			_, err := tx.ContributionByReceipt("none")
			x.wantCode(err, registry.CodeNotFound)
			return nil
		}); err != nil {
			x.Error(err)
		}
		err := x.db.Workflow().Update(x.Context(), nobody, func(tx workflow.Tx) error { return tx.InsertUser(userOf("1", "Ane", "a@example.org")) })
		x.wantCode(err, registry.CodeAuditMissing)
	})
}
