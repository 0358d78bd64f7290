package docx_test

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strings"
	"testing"
	"time"

	"github.com/omvendt/omvendt/internal/docx"
)

func about() docx.About {
	return docx.About{Title: "Høringsnotat & <svar>", Language: "da", Author: "Test Kommune", Footer: "Høringsnotat",
		Created: time.Date(2027, 5, 31, 12, 0, 0, 0, time.UTC)}
}

// paper is a paper with everything in it.
func paper(d *docx.Document) {
	d.Title("Høringsnotat & <svar>")
	d.Heading(1, "Reglerne")
	d.Paragraph(docx.Plain("Se "), docx.Plain("bilaget"), docx.Plain(", "), docx.Bold("nu"), docx.Italic(" her"))
	d.Bullet(docx.Plain("første"))
	d.Bullet(docx.Plain("andet\n\nog videre"))
	d.Numbered(docx.Plain("en"))
	d.Numbered(docx.Plain("to"))
	d.Heading(2, "Svar")
	d.Numbered(docx.Plain("begynder forfra"))
	d.Quote(docx.Plain("Linje et\nlinje to\r\n\r\nNyt afsnit \x01 ]]> </w:t>"))
	d.Table(docx.Column{Name: "Regel", Width: 3}, docx.Column{Name: "Antal", Width: 1, Number: true})
	d.Row(docx.Join(docx.Plain("R-0042 "), docx.Bold("fed")), docx.Plain("17"))
	d.Row(docx.Plain("R-0043"))
	d.Table(docx.Column{Name: "Svar", Width: 1})
	d.Row(docx.Plain("Fulgt"))
	d.NewPage()
	d.Heading(3, "Bilag")
	d.Heading(4, "Underbilag")
	d.Heading(5, "Nederst")
	d.Small(docx.Plain("Tallene er fra i dag."))
	d.Table(docx.Column{Name: "Sidst", Width: 1})
}

func write(t *testing.T, fill func(*docx.Document)) []byte {
	t.Helper()
	var out bytes.Buffer
	d := docx.New(&out, about())
	fill(d)
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// parts are the files of a paper, each of which is well-formed XML.
func parts(t *testing.T, file []byte) (map[string]string, []string) {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	all, order := map[string]string{}, []string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		for d := xml.NewDecoder(bytes.NewReader(b)); ; {
			if _, err := d.Token(); err == io.EOF {
				break
			} else if err != nil {
				t.Fatalf("%s: %v\n%s", f.Name, err, b)
			}
		}
		if all[f.Name] != "" {
			t.Errorf("%s is there twice", f.Name)
		}
		all[f.Name] = string(b)
		order = append(order, f.Name)
	}
	return all, order
}

// Every part has a type, every relationship leads to a part, and every one that the text names is there.
func TestPartsBelongTogether(t *testing.T) {
	all, order := parts(t, write(t, paper))
	if order[0] != "[Content_Types].xml" {
		t.Errorf("the file begins with %s", order[0])
	}
	var types struct {
		Default []struct {
			Extension string `xml:",attr"`
		}
		Override []struct {
			PartName string `xml:",attr"`
		}
	}
	if err := xml.Unmarshal([]byte(all["[Content_Types].xml"]), &types); err != nil {
		t.Fatal(err)
	}
	typed := map[string]bool{}
	for _, o := range types.Override {
		typed[strings.TrimPrefix(o.PartName, "/")] = true
		if all[strings.TrimPrefix(o.PartName, "/")] == "" {
			t.Errorf("%s has a type and is not there", o.PartName)
		}
	}
	for name := range all {
		if name != "[Content_Types].xml" && !strings.HasSuffix(name, ".rels") && !typed[name] {
			t.Errorf("%s has no type", name)
		}
	}
	ids := map[string]bool{}
	for _, rels := range []string{"_rels/.rels", "word/_rels/document.xml.rels"} {
		var found struct {
			Relationship []struct {
				Target string `xml:",attr"`
				Id     string `xml:",attr"`
			}
		}
		if err := xml.Unmarshal([]byte(all[rels]), &found); err != nil {
			t.Fatal(err)
		}
		for _, r := range found.Relationship {
			if target := path.Join(path.Dir(path.Dir(rels)), r.Target); all[target] == "" {
				t.Errorf("%s leads to %s, which is not there", rels, target)
			}
			if ids[r.Id] {
				t.Errorf("%s names two relationships", r.Id)
			}
			ids[r.Id] = true
		}
	}
	named := 0
	for d := xml.NewDecoder(strings.NewReader(all["word/document.xml"])); ; {
		token, err := d.Token()
		if err != nil {
			break
		}
		element, _ := token.(xml.StartElement)
		for _, a := range element.Attr {
			if a.Name.Local == "id" && strings.HasSuffix(a.Name.Space, "/relationships") {
				named++
				if !ids[a.Value] {
					t.Errorf("the text names %s, which is no relationship", a.Value)
				}
			}
			if element.Name.Local == "pStyle" && a.Name.Local == "val" && !strings.Contains(all["word/styles.xml"], `w:styleId="`+a.Value+`"`) {
				t.Errorf("there is no style %s", a.Value)
			}
			if element.Name.Local == "numId" && a.Name.Local == "val" && !strings.Contains(all["word/numbering.xml"], `<w:num w:numId="`+a.Value+`"`) {
				t.Errorf("there is no list %s", a.Value)
			}
		}
	}
	if named != 1 { // the footer
		t.Errorf("the text names %d relationships", named)
	}
}

