package workflow

import (
	"regexp"
	"slices"
	"strings"
)

// What somebody is called is not known from a list: names are told by the word before
// them, which says what the person is to the writer. It finds some and misses some,
// and so it only ever asks the writer to look again.
var named = regexp.MustCompile(`(?:^|[^\p{L}])((?:(?i:` + strings.Join([]string{
	`kollega(?:en)?`, `medarbejder(?:en)?`, `leder(?:en)?`, `souschef(?:en)?`, `chef(?:en)?`, `pædagog(?:en)?`, `medhjælper(?:en)?`, `vikar(?:en)?`, `dagplejer(?:en)?`,
	`lærer(?:en)?`, `sygeplejersken?`, `assistent(?:en)?`, `hjælper(?:en)?`, `terapeut(?:en)?`, `sagsbehandler(?:en)?`, `rådgiver(?:en)?`, `læge(?:n)?`, `tillidsrepræsentant(?:en)?`,
	`beboer(?:en)?`, `borger(?:en)?`, `barn(?:et)?`, `søn(?:nen)?`, `datter(?:en)?`, `dreng(?:en)?`, `pige(?:n)?`, `mor(?:en)?`, `far(?:en)?`, `mand(?:en)?`, `kone(?:n)?`, `nabo(?:en)?`, `fru`, `hr\.?`,
	`colleague`, `manager`, `teacher`, `nurse`, `assistant`, `caseworker`, `doctor`, `child`, `son`, `daughter`, `mother`, `father`, `neighbour`, `mrs\.?`, `mr\.?`, `ms\.?`,
}, "|") + `)) (\p{Lu}\p{Ll}+(?:-\p{Lu}\p{Ll}+)?(?: \p{Lu}\p{Ll}+)?))`)

// noNames are words that begin with a capital where no name is meant.
var noNames = []string{"Danmark", "Kommune", "Kommunen", "Byrådet", "Vi", "De", "Jeg", "Det", "Den", "Der", "Du", "Man", "Og", "Men", "Når", "Hvis", "Fordi", "For", "Så", "På", "Excel", "Aula", "Teams", "The", "We", "It", "They", "And", "But"}

// Named are the passages of a text that seem to name somebody: "kollega Hanne".
func Named(text string) (passages []string) {
	for _, m := range named.FindAllStringSubmatch(text, -1) {
		if first, _, _ := strings.Cut(m[2], " "); !slices.Contains(noNames, first) && !slices.Contains(passages, m[1]) {
			passages = append(passages, m[1])
		}
	}
	return passages
}
