package storage

import (
	"encoding/csv"
	"fmt"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/omvendt/omvendt/policies"
	"github.com/omvendt/omvendt/registry"
)

// judging is a register that judges justifications as they are written.
func (x *fixture) judging() *registry.Service {
	x.Helper()
	cases, err := policies.NewCases()
	if err != nil {
		x.Fatal(err)
	}
	maker, err := policies.NewMaker()
	if err != nil {
		x.Fatal(err)
	}
	adoption, err := policies.NewAdoption()
	if err != nil {
		x.Fatal(err)
	}
	x.db.Cases = cases
	s := &registry.Service{Store: x.db.Registry(), Maker: maker, Cases: cases, Adoption: adoption, Place: time.UTC}
	if err := s.Prepare(x.Context()); err != nil {
		x.Fatal(err)
	}
	return s
}

func readTable(t testing.TB, name string) []map[string]string {
	t.Helper()
	f, err := os.Open(name)
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
	rows[0][0] = strings.TrimPrefix(rows[0][0], "\ufeff")
	var out []map[string]string
	for _, row := range rows[1:] {
		m := map[string]string{}
		for i, column := range rows[0] {
			m[column] = row[i]
		}
		out = append(out, m)
	}
	return out
}

// sampleRules are the 64 made-up rules of Eksempel Kommune.
func sampleRules(t testing.TB) []registry.NewRule {
	var rules []registry.NewRule
	for _, row := range readTable(t, "../../cmd/omvendt/internal/demo/data/regler-dagtilbud.csv") {
		n, err := strconv.Atoi(strings.TrimPrefix(row["nummer"], "R-"))
		if err != nil {
			t.Fatal(err)
		}
		rules = append(rules, registry.NewRule{Number: registry.Number(n), Adopter: registry.AdoptedByCouncil, EffectiveFrom: registry.MustDay("2020-01-01"),
			Catalogue: registry.Catalogue{Kind: registry.KindRule, Area: row["område"], Unit: row["enhed"], Effort: registry.Effort{Evidence: registry.NotQuantified}},
			Text:      registry.Text{Title: row["titel"], Demand: row["krav"], Frequency: row["hyppighed"]},
			Justification: registry.Justification{Value: row["begrundelse_værdi"], Beneficiary: row["begrundelse_for_hvem"], Mechanism: row["begrundelse_virkning"],
				Evidence: row["begrundelse_evidens"], Lighter: row["begrundelse_lettere_alternativ"], Indicator: row["indikator"]}})
	}
	return rules
}

// judged is what the sample's labels call the gravest finding.
func judged(c registry.CaseRecord) string {
	switch c.Worst {
	case "EMPTY":
		return "tom"
	case "CIRCULAR":
		return "cirkulær"
	case "COPIED":
		return "kopieret"
	case "LAW_WITHOUT_REFERENCE":
		return "lov uden henvisning"
	case "":
		return "god"
	}
	return "delvis"
}

// Every one of the 64 justifications is judged as a reader judged it, in one
// import and written one by one in any order that has the source first.
func TestSampleIsJudgedAsExpected(t *testing.T) {
	want := map[registry.Number]string{}
	for _, row := range readTable(t, "testdata/begrundelser.csv") {
		n, err := registry.ParseNumber(row["nummer"])
		if err != nil {
			t.Fatal(err)
		}
		want[n] = row["begrundelse_kvalitet"]
	}
	both(t, func(x *fixture) {
		s := x.judging()
		rules, err := s.CreateRules(x.Context(), act, sampleRules(t))
		if err != nil {
			t.Fatal(err)
		}
		x.shaped(rules)
		confusion := map[string]int{}
		for _, c := range x.records(rules) {
			got := judged(c)
			confusion[want[c.Number]+" -> "+got]++
			if got != want[c.Number] {
				t.Errorf("%s is %s, not %s: %+v", c.Number, got, want[c.Number], c)
			}
		}
		for _, line := range slices.Sorted(maps.Keys(confusion)) {
			t.Logf("%3d %s", confusion[line], line)
		}
	})
}

func (x *fixture) records(rules []registry.Rule) []registry.CaseRecord {
	x.Helper()
	var ids []registry.RuleID
	for _, r := range rules {
		ids = append(ids, r.ID)
	}
	var out []registry.CaseRecord
	err := x.db.Registry().View(x.Context(), func(r registry.Reader) error {
		records, err := r.CaseRecords(ids)
		for _, id := range ids {
			out = append(out, records[id])
		}
		return err
	})
	if err != nil || len(out) != len(rules) {
		x.Fatalf("%d records: %v", len(out), err)
	}
	return out
}

