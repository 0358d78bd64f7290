package openapi

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/omvendt/omvendt/registry"
)

func (a *api) registerPolicies() {
	register(a, operation{ID: "list-policies", Method: http.MethodGet, Path: "/v1/policies", Tag: "policies",
		Permission: permPublic,
		Summary:    "List the versions of the policy and the settings that judge whether rules are in force",
		Description: "A day is judged by the version that applies on it. Every stretch of a timeline names the versions that " +
			"judged it by their digests."}, a.listPolicies)
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
