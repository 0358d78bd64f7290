package policies

import (
	"fmt"
	"reflect"
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/omvendt/omvendt/registry"
)

// finding is what a policy found, as all of them say it.
type finding[S ~string] struct {
	code     string
	severity S
	told     registry.Told
}

// mostFindings is how many findings an answer has at most.
const mostFindings = 100

// readFindings accepts codes in form that can be told, of known severity, each once.
func readFindings[S ~string](value any, severities []S, b body) ([]finding[S], error) {
	list, ok := value.([]any)
	if !ok {
		return nil, fmt.Errorf("findings are %T", value)
	}
	if len(list) > mostFindings {
		return nil, fmt.Errorf("%d findings", len(list))
	}
	var findings []finding[S]
	for i, entry := range list {
		m, err := object(entry, "code", "severity")
		if err != nil {
			return nil, fmt.Errorf("findings[%d]: %w", i, err)
		}
		code, err := readCode(m["code"])
		if err != nil {
			return nil, fmt.Errorf("findings[%d]: %w", i, err)
		}
		text, _ := m["severity"].(string)
		f := finding[S]{code: string(code), severity: S(text)}
		if !slices.Contains(severities, f.severity) {
			return nil, fmt.Errorf("%s: unknown severity %v", code, m["severity"])
		}
		if slices.ContainsFunc(findings, func(o finding[S]) bool { return o.code == f.code }) {
			return nil, fmt.Errorf("%s is found twice", code)
		}
		if f.told, err = b.words.of(b.policy, f.code); err != nil {
			return nil, err
		}
		findings = append(findings, f)
	}
	return findings, nil
}

// flatInput has every field of some facts under its name in JSON: truths, whole
// numbers and texts.
func flatInput(facts any) ast.Value {
	v := reflect.ValueOf(facts)
	var members [][2]*ast.Term
	for i := range v.NumField() {
		name := v.Type().Field(i).Tag.Get("json")
		switch field := v.Field(i); field.Kind() {
		case reflect.Bool:
			members = append(members, truth(name, field.Bool()))
		case reflect.Int:
			members = append(members, number(name, int(field.Int())))
		default:
			members = append(members, text(name, field.String()))
		}
	}
	return ast.NewObject(members...)
}
