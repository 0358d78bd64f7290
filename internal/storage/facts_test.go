package storage

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

func TestRules(t *testing.T) {
	both(t, func(x *fixture) {
		bare := registry.Rule{ID: ruleID(7), Number: 7} // nothing but what it must have
		x.update(func(tx workflow.Tx) error { return tx.InsertRules([]registry.Rule{bare, ruleOf(3)}, nil) })
		x.view(func(r workflow.Reader) error {
			full, err := r.RuleByNumber(3)
			x.equal("full", full, ruleOf(3))
			empty, err2 := r.RuleByNumber(7)
			x.equal("bare", empty, bare)
			_, err3 := r.RuleByNumber(4)
			x.wantCode(err3, registry.CodeNotFound)
			list, err4 := r.RulesByNumber([]registry.Number{7, 3, 7})
			x.equal("by number", list, []registry.Rule{ruleOf(3), bare})
			_, err5 := r.RulesByNumber([]registry.Number{3, 5, 4})
			x.wantCode(err5, registry.CodeNotFound)
			var e *registry.Error
			if errors.As(err5, &e) {
				x.equal("names the first", e.Args, registry.Args{"value": "R-0005"})
			}
			byID, err6 := r.RulesByID([]registry.RuleID{ruleID(7), ruleID(3)})
			x.equal("by id", byID, list)
			_, err7 := r.RulesByID([]registry.RuleID{"x"})
			x.wantCode(err7, registry.CodeNotFound)
			none, err8 := r.RulesByNumber(nil)
			x.equal("none", len(none), 0)
			return errors.Join(err, err2, err4, err6, err8)
		})
	})
}

func TestRuleFilter(t *testing.T) {
	both(t, func(x *fixture) {
		x.put(1, 2, 3)
		x.update(func(tx workflow.Tx) error {
			r := ruleOf(4)
			r.Catalogue.Area = "Ældre"
			return tx.InsertRules([]registry.Rule{r}, nil)
		})
		x.update(func(tx workflow.Tx) error { return tx.InsertVersions([]registry.Version{versionOf(2, 2, "nyt")}) })
		list := func(f registry.RuleFilter) (numbers []registry.Number) {
			x.view(func(r workflow.Reader) error {
				rules, err := r.Rules(f)
				numbers = collect(rules, func(r registry.Rule) registry.Number { return r.Number })
				return err
			})
			return numbers
		}
		x.equal("all", list(registry.RuleFilter{}), "[R-0001 R-0002 R-0003 R-0004]")
		x.equal("page", list(registry.RuleFilter{After: 1, Limit: 2}), "[R-0002 R-0003]")
		x.equal("area", list(registry.RuleFilter{Area: "Ældre"}), "[R-0004]")
		x.equal("another case", list(registry.RuleFilter{Area: "ældre"}), "[]")
		x.equal("not text", list(registry.RuleFilter{Area: "\xff\x00"}), "[]")
	})
}

func TestChanged(t *testing.T) {
	both(t, func(x *fixture) {
		x.put(1, 2, 3, 2000) // in force until 2027-07-01
		x.update(func(tx workflow.Tx) error { return tx.InsertVersions([]registry.Version{versionOf(2, 2, "nyt")}) })
		changed := func(c registry.CopyQuery) (numbers []registry.Number) {
			x.view(func(r workflow.Reader) (err error) { numbers, err = r.Changed(c); return err })
			return numbers
		}
		seen := func(revision registry.Revision, on string) registry.Seen {
			return registry.Seen{Revision: revision, On: registry.MustDay(on)}
		}
		last, sunset := registry.MustDay("2027-06-30"), registry.MustDay("2027-07-01")
		x.equal("all", changed(registry.CopyQuery{}), "[R-0001 R-0002 R-0003 R-2000]")
		x.equal("page", changed(registry.CopyQuery{After: 1, Limit: 2}), "[R-0002 R-0003]")
		x.equal("page across a gap", changed(registry.CopyQuery{After: 2, Limit: 2}), "[R-0003 R-2000]")
		x.equal("since", changed(registry.CopyQuery{Seen: registry.Seen{Revision: 1}}), "[R-0002]")
		x.equal("since now", changed(registry.CopyQuery{Seen: registry.Seen{Revision: 2}}), "[]")
		x.equal("before the day", changed(registry.CopyQuery{Seen: seen(2, "2027-01-02"), Until: last}), "[]")
		x.equal("on the day", changed(registry.CopyQuery{Seen: seen(2, "2027-06-30"), Until: sunset, Limit: 3}), "[R-0001 R-0002 R-0003]")
		x.equal("after it", changed(registry.CopyQuery{Seen: seen(2, "2027-06-30"), Until: sunset, After: 3, Limit: 3}), "[R-2000]")
		x.equal("seen on the day", changed(registry.CopyQuery{Seen: seen(2, "2027-07-01"), Until: sunset + 100}), "[]")
		x.update(func(tx workflow.Tx) error { // within the transaction that touches
			if err := tx.AppendEvents([]registry.Event{{ID: "e", Rule: ruleID(3), Valid: 1, Fact: registry.HearingHeld{}}}); err != nil {
				return err
			}
			numbers, err := tx.Changed(registry.CopyQuery{Seen: registry.Seen{Revision: 2}})
			x.equal("at once", numbers, "[R-0003]")
			return err
		})
	})
}

