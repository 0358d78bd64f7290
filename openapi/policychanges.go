package openapi

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/omvendt/omvendt/registry"
)

func (a *api) registerPolicyChanges() {
	clash, there := []int{http.StatusConflict}, []int{http.StatusNotFound, http.StatusConflict}
	register(a, operation{ID: "list-settings", Method: http.MethodGet, Path: "/v1/settings", Tag: "policies", Permission: permPublic,
		Summary:     "List the settings of a day with their units and limits",
		Description: "How much of a year units are open is said apart (list-openings)."}, a.listSettings)
	register(a, operation{ID: "list-policy-changes", Method: http.MethodGet, Path: "/v1/policy-changes", Tag: "policies", Permission: "read",
		Summary: "List the versions of policy and settings that were proposed or decided, newest first"}, a.listPolicyChanges)
	register(a, operation{ID: "create-policy-change", Method: http.MethodPost, Path: "/v1/policy-changes", Tag: "policies", Permission: "adopt",
		Creates: true, Tagged: true, Errors: clash, Summary: "Propose other settings, or a policy of the municipality's own, from a day, and compute what they would change",
		Description: "Nothing is decided. Timelines of all rules are computed beside those that are the answer; read the change again to see how " +
			"far they are. Another that was only proposed is given up."}, a.createPolicyChange)
	register(a, operation{ID: "get-policy-change", Method: http.MethodGet, Path: "/v1/policy-changes/{id}", Tag: "policies", Permission: "read",
		Tagged: true, Errors: []int{http.StatusNotFound}, Summary: "Read a version on its way: how far it is, and which rules get another state"}, a.getPolicyChange)
	register(a, operation{ID: "decide-policy-change", Method: http.MethodPost, Path: "/v1/policy-changes/{id}/decision", Tag: "policies", Permission: "adopt",
		Edits: true, Errors: there, Summary: "Record the council's decision that a proposed version judges from its day",
		Description: "It becomes the answer in one transaction as soon as all timelines are computed. Days before it keep theirs. Were they not " +
			"computed before the day, it begins the day after they are."}, a.decidePolicyChange)
	register(a, operation{ID: "withdraw-policy-change", Method: http.MethodPost, Path: "/v1/policy-changes/{id}/withdrawal", Tag: "policies", Permission: "adopt",
		Edits: true, Errors: there, Summary: "Take back a version",
		Description: "One that is only proposed needs no decision. If it is the answer already, the version before it is adopted from the same " +
			"day, or, where it judges already, from tomorrow, and that change is the answer to this."}, a.withdrawPolicyChange)
}

type settingUnit string

func (settingUnit) Schema(huma.Registry) *huma.Schema { return oneOf(registry.SettingUnits) }

type settingOut struct {
	Name    string      `json:"name" example:"after_basis_days" doc:"A point stands before what is within another."`
	Unit    settingUnit `json:"unit"`
	Least   int         `json:"least,omitempty" doc:"Of a number: the lowest it may be."`
	Most    int         `json:"most,omitempty" doc:"Of a number: the highest it may be."`
	Choices []string    `json:"choices,omitempty" doc:"Of what is one of some ways: all there are, what the law or the program says first."`
	Value   any         `json:"value" doc:"A number, true or false, one of the choices, or days of any year as \"06-30 12-31\"."`
}

type listSettingsIn struct {
	On string `query:"on" doc:"The day that they judge; left out: today." example:"2027-08-01"`
}

func (a *api) listSettings(ctx context.Context, _ call, in *listSettingsIn) (answer[items[settingOut]], error) {
	var c registry.Checks
	on := queryDay(&c, "on", in.On)
	err := c.Err()
	if err == nil && on == registry.NoDay {
		on, err = a.Register.Today(ctx)
	}
	if err != nil {
		return answer[items[settingOut]]{}, err
	}
	s, err := a.Register.GameSettings(ctx, on)
	return answer[items[settingOut]]{Body: items[settingOut]{Items: settingsOf(s)}}, err
}

type changeState string

func (changeState) Schema(huma.Registry) *huma.Schema { return oneOf(registry.ChangeStates) }

