package openapi

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/omvendt/omvendt/registry"
)

func (a *api) registerPosts() {
	register(a, operation{ID: "list-posts", Method: http.MethodGet, Path: "/v1/posts", Tag: "posts",
		Permission: "govern", Summary: "List the posts that answer for rules, vacant ones first",
		Description: "Then those that nobody has said anything of, then those that are held; by name."}, a.listPosts)
	register(a, operation{ID: "get-post", Method: http.MethodGet, Path: "/v1/posts/{id}", Tag: "posts",
		Permission: "govern", Tagged: true, Errors: []int{http.StatusNotFound}, Summary: "Read a post and who answers for it"}, a.getPost)
	register(a, operation{ID: "create-post", Method: http.MethodPost, Path: "/v1/posts", Tag: "posts",
		Permission: "govern", Creates: true, Tagged: true, Errors: []int{http.StatusConflict},
		Summary:     "Record a post before any rule names it",
		Description: "A post that a rule names comes into being by itself."}, a.createPost)
	register(a, operation{ID: "edit-post", Method: http.MethodPut, Path: "/v1/posts/{id}", Tag: "posts",
		Permission: "govern", Edits: true, Errors: []int{http.StatusNotFound, http.StatusConflict},
		Summary: "Change a post", Description: "Another name is given to all its rules too."}, a.editPost)
	register(a, operation{ID: "move-post-rules", Method: http.MethodPost, Path: "/v1/posts/{id}/moves", Tag: "posts",
		Permission: "govern", Edits: true, Errors: []int{http.StatusNotFound, http.StatusConflict},
		Summary:     "Give all rules of a post to another",
		Description: "With merge the post itself is gone: it was another spelling of the other. The answer is then the other post."}, a.movePostRules)
	register(a, operation{ID: "empty-posts", Method: http.MethodPost, Path: "/v1/users/{id}/departure", Tag: "posts",
		Permission: "govern", Creates: true, Errors: []int{http.StatusNotFound},
		Summary:     "Empty all posts of somebody who leaves",
		Description: "Those they held are vacant, and they are acting and deputy of none. The answer is the posts that this changed."}, a.emptyPosts)
}

// manner is in what way somebody answers for a post.
type manner string

func (manner) Schema(huma.Registry) *huma.Schema {
	return oneOf([]registry.Manner{registry.ByHolder, registry.ByActing, registry.ByDeputy, registry.ByHead, registry.ByNobody})
}

// PostFields is what is written about a post.
type PostFields struct {
	Name   string `json:"name" doc:"As rules name it; no two posts share one." example:"Leder af Dagtilbud Vest"`
	Unit   string `json:"unit,omitempty" doc:"The part of the organisation that it belongs to."`
	Holder string `json:"holder,omitempty" format:"uuid" doc:"The user who holds it."`
	Vacant bool   `json:"vacant,omitempty" doc:"Nobody holds it. False without a holder: nobody has said."`
	Acting string `json:"acting,omitempty" format:"uuid" doc:"The user who acts in it while it is vacant."`
	Deputy string `json:"deputy,omitempty" format:"uuid" doc:"The user who stands in for its holder."`
	Head   string `json:"head,omitempty" format:"uuid" doc:"The post that it goes to while nobody else answers for it."`
}

func (f PostFields) entry() registry.PostEntry {
	return registry.PostEntry{Unit: f.Unit, Holder: registry.UserID(f.Holder), Vacant: f.Vacant, Acting: registry.UserID(f.Acting),
		Deputy: registry.UserID(f.Deputy), Head: registry.PostID(f.Head)}
}

// PostOut is a post.
type PostOut struct {
	ID    string `json:"id" format:"uuid"`
	Rules int    `json:"rules" doc:"How many rules name it."`
	PostFields
}

func postOf(p registry.Post) PostOut {
	return PostOut{ID: string(p.ID), Rules: p.Rules, PostFields: PostFields{Name: p.Name, Unit: p.Unit, Holder: string(p.Holder), Vacant: p.Vacant,
		Acting: string(p.Acting), Deputy: string(p.Deputy), Head: string(p.Head)}}
}

type answererOut struct {
	PostOut
	Manner manner `json:"answered_by" doc:"In what way somebody answers for it today."`
	By     string `json:"answering_post,omitempty" format:"uuid" doc:"Whose holder, acting or deputy answers: the post itself or one above it."`
	User   string `json:"answering_user,omitempty" format:"uuid" doc:"Who answers for it; left out where nobody does."`
}

func answererOf(a registry.Answerer) answererOut {
	return answererOut{PostOut: postOf(a.Post), Manner: manner(a.Manner), By: string(a.By.ID), User: string(a.User)}
}

type listPostsIn struct{}

func (a *api) listPosts(ctx context.Context, _ call, _ *listPostsIn) (answer[items[answererOut]], error) {
	all, err := a.Register.Posts(ctx)
	return answer[items[answererOut]]{Body: items[answererOut]{Items: list(all, answererOf)}}, err
}

// PostPath is the part of an address that names a post.
type PostPath struct {
	ID string `path:"id" format:"uuid" doc:"The post's id."`
}

type getPostIn struct{ PostPath }

func (a *api) getPost(ctx context.Context, _ call, in *getPostIn) (answer[answererOut], error) {
	p, err := a.Register.Post(ctx, registry.PostID(in.ID))
	return answer[answererOut]{Body: answererOf(p), Edit: p.Post.Edit}, err
}

type createPostIn struct{ Body PostFields }

func (a *api) createPost(ctx context.Context, c call, in *createPostIn) (answer[PostOut], error) {
	p, err := a.Register.AddPost(ctx, c.Act, in.Body.Name, in.Body.entry())
	return answer[PostOut]{Body: postOf(p), Edit: p.Edit, Place: "/v1/posts/" + string(p.ID)}, err
}

type editPostIn struct {
	PostPath
	Body PostFields
}

func (a *api) editPost(ctx context.Context, c call, in *editPostIn) (answer[PostOut], error) {
	p, err := a.Register.EditPost(ctx, c.Act, registry.PostID(in.ID), c.Edit, in.Body.Name, in.Body.entry())
	return answer[PostOut]{Body: postOf(p), Edit: p.Edit}, err
}

type movePostRulesIn struct {
	PostPath
	Body struct {
		To    string `json:"to" format:"uuid" doc:"The post that gets the rules."`
		Merge bool   `json:"merge,omitempty" doc:"Take the emptied post away as well."`
	}
}

func (a *api) movePostRules(ctx context.Context, c call, in *movePostRulesIn) (answer[PostOut], error) {
	p, err := a.Register.MovePostRules(ctx, c.Act, registry.PostID(in.ID), c.Edit, registry.PostID(in.Body.To), in.Body.Merge)
	return answer[PostOut]{Body: postOf(p), Edit: p.Edit}, err
}

type emptyPostsIn struct {
	ID string `path:"id" format:"uuid" doc:"The user's id."`
}

func (a *api) emptyPosts(ctx context.Context, c call, in *emptyPostsIn) (answer[items[PostOut]], error) {
	all, err := a.Register.Leave(ctx, c.Act, registry.UserID(in.ID))
	return answer[items[PostOut]]{Body: items[PostOut]{Items: list(all, postOf)}, Place: "/v1/posts"}, err
}
