package openapi

import (
	"context"
	"net/http"
	"time"

	"github.com/omvendt/omvendt/registry"
)

func (a *api) registerUsers() {
	register(a, operation{ID: "list-users", Method: http.MethodGet, Path: "/v1/users", Tag: "access",
		Permission: "govern", Summary: "List those who may sign in, or once could, by name"}, a.listUsers)
	register(a, operation{ID: "create-user", Method: http.MethodPost, Path: "/v1/users", Tag: "access",
		Permission: "govern", Creates: true, Tagged: true, Errors: []int{http.StatusConflict}, Summary: "Let somebody sign in"}, a.createUser)
	register(a, operation{ID: "get-user", Method: http.MethodGet, Path: "/v1/users/{id}", Tag: "access",
		Permission: "govern", Tagged: true, Errors: []int{http.StatusNotFound}, Summary: "Read a user and their roles"}, a.getUser)
	register(a, operation{ID: "edit-user", Method: http.MethodPut, Path: "/v1/users/{id}", Tag: "access",
		Permission: "govern", Edits: true, Errors: []int{http.StatusNotFound, http.StatusConflict},
		Summary: "Change a user's name, e-mail address and roles",
		Description: "Other roles count from the next request. Another address ends the user's sessions and the links that were sent to the one before. " +
			"Refused where nobody would be left who is an administrator of the whole municipality."}, a.editUser)
	register(a, operation{ID: "close-user", Method: http.MethodPost, Path: "/v1/users/{id}/closing", Tag: "access",
		Permission: "govern", Edits: true, Errors: []int{http.StatusNotFound, http.StatusConflict},
		Summary: "Shut a user out",
		Description: "Sessions and sign-in links end at once, and no more links are sent. What the user did keeps their name. " +
			"Refused for the last administrator of the whole municipality. Keys to the API are revoked on their own."}, a.closeUser)
	register(a, operation{ID: "reopen-user", Method: http.MethodPost, Path: "/v1/users/{id}/reopening", Tag: "access",
		Permission: "govern", Edits: true, Errors: []int{http.StatusNotFound, http.StatusConflict},
		Summary:     "Let a user who was shut out sign in again",
		Description: "With the roles they had. Links and sessions from before stay ended."}, a.reopenUser)
	register(a, operation{ID: "invite-user", Method: http.MethodPost, Path: "/v1/users/{id}/invitations", Tag: "access",
		Permission: "govern", Creates: true, Errors: []int{http.StatusNotFound},
		Summary:     "Make a link that signs a user in once",
		Description: "It is shown once and stored nowhere. A repeated request does not show it again."}, a.inviteUser)
	register(a, operation{ID: "list-tokens", Method: http.MethodGet, Path: "/v1/tokens", Tag: "access",
		Permission: "govern", Summary: "List the keys to the API that are not revoked, by name"}, a.listTokens)
	register(a, operation{ID: "create-token", Method: http.MethodPost, Path: "/v1/tokens", Tag: "access",
		Permission: "govern", Creates: true,
		Summary:     "Make a key to the API",
		Description: "Its secret is shown once and stored nowhere. A repeated request does not show it again."}, a.createToken)
	register(a, operation{ID: "revoke-token", Method: http.MethodDelete, Path: "/v1/tokens/{id}", Tag: "access",
		Permission: "govern", Errors: []int{http.StatusNotFound}, Summary: "End a key to the API"}, a.revokeToken)
}

// GrantFields are a role with the rules that it reaches.
type GrantFields struct {
	Role  role     `json:"role"`
	Areas []string `json:"areas,omitempty" doc:"Only rules of these areas; left out: all." example:"[\"Dagpleje\"]"`
	Units []string `json:"units,omitempty" doc:"Only rules of these units; left out: all."`
	KLE   []string `json:"kle,omitempty" doc:"Only rules whose subject in KLE begins so; left out: all." example:"[\"28.06\"]"`
	Own   bool     `json:"own,omitempty" doc:"Only rules of posts that the user answers for, whichever those are; not for a key to the API."`
}

func (g GrantFields) domain() registry.Grant {
	return registry.Grant{Role: string(g.Role), Scope: registry.Scope{Areas: g.Areas, Units: g.Units, KLE: g.KLE, Own: g.Own}}
}

func grantOf(g registry.Grant) GrantFields {
	return GrantFields{Role: role(g.Role), Areas: g.Scope.Areas, Units: g.Scope.Units, KLE: g.Scope.KLE, Own: g.Scope.Own}
}

type userOut struct {
	ID     string        `json:"id" format:"uuid"`
	Name   string        `json:"name"`
	Email  string        `json:"email"`
	Grants []GrantFields `json:"grants"`
	Active bool          `json:"active" doc:"Whether the user can sign in."`
}

func userOf(u registry.User) userOut {
	return userOut{ID: string(u.ID), Name: u.Name, Email: u.Email, Grants: list(u.Grants, grantOf), Active: u.Active}
}

type listUsersIn struct{}

func (a *api) listUsers(ctx context.Context, _ call, _ *listUsersIn) (answer[items[userOut]], error) {
	all, err := a.Register.Users(ctx)
	return answer[items[userOut]]{Body: items[userOut]{Items: list(all, userOf)}}, err
}

