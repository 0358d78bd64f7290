package storage

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

func consultationOf(id registry.ConsultationID, slug, opens string, rules ...registry.RuleID) workflow.Consultation {
	return workflow.Consultation{ID: id, Kind: workflow.AskingAll, Review: "w", Slug: slug, Edit: 1, Title: workflow.Wording{Da: "Hvad må vi \"spørge\"?", En: "What?"},
		Intro: workflow.Wording{Da: "Æ \\ <b>"}, Privacy: workflow.Wording{Da: "Offentlig opgave"}, Danger: workflow.Wording{Da: "Ring 112"},
		Opens: registry.MustDay(opens), Closes: registry.MustDay("2027-12-01"), Rules: rules,
		Questions: []workflow.Question{{ID: "q1", Kind: workflow.FreeText, Text: workflow.Wording{Da: "Hvorfor?", En: "Why?"}}, {ID: "q2", Kind: workflow.Scale, Text: workflow.Wording{Da: "Hvordan?"},
			Options: []workflow.Option{{ID: "a", Text: workflow.Wording{Da: "Lidt", En: "Little"}}, {ID: "b", Text: workflow.Wording{Da: "Meget"}}}, Audiences: []string{"Ansatte"}}}}
}

func (x *fixture) putConsultation() workflow.Consultation {
	x.Helper()
	x.put(1, 2, 3)
	c := consultationOf("c", "dagtilbud", "2027-01-01", ruleID(2), ruleID(1))
	x.update(func(tx workflow.Tx) error {
		return errors.Join(tx.InsertReview(reviewOf("w", "a-2027"), nil), tx.InsertConsultation(c))
	})
	return c
}

func TestConsultations(t *testing.T) {
	both(t, func(x *fixture) {
		full := x.putConsultation()
		bare := workflow.Consultation{ID: "c0", Kind: workflow.Measurement, Earlier: "c", Slug: "bar", Edit: 1, Opens: 1, Closes: 2}
		twice := consultationOf("c2", "to-gange", "2027-02-01", ruleID(3), ruleID(2), ruleID(3))
		x.update(func(tx workflow.Tx) error {
			return errors.Join(tx.InsertReview(reviewOf("w2", "b-2027"), nil), tx.InsertConsultation(twice), tx.InsertConsultation(bare))
		})
		twice.Rules = twice.Rules[:2]
		x.view(func(r workflow.Reader) error {
			all, err := r.Consultations("")
			x.equal("by opening", all, []workflow.Consultation{bare, full, twice})
			if err == nil && (all[0].Rules == nil || all[0].Questions == nil) {
				t.Error("no rules or questions are null in JSON")
			}
			alone, err0 := r.ConsultationsAlone()
			x.equal("of no review", alone, []workflow.Consultation{bare})
			err = errors.Join(err, err0)
			of, err2 := r.Consultations("w")
			x.equal("of a review", of, []workflow.Consultation{full, twice})
			none, err3 := r.Consultations("\x00")
			x.equal("of nothing", len(none), 0)
			bySlug, err4 := r.ConsultationBySlug("dagtilbud")
			x.equal("by slug", bySlug, full)
			byID, err5 := r.ConsultationByID("c2")
			x.equal("by id", byID, twice)
			for _, value := range []string{"Dagtilbud", "", "\x00"} {
				_, err := r.ConsultationBySlug(value)
				x.wantCode(err, registry.CodeNotFound)
				_, err = r.ConsultationByID(registry.ConsultationID(value))
				x.wantCode(err, registry.CodeNotFound)
			}
			return errors.Join(err, err2, err3, err4, err5)
		})
		x.wantCode(x.try(func(tx workflow.Tx) error {
			return tx.InsertConsultation(consultationOf("c9", "dagtilbud", "2027-01-01"))
		}), registry.CodeSlugTaken)

		x.update(func(tx workflow.Tx) error {
			changed := full
			changed.Kind, changed.Earlier = workflow.Measurement, "c0"
			changed.Slug, changed.Review, changed.Rules, changed.Questions = "another", "w2", []registry.RuleID{ruleID(3), ruleID(2)}, nil
			got, err := tx.UpdateConsultation(changed, 1)
			changed.Slug, changed.Review, changed.Edit = "dagtilbud", "w", 2 // where it stands stays
			changed.Kind, changed.Earlier = workflow.AskingAll, ""
			x.equal("changed", got, changed)
			return err
		})
		update := func(c workflow.Consultation) error {
			return x.try(func(tx workflow.Tx) error { _, err := tx.UpdateConsultation(c, 1); return err })
		}
		x.wantCode(update(full), registry.CodeStale)
		x.wantCode(update(consultationOf("c9", "x", "2027-01-01", ruleID(1))), registry.CodeNotFound)
		twice.Questions[0].Text.En = "\x00"
		x.wantCode(update(twice), registry.CodeTextInvalid)
	})
}

