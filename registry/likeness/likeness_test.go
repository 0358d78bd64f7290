package likeness

import (
	"encoding/csv"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// wording is one way of putting a rule of the labelled set.
type wording struct {
	group string
	half  int // 0: tuned on, 1: held out
	rule  string
	title string
	Rule
}

// read reads a labelled file; rule and title are the columns of these names.
func read(t testing.TB, file string, number, title, demand int) []wording {
	t.Helper()
	f, err := os.Open("testdata/" + file)
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
	var all []wording
	for _, row := range rows[1:] {
		w := wording{group: row[0], rule: row[number], title: row[title], Rule: Of(row[title], row[demand])}
		if n, err := strconv.Atoi(strings.Fields(row[0])[0]); err == nil {
			w.half = (n + 1) % 2
		}
		all = append(all, w)
	}
	return all
}

// pairs gives f every two wordings of one group.
func pairs(all []wording, f func(a, b wording, degree int)) {
	for i, a := range all {
		for _, b := range all[:i] {
			if a.group == b.group {
				f(b, a, Degree(b.Rule, a.Rule))
			}
		}
	}
}

// rate is how many pairs of all were told of.
type rate struct{ told, of int }

func (r *rate) count(told bool) {
	r.of++
	if told {
		r.told++
	}
}

func (r rate) part() float64 { return float64(r.told) / float64(r.of) }

func (r rate) String() string { return fmt.Sprintf("%d of %d (%.1f %%)", r.told, r.of, 100*r.part()) }

// What decision record 14 tells of: nine of ten pairs that are alike are found,
// and of a hundred that are not, five at most; among those that were tuned on,
// and among those that were not.
func TestLabelledPairs(t *testing.T) {
	var alike, near, template [2]rate
	pairs(read(t, "ordlyde.csv", 1, 3, 4), func(a, b wording, degree int) {
		if a.rule == b.rule {
			alike[a.half].count(degree >= Same)
		} else {
			near[a.half].count(degree >= Same)
		}
		if degree < Same == (a.rule == b.rule) {
			t.Logf("%d: %s | %s", degree, a.title, b.title)
		}
	})
	pairs(read(t, "samme-ord.csv", 1, 1, 2), func(a, b wording, degree int) { template[a.half].count(degree >= Same) })
	for half, name := range []string{"tuned on", "held out"} {
		wrong := rate{near[half].told + template[half].told, near[half].of + template[half].of}
		t.Logf("%s: found %v, falsely %v, of which by one template %v", name, alike[half], wrong, template[half])
		if alike[half].of < 50 || wrong.of < 150 {
			t.Errorf("%s: only %d pairs that are alike and %d that are not", name, alike[half].of, wrong.of)
		}
		if alike[half].part() < 0.90 {
			t.Errorf("%s: of the pairs that are alike only %v were found", name, alike[half])
		}
		if wrong.part() > 0.05 {
			t.Errorf("%s: of the pairs that are not alike %v were told of", name, wrong)
		}
	}
}

// Two that are found by their keys share one: the register is asked by keys.
func TestKeysFind(t *testing.T) {
	var found rate
	pairs(read(t, "ordlyde.csv", 1, 3, 4), func(a, b wording, degree int) {
		if a.rule == b.rule && degree >= Same {
			found.count(slices.ContainsFunc(a.Keys(), func(k string) bool { return slices.Contains(b.Keys(), k) }))
		}
	})
	if found.told < found.of {
		t.Errorf("by keys %v", found)
	}
}

// The planted pairs of the sample are the same seen from two sides: related, and
// not one demand. Few others are told of among the 2,016 pairs.
func TestSampleRegister(t *testing.T) {
	all := read(t, "dagtilbud.csv", 0, 1, 2)
	for i := range all {
		all[i].group = ""
	}
	planted := map[string]bool{"R-0025 R-0026": true, "R-0029 R-0030": true}
	var same, related []string
	pairs(all, func(a, b wording, degree int) {
		name := a.rule + " " + b.rule
		switch {
		case degree >= Same:
			same = append(same, name)
		case degree >= Related:
			related = append(related, name)
		}
		if planted[name] {
			if degree < Related || degree >= Same {
				t.Errorf("%s is alike by %d", name, degree)
			}
		}
	})
	t.Logf("same %v, related %v", same, related)
	if len(same) > 2 || len(related) > 6 {
		t.Errorf("%d are the same and %d related", len(same), len(related))
	}
	// Row 40 of the messy file says what row 10 does, under another title.
	rule := all[25]
	other := read(t, "dagtilbud.csv", 0, 0, 2)[25]
	renamed := Degree(rule.Rule, Rule{Of("Overlevering, børnehave til skole", "").all, nil})
	if renamed >= 100 || Degree(rule.Rule, other.Rule) < 75 {
		t.Errorf("under another title it is alike by %d", Degree(rule.Rule, other.Rule))
	}
}

func TestDegree(t *testing.T) {
	for _, c := range []struct {
		name   string
		a, b   Rule
		lo, hi int
	}{
		{"the same", Of("Naturdag", "Børn er ude hver uge."), Of("Naturdag", "Børn er ude hver uge."), 100, 100},
		{"other capitals and points", Of("NATURDAG", "børn er ude, hver uge"), Of("Naturdag!", "Børn er ude hver uge."), 100, 100},
		{"nothing", Of("", ""), Of("", ""), 0, 0},
		{"nothing and something", Of("", ""), Of("Naturdag", "Børn er ude."), 0, 0},
		{"words that tell nothing", Of("Det er", "og det skal de"), Of("Naturdag", "Børn er ude."), 0, 0},
		{"no Danish", Of("自然", "子供"), Of("自然", "子供"), 100, 100},
		{"how often in other words", Of("Tilsyn", "Legepladsen efterses to gange om året"), Of("Tilsyn", "Legepladsen efterses halvårligt"), 100, 100},
		{"the same frequency, another thing", Of("Kloakker", "Kloakker spules hvert år"), Of("Køleskabe", "Køleskabe afrimes hvert år"), 0, 20},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := Degree(c.a, c.b)
			if d < c.lo || d > c.hi {
				t.Errorf("%d, want %d to %d: %v %v", d, c.lo, c.hi, c.a.all, c.b.all)
			}
			if other := Degree(c.b, c.a); other != d {
				t.Errorf("%d one way and %d the other", d, other)
			}
		})
	}
}

