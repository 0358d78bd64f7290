package policies

import (
	"errors"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// InputSchema is the JSON schema of what a policy is asked. Every field of it is there when it
// is asked; of in_force either on, for the status of a rule, or offer, for whether a ruling counts.
func InputSchema(policy registry.PolicyName) map[string]any {
	switch policy {
	case registry.PolicyJustification:
		return flatSchema(flatInput(registry.CaseFacts{}))
	case registry.PolicyAdoption:
		return flatSchema(flatInput(registry.AdoptionFacts{}))
	case registry.PolicyDecision:
		return flatSchema(decisionInput(workflow.DecisionFacts{}))
	case registry.PolicyAccess:
		return accessSchema()
	}
	return inForceSchema()
}

// inForceSchema is of input.fact with input.on (data.omvendt.explain.answer) or with
// input.offer (data.omvendt.ruling.verdict).
func inForceSchema() map[string]any {
	text := map[string]any{"type": "string"}
	truth := map[string]any{"type": "boolean"}
	criteria := map[string]any{}
	for _, c := range registry.Criteria {
		criteria[string(c)] = truth
	}
	schema := closed(map[string]any{
		"on":   map[string]any{"type": "string", "format": "date"},
		"fact": closed(fields(reflect.TypeFor[registry.Row]())),
		"offer": closed(map[string]any{
			"kind": text, "day": map[string]any{"type": "string", "format": "date"}, "rank": text, "class_at_effect": text,
			"bound_at_effect": truth, "shows": closed(criteria), "asks": closed(criteria)}),
	})
	schema["required"] = []string{"fact"}
	return schema
}

func accessSchema() map[string]any {
	text := map[string]any{"type": "string"}
	list := func(of map[string]any) map[string]any { return map[string]any{"type": "array", "items": of} }
	scope := closed(map[string]any{"areas": list(text), "units": list(text), "kle": list(text), "own": map[string]any{"type": "boolean"}})
	grants := list(closed(map[string]any{"role": text, "scope": scope}))
	return closed(map[string]any{"operation": text, "permission": text, "actor": closed(map[string]any{"grants": grants})})
}

func closed(properties map[string]any) map[string]any {
	return map[string]any{"type": "object", "additionalProperties": false, "properties": properties, "required": slices.Sorted(maps.Keys(properties))}
}

func fields(row reflect.Type) map[string]any {
	all := map[string]any{}
	for i := range row.NumField() {
		field, schema := row.Field(i), map[string]any{"type": "string"}
		switch {
		case field.Type.Kind() == reflect.Bool:
			schema["type"] = "boolean"
		case field.Type == reflect.TypeFor[registry.Day]():
			schema["format"] = "date"
		}
		all[field.Tag.Get("json")] = schema
	}
	return all
}

// flatSchema is the schema of truths, numbers and texts.
func flatSchema(input ast.Value) map[string]any {
	all := map[string]any{}
	input.(ast.Object).Foreach(func(name, value *ast.Term) {
		kind := "string"
		switch value.Value.(type) {
		case ast.Boolean:
			kind = "boolean"
		case ast.Number:
			kind = "number"
		}
		all[string(name.Value.(ast.String))] = map[string]any{"type": kind}
	})
	return closed(all)
}

// checkTypes checks each policy that modules hold against the schema of what it is
// asked. What none of them reads is checked with the first.
func checkTypes(modules map[string]*ast.Module) error {
	var wrong ast.Errors
	rest := maps.Clone(modules)
	for _, policy := range slices.Backward(registry.LoggedPolicies) { // in_force last
		some := part(modules, policy)
		if some == nil {
			some = map[string]*ast.Module{}
		}
		for name := range some {
			delete(rest, name)
		}
		if policy == registry.PolicyInForce {
			maps.Copy(some, withRead(modules, rest))
		}
		var found ast.Errors
		if err := checkTypesOf(policy, some); errors.As(err, &found) {
			wrong = append(wrong, found...)
		} else if err != nil {
			return err
		}
	}
	if len(wrong) > 0 {
		return wrong
	}
	return nil
}

// checkTypesOf compiles modules against the schema of a policy's input, and finds settings
// that there are not: both would be undefined without a word.
func checkTypesOf(policy registry.PolicyName, modules map[string]*ast.Module) error {
	own := make(map[string]*ast.Module, len(modules))
	for name, m := range modules {
		own[name] = m.Copy()
	}
	schemas := ast.NewSchemaSet()
	schemas.Put(ast.SchemaRootRef, InputSchema(policy))
	c := ast.NewCompiler().WithCapabilities(capabilities()).WithStrict(true).WithSchemas(schemas)
	if c.Compile(own); c.Failed() {
		return c.Errors
	}
	known := settingNames(settingsRead[policy])
	var unknown ast.Errors
	for _, m := range modules {
		ast.WalkRefs(m, func(r ast.Ref) bool {
			if name, ok := memberOf(r[:min(len(r), 3)], "data", "params"); ok && !known[name] {
				unknown = append(unknown, ast.NewError(ast.TypeErr, r[0].Location, "undefined ref: %v", r))
			}
			return false
		})
	}
	if len(unknown) > 0 {
		return unknown
	}
	return nil
}

func settingNames(settings reflect.Type) map[string]bool {
	names := map[string]bool{}
	if settings == nil {
		return names
	}
	for i := range settings.NumField() {
		name, _, _ := strings.Cut(settings.Field(i).Tag.Get("json"), ",")
		names[name] = true
	}
	return names
}
