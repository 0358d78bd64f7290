package sheet_test

import (
	"testing"

	"github.com/omvendt/omvendt/internal/sheet"
	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/registry/ruleimport"
)

// Every column of the lists that are handed out is known again by an import, in
// every language, and so is every choice that can stand in it.
func TestListsAreKnownAgain(t *testing.T) {
	for _, l := range texts.Langs {
		heads := func(columns []sheet.Column) (r ruleimport.Record) {
			for _, c := range columns {
				r.Cells = append(r.Cells, ruleimport.Cell{Text: c.Head})
			}
			return r
		}
		read := func(head ruleimport.Record, cells ...string) *ruleimport.File {
			row := ruleimport.Record{Number: 2, Cells: make([]ruleimport.Cell, len(head.Cells))}
			for i, c := range cells {
				row.Cells[i].Text = c
			}
			f, err := ruleimport.Read(&ruleimport.Table{Rows: []ruleimport.Record{head, row}}, ruleimport.Options{Today: registry.MustDay("2026-11-01")})
			if err != nil {
				t.Fatal(err)
			}
			return f
		}
		all := heads(sheet.WorkTable(l, sheet.WorkColumns).Columns)
		for _, c := range read(all, "R-0001").Columns {
			if c.Certainty != ruleimport.Named {
				t.Errorf("%s: %q is not known", l, c.Header)
			}
		}
		edit := sheet.WorkChosen([]string{sheet.WorkEdit})
		fields := map[string]bool{}
		for _, c := range read(heads(sheet.WorkTable(l, edit).Columns), "R-0001").Columns {
			fields[c.Field] = true
		}
		for _, f := range ruleimport.Fields() {
			if f != ruleimport.Note && f != ruleimport.Skip && !fields[f] {
				t.Errorf("%s: no column for %q", l, f)
			}
		}
		for _, c := range read(heads(sheet.RegisterTable(l).Columns), "R-0001").Columns {
			if c.Certainty != ruleimport.Named {
				t.Errorf("%s: %q of the public register is not known", l, c.Header)
			}
		}
		for group, of := range map[string]struct {
			key    string
			values []string
		}{
			"kind": {"kind", names(registry.RuleKinds)}, "adopter": {"law_adopter", names(registry.Adopters)}, "protects": {"protects", names(registry.ProtectsChoices)},
			"legal_form": {"legal_form", names(registry.LegalForms)}, "per": {"effort_per", names(registry.Periods)},
			"evidence": {"effort_evidence", names(registry.EvidenceGrades)}, "effect_grade": {"case_grade", names(registry.EffectGrades)},
		} {
			table := heads(sheet.WorkTable(l, sheet.WorkChosen([]string{of.key})).Columns)
			for _, v := range of.values {
				for _, f := range read(table, "R-0001", "x", l.Name(group, v)).Rows[0].Faults() {
					if f.Code == registry.CodeChoiceInvalid {
						t.Errorf("%s: %q of %s is not read: %v", l, l.Name(group, v), of.key, f)
					}
				}
			}
		}
	}
}

func names[T ~string](all []T) (out []string) {
	for _, v := range all {
		out = append(out, string(v))
	}
	return out
}
