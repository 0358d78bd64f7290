package workflow

import (
	"cmp"
	"context"
	"slices"

	"github.com/omvendt/omvendt/registry"
)

// SaidDone ("det sagde I, det gjorde vi") is what became of what a consultation
// brought, as it stands today: it follows the rules' own timelines, so that it
// changes when something takes effect and not only when somebody answers.
type SaidDone struct {
	Consultation  Consultation
	On            registry.Day
	Contributions int // received and not withdrawn
	Covered       Covered
	Answers       []KindCount // of everything
	SentOn        int         // inputs that were sent on
	SmallestGroup int         // views of fewer people are not told apart
	Groups        []SaidOf    // what is about no rule: questions in the order of the form, then suggestions
	Rules         []RuleSaidDone
	More          bool // there are further rules
	Changes       []Change
	Hidden        int // changes that are older than those
}

// SaidOf is what was said about one thing, and what was answered.
type SaidOf struct {
	Question string // its id; empty for suggestions, and where it is about a rule
	Covered
	Answers []KindCount   // what was split counts in each of its parts
	Reasons []GivenReason // for what was not followed, those given most often first
	Others  int           // further reasons
}

// KindCount counts dispositions of a kind, in the order in which they are offered.
type KindCount struct {
	Kind DispositionKind
	N    int
}

// GivenReason is why something was not followed, or not all of it, and how often it
// was given to somebody whose text is public.
type GivenReason struct {
	Rule     registry.RuleID
	Question string
	Kind     DispositionKind
	Reason   string
	N        int
	Others   int // reasons about the same thing beyond those that are read
}

// unfollowed are the kinds whose reasons tell why something did not become as it was wished.
var unfollowed = []DispositionKind{FollowedInPart, NotFollowed, StateLaw, BeyondCompetence}

// RuleSaidDone is a rule with what was said of it, what was decided since, and how
// far that is carried out.
type RuleSaidDone struct {
	Entry registry.RegisterEntry // as it stands today
	SaidOf
	People    int            // who said what they think of it
	Views     map[Stance]int // empty when they are fewer than the smallest group
	Decisions []RuleDecision // since the consultation opened, the latest first
	Execution Execution
	Takes     registry.Day // AwaitsEffect: when it begins; CarriedOut: since when; else zero
	Next      registry.State
}

// RuleDecision is something that a body decided about a rule.
type RuleDecision struct {
	Event   registry.Event     // Ruled, NotCarried, Stopped or Superseded
	Meeting registry.MeetingID // whose item it was; empty where the register does not know, or everybody may not read it
}

// Execution is how far it has come with a rule that people were asked about.
type Execution string

const (
	AwaitsDecision Execution = "awaits_decision" // nothing is decided since, or it is put off
	AwaitsEffect   Execution = "awaits_effect"   // decided, and to begin on a later day
	CarriedOut     Execution = "carried_out"
)

// Executions in the order in which a rule goes through them.
var Executions = []Execution{AwaitsDecision, AwaitsEffect, CarriedOut}

// DisposedCount counts dispositions that are alike in all of this. What was split has
// one for each of its parts.
type DisposedCount struct {
	Rule     registry.RuleID
	Question string
	Kind     DispositionKind
	N        int
}

// saidCounts are the counts of what was sent in, and of how it was answered.
type saidCounts struct {
	sent     []InputTally
	disposed []DisposedCount
}

// SaidDone reads what became of a consultation, with at most limit rules by number
// behind after. CodeNotFound, for a self-assessment too.
func (s *Service) SaidDone(ctx context.Context, slug string, after registry.Number, limit int) (SaidDone, error) {
	var out SaidDone
	err := s.Store.View(ctx, func(r Reader) error {
		c, err := r.ConsultationBySlug(slug)
		if err == nil && c.Kind == SelfAssessment { // for those who lead alone
			err = refuse(registry.CodeNotFound)
		}
		if err != nil {
			return err
		}
		out = SaidDone{Consultation: c, On: r.Today()}
		return out.read(r, after, limit)
	})
	return out, err
}

func (d *SaidDone) read(r Reader, after registry.Number, limit int) error {
	settings, err := registry.SettingsOn(r, d.On)
	if err != nil {
		return err
	}
	d.SmallestGroup = settings.SmallestGroupShown
	if d.Contributions, err = r.CountContributions(d.Consultation.ID); err != nil {
		return err
	}
	if d.SentOn, err = r.CountSentOn(d.Consultation.ID); err != nil {
		return err
	}
	var counts saidCounts
	if counts.sent, err = r.TallyInputs(d.Consultation.ID, false); err != nil {
		return err
	}
	if counts.disposed, err = r.CountDisposed(d.Consultation.ID); err != nil {
		return err
	}
	d.Covered, d.Answers = counts.of(func(registry.RuleID, string) bool { return true })
	about := slices.Clone(d.Consultation.Rules)
	for _, rule := range counts.rules() {
		if !slices.Contains(about, rule) {
			about = append(about, rule)
		}
	}
	all, err := entries(r, about)
	if err != nil {
		return err
	}
	story, err := readStory(r, d.Consultation, all)
	if err != nil {
		return err
	}
	if err := d.changes(r, story); err != nil {
		return err
	}
	from, _ := slices.BinarySearchFunc(all, after+1, func(e registry.RegisterEntry, n registry.Number) int { return cmp.Compare(e.Rule.Number, n) })
	page := all[from:]
	if d.More = len(page) > limit; d.More {
		page = page[:limit]
	}
	about = []registry.RuleID{""}
	for _, e := range page {
		about = append(about, e.Rule.ID)
	}
	reasons, err := r.ReasonsGiven(d.Consultation.ID, about, unfollowed, mostReasons)
	if err != nil {
		return err
	}
	d.groups(counts, reasons)
	for _, e := range page {
		d.Rules = append(d.Rules, d.rule(e, counts, reasons, story))
	}
	return nil
}

