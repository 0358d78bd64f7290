package workflow

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"time"

	"github.com/omvendt/omvendt/registry"
)

const (
	simulationTime = 10 * time.Second // that one may take
	simulationMost = 20_000           // changes that one answer can hold
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
	if a.On < x.out.Today || a.On == registry.LastDay { // days that have passed keep their answer
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
		m.Words = ""
	}
	x.as.mandates = x.out.Mandates
	return err
}

// suppose puts the supposed settings and policy after the versions that there are: one
// judges from the day after the latest at the earliest, as when it is adopted.
func (x *simulation) suppose() error {
	a := &x.out.Assumptions
	latest := map[registry.GameKind]registry.GameVersion{}
	for _, v := range x.as.versions {
		latest[v.Kind] = v
	}
	first := x.out.Today + 1
	for kind, v := range latest {
		if kind == registry.GameSettings && len(a.Settings) > 0 || kind == registry.GamePolicy && len(a.Policy) > 0 {
			first = max(first, v.From+1)
		}
	}
	switch {
	case !a.game():
		a.From = registry.NoDay
	case a.From == registry.NoDay:
		a.From = first
	case a.From < first || a.From == registry.LastDay:
		x.checks.Fail("from", registry.CodeRangeInvalid, "value", a.From.String(), "from", first.String(), "to", (registry.LastDay - 1).String())
		return nil
	}
	x.as.versions = slices.Clone(x.as.versions)
	add := func(kind registry.GameKind, source []byte) {
		x.as.versions = append(x.as.versions, registry.GameVersion{Kind: kind, From: a.From, Digest: registry.Digest(source), Adopted: x.out.Today, Source: source})
	}
	if len(a.Settings) > 0 {
		settings, ok, err := x.otherSettings(latest[registry.GameSettings])
		if err != nil || !ok {
			return err
		}
		add(registry.GameSettings, settings.Canonical())
	}
	if len(a.Policy) > 0 {
		source, err := x.otherPolicy(latest[registry.GamePolicy])
		if err != nil || source == nil {
			return err
		}
		add(registry.GamePolicy, source)
	}
	book, err := x.service.maker().Rulebook(x.as.versions)
	x.book = book
	return x.broken(err)
}

// otherSettings are those of a version with the fields that are supposed.
func (x *simulation) otherSettings(v registry.GameVersion) (registry.Settings, bool, error) {
	settings, err := registry.ParseSettings(v.Source)
	if err != nil {
		return settings, false, err
	}
	fields, err := json.Marshal(x.out.Settings)
	if err != nil {
		return settings, false, &registry.Error{Code: registry.CodeInternal, Err: err}
	}
	d := json.NewDecoder(bytes.NewReader(fields))
	d.DisallowUnknownFields()
	if err := d.Decode(&settings); err != nil {
		x.checks.Fail("settings", registry.CodeSettingsInvalid)
		return settings, false, nil
	}
	if name, fine := settingsWithin(reflect.ValueOf(settings)); !fine {
		x.checks.Fail("settings", registry.CodeSettingOutside, "name", name, "most", strconv.Itoa(mostSetting))
		return settings, false, nil
	}
	return settings, true, nil
}

const mostSetting = 100_000

// settingsWithin finds a number that no length or limit can be.
func settingsWithin(v reflect.Value) (name string, fine bool) {
	for n := range v.NumField() {
		field := v.Field(n)
		switch field.Kind() {
		case reflect.Int:
			if field.Int() < 0 || field.Int() > mostSetting {
				return v.Type().Field(n).Tag.Get("json"), false
			}
		case reflect.Struct:
			if name, fine := settingsWithin(field); !fine {
				return name, false
			}
		}
	}
	return "", true
}

