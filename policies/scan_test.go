package policies

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	_ "modernc.org/sqlite" // registers the driver "sqlite"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/registry/registrytest"
)

// scanned are rows that folds make, and rows that no fold makes, a rule each.
func scanned(t testing.TB, r *rand.Rand, histories, strange int) ([]registry.Row, []registry.Day) {
	t.Helper()
	book, err := mustMaker(t).DefaultRulebook()
	if err != nil {
		t.Fatal(err)
	}
	var rows []registry.Row
	var days []registry.Day
	for range histories {
		events := registrytest.History(r)
		boundaries := registrytest.BoundaryDays(events)
		on := pick(r, boundaries...)
		row, _, there, err := registry.RowOn(events, on, book)
		if err != nil {
			t.Fatal(err)
		}
		if there {
			rows = append(rows, row)
			days = append(days, on)
		}
	}
	pool := []registry.Day{registry.FirstDay, today - 1, today, today + 1, today + 40, registry.LastDay}
	for range strange {
		rows = append(rows, randomRow(r, pool))
	}
	return rows, append(days, pool[1:5]...)
}

func factsOf(rows []registry.Row) *registry.Facts {
	numbers := make([]registry.Number, len(rows))
	for i := range numbers {
		numbers[i] = registry.Number(i + 1)
	}
	return registry.NewFacts(today, numbers, rows)
}

// sqlTables are fact rows as a table in each database there is.
type sqlTables map[string]*sql.DB

func newSQLTables(t testing.TB, rows []registry.Row) sqlTables {
	t.Helper()
	lite, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		t.Fatal(err)
	}
	lite.SetMaxOpenConns(1)
	t.Cleanup(func() { _ = lite.Close() })
	all := sqlTables{"sqlite": lite}
	if os.Getenv(testenv.PostgresVariable) != "" {
		all["postgresql"] = testenv.OpenPostgres(t, testenv.EmptyPostgres(t))
	} else if t, ok := t.(*testing.T); ok {
		t.Run("postgres", func(t *testing.T) { testenv.EmptyPostgres(t) }) // says that it is missing
	}
	for dialect, db := range all {
		writeFacts(t, dialect, db, rows)
	}
	return all
}

func writeFacts(t testing.TB, dialect string, db *sql.DB, rows []registry.Row) {
	t.Helper()
	do := func(query string) {
		if _, err := db.Exec(query); err != nil {
			t.Fatalf("%.300s: %v", query, err)
		}
	}
	names := slices.Sorted(maps.Keys(registry.Row{}.Columns()))
	// Texts are compared as bytes, as Rego does.
	kinds := map[string]string{"sqlite": "TEXT NOT NULL", "postgresql": `TEXT COLLATE "C" NOT NULL`}
	create := "CREATE TABLE fact (number INTEGER PRIMARY KEY"
	for _, name := range names {
		kind := kinds[dialect]
		if _, flag := (registry.Row{}).Columns()[name].(bool); flag {
			kind = "BOOLEAN NOT NULL"
		}
		create += ", " + name + " " + kind
	}
	do(create + ")")
	number := 0
	for part := range slices.Chunk(rows, 500) {
		var insert strings.Builder
		insert.WriteString("INSERT INTO fact (number, " + strings.Join(names, ", ") + ") VALUES ")
		for i, row := range part {
			if i > 0 {
				insert.WriteString(", ")
			}
			number++
			fmt.Fprintf(&insert, "(%d", number)
			values := row.Columns()
			for _, name := range names {
				if flag, ok := values[name].(bool); ok {
					fmt.Fprintf(&insert, ", %t", flag)
				} else {
					fmt.Fprintf(&insert, ", '%s'", values[name])
				}
			}
			insert.WriteString(")")
		}
		do(insert.String())
	}
	do("ANALYZE fact")
}

// firstInSQL is one expression for the place of the first predicate that is true.
func (j *judge) firstInSQL(dialect string) (string, error) {
	var first strings.Builder
	first.WriteString("CASE")
	for i, main := range j.mains {
		filter, err := j.filter(main.Code, "sql", dialect)
		if err != nil {
			return "", err
		}
		if where, ok := filter.(string); ok {
			fmt.Fprintf(&first, " WHEN %s THEN %d", cmp.Or(strings.TrimPrefix(where, "WHERE "), "TRUE"), i+1)
			if where == "" {
				break // always: the rest is never reached
			}
		}
	}
	if first.Len() == len("CASE") {
		return "0", nil
	}
	return first.String() + " ELSE 0 END", nil
}

