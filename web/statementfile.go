package web

import (
	"io"
	"slices"

	"github.com/omvendt/omvendt/internal/sheet"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// statementKinds are what can be chosen as the file of a statement.
const statementKinds = ".pdf,.docx,.odt,.jpg,.jpeg,.png"

// FileLine is the file of a statement as a page names it; empty: there is none.
type FileLine struct{ Label, Name, Note, Address string }

// fileLine names the file of a statement under the page where it can be read.
func (p Page) fileLine(f workflow.StatementFile, page string, names ...string) FileLine {
	if f == (workflow.StatementFile{}) {
		return FileLine{}
	}
	return FileLine{Label: p.T("hearing.file_said"), Name: f.Name, Note: p.T("hearing.file_note", "kind", p.T("hearing.file_kind."+string(f.Kind)), "size", p.size(f.Size)),
		Address: p.To(page, names...)}
}

// size is a number of bytes in words.
func (p Page) size(bytes int) string {
	if bytes < 1<<20 {
		return p.Number(max(1, bytes>>10)) + " KB"
	}
	return p.Lang.Number(float64(bytes*10>>20)/10) + " MB"
}

// StatementUpload is the part of a form with the file of a statement.
type StatementUpload struct {
	Page
	Form Form
	Kept FileLine // that is carried already
}

// File is the field for another one.
func (u StatementUpload) File() Field { return u.Form.File("file", statementKinds) }

// saidUpload is the file that was chosen in a form; nil: none was.
func (v *visit) saidUpload() (*workflow.Upload, error) {
	name, content, err := v.upload("file")
	if slices.Contains(fieldCodes(err), registry.CodeRequired) {
		return nil, nil
	}
	return &workflow.Upload{Name: name, Content: content}, err
}

// keepUpload keeps the file that was chosen, and carries it in the form's field
// "kept" from then on; ticking "drop_file" leaves the statement without one.
func (v *visit) keepUpload() error {
	if v.ticked("drop_file") {
		v.sent.Del("kept")
		v.sent.Del("drop_file")
	}
	u, err := v.saidUpload()
	if err != nil || u == nil {
		return err
	}
	f, err := v.Workflow.KeepStatementFile(v.r.Context(), token(v.name), *u)
	if err == nil {
		v.sent.Set("kept", f.SHA256)
	}
	return err
}

// both are the faults of two fields or forms, told at once.
func both(first, second error) error {
	if registry.CodeOf(first) != registry.CodeInvalid || registry.CodeOf(second) != registry.CodeInvalid {
		return first
	}
	var c registry.Checks
	c.Take("", first)
	c.Take("", second)
	return c.Err()
}

// keptFile names the file that a form of the letter's page carries.
func (v *visit) keptFile(p Page, f Form) FileLine {
	sha256 := f.Value("kept")
	if sha256 == "" {
		return FileLine{}
	}
	kept, _, err := v.Workflow.FileOfLetter(v.r.Context(), token(v.name), sha256)
	if err != nil { // sending the form says so
		return FileLine{}
	}
	return p.fileLine(kept, "hearing_file", v.name, sha256)
}

// knockHearing asks whether a letter's address is open before a file is read that is
// sent to it.
func (v *visit) knockHearing() error {
	_, err := v.Workflow.OpenHearing(v.r.Context(), token(v.name))
	return err
}

// letterFile is a file of a statement for whoever has the letter.
func (v *visit) letterFile() (answer, error) {
	f, content, err := v.Workflow.FileOfLetter(v.r.Context(), token(v.name), v.names[1])
	if registry.CodeOf(err) == registry.CodeLinkNotOpen {
		return v.linkClosed(), nil
	}
	return sentFile(f, content), err
}

func (v *visit) deskStatementFile() (answer, error) { return v.statementFile(true) }
func (v *visit) openStatementFile() (answer, error) { return v.statementFile(false) }

func (v *visit) statementFile(before bool) (answer, error) {
	f, content, err := v.Workflow.FileOfStatement(v.r.Context(), registry.HearingID(v.name), before)
	return sentFile(f, content), err
}

// sentFile hands on what somebody sent, to be kept and not shown.
func sentFile(f workflow.StatementFile, content []byte) answer {
	return answer{file: &file{format: sheet.Format(f.Kind), name: f.Plain(), policy: sheet.SentPolicy, write: func(w io.Writer) error {
		_, err := w.Write(content)
		return err
	}}}
}
