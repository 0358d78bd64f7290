package web_test

import (
	"context"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
)

// openDraft uploads a file and gives the address of its draft.
func (w *worker) openDraft(content string, pairs ...string) string {
	w.t.Helper()
	h := w.read("/arbejde/import").is(w.t, 200).hidden("")
	g := w.upload("/arbejde/import", content, filled(h, pairs...)).is(w.t, 200)
	address := strings.TrimSuffix(g.Request.URL.Path, "/kolonner")
	if address == g.Request.URL.Path {
		w.t.Fatalf("at %s", address)
	}
	return address
}

// toRows says nothing of the columns and goes on to the rows.
func (w *worker) toRows(draft string, pairs ...string) got {
	w.t.Helper()
	return w.send(draft+"/kolonner", filled(w.read(draft+"/kolonner").is(w.t, 200).hidden(""), pairs...)).is(w.t, 200)
}

var (
	cellField = regexp.MustCompile(`for="(cell\.\d+)"><span lang="da">([^<]*)<`)
	chosen    = regexp.MustCompile(`name="deed" value="([^"]*)" checked`)
)

// row is the form of a row as a browser would send it, with cells said anew by
// the names of their columns.
func (w *worker) row(draft, row string, pairs ...string) url.Values {
	w.t.Helper()
	g := w.read(draft+"/raekker/"+row).is(w.t, 200)
	h := g.hidden("")
	if m := chosen.FindStringSubmatch(g.body); m != nil {
		h.Set("deed", m[1])
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		name := pairs[i]
		for _, m := range cellField.FindAllStringSubmatch(g.body, -1) {
			if m[2] == pairs[i] {
				name = m[1]
			}
		}
		h.Set(name, pairs[i+1])
	}
	return h
}

func (w *worker) confirm(draft string, pairs ...string) got {
	w.t.Helper()
	h := w.read(draft+"/bekraeft").is(w.t, 200).hidden("")
	return w.send(draft+"/bekraeft", filled(h, pairs...))
}

func (o *town) rules() []registry.Rule {
	o.t.Helper()
	page, err := o.register.Rules(context.Background(), registry.RuleFilter{})
	o.must(err)
	return page.Rules
}

// A newcomer takes an office's own sheet to rules: corrects, leaves out, says yes.
func TestImportOfAMessySheet(t *testing.T) {
	messy, err := os.ReadFile(filepath.Join("..", "registry", "ruleimport", "testdata", "regler-dagtilbud-rodet.csv"))
	if err != nil {
		t.Fatal(err)
	}
	o := newTown(t, testenv.SQLite(t), "2026-11-21")
	w := o.worker("Ada Admin", "administrator")
	draft := w.openDraft(string(messy), "sender", "Børnehaven Solstrålen")
	w.read(draft+"/kolonner").has(t, "Kolonnen „område“ mangler")
	g := w.toRows(draft, "area", "Dagtilbud", "unit", "Alle dagtilbud")
	g.has(t, "6 rækker skal rettes eller udelades", "CPR")
	if strings.Contains(g.body, "0000") && strings.Contains(g.body, "-0000") {
		t.Error("a personal number is shown")
	}
	if w.read(draft+"/bekraeft").is(t, 200).has(t, "6 rækker skal rettes"); len(o.rules()) != 0 {
		t.Error("stored before it was said")
	}
	// One after the other of those that are to be corrected.
	at := w.read(draft+"?state=error").is(t, 200)
	for i, cell := range [][3]string{{"17", "Nr.", "156"}, {"19", "", ""}, {"21", "Overskrift", "Uden overskrift"}, {"22", "Beskrivelse af kravet", "Skriv det ned."},
		{"25", "Vedtaget den", "30-11-2021"}, {"30", "Personer", "3"}} {
		if !strings.Contains(at.body, "/raekker/"+cell[0]+"?state=error") {
			t.Errorf("row %s is not among those to be corrected", cell[0])
		}
		if cell[1] == "" {
			continue
		}
		form := w.row(draft, cell[0]+"?state=error", cell[1], cell[2], "then", "next")
		at = w.send(draft+"/raekker/"+cell[0], form).is(t, 200)
		if at.has(t, "Rækken er gemt i kladden"); i < 5 != strings.Contains(at.Request.URL.Path, "/raekker/") {
			t.Errorf("after row %s at %s", cell[0], at.Request.URL)
		}
		at = w.read(draft + "?state=error")
	}
	if strings.Contains(at.body, "/raekker/30?") {
		t.Error("row 30 is still among them")
	}
	// A number is not to be put back.
	cpr := w.row(draft, "19", "Bemærkninger", "Spørg 010190-1234")
	w.send(draft+"/raekker/19", cpr).is(t, 422).has(t, "CPR")
	cpr.Set("deed", "leave_out")
	for name := range cpr {
		if strings.HasPrefix(name, "cell.") {
			cpr.Del(name)
		}
	}
	g = w.send(draft+"/raekker/19", cpr).is(t, 200)
	g.lacks(t, "skal rettes eller udelades")

	w.confirm(draft).is(t, 422).has(t, "Sig ja til dem")
	w.read(draft+"?state=warning").is(t, 200).has(t, "Kravet ligner det i række 10", "forår 2019")
	g = w.confirm(draft, "warnings", "yes").is(t, 200)
	g.has(t, "Reglerne er gemt.", "34 nye regler", "1 udeladt række")
	if n := len(o.rules()); n != 34 {
		t.Errorf("%d rules", n)
	}
	w.read(draft).is(t, 404)
	// The sheet of the same sender next time, with what is there already.
	again := w.toRows(w.openDraft(string(messy), "sender", "børnehaven solstrålen"), "area", "Dagtilbud", "unit", "Alle dagtilbud")
	again.lacks(t, "Bemærkninger er ikke genkendt")
	again.has(t, "Uændret")
}

