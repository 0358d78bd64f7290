package registry

import (
	"cmp"
	"encoding/json"
	"slices"
)

// Replayed is an entry of the decision log whose policy was asked once more.
type Replayed struct {
	Evaluation
	Now Result // what it answers
	// Differences are what it answers otherwise, of a timeline stretch by stretch.
	Differences []Difference
	// SameInput: what the policy sees is what it saw. Otherwise the log or the facts
	// of the register are not what they were.
	SameInput bool
	// SamePolicy: it was judged by what judged it then. Otherwise the policy of then came
	// with an earlier program, or another one was given.
	SamePolicy bool
}

// Differs says whether the answer is another, or rests on something else.
func (r Replayed) Differs() bool { return len(r.Differences) > 0 || !r.SameInput }

// Difference is an answer of then and one of now.
type Difference struct {
	From  Day    `json:"from,omitzero"` // the days that it is about; NoDay: it is not about days
	Until Day    `json:"until,omitzero"`
	Was   Result `json:"was"`
	Is    Result `json:"is"`
}

// Replayer asks the policies once more about what the decision log has of the register
// as it was known then.
type Replayer struct {
	reader   Reader
	service  *Service
	versions []GameVersion
	other    bool
}

// Replayer reads from one transaction. other: the policies of the service are not
// those that judged, but some that are to be compared with them.
func (s *Service) Replayer(r Reader, other bool) (*Replayer, error) {
	versions, err := r.GameVersions()
	slices.SortStableFunc(versions, func(a, b GameVersion) int {
		return cmp.Or(cmp.Compare(a.Adopted, b.Adopted), cmp.Compare(a.From, b.From))
	})
	return &Replayer{r, s, versions, other}, err
}

// Replay asks once more. Errors: CodePolicyFailed, and CodeNotFound where the rule is
// not in the register any more. Decisions are not the register's.
func (x *Replayer) Replay(e Evaluation) (Replayed, error) {
	switch e.Policy {
	case PolicyInForce:
		return x.timeline(e)
	case PolicyJustification:
		return x.justification(e)
	case PolicyAdoption:
		return x.adoption(e)
	}
	return Replayed{}, refuse(CodeInternal)
}

// timeline folds the events that were known at the revision, and holds the answer
// against the timeline that was stored then.
func (x *Replayer) timeline(e Evaluation) (Replayed, error) {
	rule, err := x.reader.RuleByNumber(e.Number)
	if err != nil {
		return Replayed{}, err
	}
	events, err := x.reader.Events([]RuleID{rule.ID}, e.Revision)
	if err != nil {
		return Replayed{}, err
	}
	stored, err := x.reader.Timeline(rule.ID, e.Revision)
	if err != nil {
		return Replayed{}, err
	}
	chapters, err := ChaptersKnown(x.reader, e.Revision)
	if err != nil {
		return Replayed{}, err
	}
	var best Replayed
	for i, versions := range x.judging(e.Day) {
		book, err := x.service.Maker.Rulebook(versions)
		if err != nil {
			if i > 0 {
				continue // without the one that was left out nothing judges
			}
			return Replayed{}, err
		}
		timeline, err := Timeline(events[rule.ID], book)
		if err != nil {
			return Replayed{}, err
		}
		again, err := x.compare(e, JudgedBy(stored, chapters), JudgedBy(timeline, Chapters(versions)))
		if err != nil {
			return Replayed{}, err
		}
		if i == 0 || again.Now.Timeline == e.Result.Timeline {
			best = again
		}
		if again.Now.Timeline == e.Result.Timeline || x.other {
			break
		}
	}
	return best, nil
}

func (x *Replayer) compare(e Evaluation, stored, timeline []Segment) (Replayed, error) {
	result, err := timelineResult(timeline, e.Day)
	if err != nil {
		return Replayed{}, err
	}
	out := Replayed{Evaluation: e, Now: result, SamePolicy: !x.other}
	if result.Timeline == e.Result.Timeline {
		out.SameInput, out.SamePolicy = true, true
		return out, nil
	}
	out.Differences = timelineDifferences(stored, timeline)
	// Another policy ends a rule on another day, and so has other rows: that is what differs.
	out.SameInput = x.other
	return out, nil
}

