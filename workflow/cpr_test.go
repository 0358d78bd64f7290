package workflow_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/workflow"
)

func TestSpellingsOfCPRNumbersAreMasked(t *testing.T) {
	all := testenv.CPRSpellings()
	for _, spelled := range all {
		masked, found := workflow.MaskCPR(spelled)
		if digits := strings.ContainsAny(masked, "0123456789٠١٢٣०१२०１２"); !found || digits {
			t.Errorf("%q became %q", spelled, masked)
		}
	}
	if len(all) < 200 {
		t.Errorf("only %d spellings", len(all))
	}
}

// What is no CPR number stays, and so does everything around one.
func TestMaskingKeepsTheRest(t *testing.T) {
	for text, want := range map[string]string{
		"":                                 "",
		"０１ er tal, 010203-1234 er ikke":   "０１ er tal, [CPR-nummer fjernet] er ikke",
		"a 010203-1234 b 020304-1234 c":    "a [CPR-nummer fjernet] b [CPR-nummer fjernet] c",
		"Sag 2026-010203-1234":             "Sag 2026-[CPR-nummer fjernet]",
		"\u200b010203-1234\u200b \xff":     "\u200b[CPR-nummer fjernet]\u200b \xff",
		"Ring på +45 20 12 34 56.":         "Ring på +45 20 12 34 56.",
		"01.08.2025-2026":                  "01.08.2025-2026",
		"EAN 5798000123456, CVR 12345678.": "EAN 5798000123456, CVR 12345678.",
		"320203-1234 og 011303-1234":       "320203-1234 og 011303-1234",
	} {
		if got, _ := workflow.MaskCPR(text); got != want {
			t.Errorf("%q became %q, want %q", text, got, want)
		}
	}
}

func TestOrdinaryTextsAreLeftAlone(t *testing.T) {
	all, alarms := testenv.OrdinaryTexts(), 0
	for _, text := range all {
		if masked, found := workflow.MaskCPR(text); found {
			alarms++
			t.Logf("%q became %q", text, masked)
		}
	}
	if n := len(all); n != 500 || alarms*50 > n {
		t.Errorf("%d false alarms in %d texts", alarms, n)
	}
}

func FuzzMaskCPR(f *testing.F) {
	for i := range testenv.CPRForms {
		f.Add("a ", " b", uint8(1+i), uint8(i), uint8(7*i), uint16(997*i), uint8(i))
	}
	f.Add("0102031234 \xff ０１０２０３-１２３４", "", uint8(1), uint8(1), uint8(1), uint16(1), uint8(0))
	f.Add("Sag 2026-", "01 02", uint8(91), uint8(12), uint8(99), uint16(0), uint8(1))
	f.Add("05 ", "12-34 1234567890\u200b", uint8(30), uint8(2), uint8(0), uint16(9999), uint8(2))
	f.Fuzz(func(t *testing.T, before, after string, day, month, year uint8, serial uint16, spelling uint8) {
		for _, text := range []string{before, after} {
			masked, found := workflow.MaskCPR(text)
			if !found && masked != text {
				t.Fatalf("%q changed to %q, and nothing was found", text, masked)
			}
			if again, more := workflow.MaskCPR(masked); more {
				t.Fatalf("%q still has one: %q", masked, again)
			}
			if utf8.ValidString(text) && !utf8.ValidString(masked) {
				t.Fatal("a character was cut")
			}
			keptWhatIsNoNumber(t, text, masked)
		}
		// Whatever stands around it, a number is found, and nothing else is changed.
		d := int(day)%91 + 1
		if d > 31 && d <= 60 {
			d -= 30
		}
		m := int(month)%12 + 1
		if d%60 > 28 {
			m = 12 // it has all days
		}
		if century := serial % 10_000 / 100; century == 19 || century == 20 {
			serial = 1234 // 01.08.2025-2026 is a stretch of years
		}
		number := testenv.SpellCPR(testenv.CPRForms[int(spelling)%len(testenv.CPRForms)], fmt.Sprintf("%02d", d), fmt.Sprintf("%02d", m), fmt.Sprintf("%02d", year%100), fmt.Sprintf("%04d", serial%10_000))
		first, _ := workflow.MaskCPR(before + "[")
		middle, found := workflow.MaskCPR(number)
		last, _ := workflow.MaskCPR("]" + after)
		if !found || strings.ContainsAny(middle, "0123456789") {
			t.Fatalf("%q became %q", number, middle)
		}
		if masked, _ := workflow.MaskCPR(before + "[" + number + "]" + after); masked != first+middle+last {
			t.Fatalf("%q, %q and %q became %q", before, number, after, masked)
		}
	})
}

// keptWhatIsNoNumber finds what is left of a text in it, in order, and between
// that nothing but the digits of a number and what parts them.
func keptWhatIsNoNumber(t *testing.T, text, masked string) {
	t.Helper()
	const mask = "[CPR-nummer fjernet]"
	if strings.Contains(text, mask) {
		return // somebody who writes that is not told apart
	}
	parts := strings.Split(masked, mask)
	rest, ok := strings.CutPrefix(text, parts[0])
	for i := 1; i < len(parts) && ok; i++ {
		n, digits := 0, 0
		for n < len(rest) {
			r, size := utf8.DecodeRuneInString(rest[n:])
			if digits >= 10 && strings.HasPrefix(rest[n:], parts[i]) && (i+1 < len(parts) || len(rest)-n == len(parts[i])) {
				break
			}
			if unicode.Is(unicode.Nd, r) {
				digits++
			} else if unicode.IsLetter(r) {
				ok = false // no number goes on past a letter
			}
			n += size
		}
		ok = ok && (digits == 10 || digits == 12)
		rest, _ = strings.CutPrefix(rest[n:], parts[i])
	}
	if !ok || rest != "" {
		t.Fatalf("%q became %q", text, masked)
	}
}

// What is sent in may be long: a finder that looks at every character once for
// every other would not come to an end here.
func TestMaskingOfLongTexts(t *testing.T) {
	for _, pattern := range []string{"1", "01 ", "0102 03-", "0 1 0 2 0 3 ", "010203 - ", "\u200b", "010203\u200b", "x", "\n"} {
		long := strings.Repeat(pattern, 1<<20/len(pattern))
		if masked, found := workflow.MaskCPR(long + "x010203-1234x"); !found || !strings.HasSuffix(masked, "x[CPR-nummer fjernet]x") {
			t.Errorf("after %q it is missed", pattern)
		}
	}
}