func TestLinks(t *testing.T) {
	both(t, func(x *fixture) {
		x.putConsultation()
		link := func(id registry.LinkID, audience string) workflow.Link {
			return workflow.Link{ID: id, Consultation: "c", Audience: audience, Token: "token-" + string(id)}
		}
		staff, parents, elders := link("1", "Ansatte"), link("2", "Forældre"), link("3", "Ældre")
		x.update(func(tx workflow.Tx) error {
			return errors.Join(tx.InsertLink(elders), tx.InsertLink(parents), tx.InsertLink(staff))
		})
		revoke := func(id registry.LinkID) error {
			return x.try(func(tx workflow.Tx) error { return tx.RevokeLink(id) })
		}
		x.equal("revoked", []error{revoke("2"), revoke("2")}, []error{nil, nil})
		for _, id := range []registry.LinkID{"9", "\x00"} {
			x.wantCode(revoke(id), registry.CodeNotFound)
		}
		parents.Revoked = true
		x.view(func(r workflow.Reader) error {
			links, err := r.Links("c")
			x.equal("in Danish order", links, []workflow.Link{staff, parents, elders})
			none, err2 := r.Links("\x00")
			x.equal("of nothing", len(none), 0)
			got, err3 := r.LinkByToken("token-2")
			x.equal("by token", got, parents)
			for _, token := range []string{"TOKEN-2", "", "\x00"} {
				_, err := r.LinkByToken(token)
				x.wantCode(err, registry.CodeNotFound)
			}
			return errors.Join(err, err2, err3)
		})
		slips := link("5", "Venner")
		slips.District = "Nord"
		slips.Place, slips.Opens, slips.Closes, slips.Slips = "Mosen \"Ø\"", registry.MustDay("2027-02-01"), registry.MustDay("2027-03-01"), 2
		x.update(func(tx workflow.Tx) error {
			return errors.Join(tx.InsertLink(slips), tx.InsertSlips("5", []string{"k7mq2x9d-b", "a7mq2x9d-a"}), tx.InsertSlips("3", nil))
		})
		x.view(func(r workflow.Reader) error {
			got, err := r.LinkBySlip("k7mq2x9d-b")
			x.equal("by slip", got, slips)
			tokens, err2 := r.Slips("5")
			x.equal("slips", tokens, []string{"a7mq2x9d-a", "k7mq2x9d-b"})
			counts, err3 := r.CountSlips("c")
			x.equal("counted", counts, map[registry.LinkID]int{"5": 2})
			for code, want := range map[string]string{"k7mq2x9d": "k7mq2x9d-b", "token-1": "token-1"} {
				token, err := r.TokenByCode(code)
				x.equal(code, token, want)
				err3 = errors.Join(err3, err)
			}
			for _, code := range []string{"k7mq2x9e", "", "%", "\x00"} {
				_, err := r.TokenByCode(code)
				x.wantCode(err, registry.CodeNotFound)
				_, err = r.LinkBySlip(code)
				x.wantCode(err, registry.CodeNotFound)
			}
			return errors.Join(err, err2, err3)
		})
		use := func() error { return x.try(func(tx workflow.Tx) error { return tx.UseSlip("k7mq2x9d-b") }) }
		x.equal("used", use(), nil)
		x.wantCode(use(), registry.CodeNotFound)
		again := link("4", "Elever")
		again.Token = "token-1"
		if err := x.try(func(tx workflow.Tx) error { return tx.InsertLink(again) }); err == nil {
			t.Error("two links have one token")
		}
	})
}

