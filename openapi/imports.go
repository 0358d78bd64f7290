package openapi

import (
	"context"
	"encoding/base64"
	"net/http"
	"slices"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"github.com/omvendt/omvendt/internal/problem"
	"github.com/omvendt/omvendt/internal/sheet"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/registry/ruleimport"
)

// maxFile bounds a spreadsheet, and maxFileBody a body that holds it in Base64.
const (
	maxFile     = 10 << 20
	maxFileBody = maxFile*4/3 + 1<<16
)

func (a *api) registerImports() {
	missing, stale := http.StatusNotFound, http.StatusConflict
	register(a, operation{ID: "list-import-drafts", Method: http.MethodGet, Path: "/v1/import-drafts", Tag: "imports", Permission: "catalogue",
		Summary: "List the caller's files on their way into the register, newest first", Description: "Who governs sees everybody's. A draft is kept for 30 days after it was last touched."}, a.listDrafts)
	register(a, operation{ID: "create-import-draft", Method: http.MethodPost, Path: "/v1/import-drafts", Tag: "imports", Permission: "catalogue",
		Creates: true, Tagged: true, MaxBody: maxFileBody, Summary: "Make a draft of a spreadsheet",
		Description: "CSV or XLSX, at most 10 MB. No rule is stored before the draft is confirmed. Personal numbers are taken out before anything is kept."}, a.createDraft)
	register(a, operation{ID: "get-import-draft", Method: http.MethodGet, Path: "/v1/import-drafts/{id}", Tag: "imports", Permission: "catalogue",
		Tagged: true, Errors: []int{missing}, Summary: "Read what a draft would do"}, a.getDraft)
	register(a, operation{ID: "list-import-rows", Method: http.MethodGet, Path: "/v1/import-drafts/{id}/rows", Tag: "imports", Permission: "catalogue",
		Pages: true, Errors: []int{missing}, Summary: "List the rows of a draft with what will become of each"}, a.listRows)
	register(a, operation{ID: "edit-import-draft", Method: http.MethodPatch, Path: "/v1/import-drafts/{id}", Tag: "imports", Permission: "catalogue",
		Edits: true, Errors: []int{missing}, Summary: "Say what columns and rows of a draft are",
		Description: "What is left out stays as it is. Another sheet is said by itself, and begins anew: columns and corrections were of the sheet before."}, a.editDraft)
	register(a, operation{ID: "delete-import-draft", Method: http.MethodDelete, Path: "/v1/import-drafts/{id}", Tag: "imports", Permission: "catalogue",
		Errors: []int{missing}, Summary: "Throw a draft away"}, a.deleteDraft)
	register(a, operation{ID: "confirm-import", Method: http.MethodPost, Path: "/v1/import-drafts/{id}/import", Tag: "imports", Permission: "catalogue",
		Creates: true, Errors: []int{missing, stale}, Summary: "Store what a draft would do, all or nothing",
		Description: "Refused with import_changed when it would do something else now than what plan names: something else was said of it, a rule was changed meanwhile, or a new one is like a row. The answer comes when all is stored, which takes some seconds for thousands of rows; a repetition with the same key gets the same answer."}, a.confirmImport)
	register(a, operation{ID: "list-imports", Method: http.MethodGet, Path: "/v1/imports", Tag: "imports", Permission: "catalogue",
		Pages: true, Summary: "List the imports that were made, newest first"}, a.listImports)
	register(a, operation{ID: "get-import", Method: http.MethodGet, Path: "/v1/imports/{id}", Tag: "imports", Permission: "catalogue",
		Errors: []int{missing}, Summary: "Read an import"}, a.getImport)
	register(a, operation{ID: "list-imported-rules", Method: http.MethodGet, Path: "/v1/imports/{id}/rules", Tag: "imports", Permission: "catalogue",
		Pages: true, Errors: []int{missing}, Summary: "List the rules that an import made and changed, by number"}, a.listImported)
	register(a, operation{ID: "undo-import", Method: http.MethodPost, Path: "/v1/imports/{id}/undo", Tag: "imports", Permission: "catalogue",
		Errors: []int{missing, stale}, Summary: "Take an import back while nothing was built on it",
		Description: "Rules that it made are taken out, and their numbers are never used again; rules that it changed get back what they said, as a change of its own."}, a.undoImport)
}

