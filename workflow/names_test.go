package workflow_test

import (
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/workflow"
)

func TestNamesAreNoticed(t *testing.T) {
	for text, want := range map[string]string{
		"Min kollega Hanne skriver det hele to gange.":             "kollega Hanne",
		"pædagogen Søren og lederen Anne-Marie Ørsted ved det":     "pædagogen Søren|lederen Anne-Marie Ørsted",
		"Vores datter Åse går på stuen, og fru Holm gør det.":      "datter Åse|fru Holm",
		"My colleague Hanne knows. Mr. Smith too.":                 "colleague Hanne|Mr. Smith",
		"Kollega Bo, kollega Bo og kollega Bo":                     "Kollega Bo|kollega Bo",
		"Lederen skriver det. Vi læser det ikke.":                  "",
		"Spørg lederen. Hanne ved det, men hun kan ikke ses her.":  "",
		"Hver medarbejder Skal lave to skemaer, og lederen Aula.":  "medarbejder Skal",
		"formand Hansen er ingen mand Der kan":                     "",
		"Jeg er leder på 37 timer. Kollegaer og ledere er trætte.": "",
		"en kollega\nHanne": "",
		"Lederen Vi havde før var bedre, sagde barnet Det selv kan.": "",
	} {
		if got := strings.Join(workflow.Named(text), "|"); got != want {
			t.Errorf("%q names %q, want %q", text, got, want)
		}
	}
	for _, text := range testenv.OrdinaryTexts() {
		if got := workflow.Named(text); got != nil {
			t.Errorf("%q names %q", text, got)
		}
	}
}
