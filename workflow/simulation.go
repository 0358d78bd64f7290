package workflow

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/omvendt/omvendt/registry"
)

// Assumptions is what a simulation (hvad nu hvis) supposes, alone or together. Nothing
// supposed is that nothing more is decided.
type Assumptions struct {
	On     registry.Day `json:"on,omitzero"`      // the day whose answers are compared; NoDay: a year from today
	Beside Beside       `json:"beside,omitempty"` // what they are held against; empty: BesideToday where nothing is supposed, else BesideRegister
	Area   string       `json:"area,omitempty"`   // only rules of this area; empty: of all

	Meetings []registry.MeetingID `json:"meetings,omitempty"` // the items of these are carried as they are recommended
	Review   registry.ReviewID    `json:"review,omitempty"`   // ... or those about this review's rules
	Drafts   []DraftOutcome       `json:"drafts,omitempty"`   // ... but for these, or these alone

	Mandates []registry.Mandate `json:"mandates,omitempty"` // what a body's mandate asks of a keep, or that it is taken back; NoDay: from today

	// From is the day from which Settings and Policy judge; NoDay: the first that is possible.
	From     registry.Day      `json:"from,omitzero"`
	Settings map[string]any    `json:"settings,omitempty"` // fields of registry.Settings by their names; the others stay
	Policy   map[string]string `json:"policy,omitempty"`   // modules of the policy by their names; the others stay

	Bases   []BasisEnd    `json:"bases,omitempty"`
	Sunsets []MovedSunset `json:"sunsets,omitempty"`
}

// Beside is what the answers of a simulation are held against.
type Beside string

const (
	BesideToday    Beside = "today"    // the status today
	BesideRegister Beside = "register" // the register on the same day, when nothing more is decided
	BesideDrafts   Beside = "drafts"   // the same draft decisions on the same day, with nothing else supposed
)

// Besides there are.
var Besides = []Beside{BesideToday, BesideRegister, BesideDrafts}

// DraftOutcome is what becomes of an item on an agenda.
type DraftOutcome struct {
	Item     registry.ItemID `json:"item"`
	Proposal int             `json:"proposal,omitempty"` // counted from 1; 0: the one that is recommended
	Outcome  Outcome         `json:"outcome,omitempty"`  // Carried, Fell or Tied; NotPut: the item is left out; empty: Carried
}

// BasisEnd says that a legal basis, and all that are a part of it, ends.
type BasisEnd struct {
	Reference string       `json:"reference"`
	On        registry.Day `json:"on"` // the first day without it
}

// MovedSunset gives a review another sunset.
type MovedSunset struct {
	Review registry.ReviewID `json:"review"`
	On     registry.Day      `json:"on"`
}

// drafts says that decisions are supposed, which have not been made.
func (a Assumptions) drafts() bool { return len(a.Meetings) > 0 || a.Review != "" || len(a.Drafts) > 0 }

// game says that the rules of the game are others.
func (a Assumptions) game() bool { return len(a.Settings) > 0 || len(a.Policy) > 0 }

// None says that nothing is supposed.
func (a Assumptions) None() bool {
	return !a.drafts() && !a.game() && len(a.Mandates) == 0 && len(a.Bases) == 0 && len(a.Sunsets) == 0
}

// Simulated is the answer: what is otherwise, of which rules.
type Simulated struct {
	Assumptions                   // with the days and choices that were left open filled in
	Today       registry.Day      `json:"today"`
	Revision    registry.Revision `json:"revision"` // what the register knew
	// The policy and settings that judge on the day compared.
	PolicyDigest   string `json:"policy_digest"`
	SettingsDigest string `json:"settings_digest"`

	// Named are the things of which something is supposed, by id, as they were called.
	Named map[string]SupposedThing `json:"named,omitempty"`

	// Way is how the rules that are otherwise were found, and Why why not over bit sets.
	Way registry.ScanWay `json:"way,omitempty"`
	Why registry.NotBits `json:"why,omitempty"`

	Looked     int          `json:"looked"`            // at how many rules
	Partial    bool         `json:"partial,omitempty"` // it took too long, or too many are otherwise: there are more rules than were looked at
	Untold     int          `json:"untold,omitempty"`  // rules that are otherwise on the day beside those in Changes: too many to tell of each
	Drafted    int          `json:"drafted,omitempty"` // rules with a draft decision
	Impossible []DraftFault `json:"impossible,omitempty"`
	Elsewhere  int          `json:"elsewhere,omitempty"` // rules that are the same on the day, and otherwise on another

	Changes    []SimulatedChange `json:"changes"`              // those that protect most first, then by number
	Unreplaced []registry.Number `json:"unreplaced,omitempty"` // that the law demands, and that would be repealed without another in their place
	Stopped    []registry.Number `json:"stopped,omitempty"`    // that wait for the council on the day
}

// Changed is how many rules are otherwise on the day.
func (s Simulated) Changed() int { return len(s.Changes) + s.Untold }

// SupposedThing is a meeting (its body's name and day), an item (its title and the
// meeting's day), a review or a body.
type SupposedThing struct {
	Name string       `json:"name"`
	Day  registry.Day `json:"day,omitzero"`
}

