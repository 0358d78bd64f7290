package wording

import (
	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/registry"
)

// BasisEffect says what a change of legal bases means for a rule, sentence by sentence.
func BasisEffect(l texts.Lang, x registry.BasisEffect) []string {
	key := "basis_effect." + string(x.Outcome)
	if x.Outcome == registry.Unbound {
		switch x.Was {
		case registry.Agreement, registry.MandatedLocal:
			key += "." + string(x.Was)
		}
	}
	out := []string{l.Text(key, map[string]string{"day": Day(l, x.ClassOn), "class": Class(l, x.Now)})}
	if x.Outcome == registry.Unbound && x.Now == registry.AddOn {
		out = append(out, l.Text("basis_effect.floor", nil))
	}
	if x.StateOn != registry.NoDay {
		out = append(out, l.Text("basis_effect.state", map[string]string{"day": Day(l, x.StateOn), "state": State(l, x.IsState), "was": State(l, x.WasState)}))
	}
	return out
}
