package papers

import "github.com/omvendt/omvendt/internal/wording"

// excluded tells what the municipality has left out of the numbers, why, and the
// totals with it.
func (p consultationPaper) excluded() {
	r := p.report.Results
	if len(r.With.Batches) == 0 {
		return
	}
	p.Heading(2, p.text("excluded"))
	p.say("excluded_note", "contributions", p.number(r.With.Contributions), "inputs", p.number(r.With.Covered.Inputs))
	for _, e := range r.With.Batches {
		p.say("excluded_batch", "day", wording.Day(p.lang, e.Day), "n", p.number(e.Contributions), "reason", e.Reason)
	}
}
