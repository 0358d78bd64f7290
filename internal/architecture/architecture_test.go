// Package architecture holds the rules about the code as a whole: who may
// import whom, and that time is never read where rules are decided.
//
//	cmd -> { web, openapi, policies, internal/storage } -> workflow -> registry
package architecture

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/omvendt/omvendt"

// only lists what a part may import; std stands for the standard library.
// Parts that are not listed here are held by never alone.
var only = map[string][]string{
	"registry": {"std", "registry"},
	"workflow": {"std", "registry", "workflow"},
	"translog": {"std", "registry", "translog", "golang.org/x/mod"},
	"policies": {"std", "registry", "workflow", "policies", "internal", "github.com/open-policy-agent/opa"},
}

var sqlAndPolicies = []string{
	"database/sql",
	"github.com/uptrace/bun",
	"modernc.org/sqlite",
	"github.com/jackc/pgx",
	"github.com/open-policy-agent/opa",
	"internal/storage",
	"migrations",
	"policies",
}

// never lists what a part may not import.
var never = map[string][]string{
	"openapi":  append([]string{"web"}, sqlAndPolicies...),
	"web":      append([]string{"openapi"}, sqlAndPolicies...),
	"internal": {"workflow", "openapi", "web", "policies", "migrations", "internal/storage"},
	// The one implementation of the stores that workflow and registry ask for.
	"internal/storage": {"openapi", "web", "policies"},
	// Databases for tests have the schema already.
	"internal/testenv": {"workflow", "openapi", "web", "policies", "internal/storage"},
	"migrations":       {"workflow", "openapi", "web", "policies", "internal"},
}

// inside tells whether a path (an import path, or a directory of the module) is
// the part or lies below it.
func inside(path, part string) bool {
	return path == part || strings.HasPrefix(path, part+"/")
}

// fault says why importer may not import imported, or nothing. Both are import
// paths, those of the module without its name.
func fault(importer, imported string, std bool) string {
	// Of the parts that hold importer, the narrowest decides.
	held := func(parts map[string][]string) string {
		longest := ""
		for part := range parts {
			if inside(importer, part) && len(part) > len(longest) {
				longest = part
			}
		}
		return longest
	}
	if part := held(only); part != "" {
		allowed := slices.ContainsFunc(only[part], func(p string) bool {
			return inside(imported, p) || p == "std" && std
		})
		// What holds the database is for cmd to hand over.
		if !allowed || inside(imported, "internal/storage") {
			return fmt.Sprintf("%s may import only %s", part, strings.Join(only[part], ", "))
		}
	}
	if part := held(never); part != "" {
		for _, p := range never[part] {
			if inside(imported, p) && !inside(importer, p) {
				return fmt.Sprintf("%s may not import %s", part, p)
			}
		}
	}
	switch {
	case inside(imported, "cmd") && !inside(importer, "cmd"):
		return "only cmd imports cmd"
	case inside(imported, "internal/storage") && !inside(importer, "internal/storage") && !inside(importer, "cmd"):
		return "only cmd imports internal/storage"
	case inside(imported, "internal/testenv"):
		return "only tests import internal/testenv"
	}
	return ""
}

func TestImports(t *testing.T) {
	type goPackage struct {
		ImportPath string
		Standard   bool
		Imports    []string
	}
	list := exec.Command("go", "list", "-json=ImportPath,Standard,Imports", "./...")
	list.Dir = root(t)
	list.Stderr = os.Stderr
	out, err := list.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	packages := 0
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p goPackage
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		packages++
		importer := strings.TrimPrefix(p.ImportPath, module+"/")
		for _, path := range p.Imports {
			imported, own := strings.CutPrefix(path, module+"/")
			// Only the standard library has a first element without a dot.
			first, _, _ := strings.Cut(path, "/")
			std := !own && !strings.Contains(first, ".")
			if why := fault(importer, imported, std); why != "" {
				t.Errorf("%s imports %s: %s", importer, path, why)
			}
		}
	}
	if packages < 2 {
		t.Errorf("go list found %d packages", packages)
	}
}

// TestFault keeps the rules above from turning into rules about nothing.
func TestFault(t *testing.T) {
	for _, c := range []struct {
		importer, imported string
		std, allowed       bool
	}{
		{"registry", "time", true, true},
		{"registry", "registry/day", false, true},
		{"registry/day", "registry", false, true},
		{"registry", "workflow", false, false},
		{"registry", "golang.org/x/text/collate", false, false},
		{"registry", "internal/ids", false, false},
		{"registryother", "workflow", false, true},
		{"workflow", "registry", false, true},
		{"workflow", "policies", false, false},
		{"workflow", "github.com/uptrace/bun", false, false},
		{"policies", "github.com/open-policy-agent/opa/v1/rego", false, true},
		{"policies", "registry", false, true},
		{"policies", "internal/clock", false, true},
		{"policies", "internal/storage", false, false},
		{"policies", "openapi", false, false},
		{"openapi", "workflow", false, true},
		{"openapi", "github.com/danielgtaylor/huma/v2", false, true},
		{"openapi", "web", false, false},
		{"openapi", "web/assets", false, false},
		{"openapi", "internal/storage", false, false},
		{"openapi", "github.com/uptrace/bun/dialect/pgdialect", false, false},
		{"openapi", "database/sql", true, false},
		{"web", "openapi", false, false},
		{"web", "modernc.org/sqlite", false, false},
		{"web", "github.com/open-policy-agent/opa/v1/ast", false, false},
		{"web", "web/assets", false, true},
		{"internal/mail", "registry", false, true},
		{"internal/mail", "workflow", false, false},
		{"internal/mail", "internal/storage", false, false},
		{"internal/storage", "workflow", false, true},
		{"internal/storage", "migrations", false, true},
		{"internal/storage", "internal/clock", false, true},
		{"internal/storage/pg", "internal/storage", false, true},
		{"internal/storage", "policies", false, false},
		{"internal/storage", "internal/testenv", false, false},
		{"migrations", "github.com/uptrace/bun", false, true},
		{"migrations", "workflow", false, false},
		{"migrations", "registry", false, true},
		{"cmd/omvendt", "internal/storage", false, true},
		{"cmd/omvendt", "policies", false, true},
		{"web", "cmd/omvendt", false, false},
	} {
		if why := fault(c.importer, c.imported, c.std); (why == "") != c.allowed {
			t.Errorf("%s imports %s: got %q, want allowed %v", c.importer, c.imported, why, c.allowed)
		}
	}
}

