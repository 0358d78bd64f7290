package registry

import (
	"encoding/json"
	"fmt"
)

// Event is one dated fact about a rule. Events are only ever appended: what
// was recorded in error is annulled by a later event.
type Event struct {
	ID       EventID  `json:"id"`
	Rule     RuleID   `json:"-"`
	Revision Revision `json:"revision"` // that recorded it; 0 before it is stored
	Recorded Day      `json:"recorded"` // the day of that revision
	Order    int      `json:"order"`    // among events of one day: the item's place on the agenda; 0, and equals, as recorded
	Valid    Day      `json:"valid"`    // from which day the fact holds
	Fact     Fact     `json:"fact"`

	moved EventID // in a world: the event that gave a review its present sunset
}

// Fact is what an event says. Its kind names it in the store, the API and the log.
type Fact interface{ Kind() string }

// LapseKind says where a lapse date comes from.
type LapseKind string

const (
	NoLapse     LapseKind = "none"
	FirstReview LapseKind = "first_review"
	Sunset      LapseKind = "sunset"
	NextReview  LapseKind = "next_review"
	DeferLimit  LapseKind = "defer_limit"
	TrialEnd    LapseKind = "trial_end"
	StopLimit   LapseKind = "stop_limit"
	BasisEnd    LapseKind = "basis_end"
)

// Lapse is a day on which a rule lapses unless a final ruling falls before it.
// Without the decision whose words say so it is a reminder and lapses nothing.
type Lapse struct {
	On           Day      `json:"on"`
	HearingUntil Day      `json:"hearing_until,omitzero"` // how long a missing mandatory hearing extends the rule
	By           Decision `json:"by"`
}

// Adopted is the first event of every rule. Valid is the day it takes effect.
type Adopted struct {
	Adopter     Adopter   `json:"adopter"`
	Version     VersionID `json:"version"`
	FirstReview *Lapse    `json:"first_review,omitempty"`
	Adoption    *Adoption `json:"adoption,omitempty"` // nil: nothing was said, and no gate passed
}

// TextChanged gives the rule another text from the event's day.
type TextChanged struct {
	Version  VersionID `json:"version"`
	Adoption *Adoption `json:"adoption,omitempty"` // nil: nothing was said, and no gate passed
}

// BasisRecorded records a legal basis, or records it anew under the same id
// (the end of a law is known later than its beginning). Valid is its first day.
type BasisRecorded struct{ Basis }

// TakenIntoReview puts the rule into a review with a sunset.
type TakenIntoReview struct {
	Review ReviewID `json:"review"`
	Sunset Lapse    `json:"sunset"`
	// AfterBasisDays is how long the rule stands when the basis that shielded it
	// at the sunset ends; 0: that end is only a reminder.
	AfterBasisDays int `json:"after_basis_days,omitempty"`
}

// Withdrawn takes the rule out of a review again, by a decision before the sunset.
type Withdrawn struct {
	Review ReviewID `json:"review"`
	By     Decision `json:"by"`
}

// SunsetMoved gives the rule's review another sunset, by a decision before the old one.
type SunsetMoved struct {
	Review ReviewID `json:"review"`
	Sunset Lapse    `json:"sunset"`
}

// RulingKind is what a final decision did to a rule.
type RulingKind string

const (
	Keep     RulingKind = "keep"     // fastholde
	Amend    RulingKind = "amend"    // justere
	Repeal   RulingKind = "repeal"   // ophæve
	Trial    RulingKind = "trial"    // prøve uden
	Defer    RulingKind = "defer"    // udsætte
	Unlawful RulingKind = "unlawful" // ulovlig
)

// RulingKinds in the order of the design.
var RulingKinds = []RulingKind{Keep, Amend, Repeal, Trial, Defer, Unlawful}

