package architecture

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
)

// A test that starts goroutines over both databases is one for the race detector too,
// which leaves out those that do one thing after the other.
func TestWhatRunsAtOnceIsRaced(t *testing.T) {
	alone := map[string]bool{"Each": true, "both": true, "each": true, "eachOn": true}
	seen := 0
	look := func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		for _, d := range file.Decls {
			test, is := d.(*ast.FuncDecl)
			if !is || !strings.HasPrefix(test.Name.Name, "Test") {
				continue
			}
			starts, uses := false, ""
			ast.Inspect(test, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.GoStmt:
					starts = true
				case *ast.CallExpr:
					name := ""
					switch f := n.Fun.(type) {
					case *ast.Ident:
						name = f.Name
					case *ast.SelectorExpr:
						name = f.Sel.Name
					}
					if starts = starts || name == "Go"; alone[name] {
						uses = name
					}
				}
				return true
			})
			if starts {
				seen++
			}
			if starts && uses != "" {
				t.Errorf("%s: %s does several things at once in %s, which the race detector leaves out", path, test.Name.Name, uses)
			}
		}
		return nil
	}
	for _, dir := range []string{"internal/storage", "openapi", "web"} {
		if err := filepath.WalkDir(filepath.Join("../..", dir), look); err != nil {
			t.Fatal(err)
		}
	}
	if seen < 10 {
		t.Errorf("%d tests start goroutines", seen)
	}
}