func scanSQL(db *sql.DB, first string, on registry.Day) (of []int, err error) {
	rows, err := db.Query("SELECT " + first + " FROM fact CROSS JOIN (SELECT '" + on.String() + "' AS today) AS day ORDER BY number")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var place int
		if err := rows.Scan(&place); err != nil {
			return nil, err
		}
		of = append(of, place)
	}
	return of, rows.Err()
}

// overRules evaluates the policy for each rule, and remembers nothing: what the quick ways are
// held against.
type overRules struct{ *judge }

func (r overRules) Scan(ctx context.Context, on registry.Day, facts *registry.Facts) (registry.Scan, error) {
	scan := r.unanswered(on, facts, registry.WayRules)
	for _, place := range facts.Place {
		if err := ctx.Err(); err != nil {
			return registry.Scan{}, err
		}
		answer, err := r.evaluate(on, facts.Rows.At(place))
		if err != nil {
			scan.Fault = err
		}
		scan.Of[place] = r.placeOf(mainOf(answer, err))
	}
	return scan, nil
}

// agree holds all ways against each other: Rego for each rule, shapes, bit sets, and both
// databases. It returns what the rules had, and false where the policy is not run over bits.
func agree(t *testing.T, j *judge, facts *registry.Facts, tables sqlTables, on registry.Day) (map[registry.Main]int, bool) {
	t.Helper()
	want, err := overRules{j}.Scan(t.Context(), on, facts)
	if err != nil {
		t.Fatal(err)
	}
	shapes, err := overShapes{j}.Scan(t.Context(), on, facts)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "shapes", want, shapes)
	bits, err := j.Scan(t.Context(), on, facts)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "bits", want, bits)
	for i, place := range facts.Place {
		row := facts.Rows.At(place)
		if one, err := j.Main(on, row); one != want.Main(i) || (err != nil) != (one == registry.Main{}) {
			t.Fatalf("on %v Rego says %v, and of one row %v, %v, of %s", on, want.Main(i), one, err, row.Canonical())
		}
	}
	if (want.Fault == nil) != (bits.Fault == nil) || (want.Fault == nil) != (shapes.Fault == nil) {
		t.Errorf("on %v the fault is %v, %v over shapes, %v over bits", on, want.Fault, shapes.Fault, bits.Fault)
	}
	if bits.Way != registry.WayBits {
		return want.Counts(), false
	}
	for dialect, db := range tables {
		first, err := j.firstInSQL(dialect)
		if err != nil {
			t.Fatalf("%s: %v", dialect, err)
		}
		places, err := scanSQL(db, first, on)
		if err != nil {
			t.Fatalf("%s: %v\n%s", dialect, err, first)
		}
		for i, place := range places {
			if got := want.Mains[place]; got != want.Main(i) {
				t.Fatalf("on %v %s says %v, Rego %v, of %s", on, dialect, got, want.Main(i), facts.Rows.At(facts.Place[i]).Canonical())
			}
		}
		if len(places) != len(facts.Numbers) {
			t.Fatalf("%s has %d rows of %d", dialect, len(places), len(facts.Numbers))
		}
	}
	return want.Counts(), true
}

func same(t *testing.T, way string, want, got registry.Scan) {
	t.Helper()
	for shift := range registry.Shifts(want, got) {
		row, _ := want.Facts.Row(shift.Number)
		t.Fatalf("on %v Rego says %v, and %s %v, of %s", want.On, shift.From, way, shift.To, row.Canonical())
	}
}

// TestAllWaysAgree asks at every boundary day of the histories behind the rows.
func TestAllWaysAgree(t *testing.T) {
	r := rand.New(rand.NewPCG(testenv.Seed(t, 20270701), 2))
	rows, days := scanned(t, r, testenv.Runs(t, 150), 150)
	facts, tables := factsOf(rows), newSQLTables(t, rows)
	j := defaultJudge(t, mustMaker(t))
	seen := map[registry.Main]int{}
	slices.Sort(days)
	for _, on := range sample(r, slices.Compact(days), testenv.Runs(t, 25)) {
		counts, bits := agree(t, j, facts, tables, on)
		if !bits {
			t.Fatal("the builtin policy is not run over bit sets")
		}
		for main := range counts {
			seen[main]++
		}
	}
	for _, main := range j.mains { // a quarter of the rows need not have all
		if seen[main] == 0 && !testenv.Race && !testing.Short() {
			t.Errorf("no rule is %v", main)
		}
	}
}