func TestNumbersNeverReturn(t *testing.T) {
	both(t, func(x *fixture) {
		x.put(1, 5)
		x.update(func(tx workflow.Tx) error {
			numbers, err := tx.NextNumbers(3)
			x.equal("next", numbers, "[R-0006 R-0007 R-0008]")
			return err
		})
		for _, rules := range [][]registry.Rule{{ruleOf(4), {ID: "another", Number: 5}}, {ruleOf(6), {ID: "another", Number: 6}}} {
			err := x.try(func(tx workflow.Tx) error { return tx.InsertRules(rules, nil) })
			x.wantCode(err, registry.CodeNumberTaken)
			var e *registry.Error
			if errors.As(err, &e) {
				x.equal("which", e.Args["number"], rules[1].Number)
			}
		}
		for _, sql := range []string{"DELETE FROM rule WHERE number = 5", "UPDATE rule SET number = 9 WHERE number = 5", "UPDATE rule SET id = 'x' WHERE number = 5"} {
			x.refused(sql)
		}
	})
}

// refused runs a statement that the schema must not allow.
func (x *fixture) refused(sql string) {
	x.Helper()
	if _, err := x.db.writer.ExecContext(x.Context(), sql); err == nil {
		x.Errorf("the database allowed %s", sql)
	}
}

func TestUpdateRule(t *testing.T) {
	both(t, func(x *fixture) {
		x.put(1)
		changed := ruleOf(1)
		changed.Catalogue.Area, changed.Catalogue.Owner, changed.Number = "Ældre", "", 99
		x.update(func(tx workflow.Tx) error {
			got, err := tx.UpdateRule(changed, 1)
			want := changed
			want.Edit, want.Number = 2, 1 // the number is not for changing
			x.equal("returned", got, want)
			return err
		})
		x.view(func(r workflow.Reader) error {
			found, err := r.Register(registry.RegisterQuery{On: registry.MustDay("2027-01-01"), Known: registry.RevisionOpen, Text: "ældre"})
			x.equal("the new area is searched", numbersIn(found), "[R-0001]")
			old, err2 := r.Register(registry.RegisterQuery{On: registry.MustDay("2027-01-01"), Known: registry.RevisionOpen, Text: "dagtilbud"})
			x.equal("and the old one is not", numbersIn(old), "[]")
			return errors.Join(err, err2)
		})
	})
}

func TestVersions(t *testing.T) {
	both(t, func(x *fixture) {
		x.put(1, 2)
		odd := versionOf(1, 2, `"O'Reilly" \ ? ?0 $1 %_ -- /* {} æøåÆØÅ 🙂`)
		odd.Plain, odd.Frequency, odd.Demand = "", "", strings.Repeat("å", registry.LimitText)
		x.update(func(tx workflow.Tx) error { return tx.InsertVersions([]registry.Version{odd}) })
		first, other := versionOf(1, 1, "Regel nummer 1"), versionOf(2, 1, "Regel nummer 2")
		first.Revision, other.Revision, odd.Revision = 1, 1, 2 // as they are read
		x.view(func(r workflow.Reader) error {
			list, err := r.Versions(ruleID(1))
			x.equal("all", list, []registry.Version{first, odd})
			latest, err2 := r.LatestTexts([]registry.RuleID{ruleID(1), ruleID(2), "none"})
			x.equal("latest", latest, map[registry.RuleID]registry.Version{ruleID(1): odd, ruleID(2): other})
			texts, err3 := r.TextsByVersion([]registry.VersionID{first.ID, odd.ID, "none"})
			x.equal("by version", texts, map[registry.VersionID]registry.Text{first.ID: first.Text, odd.ID: odd.Text})
			return errors.Join(err, err2, err3)
		})
	})
}

