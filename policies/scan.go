package policies

import (
	"context"
	"errors"
	"fmt"
	"math"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/omvendt/omvendt/policies/bitsets"
	"github.com/omvendt/omvendt/registry"
)

// There are two ways to the main reasons of many rules, both from the same Rego: overBits
// and overShapes. Tests hold them against one evaluation for each rule.

var _ registry.Scanner = (*judge)(nil)

// Scan runs the policy over bit sets, and where that cannot be over shapes.
func (j *judge) Scan(ctx context.Context, on registry.Day, facts *registry.Facts) (registry.Scan, error) {
	why := &notBits{}
	bits, err := j.bits()
	if err == nil {
		var scan registry.Scan
		if scan, err = bits.Scan(ctx, on, facts); err == nil {
			return scan, nil
		}
	}
	if !errors.As(err, &why) {
		return registry.Scan{}, err
	}
	scan, err := overShapes{j}.Scan(ctx, on, facts)
	scan.Why = why.WhyNotBits
	return scan, err
}

// overBits is a policy's plan.
type overBits struct {
	*judge
	plan *bitsets.Plan
	// Each main reason, and none, is held against Rego on the first row that has it.
	agreed   []atomic.Bool
	disagree atomic.Pointer[notBits]
}

func newOverBits(j *judge) (*overBits, error) {
	if len(j.mains) >= math.MaxUint16 {
		return nil, outside(registry.OutsideFragment, "%d reasons", len(j.mains))
	}
	plan, err := j.makePlan()
	if err != nil {
		return nil, err
	}
	return newOverBitsOf(j, plan), nil
}

func newOverBitsOf(j *judge, plan *bitsets.Plan) *overBits {
	return &overBits{judge: j, plan: plan, agreed: make([]atomic.Bool, len(j.mains)+1)}
}

// Scan needs the plan alone. Its error can also be *notBits: a row of which Rego says something else.
func (b *overBits) Scan(ctx context.Context, on registry.Day, facts *registry.Facts) (registry.Scan, error) {
	if e := b.disagree.Load(); e != nil {
		return registry.Scan{}, e
	}
	if err := ctx.Err(); err != nil {
		return registry.Scan{}, err
	}
	scan := registry.Scan{On: on, Facts: facts, Mains: b.mainsAndNone(), Of: b.plan.First(on, facts.Rows), Way: registry.WayBits}
	return scan, b.confirm(&scan)
}

// confirm asks Rego about one row of each main reason that was not confirmed before. A
// row without an answer is always asked about, since Rego knows why.
func (b *overBits) confirm(scan *registry.Scan) error {
	places := make([]int64, len(scan.Mains))
	for _, place := range scan.Facts.Place {
		places[scan.Of[place]] = int64(place) + 1
	}
	for k, place := range places {
		if place == 0 || k > 0 && b.agreed[k].Load() {
			continue
		}
		row := scan.Facts.Rows.At(uint32(place - 1))
		answer, err := b.evaluate(scan.On, row)
		if main := mainOf(answer, err); main != scan.Mains[k] {
			e := disagreeing(scan.Mains[k], main, scan.On, row)
			b.disagree.Store(e)
			return e
		}
		if err != nil {
			scan.Fault = failed("status on %v of %s: %w", scan.On, row.Canonical(), err)
		}
		b.agreed[k].Store(true)
	}
	return nil
}

func disagreeing(bits, rego registry.Main, on registry.Day, row registry.Row) *notBits {
	return &notBits{registry.WhyNotBits{Code: registry.DisagreesInTests,
		Detail: fmt.Sprintf("%q, and Rego says %q on %v of %s", bits.Code, rego.Code, on, row.Canonical())}}
}

// mainOf is the zero one for a fault.
func mainOf(a registry.Answer, err error) registry.Main {
	if err != nil || len(a.Reasons) == 0 {
		return registry.Main{}
	}
	return registry.Main{Code: a.Reasons[0].Code, State: a.State}
}

// overShapes evaluates each row that a rule has once for all rules that have it, for all
// days that stand alike to it (cache.go), and where that is understood for all rows that
// are alike in what the policy reads (reads.go).
type overShapes struct{ *judge }

func (s overShapes) Scan(ctx context.Context, on registry.Day, facts *registry.Facts) (registry.Scan, error) {
	scan := s.unanswered(on, facts, registry.WayShapes)
	used := facts.Used()
	var workers sync.WaitGroup
	var next atomic.Int64
	var fault sync.Once
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for i := int(next.Add(1) - 1); i < len(used) && ctx.Err() == nil; i = int(next.Add(1) - 1) {
				if !used[i] {
					continue
				}
				main, err := s.mainOfKind(on, facts.Rows.At(uint32(i)))
				if err != nil {
					fault.Do(func() { scan.Fault = err })
				}
				scan.Of[i] = s.placeOf(main)
			}
		})
	}
	workers.Wait()
	return scan, ctx.Err()
}

// unanswered is a scan to be filled in.
func (j *judge) unanswered(on registry.Day, facts *registry.Facts, way registry.ScanWay) registry.Scan {
	return registry.Scan{On: on, Facts: facts, Mains: j.mainsAndNone(), Of: make([]uint16, facts.Rows.Len()), Way: way}
}

func (j *judge) mainsAndNone() []registry.Main { return append([]registry.Main{{}}, j.mains...) }

// placeOf is where a main reason stands among mainsAndNone.
func (j *judge) placeOf(main registry.Main) uint16 {
	return uint16(slices.Index(j.mains, main) + 1)
}
