package web_test

import (
	"context"
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/sheet"
	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/registry/ruleimport"
)

// chance writes rules that say anything that a rule can say.
type chance struct{ *rand.Rand }

func (x chance) one(of ...string) string { return of[x.IntN(len(of))] }

// text is empty now and then, and has whatever a sheet could stumble over.
func (x chance) text(tag string) string {
	if x.IntN(4) == 0 {
		return ""
	}
	return x.one("", "=1+1 ", "'=x ", "- ", "' ", "-5", "+45 ", "\"", " ", "R-0007") + tag + fmt.Sprint(x.IntN(1000)) +
		x.one("", ";,\t|", "~ og | \\ og \\| ", "\r\nlinje to", "\n\nlinje tre", "_x0041_", " ’citat’ „her“", "<b>&amp;</b>", " 17-01-2022", " ")
}

func (x chance) effort() registry.Effort {
	e := registry.Effort{Evidence: registry.NotQuantified}
	if x.IntN(4) > 0 {
		e.Evidence = registry.EvidenceGrades[1+x.IntN(3)]
		e.MinutesFrom = float64(x.IntN(3)) * 7.5
		e.MinutesTo = e.MinutesFrom + float64(x.IntN(3))*1000.25
	}
	e.People, e.Units, e.Role = x.IntN(3), x.IntN(2)*1500, x.one("", "pædagog", "daglig leder")
	if x.IntN(3) > 0 {
		e.Per = registry.Periods[1+x.IntN(len(registry.Periods)-1)]
		e.TimesFrom = []float64{0, 1, 0.3333, 2.5}[x.IntN(4)]
		e.TimesTo = e.TimesFrom + float64(1+x.IntN(2))
	}
	if x.IntN(2) == 0 {
		e.When, e.Data = []registry.YearDay{{Month: 3}, {Month: 10, Day: 15}, {Month: 5, Day: 1}}, []string{"antal børn", "sygefravær i procent"}
	}
	if x.IntN(3) == 0 {
		e.Since = registry.MustDay("2020-02-29")
	}
	return e
}

func (x chance) rule(n registry.Number) registry.NewRule {
	r := registry.NewRule{Number: n, Adopter: registry.Adopters[x.IntN(len(registry.Adopters))], EffectiveFrom: registry.MustDay(x.one("1999-12-31", "2014-08-01", "2027-03-01")),
		Text: registry.Text{Title: "Titel " + x.text("t"), Plain: x.text("kort"), Demand: x.text("krav") + " " + fmt.Sprint(n) + x.one("", "!", "\n"),
			Frequency: x.one("", "2 gange årligt", "hver marts", "af og til")},
		Catalogue: registry.Catalogue{Kind: registry.RuleKinds[x.IntN(len(registry.RuleKinds))], Area: x.one("Dagtilbud", "Ældre; omsorg"), Unit: x.one("Alle", "=Huset"),
			Audience: x.text("dem"), Owner: x.one("", "Leder", "Konsulent (barsel)"), Protects: registry.ProtectsChoices[x.IntN(5)], LegalForm: registry.LegalForms[x.IntN(5)],
			KLE: x.one("", "27.03", "27.03.04 P35"), Source: x.text("kilde"), Tags: registry.ParseTags(x.one("", "papir", "to, tre")), Effort: x.effort()}}
	for i := range x.IntN(4) {
		b := registry.Basis{Reference: fmt.Sprintf("https://www.retsinformation.dk/eli/lta/2024/988 § %d", 3+i), Effect: registry.Effects[x.IntN(5)],
			From: registry.MustDay("2001-01-01"), Until: registry.LastDay}
		switch b.Effect {
		case registry.Minimum:
			b.Floor, b.Increment = strings.TrimSpace(x.text("loven")), strings.TrimSpace(x.text("vi"))
		case registry.Agrees:
			b.Reference = "Aftale ~ med | tegn \\ og \\~ " + fmt.Sprint(i)
			b.Until = registry.MustDay("2031-01-01")
		}
		r.Bases = append(r.Bases, b)
	}
	if x.IntN(3) > 0 {
		r.Justification = registry.Justification{Value: "Fordi " + x.text("v"), Beneficiary: x.text("b"), Mechanism: x.text("m"), Evidence: x.text("e"), Lighter: x.text("l"),
			Without: x.text("u"), Grade: registry.EffectGrades[x.IntN(5)], Indicator: x.text("i"), CheckOn: []registry.Day{registry.NoDay, registry.MustDay("2029-01-01")}[x.IntN(2)]}
	}
	return r
}

// planned is what a list would do when it is taken in again.
func (o *town) planned(file string) *ruleimport.Preview {
	o.t.Helper()
	book, err := sheet.ReadAll([]byte(file))
	o.must(err)
	desk := ruleimport.Desk{Register: o.register, All: true}
	d, err := desk.Open(context.Background(), act, "liste", book, ruleimport.Choices{})
	o.must(err)
	p, err := desk.Preview(context.Background(), act, d.ID)
	o.must(err)
	return p
}

