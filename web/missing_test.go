package web_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
)

var (
	lacking     = regexp.MustCompile(`(?s)id="missing".*?</ul>`)
	lackingLine = regexp.MustCompile(`<a href="#([^"]+)">([^<]+)</a>`)
)

// A rule's page says what is missing, as the list does, and leads to the field
// that mends it.
func TestMissingOnTheRulesPage(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o, w := tabled(t, dsn)
		told := func(number string, by *worker) (all []string) {
			page := by.read("/arbejde/regler/"+number).is(t, 200).body
			for _, m := range lackingLine.FindAllStringSubmatch(lacking.FindString(page), -1) {
				if !strings.Contains(page, `id="`+m[1]+`"`) {
					t.Errorf("%s: %s leads to %s, which is not on the page", number, m[2], m[1])
				}
				all = append(all, m[2])
			}
			return all
		}
		for number, want := range map[string]string{
			"R-0001": "Enhedens form|Begrundelse|Tidsforbrug",
			"R-0002": "Regelansvarlig|Kort sagt|Hvem den beskytter|Begrundelse",
			"R-0003": "Kort sagt|Hvem den beskytter|Enhedens form|Begrundelse|Juridisk kontrol|Tidsforbrug",
			"R-0004": "Regelansvarlig|Kort sagt|Hvem den beskytter|Enhedens form|Juridisk kontrol|Tidsforbrug",
		} {
			if got := strings.Join(told(number, w), "|"); got != want {
				t.Errorf("%s lacks %s, want %s", number, got, want)
			}
		}
		if got := told("R-0003", o.worker("Jurist", "legal_checker")); !slices.Equal(got, []string{"Juridisk kontrol"}) {
			t.Errorf("the lawyer is told of %v", got)
		}
	})
}
