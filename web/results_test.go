package web_test

import (
	"archive/zip"
	"bytes"
	"context"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// The numbers are taken home, the texts are paged, and the report is everybody's when
// the consultation has closed: published texts with their answers, and no others.
func TestNumbersAndReport(t *testing.T) {
	testenv.Each(t, func(t *testing.T, dsn string) {
		o := asking(t, dsn)
		ctx := context.Background()
		staff := o.link("Personale")
		say := func(token string, n int, s workflow.Said) {
			_, err := o.workflow.Contribute(ctx, token, strings.Repeat("s", 30)+string(rune('a'+n/26))+string(rune('a'+n%26)), s)
			o.must(err)
		}
		for n := range 57 {
			say(o.token, n, workflow.Said{Views: []workflow.View{{Rule: 2, Stance: workflow.SimplifyIt, Why: "Grund & <b>" + strings.Repeat("x", n), Minutes: 10 + n}}})
		}
		say(staff, 60, workflow.Said{Answers: map[string]string{"q1": "Ugeplanen"}, Views: []workflow.View{{Rule: 2, Stance: workflow.KeepIt, Why: "Hemmelig grund", Minutes: workflow.NoMinutes}}})

		all, err := o.workflow.Inbox(ctx, o.slug, workflow.InputFilter{})
		o.must(err)
		var public, same []workflow.Picked
		var lead registry.InputID
		for _, a := range all {
			pick := workflow.Picked{ID: a.Input.ID, Edit: a.Input.Edit}
			switch {
			case a.Input.Text == "Hemmelig grund":
				continue
			case strings.HasSuffix(a.Input.Text, "x"+strings.Repeat("x", 50)):
				same = append(same, pick)
				lead = a.Input.ID
			}
			public = append(public, pick)
		}
		admin := registry.Act{Actor: act.Actor, Operation: "test"}
		o.must(o.workflow.Screen(ctx, admin, o.slug, public, workflow.Screened{Screening: workflow.Published}))
		for n := range same {
			same[n].Edit++
		}
		o.must(o.workflow.Group(ctx, admin, same, lead))

		// Pages of texts: each once.
		found := 0
		for at := "/inddragelse/din-mening?rule=R-0002"; at != ""; {
			g := o.page(200, at)
			found += strings.Count(g.body, "Grund &amp; &lt;b&gt;")
			_, rest, _ := strings.Cut(g.body, `rel="next"`)
			next := ""
			if rest != "" {
				before, _, _ := strings.Cut(g.body, `" rel="next"`)
				next = before[strings.LastIndex(before, `"`)+1:]
				next, _, _ = strings.Cut(strings.ReplaceAll(next, "&amp;", "&"), "#")
			}
			at = next
		}
		if found != 57 {
			t.Errorf("pages have %d texts, want 57", found)
		}
		results := o.page(200, "/inddragelse/din-mening")
		results.has(t, "58 besvarelser", "58 af 59 tekster er vist", "Medianen er 38 minutter", "fra 10 til 66 minutter", "Hent tallene som CSV")
		if strings.Contains(results.body, "Hemmelig") || strings.Contains(results.body, "/notat") {
			t.Error("the results show what is not for everybody yet")
		}
		o.page(200, "/inddragelse/din-mening?after=00000000-0000-4000-8000-000000000000").has(t, "Grund")
		o.page(200, "/en/consultations/din-mening").has(t, "The median is 38 minutes")

		// The numbers: nothing of the one from the staff.
		csv := o.get("/inddragelse/din-mening/tal.csv")
		for _, row := range []string{`"Besvarelser";"";"";"";"";"58"`, `"Holdninger til reglen";"R-0002"`, `"Minutter, median";"R-0002"`} {
			if !strings.Contains(csv.body, row) {
				t.Errorf("the numbers lack %s: %s", row, csv.body)
			}
		}
		if strings.Contains(csv.body, "Personale") {
			t.Error("the numbers tell of a group that is too small")
		}
		if g := o.get("/en/consultations/din-mening/numbers.xlsx"); g.StatusCode != 200 || !strings.HasPrefix(g.body, "PK") {
			t.Errorf("the numbers as XLSX: %d", g.StatusCode)
		}

		// The report, before and after.
		if g := o.get("/inddragelse/din-mening/notat"); g.StatusCode != http.StatusSeeOther || g.Header.Get("Location") != "/inddragelse/din-mening" {
			t.Errorf("before closing: %d %s", g.StatusCode, g.Header.Get("Location"))
		}
		if g := o.get("/inddragelse/din-mening/notat.docx"); g.StatusCode != http.StatusConflict {
			t.Errorf("the document before closing: %d", g.StatusCode)
		}
		if g := o.get("/arbejde/inddragelse/din-mening/notat"); g.StatusCode != http.StatusSeeOther {
			t.Errorf("the draft without signing in: %d", g.StatusCode)
		}
		draft := o.get("/arbejde/inddragelse/din-mening/notat", "Cookie", o.cookie)
		draft.has(t, "Det her er et udkast", "Læs alle 57 tekster")
		o.on("2026-12-16")
		o.page(200, "/inddragelse/din-mening").has(t, "Læs det samlede notat")
		o.page(200, "/en/consultations/din-mening/report").has(t, "Report on the consultation", "Read all 57 texts")
		o.page(200, "/inddragelse/din-mening/notat").has(t, "Notat om inddragelsen", "58 besvarelser")
		file := o.get("/inddragelse/din-mening/notat.docx")
		if file.StatusCode != 200 {
			t.Fatalf("the document: %d", file.StatusCode)
		}
		body := paperText(t, file.body)
		// 57 texts, of which six are merged into one.
		if n := strings.Count(body, "Grund &amp; &lt;b&gt;"); n != 52 {
			t.Errorf("the document has %d texts, want 52", n)
		}
		for _, part := range []string{"5 andre har sagt det samme", "Ikke besvaret endnu", "Ugeplanen", "R-0002", "Heraf holdt tilbage"} {
			if !strings.Contains(body, part) {
				t.Errorf("the document lacks %s", part)
			}
		}
		if strings.Contains(body, "Hemmelig") || strings.Contains(body, "Personale") {
			t.Error("the document shows what is not for everybody")
		}
	})
}

// paperText is the text part of a DOCX.
func paperText(t *testing.T, file string) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader([]byte(file)), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open("word/document.xml")
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
