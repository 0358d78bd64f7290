package workflow

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/omvendt/omvendt/registry"
)

const (
	simulationTime = 10 * time.Second // that one may take
	simulationMost = 20_000           // changes that one answer can hold, where the service says nothing else
	mostSupposed   = 50               // of each kind
	simulatedYear  = 365              // days ahead, where no day is chosen
)

// simulating lets two simulations run at a time: each asks much.
var simulating = make(chan struct{}, 2)

// Simulate says what would be otherwise, and stores nothing: it reads one state of the
// register, appends what is supposed to its events, and asks the policy. Errors:
// CodeInvalid with the fields "on", "beside", "meetings", "review", "drafts[0]",
// "mandates[0].body", "mandates[0].asks", "from", "settings", "policy", "bases[0].on",
// "bases[0].reference", "sunsets[0].on", "sunsets[0].review"; CodeBusy.
func (s *Service) Simulate(ctx context.Context, a Assumptions) (out Simulated, err error) {
	select {
	case simulating <- struct{}{}:
		defer func() { <-simulating }()
	case <-ctx.Done():
		return out, &registry.Error{Code: registry.CodeBusy, Err: ctx.Err()}
	}
	limited, stop := context.WithTimeout(ctx, simulationTime)
	defer stop()
	for range 3 { // of two views the one that began first may come to the copy in memory last
		err = s.Store.View(ctx, func(r Reader) error {
			x := simulation{Reader: r, service: s, ctx: limited, out: Simulated{Assumptions: a, Today: r.Today(), Changes: []SimulatedChange{}, Named: map[string]SupposedThing{}}}
			if err := x.run(); err != nil {
				return err
			}
			out = x.out
			return nil
		})
		if registry.CodeOf(err) != registry.CodeStale {
			break
		}
	}
	return out, err
}

// supposed is the register with other rules of the game and other mandates; on is the
// day on which it is read, when that is later than today.
type supposed struct {
	Reader
	versions []registry.GameVersion
	mandates []registry.Mandate
	on       registry.Day
}

func (r supposed) GameVersions() ([]registry.GameVersion, error) { return r.versions, nil }
func (r supposed) GameDigests() ([]registry.GameVersion, error)  { return r.versions, nil }

func (r supposed) GameVersionsOf(kind registry.GameKind) ([]registry.GameVersion, error) {
	return slices.DeleteFunc(slices.Clone(r.versions), func(v registry.GameVersion) bool { return v.Kind != kind }), nil
}

func (r supposed) Today() registry.Day { return max(r.on, r.Reader.Today()) }

// Mandates are those that are supposed in place of what is asked from their day on.
func (r supposed) Mandates(body registry.BodyID) ([]registry.Mandate, error) {
	all, err := r.Reader.Mandates(body)
	for _, m := range r.mandates {
		if m.Body == body {
			all = slices.DeleteFunc(slices.Clone(all), func(o registry.Mandate) bool { return o.From >= m.From })
			all = append(all, m)
		}
	}
	return all, err
}

// simulation is one that runs.
type simulation struct {
	Reader  // the register as it is
	service *Service
	ctx     context.Context // ends when the time is up
	checks  registry.Checks
	out     Simulated

	as     supposed
	drafts []draft
	book   registry.Rulebook // that judges under what is supposed
	// What is appended to the events of rules: under what is supposed, and of the draft
	// decisions alone.
	more, drafted map[registry.RuleID][]registry.Event
	year          registry.Settings // by which a year is reckoned
}

func (x *simulation) run() error {
	mark, err := x.LastRevision()
	if err != nil {
		return err
	}
	x.out.Revision = mark.Revision
	versions, err := x.GameVersions()
	if err != nil {
		return err
	}
	x.as = supposed{Reader: x.Reader, versions: versions}
	for _, complete := range []func() error{x.fill, x.checkMandates, x.suppose, x.findDrafts} {
		if err := complete(); err != nil {
			return err
		}
	}
	if err := x.checks.Err(); err != nil {
		return err
	}
	x.more, x.drafted = map[registry.RuleID][]registry.Event{}, map[registry.RuleID][]registry.Event{}
	for _, add := range []func() error{x.endBases, x.moveSunsets, x.landDrafts} {
		if err := add(); err != nil {
			return err
		}
	}
	if err := x.checks.Err(); err != nil {
		return err
	}
	return x.compare()
}

