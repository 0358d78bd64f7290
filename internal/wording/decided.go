package wording

import (
	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/registry"
)

// Decided says in a word or two what a body decided about a rule: "fastholdt",
// "nedstemt"; empty for what is no decision of a meeting.
func Decided(l texts.Lang, f registry.Fact) string {
	switch f := f.(type) {
	case registry.Ruled:
		return l.Name("ruling", string(f.Ruling)+".done")
	case registry.NotCarried:
		if f.Tie {
			return l.Text("paper.decided.tied", nil)
		}
		return l.Text("paper.decided.fell", nil)
	case registry.Stopped:
		return l.Text("paper.decided.stopped", nil)
	}
	return ""
}
