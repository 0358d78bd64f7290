package openapi

import (
	"context"
	"net/http"

	"github.com/omvendt/omvendt/registry"
)

func (a *api) registerCounters() {
	notFound := []int{http.StatusNotFound}
	register(a, operation{ID: "list-counter-cases", Method: http.MethodGet, Path: "/v1/rules/{number}/counter-cases", Tag: "rules",
		Permission: "public", Errors: notFound, Summary: "List the cases against a rule, each with its reply",
		Description: "The latest version of each. A name is there only where its bearer wished it."}, a.listCounters)
	register(a, operation{ID: "create-counter-case", Method: http.MethodPost, Path: "/v1/rules/{number}/counter-cases", Tag: "rules",
		Permission: "challenge", Creates: true, Errors: []int{http.StatusNotFound, http.StatusConflict},
		Summary:     "File the case against a rule",
		Description: "With a thread it is a further version of one that the same caller filed. It is no edit of the rule."}, a.createCounter)
	register(a, operation{ID: "get-counter-case", Method: http.MethodGet, Path: "/v1/rules/{number}/counter-cases/{id}", Tag: "rules",
		Permission: "public", Tagged: true, Errors: notFound, Summary: "Read a case against a rule"}, a.getCounter)
	register(a, operation{ID: "withdraw-counter-case", Method: http.MethodDelete, Path: "/v1/rules/{number}/counter-cases/{id}", Tag: "rules",
		Permission: "challenge", Edits: true, Errors: []int{http.StatusNotFound, http.StatusConflict}, Summary: "Take a counter-case back",
		Description: "For whoever filed it, or an administrator for them. It stands beside the case no more, nor does its answer. That it was there stays told; its words are shown to nobody."}, a.withdrawCounter)
	register(a, operation{ID: "list-withdrawn-counter-cases", Method: http.MethodGet, Path: "/v1/rules/{number}/withdrawn-counter-cases", Tag: "rules",
		Permission: "public", Errors: notFound, Summary: "List the cases against a rule that were taken back",
		Description: "Who spoke and when, without their words."}, a.listWithdrawnCounters)
	register(a, operation{ID: "reply-to-counter-case", Method: http.MethodPost, Path: "/v1/rules/{number}/counter-cases/{id}/replies", Tag: "rules",
		Permission: "catalogue", Creates: true, Errors: []int{http.StatusNotFound, http.StatusConflict},
		Summary: "Answer a counter-case on behalf of the post that answers for the rule"}, a.replyToCounter)
}

// CounterFields are the case against a rule.
type CounterFields struct {
	Thread    string       `json:"thread,omitempty" format:"uuid" doc:"Of which counter-case this is a further version; left out for a new one."`
	Party     counterParty `json:"party" doc:"Who speaks."`
	Name      string       `json:"name,omitempty" doc:"Of the person or group; kept only where it is public."`
	Public    bool         `json:"public,omitempty" doc:"They wish to be named in public."`
	Cost      string       `json:"cost" doc:"What the rule costs the core task; at most 4000 characters, as all of these."`
	Burdened  string       `json:"burdened,omitempty" doc:"Whom it burdens."`
	Mechanism string       `json:"mechanism,omitempty" doc:"How it comes to be so."`
	Evidence  string       `json:"evidence,omitempty" doc:"How that is known."`
	Lighter   string       `json:"lighter,omitempty" doc:"The lighter way they propose."`
	Without   string       `json:"without,omitempty" doc:"What happens without the rule."`
}

type counterReplyOut struct {
	Text string `json:"text"`
	Post string `json:"post,omitempty" doc:"The post that answers for the rule."`
	On   day    `json:"on"`
}

type counterOut struct {
	ID      string `json:"id" format:"uuid" doc:"The thread: the same for all versions."`
	Version int    `json:"version" doc:"1 is the first."`
	On      day    `json:"on" doc:"When this version was filed."`
	CounterFields
	Reply *counterReplyOut `json:"reply,omitempty" doc:"To this version; left out until somebody answers."`
}

func counterOf(c registry.Countered) counterOut {
	out := counterOut{ID: string(c.Thread), Version: c.Ordinal, On: day(c.On), CounterFields: CounterFields{Party: counterParty(c.Party), Public: c.Public,
		Cost: c.Cost, Burdened: c.Burdened, Mechanism: c.Mechanism, Evidence: c.Evidence, Lighter: c.Lighter, Without: c.Without}}
	if c.Public {
		out.Name = c.Name
	}
	if c.Answered() {
		out.Reply = &counterReplyOut{Text: c.Reply.Text, Post: c.Reply.Post, On: day(c.Reply.On)}
	}
	return out
}

type listCountersIn struct{ RulePath }

func (a *api) listCounters(ctx context.Context, _ call, in *listCountersIn) (answer[items[counterOut]], error) {
	number, err := in.number()
	if err != nil {
		return answer[items[counterOut]]{}, err
	}
	_, all, err := a.Register.Countered(ctx, number)
	return answer[items[counterOut]]{Body: items[counterOut]{Items: list(all, counterOf)}}, err
}

type createCounterIn struct {
	RulePath
	Body CounterFields
}

func (a *api) createCounter(ctx context.Context, c call, in *createCounterIn) (answer[counterOut], error) {
	number, err := in.number()
	if err != nil {
		return answer[counterOut]{}, err
	}
	b := in.Body
	made, err := a.Register.FileCounterCase(ctx, c.Act, number, registry.CounterCase{Thread: registry.CounterCaseID(b.Thread), Party: registry.CounterParty(b.Party),
		Name: b.Name, Public: b.Public, CounterArguments: registry.CounterArguments{Cost: b.Cost, Burdened: b.Burdened, Mechanism: b.Mechanism,
			Evidence: b.Evidence, Lighter: b.Lighter, Without: b.Without}})
	return answer[counterOut]{Body: counterOf(registry.Countered{CounterCase: made}), Place: "/v1/rules/" + number.String() + "/counter-cases"}, err
}

type replyToCounterIn struct {
	RulePath
	ID   string `path:"id" format:"uuid"`
	Body struct {
		Text string `json:"text" doc:"At most 4000 characters."`
	}
}

func (a *api) replyToCounter(ctx context.Context, c call, in *replyToCounterIn) (answer[counterReplyOut], error) {
	number, err := in.number()
	if err != nil {
		return answer[counterReplyOut]{}, err
	}
	y, err := a.Register.ReplyToCounterCase(ctx, c.Act, number, registry.CounterCaseID(in.ID), 0, in.Body.Text)
	return answer[counterReplyOut]{Body: counterReplyOut{Text: y.Text, Post: y.Post, On: day(y.On)}, Place: "/v1/rules/" + number.String() + "/counter-cases"}, err
}