func sample[T any](r *rand.Rand, all []T, n int) []T {
	r.Shuffle(len(all), func(i, k int) { all[i], all[k] = all[k], all[i] })
	return all[:min(n, len(all))]
}

// TestAllWaysAgreeOnMutants does so for policies that differ from the builtin one in one
// condition, comparison or place in the order.
func TestAllWaysAgreeOnMutants(t *testing.T) {
	testenv.OneAtATime(t)
	testenv.Long(t)
	r := rand.New(rand.NewPCG(testenv.Seed(t, 20270701), 3))
	rows, days := scanned(t, r, 40, 40)
	facts, tables := factsOf(rows), newSQLTables(t, rows)
	builtin := defaultJudge(t, mustMaker(t))
	text := Sources()["in_force.rego"]
	all := mutantsOf(text)
	bits, differ, none := 0, 0, 0
	chosen := sample(r, all, testenv.Runs(t, 40))
	for _, mutant := range chosen {
		j, err := newJudge(with(t, map[string]string{"in_force.rego": mutant.text}), noSettings, evaluationLimit)
		if err != nil {
			t.Errorf("%s: %v", mutant.what, err)
			continue
		}
		was := false
		for _, on := range sample(r, days, 3) {
			counts, overBits := agree(t, j, facts, tables, on)
			if t.Failed() {
				t.Fatalf("%s", mutant.what)
			}
			before, err := builtin.Scan(t.Context(), on, facts)
			if err != nil {
				t.Fatal(err)
			}
			was = was || !maps.Equal(before.Counts(), counts)
			if counts[registry.Main{}] > 0 {
				none++
			}
			if !overBits {
				t.Fatalf("%s is not run over bit sets", mutant.what)
			}
			bits++
		}
		if was {
			differ++
		}
	}
	t.Logf("%d of %d mutants, %d days over bits, %d mutants count otherwise, %d days with rules without an answer", len(chosen), len(all), bits, differ, none)
	if (differ < len(chosen)/4 || none == 0) && !testenv.Race {
		t.Errorf("of %d mutants %d count otherwise, and %d leave rules without an answer: these rows test little", len(chosen), differ, none)
	}
}