func TestRecordings(t *testing.T) {
	both(t, func(x *fixture) {
		x.put(1) // revision 1
		bo := registry.Act{Actor: registry.Actor{Name: "Bo"}, Operation: "create-version"}
		x.wait(time.Hour)
		if err := x.tryAs(bo, func(tx workflow.Tx) error {
			err := errors.Join(tx.Audit(registry.AuditEvent{Object: "again"}), tx.InsertVersions([]registry.Version{versionOf(1, 2, "nyt")}))
			now, err2 := tx.Recordings([]registry.Revision{2}) // before it is stored
			x.equal("mine", []string{now[2].Actor, now[2].Operation}, []string{"Bo", "create-version"})
			return errors.Join(err, err2)
		}); err != nil {
			x.Fatal(err)
		}
		x.view(func(r workflow.Reader) error {
			all, err := r.Recordings([]registry.Revision{1, 2, 404})
			at := begin.Truncate(time.Microsecond)
			x.equal("all", all, map[registry.Revision]registry.Recording{
				1: {RevisionMark: registry.RevisionMark{Revision: 1, At: at}, Actor: "Ane", Operation: "test"},
				2: {RevisionMark: registry.RevisionMark{Revision: 2, At: at.Add(time.Hour)}, Actor: "Bo", Operation: "create-version"}})
			none, err2 := r.Recordings(nil)
			x.equal("none", len(none), 0)
			return errors.Join(err, err2)
		})
	})
}

func TestTextThatCannotBeStored(t *testing.T) {
	both(t, func(x *fixture) {
		x.put(1)
		for name, text := range map[string]string{"U+0000": "a\x00b", "invalid UTF-8": "a\xffb"} {
			for what, write := range map[string]func(tx workflow.Tx) error{
				"title": func(tx workflow.Tx) error { return tx.InsertVersions([]registry.Version{versionOf(1, 2, text)}) },
				"area": func(tx workflow.Tx) error {
					r := ruleOf(1)
					r.Catalogue.Area = text
					_, err := tx.UpdateRule(r, 1)
					return err
				},
				"slug": func(tx workflow.Tx) error { return tx.InsertReview(reviewOf("w", text), nil) },
				"log":  func(tx workflow.Tx) error { return tx.Audit(registry.AuditEvent{Object: text}) },
			} {
				x.Run(name+" in "+what, func(*testing.T) { x.wantCode(x.try(write), registry.CodeTextInvalid) })
			}
			x.view(func(r workflow.Reader) error {
				_, err := r.ReviewBySlug(text)
				x.wantCode(err, registry.CodeNotFound)
				_, err = r.TokenByHash(text)
				x.wantCode(err, registry.CodeNotFound)
				found, err := r.Register(registry.RegisterQuery{On: 1, Known: registry.RevisionOpen, Text: text, Area: text})
				x.equal("found", len(found), 0)
				log, err2 := r.AuditLog(text, registry.AuditPlace{}, 0)
				x.equal("log", len(log), 0)
				return errors.Join(err, err2)
			})
		}
		x.wantCode(x.try(func(tx workflow.Tx) error {
			return tx.AppendEvents([]registry.Event{{ID: "e", Rule: ruleID(1), Valid: 1, Fact: registry.HearingHeld{Party: "a\x00"}}})
		}), registry.CodeTextInvalid)
		x.update(func(tx workflow.Tx) error { // what only looks like it is stored as it is
			return tx.AppendEvents([]registry.Event{{ID: "e", Rule: ruleID(1), Valid: 1, Fact: registry.HearingHeld{Party: `a\u0000`}}})
		})
		x.view(func(r workflow.Reader) error {
			events, err := r.Events([]registry.RuleID{ruleID(1)}, registry.RevisionOpen)
			x.equal("party", events[ruleID(1)][0].Fact, registry.HearingHeld{Party: `a\u0000`})
			return err
		})
	})
}

