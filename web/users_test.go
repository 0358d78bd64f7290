package web_test

import (
	"context"
	"net/url"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
)

// accounts are the states of those who sign in: one who holds a post, one who is shut out.
func (o *town) accounts(w *worker) []state {
	ctx := context.Background()
	limited := registry.Grant{Role: "owner", Scope: registry.Scope{Areas: []string{"Dagpleje", "Skole"}, Own: true}}
	u, err := o.register.AddUser(ctx, act, registry.User{Name: "Ida Åstrøm", Email: "ida@example.org", Grants: []registry.Grant{{Role: "auditor"}, limited}})
	o.must(err)
	_, err = o.register.AddPost(ctx, act, "Leder af Brugerne", registry.PostEntry{Holder: u.ID})
	o.must(err)
	gone, err := o.register.AddUser(ctx, act, registry.User{Name: "Rejst Ørn", Email: "rejst@example.org", Grants: []registry.Grant{limited}})
	o.must(err)
	_, err = o.register.CloseUser(ctx, act, gone.ID, gone.Edit)
	o.must(err)
	at := []string{string(u.ID)}
	return []state{
		{page: "work_users", name: "normal", by: w},
		{page: "work_users", name: "wrong", by: w, send: url.Values{"form": {""}, "name": {""}, "email": {"ingen"}, "grants[0].areas": {"Skole"}}, status: 422},
		{page: "work_user", name: "normal", by: w, names: at},
		{page: "work_user", name: "closed", by: w, names: []string{string(gone.ID)}},
		{page: "work_user", name: "not there", by: w, names: []string{"findes-ikke"}, status: 404},
		{page: "work_user", name: "wrong", by: w, names: at, send: url.Values{"form": {""}, "edit": {"1"}, "name": {"Ida"}, "email": {"ida"}, "grants[1].role": {"owner"}, "grants[1].kle": {long(300)}}, status: 422},
		{page: "work_user", name: "not sure", by: w, names: at, send: url.Values{"form": {"shut"}, "edit": {"1"}}, status: 422},
	}
}

// An administrator adds a user, gives other roles, shuts them out and lets them in again;
// nothing typed is lost, and the last administrator stays.
func TestUserPages(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o := newTown(t, dsn, "2026-11-21")
		w := o.worker("Astrid Ærø", "administrator")
		const list = "/arbejde/brugere"
		self := w.read(list).link(t, list+"/")

		wrong := w.send(list, filled(w.read(list).form(t, ""), "name", "Gry Ærlig", "email", "gry", "grants[0].areas", "Dagpleje")).is(t, 422)
		wrong.has(t, "Rolle 1, Rolle")
		if f := wrong.form(t, ""); f.Get("name") != "Gry Ærlig" || f.Get("email") != "gry" || f.Get("grants[0].areas") != "Dagpleje" {
			t.Errorf("what was typed is lost: %v", f)
		}
		fill := []string{"name", "Gry Ærlig", "email", "gry@example.org", "grants[0].role", "owner", "grants[0].areas", "Dagpleje\r\nSkole"}
		w.send(list, filled(w.read(list).form(t, ""), fill...)).is(t, 200).has(t, "Gry Ærlig", "Gemt.")
		all, err := o.register.Users(t.Context())
		o.must(err)
		gry := all[1]
		if len(gry.Grants) != 1 || len(gry.Grants[0].Scope.Areas) != 2 {
			t.Fatalf("added %+v", all)
		}
		at := list + "/" + string(gry.ID)
		_, secret, err := o.register.InviteUser(t.Context(), act, gry.Email)
		o.must(err)
		her := o.stranger()
		her.send("/log-ind/"+secret, nil).is(t, 200)
		if got := her.read(list).StatusCode; got != 403 {
			t.Errorf("an owner sees the users: %d", got)
		}

		// Another role beside the first; a role taken away.
		w.send(at, filled(w.read(at).form(t, ""), "grants[1].role", "secretary")).is(t, 200)
		w.read(list).has(t, "Regelansvarlig", "Dagpleje, Skole", "Udvalgssekretær")
		two := w.read(at).form(t, "")
		w.send(at, filled(w.read(at).form(t, ""), "grants[0].role", "", "grants[0].areas", "")).is(t, 200)
		if f := w.send(at, filled(two, "name", "Gry Havre")).is(t, 412).form(t, ""); f.Get("name") != "Gry Havre" || f.Get("grants[0].role") != "secretary" || f.Get("grants[1].role") != "" { // somebody was first
			t.Errorf("beside what stands now there is %v", f)
		}
		if u, err := o.register.User(t.Context(), gry.ID); err != nil || len(u.Grants) != 1 || u.Grants[0].Role != "secretary" || u.Name != "Gry Ærlig" {
			t.Errorf("stands %+v, %v", u, err)
		}

		// Shut out, when whoever does it is sure.
		w.send(at, w.read(at).form(t, "shut")).is(t, 422)
		w.send(at, filled(w.read(at).form(t, "shut"), "sure", "yes")).is(t, 200).has(t, "Brugeren er lukket ude.")
		if path := her.read("/arbejde").Request.URL.Path; !strings.HasPrefix(path, "/log-ind") {
			t.Errorf("she still works at %s", path)
		}
		w.read(list).has(t, "lukket")
		w.send(at, w.read(at).form(t, "open")).is(t, 200).has(t, "Brugeren kan logge ind igen.")
		w.send(self, filled(w.read(self).form(t, "shut"), "sure", "yes")).is(t, 409).has(t, "Astrid Ærø er den sidste, der er administrator for hele kommunen.")
	})
}
