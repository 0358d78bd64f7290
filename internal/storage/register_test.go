package storage

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

var today = registry.MustDay("2027-01-02")

func TestRegister(t *testing.T) {
	both(t, func(x *fixture) {
		x.put(1, 2, 3, 4, 5)
		x.update(func(tx workflow.Tx) error { // 2 has lapsed long ago, 5 is in another area
			moved := ruleOf(5)
			moved.Catalogue.Area = "Ældre"
			_, err := tx.UpdateRule(moved, 1)
			return errors.Join(err, tx.InsertVersions([]registry.Version{versionOf(3, 2, "Ny ordlyd")}),
				tx.ReplaceTimelines(map[registry.RuleID][]registry.Segment{ruleID(2): timelineOf(2, "2019-03-01", "2020-01-01")}))
		})
		find := func(q registry.RegisterQuery) (entries []registry.RegisterEntry) {
			x.Helper()
			if q.On == 0 {
				q.On = today
			}
			if q.Known == 0 {
				q.Known = registry.RevisionOpen
			}
			x.view(func(r workflow.Reader) (err error) {
				entries, err = r.Register(q)
				if q.After == 0 && q.Limit == 0 {
					counts, err := r.CountStates(q)
					total := 0
					for state, n := range counts.Of {
						total += n
						if len(q.States) > 0 && !slices.Contains(q.States, state) {
							x.Errorf("counted %s", state)
						}
					}
					x.equal("counted", total, len(entries))
					if err != nil {
						return err
					}
				}
				return err
			})
			return entries
		}
		all := find(registry.RegisterQuery{})
		x.equal("all", numbersIn(all), "[R-0001 R-0002 R-0003 R-0004 R-0005]")
		x.equal("entry", all[0], registry.RegisterEntry{Rule: ruleOf(1), Text: versionOf(1, 1, "Regel nummer 1").Text,
			Segment: timelineOf(1, "2019-03-01", "2027-07-01")[1]})
		x.equal("the text that applies, not the newest", all[2].Text.Title, "Regel nummer 3")
		early := find(registry.RegisterQuery{On: registry.MustDay("2000-01-01")})
		x.equal("before the first text", []any{early[2].Text.Title, early[2].Segment.State}, []any{"Regel nummer 3", "not_yet"})
		x.equal("page", numbersIn(find(registry.RegisterQuery{After: 2, Limit: 2})), "[R-0003 R-0004]")
		x.equal("states", numbersIn(find(registry.RegisterQuery{States: []registry.State{registry.Lapsed, registry.Repealed}})), "[R-0002]")
		x.equal("class", len(find(registry.RegisterQuery{Class: registry.CouncilRule})), 5)
		x.equal("no such class", len(find(registry.RegisterQuery{Class: registry.AddOn})), 0)
		x.equal("area", numbersIn(find(registry.RegisterQuery{Area: "Ældre"})), "[R-0005]")
		x.equal("area and text", numbersIn(find(registry.RegisterQuery{Area: "Dagtilbud", Text: "regel", After: 1, Limit: 2})), "[R-0002 R-0004]")
		x.equal("searched is the newest text", numbersIn(find(registry.RegisterQuery{Text: "ordlyd", States: []registry.State{registry.InForce}})), "[R-0003]")
		x.equal("the last day there is", len(find(registry.RegisterQuery{On: registry.LastDay})), 0)
		x.view(func(r workflow.Reader) error {
			counts, err := r.CountStates(registry.RegisterQuery{On: today, Known: registry.RevisionOpen, Text: "regel", After: 4, Limit: 1})
			x.equal("counts", counts.Of, map[registry.State]int{registry.InForce: 3, registry.Lapsed: 1})
			return err
		})
	})
}

func TestAreasInDanishOrder(t *testing.T) {
	both(t, func(x *fixture) {
		x.update(func(tx workflow.Tx) error {
			var rules []registry.Rule
			for i, area := range []string{"Åben skole", "Ørsted", "Zoo", "Ældre", "Aabenraa", "Bad", "bad", "Ældre"} {
				rules = append(rules, registry.Rule{ID: ruleID(i + 1), Number: registry.Number(i + 1), Catalogue: registry.Catalogue{Area: area}})
			}
			return tx.InsertRules(rules, nil)
		})
		x.view(func(r workflow.Reader) error {
			areas, err := r.Areas()
			x.equal("areas", areas, "[bad Bad Zoo Ældre Ørsted Åben skole Aabenraa]")
			return err
		})
	})
}