// What makes a paper one that can be heard and found one's way in.
func TestWhatWordProcessorsRead(t *testing.T) {
	all, _ := parts(t, write(t, paper))
	body := all["word/document.xml"]
	for _, c := range []struct{ part, text string }{
		{"docProps/core.xml", `<dc:title>Høringsnotat &amp; &lt;svar&gt;</dc:title>`},
		{"docProps/core.xml", `<dcterms:created xsi:type="dcterms:W3CDTF">2027-05-31T12:00:00Z</dcterms:created>`},
		{"docProps/core.xml", `<dc:language>da-DK</dc:language>`},
		{"word/styles.xml", `<w:lang w:val="da-DK"/>`},
		{"word/styles.xml", `<w:name w:val="heading 1"/>`},
		{"word/footer1.xml", `PAGE`},
		{"word/footer1.xml", `NUMPAGES`},
		{"word/document.xml", `<w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t xml:space="preserve">Reglerne</w:t>`},
		{"word/document.xml", `<w:pStyle w:val="Heading3"/><w:pageBreakBefore/></w:pPr>`},
		{"word/document.xml", `<w:t xml:space="preserve">Linje et</w:t><w:br/><w:t xml:space="preserve">linje to</w:t></w:r></w:p><w:p>`},
		{"word/document.xml", `<w:r><w:rPr><w:b/></w:rPr><w:t xml:space="preserve">nu</w:t></w:r><w:r><w:rPr><w:i/></w:rPr><w:t xml:space="preserve"> her</w:t></w:r>`},
		{"word/document.xml", "Nyt afsnit \ufffd ]]&gt; &lt;/w:t&gt;"},
		{"word/document.xml", `<w:pgSz w:w="11906" w:h="16838"/>`},
	} {
		if !strings.Contains(all[c.part], c.text) {
			t.Errorf("%s lacks %s", c.part, c.text)
		}
	}
	if n := strings.Count(body, `<w:tblHeader/>`); n != 3 {
		t.Errorf("%d heads of three tables are repeated", n)
	}
	if strings.Contains(body, "</w:tbl><w:tbl>") || strings.Contains(body, "</w:tbl><w:sectPr") {
		t.Error("a table touches another or the end")
	}
	// One list of points, and two numbered ones that each begin at 1.
	for list, points := range map[string]int{"1": 2, "2": 2, "3": 1} {
		if n := strings.Count(body, `<w:numId w:val="`+list+`"/>`); n != points {
			t.Errorf("list %s has %d points, want %d", list, n, points)
		}
	}
	if n := strings.Count(all["word/numbering.xml"], `<w:startOverride w:val="1"/>`); n != 2 {
		t.Errorf("%d numbered lists begin at 1", n)
	}
}

func TestSameCallsSameBytes(t *testing.T) {
	if !bytes.Equal(write(t, paper), write(t, paper)) {
		t.Error("two papers differ")
	}
}

// A mistake of the caller and a full disk are told by Close, and nothing is written after.
func TestFirstErrorIsTold(t *testing.T) {
	for name, wrong := range map[string]func(*docx.Document){
		"a heading of level 6":  func(d *docx.Document) { d.Heading(6, "x") },
		"a table of no columns": func(d *docx.Document) { d.Table() },
		"a row of no table":     func(d *docx.Document) { d.Row(docx.Plain("x")) },
		"a row too wide": func(d *docx.Document) {
			d.Table(docx.Column{Name: "en"})
			d.Row(docx.Plain("x"), docx.Plain("y"))
		},
	} {
		d := docx.New(io.Discard, about())
		wrong(d)
		paper(d)
		if d.Close() == nil {
			t.Errorf("%s is not told", name)
		}
	}
	full := errors.New("full")
	d := docx.New(writer(func([]byte) (int, error) { return 0, full }), about())
	for range 10_000 {
		d.Paragraph(docx.Plain("en linje, som ikke kan skrives"))
	}
	if err := d.Close(); !errors.Is(err, full) {
		t.Errorf("a full disk is told as %v", err)
	}
}

type writer func([]byte) (int, error)

func (w writer) Write(b []byte) (int, error) { return w(b) }

// Empty lines part paragraphs: at the ends of a text, and after one another, they part none.
func TestEmptyLines(t *testing.T) {
	all, _ := parts(t, write(t, func(d *docx.Document) { d.Quote(docx.Plain("\n\nEn\n\n \nto\n\n"), docx.Plain("\n\n")) }))
	if n := strings.Count(all["word/document.xml"], `<w:pStyle w:val="Quote"/>`); n != 2 {
		t.Errorf("%d paragraphs: %s", n, all["word/document.xml"])
	}
}
