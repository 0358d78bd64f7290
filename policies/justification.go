package policies

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/omvendt/omvendt/registry"
)

//go:embed rego/justification.rego
var justificationSource string

var _ registry.CasePolicy = (*Cases)(nil)

// Cases judges justifications. Several goroutines may use it. Equal facts are
// judged once: there are few different ones.
type Cases struct {
	compiler *ast.Compiler
	source   string
	limit    time.Duration
	judges   *cache[registry.CaseLimits, *question]
	answers  *cache[judgedCase, caseAnswer]
	making   sync.Mutex
}

type judgedCase struct {
	facts  registry.CaseFacts
	limits registry.CaseLimits
}

type caseAnswer struct {
	grade    registry.CaseGrade
	findings []registry.CaseFinding
}

// NewCases compiles the policy; an error means that the program's own is broken.
func NewCases() (*Cases, error) { return newCases(justificationSource, evaluationLimit) }

func newCases(source string, limit time.Duration) (*Cases, error) {
	modules, err := parse(map[string]string{"justification.rego": source})
	if err != nil {
		return nil, failed("justification: %w", err)
	}
	compiler, err := compileStrictly(modules)
	if err != nil {
		return nil, failed("justification: %w", err)
	}
	return &Cases{compiler: compiler, source: source, limit: limit, judges: newCache[registry.CaseLimits, *question](maxJudges),
		answers: newCache[judgedCase, caseAnswer](cacheSize)}, nil
}

// CaseDigest names the policy with the limits.
func (c *Cases) CaseDigest(l registry.CaseLimits) string {
	return registry.Digest(append([]byte(c.source), canonical(l)...))
}

func canonical(l registry.CaseLimits) []byte {
	b, err := json.Marshal(l)
	if err != nil {
		panic(err) // numbers always marshal
	}
	return b
}

// JudgeCase asks the policy. An error is CodePolicyFailed.
func (c *Cases) JudgeCase(f registry.CaseFacts, l registry.CaseLimits) (registry.CaseGrade, []registry.CaseFinding, error) {
	key := judgedCase{f, l}
	a, ok := c.answers.get(key)
	if !ok {
		var err error
		if a, err = c.judge(f, l); err != nil {
			return "", nil, failed("justification %+v: %w", f, err)
		}
		c.answers.put(key, a)
	}
	return a.grade, slices.Clone(a.findings), nil
}

func (c *Cases) judge(f registry.CaseFacts, l registry.CaseLimits) (caseAnswer, error) {
	q, err := c.question(l)
	if err != nil {
		return caseAnswer{}, err
	}
	value, err := q.ask(flatInput(f))
	if err != nil {
		return caseAnswer{}, err
	}
	return readCase(value)
}

// question is the policy with limits; the lock keeps two from preparing one at once.
func (c *Cases) question(l registry.CaseLimits) (*question, error) {
	c.making.Lock()
	defer c.making.Unlock()
	if q, ok := c.judges.get(l); ok {
		return q, nil
	}
	var params map[string]any
	if err := json.Unmarshal(canonical(l), &params); err != nil {
		return nil, err
	}
	q, err := newQuestion("data.omvendt.justification.answer", c.compiler, settingsStore(params), c.limit)
	if err == nil {
		c.judges.put(l, q)
	}
	return q, err
}

// readCase accepts a known grade, and findings of known severity, each code once.
func readCase(value any) (caseAnswer, error) {
	var a caseAnswer
	m, err := object(value, "grade", "findings")
	if err != nil {
		return a, err
	}
	text, _ := m["grade"].(string)
	if a.grade = registry.CaseGrade(text); !slices.Contains(registry.CaseGrades, a.grade) {
		return a, fmt.Errorf("unknown grade %v", m["grade"])
	}
	found, err := readFindings(m["findings"], registry.CaseSeverities)
	for _, f := range found {
		a.findings = append(a.findings, registry.CaseFinding{Code: f.code, Severity: f.severity})
	}
	return a, err
}
