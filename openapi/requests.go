package openapi

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/omvendt/omvendt/registry"
)

func (a *api) registerRequests() {
	missing, stale := http.StatusNotFound, http.StatusConflict
	register(a, operation{ID: "list-requests", Method: http.MethodGet, Path: "/v1/requests", Tag: "requests",
		Permission: "govern", Pages: true, Summary: "List the requests to posts, newest first"}, a.listRequests)
	register(a, operation{ID: "create-request", Method: http.MethodPost, Path: "/v1/requests", Tag: "requests",
		Permission: "govern", Creates: true, Tagged: true, Summary: "Prepare a request to the posts that answer for rules",
		Description: "Nobody is told before it is sent. Until then it can be changed, and reading it tells whom it would reach."}, a.createRequest)
	register(a, operation{ID: "get-request", Method: http.MethodGet, Path: "/v1/requests/{id}", Tag: "requests",
		Permission: "govern", Tagged: true, Errors: []int{missing}, Summary: "Read a request and how far each post and unit has come",
		Description: "Of a draft: whom it would reach if it were sent now. Who answers follows the posts from day to day; rules that have ended are not counted."}, a.getRequest)
	register(a, operation{ID: "edit-request", Method: http.MethodPut, Path: "/v1/requests/{id}", Tag: "requests",
		Permission: "govern", Edits: true, Errors: []int{missing, stale}, Summary: "Change a request",
		Description: "Once it is sent, its deadline alone."}, a.editRequest)
	register(a, operation{ID: "send-request", Method: http.MethodPost, Path: "/v1/requests/{id}/sending", Tag: "requests",
		Permission: "govern", Edits: true, Errors: []int{missing, stale}, Summary: "Send a request: one mail to each person",
		Description: "Which rules it is about is fixed now, at most 5000. The mails are among those of list-mails."}, a.sendRequest)
	register(a, operation{ID: "remind-request", Method: http.MethodPost, Path: "/v1/requests/{id}/reminders", Tag: "requests",
		Permission: "govern", Edits: true, Errors: []int{missing, stale}, Summary: "Remind those of whom rules still wait"}, a.remindRequest)
	register(a, operation{ID: "end-request", Method: http.MethodPost, Path: "/v1/requests/{id}/end", Tag: "requests",
		Permission: "govern", Edits: true, Errors: []int{missing, stale}, Summary: "End a request, or drop a draft"}, a.endRequest)
	register(a, operation{ID: "list-request-rules", Method: http.MethodGet, Path: "/v1/requests/{id}/rules", Tag: "requests",
		Permission: "govern", Pages: true, Errors: []int{missing}, Summary: "List the rules of a request that was sent, with what was said of each"}, a.listRequestRules)
	register(a, operation{ID: "answer-request", Method: http.MethodPut, Path: "/v1/requests/{id}/rules/{number}/answer", Tag: "requests",
		Permission: "catalogue", Edits: true, Errors: []int{missing, stale}, Summary: "Answer for one rule of a request",
		Description: "If-Match names the rule's edit. Only somebody who answers for the rule's post today can answer; a rule that they change, or that is filled in, is answered by that."}, a.answerRequest)
}

type (
	askedThing    string
	requestState  string
	requestAnswer string
	fillable      string
	requestLang   string
)

func (askedThing) Schema(huma.Registry) *huma.Schema   { return oneOf(registry.AskedThings) }
func (requestState) Schema(huma.Registry) *huma.Schema { return oneOf(registry.RequestStates) }
func (fillable) Schema(huma.Registry) *huma.Schema     { return oneOf(registry.Fillable) }
func (requestLang) Schema(huma.Registry) *huma.Schema  { return oneOf(registry.RequestLanguages) }
func (requestAnswer) Schema(huma.Registry) *huma.Schema {
	return oneOf([]registry.RequestAnswer{registry.AnswerStillRight, registry.AnswerRewritten, registry.AnswerUndefended})
}

