package web

import (
	"cmp"
	"encoding/base64"
	"errors"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/omvendt/omvendt/internal/problem"
	"github.com/omvendt/omvendt/internal/sheet"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/registry/ruleimport"
)

// What an upload may take. The confirm step carries the file in its form, a
// third longer.
const (
	maxUpload = 1 << 20
	maxImport = 2 << 20
)

// mostFindings bounds how many findings are told at a time.
const mostFindings = 200

type importPage struct {
	Page
	Complaints []Complaint
	Form       Form
	Report     *ImportReport
}

// ImportReport is what a file holds, before anything of it is stored.
type ImportReport struct {
	Name     string
	Good     int
	Bad      int // rows
	Warned   int // warnings
	Findings []ImportFinding
	Further  int // findings that are not shown
	Checked  bool
	Sample   []ImportRow
	Columns  []ImportColumn
	Sheets   []Option // when there is more than one
	Match    Form     // says what the columns are; carries the file
	Keep     Form     // stores the good rows; carries the file
	Content  string
	Rows     string // numbers of the good rows
}

// ImportFinding says what was found in one cell.
type ImportFinding struct {
	Row                    string // or the sheet
	Column, Severity, Text string
}

// ImportColumn is a column of the file and what it is taken for.
type ImportColumn struct {
	Header  string
	Samples []string
	Options []Option
}

// ImportRow is a rule as it will be stored.
type ImportRow struct {
	Row         int
	Title, Area string
}

const shownRows = 5

func (v *visit) importing() (answer, error) { return v.importForm(v.form("", "work.import."), nil) }

func (v *visit) importForm(f Form, report *ImportReport) (answer, error) {
	p := importPage{Page: v.shell(v.text("work.import.title")), Form: f, Complaints: f.Complaints, Report: report}
	p.Wrong = f.Failed()
	p.Crumbs = []Crumb{{p.T("nav.work"), p.To("desk")}}
	return answer{status: f.Status, template: "work-import", data: p}, nil
}

// tryImport reads an upload and reports on it. Nothing is stored.
func (v *visit) tryImport() (answer, error) {
	name, content, err := v.upload("file")
	return v.reportOn(v.form("", "work.import."), name, content, err, nil)
}

// matchImport reads a file again, with its columns as the sender says they are.
func (v *visit) matchImport() (answer, error) {
	content, err := base64.RawURLEncoding.DecodeString(v.sent.Get("content"))
	if err != nil {
		return answer{}, &registry.Error{Code: registry.CodeBodyInvalid}
	}
	var c registry.Checks
	c.Text("area", v.said("area"), registry.LimitName, false)
	c.Text("unit", v.said("unit"), registry.LimitName, false)
	return v.reportOn(v.carriedForm("", "work.import."), v.said("name"), content, nil, c.Err())
}

// reportOn shows what a file holds; wrong is what the sender said of it and cannot
// be, which leaves the report where it is.
func (v *visit) reportOn(f Form, name string, content []byte, err, wrong error) (answer, error) {
	var file *ruleimport.File
	var table *ruleimport.Table
	if err == nil {
		file, table, err = v.readImport(content)
	}
	if f.refused(v, inFile(err)) {
		return v.importForm(f, nil)
	}
	if err != nil {
		return answer{}, err
	}
	report := v.report(name, content, file, table)
	f.refused(v, wrong)
	return v.importForm(f, report)
}

