package registry

import (
	"hash/maphash"
	"reflect"
)

// Rows are fact rows in columns, each of which stands there once or, seldom, more
// often. What is there never changes, so several goroutines may read it.
type Rows struct {
	n       int
	columns []Column // in the order of the fields of Row
}

// Column is one column of rows: either Days, or Flags, or Codes, the last of which
// are places in Texts.
type Column struct {
	Days  []Day
	Flags []bool
	Codes []uint32
	Texts []string
}

// Len is how many rows there are.
func (r Rows) Len() int { return r.n }

// Column finds a column by the name it has in a policy.
func (r Rows) Column(name string) (Column, bool) {
	for _, c := range rowColumns {
		if c.name == name && r.columns != nil {
			return r.columns[c.place], true
		}
	}
	return Column{}, false
}

// At is the row at a place.
func (r Rows) At(place uint32) (row Row) {
	v := reflect.ValueOf(&row).Elem()
	for i, c := range r.columns {
		switch field := v.Field(i); {
		case c.Days != nil:
			field.SetInt(int64(c.Days[place]))
		case c.Flags != nil:
			field.SetBool(c.Flags[place])
		default:
			field.SetString(c.Texts[c.Codes[place]])
		}
	}
	return row
}

// rowSet is rows to which more are added. One goroutine at a time adds; Rows that
// were taken before are not touched by it.
type rowSet struct {
	Rows
	codes []map[string]uint32 // by column of text
	known map[uint64]uint32   // by hash, where a row stands
	seed  maphash.Seed
}

func newRowSet() *rowSet {
	fields := reflect.TypeFor[Row]().NumField()
	s := &rowSet{Rows: Rows{columns: make([]Column, fields)}, codes: make([]map[string]uint32, fields),
		known: map[uint64]uint32{}, seed: maphash.MakeSeed()}
	for i := range s.codes {
		s.codes[i] = map[string]uint32{}
	}
	return s
}

// rows are those that are there now.
func (s *rowSet) rows() Rows {
	return Rows{n: s.n, columns: append([]Column(nil), s.columns...)}
}

// add finds a place for a row. Two rows with one hash both get one, and the second
// a further one each time: rare, and harmless.
func (s *rowSet) add(row Row) uint32 {
	hash := maphash.Comparable(s.seed, row)
	place, there := s.known[hash]
	if there && s.At(place) == row {
		return place
	}
	v := reflect.ValueOf(row)
	for i := range s.columns {
		c := &s.columns[i]
		switch field := v.Field(i); {
		case field.Kind() == reflect.Bool:
			c.Flags = append(c.Flags, field.Bool())
		case field.Type() == reflect.TypeFor[Day]():
			c.Days = append(c.Days, Day(field.Int()))
		default:
			c.Codes = append(c.Codes, s.code(i, field.String()))
		}
	}
	place = uint32(s.n)
	s.n++
	if !there {
		s.known[hash] = place
	}
	return place
}

func (s *rowSet) code(column int, text string) uint32 {
	code, there := s.codes[column][text]
	if !there {
		c := &s.columns[column]
		code = uint32(len(c.Texts))
		c.Texts = append(c.Texts, text)
		s.codes[column][text] = code
	}
	return code
}