// UserFields are what is written about a user.
type UserFields struct {
	Name   string        `json:"name"`
	Email  string        `json:"email" doc:"Where sign-in links are sent; no two users share one."`
	Grants []GrantFields `json:"grants" doc:"At least one."`
}

type createUserIn struct{ Body UserFields }

func (a *api) createUser(ctx context.Context, c call, in *createUserIn) (answer[userOut], error) {
	u, err := a.Register.AddUser(ctx, c.Act, registry.User{Name: in.Body.Name, Email: in.Body.Email,
		Grants: list(in.Body.Grants, GrantFields.domain)})
	return answer[userOut]{Body: userOf(u), Edit: u.Edit, Place: "/v1/users/" + string(u.ID)}, err
}

// UserPath is the part of an address that names a user.
type UserPath struct {
	ID string `path:"id" format:"uuid" doc:"The user's id."`
}

type getUserIn struct{ UserPath }

func (a *api) getUser(ctx context.Context, _ call, in *getUserIn) (answer[userOut], error) {
	u, err := a.Register.User(ctx, registry.UserID(in.ID))
	return answer[userOut]{Body: userOf(u), Edit: u.Edit}, err
}

type editUserIn struct {
	UserPath
	Body UserFields
}

func (a *api) editUser(ctx context.Context, c call, in *editUserIn) (answer[userOut], error) {
	u, err := a.Register.EditUser(ctx, c.Act, registry.UserID(in.ID), c.Edit, in.Body.Name, in.Body.Email, list(in.Body.Grants, GrantFields.domain))
	return answer[userOut]{Body: userOf(u), Edit: u.Edit}, err
}

type closeUserIn struct{ UserPath }

func (a *api) closeUser(ctx context.Context, c call, in *closeUserIn) (answer[userOut], error) {
	u, err := a.Register.CloseUser(ctx, c.Act, registry.UserID(in.ID), c.Edit)
	return answer[userOut]{Body: userOf(u), Edit: u.Edit}, err
}

type reopenUserIn struct{ UserPath }

func (a *api) reopenUser(ctx context.Context, c call, in *reopenUserIn) (answer[userOut], error) {
	u, err := a.Register.ReopenUser(ctx, c.Act, registry.UserID(in.ID), c.Edit)
	return answer[userOut]{Body: userOf(u), Edit: u.Edit}, err
}

type invitationOut struct {
	Path    string    `json:"path,omitempty" doc:"The page that signs in, on this server; left out when the request was repeated."`
	Expires time.Time `json:"expires" doc:"Until when it can be used, once."`
}

// signInPath is the page of a sign-in link.
const signInPath = "/log-ind/"

type inviteUserIn struct{ UserPath }

func (a *api) inviteUser(ctx context.Context, c call, in *inviteUserIn) (answer[invitationOut], error) {
	u, err := a.Register.User(ctx, registry.UserID(in.ID))
	if err != nil {
		return answer[invitationOut]{}, err
	}
	link, secret, err := a.Register.InviteUser(ctx, c.Act, u.Email)
	out := invitationOut{Expires: link.Expires.UTC()}
	if secret != "" {
		out.Path = signInPath + secret
	}
	return answer[invitationOut]{Body: out, Place: "/v1/users"}, err
}

// TokenOut is a key to the API without its secret.
type TokenOut struct {
	ID      string    `json:"id" format:"uuid"`
	Name    string    `json:"name"`
	Created time.Time `json:"created"`
	GrantFields
}

func tokenOf(t registry.Token) TokenOut {
	return TokenOut{ID: string(t.ID), Name: t.Name, Created: t.Created.UTC(), GrantFields: grantOf(t.Grant)}
}

type listTokensIn struct{}

func (a *api) listTokens(ctx context.Context, _ call, _ *listTokensIn) (answer[items[TokenOut]], error) {
	all, err := a.Register.Tokens(ctx)
	return answer[items[TokenOut]]{Body: items[TokenOut]{Items: list(all, tokenOf)}}, err
}

type createTokenIn struct {
	Body struct {
		Name string `json:"name" doc:"Shown in the log as who did it."`
		GrantFields
	}
}

type createdToken struct {
	TokenOut
	Secret string `json:"secret,omitempty" doc:"For Authorization: Bearer; left out when the request was repeated."`
}

func (a *api) createToken(ctx context.Context, c call, in *createTokenIn) (answer[createdToken], error) {
	t, secret, err := a.Register.AddToken(ctx, c.Act, in.Body.Name, in.Body.domain())
	return answer[createdToken]{Body: createdToken{TokenOut: tokenOf(t), Secret: secret}, Place: "/v1/tokens"}, err
}

type revokeTokenIn struct {
	ID string `path:"id" format:"uuid" doc:"The token's id."`
}

// nothing is what an operation answers that only takes away.
type nothing struct{}

func (a *api) revokeToken(ctx context.Context, c call, in *revokeTokenIn) (answer[nothing], error) {
	return answer[nothing]{}, a.Register.RevokeToken(ctx, c.Act, registry.TokenID(in.ID))
}
