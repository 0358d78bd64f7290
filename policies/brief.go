package policies

import (
	"errors"

	"github.com/omvendt/omvendt/registry"
)

var _ registry.Brief = (*judge)(nil)

// Main asks the plan of the bit sets about one row, and Rego where there is none.
func (j *judge) Main(on registry.Day, row registry.Row) (registry.Main, error) {
	if bits, err := j.bits(); err == nil && bits.disagree.Load() == nil {
		k := bits.plan.FirstOf(on, &row)
		if k > 0 && bits.agreed[k].Load() {
			return j.mains[k-1], nil
		}
		if main, err := bits.confirmOne(on, row, int(k)); err != nil || main.Code != "" {
			return main, err
		}
	}
	return j.mainOfKind(on, row)
}

// confirmOne asks Rego about a row of which the plan says something for the first time, or
// nothing.
func (b *overBits) confirmOne(on registry.Day, row registry.Row, k int) (registry.Main, error) {
	answer, err := b.Status(on, row)
	main := mainOf(answer, err)
	if says := b.mainsAndNone()[k]; main != says {
		b.disagree.Store(disagreeing(says, main, on, row))
		return main, err
	}
	b.agreed[k].Store(true)
	return main, err
}

// MainWay says whether there is a plan.
func (j *judge) MainWay() (registry.ScanWay, registry.WhyNotBits) {
	bits, err := j.bits()
	if err == nil {
		if e := bits.disagree.Load(); e != nil {
			err = e
		}
	}
	why := &notBits{}
	switch {
	case err == nil:
		return registry.WayBits, registry.WhyNotBits{}
	case errors.As(err, &why):
		return registry.WayShapes, why.WhyNotBits
	}
	return registry.WayShapes, registry.WhyNotBits{Code: registry.OutsideFragment, Detail: err.Error()}
}
