package storage

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// BenchmarkFlat measures what one request costs as the register grows, from
// 1,000 rules tenfold until OMVENDT_BENCH_RULES. The metric x-of-1000 is the
// cost beside that of the same request with 1,000 rules in the same run; both are
// medians, which a busy machine moves least.
func BenchmarkFlat(b *testing.B) {
	testenv.EachBench(b, func(b *testing.B, dsn string) {
		t := newTown(b, dsn)
		small := map[string]float64{}
		for n := 1000; n <= max(benchRules(), 1000); n *= 10 {
			t.grow(b, n)
			for _, r := range t.requests() {
				if n > 100_000 && strings.HasSuffix(r.name, "scanned") {
					continue // minutes, and as expected
				}
				b.Run(fmt.Sprintf("%s/%d", r.name, n), func(b *testing.B) {
					var took []time.Duration
					for b.Loop() {
						begun := time.Now()
						if err := r.do(b.Context()); err != nil {
							b.Fatal(err)
						}
						took = append(took, time.Since(begun))
					}
					slices.Sort(took)
					median := took[len(took)/2].Seconds()
					if n == 1000 {
						small[r.name] = median
					}
					b.ReportMetric(median*1e6, "µs-median")
					b.ReportMetric(median/small[r.name], "x-of-1000")
				})
			}
		}
	})
}

// request is something that a page or an operation asks for.
type request struct {
	name string
	do   func(context.Context) error
}