func TestEvents(t *testing.T) {
	both(t, func(x *fixture) {
		x.put(1, 2) // revision 1
		decision := registry.Decision{Body: "Byrådet", Rank: registry.RankCouncil, Day: registry.MustDay("2027-01-01"), Words: `Bortfalder "medmindre" …`}
		lapse := registry.Lapse{On: registry.MustDay("2027-07-01"), By: decision}
		facts := []registry.Fact{registry.Adopted{Adopter: registry.AdoptedByCouncil, Version: "v", FirstReview: &lapse},
			registry.TextChanged{Version: "v"}, registry.BasisRecorded{Basis: registry.Basis{ID: "b", Reference: "§ 1", From: 1, Until: registry.LastDay}},
			registry.TakenIntoReview{Review: "w", Sunset: lapse, AfterBasisDays: 180}, registry.Withdrawn{Review: "w", By: decision},
			registry.SunsetMoved{Review: "w", Sunset: lapse}, registry.Ruled{Ruling: registry.Keep, By: decision, Shows: []registry.Criterion{registry.SpecialReason}, Next: lapse},
			registry.NotCarried{Proposal: registry.Keep, Tie: true, By: decision},
			registry.Handled{Procedure: registry.SendBack, By: decision, To: "Udvalget"}, registry.Stopped{By: decision, Until: &lapse},
			registry.Annulled{Event: "e1", By: decision}, registry.Superseded{By: 2, Reason: decision},
			registry.HearingRequired{Party: "Ældrerådet"}, registry.HearingHeld{Party: "Ældrerådet"}, registry.MinutesAwaited{Meeting: "m"}}
		var want []registry.Event
		for i, f := range facts {
			want = append(want, registry.Event{ID: registry.EventID(fmt.Sprintf("event-%02d", len(facts)-i)), Rule: ruleID(1), Order: -i,
				Valid: registry.LastDay - registry.Day(i), Fact: f})
		}
		other := registry.Event{ID: "late", Rule: ruleID(2), Valid: 5, Recorded: registry.MustDay("2026-12-31"), Fact: registry.HearingHeld{}}
		x.update(func(tx workflow.Tx) error { // revision 2
			given := append(slices.Clone(want[:3]), other)
			err := tx.AppendEvents(given)
			x.equal("filled in", []any{given[0].Revision, given[0].Recorded, given[3].Revision, given[3].Recorded}, []any{2, "2027-01-02", 2, "2026-12-31"})
			return err
		})
		x.wait(24 * time.Hour)
		x.update(func(tx workflow.Tx) error { return tx.AppendEvents(slices.Clone(want[3:])) }) // revision 3
		for i := range want {
			want[i].Revision, want[i].Recorded = 2, registry.MustDay("2027-01-02")
			if i >= 3 {
				want[i].Revision, want[i].Recorded = 3, registry.MustDay("2027-01-03")
			}
		}
		x.view(func(r workflow.Reader) error {
			all, err := r.Events([]registry.RuleID{ruleID(1), ruleID(2), "none"}, registry.RevisionOpen)
			if got := string(encode(all[ruleID(1)])); got != string(encode(want)) {
				x.Errorf("as recorded:\n got %s\nwant %s", got, encode(want))
			}
			x.equal("rules with events", len(all), 2)
			early, err2 := r.Events([]registry.RuleID{ruleID(1)}, 2)
			x.equal("known at 2", len(early[ruleID(1)]), 3)
			none, err3 := r.Events([]registry.RuleID{ruleID(1)}, 1)
			x.equal("known at 1", len(none[ruleID(1)]), 0)
			return errors.Join(err, err2, err3)
		})
	})
}