// otherPolicy is the archive of a version with the modules that are supposed.
func (x *simulation) otherPolicy(v registry.GameVersion) ([]byte, error) {
	modules, err := registry.PolicyModules(v.Source)
	if err != nil {
		return nil, err
	}
	maps.Copy(modules, x.out.Policy)
	source := registry.PolicyArchive(modules)
	if x.service.CheckPolicy != nil {
		if err := x.service.CheckPolicy(x.ctx, source); err != nil {
			return nil, x.broken(err)
		}
	}
	return source, nil
}

// broken tells what is wrong with a policy that was supposed, with lines; an error of
// the register's own stays what it is.
func (x *simulation) broken(err error) error {
	if len(x.out.Policy) == 0 || registry.CodeOf(err) != registry.CodePolicyFailed {
		return err
	}
	x.checks.Fail("policy", registry.CodePolicySource, "errors", clipped(err.Error(), 2000))
	return nil
}

func clipped(text string, most int) string {
	if r := []rune(text); len(r) > most {
		return string(r[:most]) + " …"
	}
	return text
}

// add appends an event that is supposed.
func (x *simulation) add(to map[registry.RuleID][]registry.Event, e registry.Event) {
	e.ID, e.Recorded = registry.EventID("supposed-"+strconv.Itoa(len(to[e.Rule]))), x.out.Today
	to[e.Rule] = append(to[e.Rule], e)
}

// endBases lets bases end for all rules that rest on them.
func (x *simulation) endBases() error {
	for n := range x.out.Bases {
		b, name := &x.out.Bases[n], "bases["+strconv.Itoa(n)+"]"
		b.Reference = registry.NormalReference(b.Reference)
		if b.Reference == "" {
			x.checks.Fail(name+".reference", registry.CodeRequired)
		}
		if b.On < x.out.Today || b.On == registry.LastDay {
			x.checks.Fail(name+".on", registry.CodeRangeInvalid, "value", b.On.String(), "from", x.out.Today.String(), "to", (registry.LastDay - 1).String())
		}
		if err := x.checks.Err(); err != nil {
			return err
		}
		rules, err := x.grounded(b.Reference)
		if err != nil {
			return err
		}
		all, err := x.Events(rules, registry.RevisionOpen)
		if err != nil {
			return err
		}
		ended := false
		for _, id := range rules {
			for _, old := range registry.StandingBases(all[id]) {
				if !old.Within(b.Reference) || b.On <= old.From || b.On >= old.Until {
					continue
				}
				old.Until, ended = b.On, true
				x.add(x.more, registry.Event{Rule: id, Valid: old.From, Fact: registry.BasisRecorded{Basis: old}})
			}
		}
		if !ended {
			x.checks.Fail(name+".reference", registry.CodeBasisUnknown, "value", b.Reference)
		}
	}
	return nil
}

// grounded are the rules that rest on a reference, each once.
func (x *simulation) grounded(reference string) (rules []registry.RuleID, err error) {
	const batch = 500
	for after := (registry.BasisPlace{}); ; {
		found, err := x.Grounded(registry.BasisQuery{Reference: reference, After: after, Limit: batch})
		if err != nil {
			return nil, err
		}
		ids := make([]registry.RuleID, len(found))
		for n, g := range found {
			ids[n] = g.Rule.ID
		}
		rules = append(rules, ids...)
		if len(found) < batch {
			slices.Sort(rules)
			return slices.Compact(rules), nil
		}
		// Of what is found only the basis is read; its reference stands in the events.
		last := found[len(found)-1]
		events, err := x.Events([]registry.RuleID{last.Rule.ID}, registry.RevisionOpen)
		if err != nil {
			return nil, err
		}
		for _, b := range registry.StandingBases(events[last.Rule.ID]) {
			if b.ID == last.Grounding.ID {
				after = registry.BasisPlace{Key: registry.ReferenceKey(b.Reference), Number: last.Rule.Number, Basis: b.ID}
			}
		}
	}
}