func contributionOf(id registry.ContributionID) workflow.Contribution {
	return workflow.Contribution{ID: id, Consultation: "c", Audience: "Forældre", Receipt: "hash-" + string(id),
		State: workflow.Received, Day: registry.MustDay("2027-01-02")}
}

func inputOf(id registry.InputID, from registry.ContributionID, rule registry.RuleID, text string) workflow.Input {
	return workflow.Input{ID: id, Consultation: "c", Contribution: from, Audience: "Forældre", Kind: workflow.ViewInput, Rule: rule,
		Stance: workflow.SimplifyIt, Minutes: 15, Text: text, Masked: true, Day: registry.MustDay("2027-01-02"),
		Edit: 1, Screened: workflow.Screened{Screening: workflow.Unscreened}}
}

func sortedChosen(all []workflow.Chosen) string {
	words := collect(all, func(c workflow.Chosen) string { return c.Question + "=" + c.Option })
	slices.Sort(words)
	return strings.Join(words, " ")
}

// chosen are the counts of what was chosen, sorted.
func (x *fixture) chosen(r workflow.Reader) string {
	counts, err := r.CountChosen("c", false)
	if err != nil {
		x.Error(err)
	}
	words := collect(counts, func(c workflow.ChosenCount) string {
		return strings.TrimSuffix(c.Question+"="+c.Option, "=") + " " + c.Audience + " " + strconv.Itoa(c.N)
	})
	slices.Sort(words)
	return strings.Join(words, ", ")
}

