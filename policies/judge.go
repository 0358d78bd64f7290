package policies

import (
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/storage"

	"github.com/omvendt/omvendt/registry"
)

// judge is one policy with one set of settings. Answers are shared between
// callers: read them, do not change them.
type judge struct {
	policyDigest, settingsDigest string

	answer, verdict *question
	order           order
	mains           []registry.Main // the order itself
	params          map[string]any  // the settings
	days            dayUse
	held            held

	// What the policy was compiled of, for the plan over bit sets (filters.go), which
	// is made when it is first asked for.
	sources  map[string]string
	modules  map[string]*ast.Module
	compiler *ast.Compiler
	store    storage.Store
	bits     func() (*overBits, error)
	reads    func() *reads // nil: everything

	answers  *cache[shape, registry.Answer]
	verdicts *cache[offered, registry.Verdict]
	kinds    *cache[kind, registry.Main]
}

var _ registry.Judge = (*judge)(nil)

// newJudge compiles a policy's archive with settings.
func newJudge(policy, settings []byte, limit time.Duration) (*judge, error) {
	sources, err := unarchive(policy)
	if err != nil {
		return nil, err
	}
	var params map[string]any
	if err := json.Unmarshal(settings, &params); err != nil {
		return nil, fmt.Errorf("settings: %w", err)
	}
	modules, err := parse(sources)
	if err != nil {
		return nil, err
	}
	compiler, err := compileStrictly(modules) // also what is none of this policy: a version is judged with whole, or not at all
	if err != nil {
		return nil, err
	}
	if own := part(modules, registry.PolicyInForce); len(own) < len(modules) {
		modules, sources = own, textsOf(own, sources)
		if compiler, err = compileStrictly(modules); err != nil {
			return nil, err
		}
	}
	store := settingsStore(params)
	j := &judge{policyDigest: registry.Digest(policy), settingsDigest: registry.Digest(settings),
		sources: sources, params: params, days: dayUseOf(modules, params), modules: modules, compiler: compiler, store: store,
		answers: newCache[shape, registry.Answer](cacheSize), verdicts: newCache[offered, registry.Verdict](cacheSize),
		kinds: newCache[kind, registry.Main](cacheSize)}
	if j.answer, err = newQuestion("data.omvendt.explain.answer", compiler, store, limit); err != nil {
		return nil, err
	}
	if j.verdict, err = newQuestion("data.omvendt.ruling.verdict", compiler, store, limit); err != nil {
		return nil, err
	}
	inOrder, err := newQuestion("data.omvendt.in_force.order", compiler, store, limit)
	if err != nil {
		return nil, err
	}
	list, err := inOrder.ask(ast.NewObject()) // asked without facts: the order depends on none
	if err != nil {
		return nil, err
	}
	j.order, j.mains, err = readOrder(list)
	j.bits = sync.OnceValues(func() (*overBits, error) { return newOverBits(j) })
	j.reads = sync.OnceValue(j.readsOf)
	return j, err
}

func (j *judge) Status(on registry.Day, row registry.Row) (registry.Answer, error) {
	key := j.days.shape(on, row)
	if a, ok := j.answers.get(key); ok {
		return a, nil
	}
	a, err := j.evaluate(on, row)
	if err != nil {
		return registry.Answer{}, failed("status on %v of %s: %w", on, row.Canonical(), err)
	}
	j.answers.put(key, a)
	return a, nil
}

func (j *judge) evaluate(on registry.Day, row registry.Row) (registry.Answer, error) {
	value, err := j.answer.ask(statusInput(on, row))
	if err != nil {
		return registry.Answer{}, err
	}
	return j.order.answer(value)
}

func (j *judge) Ruling(row registry.Row, offer registry.Offer) (registry.Verdict, error) {
	key := offerKey(row, offer)
	if v, ok := j.verdicts.get(key); ok {
		return v, nil
	}
	value, err := j.verdict.ask(rulingInput(row, offer))
	if err != nil {
		return registry.Verdict{}, failed("ruling %s on %v: %w", offer.Kind, offer.Day, err)
	}
	v, err := readVerdict(value)
	if err != nil {
		return registry.Verdict{}, failed("ruling %s on %v: %w", offer.Kind, offer.Day, err)
	}
	j.verdicts.put(key, v)
	return v, nil
}

func (j *judge) Digests() (policy, settings string) { return j.policyDigest, j.settingsDigest }
