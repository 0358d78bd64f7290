package web_test

import (
	"archive/zip"
	"bytes"
	"io"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/web"
)

// inPack are the files of a pack by path.
func inPack(t *testing.T, g got) map[string]string {
	t.Helper()
	g.is(t, 200)
	z, err := zip.NewReader(strings.NewReader(g.body), int64(len(g.body)))
	if err != nil {
		t.Fatalf("no pack: %v", err)
	}
	files := map[string]string{}
	for _, f := range z.File {
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if _, err := io.Copy(&b, in); err != nil {
			t.Fatal(err)
		}
		files[f.Name] = b.String()
	}
	return files
}

// TestJournalPages: a secretary sees what a pack holds and lacks, takes it home, and
// notes the journal number; an auditor reads and changes nothing; an owner may neither.
func TestJournalPages(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o := sample(t, dsn)
		w, auditor := o.worker("Sekretær", "secretary"), o.worker("Revision", "auditor")
		at := web.Path("work_review_journal", texts.Danish, "dagtilbud-2027")
		page := w.read(at)
		page.has(t, "Hent den åbne pakke", "metadata.json", "Det mangler", "Ingen har noteret")
		o.worker("Ejer", "owner").read(at).is(t, 403)
		if files := inPack(t, w.read(web.Path("work_review_journal_open", texts.Danish, "dagtilbud-2027"))); files["LÆSMIG.txt"] == "" || files["register/nu.csv"] == "" {
			t.Errorf("the pack holds %d files", len(files))
		}
		if files := inPack(t, w.read(web.Path("work_review_journal_open", texts.English, "dagtilbud-2027"))); files["README.txt"] == "" || files["register/now.csv"] == "" {
			t.Errorf("in English it holds %d files", len(files))
		}
		review, err := o.workflow.Review(t.Context(), "dagtilbud-2027")
		o.must(err)
		day := review.Opened.String()
		refused := w.send(at, filled(page.form(t, ""), "number", "2027-004711", "received", ""))
		refused.is(t, 422)
		if !strings.Contains(refused.body, `value="2027-004711"`) {
			t.Error("what was typed is gone")
		}
		other := w.read(at)
		w.send(at, filled(page.form(t, ""), "number", "2027-004711", "received", day)).has(t, "Gemt.", "2027-004711", "Sekretær")
		stale := w.send(at, filled(other.form(t, ""), "number", "2027-5", "received", day))
		stale.is(t, 412)
		stale.has(t, "2027-004711", "2027-5")
		if got := auditor.read(at); strings.Contains(got.body, `name="number"`) {
			t.Error("an auditor gets a form")
		}

		here := web.Path("work_disclosure", texts.Danish, "dagtilbud-2027")
		list := w.read(here)
		list.has(t, "Beslutning om eftersynet", "Ikke taget stilling")
		wrong := w.send(here, filled(list.form(t, ""), "kind.opening", "in_part", "provision.opening", "§ 30", "reason.opening", "Private forhold.", "passages.opening", "Det står der ikke."))
		wrong.is(t, 422)
		wrong.has(t, "Private forhold.", "står ikke ordret")
		w.send(here, filled(list.form(t, ""), "kind.opening", "withhold", "provision.opening", "§ 23", "reason.opening", "Intern.")).is(t, 200)
		files := inPack(t, auditor.read(web.Path("work_disclosure_zip", texts.Danish, "dagtilbud-2027")))
		if !strings.Contains(files["aktliste.csv"], "§ 23") || !strings.Contains(files["aktliste.html"], "Intern.") {
			t.Errorf("the list is %s", files["aktliste.csv"])
		}
		for name := range files {
			if strings.HasPrefix(name, "dokumenter/") {
				t.Errorf("%s was given out", name)
			}
		}
		if got := auditor.read(here); strings.Contains(got.body, `name="kind.opening"`) || !strings.Contains(got.body, "§ 23") {
			t.Error("an auditor does not read what was chosen, or gets a form")
		}
	})
}
