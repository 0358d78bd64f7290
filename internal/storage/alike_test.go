package storage

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/registry/likeness"
	"github.com/omvendt/omvendt/workflow"
)

// say stores rules in force with texts of their own, numbered from first.
func (x *fixture) say(first int, texts ...registry.Text) {
	x.Helper()
	x.update(func(tx workflow.Tx) error { return sayRules(tx, first, texts) })
}

func sayRules(tx workflow.Tx, first int, texts []registry.Text) error {
	var rules []registry.Rule
	var versions []registry.Version
	timelines := map[registry.RuleID][]registry.Segment{}
	for i, text := range texts {
		n := first + i
		rules = append(rules, ruleOf(n))
		versions = append(versions, registry.Version{ID: versionID(n, 1), Rule: ruleID(n), Ordinal: 1, Text: text})
		timelines[ruleID(n)] = timelineOf(n, "2019-03-01", "2027-07-01")
	}
	if err := tx.InsertRules(rules, nil); err != nil {
		return err
	}
	if err := tx.InsertVersions(versions); err != nil {
		return err
	}
	return tx.ReplaceTimelines(timelines)
}

var (
	naturdag    = registry.Text{Title: "Naturdag hver uge", Demand: "Alle børnehavebørn er ude i naturen mindst én dag om ugen."}
	udedag      = registry.Text{Title: "Ude i naturen", Demand: "Børnehavebørnene skal ud i naturen mindst en gang om ugen."}
	indkob      = registry.Text{Title: "Godkendelse af indkøb", Demand: "Indkøb over 3.000 kr. uden for aftalerne godkendes af områdelederen."}
	logbog      = registry.Text{Title: "Logbog over besøgende", Demand: "Alle besøgende skriver navn, formål og tid i logbogen ved indgangen."}
	townOnWhich = registry.MustDay("2027-01-02")
)

func (x *fixture) pairs(q registry.AlikeQuery) []registry.AlikePair {
	x.Helper()
	var pairs []registry.AlikePair
	q.On = max(q.On, townOnWhich)
	x.view(func(r workflow.Reader) (err error) { pairs, err = r.AlikePairs(q); return err })
	return pairs
}

func places(pairs []registry.AlikePair) []registry.AlikePlace {
	return collect(pairs, func(p registry.AlikePair) registry.AlikePlace { return registry.AlikePlace{Low: p.Low, High: p.High} })
}

func TestAlikePairs(t *testing.T) {
	both(t, func(x *fixture) {
		x.say(1, naturdag, indkob, logbog)
		x.equal("nothing alike", x.pairs(registry.AlikeQuery{}), []registry.AlikePair{})
		x.say(4, udedag, naturdag)
		pairs := x.pairs(registry.AlikeQuery{})
		x.equal("the most alike first", places(pairs), []registry.AlikePlace{{Low: 1, High: 5}, {Low: 4, High: 5}, {Low: 1, High: 4}})
		if pairs[0].Degree != 100 || pairs[1].Degree < likeness.Same || pairs[1].Degree == 100 {
			t.Errorf("degrees %v", pairs)
		}
		x.equal("page by page", x.pairs(registry.AlikeQuery{After: &pairs[0], Limit: 1}), pairs[1:2])
		x.equal("of one rule", places(x.pairs(registry.AlikeQuery{Rule: 4})), places(pairs[1:]))
		x.equal("within reach", x.pairs(registry.AlikeQuery{Reach: registry.Reach{{Areas: []string{"Dagtilbud"}}}}), pairs)
		x.equal("out of reach", x.pairs(registry.AlikeQuery{Reach: registry.Reach{{Areas: []string{"Ældre"}}}}), []registry.AlikePair{})
		x.equal("of rules that stand", x.pairs(registry.AlikeQuery{On: registry.MustDay("2027-07-01")}), []registry.AlikePair{})

		// Another text makes the rule another, in the same transaction.
		x.update(func(tx workflow.Tx) error {
			err := tx.InsertVersions([]registry.Version{{ID: versionID(5, 2), Rule: ruleID(5), Ordinal: 2, Text: logbog}})
			if err != nil {
				return err
			}
			within, err := tx.AlikePairs(registry.AlikeQuery{On: townOnWhich})
			x.equal("before the end", places(within), []registry.AlikePlace{{Low: 3, High: 5}, {Low: 1, High: 4}})
			return err
		})
		x.equal("after another text", places(x.pairs(registry.AlikeQuery{})), []registry.AlikePlace{{Low: 3, High: 5}, {Low: 1, High: 4}})
		x.wantCode(x.try(func(tx workflow.Tx) error {
			if err := sayRules(tx, 6, []registry.Text{naturdag}); err != nil {
				return err
			}
			return &registry.Error{Code: registry.CodeBusy}
		}), registry.CodeBusy)
		x.equal("after a refusal", places(x.pairs(registry.AlikeQuery{Rule: 1})), []registry.AlikePlace{{Low: 1, High: 4}})
	})
}

