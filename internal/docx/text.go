package docx

import (
	"encoding/xml"
	"regexp"
	"strings"
)

// Text is running text with its marks. A line break within it is one on the page.
type Text []run

type run struct {
	text         string
	bold, italic bool
}

// Plain is text without marks.
func Plain(text string) Text { return Text{{text: text}} }

// Bold is text that stands out.
func Bold(text string) Text { return Text{{text: text, bold: true}} }

// Italic is text that leans.
func Italic(text string) Text { return Text{{text: text, italic: true}} }

// Join is texts after one another.
func Join(parts ...Text) Text {
	var all Text
	for _, p := range parts {
		all = append(all, p...)
	}
	return all
}

var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// paragraphs parts texts at their empty lines. There is always one.
func paragraphs(parts []Text) []Text {
	all := []Text{nil}
	for _, r := range Join(parts...) {
		for i, text := range emptyLines.Split(lineEnds.Replace(r.text), -1) {
			if last := &all[len(all)-1]; i > 0 && len(*last) > 0 {
				all = append(all, nil)
			}
			if r.text = text; text != "" {
				all[len(all)-1] = append(all[len(all)-1], r)
			}
		}
	}
	if last := len(all) - 1; last > 0 && len(all[last]) == 0 {
		all = all[:last]
	}
	return all
}

var emptyLines = regexp.MustCompile(`\n[ \t\n]*\n`)

func (d *Document) runs(t Text) {
	for _, r := range t {
		d.put(`<w:r>`)
		if r.bold || r.italic {
			d.put(`<w:rPr>`)
			if r.bold {
				d.put(`<w:b/>`)
			}
			if r.italic {
				d.put(`<w:i/>`)
			}
			d.put(`</w:rPr>`)
		}
		for i, line := range strings.Split(r.text, "\n") {
			if i > 0 {
				d.put(`<w:br/>`)
			}
			d.put(`<w:t xml:space="preserve">`, escape(line), `</w:t>`)
		}
		d.put(`</w:r>`)
	}
}

// escape is a text as XML may hold it; what XML cannot hold becomes its mark for that.
func escape(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a Builder tells no error
	return b.String()
}
