package bitsets

import (
	"strings"

	"github.com/omvendt/omvendt/registry"
)

// comparison holds a column against another, against the day, or against a constant.
type comparison struct {
	left     operand
	relation relation
	right    operand
}

// operand is a column by name, the day, or a constant of the kind of the other side.
type operand struct {
	kind   kind
	column string // empty: a constant, or the day
	today  bool
	day    registry.Day
	text   string
	flag   bool
}

type kind string

const (
	days  kind = "days"
	texts kind = "texts"
	flags kind = "flags"
)

type relation string

const (
	equal      relation = "eq"
	less       relation = "lt"
	lessEqual  relation = "lte"
	startsWith relation = "startswith"
	endsWith   relation = "endswith"
	contains   relation = "contains"
)

// holds says what a relation says of two texts.
func (r relation) holds(a, b string) bool {
	switch r {
	case less:
		return a < b
	case lessEqual:
		return a <= b
	case startsWith:
		return strings.HasPrefix(a, b)
	case endsWith:
		return strings.HasSuffix(a, b)
	case contains:
		return strings.Contains(a, b)
	}
	return a == b
}

// over prepares the comparison for some rows. What it returns fills a set with what is
// true of n rows from a place on.
func (c comparison) over(on registry.Day, rows registry.Rows) func(set []uint64, from, n int) {
	left, _ := rows.Column(c.left.column)
	right, _ := rows.Column(c.right.column)
	if rows.Len() == 0 {
		return func([]uint64, int, int) {}
	}
	switch c.left.kind {
	case days:
		return c.overDays(on, left.Days, right.Days)
	case flags:
		return c.overFlags(left.Flags, right.Flags)
	}
	return c.overTexts(left, right)
}

func (o operand) dayOn(on registry.Day) int32 {
	if o.today {
		return int32(on)
	}
	return int32(o.day)
}

// overDays makes of every relation one between differences, without a branch: a day is
// before another where the difference has its sign bit.
func (c comparison) overDays(on registry.Day, left, right []registry.Day) func([]uint64, int, int) {
	// a <= b is a < b+1
	more := int32(0)
	if c.relation == lessEqual {
		more = 1
	}
	if c.left.column != "" && c.right.column != "" {
		return func(set []uint64, from, n int) {
			sift(set, from, n, func(i int) bool { return c.bit(int32(left[i]), int32(right[i])+more) == 1 })
		}
	}
	switch {
	case c.left.column == "" && c.right.column == "":
		always := c.bit(c.left.dayOn(on), c.right.dayOn(on)+more) == 1
		return func(set []uint64, _, _ int) { fill(set, always) }
	case c.left.column == "" && c.relation == equal:
		same := c.left.dayOn(on)
		return func(set []uint64, from, n int) { is(set, right[from:from+n], same) }
	case c.relation == equal:
		same := c.right.dayOn(on)
		return func(set []uint64, from, n int) { is(set, left[from:from+n], same) }
	case c.left.column != "":
		limit := c.right.dayOn(on) + more
		return func(set []uint64, from, n int) { before(set, left[from:from+n], limit) }
	}
	// The right side is the column: a < b is not b < a+1, and a <= b is not b < a.
	limit := c.left.dayOn(on) + 1 - more
	return func(set []uint64, from, n int) {
		before(set, right[from:from+n], limit)
		invert(set)
	}
}

// bit is 1 where a is b, or before it.
func (c comparison) bit(a, b int32) uint64 {
	if c.relation == equal {
		return (uint64(uint32(a^b)) - 1) >> 63
	}
	return uint64(uint32(a-b) >> 31)
}

// before marks the days before a limit.
func before(set []uint64, column []registry.Day, limit int32) {
	for w := range set {
		var bits uint64
		for j, d := range column[w*64 : min(w*64+64, len(column))] {
			bits |= uint64(uint32(int32(d)-limit)>>31) << (j & 63)
		}
		set[w] = bits
	}
}

// is marks the days that are a day.
func is(set []uint64, column []registry.Day, same int32) {
	for w := range set {
		var bits uint64
		for j, d := range column[w*64 : min(w*64+64, len(column))] {
			bits |= (uint64(uint32(int32(d)^same)) - 1) >> 63 << (j & 63)
		}
		set[w] = bits
	}
}

// raised marks the flags that are true.
func raised(set []uint64, column []bool) {
	for w := range set {
		var bits uint64
		for j, flag := range column[w*64 : min(w*64+64, len(column))] {
			bits |= one(flag) << (j & 63)
		}
		set[w] = bits
	}
}

func invert(set []uint64) {
	for w := range set {
		set[w] = ^set[w]
	}
}

func fill(set []uint64, all bool) {
	clear(set)
	if all {
		invert(set)
	}
}

// sift marks the places of which a function says so. It is for comparisons that few
// policies make.
func sift(set []uint64, from, n int, holds func(place int) bool) {
	clear(set)
	for i := range n {
		set[i/64] |= one(holds(from+i)) << (i & 63)
	}
}

func one(b bool) uint64 {
	if b {
		return 1
	}
	return 0
}

func (c comparison) overFlags(left, right []bool) func([]uint64, int, int) {
	if right != nil {
		return func(set []uint64, from, n int) {
			sift(set, from, n, func(i int) bool { return left[i] == right[i] })
		}
	}
	return func(set []uint64, from, n int) {
		raised(set, left[from:from+n])
		if !c.right.flag {
			invert(set)
		}
	}
}

// overTexts compares each different text once, where the other side is a constant.
func (c comparison) overTexts(left, right registry.Column) func([]uint64, int, int) {
	if left.Codes != nil && right.Codes != nil {
		return func(set []uint64, from, n int) {
			sift(set, from, n, func(i int) bool {
				return c.relation.holds(left.Texts[left.Codes[i]], right.Texts[right.Codes[i]])
			})
		}
	}
	column := left // the other side is a constant: only it can be one
	answers := make([]uint8, len(column.Texts))
	for i, text := range column.Texts {
		answers[i] = uint8(one(c.relation.holds(text, c.right.text)))
	}
	return func(set []uint64, from, n int) {
		codes := column.Codes[from : from+n]
		for w := range set {
			var bits uint64
			for j, code := range codes[w*64 : min(w*64+64, n)] {
				bits |= uint64(answers[code]) << (j & 63)
			}
			set[w] = bits
		}
	}
}