func TestAlikeTexts(t *testing.T) {
	both(t, func(x *fixture) {
		x.say(1, naturdag, indkob, logbog, udedag)
		x.view(func(r workflow.Reader) error {
			found, err := r.Alike([]registry.Text{naturdag, {Title: "Ferie", Demand: "Ferieplanen hænges op."}, logbog, {}}, 10)
			if err != nil {
				return err
			}
			numbers := collect(found, func(list []registry.Alike) []registry.Number {
				return collect(list, func(a registry.Alike) registry.Number { return a.Number })
			})
			x.equal("alike", numbers, [][]registry.Number{{1, 4}, {}, {3}, {}})
			x.equal("exactly", found[0][0].Degree, 100)
			one, err := r.Alike([]registry.Text{naturdag}, 1)
			x.equal("at most one", one, [][]registry.Alike{found[0][:1]})
			return err
		})
	})
}

func TestFoundDifferent(t *testing.T) {
	both(t, func(x *fixture) {
		x.say(1, naturdag, udedag, naturdag)
		d := registry.Different{Low: 1, High: 2, By: "Ane", Day: townOnWhich}
		x.update(func(tx workflow.Tx) error { return tx.InsertDifferent(d) })
		x.equal("no more", places(x.pairs(registry.AlikeQuery{})), []registry.AlikePlace{{Low: 1, High: 3}, {Low: 2, High: 3}})
		x.wantCode(x.try(func(tx workflow.Tx) error { return tx.InsertDifferent(d) }), registry.CodeFoundDifferent)
		// For good: another text of one does not bring the pair back.
		x.update(func(tx workflow.Tx) error {
			return tx.InsertVersions([]registry.Version{{ID: versionID(2, 2), Rule: ruleID(2), Ordinal: 2, Text: naturdag}})
		})
		x.equal("with another text", places(x.pairs(registry.AlikeQuery{})), []registry.AlikePlace{{Low: 2, High: 3}, {Low: 1, High: 3}})
		x.update(func(tx workflow.Tx) error {
			return tx.InsertDifferent(registry.Different{Low: 1, High: 3, By: "Bo", Day: townOnWhich})
		})
		x.view(func(r workflow.Reader) error {
			all, err := r.Differents(registry.AlikePlace{}, 0)
			x.equal("seen", all, []registry.Different{d, {Low: 1, High: 3, By: "Bo", Day: townOnWhich}})
			if err != nil {
				return err
			}
			after, err := r.Differents(registry.AlikePlace{Low: 1, High: 2}, 1)
			x.equal("the next", after, all[1:])
			return err
		})
		x.update(func(tx workflow.Tx) error {
			was, err := tx.DeleteDifferent(1, 2)
			x.equal("taken back", was, d)
			return err
		})
		x.equal("told of again", places(x.pairs(registry.AlikeQuery{})), []registry.AlikePlace{{Low: 2, High: 3}, {Low: 1, High: 2}})
		x.wantCode(x.try(func(tx workflow.Tx) error { _, err := tx.DeleteDifferent(1, 2); return err }), registry.CodeNotFound)
	})
}

// What an older program left without is made when a newer one begins.
func TestRelateRules(t *testing.T) {
	both(t, func(x *fixture) {
		x.say(1, naturdag, udedag, indkob)
		want := x.pairs(registry.AlikeQuery{})
		for _, table := range []string{"alike", "likeness_key", "rule_likeness"} {
			if _, err := x.db.writer.ExecContext(t.Context(), "DELETE FROM "+table); err != nil {
				t.Fatal(err)
			}
		}
		x.equal("an older program", x.pairs(registry.AlikeQuery{}), []registry.AlikePair{})
		for _, made := range []int{3, 0} {
			x.update(func(tx workflow.Tx) error {
				n, err := tx.RelateRules()
				x.equal("made", n, made)
				return err
			})
			x.equal("as before", x.pairs(registry.AlikeQuery{}), want)
		}
		// What another method made is made anew.
		if _, err := x.db.writer.ExecContext(t.Context(), "UPDATE rule_likeness SET digest = '0:x' WHERE number = 1"); err != nil {
			t.Fatal(err)
		}
		x.update(func(tx workflow.Tx) error {
			n, err := tx.RelateRules()
			x.equal("made anew", n, 1)
			return err
		})
	})
}

// labelled are the texts of the labelled set in package likeness, each rule's two
// wordings after one another.
func labelled(t testing.TB) []registry.Text {
	t.Helper()
	return collect(readTable(t, "../../registry/likeness/testdata/ordlyde.csv"), func(row map[string]string) registry.Text {
		return registry.Text{Title: row["titel"], Demand: row["krav"]}
	})
}

// speaker says texts as municipalities do: words of a large vocabulary, few of them
// often and most of them seldom, in compounds.
type speaker struct {
	*rand.Zipf
	words []string
}

