package openapi

import (
	"context"
	"net/http"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

func (a *api) registerMembers() {
	register(a, operation{ID: "list-members", Method: http.MethodGet, Path: "/v1/bodies/{id}/members", Tag: "bodies",
		Permission: "read", Errors: []int{http.StatusNotFound}, Summary: "List the members of a body and its substitutes, those who have left it too"}, a.listMembers)
	register(a, operation{ID: "create-member", Method: http.MethodPost, Path: "/v1/bodies/{id}/members", Tag: "bodies",
		Permission: "meet", Creates: true, Errors: []int{http.StatusNotFound}, Summary: "Give somebody a seat in a body, or list a substitute"}, a.createMember)
	register(a, operation{ID: "get-member", Method: http.MethodGet, Path: "/v1/bodies/{id}/members/{member}", Tag: "bodies",
		Permission: "read", Tagged: true, Errors: []int{http.StatusNotFound}, Summary: "Read a seat in a body"}, a.getMember)
	register(a, operation{ID: "edit-member", Method: http.MethodPut, Path: "/v1/bodies/{id}/members/{member}", Tag: "bodies",
		Permission: "meet", Edits: true, Errors: []int{http.StatusNotFound}, Summary: "Change a seat: its account, group, chair and end",
		Description: "Who it is and since when stays. A seat cannot end before a closed meeting of its time."}, a.editMember)
}

// MemberFields are a seat as it is typed in.
type MemberFields struct {
	Name       string `json:"name"`
	Group      string `json:"group,omitempty" doc:"Party or list." example:"A"`
	Chair      bool   `json:"chair,omitempty"`
	Substitute bool   `json:"substitute,omitempty" doc:"A substitute, who has no seat and can be called in place of a member. It cannot be changed later."`
	From       day    `json:"from,omitzero" doc:"The first day in office."`
	Until      day    `json:"until,omitzero" doc:"The first day out of office; left out while it is not known."`
	User       string `json:"user,omitempty" format:"uuid" doc:"The member's own account. It tells whether somebody answers for a rule that they decide on; without it their name does."`
}

type memberOut struct {
	ID string `json:"id" format:"uuid"`
	MemberFields
}

func memberOf(m workflow.Member) memberOut {
	return memberOut{ID: string(m.ID), MemberFields: MemberFields{Name: m.Name, Group: m.Group, Chair: m.Chair, Substitute: m.Substitute, From: day(m.From), Until: day(m.Until), User: string(m.User)}}
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
	m, err := a.Workflow.AddMember(ctx, c.Act, workflow.Member{Body: registry.BodyID(in.ID), Name: b.Name, Group: b.Group, Chair: b.Chair, Substitute: b.Substitute,
		From: registry.Day(b.From), Until: b.Until.until(), User: registry.UserID(b.User)})
	return answer[memberOut]{Body: memberOf(m), Place: "/v1/bodies/" + in.ID + "/members"}, err
}

// MemberPath is the part of an address that names a seat.
type MemberPath struct {
	BodyPath
	Member string `path:"member" format:"uuid" doc:"The member's id."`
}

type getMemberIn struct{ MemberPath }

func (a *api) getMember(ctx context.Context, _ call, in *getMemberIn) (answer[memberOut], error) {
	m, err := a.Workflow.Member(ctx, registry.BodyID(in.ID), registry.MemberID(in.Member))
	return answer[memberOut]{Body: memberOf(m), Edit: m.Edit}, err
}

type editMemberIn struct {
	MemberPath
	Body struct {
		Group string `json:"group,omitempty" doc:"Party or list." example:"A"`
		Chair bool   `json:"chair,omitempty"`
		Until day    `json:"until,omitzero" doc:"The first day out of office; left out while it is not known."`
		User  string `json:"user,omitempty" format:"uuid" doc:"The member's own account."`
	}
}

func (a *api) editMember(ctx context.Context, c call, in *editMemberIn) (answer[memberOut], error) {
	b := in.Body
	m, err := a.Workflow.EditMember(ctx, c.Act, registry.BodyID(in.ID), registry.MemberID(in.Member), c.Edit,
		workflow.Seat{Group: b.Group, Chair: b.Chair, Until: b.Until.until(), User: registry.UserID(b.User)})
	return answer[memberOut]{Body: memberOf(m), Edit: m.Edit}, err
}