// keepImport stores the good rows of a file that has been reported on. When
// they are no longer those that were reported, it reports again.
func (v *visit) keepImport() (answer, error) {
	f := v.carriedForm("", "work.import.")
	content, err := base64.RawURLEncoding.DecodeString(v.sent.Get("content"))
	if err != nil {
		return answer{}, &registry.Error{Code: registry.CodeBodyInvalid}
	}
	var rows []int // those that were reported good
	for _, text := range strings.Fields(v.sent.Get("rows")) {
		n, err := strconv.Atoi(text)
		if err != nil {
			return answer{}, &registry.Error{Code: registry.CodeBodyInvalid}
		}
		rows = append(rows, n)
	}
	// Which numbers are used is not asked here: after this very form was stored
	// they all are, and the register answers a repetition before it looks.
	file, _, err := v.readFile(content)
	if err == nil {
		var good []registry.NewRule
		for _, row := range file.Rows {
			if len(file.Faults()) == 0 && len(row.Faults()) == 0 && !row.Skipped && slices.Contains(rows, row.Number) {
				good = append(good, row.Rule)
			}
		}
		_, err = v.Register.CreateRules(v.r.Context(), v.act, good)
	}
	if registry.CodeOf(err) == registry.CodeNumberTaken || registry.CodeOf(err) == registry.CodeInvalid {
		file, table, again := v.readImport(content)
		if again == nil {
			return v.importForm(f, v.report(v.said("name"), content, file, table))
		}
		err = again
	}
	if f.refused(v, inFile(err)) {
		return v.importForm(f, nil)
	}
	return v.done("imported", "work_rules"), err
}

// upload reads an uploaded file.
func (v *visit) upload(field string) (name string, content []byte, err error) {
	file, head, err := v.r.FormFile(field)
	var c registry.Checks
	if errors.Is(err, http.ErrMissingFile) || errors.Is(err, http.ErrNotMultipart) {
		c.Fail(field, registry.CodeRequired)
		return "", nil, c.Err()
	}
	if err != nil {
		return "", nil, &registry.Error{Code: registry.CodeBodyInvalid, Err: err}
	}
	defer file.Close()
	content, err = io.ReadAll(io.LimitReader(file, maxUpload+1))
	switch {
	case err != nil:
		return "", nil, &registry.Error{Code: registry.CodeFileUnreadable, Err: err}
	case len(content) > maxUpload:
		c.Fail(field, registry.CodeTooLarge, "limit", "1 MB")
		return "", nil, c.Err()
	}
	return clip(head.Filename), content, nil
}

// readImport reads a file's rules as the sender may store them.
func (v *visit) readImport(content []byte) (*ruleimport.File, *ruleimport.Table, error) {
	file, table, err := v.readFile(content)
	if err != nil {
		return nil, nil, err
	}
	used := map[registry.Number]bool{}
	err = v.Register.Store.View(v.r.Context(), func(r registry.Reader) error {
		rules, err := r.Rules(registry.RuleFilter{})
		for _, rule := range rules {
			used[rule.Number] = true
		}
		return err
	})
	file.Taken(func(n registry.Number) bool { return used[n] })
	return file, table, err
}

// readFile reads a file without asking which numbers the register has used.
func (v *visit) readFile(content []byte) (*ruleimport.File, *ruleimport.Table, error) {
	today, err := v.Register.Today(v.r.Context())
	if err != nil {
		return nil, nil, err
	}
	check, err := v.saidCheck(today)
	if err != nil {
		return nil, nil, err
	}
	table, err := sheet.Read(content, v.said("sheet"))
	if err != nil {
		return nil, nil, err
	}
	file, err := ruleimport.Read(table, ruleimport.Options{Today: today, Check: check, Match: v.saidMatch(),
		Area: v.said("area"), Unit: v.said("unit")})
	if err != nil {
		return nil, nil, err
	}
	for i, row := range file.Rows {
		if len(row.Faults()) == 0 && !row.Skipped && !v.act.Reach.Has(row.Rule.Catalogue) {
			file.Rows[i].Findings = append(row.Findings, ruleimport.Finding{Severity: ruleimport.Error,
				Field: registry.Field{Name: "område", Code: registry.CodeForbidden}})
		}
	}
	return file, table, nil
}

// saidMatch is what the sender says of the columns: their names, and what they are.
func (v *visit) saidMatch() ruleimport.Match {
	m := ruleimport.Match{}
	for i := 0; ; i++ {
		column := "column." + strconv.Itoa(i)
		if !v.sent.Has(column + ".header") {
			return m
		}
		if field := v.sent.Get(column + ".field"); slices.Contains(ruleimport.Fields(), field) {
			m[ruleimport.Plain(v.sent.Get(column+".header"))] = field
		}
	}
}

