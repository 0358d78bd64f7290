package policies

import (
	"context"
	"fmt"
	"reflect"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/open-policy-agent/opa/v1/rego"

	"github.com/omvendt/omvendt/registry"
)

// whatIfRules is how many rules what-if is measured with.
const whatIfRules = 500_000

// BenchmarkWhatIf prints what running a policy over all rules costs each way, beside one
// prepared evaluation for each rule and beside a loop over structs written by hand.
// "town" has the spread of one large municipality, and "country" of ninety-eight that meet
// on days of their own; in "distinct" no two rules are alike, which no register is.
func BenchmarkWhatIf(b *testing.B) {
	j := defaultJudge(b, mustMaker(b))
	book, err := mustMaker(b).DefaultRulebook()
	if err != nil {
		b.Fatal(err)
	}
	rows, on := townRows(b, book)
	b.Run("town", func(b *testing.B) { whatIf(b, j, rows, on) })
	b.Run("country", func(b *testing.B) { whatIf(b, j, countryRows(rows), on) })
	apart := make([]registry.Row, len(rows))
	for i, row := range rows {
		row.FellDay = registry.Day(i + 1) // which the predicates do not ask about
		apart[i] = row
	}
	b.Run("distinct", func(b *testing.B) { whatIf(b, j, apart, on) })
}

// townRows are the rows of whatIfRules rules of a town on a day in the middle of its reviews.
func townRows(b *testing.B, book registry.Rulebook) ([]registry.Row, registry.Day) {
	b.Helper()
	on := registry.MustDay("2027-06-15")
	rows := make([]registry.Row, 0, whatIfRules)
	for _, events := range town(whatIfRules) {
		row, _, _, err := registry.RowOn(events, on, book)
		if err != nil {
			b.Fatal(err)
		}
		rows = append(rows, row)
	}
	return rows, on
}

// countryRows moves the days of rows by up to 97, so that ninety-eight towns share few.
func countryRows(rows []registry.Row) []registry.Row {
	moved := slices.Clone(rows)
	for i := range moved {
		v := reflect.ValueOf(&moved[i]).Elem()
		for k := range v.NumField() {
			if f := v.Field(k); f.Type() == reflect.TypeFor[registry.Day]() && f.Int() > int64(registry.FirstDay) && f.Int() < int64(registry.LastDay) {
				f.SetInt(f.Int() + int64(i%98))
			}
		}
	}
	return moved
}

func whatIf(b *testing.B, j *judge, rows []registry.Row, on registry.Day) {
	empty := heap()
	facts := factsOf(rows)
	bytes := float64(heap()-empty) / float64(len(rows))
	bits, err := j.bits()
	if err != nil {
		b.Fatal(err)
	}
	if _, err := bits.Scan(b.Context(), on, facts); err != nil { // so that every reason is confirmed
		b.Fatal(err)
	}
	var rules, shapes, overBits, loop, ids time.Duration
	for b.Loop() {
		// One evaluation for each of some rules, times their number.
		const sample = 1000
		rules += timed(func() {
			for i := range sample {
				input := statusInput(on, rows[i*(len(rows)/sample)])
				if _, err := j.answer.prepared.Eval(context.Background(), rego.EvalParsedInput(input)); err != nil {
					b.Fatal(err)
				}
			}
		}) * time.Duration(len(rows)/sample)

		var found registry.Scan
		overBits += timed(func() { found = scan(b, bits, on, facts) })
		byCode := make([][]registry.Number, len(found.Mains))
		ids += timed(func() {
			for i, place := range facts.Place {
				k := found.Of[place]
				byCode[k] = append(byCode[k], facts.Numbers[i])
			}
		})

		codes := make([]uint8, len(rows))
		loop += timed(func() {
			for i := range rows {
				codes[i] = byHand(&rows[i], on)
			}
		})
		for i, code := range codes {
			if found.Mains[code] != found.Main(i) {
				b.Fatalf("by hand %v, over bits %v: %s", found.Mains[code], found.Main(i), rows[i].Canonical())
			}
		}

		if facts.Rows.Len() < len(rows) { // else it is one evaluation for each rule
			j.answers, j.kinds = newCache[shape, registry.Answer](cacheSize), newCache[kind, registry.Main](cacheSize)
			shapes += timed(func() { scan(b, overShapes{j}, on, facts) })
		}
	}
	n := float64(b.N)
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(facts.Rows.Len()), "rows")
	b.ReportMetric(bytes, "B/rule")
	b.ReportMetric(rules.Seconds()/n, "s-rules")
	b.ReportMetric(float64((overBits+ids).Microseconds())/1000/n, "ms-bits")
	b.ReportMetric(float64(rules)/float64(overBits+ids), "rules/bits")
	b.ReportMetric(float64(overBits)/float64(loop), "bits/loop")
	b.ReportMetric(float64(overBits+ids)/float64(loop), "bits+ids/loop")
	if shapes > 0 {
		b.ReportMetric(float64(len(j.answers.m)), "shapes")
		b.ReportMetric(float64(rules)/float64(shapes), "rules/shapes")
	}
}