func (t *town) requests() []request {
	half, last := registry.Number(t.rules/2), registry.Number(t.rules)
	page := func(name string, q registry.RegisterQuery) request {
		q.Limit = 50
		return request{name, func(ctx context.Context) error {
			found, err := t.register.Register(ctx, "", q)
			if err == nil && len(found.Entries) == 0 {
				err = fmt.Errorf("%s found nothing", name)
			}
			return err
		}}
	}
	count := func(name string, q registry.RegisterQuery) request {
		return request{name, func(ctx context.Context) error { _, err := t.register.Counts(ctx, "", q); return err }}
	}
	efforts := func(name string, q registry.EffortQuery) request {
		return request{name, func(ctx context.Context) error {
			sums, err := t.register.EffortSums(ctx, "", q)
			if err == nil && sums.All.Counted == 0 {
				err = fmt.Errorf("%s found nothing", name)
			}
			return err
		}}
	}
	catalogue := func(name string, f registry.RuleFilter) request {
		f.Limit = 50
		return request{name, func(ctx context.Context) error { _, err := t.register.Rules(ctx, f); return err }}
	}
	since := func(name string, since registry.Revision) request {
		return request{name, func(ctx context.Context) error {
			_, err := t.register.RulesSince(ctx, since, registry.RuleFilter{Limit: 50})
			return err
		}}
	}
	updates := func(name string, seen registry.Seen, q registry.RegisterQuery) request {
		q.Limit = 50
		return request{name, func(ctx context.Context) error { _, err := t.register.Updates(ctx, seen, q); return err }}
	}
	lapsed := []registry.State{registry.Lapsed}
	var newest registry.RevisionMark
	var on registry.Day
	_ = t.Registry().View(context.Background(), func(r registry.Reader) (err error) {
		newest, err = r.LastRevision()
		on = r.Today()
		return err
	})
	queue := func(name string, q registry.LegalQuery) request {
		q.Limit = 25
		return request{name, func(ctx context.Context) error {
			found, err := t.register.LegalQueue(ctx, q)
			if err == nil && len(found.Rules) == 0 {
				err = fmt.Errorf("%s found nothing", name)
			}
			return err
		}}
	}
	based := func(name string, q registry.BasisQuery) request {
		q.Limit = 50
		return request{name, func(ctx context.Context) error {
			found, err := t.register.BasesOf(ctx, q)
			if err == nil && len(found.Rules) == 0 {
				err = fmt.Errorf("%s found nothing", name)
			}
			return err
		}}
	}
	return []request{
		page("register/first page", registry.RegisterQuery{}),
		page("register/middle page", registry.RegisterQuery{After: half}),
		page("register/last page", registry.RegisterQuery{After: last - 60}),
		page("register/area", registry.RegisterQuery{Area: "Ældre", After: half}),
		page("register/state", registry.RegisterQuery{States: lapsed, After: half}),
		page("register/rare state", registry.RegisterQuery{States: []registry.State{registry.Suspended}}),
		page("register/class", registry.RegisterQuery{Class: registry.StateDuty, After: half}),
		page("register/area and state", registry.RegisterQuery{Area: "Ældre", States: lapsed}),
		page("register/as known before", registry.RegisterQuery{Known: newest.Revision - 1}),
		page("search/common word", registry.RegisterQuery{Text: "dokumentation"}),
		page("search/common word, middle page", registry.RegisterQuery{Text: "dokumentation", After: half}),
		page("search/rare word", registry.RegisterQuery{Text: "sjældenhed"}),
		page("search/only one", registry.RegisterQuery{Text: "enestående"}),
		page("search/form of a common word", registry.RegisterQuery{Text: "legepladserne", After: half}),
		page("search/form of a rare word", registry.RegisterQuery{Text: "sjældenheden"}),
		page("search/part of a rare word", registry.RegisterQuery{Text: "jældenhe"}),
		page("search/form of only one", registry.RegisterQuery{Text: "eneståendes"}),
		page("search/part of only one", registry.RegisterQuery{Text: "neståen"}),
		page("search/two words", registry.RegisterQuery{Text: "tilsyn legeplads"}),
		page("search/beginning of a word", registry.RegisterQuery{Text: "sj"}),
		page("search/word in an area", registry.RegisterQuery{Text: "dokumentation", Area: "Beredskab"}),
		page("filter/post", registry.RegisterQuery{Filter: registry.Filter{Owner: "Leder 7"}}),
		page("filter/tag and unchecked", registry.RegisterQuery{Filter: registry.Filter{Tags: []string{"skema"}, Missing: []registry.Missing{registry.MissingCheck}}}),
		page("filter/finding, by title", registry.RegisterQuery{Filter: registry.Filter{Finding: "EMPTY"}, Sort: registry.ByTitle}),
		page("filter/grade of an area", registry.RegisterQuery{Area: "Ældre", Filter: registry.Filter{Grade: registry.CaseMissing}, After: half}),
		page("filter/rare legal form, by title", registry.RegisterQuery{Filter: registry.Filter{LegalForm: registry.FormPrivate}, Sort: registry.ByTitle}),
		page("filter/vacant, by area", registry.RegisterQuery{Filter: registry.Filter{Missing: []registry.Missing{registry.MissingOwner}}, Sort: registry.ByArea}),
		page("filter/unchecked of a post and a unit", registry.RegisterQuery{Filter: registry.Filter{Unit: "Enhed 7", Missing: []registry.Missing{registry.MissingCheck}}}),
		page("filter/area and whom it protects, by next change", registry.RegisterQuery{Area: "Ældre", Filter: registry.Filter{Protects: registry.ProtectsLife}, Sort: registry.ByNext}),
		page("filter/state, class and whom it protects", registry.RegisterQuery{States: lapsed, Class: registry.CouncilRule, Filter: registry.Filter{Protects: registry.ProtectsLife}, Sort: registry.ByTitle}),
		page("filter/many and many, by effort", registry.RegisterQuery{Filter: registry.Filter{Protects: registry.ProtectsStaff, Minutes: 10}, Sort: registry.ByEffort, Descending: true}),
		page("filter/common word and whom it protects, by title", registry.RegisterQuery{Text: "dokumentation", Filter: registry.Filter{Protects: registry.ProtectsLife}, Sort: registry.ByTitle}),
		page("filter/rare word of an area, by title", registry.RegisterQuery{Text: "sjældenhed", Area: "Dagtilbud", Sort: registry.ByTitle}),
		page("filter/part of a word and whom it protects", registry.RegisterQuery{Text: "jældenhe", Filter: registry.Filter{Protects: registry.ProtectsLife}}),
		page("order/title", registry.RegisterQuery{Sort: registry.ByTitle, After: half}),
		page("order/next change", registry.RegisterQuery{Sort: registry.ByNext, After: half}),
		page("order/area backwards", registry.RegisterQuery{Sort: registry.ByArea, Descending: true}),
		page("order/what an owner of two units reaches, by title", registry.RegisterQuery{Reach: registry.Reach{{Units: []string{"Enhed 7", "Enhed 8"}}}, Sort: registry.ByTitle}),
		count("count/filter", registry.RegisterQuery{Filter: registry.Filter{Owner: "Leder 7"}}),
		{"filter/rare word and whom it protects, scanned", t.siftScan("sjældenhed")},
		{"filter/part of a word and whom it protects, scanned", t.siftScan("jældenhe")},
		page("search/number", registry.RegisterQuery{Text: half.String()}),
		{"search/common word, scanned", t.scan("dokumentation")},
		{"search/rare word, scanned", t.scan("sjældenhed")},
		{"search/only one, scanned", t.scan("enestående")},
		{"search/nothing found", func(ctx context.Context) error {
			_, err := t.register.Register(ctx, "", registry.RegisterQuery{Text: "findesikke", Limit: 50})
			return err
		}},
		{"rule/status", func(ctx context.Context) error {
			_, err := t.register.Rule(ctx, t.any(), registry.StatusQuery{})
			return err
		}},
		{"rule/timeline", func(ctx context.Context) error {
			return t.Registry().View(ctx, func(r registry.Reader) error {
				_, err := r.Timeline(registry.RuleID(townRule(int(t.any()))), registry.RevisionOpen)
				return err
			})
		}},
		efforts("effort/by area", registry.EffortQuery{By: registry.SumByArea}),
		efforts("effort/by unit", registry.EffortQuery{By: registry.SumByUnit}),
		efforts("effort/by role in an area", registry.EffortQuery{By: registry.SumByRole, RegisterQuery: registry.RegisterQuery{Area: "Ældre"}}),
		efforts("effort/by area, as known before", registry.EffortQuery{By: registry.SumByArea, RegisterQuery: registry.RegisterQuery{Known: newest.Revision - 1}}),
		efforts("effort/of a unit", registry.EffortQuery{Unit: "Enhed 7"}),
		{"account/areas this year", func(ctx context.Context) error {
			_, _, _, err := t.register.AreaAccounts(ctx, registry.AccountQuery{})
			return err
		}},
		{"account/what came and went", func(ctx context.Context) error {
			_, err := t.register.Moves(ctx, registry.AccountQuery{Limit: 50})
			return err
		}},
		{"account/of the half year", func(ctx context.Context) error {
			_, err := t.workflow.Account(ctx, "2027-06-30", "")
			return err
		}},
		{"account/of an area's year", func(ctx context.Context) error {
			_, err := t.workflow.Account(ctx, "2027", "Ældre")
			return err
		}},
		{"requests/first page of a post's rules", func(ctx context.Context) error {
			_, err := t.register.AskedRules(ctx, registry.AskedQuery{Request: townRequest, Posts: []string{"Leder 7"}, Waiting: true, Limit: 50})
			return err
		}},
		{"requests/first page of rules", func(ctx context.Context) error {
			_, err := t.register.AskedRules(ctx, registry.AskedQuery{Request: townRequest, Limit: 50})
			return err
		}},
		{"requests/answers by post", func(ctx context.Context) error {
			_, err := t.register.Request(ctx, townRequest)
			return err
		}},
		{"effort/by area, scanned", func(ctx context.Context) error {
			return t.view(ctx, func(r *reader) error {
				_, err := r.countedCells(registry.EffortQuery{By: registry.SumByArea, RegisterQuery: registry.RegisterQuery{On: on, Known: registry.RevisionOpen, States: applyingStates}})
				return err
			})
		}},
		count("count/by state", registry.RegisterQuery{}),
		count("count/by state in an area", registry.RegisterQuery{Area: "Ældre"}),
		count("count/by state of a class", registry.RegisterQuery{Class: registry.StateDuty}),
		count("count/found by a rare word", registry.RegisterQuery{Text: "sjældenhed"}),
		count("count/found by a common word", registry.RegisterQuery{Text: "dokumentation"}),
		{"count/areas", func(ctx context.Context) error { _, err := t.register.Areas(ctx); return err }},
		{"home page", t.home},
		catalogue("catalogue/first page", registry.RuleFilter{}),
		catalogue("catalogue/area", registry.RuleFilter{Area: "Ældre", After: half}),
		since("catalogue/updated since, all", 1),
		since("catalogue/updated since, few", newest.Revision-1),
		since("catalogue/updated since, none", newest.Revision),
		updates("register/updated since, all", registry.Seen{Revision: 1, On: 1}, registry.RegisterQuery{}),
		updates("register/updated since, last page", registry.Seen{Revision: 1, On: 1}, registry.RegisterQuery{After: last - 20}),
		updates("register/updated since, found by a common word", registry.Seen{Revision: 1, On: 1}, registry.RegisterQuery{Text: "dokumentation", Area: "Ældre"}),
		updates("register/updated since, few", registry.Seen{Revision: newest.Revision - 1, On: on}, registry.RegisterQuery{}),
		updates("register/updated since, none", registry.Seen{Revision: newest.Revision, On: on}, registry.RegisterQuery{}),
		catalogue("catalogue/within a unit", registry.RuleFilter{Reach: registry.Reach{{Units: []string{"Enhed 7"}}}}),
		catalogue("catalogue/within a KLE", registry.RuleFilter{Reach: registry.Reach{{KLE: []string{"99"}}}}),
		queue("law/first page of the queue", registry.LegalQuery{}),
		queue("law/an area's queue", registry.LegalQuery{Area: "Ældre"}),
		queue("law/one reason's queue", registry.LegalQuery{Why: registry.DueDoubted}),
		queue("law/queue of an area and a reason", registry.LegalQuery{Area: "Ældre", Why: registry.DueUnchecked}),
		based("law/rules of a common reference", registry.BasisQuery{Reference: townLaw + " § 1"}),
		based("law/rules of a law, a late page", registry.BasisQuery{Reference: townLaw, After: registry.BasisPlace{Key: registry.ReferenceKey(townLaw + " § 399")}}),
		based("law/rules that no longer rest on a law", registry.BasisQuery{Reference: townLaw, Over: true}),
		{"law/references", func(ctx context.Context) error {
			found, _, err := t.register.References(ctx, registry.ReferenceQuery{Limit: 50})
			if err == nil && len(found) == 0 {
				err = fmt.Errorf("no references")
			}
			return err
		}},
		{"inbox/first page", func(ctx context.Context) error {
			_, err := t.workflow.Inbox(ctx, townSlug, workflow.InputFilter{Limit: 100})
			return err
		}},
		{"audit/newest", func(ctx context.Context) error {
			_, err := t.register.AuditLog(ctx, "", registry.AuditPlace{}, 100)
			return err
		}},
		{"post/a contribution", t.contribute},
		{"post/an event on a rule", func(ctx context.Context) error {
			number := t.any()
			seen, err := t.register.Rule(ctx, number, registry.StatusQuery{})
			if err != nil {
				return err
			}
			_, err = t.register.RecordBasis(ctx, act, number, seen.Rule.Edit, registry.Basis{Reference: "https://www.retsinformation.dk/eli/lta/2026/81 § 1", Effect: registry.Effects[0],
				From: registry.MustDay("2027-01-01"), Until: registry.LastDay})
			return err
		}},
		{"post/a rule", func(ctx context.Context) error {
			rule := ruleOf(1)
			rule.Catalogue.Unit = "Enhed 1"
			_, err := t.register.CreateRules(ctx, act, []registry.NewRule{{Adopter: registry.AdoptedByCouncil,
				EffectiveFrom: registry.MustDay("2027-01-01"), Catalogue: rule.Catalogue,
				Text: registry.Text{Title: t.sentence(4), Plain: t.sentence(8), Demand: t.sentence(24)}}})
			return err
		}},
	}
}