// fill puts what was left open in its place.
func (x *simulation) fill() error {
	a := &x.out.Assumptions
	if a.On == registry.NoDay {
		a.On = x.out.Today + simulatedYear
	}
	switch {
	case a.On < x.out.Today: // days that have passed keep their answer
		x.checks.Fail("on", registry.CodeDayPast, "day", a.On.String(), "today", x.out.Today.String())
	case a.On == registry.LastDay:
		x.checks.Fail("on", registry.CodeRangeInvalid, "value", a.On.String(), "from", x.out.Today.String(), "to", (registry.LastDay - 1).String())
	}
	if a.Beside == "" {
		a.Beside = BesideRegister
		if a.None() {
			a.Beside = BesideToday
		}
	}
	if !slices.Contains(Besides, a.Beside) {
		x.checks.Fail("beside", registry.CodeChoiceInvalid, "value", string(a.Beside), "choices", "today, register, drafts")
	}
	x.checks.Text("area", a.Area, registry.LimitName, false)
	for name, n := range map[string]int{"meetings": len(a.Meetings), "drafts": len(a.Drafts), "mandates": len(a.Mandates), "bases": len(a.Bases), "sunsets": len(a.Sunsets)} {
		if n > mostSupposed {
			x.checks.Fail(name, registry.CodeRangeInvalid, "value", strconv.Itoa(n), "from", "0", "to", strconv.Itoa(mostSupposed))
		}
	}
	var err error
	x.year, err = registry.SettingsOn(x.Reader, x.out.Today)
	return err
}

func (x *simulation) checkMandates() error {
	bodies, err := x.Bodies()
	x.out.Mandates = slices.Clone(x.out.Mandates)
	for n := range x.out.Mandates {
		m, name := &x.out.Mandates[n], "mandates["+strconv.Itoa(n)+"]"
		if m.From == registry.NoDay {
			m.From = x.out.Today
		}
		at := slices.IndexFunc(bodies, func(b registry.Body) bool { return b.ID == m.Body && b.Rank != registry.RankCouncil })
		if at >= 0 {
			x.out.Named[string(m.Body)] = SupposedThing{Name: bodies[at].Name}
		} else {
			x.checks.Fail(name+".body", registry.CodeChoiceInvalid, "value", string(m.Body), "choices", "")
		}
		for _, c := range m.Asks {
			if !slices.Contains(registry.Criteria, c) {
				x.checks.Fail(name+".asks", registry.CodeChoiceInvalid, "value", string(c), "choices", "")
			}
		}
		if m.TakenBack && len(m.Asks) > 0 {
			x.checks.Fail(name+".asks", registry.CodeBackAsks)
		}
		m.Words, m.By = "", registry.Decision{}
	}
	x.as.mandates = x.out.Mandates
	return err
}

// compare looks at the rules that can be otherwise.
func (x *simulation) compare() error {
	judge, err := x.book.At(x.out.On)
	if err != nil {
		return err
	}
	x.out.PolicyDigest, x.out.SettingsDigest = judge.Digests()
	if err := x.compareEach(); err != nil {
		return err
	}
	if err := x.checks.Err(); err != nil {
		return err
	}
	slices.SortStableFunc(x.out.Changes, func(a, b SimulatedChange) int {
		return cmp.Or(a.Protects.Heft()-b.Protects.Heft(), int(a.Number-b.Number))
	})
	return nil
}

// compareEach finds the rules that can be otherwise: in the copy in memory where they can
// be all, and it is there, and else in the database.
func (x *simulation) compareEach() error {
	if x.all() && !x.service.RuleByRule {
		facts, err := x.service.Register.FactsSeen(x.ctx, x.Reader, simulationTime/2)
		if err != nil {
			return err
		}
		if facts != nil {
			return x.compareAlike(facts)
		}
	}
	x.out.Way = registry.WayRules
	next, err := x.rules()
	for err == nil && !x.out.Partial {
		var rules []registry.Rule
		if rules, err = next(); err != nil || len(rules) == 0 {
			break
		}
		err = x.compareRules(rules)
	}
	return err
}

