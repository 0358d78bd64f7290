package openapi

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"image"
	"image/png"
	"net/http"
	"strings"
	"testing"
)

// packed is a file of parts, as text programs write them.
func packed(t *testing.T, parts ...string) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for i := 0; i < len(parts); i += 2 {
		part, err := w.Create(parts[i])
		if err == nil {
			_, err = part.Write([]byte(parts[i+1]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// TestStatementFile: a statement comes as a file, is changed until the deadline, and
// can then be read by everybody as what it is and nothing more.
func TestStatementFile(t *testing.T) {
	each(t, func(t *testing.T, s *server) {
		s.create("/v1/rules", aRule("Evaluering"))
		review := s.create("/v1/reviews", aReview("Eftersyn", "R-0001")).header.Get("Location")
		at := s.create(review+"/hearings", object{"party": "Ældrerådet", "letter": "Hvad siger I?", "deadline": "2027-02-10"}).header.Get("Location")
		s.hear(http.MethodPost, at+"/letter", nil).want(200)
		answer := "/v1/hearing-letters/" + s.get(at, s.admin()).want(200).text("token") + "/statement"
		as := func(name string, content []byte) object {
			return object{"text": "Bevar R-0001.", "signed": "Formanden", "file": object{"name": name, "content": base64.StdEncoding.EncodeToString(content)}}
		}
		var drawn bytes.Buffer
		if err := png.Encode(&drawn, image.NewGray(image.Rect(0, 0, 2, 2))); err != nil {
			t.Fatal(err)
		}
		pdf := []byte("%PDF-1.7\nbevar\n%%EOF")
		for name, c := range map[string]struct {
			content []byte
			code    string
		}{
			"a page":          {[]byte("<html><script>alert(1)</script>"), "statement_file_kind"},
			"a drawing":       {[]byte(`<svg xmlns="http://www.w3.org/2000/svg"/>`), "statement_file_kind"},
			"a spreadsheet":   {packed(t, "xl/workbook.xml", ""), "statement_file_kind"},
			"macros":          {packed(t, "word/document.xml", "", "word/vbaProject.bin", "x"), "statement_file_kind"},
			"scripts":         {packed(t, "mimetype", "application/vnd.oasis.opendocument.text", "Basic/Standard/m.xml", "x"), "statement_file_kind"},
			"half a document": {packed(t, "word/document.xml", "")[:40], "statement_file_kind"},
			"a broken PNG":    {drawn.Bytes()[:12], "statement_file_kind"},
			"much":            {append([]byte("%PDF-"), make([]byte, 5<<20)...), "too_large"},
		} {
			got := s.send(http.MethodPut, answer, as("svar.pdf", c.content))
			if got.refused(422, c.code); got.text("errors", 0, "location") == "" && !strings.Contains(string(got.raw), "file") {
				t.Errorf("%s: %s", name, got.raw)
			}
		}
		for kind, content := range map[string][]byte{"docx": packed(t, "[Content_Types].xml", "", "word/document.xml", ""),
			"odt": packed(t, "mimetype", "application/vnd.oasis.opendocument.text"), "png": drawn.Bytes()} {
			if got := s.send(http.MethodPut, answer, as("svar", content)).want(200); got.text("statement", "file", "kind") != kind || got.text("statement", "file", "name") != "svar."+kind {
				t.Errorf("%s became %s", kind, got.raw)
			}
		}
		s.send(http.MethodPut, answer, as("svar.pdf", pdf).and("text", "")).refused(422, "required") // everybody must be able to read it
		var sum string
		for range 2 { // sent again
			got := s.send(http.MethodPut, answer, as(`c:\sager\Høringssvar 010203-1234 <b>.exe`, pdf)).want(200)
			if name := got.text("statement", "file", "name"); !strings.HasPrefix(name, "Høringssvar [") || !strings.HasSuffix(name, ".pdf") || strings.Contains(name, "1234") {
				t.Errorf("its name became %q", name)
			}
			sum = got.text("statement", "file", "sha256")
		}
		log := s.get("/v1/audit-events?limit=200", s.admin()).want(200)
		if n := strings.Count(string(log.raw), `"answer-hearing"`); n != 4 || !strings.Contains(string(log.raw), sum) || strings.Contains(string(log.raw), "bevar") {
			t.Errorf("the log holds the answers %d times, or not the sum: %s", n, log.raw)
		}
		kept := s.send(http.MethodPut, answer, object{"text": "Bevar den.", "signed": "Formanden", "file": object{"sha256": sum}}).want(200)
		if kept.at("statement", "file", "size") != float64(len(pdf)) {
			t.Errorf("the file that stays: %s", kept.raw)
		}
		s.send(http.MethodPut, answer, object{"text": "Bevar den.", "signed": "Formanden", "file": object{"sha256": strings.Repeat("0", 64)}}).refused(422, "statement_file_gone")

		file := at + "/statement/file"
		s.get(file).refused(404, "not_found") // before the deadline
		s.get(file, s.admin()).want(200)
		s.now = noon("2027-02-11")
		got := s.get(file).want(200)
		if string(got.raw) != string(pdf) {
			t.Errorf("it is %q", got.raw)
		}
		for name, want := range map[string]string{"Content-Type": "application/pdf", "Content-Security-Policy": "default-src 'none'; sandbox",
			"Content-Disposition": `attachment; filename="Hoeringssvar-CPR-nummer-fjernet-b.pdf"`} {
			if got.header.Get(name) != want {
				t.Errorf("%s is %q", name, got.header.Get(name))
			}
		}
		if list := s.get(review + "/hearings").want(200); list.text("items", 0, "statement", "file", "sha256") != sum {
			t.Errorf("everybody reads %s", list.raw)
		}

		// One that came by mail is recorded with its file; another statement without one takes its place.
		s.hear(http.MethodPut, at+"/statement", as("scan", drawn.Bytes()).and("received", "2027-02-11")).want(200)
		if again := s.get(file).want(200); again.header.Get("Content-Type") != "image/png" {
			t.Errorf("it is %s", again.header.Get("Content-Type"))
		}
		s.hear(http.MethodPut, at+"/statement", object{"no_remarks": true, "signed": "Formanden", "received": "2027-02-11"}).want(200)
		s.get(file, s.admin()).refused(404, "not_found")
	})
}
