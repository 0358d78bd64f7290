package policies

import (
	"encoding/json"
	"errors"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// besideFacts is about how many made-up facts each of the other policies is asked.
const besideFacts = 1000

// besideSafety asks the policies that a bundle holds beside in_force what may not be
// asked of them in vain, over made-up facts: the same ones each time.
type besideSafety struct {
	*rows
	done map[registry.PolicyCheckName]*registry.PolicyCheck
}

var besideChecks = []registry.PolicyCheckName{registry.CheckFindings, registry.CheckTruth, registry.CheckVote}

func (c *checking) besideProperties() (all []registry.PolicyCheck) {
	s := besideSafety{&rows{rand.New(rand.NewPCG(1849, 2022))}, map[registry.PolicyCheckName]*registry.PolicyCheck{}}
	for _, name := range besideChecks {
		s.done[name] = &registry.PolicyCheck{Name: name}
	}
	for range besideFacts {
		if c.cases != nil {
			s.justification(c.cases)
		}
		if c.adoption != nil {
			s.adopts(c.adoption)
		}
		if c.decision != nil {
			s.decides(c.decision)
		}
		if found := s.done[registry.CheckFindings].Findings; len(found) >= maxFindings || len(found) > 0 && found[0].Code == registry.FoundTime {
			break // the others would say the same
		}
	}
	for _, name := range besideChecks {
		all = append(all, checkOf(name, s.done[name].Ran, s.done[name].Findings))
	}
	return all
}

// expect notes that something was tried, and the facts for which it is not so.
func (s besideSafety) expect(name registry.PolicyCheckName, so bool, code registry.PolicyFindingCode, detail string, facts any) bool {
	d := s.done[name]
	d.Ran++
	if so || len(d.Findings) >= maxFindings {
		return so
	}
	text, err := json.Marshal(facts)
	if err != nil {
		panic(err) // truths, numbers and texts
	}
	d.Findings = append(d.Findings, registry.PolicyFinding{Code: code, Detail: detail, Row: text})
	return so
}

// answered notes when there is no answer that can be told.
func (s besideSafety) answered(err error, facts any) bool {
	code, detail := registry.FoundNoAnswer, ""
	if err != nil {
		detail = err.Error()
		if _, said, ok := strings.Cut(detail, "}: "); ok { // the facts stand beside it
			detail = said
		}
		detail = clipped(detail)
	}
	switch {
	case errors.Is(err, errUntold):
		code = registry.FoundUntold
	case errors.Is(err, errTooLong):
		code = registry.FoundTime
	}
	return s.expect(registry.CheckFindings, err == nil, code, detail, facts)
}

func (s besideSafety) justification(policy *Cases) {
	var f registry.CaseFacts
	s.fill(&f)
	grade, findings, err := policy.JudgeCase(f, registry.DefaultSettings().Case)
	if !s.answered(err, f) {
		return
	}
	truths := caseTruths(f)
	fails := false
	for _, found := range findings {
		s.isTrue(truths, found.Code, f)
		fails = fails || found.Severity == registry.CaseFails
	}
	said := grade == registry.CaseMissing || grade == registry.CaseUndefended
	agrees := said == (f.Empty || f.Undefended) && (grade != registry.CaseMissing || f.Empty) && (grade != registry.CaseUndefended || f.Undefended) &&
		!(fails && (grade == registry.CaseGood || grade == registry.CasePartial)) && !(len(findings) > 0 && grade == registry.CaseGood)
	s.expect(registry.CheckTruth, agrees, registry.FoundUntrue, string(grade), f)
}

// caseTruths are the facts that the program's words for findings tell as true.
func caseTruths(f registry.CaseFacts) map[string]bool {
	return map[string]bool{"EMPTY": f.Empty, "NO_VALUE": f.Words == 0, "CIRCULAR": f.Own > 0, "COPIED": f.Copied > 0,
		"LAW_WITHOUT_REFERENCE": f.Law && !f.Reference, "INDICATOR_DUE": f.Due, "NO_BENEFICIARY": !f.Beneficiary,
		"NO_LIGHTER_ALTERNATIVE": !f.Lighter, "NO_EVIDENCE": !f.Evidence, "NO_INDICATOR": !f.Indicator}
}

func (s besideSafety) adopts(policy *Adoption) {
	var f registry.AdoptionFacts
	s.fill(&f)
	f.Class = one(s.rows, registry.Classes...)
	findings, err := policy.JudgeAdoption(f)
	if !s.answered(err, f) {
		return
	}
	for _, found := range findings {
		s.isTrue(adoptionTruths(f), found.Code, f)
	}
}

func adoptionTruths(f registry.AdoptionFacts) map[string]bool {
	return map[string]bool{"DUTY_ON_CITIZENS_WITHOUT_BASIS": f.Duty && !f.Permitted, "NO_JUSTIFICATION_THAT_HOLDS": !f.Justified,
		"RESEMBLES_ENDED_RULE_NOT_CITED": f.ResemblesEnded, "NOTHING_NEW_SAID": !f.News, "NO_FIRST_REVIEW": !f.FirstReview,
		"REQUIREMENT_ADDED": f.Amended, "DETAILS_CHANGED": f.Altered > 0, "RESEMBLES_RULE_IN_FORCE": f.ResemblesRule}
}

func (s besideSafety) decides(policy *Decision) {
	f := s.proposal()
	outcome, findings, err := policy.Decide(f)
	if !s.answered(err, f) {
		return
	}
	for _, found := range findings {
		s.isTrue(decisionTruths(f), found.Code, f)
	}
	asks := func(severities ...workflow.Severity) bool {
		return slices.ContainsFunc(findings, func(x workflow.Finding) bool { return slices.Contains(severities, x.Severity) })
	}
	alone := f.Rank == registry.RankAdministration && !f.Voted
	few := f.Voted && 2*f.Tally.Present() < f.Seats
	all := f.Voted && f.Seats > 0 && f.Tally.For == f.Seats
	unfit := few || f.DisqualifiedVoted
	carried := outcome == workflow.Carried
	s.expect(registry.CheckVote, !carried || alone || f.Voted && f.Tally.For >= f.Tally.Against && f.Tally.For > 0, registry.FoundVoteLost, string(outcome), f)
	s.expect(registry.CheckVote, !carried || !unfit || asks(workflow.Blocks), registry.FoundUnlawfulVote, string(outcome), f)
	s.expect(registry.CheckVote, !carried || !rulesOn(f) || f.Rank == registry.RankCouncil || f.Mandate || asks(workflow.Blocks, workflow.Explain), registry.FoundUnlawfulVote, string(outcome), f)
	s.expect(registry.CheckVote, !all || carried || asks(workflow.Blocks, workflow.Explain), registry.FoundReasonless, string(outcome), f)
	if all && f.Rank == registry.RankCouncil && f.Ruling == registry.Keep && rulesOn(f) && !unfit {
		s.expect(registry.CheckVote, carried && !asks(workflow.Blocks), registry.FoundKeepRefused, string(outcome), f)
	}
}

// rulesOn says whether a proposal would rule on the rules, and not only on their case.
func rulesOn(f workflow.DecisionFacts) bool { return f.Procedure == "" && !f.FirstReading }

func decisionTruths(f workflow.DecisionFacts) map[string]bool {
	return map[string]bool{"NO_QUORUM": f.Voted && 2*f.Tally.Present() < f.Seats, "DISQUALIFIED_VOTED": f.DisqualifiedVoted,
		"OWNER_DECIDES": f.OwnerAlone, "OWNER_RECOMMENDS": f.RecommendedAlone, "RECOMMENDED_BY_OWNER": f.RecommendedAlone,
		"NO_MANDATE": !f.Mandate, "HEARING_MISSING": f.HearingMissing, "NO_SPECIAL_REASON": !f.SpecialReason, "NO_AGREEMENT": !f.BoundByAgreement,
		"TRIAL_UNMEASURED": !f.Measured, "PAPERS_LATE": f.PapersLate, "PAPERS_LATE_EXPLAINED": f.PapersLate && f.PapersExplained,
		"LONE_REPEAL": f.LapsesUndecided, "LAPSES_IF_FALLS": f.LapsesUndecided, "LAPSES_ANYWAY": f.LapsesUndecided,
		"FIRST_READING": f.FirstReading, "OUT_OF_ORDER": f.OutOfOrder,
		"OTHER_MAJORITY": f.Majority != registry.MajoritySimple || f.Tie != registry.TieFalls}
}

// isTrue: what the program has words for is only found where the words are true.
func (s besideSafety) isTrue(truths map[string]bool, code string, facts any) {
	if holds, ours := truths[code]; ours {
		s.expect(registry.CheckTruth, holds, registry.FoundUntrue, code, facts)
	}
}

// fill makes up truths and numbers; some numbers are nought or at their most.
func (s besideSafety) fill(facts any) {
	v := reflect.ValueOf(facts).Elem()
	for i := range v.NumField() {
		switch field := v.Field(i); field.Kind() {
		case reflect.Bool:
			field.SetBool(s.seldom(2))
		case reflect.Int:
			field.SetInt(int64(one(s.rows, 0, 1, 2, 5, s.IntN(101), 100)))
		}
	}
}

// proposal makes one up, with votes of as many members as there are seats.
func (s besideSafety) proposal() workflow.DecisionFacts {
	var f workflow.DecisionFacts
	s.fill(&f)
	f.Rank = one(s.rows, registry.RankCouncil, registry.RankCouncil, registry.RankCommittee, registry.RankBoard, registry.RankAdministration)
	if s.seldom(4) {
		f.Procedure = one(s.rows, registry.Procedures...)
	} else {
		f.Ruling = one(s.rows, registry.Keep, one(s.rows, registry.RulingKinds...))
	}
	f.Mandate = f.Mandate || f.Rank == registry.RankCouncil
	f.OwnerAlone = f.OwnerAlone && f.Rank == registry.RankAdministration
	f.PapersExplained = f.PapersLate && f.PapersExplained
	if s.seldom(3) { // with nothing to remark
		f = workflow.DecisionFacts{Rank: f.Rank, Ruling: f.Ruling, Procedure: f.Procedure, Voted: f.Voted, SpecialReason: true, Mandate: true, Measured: true, BoundByAgreement: true}
	}
	f.DisqualifiedVoted = f.Voted && f.DisqualifiedVoted && s.seldom(3)
	f.Seats, f.Tally = 1+2*s.IntN(16), workflow.Tally{}
	f.Majority, f.Tie = one(s.rows, registry.MajoritySimple, one(s.rows, registry.Majorities...)), one(s.rows, registry.Ties...)
	f.ChairFor = false
	if !f.Voted {
		return f
	}
	left := f.Seats
	f.Tally.For = one(s.rows, left, left/2, s.IntN(left+1))
	f.ChairFor = f.Tally.For > 0 && s.seldom(2)
	left -= f.Tally.For
	f.Tally.Against = one(s.rows, left, s.IntN(left+1))
	left -= f.Tally.Against
	f.Tally.Blank = s.IntN(left + 1)
	f.Tally.Absent = left - f.Tally.Blank
	return f
}
