package registry

import (
	"cmp"
	"context"
	"slices"
)

// CaseRecord is what the register keeps of a rule's justification, so that lists
// can be narrowed by it: how it was judged, and by which policy. It is written in
// the transaction that changes the justification or the rule's text.
type CaseRecord struct {
	Number Number
	Rule   RuleID
	Grade  CaseGrade
	Worst  string // code of the gravest finding; empty: none
	// Findings are the codes of all, gravest first; but that the indicator is due,
	// which comes with a day.
	Findings []string
	From     Number // the rule that said it first; 0: none
	Due      Day    // when the indicator is due; NoDay: it has no day, or is scored
	Facts    CaseFacts
	Policy   string // its digest
}

// Saying is which shingles of a rule's value are kept to find it by.
type Saying struct {
	Number  Number
	Thin    int // how many fields are empty: of two that came at once, the fuller one is the source
	Digests []int64
}

// CaseReader is what can be read about how justifications were judged.
type CaseReader interface {
	// RulesByID in the order of their numbers; CodeNotFound when one is missing.
	RulesByID([]RuleID) ([]Rule, error)
	// CaseRecords of rules; those that were never judged are absent.
	CaseRecords([]RuleID) (map[RuleID]CaseRecord, error)
	// FirstSaid is the rule that said each shingle first; those nobody says are absent.
	FirstSaid(digests []int64) (map[int64]Number, error)
	// CopiesOf are rules whose record says that they are copied from one of these.
	CopiesOf(numbers []Number, limit int) ([]RuleID, error)
	// CaseShapes count justifications by what was measured in them.
	CaseShapes() ([]CaseShape, error)
	// Unjudged are rules whose record is not by this policy, by number.
	Unjudged(policy string, limit int) ([]RuleID, error)
}

// CaseWriter is how judgements are stored.
type CaseWriter interface {
	// ReplaceSayings makes these what the rules say; what a rule said before and says
	// still keeps its place as said first.
	ReplaceSayings([]Saying) error
	ReplaceCaseRecords([]CaseRecord) error
}

// judgedAtOnce bounds how many rules are judged in one go, and how many copies
// are judged anew when the text that they were taken from changes.
const judgedAtOnce = 500

// JudgeCases judges the justifications of rules as they stand now, and those that
// were copied from them, by the policy that is in charge today. A Tx calls it for what it has written, before it commits.
func JudgeCases(tx Tx, policy CasePolicy, rules []RuleID) error {
	settings, err := SettingsOn(tx, tx.Today())
	if err != nil {
		return err
	}
	if policy, _, err = PolicyOn(tx, policy, tx.Today()); err != nil {
		return err
	}
	for part := range slices.Chunk(rules, judgedAtOnce) {
		written, err := tx.RulesByID(part)
		if err != nil {
			return err
		}
		numbers := make([]Number, len(written))
		for i, r := range written {
			numbers[i] = r.Number
		}
		copies, err := tx.CopiesOf(numbers, judgedAtOnce)
		if err != nil {
			return err
		}
		if err := judgeCases(tx, policy, settings.Case, written, true); err != nil {
			return err
		}
		copies = slices.DeleteFunc(copies, func(id RuleID) bool { return slices.Contains(part, id) })
		if len(copies) == 0 {
			continue
		}
		copied, err := tx.RulesByID(copies)
		if err != nil {
			return err
		}
		if err := judgeCases(tx, policy, settings.Case, copied, false); err != nil {
			return err
		}
	}
	return nil
}

