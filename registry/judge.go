package registry

// State says whether a rule is in force on a day.
type State string

const (
	NotYet          State = "not_yet"
	InForce         State = "in_force"
	Extended        State = "extended"
	Suspended       State = "suspended"
	FloorOnly       State = "floor_only"
	Lapsed          State = "lapsed"
	Repealed        State = "repealed"
	SupersededState State = "superseded"

	// NotEnded stands in Row.Ended while a rule has not ended.
	NotEnded State = "none"
)

// States in the order in which they are shown and counted.
var States = []State{InForce, Extended, Suspended, FloorOnly, NotYet, Lapsed, Repealed, SupersededState}

// Applies says whether the rule, or what the law leaves of it, must be followed.
func (s State) Applies() bool { return s == InForce || s == Extended || s == FloorOnly }

// Ended says whether the rule is over: it never returns under its number.
func (s State) Ended() bool { return s == Lapsed || s == Repealed || s == SupersededState }

// ReasonCode is a stable name of why a rule has its status. The policy gives
// it; texts in each language are found under "reason.<code>".
type ReasonCode string

const (
	NotYetEffective         ReasonCode = "NOT_YET_EFFECTIVE"
	SupersededByRule        ReasonCode = "SUPERSEDED_BY_RULE"
	FoundUnlawful           ReasonCode = "FOUND_UNLAWFUL"
	RepealedByDecision      ReasonCode = "REPEALED_BY_DECISION"
	FloorRemains            ReasonCode = "FLOOR_REMAINS"
	HearingMissing          ReasonCode = "HEARING_MISSING"
	LapsedUndecided         ReasonCode = "LAPSED_UNDECIDED"
	IsStateDuty             ReasonCode = "STATE_DUTY"
	BoundByAgreement        ReasonCode = "BOUND_BY_AGREEMENT"
	OwnedByBoard            ReasonCode = "OWNED_BY_BOARD"
	MandatedByLaw           ReasonCode = "MANDATED_BY_LAW"
	TrialRunning            ReasonCode = "TRIAL_RUNNING"
	TrialDecided            ReasonCode = "TRIAL_DECIDED"
	RepealPending           ReasonCode = "REPEAL_PENDING"
	Deferred                ReasonCode = "DEFERRED"
	StoppedAwaitingCouncil  ReasonCode = "STOPPED_AWAITING_COUNCIL"
	KeptByDecision          ReasonCode = "KEPT_BY_DECISION"
	AmendedByDecision       ReasonCode = "AMENDED_BY_DECISION"
	BasisEnded              ReasonCode = "BASIS_ENDED"
	ReviewPending           ReasonCode = "REVIEW_PENDING"
	NotInReview             ReasonCode = "NOT_IN_REVIEW"
	ReviewOverdue           ReasonCode = "REVIEW_OVERDUE"
	TieVote                 ReasonCode = "TIE"
	KeepNotCarried          ReasonCode = "KEEP_NOT_CARRIED"
	KeepLacksCriteria       ReasonCode = "KEEP_LACKS_CRITERIA"
	DecidedAfterSunset      ReasonCode = "DECIDED_AFTER_SUNSET"
	MinutesAreAwaited       ReasonCode = "MINUTES_AWAITED"
	OutsideCompetence       ReasonCode = "OUTSIDE_COMPETENCE"
	ReplacementMissing      ReasonCode = "REPLACEMENT_MISSING"
	KeptWithoutStatedReason ReasonCode = "KEPT_WITHOUT_STATED_REASON"
	NoRefusal               ReasonCode = "none"
)

// Reason is a code with the facts it rests on: days as text, criteria, classes.
type Reason struct {
	Code  ReasonCode        `json:"code"`
	Facts map[string]string `json:"facts,omitempty"`
}

// Answer is what the policy says of a row on a day. The first reason is the
// main one; there is always one.
type Answer struct {
	State   State    `json:"state"`
	Reasons []Reason `json:"reasons"`
}

// Verdict says whether a ruling counts. Refusal is NoRefusal when it does;
// Missing names the criteria that were asked for, or expected, and not shown.
type Verdict struct {
	Counts  bool
	Refusal ReasonCode
	Missing []Criterion
}

// Judge is one version of the policy with one version of the settings. Every
// error is CodePolicyFailed and means that nothing may be stored.
type Judge interface {
	// Status judges a row on a day.
	Status(on Day, row Row) (Answer, error)
	// Ruling judges a ruling on its own day, against the row just before it.
	Ruling(row Row, offer Offer) (Verdict, error)
	// Digests name the policy and the settings.
	Digests() (policy, settings string)
}

// Rulebook knows which version of the policy and the settings applies on a day.
type Rulebook interface {
	// At is the judge of a day.
	At(on Day) (Judge, error)
	// Changes are the days on which another version begins, without the first.
	Changes() []Day
}