type (
	rowState    string
	columnField string
	rowDeed     string
)

func (rowState) Schema(huma.Registry) *huma.Schema    { return oneOf(ruleimport.States) }
func (columnField) Schema(huma.Registry) *huma.Schema { return oneOf(ruleimport.Fields()) }
func (rowDeed) Schema(huma.Registry) *huma.Schema     { return oneOf(rowDeeds) }

var rowDeeds = []string{"put_in", "new", "update", "leave_out"}

// importDesk is where the caller works on imports; who governs sees all drafts.
func (a *api) importDesk(c call) (ruleimport.Desk, error) {
	_, reason, err := a.Access.Allow(c.Act.Actor, c.Act.Operation, "govern")
	return ruleimport.Desk{Register: a.Register, Plans: a.Plans, All: reason == granted}, err
}

// ImportDraftHead is a file of rules on its way.
type ImportDraftHead struct {
	ID      string `json:"id" format:"uuid"`
	File    string `json:"file_name"`
	By      string `json:"made_by"`
	Touched day    `json:"touched" doc:"When something was last said of it."`
}

func (a *api) draftHeadOf(d registry.ImportDraft) ImportDraftHead {
	return ImportDraftHead{string(d.ID), d.FileName, d.By, day(registry.DayOf(d.Touched, a.Register.Place))}
}

type importFindingOut struct {
	Column   string `json:"column,omitempty" doc:"As the sheet calls it; left out for the whole row or sheet."`
	Severity string `json:"severity" enum:"info,warning,error" doc:"A warning needs a yes, an error must be mended."`
	Code     string `json:"code"`
	Detail   string `json:"detail" doc:"In the language that was asked for."`
}

func findingsOf(c call, findings []ruleimport.Finding) []importFindingOut {
	return list(findings, func(f ruleimport.Finding) importFindingOut {
		return importFindingOut{f.Name, []string{"info", "warning", "error"}[f.Severity], string(f.Code), problem.Finding(c.Lang, f)}
	})
}

type importColumnOut struct {
	Header  string      `json:"header"`
	Field   columnField `json:"field,omitempty" doc:"What it is taken for; left out when it is not known, and its cells are left out."`
	Samples []string    `json:"samples" doc:"Its first cells."`
}

// ImportDraftOut is a file of rules with what it would do.
type ImportDraftOut struct {
	ImportDraftHead
	Plan     string             `json:"plan" doc:"Names what it would do now; for confirm-import."`
	Sender   string             `json:"sender,omitempty"`
	Sheets   []string           `json:"sheets" doc:"Of the file, when it has more than one."`
	Sheet    string             `json:"sheet,omitempty" doc:"That is read."`
	Area     string             `json:"area,omitempty"`
	Unit     string             `json:"unit,omitempty"`
	Check    *importCheck       `json:"check,omitempty"`
	TextFrom day                `json:"text_from,omitzero"`
	Columns  []importColumnOut  `json:"columns"`
	Findings []importFindingOut `json:"findings" doc:"Of the sheet as a whole. With an error nothing can be stored."`
	Totals   importTotals       `json:"totals" doc:"How many rows are in each state."`
}

type importTotals struct {
	Error     int `json:"error" doc:"Must be corrected or left out."`
	Choose    int `json:"choose" doc:"About a rule that is there, or like one; nobody has said what it is to do. Not stored."`
	Warning   int `json:"warning" doc:"Of those that are stored: with a warning."`
	New       int `json:"new"`
	Update    int `json:"update"`
	Unchanged int `json:"unchanged"`
	LeftOut   int `json:"left_out"`
	Skipped   int `json:"skipped" doc:"Empty, or the same as another row."`
}

