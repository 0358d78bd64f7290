package openapi

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"strconv"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

func (a *api) registerMeetings() {
	ended := []int{http.StatusNotFound, http.StatusConflict}
	register(a, operation{ID: "list-meetings", Method: http.MethodGet, Path: "/v1/meetings", Tag: "meetings",
		Permission: permPublic, Summary: "List the meetings, latest day first"}, a.listMeetings)
	register(a, operation{ID: "get-meeting", Method: http.MethodGet, Path: "/v1/meetings/{id}", Tag: "meetings",
		Permission: permPublic, Tagged: true, Errors: []int{http.StatusNotFound},
		Summary: "Read a meeting with its agenda and what it decided",
		Description: "The public reads what it decided once the minutes are final, and nothing of confidential items. The " +
			"signed minutes in the municipality's agenda system prevail; this is the transcript."}, a.getMeeting)
	register(a, operation{ID: "get-next-review", Method: http.MethodGet, Path: "/v1/meetings/{id}/next-review", Tag: "meetings",
		Permission: "read", Errors: []int{http.StatusNotFound},
		Summary: "Offer a next review for a rule that a meeting keeps",
		Description: "In the usual month or, where that has its share, in the nearest that has not, so that not all come up at once; July is " +
			"not offered."}, a.nextReview)
	register(a, operation{ID: "plan-meeting", Method: http.MethodPost, Path: "/v1/meetings", Tag: "meetings",
		Permission: "meet", Creates: true, Tagged: true,
		Summary: "Plan a meeting of a body, or note one that was held and is to be recorded"}, a.planMeeting)
	register(a, operation{ID: "create-item", Method: http.MethodPost, Path: "/v1/meetings/{id}/items", Tag: "meetings",
		Permission: "meet", Creates: true, Tagged: true, Errors: ended,
		Summary:     "Put an item on a meeting's agenda",
		Description: "Several rules can share an item, but not a keep or an amendment: each kept rule needs its own reason."}, a.createItem)
	register(a, operation{ID: "call-substitute", Method: http.MethodPut, Path: "/v1/meetings/{id}/substitutes/{member}", Tag: "meetings",
		Permission: "meet", Edits: true, Errors: ended,
		Summary:     "Let a substitute sit in a member's place at a meeting",
		Description: "At all its items on which nobody has voted yet. Whom a substitute sat for can be changed item by item with their minutes."}, a.callSubstitute)
	register(a, operation{ID: "close-meeting", Method: http.MethodPost, Path: "/v1/meetings/{id}/closing", Tag: "meetings",
		Permission: "meet", Edits: true, Errors: ended,
		Summary: "Make the minutes of a meeting final: its rulings land on their rules",
		Description: "All of it or nothing. Items that were stopped leave no ruling; they wait for the council. Refused while an " +
			"item lacks votes, has an outcome that is impossible in law, or is decided or recommended in the administration by nobody but the owner of its rule."}, a.closeMeeting)
	register(a, operation{ID: "cancel-meeting", Method: http.MethodPost, Path: "/v1/meetings/{id}/cancellation", Tag: "meetings",
		Permission: "meet", Edits: true, Errors: ended,
		Summary: "Take a meeting off the calendar; its rules wait for it no longer"}, a.cancelMeeting)
}

// MeetingOut is a meeting without its agenda.
type MeetingOut struct {
	ID       string       `json:"id" format:"uuid"`
	Body     bodyOut      `json:"body"`
	Day      day          `json:"day,omitzero"`
	Time     string       `json:"time,omitempty" example:"17.00"`
	Place    string       `json:"place,omitempty"`
	Case     string       `json:"case,omitempty" doc:"Case number."`
	PapersOn day          `json:"papers_on,omitzero" doc:"When the papers were sent out."`
	State    meetingState `json:"state" doc:"What it decided is final when it is closed."`
	Minutes  string       `json:"minutes,omitempty" doc:"Address of the signed minutes."`
	SignedOn day          `json:"signed_on,omitzero" doc:"When they were signed."`
	Late     string       `json:"late,omitempty" doc:"Why they were recorded after the meeting's day."`
}

