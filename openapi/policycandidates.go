package openapi

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/omvendt/omvendt/registry"
)

func (a *api) registerPolicyCandidates() {
	register(a, operation{ID: "list-policy-candidates", Method: http.MethodGet, Path: "/v1/policy-candidates", Tag: "policies", Permission: "govern",
		Summary: "List the municipality's own policies that were brought, newest first", Description: "At most 50."}, a.listPolicyCandidates)
	register(a, operation{ID: "create-policy-candidate", Method: http.MethodPost, Path: "/v1/policy-candidates", Tag: "policies", Permission: "govern", Creates: true,
		Summary: "Bring a policy of the municipality's own, and have it checked",
		Description: "It judges nothing: the policy in charge stays in charge. The checks take some seconds, in a process of their own with limits on time, " +
			"memory and builtins; what they find stands in the report, also when the policy is no good. Where a key is set, an unsigned bundle is not looked into."}, a.createPolicyCandidate)
	register(a, operation{ID: "get-policy-candidate", Method: http.MethodGet, Path: "/v1/policy-candidates/{id}", Tag: "policies", Permission: "govern",
		Errors: []int{http.StatusNotFound}, Summary: "Read a policy that was brought: its modules, and what the checks found"}, a.getPolicyCandidate)
	register(a, operation{ID: "adopt-policy-candidate", Method: http.MethodPost, Path: "/v1/policy-candidates/{id}/adoption", Tag: "policies", Permission: "adopt",
		Creates: true, Tagged: true, Errors: []int{http.StatusNotFound, http.StatusConflict}, Summary: "Record the council's decision that a policy of its own judges from a day",
		Description: "Only one that passed every check of this program: candidate_failed, candidate_unchecked. Timelines of all rules are computed beside " +
			"those that are the answer, which they become in one transaction; the days before keep theirs. create-policy-change computes what it would change " +
			"without deciding anything, and withdraw-policy-change goes back to the version before in one step."}, a.adoptPolicyCandidate)
}

type policyCheckName string

func (policyCheckName) Schema(huma.Registry) *huma.Schema { return oneOf(registry.PolicyChecks) }

// PolicyFindingOut is a reason why a check failed.
type PolicyFindingOut struct {
	Code   string         `json:"code" example:"keep_lost"`
	File   string         `json:"file,omitempty"`
	Line   int            `json:"line,omitempty" doc:"From 1."`
	Detail string         `json:"detail,omitempty" doc:"In the compiler's own words, or the name of a test or a code."`
	On     day            `json:"on,omitzero" doc:"The day of the counterexample."`
	Row    map[string]any `json:"row,omitempty" doc:"The counterexample: the facts of a rule that is made up."`
}

// PolicyCheckOut is one thing that was asked of a policy.
type PolicyCheckOut struct {
	Name     policyCheckName    `json:"name"`
	Passed   bool               `json:"passed"`
	Ran      int                `json:"ran" doc:"How much was tried: files, tests, or answers; 0: there was nothing to try."`
	Findings []PolicyFindingOut `json:"findings" doc:"The first few."`
}

// PolicyCandidateOut is a policy that was brought.
type PolicyCandidateOut struct {
	ID      string            `json:"id" format:"uuid"`
	Name    string            `json:"name" doc:"Of the file it came in."`
	Digest  string            `json:"digest,omitempty" doc:"SHA-256 of its modules; left out where there are none."`
	Passed  bool              `json:"passed" doc:"Every check was made and passed."`
	Program string            `json:"program,omitempty" doc:"The program that checked. One that another program checked cannot be adopted: bring it again."`
	Checks  []PolicyCheckOut  `json:"checks" doc:"Those that were made: what needs one that failed is not."`
	By      string            `json:"by"`
	At      time.Time         `json:"at"`
	Modules map[string]string `json:"modules,omitempty" doc:"The text of its modules by name; left out in lists."`
}