func TestContributions(t *testing.T) {
	both(t, func(x *fixture) {
		x.putConsultation()
		answer := workflow.Input{ID: "i3", Consultation: "c", Contribution: "n1", Audience: "Forældre", Kind: workflow.AnswerInput,
			Question: "q1", Minutes: workflow.NoMinutes, Text: "Æ", Day: registry.MustDay("2027-01-02"), Edit: 1, Screened: workflow.Screened{Screening: workflow.Unscreened}}
		first := []workflow.Input{inputOf("i2", "n1", ruleID(1), "to"), answer, inputOf("i1", "n1", ruleID(2), "en")}
		other := inputOf("i4", "n2", ruleID(1), "fire")
		other.Audience, other.Minutes = "Ansatte", 0
		chosen := []workflow.Chosen{{Question: "q2", Option: "ja"}, {Question: "q3", Option: "a"}, {Question: "q3", Option: "b"}}
		staff := contributionOf("n2")
		staff.Audience = "Ansatte"
		x.update(func(tx workflow.Tx) error {
			return errors.Join(tx.InsertContribution(contributionOf("n1"), workflow.Content{Inputs: first, Chosen: chosen}),
				tx.InsertContribution(staff, workflow.Content{Inputs: []workflow.Input{other}, Chosen: chosen[:1]}), tx.InsertContribution(contributionOf("n3"), workflow.Content{}))
		})
		published := workflow.Screened{Screening: workflow.MaskedText, Shown: "e [udeladt]"}
		disposition := workflow.Disposition{Input: "i1", Kind: workflow.Followed, Reason: "Enig", By: "Ane", Day: registry.MustDay("2027-01-03"), Rules: []registry.RuleID{ruleID(2)}, Item: "x"}
		x.update(func(tx workflow.Tx) error {
			return errors.Join(tx.SetDisposition(disposition), tx.SetDisposition(workflow.Disposition{Input: "i4", Kind: workflow.NothingToAnswer, Day: 1}),
				tx.SetScreened([]registry.InputID{"i1", "i3"}, published), tx.SetScreened([]registry.InputID{"i3"}, workflow.Screened{Screening: workflow.Withheld, Why: workflow.OtherReason, Note: "Æ"}), tx.SetScreened(nil, published))
		})
		shown := inputOf("i1", "n1", ruleID(2), "en")
		shown.Screened, shown.Edit = published, 3
		shown.Answered, other.Answered = true, true
		answer.Screened, answer.Edit, other.Edit = workflow.Screened{Screening: workflow.Withheld, Why: workflow.OtherReason, Note: "Æ"}, 3, 2
		yes, no := true, false
		x.view(func(r workflow.Reader) error {
			got, err := r.ContributionByReceipt("hash-n1")
			x.equal("by receipt", got, contributionOf("n1"))
			for _, hash := range []string{"hash-n9", "", "\x00"} {
				_, err := r.ContributionByReceipt(hash)
				x.wantCode(err, registry.CodeNotFound)
			}
			all, err2 := r.Inputs(workflow.InputFilter{})
			x.equal("all", all, []workflow.Input{shown, first[0], answer, other})
			byID, err3 := r.InputsByID([]registry.InputID{"i4", "i1"})
			x.equal("by id", byID, []workflow.Input{shown, other})
			for _, id := range []registry.InputID{"i9", "\x00"} {
				_, none := r.InputsByID([]registry.InputID{"i1", id})
				x.wantCode(none, registry.CodeNotFound)
			}
			for _, test := range []struct {
				filter workflow.InputFilter
				want   string
			}{
				{workflow.InputFilter{Consultation: "c"}, "[i1 i2 i3 i4]"},
				{workflow.InputFilter{Consultation: "x"}, "[]"},
				{workflow.InputFilter{Rule: ruleID(1)}, "[i2 i4]"},
				{workflow.InputFilter{Contribution: "n1"}, "[i1 i2 i3]"},
				{workflow.InputFilter{Contribution: "n3"}, "[]"},
				{workflow.InputFilter{Audience: "Ansatte"}, "[i4]"},
				{workflow.InputFilter{Audience: "ansatte"}, "[]"},
				{workflow.InputFilter{Kind: workflow.AnswerInput}, "[i3]"},
				{workflow.InputFilter{Answered: &yes}, "[i1 i4]"},
				{workflow.InputFilter{Answered: &no}, "[i2 i3]"},
				{workflow.InputFilter{Screening: workflow.MaskedText}, "[i1]"},
				{workflow.InputFilter{Screening: workflow.Unscreened, Answered: &no, Limit: 1}, "[i2]"},
				{workflow.InputFilter{After: "i1", Limit: 2}, "[i2 i3]"},
				{workflow.InputFilter{Audience: "\x00"}, "[]"},
				{workflow.InputFilter{NoRule: true}, "[i3]"},
				{workflow.InputFilter{Inputs: []registry.InputID{"i4", "i9", "i1", "\x00"}}, "[i1 i4]"},
				{workflow.InputFilter{Inputs: []registry.InputID{}}, "[]"},
				{workflow.InputFilter{After: "\x00"}, "[]"},
				{workflow.InputFilter{Rule: ruleID(1), Audience: "Forældre", Kind: workflow.ViewInput, Contribution: "n1", Consultation: "c"}, "[i2]"},
			} {
				got, err := r.Inputs(test.filter)
				if err != nil {
					return err
				}
				x.equal(fmt.Sprintf("%+v", test.filter), collect(got, func(i workflow.Input) registry.InputID { return i.ID }), test.want)
				if test.filter.After == "" && test.filter.Limit == 0 {
					n, err := r.CountInputs(test.filter, 2)
					x.equal(fmt.Sprintf("count of %+v", test.filter), n, min(2, len(got)))
					if err != nil {
						return err
					}
				}
			}
			dispositions, err4 := r.Dispositions([]registry.InputID{"i1", "i2", "i9"})
			x.equal("dispositions", dispositions, map[registry.InputID]workflow.Disposition{"i1": disposition})
			coverage, err5 := r.Coverage([]registry.RuleID{ruleID(1), ruleID(2), ruleID(3)})
			x.equal("coverage", coverage, map[registry.RuleID]workflow.Covered{ruleID(1): {Inputs: 2, Unanswered: 1}, ruleID(2): {Inputs: 1}})
			count, err6 := r.CountContributions("c")
			x.equal("count", count, 3)
			none, err7 := r.CountContributions("\x00")
			x.equal("count of nothing", none, 0)
			own, err8 := r.Chosen("n1")
			x.equal("chosen", sortedChosen(own), "q2=ja q3=a q3=b")
			nobody, err9 := r.Chosen("\x00")
			x.equal("chosen by nobody", len(nobody), 0)
			x.equal("counts", x.chosen(r), "q2 Ansatte 1, q2 Forældre 1, q2=ja Ansatte 1, q2=ja Forældre 1, q3 Forældre 1, q3=a Forældre 1, q3=b Forældre 1")
			return errors.Join(err, err2, err3, err4, err5, err6, err7, err8, err9)
		})

		disposition.Kind, disposition.Reason, disposition.By, disposition.Day = workflow.NotFollowed, "Ikke alligevel", "Bo", registry.MustDay("2027-01-04")
		withdrawn := contributionOf("n2")
		withdrawn.State = workflow.Retired
		withdrawn.Audience, withdrawn.Receipt = "x", "x" // only the state changes
		cut := contributionOf("n1")
		cut.State = workflow.Cut
		x.update(func(tx workflow.Tx) error {
			return errors.Join(tx.SetDisposition(disposition), tx.ReplaceContent(staff, workflow.Content{}), tx.UpdateContribution(withdrawn),
				tx.Erase("n1"), tx.UpdateContribution(cut), tx.ReplaceContent(contributionOf("n3"), workflow.Content{Inputs: []workflow.Input{inputOf("i5", "n3", ruleID(3), "fem")}, Chosen: chosen[1:2]}))
		})
		x.view(func(r workflow.Reader) error {
			got, err := r.ContributionByReceipt("hash-n2")
			withdrawn = contributionOf("n2")
			withdrawn.State, withdrawn.Audience = workflow.Retired, "Ansatte"
			x.equal("withdrawn", got, withdrawn)
			x.equal("counts after", x.chosen(r), "q2 Forældre 1, q2=ja Forældre 1, q3 Forældre 2, q3=a Forældre 2, q3=b Forældre 1")
			all, err2 := r.Inputs(workflow.InputFilter{})
			x.equal("texts", collect(all, func(i workflow.Input) string {
				return fmt.Sprint(i.ID, " ", i.Stance, " ", i.Minutes, " ", i.Screening, i.Shown, i.Note, " ", i.Text)
			}), []string{"i1 simplify 15 unscreened ", "i2 simplify 15 unscreened ", "i3  -1 unscreened ", "i5 simplify 15 unscreened fem"})
			dispositions, err3 := r.Dispositions([]registry.InputID{"i1", "i4"})
			x.equal("the one answer", dispositions, map[registry.InputID]workflow.Disposition{"i1": disposition})
			count, err4 := r.CountContributions("c")
			x.equal("count", count, 2)
			return errors.Join(err, err2, err3, err4)
		})
		group := contributionOf("n1")
		group.Sender = workflow.Sender{Group: workflow.Group{People: 12, Method: workflow.ByMeeting}, Way: workflow.OnPaper}
		fourth := contributionOf("n4")
		fourth.Sender.Way = workflow.ByTelephone
		senders := func(want map[registry.ContributionID]workflow.Sender) {
			x.Helper()
			x.view(func(r workflow.Reader) error {
				got, err := r.Senders([]registry.ContributionID{"n1", "n4", "n1"})
				x.equal("senders", got, want)
				none, err2 := r.Senders([]registry.ContributionID{"\x00"})
				x.equal("senders of nothing", len(none), 0)
				return errors.Join(err, err2)
			})
		}
		x.update(func(tx workflow.Tx) error {
			first := group
			first.Sender.Group.People = 3
			return errors.Join(tx.SetSender(first), tx.SetSender(group), tx.InsertContribution(fourth, workflow.Content{}))
		})
		senders(map[registry.ContributionID]workflow.Sender{"n1": group.Sender, "n4": fourth.Sender})
		x.update(func(tx workflow.Tx) error { return tx.SetSender(contributionOf("n1")) })
		senders(map[registry.ContributionID]workflow.Sender{"n4": fourth.Sender})
		x.wantCode(x.try(func(tx workflow.Tx) error { return tx.UpdateContribution(contributionOf("n9")) }), registry.CodeNotFound)
		x.wantCode(x.try(func(tx workflow.Tx) error {
			return tx.SetDisposition(workflow.Disposition{Input: "i1", Reason: "\x00", Day: 1})
		}), registry.CodeTextInvalid)
	})
}

