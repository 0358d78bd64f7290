package web

import (
	"errors"
	"io"
	"net/http"

	"github.com/omvendt/omvendt/internal/sheet"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/registry/ruleimport"
)

type importPage struct {
	Page
	Complaints []Complaint
	Form       Form
	Drop       Form
	Drafts     []ImportDraft
}

// ImportDraft is a file that somebody works on.
type ImportDraft struct {
	ID, Name, By, Touched string
	Mine                  bool
	Storing               string // what came of saying yes; empty: nobody has
}

func (v *visit) importing() (answer, error) { return v.importForm(v.form("", "work.import.")) }

func (v *visit) importForm(f Form) (answer, error) {
	p := importPage{Page: v.shell(v.text("work.import.title")), Form: f, Complaints: f.Complaints, Drop: v.form("drop", "work.import.")}
	p.Wrong = f.Failed()
	drafts, err := v.Register.Drafts(v.r.Context(), v.act, v.may("govern"))
	if err != nil {
		return answer{}, err
	}
	storing, err := v.runs(p.Page)
	if err != nil {
		return answer{}, err
	}
	for _, d := range drafts {
		p.Drafts = append(p.Drafts, ImportDraft{string(d.ID), d.FileName, d.By, p.Day(registry.DayOf(d.Touched, v.Register.Place)), d.Owner == v.act.Actor.Key(), storing[d.ID]})
	}
	return answer{status: f.Status, template: "work-import", data: p}, nil
}

// openImport makes a draft of an upload, and goes on to its columns.
func (v *visit) openImport() (answer, error) {
	f := v.form("", "work.import.")
	name, content, err := v.upload("file")
	var d registry.ImportDraft
	if err == nil {
		if v.act.Retry != nil { // another file is another request
			v.act.Retry.Hash = registry.Digest([]byte(v.act.Retry.Hash + registry.Digest(content)))
		}
		var book ruleimport.Book
		if book, err = sheet.ReadAll(content); err == nil {
			d, err = v.importDesk().Open(v.r.Context(), v.act, name, book, ruleimport.Choices{Sender: v.said("sender")})
		}
	}
	if f.refused(v, inFile(err)) {
		return v.importForm(f)
	}
	return answer{status: http.StatusSeeOther, redirect: path("work_import_columns", v.lang, string(d.ID))}, err
}

// dropImport throws a draft away.
func (v *visit) dropImport() (answer, error) {
	err := v.Register.DropDraft(v.r.Context(), v.act, registry.DraftID(v.said("draft")), v.may("govern"))
	return v.done("import_dropped", "work_import"), err
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
		c.Fail(field, registry.CodeTooLarge, "limit", "10 MB")
		return "", nil, c.Err()
	}
	return clip(shown(head.Filename)), content, nil
}

// inFile puts what is wrong with a file as such on its field.
func inFile(err error) error {
	var e *registry.Error
	if !errors.As(err, &e) || !mendable(err) || e.Code == registry.CodeForbidden || len(e.Fields) > 0 {
		return err
	}
	return fieldError("file", err)
}
