package workflow

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/omvendt/omvendt/registry"
)

// Account (regnskab) is what became of the rules of an area, or of all, in a period:
// the half-yearly account to the committee, or that of a year. When its period is over
// it is kept as it was drawn up, and never written again; what was registered later
// stands beside it.
type Account struct {
	AccountOf
	On       registry.Day       `json:"on"`       // the last day that it counts
	Made     registry.Day       `json:"made"`     // when it was drawn up
	Revision registry.Revision  `json:"revision"` // what the register knew then
	Figures  []AccountFigure    `json:"figures"`  // in the order of AccountFigures; those that are counted by a key by it
	Start    registry.EffortSum `json:"effort_start"`
	End      registry.EffortSum `json:"effort_end"`
	Rules    []AccountRule      `json:"rules"` // by name, in the order of AccountLists
}

// AccountOf says what an account is of.
type AccountOf struct {
	Span  AccountSpan  `json:"span"`
	From  registry.Day `json:"from"`
	Until registry.Day `json:"until"` // the first day that it does not count
	Area  string       `json:"area"`  // empty: of all
}

// AccountSpan is how long an account's period is.
type AccountSpan string

const (
	AccountStatus AccountSpan = "status" // from one fixed day to the next: to the committee
	AccountYear   AccountSpan = "year"
)

// AccountSpans there are.
var AccountSpans = []AccountSpan{AccountStatus, AccountYear}

// Name of the period in addresses: its last day, or of a year the year in which that is.
func (a AccountOf) Name() string {
	if a.Span == AccountYear {
		return strconv.Itoa((a.Until - 1).Time().Year())
	}
	return (a.Until - 1).String()
}

func (a AccountOf) object() string {
	return strings.TrimSpace("account " + a.Name() + " " + a.Area)
}

// monthDay is a day of every year.
type monthDay struct {
	month time.Month
	day   int
}

func (d monthDay) in(year int) registry.Day { return registry.NewDay(year, d.month, d.day) }

// usualAccountDays are the last days of periods where the settings name none.
var usualAccountDays = []monthDay{{6, 30}, {12, 31}}

// accountDays are the last days of periods, by the order of a year: "06-30 12-31".
func accountDays(settings registry.Settings) (days []monthDay) {
	for _, text := range strings.Fields(settings.AccountDays) {
		if day, err := registry.ParseDay("2001-" + text); err == nil { // no 29 February
			days = append(days, monthDay{day.Time().Month(), day.Time().Day()})
		}
	}
	if len(days) == 0 {
		return usualAccountDays
	}
	slices.SortFunc(days, func(a, b monthDay) int { return 100*int(a.month-b.month) + a.day - b.day })
	return slices.Compact(days)
}

// periodOf is the period of a span in which a day is.
func periodOf(span AccountSpan, days []monthDay, on registry.Day) AccountOf {
	if span == AccountYear {
		days = days[len(days)-1:]
	}
	var ends []registry.Day
	for year := on.Time().Year() - 1; year <= on.Time().Year()+1; year++ {
		for _, d := range days {
			ends = append(ends, d.in(year)+1)
		}
	}
	n := slices.IndexFunc(ends, func(until registry.Day) bool { return on < until })
	return AccountOf{Span: span, From: ends[n-1], Until: ends[n]}
}

// AccountFigure is one number of an account.
type AccountFigure struct {
	Of  AccountKind `json:"of"`
	Key string      `json:"key,omitempty"` // the outcome of rulings, or the body that made them
	N   int         `json:"n"`
}

// AccountKind is what a figure counts. Its definition is in the texts.
type AccountKind string