func TestImportUpdates(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o := newTown(t, dsn, "2026-11-21")
		w := o.worker("Ada Admin", "administrator")
		draft := w.openDraft(importHead + "Ugeplan;Skriv en plan for ugen og hæng den op på stuen.;regel;Dagtilbud;Alle;byråd;2014-08-01;\n")
		w.toRows(draft)
		for range 2 { // a repetition has one effect
			h := w.read(draft + "/bekraeft")
			if h.StatusCode == 404 {
				break
			}
			form := h.hidden("")
			w.send(draft+"/bekraeft", form).is(t, 200).has(t, "1 ny regel")
			w.send(draft+"/bekraeft", form).is(t, 200).has(t, "1 ny regel")
		}
		if n := len(o.rules()); n != 1 {
			t.Fatalf("%d rules", n)
		}

		// The number says which rule it is: what differs is shown, and nothing
		// happens before somebody has said so.
		numbered := "nummer;" + importHead + "R-0001;Ugeplan;Skriv en kort plan for ugen og hæng den op på stuen.;regel;;Stuen;byråd;2014-08-01;\n"
		draft = w.openDraft(numbered, "sender", "Stuen")
		g := w.toRows(draft, "text_from", "2026-12-01")
		g.has(t, "Skal vælges", "Stuen")
		g.lacks(t, "Gå videre med")
		rows := filled(g.hidden("rows"), "do", "update")
		w.send(draft, rows).is(t, 422).has(t, "Sæt kryds ved mindst én række")
		rows.Set("row", "2")
		stale := w.send(draft, rows).is(t, 200)
		stale.has(t, "Opdaterer en regel", "Gå videre med 1 række")

		// Somebody else changes the rule in between: it is said, not overwritten.
		seen := w.read(draft + "/bekraeft").hidden("")
		rule := o.rules()[0]
		entry := rule.Catalogue
		entry.Owner = "HR-konsulenten"
		_, err := o.register.EditRule(context.Background(), act, 1, rule.Edit, entry)
		o.must(err)
		w.send(draft+"/bekraeft", seen).is(t, 409).has(t, "Se den igen")
		g = w.read(draft).is(t, 200)
		g.has(t, "R-0001 er ændret af en anden")
		w.send(draft, filled(g.hidden("rows"), "do", "update_page")).is(t, 200).has(t, "Opdaterer en regel")
		w.confirm(draft).is(t, 200).has(t, "1 opdateret regel", "R-0001")

		view, err := o.register.Rule(context.Background(), 1, registry.StatusQuery{On: registry.MustDay("2026-12-01")})
		o.must(err)
		if view.Rule.Catalogue.Unit != "Stuen" || view.Rule.Catalogue.Area != "Dagtilbud" || view.Rule.Catalogue.Owner != "HR-konsulenten" ||
			view.Text.Demand != "Skriv en kort plan for ugen og hæng den op på stuen." || view.Text.Ordinal != 2 {
			t.Errorf("the rule is %+v %+v", view.Rule.Catalogue, view.Text)
		}
		before, err := o.register.Rule(context.Background(), 1, registry.StatusQuery{On: registry.MustDay("2026-11-30")})
		if o.must(err); before.Text.Ordinal != 1 {
			t.Error("the text changed before its day")
		}
		h, err := o.register.History(context.Background(), 1, registry.RevisionOpen, 0)
		if o.must(err); h.Changes[0].Entry == nil || h.Changes[0].Entry.After.Unit != "Stuen" {
			t.Errorf("history %+v", h.Changes[0])
		}

		// A row without a number that is like it.
		draft = w.openDraft(importHead + "Ugens plan;Skriv en kort plan for ugen. Hæng den op på stuen.;regel;Dagtilbud;Alle;byråd;2014-08-01;\n" +
			"Ny plan;Hæng en kort plan for ugen op på stuen, og skriv den ned.;regel;Dagtilbud;Alle;byråd;2014-08-01;\n" +
			"Andet;Noget helt andet, som ingen har hørt om før i dag.;regel;Dagtilbud;Alle;byråd;2014-08-01;\n")
		g = w.toRows(draft)
		g.has(t, "ligner det i R-0001")
		w.send(draft+"/raekker/3", w.row(draft, "3", "deed", "new")).is(t, 200).has(t, "Gå videre med 2 rækker")
		w.confirm(draft, "warnings", "yes").is(t, 200).has(t, "2 nye regler")
	})
}

