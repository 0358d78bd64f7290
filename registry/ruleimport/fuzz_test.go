package ruleimport_test

import (
	"bytes"
	"encoding/csv"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/registry"
	. "github.com/omvendt/omvendt/registry/ruleimport"
)

// Whatever the bytes, the reader answers. Rows stand in their order, what is
// called good is good, and a good rule that is written down and read again is
// the same rule.
func FuzzRead(f *testing.F) {
	f.Add(sample(f)[:3000])
	f.Add([]byte(header + line()))
	f.Add([]byte("\ufeff" + header + line("krav=\"a\nb\"", "nummer=8") + "\n" + line("type=x")))
	f.Add([]byte(header + line("krav=010190-1234")))
	f.Add([]byte(header + line("retsgrundlag=x~~~|a~aftale~2021-01-01~9999-12-31", "minutter_fra=1.000,5")))
	f.Add([]byte(header + line("retsgrundlag=a|b~aftale~2021-01-01~2022-12-31", "minutter_fra=0", "antal_personer=0")))
	f.Add([]byte("\n\n" + header + "\n;;;;;;;;;;;;;\n" + line("krav=\"a\n\"\"\nb\"") + "\r\n" + line("nummer=\"8\n\"")))
	f.Add([]byte("hyppighed;gange_fra;udføres_af;tidspunkter;oplysninger;" + header + "to gange om året;;daglig leder;marts, 1/10;antal børn;" + line("byrde_grundlag=målt", "minutter_fra=5")))
	f.Add([]byte(header + line("byrde_grundlag=målt", "minutter_fra=5", "minutter_til=7,25", "indikator_dato=1/7-2027", "antal_personer=-0")))
	f.Add([]byte("nummer,titel\n\"\xff\",\"\n"))
	f.Add([]byte("\xff\xfe\x00"))
	f.Fuzz(func(t *testing.T, content []byte) {
		file, err := readWith(content, Options{Today: today})
		if err != nil {
			if e, ok := err.(*registry.Error); !ok || e.Code == registry.CodeInternal {
				t.Fatalf("refused with %v", err)
			}
			return
		}
		last := 0
		numbers := map[registry.Number]bool{}
		for _, r := range file.Rows {
			if r.Number <= last {
				t.Fatalf("row %d comes after row %d", r.Number, last)
			}
			last = r.Number
			if len(r.Faults()) > 0 || r.Skipped {
				continue
			}
			if err := r.Rule.Validate(today); err != nil && len(file.Faults()) == 0 {
				t.Fatalf("row %d is called good: %v", r.Number, err)
			}
			if n := r.Rule.Number; n != 0 && numbers[n] {
				t.Fatalf("%s is there twice", n)
			}
			numbers[r.Rule.Number] = true
		}
		sameWhenWritten(t, file.Good())
	})
}

var months = []string{"januar", "februar", "marts", "april", "maj", "juni", "juli", "august", "september", "oktober", "november", "december"}

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
		cells["nummer"] = r.Number.String()
	}
	figure := func(f float64) string { return strings.ReplaceAll(strconv.FormatFloat(f, 'f', -1, 64), ".", ",") }
	if c.Effort.Evidence != registry.NotQuantified {
		cells["minutter_fra"], cells["minutter_til"] = figure(c.Effort.MinutesFrom), figure(c.Effort.MinutesTo)
	}
	if c.Effort.People != 0 {
		cells["antal_personer"] = strconv.Itoa(c.Effort.People)
	}
	e := c.Effort
	cells["udføres_af"], cells["gange_pr"], cells["oplysninger"], cells["tidsforbrug_siden"] = e.Role, string(e.Per), strings.Join(e.Data, ", "), e.Since.String()
	if e.TimesTo != 0 {
		cells["gange_fra"], cells["gange_til"] = figure(e.TimesFrom), figure(e.TimesTo)
	}
	if e.Units != 0 {
		cells["antal_enheder"] = strconv.Itoa(e.Units)
	}
	var when []string
	for _, d := range e.When {
		text := months[d.Month-1]
		if d.Day != 0 {
			text = strconv.Itoa(d.Day) + "/" + strconv.Itoa(d.Month)
		}
		when = append(when, text)
	}
	cells["tidspunkter"] = strings.Join(when, ", ")
	var bases []string
	for _, b := range r.Bases {
		until := ""
		if b.Until != registry.LastDay {
			until = (b.Until - 1).String()
		}
		bases = append(bases, strings.Join([]string{b.Reference, string(b.Effect), b.From.String(), until}, "~"))
	}
	cells["retsgrundlag"] = strings.Join(bases, " | ")
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
	names := Fields()
	names = names[:len(names)-2] // without Note and Skip
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
	file, err := readWith(content.Bytes(), Options{Today: today})
	if err != nil {
		t.Fatalf("%v\n%s", err, content.Bytes())
	}
	if len(file.Bad()) > 0 || !reflect.DeepEqual(file.Good(), rules) {
		t.Fatalf("read again: %q\n%+v\n%+v", faults(file), file.Good(), rules)
	}
}