// all says that every rule can be otherwise, and not only those with an event.
func (x *simulation) all() bool { return x.out.game() || x.out.Beside == BesideToday }

// most is how many rules can be told of each.
func (x *simulation) most() int { return cmp.Or(x.service.MostTold, simulationMost) }

const simulatedBatch = 500

// rules are those that can be otherwise, some at a time: all, or those with an event.
func (x *simulation) rules() (func() ([]registry.Rule, error), error) {
	if x.all() {
		after := registry.Number(0)
		return func() ([]registry.Rule, error) {
			rules, err := x.Rules(registry.RuleFilter{Area: x.out.Area, After: after, Limit: simulatedBatch})
			if len(rules) > 0 {
				after = rules[len(rules)-1].Number
			}
			return rules, err
		}, nil
	}
	ids := map[registry.RuleID]bool{}
	for _, of := range []map[registry.RuleID][]registry.Event{x.more, x.drafted} {
		for id := range of {
			ids[id] = true
		}
	}
	rules, err := x.RulesByID(slices.Sorted(maps.Keys(ids)))
	rules = slices.DeleteFunc(rules, func(r registry.Rule) bool { return x.out.Area != "" && r.Catalogue.Area != x.out.Area })
	parts := slices.Collect(slices.Chunk(rules, simulatedBatch))
	return func() (part []registry.Rule, err error) {
		if len(parts) > 0 {
			part, parts = parts[0], parts[1:]
		}
		return part, nil
	}, err
}

func (x *simulation) compareRules(rules []registry.Rule) error {
	ids, numbers := make([]registry.RuleID, len(rules)), make([]registry.Number, len(rules))
	for n, rule := range rules {
		ids[n], numbers[n] = rule.ID, rule.Number
	}
	stored, err := x.Timelines(ids)
	if err != nil {
		return err
	}
	events, err := x.Events(ids, registry.RevisionOpen)
	if err != nil {
		return err
	}
	found := make(map[registry.Number]outcome, len(rules))
	for _, rule := range rules {
		if len(x.out.Changes) >= x.most() || x.ctx.Err() != nil {
			x.out.Partial = true
			break
		}
		if len(stored[rule.ID]) == 0 { // it was taken out
			continue
		}
		s, err := x.sides(stored[rule.ID], events[rule.ID], rule)
		if err != nil {
			return err
		}
		found[rule.Number] = x.heldApart(s)
	}
	heads, err := x.Heads(numbers)
	if err != nil {
		return err
	}
	for _, head := range heads {
		if o, looked := found[head.Number]; looked {
			x.note(head, o)
		}
	}
	return nil
}

// sides are the two timelines of a rule that are held against each other.
type sides struct{ was, is []registry.Segment }

func (x *simulation) sides(stored []registry.Segment, events []registry.Event, rule registry.Rule) (s sides, err error) {
	s = sides{stored, stored}
	if x.out.Beside == BesideDrafts && len(x.drafted[rule.ID]) > 0 {
		versions, err := x.GameVersions()
		if err != nil {
			return s, err
		}
		book, err := x.service.maker().Rulebook(versions)
		if err != nil {
			return s, err
		}
		if s.was, err = registry.Timeline(slices.Concat(events, x.drafted[rule.ID]), book); err != nil {
			return s, err
		}
	}
	if x.out.game() || len(x.more[rule.ID]) > 0 {
		if s.is, err = registry.Timeline(slices.Concat(events, x.more[rule.ID]), x.book); err != nil {
			return s, x.broken(err)
		}
	}
	return s, nil
}

// outcome is what comes of holding two timelines against each other.
type outcome struct {
	was, is    Standpoint // on the day compared
	stretches  []ChangedStretch
	stopped    bool
	unreplaced bool
}

func (o outcome) otherwise() bool { return o.was.Differs(o.is) }

