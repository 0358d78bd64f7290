package main

import (
	"context"

	"github.com/omvendt/omvendt/registry"
)

// watchedChecker tells the log and the metrics of each policy that is refused. Neither
// gets anything of what the policy says.
type watchedChecker struct {
	registry.PolicyChecker
	p *program
}

func (w watchedChecker) ReadPolicy(bundle []byte) (map[string][]byte, error) {
	files, err := w.PolicyChecker.ReadPolicy(bundle)
	if err != nil {
		w.p.metrics.policyRefused(policyForm)
		w.p.log.Warn("a policy was refused", "check", policyForm, "found", string(registry.CodeOf(err)))
	}
	return files, err
}

func (w watchedChecker) CheckPolicy(ctx context.Context, files map[string][]byte, settings []byte) ([]byte, registry.PolicyReport, error) {
	source, report, err := w.PolicyChecker.CheckPolicy(ctx, files, settings)
	for _, c := range report.Checks {
		if err == nil && !c.Passed && len(c.Findings) > 0 {
			w.p.metrics.policyRefused(string(c.Name))
			w.p.log.Warn("a policy was refused", "check", string(c.Name), "found", string(c.Findings[0].Code))
		}
	}
	return source, report, err
}

// tellLost tells the log of versions that cannot be judged with. The server goes on with
// those before them.
func (p *program) tellLost(ctx context.Context, h *home) {
	lost, err := guarded(func() ([]registry.LostVersion, error) { return h.register.LostVersions(ctx) })
	if err != nil && ctx.Err() == nil {
		p.log.Error("looking for lost versions of policy and settings", "err", err)
	}
	for _, v := range lost {
		p.log.Error("a version cannot be judged with, and the one before it is in charge", "kind", string(v.Kind), "from", v.From.String(), "digest", v.Digest, "err", v.Err)
	}
}