// TestContribute goes through the service: somebody without a name, twice.
func TestContribute(t *testing.T) {
	both(t, func(x *fixture) {
		x.putConsultation()
		x.update(func(tx workflow.Tx) error {
			return tx.InsertLink(workflow.Link{ID: "l", Consultation: "c", Audience: "Forældre", Token: "token"})
		})
		service := workflow.Service{Store: x.db.Workflow(), Secret: []byte("secret")}
		submission := strings.Repeat("s", 32)
		said := workflow.Said{Answers: map[string]string{"q1": "Fordi"}, Views: []workflow.View{{Rule: 1, Stance: workflow.KeepIt, Minutes: workflow.NoMinutes}}}
		code, err := service.Contribute(x.Context(), "token", submission, said)
		again, err2 := service.Contribute(x.Context(), "token", submission, said)
		if err := errors.Join(err, err2); err != nil || code != again {
			x.Fatal(code, again, err)
		}
		count := func() (contributions, inputs, events int) {
			x.view(func(r workflow.Reader) error {
				var err error
				contributions, err = r.CountContributions("c")
				all, err2 := r.Inputs(workflow.InputFilter{})
				log, err3 := r.AuditLog("consultation dagtilbud", registry.AuditPlace{}, 0)
				inputs, events = len(all), len(log)
				return errors.Join(err, err2, err3)
			})
			return contributions, inputs, events
		}
		contributions, inputs, events := count()
		x.equal("one effect", []int{contributions, inputs, events}, []int{1, 2, 1})
		if err := service.ChangeContribution(x.Context(), code, workflow.Said{Suggestions: []string{"Nyt"}}); err != nil {
			x.Fatal(err)
		}
		contributions, inputs, events = count()
		x.equal("changed", []int{contributions, inputs, events}, []int{1, 1, 2})
		if err := service.WithdrawContribution(x.Context(), code); err != nil {
			x.Fatal(err)
		}
		contributions, inputs, events = count()
		x.equal("withdrawn", []int{contributions, inputs, events}, []int{0, 0, 3})
		for _, table := range []string{"outbox", "idempotency"} {
			var rows int
			if err := x.db.reader.NewSelect().Table(table).ColumnExpr("count(*)").Scan(x.Context(), &rows); err != nil || rows > 0 {
				x.Errorf("%s has %d rows: %v", table, rows, err)
			}
		}
	})
}