const (
	AccStart       AccountKind = "start" // rules that apply, or are tried without
	AccCame        AccountKind = "came"
	AccCameGate    AccountKind = "came_gate" // of those
	AccRevived     AccountKind = "revived"
	AccLapsed      AccountKind = "lapsed"
	AccLapsedProt  AccountKind = "lapsed_protecting" // of those
	AccRepealed    AccountKind = "repealed"
	AccUnlawful    AccountKind = "unlawful"
	AccSuperseded  AccountKind = "superseded"
	AccEnd         AccountKind = "end"
	AccAmended     AccountKind = "amended"
	AccRuled       AccountKind = "ruled" // by outcome
	AccRuledBy     AccountKind = "ruled_by"
	AccKeptReason  AccountKind = "kept_with_reason"
	AccKeptWithout AccountKind = "kept_without_reason"
	AccKeptNext    AccountKind = "kept_with_next"
	AccProvisional AccountKind = "provisional"
	AccDeferred    AccountKind = "deferred" // of those, and so on
	AccStopped     AccountKind = "stopped"
	AccUnheard     AccountKind = "unheard"
	AccTrialsBegan AccountKind = "trials_began"
	AccTrialsEnded AccountKind = "trials_ended"
	AccTrials      AccountKind = "trials"
	AccOverdue     AccountKind = "overdue"
	AccAsked       AccountKind = "units_asked"
	AccAnswered    AccountKind = "units_answered"
	AccDemands     AccountKind = "demands_living"
	AccGuided      AccountKind = "guidances"
	AccUnguided    AccountKind = "guidances_late"
	AccHassles     AccountKind = "hassles_opened"
	AccHasslesDone AccountKind = "hassles_done"
	AccHasslesDue  AccountKind = "hassles_overdue"
	AccConsulted   AccountKind = "consultations"
	AccInputs      AccountKind = "inputs"
	AccInputsDone  AccountKind = "inputs_answered"
	AccHearings    AccountKind = "hearings"
	AccHeard       AccountKind = "hearings_answered"
	AccSentOn      AccountKind = "sent_on"
)

// AccountPart is what figures are shown under.
type AccountPart string

const (
	AccountRegister    AccountPart = "register"
	AccountDecided     AccountPart = "decided"
	AccountProvisional AccountPart = "provisional"
	AccountFollowed    AccountPart = "followed"
	AccountHeard       AccountPart = "heard"
)

// AccountStage says how fast a figure stands.
type AccountStage string

const (
	StageTimeline AccountStage = "timeline" // follows from the timelines
	StageFinal    AccountStage = "final"    // counts what is finally decided
	StageUnderWay AccountStage = "underway" // counts what goes on after the period
)

// AccountWhen is the time that a figure is of.
type AccountWhen string

const (
	OnFirstDay AccountWhen = "first"
	InPeriod   AccountWhen = "period"
	OnLastDay  AccountWhen = "last"
)

// AccountMeaning is what stands beside every figure of a kind.
type AccountMeaning struct {
	Of    AccountKind
	Part  AccountPart
	Stage AccountStage
	When  AccountWhen
	Share bool // a part of a figure above it
	Whole bool // only in an account of all areas
}

