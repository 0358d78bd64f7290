package web

import (
	"net/url"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// inboxFilter is what a list of inputs is narrowed to, and the input after which it begins.
type inboxFilter struct {
	rule, audience, kind, screening, after string
	unanswered                             bool
}

func (v *visit) inboxFilter() inboxFilter {
	return inboxFilter{rule: v.typed("rule"), audience: v.typed("audience"), kind: v.typed("kind"), screening: v.typed("screening"),
		after: v.typed("after"), unanswered: v.typed("unanswered") == "yes"}
}

// asked is the filter for the store; false when it lets nothing through.
func (v *visit) asked(f inboxFilter) (q workflow.InputFilter, some bool, err error) {
	q = workflow.InputFilter{Audience: f.audience, Kind: workflow.InputKind(f.kind), Screening: workflow.Screening(f.screening), NoRule: f.rule == "none", Reach: v.act.Reach,
		After: registry.InputID(f.after), Heads: true, Limit: inboxLimit}
	if f.unanswered {
		q.Answered = new(bool)
	}
	if f.rule == "" || q.NoRule {
		return q, true, nil
	}
	number, err := registry.ParseNumber(f.rule)
	if err != nil {
		return q, false, nil
	}
	rules, err := v.Register.RulesNumbered(v.r.Context(), []registry.Number{number})
	if registry.CodeOf(err) == registry.CodeNotFound {
		return q, false, nil
	}
	if err == nil {
		q.Rule = rules[0].ID
	}
	return q, true, err
}

func (f inboxFilter) query() url.Values {
	q := url.Values{}
	for name, value := range map[string]string{"rule": f.rule, "audience": f.audience, "kind": f.kind, "screening": f.screening, "after": f.after} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if f.unanswered {
		q.Set("unanswered", "yes")
	}
	return q
}