// DraftFault is a draft decision that leaves no ruling, and why.
type DraftFault struct {
	Item   registry.ItemID `json:"item"`
	Title  string          `json:"title"`
	Number registry.Number `json:"number,omitempty"` // 0: of the whole item
	Code   registry.Code   `json:"code"`
	Args   registry.Args   `json:"args,omitempty"`
}

// Standpoint is how a rule stands on a day, with the main reason first.
type Standpoint struct {
	State   registry.State    `json:"state"`
	Class   registry.Class    `json:"class"`
	Reasons []registry.Reason `json:"reasons"`
}

// Reason is the main one.
func (s Standpoint) Reason() registry.ReasonCode {
	if len(s.Reasons) == 0 {
		return ""
	}
	return s.Reasons[0].Code
}

// Differs says that a rule stands otherwise: in another state, or for another reason.
func (s Standpoint) Differs(o Standpoint) bool { return s.State != o.State || s.Reason() != o.Reason() }

func standpoint(s registry.Segment) Standpoint { return Standpoint{s.State, s.Class, s.Reasons} }

// SimulatedChange is a rule that is otherwise on the day compared.
type SimulatedChange struct {
	Number   registry.Number   `json:"number"`
	Title    string            `json:"title"`
	Area     string            `json:"area"`
	Unit     string            `json:"unit"`
	Protects registry.Protects `json:"protects"`
	Effort   YearEffort        `json:"effort"`
	Was      Standpoint        `json:"was"`
	Is       Standpoint        `json:"is"`
	// Since and Until are the days around the day compared on which it is otherwise in that way.
	Since registry.Day `json:"since"`
	Until registry.Day `json:"until"`
	// Stretches from today on in which it is otherwise; at most MostStretches.
	Stretches []ChangedStretch `json:"stretches"`
}

// Goes says that the rule no longer applies, and did.
func (c SimulatedChange) Goes() bool { return c.Was.State.Applies() && !c.Is.State.Applies() }

// Comes says that the rule applies, and did not.
func (c SimulatedChange) Comes() bool { return !c.Was.State.Applies() && c.Is.State.Applies() }

// MostStretches of a rule are told.
const MostStretches = 12

// ChangedStretch is a stretch of days in which a rule is otherwise in one way.
type ChangedStretch struct {
	From  registry.Day   `json:"from"`
	Until registry.Day   `json:"until"`
	Was   registry.State `json:"was"`
	Is    registry.State `json:"is"`
}

// YearEffort is what a rule takes in a year in one unit; unknown where nobody has said
// how much, or how often.
type YearEffort struct {
	Known bool    `json:"known"`
	From  float64 `json:"from,omitempty"` // hours
	To    float64 `json:"to,omitempty"`
}

// EffortOf some rules together.
type EffortOf struct {
	Rules, Unknown int
	From, To       float64 // hours a year in one unit, of those that are known
}

// Effort of the changes that are let through.
func (s Simulated) Effort(let func(SimulatedChange) bool) (sum EffortOf) {
	for _, c := range s.Changes {
		switch {
		case !let(c):
			continue
		case c.Effort.Known:
			sum.From, sum.To = sum.From+c.Effort.From, sum.To+c.Effort.To
		default:
			sum.Unknown++
		}
		sum.Rules++
	}
	sum.From, sum.To = tenths(sum.From, sum.To)
	return sum
}

// tenths are the ends of a range in whole tenths, so that they still hold it.
func tenths(from, to float64) (float64, float64) {
	const fault = 1e-6 // of what sums up inexactly
	return math.Floor(from*10+fault) / 10, math.Ceil(to*10-fault) / 10
}

// SimulatedBy is what changes are counted by.
type SimulatedBy string

const (
	ByMove     SimulatedBy = "move" // from state to state: "in_force lapsed"
	ByReason   SimulatedBy = "reason"
	ByArea     SimulatedBy = "area"
	ByUnit     SimulatedBy = "unit"
	ByClass    SimulatedBy = "class"
	ByProtects SimulatedBy = "protects"
)

// SimulatedBys there are.
var SimulatedBys = []SimulatedBy{ByMove, ByReason, ByProtects, ByArea, ByUnit, ByClass}

// ChangeCount is how many changes have one value.
type ChangeCount struct {
	Key string
	N   int
}

// Counts are the changes by one thing, the most first.
func (s Simulated) Counts(by SimulatedBy) []ChangeCount {
	of := map[string]int{}
	for _, c := range s.Changes {
		of[c.key(by)]++
	}
	all := make([]ChangeCount, 0, len(of))
	for key, n := range of {
		all = append(all, ChangeCount{key, n})
	}
	slices.SortFunc(all, func(a, b ChangeCount) int { return cmp.Or(b.N-a.N, strings.Compare(a.Key, b.Key)) })
	return all
}

func (c SimulatedChange) key(by SimulatedBy) string {
	switch by {
	case ByMove:
		return string(c.Was.State) + " " + string(c.Is.State)
	case ByReason:
		return string(c.Is.Reason())
	case ByArea:
		return c.Area
	case ByUnit:
		return c.Unit
	case ByClass:
		return string(c.Is.Class)
	}
	return string(c.Protects)
}
