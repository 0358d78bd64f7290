package storage

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/omvendt/omvendt/policies"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// town is a database of a large municipality, for measurements. It is written
// in bulk and past the services, since there can be a million rules, but what
// lies there is what the services would have left: the timelines are those of
// the policy.
type town struct {
	*DB
	register *registry.Service
	workflow *workflow.Service
	rules    int
	there    []int // thousands of rules that are there
	pool     []history
	random   *rand.Rand
}

// townDay is the day on which the town is asked.
const townDay = "2027-06-15"

// townToken lets contributions in; townSlug is their consultation.
//
// townLaw is what the rules rest on.
const (
	townLaw     = "https://www.retsinformation.dk/eli/lta/2024/988"
	townToken   = "token-of-the-town"
	townRequest = "to-all" // asks about every rule
	townSlug    = "dagtilbud"
)

var townAreas = []string{"Dagtilbud", "Skole", "Ældre", "Sundhed", "Veje", "Byggesag", "Kultur", "Beskæftigelse", "Miljø",
	"Handicap", "Fritid", "Beredskab"}

// benchRules is the largest number of rules that is measured: OMVENDT_BENCH_RULES,
// 100,000 by default.
func benchRules() int {
	if n, err := strconv.Atoi(os.Getenv("OMVENDT_BENCH_RULES")); err == nil && n > 0 {
		return n
	}
	return 100_000
}

// newTown is a town without rules.
func newTown(b *testing.B, dsn string) *town {
	b.Helper()
	place, err := time.LoadLocation("Europe/Copenhagen")
	if err != nil {
		b.Fatal(err)
	}
	now := registry.MustDay(townDay).Time().Add(10 * time.Hour)
	db, err := Open(b.Context(), dsn, Options{Log: slog.New(slog.DiscardHandler), Place: place, Clock: func() time.Time { return now }})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = db.Close() })
	maker, err := policies.NewMaker()
	if err != nil {
		b.Fatal(err)
	}
	cases, err := policies.NewCases()
	if err != nil {
		b.Fatal(err)
	}
	db.Cases = cases // rules are found by what is found in their justifications
	register := &registry.Service{Store: db.Registry(), Maker: maker, Place: place}
	t := &town{DB: db, register: register, workflow: &workflow.Service{Store: db.Workflow(), Register: register, Secret: []byte("of the town")},
		random: rand.New(rand.NewPCG(1, 2))}
	if err := db.Migrate(b.Context()); err != nil {
		b.Fatal(err)
	}
	if err := register.Prepare(b.Context()); err != nil {
		b.Fatal(err)
	}
	book, err := maker.DefaultRulebook()
	if err != nil {
		b.Fatal(err)
	}
	for range 1000 {
		t.pool = append(t.pool, newHistory(b, t.random, book))
	}
	t.update(b, func(tx workflow.Tx) error {
		c := workflow.Consultation{ID: "c", Kind: workflow.AskingAll, Review: "w", Slug: townSlug, Edit: 1, Title: workflow.Wording{Da: "Dagtilbud"},
			Opens: registry.MustDay("2027-01-01"), Closes: registry.MustDay("2028-01-01"),
			Questions: []workflow.Question{{ID: "q1", Text: workflow.Wording{Da: "Hvad tager tid?"}}, {ID: "q2", Text: workflow.Wording{Da: "Hvad virker?"}}}}
		for _, step := range []func() error{
			func() error { return tx.InsertReview(reviewOf("w", "dagtilbud-2027"), nil) },
			func() error { return tx.InsertConsultation(c) },
			func() error {
				return tx.InsertLink(workflow.Link{ID: "l", Consultation: "c", Audience: "Forældre", Token: townToken})
			},
		} {
			if err := step(); err != nil {
				return err
			}
		}
		return nil
	})
	return t
}

func (t *town) update(b *testing.B, f func(tx workflow.Tx) error) {
	b.Helper()
	err := t.Workflow().Update(context.Background(), act, func(tx workflow.Tx) error {
		if err := tx.Audit(registry.AuditEvent{Object: "test"}); err != nil {
			return err
		}
		return f(tx)
	})
	if err != nil {
		b.Fatal(err)
	}
}