// home asks for all that the first page of the register shows.
func (t *town) home(ctx context.Context) error {
	if _, err := t.register.Areas(ctx); err != nil {
		return err
	}
	found, err := t.register.Register(ctx, "", registry.RegisterQuery{Limit: 50})
	if err != nil {
		return err
	}
	if _, err := t.register.Counts(ctx, "", registry.RegisterQuery{}); err != nil {
		return err
	}
	_, err = t.register.NextStates(ctx, found)
	return err
}

// contribute sends in what one person says.
func (t *town) contribute(ctx context.Context) error {
	_, err := t.workflow.Contribute(ctx, townToken, rand.Text()+rand.Text(), workflow.Said{
		Answers:     map[string]string{"q1": "Vi skriver det samme tre steder.", "q2": "Når vi aftaler det på mødet om morgenen."},
		Suggestions: []string{"Saml det på ét skema."}})
	return err
}

// scan searches as one would without an index of texts, to compare with.
func (t *town) scan(word string) func(context.Context) error {
	return func(ctx context.Context) error {
		on := day(registry.MustDay(townDay))
		return t.view(ctx, func(r *reader) error {
			var numbers []int64
			_, err := r.scan(r.db.NewRaw(`SELECT s.number FROM rule_search AS x JOIN segment AS s ON s.number = x.number AND s.revision_until = ?
				AND s.from_day <= ? AND s.until_day > ? WHERE x.searched || '' LIKE ? ORDER BY s.number LIMIT 50`, still, on, on, "%"+word+"%"), &numbers)
			return err
		})
	}
}

// siftScan narrows and searches as one would without the indexes, to compare with.
func (t *town) siftScan(word string) func(context.Context) error {
	return func(ctx context.Context) error {
		on := day(registry.MustDay(townDay))
		return t.view(ctx, func(r *reader) error {
			var numbers []int64
			_, err := r.scan(r.db.NewRaw(`SELECT s.number FROM rule AS r JOIN rule_search AS x ON x.number = r.number JOIN segment AS s ON s.number = r.number
				AND s.revision_until = ? AND s.from_day <= ? AND s.until_day > ? WHERE r.protects = 'life' AND x.searched LIKE ? ORDER BY s.number LIMIT 50`,
				still, on, on, "%"+word+"%"), &numbers)
			return err
		})
	}
}
