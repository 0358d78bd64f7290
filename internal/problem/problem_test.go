package problem

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/registry"
)

// codes are all that package registry names.
func codes(t *testing.T) []registry.Code {
	file, err := parser.ParseFile(token.NewFileSet(), "../../registry/errors.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var all []registry.Code
	ast.Inspect(file, func(n ast.Node) bool {
		if v, ok := n.(*ast.ValueSpec); ok && len(v.Values) == 1 {
			if kind, ok := v.Type.(*ast.Ident); ok && kind.Name == "Code" {
				text, err := strconv.Unquote(v.Values[0].(*ast.BasicLit).Value)
				if err != nil {
					t.Fatal(err)
				}
				all = append(all, registry.Code(text))
			}
		}
		return true
	})
	if len(all) < 40 {
		t.Fatalf("found %d codes", len(all))
	}
	return all
}

func TestEveryCode(t *testing.T) {
	for _, code := range codes(t) {
		if s := Status(code); s < 400 || s > 599 {
			t.Errorf("%s has the status %d", code, s)
		}
		for _, l := range texts.Langs {
			d := Describe(l, &registry.Error{Code: code})
			if d.Code != string(code) || strings.ContainsAny(d.Title+d.Detail, "⟦⟧") {
				t.Errorf("%s in %s is %+v", code, l, d)
			}
		}
	}
}

func TestDescribe(t *testing.T) {
	if d := Describe(texts.Danish, errors.New("the secret cause")); d.Code != "internal" || strings.Contains(d.Detail, "secret") || Status(registry.CodeOf(errors.New("x"))) != 500 {
		t.Errorf("an unknown error is %+v", d)
	}
	var c registry.Checks
	c.Fail("sunset", registry.CodeSunsetPast, "sunset", "2027-01-01", "today", "2027-01-10")
	one := Describe(texts.English, c.Err())
	if one.Code != "sunset_in_past" || !strings.Contains(one.Detail, "1 January 2027") || len(one.Fields) != 1 || one.Fields[0].Name != "sunset" {
		t.Errorf("one fault is %+v", one)
	}
	c.Fail("name", registry.CodeRequired)
	if two := Describe(texts.English, c.Err()); two.Code != "invalid" || len(two.Fields) != 2 {
		t.Errorf("two faults are %+v", two)
	}
}