func (a *api) draftOf(c call, p *ruleimport.Preview) ImportDraftOut {
	x, n := p.Choices, p.Totals
	out := ImportDraftOut{ImportDraftHead: a.draftHeadOf(p.Draft), Plan: p.Digest(), Sender: x.Sender, Sheets: list(p.Sheets, func(s string) string { return s }),
		Sheet: p.Table.Sheet, Area: x.Area, Unit: x.Unit, TextFrom: day(x.TextFrom),
		Findings: findingsOf(c, p.File.Findings),
		Totals: importTotals{n[ruleimport.StateError], n[ruleimport.StateChoose], n[ruleimport.StateWarning], n[ruleimport.StateNew], n[ruleimport.StateUpdate],
			n[ruleimport.StateUnchanged], n[ruleimport.StateLeftOut], n[ruleimport.StateSkipped]}}
	if x.CheckedBy != "" {
		out.Check = &importCheck{x.CheckedBy, day(x.CheckedOn)}
	}
	out.Columns = list(p.File.Columns, func(k ruleimport.Column) importColumnOut {
		return importColumnOut{k.Header, columnField(k.Field), list(k.Samples, func(s string) string { return s })}
	})
	return out
}

func (a *api) listDrafts(ctx context.Context, c call, _ *struct{}) (answer[items[ImportDraftHead]], error) {
	desk, err := a.importDesk(c)
	if err != nil {
		return answer[items[ImportDraftHead]]{}, err
	}
	drafts, err := a.Register.Drafts(ctx, c.Act, desk.All)
	return answer[items[ImportDraftHead]]{Body: items[ImportDraftHead]{Items: list(drafts, a.draftHeadOf)}}, err
}

type createDraftIn struct {
	Body struct {
		File    string `json:"file_name" example:"regler.csv"`
		Content string `json:"content" encoding:"base64" doc:"The file."`
		Sender  string `json:"sender,omitempty" doc:"Whom it comes from: what the columns are is remembered for the next file."`
		Sheet   string `json:"sheet,omitempty" doc:"The name of the one that is meant; the first when left out."`
		Area    string `json:"area,omitempty" doc:"Of rules for which the sheet names none."`
		Unit    string `json:"unit,omitempty" doc:"The same."`
	}
}

func (a *api) createDraft(ctx context.Context, c call, in *createDraftIn) (answer[ImportDraftOut], error) {
	b := in.Body
	desk, err := a.importDesk(c)
	if err != nil {
		return answer[ImportDraftOut]{}, err
	}
	content, err := base64.StdEncoding.DecodeString(b.Content)
	if err != nil {
		return answer[ImportDraftOut]{}, inField("content", &registry.Error{Code: registry.CodeTypeInvalid})
	}
	if len(content) > maxFile {
		return answer[ImportDraftOut]{}, inField("content", &registry.Error{Code: registry.CodeTooLarge, Args: registry.Args{"limit": "10 MB"}})
	}
	book, err := sheet.ReadAll(content)
	if err != nil {
		return answer[ImportDraftOut]{}, inField("content", err)
	}
	if b.Sheet != "" && ruleimport.Book(book).Table(b.Sheet).Sheet != b.Sheet {
		return answer[ImportDraftOut]{}, inField("sheet", &registry.Error{Code: registry.CodeNotFound})
	}
	d, err := desk.Open(ctx, c.Act, b.File, book, ruleimport.Choices{Sender: b.Sender, Sheet: b.Sheet, Area: b.Area, Unit: b.Unit})
	if err != nil {
		return answer[ImportDraftOut]{}, err
	}
	p, err := desk.Preview(ctx, c.Act, d.ID)
	if err != nil {
		return answer[ImportDraftOut]{}, err
	}
	return answer[ImportDraftOut]{Body: a.draftOf(c, p), Edit: p.Draft.Edit, Place: "/v1/import-drafts/" + string(d.ID)}, nil
}

