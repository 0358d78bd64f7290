package sheet

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/registry/ruleimport"
)

// What an XLSX file may unpack to. Sheets shrink to a tenth, or a fiftieth when
// they say the same again and again; a file of a few pages is left in peace.
const (
	maxUnpacked = 128 << 20
	maxRatio    = 100
	smallEnough = 8 << 20
	maxParts    = 2_000
	maxCells    = 2_000_000
)

// workbook is an XLSX file: a zip archive of XML parts. Excelize, with which the
// tests write such files, streams rows without their formulas and formats, and
// has those only for a sheet that is in memory as a whole; so the few parts that
// matter are read here.
type workbook struct {
	parts   map[string]*zip.File
	sheets  []sheetPart
	strings []string
	dates   []bool // by style: whether it shows a number as a day
	from    time.Time
	cells   int
}

type sheetPart struct {
	name, path string
	hidden     bool
}

func readXLSX(content []byte, wanted string) (*ruleimport.Table, error) {
	w, err := openXLSX(content)
	if err != nil {
		return nil, err
	}
	for _, s := range w.sheets {
		if wanted == "" || s.name == wanted {
			return w.table(s)
		}
	}
	return nil, refuse(registry.CodeSheetUnknown, "sheet", clip(wanted), "sheets", strings.Join(w.names(), ", "))
}

func (w *workbook) names() (names []string) {
	for _, s := range w.sheets {
		names = append(names, s.name)
	}
	return names
}

// table reads one sheet.
func (w *workbook) table(s sheetPart) (*ruleimport.Table, error) {
	out := &ruleimport.Table{Sheet: s.name, Sheets: w.names(), From1904: w.from.Year() == 1904}
	return out, broken(w.readSheet(s.path, out))
}

// broken lets refusals through; whatever else happened, the file is not one.
func broken(err error) error {
	var e *registry.Error
	if err == nil || errors.As(err, &e) {
		return err
	}
	return &registry.Error{Code: registry.CodeFileBroken, Err: err}
}

