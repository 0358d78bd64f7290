package web_test

import (
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
)

// A newcomer takes the messy sheet through the pages as the readme tells it, with
// what the pages say for a guide and without scripts: the file, the columns, each
// row to be corrected, the confirmation, the register, and back again.
func TestAMessySheetInTheBrowser(t *testing.T) {
	testenv.Chromium(t)
	o := newTown(t, testenv.SQLite(t), "2026-11-21")
	p := o.session("Ada Admin", "administrator", 1280)
	p.NoScript()
	says := func(words ...string) {
		t.Helper()
		text := strings.Join(strings.Fields(p.Text("main")), " ")
		for _, w := range words {
			if !strings.Contains(text, w) {
				t.Errorf("%s does not say %q: %.400s", p.Location(), w, text)
			}
		}
	}
	link := func(text string) int {
		t.Helper()
		testenv.Eval[bool](p, fmt.Sprintf(`(() => { const a = [...document.querySelectorAll("main a, main button")].find(e => e.textContent.trim().startsWith(%q)); if (a) a.id ||= "followed"; window.at = a && a.id; return !!a })()`, text))
		at := testenv.Eval[string](p, `window.at || ""`)
		if at == "" {
			t.Fatalf("%s leads to no %q", p.Location(), text)
		}
		return p.Follow(`[id="` + at + `"]`)
	}

	p.Open(o.address + "/arbejde")
	link("Indlæs regler")
	give(t, p, filepath.Join("..", "registry", "ruleimport", "testdata", "regler-dagtilbud-rodet.csv"))
	p.Fill("#sender", "Børnehaven Solstrålen")
	link("Læs filen")

	says("Kolonnen „område“ mangler")
	p.Fill("#area", "Dagtilbud")
	p.Fill("#unit", "Alle dagtilbud")
	p.Follow("main form .button-primary")

	says("6 rækker skal rettes eller udelades")
	p.Follow(`.figures a[href*="state=error"]`)
	p.Follow(`.card-plain a[href*="/raekker/"]`)
	corrections := map[string][2]string{"17": {"Nr.", "156"}, "21": {"Overskrift", "Uden overskrift"}, "22": {"Beskrivelse af kravet", "Skriv det ned."},
		"25": {"Vedtaget den", "30-11-2021"}, "30": {"Personer", "3"}}
	for range len(corrections) + 1 {
		at := p.Location()
		row := strings.Split(at[strings.LastIndex(at, "/")+1:], "?")[0]
		if c, known := corrections[row]; known {
			p.Fill(fmt.Sprintf(`[id="%s"]`, testenv.Eval[string](p, fmt.Sprintf(`[...document.querySelectorAll("label")].find(l => l.textContent.trim() === %q).htmlFor`, c[0]))), c[1])
		} else { // somebody's personal number
			says("CPR")
			p.Click(`label[for="` + testenv.Eval[string](p, `document.querySelector('[name="deed"][value="leave_out"]').id`) + `"]`)
		}
		if next := `[name="then"][value="next"]`; testenv.Eval[bool](p, `!!document.querySelector('`+next+`')`) {
			p.Follow(next)
		} else {
			p.Follow("main form .button-primary")
		}
		says("Rækken er gemt i kladden")
	}
	if text := p.Text("main"); strings.Contains(text, "skal rettes eller udelades") {
		t.Errorf("%s still asks for corrections: %.300s", p.Location(), text)
	}

	link("Gå videre med 34 rækker")
	p.Follow("main form .button-primary")
	says("Sig ja til dem")
	p.Click(`label[for="warnings"]`)
	p.Follow("main form .button-primary")
	says("Reglerne er gemt.", "34 nye regler", "1 udeladt række")

	p.Open(o.address + "/regler")
	says("34")
	if n := len(o.rules()); n != 34 {
		t.Errorf("%d rules", n)
	}
	p.Open(o.address + "/arbejde/importer")
	p.Follow("main table a")
	p.Follow("main form button")
	p.Open(o.address + "/regler")
	if n := len(o.rules()); n != 0 {
		t.Errorf("%d rules are left of an import that was undone", n)
	}
}

// give chooses a file in the page's field for one.
func give(t *testing.T, p *testenv.Page, file string) {
	t.Helper()
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	testenv.Eval[bool](p, fmt.Sprintf(`(() => {
		const bytes = Uint8Array.from(atob(%q), c => c.charCodeAt(0)), files = new DataTransfer();
		files.items.add(new File([bytes], %q));
		document.querySelector("input[type=file]").files = files.files;
		return true;
	})()`, base64.StdEncoding.EncodeToString(content), filepath.Base(file)))
}
