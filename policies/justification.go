package policies

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/omvendt/omvendt/registry"
)

//go:embed rego/justification.rego
var justificationSource string

var _ registry.CasePolicy = (*Cases)(nil)

// Cases judges justifications. Several goroutines may use it. Equal facts are
// judged once: there are few different ones.
type Cases struct {
	body
	limit    time.Duration
	judges   *cache[registry.CaseLimits, *question]
	answers  *cache[judgedCase, caseAnswer]
	making   sync.Mutex
	replaced *replaced[registry.CasePolicy]
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
func NewCases() (*Cases, error) {
	b, err := programBody(registry.PolicyJustification, justificationSource)
	if err != nil {
		return nil, err
	}
	c := casesOf(b, evaluationLimit)
	c.replaced = newReplaced[registry.CasePolicy]()
	return c, nil
}

func casesOf(b body, limit time.Duration) *Cases {
	return &Cases{body: b, limit: limit, judges: newCache[registry.CaseLimits, *question](maxJudges),
		answers: newCache[judgedCase, caseAnswer](cacheSize)}
}

// InVersion is the policy as a version has it.
func (c *Cases) InVersion(v registry.GameVersion) (registry.CasePolicy, error) {
	return c.replaced.in(v, c.policy, registry.CasePolicy(c), func(b body) (registry.CasePolicy, error) { return casesOf(b, c.limit), nil })
}

// CaseDigest names the policy with the limits.
func (c *Cases) CaseDigest(l registry.CaseLimits) string {
	return registry.Digest(slices.Concat(c.source, canonical(l)))
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
	return c.read(value)
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

// read accepts a known grade, and findings of known severity, each code once.
func (c *Cases) read(value any) (caseAnswer, error) {
	var a caseAnswer
	m, err := object(value, "grade", "findings")
	if err != nil {
		return a, err
	}
	text, _ := m["grade"].(string)
	if a.grade = registry.CaseGrade(text); !slices.Contains(registry.CaseGrades, a.grade) {
		return a, fmt.Errorf("unknown grade %v", m["grade"])
	}
	found, err := readFindings(m["findings"], registry.CaseSeverities, c.body)
	for _, f := range found {
		a.findings = append(a.findings, registry.CaseFinding{Code: f.code, Severity: f.severity, Told: f.told})
	}
	return a, err
}