// RequestFields is what is written about a request.
type RequestFields struct {
	Title     string      `json:"title" doc:"The subject of its mails." example:"Er reglerne stadig rigtige?"`
	Words     string      `json:"words,omitempty" doc:"What is asked, in the municipality's own words."`
	Language  requestLang `json:"language,omitempty" doc:"Of these and of the mails around them; da when left out."`
	Ask       askedThing  `json:"ask" doc:"Whether each rule is to be confirmed, or completed."`
	Lacking   []fillable  `json:"lacking,omitempty" doc:"What is to be filled in: rules that lack any of it are asked about. With complete alone."`
	Deadline  day         `json:"deadline" doc:"The last day."`
	Area      string      `json:"area,omitempty" doc:"Only rules of this area. What is left out narrows nothing, here as below."`
	Units     []string    `json:"units,omitempty" doc:"Only rules of one of these units."`
	Owner     string      `json:"owner,omitempty" doc:"Only rules of this post."`
	Kind      ruleKind    `json:"kind,omitempty" doc:"Only this form of rule."`
	Protects  protects    `json:"protects,omitempty" doc:"Only rules that protect these."`
	LegalForm legalForm   `json:"legal_form,omitempty" doc:"Only rules for units of this form."`
	Review    string      `json:"review,omitempty" doc:"Only rules that are part of this review." example:"dagtilbud-2027"`
}

func (f RequestFields) entry() registry.RequestEntry {
	return registry.RequestEntry{Title: f.Title, Words: f.Words, Language: string(f.Language), Ask: registry.Asked(f.Ask),
		Lacking: repeated[registry.Missing](f.Lacking), Deadline: registry.Day(f.Deadline),
		Scope: registry.RequestScope{Area: f.Area, Units: f.Units, Filter: registry.Filter{Owner: f.Owner, Kind: registry.RuleKind(f.Kind),
			Protects: registry.Protects(f.Protects), LegalForm: registry.LegalForm(f.LegalForm), Review: f.Review}}}
}

func requestFieldsOf(e registry.RequestEntry) RequestFields {
	f := e.Scope.Filter
	return RequestFields{Title: e.Title, Words: e.Words, Language: requestLang(e.Language), Ask: askedThing(e.Ask),
		Lacking: list(e.Lacking, func(m registry.Missing) fillable { return fillable(m) }), Deadline: day(e.Deadline), Area: e.Scope.Area, Units: e.Scope.Units,
		Owner: f.Owner, Kind: ruleKind(f.Kind), Protects: protects(f.Protects), LegalForm: legalForm(f.LegalForm), Review: f.Review}
}

// RequestOut is a request to posts.
type RequestOut struct {
	ID       string       `json:"id" format:"uuid"`
	State    requestState `json:"state"`
	By       string       `json:"made_by"`
	Made     day          `json:"made"`
	Sent     day          `json:"sent,omitzero"`
	Reminded day          `json:"reminded,omitzero" doc:"When those of whom rules waited were last written to again."`
	Ended    day          `json:"ended,omitzero"`
	RequestFields
}

func requestOutOf(q registry.Request) RequestOut {
	return RequestOut{ID: string(q.ID), State: requestState(q.State()), By: q.By, Made: day(q.Made), Sent: day(q.Sent), Reminded: day(q.Reminded),
		Ended: day(q.Ended), RequestFields: requestFieldsOf(q.RequestEntry)}
}

type requestPostOut struct {
	Post     string `json:"post" doc:"Its name; empty for rules that name no post."`
	Manner   manner `json:"answered_by" doc:"In what way somebody answers for it today."`
	By       string `json:"answering_post,omitempty" doc:"The name of the post whose people answer: itself or one above it."`
	User     string `json:"answering_user,omitempty" format:"uuid" doc:"Who is written to; left out where nobody answers for it."`
	Rules    int    `json:"rules"`
	Answered int    `json:"answered"`
}

type requestUnitOut struct {
	Unit     string `json:"unit"`
	Rules    int    `json:"rules"`
	Answered int    `json:"answered"`
}

type requestPersonOut struct {
	User    string `json:"user" format:"uuid"`
	Name    string `json:"name"`
	CanSign bool   `json:"can_sign_in" doc:"Nobody is written to who cannot."`
	Rules   int    `json:"rules"`
	Waiting int    `json:"waiting"`
}

// StandingOut is a request with how far it has come.
type StandingOut struct {
	RequestOut
	Many       bool               `json:"too_many,omitempty" doc:"Of a draft: more than 5000 rules. Nothing of them is counted, and it cannot be sent."`
	Rules      int                `json:"rules" doc:"Those that have ended are not among them."`
	StillRight int                `json:"still_right"`
	Rewritten  int                `json:"rewritten"`
	Undefended int                `json:"undefended"`
	Waiting    int                `json:"waiting"`
	Gone       int                `json:"gone" doc:"Rules that have ended since it was sent, or turned out to be none."`
	Posts      []requestPostOut   `json:"posts" doc:"Those of which more waits first."`
	Units      []requestUnitOut   `json:"units" doc:"The same."`
	People     []requestPersonOut `json:"people" doc:"By name."`
}

