package wording

import (
	"regexp"
	"strings"

	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/registry"
)

var numbered = regexp.MustCompile(`/eli/([a-z]+)/(\d{4})/(\d+)`)

// Basis names a legal basis shortly, as lawyers do in any language: "Dagtilbudsloven
// § 11, stk. 1", or where the law has no name "§ 11, stk. 1 (Lovtidende A 2024 nr. 988)".
func Basis(laws registry.Laws, b registry.Basis) string {
	if law, named := laws.Of(b); named {
		return strings.TrimSpace(law.Called() + " " + b.Provision())
	}
	eli, provision := b.ELI(), b.Provision()
	if eli == "" {
		return provision
	}
	_, law, _ := strings.Cut(eli, "/eli/")
	if m := numbered.FindStringSubmatch(eli); m != nil {
		switch m[1] {
		case "lta":
			law = "Lovtidende A " + m[2] + " nr. " + m[3]
		case "reg":
			law = "forordning (EU) " + m[2] + "/" + m[3]
		case "dir":
			law = "direktiv (EU) " + m[2] + "/" + m[3]
		}
	}
	if provision == "" {
		return law
	}
	return provision + " (" + law + ")"
}

// Because says why a rule has a class: which bases give it, whose names stand word
// for word in the text, or who adopted the rule.
func Because(l texts.Lang, laws registry.Laws, s registry.ClassSpell, adopter registry.Adopter) (text, bases string) {
	names := make([]string, len(s.Because))
	for i, b := range s.Because {
		names[i] = Basis(laws, b)
	}
	bases = strings.Join(names, "; ")
	return l.Text("because."+string(s.Class), map[string]string{"basis": bases, "adopter": l.Name("adopter", string(adopter))}), bases
}
