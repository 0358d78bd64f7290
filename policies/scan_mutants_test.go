package policies

import (
	"fmt"
	"strings"
)

// mutant is a policy's text with one thing changed.
type mutant struct{ what, text string }

// mutantsOf drops each condition of in_force.rego, flips each comparison, drops each rule
// but the last of its name, and swaps neighbours in the order.
func mutantsOf(text string) (all []mutant) {
	lines := strings.Split(text, "\n")
	put := func(what string, i int, replacement ...string) {
		changed := append(append(append([]string{}, lines[:i]...), replacement...), lines[i+1:]...)
		all = append(all, mutant{fmt.Sprintf("line %d %s: %s", i+1, what, strings.TrimSpace(lines[i])), strings.Join(changed, "\n")})
	}
	flips := []string{" == ", " != ", " != ", " == ", " <= ", " < ", " < ", " <= ", "true", "false", "false", "true"}
	for i, line := range lines {
		name, condition, headed := strings.Cut(line, " if ")
		switch {
		case strings.HasPrefix(line, "#"):
			continue
		case strings.HasPrefix(line, "\t{\"code\""):
			if strings.HasPrefix(lines[i+1], "\t{") {
				put("after the next", i, lines[i+1], line)
				last := &all[len(all)-1]
				last.text = strings.Replace(last.text, line+"\n"+lines[i+1]+"\n", line+"\n", 1)
			}
			continue
		case strings.HasPrefix(line, "\t"):
			put("dropped", i)
		case headed && condition != "{":
			put("without condition", i, name+" := true")
		default:
			continue
		}
		for k := 0; k < len(flips); k += 2 {
			if strings.Contains(line, flips[k]) {
				put("flipped", i, strings.Replace(line, flips[k], flips[k+1], 1))
			}
		}
		if strings.Contains(line, " < ") || strings.Contains(line, " <= ") {
			put("turned", i, strings.NewReplacer(" < ", " >= ", " <= ", " > ").Replace(line))
		}
	}
	return all
}
