package web_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/registry/ruleimport"
)

// Whatever is said of a draft, and whatever happens to the register meanwhile: what
// is kept of its plan is what planning it anew gives.
func TestCampaignPlansKept(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		o := newTown(t, dsn, "2026-11-21")
		random := rand.New(rand.NewPCG(testenv.Seed(t, 7), 0))
		text := func() string {
			return []string{"Skriv", "Vask", "Tæl"}[random.IntN(3)] + []string{" en plan", " bilen", " nøglerne"}[random.IntN(3)] +
				" hver fredag efter frokost og hæng den op på " + []string{"stuen", "kontoret"}[random.IntN(2)]
		}
		line := func(number string) string {
			return number + ";" + fmt.Sprintf("Regel %d", random.IntN(9)) + ";" + text() + ";regel;Dagtilbud;Alle;byråd;" + []string{"2014-08-01", "1/8-2014", "i går"}[random.IntN(3)] + ";\n"
		}
		var file strings.Builder
		file.WriteString("nummer;" + importHead)
		for i := range 12 {
			file.WriteString(line([]string{"", fmt.Sprintf("R-%04d", 1+i%5)}[i%2]))
		}
		w := o.worker("Ada Admin", "administrator")
		id := registry.DraftID(w.openDraft(file.String())[len("/arbejde/import/"):])
		keeping, plain := ruleimport.Desk{Register: o.register, Plans: &ruleimport.Plans{}, All: true}, ruleimport.Desk{Register: o.register, All: true}
		reaches := []registry.Reach{nil, {{Areas: []string{"Dagtilbud"}}}, {{Areas: []string{"Veje"}}}}
		look := func(p *ruleimport.Preview) string {
			b, err := json.Marshal([]any{p.Rows, p.Totals, p.File.Findings, p.File.Columns, p.Sheets})
			o.must(err)
			return p.Digest() + " " + string(b)
		}
		for range testenv.Runs(t, 40) {
			by := act
			by.Reach = reaches[random.IntN(len(reaches))]
			kept, err := keeping.Preview(ctx, by, id)
			o.must(err)
			anew, err := plain.Preview(ctx, by, id)
			o.must(err)
			if look(kept) != look(anew) {
				t.Fatalf("kept\n%s\nanew\n%s", look(kept), look(anew))
			}
			row := 2 + random.IntN(12)
			switch random.IntN(5) {
			case 0: // somebody else writes
				o.create(rule{title: "Regel", demand: text(), from: "2014-08-01", area: "Dagtilbud"})
			case 1:
				if rules := o.rules(); len(rules) > 0 {
					r := rules[random.IntN(len(rules))]
					entry := r.Catalogue
					entry.Owner = fmt.Sprintf("Post %d", random.IntN(100))
					_, err := o.register.EditRule(ctx, act, r.Number, r.Edit, entry)
					o.must(err)
				}
			default:
				_, err := keeping.Choose(ctx, act, kept, kept.Draft.Edit, func(c *ruleimport.Choices) error {
					switch r := kept.Rows[row-2]; random.IntN(6) {
					case 0:
						c.Say(row, ruleimport.Deed{LeaveOut: true})
					case 1:
						c.Say(row, ruleimport.Deed{})
					case 2:
						if r.Rule != nil {
							c.Say(row, ruleimport.Deed{Update: r.Rule.Number, Edit: r.Rule.Edit})
						}
					case 3:
						c.Area = []string{"", "Veje"}[random.IntN(2)]
					case 4:
						return kept.Correct(c, row, 7, []string{"1/8-2014", "2014-08-01", "x"}[random.IntN(3)])
					default:
						return kept.Correct(c, row, 2, text())
					}
					return nil
				})
				o.must(err)
			}
		}
	})
}
