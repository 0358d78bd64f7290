package workflow

import (
	"slices"

	"github.com/omvendt/omvendt/registry"
)

// MeetingState is how far a meeting has come.
type MeetingState string

const (
	MeetingPlanned   MeetingState = "planned"
	MeetingClosed    MeetingState = "closed" // its minutes are recorded: what it decided is final
	MeetingCancelled MeetingState = "cancelled"
)

var meetingNext = map[MeetingState][]MeetingState{
	MeetingPlanned:   {MeetingClosed, MeetingCancelled},
	MeetingClosed:    {},
	MeetingCancelled: {},
}

// Meeting is a meeting of a body. The signed minutes in the municipality's
// agenda system prevail; this is the transcript.
type Meeting struct {
	ID       registry.MeetingID `json:"id"`
	Body     registry.Body      `json:"body"`
	Day      registry.Day       `json:"day"`
	Time     string             `json:"time,omitempty"` // 17:00
	Place    string             `json:"place,omitempty"`
	Case     string             `json:"case,omitempty"`     // case number
	PapersOn registry.Day       `json:"papers_on,omitzero"` // when the papers were sent out
	Minutes  string             `json:"minutes,omitempty"`  // address of the signed minutes
	SignedOn registry.Day       `json:"signed_on,omitzero"` // when they were signed
	Late     string             `json:"late,omitempty"`     // why they were recorded after the day
	State    MeetingState       `json:"state"`
	Edit     int                `json:"edit"`
}

func (m *Meeting) moveTo(s MeetingState) error {
	if !slices.Contains(meetingNext[m.State], s) {
		return refuse(registry.CodeMeetingClosed, "day", m.Day.String(), "body", m.Body.Name)
	}
	m.State = s
	return nil
}

// Member is somebody with a seat in a body, between two days, or a substitute
// (stedfortræder), who has none and can be called in place of one who has.
type Member struct {
	ID         registry.MemberID `json:"id"`
	Body       registry.BodyID   `json:"body"`
	Edit       int               `json:"edit"`
	Name       string            `json:"name"`
	Group      string            `json:"group,omitempty"` // party or list
	Chair      bool              `json:"chair,omitempty"`
	Substitute bool              `json:"substitute,omitempty"`
	From       registry.Day      `json:"from"`
	Until      registry.Day      `json:"until"`          // LastDay while in office
	User       registry.UserID   `json:"user,omitempty"` // whose account it is; empty: known by name alone
}

// ListedOn says whether somebody is a member, or a substitute, on a day.
func (m Member) ListedOn(on registry.Day) bool { return m.From <= on && on < m.Until }

// Item is one item of an agenda: about one rule, or a bundle of rules.
type Item struct {
	ID      registry.ItemID    `json:"id"`
	Meeting registry.MeetingID `json:"meeting"`
	Ordinal int                `json:"ordinal"` // its place on the agenda
	Edit    int                `json:"edit"`
	Agenda
	Minutes
	Backing Backing `json:"backing,omitzero"` // of its recommendation; nobody sends it in
}

// Agenda is what stands in the papers before the meeting.
type Agenda struct {
	Title          string            `json:"title"`
	Rules          []registry.RuleID `json:"rules"`
	Summary        string            `json:"summary,omitempty"`
	Recommendation []string          `json:"recommendation,omitempty"` // numbered at-points
	Proposer       string            `json:"proposer,omitempty"`       // who recommends; empty: the administration
	Case           string            `json:"case,omitempty"`           // the item's own case number; empty: the meeting's
	Considerations []Consideration   `json:"considerations,omitempty"` // answers to the profile's fixed questions
	By             registry.UserID   `json:"-"`                        // who wrote it, where a program sends it in; kept in Backing
	PapersLate     string            `json:"papers_late,omitempty"`    // why the deadline was missed; empty: it was met
	LateOn         registry.Day      `json:"late_on,omitzero"`         // when something came on after it; nobody sends it in
	Confidential   bool              `json:"confidential,omitempty"`   // lukket punkt
	From           registry.ItemID   `json:"from,omitempty"`           // the item of an earlier meeting whose case this one takes up
	Reading        Reading           `json:"reading,omitempty"`
	Account        *NotedAccount     `json:"account,omitempty"` // the account that it is about; nobody sends it in
	Proposals      []Proposal        `json:"proposals"`         // in voting order
}

