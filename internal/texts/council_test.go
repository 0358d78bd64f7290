package texts

import (
	"regexp"
	"strings"
	"testing"
)

func TestCouncilByItsName(t *testing.T) {
	written := "Byrådet og byrådets byråd, et byrådsmedlem i Byrådssalen."
	for c, want := range map[Council]string{
		Byråd:                written,
		Kommunalbestyrelse:   "Kommunalbestyrelsen og kommunalbestyrelsens kommunalbestyrelse, et kommunalbestyrelsesmedlem i Byrådssalen.",
		Borgerrepræsentation: "Borgerrepræsentationen og Borgerrepræsentationens Borgerrepræsentation, et Borgerrepræsentationsmedlem i Byrådssalen.",
	} {
		if got := c.in(written); got != want {
			t.Errorf("%s: %s", c, got)
		}
	}
}

// TestNoTextKeepsTheOtherName: every Danish text can be told with another name, and none
// has an article or a pronoun that only "byråd" has.
func TestNoTextKeepsTheOtherName(t *testing.T) {
	neuter := regexp.MustCompile(`(?i)\b(et|dette|det|nyt|nyvalgt|helt) byråd\b`)
	named := 0
	for key, plain := range calling[Byråd]()[Danish] {
		whole := strings.Join(plain, "")
		if neuter.MatchString(whole) {
			t.Errorf("%s cannot be told of a kommunalbestyrelse: %s", key, whole)
		}
		other := strings.Join(calling[Kommunalbestyrelse]()[Danish][key], "")
		if strings.Contains(strings.ToLower(other), "byråd") {
			t.Errorf("%s still says %s", key, other)
		}
		if other != whole {
			named++
		}
	}
	if named == 0 {
		t.Error("no text names the council")
	}
	if CallCouncil("rådet") {
		t.Error("any name is taken")
	}
}