// TestErasedIsGone looks for texts that were taken back in the files of the database.
func TestErasedIsGone(t *testing.T) {
	testenv.Long(t)
	testenv.OneAtATime(t)
	both(t, func(x *fixture) {
		path, lite := strings.CutPrefix(x.dsn, "sqlite:")
		if !lite {
			x.Skip("the files of a server are not this program's")
		}
		x.putConsultation()
		// Texts of all sizes: beside others on a page, and on pages of their own.
		const secret = "hemmelighed"
		for n := range 40 {
			c := contributionOf(registry.ContributionID(fmt.Sprintf("n%02d", n)))
			var inputs []workflow.Input
			for i := range 5 {
				text := "fremme " + strings.Repeat("x", 100*n)
				if n%2 == 0 {
					text = strings.Repeat(secret+" ", 1+n*n*i/10)
				}
				inputs = append(inputs, inputOf(registry.InputID(fmt.Sprintf("%x-%s", (n*5+i)*7919%251, c.ID)), c.ID, ruleID(1), text))
			}
			x.update(func(tx workflow.Tx) error { return tx.InsertContribution(c, workflow.Content{Inputs: inputs}) })
		}
		found := func() (n int) {
			for _, suffix := range []string{"", "-wal", "-shm"} {
				b, err := os.ReadFile(path + suffix)
				if err != nil {
					x.Fatal(err)
				}
				n += strings.Count(string(b), secret)
			}
			return n
		}
		if found() == 0 {
			x.Fatal("the texts are not where this test looks")
		}
		for n := 0; n < 40; n += 2 {
			id := registry.ContributionID(fmt.Sprintf("n%02d", n))
			x.update(func(tx workflow.Tx) error {
				if n%4 == 0 {
					return tx.Erase(id)
				}
				return tx.ReplaceContent(workflow.Contribution{ID: id}, workflow.Content{})
			})
		}
		if n := found(); n > 0 {
			x.Errorf("%d are still there", n)
		}
	})
}