// Consideration is what an item says to a fixed question (Profile.Asked). It keeps
// the question: the profile may ask others later.
type Consideration struct {
	Question string `json:"question"`
	Text     string `json:"text,omitempty"` // empty: nothing yet
}

// Considers is what an item says to a question; empty: nothing.
func (a Agenda) Considers(question string) string {
	for _, c := range a.Considerations {
		if c.Question == question {
			return c.Text
		}
	}
	return ""
}

// Proposal is one question put to the vote. Exactly as it is put, since that
// decides what a tie means. It would rule on the rules, or do something else with
// the case (Procedure); never both.
type Proposal struct {
	Ruling    registry.RulingKind `json:"ruling,omitempty"`
	Procedure registry.Procedure  `json:"procedure,omitempty"`
	Amends    bool                `json:"amends,omitempty"` // ændringsforslag: put before what it would change
	By        string              `json:"by,omitempty"`     // who put it forward; empty: it is in the papers
	Question  string              `json:"question"`
	Words     string              `json:"words,omitempty"`     // the decision's own words when carried; empty: the question
	Reason    string              `json:"reason,omitempty"`    // særlig begrundelse
	From      registry.Day        `json:"from,omitzero"`       // effect of a repeal, a trial or an amended text; when notice is given
	Next      registry.Day        `json:"next,omitzero"`       // next review, end of a trial, limit of a deferral, first day without an agreement
	To        string              `json:"to,omitempty"`        // to whom a case is sent, or notice given
	Lapses    bool                `json:"lapses,omitempty"`    // the words make Next a lapse date
	Told      registry.Day        `json:"told,omitzero"`       // when those it concerns are told of a repeal
	Measure   string              `json:"measure,omitempty"`   // what is measured 3 and 12 months after the effect; empty: nothing is
	Evaluator string              `json:"evaluator,omitempty"` // who evaluates it
	Text      *registry.Text      `json:"text,omitempty"`      // of an amendment
	// Reread: it was carried over when a bundle was split, and its words name the
	// bundle. Whoever edits the item has read it again; nobody sends it in.
	Reread bool `json:"reread,omitempty"`
}

// first says that a proposal is put before those that decide the case itself.
func (p Proposal) first() bool {
	return p.Amends || p.Procedure == registry.Postpone || p.Procedure == registry.SendBack
}

// Minutes is what the meeting did with an item.
type Minutes struct {
	// Votes on each proposal, at the same place as the proposal. A proposal after
	// a carried one is not put and has none. Administrative decisions have none.
	Votes        [][]Vote       `json:"votes,omitempty"`
	Disqualified []Disqualified `json:"disqualified,omitempty"`
	Called       []Called       `json:"called,omitempty"` // substitutes in members' seats
	Dissents     []Dissent      `json:"dissents,omitempty"`
	Line         string         `json:"line,omitempty"`         // what is passed on to the next body: Anbefales
	Explanations []Explanation  `json:"explanations,omitempty"` // of findings that ask for one
	// Corrections since the meeting was closed, in their order; nobody sends them in.
	Corrections []Correction `json:"corrections,omitempty"`
	Stop        *Stop        `json:"stop,omitempty"`
}

// Choice is how somebody voted. Votes are never secret.
type Choice string

const (
	For     Choice = "for"
	Against Choice = "against"
	Blank   Choice = "blank"
	Absent  Choice = "absent"
)

// Choices in the order in which they are shown.
var Choices = []Choice{For, Against, Blank, Absent}

// Vote is a member's vote, or those of a group.
type Vote struct {
	Member registry.MemberID `json:"member,omitempty"` // empty: a group's votes
	Group  string            `json:"group,omitempty"`
	Choice Choice            `json:"choice"`
	Count  int               `json:"count"` // 1 for a member
}

// Disqualified is a member of whom it was asked whether they are disqualified for an
// item. The body decides; who is disqualified leaves and does not vote
// (kommunestyrelsesloven § 14).
type Disqualified struct {
	Member registry.MemberID `json:"member"`
	Reason string            `json:"reason"`
	Able   bool              `json:"able,omitempty"` // the body decided that the member is not: they stay and vote
}

// Explanation is what the minutes say about a finding that asks for an explanation.
type Explanation struct {
	Code string `json:"code"` // of the finding
	Text string `json:"text"` // empty: the meeting was closed without one
}

