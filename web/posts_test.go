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
