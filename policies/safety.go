package policies

import (
	"errors"
	"math/rand/v2"
	"reflect"
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/omvendt/omvendt/registry"
)

// safetyRows is how many rules' facts a policy is asked about. With each day that
// matters to them that makes some thousands of answers.
const safetyRows = 400

// safety asks a policy what may not be asked of it in vain, over made-up facts: the
// same ones each time, so that a report can be had again.
type safety struct {
	judge *judge
	known map[registry.ReasonCode]bool
	done  map[registry.PolicyCheckName]*registry.PolicyCheck
}

func (c *checking) properties() []registry.PolicyCheck {
	s := &safety{judge: c.judge, done: map[registry.PolicyCheckName]*registry.PolicyCheck{}}
	names := registry.PolicyChecks[slices.Index(registry.PolicyChecks, registry.CheckAnswers):slices.Index(registry.PolicyChecks, registry.CheckFindings)]
	for _, name := range names {
		s.done[name] = &registry.PolicyCheck{Name: name}
	}
	if c.holds {
		s.run()
	}
	all := make([]registry.PolicyCheck, len(names))
	for i, name := range names {
		d := s.done[name]
		all[i] = checkOf(name, d.Ran, d.Findings)
	}
	return all
}

func (s *safety) run() {
	known, err := builtinCodes()
	if err != nil {
		panic(err) // the program's own
	}
	s.known = known
	for _, code := range sortedKeys(s.judge.order) {
		s.knows(code, registry.Row{}, registry.FirstDay)
	}
	g := &rows{rand.New(rand.NewPCG(1849, 2022))}
	for range safetyRows {
		row := g.row()
		s.walk(row)
		s.rulings(g, row)
		if len(s.done[registry.CheckAnswers].Findings) >= maxFindings {
			return // the others would say the same
		}
	}
}

// walk goes through the days of a row as registry.Timeline does: the row is judged
// anew on each of its own dates, and an end is a fact of all days after it.
func (s *safety) walk(row registry.Row) {
	days := boundaries(row)
	for i, on := range days {
		if row.EffectiveFrom <= on {
			row.EffectiveFrom = registry.FirstDay
		}
		if row.MinutesUntil <= on {
			row.MinutesUntil = registry.FirstDay
		}
		answer, ok := s.answer(row, on)
		if !ok {
			return
		}
		s.judgeAnswer(row, on, answer)
		until := on + 400
		if i+1 < len(days) {
			until = days[i+1]
		}
		for _, between := range []registry.Day{on + 1, on + (until-on)/2, until - 1} {
			if between <= on || between >= until {
				continue
			}
			if later, ok := s.answer(row, between); ok {
				s.expect(registry.CheckDays, reflect.DeepEqual(later, answer), registry.FoundOtherDay, row, between, "")
			}
		}
		if row.Ended == registry.NotEnded && (answer.State.Ended() || answer.State == registry.FloorOnly) {
			row.Ended = endedBy(row, on, answer.State)
		}
	}
}

// endedBy is the way in which a rule has ended, as registry's fold notes it.
func endedBy(row registry.Row, on registry.Day, state registry.State) registry.State {
	switch {
	case state != registry.FloorOnly:
		return state
	case row.Standing == registry.StandsRepeal && row.StandingFrom <= on:
		return registry.Repealed
	}
	return registry.Lapsed
}

// answer asks, and notes when there is none or it tells of an unknown reason.
func (s *safety) answer(row registry.Row, on registry.Day) (registry.Answer, bool) {
	answer, err := s.judge.evaluate(on, row)
	if !s.answered(err, row, on) {
		return answer, false
	}
	for _, r := range answer.Reasons {
		s.knows(r.Code, row, on)
	}
	return answer, true
}

func (s *safety) answered(err error, row registry.Row, on registry.Day) bool {
	code, detail := registry.FoundNoAnswer, ""
	if err != nil {
		detail = clipped(err.Error())
	}
	if errors.Is(err, errTooLong) {
		code = registry.FoundTime
	}
	s.expect(registry.CheckAnswers, err == nil, code, row, on, detail)
	return err == nil
}

func (s *safety) knows(code registry.ReasonCode, row registry.Row, on registry.Day) {
	if !s.known[code] && !slices.ContainsFunc(s.done[registry.CheckAnswers].Findings, func(f registry.PolicyFinding) bool { return f.Detail == string(code) }) {
		s.expect(registry.CheckAnswers, false, registry.FoundUnknownCode, row, on, string(code))
	}
}

