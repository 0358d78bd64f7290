package main

import (
	"context"
	"errors"
	"flag"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/omvendt/omvendt/policies"
)

var policyTestCommand = command{
	name: "policy test", operands: []string{"[DIR|FILE]"}, noData: true,
	define: func(options *flag.FlagSet) action {
		settings := options.String("policy-settings", "", "")
		return func(ctx context.Context, p *program, operands []string) error {
			report, err := p.testsOf(ctx, operands, *settings)
			if err != nil {
				return err
			}
			return p.sayTests(report)
		}
	},
}

// testsOf runs the tests of a bundle, or of the policies that come with the program.
func (p *program) testsOf(ctx context.Context, operands []string, settings string) (policies.TestReport, error) {
	var report policies.TestReport
	var err error
	if len(operands) == 0 {
		report, err = policies.RunTests(ctx, policies.Sources())
	} else {
		with, fault := settingsOf(settings)
		if fault != nil {
			return report, fault
		}
		bundle, fault := policies.ReadBundlePath(operands[0])
		if fault != nil {
			return report, fault
		}
		report, err = bundle.RunTests(ctx, with)
	}
	switch {
	case errors.Is(err, policies.ErrNoTests):
		return report, &refusal{p.text("cli.policy_test.none", nil)}
	case err != nil:
		return report, &refusal{p.text("error.policy_uncompiled", nil) + "\n" + err.Error()} // in the compiler's words
	}
	return report, nil
}

// sayTests tells what became of tests. Whatever failed, or a code that no test names, is
// a refusal.
func (p *program) sayTests(r policies.TestReport) error {
	for _, line := range r.Failed {
		p.say(p.text("cli.policy.test.failed", map[string]string{"test": line}))
	}
	for _, name := range slices.Sorted(maps.Keys(r.Uncovered)) {
		var lines []string
		for _, n := range slices.Compact(slices.Sorted(slices.Values(r.Uncovered[name]))) {
			lines = append(lines, strconv.Itoa(n))
		}
		if len(lines) > 0 {
			p.say(p.text("cli.policy.test.uncovered", map[string]string{"file": name, "lines": strings.Join(lines, ", ")}))
		}
	}
	for _, code := range r.Unreached() {
		p.say(p.text("cli.policy.test.unreached", map[string]string{"code": code}))
	}
	p.say(p.lang.Count("cli.policy.test.ran", r.Ran, map[string]string{"percent": p.lang.Number(float64(int(r.Coverage*10)) / 10)}))
	if len(r.Failed) > 0 || len(r.Unreached()) > 0 {
		return &refusal{p.text("cli.policy.test.refused", map[string]string{"failed": strconv.Itoa(len(r.Failed)), "codes": strconv.Itoa(len(r.Unreached()))})}
	}
	return nil
}