// history is what happened to a rule and what follows. "@" begins the names
// that differ from rule to rule.
type history struct {
	adopter  registry.Adopter
	adopted  registry.Day
	events   []eventRow
	segments []segmentContent
}

// newHistory is a rule adopted within thirty years, a third resting on law, and
// most of them taken through one of twelve reviews.
func newHistory(b *testing.B, r *rand.Rand, book registry.Rulebook) history {
	pick := func(n int) bool { return r.IntN(n) == 0 }
	council := func(on registry.Day) registry.Decision {
		return registry.Decision{Body: "Byrådet", Rank: registry.RankCouncil, Day: on, Words: "Reglen bortfalder, medmindre den fastholdes."}
	}
	h := history{adopter: registry.Adopters[r.IntN(len(registry.Adopters))], adopted: registry.MustDay("1995-01-01") + registry.Day(r.IntN(30*365))}
	var events []registry.Event
	add := func(on registry.Day, f registry.Fact) {
		events = append(events, registry.Event{ID: registry.EventID(fmt.Sprintf("@e%d", len(events))), Rule: "@", Revision: 1,
			Recorded: on, Order: len(events), Valid: on, Fact: f})
	}
	add(h.adopted, registry.Adopted{Adopter: h.adopter, Version: "@v1"})
	if pick(3) {
		until := registry.LastDay
		if pick(4) {
			until = registry.NewDay(2025+r.IntN(4), 1, 1)
		}
		add(h.adopted, registry.BasisRecorded{Basis: registry.Basis{ID: "@b", Effect: registry.Effects[r.IntN(len(registry.Effects))],
			Reference: "Dagtilbudsloven § 11", From: h.adopted, Until: until}})
	}
	if !pick(10) {
		opened := registry.NewDay(2026, 1, 15) + registry.Day(r.IntN(12)*60)
		sunset := opened + 365
		add(opened, registry.TakenIntoReview{Review: "w", AfterBasisDays: 180, Sunset: registry.Lapse{On: sunset, By: council(opened)}})
		met := sunset - 48
		rule := func(kind registry.RulingKind, next registry.Day) {
			add(met, registry.Ruled{Ruling: kind, By: council(met), From: sunset, Lapses: true, Next: registry.Lapse{On: next, By: council(met)}})
		}
		switch r.IntN(10) {
		case 0, 1, 2:
			rule(registry.Keep, met.AddYears(2))
		case 3, 4:
			rule(registry.Repeal, registry.NoDay)
		case 5:
			rule(registry.Trial, sunset+180)
		case 6:
			add(met, registry.NotCarried{Proposal: registry.Keep, Tie: pick(2), By: council(met)})
		}
	}
	segments, err := registry.Timeline(events, book)
	if err != nil {
		b.Fatal(err)
	}
	h.segments = each(segments, contentOf)
	h.events = each(events, func(e registry.Event) eventRow {
		return eventRow{ID: string(e.ID), Rule: string(e.Rule), Recorded: day(e.Recorded), Ord: e.Order, Valid: day(e.Valid),
			Kind: e.Fact.Kind(), Fact: encode(e.Fact)}
	})
	return h
}

// any is the number of a rule.
func (t *town) any() registry.Number {
	return registry.Number(t.there[t.random.IntN(len(t.there))]*base + t.random.IntN(base) + 1)
}

// benchWords are common in texts. Fifty rules, however many there are, have a
// rare word too, and a single one "enestående".
var benchWords = []string{"dokumentation", "tilsyn", "legeplads", "forældre", "møde", "skema", "medarbejder", "kontrol",
	"hygiejne", "temperatur", "register", "samtale", "trivsel", "plan", "handleplan", "brand", "øvelse", "ældre", "årlig",
	"borger", "sygefravær", "indberetning", "kvalitet", "vurdering", "leder", "børn", "ansøgning", "frist", "udvalg", "rapport"}

