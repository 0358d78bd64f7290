package docx

import (
	"archive/zip"
	"bufio"
	"errors"
	"io"
	"strconv"
	"time"
)

// Type is the media type of what is written.
const Type = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

// About is what a paper says of itself.
type About struct {
	Title    string    // which a screen reader says first
	Language string    // "da", "en", or any other tag of BCP 47
	Author   string    // who hands it out; may be empty
	Footer   string    // at the foot of every page, beside the page's number; may be empty
	Created  time.Time // the only time in the file
}

// Column of a table.
type Column struct {
	Name   string
	Width  int  // its share of the page's width, beside those of the others
	Number bool // its cells end at the right
}

// Document is a paper under way. Its methods keep the first error for Close, and
// do nothing after it.
type Document struct {
	about   About
	file    *zip.Writer
	body    *bufio.Writer
	err     error
	lists   int      // numbered lists so far
	last    kind     // what was written last
	columns []Column // of the table under way
	newPage bool     // what comes next begins one
}

// kind is what lists and tables must know of what stands before.
type kind int

const (
	paragraph kind = iota
	numbered
	table
	row
)

// New begins a paper on w. Nothing is whole before Close has returned no error.
func New(w io.Writer, about About) *Document {
	d := &Document{about: about, file: zip.NewWriter(w)}
	for _, p := range firstParts(about) {
		d.part(p.name, p.xml)
	}
	if body := d.create("word/document.xml"); d.err == nil {
		d.body = bufio.NewWriterSize(body, 32<<10)
		d.put(head, `<w:document `, spaces, `><w:body>`)
	}
	return d
}

// Title is the paper's own; once, and first.
func (d *Document) Title(text string) { d.style("Title", "", Plain(text)) }

// Heading of level 1 to 5.
func (d *Document) Heading(level int, text string) {
	if level < 1 || level > 5 {
		d.fail(errors.New("docx: a heading is of level 1 to 5"))
		return
	}
	d.style("Heading"+strconv.Itoa(level), "", Plain(text))
}

// Paragraph is a paragraph of running text.
func (d *Document) Paragraph(parts ...Text) { d.style("Normal", "", parts...) }

// Small is a paragraph in smaller letters: a definition, a source.
func (d *Document) Small(parts ...Text) { d.style("Small", "", parts...) }

// Quote is what somebody else said; paragraphs within it are parted by empty lines.
func (d *Document) Quote(parts ...Text) { d.style("Quote", "", parts...) }

// Bullet is a point of a list.
func (d *Document) Bullet(parts ...Text) { d.style("ListBullet", listed(1), parts...) }

// Numbered is a point of a numbered list, which begins at 1 after anything else.
func (d *Document) Numbered(parts ...Text) {
	if d.last != numbered {
		d.lists++
	}
	d.style("ListNumber", listed(1+d.lists), parts...)
	d.last = numbered
}

// NewPage has what follows begin on a page of its own.
func (d *Document) NewPage() {
	d.end()
	d.newPage = true
}

// Table begins a table, whose head is repeated on every page. Its rows follow with
// Row; it ends where anything else is written.
func (d *Document) Table(columns ...Column) {
	d.end()
	if d.last == table || d.newPage { // two would be one; a table begins no page
		d.style("Cell", "")
	}
	if len(columns) == 0 {
		d.fail(errors.New("docx: a table has columns"))
		return
	}
	d.put(`<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="5000" w:type="pct"/><w:tblLayout w:type="fixed"/>`,
		`<w:tblLook w:val="0620" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/></w:tblPr><w:tblGrid>`)
	for _, width := range widths(columns) {
		d.put(`<w:gridCol w:w="`, strconv.Itoa(width), `"/>`)
	}
	d.put(`</w:tblGrid>`)
	d.columns, d.last = columns, row
	names := make([]Text, len(columns))
	for i, c := range columns {
		names[i] = Bold(c.Name)
	}
	d.row(`<w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>`, names)
}