func scan(b *testing.B, s registry.Scanner, on registry.Day, facts *registry.Facts) registry.Scan {
	b.Helper()
	found, err := s.Scan(b.Context(), on, facts)
	if err != nil {
		b.Fatal(err)
	}
	return found
}

func timed(f func()) time.Duration {
	begun := time.Now()
	f()
	return time.Since(begun)
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// byHand is the order of the builtin policy as somebody would write it in Go: the place of
// the main reason, 0 for none.
func byHand(r *registry.Row, on registry.Day) uint8 {
	passed := r.LapseDate <= on && !r.BoundAtEnd
	lapsed := r.Ended == registry.Lapsed || passed && (!r.HearingMissing || r.HearingUntil <= on)
	repealed := r.Ended != registry.Lapsed && r.Standing == registry.StandsRepeal && r.StandingFrom <= on
	floor := r.ClassAtEnd == registry.AddOn && on < r.MinimumUntil
	switch {
	case on < r.EffectiveFrom:
		return 1
	case r.SupersededFrom <= on:
		return 2
	case r.Standing == registry.StandsUnlaw && r.StandingFrom <= on:
		return 3
	case floor && (repealed || lapsed):
		return 4
	case repealed:
		return 5
	case r.Ended == registry.NotEnded && passed && r.HearingMissing && on < r.HearingUntil:
		return 6
	case lapsed:
		return 7
	case r.Class == registry.StateDuty:
		return 8
	case r.Class == registry.Agreement:
		return 9
	case r.Class == registry.BoardPrinciple:
		return 10
	case r.Class == registry.MandatedLocal && (r.Standing == registry.StandsNothing || r.Standing == registry.StandsRepeal || r.Standing == registry.StandsTrial):
		return 11
	case r.Standing == registry.StandsTrial && r.StandingFrom <= on && on < r.StandingUntil:
		return 12
	case r.Standing == registry.StandsTrial && on < r.StandingFrom:
		return 13
	case r.Standing == registry.StandsRepeal && on < r.StandingFrom:
		return 14
	case r.Provisional == registry.ProvisionalDeferred && r.ProvisionalFrom <= on:
		return 15
	case r.Provisional == registry.ProvisionalStopped && r.ProvisionalFrom <= on:
		return 16
	case r.Standing == registry.StandsKept:
		return 17
	case r.Standing == registry.StandsAmended:
		return 18
	case r.BasisEndedOn <= on:
		return 19
	case r.InReview:
		return 20
	case r.EffectiveFrom <= on:
		return 21
	}
	return 0
}

// BenchmarkFilterBySQL finds the rules with a state in a table of fact rows, beside one
// prepared evaluation for each rule.
func BenchmarkFilterBySQL(b *testing.B) {
	j := defaultJudge(b, mustMaker(b))
	book, err := mustMaker(b).DefaultRulebook()
	if err != nil {
		b.Fatal(err)
	}
	rows, on := townRows(b, book)
	one := timed(func() {
		for i := range 1000 {
			if _, err := j.evaluate(on, rows[i*(len(rows)/1000)]); err != nil {
				b.Fatal(err)
			}
		}
	}) / 1000
	rules := one * time.Duration(len(rows))
	tables := newSQLTables(b, rows)
	found := scan(b, j, on, factsOf(rows))
	for dialect, db := range tables {
		first, err := j.firstInSQL(dialect)
		if err != nil {
			b.Fatal(err)
		}
		for _, state := range []registry.State{registry.Extended, registry.InForce} {
			places := "0"
			for i, main := range found.Mains {
				if main.State == state {
					places += fmt.Sprintf(", %d", i)
				}
			}
			query := "SELECT count(*) FROM fact CROSS JOIN (SELECT '" + on.String() + "' AS today) AS day WHERE " + first + " IN (" + places + ")"
			b.Run(dialect+"/"+string(state), func(b *testing.B) {
				var took time.Duration
				for b.Loop() {
					var n int
					took += timed(func() { err = db.QueryRow(query).Scan(&n) })
					if err != nil || n != found.States()[state] {
						b.Fatalf("%d of %d, %v", n, found.States()[state], err)
					}
				}
				b.ReportMetric(0, "ns/op")
				b.ReportMetric(float64(took.Milliseconds())/float64(b.N), "ms")
				b.ReportMetric(float64(rules)*float64(b.N)/float64(took), "rules/sql")
			})
		}
	}
}
