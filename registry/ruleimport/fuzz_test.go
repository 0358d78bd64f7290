package ruleimport

import (
	"bytes"
	"encoding/csv"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/registry"
)

// Whatever the bytes, the reader answers. Rows are counted as a spreadsheet
// counts them, no cell of a good row is lost, and a good rule that is written
// down and read again is the same rule.
func FuzzRead(f *testing.F) {
	f.Add(sample(f)[:3000])
	f.Add([]byte(header + line()))
	f.Add([]byte("\ufeff" + header + line("krav=\"a\nb\"", "nummer=8") + "\n" + line("type=x")))
	f.Add([]byte(header + line("krav=010190-1234")))
	f.Add([]byte(header + line("retsgrundlag=x~~~|a~aftale~2021-01-01~9999-12-31", "minutter_fra=1.000,5")))
	f.Add([]byte(header + line("retsgrundlag=a|b~aftale~2021-01-01~2022-12-31", "minutter_fra=0", "antal_personer=0")))
	f.Add([]byte("\n\n" + header + "\n;;;;;;;;;;;;;\n" + line("krav=\"a\n\"\"\nb\"") + "\r\n" + line("nummer=\"8\n\"")))
	f.Add([]byte(header + line("byrde_grundlag=målt", "minutter_fra=5", "minutter_til=7,25", "indikator_dato=1/7-2027", "antal_personer=-0")))
	f.Add([]byte("nummer,titel\n\"\xff\",\"\n"))
	f.Add([]byte("\xff\xfe\x00"))
	f.Fuzz(func(t *testing.T, content []byte) {
		file, err := Read(bytes.NewReader(content), today, nil)
		if err != nil {
			if e, ok := err.(*registry.Error); !ok || e.Code == registry.CodeInternal {
				t.Fatalf("refused with %v", err)
			}
			return
		}
		content = bytes.TrimPrefix(content, []byte("\ufeff"))
		separator := separatorOf(content)
		lines := spreadsheetRows(content)
		head, names := 0, []string(nil)
		for names == nil { // the first row that is there
			names = cellsIn(lines[head], separator)
			head++
		}
		columns, err := readHeader(names)
		if err != nil {
			t.Fatal(err)
		}
		last := head
		numbers := map[registry.Number]bool{}
		for _, r := range file.Rows {
			for n := last + 1; n < r.Number; n++ {
				if cells := cellsIn(lines[n-1], separator); strings.Join(cells, "") != "" {
					t.Fatalf("row %d was passed over: %q", n, cells)
				}
			}
			if r.Number <= last || r.Number > len(lines) {
				t.Fatalf("row %d of %d comes after row %d", r.Number, len(lines), last)
			}
			last = r.Number
			cells := cellsIn(lines[r.Number-1], separator)
			if len(r.Faults) > 0 {
				continue
			}
			if err := r.Rule.Validate(today); err != nil {
				t.Fatalf("row %d is called good: %v", r.Number, err)
			}
			if n := r.Rule.Number; n != 0 && numbers[n] {
				t.Fatalf("%s is there twice", n)
			}
			numbers[r.Rule.Number] = true
			nothingLost(t, r, columns, cells)
		}
		sameWhenWritten(t, file.Good())
	})
}

// spreadsheetRows cuts a file where a line ends outside quotation marks.
func spreadsheetRows(content []byte) []string {
	var rows []string
	quoted, from := false, 0
	for i, b := range content {
		switch {
		case b == '"':
			quoted = !quoted
		case b == '\n' && !quoted:
			rows = append(rows, string(content[from:i+1]))
			from = i + 1
		}
	}
	return append(rows, string(content[from:]))
}

// cellsIn are the cells of one row; nil when the row is not there at all.
func cellsIn(row string, separator rune) []string {
	r := csv.NewReader(strings.NewReader(row))
	r.Comma, r.FieldsPerRecord = separator, -1
	cells, err := r.Read()
	if err != nil {
		return nil
	}
	for i := range cells {
		cells[i] = strings.TrimSpace(cells[i])
	}
	return cells
}