func TestImportDrafts(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o := newTown(t, dsn, "2026-11-21")
		w, owner, other := o.worker("Ada Admin", "administrator"), o.worker("Ejer Ældre", "owner", "Ældre"), o.worker("En Anden", "owner", "Ældre")
		file := strings.Replace(importHead, "titel", "zebra", 1) + "Fra en zebra;Skriv.;regel;Dagtilbud;Alle;byråd;2014-08-01;\n"
		draft := owner.openDraft(file, "sender", "Zoo")
		owner.read("/arbejde/import").has(t, "regler.csv")
		other.read("/arbejde/import").lacks(t, "regler.csv")
		other.read(draft).is(t, 404)
		w.read("/arbejde/import").has(t, "regler.csv", "Lavet af Ejer Ældre")

		// What a column is can be said, and an owner takes in what they reach.
		owner.toRows(draft).has(t, "Kolonnen „titel“ mangler")
		match := func() url.Values {
			h := owner.read(draft + "/kolonner").hidden("")
			for name := range h {
				if column, ok := strings.CutSuffix(name, ".header"); ok && h.Get(name) == "zebra" {
					h.Set(column+".field", "titel")
				}
			}
			return h
		}
		owner.send(draft+"/kolonner", filled(match(), "area", strings.Repeat("x", 500))).is(t, 422).has(t, "tegn")
		stale := match()
		owner.send(draft+"/kolonner", match()).is(t, 200).has(t, "1 række skal rettes", "Fra en zebra")
		owner.send(draft+"/kolonner", stale).is(t, 412)
		owner.send(draft+"/raekker/2", owner.row(draft, "2", "område", "Ældre")).is(t, 200).has(t, "Gå videre med 1 række")
		owner.confirm(draft).is(t, 200).has(t, "1 ny regel")
		owner.toRows(owner.openDraft(file, "sender", "zoo")).lacks(t, "Kolonnen „titel“ mangler")

		g := owner.read("/arbejde/import")
		drop := g.hidden("drop")
		g = owner.send("/arbejde/import", drop).is(t, 200)
		g.has(t, "Kladden er smidt ud")
		g.lacks(t, "regler.csv")

		owner.upload("/arbejde/import", "titel;krva\n", nil).is(t, 422)
		owner.send("/arbejde/import", url.Values{}).is(t, 422)
		owner.upload("/arbejde/import", strings.Repeat("x", 12<<20), nil).is(t, 413)
		owner.read(draft+"/raekker/2").is(t, 404)
	})
}