// around is the stretch that the day compared is in.
func (o outcome) around(on registry.Day) ChangedStretch {
	for _, s := range o.stretches {
		if s.From <= on && on < s.Until {
			return s
		}
	}
	return ChangedStretch{From: on, Until: on + 1}
}

// heldApart holds the timelines of one rule against each other.
func (x *simulation) heldApart(s sides) outcome {
	on := func(timeline []registry.Segment) func(registry.Day) Standpoint {
		return func(on registry.Day) Standpoint {
			segment, _ := registry.SegmentOn(timeline, on)
			return standpoint(segment)
		}
	}
	var days []registry.Day
	for _, segment := range slices.Concat(s.was, s.is) {
		days = append(days, segment.From)
	}
	o := x.outcome(days, on(s.was), on(s.is))
	o.unreplaced = unreplaced(o.is) && !unreplaced(o.was)
	return o
}

// outcome is that of two timelines that can change on some days; of unreplaced it says nothing.
func (x *simulation) outcome(days []registry.Day, was, is func(registry.Day) Standpoint) outcome {
	stood := was
	if x.out.Beside == BesideToday {
		today := was(x.out.Today)
		stood = func(registry.Day) Standpoint { return today }
	}
	o := outcome{was: stood(x.out.On), is: is(x.out.On), stretches: x.stretches(days, stood, is)}
	o.stopped = o.is.Reason() == registry.StoppedAwaitingCouncil
	return o
}

// note says what is otherwise of one rule.
func (x *simulation) note(rule registry.Head, o outcome) {
	x.count(rule.Number, o)
	if o.otherwise() {
		around := o.around(x.out.On)
		x.out.Changes = append(x.out.Changes, SimulatedChange{Since: around.From, Until: around.Until, Number: rule.Number, Title: rule.Title, Area: rule.Area, Unit: rule.Unit,
			Protects: rule.Protects, Effort: yearEffort(rule.Effort, x.year), Was: o.was, Is: o.is, Stretches: o.stretches})
	}
}

// count notes what is counted of one rule.
func (x *simulation) count(number registry.Number, o outcome) {
	x.out.Looked++
	if o.unreplaced {
		x.out.Unreplaced = append(x.out.Unreplaced, number)
	}
	if o.stopped {
		x.out.Stopped = append(x.out.Stopped, number)
	}
	if len(o.stretches) > 0 && !o.otherwise() {
		x.out.Elsewhere++
	}
}

// unreplaced says that the law demands a rule that has ended, or whose repeal did not count
// because nothing takes its place.
func unreplaced(s Standpoint) bool {
	return s.Class == registry.MandatedLocal && (s.State == registry.Lapsed || s.State == registry.Repealed ||
		slices.ContainsFunc(s.Reasons, func(r registry.Reason) bool { return r.Code == registry.ReplacementMissing }))
}

func yearEffort(e registry.Effort, settings registry.Settings) YearEffort {
	if !e.Quantified() || !e.Timed() {
		return YearEffort{}
	}
	one, _ := e.ByYear(settings)
	from, to := tenths(one.Hours())
	return YearEffort{true, from, to}
}

// stretches from today on in which two timelines that can change on some days differ.
func (x *simulation) stretches(changes []registry.Day, was, is func(registry.Day) Standpoint) (out []ChangedStretch) {
	days := []registry.Day{x.out.Today}
	for _, day := range changes {
		if day > x.out.Today {
			days = append(days, day)
		}
	}
	slices.Sort(days)
	days = slices.Compact(days)
	differed := false // and the stretch is the last of out
	for n, from := range days {
		until := registry.LastDay
		if n+1 < len(days) {
			until = days[n+1]
		}
		before, now := was(from), is(from)
		if !before.Differs(now) {
			differed = false
			continue
		}
		if last := len(out) - 1; differed && out[last].Was == before.State && out[last].Is == now.State {
			out[last].Until = until
			continue
		}
		if len(out) == MostStretches {
			break
		}
		out, differed = append(out, ChangedStretch{from, until, before.State, now.State}), true
	}
	return out
}