func (t *town) sentence(words int) string {
	var s strings.Builder
	for range words {
		s.WriteString(benchWords[t.random.IntN(len(benchWords))] + " ")
	}
	return s.String()
}

// effort is one of many kinds; a third of the rules have none.
func (t *town) effort() registry.Effort {
	if t.random.IntN(3) == 0 {
		return registry.Effort{Evidence: registry.NotQuantified}
	}
	e := ruleOf(1).Catalogue.Effort
	e.Role = "rolle " + strconv.Itoa(t.random.IntN(40))
	e.Per = registry.Periods[1+t.random.IntN(len(registry.Periods)-1)]
	e.Evidence = registry.EvidenceGrades[1+t.random.IntN(3)]
	e.Units = t.random.IntN(2) * 12
	return e
}

// townRule is the id of a rule by its number.
func townRule(n int) string { return fmt.Sprintf("01890000-0000-7000-8000-%012d", n) }

// base is how many rules are written one by one; the others are copies of them
// with numbers, names and places of their own.
const base = 1000

// grow writes rules until there are n, in whole thousands.
func (t *town) grow(b *testing.B, n int) {
	b.Helper()
	if t.rules == 0 {
		if err := t.DB.update(context.Background(), act, func(x *tx) error { return t.write(x, 1, base) }); err != nil {
			b.Fatal(err)
		}
		t.exec(b, "CREATE TABLE state_count_base AS SELECT * FROM state_count", "CREATE TABLE effort_sum_base AS SELECT * FROM effort_sum",
			"CREATE TABLE contribution_base AS SELECT id FROM contribution")
		t.exec(b, "INSERT INTO request VALUES ('"+townRequest+"', 'Alle', '', 'da', 'check', '[]', '{}', '2027-07-01', 'Ane', '2027-06-01', '2027-06-01', '', '', 1)")
		t.rules, t.there = base, []int{0}
	}
	var last int // some were posted since the last time
	if err := t.writer.QueryRowContext(b.Context(), "SELECT max(number) FROM rule").Scan(&last); err != nil {
		b.Fatal(err)
	}
	defer func() {
		t.exec(b, "INSERT INTO request_rule SELECT '"+townRequest+"', number, owner, '', '', '', '' FROM rule WHERE number > (SELECT coalesce(max(number), 0) FROM request_rule)")
		if t.reader == t.writer {
			t.exec(b, "ANALYZE") // as the server does by itself after a while
		}
	}()
	from, to := (last+base-1)/base, n/base-1
	if from <= to {
		defer t.quickly(b)()
		t.copy(b, from, to)
		t.rules = n
		for k := from; k <= to; k++ {
			t.there = append(t.there, k)
		}
	}
}

func (t *town) exec(b *testing.B, statements ...string) {
	b.Helper()
	for _, s := range statements {
		if _, err := t.writer.ExecContext(context.Background(), s); err != nil {
			b.Fatal(s, err)
		}
	}
}