// unchanged says that every row of a list says what the register says.
func (o *town) unchanged(what string, p *ruleimport.Preview) {
	o.t.Helper()
	for _, f := range p.File.Findings {
		if f.Severity == ruleimport.Warning {
			o.t.Errorf("%s: %+v", what, f)
		}
	}
	for _, r := range p.Rows {
		if r.State != ruleimport.StateUnchanged || len(r.Findings) > 0 {
			o.t.Errorf("%s: row %d (%s) is %s: %+v %+v", what, r.Number, r.Row.Rule.Number, r.State, r.Changes, r.Findings)
		}
	}
}

// asCSV writes rows as a spreadsheet does.
func asCSV(rows [][]string) string {
	var out strings.Builder
	w := csv.NewWriter(&out)
	w.Comma = ';'
	_ = w.WriteAll(rows)
	return out.String()
}

// A list that was taken home and is taken in again as it is changes nothing; with
// three cells corrected it changes those; and an empty register becomes the same.
func TestCampaignListRoundTrip(t *testing.T) {
	testenv.OneAtATime(t)
	testenv.Each(t, func(t *testing.T, dsn string) {
		o := sample(t, dsn)
		x := chance{rand.New(rand.NewPCG(testenv.Seed(t, 11), 0))}
		var rules []registry.NewRule
		for i := range testenv.Runs(t, 30) {
			rules = append(rules, x.rule(registry.Number(101+i)))
		}
		_, err := o.register.CreateRules(context.Background(), act, rules)
		o.must(err)
		w := o.worker("Ada Admin", "administrator")
		o.vacate("Leder af Dagtilbud Vest", "Chefen")

		var every []string
		for _, c := range sheet.WorkColumns {
			every = append(every, c.Key)
		}
		slices.Sort(every)
		some := slices.DeleteFunc(slices.Clone(every), func(string) bool { return x.IntN(2) == 0 })
		for _, path := range []string{"/arbejde/regler.xlsx", "/arbejde/regler.csv", "/en/desk/rules.xlsx", "/en/desk/rules.csv"} {
			for _, query := range []string{"?col=edit", "?col=" + strings.Join(every, "&col="), "", "?col=" + strings.Join(some, "&col=")} {
				o.unchanged(path+query, o.planned(w.read(path+query).is(t, 200).body))
			}
		}

		rows := w.read("/arbejde/regler.xlsx?col=edit").is(t, 200).rows(t)
		edited := make([][]string, len(rows))
		for i := range rows {
			edited[i] = slices.Clone(rows[i])
		}
		at := func(head string) int { return slices.Index(rows[0], head) }
		edited[3][at("Regel")] += " og mere"
		edited[5][at("Minutter, højst")], edited[5][at("Tidsforbrug kendt fra")] = "99999", "målt"
		edited[7][at("Emneord")] = "helt nyt"
		edited[9][at("Værdi for kerneopgaven")] += " og mere" // is not changed by an import, and that is said
		p := o.planned(asCSV(edited))
		for i, r := range p.Rows {
			switch {
			case slices.Contains([]int{3, 5, 7}, i+1):
				if r.State != ruleimport.StateChoose || len(r.Changes) != map[int]int{3: 1, 5: 3, 7: 1}[i+1] {
					t.Errorf("row %d is %s: %+v %+v", r.Number, r.State, r.Changes, r.Findings)
				}
			case i+1 == 9:
				if r.State != ruleimport.StateUnchanged || !r.Warned() || r.Findings[0].Code != ruleimport.CodeNotUpdated {
					t.Errorf("row %d is %s: %+v %+v", r.Number, r.State, r.Changes, r.Findings)
				}
			case r.State != ruleimport.StateUnchanged:
				t.Errorf("row %d is %s: %+v %+v", r.Number, r.State, r.Changes, r.Findings)
			}
		}

		empty := testenv.SQLite(t)
		if strings.HasPrefix(dsn, "postgres") {
			empty = testenv.Postgres(t)
		}
		other := newTown(t, empty, "2026-11-21")
		v := other.worker("Bo Admin", "administrator")
		draft := v.openDraft(w.read("/arbejde/regler.xlsx?col=edit").is(t, 200).body)
		v.toRows(draft)
		for _, r := range other.planned(w.read("/arbejde/regler.xlsx?col=edit").body).Rows {
			if r.State != ruleimport.StateNew {
				t.Errorf("row %d is %s: %+v", r.Number, r.State, r.Faults())
			}
		}
		v.confirm(draft, "warnings", "yes").is(t, 200).has(t, "nye regler")
		again := v.read("/arbejde/regler.xlsx?col=edit").is(t, 200).rows(t)
		for i := range rows {
			for c := range rows[i] {
				a, b := rows[i][c], again[i][c]
				if c == at("Regelansvarlig") {
					a = strings.TrimSuffix(a, " (ledig)") // who holds a post is not in the list
				}
				if strings.TrimSpace(strings.TrimPrefix(a, "'")) != strings.TrimSpace(strings.TrimPrefix(b, "'")) {
					t.Errorf("%s, %s: %q became %q", rows[i][0], rows[0][c], a, b)
				}
			}
		}
	})
}
