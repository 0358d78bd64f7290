package web

import (
	"slices"

	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/registry"
)

// postAddresses and postPlaces are the pages of posts.
var (
	postAddresses = map[string]address{
		"work_posts": {texts.Danish: "/arbejde/stillinger", texts.English: "/en/desk/posts"},
		"work_post":  {texts.Danish: "/arbejde/stillinger/{post}", texts.English: "/en/desk/posts/{post}"},
	}
	postPlaces = map[string]place{
		"work_posts": {permission: "govern", show: (*visit).posts, forms: map[string]form{
			"":      {operation: "create-post", send: (*visit).addPost},
			"leave": {operation: "empty-posts", send: (*visit).emptyPosts},
		}},
		"work_post": {permission: "govern", show: (*visit).post, forms: map[string]form{
			"":     {operation: "edit-post", send: (*visit).editPost},
			"move": {operation: "move-post-rules", send: (*visit).movePostRules},
		}},
	}
)

const (
	postsPerPage     = 100
	postRulesPerPage = 50
)

// vacancy says of a post that is vacant who answers for it meanwhile, as posts and
// not as persons; empty while it is not.
func (v *visit) vacancy(name string) (string, error) {
	a, found, err := v.Register.Answerer(v.r.Context(), name)
	if err != nil || !found || !a.Post.Vacant {
		return "", err
	}
	return v.text("post.vacant_"+string(a.Manner), "post", a.By.Name), nil
}

type postsPage struct {
	Page
	Complaints []Complaint
	Form       Form
	Leave      Form
	Posts      []PostLine
	Next       string // address of the next page; empty on the last
	Start      string // of the first; empty on it
	Leavers    []Option
	postChoices
}

// PostLine is a post in a list.
type PostLine struct {
	ID, Name, Unit, Rules string
	Who                   string // who answers for it
	Vacant, Unsaid        bool
}

// postChoices are the selects of a post's form.
type postChoices struct{ Holders, Users, Heads []Option }

func (v *visit) posts() (answer, error) {
	return v.postsPage(v.form("", "post."), v.form("leave", "post."))
}

func (v *visit) addPost() (answer, error) {
	f := v.form("", "post.")
	p, err := v.Register.AddPost(v.r.Context(), v.act, v.said("name"), v.saidPost())
	if f.refused(v, err) {
		return v.postsPage(f, v.form("leave", "post."))
	}
	return v.done("saved", "work_post", string(p.ID)), err
}

func (v *visit) emptyPosts() (answer, error) {
	f := v.form("leave", "post.")
	var c registry.Checks
	c.Text("user", v.said("user"), registry.LimitName, true)
	err := c.Err()
	if err == nil {
		_, err = v.Register.Leave(v.r.Context(), v.act, registry.UserID(v.said("user")))
	}
	if registry.CodeOf(err) == registry.CodeNotFound {
		c.Fail("user", registry.CodeChoiceUnknown)
		err = c.Err()
	}
	if f.refused(v, err) {
		return v.postsPage(v.form("", "post."), f)
	}
	return v.done("left", "work_posts"), err
}

// saidPost is what was written about a post. "-" as its holder says that it is vacant.
func (v *visit) saidPost() registry.PostEntry {
	e := registry.PostEntry{Unit: v.said("unit"), Holder: registry.UserID(v.said("holder")), Acting: registry.UserID(v.said("acting")),
		Deputy: registry.UserID(v.said("deputy")), Head: registry.PostID(v.said("head"))}
	if e.Holder == vacantChoice {
		e.Holder, e.Vacant = "", true
	}
	return e
}

// vacantChoice is the choice that nobody holds a post.
const vacantChoice = "-"

func (v *visit) postsPage(f, leave Form) (answer, error) {
	all, err := v.Register.Posts(v.r.Context())
	if err != nil {
		return answer{}, err
	}
	users, err := v.Register.Users(v.r.Context())
	if err != nil {
		return answer{}, err
	}
	p := postsPage{Page: v.shell(v.text("post.list")), Form: f, Leave: leave, Complaints: append(f.Complaints, leave.Complaints...)}
	p.Wrong = f.Failed() || leave.Failed()
	p.postChoices = p.Page.postChoices(all, users, "")
	posted := map[registry.UserID]bool{}
	for _, a := range all {
		for _, u := range a.Post.People() {
			posted[u] = true
		}
	}
	p.Leavers = []Option{{Value: "", Text: p.T("work.choose")}}
	for _, u := range users {
		if posted[u.ID] {
			p.Leavers = append(p.Leavers, Option{Value: string(u.ID), Text: u.Name})
		}
	}
	after := v.r.URL.Query().Get("after")
	at := 1 + slices.IndexFunc(all, func(a registry.Answerer) bool { return string(a.Post.ID) == after }) // one that is gone: from the start
	if at > 0 {
		p.Start = p.To("work_posts")
	}
	if all = all[at:]; len(all) > postsPerPage {
		all = all[:postsPerPage]
		p.Next = p.To("work_posts") + "?after=" + string(all[postsPerPage-1].Post.ID)
	}
	for _, a := range all {
		p.Posts = append(p.Posts, p.postLine(a, users))
	}
	return answer{status: max(f.Status, leave.Status), template: "posts", data: p}, nil
}

func (p Page) postLine(a registry.Answerer, users []registry.User) PostLine {
	line := PostLine{ID: string(a.Post.ID), Name: a.Post.Name, Unit: a.Post.Unit, Rules: p.Count("post.rules", a.Post.Rules),
		Vacant: a.Post.Vacant, Unsaid: !a.Post.Vacant && a.Post.Holder == ""}
	who := ""
	for _, u := range users {
		if u.ID == a.User {
			who = u.Name
		}
	}
	if line.Unsaid && who == "" {
		line.Who = p.T("post.unsaid")
		return line
	}
	line.Who = p.T("post.answers_"+string(a.Manner), "who", who, "post", a.By.Name)
	return line
}