func TestTimelinesWithBothTimes(t *testing.T) {
	both(t, func(x *fixture) {
		x.put(1, 2) // revision 1
		first := timelineOf(1, "2019-03-01", "2027-07-01")
		second := timelineOf(1, "2019-03-01", "2028-01-01")
		third := slices.Concat(second[:2], []registry.Segment{second[2]})
		third[2].Reasons = []registry.Reason{{Code: registry.LapsedUndecided}}
		replace := func(timelines ...[]registry.Segment) {
			x.update(func(tx workflow.Tx) error {
				for _, s := range timelines {
					if err := tx.ReplaceTimelines(map[registry.RuleID][]registry.Segment{ruleID(1): s}); err != nil {
						return err
					}
					now, err := tx.Timeline(ruleID(1), registry.RevisionOpen)
					x.equal("at once", now, s)
					if err != nil {
						return err
					}
				}
				return nil
			})
		}
		known := func(at registry.Revision, want []registry.Segment) {
			x.Helper()
			x.view(func(r workflow.Reader) error {
				got, err := r.Timeline(ruleID(1), at)
				x.equal(fmt.Sprint("known at ", at), got, want)
				return err
			})
		}
		replace(second)               // 2
		replace(second)               // 3: nothing changes
		replace(first, second, third) // 4: only the last stays
		replace(nil)                  // 5
		replace(first, second)        // 6
		known(0, nil)
		known(1, first)
		known(2, second)
		known(3, second)
		known(4, third)
		known(5, nil)
		known(6, second)
		known(registry.RevisionOpen, second)

		var rows []segmentRow
		if err := x.db.reader.NewSelect().Model(&rows).Where("number = 1").Order("from_day", "revision_from").Scan(x.Context()); err != nil {
			x.Fatal(err)
		}
		var stretches []string
		for _, r := range rows {
			until := fmt.Sprint(r.RevisionUntil)
			if r.RevisionUntil == still {
				until = ""
			}
			stretches = append(stretches, fmt.Sprintf("%s:%d-%s", registry.Day(r.FromDay), r.RevisionFrom, until))
		}
		x.equal("only what changed is written", stretches, []string{
			"0001-01-01:1-2", "0001-01-01:2-5", "0001-01-01:6-", "2019-03-01:1-2", "2019-03-01:2-5", "2019-03-01:6-",
			"2027-07-01:1-2", "2028-01-01:2-4", "2028-01-01:4-5", "2028-01-01:6-"})

		x.view(func(r workflow.Reader) error {
			many, err := r.Timelines([]registry.RuleID{ruleID(1), ruleID(2), "none"})
			x.equal("many", many, map[registry.RuleID][]registry.Segment{ruleID(1): second, ruleID(2): timelineOf(2, "2019-03-01", "2027-07-01")})
			on := func(known registry.Revision) string {
				found, err := r.Register(registry.RegisterQuery{On: registry.MustDay("2027-07-01"), Known: known})
				if err != nil {
					x.Error(err)
				}
				return fmt.Sprint(collect(found, func(e registry.RegisterEntry) string {
					return e.Rule.Number.String() + " " + string(e.Segment.State)
				}))
			}
			x.equal("the register known at 1", on(1), "[R-0001 lapsed R-0002 lapsed]")
			x.equal("the register known at 2", on(2), "[R-0001 in_force R-0002 lapsed]")
			x.equal("the register known at 5", on(5), "[R-0002 lapsed]")
			x.equal("the register known now", on(registry.RevisionOpen), "[R-0001 in_force R-0002 lapsed]")
			x.equal("the register known at 0", on(0), "[]")
			return err
		})
		x.wantCode(x.try(func(tx workflow.Tx) error {
			return tx.ReplaceTimelines(map[registry.RuleID][]registry.Segment{"none": first})
		}), registry.CodeNotFound)
	})
}

