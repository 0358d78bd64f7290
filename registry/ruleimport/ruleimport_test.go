package ruleimport

import (
	"bytes"
	"encoding/csv"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/registry"
)

var today = registry.MustDay("2026-11-01")

func sample(t testing.TB) []byte {
	t.Helper()
	b, err := os.ReadFile("testdata/regler-dagtilbud.csv")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func read(t *testing.T, content string) *File {
	t.Helper()
	f, err := Read(strings.NewReader(content), today, nil)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// faults writes what is wrong as "row column: code".
func faults(f *File) []string {
	var out []string
	for _, r := range f.Rows {
		for _, x := range r.Faults {
			out = append(out, strconv.Itoa(r.Number)+" "+x.Name+": "+string(x.Code))
		}
	}
	return out
}

func TestSample(t *testing.T) {
	f := read(t, string(sample(t)))
	if len(f.Rows) != 64 || len(f.Good()) != 64 {
		t.Fatalf("%d rows, %d good: %v", len(f.Rows), len(f.Good()), faults(f))
	}
	rules := map[string]registry.NewRule{}
	for _, r := range f.Good() {
		rules[r.Number.String()] = r
	}

	names := map[string]registry.Class{
		"statslig pligt": registry.StateDuty, "aftale": registry.Agreement,
		"forældrebestyrelsens princip": registry.BoardPrinciple, "lovpligtig lokal regel": registry.MandatedLocal,
		"overimplementering": registry.AddOn, "politisk vedtaget": registry.CouncilRule,
		"administrativt fastsat": registry.AdministrativeRule,
	}
	file, err := os.Open("testdata/regler-dagtilbud-forventet.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	r := csv.NewReader(file)
	r.Comma = ';'
	expected, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(expected) != 65 {
		t.Fatalf("%d expectations", len(expected)-1)
	}
	for _, e := range expected[1:] {
		rule, ok := rules[e[0]]
		if !ok {
			t.Errorf("%s is not there", e[0])
			continue
		}
		for i, day := range []string{"2024-06-30", "2027-06-30"} {
			if got := registry.ClassOn(registry.MustDay(day), rule.Adopter, rule.Bases); got != names[e[i+1]] {
				t.Errorf("%s on %s: %s, want %s", e[0], day, got, e[i+1])
			}
		}
	}

	r42 := rules["R-0042"]
	if r42.Text.Title != "Trivselsevaluering af alle børn to gange årligt" || r42.Adopter != registry.AdoptedByCouncil ||
		r42.EffectiveFrom != registry.MustDay("2014-09-22") || r42.Catalogue.Effort.MinutesTo != 55 ||
		r42.Catalogue.Effort.Evidence != registry.Measured || r42.Justification.CheckOn != registry.MustDay("2027-06-01") {
		t.Errorf("R-0042 was read as %+v", r42)
	}
	if b := rules["R-0017"].Bases; len(b) != 1 || b[0].Until != registry.MustDay("2025-01-01") {
		t.Errorf("the last day of R-0017's basis is not inclusive: %+v", b)
	}
}

const header = "nummer;titel;krav;type;område;enhed;vedtaget_af;vedtaget_dato;retsgrundlag;minutter_fra;minutter_til;antal_personer;byrde_grundlag;indikator_dato\n"

// line is a good row with some cells written otherwise, as "column=text".
func line(change ...string) string {
	cells := strings.Split(strings.TrimSpace(header), ";")
	good := []string{"R-0007", "Titel", "Krav", "regel", "Dagtilbud", "Huset", "byråd", "2022-01-17", "", "", "", "", "", ""}
	for _, c := range change {
		name, text, _ := strings.Cut(c, "=")
		good[slices.Index(cells, name)] = text
	}
	return strings.Join(good, ";") + "\n"
}

func TestCells(t *testing.T) {
	for _, c := range []struct {
		change string
		want   string // the fault, empty when the row is good
	}{
		{"nummer=", ""},
		{"nummer=r-7", ""},
		{"nummer=R-x", "2 nummer: number_invalid"},
		{"titel=", "2 titel: required"},
		{"titel=" + strings.Repeat("æ", 301), "2 titel: too_long"},
		{"titel=a\x00b", "2 titel: text_invalid"},
		{"type=Regel", ""},
		{"type=documentation", ""},
		{"type=skema", "2 type: choice_invalid"},
		{"type=", "2 type: required"},
		{"vedtaget_af=committee", ""},
		{"vedtaget_af=Forældrebestyrelse", ""},
		{"vedtaget_af=BUU", "2 vedtaget_af: choice_invalid"},
		{"vedtaget_dato=17-01-2022", ""},
		{"vedtaget_dato=1/7-2021", ""},
		{"vedtaget_dato=2022-02-30", "2 vedtaget_dato: day_invalid"},
		{"vedtaget_dato=31-11-2022", "2 vedtaget_dato: day_invalid"},
		{"vedtaget_dato=07/10/13", "2 vedtaget_dato: day_invalid"},
		{"vedtaget_dato=31-12-9999", "2 vedtaget_dato: day_invalid"},
		{"vedtaget_dato=", "2 vedtaget_dato: required"},
		{"retsgrundlag=https://www.retsinformation.dk/eli/lta/2024/988 § 5~minimum~2018-07-01~2024-12-31", ""},
		{"retsgrundlag=https://www.retsinformation.dk/eli/lta/2024/988 § 5~kræver lokal regel~01-07-2018~", ""},
		{"retsgrundlag=Aftale § 4~agreement~2021-04-01~ | Aftale § 5~aftale~2021-04-01~9999-12-31", ""},
		{"retsgrundlag=§ 5", "2 retsgrundlag 1: basis_form_invalid"},
		{"retsgrundlag=§ 5~minimum~2018-07-01~", "2 retsgrundlag 1: henvisning: reference_invalid"},
		{"retsgrundlag=x|Aftale~aftale~2021-04-01~2021-03-31", "2 retsgrundlag 1: basis_form_invalid, 2 retsgrundlag 2: til: ends_before_it_begins"},
		{"retsgrundlag=Aftale~aftale~~", "2 retsgrundlag 1: fra: required"},
		{"retsgrundlag=Aftale~gæld~2021-04-01~2021-13-31", "2 retsgrundlag 1: virkning: choice_invalid, 2 retsgrundlag 1: til: day_invalid"},
		{"minutter_fra=42,5;byrde_grundlag=målt", ""},
		{"minutter_fra=1.250,5;byrde_grundlag=målt", ""},
		{"minutter_fra=42.5;byrde_grundlag=skøn fra ledere", ""},
		{"minutter_fra=1.250;byrde_grundlag=målt", "2 minutter_fra: figure_invalid"},
		{"minutter_fra=60 til 90;byrde_grundlag=målt", "2 minutter_fra: figure_invalid"},
		{"minutter_fra=NaN;byrde_grundlag=målt", "2 minutter_fra: figure_invalid"},
		{"minutter_fra=-5;byrde_grundlag=målt", "2 minutter_fra: range_invalid, 2 minutter_til: range_invalid"},
		{"minutter_fra=9;minutter_til=5;byrde_grundlag=målt", "2 minutter_til: ends_before_it_begins"},
		{"minutter_fra=9", "2 byrde_grundlag: required"},
		{"byrde_grundlag=measured", "2 minutter_fra: required"},
		{"byrde_grundlag=gæt", "2 byrde_grundlag: choice_invalid"},
		{"antal_personer=2,5", "2 antal_personer: figure_invalid"},
		{"antal_personer=-2", "2 antal_personer: range_invalid"},
		{"indikator_dato=snart", "2 indikator_dato: day_invalid"},
		{"krav=Ring til 010190-0000", "2 krav: cpr_like"},
		{"krav=Ring til 0101900000 nu", "2 krav: cpr_like"},
		{"krav=310290 – 1234;nummer=610190-1234", "2 nummer: cpr_like, 2 krav: cpr_like"},
		{"krav=Konto 12345678901 og 3313900000", ""},
	} {
		f := read(t, header+line(strings.Split(c.change, ";")...))
		if got := strings.Join(faults(f), ", "); got != c.want {
			t.Errorf("%s: %q, want %q", c.change, got, c.want)
		}
		for _, r := range f.Rows {
			for _, x := range r.Faults {
				if x.Code == registry.CodeCPR && x.Args != nil {
					t.Errorf("%s: the fault has %v", c.change, x.Args)
				}
			}
		}
	}
	f := read(t, header+line("minutter_fra=1.250,5", "byrde_grundlag=målt"))
	if e := f.Rows[0].Rule.Catalogue.Effort; e.MinutesFrom != 1250.5 || e.MinutesTo != 1250.5 {
		t.Errorf("1.250,5 minutes are %+v", e)
	}
}

func TestRowsAreThoseOfTheSpreadsheet(t *testing.T) {
	content := header +
		line("nummer=1", "krav=\"To\r\nlinjer; og \"\"mere\"\"\"") +
		"\n;;;;;;;;;;;;;\n" +
		line("nummer=2", "krav=\"a\nb\nc\"") +
		line("nummer=R-0001") +
		line("nummer=3", "type=x")
	f := read(t, content)
	want := []string{"6 nummer: number_twice", "7 type: choice_invalid"}
	if got := faults(f); !slices.Equal(got, want) {
		t.Errorf("faults %q, want %q", got, want)
	}
	if f.Rows[2].Faults[0].Args["row"] != "2" {
		t.Errorf("the number stands first in %v", f.Rows[2].Faults[0].Args)
	}
	if got := f.Rows[0].Rule.Text.Demand; got != "To\nlinjer; og \"mere\"" {
		t.Errorf("the demand is %q", got)
	}
	if got := []int{len(f.Good()), len(f.Bad())}; got[0] != 2 || got[1] != 2 {
		t.Errorf("good and bad: %v", got)
	}
	f.Taken(func(n registry.Number) bool { return n == 2 })
	if got := faults(f)[0]; got != "5 nummer: number_taken" {
		t.Errorf("after Taken: %q", got)
	}
}

func TestForms(t *testing.T) {
	for name, content := range map[string]string{
		"byte order mark":  "\ufeff" + header + line(),
		"comma":            strings.ReplaceAll(header+line(), ";", ","),
		"tab":              strings.ReplaceAll(header+line(), ";", "\t"),
		"windows lines":    strings.ReplaceAll(header+line(), "\n", "\r\n"),
		"capitals":         strings.ToUpper(header) + line(),
		"two code points":  strings.ReplaceAll(header, "å", "a\u030a") + line(),
		"spaces":           strings.ReplaceAll(header, "_", " ") + line(),
		"nameless columns": strings.ReplaceAll(header, "\n", ";;\n") + line() + strings.ReplaceAll(line("nummer=8"), "\n", ";;\n"),
	} {
		if f := read(t, content); len(f.Bad()) > 0 || f.Rows[0].Rule.Number != 7 {
			t.Errorf("%s: %v", name, faults(f))
		}
	}
	stray := read(t, strings.ReplaceAll(header, "\n", ";\n")+strings.ReplaceAll(line(), "\n", ";her;og her\n"))
	if got := strings.Join(faults(stray), ", "); got != "2 O: cell_without_column" {
		t.Errorf("stray cells: %q", got)
	}
}

func TestOptionalColumns(t *testing.T) {
	head := strings.TrimSpace(header) + ";kort_sagt;beskytter;regelansvarlig;enhedens_form\n"
	row := strings.TrimSpace(line()) + ";I skal;Liv og helbred;Dagtilbudschefen;self_owning\n"
	check := &registry.LegalCheck{By: "Dagtilbudschefen", Day: today, Result: registry.BasesConfirmed}
	f, err := Read(strings.NewReader(head+row), today, check)
	if err != nil {
		t.Fatal(err)
	}
	r := f.Rows[0].Rule
	if r.Text.Plain != "I skal" || r.Catalogue.Protects != registry.ProtectsLife ||
		r.Catalogue.Owner != "Dagtilbudschefen" || r.Catalogue.LegalForm != registry.FormSelfOwning {
		t.Errorf("read as %+v", r)
	}
	if got := strings.Join(faults(f), ", "); got != "2 regelansvarlig: owner_checks_own_rule" {
		t.Errorf("an owner checked the rule: %q", got)
	}
}

func TestRefusedFiles(t *testing.T) {
	windows1252 := bytes.ReplaceAll([]byte(header+line()), []byte("å"), []byte{0xe5})
	for _, c := range []struct{ name, content, want string }{
		{"empty", "", "no_rows"},
		{"header alone", header, "no_rows"},
		{"Windows-1252 header", string(windows1252), "not_utf8 1"},
		{"Windows-1252 row", header + line() + line("område=\xe5"), "not_utf8 3"},
		{"UTF-16", "\xff\xfen\x00u\x00", "not_utf8 1"},
		{"open quotation", header + line() + line("krav=\"aldrig lukket"), "quote_invalid 3"},
		{"unknown column", strings.ReplaceAll(header, "titel", "titler") + line(), "invalid titler: column_unknown titel, titel: column_missing"},
		{"twice", strings.ReplaceAll(header, "titel", "krav") + line(), "invalid krav: column_twice, titel: column_missing"},
		{"personal number in the header", strings.ReplaceAll(header, "indikator_dato", "010190-1234") + line(), "invalid : cpr_like"},
	} {
		_, err := Read(strings.NewReader(c.content), today, nil)
		e, ok := err.(*registry.Error)
		if !ok {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		got := string(e.Code)
		if e.Args["row"] != "" {
			got += " " + e.Args["row"]
		}
		var wrong []string
		for _, f := range e.Fields {
			s := f.Name + ": " + string(f.Code)
			if f.Args["nearest"] != "" {
				s += " " + f.Args["nearest"]
			}
			wrong = append(wrong, s)
		}
		if len(wrong) > 0 {
			got += " " + strings.Join(wrong, ", ")
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestLimits(t *testing.T) {
	large := header + line("krav="+strings.Repeat("x", MaxBytes))
	if _, err := Read(strings.NewReader(large), today, nil); registry.CodeOf(err) != registry.CodeTooLarge {
		t.Errorf("a large file: %v", err)
	}
	for _, separator := range []string{";", ",", "\t"} {
		wide := header + strings.Repeat(separator, MaxParted+1)
		if _, err := Read(strings.NewReader(wide), today, nil); registry.CodeOf(err) != registry.CodeColumnsMany {
			t.Errorf("a row of %q: %v", separator, err)
		}
	}
	short := "titel;krav;type;område;enhed;vedtaget_af;vedtaget_dato;retsgrundlag\n"
	many := short + strings.Repeat("t;k;regel;o;e;leder;2022-01-17;\n", MaxRows)
	if f, err := Read(strings.NewReader(many), today, nil); err != nil || len(f.Good()) != MaxRows {
		t.Errorf("%d rows: %v", MaxRows, err)
	}
	many += "t;k;regel;o;e;leder;2022-01-17;\n"
	if _, err := Read(strings.NewReader(many), today, nil); registry.CodeOf(err) != registry.CodeTooManyRows {
		t.Errorf("one row more: %v", err)
	}
}

func TestNearest(t *testing.T) {
	for name, want := range map[string]string{"titler": "titel", "vedtaget den": "vedtaget_af", "omraade": "område", "retsgrundlg": "retsgrundlag"} {
		if got := nearest(name); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}
