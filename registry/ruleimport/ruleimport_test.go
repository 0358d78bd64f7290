package ruleimport_test

import (
	"encoding/csv"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/sheet"
	"github.com/omvendt/omvendt/registry"
	. "github.com/omvendt/omvendt/registry/ruleimport"
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
	f, err := readWith([]byte(content), Options{Today: today})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func readWith(content []byte, o Options) (*File, error) {
	table, err := sheet.Read(content, "")
	if err != nil {
		return nil, err
	}
	return Read(table, o)
}

// warnings writes what must be looked at, as faults does.
func warnings(f *File) (out []string) {
	for _, r := range f.Rows {
		for _, x := range r.Warnings() {
			out = append(out, strconv.Itoa(r.Number)+" "+x.Name+": "+string(x.Code))
		}
	}
	return out
}

// faults writes what is wrong as "row column: code".
func faults(f *File) []string {
	var out []string
	for _, r := range f.Rows {
		for _, x := range r.Faults() {
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
		{"titel=", "2 titel: title_missing"},
		{"titel=" + strings.Repeat("æ", 301), "2 titel: too_long"},
		{"titel=a\x00b", "2 titel: text_invalid"},
		{"type=Regel", ""},
		{"type=documentation", ""},
		{"type=x", "2 type: choice_invalid"},
		{"krav=", "2 krav: demand_missing"},
		{"type=", "2 type: required"},
		{"vedtaget_af=committee", ""},
		{"vedtaget_af=Forældrebestyrelse", ""},
		{"vedtaget_af=borgmesteren", "2 vedtaget_af: choice_invalid"},
		{"vedtaget_dato=17-01-2022", ""},
		{"vedtaget_dato=1/7-2021", ""},
		{"vedtaget_dato=2022-02-30", "2 vedtaget_dato: day_impossible"},
		{"vedtaget_dato=31-11-2022", "2 vedtaget_dato: day_impossible"},
		{"vedtaget_dato=31-12-9999", "2 vedtaget_dato: day_impossible"},
		{"vedtaget_dato=", "2 vedtaget_dato: required"},
		{"retsgrundlag=https://www.retsinformation.dk/eli/lta/2024/988 § 5~minimum~2018-07-01~2024-12-31", ""},
		{"retsgrundlag=https://www.retsinformation.dk/eli/lta/2024/988 § 5~kræver lokal regel~01-07-2018~", ""},
		{"retsgrundlag=Aftale § 4~agreement~2021-04-01~ | Aftale § 5~aftale~2021-04-01~9999-12-31", ""},
		{"retsgrundlag=§ 5~minimum~2018-07-01~", "2 retsgrundlag 1: henvisning: law_reference_invalid"},
		{"retsgrundlag=x|Aftale~aftale~2021-04-01~2021-03-31", "2 retsgrundlag 1: basis_form_invalid, 2 retsgrundlag 2: til: ends_before_it_begins"},
		{"retsgrundlag=Aftale~aftale~~", "2 retsgrundlag 1: fra: required"},
		{"retsgrundlag=Aftale~gæld~2021-04-01~2021-13-31", "2 retsgrundlag 1: virkning: choice_invalid, 2 retsgrundlag 1: til: day_invalid"},
		{"minutter_fra=42,5;byrde_grundlag=målt", ""},
		{"minutter_fra=42.5;byrde_grundlag=skøn fra ledere", ""},
		{"minutter_fra=NaN;byrde_grundlag=målt", "2 minutter_fra: figure_invalid"},
		{"minutter_fra=-5;byrde_grundlag=målt", "2 minutter_fra: figure_negative"},
		{"minutter_fra=9;minutter_til=5;byrde_grundlag=målt", "2 minutter_til: ends_before_it_begins"},
		{"minutter_fra=9", "2 byrde_grundlag: required"},
		{"byrde_grundlag=measured", "2 minutter_fra: required"},
		{"byrde_grundlag=gæt", "2 byrde_grundlag: choice_invalid"},
		{"antal_personer=2,5", "2 antal_personer: figure_invalid"},
		{"antal_personer=-2", "2 antal_personer: figure_negative"},
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
			for _, x := range r.Findings {
				if x.Code == registry.CodeCPR && x.Args != nil {
					t.Errorf("%s: the fault has %v", c.change, x.Args)
				}
			}
		}
	}
}

// What is read with a word of warning, and as what.
func TestGuesses(t *testing.T) {
	for _, c := range []struct {
		change, want string
		is           func(registry.NewRule) bool
	}{
		{"vedtaget_af=BUU", "vedtaget_af: adopter_unknown", func(r registry.NewRule) bool { return r.Adopter == registry.AdoptedByCommittee }},
		{"vedtaget_af=Kulturudvalget", "vedtaget_af: adopter_unknown", func(r registry.NewRule) bool { return r.Adopter == registry.AdoptedByCommittee }},
		{"type=skema", "type: kind_unknown", func(r registry.NewRule) bool { return r.Catalogue.Kind == registry.KindDocumentation }},
		{"vedtaget_dato=07/10/13", "vedtaget_dato: day_ambiguous", from("2013-10-07")},
		{"vedtaget_dato=1.2.98", "vedtaget_dato: day_ambiguous", from("1998-02-01")},
		{"vedtaget_dato=17.1.2022", "", from("2022-01-17")},
		{"vedtaget_dato=17. januar 2022", "", from("2022-01-17")},
		{"vedtaget_dato=den 3 sept. 2021", "", from("2021-09-03")},
		{"vedtaget_dato=44578", "", from("2022-01-17")},
		{"vedtaget_dato=2027-01-01", "vedtaget_dato: day_in_future", from("2027-01-01")},
		{"vedtaget_dato=forår 2019", "vedtaget_dato: day_vague", func(r registry.NewRule) bool {
			return r.EffectiveFrom == today && r.Catalogue.Source == "vedtaget_dato: forår 2019"
		}},
		{"indikator_dato=snart", "indikator_dato: day_vague", func(r registry.NewRule) bool {
			return r.Justification.CheckOn == registry.NoDay && r.Catalogue.Source == "indikator_dato: snart"
		}},
		{"retsgrundlag=LBK 2024/988 § 5", "retsgrundlag: reference_without_eli", func(r registry.NewRule) bool {
			return len(r.Bases) == 0 && r.Catalogue.Source == "retsgrundlag: LBK 2024/988 § 5"
		}},
		{"minutter_fra=1.250,5;byrde_grundlag=målt", "minutter_fra: figure_unlikely", minutes(1250.5, 1250.5)},
		{"minutter_fra=1.250;byrde_grundlag=målt", "minutter_fra: figure_unlikely", minutes(1250, 1250)},
		{"minutter_fra=60 til 90;byrde_grundlag=målt", "minutter_fra: range_in_text", minutes(60, 90)},
		{"minutter_fra=ca. 7,5–9 min.;byrde_grundlag=målt", "minutter_fra: range_in_text", minutes(7.5, 9)},
		{"krav=@SUM(A1)", "krav: formula", func(r registry.NewRule) bool { return r.Text.Demand == "@SUM(A1)" }},
		{"krav=- et punkt", "", func(r registry.NewRule) bool { return r.Text.Demand == "- et punkt" }},
	} {
		f := read(t, header+line(strings.Split(c.change, ";")...))
		want := []string{"2 " + c.want}
		if c.want == "" {
			want = nil
		}
		if got := warnings(f); !slices.Equal(got, want) || len(faults(f)) > 0 || !c.is(f.Rows[0].Rule) {
			t.Errorf("%s: %q, %q, %+v", c.change, got, faults(f), f.Rows[0].Rule)
		}
	}
}

func from(day string) func(registry.NewRule) bool {
	return func(r registry.NewRule) bool { return r.EffectiveFrom == registry.MustDay(day) }
}

func minutes(from, until float64) func(registry.NewRule) bool {
	return func(r registry.NewRule) bool {
		return r.Catalogue.Effort.MinutesFrom == from && r.Catalogue.Effort.MinutesTo == until
	}
}

func TestRowsAreThoseOfTheSpreadsheet(t *testing.T) {
	content := header +
		line("nummer=1", "krav=\"To\r\nlinjer; og \"\"mere\"\"\"") +
		"\n;;;;;;;;;;;;;\n" +
		line("nummer=2", "krav=\"a\nb\nc\"") +
		line("nummer=R-0001") +
		line("nummer=3", "type=x") +
		line("nummer=3", "type=x")
	f := read(t, content)
	want := []string{"6 nummer: number_twice", "7 type: choice_invalid"}
	if got := faults(f); !slices.Equal(got, want) {
		t.Errorf("faults %q, want %q", got, want)
	}
	if f.Rows[4].Faults()[0].Args["row"] != "2" {
		t.Errorf("the number stands first in %v", f.Rows[4].Faults()[0].Args)
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
	if got := strings.Join(warnings(stray), ", "); got != "2 O: cell_without_column" {
		t.Errorf("stray cells: %q", got)
	}
}

func TestOptionalColumns(t *testing.T) {
	head := strings.TrimSpace(header) + ";kort_sagt;beskytter;regelansvarlig;enhedens_form;Nøgleord\n"
	row := strings.TrimSpace(line()) + ";I skal;Liv og helbred;Dagtilbudschefen;self_owning;\"IT, skema; Skema\"\n"
	check := &registry.LegalCheck{By: "Dagtilbudschefen", Day: today, Result: registry.BasesConfirmed}
	f, err := readWith([]byte(head+row), Options{Today: today, Check: check})
	if err != nil {
		t.Fatal(err)
	}
	r := f.Rows[0].Rule
	if r.Text.Plain != "I skal" || r.Catalogue.Protects != registry.ProtectsLife ||
		r.Catalogue.Owner != "Dagtilbudschefen" || r.Catalogue.LegalForm != registry.FormSelfOwning || !slices.Equal(r.Catalogue.Tags, []string{"it", "skema"}) {
		t.Errorf("read as %+v", r)
	}
	if got := strings.Join(faults(f), ", "); got != "2 regelansvarlig: owner_checks_own_rule" {
		t.Errorf("an owner checked the rule: %q", got)
	}
}

// What is said of the columns.
func TestColumns(t *testing.T) {
	for _, c := range []struct {
		name, header string
		match        Match
		want         string
	}{
		{"as they should be", header, nil, ""},
		{"a slip", strings.ReplaceAll(header, "retsgrundlag", "retsgrundlg"), nil, "retsgrundlg: column_guessed"},
		{"a synonym", strings.ReplaceAll(header, "retsgrundlag", "Hjemmel"), nil, ": columns_matched"},
		{"unknown", strings.ReplaceAll(header, "titel", "Zebra"), nil, "Zebra: column_unmatched, titel: column_missing!"},
		{"told", strings.ReplaceAll(header, "titel", "Zebra"), Match{"zebra": "titel"}, ""},
		{"told to be left out", strings.ReplaceAll(header, "indikator_dato", "Zebra"), Match{"zebra": Skip}, ""},
		{"twice", strings.ReplaceAll(header, "titel", "krav"), nil, "krav: column_twice!, titel: column_missing!"},
		{"a synonym beside the name", strings.ReplaceAll(header, "indikator_dato", "hjemmel"), nil, "hjemmel: column_unmatched"},
		{"a personal number", strings.ReplaceAll(header, "indikator_dato", "010190-1234"), nil, "N: cpr_like!"},
	} {
		f, err := readWith([]byte(c.header+line()), Options{Today: today, Match: c.match})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, x := range f.Findings {
			s := x.Name + ": " + string(x.Code)
			if x.Severity == Error {
				s += "!"
			}
			got = append(got, s)
		}
		if strings.Join(got, ", ") != c.want || (len(f.Good()) == 1) == strings.Contains(c.want, "!") {
			t.Errorf("%s: %q, %d good", c.name, got, len(f.Good()))
		}
	}
	for _, content := range []string{header, header + "\n;;\n"} {
		if _, err := readWith([]byte(content), Options{Today: today}); registry.CodeOf(err) != registry.CodeNoRows {
			t.Errorf("a header alone: %v", err)
		}
	}
}

// planted are the codes of the messy file's README, and what they are here.
var planted = map[string]registry.Code{
	"tegnsæt_gættet": CodeCharset, "afsluttende_semikolon": CodeTrailing, "kolonner_genkendt": CodeColumns, "kolonne_ukendt": CodeColumnUnknown,
	"henvisning_uden_eli": CodeReference, "decimalkomma": CodeDecimalComma, "dato_tolket": CodeDayRead, "dato_uklar": CodeDayVague,
	"vedtager_ukendt": CodeAdopterUnknown, "tom_række": CodeRowEmpty, "linjeskift_i_celle": CodeLineBreak, "dubleret_række": CodeRowTwice,
	"formel_i_celle": CodeFormula, "mellemrum_fjernet": CodeSpace, "nummer_dobbelt": registry.CodeNumberTwice, "cpr_lignende": registry.CodeCPR,
	"interval_i_tekst": CodeRange, "titel_mangler": CodeTitleMissing, "krav_mangler": CodeDemandMissing, "type_ukendt": CodeKindUnknown,
	"tal_usandsynligt": CodeUnlikely, "dato_findes_ikke": CodeDayImpossible, "dato_tvetydig": CodeDayAmbiguous, "stavemåde": CodeSpelling,
	"kle_format": CodeKLE, "tal_negativt": CodeNegative, "dato_i_fremtiden": CodeDayFuture, "tegn_windows1252": CodeWindows1252, "ligner_anden": CodeRowSimilar,
}

var severities = map[string]Severity{"info": Info, "advarsel": Warning, "fejl": Error}

// Every finding that was planted in the messy file is told of its row and
// column, in its severity, and nothing else is an error.
func TestMessyFile(t *testing.T) {
	content, err := os.ReadFile("testdata/regler-dagtilbud-rodet.csv")
	if err != nil {
		t.Fatal(err)
	}
	f, err := readWith(content, Options{Today: today, Area: "Dagtilbud", Unit: "Alle dagtilbud"})
	if err != nil {
		t.Fatal(err)
	}
	readme, err := os.ReadFile("testdata/regler-dagtilbud-rodet-README.md")
	if err != nil {
		t.Fatal(err)
	}
	rows := map[int]Row{}
	for _, r := range f.Rows {
		rows[r.Number] = r
	}
	found, errors := 0, 0
	for text := range strings.Lines(string(readme)) {
		cells := strings.Split(strings.TrimSpace(text), "|")
		if len(cells) != 6 && len(cells) != 8 {
			continue
		}
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		findings, at := f.Findings, 1
		if len(cells) == 8 { // of a row
			n, err := strconv.Atoi(cells[1])
			if err != nil {
				continue
			}
			if rows[n].Line != 0 && strconv.Itoa(rows[n].Line) != cells[2] {
				t.Errorf("row %d stands on line %d, not %s", n, rows[n].Line, cells[2])
			}
			findings, at = rows[n].Findings, 3
		}
		column, how, code := cells[at], cells[at+1], cells[at+2]
		if column == "-" || column == "alle" || column == "overskrifter" {
			column = ""
		}
		severity, ok := severities[how]
		if !ok {
			continue
		}
		found++
		if severity == Error {
			errors++
		}
		if !slices.ContainsFunc(findings, func(x Finding) bool {
			return x.Name == column && x.Severity == severity && x.Code == planted[code] && planted[code] != ""
		}) {
			t.Errorf("%s: %s is not among %+v", strings.TrimSpace(text), planted[code], findings)
		}
	}
	if found != 35 || errors != 6 || len(faults(f)) != errors || len(f.Faults()) > 0 {
		t.Errorf("%d looked for, %d of them errors; errors told: %q, %v", found, errors, faults(f), f.Faults())
	}
	if len(f.Rows) != 40 || len(f.Good()) != 37-2-6 {
		t.Errorf("%d rows, %d good", len(f.Rows), len(f.Good()))
	}
	if r := rows[40].Warnings(); len(r) != 1 || r[0].Args["row"] != "10" {
		t.Errorf("row 40 resembles %v", r)
	}
	for _, r := range f.Rows {
		for _, x := range r.Findings {
			for _, a := range x.Args {
				if strings.Contains(a, "010101") {
					t.Errorf("row %d quotes a personal number", r.Number)
				}
			}
		}
	}
}

func TestManyRowsAlike(t *testing.T) {
	short := "titel;krav;type;område;enhed;vedtaget_af;vedtaget_dato;retsgrundlag\n"
	var b strings.Builder
	b.WriteString(short)
	for i := range 10_000 {
		b.WriteString("t" + strconv.Itoa(i) + ";Lederen skriver en plan hver uge og sender den;regel;o;e;leder;2022-01-17;\n")
	}
	f := read(t, b.String())
	if len(f.Good()) != 10_000 || len(warnings(f)) != 9_999 {
		t.Errorf("%d good, %d alike", len(f.Good()), len(warnings(f)))
	}
}

// A sheet has its title above the names of its columns, in a merged cell or three.
func TestNamesBelow(t *testing.T) {
	const names, row = "titel;krav;type;område;enhed;vedtaget_af;vedtaget_dato;retsgrundlag\n", "Ugeplan;Skriv en plan for ugen.;regel;Dagtilbud;Alle;byråd;2014-08-01;\n"
	for what, c := range map[string]struct {
		content string
		row     int // of the rule
		above   bool
	}{
		"first":            {names + row, 2, false},
		"below a title":    {"Regler i Solstrålen;;;\n\nSendt af;Ada;;\n" + names + row, 5, true},
		"below one name":   {"Regel;;;\n" + names + row, 3, true},
		"after ten rows":   {strings.Repeat("Vejledning;;\n", 10) + names + row, 12, true},
		"below empty ones": {"\n\n\n" + names + row, 5, false},
	} {
		f := read(t, c.content)
		above := slices.ContainsFunc(f.Findings, func(x Finding) bool { return x.Code == CodeRowsAbove })
		if len(f.Good()) != 1 || f.Rows[0].Number != c.row || above != c.above {
			t.Errorf("%s: %d good of %d, above %v: %v %v", what, len(f.Good()), len(f.Rows), above, f.Findings, faults(f))
		}
	}
	// Of names that nobody knows the first row with more than one is taken.
	if f := read(t, "Min liste;;\nzebra;gnu;okapi\na;b;c\n"); len(f.Columns) != 3 || f.Columns[1].Header != "gnu" || len(f.Rows) != 1 {
		t.Errorf("%+v", f.Columns)
	}
}
