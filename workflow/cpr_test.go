package workflow_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/omvendt/omvendt/workflow"
)

// spellings are ways to write the number DDMMYY-NNNN: {d}{m}{y}-{n}.
var spellings = []string{
	"dmy-n", "dmyn", "dmy n", "dmy - n", "dmy -n", "dmy- n", "dmy–n", "dmy — n", "dmy‑n", "dmy−n", "dmy.n", "dmy/n", "dmy_n", "dmy:n", "dmy\u00a0n", "dmy\u2009n",
	"dmy\n n", "dmy\t n", "d-m-y-n", "d.m.y-n", "d/m/y-n", "d m y n", "d m y-n", "d.m.y n", "d. m. y n", "d-m-y n", "dm y n", "d my n", "d m y 12 34", "dmy-12 34",
	"CPR:dmy-n", "cprdmyn", "cpr.nr. dmy-n", "(dmy-n)", "\"dmy-n\"", "dmy-n.", "dmy-n, tak", "dmy\u200b-n", "dm\u200by-n", "dm1985-n",
}

// spell fills a spelling in.
func spell(form, d, m, y, n string) string {
	form, labelled := strings.CutPrefix(form, "cpr.nr.")
	text := strings.NewReplacer("d", d, "m", m, "y", y, "n", n).Replace(form)
	if labelled {
		text = "cpr.nr." + text
	}
	return text
}

func TestSpellingsOfCPRNumbersAreMasked(t *testing.T) {
	count := 0
	check := func(spelled string) {
		count++
		masked, found := workflow.MaskCPR(spelled)
		if digits := strings.ContainsAny(masked, "0123456789٠١٢٣०१२０１２"); !found || digits {
			t.Errorf("%q became %q", spelled, masked)
		}
	}
	for _, number := range []struct{ d, m, y, n string }{
		{"01", "02", "03", "1234"}, {"31", "12", "99", "0001"}, {"29", "02", "00", "9876"}, {"61", "01", "85", "1212"}, {"15", "08", "47", "4321"},
	} {
		for _, form := range spellings {
			check(spell(form, number.d, number.m, number.y, number.n))
		}
	}
	for _, odd := range []string{"０１０２０３-１２３４", "٠١٠٢٠٣-١٢٣٤", "०१०२०३ १२३४", "0 1 0 2 0 3 - 1 2 3 4", "0 1 0 2 0 3 1 2 3 4", "01\u00ad02\u00ad03\u00ad1234", "010203 \n- 1234",
		"Pia 010203-1234, Per 020304-1235", "2026-010203-1234", "010219851234", "01-02-1985-1234", "01.02.1985 - 1234", "mit barn:010203-1234;", "010203-1234-010203-1234"} {
		check(strings.Replace(odd, "2026-", "", 1))
	}
	if count < 200 {
		t.Errorf("only %d spellings", count)
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
	who := []string{"Vi er 12 ansatte på stuen, og ", "Mit barn er 4 år. ", "Som leder af 3 huse med 87 børn synes jeg, at ", "Siden 1. august 2019 har vi oplevet, at ", "Jeg har arbejdet her i 25 år. ",
		"I uge 7, 8 og 9 ", "Ring til mig på 20 12 34 56, hvis I vil høre mere: ", "Fra kl. 06.30-17.00 ", "På mødet den 12.10.2026 kl. 14.30 ", "I skemaet fra 15-08-2025 står, at "}
	what := []string{"det tager 45 minutter hver mandag.", "vi bruger 2-3 timer om ugen på papir.", "reglen R-0042 kunne forenkles til 1 side.", "det koster 1.234.567 kr. om året.", "planen blev kun læst af 14 %.",
		"vi udfylder 10, 11 eller 12 felter pr. barn.", "loven (LBK nr. 988 af 27/08/2024, § 11, stk. 1) kræver det ikke.", "skema 2026/1874-12 bliver aldrig brugt.", "telefonen 8888 1234 er altid optaget.", "vores EAN er 5798000123456.",
		"kontoret i Storegade 12, 2. tv., 8000 Aarhus C svarer ikke.", "perioden 01.08.2025-31.07.2026 var hård.", "prisen steg fra 1200 til 1450 kr.", "skriv hellere til 45 forældre på én gang.", "mødet varede fra 1630 til 1815.",
		"børn på 0-2 og 3-5 år har ikke brug for det.", "vi fik 17 mails den 3/9 og 21 den 4/9.", "der er 20-30 børn i 4 grupper.", "sagsnr. 26-018745 er stadig åben.", "tallet 3,14159265 siger mere.",
		"bussen 5A kører 12.05, 12.25 og 12.45.", "mit nummer er +45 31 22 11 00.", "det skete 24.12.2025.", "skoleåret 2025/2026 var bedre.", "CVR 29189846 står på alle breve.",
		"vi måler 37,5 grader kl. 09.00, 12.00 og 15.00.", "stillingen er på 32 timer, men opgaven kræver 37.", "ISBN 978-87-02-12345-6 ligger på kontoret.", "rum 101, 102 og 103 er fulde.", "fristen på 14 dage er for kort.",
		"scoren gik fra 3,2 til 4,1 på 18 måneder.", "de 600 minutter kunne bruges på børnene.", "se https://example.dk/sag/2026/10/12.", "ordningen dækker 1/3 af de 9 huse.", "kør 110 km/t på E45 og 80 ved afkørsel 47.",
		"vi mangler 2 x 15 minutter.", "telefontiden er 8-9 og 15-16.", "bekendtgørelse 1234 af 5. maj 2021 er ophævet.", "år 2014, 2016 og 2018 var der ingen opfølgning.", "kl. 10, 11 og 13 skal der krydses af.",
		"vi har 5 ipads og 3 printere fra 2017.", "regning 20260117 blev betalt to gange.", "vi er 50/50 om det.", "kommunen har 98 institutioner og 4.512 børn.", "pulsen var 120-140.",
		"skriv kun 1 gang om måneden.", "det fylder 3 A4-sider, 12 pkt.", "af 240 svar sagde 187 nej.", "afstanden er 1,2 km.", "ugeplanen for uge 42 kom i uge 44."}
	alarms := 0
	for _, w := range who {
		for _, x := range what {
			if masked, found := workflow.MaskCPR(w + x); found {
				alarms++
				t.Logf("%q became %q", w+x, masked)
			}
		}
	}
	if n := len(who) * len(what); n != 500 || alarms*50 > n {
		t.Errorf("%d false alarms in %d texts", alarms, n)
	}
}

func FuzzMaskCPR(f *testing.F) {
	for i := range spellings {
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
		number := spell(spellings[int(spelling)%len(spellings)], fmt.Sprintf("%02d", d), fmt.Sprintf("%02d", m), fmt.Sprintf("%02d", year%100), fmt.Sprintf("%04d", serial%10_000))
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
