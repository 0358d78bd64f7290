package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/omvendt/omvendt/internal/wording"
	"github.com/omvendt/omvendt/policies"
	"github.com/omvendt/omvendt/registry"
)

// checkChild are the words that make the program the process in which a policy is
// checked. They are for the program itself, and no command.
var checkChild = []string{"policy", "check-child"}

// policyOptions are what is asked of a municipality's own policy.
type policyOptions struct{ key, algorithm string }

func (o *policyOptions) define(options *flag.FlagSet) {
	options.StringVar(&o.key, "policy-key", "", "")
	options.StringVar(&o.algorithm, "policy-key-algorithm", "RS256", "")
}

// checker checks bundles in another process of this program.
func (o *policyOptions) checker(p *program) (*policies.Checker, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	c := &policies.Checker{Command: append([]string{self}, checkChild...), Version: version()}
	if o.key == "" {
		return c, nil
	}
	pem, err := os.ReadFile(o.key)
	if err != nil || len(pem) == 0 { // an empty key would ask for no signature
		return nil, &refusal{p.text("cli.policy.key_unreadable", map[string]string{"path": o.key})}
	}
	c.Key = policies.Key{PEM: string(pem), Algorithm: o.algorithm}
	return c, nil
}

// useOwnPolicies lets a server take municipalities' own policies in, and try them in
// simulations: each in another process first.
func (p *program) useOwnPolicies(h *home, own *policyOptions) error {
	checker, err := own.checker(p)
	if err != nil {
		return err
	}
	h.register.Checker = watchedChecker{checker, p}
	h.workflow.CheckPolicy = harmless(&policies.Checker{Command: checker.Command}) // what is only supposed is signed by nobody
	return nil
}

// harmless says whether a policy can be compiled and asked in this process: what it
// answers is what the simulation is there to show. Errors are CodePolicyFailed.
func harmless(checker *policies.Checker) func(context.Context, []byte) error {
	return func(ctx context.Context, source []byte) error {
		modules, err := registry.PolicyModules(source)
		if err != nil {
			return err
		}
		files := map[string][]byte{}
		for name, text := range modules {
			files[name] = []byte(text)
		}
		settings := registry.DefaultSettings()
		_, report, err := checker.CheckPolicy(ctx, files, settings.Canonical())
		if err != nil {
			return err
		}
		for _, c := range report.Checks {
			for _, f := range c.Findings {
				if harm(c.Name, f.Code) {
					return &registry.Error{Code: registry.CodePolicyFailed, Err: fmt.Errorf("%s %s:%d %s", f.Code, f.File, f.Line, f.Detail)}
				}
			}
		}
		return nil
	}
}

func harm(check registry.PolicyCheckName, found registry.PolicyFindingCode) bool {
	switch found {
	case registry.FoundTime, registry.FoundMemory, registry.FoundDepth, registry.FoundCrash:
		return true
	}
	return check == registry.CheckModules || check == registry.CheckCompile || check == registry.CheckSchema
}

var policyCheckCommand = command{
	name: "policy check", operands: []string{"DIR|FILE"}, needs: 1, noData: true,
	define: func(options *flag.FlagSet) action {
		var asked policyOptions
		asked.define(options)
		settings := options.String("policy-settings", "", "")
		return func(ctx context.Context, p *program, operands []string) error {
			checker, err := asked.checker(p)
			if err != nil {
				return err
			}
			with, err := settingsOf(*settings)
			if err != nil {
				return err
			}
			return p.checkPolicy(ctx, checker, operands[0], with)
		}
	},
}

// settingsOf are the settings in a file, or those that a new register has.
func settingsOf(file string) (registry.Settings, error) {
	if file == "" {
		return registry.DefaultSettings(), nil
	}
	source, err := os.ReadFile(file)
	if err != nil {
		return registry.Settings{}, &registry.Error{Code: registry.CodeFileUnreadable, Args: registry.Args{"path": file}, Err: err}
	}
	return registry.ParseSettings(source)
}

func (p *program) checkPolicy(ctx context.Context, checker *policies.Checker, path string, settings registry.Settings) error {
	bundle, err := policies.ReadBundlePath(path)
	if err != nil {
		return err
	}
	source, report, err := checker.CheckPolicy(ctx, bundle, settings.Canonical())
	if err != nil {
		return err
	}
	p.sayPolicyReport(report)
	if !report.Passed() {
		return &refusal{p.text("cli.policy.failed", nil)}
	}
	p.say(p.text("cli.policy.passed", map[string]string{"digest": registry.Digest(source)}))
	return nil
}

// sayPolicyReport tells of every check that there is, also of those that were not made.
func (p *program) sayPolicyReport(report registry.PolicyReport) {
	made := map[registry.PolicyCheckName]registry.PolicyCheck{}
	for _, c := range report.Checks {
		made[c.Name] = c
	}
	for _, name := range registry.PolicyChecks {
		c, ok := made[name]
		line := "ok"
		switch {
		case !ok:
			line = "none"
		case !c.Passed:
			line = "no"
		case c.Ran == 0:
			line = "idle"
		}
		p.say(p.text("cli.policy.check."+line, map[string]string{"check": p.text("policy_check."+string(name), nil)}))
		for _, f := range c.Findings {
			p.say("       " + p.found(f))
		}
	}
}

func (p *program) found(f registry.PolicyFinding) string {
	words := []string{p.text("policy_finding."+string(f.Code), nil)}
	if f.File != "" {
		place := f.File
		if f.Line > 0 {
			place += ":" + strconv.Itoa(f.Line)
		}
		words = append([]string{place}, words...)
	}
	if f.Detail != "" {
		words = append(words, "["+f.Detail+"]")
	}
	if len(f.Row) > 0 && f.On != registry.NoDay {
		words = append(words, p.text("cli.policy.on", map[string]string{"day": wording.Day(p.lang, f.On)}))
	}
	if len(f.Row) > 0 {
		words = append(words, string(f.Row))
	}
	return strings.Join(words, " ")
}