func judgeCases(tx Tx, policy CasePolicy, limits CaseLimits, rules []Rule, written bool) error {
	ids := make([]RuleID, len(rules))
	for i, r := range rules {
		ids[i] = r.ID
	}
	cases, err := tx.LatestJustifications(ids)
	if err != nil {
		return err
	}
	texts, err := tx.LatestTexts(ids)
	if err != nil {
		return err
	}
	var sayings []Saying
	for _, r := range rules {
		j := cases[r.ID]
		sayings = append(sayings, Saying{r.Number, j.thin(), sketch(j.Value)})
	}
	if written {
		if err := tx.ReplaceSayings(sayings); err != nil {
			return err
		}
	}
	sources, err := sourcesOf(tx, sayings, func(i int) string { return cases[rules[i].ID].Value })
	if err != nil {
		return err
	}
	settings, err := settingsDigest(tx, tx.Today())
	if err != nil {
		return err
	}
	records, log := make([]CaseRecord, len(rules)), make([]Evaluation, len(rules))
	for i, r := range rules {
		j := cases[r.ID]
		facts := measure(j, texts[r.ID].Text)
		facts.Copied = sources[i].percent
		grade, findings, err := policy.JudgeCase(facts, limits)
		if err != nil {
			return err
		}
		records[i] = CaseRecord{Number: r.Number, Rule: r.ID, Grade: grade, From: sources[i].number, Due: j.CheckOn, Facts: facts, Policy: policy.CaseDigest(limits)}
		if !facts.Indicator || j.Score.On != NoDay {
			records[i].Due = NoDay
		}
		for _, f := range findings {
			records[i].Findings = append(records[i].Findings, f.Code)
		}
		if len(findings) > 0 {
			records[i].Worst = findings[0].Code
		}
		e, err := FactsEvaluation(PolicyJustification, "", facts, records[i].Policy, caseResult(grade, findings))
		if err != nil {
			return err
		}
		e.SettingsDigest = settings
		log[i] = e.of(r.Number)
	}
	if err := tx.ReplaceCaseRecords(records); err != nil {
		return err
	}
	return tx.LogEvaluations(log)
}

// thin is how many of the fields say nothing.
func (j Justification) thin() int {
	n := 0
	for _, text := range []string{j.Value, j.Beneficiary, j.Mechanism, j.Evidence, j.Lighter, j.Indicator} {
		if !says(text) {
			n++
		}
	}
	return n
}

// source is the rule that said a value first, and how much of it.
type source struct {
	number  Number
	percent int
}

// candidates is how many rules are read to see what was copied from them.
const candidates = 3

// sourcesOf finds for each value the rule that it repeats most of. The shingles
// name a few rules; only their values are read.
func sourcesOf(r Reader, sayings []Saying, value func(int) string) ([]source, error) {
	var digests []int64
	for _, s := range sayings {
		digests = append(digests, s.Digests...)
	}
	slices.Sort(digests)
	first, err := r.FirstSaid(slices.Compact(digests))
	if err != nil {
		return nil, err
	}
	named := make([][]Number, len(sayings))
	var wanted []Number
	for i, s := range sayings {
		times := map[Number]int{}
		for _, d := range s.Digests {
			if n, ok := first[d]; ok && n != s.Number {
				if times[n]++; times[n] == 1 {
					named[i] = append(named[i], n)
				}
			}
		}
		slices.SortFunc(named[i], func(a, b Number) int { return cmp.Or(times[b]-times[a], int(a-b)) })
		named[i] = named[i][:min(candidates, len(named[i]))]
		wanted = append(wanted, named[i]...)
	}
	said, err := valuesOf(r, wanted)
	if err != nil {
		return nil, err
	}
	out := make([]source, len(sayings))
	for i := range sayings {
		for _, n := range named[i] {
			if percent := percentCopied(value(i), said[n]); percent > out[i].percent {
				out[i] = source{n, percent}
			}
		}
	}
	return out, nil
}

func valuesOf(r Reader, numbers []Number) (map[Number]string, error) {
	slices.Sort(numbers)
	rules, err := r.RulesByNumber(slices.Compact(numbers))
	if err != nil {
		return nil, err
	}
	ids := make([]RuleID, len(rules))
	for i, rule := range rules {
		ids[i] = rule.ID
	}
	cases, err := r.LatestJustifications(ids)
	out := make(map[Number]string, len(rules))
	for _, rule := range rules {
		out[rule.Number] = cases[rule.ID].Value
	}
	return out, err
}