// saidCheck is the legal check of all rules of a file; nil leaves them unchecked.
func (v *visit) saidCheck(today registry.Day) (*registry.LegalCheck, error) {
	if v.said("checked_by") == "" && v.said("checked_on") == "" {
		return nil, nil
	}
	var c registry.Checks
	l := &registry.LegalCheck{By: v.said("checked_by"), Day: v.saidDay(&c, "checked_on"), Result: registry.BasesConfirmed}
	if c.Err() == nil {
		c.Take("check", l.Validate(today, ""))
	}
	return l, c.Err()
}

// inFile puts what is wrong with a file as such on its field.
func inFile(err error) error {
	var e *registry.Error
	if !errors.As(err, &e) || !mendable(err) || e.Code == registry.CodeForbidden {
		return err
	}
	if len(e.Fields) == 0 {
		return fieldError("file", err)
	}
	out := &registry.Error{Code: e.Code, Args: e.Args}
	for _, f := range e.Fields {
		switch f.Name {
		case "file", "checked_by", "checked_on":
		case "check.by":
			f.Name = "checked_by"
		case "check.day":
			f.Name = "checked_on"
		default: // a column
			f.Name = "file"
		}
		out.Fields = append(out.Fields, f)
	}
	return out
}

func (v *visit) report(name string, content []byte, file *ruleimport.File, table *ruleimport.Table) *ImportReport {
	r := &ImportReport{Name: name, Good: len(file.Good()), Bad: len(file.Bad()), Warned: file.Warned(), Checked: v.said("checked_by") != "",
		Match: v.importCarrier("match", "column.", "area", "unit", "sheet"), Keep: v.importCarrier("keep"),
		Content: base64.RawURLEncoding.EncodeToString(content)}
	r.findings(v, file)
	for _, c := range file.Columns {
		chosen := cmp.Or(c.Field, ruleimport.Skip)
		col := ImportColumn{Header: c.Header, Samples: c.Samples}
		for _, f := range ruleimport.Fields() {
			text := f
			if f == ruleimport.Note || f == ruleimport.Skip {
				text = v.text("work.import.as_" + f)
			}
			col.Options = append(col.Options, Option{Value: f, Text: text, Chosen: f == chosen})
		}
		r.Columns = append(r.Columns, col)
	}
	if len(table.Sheets) > 1 {
		for _, s := range table.Sheets {
			r.Sheets = append(r.Sheets, Option{Value: s, Text: s, Chosen: s == table.Sheet})
		}
	}
	for _, row := range file.Rows {
		if row.Skipped || len(row.Faults()) > 0 || len(file.Faults()) > 0 {
			continue
		}
		r.Rows += strconv.Itoa(row.Number) + " "
		if len(r.Sample) < shownRows {
			r.Sample = append(r.Sample, ImportRow{row.Number, row.Rule.Text.Title, row.Rule.Catalogue.Area})
		}
	}
	return r
}

// importCarrier is a form that carries what was sent but the file, which the
// template writes, and the fields that the form itself has, whose names begin so.
func (v *visit) importCarrier(name string, own ...string) Form {
	f := v.carriedForm(name, "work.import.")
	values := map[string][]string{}
	for field, sent := range f.values {
		if !slices.ContainsFunc(append(own, "content", "rows", "name"), func(o string) bool { return strings.HasPrefix(field, o) }) {
			values[field] = sent
		}
	}
	f.values = values
	return f
}

// findings are told with what is worst first, then in the order of the file.
func (r *ImportReport) findings(v *visit, file *ruleimport.File) {
	for _, severity := range []ruleimport.Severity{ruleimport.Error, ruleimport.Warning, ruleimport.Info} {
		tell := func(row string, findings []ruleimport.Finding) {
			for _, f := range findings {
				if f.Severity != severity {
					continue
				}
				if len(r.Findings) == mostFindings {
					r.Further++
					continue
				}
				r.Findings = append(r.Findings, ImportFinding{row, shown(f.Name),
					v.lang.Text("import.severity."+strconv.Itoa(int(severity)), nil), shown(problem.Finding(v.lang, f))})
			}
		}
		tell(v.lang.Text("import.sheet", nil), file.Findings)
		for _, row := range file.Rows {
			tell(strconv.Itoa(row.Number), row.Findings)
		}
	}
}
