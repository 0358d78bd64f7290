package openapi

import (
	"context"
	"encoding/base64"
	"io"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/omvendt/omvendt/internal/sheet"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// maxStatementBody bounds a statement with its file in Base64.
const maxStatementBody = workflow.MaxStatementFile*4/3 + 1<<18

func (a *api) registerStatementFile() {
	registerFile(a, operation{ID: "get-statement-file", Method: http.MethodGet, Path: "/v1/hearings/{id}/statement/file", Tag: "hearings", Permission: permPublic,
		File: sheet.Some, Errors: []int{http.StatusNotFound}, Summary: "Read the file that a statement came as",
		Description: "Of the kind that the statement names: PDF, DOCX, ODT, JPG or PNG. It is what the body sent, and nobody has looked for anything in it. For everybody from the day after the deadline."}, a.getStatementFile)
}

type fileKind string

func (fileKind) Schema(huma.Registry) *huma.Schema { return oneOf(workflow.FileKinds) }

// StatementUpload is the file of a statement as it is sent.
type StatementUpload struct {
	Name    string `json:"name,omitempty" example:"hoeringssvar.pdf" doc:"Shown to everybody. What it ends with follows from the content."`
	Content string `json:"content,omitempty" encoding:"base64" doc:"PDF, DOCX, ODT, JPG or PNG, at most 5 MB, without macros."`
	SHA256  string `json:"sha256,omitempty" doc:"Instead of content: the file that the statement has already stays."`
}

// sentWith puts the file into a statement; nil: it has none.
func (u *StatementUpload) sentWith(said *workflow.Statement) error {
	if u == nil {
		return nil
	}
	if u.SHA256 != "" && u.Content == "" {
		said.File.SHA256 = u.SHA256
		return nil
	}
	content, err := base64.StdEncoding.DecodeString(u.Content)
	if err != nil {
		return inField("file.content", &registry.Error{Code: registry.CodeTypeInvalid})
	}
	said.Upload = &workflow.Upload{Name: u.Name, Content: content}
	return nil
}

// StatementFileOut is the file that a statement came as.
type StatementFileOut struct {
	Name   string   `json:"name"`
	Kind   fileKind `json:"kind"`
	Size   int      `json:"size" doc:"In bytes."`
	SHA256 string   `json:"sha256"`
}

func statementFileOf(f workflow.StatementFile) *StatementFileOut {
	if f == (workflow.StatementFile{}) {
		return nil
	}
	return &StatementFileOut{f.Name, fileKind(f.Kind), f.Size, f.SHA256}
}

type getStatementFileIn struct{ HearingPath }

func (a *api) getStatementFile(ctx context.Context, c call, in *getStatementFileIn) (file, error) {
	_, reason, err := a.Access.Allow(c.Act.Actor, c.Act.Operation, "review")
	if err != nil {
		return file{}, err
	}
	f, content, err := a.Workflow.FileOfStatement(ctx, in.id(), reason == granted)
	return file{Name: f.Plain(), Sent: sheet.Format(f.Kind), Write: func(w io.Writer) error {
		_, err := w.Write(content)
		return err
	}}, err
}