// judgeAnswer holds what was answered against what may never be otherwise.
func (s *safety) judgeAnswer(row registry.Row, on registry.Day, answer registry.Answer) {
	if row.Ended != registry.NotEnded {
		s.expect(registry.CheckEnded, answer.State.Ended() || answer.State == registry.FloorOnly, registry.FoundReturned, row, on, string(answer.State))
		return
	}
	if on < row.EffectiveFrom || row.SupersededFrom <= on || row.Standing == registry.StandsUnlaw {
		return
	}
	applies := func(name registry.PolicyCheckName, code registry.PolicyFindingCode) {
		s.expect(name, answer.State.Applies(), code, row, on, string(answer.State))
	}
	if row.Class == registry.StateDuty && row.ClassAtEnd == registry.StateDuty {
		applies(registry.CheckStateDuty, registry.FoundDutyEnds)
	}
	if row.Standing == registry.StandsKept && on < row.LapseDate {
		applies(registry.CheckKeep, registry.FoundKeepLost)
	}
	if row.HearingMissing && row.LapseDate <= on && on < row.HearingUntil && row.Standing != registry.StandsRepeal {
		applies(registry.CheckHearing, registry.FoundUnheard)
	}
}

// rulings offers rulings to the policy on the row's first day.
func (s *safety) rulings(g *rows, row registry.Row) {
	on := safetyDay
	for _, kind := range []registry.RulingKind{registry.Keep, registry.Amend, registry.Repeal, registry.Trial, registry.Defer, registry.Unlawful} {
		for _, rank := range []registry.Rank{registry.RankCouncil, registry.RankCommittee, registry.RankAdministration} {
			offer := registry.Offer{Kind: kind, Day: on, Rank: rank, ClassAtEffect: row.Class, BoundAtEffect: row.Bound, Shows: g.shown(), Asks: g.shown()}
			value, err := s.judge.verdict.ask(rulingInput(row, offer))
			var v registry.Verdict
			if err == nil {
				v, err = readVerdict(value)
			}
			if !s.answered(err, row, on) {
				return
			}
			if v.Refusal != registry.NoRefusal {
				s.knows(v.Refusal, row, on)
			}
			if kind == registry.Keep && rank == registry.RankCouncil && row.Ended == registry.NotEnded && on < row.LapseDate {
				s.expect(registry.CheckKeep, v.Counts, registry.FoundKeepRefused, row, on, string(v.Refusal))
			}
		}
	}
}

// expect notes that something was tried, and what was found where it is not so.
func (s *safety) expect(name registry.PolicyCheckName, so bool, code registry.PolicyFindingCode, row registry.Row, on registry.Day, detail string) {
	d := s.done[name]
	d.Ran++
	if so || len(d.Findings) >= maxFindings {
		return
	}
	f := registry.PolicyFinding{Code: code, Detail: detail, On: on}
	if row != (registry.Row{}) {
		f.Row = row.Canonical()
	}
	d.Findings = append(d.Findings, f)
}

// builtinCodes are the reasons that people can be told: those of the policy that
// comes with the program.
func builtinCodes() (map[registry.ReasonCode]bool, error) {
	source, err := builtinSource()
	if err != nil {
		return nil, err
	}
	j, err := newJudge(source, registry.DefaultSettings().Canonical(), evaluationLimit)
	if err != nil {
		return nil, err
	}
	known := map[registry.ReasonCode]bool{}
	for code := range j.order {
		known[code] = true
	}
	sources, err := unarchive(source)
	if err != nil {
		return nil, err
	}
	modules, err := parse(sources)
	if err != nil {
		return nil, err
	}
	c, err := compileStrictly(modules)
	if err != nil {
		return nil, err
	}
	q, err := newQuestion("data.omvendt.explain.circumstances", c, settingsStore(nil), evaluationLimit)
	if err != nil {
		return nil, err
	}
	list, err := q.ask(ast.NewObject())
	if err != nil {
		return nil, err
	}
	told, _ := list.([]any)
	for _, code := range told {
		name, _ := code.(string)
		known[registry.ReasonCode(name)] = true
	}
	return known, nil
}

func sortedKeys(o order) []registry.ReasonCode {
	codes := make([]registry.ReasonCode, 0, len(o))
	for code := range o {
		codes = append(codes, code)
	}
	slices.Sort(codes)
	return codes
}