func meetingOf(m workflow.Meeting) MeetingOut {
	return MeetingOut{ID: string(m.ID), Body: bodyOf(m.Body), Day: day(m.Day), Time: m.Time, Place: m.Place, Case: m.Case,
		PapersOn: day(m.PapersOn), State: meetingState(m.State), Minutes: m.Minutes, SignedOn: day(m.SignedOn), Late: m.Late}
}

type listMeetingsIn struct{}

func (a *api) listMeetings(ctx context.Context, _ call, _ *listMeetingsIn) (answer[items[MeetingOut]], error) {
	all, err := a.Workflow.Meetings(ctx)
	return answer[items[MeetingOut]]{Body: items[MeetingOut]{Items: list(all, meetingOf)}}, err
}

// MeetingPath is the part of an address that names a meeting.
type MeetingPath struct {
	ID string `path:"id" format:"uuid" doc:"The meeting's id."`
}

type getMeetingIn struct{ MeetingPath }

type heldMeeting struct {
	MeetingOut
	Members     []memberOut `json:"members" doc:"Who has a seat on its day."`
	Substitutes []memberOut `json:"substitutes,omitempty" doc:"Who can be called in place of a member on its day."`
	Items       []itemOut   `json:"items" doc:"By their place on the agenda."`
}

func (a *api) getMeeting(ctx context.Context, c call, in *getMeetingIn) (answer[heldMeeting], error) {
	page, err := a.Workflow.MeetingPage(ctx, registry.MeetingID(in.ID))
	if err != nil {
		return answer[heldMeeting]{}, err
	}
	if page, err = a.readable(c, page); err != nil {
		return answer[heldMeeting]{}, err
	}
	why, err := a.Workflow.Disputes(ctx, page)
	if err != nil {
		return answer[heldMeeting]{}, err
	}
	return answer[heldMeeting]{Edit: page.Meeting.Edit, Body: heldMeeting{MeetingOut: meetingOf(page.Meeting), Members: list(workflow.Seats(page.Members), memberOf),
		Substitutes: list(workflow.Substitutes(page.Members), memberOf),
		Items: list(page.Items, func(i workflow.ItemPage) itemOut {
			out := itemOf(c.Lang, page.Meeting, i)
			out.Disputes = disputesOf(why[i.ID])
			return out
		})}}, nil
}

// readable is what whoever asks may read of a meeting: all of it, or what is public.
func (a *api) readable(c call, page workflow.MeetingPage) (workflow.MeetingPage, error) {
	_, reason, err := a.Access.Allow(c.Act.Actor, c.Act.Operation, "read")
	if err != nil || reason == granted {
		return page, err
	}
	page = page.Public()
	page.Items = slices.DeleteFunc(page.Items, func(i workflow.ItemPage) bool { return i.Confidential })
	return page, nil
}

type nextReviewOut struct {
	Offer day         `json:"offer"`
	Days  []reviewDay `json:"days" doc:"On which rules come up, or are proposed to, by day."`
}

type reviewDay struct {
	Day     day  `json:"day"`
	Rules   int  `json:"rules"`
	Crowded bool `json:"crowded,omitempty" doc:"They are more than can each be weighed."`
}

func (a *api) nextReview(ctx context.Context, _ call, in *getMeetingIn) (answer[nextReviewOut], error) {
	all, err := a.Workflow.NextReviews(ctx, registry.MeetingID(in.ID))
	out := nextReviewOut{Offer: day(all.Offer), Days: []reviewDay{}}
	for _, on := range slices.Sorted(maps.Keys(all.On)) {
		out.Days = append(out.Days, reviewDay{Day: day(on), Rules: all.On[on], Crowded: all.Crowded(on) > 0})
	}
	return answer[nextReviewOut]{Body: out}, err
}

type newMeeting struct {
	Body     string `json:"body" format:"uuid" doc:"The id of the body that meets."`
	Day      day    `json:"day,omitzero" doc:"The day of the meeting; may have passed."`
	Time     string `json:"time,omitempty" example:"17.00"`
	Place    string `json:"place,omitempty"`
	Case     string `json:"case,omitempty" doc:"Case number."`
	PapersOn day    `json:"papers_on,omitzero" doc:"When the papers were, or will be, sent out."`
}