func (x *simulation) moveSunsets() error {
	settings, err := registry.SettingsOn(x.as, x.out.Today)
	if err != nil {
		return err
	}
	for n, m := range x.out.Sunsets {
		name := "sunsets[" + strconv.Itoa(n) + "]"
		review, err := x.ReviewByID(m.Review)
		if err != nil && registry.CodeOf(err) != registry.CodeNotFound {
			return err
		}
		if err != nil || !review.OpenOn(x.out.Today) {
			x.checks.Fail(name+".review", registry.CodeChoiceInvalid, "value", string(m.Review), "choices", "")
			continue
		}
		if m.On <= x.out.Today || m.On == registry.LastDay {
			x.checks.Fail(name+".on", registry.CodeRangeInvalid, "value", m.On.String(), "from", (x.out.Today + 1).String(), "to", (registry.LastDay - 1).String())
			continue
		}
		x.out.Named[string(review.ID)] = SupposedThing{Name: review.Name, Day: review.Sunset}
		ids, err := takenIn(x.Reader, review)
		if err != nil {
			return err
		}
		for _, id := range ids {
			x.add(x.more, registry.Event{Rule: id, Valid: max(x.out.Today, review.Opened), Fact: registry.SunsetMoved{Review: review.ID, Sunset: registry.Lapse{
				On: m.On, HearingUntil: m.On + registry.Day(settings.HearingExtensionDays), By: review.Decision}}})
		}
	}
	return nil
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
	ids := make([]registry.RuleID, len(rules))
	for n, rule := range rules {
		ids[n] = rule.ID
	}
	stored, err := x.Timelines(ids)
	if err != nil {
		return err
	}
	events, err := x.Events(ids, registry.RevisionOpen)
	if err != nil {
		return err
	}
	as := make(map[registry.RuleID]sides, len(rules))
	for _, rule := range rules {
		if len(x.out.Changes) >= simulationMost || x.ctx.Err() != nil {
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
		as[rule.ID] = s
		x.out.Looked++
	}
	texts, err := textsToday(x.Reader, rules, stored)
	if err != nil {
		return err
	}
	for _, rule := range rules {
		if s, looked := as[rule.ID]; looked {
			x.note(rule, texts[rule.ID].Title, s)
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

// note says what is otherwise of one rule.
func (x *simulation) note(rule registry.Rule, title string, s sides) {
	was := func(on registry.Day) Standpoint {
		if x.out.Beside == BesideToday {
			on = x.out.Today
		}
		segment, _ := registry.SegmentOn(s.was, on)
		return standpoint(segment)
	}
	is := func(on registry.Day) Standpoint {
		segment, _ := registry.SegmentOn(s.is, on)
		return standpoint(segment)
	}
	before, now := was(x.out.On), is(x.out.On)
	if unreplaced(now) && !unreplaced(before) {
		x.out.Unreplaced = append(x.out.Unreplaced, rule.Number)
	}
	if now.Reason() == registry.StoppedAwaitingCouncil {
		x.out.Stopped = append(x.out.Stopped, rule.Number)
	}
	stretches := x.stretches(s, was, is)
	switch {
	case before.Differs(now):
		c := rule.Catalogue
		around := ChangedStretch{From: x.out.On, Until: x.out.On + 1}
		if n := slices.IndexFunc(stretches, func(s ChangedStretch) bool { return s.From <= x.out.On && x.out.On < s.Until }); n >= 0 {
			around = stretches[n]
		}
		x.out.Changes = append(x.out.Changes, SimulatedChange{Since: around.From, Until: around.Until, Number: rule.Number, Title: title, Area: c.Area, Unit: c.Unit, Protects: c.Protects,
			Effort: yearEffort(c.Effort, x.year), Was: before, Is: now, Stretches: stretches})
	case len(stretches) > 0:
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

// stretches from today on in which two timelines differ.
func (x *simulation) stretches(s sides, was, is func(registry.Day) Standpoint) (out []ChangedStretch) {
	days := []registry.Day{x.out.Today}
	for _, segment := range slices.Concat(s.was, s.is) {
		if segment.From > x.out.Today {
			days = append(days, segment.From)
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
