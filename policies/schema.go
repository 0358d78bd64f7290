package policies

import (
	"reflect"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/omvendt/omvendt/registry"
)

// InputSchema is the JSON schema of what a policy is asked: input.fact with input.on
// (data.omvendt.explain.answer) or with input.offer (data.omvendt.ruling.verdict).
func InputSchema() map[string]any {
	text := map[string]any{"type": "string"}
	truth := map[string]any{"type": "boolean"}
	criteria := map[string]any{}
	for _, c := range registry.Criteria {
		criteria[string(c)] = truth
	}
	return closed(map[string]any{
		"on":   map[string]any{"type": "string", "format": "date"},
		"fact": closed(fields(reflect.TypeFor[registry.Row]())),
		"offer": closed(map[string]any{
			"kind": text, "day": map[string]any{"type": "string", "format": "date"}, "rank": text, "class_at_effect": text,
			"bound_at_effect": truth, "shows": closed(criteria), "asks": closed(criteria)}),
	})
}

func closed(properties map[string]any) map[string]any {
	return map[string]any{"type": "object", "additionalProperties": false, "properties": properties}
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

// checkTypes compiles modules against the schema of the input, and finds settings
// that there are not: both would be undefined without a word.
func checkTypes(modules map[string]*ast.Module) error {
	own := make(map[string]*ast.Module, len(modules))
	for name, m := range modules {
		own[name] = m.Copy()
	}
	schemas := ast.NewSchemaSet()
	schemas.Put(ast.SchemaRootRef, InputSchema())
	c := ast.NewCompiler().WithCapabilities(capabilities()).WithStrict(true).WithSchemas(schemas)
	if c.Compile(own); c.Failed() {
		return c.Errors
	}
	known := settingNames(reflect.TypeFor[registry.Settings]())
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
	for i := range settings.NumField() {
		name, _, _ := strings.Cut(settings.Field(i).Tag.Get("json"), ",")
		names[name] = true
	}
	return names
}
