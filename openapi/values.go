package openapi

import (
	"slices"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/omvendt/omvendt/internal/wording"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// day is a day on the wire. A day that is not known, or never comes, is left
// out: fields of this type are omitzero.
type day registry.Day

func (day) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Format: "date", Examples: []any{"2027-07-01"}}
}

// IsZero is what omitzero asks.
func (d day) IsZero() bool { return !wording.Known(registry.Day(d)) }

func (d day) MarshalText() ([]byte, error) { return registry.Day(d).MarshalText() }

func (d *day) UnmarshalText(b []byte) error { return (*registry.Day)(d).UnmarshalText(b) }

// until is the end of a stretch of days as it was sent: open when it is left out.
func (d day) until() registry.Day {
	if d == 0 {
		return registry.LastDay
	}
	return registry.Day(d)
}

// Values that are one of a list, each with its list in the document.
type (
	state        string
	class        string
	adopter      string
	ruleKind     string
	protects     string
	legalForm    string
	effectGrade  string
	scoreResult  string
	counterParty string
	evidence     string
	effect       string
	result       string
	rank         string
	criterion    string
	ruling       string
	procedure    string
	reading      string
	onward       string
	phase        string
	planStep     string
	planRemark   string

	meetingState      string
	paperPart         string
	dispute           string
	choice            string
	outcome           string
	severity          string
	stance            string
	inputKind         string
	method            string
	way               string
	questionKind      string
	dispositionKind   string
	screening         string
	actionKind        string
	withheldFor       string
	contributionState string
	role              string
)

func (state) Schema(huma.Registry) *huma.Schema        { return oneOf(registry.States) }
func (class) Schema(huma.Registry) *huma.Schema        { return oneOf(registry.Classes) }
func (adopter) Schema(huma.Registry) *huma.Schema      { return oneOf(registry.Adopters) }
func (ruleKind) Schema(huma.Registry) *huma.Schema     { return oneOf(registry.RuleKinds) }
func (protects) Schema(huma.Registry) *huma.Schema     { return oneOf(registry.ProtectsChoices) }
func (legalForm) Schema(huma.Registry) *huma.Schema    { return oneOf(registry.LegalForms) }
func (effectGrade) Schema(huma.Registry) *huma.Schema  { return oneOf(registry.EffectGrades) }
func (scoreResult) Schema(huma.Registry) *huma.Schema  { return oneOf(registry.ScoreResults) }
func (counterParty) Schema(huma.Registry) *huma.Schema { return oneOf(registry.CounterParties) }
func (evidence) Schema(huma.Registry) *huma.Schema     { return oneOf(registry.EvidenceGrades) }
func (effect) Schema(huma.Registry) *huma.Schema       { return oneOf(registry.Effects) }
func (result) Schema(huma.Registry) *huma.Schema       { return oneOf(registry.CheckResults) }
func (rank) Schema(huma.Registry) *huma.Schema         { return oneOf(registry.Ranks) }
func (criterion) Schema(huma.Registry) *huma.Schema    { return oneOf(registry.Criteria) }
func (ruling) Schema(huma.Registry) *huma.Schema       { return oneOf(registry.RulingKinds) }
func (procedure) Schema(huma.Registry) *huma.Schema    { return oneOf(registry.Procedures) }
func (reading) Schema(huma.Registry) *huma.Schema      { return oneOf(workflow.Readings[1:]) }
func (onward) Schema(huma.Registry) *huma.Schema       { return oneOf(workflow.Onwards) }
func (phase) Schema(huma.Registry) *huma.Schema        { return oneOf(workflow.Phases) }
func (planStep) Schema(huma.Registry) *huma.Schema     { return oneOf(workflow.StepKinds) }
func (planRemark) Schema(huma.Registry) *huma.Schema   { return oneOf(workflow.Remarks) }
func (choice) Schema(huma.Registry) *huma.Schema       { return oneOf(workflow.Choices) }
func (stance) Schema(huma.Registry) *huma.Schema       { return oneOf(workflow.Stances) }
func (questionKind) Schema(huma.Registry) *huma.Schema { return oneOf(workflow.QuestionKinds) }
func (role) Schema(huma.Registry) *huma.Schema         { return oneOf(registry.Roles) }

func (paperPart) Schema(huma.Registry) *huma.Schema { return oneOf(workflow.PaperParts) }

func (dispute) Schema(huma.Registry) *huma.Schema { return oneOf(workflow.AllDisputes) }

func (meetingState) Schema(huma.Registry) *huma.Schema {
	return oneOf([]workflow.MeetingState{workflow.MeetingPlanned, workflow.MeetingClosed, workflow.MeetingCancelled})
}

func (outcome) Schema(huma.Registry) *huma.Schema {
	return oneOf([]workflow.Outcome{workflow.Carried, workflow.Fell, workflow.Tied, workflow.NotPut})
}