// Dissent is a dissenting opinion entered in the minutes
// (kommunestyrelsesloven § 13).
type Dissent struct {
	Name  string `json:"name"`
	Group string `json:"group,omitempty"`
	Text  string `json:"text"`
}

// Stop brings a committee's decision before the council
// (kommunestyrelsesloven § 23): declared before the meeting is adjourned.
type Stop struct {
	Name  string `json:"name"`
	Group string `json:"group,omitempty"`
	Text  string `json:"text,omitempty"`
}

// Tally counts votes.
type Tally struct {
	For     int `json:"for"`
	Against int `json:"against"`
	Blank   int `json:"blank"`
	Absent  int `json:"absent"`
}

// Count adds votes up.
func Count(votes []Vote) Tally {
	var t Tally
	for _, v := range votes {
		switch v.Choice {
		case For:
			t.For += v.Count
		case Against:
			t.Against += v.Count
		case Blank:
			t.Blank += v.Count
		case Absent:
			t.Absent += v.Count
		}
	}
	return t
}

// Present are those who took part in the vote.
func (t Tally) Present() int { return t.For + t.Against + t.Blank }

// Outcome is what became of a proposal.
type Outcome string

const (
	Carried Outcome = "carried"
	Fell    Outcome = "fell"
	Tied    Outcome = "tied"    // forslaget bortfalder ved stemmelighed
	NotPut  Outcome = "not_put" // an earlier one was carried, or nobody has voted yet
)

// Severity of a finding.
type Severity string

const (
	Blocks  Severity = "blocks"  // the outcome cannot be recorded
	Explain Severity = "explain" // must be explained in the minutes
	Note    Severity = "note"
)

// Finding is what the policy remarks about a decision; texts are found under
// "finding.<code>".
type Finding struct {
	Code     string   `json:"code"`
	Severity Severity `json:"severity"`
	registry.Told
}

// DecisionFacts are what the policy sees of one proposal.
type DecisionFacts struct {
	Rank              registry.Rank       `json:"rank"`
	Ruling            registry.RulingKind `json:"ruling"`
	Procedure         registry.Procedure  `json:"procedure"`     // instead of a ruling; empty for one
	FirstReading      bool                `json:"first_reading"` // carried it is no ruling
	Seats             int                 `json:"seats"`         // that the body has on the day; a substitute adds none
	Tally             Tally               `json:"tally"`
	Voted             bool                `json:"voted"` // votes were recorded
	SpecialReason     bool                `json:"special_reason"`
	Mandate           bool                `json:"mandate"` // the body has a mandate in words on the day
	PapersLate        bool                `json:"papers_late"`
	PapersExplained   bool                `json:"papers_explained"`
	DisqualifiedVoted bool                `json:"disqualified_voted"`
	HearingMissing    bool                `json:"hearing_missing"`    // a mandatory hearing of a rule has not been held
	LapsesUndecided   bool                `json:"lapses_undecided"`   // a rule lapses if this proposal falls
	OwnerAlone        bool                `json:"owner_alone"`        // the administration decides through nobody but those who answer for a rule
	Measured          bool                `json:"measured"`           // a trial says what is measured and who evaluates it
	BoundByAgreement  bool                `json:"bound_by_agreement"` // an agreement binds to a rule
	OutOfOrder        bool                `json:"out_of_order"`       // it is put after a proposal that it should come before
	RecommendedAlone  bool                `json:"recommended_alone"`  // it is recommended by nobody but those who answer for a rule
	VoteRules
	ChairFor bool `json:"chair_for,omitempty"` // the chair voted for it; false where the chair's own vote is not known
}

// VoteRules are how votes are counted on the day of a meeting, as the settings say
// (registry.Majorities, registry.Ties). Empty: as the law says, which is how it was before they could.
type VoteRules struct {
	Majority string `json:"majority,omitempty"`
	Tie      string `json:"tie,omitempty"`
}

// DecisionPolicy says which majority, quorum and body a decision needs.
// Counting votes is not its business. Errors are CodePolicyFailed.
type DecisionPolicy interface {
	Decide(DecisionFacts) (Outcome, []Finding, error)
	// DecisionDigest names the policy.
	DecisionDigest() string
	registry.Replaceable[DecisionPolicy]
}