func standingOf(s registry.RequestStanding) StandingOut {
	out := StandingOut{RequestOut: requestOutOf(s.Request), Many: s.Many, Rules: s.Rules, StillRight: s.Answers[registry.AnswerStillRight],
		Rewritten: s.Answers[registry.AnswerRewritten], Undefended: s.Answers[registry.AnswerUndefended], Waiting: s.Answers[registry.Unanswered], Gone: s.Gone}
	out.Posts = list(s.Posts, func(p registry.RequestPost) requestPostOut {
		return requestPostOut{Post: p.Name, Manner: manner(p.Manner), By: p.By.Name, User: string(p.User), Rules: p.Rules, Answered: p.Answered}
	})
	out.Units = list(s.Units, func(u registry.RequestUnit) requestUnitOut { return requestUnitOut{u.Name, u.Rules, u.Answered} })
	out.People = list(s.People, func(p registry.RequestPerson) requestPersonOut {
		return requestPersonOut{User: string(p.User.ID), Name: p.User.Name, CanSign: p.User.Active, Rules: p.Rules, Waiting: p.Waiting}
	})
	return out
}

type requestsPage struct {
	Items []RequestOut `json:"items"`
	Onward
}

type requestPlace struct {
	State  registry.RequestState `json:"state,omitempty"`
	Before registry.RequestID    `json:"before"`
}

var requestList = listing[requestPlace]{"requests", func(asked, seen requestPlace) bool { return asked.State == "" || asked.State == seen.State }}

type listRequestsIn struct {
	State  requestState `query:"state" doc:"Only requests in this state."`
	Cursor string       `query:"cursor" doc:"The value next of the page before."`
	Limit  int          `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"Requests on a page."`
}

func (a *api) listRequests(ctx context.Context, _ call, in *listRequestsIn) (answer[requestsPage], error) {
	asked := requestPlace{State: registry.RequestState(in.State)}
	return paged(registry.Checks{}, requestList, in.Cursor, in.Limit, asked, func(from requestPlace) (requestsPage, requestPlace, bool, error) {
		page, err := a.Register.Requests(ctx, registry.RequestQuery{State: from.State, Before: from.Before, Limit: in.Limit})
		if page.More {
			from.Before = page.Requests[len(page.Requests)-1].ID
		}
		return requestsPage{Items: list(page.Requests, requestOutOf)}, from, page.More, err
	})
}

// RequestPath is the part of an address that names a request.
type RequestPath struct {
	ID string `path:"id" format:"uuid" doc:"The request's id."`
}

func (p RequestPath) id() registry.RequestID { return registry.RequestID(p.ID) }

type getRequestIn struct{ RequestPath }

func (a *api) getRequest(ctx context.Context, _ call, in *getRequestIn) (answer[StandingOut], error) {
	s, err := a.Register.Request(ctx, in.id())
	return answer[StandingOut]{Body: standingOf(s), Edit: s.Request.Edit}, err
}

type createRequestIn struct{ Body RequestFields }

func (a *api) createRequest(ctx context.Context, c call, in *createRequestIn) (answer[RequestOut], error) {
	q, err := a.Register.AddRequest(ctx, c.Act, in.Body.entry())
	return answer[RequestOut]{Body: requestOutOf(q), Edit: q.Edit, Place: "/v1/requests/" + string(q.ID)}, err
}

type editRequestIn struct {
	RequestPath
	Body RequestFields
}

func (a *api) editRequest(ctx context.Context, c call, in *editRequestIn) (answer[RequestOut], error) {
	q, err := a.Register.EditRequest(ctx, c.Act, in.id(), c.Edit, in.Body.entry())
	return answer[RequestOut]{Body: requestOutOf(q), Edit: q.Edit}, err
}

type sendRequestIn struct{ RequestPath }

func (a *api) sendRequest(ctx context.Context, c call, in *sendRequestIn) (answer[RequestOut], error) {
	q, err := a.Register.SendRequest(ctx, c.Act, in.id(), c.Edit, a.WriteRequest)
	return answer[RequestOut]{Body: requestOutOf(q), Edit: q.Edit}, err
}

type remindRequestIn struct{ RequestPath }

func (a *api) remindRequest(ctx context.Context, c call, in *remindRequestIn) (answer[RequestOut], error) {
	q, err := a.Register.RemindRequest(ctx, c.Act, in.id(), c.Edit, a.WriteRequest)
	return answer[RequestOut]{Body: requestOutOf(q), Edit: q.Edit}, err
}

type endRequestIn struct{ RequestPath }

