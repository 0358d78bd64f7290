package registry

import (
	"context"
	"encoding/json"
)

// Request is what the administration asks of the posts that answer for rules:
// to confirm each of them, or to fill in what it lacks (anmodning). Which rules
// it is about is fixed when it is sent; who answers for them is not, and follows
// their posts.
type Request struct {
	ID RequestID `json:"id"`
	RequestEntry
	By       string `json:"by"`
	Made     Day    `json:"made"`
	Sent     Day    `json:"sent,omitzero"` // NoDay: a draft
	Reminded Day    `json:"reminded,omitzero"`
	Ended    Day    `json:"ended,omitzero"`
	Edit     int    `json:"edit"`
}

// RequestEntry is what is written about a request.
type RequestEntry struct {
	Title    string       `json:"title"`           // the subject of its mails
	Words    string       `json:"words,omitempty"` // what is asked, in the asker's own words
	Language string       `json:"language"`        // of these, and of the mails around them
	Ask      Asked        `json:"ask"`
	Lacking  []Missing    `json:"lacking,omitempty"` // what is to be filled in; with AskComplete alone
	Scope    RequestScope `json:"scope"`
	Deadline Day          `json:"deadline"` // the last day
}

// RequestScope says which rules are asked about. What is empty asks nothing of them.
type RequestScope struct {
	Area   string   `json:"area,omitempty"`
	Units  []string `json:"units,omitempty"` // any of them
	Filter Filter   `json:"filter,omitzero"`
}

// Asked is what is to be done with each rule.
type Asked string

const (
	AskConfirm  Asked = "confirm"  // say whether it is still right
	AskComplete Asked = "complete" // fill in what it lacks
)

// AskedThings that a request can ask for.
var AskedThings = []Asked{AskConfirm, AskComplete}

// Fillable is what a post can fill in by itself.
var Fillable = []Missing{MissingPlain, MissingProtects, MissingLegalForm, MissingJustification, MissingEffort}

// RequestLanguages that mails can be written in, the usual one first.
var RequestLanguages = []string{"da", "en"}

// RequestState is how far a request has come.
type RequestState string

const (
	RequestDraft RequestState = "draft"
	RequestOpen  RequestState = "open"
	RequestEnded RequestState = "ended"
)

// RequestStates in their order.
var RequestStates = []RequestState{RequestDraft, RequestOpen, RequestEnded}

// State of a request. One whose deadline has passed is still open.
func (q Request) State() RequestState {
	switch {
	case q.Ended != NoDay:
		return RequestEnded
	case q.Sent != NoDay:
		return RequestOpen
	}
	return RequestDraft
}

// RequestAnswer is what was said of one rule of a request.
type RequestAnswer string

const (
	Unanswered       RequestAnswer = ""
	AnswerStillRight RequestAnswer = "still_right" // stadig rigtig
	AnswerRewritten  RequestAnswer = "rewritten"   // corrected or filled in through the ordinary forms
	AnswerUndefended RequestAnswer = "undefended"  // nobody wants to defend it
)

// RequestAnswers that a rule can have, the missing one last.
var RequestAnswers = []RequestAnswer{AnswerStillRight, AnswerRewritten, AnswerUndefended, Unanswered}

// RequestRule is a rule in a request.
type RequestRule struct {
	Request  RequestID     `json:"request"`
	Number   Number        `json:"number"`
	Post     string        `json:"post"` // that answered for it when it was sent
	Answer   RequestAnswer `json:"answer,omitempty"`
	By       string        `json:"by,omitempty"`        // who answered
	AnswerBy string        `json:"answer_by,omitempty"` // the post that answered
	On       Day           `json:"on,omitzero"`
}

// AskedRule is a rule in a request as it stands today.
type AskedRule struct {
	RequestRule
	Rule Rule
	Gone bool // it has ended, or is no rule any more: nobody is asked about it
}

