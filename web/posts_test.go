package web_test

import (
	"context"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
)

// postOf is the id of the post of a name; one is made where there is none.
func (o *town) postOf(name string) string {
	o.t.Helper()
	a, found, err := o.register.Answerer(context.Background(), name)
	o.must(err)
	if found {
		return string(a.Post.ID)
	}
	p, err := o.register.AddPost(context.Background(), act, name, registry.PostEntry{})
	o.must(err)
	return string(p.ID)
}

// vacate says of a post that it is vacant and goes to another.
func (o *town) vacate(name, head string) string {
	o.t.Helper()
	id, above := o.postOf(name), o.postOf(head)
	_, err := o.register.EditPost(context.Background(), act, registry.PostID(id), 1, name, registry.PostEntry{Vacant: true, Head: registry.PostID(above)})
	o.must(err)
	return id
}

// posted are the states of posts: one vacant, one held, one of which nobody has said anything.
func (o *town) posted(w *worker) []state {
	u, err := o.register.AddUser(context.Background(), act, registry.User{Name: "Gry Ærlig", Email: "gry@example.org", Grants: []registry.Grant{{Role: "owner"}}})
	o.must(err)
	id := registry.PostID(o.postOf("Sikkerhedskonsulenten"))
	_, err = o.register.EditPost(context.Background(), act, id, 1, "Sikkerhedskonsulenten", registry.PostEntry{Unit: "Børn og Unge", Holder: u.ID})
	o.must(err)
	vacant := o.vacate("Leder af Dagtilbud Vest", "Sikkerhedskonsulenten")
	return []state{
		{page: "work_posts", name: "normal", by: w},
		{page: "work_post", name: "normal", by: w, names: []string{vacant}},
		{page: "work_post", name: "normal, held", by: w, names: []string{string(id)}},
		{page: "work_post", name: "not there", by: w, names: []string{"findes-ikke"}, status: 404},
		{page: "rule", name: "vacant post", by: o.stranger(), names: []string{"R-0001"}},
		{page: "work_rule", name: "vacant post", by: w, names: []string{"R-0001"}},
	}
}

// A vacant post shows at once, on the desk and to the public, which sees no name
// of a person; a leaver's posts are emptied in one act, and a post's rules moved in one.
func TestPosts(t *testing.T) {
	testenv.OneAtATime(t)
	o := sample(t, testenv.SQLite(t))
	w, nobody := o.worker("Astrid Ærø", "administrator"), o.stranger()
	post := "/arbejde/stillinger/" + o.postOf("Leder af Dagtilbud Vest")
	chief := o.postOf("Forvaltningschefen")
	u, err := o.register.AddUser(context.Background(), act, registry.User{Name: "Gry Ærlig", Email: "gry@example.org", Grants: []registry.Grant{{Role: "owner"}}})
	o.must(err)

	sends := func(path, form string, pairs ...string) got {
		t.Helper()
		return w.send(path, filled(w.read(path).hidden(form), pairs...))
	}
	if strings.Contains(nobody.read("/regler/R-0001").body, "ledig") {
		t.Error("a post is said to be vacant that nobody has said anything of")
	}
	sends(post, "", "name", "Leder af Dagtilbud Vest", "holder", string(u.ID)).is(t, 200)
	w.read(post).has(t, "Gry Ærlig", "R-0001")
	if page := nobody.read("/regler/R-0001").body; strings.Contains(page, "ledig") || strings.Contains(page, "Gry") {
		t.Error("the public page tells of a post that is held")
	}
	sends(post, "", "name", "Leder af Dagtilbud Vest", "holder", string(u.ID), "head", chief).is(t, 200)
	sends("/arbejde/stillinger", "leave", "user", string(u.ID)).is(t, 200)
	nobody.read("/regler/R-0001").has(t, "Stillingen er ledig, og ingen varetager den.")
	chiefPage := "/arbejde/stillinger/" + chief
	sends(chiefPage, "", "name", "Forvaltningschefen", "holder", string(u.ID)).is(t, 200)
	nobody.read("/regler/R-0001").has(t, "Stillingen er ledig og varetages imens af Forvaltningschefen.")
	w.read("/arbejde/regler/R-0001").has(t, "varetages imens af Forvaltningschefen")
	w.read("/arbejde/regler?q=ugeplan").has(t, "ledig")

	// Another name in all its rules; then all of them to another post.
	sends(post, "", "name", "Leder af Dagtilbud Vest og Nord", "holder", "-", "head", chief).is(t, 200)
	nobody.read("/regler/R-0001").has(t, "Leder af Dagtilbud Vest og Nord")
	nobody.read("/regler/R-0001/historik").has(t, "Leder af Dagtilbud Vest")
	sends(post, "move", "to", chief, "way", "merge").is(t, 200)
	nobody.read("/regler/R-0001").has(t, "Forvaltningschefen")
	if w.read(post).StatusCode != 404 {
		t.Error("a post that was merged is still there")
	}
}