// DraftPath is the part of an address that names a draft of an import.
type DraftPath struct {
	ID string `path:"id" format:"uuid" doc:"The draft's id."`
}

func (a *api) draft(ctx context.Context, c call, in DraftPath) (ruleimport.Desk, *ruleimport.Preview, error) {
	desk, err := a.importDesk(c)
	if err != nil {
		return desk, nil, err
	}
	p, err := desk.Preview(ctx, c.Act, registry.DraftID(in.ID))
	return desk, p, err
}

type getDraftIn struct{ DraftPath }

func (a *api) getDraft(ctx context.Context, c call, in *getDraftIn) (answer[ImportDraftOut], error) {
	_, p, err := a.draft(ctx, c, in.DraftPath)
	if err != nil {
		return answer[ImportDraftOut]{}, err
	}
	return answer[ImportDraftOut]{Body: a.draftOf(c, p), Edit: p.Draft.Edit}, nil
}

type saidOfRow struct {
	Row   int          `json:"row" minimum:"1" doc:"Its number in the spreadsheet."`
	Deed  rowDeed      `json:"deed,omitempty" doc:"What is to become of it: update, with rule and edit; new, though a rule is like it; leave_out; put_in takes back what was said."`
	Rule  string       `json:"rule,omitempty" doc:"The rule that it is to update." example:"R-0042"`
	Edit  int          `json:"edit,omitempty" doc:"That rule's edit that was seen."`
	Cells []saidOfCell `json:"cells,omitempty" maxItems:"200" doc:"Corrections."`
}

type saidOfCell struct {
	At   int    `json:"at" minimum:"0" doc:"The cell's place in the row, from 0."`
	Text string `json:"text" doc:"That is to stand in it; the text of the file takes a correction back."`
}

type importCheck struct {
	By  string `json:"by,omitempty"`
	Day day    `json:"day,omitzero"`
}

type saidOfColumn struct {
	Header string      `json:"header"`
	Field  columnField `json:"field"`
}

type editDraftIn struct {
	DraftPath
	Body struct {
		Sheet    *string        `json:"sheet,omitempty"`
		Area     *string        `json:"area,omitempty" doc:"Of rules for which the sheet names none."`
		Unit     *string        `json:"unit,omitempty" doc:"The same."`
		Check    *importCheck   `json:"check,omitempty" doc:"Who has checked the bases of all new rules, and when; without a name nobody has."`
		TextFrom *day           `json:"text_from,omitempty" doc:"From when changed texts apply; today when it is left out."`
		Columns  []saidOfColumn `json:"columns,omitempty" maxItems:"200" doc:"What columns are taken for."`
		Rows     []saidOfRow    `json:"rows,omitempty" maxItems:"1000"`
	}
}

func (a *api) editDraft(ctx context.Context, c call, in *editDraftIn) (answer[ImportDraftOut], error) {
	desk, p, err := a.draft(ctx, c, in.DraftPath)
	if err != nil {
		return answer[ImportDraftOut]{}, err
	}
	if _, err := desk.Choose(ctx, c.Act, p, c.Edit, func(x *ruleimport.Choices) error { return in.say(ctx, a.Register, p, x) }); err != nil {
		return answer[ImportDraftOut]{}, err
	}
	if p, err = desk.Preview(ctx, c.Act, p.Draft.ID); err != nil {
		return answer[ImportDraftOut]{}, err
	}
	return answer[ImportDraftOut]{Body: a.draftOf(c, p), Edit: p.Draft.Edit}, nil
}