// PolicyChangeDecision is the decision that a version of the rules of the game rests on.
type PolicyChangeDecision struct {
	Body  string `json:"body" doc:"As it was called."`
	Day   day    `json:"day"`
	Words string `json:"words"`
	Case  string `json:"case,omitempty" doc:"Case number, or address of the minutes."`
}

func changeDecision(d *registry.Decision) *PolicyChangeDecision {
	if d == nil {
		return nil
	}
	return &PolicyChangeDecision{Body: d.Body, Day: day(d.Day), Words: d.Words, Case: d.Case}
}

// PolicyChangeEffect is how many rules get another state on a day.
type PolicyChangeEffect struct {
	On    day    `json:"on" doc:"The first day with another state."`
	Was   state  `json:"was" doc:"Under the versions that judge now."`
	Will  state  `json:"will"`
	Rules int    `json:"rules"`
	Why   string `json:"why,omitempty" doc:"The code of the main reason of the other state; left out of a change that was over before reasons were kept." example:"LAPSED_UNDECIDED"`
}

// PolicyChangeReason is how many rules get another state for a reason.
type PolicyChangeReason struct {
	Reason string `json:"reason" doc:"The code of the main reason of the other state." example:"LAPSED_UNDECIDED"`
	Rules  int    `json:"rules"`
}

// PolicyChangeArea is how many rules of an area get another state.
type PolicyChangeArea struct {
	Area  string `json:"area"`
	Rules int    `json:"rules"`
}

// PolicyChangeGrade is how many rules have a justification that is graded otherwise.
type PolicyChangeGrade struct {
	Was   caseGrade `json:"was" doc:"Under the versions that judge now."`
	Will  caseGrade `json:"will,omitempty" doc:"Left out where the policy gives no answer."`
	Rules int       `json:"rules"`
}

// PolicyChangeOut is a version of policy or settings on its way.
type PolicyChangeOut struct {
	ID       string                `json:"id" format:"uuid"`
	Kind     gameKind              `json:"kind"`
	State    changeState           `json:"state" doc:"proposed: nothing is decided. decided: timelines are being computed. stands: it judges from its day. failed: the policy gave no answer, and the old version goes on."`
	From     day                   `json:"from" doc:"The day that was asked for."`
	Begins   day                   `json:"begins" doc:"The first day that it judges."`
	Digest   string                `json:"digest"`
	SaidBy   string                `json:"said_by" doc:"Who recorded it."`
	SaidOn   day                   `json:"said_on"`
	Decision *PolicyChangeDecision `json:"decision,omitempty" doc:"Left out until there is one."`
	TakenBy  *PolicyChangeDecision `json:"taken_back_by,omitempty" doc:"The decision that took it back."`
	TakesOff string                `json:"takes_back,omitempty" format:"uuid" doc:"The change that it takes back."`
	Done     int                   `json:"done" doc:"Rules whose timelines are computed beside; 0 when it is over."`
	Rules    int                   `json:"rules" doc:"Of how many."`
	Areas    []PolicyChangeArea    `json:"areas" doc:"How many rules of an area get another state, the most first; of a change that is over none."`
	Reasons  []PolicyChangeReason  `json:"reasons" doc:"How many rules get another state, by the main reason of that state, the most first."`
	Effects  []PolicyChangeEffect  `json:"effects" doc:"How many rules get another state, by the first day on which they do, as far as they are computed."`
}

func policyChangeOf(c registry.GameChange) PolicyChangeOut {
	out := PolicyChangeOut{ID: string(c.ID), Kind: gameKind(c.Kind), State: changeState(c.State), From: day(c.From), Begins: day(c.Begins), Digest: c.Digest,
		SaidBy: c.SaidBy, SaidOn: day(c.SaidOn), Decision: changeDecision(c.Decision), TakenBy: changeDecision(c.TakenBy), TakesOff: string(c.TakesOff),
		Done: c.Done, Rules: c.Rules, Areas: list(c.Areas, func(a registry.AreaEffect) PolicyChangeArea { return PolicyChangeArea(a) }), Effects: list(c.Effects, func(e registry.ChangeEffect) PolicyChangeEffect {
			return PolicyChangeEffect{On: day(e.On), Was: state(e.Was), Will: state(e.Will), Rules: e.Rules, Why: string(e.Why)}
		}), Reasons: list(c.Reasons(), func(r registry.ReasonEffect) PolicyChangeReason { return PolicyChangeReason{string(r.Reason), r.Rules} })}
	return out
}