func TestStems(t *testing.T) {
	for _, words := range [][]string{
		{"medarbejder", "medarbejderne", "medarbejdernes", "personalet", "ansatte"},
		{"barn", "børn", "børnenes", "barnet"},
		{"legeplads", "legepladsen", "legepladserne", "legepladsens"},
		{"vurdering", "vurderes", "vurderer", "vurderingen"},
		{"indberetning", "indberettes", "indberetter", "indberetninger"},
		{"godkendelse", "godkendes", "godkender", "godkendelser"},
		{"tilsynsrapport", "tilsynsrapporter", "tilsynsrapporten"},
		{"årligt", "årlig"},
	} {
		want := fmt.Sprint(names(words[0]))
		for _, w := range words[1:] {
			if got := fmt.Sprint(names(w)); got != want {
				t.Errorf("%s is %s, and %s is %s", words[0], want, w, got)
			}
		}
	}
}

// Degrees are numbers from 0 to 100, the same both ways and the same again,
// whatever is written.
func FuzzDegree(f *testing.F) {
	f.Add("Naturdag", "Børn er ude.", "Skovdag", "Ud i skoven én gang om ugen")
	f.Add("#", ". ..", "1.000", "s")
	f.Fuzz(func(t *testing.T, titleA, demandA, titleB, demandB string) {
		a, b := Of(titleA, demandA), Of(titleB, demandB)
		d := Degree(a, b)
		if d < 0 || d > 100 || d != Degree(b, a) || d != Degree(Of(titleA, demandA), b) {
			t.Errorf("%d and %d", d, Degree(b, a))
		}
		if same := Degree(a, a); same != 0 && same != 100 {
			t.Errorf("with itself %d", same)
		}
	})
}

func BenchmarkOf(b *testing.B) {
	for b.Loop() {
		Of("Overlevering fra børnehave til skole", "For hvert barn udarbejder børnehaven en skriftlig vidensoverdragelse, som gennemgås på et møde med skolen inden 1. marts.")
	}
}

func BenchmarkDegree(b *testing.B) {
	all := read(b, "dagtilbud.csv", 0, 1, 2)
	for i := 0; b.Loop(); i++ {
		Degree(all[i%64].Rule, all[(i*7+1)%64].Rule)
	}
}

func TestMarks(t *testing.T) {
	const text = "»Alle« børnehavebørn er ude i naturen, mindst én dag."
	other := Of("Ud i det fri", "Børnehavebørnene skal være i naturen én gang om ugen")
	var shared []string
	whole := ""
	for _, p := range Marks(text, other) {
		if whole += p.Text; p.Shared {
			shared = append(shared, p.Text)
		}
	}
	if got := strings.Join(shared, "|"); whole != text || got != "børnehavebørn|naturen" {
		t.Errorf("marked %q in %q", got, whole)
	}
	if pieces := Marks("", other); len(pieces) != 0 {
		t.Errorf("in nothing: %v", pieces)
	}
}