// RequestTally counts rules of a request that are alike in all the rest.
type RequestTally struct {
	Post, Unit string // today
	Answer     RequestAnswer
	Gone       bool
	Rules      int
}

// RequestQuery narrows the list of requests, newest first.
type RequestQuery struct {
	State  RequestState // empty: all
	Before RequestID    // made before this one; empty: from the newest
	Limit  int
}

// AskedQuery narrows the list of a request's rules, by number.
type AskedQuery struct {
	Request RequestID
	Posts   []string // only rules of these posts today; nil: all
	Waiting bool     // only those without an answer that are not gone
	After   Number
	Limit   int // 0: no limit
}

// Awaited is how many rules of an open request wait for some posts.
type Awaited struct {
	Request Request
	Rules   int
}

// RequestReader is what can be read about requests.
type RequestReader interface {
	RequestByID(RequestID) (Request, error) // CodeNotFound
	Requests(RequestQuery) ([]Request, error)
	// RequestProgress counts, per request, its rules by answer as they were sent.
	RequestProgress([]RequestID) (map[RequestID]map[RequestAnswer]int, error)
	// RequestTallies count the rules of a request by post and unit as they are today.
	RequestTallies(RequestID) ([]RequestTally, error)
	AskedRules(AskedQuery) ([]AskedRule, error)
	RequestRule(RequestID, Number) (RequestRule, error) // CodeNotFound
	// OpenRequests are the requests that are open and ask about a rule, each with
	// what is said of it so far.
	OpenRequests(Number) (map[RequestID]RequestRule, error)
	// LastStillRight is the newest answer that a rule is still right; false when there is none.
	LastStillRight(Number) (RequestRule, bool, error)
	// Awaited are the open requests with rules that wait for posts, the nearest deadline first.
	Awaited(posts []string) ([]Awaited, error)
}

// RequestWriter is how requests are stored.
type RequestWriter interface {
	InsertRequest(Request) error
	// UpdateRequest changes a request if the stored edit is still the given one and
	// returns it with the next; CodeStale.
	UpdateRequest(q Request, edit int) (Request, error)
	InsertRequestRules([]RequestRule) error
	// AnswerRequestRule stores what was said of a rule of a request.
	AnswerRequestRule(RequestRule) error
}

// MaxRequestRules bounds how many rules one request is about.
const MaxRequestRules = 5000

// limitUnits bounds how many units a request names.
const limitUnits = 500

// Check reports what is wrong with what is written about a request. Whether its
// deadline is ahead is asked when it is sent.
func (e RequestEntry) Check() error {
	var c Checks
	c.Text("title", e.Title, LimitName, true)
	c.Text("words", e.Words, LimitReason, false)
	checkChoice(&c, "language", RequestLanguages, e.Language)
	checkChoice(&c, "ask", AskedThings, e.Ask)
	for _, m := range e.Lacking {
		checkChoice(&c, "lacking", Fillable, m)
	}
	if e.Ask == AskComplete && len(e.Lacking) == 0 {
		c.Fail("lacking", CodeRequired)
	}
	c.Text("area", e.Scope.Area, LimitName, false)
	if len(e.Scope.Units) > limitUnits {
		c.Fail("units", CodeRangeInvalid, "value", itoa(len(e.Scope.Units)), "from", "0", "to", itoa(limitUnits))
	}
	for _, u := range e.Scope.Units {
		c.Text("units", u, LimitName, true)
	}
	merge(&c, e.Scope.Filter.Check())
	if e.Deadline == NoDay {
		c.Fail("deadline", CodeRequired)
	}
	return c.Err()
}

// normal is an entry without what does not bear on what it asks.
func (e RequestEntry) normal() RequestEntry {
	if e.Language == "" {
		e.Language = RequestLanguages[0]
	}
	if e.Ask != AskComplete {
		e.Lacking = nil
	}
	return e
}