// clockNames are the functions of package time that read the machine's clock.
var clockNames = []string{"Now", "Since", "Until"}

// TestClockIsInjected: the domain is told the time, so that every answer can be
// asked for again on any day.
func TestClockIsInjected(t *testing.T) {
	walk(t, func(path string, content []byte) {
		domain := inside(path, "registry") || inside(path, "workflow") || inside(path, "policies")
		if !domain || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") {
			return
		}
		for _, found := range clockReads(t, path, content) {
			t.Errorf("%s: the time is handed in, never read", found)
		}
	})
}

func clockReads(t *testing.T, path string, content []byte) (found []string) {
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, path, content, 0)
	if err != nil {
		t.Fatal(err)
	}
	local := ""
	for _, i := range file.Imports {
		if i.Path.Value == `"time"` {
			local = "time"
			if i.Name != nil {
				local = i.Name.Name
			}
		}
	}
	if local == "." {
		return []string{path + ": import . \"time\""}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		if s, ok := n.(*ast.SelectorExpr); ok {
			if x, ok := s.X.(*ast.Ident); ok && local != "" && x.Name == local && slices.Contains(clockNames, s.Sel.Name) {
				found = append(found, fmt.Sprintf("%s: time.%s", files.Position(s.Pos()), s.Sel.Name))
			}
		}
		return true
	})
	return found
}

// databaseClock matches what makes a database, or a policy, read its own clock.
var databaseClock = regexp.MustCompile(`(?i)\bnow\s*\(\s*\)|\b(current_timestamp|current_date|current_time|localtimestamp|clock_timestamp|statement_timestamp|transaction_timestamp|time\.now_ns)\b|\bunixepoch\s*\(\s*\)|\(\s*'now'`)

// TestDatabaseClockIsNotRead: two databases, two servers and two time zones
// would give two answers.
func TestDatabaseClockIsNotRead(t *testing.T) {
	walk(t, func(path string, content []byte) {
		switch {
		case strings.HasSuffix(path, "_test.go"):
		case filepath.Ext(path) == ".go":
			files := token.NewFileSet()
			file, err := parser.ParseFile(files, path, content, 0)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(file, func(n ast.Node) bool {
				if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
					if text, err := strconv.Unquote(lit.Value); err == nil && databaseClock.MatchString(text) {
						t.Errorf("%s: the time is a parameter of the statement, never read by the database", files.Position(lit.Pos()))
					}
				}
				return true
			})
		case filepath.Ext(path) == ".sql" || filepath.Ext(path) == ".rego":
			for i, line := range strings.Split(string(content), "\n") {
				if databaseClock.MatchString(line) {
					t.Errorf("%s:%d: the time is handed in, never read here", path, i+1)
				}
			}
		}
	})
}

func TestClockPatterns(t *testing.T) {
	for _, sql := range []string{
		"SELECT now()", "DEFAULT NOW ( )", "DEFAULT CURRENT_TIMESTAMP", "d < current_date",
		"datetime('now')", "date( 'now', 'localtime')", "unixepoch()", "ns := time.now_ns()",
	} {
		if !databaseClock.MatchString(sql) {
			t.Errorf("%q is not seen", sql)
		}
	}
	for _, sql := range []string{"SELECT known(1)", "current_dates", "what is known now (today)", "unixepoch(created_at)", "snow()"} {
		if databaseClock.MatchString(sql) {
			t.Errorf("%q is taken for a clock", sql)
		}
	}
	const code = "package x\nimport clock \"time\"\nvar _ = clock.Now\nvar _ = clock.Since(clock.Time{})\nvar _ = clock.UTC\n"
	if found := clockReads(t, "x.go", []byte(code)); len(found) != 2 {
		t.Errorf("found %q", found)
	}
}

// walk hands f every file that is part of the module's source.
func walk(t *testing.T, f func(path string, content []byte)) {
	t.Helper()
	top, files := root(t), 0
	err := filepath.WalkDir(top, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		relative, err := filepath.Rel(top, path)
		if err != nil {
			return err
		}
		if d.IsDir() {
			hidden := strings.HasPrefix(d.Name(), ".") && relative != "."
			if hidden || d.Name() == "testdata" || relative == "bin" || relative == "data" {
				return filepath.SkipDir
			}
			return nil
		}
		if !slices.Contains([]string{".go", ".sql", ".rego"}, filepath.Ext(path)) {
			return nil
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		files++
		f(filepath.ToSlash(relative), content)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if files == 0 {
		t.Error("found no source")
	}
}

func root(t *testing.T) string {
	t.Helper()
	top, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(top, "go.mod")); err != nil {
		t.Fatal(err)
	}
	return top
}
