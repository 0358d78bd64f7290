package registry

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"sync"
)

// GradeEffect is how many rules have a justification that a change grades otherwise.
type GradeEffect struct {
	Was, Will CaseGrade // Will is empty where the policy gives no answer
	Rules     int
}

// CaseShape is what was measured in justifications that are alike, and how many there are.
type CaseShape struct {
	Facts CaseFacts
	Rules int
}

// gradesKept is what a change was last found to grade otherwise.
type gradesKept struct {
	mu  sync.Mutex
	key string
	all []GradeEffect
}

// gradeEffects are how justifications as they were measured last are graded otherwise when a
// change begins, the most first; that an indicator is due comes with a day, and is left out. nil
// where they are graded by the same policy and the same limits, empty where none is graded
// otherwise. Each distinct measure is judged once, and again when something was recorded since.
func (s *Service) gradeEffects(r Reader, c GameChange) ([]GradeEffect, error) {
	if s.Cases == nil || !c.State.Open() {
		return nil, nil
	}
	begins := c.begins(r.Today())
	versions, err := versionsWith(r, c)
	if err != nil {
		return nil, err
	}
	was, before, err := casesOn(versions[:len(versions)-1], s.Cases, begins)
	if err != nil {
		return nil, err
	}
	will, after, err := casesOn(versions, s.Cases, begins)
	if err != nil || was.CaseDigest(before) == will.CaseDigest(after) {
		return nil, err
	}
	mark, err := r.LastRevision()
	if err != nil {
		return nil, err
	}
	kept := &s.grades
	kept.mu.Lock()
	defer kept.mu.Unlock()
	key := was.CaseDigest(before) + will.CaseDigest(after) + strconv.FormatInt(int64(mark.Revision), 10)
	if kept.key == key {
		return kept.all, nil
	}
	shapes, err := r.CaseShapes()
	if err != nil {
		return nil, err
	}
	all, err := gradedOtherwise(shapes, func(f CaseFacts) (CaseGrade, error) {
		grade, _, err := was.JudgeCase(f, before)
		return grade, err
	}, func(f CaseFacts) (CaseGrade, error) {
		grade, _, err := will.JudgeCase(f, after)
		return grade, err
	})
	if err == nil {
		kept.key, kept.all = key, all
	}
	return all, err
}

func gradedOtherwise(shapes []CaseShape, was, will func(CaseFacts) (CaseGrade, error)) ([]GradeEffect, error) {
	count := map[GradeEffect]int{}
	for _, shape := range shapes {
		before, err := was(shape.Facts)
		if err != nil {
			return nil, err
		}
		after, err := will(shape.Facts)
		if err != nil && CodeOf(err) != CodePolicyFailed {
			return nil, err
		}
		if before != after {
			count[GradeEffect{Was: before, Will: after}] += shape.Rules
		}
	}
	all := make([]GradeEffect, 0, len(count))
	for e := range maps.Keys(count) {
		all = append(all, GradeEffect{e.Was, e.Will, count[e]})
	}
	slices.SortFunc(all, func(a, b GradeEffect) int {
		return cmp.Or(cmp.Compare(b.Rules, a.Rules), cmp.Compare(a.Was, b.Was), cmp.Compare(a.Will, b.Will))
	})
	return all, nil
}

// casesOn is what grades justifications on a day, with its limits.
func casesOn(versions []GameVersion, program CasePolicy, on Day) (CasePolicy, CaseLimits, error) {
	policy, _ := policyIn(versions, program, on)
	settings, err := ParseSettings(versionOn(versions, GameSettings, on).Source)
	return policy, settings.Case, err
}