// An import is taken back while nothing was built on it.
func TestImportUndone(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o := newTown(t, dsn, "2026-11-21")
		ctx := context.Background()
		w := o.worker("Ada Admin", "administrator")
		take := func(file string) string {
			draft := w.openDraft(file)
			g := w.toRows(draft)
			if strings.Contains(g.body, "Skal vælges") {
				w.send(draft, filled(g.hidden("rows"), "do", "update_page")).is(t, 200)
			}
			return w.confirm(draft).is(t, 200).Request.URL.Path
		}
		take(importHead + "Ugeplan;Skriv en plan for ugen og hæng den op på stuen.;regel;Dagtilbud;Alle;byråd;2014-08-01;\n")
		o.on("2026-11-22")
		w = o.worker("Ada Anden", "administrator")
		second := take("nummer;" + importHead + "R-0001;Ugeplan for alle;Skriv en plan for ugen og hæng den op på stuen.;regel;Dagtilbud;Stuen;byråd;2014-08-01;\n" +
			";Bil;Vask bilen hver fredag efter frokost, og skriv det ned.;regel;Veje;Alle;byråd;2014-08-01;\n")
		before, err := o.register.Rule(ctx, 2, registry.StatusQuery{})
		if o.must(err); before.Text.Title != "Bil" {
			t.Fatalf("R-0002 is %q", before.Text.Title)
		}

		// Something was built on one of them.
		_, err = o.register.Justify(ctx, act, 2, before.Rule.Edit, registry.Justification{Value: "Bilen ruster ellers."})
		o.must(err)
		w.send(second, w.read(second).hidden("")).is(t, 409).has(t, "R-0002")
		if len(o.rules()) != 2 {
			t.Error("half of it was undone")
		}

		third := take(importHead + "Hegn;Mal hegnet hvert forår, og skriv farven ned i bogen.;regel;Veje og hegn;Alle;byråd;2014-08-01;\n")
		undo := w.read(third).hidden("")
		for range 2 { // a repetition has one effect
			w.send(third, undo).is(t, 200).has(t, "Importen er fortrudt")
		}
		w.send(third, w.read(second).hidden("")).is(t, 409).has(t, "allerede fortrudt")
		w.read("/regler/R-0003").is(t, 404).has(t, "aldrig brugt igen")
		w.read("/arbejde/regler").lacks(t, "Hegn")
		w.read("/regler").lacks(t, "Hegn", "Veje og hegn")
		if len(o.rules()) != 2 {
			t.Errorf("%d rules", len(o.rules()))
		}
		// What the register knew before it was undone stays readable.
		i, err := o.register.Import(ctx, registry.ImportID(filepath.Base(third)))
		o.must(err)
		o.must(o.register.Store.View(ctx, func(r registry.Reader) error {
			then, err := registry.ReadRule(r, 3, i.Day, i.Revision)
			if err == nil && (then.Text.Title != "Hegn" || then.Segment.State != registry.InForce) {
				t.Errorf("then it was %q, %s", then.Text.Title, then.Segment.State)
			}
			return err
		}))
		if _, err := o.register.EditRule(ctx, act, 3, 2, before.Rule.Catalogue); registry.CodeOf(err) != registry.CodeTakenOut {
			t.Errorf("a rule that was taken out is edited: %v", err)
		}
		// Its number is used for ever.
		take(importHead + "Tag;Rens tagrenden hver måned, og meld fejl til kommunen.;regel;Veje;Alle;byråd;2014-08-01;\n")
		if rules := o.rules(); rules[len(rules)-1].Number != 4 {
			t.Errorf("the number %s", rules[len(rules)-1].Number)
		}

		// An update is reversed as a change of its own.
		fourth := take("nummer;" + importHead + "R-0001;Ugeplan for få;Skriv en plan for ugen og hæng den op i gangen.;regel;Dagtilbud;Gangen;byråd;2014-08-01;\n")
		w.send(fourth, w.read(fourth).hidden("")).is(t, 200).has(t, "Importen er fortrudt")
		now, err := o.register.Rule(ctx, 1, registry.StatusQuery{})
		if o.must(err); now.Text.Title != "Ugeplan for alle" || now.Rule.Catalogue.Unit != "Stuen" || len(now.Versions) != 4 {
			t.Errorf("R-0001 is %q in %q, %d versions", now.Text.Title, now.Rule.Catalogue.Unit, len(now.Versions))
		}
		w.read("/arbejde/importer").is(t, 200).has(t, "fortrudt")
	})
}