func TestWhatIsRecordedCannotBeChanged(t *testing.T) {
	both(t, func(x *fixture) {
		x.put(1)
		x.update(func(tx workflow.Tx) error {
			return errors.Join(
				tx.AppendEvents([]registry.Event{{ID: "e", Rule: ruleID(1), Valid: 1, Fact: registry.HearingHeld{}}}),
				tx.InsertJustifications([]registry.Justification{{ID: "j", Rule: ruleID(1), Ordinal: 1}}),
				tx.InsertLegalChecks([]registry.LegalCheck{{ID: "c", Rule: ruleID(1), Day: 1}}),
				tx.InsertBody(registry.Body{ID: "b"}), tx.InsertMandate(registry.Mandate{Body: "b", From: 1}),
				tx.InsertGameVersion(registry.GameVersion{From: 1}),
				tx.ReplaceTimelines(map[registry.RuleID][]registry.Segment{ruleID(1): timelineOf(1, "2019-03-01", "2028-01-01")}))
		})
		for table, column := range map[string]string{"revision": "at", "rule_version": "title", "rule_event": "kind",
			"justification": "value", "legal_check": "note", "mandate": "words", "game_version": "digest", "audit_event": "object"} {
			x.refused("UPDATE " + table + " SET " + column + " = " + column)
			x.refused("DELETE FROM " + table)
		}
		x.refused("DELETE FROM segment WHERE revision_from = 1")
		x.refused("UPDATE segment SET state = 'lapsed'")
		x.refused("UPDATE segment SET revision_until = 9223372036854775806 WHERE revision_from = 2")
		x.update(func(tx workflow.Tx) error { _, err := tx.Revision(); return err })
		x.refused("DELETE FROM segment WHERE revision_from = 2")
		x.refused("UPDATE segment SET revision_until = 9223372036854775807 WHERE revision_until = 2")
	})
}

func TestJustificationsAndLegalChecks(t *testing.T) {
	both(t, func(x *fixture) {
		x.put(1, 2)
		j := func(rule, ordinal int, value string) registry.Justification {
			return registry.Justification{ID: registry.JustificationID(fmt.Sprint("j", rule, ordinal)), Rule: ruleID(rule), Ordinal: ordinal,
				Value: value, Beneficiary: "børn", Mechanism: "m", Evidence: "e", Lighter: "l", Indicator: "i", CheckOn: registry.MustDay("2028-01-01")}
		}
		c := func(rule int, id registry.LegalCheckID, on string) registry.LegalCheck {
			return registry.LegalCheck{ID: id, Rule: ruleID(rule), By: "juristen", Day: registry.MustDay(on), Result: registry.BasesConfirmed, Note: "n"}
		}
		js := []registry.Justification{j(1, 2, "ny"), j(1, 1, "gammel"), {ID: "bare", Rule: ruleID(2), Ordinal: 1}}
		cs := []registry.LegalCheck{c(1, "z", "2027-01-01"), c(1, "a", "2026-01-01"), c(2, "m", "2025-01-01")}
		x.update(func(tx workflow.Tx) error { return errors.Join(tx.InsertJustifications(js), tx.InsertLegalChecks(cs)) })
		for i := range js {
			js[i].Revision, cs[i].Revision = 2, 2
		}
		x.view(func(r workflow.Reader) error {
			list, err := r.Justifications(ruleID(1))
			x.equal("by ordinal", list, []registry.Justification{js[1], js[0]})
			latest, err2 := r.LatestJustifications([]registry.RuleID{ruleID(1), ruleID(2), "none"})
			x.equal("latest", latest, map[registry.RuleID]registry.Justification{ruleID(1): js[0], ruleID(2): js[2]})
			checks, err3 := r.LegalChecks(ruleID(1))
			x.equal("as recorded", checks, cs[:2])
			last, err4 := r.LatestLegalChecks([]registry.RuleID{ruleID(1), ruleID(2), "none"})
			x.equal("last recorded", last, map[registry.RuleID]registry.LegalCheck{ruleID(1): cs[1], ruleID(2): cs[2]})
			return errors.Join(err, err2, err3, err4)
		})
	})
}