// searched are titles that try the search; the numbers follow their order.
var searched = []string{
	"Brandmøde og tilsyn",          // 1
	"Ældreråd høres",               // 2
	"Rad af cykler",                // 3
	"RÅD OG NÆVN",                  // 4
	"Forældrebestyrelsens princip", // 5
	"100 % økologi, a_b \\ c",      // 6
	"E-mail til forældre",          // 7
	"Over\u00adenskomst",           // 8: soft hyphen
	"A\u030arligt møde",            // 9: decomposed å
	"日本 og 🙂",                      // 10
	"Ti* \"citat\" it's",           // 11
	"År 42",                        // 12
}

func TestSearch(t *testing.T) {
	both(t, func(x *fixture) {
		x.update(func(tx workflow.Tx) error {
			if err := putTitles(tx, searched); err != nil {
				return err
			}
			// A search in the transaction that wrote sees what it wrote.
			found, err := tx.Register(registry.RegisterQuery{On: today, Known: registry.RevisionOpen, Text: "cykler"})
			x.equal("at once", numbersIn(found), "[R-0003]")
			return err
		})
		for question, want := range map[string][]int{
			"råd": {2, 4}, "rad": {3}, "RÅD": {2, 4}, "ra": {3}, "rå": {4}, "åd": nil, "å": {9, 12}, "råd nævn": {4}, "nævn råd": {4},
			"forældre": {5, 7}, "bestyrelse": {5}, "ældre": {2, 5, 7}, "æ": {2}, "be": nil,
			"overenskomst": {8}, "over\u00adens": {8}, "årligt": {9}, "a\u030arligt": {9}, "møde": {1, 9}, "mo": nil,
			"100": {6}, "%": nil, "_": nil, `\`: nil, "*": nil, `"`: nil, "-": nil, "'": nil, "a_b": {6}, "100 %": {6}, `a\`: {3, 6},
			`"citat"`: {11}, "ti*": {1, 7, 11}, "it's": {11}, "-tilsyn": {1}, "NOT tilsyn": nil, "tilsyn OR cykler": nil, "NEAR(a b)": nil,
			"{searched}: x": nil, "e-mail": {7}, "mail": {7}, "email": nil, "日": {10}, "本": nil, "🙂": nil,
			"R-0002": {2}, "r-0002": {2}, "42": {12}, "R-12": {12}, "0012": {12}, "": {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, " ": nil,
			"; DROP TABLE rule": nil, "?": nil, "?0 $1": {1, 6, 10, 11, 12}, "\xff": nil,
			strings.Repeat("møde ", 200): {1, 9}, strings.Repeat("x", 5000): nil,
		} {
			x.equal("search for "+question, found(x, question), collect(want, func(n int) registry.Number { return registry.Number(n) }))
		}
	})
}

func found(x *fixture, question string) (numbers []registry.Number) {
	x.view(func(r workflow.Reader) error {
		entries, err := r.Register(registry.RegisterQuery{On: today, Known: registry.RevisionOpen, Text: question})
		numbers = numbersIn(entries)
		return err
	})
	return numbers
}

func answers(searched string, asked term) bool {
	return slices.ContainsFunc(asked, func(piece string) bool { return strings.Contains(searched, piece) })
}

// danish are titles of which each has one form of a word; the numbers follow their order.
var danish = []string{
	"Hvert møde", "Flere møder", "Mødet før", "Mødernes gang", // 1 to 4
	"Et barn", "To børn", "Børnene ude", "Et skolebarn", "Alle skolebørnene", // 5 to 9
	"Ældre i dag", "Forældremøde", "En forælder", "Forældrene", // 10 to 13
	"En regel", "Reglernes antal", "Et hjælpemiddel", "Hjælpemidler", // 14 to 17
	"Året rundt", "I årene efter", "Bussen og busserne", "Et nummer", "Alle numrene", // 18 to 22
	"Skriftlig", "Svares skriftligt", "Godkendt", "Det godkendes", "Plads", "Pladserne", // 23 to 28
	"Uden ud", "Silkeborg", "Borgerens", "Et billede", "Lederne", "Imødekommende", // 29 to 34
	"Kursus", "På kurset", "Byens træer", "Tilsyn", "Tilsynets brev", // 35 to 39
	"Vurderingen", "Det vurderes", "Vurderede opgaver", "Underretter under", "Under tag", // 40 to 44
}

func TestSearchFindsFormsOfWords(t *testing.T) {
	both(t, func(x *fixture) {
		x.update(func(tx workflow.Tx) error { return putTitles(tx, danish) })
		meetings, children, years := []int{1, 2, 3, 4, 11}, []int{5, 6, 7, 8, 9}, []int{18, 19}
		for question, want := range map[string][]int{
			"møde": append(meetings, 34), "møder": meetings[:4], "mødet": meetings[:4], "mødernes": meetings[:4], "MØDERNE": meetings[:4],
			"forældremøder": {11}, "forældremøderne": {11}, "mødepligt": nil, "dremød": {11}, "mød": {1, 2, 3, 4, 11, 34},
			"barn": {5, 6, 7, 8}, "børn": {5, 6, 7, 9}, "børnene": {5, 6, 7, 9}, "børnenes": children[:3], "barnets": children[:3], "skolebørn": {8, 9}, "skolebarnet": {8, 9},
			"ældre": {10, 11, 13}, "forældre": {11, 12, 13}, "forælder": {12, 13}, "forældrenes": {12, 13},
			"regel": {14, 15}, "regler": {14, 15}, "reglerne": {14, 15}, "reglement": nil, "hjælpemidlet": {16, 17}, "hjælpemiddel": {16, 17},
			"året": years, "årenes": years, "bus": {20}, "busser": {20}, "nummer": {21, 22}, "numre": {21, 22},
			"skriftlige": {23, 24}, "godkendte": {25, 26}, "godkende": {25, 26}, "pladsen": {27, 28}, "plads": {27, 28}, "byer": {37}, "tilsynene": {38, 39},
			"uden": {29}, "borgere": {31}, "lederens": {33}, "biler": nil, "kurser": {35, 36}, "kursus": {35, 36}, "vurderet": {41, 42}, "vurdering": {40}, "underrette": {43},
			"møderne børnene": nil, "mødernes gange": {4}, `"møderne"`: meetings[:4], "-møderne": meetings[:4], "møderne OR børnene": nil,
		} {
			x.equal("search for "+question, found(x, question), collect(want, func(n int) registry.Number { return registry.Number(n) }))
		}
		x.view(func(r workflow.Reader) error {
			q := registry.RegisterQuery{On: today, Known: registry.RevisionOpen, Text: "mødets", After: 1, Limit: 2}
			page, err := r.Register(q)
			x.equal("a page", numbersIn(page), "[R-0002 R-0003]")
			counts, err2 := r.CountStates(registry.RegisterQuery{On: today, Known: registry.RevisionOpen, Text: "mødets"})
			x.equal("counted", counts.Of, map[registry.State]int{registry.InForce: 4})
			q.After, q.Sort = 0, registry.ByTitle
			byTitle, err3 := r.Register(q)
			x.equal("by title", numbersIn(byTitle), "[R-0002 R-0001]")
			return errors.Join(err, err2, err3)
		})
	})
}

// A migration empties the search texts, and they are made anew when the program starts,
// also where that was broken off.
func TestSearchIsMadeAnew(t *testing.T) {
	both(t, func(x *fixture) {
		x.update(func(tx workflow.Tx) error { return putTitles(tx, danish) })
		for _, sql := range []string{"DELETE FROM rule_search", "DELETE FROM rule_search WHERE number > 2"} {
			if sqlite := x.db.reader != x.db.writer; sqlite && strings.Contains(sql, "WHERE") {
				sql = "DELETE FROM rule_search WHERE number > 2; INSERT INTO rule_search_index (rule_search_index) VALUES ('rebuild')"
			} else if sqlite {
				sql += "; INSERT INTO rule_search_index (rule_search_index) VALUES ('delete-all')"
			}
			if _, err := x.db.writer.ExecContext(t.Context(), sql); err != nil {
				t.Fatal(err)
			}
			x.equal("emptied", len(found(x, "børnenes")), 0)
			if err := x.db.Migrate(t.Context()); err != nil {
				t.Fatal(err)
			}
			x.equal("made anew", found(x, "børnenes"), []registry.Number{5, 6, 7})
			x.equal("all of them", x.count("rule_search"), []int{len(danish)})
		}
	})
}

func putTitles(tx workflow.Tx, titles []string) error {
	for i, title := range titles {
		n := i + 1
		version := versionOf(n, 1, title)
		version.Plain, version.Demand = "", ""
		if err := errors.Join(tx.InsertRules([]registry.Rule{{ID: ruleID(n), Number: registry.Number(n)}}, nil), tx.InsertVersions([]registry.Version{version}),
			tx.ReplaceTimelines(map[registry.RuleID][]registry.Segment{ruleID(n): timelineOf(n, "2019-03-01", "2027-07-01")})); err != nil {
			return err
		}
	}
	return nil
}

// The contract of search, said again in plain Go: every term is the beginning of
// a word, or, from three characters, a part of one or a form of one.
func TestSearchIsWhatItPromises(t *testing.T) {
	testenv.OneAtATime(t)
	both(t, func(x *fixture) {
		random := rand.New(rand.NewPCG(1, 2))
		letters := []rune("abåæøers1 -")
		text := func(n int) string {
			s := make([]rune, n)
			for i := range s {
				s[i] = letters[random.IntN(len(letters))]
			}
			return string(s)
		}
		titles := make([]string, 300)
		x.update(func(tx workflow.Tx) error {
			numbers := make([]int, len(titles))
			var versions []registry.Version
			for i := range titles {
				numbers[i], titles[i] = i+1, text(12)
				versions = append(versions, versionOf(i+1, 2, titles[i]))
			}
			return errors.Join(putRules(tx, "2027-07-01", numbers...), tx.InsertVersions(versions))
		})
		for range 200 {
			question := text(1 + random.IntN(6))
			var want []registry.Number
			for i, title := range titles {
				v := versionOf(i+1, 2, title)
				all := words(fmt.Sprintf("R-%04d %d %s %s %s %s %s", i+1, i+1, v.Title, v.Plain, v.Demand, "Dagtilbud", "Børnehuset"))
				matches := func(term string) bool {
					return slices.ContainsFunc(all, func(w string) bool {
						return strings.HasPrefix(w, term) || len([]rune(term)) >= 3 &&
							(strings.Contains(w, term) || slices.Contains(rootsOf(term), w) || slices.Contains(rootsOf(term), root(w)))
					})
				}
				if terms := words(question); len(terms) > 0 && !slices.ContainsFunc(terms, func(t string) bool { return !matches(t) }) {
					want = append(want, registry.Number(i+1))
				}
			}
			x.equal("search for "+question, found(x, question), want)
		}
	})
}

// What is searched of an area is reached through the area's index, whatever else the
// table has: SQLite would rather read all rules in the order of their numbers.
func TestSearchOfAnAreaGoesByItsIndex(t *testing.T) {
	both(t, func(x *fixture) {
		if x.db.reader == x.db.writer {
			return // PostgreSQL chooses by what is in its tables
		}
		r := x.db.readerOn(t.Context(), x.db.reader)
		q := registry.RegisterQuery{On: today, Known: registry.RevisionOpen, Text: "plan", Area: "Dagtilbud"}
		s, number := r.selection(r.db.NewSelect().ColumnExpr("s.number"), q, scanning(terms(q.Text)))
		rows, err := x.db.reader.QueryContext(t.Context(), "EXPLAIN QUERY PLAN "+s.Where(number+" > 5").OrderExpr(number).Limit(50).String())
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		var id, parent, unused int
		var steps []string
		for rows.Next() {
			var step string
			if err := rows.Scan(&id, &parent, &unused, &step); err != nil {
				t.Fatal(err)
			}
			steps = append(steps, step)
		}
		if err := rows.Err(); err != nil || len(steps) == 0 || !strings.Contains(steps[0], "rule_area") {
			t.Errorf("%v: %q", err, steps)
		}
	})
}