// postChoices are the choices of a post; those of its head leave out itself.
func (p Page) postChoices(posts []registry.Answerer, users []registry.User, self registry.PostID) postChoices {
	c := postChoices{Holders: []Option{{Value: "", Text: p.T("post.unsaid")}, {Value: vacantChoice, Text: capital(p.T("post.vacant"))}},
		Users: []Option{{Value: "", Text: p.T("post.nobody")}}, Heads: []Option{{Value: "", Text: p.T("post.no_head")}}}
	for _, u := range users {
		if u.Active {
			c.Holders = append(c.Holders, Option{Value: string(u.ID), Text: u.Name})
			c.Users = append(c.Users, Option{Value: string(u.ID), Text: u.Name})
		}
	}
	var heads []Option
	for _, a := range posts {
		if a.Post.ID != self {
			heads = append(heads, Option{Value: string(a.Post.ID), Text: a.Post.Name})
		}
	}
	c.Heads = append(c.Heads, heads...)
	return c
}

type postPage struct {
	Page
	Complaints []Complaint
	Form       Form
	Move       Form
	Post       PostLine
	Rules      []Crumb
	Next       string
	Start      string
	Others     []Option
	Ways       []Option
	Has        bool // rules
	postChoices
}

// post shows a post with its rules.
func (v *visit) post() (answer, error) {
	return v.postPage(v.form("", "post."), v.form("move", "post."))
}

func (v *visit) editPost() (answer, error) {
	f := v.form("", "post.")
	_, err := v.Register.EditPost(v.r.Context(), v.act, registry.PostID(v.name), v.saidEdit(), v.said("name"), v.saidPost())
	if f.refused(v, err) {
		return v.postPage(f, v.form("move", "post."))
	}
	return v.done("saved", "work_post", v.name), err
}

func (v *visit) movePostRules() (answer, error) {
	f := v.form("move", "post.")
	var c registry.Checks
	c.Text("to", v.said("to"), registry.LimitName, true)
	if way := v.said("way"); way != "rules" && way != "merge" {
		c.Fail("way", registry.CodeRequired)
	}
	err := c.Err()
	var left registry.Post
	if err == nil {
		left, err = v.Register.MovePostRules(v.r.Context(), v.act, registry.PostID(v.name), v.saidEdit(), registry.PostID(v.said("to")), v.said("way") == "merge")
	}
	if f.refused(v, err) {
		return v.postPage(v.form("", "post."), f)
	}
	return v.done("moved", "work_post", string(left.ID)), err
}

func (v *visit) postPage(f, move Form) (answer, error) {
	ctx, id := v.r.Context(), registry.PostID(v.name)
	a, err := v.Register.Post(ctx, id)
	if err != nil {
		return answer{}, err
	}
	all, err := v.Register.Posts(ctx)
	if err != nil {
		return answer{}, err
	}
	users, err := v.Register.Users(ctx)
	if err != nil {
		return answer{}, err
	}
	after, err := registry.ParseNumber(v.r.URL.Query().Get("after"))
	if err != nil { // a place in the list that is none is its beginning
		after = 0
	}
	rules, err := v.Register.PostRules(ctx, id, registry.RuleFilter{After: after, Limit: postRulesPerPage})
	if err != nil {
		return answer{}, err
	}
	p := postPage{Page: v.shell(a.Post.Name), Has: a.Post.Rules > 0}
	p.TitleIsData, p.Wrong = true, f.Failed() || move.Failed()
	p.Crumbs = append(p.Crumbs, Crumb{p.T("post.list"), p.To("work_posts")})
	p.Post = p.postLine(a, users)
	p.postChoices = p.Page.postChoices(all, users, id)
	holder := string(a.Post.Holder)
	if a.Post.Vacant {
		holder = vacantChoice
	}
	chosen := func(options []Option) func(string) string {
		return func(value string) string { return textOf(options, value) }
	}
	edit := figure(float64(a.Post.Edit))
	f.stands(edit, Phrase{}, append(typedFields("name", a.Post.Name, "unit", a.Post.Unit), standing{field: "holder", text: holder, name: chosen(p.Holders)},
		standing{field: "acting", text: string(a.Post.Acting), name: chosen(p.Users)}, standing{field: "deputy", text: string(a.Post.Deputy), name: chosen(p.Users)},
		standing{field: "head", text: string(a.Post.Head), name: chosen(p.Heads)}))
	move.stands(edit, Phrase{}, nil)
	p.Complaints = append(f.Complaints, move.Complaints...)
	p.Form, p.Move = f, move
	p.Others = append([]Option{{Value: "", Text: p.T("work.choose")}}, p.Heads[1:]...)
	p.Ways = []Option{{Value: "rules", Text: p.T("post.way_rules")}, {Value: "merge", Text: p.T("post.way_merge")}}
	for _, r := range rules.Rules {
		p.Rules = append(p.Rules, Crumb{r.Number.String() + " " + rules.Texts[r.ID].Title, p.To("work_rule", r.Number.String())})
	}
	if after > 0 {
		p.Start = p.To("work_post", v.name)
	}
	if rules.More {
		p.Next = p.To("work_post", v.name) + "?after=" + rules.Last.String()
	}
	return answer{status: max(f.Status, move.Status), template: "post", data: p}, nil
}