func newSpeaker(r *rand.Rand) speaker {
	var stems []string
	for _, consonant := range strings.Fields("b d f fl g gr h j k kl l m n p pr r s sk sl st str t tr v") {
		for _, rest := range strings.Fields("ade ager akt and ank ave egn ejl end erm est id ilk imp ind ist od olk omp ord ost unk urt ys ælk ærm ønd ålm") {
			stems = append(stems, consonant+rest)
		}
	}
	r.Shuffle(len(stems), func(i, j int) { stems[i], stems[j] = stems[j], stems[i] })
	words := slices.Clone(stems)
	for range 20_000 {
		words = append(words, stems[r.IntN(len(stems))]+stems[r.IntN(len(stems))])
	}
	return speaker{rand.NewZipf(r, 1.1, 8, uint64(len(words)-1)), words}
}

func (s speaker) text() registry.Text {
	say := func(n int) string {
		var list []string
		for range n {
			list = append(list, s.words[s.Uint64()])
		}
		return strings.Join(list, " ")
	}
	return registry.Text{Title: say(4), Demand: "Alle medarbejdere skal " + say(18) + " hvert år"}
}

// All pairs of the labelled set that are alike are found in a register full of
// other rules, as they are when each is compared with each.
func TestAlikeAmongMany(t *testing.T) {
	testenv.OneAtATime(t)
	testenv.Each(t, func(t *testing.T, dsn string) {
		x := newFixture(t, dsn)
		texts := labelled(t)
		s := newSpeaker(rand.New(rand.NewPCG(1, 2)))
		others := make([]registry.Text, 600)
		for i := range others {
			others[i] = s.text()
		}
		// One after the other, and many in one act, are found the same way.
		var firsts []registry.Text
		for i := 0; i < len(texts); i += 2 {
			firsts = append(firsts, texts[i])
		}
		x.say(1, others...)
		x.say(len(others)+1, firsts...)
		x.view(func(r workflow.Reader) error {
			found, wanted := 0, 0
			for i := 1; i < len(texts); i += 2 {
				n := registry.Number(len(others) + 1 + i/2)
				if likeness.Degree(likeness.Of(texts[i-1].Title, texts[i-1].Demand), likeness.Of(texts[i].Title, texts[i].Demand)) < likeness.Same {
					continue
				}
				wanted++
				list, err := r.Alike(texts[i:i+1], 5)
				if err != nil {
					return err
				}
				if slices.ContainsFunc(list[0], func(a registry.Alike) bool { return a.Number == n && a.Degree >= likeness.Same }) {
					found++
				} else {
					t.Logf("not found: %q among %v", texts[i].Title, list[0])
				}
			}
			if wanted < 100 || found < wanted {
				t.Errorf("%d found of %d", found, wanted)
			}
			return nil
		})
	})
}

// BenchmarkAlike looks for what a new rule is alike, as the register grows; beside
// it, the same by reading all. The metric of-all is the one as a part of the other.
func BenchmarkAlike(b *testing.B) {
	testenv.EachBench(b, func(b *testing.B, dsn string) {
		t := newTown(b, dsn)
		s := newSpeaker(rand.New(rand.NewPCG(1, 2)))
		known := labelled(b)
		stored := 0
		for n := 1000; n <= max(benchRules(), 1000); n *= 10 {
			begun := time.Now()
			for stored < n {
				texts := make([]registry.Text, min(10_000, n-stored))
				for i := range texts {
					texts[i] = s.text()
				}
				copy(texts, known[:min(len(known), len(texts))]) // some that are alike
				t.update(b, func(tx workflow.Tx) error { return sayRules(tx, stored+1, texts) })
				stored += len(texts)
			}
			b.Logf("%d rules stored, %v for the last", n, time.Since(begun))
			var all float64
			b.Run(fmt.Sprintf("reading all/%d", n), func(b *testing.B) {
				for b.Loop() {
					if err := t.view(b.Context(), func(r *reader) error { return r.alikeByReading(known[7]) }); err != nil {
						b.Fatal(err)
					}
				}
				all = b.Elapsed().Seconds() / float64(b.N)
			})
			b.Run(fmt.Sprintf("by keys/%d", n), func(b *testing.B) {
				i := 0
				for b.Loop() {
					i++
					if err := t.view(b.Context(), func(r *reader) error {
						_, err := r.Alike([]registry.Text{known[i%len(known)]}, 10)
						return err
					}); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(b.Elapsed().Seconds()/float64(b.N)/all, "of-all")
			})
			b.Run(fmt.Sprintf("pairs, a middle page/%d", n), func(b *testing.B) {
				for b.Loop() {
					if err := t.view(b.Context(), func(r *reader) error {
						_, err := r.AlikePairs(registry.AlikeQuery{On: townOnWhich, Limit: 25, After: &registry.AlikePair{Degree: 60}})
						return err
					}); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	})
}

func (r *reader) alikeByReading(text registry.Text) error {
	rows, err := r.newestTexts(everything)
	if err != nil {
		return err
	}
	rule, found := likeness.Of(text.Title, text.Demand), 0
	for _, row := range rows {
		if likeness.Degree(rule, likeness.Of(row.Title, row.Demand)) >= likeness.Related {
			found++
		}
	}
	if found == 0 {
		return fmt.Errorf("nothing is alike %q", text.Title)
	}
	return nil
}
