package storage

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// TestManyCountedAtOnce changes many inputs in one statement: of several rules, some
// counted and some no longer, and so that what changes comes to nothing.
func TestManyCountedAtOnce(t *testing.T) {
	both(t, func(x *fixture) {
		x.putConsultation()
		audiences := []string{"Forældre", "Personale"}
		var sent []workflow.Contribution
		x.update(func(tx workflow.Tx) error {
			var errs []error
			for n := range 60 {
				c := contributionOf(registry.ContributionID(fmt.Sprintf("n%02d", n)))
				c.State, c.Audience, c.Day = workflow.Received, audiences[n%2], registry.Day(1+n%3)
				var content workflow.Content
				for k := range 3 {
					i := inputOf(registry.InputID(fmt.Sprintf("%s-%d", c.ID, k)), c.ID, ruleID(1+(n+k)%2), "Grund")
					i.Audience, i.Stance, i.Minutes, i.Screening = c.Audience, workflow.Stances[n%3], k-1, workflow.Unscreened
					content.Inputs = append(content.Inputs, i)
				}
				content.Chosen = []workflow.Chosen{{Question: "q1", Option: "o1"}, {Question: "q1", Option: "o2"}}
				errs = append(errs, tx.InsertContribution(c, content))
				for k, i := range content.Inputs {
					if n%4 == 0 {
						errs = append(errs, tx.SetDisposition(workflow.Disposition{Input: i.ID, Kind: workflow.Followed, Reason: "Ja", Day: registry.Day(1 + k)}))
					}
				}
				sent = append(sent, c)
			}
			return errors.Join(errs...)
		})
		check := func(what string) {
			x.Helper()
			x.compareTally(sent)
			x.view(x.compareAnswered)
			if x.Failed() {
				x.Fatal("after " + what)
			}
		}
		check("they were sent")
		exclude := func(audience string, from, to registry.Day) (e workflow.Exclusion) {
			x.Helper()
			n := 0
			e = workflow.Exclusion{ID: registry.ExclusionID("e" + audience + from.String()), Consultation: "c", Batch: workflow.Batch{Audience: audience, From: from, To: to}, Reason: "Ens", Day: 1, Edit: 1}
			for at, c := range sent {
				if c.Audience == audience && c.Day >= from && c.Day <= to && c.Exclusion == "" {
					sent[at].Exclusion = e.ID
					n++
				}
			}
			x.update(func(tx workflow.Tx) (err error) {
				e, err = tx.Exclude(e)
				return err
			})
			x.equal("excluded", e.Contributions, n)
			return e
		}
		first := exclude("Forældre", 1, 2)
		check("many were left out")
		exclude("Personale", 2, 3)
		x.update(func(tx workflow.Tx) error { // some go while others come
			first.Undone = "Ægte"
			_, err := tx.Readmit(first, first.Edit)
			return err
		})
		for at := range sent {
			if sent[at].Exclusion == first.ID {
				sent[at].Exclusion = ""
			}
		}
		check("some were let in again")
		raw := func(statement string) {
			x.Helper()
			if _, err := x.db.writer.ExecContext(x.Context(), statement); err != nil {
				x.Fatal(err)
			}
		}
		for at := range sent { // all at once, some out and some in
			if sent[at].Exclusion == "" {
				sent[at].Exclusion = first.ID
			} else {
				sent[at].Exclusion = ""
			}
		}
		raw("UPDATE contribution SET exclusion = CASE exclusion WHEN '' THEN '" + string(first.ID) + "' ELSE '' END")
		raw("UPDATE input SET excluded = NOT excluded")
		raw("UPDATE chosen SET excluded = NOT excluded")
		check("those left out and those let in changed places")
		raw("UPDATE input SET screening = 'published' WHERE contribution = 'n06'")
		before := x.counters()
		raw("UPDATE input SET screening = CASE contribution WHEN 'n06' THEN 'unscreened' ELSE 'published' END WHERE contribution IN ('n06', 'n18')")
		check("two that are alike changed places")
		x.equal("counters written for nothing", x.counters(), before)
	})
}

// counters are how many there are and who wrote them last, which SQLite does not tell.
func (x *fixture) counters() string {
	x.Helper()
	if strings.HasPrefix(x.dsn, "sqlite:") {
		return ""
	}
	var written string
	for _, table := range []string{"sent_count", "input_count", "minutes_count", "chosen_count", "disposed_count", "assigned_count"} {
		var all string
		if err := x.db.reader.NewRaw("SELECT count(*) || ' ' || coalesce(string_agg(xmin::text, ' ' ORDER BY c), '') FROM "+table+" AS c").Scan(x.Context(), &all); err != nil {
			x.Fatal(err)
		}
		written += table + " " + all + "\n"
	}
	return written
}

// BenchmarkLeaveOut leaves 20,000 contributions (four inputs and three choices each) out in one
// act, and lets them in again: "s-out" and "s-in", and on PostgreSQL "x-of-uncounted", beside
// the same with nothing counted.
func BenchmarkLeaveOut(b *testing.B) {
	testenv.EachBench(b, func(b *testing.B, dsn string) {
		t := newTown(b, dsn)
		t.grow(b, 1000)
		t.askAboutTwenty(b)
		t.hear(b)
		t.hearAgain(b, 19)
		t.exec(b, "ANALYZE")
		n := 0
		leave := func() (out, in time.Duration) {
			n++
			e := workflow.Exclusion{ID: registry.ExclusionID(fmt.Sprint("e", n)), Consultation: "r", Batch: workflow.Batch{From: registry.MustDay(townDay)}, Reason: "Ens", Day: 1, Edit: 1}
			begun := time.Now()
			t.update(b, func(tx workflow.Tx) (err error) {
				e, err = tx.Exclude(e)
				return err
			})
			out = time.Since(begun)
			if e.Contributions != 20_000 {
				b.Fatal(e.Contributions)
			}
			e.Undone = "Ægte"
			t.update(b, func(tx workflow.Tx) error {
				_, err := tx.Readmit(e, e.Edit)
				return err
			})
			return out, time.Since(begun) - out
		}
		var out, in, uncounted time.Duration
		for b.Loop() {
			o, i := leave()
			out, in = out+o, in+i
			if t.reader == t.writer {
				t.exec(b, "ALTER TABLE contribution DISABLE TRIGGER USER", "ALTER TABLE input DISABLE TRIGGER USER", "ALTER TABLE chosen DISABLE TRIGGER USER")
				o, i := leave()
				uncounted += o + i
				t.exec(b, "ALTER TABLE contribution ENABLE TRIGGER USER", "ALTER TABLE input ENABLE TRIGGER USER", "ALTER TABLE chosen ENABLE TRIGGER USER")
			}
		}
		b.ReportMetric(0, "ns/op")
		b.ReportMetric(out.Seconds()/float64(b.N), "s-out")
		b.ReportMetric(in.Seconds()/float64(b.N), "s-in")
		if uncounted > 0 {
			b.ReportMetric(float64(out+in)/float64(uncounted), "x-of-uncounted")
		}
	})
}
