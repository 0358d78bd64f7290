// Package docx writes papers as DOCX, from top to bottom, so that a long one needs
// no more memory than a short one:
//
//	d := docx.New(w, docx.About{Title: "Høringsnotat", Language: "da", Created: now})
//	d.Title("Høringsnotat")
//	d.Heading(1, "Reglerne")
//	d.Paragraph(docx.Plain("Se "), docx.Bold("bilaget"), docx.Plain("."))
//	d.Bullet(docx.Plain("et punkt"))        // those in a row are one list
//	d.Table(docx.Column{Name: "Regel", Width: 3}, docx.Column{Name: "Antal", Width: 1, Number: true})
//	d.Row(docx.Plain("R-0042"), docx.Plain("17")) // until something else is written
//	err := d.Close()
//
// Headings, lists and tables are real ones, so that agenda systems and those who
// hear a paper read aloud find their way. The same calls give the same bytes.
package docx
