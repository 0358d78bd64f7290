package policies

import (
	"encoding/json"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
)

// Whatever a policy is asked by hand: what it finds are the sentences that are said to hold.
func TestWhatIsFoundByHandHolds(t *testing.T) {
	testenv.OneAtATime(t)
	r := rand.New(rand.NewPCG(11, 5))
	words := map[string][]any{"rank": {"council", "committee", "administration"}, "ruling": {"keep", "repeal", "trial", "amend"}, "procedure": {"", "", "terminate"},
		"majority": {"simple", "present", "two_thirds"}, "tie": {"falls", "chair"}, "class": {"state_duty", "council_rule", "agreement"}}
	for _, policy := range []registry.PolicyName{registry.PolicyJustification, registry.PolicyAdoption, registry.PolicyDecision} {
		found := map[string]bool{}
		for range 40 {
			input := ExampleInput(policy)
			for _, name := range slices.Sorted(maps.Keys(input)) { // in one order: what is drawn is the same each time
				switch input[name].(type) {
				case bool:
					input[name] = r.IntN(2) == 0
				case int:
					input[name] = r.IntN(100)
				default:
					input[name] = words[name][r.IntN(len(words[name]))]
				}
			}
			text, err := json.Marshal(input)
			if err != nil {
				t.Fatal(err)
			}
			answer, err := AskByHand(policy, nil, registry.DefaultSettings(), text)
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range answer.Findings {
				if found[f.Code] = true; f.Says.Danish == "" || f.Says.English == "" {
					t.Errorf("%s says nothing of %s", policy, f.Code)
				}
			}
			for _, h := range answer.Held {
				said := slices.ContainsFunc(answer.Findings, func(f FoundByHand) bool { return f.Code == h.Sentence.Code })
				if h.Sentence.Code != "" && said != h.Holds {
					t.Fatalf("%s of %s: %s is found: %v, and holds: %v", policy, text, h.Sentence.Code, said, h.Holds)
				}
			}
		}
		if len(found) < 5 {
			t.Errorf("%s: only %v", policy, found)
		}
	}
}

// Whether a ruling counts is asked by hand too, with what it lacks.
func TestARulingByHand(t *testing.T) {
	input := exampleOf(InputSchema(registry.PolicyInForce)).(map[string]any)
	delete(input, "on")
	offer := input["offer"].(map[string]any)
	offer["kind"], offer["rank"], offer["day"] = "keep", "committee", "2027-05-01"
	offer["asks"].(map[string]any)["special_reason"] = true
	text, err := json.Marshal(input)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := AskByHand(registry.PolicyInForce, nil, registry.DefaultSettings(), text)
	if err != nil || answer.Main != "false" || !answer.Ruling || len(answer.Findings) != 1 || answer.Findings[0].Says.Danish == "" {
		t.Errorf("%+v, %v", answer, err)
	}
}
