package policies

import (
	"math"
	"sync"

	"github.com/omvendt/omvendt/registry"
)

// cacheSize bounds the answers that one judge remembers. A whole country's
// rules have some ten thousand distinct rows.
const cacheSize = 1 << 16

// cache remembers what was answered. When it is full it starts afresh: that is
// simple, and costs one more evaluation per row once in a great while. Several
// goroutines may use it; two that miss at the same time both find the answer.
type cache[K comparable, V any] struct {
	mu   sync.RWMutex
	size int
	m    map[K]V
}

func newCache[K comparable, V any](size int) *cache[K, V] {
	return &cache[K, V]{size: size, m: map[K]V{}}
}

func (c *cache[K, V]) get(k K) (V, bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	v, ok := c.m[k]
	return v, ok
}

func (c *cache[K, V]) put(k K, v V) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.m) >= c.size {
		c.m = map[K]V{}
	}
	c.m[k] = v
}

// shape is what an answer depends on: the row, and the day. Of the day it is
// enough to know how many of the dates it may be compared with come before it
// and how many it has reached, for that fixes the outcome of every comparison.
// Where a policy uses the day in any other way, on is the day itself.
type shape struct {
	row             registry.Row
	before, reached uint8
	on              registry.Day
}

func (u dayUse) shape(on registry.Day, row registry.Row) shape {
	if !u.compared || len(u.columns)+len(u.fixed) > math.MaxUint8 {
		return shape{row: row, on: on}
	}
	s := shape{row: row}
	count := func(d registry.Day) {
		if d < on {
			s.before++
		}
		if d <= on {
			s.reached++
		}
	}
	for _, column := range u.columns {
		count(column(&row))
	}
	for _, d := range u.fixed {
		count(d)
	}
	return s
}

// offered is what a verdict depends on.
type offered struct {
	row         registry.Row
	kind        registry.RulingKind
	day         registry.Day
	rank        registry.Rank
	class       registry.Class
	bound       bool
	shows, asks uint16 // one bit for each of registry.Criteria
}

func offerKey(row registry.Row, o registry.Offer) offered {
	return offered{row: row, kind: o.Kind, day: o.Day, rank: o.Rank, class: o.ClassAtEffect, bound: o.BoundAtEffect,
		shows: bits(o.Shows), asks: bits(o.Asks)}
}

func bits(s registry.Shown) uint16 {
	var b uint16
	for i, c := range registry.Criteria {
		if s[c] {
			b |= 1 << i
		}
	}
	return b
}