// changedSettings are all settings of a version of them.
func changedSettings(c registry.GameChange) []settingOut {
	s, err := registry.ParseSettings(c.Source)
	if err != nil || c.Kind != registry.GameSettings {
		return nil
	}
	return settingsOf(s)
}

func settingsOf(s registry.Settings) []settingOut {
	return list(registry.SettingsTable, func(f registry.Setting) settingOut {
		return settingOut{Name: f.Name, Unit: settingUnit(f.Unit), Least: f.Least, Most: f.Most, Choices: f.Choices, Value: f.Value(s)}
	})
}

// PolicyChangeRule is a rule that gets another state.
type PolicyChangeRule struct {
	Number string `json:"number"`
	Title  string `json:"title"`
	On     day    `json:"on"`
	Was    state  `json:"was"`
	Will   state  `json:"will"`
}

type policyChangeView struct {
	PolicyChangeOut
	Settings []settingOut        `json:"settings,omitempty" doc:"Of settings: all of them."`
	Grades   []PolicyChangeGrade `json:"grades" doc:"How many rules have a justification that is graded otherwise, the most first. That an indicator is due is left out: it comes with a day."`
	Changed  []PolicyChangeRule  `json:"changed" doc:"The first rules that get another state, by number; of a change that is over none."`
}

type listPolicyChangesIn struct{}

func (a *api) listPolicyChanges(ctx context.Context, _ call, _ *listPolicyChangesIn) (answer[items[PolicyChangeOut]], error) {
	all, err := a.Register.GameChanges(ctx)
	return answer[items[PolicyChangeOut]]{Body: items[PolicyChangeOut]{Items: list(all, policyChangeOf)}}, err
}

// CaseSettings are those about justifications.
type CaseSettings struct {
	CircularPercent *int `json:"circular_percent,omitempty"`
	CopiedPercent   *int `json:"copied_percent,omitempty"`
	FewestWords     *int `json:"fewest_words,omitempty"`
}

type (
	majority string
	tie      string
)

func (majority) Schema(huma.Registry) *huma.Schema { return oneOf(registry.Majorities) }

func (tie) Schema(huma.Registry) *huma.Schema { return oneOf(registry.Ties) }

// SettingsChange are the settings that are to be otherwise; what is left out stays.
type SettingsChange struct {
	LongestReviewYears   *int          `json:"longest_review_years,omitempty"`
	NextReviewMonths     *int          `json:"next_review_months,omitempty"`
	HearingExtensionDays *int          `json:"hearing_extension_days,omitempty"`
	AfterBasisDays       *int          `json:"after_basis_days,omitempty"`
	StopExtends          *bool         `json:"stop_extends,omitempty"`
	AfterCouncilDays     *int          `json:"after_council_days,omitempty"`
	WindingDownDays      *int          `json:"winding_down_days,omitempty"`
	MinutesAwaitedDays   *int          `json:"minutes_awaited_days,omitempty"`
	SaturdaysCount       *bool         `json:"saturdays_count,omitempty"`
	AccountDays          *string       `json:"account_days,omitempty"`
	HearingDays          *int          `json:"hearing_days,omitempty"`
	Majority             *majority     `json:"majority,omitempty"`
	Tie                  *tie          `json:"tie,omitempty"`
	SmallestGroupShown   *int          `json:"smallest_group_shown,omitempty"`
	Case                 *CaseSettings `json:"case,omitempty"`
}

type createPolicyChangeIn struct {
	Body struct {
		From      day            `json:"from" doc:"The first day that it judges: tomorrow at the earliest." example:"2027-08-01"`
		Settings  SettingsChange `json:"settings,omitempty" doc:"What is to be otherwise than the day before. list-settings has units and limits."`
		Candidate string         `json:"candidate,omitempty" format:"uuid" doc:"The id of a policy that was brought; settings are then not read."`
	}
}

