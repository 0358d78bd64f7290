package web

import (
	"strings"

	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/internal/wording"
	"github.com/omvendt/omvendt/registry"
)

// whyAddresses and whyPlaces are why a rule has its status, and what would change it.
var (
	whyAddresses = map[string]address{"rule_why": {texts.Danish: "/regler/{number}/hvorfor", texts.English: "/en/rules/{number}/why"}}
	whyPlaces    = map[string]place{"rule_why": {show: (*visit).why}}
)

type whyPage struct {
	Page
	Day, Rule string // the rule's page on the day
	Mark      Mark
	Reasons   []ReasonLine
	Main      []HeldLine // the sentences that the main reason rests on
	Others    []HeldLine
	Kept      []WayLine // decisions after which the rule applies
	Ended     []WayLine
	Judged    string // the day of the alternatives
}

// HeldLine is a sentence with what made it true or false.
type HeldLine struct {
	Title   Said
	Address string
	Holds   bool
	Ways    [][]ConditionLine
}

// ConditionLine is a condition in words, or in Rego where there are none.
type ConditionLine struct {
	Holds bool
	Text  Said
	Rego  string
}

// WayLine is what would follow from a decision.
type WayLine struct {
	Text    string
	Mark    Mark
	Reasons []string
}

// why explains a rule's status on a day (on) by the sentences of the policy.
func (v *visit) why() (answer, error) {
	number, to, err := v.ruleNamed("rule_why")
	if err != nil || to != "" {
		return answer{redirect: to}, err
	}
	on, err := readDay(v.typed("on"))
	if err != nil {
		on = registry.NoDay // a day that is none is today
	}
	x, err := v.Register.Explain(v.r.Context(), number, registry.StatusQuery{On: on})
	if err != nil {
		return answer{}, err
	}
	p := whyPage{Page: v.shell(v.text("why.title", "number", number.String())), Day: "", Mark: Mark{}}
	p.Day, p.Mark = p.Page.Day(x.On), p.mark(x.Segment)
	p.Crumbs = p.ruleCrumbs(number)
	p.Rule = p.RuleOn(number.String(), on, "")
	for _, r := range x.Segment.Reasons {
		p.Reasons = append(p.Reasons, ReasonLine{string(r.Code), wording.Reason(p.Lang, r), p.reasonAddress(x.Segment, r.Code)})
	}
	main := string(x.Segment.Reasons[0].Code)
	for _, h := range x.Held {
		line := p.held(h, x)
		if h.Sentence.Code == main {
			p.Main = append(p.Main, line)
		} else {
			p.Others = append(p.Others, line)
		}
	}
	for _, a := range x.Alternatives {
		p.Judged = p.Page.Day(a.On)
		line := WayLine{Text: p.Lang.Text("way."+string(a.Way), nil), Mark: p.Page.Mark(a.Answer.State)}
		if wording.Known(a.Decided) {
			key := "why.decided"
			if a.Way == registry.WayLateKeep { // that day, and no sooner
				key = "why.decided_on"
			}
			line.Text = p.T(key, "text", strings.TrimSuffix(line.Text, "."), "day", p.Page.Day(a.Decided))
		}
		for _, r := range a.Answer.Reasons {
			line.Reasons = append(line.Reasons, wording.Reason(p.Lang, r))
		}
		if a.Keeps() {
			p.Kept = append(p.Kept, line)
		} else {
			p.Ended = append(p.Ended, line)
		}
	}
	return answer{template: "rule-why", data: p}, nil
}

func (p Page) held(h registry.Held, x registry.Explanation) HeldLine {
	line := HeldLine{Title: p.said(h.Sentence.Title), Holds: h.Holds,
		Address: p.policyAddress(registry.PolicyInForce, x.Segment.PolicyDigest) + "#" + h.Sentence.Anchor}
	for _, way := range h.Ways {
		var lines []ConditionLine
		for _, c := range way {
			lines = append(lines, p.condition(c, x))
		}
		line.Ways = append(line.Ways, lines)
	}
	return line
}

// condition puts a condition into words with the fact that it is about.
func (p Page) condition(c registry.Condition, x registry.Explanation) ConditionLine {
	line := ConditionLine{Holds: c.Holds, Rego: c.Rego}
	for _, h := range x.Held {
		if c.Sentence != "" && h.Sentence.Name == c.Sentence {
			line.Text = p.said(h.Sentence.Title)
		}
	}
	if c.Column == "" {
		return line
	}
	label := "why.fact." + c.Column
	if !p.Lang.Has("web." + label) {
		return line
	}
	fact, value := c.Fact, c.Value
	if d, err := registry.ParseDay(fact); err == nil {
		if fact = p.Day(d); fact == "" {
			fact = p.T("why.no_day")
			if d == registry.FirstDay {
				fact = p.T("why.long_ago")
			}
		}
	} else {
		fact, value = p.factWord(c.Column, fact), p.factWord(c.Column, value)
	}
	line.Text = Said{p.T("why."+string(c.Compared), "what", p.T(label), "fact", fact, "value", value), string(p.Lang)}
	return line
}

// factWord is a value of a column in the words of the register.
func (p Page) factWord(column, value string) string {
	for _, key := range []string{"web.why.value." + column + "." + value, "class." + value, "web.why.value." + value} {
		if p.Lang.Has(key) {
			return p.Lang.Text(key, nil)
		}
	}
	return value
}

// Conditions are the conditions of a sentence for its part of the page.
func (p Page) Conditions(lines []ConditionLine) struct {
	Page  Page
	Lines []ConditionLine
} {
	return struct {
		Page  Page
		Lines []ConditionLine
	}{p, lines}
}