// shaped: justifications that are alike are counted together, and none is left out.
func (x *fixture) shaped(rules []registry.Rule) {
	x.Helper()
	want := map[registry.CaseFacts]int{}
	for _, c := range x.records(rules) {
		want[c.Facts]++
	}
	got := map[registry.CaseFacts]int{}
	if err := x.db.Registry().View(x.Context(), func(r registry.Reader) error {
		shapes, err := r.CaseShapes()
		for _, s := range shapes {
			got[s.Facts] += s.Rules
		}
		return err
	}); err != nil || len(got) < 2 || len(got) == len(rules) || !maps.Equal(got, want) {
		x.Errorf("%d shapes of %d: %v", len(got), len(want), err)
	}
}

// What others say moves with what each says: a copy is one until the source
// says something else, and who said it first stays the source.
func TestCopiesAreJudgedAnew(t *testing.T) {
	both(t, func(x *fixture) {
		s := x.judging()
		said := func(value string) registry.NewRule {
			return registry.NewRule{Adopter: registry.AdoptedByCouncil, EffectiveFrom: registry.MustDay("2020-01-01"),
				Catalogue:     registry.Catalogue{Kind: registry.KindRule, Area: "A", Unit: "B", Effort: registry.Effort{Evidence: registry.NotQuantified}},
				Text:          registry.Text{Title: "Ugeplan", Demand: "Der skrives en ugeplan."},
				Justification: registry.Justification{Value: value}}
		}
		const same = "Forældre kan se, hvad deres barn har lavet, og spørge til det derhjemme."
		var rules []registry.Rule
		for _, value := range []string{same, same + " Det er godt.", "Vikarer kan læse, hvad der venter dem den dag.", ""} {
			made, err := s.CreateRules(x.Context(), act, []registry.NewRule{said(value)})
			if err != nil {
				t.Fatal(err)
			}
			rules = append(rules, made...)
		}
		stands := func(want ...string) {
			t.Helper()
			for i, c := range x.records(rules) {
				if got := fmt.Sprint(c.Grade, " ", c.Worst, " ", c.From); got != want[i] {
					t.Errorf("%s: %s, want %s", c.Number, got, want[i])
				}
			}
		}
		justify := func(i int, value string) {
			t.Helper()
			v, err := s.Rule(x.Context(), rules[i].Number, registry.StatusQuery{})
			if err == nil {
				_, err = s.Justify(x.Context(), act, rules[i].Number, v.Rule.Edit, registry.Justification{Value: value})
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		stands("partial NO_BENEFICIARY R-0000", "weak COPIED R-0001", "partial NO_BENEFICIARY R-0000", "missing EMPTY R-0000")
		justify(0, same+" Ingen ringer.") // and it was the first all the same
		stands("partial NO_BENEFICIARY R-0000", "weak COPIED R-0001", "partial NO_BENEFICIARY R-0000", "missing EMPTY R-0000")
		justify(0, "Huset lægger tiden hos børnene.")
		stands("partial NO_BENEFICIARY R-0000", "partial NO_BENEFICIARY R-0000", "partial NO_BENEFICIARY R-0000", "missing EMPTY R-0000")
		justify(3, same)
		stands("partial NO_BENEFICIARY R-0000", "partial NO_BENEFICIARY R-0000", "partial NO_BENEFICIARY R-0000", "weak COPIED R-0002")
		// The rule's own text counts too.
		v, err := s.Rule(x.Context(), rules[2].Number, registry.StatusQuery{})
		if err == nil {
			_, err = s.ChangeText(x.Context(), act, rules[2].Number, v.Rule.Edit, registry.NewText{From: registry.MustDay("2027-02-01"),
				Text: registry.Text{Title: "Plan til vikarer", Demand: "Planen læses af vikarer og siger, hvad der venter den dag."}, Adoption: registry.Adoption{Explanation: "Besluttet."}})
		}
		if err != nil {
			t.Fatal(err)
		}
		stands("partial NO_BENEFICIARY R-0000", "partial NO_BENEFICIARY R-0000", "weak CIRCULAR R-0000", "weak COPIED R-0002")

		// What an older program kept is judged when this one begins.
		if _, err := x.db.writer.ExecContext(x.Context(), "DELETE FROM case_saying"); err != nil {
			t.Fatal(err)
		}
		if _, err := x.db.writer.ExecContext(x.Context(), "DELETE FROM rule_case"); err != nil {
			t.Fatal(err)
		}
		if err := s.Prepare(x.Context()); err != nil {
			t.Fatal(err)
		}
		stands("partial NO_BENEFICIARY R-0000", "partial NO_BENEFICIARY R-0000", "weak CIRCULAR R-0000", "weak COPIED R-0002")
	})
}