type planMeetingIn struct{ Body newMeeting }

func (a *api) planMeeting(ctx context.Context, c call, in *planMeetingIn) (answer[MeetingOut], error) {
	b := in.Body
	m, err := a.Workflow.PlanMeeting(ctx, c.Act, workflow.Meeting{Body: registry.Body{ID: registry.BodyID(b.Body)}, Day: registry.Day(b.Day),
		Time: b.Time, Place: b.Place, Case: b.Case, PapersOn: registry.Day(b.PapersOn)})
	return answer[MeetingOut]{Body: meetingOf(m), Edit: m.Edit, Place: "/v1/meetings/" + string(m.ID)}, err
}

type newItem struct {
	Ordinal int `json:"ordinal,omitempty" doc:"Its place on the agenda; after the last one when left out."`
	AgendaFields
}

type createItemIn struct {
	MeetingPath
	Body newItem
}

func (a *api) createItem(ctx context.Context, c call, in *createItemIn) (answer[itemOut], error) {
	agenda, err := a.agenda(ctx, in.Body.AgendaFields)
	if err != nil {
		return answer[itemOut]{}, err
	}
	item, err := a.Workflow.AddItem(ctx, c.Act, registry.MeetingID(in.ID), in.Body.Ordinal, agenda)
	out, err := a.changed(ctx, c, item, err)
	out.Place = "/v1/items/" + out.Body.ID
	return out, err
}

type callSubstituteIn struct {
	MeetingPath
	Member string `path:"member" format:"uuid" doc:"The substitute's id, among the body's members."`
	Body   struct {
		For string `json:"for,omitempty" format:"uuid" doc:"The member whose seat it is; left out: the substitute sits no longer."`
	}
}

func (a *api) callSubstitute(ctx context.Context, c call, in *callSubstituteIn) (answer[MeetingOut], error) {
	return ended(a.Workflow.CallSubstitute(ctx, c.Act, registry.MeetingID(in.ID), c.Edit,
		workflow.Called{Substitute: registry.MemberID(in.Member), For: registry.MemberID(in.Body.For)}))
}

type closeMeetingIn struct {
	MeetingPath
	Body struct {
		Late     string `json:"late,omitempty" doc:"Why the minutes are recorded after the meeting's day; required then."`
		Minutes  string `json:"minutes,omitempty" doc:"Address of the signed minutes."`
		SignedOn day    `json:"signed_on,omitzero" doc:"When they were signed."`
		// Readoptions are part of the same act.
		Readoptions []closingReadoption `json:"readoptions,omitempty" doc:"Rules that the meeting kept after they had lapsed, adopted again in the same act."`
	}
}

type closingReadoption struct {
	Item string `json:"item" format:"uuid" doc:"The item that kept it."`
	ReadoptionFields
}

func (a *api) closeMeeting(ctx context.Context, c call, in *closeMeetingIn) (answer[MeetingOut], error) {
	closing := workflow.Closing{Late: in.Body.Late, Minutes: in.Body.Minutes, SignedOn: registry.Day(in.Body.SignedOn)}
	for n, f := range in.Body.Readoptions {
		x, err := a.readoption(ctx, f.Item, f.ReadoptionFields)
		if err != nil {
			return answer[MeetingOut]{}, inField("readoptions["+strconv.Itoa(n)+"]", err)
		}
		closing.Readoptions = append(closing.Readoptions, x)
	}
	return ended(a.Workflow.CloseMeeting(ctx, c.Act, registry.MeetingID(in.ID), c.Edit, closing))
}

type cancelMeetingIn struct{ MeetingPath }

func (a *api) cancelMeeting(ctx context.Context, c call, in *cancelMeetingIn) (answer[MeetingOut], error) {
	return ended(a.Workflow.CancelMeeting(ctx, c.Act, registry.MeetingID(in.ID), c.Edit))
}

// ended shows a meeting after a change.
func ended(m workflow.Meeting, err error) (answer[MeetingOut], error) {
	return answer[MeetingOut]{Body: meetingOf(m), Edit: m.Edit}, err
}