// Row is the next row of the table under way; cells that are left out are empty.
func (d *Document) Row(cells ...Text) {
	if d.last != row || len(cells) > len(d.columns) {
		d.fail(errors.New("docx: a row belongs to a table with as many columns"))
		return
	}
	d.row("", cells)
}

func (d *Document) row(properties string, cells []Text) {
	d.put(`<w:tr>`, properties)
	for i, width := range widths(d.columns) {
		d.put(`<w:tc><w:tcPr><w:tcW w:w="`, strconv.Itoa(width), `" w:type="dxa"/></w:tcPr><w:p><w:pPr><w:pStyle w:val="Cell"/>`)
		if d.columns[i].Number {
			d.put(`<w:jc w:val="right"/>`)
		}
		d.put(`</w:pPr>`)
		if i < len(cells) {
			d.runs(cells[i])
		}
		d.put(`</w:p></w:tc>`)
	}
	d.put(`</w:tr>`)
}

// Close ends the paper, and tells the first error of all that was written.
func (d *Document) Close() error {
	d.end()
	if d.last == table { // a page never ends with a table
		d.put(`<w:p/>`)
	}
	d.put(`<w:sectPr><w:footerReference w:type="default" r:id="footer"/><w:pgSz w:w="11906" w:h="16838"/>`,
		`<w:pgMar w:top="1418" w:right="1134" w:bottom="1418" w:left="1134" w:header="709" w:footer="709" w:gutter="0"/></w:sectPr></w:body></w:document>`)
	if d.err == nil {
		d.err = d.body.Flush()
	}
	d.part("word/_rels/document.xml.rels", relationships())
	d.part("word/numbering.xml", numbering(d.lists))
	if d.err == nil {
		d.err = d.file.Close()
	}
	return d.err
}

// style writes one paragraph, or more where its text has empty lines within it.
func (d *Document) style(name, properties string, parts ...Text) {
	d.end()
	after := d.last == table
	for i, text := range paragraphs(parts) {
		d.put(`<w:p>`)
		if i > 0 && properties != "" { // a point that goes on has no number of its own
			properties = `<w:ind w:left="425" w:firstLine="0"/>`
		}
		d.put(`<w:pPr><w:pStyle w:val="`, name, `"/>`)
		if d.newPage {
			d.put(`<w:pageBreakBefore/>`)
		}
		d.put(properties)
		if after && name == "Normal" {
			d.put(`<w:spacing w:before="160"/>`)
		}
		d.put(`</w:pPr>`)
		d.runs(text)
		d.put(`</w:p>`)
		after, d.newPage = false, false
	}
	d.last = paragraph
}

// end ends the table under way.
func (d *Document) end() {
	if d.last == row {
		d.put(`</w:tbl>`)
		d.last = table
	}
}

func listed(list int) string {
	return `<w:numPr><w:ilvl w:val="0"/><w:numId w:val="` + strconv.Itoa(list) + `"/></w:numPr>`
}

// textWidth is an A4 page's without its margins, in twentieths of a point.
const textWidth = 11906 - 2*1134

// widths shares the page's width out.
func widths(columns []Column) []int {
	all := 0
	for _, c := range columns {
		all += max(c.Width, 1)
	}
	out := make([]int, len(columns))
	for i, c := range columns {
		out[i] = textWidth * max(c.Width, 1) / all
	}
	return out
}

func (d *Document) fail(err error) {
	if d.err == nil {
		d.err = err
	}
}

func (d *Document) put(parts ...string) {
	for _, s := range parts {
		if d.err == nil {
			_, d.err = d.body.WriteString(s)
		}
	}
}

func (d *Document) create(name string) io.Writer {
	if d.err != nil {
		return nil
	}
	w, err := d.file.Create(name) // without a time: the paper's own is in its properties
	d.fail(err)
	return w
}

func (d *Document) part(name, xml string) {
	if w := d.create(name); d.err == nil {
		_, d.err = io.WriteString(w, xml)
	}
}
