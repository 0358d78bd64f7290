package main

import (
	"bytes"
	"context"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/omvendt/omvendt/internal/sheet"
	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/registry/ruleimport"
)

// BenchmarkDraft takes 10,000 rows through the steps of the pages of an import,
// from the upload to 5,000 new rules, beside a register that holds the other half.
// Each step is given as a part of planning the draft once.
func BenchmarkDraft(b *testing.B) {
	const rows = 10_000
	all := draftRows(rows, 0)
	content := map[string][]byte{"CSV": asFile(b, sheet.CSV, all), "XLSX": asFile(b, sheet.XLSX, all)}
	for _, kind := range []string{"CSV", "XLSX"} {
		for _, database := range []struct {
			name string
			dsn  func(testing.TB) string
		}{{"SQLite", testenv.SQLite}, {"Postgres", testenv.Postgres}} {
			b.Run(kind+"/"+database.name, func(b *testing.B) {
				s := newBenchSite(b, database.dsn(b))
				s.importFile(b, asFile(b, sheet.CSV, draftRows(rows/2, rows/4)))
				s.draft(b, content[kind])
			})
		}
	}
}

// draft takes a file through the steps, and reports how long each took.
func (s *benchSite) draft(b *testing.B, content []byte) {
	b.Helper()
	ctx, desk := context.Background(), ruleimport.Desk{Register: s.register, Plans: &ruleimport.Plans{}, All: true}
	took := map[string]time.Duration{}
	timed := func(step string, do func() error) {
		begun := time.Now()
		if err := do(); err != nil {
			b.Fatal(step, err)
		}
		took[step] += time.Since(begun)
	}
	var book ruleimport.Book
	var d registry.ImportDraft
	var p *ruleimport.Preview
	preview := func() (err error) { p, err = desk.Preview(ctx, act("preview"), d.ID); return err }
	timed("read", func() (err error) { book, err = sheet.ReadAll(content); return err })
	timed("open", func() (err error) {
		d, err = desk.Open(ctx, act("create-import-draft"), "regler.csv", book, ruleimport.Choices{})
		return err
	})
	timed("plan", preview)
	timed("view", preview)
	timed("correct", func() error {
		_, err := desk.Choose(ctx, act("edit-import-draft"), p, p.Draft.Edit, func(c *ruleimport.Choices) error {
			c.Say(9_000, ruleimport.Deed{LeaveOut: true})
			return nil
		})
		if err != nil {
			return err
		}
		return preview()
	})
	timed("digest", func() error { p.Digest(); return nil })
	timed("confirm", func() error {
		_, err := desk.Confirm(ctx, act("confirm-import"), p.Draft.ID, p.Draft.Edit, p.Digest(), true)
		return err
	})
	for step, t := range took {
		if step == "plan" {
			b.ReportMetric(t.Seconds(), "s-plan")
			continue
		}
		b.ReportMetric(float64(t)/float64(took["plan"]), step+"-of-plan")
	}
}

// draftRows are rows of a sheet. Each demand is of words of its own; of the first
// some, another unit is named.
func draftRows(n, moved int) [][]string {
	words := rand.New(rand.NewPCG(1, 2))
	say := func(n int) string {
		var list []string
		for range n {
			list = append(list, "o"+strconv.FormatUint(uint64(words.ExpFloat64()*2000), 26)+"ing")
		}
		return strings.Join(list, " ")
	}
	rows := [][]string{{"nummer", "titel", "krav", "område", "enhed", "type", "vedtaget_af", "vedtaget_dato", "regelansvarlig", "kle",
		"hyppighed", "minutter_fra", "minutter_til", "antal_personer", "byrde_grundlag", "beskytter", "retsgrundlag", "begrundelse"}}
	for i := range n {
		unit := i % 100
		if i < moved {
			unit++
		}
		rows = append(rows, []string{registry.Number(i + 1).String(), say(4), "Alle medarbejdere skal " + say(18) + " hvert år.",
			[]string{"Dagtilbud", "Skole", "Ældre", "Sundhed", "Veje"}[i%5], "Enhed " + strconv.Itoa(unit), "dokumentationskrav",
			[]string{"byråd", "forvaltning"}[i%2], "2015-01-01", "Leder " + strconv.Itoa(i%50), "28.06.08", "hver måned", "5", "10", "20",
			"skøn fra ledere", "liv og helbred", "", "Den giver overblik over " + say(3) + " for børn."})
	}
	return rows
}

func asFile(b *testing.B, f sheet.Format, rows [][]string) []byte {
	b.Helper()
	columns := make([]sheet.Column, len(rows[0]))
	for i, head := range rows[0] {
		columns[i] = sheet.Column{Head: head, Width: 20}
	}
	var out bytes.Buffer
	if err := sheet.Write(&out, f, sheet.Table{Name: "Regler", Columns: columns}, func(add func([]string) error) error {
		for _, row := range rows[1:] {
			if err := add(row); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		b.Fatal(err)
	}
	return out.Bytes()
}
