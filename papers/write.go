package papers

import (
	"io"
	"strings"
	"time"

	"github.com/omvendt/omvendt/internal/docx"
	"github.com/omvendt/omvendt/registry"
)

// Write writes a paper as DOCX. municipality hands it out; made is its day.
func (p Paper) Write(w io.Writer, municipality string, made registry.Day) error {
	title := Bare(p.Title)
	d := document{docx.New(w, docx.About{Title: title, Language: string(p.Lang), Author: municipality,
		Footer: strings.TrimPrefix(municipality+" · "+title, " · "), Created: made.Time().UTC().Truncate(24 * time.Hour)}), 1}
	d.Title(title)
	d.facts(p.Facts)
	for n, item := range p.Items {
		if p.Whole {
			if n > 0 {
				d.NewPage()
			}
			d.Heading(1, Bare(p.ItemHead(item)))
			d.level = 2
		}
		d.facts(item.Facts)
		for _, s := range item.Sections {
			d.Heading(d.level, s.Head)
			for _, b := range s.Blocks {
				d.block(b)
			}
		}
	}
	return d.Close()
}

// ItemHead is an item's heading within an agenda.
func (p Paper) ItemHead(item Item) string {
	args := map[string]string{"n": p.Lang.Number(float64(item.Ordinal)), "title": Words(item.Title)}
	if item.Title == "" {
		return p.Lang.Text("paper.item.head_confidential", args)
	}
	return p.Lang.Text("paper.item.head", args)
}

// document writes blocks; level is that of the sections' headings.
type document struct {
	*docx.Document
	level int
}

func (d document) facts(facts []Fact) {
	for _, f := range facts {
		d.Paragraph(boldly(strings.TrimSuffix(f.Label, ":")+": "), plainly(f.Text))
	}
}

func (d document) block(b Block) {
	switch b.Kind {
	case Head:
		d.Heading(d.level+b.Depth, Bare(strings.TrimSpace(b.Rule+" "+b.Text)))
	case Strong:
		d.Paragraph(boldly(b.Text))
	case Small:
		d.Small(plainly(b.Text))
	case Quote:
		d.Quote(plainly(b.Text))
	case Points:
		for _, s := range b.Points {
			d.Numbered(plainly(s))
		}
	case List:
		for _, s := range b.Points {
			d.Bullet(plainly(s))
		}
	case Facts:
		d.facts(b.Facts)
	case Sides:
		d.sides(b.Sides)
	case Counting:
		d.table(b.Table)
	default:
		for _, line := range Lines(b.Text) {
			d.Paragraph(plainly(line))
		}
	}
}

// Lines are the paragraphs of a text as it was typed.
func Lines(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == '\n' || r == '\r' })
}

// sides stand beside each other, in a table of one row.
func (d document) sides(sides []Side) {
	var columns []docx.Column
	var cells []docx.Text
	for _, s := range sides {
		columns = append(columns, docx.Column{Name: s.Head, Width: 1})
		var text docx.Text
		for _, b := range s.Blocks {
			if len(text) > 0 {
				text = docx.Join(text, plainly("\n"))
			}
			text = docx.Join(text, inCell(b))
		}
		cells = append(cells, text)
	}
	d.Table(columns...)
	d.Row(cells...)
}

// inCell is a block as it stands in a cell, which has no paragraphs of its own.
func inCell(b Block) docx.Text {
	switch b.Kind {
	case Strong:
		return boldly(b.Text)
	case List:
		return plainly("– " + strings.Join(b.Points, "\n– "))
	case Facts:
		var all docx.Text
		for n, f := range b.Facts {
			if n > 0 {
				all = docx.Join(all, plainly("\n"))
			}
			all = docx.Join(all, boldly(f.Label), plainly("\n"+f.Text))
		}
		return all
	}
	return plainly(b.Text)
}

func (d document) table(t Table) {
	d.Small(plainly(t.Caption))
	columns := []docx.Column{{Name: t.Columns[0], Width: 3}}
	for n, name := range t.Columns[1:] {
		number := true
		for _, row := range t.Rows {
			number = number && Short(row.Cells[n+1])
		}
		columns = append(columns, docx.Column{Name: name, Width: 2, Number: number})
	}
	d.Table(columns...)
	for _, row := range t.Rows {
		var cells []docx.Text
		for _, c := range row.Cells {
			cells = append(cells, plainly(c))
		}
		d.Row(cells...)
	}
}

// Short says that a cell holds no more than a number.
func Short(cell string) bool { return strings.Trim(cell, "0123456789.,% ") == "" }

func plainly(text string) docx.Text { return docx.Plain(Bare(text)) }
func boldly(text string) docx.Text  { return docx.Bold(Bare(text)) }