func openXLSX(content []byte) (*workbook, error) {
	archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return nil, broken(err)
	}
	w := &workbook{parts: map[string]*zip.File{}}
	var unpacked uint64
	for _, f := range archive.File {
		if f.Flags&1 != 0 {
			return nil, refuse(registry.CodeFilePassword)
		}
		if unpacked += f.UncompressedSize64; unpacked > maxUnpacked || f.UncompressedSize64 > maxUnpacked ||
			unpacked > smallEnough && unpacked/maxRatio > uint64(len(content)) || len(archive.File) > maxParts {
			return nil, refuse(registry.CodeFileUnpacks, "limit", strconv.Itoa(maxUnpacked>>20)+" MB")
		}
		w.parts[strings.ToLower(strings.TrimPrefix(strings.ReplaceAll(f.Name, `\`, "/"), "/"))] = f
	}
	if err := w.readWorkbook(); err != nil {
		return nil, broken(err)
	}
	if len(w.sheets) == 0 {
		return nil, refuse(registry.CodeFileBroken)
	}
	for _, read := range []func() error{w.readStrings, w.readStyles} {
		if err := read(); err != nil {
			return nil, broken(err)
		}
	}
	return w, nil
}

// open opens a part, and never gives more of it than it said it would be.
func (w *workbook) open(name string) (*xml.Decoder, io.Closer, error) {
	f, ok := w.parts[strings.ToLower(name)]
	if !ok {
		return nil, nil, errors.New("no part " + name)
	}
	r, err := f.Open()
	if err != nil {
		return nil, nil, err
	}
	return xml.NewDecoder(io.LimitReader(r, int64(f.UncompressedSize64))), r, nil
}

// decode reads a small part as a whole.
func (w *workbook) decode(name string, into any) error {
	d, c, err := w.open(name)
	if err != nil {
		return err
	}
	defer c.Close()
	return d.Decode(into)
}

func (w *workbook) has(name string) bool {
	_, ok := w.parts[strings.ToLower(name)]
	return ok
}

func (w *workbook) readWorkbook() error {
	var book struct {
		Properties struct {
			From1904 string `xml:"date1904,attr"`
		} `xml:"workbookPr"`
		Sheets []struct {
			Name  string     `xml:"name,attr"`
			State string     `xml:"state,attr"`
			Attrs []xml.Attr `xml:",any,attr"`
		} `xml:"sheets>sheet"`
	}
	var relations struct {
		All []struct {
			ID     string `xml:"Id,attr"`
			Target string `xml:"Target,attr"`
			Type   string `xml:"Type,attr"`
		} `xml:"Relationship"`
	}
	if err := w.decode("xl/workbook.xml", &book); err != nil {
		return err
	}
	if err := w.decode("xl/_rels/workbook.xml.rels", &relations); err != nil {
		return err
	}
	w.from = time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	if p := book.Properties.From1904; p == "1" || p == "true" {
		w.from = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	for _, s := range book.Sheets {
		for _, a := range s.Attrs {
			if a.Name.Local != "id" {
				continue
			}
			for _, r := range relations.All {
				if r.ID != a.Value || !strings.HasSuffix(r.Type, "/worksheet") {
					continue // a chart has no rows
				}
				target := strings.TrimPrefix(r.Target, "/")
				if target == r.Target {
					target = path.Join("xl", target)
				}
				w.sheets = append(w.sheets, sheetPart{s.Name, target, s.State != "" && s.State != "visible"})
			}
		}
	}
	// The first is the one that people see first; lists that feed a form are hidden.
	slices.SortStableFunc(w.sheets, func(a, b sheetPart) int {
		return map[bool]int{true: 1}[a.hidden] - map[bool]int{true: 1}[b.hidden]
	})
	return nil
}

// readStrings reads the texts that cells name by their place.
func (w *workbook) readStrings() error {
	const name = "xl/sharedStrings.xml"
	if !w.has(name) {
		return nil
	}
	d, c, err := w.open(name)
	if err != nil {
		return err
	}
	defer c.Close()
	for {
		token, err := d.Token()
		if err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
		if e, ok := token.(xml.StartElement); ok && e.Name.Local == "si" {
			if len(w.strings) == maxCells {
				return refuse(registry.CodeFileUnpacks, "limit", strconv.Itoa(maxUnpacked>>20)+" MB")
			}
			text, err := textIn(d)
			if err != nil {
				return err
			}
			w.strings = append(w.strings, text)
		}
	}
}

// textIn gathers the text of an element whose start has been read: all of its
// runs, without how they are pronounced.
func textIn(d *xml.Decoder) (string, error) {
	var b strings.Builder
	inText := false
	for depth := 1; depth > 0; {
		token, err := d.Token()
		if err != nil {
			return "", err
		}
		switch x := token.(type) {
		case xml.StartElement:
			if x.Name.Local == "rPh" {
				if err := d.Skip(); err != nil {
					return "", err
				}
				continue
			}
			depth++
			inText = x.Name.Local == "t"
		case xml.EndElement:
			depth--
			inText = false
		case xml.CharData:
			if inText {
				b.Write(x)
			}
		}
	}
	return unescape(b.String()), nil
}

var escaped = regexp.MustCompile(`_x[0-9A-Fa-f]{4}_`)

// unescape reads _x000D_, which is how a sheet writes what XML cannot.
func unescape(s string) string {
	if !strings.Contains(s, "_x") {
		return s
	}
	return escaped.ReplaceAllStringFunc(s, func(m string) string {
		n, _ := strconv.ParseUint(m[2:6], 16, 16)
		if n == '\r' {
			return "" // the line break follows by itself
		}
		return string(rune(n))
	})
}

func (w *workbook) readStyles() error {
	if !w.has("xl/styles.xml") {
		return nil
	}
	var styles struct {
		Formats []struct {
			ID   int    `xml:"numFmtId,attr"`
			Code string `xml:"formatCode,attr"`
		} `xml:"numFmts>numFmt"`
		Cells []struct {
			Format int `xml:"numFmtId,attr"`
		} `xml:"cellXfs>xf"`
	}
	if err := w.decode("xl/styles.xml", &styles); err != nil {
		return err
	}
	own := map[int]bool{}
	for _, f := range styles.Formats {
		own[f.ID] = showsDay(f.Code)
	}
	for _, c := range styles.Cells {
		day, ok := own[c.Format]
		if !ok { // those that every spreadsheet has: days, and days with the hour
			n := c.Format
			day = n >= 14 && n <= 17 || n == 22 || n >= 27 && n <= 31 || n == 36 || n >= 50 && n <= 54 || n == 57 || n == 58
		}
		w.dates = append(w.dates, day)
	}
	return nil
}

var formatNoise = regexp.MustCompile(`"[^"]*"|\\.|\[[^\]]*\]|_.|\*.`)

// showsDay says whether a number format names a day or a year.
func showsDay(code string) bool {
	code = strings.ToLower(formatNoise.ReplaceAllString(code, ""))
	return strings.ContainsAny(code, "dy") && code != "general"
}

// readSheet streams the rows of a sheet, and gives cells that are merged downwards
// the text of the uppermost.
func (w *workbook) readSheet(name string, out *ruleimport.Table) error {
	d, c, err := w.open(name)
	if err != nil {
		return err
	}
	defer c.Close()
	var rows table
	var row ruleimport.Record
	last, ended := 0, false
	for {
		token, err := d.Token()
		if err == io.EOF && ended {
			out.Rows = rows.rows
			return nil
		} else if err == io.EOF {
			return io.ErrUnexpectedEOF // the end of its rows was not reached
		} else if err != nil {
			return err
		}
		switch x := token.(type) {
		case xml.StartElement:
			switch x.Name.Local {
			case "row":
				last++
				if n, err := strconv.Atoi(attr(x, "r")); err == nil {
					if n < last {
						return errors.New("rows out of order")
					}
					last = n
				}
				row = ruleimport.Record{Number: last}
				out.Hidden = out.Hidden || isTrue(attr(x, "hidden"))
			case "col":
				out.Hidden = out.Hidden || isTrue(attr(x, "hidden"))
			case "c":
				if err := w.readCell(d, x, &row); err != nil {
					return err
				}
			case "mergeCell":
				w.merge(&rows, attr(x, "ref"))
			}
		case xml.EndElement:
			switch {
			case x.Name.Local == "row" && !row.Empty():
				if err := rows.add(row); err != nil {
					return err
				}
			case x.Name.Local == "sheetData":
				ended = true
			}
		}
	}
}

func isTrue(s string) bool { return s == "1" || s == "true" }

var mergeForm = regexp.MustCompile(`^([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})$`)

// merge gives the rows of a merged cell what its first row says, where they hold
// anything else: an area beside five rules is the area of all five.
func (w *workbook) merge(rows *table, ref string) {
	m := mergeForm.FindStringSubmatch(ref)
	if m == nil {
		return
	}
	at := columnOf(m[1])
	first, _ := strconv.Atoi(m[2])
	last, _ := strconv.Atoi(m[4])
	if first < 1 || first > len(rows.rows) || at >= len(rows.rows[first-1].Cells) {
		return
	}
	cell := rows.rows[first-1].Cells[at]
	for n := first; n < min(last, len(rows.rows)) && cell.Text != ""; n++ {
		r := &rows.rows[n]
		if w.cells++; w.cells > maxCells || r.Empty() {
			continue
		}
		for len(r.Cells) <= at {
			r.Cells = append(r.Cells, ruleimport.Cell{})
		}
		if r.Cells[at].Text == "" {
			r.Cells[at] = cell
		}
	}
}

func (w *workbook) readCell(d *xml.Decoder, start xml.StartElement, row *ruleimport.Record) error {
	if w.cells++; w.cells > maxCells {
		return refuse(registry.CodeTooManyRows, "limit", strconv.Itoa(MaxRows))
	}
	var value, formula string
	isFormula := false
	for ended := false; !ended; {
		token, err := d.Token()
		if err != nil {
			return err
		}
		switch x := token.(type) {
		case xml.EndElement:
			ended = true
		case xml.StartElement:
			switch x.Name.Local {
			case "is":
				value, err = textIn(d)
			case "v":
				err = d.DecodeElement(&value, &x)
			case "f":
				isFormula = true
				err = d.DecodeElement(&formula, &x)
			default:
				err = d.Skip()
			}
			if err != nil {
				return err
			}
		}
	}
	at := len(row.Cells)
	if ref := attr(start, "r"); ref != "" {
		if at = columnOf(ref); at < len(row.Cells) {
			return errors.New("cells out of order")
		}
	}
	cell, err := w.meaning(attr(start, "t"), attr(start, "s"), value)
	if err != nil {
		return err
	}
	if isFormula {
		cell.Formula = true
		if formula != "" && (cell.Text == "" || attr(start, "t") == "e") { // it came to nothing that can be read
			cell = ruleimport.Cell{Text: "=" + formula, Formula: true}
		}
	}
	if cell.Text == "" {
		return nil
	}
	if at >= MaxColumns {
		return refuse(registry.CodeColumnsMany, "limit", strconv.Itoa(MaxColumns))
	}
	for len(row.Cells) < at {
		row.Cells = append(row.Cells, ruleimport.Cell{})
	}
	row.Cells = append(row.Cells, cell)
	return nil
}

// meaning is what a cell means, not how it is shown: a day as a day, and a
// number with all its digits.
func (w *workbook) meaning(kind, style, value string) (ruleimport.Cell, error) {
	switch kind {
	case "s":
		n, err := strconv.Atoi(strings.TrimSpace(value))
		if err != nil || n < 0 || n >= len(w.strings) {
			return ruleimport.Cell{}, errors.New("no such text")
		}
		return ruleimport.Cell{Text: w.strings[n]}, nil
	case "inlineStr":
		return ruleimport.Cell{Text: value}, nil
	case "str", "e":
		return ruleimport.Cell{Text: unescape(value)}, nil
	case "b":
		return ruleimport.Cell{Text: map[string]string{"1": "TRUE", "0": "FALSE"}[value]}, nil
	case "d":
		day, _, _ := strings.Cut(value, "T")
		return ruleimport.Cell{Text: day}, nil
	}
	f, err := strconv.ParseFloat(value, 64)
	if err != nil {
		return ruleimport.Cell{Text: value}, nil
	}
	if s, err := strconv.Atoi(style); err == nil && s >= 0 && s < len(w.dates) && w.dates[s] && f >= 1 && f < 2_958_466 { // the year 10000
		days := int(f)
		if days < 60 && w.from.Year() == 1899 {
			days++ // Excel holds that 1900 had a 29 February
		}
		return ruleimport.Cell{Text: w.from.AddDate(0, 0, days).Format(time.DateOnly)}, nil
	}
	// Fifteen digits are what a spreadsheet keeps: 0.1 is stored as 0.10000000000000001.
	f, _ = strconv.ParseFloat(strconv.FormatFloat(f, 'g', 15, 64), 64)
	return ruleimport.Cell{Text: strconv.FormatFloat(f, 'f', -1, 64), Number: true}, nil
}

// columnOf is the place of a cell's column: "A7" is 0, "AB12" is 27.
func columnOf(ref string) int {
	n := 0
	for i := 0; i < len(ref) && i < 4 && ref[i] >= 'A' && ref[i] <= 'Z'; i++ {
		n = n*26 + int(ref[i]-'A') + 1
	}
	return n - 1
}

func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name && a.Name.Space == "" {
			return a.Value
		}
	}
	return ""
}

func clip(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}