// AccountFigures are all kinds, in their order.
var AccountFigures = []AccountMeaning{
	{Of: AccStart, Part: AccountRegister, Stage: StageTimeline, When: OnFirstDay},
	{Of: AccCame, Part: AccountRegister, Stage: StageTimeline, When: InPeriod},
	{Of: AccCameGate, Part: AccountRegister, Stage: StageTimeline, When: InPeriod, Share: true},
	{Of: AccRevived, Part: AccountRegister, Stage: StageTimeline, When: InPeriod},
	{Of: AccLapsed, Part: AccountRegister, Stage: StageTimeline, When: InPeriod},
	{Of: AccLapsedProt, Part: AccountRegister, Stage: StageTimeline, When: InPeriod, Share: true},
	{Of: AccRepealed, Part: AccountRegister, Stage: StageTimeline, When: InPeriod},
	{Of: AccUnlawful, Part: AccountRegister, Stage: StageTimeline, When: InPeriod},
	{Of: AccSuperseded, Part: AccountRegister, Stage: StageTimeline, When: InPeriod},
	{Of: AccEnd, Part: AccountRegister, Stage: StageTimeline, When: OnLastDay},
	{Of: AccAmended, Part: AccountRegister, Stage: StageTimeline, When: InPeriod},
	{Of: AccRuled, Part: AccountDecided, Stage: StageFinal, When: InPeriod},
	{Of: AccRuledBy, Part: AccountDecided, Stage: StageFinal, When: InPeriod},
	{Of: AccKeptReason, Part: AccountDecided, Stage: StageFinal, When: InPeriod},
	{Of: AccKeptWithout, Part: AccountDecided, Stage: StageFinal, When: InPeriod},
	{Of: AccKeptNext, Part: AccountDecided, Stage: StageFinal, When: InPeriod},
	{Of: AccProvisional, Part: AccountProvisional, Stage: StageTimeline, When: OnLastDay},
	{Of: AccDeferred, Part: AccountProvisional, Stage: StageTimeline, When: OnLastDay, Share: true},
	{Of: AccStopped, Part: AccountProvisional, Stage: StageTimeline, When: OnLastDay, Share: true},
	{Of: AccUnheard, Part: AccountProvisional, Stage: StageTimeline, When: OnLastDay, Share: true},
	{Of: AccTrialsBegan, Part: AccountProvisional, Stage: StageTimeline, When: InPeriod},
	{Of: AccTrialsEnded, Part: AccountProvisional, Stage: StageTimeline, When: InPeriod},
	{Of: AccTrials, Part: AccountProvisional, Stage: StageTimeline, When: OnLastDay},
	{Of: AccOverdue, Part: AccountProvisional, Stage: StageFinal, When: OnLastDay},
	{Of: AccAsked, Part: AccountFollowed, Stage: StageUnderWay, When: InPeriod},
	{Of: AccAnswered, Part: AccountFollowed, Stage: StageUnderWay, When: InPeriod, Share: true},
	{Of: AccDemands, Part: AccountFollowed, Stage: StageUnderWay, When: InPeriod},
	{Of: AccGuided, Part: AccountFollowed, Stage: StageUnderWay, When: InPeriod},
	{Of: AccUnguided, Part: AccountFollowed, Stage: StageUnderWay, When: InPeriod, Share: true},
	{Of: AccHassles, Part: AccountFollowed, Stage: StageUnderWay, When: InPeriod, Whole: true},
	{Of: AccHasslesDone, Part: AccountFollowed, Stage: StageUnderWay, When: InPeriod, Whole: true},
	{Of: AccHasslesDue, Part: AccountFollowed, Stage: StageUnderWay, When: OnLastDay, Whole: true},
	{Of: AccConsulted, Part: AccountHeard, Stage: StageUnderWay, When: InPeriod},
	{Of: AccInputs, Part: AccountHeard, Stage: StageUnderWay, When: InPeriod},
	{Of: AccInputsDone, Part: AccountHeard, Stage: StageUnderWay, When: InPeriod, Share: true},
	{Of: AccHearings, Part: AccountHeard, Stage: StageUnderWay, When: InPeriod},
	{Of: AccHeard, Part: AccountHeard, Stage: StageUnderWay, When: InPeriod, Share: true},
	{Of: AccSentOn, Part: AccountHeard, Stage: StageFinal, When: InPeriod, Whole: true},
}

// Record is a kept account exactly as its digest is made of it: JSON.
func (a Account) Record() string {
	b, _ := json.Marshal(a) // days, numbers and texts alone
	return string(b)
}

// Digest is the SHA-256 of its record, in hexadecimal.
func (a Account) Digest() string {
	sum := sha256.Sum256([]byte(a.Record()))
	return hex.EncodeToString(sum[:])
}

// N is a figure of the account without a key, or the sum of those with one.
func (a Account) N(of AccountKind) (n int) {
	for _, f := range a.Figures {
		if f.Of == of {
			n += f.N
		}
	}
	return n
}

// Gone is how many rules went, however.
func (a Account) Gone() int {
	return a.N(AccLapsed) + a.N(AccRepealed) + a.N(AccUnlawful) + a.N(AccSuperseded)
}