func TestBodiesMandatesAndTheGame(t *testing.T) {
	both(t, func(x *fixture) {
		bodies := []registry.Body{{ID: "5", Name: "Aarhusudvalget", Rank: registry.RankCommittee}, {ID: "4", Name: "Åudvalget", Rank: registry.RankCommittee},
			{ID: "3", Name: "Ældreudvalget", Rank: registry.RankCommittee}, {ID: "2", Name: "forvaltningen", Rank: registry.RankAdministration},
			{ID: "1", Name: "Børneudvalget", Rank: registry.RankCommittee}, {ID: "0", Name: "Ø", Rank: registry.RankCouncil}}
		late := registry.Mandate{Body: "2", From: registry.MustDay("2027-01-01"), Words: "Ord", Asks: []registry.Criterion{registry.SpecialReason},
			By: registry.Decision{Body: "Byrådet", Rank: registry.RankCouncil, Day: registry.MustDay("2026-12-14"), Case: "26/1"}}
		early := registry.Mandate{Body: "2", From: registry.FirstDay}
		gone := registry.Mandate{Body: "2", From: registry.MustDay("2027-02-01"), Words: "Taget tilbage", By: late.By, TakenBack: true}
		games := []registry.GameVersion{
			{Kind: registry.GameSettings, From: registry.FirstDay, Digest: "s", By: "bygget ind", Source: registry.DefaultSettings().Canonical()},
			{Kind: registry.GamePolicy, From: registry.MustDay("2027-02-01"), Digest: "p2", Adopted: registry.MustDay("2027-01-01"), Source: []byte{0, 0xff, '\''}},
			{Kind: registry.GamePolicy, From: registry.FirstDay, Digest: "p1"}}
		x.update(func(tx workflow.Tx) error {
			for _, b := range bodies {
				if err := tx.InsertBody(b); err != nil {
					return err
				}
			}
			for _, g := range games {
				if err := tx.InsertGameVersion(g); err != nil {
					return err
				}
			}
			return errors.Join(tx.InsertMandate(gone), tx.InsertMandate(late), tx.InsertMandate(early))
		})
		x.view(func(r workflow.Reader) error {
			got, err := r.Bodies()
			x.equal("bodies", collect(got, func(b registry.Body) string { return b.Name }),
				[]string{"Ø", "Børneudvalget", "Ældreudvalget", "Aarhusudvalget", "Åudvalget", "forvaltningen"})
			mandates, err2 := r.Mandates("2")
			x.equal("mandates", mandates, []registry.Mandate{early, late, gone})
			game, err3 := r.GameVersions()
			x.equal("game", game, []registry.GameVersion{games[2], games[1], games[0]})
			return errors.Join(err, err2, err3)
		})
	})
}

func TestLongLists(t *testing.T) {
	testenv.Long(t)
	testenv.OneAtATime(t)
	both(t, func(x *fixture) {
		const n = 1200 // stored; the lists below are longer
		numbers := make([]int, n)
		for i := range numbers {
			numbers[i] = i + 1
		}
		x.put(numbers...)
		ids := make([]registry.RuleID, 40_000)
		for i := range ids {
			ids[i] = ruleID(i + 1)
		}
		x.view(func(r workflow.Reader) error {
			texts, err := r.LatestTexts(ids)
			timelines, err2 := r.Timelines(ids)
			events, err3 := r.Events(ids, registry.RevisionOpen)
			checks, err4 := r.LatestLegalChecks(ids)
			cases, err5 := r.LatestJustifications(ids)
			reviews, err6 := r.ReviewsOf(ids)
			rules, err7 := r.RulesByID(ids[:n])
			_, err8 := r.RulesByID(ids)
			x.wantCode(err8, registry.CodeNotFound)
			page, err9 := r.Register(registry.RegisterQuery{On: 1, Known: registry.RevisionOpen})
			x.equal("found", []int{len(texts), len(timelines), len(events), len(checks), len(cases), len(reviews), len(rules), len(page)},
				[]int{n, n, 0, 0, 0, 0, n, n})
			return errors.Join(err, err2, err3, err4, err5, err6, err7, err9)
		})
		x.update(func(tx workflow.Tx) error { // every rule gets another end
			timelines := map[registry.RuleID][]registry.Segment{}
			for _, i := range numbers {
				timelines[ruleID(i)] = timelineOf(i, "2019-03-01", "2028-01-01")
			}
			return tx.ReplaceTimelines(timelines)
		})
		x.view(func(r workflow.Reader) error {
			counts, err := r.CountStates(registry.RegisterQuery{On: registry.MustDay("2027-07-01"), Known: 1})
			x.equal("known before", counts.Of, map[registry.State]int{registry.Lapsed: n})
			counts, err2 := r.CountStates(registry.RegisterQuery{On: registry.MustDay("2027-07-01"), Known: registry.RevisionOpen})
			x.equal("known now", counts.Of, map[registry.State]int{registry.InForce: n})
			return errors.Join(err, err2)
		})
	})
}
