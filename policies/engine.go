package policies

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/storage"
	"github.com/open-policy-agent/opa/v1/storage/inmem"
	"github.com/open-policy-agent/opa/v1/topdown"
)

// evaluationLimit is how long one evaluation may take by the clock on the wall, so
// generous: a starved machine must not turn into a refusal. The built-in policies
// need a few hundred microseconds.
const evaluationLimit = 10 * time.Second

// question is one prepared query for a fixed path: what a policy is asked is
// never put together from text.
type question struct {
	path     string
	prepared rego.PreparedEvalQuery
	limit    time.Duration
}

func newQuestion(path string, c *ast.Compiler, store storage.Store, limit time.Duration) (*question, error) {
	prepared, err := rego.New(
		rego.Query(path),
		rego.Compiler(c),
		rego.Store(store),
		rego.StrictBuiltinErrors(true),
	).PrepareForEval(context.Background())
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return &question{path: path, prepared: prepared, limit: limit}, nil
}

// settingsStore holds the settings as data.params.
func settingsStore(params map[string]any) storage.Store {
	return inmem.NewFromObjectWithOpts(map[string]any{"params": params}, inmem.OptReturnASTValuesOnRead(true))
}

// ask evaluates and returns the one value there is. No value, more than one, a
// fault, or too long a time is an error.
func (q *question) ask(input ast.Value) (value any, err error) {
	defer func() {
		if r := recover(); r != nil {
			value, err = nil, fmt.Errorf("%s: panic: %v", q.path, r)
		}
	}()
	stop := topdown.NewCancel()
	timer := time.AfterFunc(q.limit, stop.Cancel)
	defer timer.Stop()
	results, err := q.prepared.Eval(context.Background(), rego.EvalParsedInput(input), rego.EvalExternalCancel(stop))
	switch {
	case topdown.IsCancel(err):
		return nil, fmt.Errorf("%s: %w %v", q.path, errTooLong, q.limit)
	case err != nil:
		return nil, fmt.Errorf("%s: %w", q.path, err)
	case len(results) != 1 || len(results[0].Expressions) != 1:
		return nil, fmt.Errorf("%s: %w", q.path, errNoResult)
	}
	return results[0].Expressions[0].Value, nil
}

var (
	errNoResult = errors.New("not exactly one result")
	errTooLong  = tooLong{}
)

// tooLong is also a context.DeadlineExceeded, for whoever knows no policies.
type tooLong struct{}

func (tooLong) Error() string        { return "no answer within" }
func (tooLong) Is(target error) bool { return target == context.DeadlineExceeded }
