package bitsets

import (
	"fmt"
	"math/bits"
	"slices"

	"github.com/omvendt/omvendt/registry"
)

// Plan is predicates over fact rows, in the order in which they were added. The zero
// one is empty. It may be run by several goroutines once it is whole.
type Plan struct {
	steps      []step
	known      map[string]int // by what it asks, where a step stands
	predicates []int          // the step of each
}

// step is a set of rows: a comparison, or made of earlier sets.
type step struct {
	operation operation
	of        []int // the sets that it is made of
	comparison
}

type operation byte

const (
	compares operation = iota
	and                // of none: every row
	or                 // of none: no row
	not                // of one
)

// block is how many rows are taken at a time, so that their sets stay near the processor.
const block = 1 << 13

// words are the sets of one block.
const words = block / 64

// Len is how many predicates there are.
func (p *Plan) Len() int { return len(p.predicates) }

// Steps is how many different sets the plan makes.
func (p *Plan) Steps() int { return len(p.steps) }

// put finds the place of a step, or makes it.
func (p *Plan) put(s step) int {
	if s.operation == and || s.operation == or {
		slices.Sort(s.of)
		s.of = slices.Compact(s.of)
		if len(s.of) == 1 {
			return s.of[0]
		}
	}
	key := fmt.Sprintf("%d %v %+v", s.operation, s.of, s.comparison)
	if at, there := p.known[key]; there {
		return at
	}
	if p.known == nil {
		p.known = map[string]int{}
	}
	p.steps = append(p.steps, s)
	p.known[key] = len(p.steps) - 1
	return len(p.steps) - 1
}

// First finds for each row the first predicate that is true of it on a day: 0 for none,
// 1 for the one that was added first.
func (p *Plan) First(on registry.Day, rows registry.Rows) []uint16 {
	first := make([]uint16, rows.Len())
	run := p.over(on, rows)
	for from := 0; from < len(first); from += block {
		part := first[from:min(from+block, len(first))]
		run.block(from, len(part))
		run.first(part)
	}
	return first
}

// run is one run of a plan.
type run struct {
	*Plan
	asks  []func(set []uint64, from, n int) // of the steps that compare
	sets  [][words]uint64                   // by step, of the block
	taken [words]uint64
}

func (p *Plan) over(on registry.Day, rows registry.Rows) *run {
	r := &run{Plan: p, asks: make([]func([]uint64, int, int), len(p.steps)), sets: make([][words]uint64, len(p.steps))}
	for i, s := range p.steps {
		if s.operation == compares {
			r.asks[i] = s.comparison.over(on, rows)
		}
	}
	return r
}

// block makes the sets of n rows from a place on. Bits beyond the last row mean nothing.
func (r *run) block(from, n int) {
	long := (n + 63) / 64
	for i := range r.steps {
		set := r.sets[i][:long]
		switch s := &r.steps[i]; s.operation {
		case compares:
			r.asks[i](set, from, n)
		case not:
			for w, other := range r.sets[s.of[0]][:long] {
				set[w] = ^other
			}
		case and:
			for w := range set {
				set[w] = ^uint64(0)
			}
			for _, k := range s.of {
				for w, other := range r.sets[k][:long] {
					set[w] &= other
				}
			}
		case or:
			clear(set)
			for _, k := range s.of {
				for w, other := range r.sets[k][:long] {
					set[w] |= other
				}
			}
		}
	}
}

// first reads the sets of a block in the order of the predicates.
func (r *run) first(part []uint16) {
	long := (len(part) + 63) / 64
	taken := r.taken[:long]
	clear(taken)
	if rest := len(part) % 64; rest > 0 {
		taken[long-1] = ^uint64(0) << rest // there are no such rows
	}
	for i, at := range r.predicates {
		for w, set := range r.sets[at][:long] {
			set &^= taken[w]
			taken[w] |= set
			for ; set != 0; set &= set - 1 {
				part[w*64+bits.TrailingZeros64(set)] = uint16(i + 1)
			}
		}
	}
}
