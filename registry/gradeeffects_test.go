package registry

import (
	"slices"
	"testing"
)

// What is graded alike is not told, and what a policy gives no answer about is.
func TestGradedOtherwise(t *testing.T) {
	shapes := []CaseShape{{CaseFacts{Words: 1}, 4}, {CaseFacts{Words: 2}, 3}, {CaseFacts{Words: 3}, 2}, {CaseFacts{Words: 4}, 5}}
	was := func(CaseFacts) (CaseGrade, error) { return CaseGood, nil }
	will := func(f CaseFacts) (CaseGrade, error) {
		switch f.Words {
		case 1:
			return CaseGood, nil
		case 2:
			return "", refuse(CodePolicyFailed)
		}
		return CaseWeak, nil
	}
	all, err := gradedOtherwise(shapes, was, will)
	if want := []GradeEffect{{CaseGood, CaseWeak, 7}, {CaseGood, "", 3}}; err != nil || !slices.Equal(all, want) {
		t.Errorf("%v, %v", all, err)
	}
	if _, err := gradedOtherwise(shapes, will, was); CodeOf(err) != CodePolicyFailed {
		t.Errorf("the policy that judges now gives no answer: %v", err)
	}
	if all, err := gradedOtherwise(shapes, was, was); err != nil || all == nil || len(all) > 0 {
		t.Errorf("nothing is otherwise: %v, %v", all, err)
	}
}
