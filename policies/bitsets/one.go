package bitsets

import (
	"reflect"

	"github.com/omvendt/omvendt/registry"
)

// FirstOf is First for one row, which is sooner than making columns of it.
func (p *Plan) FirstOf(on registry.Day, row *registry.Row) uint16 {
	fields := reflect.ValueOf(row).Elem()
	holds := make([]bool, len(p.steps))
	for i := range p.steps {
		switch s := &p.steps[i]; s.operation {
		case compares:
			holds[i] = s.comparison.holds(on, fields)
		case not:
			holds[i] = !holds[s.of[0]]
		case and:
			holds[i] = true
			for _, k := range s.of {
				holds[i] = holds[i] && holds[k]
			}
		case or:
			for _, k := range s.of {
				holds[i] = holds[i] || holds[k]
			}
		}
	}
	for i, at := range p.predicates {
		if holds[at] {
			return uint16(i + 1)
		}
	}
	return 0
}

// places are where the columns stand among the fields of a row.
var places = func() map[string]int {
	row, places := reflect.TypeFor[registry.Row](), map[string]int{}
	for i := range row.NumField() {
		places[row.Field(i).Tag.Get("json")] = i
	}
	return places
}()

func (c *comparison) holds(on registry.Day, fields reflect.Value) bool {
	switch c.left.kind {
	case days:
		a, b := c.left.dayOf(on, fields), c.right.dayOf(on, fields)
		switch c.relation {
		case less:
			return a < b
		case lessEqual:
			return a <= b
		}
		return a == b
	case flags:
		other := c.right.flag
		if c.right.column != "" {
			other = fields.Field(places[c.right.column]).Bool()
		}
		return fields.Field(places[c.left.column]).Bool() == other
	}
	return c.relation.holds(c.left.textOf(fields), c.right.textOf(fields))
}

func (o *operand) dayOf(on registry.Day, fields reflect.Value) int64 {
	if o.column != "" {
		return fields.Field(places[o.column]).Int()
	}
	return int64(o.dayOn(on))
}

func (o *operand) textOf(fields reflect.Value) string {
	if o.column != "" {
		return fields.Field(places[o.column]).String()
	}
	return o.text
}