// copy lays the first thousand rules down again, from one thousand to another.
func (t *town) copy(b *testing.B, from, to int) {
	b.Helper()
	id := func(number string) string {
		return "substr('" + townRule(0) + "', 1, 36 - length(CAST(" + number + " AS text))) || (" + number + ")"
	}
	number := fmt.Sprintf("number + %d * k", base)
	rule := id(fmt.Sprintf("CAST(substr(rule, 25) AS bigint) + %d * k", base))
	json := "text"
	if t.reader == t.writer {
		json = "jsonb"
	}
	own := func(column, rule, by string) string {
		return fmt.Sprintf("CAST(replace(CAST(%s AS text), %s, %s) AS %s)", column, rule, by, json)
	}
	another := "substr(%s, 1, 29) || '-' || substr('000000', 1, 6 - length(CAST(k AS text))) || k"
	into := func(table, copied, where string, changed ...string) {
		var columns, values []string
		if copied != "" {
			columns, values = []string{copied}, []string{copied}
		}
		for i := 0; i < len(changed); i += 2 {
			columns, values = append(columns, changed[i]), append(values, changed[i+1])
		}
		t.exec(b, fmt.Sprintf("WITH RECURSIVE copies (k) AS (SELECT %d UNION ALL SELECT k + 1 FROM copies WHERE k < %d) INSERT INTO %s (%s) SELECT %s FROM copies CROSS JOIN %s WHERE %s",
			from, to, table, strings.Join(columns, ", "), strings.Join(values, ", "), table, where))
	}
	first := fmt.Sprintf("number <= %d", base)
	firstRule := "rule <= '" + townRule(base) + "'"
	into("rule", "edit, adopter, adopted_on, kind, area, unit, audience, owner, protects, legal_form, kle, kle_valid_at, source, minutes_from, minutes_to, people, evidence, touched",
		first, "number", number, "id", id(number))
	into("effort", "from_day, until_day, minutes_from, minutes_to, people, evidence, role, per, times_from, times_to, falls, data, units, since, one_from, one_to, all_from, all_to",
		first, "number", number)
	into("rule_version", "ordinal, title, plain, frequency, revision", firstRule+" AND ordinal = 1",
		"id", rule+" || substr(id, 37)", "rule", rule, "demand", "replace(replace(demand, 'sjældenhed', ''), 'enestående', '')")
	into("rule_event", "revision, recorded, ord, valid, kind", firstRule+" AND id LIKE rule || '-e%'",
		"id", rule+" || substr(id, 37)", "rule", rule, "fact", own("fact", "rule", rule))
	into("segment", "from_day, until_day, state, class, state_from, state_until, row_digest, policy_digest, settings_digest, revision_from, revision_until, area",
		first+" AND revision_until = "+strconv.FormatInt(still, 10),
		"number", number, "version", "CASE version WHEN '' THEN '' ELSE "+id(number)+" || substr(version, 37) END",
		"reasons", own("reasons", id("number"), id(number)), "grounds", own("grounds", id("number"), id(number)))
	into("rule_search", "", first, "number", number, "searched",
		"replace(replace(replace('  r  ' || ("+number+") || '  ' || ("+number+") || substr(searched, 12 + length(CAST(number AS text))), 'sjældenhed', ''), 'enestående', ''), '  eneståend ', ' ')")
	into("rule_list", "title, area, effort, facets", first, "number", number)
	into("rule_basis", "basis, reference, reference_key, over_on", first, "number", number)
	into("rule_facet", "facet", first, "number", number)
	into("contribution", "consultation, audience, state, day", "id IN (SELECT id FROM contribution_base)",
		"id", fmt.Sprintf(another, "id"), "receipt", "receipt || '-' || k")
	into("input", "consultation, audience, kind, question, rule, stance, minutes, text, masked, day, screening", "contribution IN (SELECT id FROM contribution_base)",
		"id", fmt.Sprintf(another, "id"), "contribution", fmt.Sprintf(another, "contribution"))
	t.exec(b, fmt.Sprintf(`INSERT INTO state_count (area, span, at, class, state, change) SELECT area, span, at, class, state, change * %d FROM state_count_base WHERE true
		ON CONFLICT (area, span, at, class, state) DO UPDATE SET change = state_count.change + EXCLUDED.change`, to-from+1))
	t.exec(b, fmt.Sprintf(`INSERT INTO effort_sum SELECT parted, span, at, area, name, per, evidence, known, rules * %[1]d, one_from * %[1]d, one_to * %[1]d, all_from * %[1]d, all_to * %[1]d
		FROM effort_sum_base WHERE true ON CONFLICT (parted, span, at, area, name, per, evidence, known) DO UPDATE SET rules = effort_sum.rules + EXCLUDED.rules,
		one_from = effort_sum.one_from + EXCLUDED.one_from, one_to = effort_sum.one_to + EXCLUDED.one_to,
		all_from = effort_sum.all_from + EXCLUDED.all_from, all_to = effort_sum.all_to + EXCLUDED.all_to`, to-from+1))
}

