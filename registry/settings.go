package registry

import (
	"bytes"
	"encoding/json"
)

// Settings are what a municipality may tune. Those that are lengths become
// concrete days when a decision is recorded: changing one moves no day that
// has been decided.
type Settings struct {
	HearingExtensionDays int  `json:"hearing_extension_days"` // how long a missing mandatory hearing extends a rule
	AfterBasisDays       int  `json:"after_basis_days"`       // how long a rule stands when its shield ends
	StopExtends          bool `json:"stop_extends"`           // a stopped decision moves the lapse date to the council's next meeting
	AfterCouncilDays     int  `json:"after_council_days"`     // ... plus this many days
	WindingDownDays      int  `json:"winding_down_days"`      // longest time from a repeal to its effect
	MinutesAwaitedDays   int  `json:"minutes_awaited_days"`   // how long a lapse waits for minutes in words
	NextReviewMonths     int  `json:"next_review_months"`     // proposed by default
	LongestReviewYears   int  `json:"longest_review_years"`   // longest time between two reviews
	SmallestGroupShown   int  `json:"smallest_group_shown"`   // groups below are not broken down
	HearingDays          int  `json:"hearing_days"`           // shortest time from a hearing's letter to its deadline; 0: none is asked for
	OpeningWeeks         int  `json:"opening_weeks"`          // weeks of a year in which units are open
	OpeningDays          int  `json:"opening_days"`           // days of such a week
	// SaturdaysCount makes Saturday one of the working days (hverdage) between papers
	// and meeting.
	SaturdaysCount bool `json:"saturdays_count,omitempty"`

	// AccountDays are the last days of the periods of which the committees get an account,
	// as months and days of any year; none are UsualAccountDays.
	AccountDays string `json:"account_days,omitempty"`

	// Majority is what carries a proposal, and Tie what becomes of one with as many votes
	// for as against.
	Majority string `json:"majority"`
	Tie      string `json:"tie"`

	Case CaseLimits `json:"case"` // where the line goes between a justification and none
}

// What carries a proposal. For a Danish council and its committees the law leaves no choice
// (kommunestyrelsesloven § 11, stk. 3): the others are for bodies that it does not bind.
const (
	MajoritySimple    = "simple"     // more votes for than against
	MajorityPresent   = "present"    // more than half of those who took part, blank votes among them
	MajorityMembers   = "members"    // more than half of all members
	MajorityTwoThirds = "two_thirds" // at least two thirds of the votes for and against
)

// Majorities are all there are, what the law says first.
var Majorities = []string{MajoritySimple, MajorityPresent, MajorityMembers, MajorityTwoThirds}

// What becomes of a proposal with as many votes for as against, where a simple majority carries.
const (
	TieFalls = "falls" // it is not carried
	TieChair = "chair" // it is carried where the chair voted for it
)

// Ties are all there are, what the law says first.
var Ties = []string{TieFalls, TieChair}

// UsualAccountDays are the AccountDays of those who have said nothing else.
const UsualAccountDays = "06-30 12-31"

// DefaultSettings are the design's.
func DefaultSettings() Settings {
	return Settings{HearingExtensionDays: 90, AfterBasisDays: 180, StopExtends: true, AfterCouncilDays: 14,
		WindingDownDays: 365, MinutesAwaitedDays: 14, NextReviewMonths: 24, LongestReviewYears: 4, SmallestGroupShown: 5,
		AccountDays: UsualAccountDays, Majority: MajoritySimple, Tie: TieFalls,
		OpeningWeeks: 48, OpeningDays: 5,
		Case: CaseLimits{CircularPercent: 80, CopiedPercent: 60, FewestWords: 3}}
}

// Canonical is the settings as JSON with a fixed order, and Digest names them.
func (s Settings) Canonical() []byte {
	b, err := json.Marshal(s)
	if err != nil {
		panic(err) // numbers and booleans always marshal
	}
	return b
}

// GameKind tells what a GameVersion is a version of.
type GameKind string

const (
	GamePolicy   GameKind = "policy"
	GameSettings GameKind = "settings"
)

// GameVersion is a version of the rules of the game, the policy or the
// settings, with the day from which it judges: never earlier than the day after
// it was adopted, save the first, which begins with FirstDay.
type GameVersion struct {
	Kind    GameKind `json:"kind"`
	From    Day      `json:"from"`
	Digest  string   `json:"digest"`
	Adopted Day      `json:"adopted"` // the day it was adopted
	By      string   `json:"by"`      // who or which decision adopted it
	Source  []byte   `json:"-"`       // the policy's modules, or Settings.Canonical
	// Revision is the first whose timelines follow from it; 0 where that was not noted.
	Revision Revision `json:"-"`
}

// judged says whether the version was there when an event was recorded; adopted is what
// the day says of it.
func (v GameVersion) judged(e Event, adopted bool) bool {
	if v.Revision != 0 {
		return v.Revision <= e.Revision
	}
	return adopted
}

// RulebookMaker compiles versions of the rules of the game. It may keep what it
// has compiled: equal digests give equal judges. Errors are CodePolicyFailed.
type RulebookMaker interface {
	Rulebook(versions []GameVersion) (Rulebook, error)
	// Builtin is the policy that comes with the program: its source and digest.
	Builtin() (source []byte, digest string)
}

// ParseSettings reads Settings.Canonical back. What an older program did not know
// is as it is by default.
func ParseSettings(source []byte) (Settings, error) {
	s := DefaultSettings()
	if err := json.Unmarshal(source, &s); err != nil {
		return Settings{}, &Error{Code: CodeInternal, Err: err}
	}
	return s, nil
}

// PolicyModules are the modules of a policy by name, as GameVersion.Source keeps them.
func PolicyModules(source []byte) (map[string]string, error) {
	modules := map[string]string{}
	if err := json.Unmarshal(source, &modules); err != nil {
		return nil, &Error{Code: CodeInternal, Err: err}
	}
	return modules, nil
}

// PolicyArchive is the source of a policy of such modules: sorted by name, so that its
// digest names them.
func PolicyArchive(modules map[string]string) []byte {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(modules); err != nil {
		panic(err) // text always encodes
	}
	return bytes.TrimSpace(b.Bytes())
}