func (a *api) endRequest(ctx context.Context, c call, in *endRequestIn) (answer[RequestOut], error) {
	q, err := a.Register.EndRequest(ctx, c.Act, in.id(), c.Edit)
	return answer[RequestOut]{Body: requestOutOf(q), Edit: q.Edit}, err
}

type requestedRuleOut struct {
	Number   string        `json:"number" example:"R-0042"`
	Edit     int           `json:"edit" doc:"The rule's edit, for If-Match of answer-request."`
	Title    string        `json:"title"`
	Owner    string        `json:"owner,omitempty" doc:"The post that answers for it today."`
	Gone     bool          `json:"gone,omitempty" doc:"It has ended: nobody is asked about it any more."`
	SentTo   string        `json:"post_when_sent,omitempty" doc:"The post that answered for it when the request was sent."`
	Answer   requestAnswer `json:"answer,omitempty" doc:"Left out while nobody has answered."`
	By       string        `json:"answered_by,omitempty" doc:"The name of who answered."`
	AnswerBy string        `json:"answering_post,omitempty" doc:"The post as which they did; left out for somebody of no such post, who filled it in."`
	On       day           `json:"answered_on,omitzero"`
}

type requestRulesPage struct {
	Items []requestedRuleOut `json:"items"`
	Onward
}

type requestRulePlace struct {
	Request registry.RequestID `json:"request"`
	Waiting bool               `json:"waiting,omitempty"`
	After   registry.Number    `json:"after"`
}

var requestRuleList = listing[requestRulePlace]{"request-rules", func(asked, seen requestRulePlace) bool {
	return asked.Request == seen.Request && (!asked.Waiting || seen.Waiting)
}}

type listRequestRulesIn struct {
	RequestPath
	Waiting bool   `query:"waiting" doc:"Only rules that nobody has answered for."`
	Cursor  string `query:"cursor" doc:"The value next of the page before."`
	Limit   int    `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"Rules on a page."`
}

func (a *api) listRequestRules(ctx context.Context, _ call, in *listRequestRulesIn) (answer[requestRulesPage], error) {
	asked := requestRulePlace{Request: in.id(), Waiting: in.Waiting}
	return paged(registry.Checks{}, requestRuleList, in.Cursor, in.Limit, asked, func(from requestRulePlace) (requestRulesPage, requestRulePlace, bool, error) {
		page, err := a.Register.AskedRules(ctx, registry.AskedQuery{Request: in.id(), Waiting: from.Waiting, After: from.After, Limit: in.Limit})
		from.After = page.Last
		return requestRulesPage{Items: list(page.Rules, func(r registry.AskedRule) requestedRuleOut {
			return requestedRuleOut{Number: r.Number.String(), Edit: r.Rule.Edit, Title: page.Texts[r.Rule.ID].Title, Owner: r.Rule.Catalogue.Owner, Gone: r.Gone,
				SentTo: r.Post, Answer: requestAnswer(r.Answer), By: r.By, AnswerBy: r.AnswerBy, On: day(r.On)}
		})}, from, page.More, err
	})
}

type answerRequestIn struct {
	RequestPath
	Number string `path:"number" doc:"The rule's permanent number." example:"R-0042"`
	Body   struct {
		Answer givenAnswer `json:"answer" doc:"undefended: nobody wants to defend the rule, which is recorded of it too."`
		User   string      `json:"user" format:"uuid" doc:"The user whose answer it is: one who answers for the rule's post today."`
	}
}

type givenAnswer string

func (givenAnswer) Schema(huma.Registry) *huma.Schema {
	return oneOf([]registry.RequestAnswer{registry.AnswerStillRight, registry.AnswerUndefended})
}

type requestRuleOut struct {
	Number   string        `json:"number" example:"R-0042"`
	Answer   requestAnswer `json:"answer"`
	By       string        `json:"answered_by"`
	AnswerBy string        `json:"answering_post"`
	On       day           `json:"answered_on"`
}

func (a *api) answerRequest(ctx context.Context, c call, in *answerRequestIn) (answer[requestRuleOut], error) {
	n, err := RulePath{in.Number}.number()
	if err != nil {
		return answer[requestRuleOut]{}, err
	}
	said, err := a.Register.AnswerRequest(ctx, c.Act, in.id(), n, c.Edit, registry.RequestAnswer(in.Body.Answer), registry.UserID(in.Body.User))
	return answer[requestRuleOut]{Body: requestRuleOut{n.String(), requestAnswer(said.Answer), said.By, said.AnswerBy, day(said.On)}}, err
}