// write stores the rules of two numbers and all between, each with its history,
// and a contribution for every fifth.
func (t *town) write(x *tx, from, to int) error {
	mark, err := x.Revision()
	if err != nil {
		return err
	}
	for range 100 {
		if err := x.Audit(registry.AuditEvent{Object: "test"}); err != nil {
			return err
		}
	}
	var rules []ruleRow
	var efforts []effortRow
	var versions []versionRow
	var events []eventRow
	var segments []segmentRow
	var searched []searchRow
	var bases []basisRow
	var contributions []contributionRow
	var inputs []inputRow
	for i := from; i <= to; i++ {
		h, id := t.pool[t.random.IntN(len(t.pool))], townRule(i)
		own := func(s string) string { return strings.ReplaceAll(s, "@", id+"-") }
		rule := ruleOf(i)
		rule.Catalogue.Area = townAreas[min(t.random.IntN(len(townAreas)), t.random.IntN(len(townAreas)))] // some are larger
		rule.Catalogue.Unit = "Enhed " + strconv.Itoa(t.random.IntN(200))
		rule.Catalogue.Owner = "Leder " + strconv.Itoa(t.random.IntN(100))
		rule.Catalogue.Protects = registry.ProtectsChoices[t.random.IntN(len(registry.ProtectsChoices))]
		if i%40 == 0 {
			rule.Catalogue.Owner = ""
		}
		if i%500 == 0 {
			rule.Catalogue.LegalForm = registry.FormPrivate
		}
		if i%50 == 0 {
			rule.Catalogue.Tags = []string{"skema"}
		}
		x.list(registry.RuleID(id))
		x.unjudged = put(x.unjudged, registry.RuleID(id), true)
		rule.ID, rule.Adopter, rule.AdoptedOn = registry.RuleID(id), h.adopter, h.adopted
		rule.Catalogue.Effort = t.effort()
		rules = append(rules, rowOfRule(rule, mark.Revision))
		efforts = append(efforts, effortRows(int64(i), registry.AddEffort(nil, rule.Catalogue.Effort))...)
		x.sumLater(int64(i))
		text := registry.Text{Title: t.sentence(4), Plain: t.sentence(8), Demand: t.sentence(24)}
		if i%20 == 0 {
			text.Demand += "sjældenhed"
		}
		if i == 500 {
			text.Demand += " enestående"
		}
		versions = append(versions, versionRow{ID: own("@v1"), Rule: id, Ordinal: 1, Title: text.Title, Plain: text.Plain,
			Demand: text.Demand, Frequency: "årligt", Revision: int64(mark.Revision)})
		searched = append(searched, searchRow{Number: int64(i), Searched: searchText(int64(i), text.Title, text.Plain, text.Demand,
			rule.Catalogue.Area, rule.Catalogue.Unit)})
		for _, e := range h.events {
			e.ID, e.Rule, e.Fact, e.Revision = own(e.ID), id, jsonText(own(string(e.Fact))), int64(mark.Revision)
			events = append(events, e)
		}
		// Each rests on a paragraph, and a tenth of all on the same; a few no longer do.
		reference := townLaw + " § " + strconv.Itoa(1+min(i%10, 1)*(i%400))
		over := registry.LastDay
		if i%100 == 7 {
			over = registry.MustDay("2026-01-01")
		}
		bases = append(bases, basisRow{Number: int64(i), Basis: "b", Reference: reference, ReferenceKey: registry.ReferenceKey(reference), OverOn: day(over)})
		for _, s := range h.segments {
			s.Version, s.Grounds, s.Reasons = own(s.Version), jsonText(own(string(s.Grounds))), jsonText(own(string(s.Reasons)))
			row := segmentRow{Number: int64(i), segmentContent: s, RevisionFrom: int64(mark.Revision), RevisionUntil: still, Area: rule.Catalogue.Area}
			x.count(rule.Catalogue.Area, 1, row)
			segments = append(segments, row)
		}
		if i%5 == 0 {
			c := contributionRow{ID: string(registry.NewRandomID[registry.ContributionID]()), Consultation: "c", Audience: "Forældre",
				Receipt: registry.Digest([]byte(id)), State: string(workflow.Received), Day: day(x.Today())}
			contributions = append(contributions, c)
			for k := range 2 {
				inputs = append(inputs, inputRow{ID: string(registry.NewRandomID[registry.InputID]()), Consultation: "c", Contribution: c.ID,
					Audience: c.Audience, Kind: string(workflow.AnswerInput), Question: "q" + strconv.Itoa(k+1), Rule: "", Minutes: workflow.NoMinutes,
					Text: "Der går en halv time om dagen med skemaer.", Day: c.Day})
			}
		}
	}
	for _, step := range []func() error{
		func() error { return insert(x, rules) }, func() error { return insert(x, efforts) }, func() error { return insert(x, versions) }, func() error { return insert(x, events) },
		func() error { return insert(x, segments) }, func() error { return insert(x, searched) }, func() error { return insert(x, bases) },
		func() error { return insert(x, contributions) }, func() error { return insert(x, inputs) },
		func() error { // a third waits for a lawyer, some have ended since
			_, err := x.exec(x.db.NewUpdate().Table("rule").Set("due_why = CASE WHEN number % 5 = 0 THEN 'doubted' ELSE 'unchecked' END").
				Set("due_on = adopted_on").Set("due_until = CASE WHEN number % 4 = 0 THEN '2026-01-01' ELSE due_until END").Where("number % 3 = 0"))
			return err
		},
	} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// townCounted is what triggers count of what was sent in, and how to count it anew: once,
// when all copies are laid down.
var townCounted = []struct{ name, of, count, anew string }{
	{"sent_counted", "contribution", "sent_count", "SELECT consultation, audience, exclusion <> '', 0, count(*) FROM contribution WHERE state <> 'withdrawn' GROUP BY consultation, audience, exclusion <> ''"},
	{"input_counted", "input", "input_count", "SELECT consultation, rule, kind, question, theme, audience, stance, answered, screening, text <> '', excluded, 0, count(*) " +
		"FROM input WHERE part_of = '' GROUP BY consultation, rule, kind, question, theme, audience, stance, answered, screening, text <> '', excluded"},
	{"minutes_counted", "input", "minutes_count", "SELECT consultation, rule, minutes, excluded, 0, count(*) FROM input WHERE part_of = '' AND minutes >= 0 GROUP BY consultation, rule, minutes, excluded"},
}

// quickly lets rows in without what makes that slow, and returns what puts it
// back. Statistics are made anew: PostgreSQL does that by itself after a while.
func (t *town) quickly(b *testing.B) (done func()) {
	if t.reader == t.writer {
		const index = "CREATE INDEX rule_search_index ON rule_search USING gin (searched gin_trgm_ops)"
		t.exec(b, "DROP INDEX rule_search_index")
		for _, trigger := range townCounted {
			t.exec(b, "ALTER TABLE "+trigger.of+" DISABLE TRIGGER "+trigger.name)
		}
		return func() {
			for _, trigger := range townCounted {
				t.exec(b, "ALTER TABLE "+trigger.of+" ENABLE TRIGGER "+trigger.name, "DELETE FROM "+trigger.count, "INSERT INTO "+trigger.count+" "+trigger.anew)
			}
			t.exec(b, index, "VACUUM ANALYZE")
		}
	}
	var trigger string
	if err := t.writer.QueryRowContext(b.Context(), "SELECT sql FROM sqlite_master WHERE name = 'rule_search_insert'").Scan(&trigger); err != nil {
		b.Fatal(err)
	}
	t.exec(b, "PRAGMA foreign_keys = OFF", "PRAGMA synchronous = OFF", "DROP TRIGGER rule_search_insert")
	return func() {
		t.exec(b, trigger, "INSERT INTO rule_search_index (rule_search_index) VALUES ('rebuild')", "PRAGMA foreign_keys = ON",
			"PRAGMA synchronous = FULL", "PRAGMA wal_checkpoint(TRUNCATE)")
	}
}