func policyCandidateOf(c registry.PolicyCandidate) PolicyCandidateOut {
	return PolicyCandidateOut{ID: string(c.ID), Name: c.Name, Digest: c.Digest, Passed: c.Report.Passed(), Program: c.Report.Program, By: c.By, At: c.At.UTC(),
		Checks: list(c.Report.Checks, func(k registry.PolicyCheck) PolicyCheckOut {
			return PolicyCheckOut{Name: policyCheckName(k.Name), Passed: k.Passed, Ran: k.Ran, Findings: list(k.Findings, policyFindingOf)}
		})}
}

func policyFindingOf(f registry.PolicyFinding) PolicyFindingOut {
	out := PolicyFindingOut{Code: string(f.Code), File: f.File, Line: f.Line, Detail: f.Detail}
	if json.Unmarshal(f.Row, &out.Row) == nil {
		out.On = day(f.On)
	}
	return out
}

type listPolicyCandidatesIn struct{}

func (a *api) listPolicyCandidates(ctx context.Context, _ call, _ *listPolicyCandidatesIn) (answer[items[PolicyCandidateOut]], error) {
	all, err := a.Register.PolicyCandidates(ctx)
	return answer[items[PolicyCandidateOut]]{Body: items[PolicyCandidateOut]{Items: list(all, policyCandidateOf)}}, err
}

type createPolicyCandidateIn struct {
	Body struct {
		Name   string `json:"name" doc:"Of the file. At most 200 characters." example:"politik-2027.tar.gz"`
		Bundle string `json:"bundle" encoding:"base64" doc:"An OPA bundle (.tar.gz) in base64, unpacked at most 2 MB in 200 files."`
	}
}

func (a *api) createPolicyCandidate(ctx context.Context, k call, in *createPolicyCandidateIn) (answer[PolicyCandidateOut], error) {
	bundle, err := base64.StdEncoding.DecodeString(in.Body.Bundle)
	if err != nil {
		return answer[PolicyCandidateOut]{}, inField("bundle", &registry.Error{Code: registry.CodeTypeInvalid})
	}
	c, err := a.Register.BringPolicy(ctx, k.Act, in.Body.Name, bundle)
	return answer[PolicyCandidateOut]{Body: policyCandidateOf(c), Place: "/v1/policy-candidates/" + string(c.ID)}, err
}

// PolicyCandidatePath is the part of an address that names a candidate.
type PolicyCandidatePath struct {
	ID string `path:"id" format:"uuid" doc:"The candidate's id."`
}

type getPolicyCandidateIn struct{ PolicyCandidatePath }

func (a *api) getPolicyCandidate(ctx context.Context, _ call, in *getPolicyCandidateIn) (answer[PolicyCandidateOut], error) {
	c, err := a.Register.PolicyCandidate(ctx, registry.CandidateID(in.ID))
	out := policyCandidateOf(c)
	if err == nil && c.Source != nil {
		err = json.Unmarshal(c.Source, &out.Modules)
	}
	return answer[PolicyCandidateOut]{Body: out}, err
}

type adoptPolicyCandidateIn struct {
	PolicyCandidatePath
	Body struct {
		From day `json:"from" doc:"The first day that it judges: tomorrow at the earliest." example:"2027-08-01"`
		CitedDecision
	}
}

func (a *api) adoptPolicyCandidate(ctx context.Context, c call, in *adoptPolicyCandidateIn) (answer[PolicyChangeOut], error) {
	v := in.Body.adoption()
	v.From = registry.Day(in.Body.From)
	made, err := a.Register.AdoptCandidate(ctx, c.Act, registry.CandidateID(in.ID), v)
	return answer[PolicyChangeOut]{Body: policyChangeOf(made), Edit: made.Edit, Place: "/v1/policy-changes/" + string(made.ID)}, err
}

// inCandidate names the field of a candidate that cannot be proposed.
func inCandidate(err error) error {
	switch registry.CodeOf(err) {
	case registry.CodeNotFound, registry.CodeCandidateFailed, registry.CodeCandidateUnchecked:
		return inField("candidate", err)
	}
	return err
}