// Ruled is a final ruling. Valid is the day of the meeting, also when it is
// typed in later.
type Ruled struct {
	Ruling  RulingKind  `json:"ruling"`
	By      Decision    `json:"by"`
	Review  ReviewID    `json:"review,omitempty"`
	Shows   []Criterion `json:"shows,omitempty"` // criteria recorded with the ruling
	Asks    []Criterion `json:"asks,omitempty"`  // what the body's mandate asked of a keep on that day
	Reason  string      `json:"reason,omitempty"`
	From    Day         `json:"from,omitzero"`    // effect: repeal, trial, amended text
	Version VersionID   `json:"version,omitzero"` // amended text
	// Adoption is what the gate found in an amended text. It bars nothing that a
	// body decided.
	Adoption *Adoption `json:"adoption,omitempty"`
	// Next is when the question comes back: the next review of a keep or an
	// amendment, the end of a trial, the limit of a deferral.
	Next Lapse `json:"next,omitzero"`
	// Lapses says that the decision's own words make Next a lapse date. Trials
	// and deferrals always do.
	Lapses    bool   `json:"lapses,omitempty"`
	Told      Day    `json:"told,omitzero"`       // when those it concerns are told of a repeal
	Measure   string `json:"measure,omitempty"`   // what is measured 3 and 12 months after the effect; empty: nothing is
	Evaluator string `json:"evaluator,omitempty"` // who evaluates it
	// LateReason is why it was recorded after its day.
	LateReason string `json:"late_reason,omitempty"`
}

// Procedure is what a body did with a rule's case instead of ruling on it.
type Procedure string

const (
	Postpone    Procedure = "postpone"    // udsætte sagen til et senere møde
	SendBack    Procedure = "send_back"   // tilbagesende til udvalget
	PassOn      Procedure = "pass_on"     // videresende til staten eller KL
	NoPower     Procedure = "no_power"    // uden for kompetence
	Terminate   Procedure = "terminate"   // opsige aftalen
	Renegotiate Procedure = "renegotiate" // genforhandle aftalen
)

// Procedures in the order in which they are put to the vote.
var Procedures = []Procedure{Postpone, SendBack, PassOn, NoPower, Terminate, Renegotiate}

// Handled is what a body did with a rule's case without ruling on it: no status
// follows from it. What ends with an agreement follows from its basis.
type Handled struct {
	Procedure Procedure `json:"procedure"`
	By        Decision  `json:"by"`
	To        string    `json:"to,omitempty"` // the committee, the authority, the other party
	Reason    string    `json:"reason,omitempty"`
	From      Day       `json:"from,omitzero"`  // when notice of an agreement is given
	Until     Day       `json:"until,omitzero"` // when the case comes back; the first day without the agreement
}

// NotCarried is a proposal that fell or tied: no ruling, kept for the explanation.
type NotCarried struct {
	Proposal RulingKind `json:"proposal"`
	Tie      bool       `json:"tie"`
	Question string     `json:"question"`
	By       Decision   `json:"by"`
}

// Stopped is a committee's decision that was stopped until the council decides.
// With Until the lapse date moves there meanwhile; without, it stands.
type Stopped struct {
	By    Decision `json:"by"`
	Until *Lapse   `json:"until,omitempty"`
}

// Annulled takes an event's effect away from the event's valid day on; for one
// annulled from the start that is the annulled event's own day.
type Annulled struct {
	Event    EventID  `json:"event"`
	By       Decision `json:"by"`                 // of an authority or a court: without a rank
	Suspends bool     `json:"suspends,omitempty"` // for the time being: it is annulled itself when that is over
	Corrects bool     `json:"corrects,omitempty"` // the minutes were wrong: the event never took place
}

// Superseded says that another rule takes over from the event's day.
type Superseded struct {
	By     Number   `json:"by"`
	Reason Decision `json:"reason"`
}

// Readopted says that the rule, which had lapsed, was adopted again under another number
// from the event's day. Nothing follows for its own status: its number never returns.
type Readopted struct {
	As Number   `json:"as"`
	By Decision `json:"by"`
}

// HearingRequired says that a body must be heard before the rule may lapse.
type HearingRequired struct {
	Party string `json:"party"`
}

