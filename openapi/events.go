package openapi

import (
	"context"
	"errors"
	"net/http"
	"reflect"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

func (a *api) registerEvents() {
	register(a, operation{ID: "list-events", Method: http.MethodGet, Path: "/v1/rules/{number}/events", Tag: "events",
		Permission: "read", Errors: []int{http.StatusNotFound},
		Summary: "List the dated facts about a rule, as recorded"}, a.listEvents)
	register(a, operation{ID: "create-event", Method: http.MethodPost, Path: "/v1/rules/{number}/events", Tag: "events",
		Permission: "record", Creates: true, Errors: []int{http.StatusNotFound, http.StatusConflict},
		Summary: "Record what a decision or a hearing brought",
		Description: "Nothing that a competent body decided is refused: whether a ruling counts is the policy's answer, and shown. " +
			"Events are only ever appended; what was recorded in error is annulled by a later one."}, a.createEvent)
}

// EventFacts are the bodies of an event, one of which is there: the one that kind names.
type EventFacts struct {
	Adopted         *adoptedFact         `json:"adopted,omitempty" doc:"The rule was adopted; valid is the day it takes effect."`
	TextChanged     *textChangedFact     `json:"text_changed,omitempty" doc:"Another text applies."`
	Basis           *basisOut            `json:"basis,omitempty" doc:"A legal basis was recorded, or recorded anew under its id."`
	TakenIntoReview *takenIntoReviewFact `json:"taken_into_review,omitempty" doc:"The rule was taken into a review."`
	Withdrawn       *withdrawnFact       `json:"withdrawn,omitempty" doc:"The rule was taken out of a review again."`
	SunsetMoved     *sunsetMovedFact     `json:"sunset_moved,omitempty" doc:"The review got another sunset."`
	Ruling          *rulingFact          `json:"ruling,omitempty" doc:"A final ruling; valid is the day of the meeting."`
	Readopted       *readoptedFact       `json:"readopted,omitempty" doc:"The rule had lapsed, and was adopted again under another number from the valid day: its own status is what it was."`
	TakenOut        *takenOutFact        `json:"taken_out,omitempty" doc:"The rule was never one: the import that made it was undone."`
	DecidedFacts
}

// DecidedFacts are the bodies of the events that create-event records, but for rulings.
type DecidedFacts struct {
	NotCarried      *notCarriedFact     `json:"not_carried,omitempty" doc:"A proposal fell or tied: no ruling."`
	Handled         *handledFact        `json:"handled,omitempty" doc:"Something else was done with its case than to rule on it: no status follows."`
	Stopped         *stoppedFact        `json:"stopped,omitempty" doc:"A committee's decision was stopped until the council decides."`
	Annulled        *annulledFact       `json:"annulled,omitempty" doc:"An event has no effect from the valid day on."`
	Superseded      *supersededFact     `json:"superseded,omitempty" doc:"Another rule takes over."`
	HearingRequired *hearingFact        `json:"hearing_required,omitempty" doc:"A body must be heard before the rule may lapse."`
	HearingHeld     *hearingFact        `json:"hearing_held,omitempty" doc:"That body was heard, on the valid day."`
	MinutesAwaited  *minutesAwaitedFact `json:"minutes_awaited,omitempty" doc:"A meeting on the valid day had the rule on its agenda."`
}

type lapseOut struct {
	On           day      `json:"on,omitzero" doc:"The first day on which the rule has lapsed, unless a final ruling falls before it."`
	HearingUntil day      `json:"hearing_until,omitzero" doc:"Until when a missing mandatory hearing extends the rule."`
	By           decision `json:"by" doc:"The decision it rests on; without its words it is a reminder."`
}

func lapseOf(l registry.Lapse) lapseOut {
	out := lapseOut{On: day(l.On), By: decisionOf(l.By)}
	if l.HearingUntil > l.On {
		out.HearingUntil = day(l.HearingUntil)
	}
	return out
}

type adoptedFact struct {
	Adopter     adopter      `json:"adopter"`
	Version     string       `json:"version" format:"uuid" doc:"Its first text."`
	FirstReview *lapseOut    `json:"first_review,omitempty"`
	Adoption    *adoptionOut `json:"adoption,omitempty" doc:"What was said of the new rule, and what the gate for new rules found."`
}

type textChangedFact struct {
	Version  string       `json:"version" format:"uuid"`
	Adoption *adoptionOut `json:"adoption,omitempty" doc:"What was said of what is new in it, and what the gate found."`
}

type takenIntoReviewFact struct {
	Review         string   `json:"review" format:"uuid"`
	Sunset         lapseOut `json:"sunset"`
	AfterBasisDays int      `json:"after_basis_days,omitempty" doc:"How long the rule stands when what shielded it at the sunset ends; left out: that end is only a reminder."`
}

type withdrawnFact struct {
	Review string   `json:"review" format:"uuid"`
	By     decision `json:"by"`
}

type sunsetMovedFact struct {
	Review string   `json:"review" format:"uuid"`
	Sunset lapseOut `json:"sunset"`
}

// RulingFields are a ruling as it is typed in.
type RulingFields struct {
	Ruling     ruling      `json:"ruling" doc:"What was decided."`
	By         decision    `json:"by" doc:"By whom, when, in which words."`
	Shows      []criterion `json:"shows,omitempty" doc:"What the ruling states of what a keep can be asked to show."`
	Reason     string      `json:"reason,omitempty" doc:"The special reason, as stated."`
	From       day         `json:"from,omitzero" doc:"The first day of its effect: a repeal, a trial, an amended text. The valid day when left out."`
	Next       day         `json:"next,omitzero" doc:"The day the question comes back: the next review of a keep or an amendment, the first day after a trial or a deferral."`
	Lapses     bool        `json:"lapses,omitempty" doc:"The decision's own words make next a lapse date. Trials and deferrals always do."`
	Told       day         `json:"told,omitzero" doc:"When those it concerns are told of a repeal."`
	Measure    string      `json:"measure,omitempty" doc:"What is measured, 3 and 12 months after the effect; of a trial until it ends. Left out: nothing is."`
	Evaluator  string      `json:"evaluator,omitempty" doc:"Who measures and evaluates it."`
	LateReason string      `json:"late_reason,omitempty" doc:"Why it is recorded after its day; demanded then."`
}

type rulingFact struct {
	RulingFields
	Asks    []criterion `json:"asks,omitempty" doc:"What the body's mandate asked of a keep on that day."`
	Review  string      `json:"review,omitempty" format:"uuid" doc:"The review it falls in."`
	Version string      `json:"version,omitempty" format:"uuid" doc:"The amended text."`
	// Adoption bars nothing.
	Adoption *adoptionOut `json:"adoption,omitempty" doc:"What the gate found in the amended text; it bars nothing that a body decided."`
}

type newRuling struct {
	RulingFields
	Text *TextFields `json:"text,omitempty" doc:"The new wording: of an amendment, and of nothing else."`
}

type notCarriedFact struct {
	Proposal ruling   `json:"proposal"`
	Tie      bool     `json:"tie,omitempty" doc:"The votes were equal."`
	Question string   `json:"question" doc:"The question put, word for word."`
	By       decision `json:"by"`
}

type handledFact struct {
	Procedure procedure `json:"procedure" doc:"What was done with the case."`
	By        decision  `json:"by"`
	To        string    `json:"to,omitempty" doc:"The committee, the authority, or the other party of an agreement."`
	Reason    string    `json:"reason,omitempty"`
	From      day       `json:"from,omitzero" doc:"The day on which notice of an agreement is given."`
	Until     day       `json:"until,omitzero" doc:"When a postponed case comes back; the first day without an agreement."`
}

type stoppedFact struct {
	By    decision `json:"by"`
	Until day      `json:"until,omitzero" doc:"The lapse date meanwhile: the first day after the extension. Left out: the lapse date stands."`
}

type annulledFact struct {
	Event    string   `json:"event" format:"uuid" doc:"The event that has no effect."`
	By       decision `json:"by" doc:"Of an authority or a court: without a rank."`
	Suspends bool     `json:"suspends,omitempty" doc:"For the time being; it is annulled itself when that is over."`
	Corrects bool     `json:"corrects,omitempty" doc:"The minutes were corrected; create-event does not take it." readOnly:"true"`
}

type supersededFact struct {
	By     string   `json:"by" doc:"The rule that takes over." example:"R-0043"`
	Reason decision `json:"reason"`
}

type hearingFact struct {
	Party string `json:"party" example:"Ældrerådet"`
}

type minutesAwaitedFact struct {
	Meeting string `json:"meeting" doc:"Names the meeting."`
	Until   day    `json:"until,omitzero" doc:"How long a lapse is shown as waiting for them; left out when they are in."`
}

type readoptedFact struct {
	As string   `json:"as" example:"R-0107"`
	By decision `json:"by"`
}

type takenOutFact struct {
	Import string `json:"import" doc:"The import that was undone."`
}

type eventOut struct {
	ID       string    `json:"id" format:"uuid"`
	Kind     eventKind `json:"kind" doc:"Names the object that says what happened."`
	Valid    day       `json:"valid,omitzero" doc:"From which day the fact holds."`
	Order    int       `json:"order" doc:"Among events of one day: the item's place on the agenda."`
	Recorded day       `json:"recorded,omitzero" doc:"The day it was recorded."`
	Revision int64     `json:"revision" doc:"The revision that recorded it."`
	EventFacts
}

type eventKind string

func (eventKind) Schema(huma.Registry) *huma.Schema { return oneOf(kindsOf(EventFacts{})) }

// kindsOf are the kinds that have a body in a struct: the names of its fields.
func kindsOf(v any) []string {
	var kinds []string
	for _, f := range reflect.VisibleFields(reflect.TypeOf(v)) {
		if !f.Anonymous {
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			kinds = append(kinds, name)
		}
	}
	return kinds
}

func eventOf(e registry.Event) eventOut {
	out := eventOut{ID: string(e.ID), Kind: eventKind(e.Fact.Kind()), Valid: day(e.Valid), Order: e.Order,
		Recorded: day(e.Recorded), Revision: int64(e.Revision)}
	switch f := e.Fact.(type) {
	case registry.Adopted:
		out.Adopted = &adoptedFact{Adopter: adopter(f.Adopter), Version: string(f.Version)}
		if f.FirstReview != nil {
			out.Adopted.FirstReview = ptr(lapseOf(*f.FirstReview))
		}
		out.Adopted.Adoption = adoptionIn(f.Adoption)
	case registry.TextChanged:
		out.TextChanged = &textChangedFact{Version: string(f.Version), Adoption: adoptionIn(f.Adoption)}
	case registry.BasisRecorded:
		out.Basis = ptr(basisOf(f.Basis))
	case registry.TakenIntoReview:
		out.TakenIntoReview = &takenIntoReviewFact{Review: string(f.Review), Sunset: lapseOf(f.Sunset), AfterBasisDays: f.AfterBasisDays}
	case registry.Withdrawn:
		out.Withdrawn = &withdrawnFact{Review: string(f.Review), By: decisionOf(f.By)}
	case registry.SunsetMoved:
		out.SunsetMoved = &sunsetMovedFact{Review: string(f.Review), Sunset: lapseOf(f.Sunset)}
	case registry.Ruled:
		out.Ruling = &rulingFact{RulingFields: RulingFields{Ruling: ruling(f.Ruling), By: decisionOf(f.By), Shows: list(f.Shows, criterionOf),
			Reason: f.Reason, From: day(f.From), Next: day(f.Next.On), Lapses: f.Lapses,
			Told: day(f.Told), Measure: f.Measure, Evaluator: f.Evaluator, LateReason: f.LateReason},
			Asks: list(f.Asks, criterionOf), Review: string(f.Review), Version: string(f.Version), Adoption: adoptionIn(f.Adoption)}
	case registry.NotCarried:
		out.NotCarried = &notCarriedFact{Proposal: ruling(f.Proposal), Tie: f.Tie, Question: f.Question, By: decisionOf(f.By)}
	case registry.Handled:
		out.Handled = &handledFact{Procedure: procedure(f.Procedure), By: decisionOf(f.By), To: f.To, Reason: f.Reason, From: day(f.From), Until: day(f.Until)}
	case registry.Stopped:
		out.Stopped = &stoppedFact{By: decisionOf(f.By)}
		if f.Until != nil {
			out.Stopped.Until = day(f.Until.On)
		}
	case registry.Annulled:
		out.Annulled = &annulledFact{Event: string(f.Event), By: decisionOf(f.By), Suspends: f.Suspends, Corrects: f.Corrects}
	case registry.Superseded:
		out.Superseded = &supersededFact{By: f.By.String(), Reason: decisionOf(f.Reason)}
	case registry.Readopted:
		out.Readopted = &readoptedFact{As: f.As.String(), By: decisionOf(f.By)}
	case registry.HearingRequired:
		out.HearingRequired = &hearingFact{Party: f.Party}
	case registry.HearingHeld:
		out.HearingHeld = &hearingFact{Party: f.Party}
	case registry.MinutesAwaited:
		out.MinutesAwaited = &minutesAwaitedFact{Meeting: string(f.Meeting), Until: day(f.Until)}
	case registry.TakenOut:
		out.TakenOut = &takenOutFact{Import: string(f.Import)}
	}
	return out
}

func criterionOf(c registry.Criterion) criterion { return criterion(c) }

type newEvent struct {
	Kind   newKind    `json:"kind" doc:"Names the one object that says what happened."`
	Valid  day        `json:"valid" doc:"From which day the fact holds: the day of the meeting, also when it is typed in later."`
	Order  int        `json:"order,omitempty" minimum:"0" maximum:"10000" doc:"The item's place on the agenda."`
	Ruling *newRuling `json:"ruling,omitempty" doc:"A final ruling; valid is the day of the meeting."`
	DecidedFacts
}

type newKind string

func (newKind) Schema(huma.Registry) *huma.Schema {
	return oneOf(append([]string{registry.Ruled{}.Kind()}, kindsOf(DecidedFacts{})...))
}

// domain finds the one object that kind names.
func (n newEvent) domain() (workflow.NewEvent, error) {
	var c registry.Checks
	out := workflow.NewEvent{Valid: registry.Day(n.Valid), Order: n.Order}
	given := []string{}
	take := func(there bool, fact func() registry.Fact) {
		if there {
			out.Fact = fact()
			given = append(given, out.Fact.Kind())
		}
	}
	take(n.Ruling != nil, func() registry.Fact {
		r := n.Ruling
		if r.Text != nil {
			out.Text = ptr(r.Text.domain())
		}
		return registry.Ruled{Ruling: registry.RulingKind(r.Ruling), By: r.By.domain(), Reason: r.Reason, From: registry.Day(r.From),
			Shows: list(r.Shows, func(c criterion) registry.Criterion { return registry.Criterion(c) }),
			Next:  registry.Lapse{On: registry.Day(r.Next)}, Lapses: r.Lapses,
			Told: registry.Day(r.Told), Measure: r.Measure, Evaluator: r.Evaluator, LateReason: r.LateReason}
	})
	take(n.NotCarried != nil, func() registry.Fact {
		return registry.NotCarried{Proposal: registry.RulingKind(n.NotCarried.Proposal), Tie: n.NotCarried.Tie,
			Question: n.NotCarried.Question, By: n.NotCarried.By.domain()}
	})
	take(n.Handled != nil, func() registry.Fact {
		h := n.Handled
		return registry.Handled{Procedure: registry.Procedure(h.Procedure), By: h.By.domain(), To: h.To, Reason: h.Reason, From: registry.Day(h.From), Until: registry.Day(h.Until)}
	})
	take(n.Stopped != nil, func() registry.Fact {
		f := registry.Stopped{By: n.Stopped.By.domain()}
		if n.Stopped.Until != 0 {
			f.Until = &registry.Lapse{On: registry.Day(n.Stopped.Until)}
		}
		return f
	})
	take(n.Annulled != nil, func() registry.Fact {
		return registry.Annulled{Event: registry.EventID(n.Annulled.Event), By: n.Annulled.By.domain(), Suspends: n.Annulled.Suspends}
	})
	take(n.Superseded != nil, func() registry.Fact {
		number, err := registry.ParseNumber(n.Superseded.By)
		c.Take("superseded.by", err)
		return registry.Superseded{By: number, Reason: n.Superseded.Reason.domain()}
	})
	take(n.HearingRequired != nil, func() registry.Fact { return registry.HearingRequired{Party: n.HearingRequired.Party} })
	take(n.HearingHeld != nil, func() registry.Fact { return registry.HearingHeld{Party: n.HearingHeld.Party} })
	take(n.MinutesAwaited != nil, func() registry.Fact {
		return registry.MinutesAwaited{Meeting: registry.MeetingID(n.MinutesAwaited.Meeting), Until: registry.Day(n.MinutesAwaited.Until)}
	})
	if !slices.Contains(given, string(n.Kind)) {
		c.Fail(string(n.Kind), registry.CodeRequired)
	}
	for _, other := range given {
		if other != string(n.Kind) {
			c.Fail(other, registry.CodeFieldUnknown, "name", other)
		}
	}
	return out, c.Err()
}

type listEventsIn struct{ RulePath }

func (a *api) listEvents(ctx context.Context, _ call, in *listEventsIn) (answer[items[eventOut]], error) {
	return all(ctx, a, in.RulePath, func(v registry.RuleView) []registry.Event { return v.Events }, eventOf)
}

type createEventIn struct {
	RulePath
	Body newEvent
}

func (a *api) createEvent(ctx context.Context, c call, in *createEventIn) (answer[eventOut], error) {
	number, err := in.number()
	if err != nil {
		return answer[eventOut]{}, err
	}
	n, err := in.Body.domain()
	if err != nil {
		return answer[eventOut]{}, err
	}
	e, err := a.Workflow.RecordEvent(ctx, c.Act, number, n)
	if err != nil {
		return answer[eventOut]{}, within(string(in.Body.Kind), err)
	}
	return answer[eventOut]{Body: eventOf(e), Place: "/v1/rules/" + number.String() + "/events"}, nil
}

// within puts the object's name before the fields that stand in it.
func within(object string, err error) error {
	var e *registry.Error
	if !errors.As(err, &e) || len(e.Fields) == 0 {
		return err
	}
	named := *e
	named.Fields = slices.Clone(e.Fields)
	for i, f := range named.Fields {
		if f.Name != "valid" && f.Name != "kind" {
			named.Fields[i].Name = object + "." + f.Name
		}
	}
	return &named
}
