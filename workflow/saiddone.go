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

// SaidCount counts inputs of a consultation that are alike in all of this.
type SaidCount struct {
	Rule     registry.RuleID
	Question string
	Stance   Stance
	Kind     DispositionKind // empty: none yet
	Part     bool            // of another
	Answered bool
	N        int
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
	counts, err := r.CountSaid(d.Consultation.ID)
	if err != nil {
		return err
	}
	about := slices.Clone(d.Consultation.Rules)
	for _, c := range counts {
		d.add(&d.Covered, &d.Answers, c)
		if c.Rule != "" && !slices.Contains(about, c.Rule) {
			about = append(about, c.Rule)
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

func (d *SaidDone) add(covered *Covered, answers *[]KindCount, c SaidCount) {
	if !c.Part { // parts change no number of what people sent in
		covered.Inputs += c.N
		if !c.Answered {
			covered.Unanswered += c.N
		}
	}
	if c.Kind == "" {
		return
	}
	n := slices.IndexFunc(*answers, func(k KindCount) bool { return k.Kind == c.Kind })
	if n < 0 {
		n = len(*answers)
		*answers = append(*answers, KindCount{Kind: c.Kind})
	}
	(*answers)[n].N += c.N
	slices.SortFunc(*answers, func(a, b KindCount) int {
		return slices.Index(DispositionKinds, a.Kind) - slices.Index(DispositionKinds, b.Kind)
	})
}

// said is what was said about a rule, or about none: a question, or suggestions.
func (d *SaidDone) said(counts []SaidCount, reasons []GivenReason, rule registry.RuleID, question string) SaidOf {
	out := SaidOf{Question: question}
	for _, c := range counts {
		if c.Rule == rule && (rule != "" || c.Question == question) {
			d.add(&out.Covered, &out.Answers, c)
		}
	}
	for _, g := range reasons {
		if g.Rule == rule && (rule != "" || g.Question == question) {
			out.Reasons, out.Others = append(out.Reasons, g), g.Others
		}
	}
	return out
}

func (d *SaidDone) groups(counts []SaidCount, reasons []GivenReason) {
	for _, q := range d.Consultation.Questions {
		if q.Kind == FreeText {
			d.Groups = append(d.Groups, d.said(counts, reasons, "", q.ID))
		}
	}
	if suggested := d.said(counts, reasons, "", ""); suggested.Inputs > 0 || len(suggested.Answers) > 0 {
		d.Groups = append(d.Groups, suggested)
	}
}

func (d *SaidDone) rule(e registry.RegisterEntry, counts []SaidCount, reasons []GivenReason, story story) RuleSaidDone {
	out := RuleSaidDone{Entry: e, SaidOf: d.said(counts, reasons, e.Rule.ID, ""), Views: map[Stance]int{}}
	for _, c := range counts {
		if c.Rule == e.Rule.ID && c.Stance != NoStance && !c.Part {
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
