package ruleimport

import (
	"regexp"
	"strings"

	"github.com/omvendt/omvendt/registry"
)

// cprIn notes every cell of a record with what looks like a personal number.
func (r *reader) cprIn(row *Row, rec Record) bool {
	for i, c := range rec.Cells {
		if !cprLike(c.Text) {
			continue
		}
		name := columnLetter(i)
		if i < len(r.columns) && r.columns[i] != nil {
			name = r.columns[i].Header
		}
		row.fail(name, registry.CodeCPR)
	}
	return len(row.Findings) > 0
}

var cprForm = regexp.MustCompile(`\d{6}[ \t\x{a0}]?[-\x{2010}-\x{2015}]?[ \t\x{a0}]?\d{4}`)

// masked stands where a personal number stood. A cell that holds it is not
// answered for before somebody has taken it out too.
const masked = "[CPR-nummer fjernet]"

func cprLike(s string) bool {
	_, _, found := cprSpan(s)
	return found || strings.Contains(s, masked)
}

// mask puts a mark in place of every personal number.
func mask(s string) string {
	var out strings.Builder
	for {
		begin, end, found := cprSpan(s)
		if !found {
			out.WriteString(s)
			return out.String()
		}
		out.WriteString(s[:begin])
		out.WriteString(masked)
		s = s[end:]
	}
}

// cprSpan finds ten digits that begin with a day, DDMMYY, with or without a
// dash; the control digit no longer holds for all and is not looked at. Days
// above 60 belong to people without a number of their own.
func cprSpan(s string) (begin, end int, found bool) {
	for at := 0; at < len(s); {
		m := cprForm.FindStringIndex(s[at:])
		if m == nil {
			return 0, 0, false
		}
		begin, end := at+m[0], at+m[1]
		alone := (begin == 0 || !digit(s[begin-1])) && (end == len(s) || !digit(s[end]))
		day, month := int(s[begin]-'0')*10+int(s[begin+1]-'0'), int(s[begin+2]-'0')*10+int(s[begin+3]-'0')
		if day > 60 {
			day -= 60
		}
		if alone && day >= 1 && day <= 31 && month >= 1 && month <= 12 {
			return begin, end, true
		}
		at = begin + 1
	}
	return 0, 0, false
}

func digit(b byte) bool { return '0' <= b && b <= '9' }