// importStates are the steps of an import in a town with rules.
func importStates(t *testing.T, w *worker) []state {
	good := importHead + "Ugeplan;Skriv en plan for ugen, og hæng den op på stuen.;regel;Dagtilbud;Alle;byråd;2014-08-01;\n"
	imported := w.openDraft(good)
	w.toRows(imported)
	done := w.confirm(imported).is(t, 200).Request.URL.Path
	mixed := w.openDraft("nummer;"+importHead+"R-0001;Ny titel;Skriv en anden plan for ugen.;regel;Dagtilbud;Alle;byråd;2014-08-01;\n"+
		";Ugens plan;Skriv en plan for ugen, og hæng den op på stuen.;dokumentationskrav;Dagtilbud;Alle;BUU;07/10/13;\n"+
		";Ring;Ring til 010190-1234.;regel;Dagtilbud;Alle;byråd;2014-08-01;\n;;;;;;;;\n"+
		strings.Repeat(";"+compound+";"+long(500)+";forordning;;Alle;borgmesteren;i går;\n;"+compound+";"+long(400)+";regel;;Alle;byråd;2014-08-01;\n", 2), "sender", "Børnehaven Solstrålen")
	ready := w.openDraft(importHead + "Bil;Vask bilen hver fredag efter frokost, og skriv det ned.;regel;Dagtilbud;Alle;BUU;07/10/13;\n")
	id := func(path string) []string { return []string{filepath.Base(path)} }
	storing := storingStates(w)
	nothing := w.read(ready + "/bekraeft").hidden("")
	rows := w.read(mixed).hidden("rows")
	return append(storing, []state{
		{page: "work_import_columns", name: "normal", by: w, names: id(mixed)},
		{page: "work_import_draft", name: "normal", by: w, names: id(mixed)},
		{page: "work_import_draft", name: "filtered", by: w, names: id(mixed), query: "state=choose"},
		{page: "work_import_draft", name: "none in the state", by: w, names: id(mixed), query: "state=update"},
		{page: "work_import_draft", name: "ready", by: w, names: id(ready)},
		{page: "work_import_draft", name: "no row ticked", by: w, names: id(mixed), send: rows, status: 422},
		{page: "work_import_row", name: "normal", by: w, names: append(id(mixed), "3")},
		{page: "work_import_row", name: "about a rule", by: w, names: append(id(mixed), "2")},
		{page: "work_import_row", name: "long", by: w, names: append(id(mixed), "6")},
		{page: "work_import_confirm", name: "normal", by: w, names: id(ready)},
		{page: "work_import_confirm", name: "blocked", by: w, names: id(mixed)},
		{page: "work_import_confirm", name: "warnings not seen", by: w, names: id(ready), send: nothing, status: 422},
		{page: "work_imports", name: "normal", by: w},
		{page: "work_imported", name: "normal", by: w, names: id(done)},
	}...)
}

// What is no sheet of rules is refused in words that say what to do, and a sheet as
// people leave it is read.
func TestImportOfOddFiles(t *testing.T) {
	o := newTown(t, testenv.SQLite(t), "2026-11-21")
	w := o.worker("Ada Admin", "administrator")
	for what, c := range map[string]struct{ content, danish, english string }{
		"an old workbook": {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 og mere", "En XLS-fil kan ikke læses. Gem regnearket som XLSX eller CSV.", "Save the spreadsheet as XLSX or CSV"},
		"ODS":             {"PK\x03\x04 mimetypeapplication/vnd.oasis.opendocument.spreadsheet", "En ODS-fil kan ikke læses. Gem regnearket som XLSX eller CSV.", "Save the spreadsheet as XLSX or CSV"},
		"a page":          {"<html><table><tr><td>Regel</td></tr></table></html>", "En HTML-fil kan ikke læses. Gem regnearket som XLSX eller CSV.", "Save the spreadsheet as XLSX or CSV"},
		"a picture":       {"\x89PNG\r\n\x1a\n\x00\x00\x00", "Åbn den i regnearket, og gem den igen", "Open it in the spreadsheet"},
		"an archive":      {"PK\x03\x04 ikke en fil", "Åbn den i regnearket, og gem den igen", "Open it in the spreadsheet"},
		"nothing":         {"", "Filen indeholder ingen regler", "no rules"},
		"names alone":     {importHead, "Filen indeholder ingen regler", "no rules"},
		"a million rows":  {importHead + strings.Repeat(";\n", 1_000_000), "Del den i mindre filer", "Divide it into smaller files"},
	} {
		w.upload("/arbejde/import", c.content, w.read("/arbejde/import").hidden("")).is(t, 422).has(t, c.danish)
		g := w.upload("/en/desk/import", c.content, w.read("/en/desk/import").hidden("")).is(t, 422)
		if !strings.Contains(g.body, c.english) {
			t.Errorf("%s is not refused with %q", what, c.english)
		}
	}
	utf16 := "\xff\xfe"
	for _, r := range strings.ReplaceAll("Regler i Solstrålen\n\n"+importHead+"Ugeplan på stuen;Skriv 5\" ned hver uge.;regel;Dagtilbud;Alle;byråd;17/1-2022;\n", ";", "\t") {
		utf16 += string([]byte{byte(r), byte(r >> 8)})
	}
	draft := w.openDraft(utf16)
	w.read(draft+"/kolonner").has(t, "Kolonnernes navne er fundet i række 3")
	w.toRows(draft).has(t, "Række 4", "Ugeplan på stuen", "Gå videre med 1 række")
	w.confirm(draft).is(t, 200).has(t, "1 ny regel")
}
