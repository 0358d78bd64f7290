package policiestest

import (
	"strings"

	"github.com/omvendt/omvendt/policies"
)

// Saying is a policy of the program with one more sentence, whose finding comes first.
func Saying(policy, code, severity, danish, condition string) string {
	return AndSaying(policies.Sources()[policy+".rego"], code, severity, danish, condition)
}

// AndSaying puts one more sentence into the source of a policy of findings.
func AndSaying(source, code, severity, danish, condition string) string {
	if strings.Count(source, "order := [\n") != 1 {
		panic("the policy has changed")
	}
	source = strings.Replace(source, "order := [\n", "order := [\n\t{\"code\": \""+code+"\", \"severity\": \""+severity+"\"},\n", 1)
	return source + "\n# METADATA\n# title: In English " + danish + "\n# custom:\n#   title_da: " + danish + "\n#   code: " + code + "\n#   severity: " + severity +
		"\nfound contains \"" + code + "\" if " + condition + "\n"
}
