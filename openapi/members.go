package openapi

import (
	"context"
	"net/http"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

func (a *api) registerMembers() {
	register(a, operation{ID: "list-members", Method: http.MethodGet, Path: "/v1/bodies/{id}/members", Tag: "bodies",
		Permission: "read", Errors: []int{http.StatusNotFound}, Summary: "List the members of a body, those who have left it too"}, a.listMembers)
	register(a, operation{ID: "create-member", Method: http.MethodPost, Path: "/v1/bodies/{id}/members", Tag: "bodies",
		Permission: "meet", Creates: true, Errors: []int{http.StatusNotFound}, Summary: "Give somebody a seat in a body"}, a.createMember)
}

// MemberFields are a seat as it is typed in.
type MemberFields struct {
	Name  string `json:"name"`
	Group string `json:"group,omitempty" doc:"Party or list." example:"A"`
	Chair bool   `json:"chair,omitempty"`
	From  day    `json:"from,omitzero" doc:"The first day in office."`
	Until day    `json:"until,omitzero" doc:"The first day out of office; left out while it is not known."`
	User  string `json:"user,omitempty" format:"uuid" doc:"The member's own account. It tells whether somebody answers for a rule that they decide on; without it their name does."`
}

type memberOut struct {
	ID string `json:"id" format:"uuid"`
	MemberFields
}

func memberOf(m workflow.Member) memberOut {
	return memberOut{ID: string(m.ID), MemberFields: MemberFields{Name: m.Name, Group: m.Group, Chair: m.Chair, From: day(m.From), Until: day(m.Until), User: string(m.User)}}
}

type listMembersIn struct{ BodyPath }

func (a *api) listMembers(ctx context.Context, _ call, in *listMembersIn) (answer[items[memberOut]], error) {
	all, err := a.Workflow.Members(ctx, registry.BodyID(in.ID))
	return answer[items[memberOut]]{Body: items[memberOut]{Items: list(all, memberOf)}}, err
}

type createMemberIn struct {
	BodyPath
	Body MemberFields
}

func (a *api) createMember(ctx context.Context, c call, in *createMemberIn) (answer[memberOut], error) {
	b := in.Body
	m, err := a.Workflow.AddMember(ctx, c.Act, workflow.Member{Body: registry.BodyID(in.ID), Name: b.Name, Group: b.Group, Chair: b.Chair,
		From: registry.Day(b.From), Until: b.Until.until(), User: registry.UserID(b.User)})
	return answer[memberOut]{Body: memberOf(m), Place: "/v1/bodies/" + in.ID + "/members"}, err
}
