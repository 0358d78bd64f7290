package main

import (
	"context"
	"encoding/json"
	"flag"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/omvendt/omvendt/internal/wording"
	"github.com/omvendt/omvendt/policies"
	"github.com/omvendt/omvendt/registry"
)

// byHand asks a policy about an input that somebody wrote.
type byHand struct {
	of, input, settings string

	bundle            string
	on                registry.Day
	written, explains bool
}

func (o *byHand) define(options *flag.FlagSet) {
	options.StringVar(&o.of, "of", string(registry.PolicyInForce), "")
	options.StringVar(&o.input, "input", "", "")
	options.StringVar(&o.settings, "policy-settings", "", "")
}

// asked says that an input is meant, and not a rule.
func (o *byHand) asked() bool {
	return o.input != "" || o.settings != "" || o.of != string(registry.PolicyInForce)
}

// policyOf is a policy by its name on the command line.
func policyOf(name string) (registry.PolicyName, error) {
	policy := registry.PolicyName(strings.ReplaceAll(name, "-", "_"))
	if !slices.Contains(registry.PolicyNames, policy) {
		return "", wrong("bad_value", "option", "--of", "value", name)
	}
	return policy, nil
}

func (o *byHand) run(ctx context.Context, p *program) error {
	policy, err := policyOf(o.of)
	switch {
	case err != nil:
		return err
	case o.input == "" && policy == registry.PolicyInForce:
		return wrong("missing", "operand", "RULE")
	case o.input == "":
		return wrong("missing", "operand", "--input")
	}
	input, err := p.read(o.input)
	if err != nil {
		return err
	}
	source, settings, err := o.asAdopted(ctx, p)
	if err != nil {
		return err
	}
	answer, err := policies.AskByHand(policy, source, settings, input)
	if err != nil {
		return err
	}
	if o.written {
		return p.sayJSON(handWritten(answer, json.RawMessage(input), o.explains))
	}
	p.sayByHand(answer)
	if o.explains {
		p.saySentences(answer.Held)
	}
	return nil
}

// read is a file, or what is piped in where its name is a dash.
func (p *program) read(name string) (content []byte, err error) {
	if name == "-" {
		content, err = io.ReadAll(p.stdin)
	} else {
		content, err = os.ReadFile(name)
	}
	if err != nil {
		return nil, &registry.Error{Code: registry.CodeFileUnreadable, Args: registry.Args{"path": name}, Err: err}
	}
	return content, nil
}

// asAdopted are the policy and the settings of the day, or those that are asked about instead.
func (o *byHand) asAdopted(ctx context.Context, p *program) (source []byte, settings registry.Settings, err error) {
	if o.bundle == "" || o.settings == "" {
		h, err := p.open(ctx)
		if err != nil {
			return nil, settings, err
		}
		defer h.Close()
		view, err := h.register.Policies(ctx, o.on, "")
		if err != nil {
			return nil, settings, err
		}
		source, settings = view.Policy.Source, view.Values
	}
	if o.settings != "" {
		if settings, err = settingsOf(o.settings); err != nil {
			return nil, settings, err
		}
	}
	if o.bundle != "" {
		edited, err := p.edited(o.bundle)
		return edited.Source, settings, err
	}
	return source, settings, nil
}

// handAnswer is what a policy answers by hand, as --json writes it.
type handAnswer struct {
	Policy   registry.PolicyName  `json:"policy"`
	Digest   string               `json:"policy_digest"`
	Main     string               `json:"main,omitempty"`
	Findings []handFinding        `json:"findings"`
	Missing  []registry.Criterion `json:"missing,omitempty"`
	Input    json.RawMessage      `json:"input"`
	Held     []heldSentence       `json:"sentences,omitempty"`
}

type handFinding struct {
	Code     string             `json:"code"`
	Severity string             `json:"severity,omitempty"`
	Says     registry.Bilingual `json:"says"`
}

func handWritten(a policies.ByHand, input json.RawMessage, sentences bool) handAnswer {
	out := handAnswer{Policy: a.Policy, Digest: a.Digest, Main: a.Main, Findings: []handFinding{}, Missing: a.Missing, Input: input}
	for _, f := range a.Findings {
		out.Findings = append(out.Findings, handFinding(f))
	}
	if sentences {
		out.Held = heldSentences(a.Held)
	}
	return out
}

func (p *program) sayByHand(a policies.ByHand) {
	p.say(p.lang.Name("policy", string(a.Policy)))
	if main := p.mainByHand(a); main != "" {
		p.say("  " + main)
	}
	for _, f := range a.Findings {
		line := "  " + f.Code + "  " + p.said(f.Says)
		if f.Severity != "" {
			line += " (" + p.text("web.policies.severity."+f.Severity, nil) + ")"
		}
		p.say(line)
	}
	for _, c := range a.Missing {
		p.say("  " + p.text("cli.policy.hand.missing", map[string]string{"criterion": p.lang.Name("criterion", string(c))}))
	}
	if a.Main == "" && len(a.Findings) == 0 {
		p.say("  " + p.text("cli.policy.hand.nothing", nil))
	}
}

// mainByHand is the answer in words; empty where it is told by what was found alone.
func (p *program) mainByHand(a policies.ByHand) string {
	switch {
	case a.Ruling:
		return p.text("cli.policy.hand.counts."+a.Main, nil)
	case a.Policy == registry.PolicyInForce:
		return wording.State(p.lang, registry.State(a.Main))
	case a.Policy == registry.PolicyJustification:
		return p.lang.Name("case_grade", a.Main)
	case a.Policy == registry.PolicyDecision:
		return p.lang.Name("outcome", a.Main)
	}
	return ""
}

var policySchemaCommand = command{
	name: "policy schema", noData: true,
	define: func(options *flag.FlagSet) action {
		of := options.String("of", string(registry.PolicyInForce), "")
		example := options.Bool("example", false, "")
		return func(_ context.Context, p *program, _ []string) error {
			policy, err := policyOf(*of)
			if err != nil {
				return err
			}
			if *example {
				return p.sayJSON(policies.ExampleInput(policy))
			}
			return p.sayJSON(policies.InputSchema(policy))
		}
	},
}