// TestFallsBackAndSaysSo: what is more than comparisons is run over shapes.
func TestFallsBackAndSaysSo(t *testing.T) {
	testenv.OneAtATime(t)
	testenv.Long(t)
	sources := Sources()
	inForce := func(old, new string) []byte {
		t.Helper()
		text := strings.Replace(sources["in_force.rego"], old, new, 1)
		if text == sources["in_force.rego"] {
			t.Fatalf("%q is not in the policy", old)
		}
		return with(t, map[string]string{"in_force.rego": text})
	}
	explain := func(old, new string) []byte {
		t.Helper()
		text := strings.Replace(sources["explain.rego"], old, new, 1)
		if text == sources["explain.rego"] {
			t.Fatalf("%q is not in the policy", old)
		}
		return with(t, map[string]string{"explain.rego": text})
	}
	elsewhere := with(t, map[string]string{
		"explain.rego":   strings.Replace(sources["explain.rego"], "import data.omvendt.in_force", "import data.omvendt.elsewhere as in_force", 1),
		"elsewhere.rego": strings.Replace(sources["in_force.rego"], "package omvendt.in_force", "package omvendt.elsewhere", 1),
	})
	stateDuty := `state_duty if input.fact.class == "state_duty"`
	for name, c := range map[string]struct {
		policy []byte
		why    registry.NotBits
	}{
		"as it is":             {with(t, nil), ""},
		"one of a list":        {inForce(stateDuty, `state_duty if input.fact.class in ["state_duty", "agreement"]`), ""},
		"always":               {inForce(stateDuty, `state_duty := true`), ""},
		"never":                {inForce(stateDuty, `state_duty if 1 == 2`), ""},
		"a setting":            {inForce(stateDuty, `state_duty if input.fact.class == data.params.word`), ""},
		"a day in settings":    {inForce(stateDuty, `state_duty if data.params.day <= input.on`), ""},
		"a setting not there":  {inForce(stateDuty, `state_duty if input.fact.class == data.params.absent`), ""},
		"begins with":          {inForce(stateDuty, `state_duty if startswith(input.fact.class, "state")`), ""},
		"no such column":       {inForce(stateDuty, `state_duty if input.fact.colour == "red"`), registry.OutsideFragment},
		"a column that is":     {inForce(stateDuty, `state_duty if input.fact.bound`), registry.OutsideFragment},
		"a row that is":        {inForce(stateDuty, `state_duty if input.fact`), registry.OutsideFragment},
		"length":               {inForce(stateDuty, `state_duty if count(input.fact.class) == 10`), registry.OutsideFragment},
		"part of a day":        {inForce(stateDuty, `state_duty if substring(input.on, 0, 4) == "2027"`), registry.OutsideFragment},
		"day that is none":     {inForce(stateDuty, `state_duty if input.on < "2027"`), registry.OutsideFragment},
		"number":               {inForce(stateDuty, `state_duty if input.fact.class == 1`), registry.OutsideFragment},
		"other":                {inForce(stateDuty, "state_duty if helper == 1\n\nhelper := 1 if input.fact.bound == true\n\nhelper := 2 if input.fact.class == \"state_duty\""), registry.OutsideFragment},
		"else":                 {inForce(stateDuty, "state_duty if input.fact.class == \"agreement\"\nelse if input.fact.class == \"state_duty\""), registry.OutsideFragment},
		"default":              {inForce(stateDuty, "default state_duty := false\n\n"+stateDuty), registry.OutsideFragment},
		"not what is helped":   {inForce(stateDuty, "state_duty if not lapse_date_passed"), registry.OutsideFragment},
		"two values":           {inForce(stateDuty, stateDuty+"\n\nstate_duty := false if input.fact.bound == true"), registry.OutsideFragment},
		"the last that holds":  {explain("in true_reasons][0]", "in true_reasons][count(true_reasons)-1]"), registry.OwnExplanation},
		"another list":         {explain("\"state\": main.state,", "\"state\": main[\"state\"],"), ""},
		"another package":      {elsewhere, registry.OwnExplanation},
		"an answer of its own": {explaining(t, `answer := {"state": "in_force", "reasons": [{"code": "NOT_IN_REVIEW", "facts": {}}]}`), registry.OwnExplanation},
	} {
		t.Run(name, func(t *testing.T) {
			j, err := newJudge(c.policy, []byte(`{"word": "state_duty", "day": "2027-03-03"}`), evaluationLimit)
			if err != nil {
				t.Fatal(err)
			}
			r := rand.New(rand.NewPCG(1, 4))
			rows, days := scanned(t, r, 20, 60)
			facts := factsOf(rows)
			scan, err := j.Scan(t.Context(), today, facts)
			if err != nil {
				t.Fatal(err)
			}
			way := registry.WayShapes
			if c.why == "" {
				way = registry.WayBits
			}
			if scan.Why.Code != c.why || scan.Way != way {
				t.Errorf("%s because %v", scan.Way, scan.Why)
			}
			for _, on := range days[len(days)-2:] {
				agree(t, j, facts, nil, on)
			}
		})
	}
}

// TestBitsThatLieAreNotUsed: what the plan says is held against Rego on a row of each
// main reason.
func TestBitsThatLieAreNotUsed(t *testing.T) {
	j := defaultJudge(t, mustMaker(t))
	bits, err := j.bits()
	if err != nil {
		t.Fatal(err)
	}
	other := aRow()
	other.Class, other.Bound = registry.StateDuty, true
	facts := factsOf([]registry.Row{aRow(), other})
	honest, err := bits.Scan(t.Context(), today, facts)
	if err != nil {
		t.Fatal(err)
	}
	lying, err := newJudge(with(t, nil), noSettings, evaluationLimit)
	if err != nil {
		t.Fatal(err)
	}
	plan, err := lying.makePlan()
	if err != nil {
		t.Fatal(err)
	}
	slices.Reverse(lying.mains) // so that each predicate goes with another reason
	lying.bits = func() (*overBits, error) { return newOverBitsOf(lying, plan), nil }
	for range 2 {
		scan, err := lying.Scan(t.Context(), today, facts)
		if err != nil || scan.Way != registry.WayShapes || scan.Why.Code != registry.DisagreesInTests {
			t.Fatalf("%s because %v, %v", scan.Way, scan.Why, err)
		}
		for shift := range registry.Shifts(honest, scan) {
			t.Errorf("%v", shift)
		}
	}
}

func TestScanStops(t *testing.T) {
	j := defaultJudge(t, mustMaker(t))
	ctx, stop := context.WithCancel(t.Context())
	stop()
	facts := factsOf([]registry.Row{aRow()})
	for _, s := range []registry.Scanner{j, overShapes{j}, overRules{j}} {
		if _, err := s.Scan(ctx, today, facts); !errors.Is(err, context.Canceled) {
			t.Errorf("%T: %v", s, err)
		}
	}
}