func (e RequestEntry) checkAhead(today Day) error {
	if e.Deadline < today {
		return invalid("deadline", CodeDeadlinePast, "day", e.Deadline.String(), "today", today.String())
	}
	return nil
}

// AddRequest records a request that is not sent yet; CodeInvalid.
func (s *Service) AddRequest(ctx context.Context, act Act, entry RequestEntry) (Request, error) {
	return Once(ctx, s.Store.Update, act, func(tx Tx) (Request, error) {
		q := Request{ID: NewID[RequestID](tx.Now()), RequestEntry: entry.normal(), By: act.Actor.Name, Made: tx.Today(), Edit: 1}
		if err := q.Check(); err != nil {
			return q, err
		}
		if err := q.checkAhead(tx.Today()); err != nil {
			return q, err
		}
		if err := tx.InsertRequest(q); err != nil {
			return q, err
		}
		return q, audit(tx, "request "+string(q.ID), nil, q)
	})
}

// EditRequest changes what is written about a request; once it is sent, its
// deadline alone (CodeRequestSent). CodeStale, CodeRequestOver.
func (s *Service) EditRequest(ctx context.Context, act Act, id RequestID, edit int, entry RequestEntry) (Request, error) {
	return s.changeRequest(ctx, act, id, edit, func(tx Tx, q Request) (Request, error) {
		entry := entry.normal()
		if err := entry.Check(); err != nil {
			return q, err
		}
		sent := q.RequestEntry
		sent.Deadline = entry.Deadline
		if q.State() == RequestOpen && !sameRequest(sent, entry) {
			return q, refuse(CodeRequestSent)
		}
		q.RequestEntry = entry
		return q, entry.checkAhead(tx.Today())
	})
}

// sameRequest compares as they are stored: no list is as good as an empty one.
func sameRequest(a, b RequestEntry) bool {
	x, err := json.Marshal(a)
	y, err2 := json.Marshal(b)
	return err == nil && err2 == nil && string(x) == string(y)
}

// EndRequest ends a request: nobody is asked any more. A draft is dropped so.
func (s *Service) EndRequest(ctx context.Context, act Act, id RequestID, edit int) (Request, error) {
	return s.changeRequest(ctx, act, id, edit, func(tx Tx, q Request) (Request, error) {
		q.Ended = tx.Today()
		return q, nil
	})
}

// changeRequest makes one change of a request that has not ended.
func (s *Service) changeRequest(ctx context.Context, act Act, id RequestID, edit int, change func(Tx, Request) (Request, error)) (Request, error) {
	return Once(ctx, s.Store.Update, act, func(tx Tx) (Request, error) {
		before, err := tx.RequestByID(id)
		switch {
		case err != nil:
			return before, err
		case before.Edit != edit:
			return before, Stale(edit, before.Edit)
		case before.State() == RequestEnded:
			return before, refuse(CodeRequestOver)
		}
		after, err := change(tx, before)
		if err != nil {
			return before, err
		}
		if after, err = tx.UpdateRequest(after, edit); err != nil {
			return after, err
		}
		return after, audit(tx, "request "+string(id), before, after)
	})
}

// RequestPage is one page of the list of requests.
type RequestPage struct {
	Requests []Request
	Progress map[RequestID]map[RequestAnswer]int // of those that were sent
	More     bool
}

// Requests lists requests, newest first.
func (s *Service) Requests(ctx context.Context, q RequestQuery) (RequestPage, error) {
	var page RequestPage
	err := s.Store.View(ctx, func(r Reader) (err error) {
		limit := q.Limit
		q.Limit++ // one more tells whether there are further ones
		if page.Requests, err = r.Requests(q); err != nil {
			return err
		}
		if page.More = len(page.Requests) > limit; page.More {
			page.Requests = page.Requests[:limit]
		}
		var ids []RequestID
		for _, one := range page.Requests {
			ids = append(ids, one.ID)
		}
		page.Progress, err = r.RequestProgress(ids)
		return err
	})
	return page, err
}
