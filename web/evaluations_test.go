package web_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/web"
)

// evaluated are the states of the decision log.
func (o *town) evaluated() []state {
	auditor := o.worker("Revisionen", "auditor")
	return []state{
		{page: "work_evaluations", name: "normal", by: auditor},
		{page: "work_evaluations", name: "filtered", by: auditor, query: "rule=R-0003&policy=in_force"},
		{page: "work_evaluations", name: "error", by: auditor, query: "rule=fem&from=i+fjor", status: 422},
	}
}

// The decision log is for who audits: narrowed by rule, policy and day, and as a file.
func TestDecisionLog(t *testing.T) {
	testenv.OneAtATime(t)
	o := sample(t, testenv.SQLite(t))
	auditor, owner := o.worker("Revisionen", "auditor"), o.worker("Ejer", "owner")
	page := web.Path("work_evaluations", texts.Danish)
	owner.read(page).is(t, 403)
	all := auditor.read(page).is(t, 200).body
	if !strings.Contains(all, "Om reglen gælder") || !strings.Contains(all, "I kraft") || strings.Contains(all, "⟦") {
		t.Errorf("the log is %s", all)
	}
	some := auditor.read(page+"?rule=R-0003&policy=in_force").is(t, 200).body
	if !strings.Contains(some, "R-0003</a>") || strings.Contains(some, "R-0004</a>") {
		t.Errorf("of one rule: %s", some)
	}
	if wrong := auditor.read(page+"?rule=fem&from=i+fjor").is(t, 422).body; !strings.Contains(wrong, `value="fem"`) || !strings.Contains(wrong, `value="i fjor"`) {
		t.Errorf("what was typed is gone: %s", wrong)
	}
	for _, line := range strings.Split(strings.TrimSpace(auditor.read(web.Path("work_evaluations_jsonl", texts.English)+"?rule=R-0003").is(t, 200).body), "\n") {
		var e struct{ Number, Policy, Input string }
		if err := json.Unmarshal([]byte(line), &e); err != nil || e.Number != "R-0003" || e.Input == "" {
			t.Errorf("%v: %s", err, line)
		}
	}
}