// mostReasons are told about one rule or question.
const mostReasons = 5

// of adds up what is about some rules and questions.
func (c saidCounts) of(about func(registry.RuleID, string) bool) (covered Covered, answers []KindCount) {
	for _, x := range c.sent {
		if about(x.Rule, x.Question) {
			covered.add(x)
		}
	}
	kinds := map[DispositionKind]int{}
	for _, x := range c.disposed {
		if about(x.Rule, x.Question) {
			kinds[x.Kind] += x.N
		}
	}
	for _, kind := range DispositionKinds {
		if kinds[kind] > 0 {
			answers = append(answers, KindCount{kind, kinds[kind]})
		}
	}
	return covered, answers
}

// rules are those that something is about.
func (c saidCounts) rules() (all []registry.RuleID) {
	for _, x := range c.sent {
		all = append(all, x.Rule)
	}
	for _, x := range c.disposed { // parts may be about others
		all = append(all, x.Rule)
	}
	slices.Sort(all)
	return slices.DeleteFunc(slices.Compact(all), func(rule registry.RuleID) bool { return rule == "" })
}

// said is what was said about a rule, or about none: a question, or suggestions.
func said(counts saidCounts, reasons []GivenReason, rule registry.RuleID, question string) SaidOf {
	out := SaidOf{Question: question}
	about := func(r registry.RuleID, q string) bool { return r == rule && (rule != "" || q == question) }
	out.Covered, out.Answers = counts.of(about)
	for _, g := range reasons {
		if about(g.Rule, g.Question) {
			out.Reasons, out.Others = append(out.Reasons, g), g.Others
		}
	}
	return out
}

func (d *SaidDone) groups(counts saidCounts, reasons []GivenReason) {
	for _, q := range d.Consultation.Questions {
		if q.Kind == FreeText {
			d.Groups = append(d.Groups, said(counts, reasons, "", q.ID))
		}
	}
	if suggested := said(counts, reasons, "", ""); suggested.Inputs > 0 || len(suggested.Answers) > 0 {
		d.Groups = append(d.Groups, suggested)
	}
}

func (d *SaidDone) rule(e registry.RegisterEntry, counts saidCounts, reasons []GivenReason, story story) RuleSaidDone {
	out := RuleSaidDone{Entry: e, SaidOf: said(counts, reasons, e.Rule.ID, ""), Views: map[Stance]int{}}
	for _, c := range counts.sent {
		if c.Rule == e.Rule.ID && c.Stance != NoStance {
			out.People += c.N
			out.Views[c.Stance] += c.N
		}
	}
	if out.People < d.SmallestGroup {
		clear(out.Views)
	}
	out.follow(story, d.On)
	return out
}

// follow tells what was decided about the rule, and how far that is carried out.
func (d *RuleSaidDone) follow(s story, on registry.Day) {
	timeline := s.timelines[d.Entry.Rule.ID]
	d.Decisions = s.decisions[d.Entry.Rule.ID]
	d.Execution, d.Takes = execution(d.Decisions, timeline, on)
	if then, ok := registry.SegmentOn(timeline, d.Entry.Segment.StateUntil); ok && d.Entry.Segment.StateUntil < registry.LastDay {
		d.Next = then.State
	}
}

// became is what was done about the rules that inputs are about, and those that
// their answers name.
func became(r Reader, c Consultation, all []Answered) ([]RuleSaidDone, error) {
	var about []registry.RegisterEntry
	for _, a := range all {
		led := a.Led
		if a.Rule != nil {
			led = append(slices.Clone(led), *a.Rule)
		}
		for _, e := range led {
			if !slices.ContainsFunc(about, func(x registry.RegisterEntry) bool { return x.Rule.ID == e.Rule.ID }) {
				about = append(about, e)
			}
		}
	}
	slices.SortFunc(about, func(a, b registry.RegisterEntry) int { return cmp.Compare(a.Rule.Number, b.Rule.Number) })
	story, err := readStory(r, c, about)
	if err != nil {
		return nil, err
	}
	out := make([]RuleSaidDone, len(about))
	for n, e := range about {
		out[n].Entry = e
		out[n].follow(story, r.Today())
	}
	return out, nil
}