func (a *Account) add(of AccountKind, n int) { a.count(of, "", n) }

func (a *Account) count(of AccountKind, key string, n int) {
	a.Figures = append(a.Figures, AccountFigure{of, key, n})
}

// AccountList is a list of rules by name.
type AccountList string

const (
	ListLapsed      AccountList = "lapsed"
	ListWithout     AccountList = "kept_without_reason"
	ListProvisional AccountList = "provisional"
	ListOverdue     AccountList = "overdue"
)

// AccountLists in their order.
var AccountLists = []AccountList{ListLapsed, ListWithout, ListProvisional, ListOverdue}

// AccountListed is how many rules each list names; the figures count all.
const AccountListed = 200

// AccountRule is a rule that an account names, without its words: they are read from
// the register, where they can be redacted.
type AccountRule struct {
	In     AccountList         `json:"in"`
	Number registry.Number     `json:"number"`
	Day    registry.Day        `json:"day"`              // it lapsed, was kept, is provisional until, or should have come up
	Reason registry.ReasonCode `json:"reason,omitempty"` // of provisional rules
}

// List is what the account names in a list, protecting rules first.
func (a Account) List(in AccountList) (rules []AccountRule) {
	for _, r := range a.Rules {
		if r.In == in {
			rules = append(rules, r)
		}
	}
	return rules
}

// AccountReader is what can be read for and about accounts. An empty area is all of them.
type AccountReader interface {
	KeptAccount(AccountOf) (a Account, kept bool, err error)
	// KeptAccounts are those of an area, or those of all areas together, newest first.
	KeptAccounts(area string) ([]Account, error)
	// Transitions counts how rules went from one state to another from a day and before
	// another, by their timelines as known now.
	Transitions(area string, from, until registry.Day) ([]Transition, error)
	// AdoptedAtGate counts rules that took effect within days and went through the gate.
	AdoptedAtGate(area string, from, until registry.Day) (int, error)
	// RulingsWithin are the final rulings of days, by day; also such as have no effect any more.
	RulingsWithin(area string, from, until registry.Day, limit int) ([]RulingWithin, error)
	// RulingsDue are those that kept a rule before a day and name a day before it as the next.
	RulingsDue(area string, before registry.Day, limit int) ([]RulingWithin, error)
	// TurnsOf lists turns of a kind, those of rules that protect most first, and counts all.
	TurnsOf(area string, kind registry.TurnKind, from, until registry.Day, limit int) ([]registry.Listed, int, error)
	// ProvisionalOn lists rules that apply provisionally on a day, those that protect most
	// first and each until the first day of another state, and counts all by the main reason.
	ProvisionalOn(area string, on registry.Day, limit int) ([]AccountRule, map[registry.ReasonCode]int, error)
	// FollowedUp counts what became of the turns of days.
	FollowedUp(area string, from, until registry.Day) (FollowedUp, error)
	// ReviewsWith are the reviews with a rule of an area.
	ReviewsWith(area string) ([]registry.ReviewID, error)
}

// AccountWriter keeps accounts.
type AccountWriter interface {
	// KeepAccount is false when one is kept already.
	KeepAccount(Account) (first bool, err error)
}

// Transition is how many rules went from one state to another for the same reason.
type Transition struct {
	Before, After registry.State
	Reason        registry.ReasonCode // the main one of what began
	Protects      registry.Protects
	N             int
}

// RulingWithin is a ruling with its rule.
type RulingWithin struct {
	Rule   registry.RuleID
	Number registry.Number
	Weight int // as registry.Listed has it
	Event  registry.Event
}

// FollowedUp counts what became of turns.
type FollowedUp struct {
	Asked    int // a unit and a day on which something stopped there
	Answered int // of those
	Living   int // rules whose demand lives on, on a day
	Guided   int // turns of which somebody is to say what applies from then
	Unguided int // of those: nobody has
	SaidLate int // of those: later than registry.GuidanceDays before
}
