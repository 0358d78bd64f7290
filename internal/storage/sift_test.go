package storage

import (
	"cmp"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// sieve is a register of which every filter finds some rules.
type sieve struct {
	*fixture
	rules   map[registry.Number]registry.Rule
	texts   map[registry.Number]registry.Text
	missing map[registry.Number][]registry.Missing
	lapse   map[registry.Number]string
	random  *rand.Rand
}

func pick[T any](r *rand.Rand, list ...T) T { return list[r.IntN(len(list))] }

func (s *sieve) rule(n int) registry.Rule {
	r := s.random
	rule := ruleOf(n)
	k := &rule.Catalogue
	k.Area = pick(r, "Ældre", "Dagtilbud", "Åben skole", "zoo")
	k.Unit = pick(r, "Børnehuset", "Centret", "Ældre")
	k.Owner = pick(r, "", "leder", "Ældre", "pædagogisk leder", "%_'\\")
	k.Kind = pick(r, registry.KindRule, registry.KindReporting)
	k.Protects = pick(r, registry.ProtectsChoices...)
	k.LegalForm = pick(r, registry.LegalForms...)
	k.Tags = pick(r, nil, []string{"it"}, []string{"it", "æøå %"}, []string{"skema"})
	if r.IntN(3) == 0 {
		k.Effort = registry.Effort{Evidence: registry.NotQuantified}
	} else {
		k.Effort = registry.Effort{MinutesFrom: 1, MinutesTo: float64(pick(r, 10, 20, 30)), Evidence: registry.Measured, Role: pick(r, "", "leder", "Ældre")}
	}
	return rule
}

func (s *sieve) fill(n int) {
	s.update(func(tx workflow.Tx) error {
		s.rules, s.texts = map[registry.Number]registry.Rule{}, map[registry.Number]registry.Text{}
		s.missing, s.lapse = map[registry.Number][]registry.Missing{}, map[registry.Number]string{}
		var errs []error
		for i := 1; i <= n; i++ {
			number := registry.Number(i)
			s.rules[number], s.lapse[number] = s.rule(i), pick(s.random, "2020-01-01", "2027-07-01", "2028-01-01", "2029-05-05")
			v := versionOf(i, 1, pick(s.random, "Ærlig snak", "aftale", "Åbent hus", "Zone", "Aaben", "øvelse", "Brandøvelse"))
			v.Plain = pick(s.random, "", "Kort sagt")
			s.texts[number] = v.Text
			errs = append(errs, tx.InsertRules([]registry.Rule{s.rules[number]}, nil), tx.InsertVersions([]registry.Version{v}),
				tx.ReplaceTimelines(map[registry.RuleID][]registry.Segment{ruleID(i): timelineOf(i, "2019-03-01", s.lapse[number])}))
		}
		return errors.Join(errs...)
	})
	s.update(func(tx workflow.Tx) error { // and then some of them are worked on
		var errs []error
		for i := 1; i <= n; i++ {
			number := registry.Number(i)
			checked, justified := s.random.IntN(2) == 0, s.random.IntN(2) == 0
			if checked {
				errs = append(errs, tx.InsertLegalChecks([]registry.LegalCheck{
					{ID: registry.LegalCheckID(fmt.Sprint("a", i)), Rule: ruleID(i), By: "jurist", Day: today, Result: registry.BasesConfirmed}}))
			}
			if doubted := checked && s.random.IntN(3) == 0; doubted {
				checked = false
				errs = append(errs, tx.InsertLegalChecks([]registry.LegalCheck{
					{ID: registry.LegalCheckID(fmt.Sprint("b", i)), Rule: ruleID(i), By: "jurist", Day: today, Result: registry.BasesDoubted}}))
			}
			if justified {
				errs = append(errs, tx.InsertJustifications([]registry.Justification{{ID: registry.JustificationID(fmt.Sprint("j", i)), Rule: ruleID(i), Ordinal: 1, Value: "x"}}))
			}
			if s.random.IntN(4) == 0 {
				rule, err := tx.UpdateRule(s.rule(i), 1)
				errs, s.rules[number] = append(errs, err), rule
			}
			k := s.rules[number].Catalogue
			for _, m := range []struct {
				what registry.Missing
				is   bool
			}{{registry.MissingOwner, k.Owner == ""}, {registry.MissingPlain, s.texts[number].Plain == ""}, {registry.MissingProtects, k.Protects == ""},
				{registry.MissingLegalForm, k.LegalForm == ""}, {registry.MissingJustification, !justified}, {registry.MissingCheck, !checked},
				{registry.MissingEffort, k.Effort.Evidence == registry.NotQuantified}} {
				if m.is {
					s.missing[number] = append(s.missing[number], m.what)
				}
			}
		}
		return errors.Join(append(errs, tx.InsertReview(reviewOf("w1", "dagtilbud-2027"), []workflow.ReviewRule{
			{Review: "w1", Rule: ruleID(3)}, {Review: "w1", Rule: ruleID(4)}, {Review: "w1", Rule: ruleID(5), LeftOut: workflow.Unchecked}}))...)
	})
}

// query asks for something, mostly little.
func (s *sieve) query() registry.RegisterQuery {
	r := s.random
	q := registry.RegisterQuery{On: today, Known: registry.RevisionOpen, Sort: pick(r, registry.Sorts...), Descending: r.IntN(2) == 0}
	sometimes := func(f func()) {
		if r.IntN(5) == 0 {
			f()
		}
	}
	f := &q.Filter
	sometimes(func() { q.Area = pick(r, "Ældre", "Dagtilbud", "zoo", "findes ikke") })
	sometimes(func() { q.Text = pick(r, "øvelse", "kort", "R-0007", "zo", "Ældre") })
	sometimes(func() { q.States = []registry.State{pick(r, registry.InForce, registry.Lapsed)} })
	sometimes(func() { q.Class = pick(r, registry.CouncilRule, registry.AddOn) })
	if r.IntN(2) == 0 {
		q.Reach = pick(r, registry.Reach{{Areas: []string{"Ældre", "zoo"}}, {Units: []string{"Centret"}}},
			registry.Reach{{Own: true, Posts: []string{"leder", "%_'\\"}}, {Areas: []string{"zoo"}}}, registry.Reach{{Own: true}},
			registry.Reach{{Areas: []string{"zoo", "Dagtilbud"}, Units: []string{"Centret"}}, {Own: true, Posts: []string{"Ældre"}}})
	}
	sometimes(func() { f.Unit = pick(r, "Børnehuset", "Ældre") })
	sometimes(func() { f.Owner = pick(r, "leder", "Ældre", "%_'\\", "lede") })
	sometimes(func() { f.Tags = pick(r, []string{"it"}, []string{"it", "æøå %"}, []string{"findes ikke"}) })
	sometimes(func() { f.Role = pick(r, "leder", "Ældre") })
	sometimes(func() { f.Kind = registry.KindReporting })
	sometimes(func() { f.Protects = pick(r, registry.ProtectsLife, registry.ProtectsNobody) })
	sometimes(func() { f.LegalForm = registry.FormPrivate })
	sometimes(func() { f.Missing = append(f.Missing, pick(r, registry.MissingThings...)) })
	sometimes(func() { f.Missing = append(f.Missing, pick(r, registry.MissingThings...)) })
	sometimes(func() { f.Minutes = float64(pick(r, 10, 15, 30)) })
	if r.IntN(15) == 0 {
		f.Review = pick(r, "dagtilbud-2027", "findes-ikke")
	}
	return q
}

// answer is what a query finds, worked out by looking at every rule.
func (s *sieve) answer(q registry.RegisterQuery) []registry.Number {
	var found []registry.Number
	next := func(n registry.Number) string {
		if d := s.lapse[n]; registry.MustDay(d) > q.On {
			return d
		}
		return "9999-12-31"
	}
	for n, rule := range s.rules {
		k, f := rule.Catalogue, q.Filter
		state := registry.InForce
		if next(n) == "9999-12-31" {
			state = registry.Lapsed
		}
		fits := (q.Area == "" || k.Area == q.Area) && (len(q.States) == 0 || q.States[0] == state) && (q.Class == "" || q.Class == registry.CouncilRule) &&
			q.Reach.Has(k) && (f.Unit == "" || k.Unit == f.Unit) && (f.Owner == "" || k.Owner == f.Owner) && (f.Kind == "" || k.Kind == f.Kind) &&
			(f.Protects == "" || k.Protects == f.Protects) && (f.LegalForm == "" || k.LegalForm == f.LegalForm) && (f.Minutes == 0 || k.Effort.MinutesTo > f.Minutes) &&
			(f.Role == "" || k.Effort.Role == f.Role) && len(slices.DeleteFunc(slices.Clone(f.Tags), func(t string) bool { return slices.Contains(k.Tags, t) })) == 0 &&
			(f.Review == "" || f.Review == "dagtilbud-2027" && (n == 3 || n == 4))
		for _, m := range f.Missing {
			fits = fits && slices.Contains(s.missing[n], m)
		}
		t := s.texts[n]
		for _, asked := range terms(q.Text) {
			fits = fits && answers(searchText(int64(n), t.Title, t.Plain, t.Demand, k.Area, k.Unit), asked)
		}
		if fits {
			found = append(found, n)
		}
	}
	titles := []string{"aftale", "Brandøvelse", "Zone", "Ærlig snak", "øvelse", "Aaben", "Åbent hus"}
	areas := []string{"Dagtilbud", "zoo", "Ældre", "Åben skole"}
	effort := func(n registry.Number) float64 {
		if e := s.rules[n].Catalogue.Effort; e.Evidence != registry.NotQuantified {
			return e.MinutesTo
		}
		return -1
	}
	slices.SortFunc(found, func(a, b registry.Number) int {
		by := 0
		switch q.Sort {
		case registry.ByTitle:
			by = cmp.Compare(slices.Index(titles, s.texts[a].Title), slices.Index(titles, s.texts[b].Title))
		case registry.ByArea:
			by = cmp.Compare(slices.Index(areas, s.rules[a].Catalogue.Area), slices.Index(areas, s.rules[b].Catalogue.Area))
		case registry.ByNext:
			by = cmp.Compare(next(a), next(b))
		case registry.ByEffort:
			by = cmp.Compare(effort(a), effort(b))
		}
		by = cmp.Or(by, cmp.Compare(a, b))
		if q.Descending {
			by = -by
		}
		return by
	})
	return found
}

// Every filter, alone and with others, in every order, finds page by page what
// looking at every rule finds: whether rules are gathered or the list is walked.
func TestCampaignSift(t *testing.T) {
	testenv.OneAtATime(t)
	both(t, func(x *fixture) {
		s := &sieve{fixture: x, random: rand.New(rand.NewPCG(testenv.Seed(t, 1), 1))}
		s.fill(60)
		for i := range testenv.Runs(t, 60) {
			x.db.few = pick[int64](s.random, few, 5, 0)
			q := s.query()
			want := s.answer(q)
			x.view(func(r workflow.Reader) error {
				counts, err := r.CountStates(q)
				total := 0
				for _, n := range counts.Of {
					total += n
				}
				if err != nil || total != len(want) {
					x.Errorf("%+v: %d counted, want %d, %v", q, total, len(want), err)
				}
				all, err := r.Register(q)
				if fmt.Sprint(numbersIn(all)) != fmt.Sprint(want) || err != nil {
					x.Fatalf("%d, few %d: %+v:\n got %v, %v\nwant %v", i, x.db.few, q, numbersIn(all), err, want)
				}
				var paged []registry.Number
				for q.Limit = 7; ; q.After = paged[len(paged)-1] {
					page, err := r.Register(q)
					if err != nil {
						return err
					}
					if paged = append(paged, numbersIn(page)...); len(page) < q.Limit {
						break
					}
				}
				x.equal(fmt.Sprintf("pages of %+v", q), paged, want)
				q.Numbers, q.After, q.Limit, q.Sort, q.Descending = []registry.Number{3, 4, 5, 6, 7}, 0, 0, registry.ByNumber, false
				some, err := r.Register(q)
				x.equal(fmt.Sprintf("some of %+v", q), numbersIn(some), slices.DeleteFunc(s.answer(q), func(n registry.Number) bool { return n < 3 || n > 7 }))
				if err != nil {
					return err
				}
				rules, err := r.Rules(registry.RuleFilter{Area: q.Area, Filter: q.Filter, Reach: q.Reach})
				x.equal("catalogue", each(rules, func(r registry.Rule) registry.Number { return r.Number }),
					s.answer(registry.RegisterQuery{On: q.On, Area: q.Area, Filter: q.Filter, Reach: q.Reach}))
				return err
			})
		}
		x.view(func(r workflow.Reader) error {
			missing, err := r.Missing([]registry.Number{1, 2, 3, 4, 99})
			for n := range registry.Number(4) {
				x.equal("missing", missing[n+1], s.missing[n+1])
			}
			units, _ := r.Units(9)
			owners, _ := r.Owners(3)
			x.equal("units and posts", []any{units, owners}, "[[Børnehuset Centret Ældre] [%_'\\ leder pædagogisk leder]]")
			return err
		})
	})
}

// What a migration has emptied is made anew when the program starts.
func TestListsAreFilledAgain(t *testing.T) {
	both(t, func(x *fixture) {
		s := &sieve{fixture: x, random: rand.New(rand.NewPCG(1, 1))}
		s.fill(30)
		read := func() (facets []string) {
			x.view(func(workflow.Reader) error { return nil })
			if err := x.db.view(x.Context(), func(r *reader) error {
				_, err := r.scan(r.db.NewRaw("SELECT facet || ' ' || number FROM rule_facet UNION ALL SELECT title || area || effort || facets FROM rule_list ORDER BY 1"), &facets)
				return err
			}); err != nil {
				x.Fatal(err)
			}
			return facets
		}
		before := read()
		for _, sql := range []string{"DELETE FROM rule_facet", "DELETE FROM rule_list WHERE number > 0"} {
			if _, err := x.db.writer.ExecContext(x.Context(), sql); err != nil {
				x.Fatal(err)
			}
		}
		if err := x.db.Migrate(x.Context()); err != nil {
			x.Fatal(err)
		}
		if len(before) < 200 {
			x.Errorf("only %d facets", len(before))
		}
		x.equal("filled again", read(), before)
	})
}