// A duplicate is answered when the other is, and not any more when the other is gone.
func TestDuplicates(t *testing.T) {
	both(t, func(x *fixture) {
		x.putConsultation()
		x.update(func(tx workflow.Tx) error {
			return errors.Join(tx.InsertContribution(contributionOf("n1"), workflow.Content{Inputs: []workflow.Input{inputOf("i1", "n1", ruleID(1), "en")}}),
				tx.InsertContribution(contributionOf("n2"), workflow.Content{Inputs: []workflow.Input{inputOf("i2", "n2", ruleID(1), "to")}}),
				tx.SetDisposition(workflow.Disposition{Input: "i2", Kind: workflow.DuplicateOf, Original: "i1", Day: 1}))
		})
		state := func(want string, duplicates int) {
			t.Helper()
			x.view(func(r workflow.Reader) error {
				all, err := r.Inputs(workflow.InputFilter{})
				x.equal("answered", collect(all, func(i workflow.Input) string { return fmt.Sprint(i.ID, i.Answered) }), want)
				ids, err2 := r.Duplicates([]registry.InputID{"i1", "\x00"})
				x.equal("duplicates", len(ids), duplicates)
				covered, err3 := r.Coverage([]registry.RuleID{ruleID(1)})
				x.equal("coverage", covered[ruleID(1)].Unanswered, strings.Count(want, "false"))
				return errors.Join(err, err2, err3)
			})
		}
		state("[i1false i2false]", 1)
		x.update(func(tx workflow.Tx) error {
			return tx.SetDisposition(workflow.Disposition{Input: "i1", Kind: workflow.Followed, Reason: "Ja", Day: 1})
		})
		state("[i1true i2true]", 1)
		x.update(func(tx workflow.Tx) error { return tx.ReplaceContent(contributionOf("n1"), workflow.Content{}) })
		state("[i2false]", 0)
	})
}
