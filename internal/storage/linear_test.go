package storage_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"

	"github.com/omvendt/omvendt/internal/storage"
	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/policies"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/registry/registrytest"
	"github.com/omvendt/omvendt/workflow"
)

// In these campaigns many clients do one thing at once, through the services of
// two programs on one database. They note what they asked and what they were
// told. There must be an order of all calls, one after the other and none moved
// before a call that had been answered, in which a plain description of the
// thing gives the same answers: the histories are linearizable.

// answer is what a client was told.
type answer struct {
	Told any
	Code registry.Code // empty: it was done
	Args registry.Args
}

// unsure says whether a client cannot know what became of its request.
func (a answer) unsure() bool { return a.Code == registry.CodeBusy }

// history is what all clients asked and were told.
type history struct {
	t     *testing.T
	ticks atomic.Int64
	mu    sync.Mutex
	calls []porcupine.Operation
}

// call does something and notes it. What nobody knows the end of may take
// effect at any later time.
func (h *history) call(client int, asked any, do func() (any, error)) answer {
	began := h.ticks.Add(1)
	told, err := do()
	a, returned := answer{Told: told}, h.ticks.Add(1)
	if err != nil {
		a = answer{Code: registry.CodeOf(err)}
		if e, ok := err.(*registry.Error); ok {
			a.Args = e.Args
		}
		if a.Code.Kind() == registry.KindInternal {
			h.t.Errorf("%T%+v: %v", asked, asked, err)
		}
	}
	if a.unsure() {
		returned = math.MaxInt64
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.calls = append(h.calls, porcupine.Operation{ClientId: client, Input: asked, Output: a, Call: began, Return: returned})
	return a
}

// explained says whether an order of the calls explains the answers. step gives
// the answer that a state gives to a question, and the state after it.
func explained[S any](calls []porcupine.Operation, start S, step func(S, any, answer) (S, bool)) porcupine.CheckResult {
	model := porcupine.NondeterministicModel{
		Init: func() []any { return []any{start} },
		Step: func(state, asked, told any) []any {
			s, a := state.(S), told.(answer)
			if a.unsure() {
				// Done or not. What it would have been told does not matter.
				if after, ok := step(s, asked, a); ok {
					return []any{s, after}
				}
				return []any{s}
			}
			if after, ok := step(s, asked, a); ok {
				return []any{after}
			}
			return nil
		},
		Equal: func(a, b any) bool { return reflect.DeepEqual(a, b) },
	}
	return porcupine.CheckOperationsTimeout(model.ToModel(), calls, time.Minute)
}

func mustExplain[S any](t *testing.T, round int, h *history, start S, step func(S, any, answer) (S, bool)) {
	t.Helper()
	if result := explained(h.calls, start, step); result != porcupine.Ok {
		var b strings.Builder
		slices.SortFunc(h.calls, func(a, b porcupine.Operation) int { return int(a.Call - b.Call) })
		for _, c := range h.calls {
			fmt.Fprintf(&b, "%4d-%-4d client %d %T%+v -> %+v\n", c.Call, c.Return, c.ClientId, c.Input, c.Input, c.Output)
		}
		t.Errorf("round %d is %s: no order explains\n%s", round, result, b.String())
	}
}

// town is two programs on one database, with a clock that moves on by a
// microsecond whenever somebody looks at it.
type town struct {
	*testing.T
	programs []*workflow.Service
	ticks    atomic.Int64
	council  registry.Body
	group    registry.Body // a committee with three members
}

const clients = 6

var (
	meetingDay = registry.MustDay("2027-03-10")
	noon       = time.Date(2027, 3, 10, 12, 0, 0, 0, time.UTC)
	clerk      = registry.Actor{Name: "Sekretæren"}
)

func act(operation string) registry.Act { return registry.Act{Actor: clerk, Operation: operation} }

func keyed(operation, key, hash string) registry.Act {
	a := act(operation)
	if key != "" {
		a.Retry = &registry.Retry{Key: key, Hash: hash}
	}
	return a
}

// majority is the simplest policy there is.
type majority struct{}

func (majority) DecisionDigest() string { return "majority" }

func (m majority) InVersion(registry.GameVersion) (workflow.DecisionPolicy, error) { return m, nil }

func (majority) Decide(f workflow.DecisionFacts) (workflow.Outcome, []workflow.Finding, error) {
	switch {
	case !f.Voted:
		return workflow.NotPut, nil, nil
	case f.Tally.For > f.Tally.Against:
		return workflow.Carried, nil, nil
	}
	return workflow.Fell, nil, nil
}

func eachTown(t *testing.T, f func(x *town)) {
	t.Helper()
	testenv.EachTogether(t, func(t *testing.T, dsn string) {
		x := &town{T: t}
		clock := func() time.Time { return noon.Add(time.Duration(x.ticks.Add(1)) * time.Microsecond) }
		for n := range 2 {
			db, err := storage.Open(t.Context(), dsn, storage.Options{Clock: clock, Place: time.UTC, Log: slog.New(slog.DiscardHandler)})
			x.must(err)
			t.Cleanup(func() { db.Close() })
			if n == 0 {
				x.must(db.Migrate(t.Context()))
			}
			maker, err := policies.NewMaker()
			x.must(err)
			cases, err := policies.NewCases()
			x.must(err)
			adoption, err := policies.NewAdoption()
			x.must(err)
			x.programs = append(x.programs, &workflow.Service{Store: db.Workflow(), Policy: majority{}, Secret: []byte("prøve"),
				Register: &registry.Service{Store: db.Registry(), Maker: maker, Cases: cases, Adoption: adoption, Place: time.UTC}})
		}
		x.must(x.programs[0].Register.Prepare(t.Context()))
		bodies, err := x.programs[0].Register.Bodies(t.Context())
		x.must(err)
		x.council, x.group = bodies[0], bodies[1]
		for n := range 3 {
			_, err := x.programs[0].AddMember(t.Context(), act("add-member"), workflow.Member{Body: x.group.ID, Name: fmt.Sprintf("Medlem %d", n), From: meetingDay - 100})
			x.must(err)
		}
		_, err = x.programs[0].Register.GiveMandate(t.Context(), act("give-mandate"),
			registry.Mandate{Body: x.group.ID, From: meetingDay - 100, Words: "Udvalget beslutter."}, registry.MandateDecision{})
		x.must(err)
		f(x)
	})
}

func (x *town) must(err error) {
	x.Helper()
	if err != nil {
		x.Fatal(err)
	}
}

// rule makes a council rule with a confirmed check.
func (x *town) rule() registry.Rule {
	x.Helper()
	rules, err := x.programs[0].Register.CreateRules(x.Context(), act("create-rules"), []registry.NewRule{newRuleOf(0)})
	x.must(err)
	return rules[0]
}

func newRuleOf(number registry.Number) registry.NewRule {
	return registry.NewRule{Number: number, Adopter: registry.AdoptedByCommittee, EffectiveFrom: meetingDay - 1000,
		Catalogue: catalogueOf("Huset"), Text: registry.Text{Title: "Ugeplan", Demand: "Skriv en."},
		Check: &registry.LegalCheck{By: "Juristen", Day: meetingDay - 1, Result: registry.BasesConfirmed}}
}

func catalogueOf(unit string) registry.Catalogue {
	return registry.Catalogue{Kind: registry.KindRule, Area: "Dagtilbud", Unit: unit, Effort: registry.Effort{Evidence: registry.NotQuantified}}
}

// together lets the clients do their steps at once, each with dice of its own.
func (x *town) together(seed uint64, round, steps int, do func(client, step int, r *rand.Rand, s *workflow.Service)) {
	var wg sync.WaitGroup
	start := make(chan struct{})
	for client := range clients {
		wg.Go(func() {
			r := rand.New(rand.NewPCG(seed, uint64(round)<<8|uint64(client)))
			<-start
			for step := range steps {
				do(client, step, r, x.programs[client%len(x.programs)])
			}
		})
	}
	close(start)
	wg.Wait()
}

func rounds(t *testing.T, ordinary int) int {
	if testing.Short() || testenv.Race {
		return 1
	}
	return testenv.Runs(t, ordinary)
}

// --- One item of an agenda: who writes with the edit that stands wins, and a
// meeting is closed once.

type (
	editItem     struct{ Edit, Title string }
	recordVotes  struct{ Edit, By, Carried, Stopped string }
	closeMeeting struct{ Edit string }
	lookAtItem   struct{}
)

// itemState is also what a look at the item tells.
type itemState struct {
	Edit, Meeting         int // edits
	Title, By             string
	Carried, Stop, Closed bool
	Rule                  registry.State
}

func stepItem(s itemState, asked any, told answer) (itemState, bool) {
	after, open, edit := s, !s.Closed, ""
	now := itoa(s.Edit)
	switch q := asked.(type) {
	case lookAtItem:
		return s, told.unsure() || told.Told == s
	case editItem:
		edit, after.Title, after.Edit = q.Edit, q.Title, s.Edit+1
	case recordVotes:
		edit, after.By, after.Carried, after.Stop, after.Edit = q.Edit, q.By, q.Carried == "yes", q.Stopped == "yes", s.Edit+1
	case closeMeeting:
		now = itoa(s.Meeting)
		edit, after.Closed, after.Meeting = q.Edit, true, s.Meeting+1
		if s.Carried && !s.Stop {
			after.Rule = registry.Repealed
		}
		if open && edit == now && s.By == "" {
			return s, told.Code == registry.CodeNotVoted
		}
	}
	switch {
	case !open:
		return s, told.Code == registry.CodeMeetingClosed
	case edit != now:
		return s, told.Code == registry.CodeStale && told.Args["now"] == now
	}
	return after, told.unsure() || told.Code == "" && told.Told == itoa(after.Edit+after.Meeting)
}

func itoa(n int) string { return fmt.Sprint(n) }

func TestCampaignLinearItem(t *testing.T) {
	seed := testenv.Seed(t, 1848)
	eachTown(t, func(x *town) {
		t := x.T
		for round := range rounds(t, 6) {
			rule := x.rule()
			m, err := x.programs[0].PlanMeeting(t.Context(), act("plan-meeting"), workflow.Meeting{Body: x.group, Day: meetingDay})
			x.must(err)
			agenda := workflow.Agenda{Title: "Først", Rules: []registry.RuleID{rule.ID}, PapersLate: "Det haster.",
				Proposals: []workflow.Proposal{{Ruling: registry.Repeal, Question: "Skal reglen ophæves?"}}}
			item, err := x.programs[0].AddItem(t.Context(), act("add-item"), m.ID, 0, agenda)
			x.must(err)

			h := &history{t: t}
			look := func(client int, s *workflow.Service) itemState {
				a := h.call(client, lookAtItem{}, func() (any, error) {
					page, err := s.MeetingPage(context.Background(), m.ID)
					if err != nil {
						return nil, err
					}
					i := page.Items[0]
					seen := itemState{Edit: i.Edit, Meeting: page.Meeting.Edit, Title: i.Title, Stop: i.Stop != nil,
						Closed: page.Meeting.State == workflow.MeetingClosed, Rule: i.Entries[0].Entry.Segment.State}
					if len(i.Dissents) > 0 {
						seen.By, seen.Carried = i.Dissents[0].Name, i.Votes[0][0].Choice == workflow.For
					}
					return seen, nil
				})
				seen, _ := a.Told.(itemState)
				return seen
			}
			x.together(seed, round, 5, func(client, step int, r *rand.Rand, s *workflow.Service) {
				seen := look(client, s)
				name := fmt.Sprintf("%d-%d", client, step)
				edited := func(i workflow.Item, err error) (any, error) { return itoa(i.Edit + seen.Meeting), err }
				switch n := r.IntN(10); {
				case n < 4:
					a := agenda
					a.Title = name
					h.call(client, editItem{itoa(seen.Edit), name}, func() (any, error) {
						return edited(s.EditItem(context.Background(), act("edit-item"), item.ID, seen.Edit, a))
					})
				case n < 8:
					q := recordVotes{itoa(seen.Edit), name, "no", "no"}
					minutes := workflow.Minutes{Votes: [][]workflow.Vote{{{Group: "A", Choice: workflow.Against, Count: 3}}}, Dissents: []workflow.Dissent{{Name: name, Text: "Nej"}}}
					if r.IntN(2) == 0 {
						q.Carried, minutes.Votes[0][0].Choice = "yes", workflow.For
					}
					if r.IntN(3) == 0 {
						q.Stopped, minutes.Stop = "yes", &workflow.Stop{Name: "B"}
					}
					h.call(client, q, func() (any, error) {
						return edited(s.RecordMinutes(context.Background(), act("record-minutes"), item.ID, seen.Edit, minutes))
					})
				case n < 9 || step > 2:
					h.call(client, closeMeeting{itoa(seen.Meeting)}, func() (any, error) {
						closed, err := s.CloseMeeting(context.Background(), act("close-meeting"), m.ID, seen.Meeting, workflow.Closing{})
						// The item cannot change any more, so what it is now is what it was then.
						return itoa(closed.Edit + look(client, s).Edit), err
					})
				}
			})
			mustExplain(t, round, h, itemState{Edit: 1, Meeting: 1, Title: "Først", Rule: registry.InForce}, stepItem)
			if t.Failed() {
				return
			}
		}
	})
}

// --- One rule: its entry and its text are changed by who saw them, rulings come one
// after the other, and its status is what the model says of those before.

type (
	editRule   struct{ Edit, Unit string }
	changeText struct {
		Edit  string
		From  registry.Day
		Title string
	}
	recordRuling struct{ Name string }
	lookAtRule   struct{ On registry.Day }
)

type ruleState struct {
	Edit   int
	Unit   string
	Titles []string // of its versions
	Events []registry.Event
}

type ruleSeen struct {
	Edit     int
	Unit     string
	Versions []string
	Events   int
	Status   registrytest.Expectation
}

func stepRule(s ruleState, asked any, told answer) (ruleState, bool) {
	record := func(e registry.Event) ruleState {
		s.Events = append(slices.Clone(s.Events), e)
		return s
	}
	switch q := asked.(type) {
	case lookAtRule:
		seen, ok := told.Told.(ruleSeen)
		if !ok {
			return s, told.unsure()
		}
		return s, seen.Edit == s.Edit && seen.Unit == s.Unit && slices.Equal(seen.Versions, s.Titles) && seen.Events == len(s.Events) &&
			seen.Status.Equal(registrytest.Status(s.Events, q.On))
	case editRule:
		if q.Edit != itoa(s.Edit) {
			return s, told.Code == registry.CodeStale
		}
		s.Edit, s.Unit = s.Edit+1, q.Unit
		return s, told.unsure() || told.Told == s.Edit
	case changeText:
		if q.Edit != itoa(s.Edit) {
			return s, told.Code == registry.CodeStale
		}
		v, ok := told.Told.(registry.Version)
		s.Edit++
		s.Titles = append(slices.Clone(s.Titles), q.Title)
		return record(registry.Event{Rule: v.Rule, Valid: q.From, Recorded: meetingDay, Fact: registry.TextChanged{Version: v.ID}}),
			ok && v.Ordinal == len(s.Titles) && v.Title == q.Title
	case recordRuling:
		e, ok := told.Told.(registry.Event)
		later := e.Revision > s.Events[len(s.Events)-1].Revision
		return record(e), ok && later
	}
	return s, false
}

func TestCampaignLinearRule(t *testing.T) {
	seed := testenv.Seed(t, 1849)
	eachTown(t, func(x *town) {
		t := x.T
		for round := range rounds(t, 4) {
			rule := x.rule()
			first, err := x.programs[0].Register.Rule(t.Context(), rule.Number, registry.StatusQuery{})
			x.must(err)
			h := &history{t: t}
			look := func(client int, s *workflow.Service, on registry.Day) ruleSeen {
				a := h.call(client, lookAtRule{on}, func() (any, error) {
					v, err := s.Register.Rule(context.Background(), rule.Number, registry.StatusQuery{On: on})
					if err != nil {
						return nil, err
					}
					seen := ruleSeen{Edit: v.Rule.Edit, Unit: v.Rule.Catalogue.Unit, Events: len(v.Events)}
					for _, version := range v.Versions {
						seen.Versions = append(seen.Versions, version.Title)
					}
					seen.Status = registrytest.Expectation{State: v.Segment.State, Class: v.Segment.Class, Version: v.Segment.Version}
					for _, reason := range v.Segment.Reasons {
						seen.Status.Reasons = append(seen.Status.Reasons, reason.Code)
					}
					return seen, nil
				})
				seen, _ := a.Told.(ruleSeen)
				return seen
			}
			x.together(seed, round, 4, func(client, step int, r *rand.Rand, s *workflow.Service) {
				seen := look(client, s, meetingDay+registry.Day(r.IntN(900)-100))
				name := fmt.Sprintf("%d-%d", client, step)
				on := meetingDay - registry.Day(r.IntN(20))
				switch n := r.IntN(10); {
				case n < 4:
					h.call(client, editRule{itoa(seen.Edit), name}, func() (any, error) {
						changed, err := s.Register.EditRule(context.Background(), act("edit-rule"), rule.Number, seen.Edit, catalogueOf(name))
						return changed.Edit, err
					})
				case n < 7:
					h.call(client, changeText{itoa(seen.Edit), on, name}, func() (any, error) {
						return s.Register.ChangeText(context.Background(), act("change-text"), rule.Number, seen.Edit, registry.NewText{From: on, Text: registry.Text{Title: name, Demand: "Skriv en."}, Adoption: registry.Adoption{Explanation: "Aftalt."}})
					})
				default:
					ruling := registry.Ruled{Ruling: registry.Keep, Next: registry.Lapse{On: meetingDay + registry.Day(30+r.IntN(600))}, Lapses: true,
						By: registry.Decision{Body: x.council.Name, Rank: x.council.Rank, Day: on, Words: name}, LateReason: "Sygdom"}
					if r.IntN(4) == 0 {
						ruling.Ruling, ruling.Next = registry.Repeal, registry.Lapse{}
					}
					h.call(client, recordRuling{name}, func() (any, error) {
						return s.RecordEvent(context.Background(), act("record-event"), rule.Number, workflow.NewEvent{Valid: on, Fact: ruling})
					})
				}
			})
			mustExplain(t, round, h, ruleState{Edit: 1, Unit: "Huset", Titles: []string{"Ugeplan"}, Events: first.Events}, stepRule)
			if t.Failed() {
				return
			}
		}
	})
}

// --- Numbers: each is given once, always above all that were ever given, and a
// request that is sent again makes nothing.

type (
	create struct {
		Given, Free int // a number of its own, and how many drawn ones
		Key, Hash   string
	}
	lookAtNumbers struct{}
)

type numberState struct {
	Used []int // in order
	Done map[string]string
}

func stepNumbers(s numberState, asked any, told answer) (numberState, bool) {
	q, ok := asked.(create)
	if !ok {
		return s, told.unsure() || told.Told == fmt.Sprint(s.Used)
	}
	if earlier, done := s.Done[q.Key]; done {
		if !strings.HasPrefix(earlier, q.Hash+" ") {
			return s, told.Code == registry.CodeKeyReused
		}
		return s, told.Told == strings.TrimPrefix(earlier, q.Hash+" ")
	}
	if slices.Contains(s.Used, q.Given) {
		return s, told.Code == registry.CodeNumberTaken
	}
	after := numberState{Used: slices.Clone(s.Used), Done: s.Done}
	highest := 0
	if len(s.Used) > 0 {
		highest = s.Used[len(s.Used)-1]
	}
	var made []int
	if q.Given > 0 {
		made, highest = append(made, q.Given), max(highest, q.Given)
	}
	for n := range q.Free {
		made = append(made, highest+1+n)
	}
	after.Used = append(after.Used, made...)
	slices.Sort(after.Used)
	if q.Key != "" {
		after.Done = maps.Clone(s.Done)
		after.Done[q.Key] = q.Hash + " " + fmt.Sprint(made)
	}
	return after, told.unsure() || told.Told == fmt.Sprint(made)
}

func TestCampaignLinearNumbers(t *testing.T) {
	seed := testenv.Seed(t, 1850)
	eachTown(t, func(x *town) {
		t := x.T
		start := numberState{Done: map[string]string{}}
		for round := range rounds(t, 4) {
			h := &history{t: t}
			x.together(seed, round, 5, func(client, step int, r *rand.Rand, s *workflow.Service) {
				if r.IntN(4) == 0 {
					h.call(client, lookAtNumbers{}, func() (any, error) {
						page, err := s.Register.Rules(context.Background(), registry.RuleFilter{})
						var used []int
						for _, rule := range page.Rules {
							used = append(used, int(rule.Number))
						}
						return fmt.Sprint(used), err
					})
					return
				}
				q := create{Free: r.IntN(3)}
				if q.Free == 0 || r.IntN(3) == 0 {
					q.Given = round*150 + 1 + r.IntN(60) // the clients meet
				}
				if r.IntN(2) == 0 { // the same import, sent by several at once
					q = create{Free: 1 + step, Key: fmt.Sprintf("%d-%d", round, step), Hash: "import"}
					if r.IntN(8) == 0 {
						q.Hash = "another"
					}
				}
				h.call(client, q, func() (any, error) {
					var rules []registry.NewRule
					if q.Given > 0 {
						rules = append(rules, newRuleOf(registry.Number(q.Given)))
					}
					for range q.Free {
						rules = append(rules, newRuleOf(0))
					}
					made, err := s.Register.CreateRules(context.Background(), keyed("create-rules", q.Key, q.Hash), rules)
					var numbers []int
					for _, rule := range made {
						numbers = append(numbers, int(rule.Number))
					}
					return fmt.Sprint(numbers), err
				})
			})
			mustExplain(t, round, h, start, stepNumbers)
			if t.Failed() {
				return
			}
			page, err := x.programs[0].Register.Rules(t.Context(), registry.RuleFilter{})
			x.must(err)
			start = numberState{Done: map[string]string{}}
			for _, rule := range page.Rules {
				start.Used = append(start.Used, int(rule.Number))
			}
		}
	})
}

// --- One contribution: sent once however often it is sent, changed and
// withdrawn until closing, cut from its texts afterwards.

type (
	send       struct{ Text string }
	changeIt   struct{ Text string }
	withdrawIt struct{}
	cutIt      struct{}
	closeIt    struct{}
	readIt     struct{}
)

// contributionState is also what a receipt shows.
type contributionState struct {
	Closed bool
	State  workflow.ContributionState // empty: nothing was sent
	Text   string
}

func stepContribution(s contributionState, asked any, told answer) (contributionState, bool) {
	done := told.unsure() || told.Code == ""
	changeable := !s.Closed && s.State == workflow.Received
	switch q := asked.(type) {
	case send:
		if s.State != "" {
			return s, done
		}
		if s.Closed {
			return s, told.Code == registry.CodeLinkNotOpen
		}
		s.State, s.Text = workflow.Received, q.Text
		return s, done
	case readIt:
		if s.State == "" {
			return s, told.Code == registry.CodeReceiptUnknown
		}
		return s, told.unsure() || told.Told == s
	case closeIt:
		if s.Closed {
			return s, told.Code == registry.CodeStale
		}
		s.Closed = true
		return s, done
	case changeIt:
		if !changeable {
			return s, told.Code == registry.CodeClosedToChange
		}
		s.Text = q.Text
		return s, done
	case withdrawIt:
		if s.State == workflow.Retired {
			return s, done
		}
		if !changeable {
			return s, told.Code == registry.CodeClosedToChange
		}
		s.State, s.Text = workflow.Retired, ""
		return s, done
	case cutIt:
		switch {
		case s.State == workflow.Cut:
			return s, done
		case !s.Closed:
			return s, told.Code == registry.CodeStillOpen
		case s.State != workflow.Received:
			return s, told.Code == registry.CodeClosedToChange
		}
		s.State, s.Text = workflow.Cut, ""
		return s, done
	}
	return s, false
}

func TestCampaignLinearContribution(t *testing.T) {
	seed := testenv.Seed(t, 1851)
	eachTown(t, func(x *town) {
		t := x.T
		rule := x.rule()
		_, err := x.programs[0].OpenReview(t.Context(), act("open-review"), workflow.NewReview{Name: "Eftersyn", Slug: "eftersyn", Sunset: meetingDay + 100,
			Scope:    workflow.Scope{Rules: []registry.Number{rule.Number}},
			Decision: registry.Decision{Body: x.council.Name, Rank: x.council.Rank, Day: meetingDay, Words: "Reglen bortfalder."}})
		x.must(err)
		for round := range rounds(t, 5) {
			c, err := x.programs[0].OpenConsultation(t.Context(), act("open-consultation"), "eftersyn", workflow.Consultation{Slug: fmt.Sprintf("c-%d", round),
				Title: workflow.Wording{Da: "Hvad synes I?"}, Privacy: workflow.Wording{Da: "Opgaven"}, Opens: meetingDay - 1, Closes: meetingDay + 10})
			x.must(err)
			link, err := x.programs[0].AddLink(t.Context(), act("add-link"), c.Slug, "Forældre")
			x.must(err)
			submission := fmt.Sprintf("%032d", round)
			var code atomic.Value
			h := &history{t: t}
			x.together(seed, round, 6, func(client, step int, r *rand.Rand, s *workflow.Service) {
				text := fmt.Sprintf("%d-%d", client, step)
				said := workflow.Said{Suggestions: []string{text}}
				receipt, sent := code.Load().(string)
				n := r.IntN(20)
				switch {
				case !sent || n < 3:
					h.call(client, send{text}, func() (any, error) {
						receipt, err := s.Contribute(context.Background(), link.Token, submission, said)
						if err == nil {
							if before := code.Swap(receipt); before != nil && before != receipt {
								t.Errorf("two codes for one submission: %s, %s", before, receipt)
							}
						}
						return nil, err
					})
				case n < 9:
					h.call(client, changeIt{text}, func() (any, error) { return nil, s.ChangeContribution(context.Background(), receipt, said) })
				case n == 9:
					h.call(client, withdrawIt{}, func() (any, error) { return nil, s.WithdrawContribution(context.Background(), receipt) })
				case n == 10 || n == 11 && step > 3:
					h.call(client, cutIt{}, func() (any, error) { return nil, s.CutTie(context.Background(), receipt) })
				case n == 12 && step > 1:
					closed := c
					closed.Closes = meetingDay
					h.call(client, closeIt{}, func() (any, error) {
						_, err := s.EditConsultation(context.Background(), act("edit-consultation"), c.Slug, c.Edit, closed)
						return nil, err
					})
				default:
					h.call(client, readIt{}, func() (any, error) {
						got, err := s.Receipt(context.Background(), receipt)
						if err != nil {
							return nil, err
						}
						seen := contributionState{Closed: !got.Consultation.OpenOn(meetingDay), State: got.Contribution.State}
						for _, i := range got.Inputs {
							seen.Text += i.Input.Text
						}
						return seen, nil
					})
				}
			})
			mustExplain(t, round, h, contributionState{}, stepContribution)
			if t.Failed() {
				return
			}
		}
	})
}

// --- Revisions: what the register knew at one never changes while others write.

func TestCampaignLinearRevisions(t *testing.T) {
	seed := testenv.Seed(t, 1852)
	eachTown(t, func(x *town) {
		t := x.T
		var rules []registry.Number
		for range 4 {
			rules = append(rules, x.rule().Number)
		}
		var (
			mu   sync.Mutex
			read = map[registry.Revision]string{}
			same int
		)
		known := func(s *workflow.Service, at registry.Revision) string {
			// What is history: not the catalogue entry, which has none.
			var told []any
			err := s.Store.View(context.Background(), func(r workflow.Reader) error {
				entries, err := r.Register(registry.RegisterQuery{On: meetingDay + 30, Known: at})
				for _, e := range entries {
					told = append(told, e.Rule.Number, e.Text, e.Segment)
				}
				for _, n := range rules {
					v, err := registry.ReadRule(r, n, meetingDay, at)
					if err != nil {
						return err
					}
					told = append(told, v.Text, v.Segment, v.Timeline, v.Events, v.Bases)
				}
				return err
			})
			b, err2 := json.Marshal(told)
			if err := errors.Join(err, err2); err != nil {
				t.Error(err)
			}
			return string(b)
		}
		steps := 4 * rounds(t, 3)
		x.together(seed, 0, steps, func(client, step int, r *rand.Rand, s *workflow.Service) {
			number := rules[r.IntN(len(rules))]
			if client < clients/2 {
				name := fmt.Sprintf("%d-%d", client, step)
				var err error
				switch r.IntN(3) {
				case 0:
					var seen registry.RuleView
					if seen, err = s.Register.Rule(context.Background(), number, registry.StatusQuery{}); err != nil {
						break
					}
					_, err = s.Register.ChangeText(context.Background(), act("change-text"), number, seen.Rule.Edit, registry.NewText{From: meetingDay - registry.Day(r.IntN(9)), Text: registry.Text{Title: name, Demand: "Skriv en."}, Adoption: registry.Adoption{Explanation: "Aftalt."}})
				case 1:
					_, err = s.RecordEvent(context.Background(), act("record-event"), number, workflow.NewEvent{Valid: meetingDay, Fact: registry.Ruled{Ruling: registry.Keep, Lapses: true,
						Next: registry.Lapse{On: meetingDay + registry.Day(1+r.IntN(60))}, By: registry.Decision{Body: x.council.Name, Rank: x.council.Rank, Day: meetingDay, Words: name}}})
				default:
					_, err = s.Register.CreateRules(context.Background(), act("create-rules"), []registry.NewRule{newRuleOf(0)})
				}
				if code := registry.CodeOf(err); code != "" && code != registry.CodeBusy && code != registry.CodeStale {
					t.Error(err)
				}
				return
			}
			page, err := s.Register.Register(context.Background(), "", registry.RegisterQuery{On: meetingDay, Limit: 1})
			if err != nil {
				t.Error(err)
				return
			}
			at := page.Mark.Revision
			if back := registry.Revision(r.IntN(4)); back < at-registry.Revision(len(rules)+1) {
				at -= back // also what was read before
			}
			now := known(s, at)
			mu.Lock()
			defer mu.Unlock()
			if before, ok := read[at]; ok {
				same++
				if before != now {
					t.Errorf("revision %d was\n%s\nand is\n%s", at, before, now)
				}
			}
			read[at] = now
		})
		for at, before := range read {
			if now := known(x.programs[0], at); now != before {
				t.Errorf("afterwards: revision %d was\n%s\nand is\n%s", at, before, now)
			}
		}
		t.Logf("%d revisions read, %d of them again while others wrote", len(read), same)
	})
}

// The checker must refuse what cannot have been.
func TestLinearCheckerRefuses(t *testing.T) {
	call := func(began, returned int64, asked any, told any, code registry.Code) porcupine.Operation {
		return porcupine.Operation{Input: asked, Output: answer{Told: told, Code: code}, Call: began, Return: returned}
	}
	start := itemState{Edit: 1, Meeting: 1}
	for name, c := range map[string]struct {
		calls []porcupine.Operation
		want  porcupine.CheckResult
	}{
		"one after the other": {[]porcupine.Operation{call(1, 2, editItem{"1", "a"}, "3", ""), call(3, 4, editItem{"2", "b"}, "4", "")}, porcupine.Ok},
		"a lost update":       {[]porcupine.Operation{call(1, 4, editItem{"1", "a"}, "3", ""), call(2, 3, editItem{"1", "b"}, "3", "")}, porcupine.Illegal},
		"an old reading": {[]porcupine.Operation{call(1, 2, editItem{"1", "a"}, "3", ""),
			call(3, 4, lookAtItem{}, itemState{Edit: 1, Meeting: 1}, "")}, porcupine.Illegal},
		"a reading at the same time": {[]porcupine.Operation{call(1, 4, editItem{"1", "a"}, "3", ""),
			call(2, 3, lookAtItem{}, itemState{Edit: 1, Meeting: 1}, "")}, porcupine.Ok},
		"closed twice": {[]porcupine.Operation{call(1, 2, recordVotes{"1", "a", "yes", "no"}, "3", ""),
			call(3, 6, closeMeeting{"1"}, "4", ""), call(4, 5, closeMeeting{"1"}, "4", "")}, porcupine.Illegal},
		"unsure, and done after all": {[]porcupine.Operation{call(1, math.MaxInt64, editItem{"1", "a"}, nil, registry.CodeBusy),
			call(3, 4, lookAtItem{}, itemState{Edit: 2, Meeting: 1, Title: "a"}, "")}, porcupine.Ok},
		"unsure, and done twice": {[]porcupine.Operation{call(1, math.MaxInt64, editItem{"1", "a"}, nil, registry.CodeBusy),
			call(3, 4, lookAtItem{}, itemState{Edit: 3, Meeting: 1, Title: "a"}, "")}, porcupine.Illegal},
	} {
		if got := explained(c.calls, start, stepItem); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
	numbers := func(calls ...porcupine.Operation) porcupine.CheckResult {
		return explained(calls, numberState{Done: map[string]string{}}, stepNumbers)
	}
	if got := numbers(call(1, 3, create{Free: 1}, "[1]", ""), call(2, 4, create{Free: 1}, "[1]", "")); got != porcupine.Illegal {
		t.Errorf("one number twice: %s", got)
	}
	again := create{Free: 1, Key: "k", Hash: "import"}
	if got := numbers(call(1, 3, again, "[1]", ""), call(2, 4, again, "[2]", "")); got != porcupine.Illegal {
		t.Errorf("one import with two effects: %s", got)
	}
}