// HearingHeld says that it was heard, on the event's day.
type HearingHeld struct {
	Party string `json:"party"`
}

// MinutesAwaited is a meeting on the event's day with the rule on its agenda.
// Until its minutes are recorded, at most until the day given, a lapse is shown
// as waiting for them. Recorded anew with NoDay when the minutes are in.
type MinutesAwaited struct {
	Meeting MeetingID `json:"meeting"`
	Until   Day       `json:"until,omitzero"`
}

// TakenOut says that the rule was never one: the import that made it was undone.
// From the revision that records it the rule has no timeline.
type TakenOut struct {
	Import ImportID `json:"import"`
}

func (Adopted) Kind() string         { return "adopted" }
func (TextChanged) Kind() string     { return "text_changed" }
func (BasisRecorded) Kind() string   { return "basis" }
func (TakenIntoReview) Kind() string { return "taken_into_review" }
func (Withdrawn) Kind() string       { return "withdrawn" }
func (SunsetMoved) Kind() string     { return "sunset_moved" }
func (Ruled) Kind() string           { return "ruling" }
func (NotCarried) Kind() string      { return "not_carried" }
func (Handled) Kind() string         { return "handled" }
func (Stopped) Kind() string         { return "stopped" }
func (Annulled) Kind() string        { return "annulled" }
func (Superseded) Kind() string      { return "superseded" }
func (Readopted) Kind() string       { return "readopted" }
func (HearingRequired) Kind() string { return "hearing_required" }
func (HearingHeld) Kind() string     { return "hearing_held" }
func (MinutesAwaited) Kind() string  { return "minutes_awaited" }
func (TakenOut) Kind() string        { return "taken_out" }

// DecodeFact reads a fact back from its kind and JSON.
func DecodeFact(kind string, data []byte) (Fact, error) {
	decode, ok := factDecoders[kind]
	if !ok {
		return nil, &Error{Code: CodeInternal, Err: fmt.Errorf("unknown kind of event %q", kind)}
	}
	return decode(data)
}

var factDecoders = map[string]func([]byte) (Fact, error){
	Adopted{}.Kind():         decodeFact[Adopted],
	TextChanged{}.Kind():     decodeFact[TextChanged],
	BasisRecorded{}.Kind():   decodeFact[BasisRecorded],
	TakenIntoReview{}.Kind(): decodeFact[TakenIntoReview],
	Withdrawn{}.Kind():       decodeFact[Withdrawn],
	SunsetMoved{}.Kind():     decodeFact[SunsetMoved],
	Ruled{}.Kind():           decodeFact[Ruled],
	NotCarried{}.Kind():      decodeFact[NotCarried],
	Handled{}.Kind():         decodeFact[Handled],
	Stopped{}.Kind():         decodeFact[Stopped],
	Annulled{}.Kind():        decodeFact[Annulled],
	Superseded{}.Kind():      decodeFact[Superseded],
	Readopted{}.Kind():       decodeFact[Readopted],
	HearingRequired{}.Kind(): decodeFact[HearingRequired],
	HearingHeld{}.Kind():     decodeFact[HearingHeld],
	MinutesAwaited{}.Kind():  decodeFact[MinutesAwaited],
	TakenOut{}.Kind():        decodeFact[TakenOut],
}

func decodeFact[T Fact](data []byte) (Fact, error) {
	var f T
	if err := json.Unmarshal(data, &f); err != nil {
		return nil, &Error{Code: CodeInternal, Err: err}
	}
	return f, nil
}

// Bases are the legal bases that the events record, the latest record of each.
func Bases(events []Event) []Basis {
	var ids []BasisID
	latest := map[BasisID]Basis{}
	for _, e := range events {
		if f, ok := e.Fact.(BasisRecorded); ok {
			if _, seen := latest[f.ID]; !seen {
				ids = append(ids, f.ID)
			}
			latest[f.ID] = f.Basis
		}
	}
	bases := make([]Basis, len(ids))
	for i, id := range ids {
		bases[i] = latest[id]
	}
	return bases
}
