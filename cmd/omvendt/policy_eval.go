package main

import (
	"context"
	"encoding/json"
	"flag"
	"strings"

	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/internal/wording"
	"github.com/omvendt/omvendt/policies"
	"github.com/omvendt/omvendt/registry"
)

var (
	policyEvalCommand = command{name: "policy eval", operands: []string{"[RULE]"},
		define: func(options *flag.FlagSet) action { return askingPolicy(options, (*program).sayEvaluated) }}
	policyExplainCommand = command{name: "policy explain", operands: []string{"[RULE]"},
		define: func(options *flag.FlagSet) action { return askingPolicy(options, (*program).sayExplained) }}
)

// evaluated is what a policy answers about a rule, as eval --json writes it; explain
// --json writes the sentences as well.
type evaluated struct {
	Number   registry.Number   `json:"number"`
	Title    string            `json:"title"`
	On       registry.Day      `json:"on"`
	State    registry.State    `json:"state"`
	Reasons  []registry.Reason `json:"reasons"`
	Policy   string            `json:"policy_digest"` // of the stored answer
	Settings string            `json:"settings_digest"`
	Facts    json.RawMessage   `json:"facts"`
	Held     []heldSentence    `json:"sentences,omitempty"`
}

// heldSentence is a sentence of the policy with what it asked.
type heldSentence struct {
	Code       string             `json:"code,omitempty"`
	Name       string             `json:"name"`
	Title      registry.Bilingual `json:"title"`
	Source     registry.Bilingual `json:"source"`
	Holds      bool               `json:"holds"`
	Conditions [][]heldCondition  `json:"conditions,omitempty"`
}

type heldCondition struct {
	Rego  string `json:"rego"`
	Fact  string `json:"fact,omitempty"`
	Holds bool   `json:"holds"`
}

// askingPolicy asks the policy about one rule on one day, or any policy about an input, and
// has the answer said.
func askingPolicy(options *flag.FlagSet, say func(*program, registry.Explanation)) action {
	day := options.String("on", "", "")
	bundle := options.String("policy", "", "")
	written := options.Bool("json", false, "")
	explains := options.Name() == policyExplainName
	var hand byHand
	hand.define(options)
	return func(ctx context.Context, p *program, operands []string) error {
		var c registry.Checks
		on := dayOption(&c, "--on", *day)
		if len(operands) == 0 {
			if err := c.Err(); err != nil {
				return err
			}
			hand.bundle, hand.on, hand.written, hand.explains = *bundle, on, *written, explains
			return hand.run(ctx, p)
		}
		if hand.asked() {
			return wrong("too_much", "value", operands[0])
		}
		number, err := registry.ParseNumber(operands[0])
		c.Take(operands[0], err)
		if err := c.Err(); err != nil {
			return err
		}
		h, err := p.open(ctx)
		if err != nil {
			return err
		}
		defer h.Close()
		register := h.register
		if *bundle != "" {
			edited, err := p.edited(*bundle)
			if err != nil {
				return err
			}
			register = &registry.Service{Store: h.register.Store, Maker: edited.Maker, Place: h.register.Place}
		}
		x, err := register.Explain(ctx, number, registry.StatusQuery{On: on})
		if err != nil {
			c.Take(number.String(), err)
			return c.Err()
		}
		if !*written {
			say(p, x)
			return nil
		}
		return p.sayJSON(evaluatedOf(x, explains))
	}
}

func (p *program) sayJSON(value any) error {
	out := json.NewEncoder(p.stdout)
	out.SetEscapeHTML(false) // Rego compares with <
	out.SetIndent("", "  ")
	return out.Encode(value)
}

// edited are the policies of a bundle, to be asked in the place of those in charge. What could
// not be adopted for what it asks is refused with the lines.
func (p *program) edited(path string) (policies.Edited, error) {
	bundle, err := policies.ReadBundlePath(path)
	if err != nil {
		return policies.Edited{}, err
	}
	edited, found, err := policies.ReadEdited(bundle)
	if len(found) == 0 {
		return edited, err
	}
	lines := []string{p.text("cli.policy.unfit", map[string]string{"path": path})}
	for _, f := range found {
		lines = append(lines, "  "+p.found(f))
	}
	return edited, &refusal{strings.Join(lines, "\n")}
}

const policyExplainName = "policy explain"

func evaluatedOf(x registry.Explanation, sentences bool) evaluated {
	e := evaluated{Number: x.Rule.Number, Title: x.Text.Title, On: x.On, State: x.Answer.State, Reasons: x.Answer.Reasons,
		Policy: x.Segment.PolicyDigest, Settings: x.Segment.SettingsDigest, Facts: x.Row.Canonical()}
	if !sentences {
		return e
	}
	e.Held = heldSentences(x.Held)
	return e
}

func heldSentences(all []registry.Held) (out []heldSentence) {
	for _, h := range all {
		s := heldSentence{Code: h.Sentence.Code, Name: h.Sentence.Name, Title: h.Sentence.Title, Source: h.Sentence.Source, Holds: h.Holds}
		for _, way := range h.Ways {
			var conditions []heldCondition
			for _, c := range way {
				conditions = append(conditions, heldCondition{c.Rego, c.Fact, c.Holds})
			}
			s.Conditions = append(s.Conditions, conditions)
		}
		out = append(out, s)
	}
	return out
}

func (p *program) sayEvaluated(x registry.Explanation) {
	p.say(p.text("cli.policy.eval.head", map[string]string{"number": x.Rule.Number.String(), "title": x.Text.Title, "day": wording.Day(p.lang, x.On)}))
	p.say("  " + wording.State(p.lang, x.Answer.State))
	for _, r := range x.Answer.Reasons {
		p.say("  " + string(r.Code) + "  " + wording.Reason(p.lang, r))
	}
}

// sayExplained tells each sentence that was asked, those that hold first.
func (p *program) sayExplained(x registry.Explanation) {
	p.sayEvaluated(x)
	p.saySentences(x.Held)
	p.say("\n" + p.text("cli.policy.explain.facts", nil))
	p.say("  " + string(x.Row.Canonical()))
}

func (p *program) saySentences(all []registry.Held) {
	for _, holds := range []bool{true, false} {
		head := "cli.policy.explain.not"
		if holds {
			head = "cli.policy.explain.holds"
		}
		p.say("\n" + p.text(head, nil))
		for _, h := range all {
			if h.Holds == holds {
				p.saySentence(h)
			}
		}
	}
}

func (p *program) saySentence(h registry.Held) {
	code := h.Sentence.Code
	if code == "" {
		code = h.Sentence.Name
	}
	p.say("  " + code + "  " + p.said(h.Sentence.Title))
	if source := p.said(h.Sentence.Source); source != "" {
		p.say("      " + p.text("cli.policy.explain.source", map[string]string{"source": source}))
	}
	for n, way := range h.Ways {
		if n > 0 {
			p.say("      " + p.text("cli.policy.explain.or", nil))
		}
		for _, c := range way {
			key := "cli.policy.explain.false"
			if c.Holds {
				key = "cli.policy.explain.true"
			}
			line := p.text(key, map[string]string{"condition": strings.Join(strings.Fields(c.Rego), " ")})
			if c.Fact != "" {
				line += " " + p.text("cli.policy.explain.fact", map[string]string{"fact": c.Fact})
			}
			p.say("      " + line)
		}
	}
}

// said is a text of a policy in the reader's language, or in the one that it has.
func (p *program) said(b registry.Bilingual) string {
	if p.lang == texts.Danish && b.Danish != "" || b.English == "" {
		return texts.NameCouncil(b.Danish)
	}
	return b.English
}
