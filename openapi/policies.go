package openapi

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/registry"
)

func (a *api) registerPolicies() {
	register(a, operation{ID: "list-policies", Method: http.MethodGet, Path: "/v1/policies", Tag: "policies",
		Permission: permPublic,
		Summary:    "List the versions of the policy and the settings that judge whether rules are in force",
		Description: "A day is judged by the version that applies on it. Every stretch of a timeline names the versions that " +
			"judged it by their digests."}, a.listPolicies)
	register(a, operation{ID: "get-policy", Method: http.MethodGet, Path: "/v1/policies/{policy}", Tag: "policies",
		Permission: permPublic, Errors: []int{http.StatusNotFound}, Summary: "Read what a policy says, sentence by sentence",
		Description: "In both languages, with the source in law or in a decision, and in Rego. The codes are those of reasons, findings and refusals. " +
			"A version that applies from a day can hold the municipality's own of each of them but access, which comes with the program; what it does not hold does so too."}, a.getPolicy)
}

type gameKind string

func (gameKind) Schema(huma.Registry) *huma.Schema {
	return oneOf([]registry.GameKind{registry.GamePolicy, registry.GameSettings})
}

type policyOut struct {
	Kind    gameKind `json:"kind"`
	From    day      `json:"from,omitzero" doc:"The first day that it judges; left out for the first, which has always applied."`
	Digest  string   `json:"digest" doc:"Its SHA-256."`
	Adopted day      `json:"adopted,omitzero" doc:"The day it was adopted."`
	By      string   `json:"by" doc:"Who, or which decision, adopted it."`
}

type listPoliciesIn struct{}

func (a *api) listPolicies(ctx context.Context, _ call, _ *listPoliciesIn) (answer[items[policyOut]], error) {
	all, err := a.Register.GameVersions(ctx)
	return answer[items[policyOut]]{Body: items[policyOut]{Items: list(all, func(v registry.GameVersion) policyOut {
		return policyOut{Kind: gameKind(v.Kind), From: day(v.From), Digest: v.Digest, Adopted: day(v.Adopted), By: v.By}
	})}}, err
}

type policyName string

func (policyName) Schema(huma.Registry) *huma.Schema { return oneOf(registry.PolicyNames) }

type bilingual struct {
	Danish  string `json:"da,omitempty" doc:"In Danish; left out where the policy says it in English alone."`
	English string `json:"en,omitempty" doc:"In English."`
}

func bilingualOf(b registry.Bilingual) bilingual {
	return bilingual{Danish: texts.NameCouncil(b.Danish), English: b.English}
}

type sentenceOut struct {
	Anchor   string    `json:"anchor" doc:"Its place on the policy's page; unique in the policy."`
	Module   string    `json:"module" example:"in_force.rego" doc:"The file that it stands in."`
	Name     string    `json:"name" example:"kept_by_decision" doc:"The name of the rule in Rego."`
	Title    bilingual `json:"title" doc:"What it says."`
	About    bilingual `json:"about,omitzero" doc:"What else there is to say of it."`
	Source   bilingual `json:"source,omitzero" doc:"In law or in a decision; left out where it follows from the design alone."`
	Code     string    `json:"code,omitempty" example:"KEPT_BY_DECISION" doc:"The reason, finding or refusal that rests on it; left out where it is a part of others."`
	Severity string    `json:"severity,omitempty" doc:"What a finding asks for."`
	State    string    `json:"state,omitempty" doc:"What the rule is when this is the main reason."`
	Settings []string  `json:"settings,omitempty" doc:"What it reads of the settings, by name."`
	Rego     string    `json:"rego" doc:"Its source."`
}

type policyTestsOut struct {
	Count  int       `json:"count" doc:"How many there are."`
	Passed bool      `json:"passed" doc:"Whether all of them did."`
	Failed []string  `json:"failed,omitempty" doc:"Those that did not."`
	At     time.Time `json:"at" doc:"When the program ran them."`
}

type policyModuleOut struct {
	Name   string `json:"name" example:"in_force.rego" doc:"The file."`
	Source string `json:"source" doc:"Its text."`
}

type policyTextOut struct {
	Policy    policyName        `json:"policy"`
	Title     bilingual         `json:"title" doc:"What it is asked."`
	About     bilingual         `json:"about,omitzero"`
	Digest    string            `json:"digest" doc:"The SHA-256 of its source; of the whole version where that holds it."`
	Own       bool              `json:"own" doc:"It is the municipality's own."`
	From      day               `json:"from,omitzero" doc:"The first day that it judges; left out where it always has, and of a policy that comes with the program beside the version."`
	By        string            `json:"by,omitempty" doc:"Who, or which decision, adopted the version."`
	Tests     *policyTestsOut   `json:"tests,omitempty" doc:"Of the policies that come with the program, run together by the program itself; left out for another version."`
	Sentences []sentenceOut     `json:"sentences"`
	Modules   []policyModuleOut `json:"modules"`
}

type getPolicyIn struct {
	Policy  string `path:"policy" example:"in_force" doc:"Which policy."`
	Version string `query:"version" doc:"The digest of the version that is meant; without it the one that applies today."`
}

func (a *api) getPolicy(ctx context.Context, _ call, in *getPolicyIn) (answer[policyTextOut], error) {
	v, err := a.Register.Policies(ctx, registry.NoDay, in.Version)
	if err != nil {
		return answer[policyTextOut]{}, err
	}
	for _, p := range v.Policies {
		if string(p.Name) == in.Policy {
			return answer[policyTextOut]{Body: policyTextOf(p, v)}, nil
		}
	}
	return answer[policyTextOut]{}, &registry.Error{Code: registry.CodeNotFound}
}

func policyTextOf(p registry.PolicyText, v registry.PoliciesView) policyTextOut {
	out := policyTextOut{Policy: policyName(p.Name), Title: bilingualOf(p.Title), About: bilingualOf(p.About), Digest: p.Digest,
		Sentences: list(p.Sentences, func(s registry.Sentence) sentenceOut {
			return sentenceOut{Anchor: s.Anchor, Module: s.Module, Name: s.Name, Title: bilingualOf(s.Title), About: bilingualOf(s.About),
				Source: bilingualOf(s.Source), Code: s.Code, Severity: s.Severity, State: string(s.State), Settings: s.Settings, Rego: s.Rego}
		}),
		Modules: list(p.Modules, func(m registry.PolicyModule) policyModuleOut { return policyModuleOut{m.Name, m.Source} })}
	out.Own = v.Own(p)
	if p.Name == registry.PolicyInForce || p.Held {
		out.From, out.By = day(v.Policy.From), v.Policy.By
	}
	if v.Tests.At.IsZero() || p.Held {
		return out
	}
	out.Tests = &policyTestsOut{Count: v.Tests.Count, Passed: v.Tests.Passed(), Failed: v.Tests.Failed, At: v.Tests.At.UTC()}
	return out
}