func (severity) Schema(huma.Registry) *huma.Schema {
	return oneOf([]workflow.Severity{workflow.Blocks, workflow.Explain, workflow.Note})
}

func (inputKind) Schema(huma.Registry) *huma.Schema { return oneOf(workflow.InputKinds) }
func (method) Schema(huma.Registry) *huma.Schema    { return oneOf(workflow.Methods) }
func (way) Schema(huma.Registry) *huma.Schema       { return oneOf(workflow.Ways) }

func (dispositionKind) Schema(huma.Registry) *huma.Schema { return oneOf(workflow.DispositionKinds) }

func (actionKind) Schema(huma.Registry) *huma.Schema { return oneOf(workflow.ActionKinds) }

func (screening) Schema(huma.Registry) *huma.Schema { return oneOf(workflow.Screenings) }

func (withheldFor) Schema(huma.Registry) *huma.Schema { return oneOf(workflow.WithheldReasons) }

func (contributionState) Schema(huma.Registry) *huma.Schema {
	return oneOf([]workflow.ContributionState{workflow.Received, workflow.Retired, workflow.Cut})
}

func oneOf[T ~string](all []T) *huma.Schema {
	s := &huma.Schema{Type: huma.TypeString}
	for _, v := range all {
		if v != "" {
			s.Enum = append(s.Enum, string(v))
		}
	}
	return s
}

// known is what the register knew: a revision and its instant.
type known struct {
	Revision int64      `json:"revision" doc:"The last revision that the answer knows." example:"17"`
	At       *time.Time `json:"at,omitempty" doc:"The instant of that revision; good as the parameter known."`
}

func knownOf(m registry.RevisionMark) known {
	k := known{Revision: int64(m.Revision)}
	if !m.At.IsZero() {
		at := m.At.UTC()
		k.At = &at
	}
	return k
}

// queryDay reads a day from a query.
func queryDay(c *registry.Checks, name, s string) registry.Day {
	if s == "" {
		return registry.NoDay
	}
	d, err := registry.ParseDay(s)
	if err == nil && d >= registry.LastDay {
		err = &registry.Error{Code: registry.CodeDayInvalid, Args: registry.Args{"value": s}}
	}
	c.Take(name, err)
	return d
}

// queryChoice checks a value from a query against its list.
func queryChoice[T ~string](c *registry.Checks, name string, all []T, v string) T {
	if v != "" && !slices.Contains(all, T(v)) {
		names := make([]string, len(all))
		for i, one := range all {
			names[i] = string(one)
		}
		c.Fail(name, registry.CodeChoiceInvalid, "value", v, "choices", strings.Join(names, ", "))
	}
	return T(v)
}

// RulePath is the part of an address that names a rule.
type RulePath struct {
	Number string `path:"number" doc:"The rule's permanent number." example:"R-0042"`
}

func (p RulePath) number() (registry.Number, error) {
	n, err := registry.ParseNumber(p.Number)
	return n, inField("number", err)
}

// ReviewPath is the part of an address that names a review.
type ReviewPath struct {
	Slug string `path:"slug" doc:"The review's name in addresses." example:"dagtilbud-2027"`
}

// inField names the field that an error without fields is about.
func inField(name string, err error) error {
	if err == nil {
		return nil
	}
	var c registry.Checks
	c.Take(name, err)
	return c.Err()
}

// inKnown names the parameter behind an error that can only come from it.
func inKnown(err error) error {
	switch registry.CodeOf(err) {
	case registry.CodeDayInvalid, registry.CodeKnownInFuture, registry.CodeKnownLongAgo:
		return inField("known", err)
	}
	return err
}

// decision is the decision that a date or a ruling rests on.
type decision struct {
	Body  string `json:"body,omitempty" doc:"The body that decided." example:"Byrådet"`
	Rank  rank   `json:"rank,omitempty" doc:"Its rank."`
	Day   day    `json:"day,omitzero" doc:"The day it decided."`
	Words string `json:"words,omitempty" doc:"What it decided, in its own words; at most 4000 characters."`
	Case  string `json:"case,omitempty" doc:"Case number, or the address of the minutes."`
}

func decisionOf(d registry.Decision) decision {
	return decision{Body: d.Body, Rank: rank(d.Rank), Day: day(d.Day), Words: d.Words, Case: d.Case}
}

func (d decision) domain() registry.Decision {
	return registry.Decision{Body: d.Body, Rank: registry.Rank(d.Rank), Day: registry.Day(d.Day), Words: d.Words, Case: d.Case}
}

func list[A, B any](all []A, f func(A) B) []B {
	out := make([]B, len(all))
	for i, x := range all {
		out[i] = f(x)
	}
	return out
}

type leftOut string

func (leftOut) Schema(huma.Registry) *huma.Schema {
	return oneOf([]workflow.LeftOut{workflow.Unchecked, workflow.AlreadyEnded, workflow.InOther, workflow.WithdrawnOut})
}