// An owner of own rules reaches those of the posts they hold, act in or, while those
// are vacant, stand above; and never checks the law of them.
func TestOwnRules(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o := newTown(t, dsn, "2026-11-21")
		o.create(rule{number: 1, title: "Ugeplan", from: "2020-01-01", owner: "Lederen"}, rule{number: 2, title: "Referat", from: "2020-01-01", owner: "Souschefen"},
			rule{number: 3, title: "Skema", from: "2020-01-01"})
		ctx := context.Background()
		u, err := o.register.AddUser(ctx, act, registry.User{Name: "Gry Ærlig", Email: "gry@example.org",
			Grants: []registry.Grant{{Role: "owner", Scope: registry.Scope{Own: true}}, {Role: "legal_checker"}}})
		o.must(err)
		_, secret, err := o.register.InviteUser(ctx, act, u.Email)
		o.must(err)
		w := o.stranger()
		w.send("/log-ind/"+secret, nil).is(t, 200)
		post := func(name string, e registry.PostEntry) {
			t.Helper()
			a, _, err := o.register.Answerer(ctx, name)
			o.must(err)
			_, err = o.register.EditPost(ctx, act, a.Post.ID, a.Post.Edit, name, e)
			o.must(err)
		}
		edits := func(number string) bool {
			return w.read("/arbejde/regler/" + number).hidden("entry").Has("edit")
		}
		want := func(when string, first, second bool) {
			t.Helper()
			if got := []bool{edits("R-0001"), edits("R-0002"), edits("R-0003")}; got[0] != first || got[1] != second || got[2] {
				t.Errorf("%s: may edit %v, want %v", when, got, []bool{first, second, false})
			}
		}
		want("without a post", false, false)
		above := registry.PostID(o.postOf("Lederen"))
		post("Lederen", registry.PostEntry{Holder: u.ID})
		want("as the holder", true, false)
		post("Souschefen", registry.PostEntry{Deputy: u.ID})
		want("as a deputy too", true, true)
		post("Souschefen", registry.PostEntry{Vacant: true, Head: above})
		want("as head of a vacant post", true, true)

		check := func(number, by string) got {
			form := w.read("/arbejde/regler/" + number).hidden("check")
			return w.send("/arbejde/regler/"+number, filled(form, "by", by, "day", "2026-11-20", "result", "confirmed"))
		}
		for _, number := range []string{"R-0001", "R-0002"} {
			check(number, "Juridisk afdeling").is(t, 422)
		}
		check("R-0003", "Juridisk afdeling").is(t, 200)

		other, err := o.register.AddUser(ctx, act, registry.User{Name: "Bo", Email: "bo@example.org", Grants: u.Grants})
		o.must(err)
		post("Souschefen", registry.PostEntry{Holder: other.ID, Head: above})
		want("as head of a post that is held", true, false)
		check("R-0002", " bo").is(t, 422) // whoever types it
		check("R-0002", "Juridisk afdeling").is(t, 200)
		_, err = o.register.Leave(ctx, act, u.ID)
		o.must(err)
		want("after leaving", false, false)
	})
}