// CaseView is how a rule's justification is judged on a day.
type CaseView struct {
	Rule          Rule
	Justification Justification // the latest
	Grade         CaseGrade     // empty: there is no policy to judge it
	Findings      []CaseFinding // gravest first
}

// Case is how the justification of a rule is judged today; CodeNotFound.
func (s *Service) Case(ctx context.Context, number Number) (CaseView, error) {
	var v CaseView
	err := s.Store.View(ctx, func(r Reader) (err error) {
		v, err = ReadCase(r, s.Cases, number)
		return err
	})
	return v, err
}

// ReadCase is Service.Case within a transaction.
func ReadCase(r Reader, policy CasePolicy, number Number) (CaseView, error) {
	var v CaseView
	var err error
	if v.Rule, err = r.RuleByNumber(number); err != nil {
		return v, err
	}
	all, err := r.Justifications(v.Rule.ID)
	if err != nil {
		return v, err
	}
	if len(all) > 0 {
		v.Justification = all[len(all)-1]
	}
	return v, v.judge(r, policy)
}

// CheckCase is what would be found in a justification that somebody is writing.
// Nothing is stored.
func (s *Service) CheckCase(ctx context.Context, number Number, j Justification) (CaseView, error) {
	if err := j.Check(); err != nil {
		return CaseView{}, err
	}
	v := CaseView{Justification: j}
	err := s.Store.View(ctx, func(r Reader) (err error) {
		if v.Rule, err = r.RuleByNumber(number); err != nil {
			return err
		}
		return v.judge(r, s.Cases)
	})
	return v, err
}

// judge measures afresh: the day has moved on since the record was made, and what
// is being written has none.
func (v *CaseView) judge(r Reader, policy CasePolicy) error {
	if policy == nil {
		return nil
	}
	texts, err := r.LatestTexts([]RuleID{v.Rule.ID})
	if err != nil {
		return err
	}
	settings, err := SettingsOn(r, r.Today())
	if err != nil {
		return err
	}
	j := v.Justification
	facts := measure(j, texts[v.Rule.ID].Text)
	sources, err := sourcesOf(r, []Saying{{v.Rule.Number, j.thin(), sketch(j.Value)}}, func(int) string { return j.Value })
	if err != nil {
		return err
	}
	facts.Copied = sources[0].percent
	facts.Due = j.Due(r.Today())
	policy, version, err := PolicyOn(r, policy, r.Today())
	if err != nil {
		return err
	}
	v.Grade, v.Findings, err = policy.JudgeCase(facts, settings.Case)
	for i, f := range v.Findings {
		v.Findings[i].Version = version
		if f.Code == CaseCopied {
			v.Findings[i].From = sources[0].number
		}
	}
	return err
}

// judgeAgain judges what no record is of, or one by an earlier policy: all rules
// of a register that an older program kept.
func (s *Service) judgeAgain(ctx context.Context, act Act) error {
	for {
		left := 0
		err := s.Store.Update(ctx, act, func(tx Tx) error {
			settings, err := SettingsOn(tx, tx.Today())
			if err != nil {
				return err
			}
			policy, _, err := PolicyOn(tx, s.Cases, tx.Today())
			if err != nil {
				return err
			}
			digest := policy.CaseDigest(settings.Case)
			ids, err := tx.Unjudged(digest, judgedAtOnce)
			if left = len(ids); err != nil || left == 0 {
				return err
			}
			rules, err := tx.RulesByID(ids)
			if err != nil {
				return err
			}
			if err := judgeCases(tx, policy, settings.Case, rules, true); err != nil {
				return err
			}
			return audit(tx, "policy "+digest, nil, "justifications judged")
		})
		if err != nil || left < judgedAtOnce {
			return err
		}
	}
}
