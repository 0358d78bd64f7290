package web

import (
	"bytes"
	"encoding/base64"
	"errors"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/omvendt/omvendt/internal/problem"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/registry/ruleimport"
)

// What an upload may take. The confirm step carries the file in its form, a
// third longer.
const (
	maxUpload = 1 << 20
	maxImport = 2 << 20
)

// mostFaults bounds how many faults are told at a time.
const mostFaults = 200

type importPage struct {
	Page
	Complaints []Complaint
	Form       Form
	Report     *ImportReport
}

// ImportReport is what a file holds, before anything of it is stored.
type ImportReport struct {
	Name    string
	Good    int
	Bad     int // rows
	Faults  []ImportFault
	Further int // faults that are not shown
	Checked bool
	Sample  []ImportRow
	Keep    Form // stores the good rows; carries the file
	Content string
	Rows    string // numbers of the good rows
}

// ImportFault says what is wrong with one cell.
type ImportFault struct {
	Row          int
	Column, Text string
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
	f := v.form("", "work.import.")
	name, content, err := v.upload("file")
	var file *ruleimport.File
	if err == nil {
		file, err = v.readImport(content)
	}
	if f.refused(v, inFile(err)) {
		return v.importForm(f, nil)
	}
	if err != nil {
		return answer{}, err
	}
	return v.importForm(f, v.report(name, content, file))
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
	file, err := v.readFile(content)
	if err == nil {
		var good []registry.NewRule
		for _, row := range file.Rows {
			if len(row.Faults) == 0 && slices.Contains(rows, row.Number) {
				good = append(good, row.Rule)
			}
		}
		_, err = v.Register.CreateRules(v.r.Context(), v.act, good)
	}
	if registry.CodeOf(err) == registry.CodeNumberTaken || registry.CodeOf(err) == registry.CodeInvalid {
		if file, err = v.readImport(content); err == nil {
			return v.importForm(f, v.report(v.said("name"), content, file))
		}
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
func (v *visit) readImport(content []byte) (*ruleimport.File, error) {
	file, err := v.readFile(content)
	if err != nil {
		return nil, err
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
	return file, err
}

// readFile reads a file without asking which numbers the register has used.
func (v *visit) readFile(content []byte) (*ruleimport.File, error) {
	today, err := v.Register.Today(v.r.Context())
	if err != nil {
		return nil, err
	}
	check, err := v.saidCheck(today)
	if err != nil {
		return nil, err
	}
	file, err := ruleimport.Read(bytes.NewReader(content), today, check)
	if err != nil {
		return nil, err
	}
	for i, row := range file.Rows {
		if len(row.Faults) == 0 && !v.act.Reach.Has(row.Rule.Catalogue) {
			file.Rows[i].Faults = []registry.Field{{Name: "område", Code: registry.CodeForbidden}}
		}
	}
	return file, nil
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

func (v *visit) report(name string, content []byte, file *ruleimport.File) *ImportReport {
	good, bad := file.Good(), file.Bad()
	r := &ImportReport{Name: name, Good: len(good), Bad: len(bad), Checked: v.said("checked_by") != "",
		Keep: v.carriedForm("keep", "work.import."), Content: base64.RawURLEncoding.EncodeToString(content)}
	for _, row := range bad {
		for _, f := range problem.Describe(v.lang, &registry.Error{Code: registry.CodeInvalid, Fields: row.Faults}).Fields {
			if len(r.Faults) == mostFaults {
				r.Further++
				continue
			}
			r.Faults = append(r.Faults, ImportFault{row.Number, shown(f.Name), shown(f.Text)})
		}
	}
	for _, row := range file.Rows {
		if len(row.Faults) > 0 {
			continue
		}
		r.Rows += strconv.Itoa(row.Number) + " "
		if len(r.Sample) < shownRows {
			r.Sample = append(r.Sample, ImportRow{row.Number, row.Rule.Text.Title, row.Rule.Catalogue.Area})
		}
	}
	return r
}
