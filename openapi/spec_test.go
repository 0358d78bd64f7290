package openapi

import (
	"bytes"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"
)

func TestDocumentIsFresh(t *testing.T) {
	want, err := Spec()
	if err != nil {
		t.Fatal(err)
	}
	const file = "openapi.yaml"
	have, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(have, want) {
		t.Errorf("%s is not what the code says: make generate", file)
	}
}

var (
	kebab = regexp.MustCompile(`^[a-z]+(-[a-z]+)+$`)
	snake = regexp.MustCompile(`^[a-z][a-z0-9]*(_[a-z0-9]+)*$`)
)

// permissions that the policy access knows.
var permissions = []string{permPublic, "read", "catalogue", "challenge", "reopen", "legal-check", "law", "review", "record", "meet", "simulate", "consult", "weigh",
	"govern", "journal", "file", "redact", "adopt", "export", "audit"}

// edited are the things that have an edit: whatever changes one demands If-Match.
var edited = regexp.MustCompile(`^/v1/(rules/\{number\}(/(merge|versions|bases(/\{id\})?|justifications|undefended|justification/score|legal-checks|counter-cases/\{id\}))?|laws/\{id\}|hearing-parties/\{id\}|hearings/\{id\}(/(letter|reminders|deadline|statement|end))?|reviews/\{slug\}(/(phase|withdrawals|sunset|cancellation|documents|journal/filing))?|` +
	`inputs/\{id\}/(parts|group|action|translation)|items/\{id\}(/minutes|/recommendation/backing|/corrections|/annulment|/note|/split)?|meetings/\{id\}/(closing|cancellation|journal/filing|substitutes/\{member\})|consultations/\{slug\}|posts/\{id\}(/moves)?|users/\{id\}(/(closing|reopening))?|policy-changes/\{id\}/(decision|withdrawal)|simulations/\{id\}|import-drafts/\{id\}|bodies/\{id\}(/members/\{member\})?|consultations/\{slug\}/translations/\{language\}|(hassles|stop-tasks)/\{id\}(/state)?|rules/\{number\}/(guidances|stops)/\{day\}|rules/\{number\}/trials/\{trial\}/evaluation|turn-days/\{day\}/units/\{unit\}/answer|consultations/\{slug\}/exclusions/\{id\}/undone|send-ons/\{id\}(/sent)?|paper-profile|requests/\{id\}(/(sending|reminders|end|rules/\{number\}/answer))?)$`)

// TestOperations walks all operations: what one of them forgets fails here.
func TestOperations(t *testing.T) {
	a := build(Deps{}, http.NewServeMux())
	seen := map[string]bool{}
	for _, op := range a.operations {
		t.Run(op.Method+" "+op.Path, func(t *testing.T) {
			doc := documented(a, op)
			if doc == nil {
				t.Fatal("it is not in the document")
			}
			if !kebab.MatchString(op.ID) || seen[op.ID] {
				t.Errorf("its id is %q", op.ID)
			}
			seen[op.ID] = true
			if !slices.Contains(permissions, op.Permission) {
				t.Errorf("its permission is %q", op.Permission)
			}
			if op.Summary == "" || strings.HasSuffix(op.Summary, ".") {
				t.Errorf("its summary is %q", op.Summary)
			}
			has := func(status string) bool {
				return doc.Responses[status] != nil && doc.Responses[status].Description != ""
			}
			want := []string{"401", "422", "500", "503"}
			if op.Permission != permPublic {
				want = append(want, "403")
				if len(doc.Security) == 0 {
					t.Error("its security is not documented")
				}
			}
			if strings.Contains(op.Path, "{") {
				want = append(want, "404")
			}
			changes := op.Method != http.MethodGet && !op.Asks
			if changes {
				want = append(want, "400", "413", "415")
			}
			if (changes && op.ID != "delete-import-draft" && edited.MatchString(op.Path)) != op.Edits {
				t.Error("what has an edit demands If-Match, and nothing else can")
			}
			if op.Edits {
				want = append(want, "412", "428")
				if !takes(doc, "If-Match") {
					t.Error("it changes a thing with an edit and does not demand If-Match")
				}
			}
			if op.Method == http.MethodPost && !op.Edits && !op.Asks && op.ID != "cut-tie" && op.ID != "undo-import" {
				want = append(want, "201")
			}
			if changes && !op.Unnamed && !takes(doc, "Idempotency-Key") {
				t.Error("it changes something and takes no Idempotency-Key")
			}
			for _, status := range want {
				if !has(status) {
					t.Errorf("%s is not documented", status)
				}
			}
			for _, p := range doc.Parameters {
				if (p.In == "query" || p.In == "path") && !snake.MatchString(p.Name) {
					t.Errorf("the parameter %q is not snake_case", p.Name)
				}
				if p.Description == "" && p.In == "query" {
					t.Errorf("the parameter %q is not described", p.Name)
				}
			}
		})
	}
	for name, schema := range a.huma.OpenAPI().Components.Schemas.Map() {
		for field := range schema.Properties {
			if !snake.MatchString(field) {
				t.Errorf("%s.%s is not snake_case", name, field)
			}
		}
	}
}

func takes(op *huma.Operation, header string) bool {
	return slices.ContainsFunc(op.Parameters, func(p *huma.Param) bool { return p.In == "header" && p.Name == header })
}

func documented(a *api, op operation) *huma.Operation {
	item := a.huma.OpenAPI().Paths[op.Path]
	if item == nil {
		return nil
	}
	return map[string]*huma.Operation{http.MethodGet: item.Get, http.MethodPost: item.Post, http.MethodPut: item.Put,
		http.MethodPatch: item.Patch, http.MethodDelete: item.Delete}[op.Method]
}