// nothingLost finds every cell again in the rule.
func nothingLost(t *testing.T, r Row, columns []*column, cells []string) {
	t.Helper()
	held := cellsOf(r.Rule)
	for i, text := range cells {
		if text == "" {
			continue
		}
		col := columnAt(columns, i)
		if col == nil {
			t.Fatalf("row %d: %q stands under no column", r.Number, text)
		}
		switch got := held[col.name]; {
		case textColumns[col.name] && got != text:
			t.Fatalf("row %d, %s: %q became %q", r.Number, col.name, text, got)
		case got == "" && strings.Trim(text, "-+0.,") != "": // no figure is the figure zero
			t.Fatalf("row %d, %s: %q is lost", r.Number, col.name, text)
		}
		if col.name == columnBases && len(r.Rule.Bases) != 1+strings.Count(text, "|") {
			t.Fatalf("row %d: %q became %+v", r.Number, text, r.Rule.Bases)
		}
	}
}

var textColumns = map[string]bool{"titel": true, "kort_sagt": true, "krav": true, "område": true, "enhed": true, "målgruppe": true, "regelansvarlig": true,
	"kle": true, "hyppighed": true, "begrundelse_værdi": true, "begrundelse_for_hvem": true, "begrundelse_virkning": true, "begrundelse_evidens": true,
	"begrundelse_lettere_alternativ": true, "indikator": true, "kilde": true}

// cellsOf writes a rule as the cells of a file.
func cellsOf(r registry.NewRule) map[string]string {
	c, j := r.Catalogue, r.Justification
	cells := map[string]string{"titel": r.Text.Title, "kort_sagt": r.Text.Plain, "krav": r.Text.Demand, "hyppighed": r.Text.Frequency,
		"type": string(c.Kind), "område": c.Area, "enhed": c.Unit, "enhedens_form": string(c.LegalForm), "målgruppe": c.Audience,
		"beskytter": string(c.Protects), "regelansvarlig": c.Owner, "vedtaget_af": string(r.Adopter), "vedtaget_dato": r.EffectiveFrom.String(),
		"kle": c.KLE, "byrde_grundlag": string(c.Effort.Evidence), "begrundelse_værdi": j.Value, "begrundelse_for_hvem": j.Beneficiary,
		"begrundelse_virkning": j.Mechanism, "begrundelse_evidens": j.Evidence, "begrundelse_lettere_alternativ": j.Lighter,
		"indikator": j.Indicator, "indikator_dato": j.CheckOn.String(), "kilde": c.Source}
	if r.Number != 0 {
		cells[columnNumber] = r.Number.String()
	}
	figure := func(f float64) string { return strings.ReplaceAll(strconv.FormatFloat(f, 'f', -1, 64), ".", ",") }
	if c.Effort.Evidence != registry.NotQuantified {
		cells["minutter_fra"], cells["minutter_til"] = figure(c.Effort.MinutesFrom), figure(c.Effort.MinutesTo)
	}
	if c.Effort.People != 0 {
		cells["antal_personer"] = strconv.Itoa(c.Effort.People)
	}
	var bases []string
	for _, b := range r.Bases {
		until := ""
		if b.Until != registry.LastDay {
			until = (b.Until - 1).String()
		}
		bases = append(bases, strings.Join([]string{b.Reference, string(b.Effect), b.From.String(), until}, "~"))
	}
	cells[columnBases] = strings.Join(bases, " | ")
	return cells
}

// sameWhenWritten writes rules to a file and reads it.
func sameWhenWritten(t *testing.T, rules []registry.NewRule) {
	t.Helper()
	if len(rules) == 0 {
		return
	}
	var content bytes.Buffer
	w := csv.NewWriter(&content)
	w.Comma = ';'
	names := make([]string, len(allColumns))
	for i, c := range allColumns {
		names[i] = c.name
	}
	rows := [][]string{names}
	for _, r := range rules {
		held := cellsOf(r)
		cells := make([]string, len(names))
		for i, name := range names {
			cells[i] = held[name]
			if strings.Contains(cells[i], "\r") {
				return // CSV does not keep every end of line apart
			}
		}
		rows = append(rows, cells)
	}
	if err := w.WriteAll(rows); err != nil {
		t.Fatal(err)
	}
	file, err := Read(bytes.NewReader(content.Bytes()), today, nil)
	if err != nil {
		t.Fatalf("%v\n%s", err, content.Bytes())
	}
	if len(file.Bad()) > 0 || !reflect.DeepEqual(file.Good(), rules) {
		t.Fatalf("read again: %q\n%+v\n%+v", faults(file), file.Good(), rules)
	}
}
