package workflow

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A CPR number is DDMMYY-NNNN; replacement numbers have day + 60. The modulus 11
// check no longer holds for all, so the form and a day that exists decide. People
// part the digits in many ways, and some write the century.
var cprLayouts = func() []*regexp.Regexp {
	const sep, gap = ` ?[-./_ ] ?`, `[ n]{0,3}[-./_:]?[ n]{0,3}`
	var all []*regexp.Regexp
	for _, form := range []string{
		`\d{6}` + gap + `\d{4}`,
		`\d\d` + sep + `\d\d` + sep + `\d\d` + gap + `\d{4}`,
		`\d\d` + sep + `\d\d` + sep + `\d\d` + sep + `\d\d` + sep + `\d\d`,
		`\d{6}` + sep + `\d\d` + sep + `\d\d`,
		`\d{4}` + sep + `\d\d` + sep + `\d{4}`,
		`\d\d` + sep + `\d{4}` + sep + `\d{4}`,
		`\d(?:` + sep + `\d){9}`,
		`\d{8} ?-? ?\d{4}`,
		`\d\d` + sep + `\d\d` + sep + `\d{4} ?- ?\d{4}`,
	} {
		all = append(all, regexp.MustCompile(`^(`+form+`)(?:\D|$)`))
	}
	return all
}()

const cprMask = "[CPR-nummer fjernet]"

// MaskCPR takes CPR-like numbers out of a text and says whether there were any.
// Everything else stays as it was written.
func MaskCPR(text string) (masked string, found bool) {
	shape, at := shapeOf(text)
	var out strings.Builder
	kept := 0 // of the text
	for i := 0; i < len(shape); i++ {
		if !digit(shape[i]) || i > 0 && digit(shape[i-1]) {
			continue
		}
		if n := cprLike(shape[i:]); n > 0 {
			out.WriteString(text[kept:at[i]])
			out.WriteString(cprMask)
			last := i + n - 1
			_, size := utf8.DecodeRuneInString(text[at[last]:])
			kept = at[last] + size
			i, found = last, true
		}
	}
	if !found {
		return text, false
	}
	out.WriteString(text[kept:])
	return out.String(), true
}

// shapeOf writes a text with one letter a character: digits of any script as 0-9,
// blanks, dashes and ends of lines as themselves, and the rest as x. Characters
// that do not show are left out. It also tells where in the text each one began.
func shapeOf(text string) (shape string, at []int) {
	var s strings.Builder
	for i, r := range text {
		c := byte('x')
		switch {
		case r >= '0' && r <= '9', strings.ContainsRune("./_:", r):
			c = byte(r)
		case unicode.Is(unicode.Nd, r):
			c = '0' + valueOf(r)
		case r == '\n' || r == '\r':
			c = 'n'
		case unicode.IsSpace(r):
			c = ' '
		case unicode.Is(unicode.Pd, r), r == '\u2212', r == '\u2043', r == '\u00ad', r == '~':
			c = '-'
		case unicode.Is(unicode.Cf, r):
			continue
		}
		s.WriteByte(c)
		at = append(at, i)
	}
	return s.String(), at
}

// valueOf is the value of a decimal digit of any script: they come in tens.
func valueOf(r rune) byte {
	zero := r
	for n := byte(0); n < 10; n, zero = n+1, zero-1 {
		if !unicode.Is(unicode.Nd, zero-1) || n == 9 {
			return n
		}
	}
	return 0
}

func digit(c byte) bool { return c >= '0' && c <= '9' }

// cprLike is the length of the CPR-like number that a shape begins with, or 0.
func cprLike(shape string) int {
	shape = shape[:min(len(shape), 64)] // no layout is longer
	for _, layout := range cprLayouts {
		m := layout.FindStringSubmatchIndex(shape)
		if m == nil {
			continue
		}
		d := strings.Map(func(r rune) rune {
			if r < '0' || r > '9' {
				return -1
			}
			return r
		}, shape[m[2]:m[3]])
		if dayLike(d[:2], d[2:4]) && (len(d) == 10 || centuryLike(d)) {
			return m[3] - m[2]
		}
	}
	return 0
}

// centuryLike says whether DDMMYYYYNNNN has a year in which somebody was born,
// and is no stretch of years (01.08.2025-2026).
func centuryLike(d string) bool {
	return (d[4:6] == "18" || d[4:6] == "19" || d[4:6] == "20") && d[8:10] != "19" && d[8:10] != "20"
}

// dayLike says whether day and month can be those of a CPR number.
func dayLike(day, month string) bool {
	d, m := int(day[0]-'0')*10+int(day[1]-'0'), int(month[0]-'0')*10+int(month[1]-'0')
	if d > 60 {
		d -= 60
	}
	return m >= 1 && m <= 12 && d >= 1 && d <= [...]int{31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}[m-1]
}