// judging are the versions of the rules of the game that may have judged on a day, the
// likeliest first: one that was adopted on the day can have come before or after, and one
// that had not begun can have waited.
func (x *Replayer) judging(on Day) (sets [][]GameVersion) {
	var known []GameVersion
	for _, v := range x.versions {
		if v.Adopted <= on {
			known = append(known, v)
		}
	}
	sets = append(sets, known)
	for n := len(known) - 1; n > 0 && (known[n].From > on || known[n].Adopted == on); n-- {
		sets = append(sets, known[:n])
	}
	return sets
}

func (x *Replayer) justification(e Evaluation) (Replayed, error) {
	var facts CaseFacts
	if err := decodeFacts(e, &facts); err != nil {
		return Replayed{}, err
	}
	settings, err := SettingsOn(x.reader, e.Day)
	if err != nil {
		return Replayed{}, err
	}
	if x.service.Cases == nil {
		return Replayed{}, refuse(CodePolicyFailed)
	}
	digest := func(p CasePolicy) string { return p.CaseDigest(settings.Case) }
	policy, err := PolicyThatJudged(x.reader, x.service.Cases, e, digest)
	if err != nil {
		return Replayed{}, err
	}
	grade, findings, err := policy.JudgeCase(facts, settings.Case)
	return e.Again(caseResult(grade, findings), digest(policy)), err
}

func (x *Replayer) adoption(e Evaluation) (Replayed, error) {
	var facts AdoptionFacts
	if err := decodeFacts(e, &facts); err != nil {
		return Replayed{}, err
	}
	if x.service.Adoption == nil {
		return Replayed{}, refuse(CodePolicyFailed)
	}
	policy, err := PolicyThatJudged(x.reader, x.service.Adoption, e, AdoptionPolicy.AdoptionDigest)
	if err != nil {
		return Replayed{}, err
	}
	findings, err := policy.JudgeAdoption(facts)
	return e.Again(adoptionResult(findings), policy.AdoptionDigest()), err
}

func decodeFacts(e Evaluation, into any) error {
	if err := json.Unmarshal(e.Facts, into); err != nil {
		return &Error{Code: CodeInternal, Err: err}
	}
	return nil
}

// Again is an entry about facts with what a policy answers now.
func (e Evaluation) Again(now Result, digest string) Replayed {
	out := Replayed{Evaluation: e, Now: now, SameInput: Digest(e.Facts) == e.Input, SamePolicy: digest == e.PolicyDigest}
	if now.Main != e.Result.Main || !slices.Equal(now.Codes, e.Result.Codes) {
		out.Differences = []Difference{{Was: e.Result, Is: now}}
	}
	return out
}

// timelineDifferences are the days on which two timelines tell something else, whatever
// they rest on.
func timelineDifferences(was, is []Segment) (all []Difference) {
	days := []Day{FirstDay}
	for _, s := range slices.Concat(was, is) {
		days = append(days, s.From)
	}
	slices.Sort(days)
	days = append(slices.Compact(days), LastDay)
	for i, from := range days[:len(days)-1] {
		d := Difference{From: from, Until: days[i+1], Was: resultOn(was, from), Is: resultOn(is, from)}
		last := len(all) - 1
		switch {
		case d.Was.equal(d.Is):
		case last >= 0 && all[last].Until == from && all[last].Was.equal(d.Was) && all[last].Is.equal(d.Is):
			all[last].Until = d.Until
		default:
			all = append(all, d)
		}
	}
	return all
}

func resultOn(timeline []Segment, on Day) (r Result) {
	if s, there := SegmentOn(timeline, on); there {
		r.Main, r.Codes = s.said()
	}
	return r
}

func (r Result) equal(o Result) bool { return r.Main == o.Main && slices.Equal(r.Codes, o.Codes) }
