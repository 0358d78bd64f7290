package likeness

import (
	"encoding/csv"
	"os"
	"slices"
	"strings"
	"testing"
)

// What decision record 19 tells of amended rules: among those that the lines were
// tuned on and those that were held back, by what was done to the text.
func TestLabelledAmendments(t *testing.T) {
	f, err := os.Open("testdata/aendringer.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.Comma = ';'
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var found [2]map[string]*rate
	for n, row := range rows[1:] {
		label, half := row[1], n%2
		if found[half] == nil {
			found[half] = map[string]*rate{"intet": {}, "nyt": {}, "skærpet": {}, "detalje": {}}
		}
		told := Amended(Wording{Demand: row[3], Frequency: row[5]}, Wording{Demand: row[4], Frequency: row[6]})
		does := "intet"
		for effect, change := range map[string]Change{"detalje": Altered, "skærpet": Stricter, "nyt": Added} {
			if slices.ContainsFunc(told, func(s Sentence) bool { return s.Change == change }) && heavier(effect, does) {
				does = effect
			}
		}
		// New and stricter ask the same of whoever amends.
		right := does == label || label != "detalje" && label != "intet" && (does == "nyt" || does == "skærpet")
		found[half][label].count(right)
		if !right {
			t.Logf("%s (half %d, %s): %s, not %s: %+v", row[0], half, row[2], does, label, told)
		}
	}
	for half, name := range []string{"tuned on", "held out"} {
		for label, r := range found[half] {
			t.Logf("%s: %s: %v", name, label, *r)
			if r.of < 4 || r.part() < 0.8 {
				t.Errorf("%s: of those that are %q only %v were told right", name, label, *r)
			}
		}
	}
}

func heavier(a, b string) bool {
	order := []string{"intet", "detalje", "skærpet", "nyt"}
	return slices.Index(order, a) > slices.Index(order, b)
}

func TestSentences(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", ""},
		{" . \n", ""},
		{"Ét krav", "Ét krav"},
		{"Ét krav. Et andet! Et tredje?", "Ét krav.|Et andet!|Et tredje?"},
		{"Efter stk. 1, jf. § 11, stk. 2. Derefter kl. 9.30 hos f.eks. Lederen den 1. juni.", "Efter stk. 1, jf. § 11, stk. 2. Derefter kl. 9.30 hos f.eks. Lederen den 1. juni."},
		{"Den 1. April. Så", "Den 1. April.|Så"},
		{"Hver uge:\n- ryd op\n• a) vask af; tør", "Hver uge:|ryd op|vask af;|tør"},
	} {
		if got := strings.Join(sentences(c.text), "|"); got != c.want {
			t.Errorf("%q: %s, want %s", c.text, got, c.want)
		}
	}
}

func TestTimes(t *testing.T) {
	for text, want := range map[string][]float64{
		"hver uge": {52}, "tre gange om dagen": {3 * 365}, "to gange om året": {2}, "tre gange årligt": {3}, "hver anden måned": {6}, "hver 3. måned": {4},
		"hver onsdag": {52}, "den daglige leder": nil, "daglig leder": nil, "ugentlige møder": {52}, "hvert andet år": {0.5}, "månedligt og hver dag": {12, 365},
		"to gange ugentligt": {104}, "en gang": nil, "inden 14 dage": nil, "30 timer": nil,
	} {
		if got := times(plain(text)); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v (%q)", text, got, want, plain(text))
		}
	}
}

// Whatever is written, what did not change is told of by none, and what is told of
// stands in the text.
func FuzzAmended(f *testing.F) {
	f.Add("Ryd op hver uge.", "hver uge", "Ryd op hver dag. Skriv det på en liste.", "")
	f.Add("a) hver 14. dag", "", "; . #\n", "#uge gang")
	f.Fuzz(func(t *testing.T, demand, often, demand2, often2 string) {
		demand2, often2 = strings.ToValidUTF8(demand2, ""), strings.ToValidUTF8(often2, "") // as a text of the register is
		before, after := Wording{Demand: demand, Frequency: often}, Wording{Demand: demand2, Frequency: often2}
		if told := Amended(before, before); len(told) > 0 {
			t.Errorf("of what stayed: %+v", told)
		}
		for _, s := range Amended(before, after) {
			in := demand2
			if s.Frequency {
				in = often2
			}
			if !strings.Contains(in, s.Text) || s.Text == "" && s.Was == "" {
				t.Errorf("%+v", s)
			}
		}
	})
}

// A text as long as a text may be takes no time worth telling.
func BenchmarkAmendedLongest(b *testing.B) {
	var before, after strings.Builder
	for i := range 700 {
		before.WriteString("Den ansatte skriver " + strings.Repeat(string(rune('a'+i%20)), 1+i%7) + ". ")
		after.WriteString("Lederen sender " + strings.Repeat(string(rune('b'+i%20)), 1+i%5) + ". ")
	}
	for b.Loop() {
		Amended(Wording{Demand: before.String()}, Wording{Demand: after.String()})
	}
}
