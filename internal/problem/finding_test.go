package problem

import (
	"testing"

	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/registry/ruleimport"
)

// Whatever an import finds has words of its own in every language.
func TestFindingsHaveTexts(t *testing.T) {
	for _, l := range texts.Langs {
		for _, code := range ruleimport.Codes {
			if !l.Has("import." + string(code)) {
				t.Errorf("%s lacks import.%s", l, code)
			}
		}
	}
}