// say puts what was said into the choices of a draft.
func (in *editDraftIn) say(ctx context.Context, register *registry.Service, p *ruleimport.Preview, x *ruleimport.Choices) error {
	b := in.Body
	for to, said := range map[*string]*string{&x.Area: b.Area, &x.Unit: b.Unit} {
		if said != nil {
			*to = *said
		}
	}
	if b.Check != nil {
		x.CheckedBy, x.CheckedOn = b.Check.By, registry.Day(b.Check.Day)
	}
	if b.TextFrom != nil {
		x.TextFrom = registry.Day(*b.TextFrom)
	}
	var c registry.Checks
	another := b.Sheet != nil && *b.Sheet != p.Table.Sheet
	if another {
		if x.Sheet = *b.Sheet; !slices.Contains(p.Sheets, x.Sheet) {
			c.Fail("sheet", registry.CodeNotFound)
		}
		if len(b.Rows) > 0 { // they would be forgotten at once
			c.Fail("rows", registry.CodeChoiceInvalid)
		}
		if len(b.Columns) > 0 {
			c.Fail("columns", registry.CodeChoiceInvalid)
		}
		return c.Err()
	}
	if x.Match == nil {
		x.Match = ruleimport.Match{}
	}
	for i, k := range b.Columns {
		name := ruleimport.Plain(k.Header)
		if !slices.ContainsFunc(p.File.Columns, func(of ruleimport.Column) bool { return ruleimport.Plain(of.Header) == name }) {
			c.Fail("columns["+strconv.Itoa(i)+"].header", registry.CodeNotFound)
		}
		x.Match[name] = string(k.Field)
	}
	for i, r := range b.Rows {
		at := "rows[" + strconv.Itoa(i) + "]"
		if _, err := p.Row(r.Row); err != nil {
			c.Take(at+".row", err)
			continue
		}
		for j, cell := range r.Cells {
			c.Take(at+".cells["+strconv.Itoa(j)+"].text", p.Correct(x, r.Row, cell.At, cell.Text))
		}
		deed, said, err := r.deed(ctx, register)
		c.Take(at, err)
		if said {
			x.Say(r.Row, deed)
		}
	}
	return c.Err()
}

// deed is what was said of a row, if anything.
func (r saidOfRow) deed(ctx context.Context, register *registry.Service) (d ruleimport.Deed, said bool, err error) {
	var c registry.Checks
	switch r.Deed {
	case "update":
		n, err := registry.ParseNumber(r.Rule)
		if err == nil { // a rule that is not there would be made by the row
			_, err = register.RulesNumbered(ctx, []registry.Number{n})
		}
		c.Take("rule", err)
		d = ruleimport.Deed{Update: n, Edit: r.Edit}
	case "new":
		d.New = true
	case "leave_out":
		d.LeaveOut = true
	}
	if r.Deed != "update" && (r.Rule != "" || r.Edit != 0) {
		c.Fail("deed", registry.CodeChoiceInvalid)
	}
	return d, r.Deed != "", c.Err()
}

type deleteDraftIn struct{ DraftPath }

func (a *api) deleteDraft(ctx context.Context, c call, in *deleteDraftIn) (answer[struct{}], error) {
	desk, err := a.importDesk(c)
	if err != nil {
		return answer[struct{}]{}, err
	}
	return answer[struct{}]{}, a.Register.DropDraft(ctx, c.Act, registry.DraftID(in.ID), desk.All)
}

type confirmImportIn struct {
	DraftPath
	Body struct {
		Plan     string `json:"plan" doc:"As the draft gave it: what was seen."`
		Warnings bool   `json:"warnings,omitempty" doc:"Somebody has looked at the warnings and says yes to them."`
	}
}

func (a *api) confirmImport(ctx context.Context, c call, in *confirmImportIn) (answer[ImportMade], error) {
	desk, err := a.importDesk(c)
	if err != nil {
		return answer[ImportMade]{}, err
	}
	i, err := desk.Confirm(ctx, c.Act, registry.DraftID(in.ID), 0, in.Body.Plan, in.Body.Warnings)
	return answer[ImportMade]{Body: importOf(i), Place: "/v1/imports/" + string(i.ID)}, err
}