func (a *api) createPolicyChange(ctx context.Context, c call, in *createPolicyChangeIn) (answer[PolicyChangeOut], error) {
	from := registry.Day(in.Body.From)
	if in.Body.Candidate != "" {
		made, err := a.Register.ProposeCandidate(ctx, c.Act, registry.CandidateID(in.Body.Candidate), from)
		return answer[PolicyChangeOut]{Body: policyChangeOf(made), Edit: made.Edit, Place: "/v1/policy-changes/" + string(made.ID)}, inCandidate(err)
	}
	s, err := a.Register.GameSettings(ctx, from)
	if err != nil {
		return answer[PolicyChangeOut]{}, err
	}
	patch, err := json.Marshal(in.Body.Settings)
	if err == nil {
		err = json.Unmarshal(patch, &s)
	}
	if err != nil {
		return answer[PolicyChangeOut]{}, err
	}
	made, err := a.Register.ProposeVersion(ctx, c.Act, registry.VersionAdoption{Kind: registry.GameSettings, From: from, Source: s.Canonical()})
	return answer[PolicyChangeOut]{Body: policyChangeOf(made), Edit: made.Edit, Place: "/v1/policy-changes/" + string(made.ID)}, err
}

// PolicyChangePath is the part of an address that names a version on its way.
type PolicyChangePath struct {
	ID string `path:"id" format:"uuid" doc:"The change's id."`
}

func (p PolicyChangePath) id() registry.GameChangeID { return registry.GameChangeID(p.ID) }

type getPolicyChangeIn struct{ PolicyChangePath }

// changedShown bounds the rules that a change is shown with.
const changedShown = 100

func (a *api) getPolicyChange(ctx context.Context, _ call, in *getPolicyChangeIn) (answer[policyChangeView], error) {
	c, rules, err := a.Register.GameChange(ctx, in.id(), 0, changedShown)
	return answer[policyChangeView]{Body: policyChangeView{PolicyChangeOut: policyChangeOf(c), Settings: changedSettings(c), Grades: list(c.Grades, func(g registry.GradeEffect) PolicyChangeGrade {
		return PolicyChangeGrade{caseGrade(g.Was), caseGrade(g.Will), g.Rules}
	}), Changed: list(rules, func(r registry.RuleEffect) PolicyChangeRule {
		return PolicyChangeRule{Number: r.Number.String(), Title: r.Title, On: day(r.On), Was: state(r.Was), Will: state(r.Will)}
	})}, Edit: c.Edit}, err
}

// CitedDecision is a decision that is cited by its body.
type CitedDecision struct {
	Body    string `json:"body,omitempty" doc:"The id of the body that decided: the council." format:"uuid"`
	Decided day    `json:"decided,omitzero" doc:"The day it decided." example:"2027-01-10"`
	Words   string `json:"words,omitempty" doc:"What it decided, word for word."`
	Case    string `json:"case,omitempty" doc:"Case number, or address of the minutes."`
}

func (d CitedDecision) adoption() registry.VersionAdoption {
	return registry.VersionAdoption{Body: registry.BodyID(d.Body), Decided: registry.Day(d.Decided), Words: d.Words, Case: d.Case}
}

type decidePolicyChangeIn struct {
	PolicyChangePath
	Body CitedDecision
}

func (a *api) decidePolicyChange(ctx context.Context, c call, in *decidePolicyChangeIn) (answer[PolicyChangeOut], error) {
	now, err := a.Register.DecideChange(ctx, c.Act, in.id(), c.Edit, in.Body.adoption())
	return answer[PolicyChangeOut]{Body: policyChangeOf(now), Edit: now.Edit}, err
}

func (a *api) withdrawPolicyChange(ctx context.Context, c call, in *decidePolicyChangeIn) (answer[PolicyChangeOut], error) {
	now, err := a.Register.WithdrawChange(ctx, c.Act, in.id(), c.Edit, in.Body.adoption())
	return answer[PolicyChangeOut]{Body: policyChangeOf(now), Edit: now.Edit}, err
}
