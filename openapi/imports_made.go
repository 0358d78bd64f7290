package openapi

import (
	"context"
	"time"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/registry/ruleimport"
)

type importRowOut struct {
	Row      int                `json:"row" doc:"Its number in the spreadsheet."`
	State    rowState           `json:"state"`
	Title    string             `json:"title,omitempty" doc:"Of the rule that it makes."`
	Rule     string             `json:"rule,omitempty" doc:"The rule that it is about, or is like." example:"R-0042"`
	Edit     int                `json:"edit,omitempty" doc:"That rule's edit, to say that it is to be updated."`
	About    string             `json:"about,omitempty" doc:"That rule's title."`
	ByLike   bool               `json:"by_likeness,omitempty" doc:"No number says so: the two demand much the same."`
	Changes  []importChangeOut  `json:"changes" doc:"What it changes of that rule."`
	Findings []importFindingOut `json:"findings"`
	Cells    []importCellOut    `json:"cells" doc:"By their places."`
}

type importChangeOut struct {
	Field  string `json:"field" example:"effort.minutes_from"`
	Before string `json:"before"`
	After  string `json:"after"`
}

type importCellOut struct {
	Header    string `json:"header" doc:"Or the letter of a column without a name."`
	Text      string `json:"text"`
	Corrected bool   `json:"corrected,omitempty"`
}

func rowOf(c call, p *ruleimport.Preview, r ruleimport.Planned) importRowOut {
	out := importRowOut{Row: r.Number, State: rowState(r.State), Title: r.Row.Rule.Text.Title, ByLike: r.ByLike, Findings: findingsOf(c, r.Findings),
		Changes: list(r.Changes, func(d ruleimport.Difference) importChangeOut { return importChangeOut{d.Field, d.Before, d.After} }),
		Cells:   list(p.Cells(r.Number), func(k ruleimport.SheetCell) importCellOut { return importCellOut(k) })}
	if r.Rule != nil {
		out.Rule, out.Edit, out.About = r.Rule.Number.String(), r.Rule.Edit, r.Title
	}
	return out
}

type importRowsPage struct {
	Items []importRowOut `json:"items"`
	Onward
}

type importRowPlace struct {
	Draft string           `json:"draft"`
	State ruleimport.State `json:"state,omitempty"`
	After int              `json:"after"`
}

type listRowsIn struct {
	DraftPath
	State  rowState `query:"state" doc:"Only rows in this state; warning: of those that are stored, those with a warning."`
	Cursor string   `query:"cursor" doc:"The value next of the page before."`
	Limit  int      `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"Rows on a page."`
}

var importRowList = listing[importRowPlace]{"import rows", func(asked, seen importRowPlace) bool {
	return asked.Draft == seen.Draft && (asked.State == "" || asked.State == seen.State)
}}

func (a *api) listRows(ctx context.Context, c call, in *listRowsIn) (answer[importRowsPage], error) {
	var k registry.Checks
	asked := importRowPlace{Draft: in.ID, State: queryChoice(&k, "state", ruleimport.States, string(in.State))}
	return paged(k, importRowList, in.Cursor, in.Limit, asked, func(from importRowPlace) (importRowsPage, importRowPlace, bool, error) {
		out := importRowsPage{Items: []importRowOut{}}
		_, p, err := a.draft(ctx, c, in.DraftPath)
		if err != nil {
			return out, from, false, err
		}
		for _, r := range p.Rows {
			if r.Number <= from.After || !r.Is(from.State) {
				continue
			}
			if len(out.Items) == in.Limit {
				from.After = out.Items[in.Limit-1].Row
				return out, from, true, nil
			}
			out.Items = append(out.Items, rowOf(c, p, r))
		}
		return out, from, false, nil
	})
}

// ImportMade is an import.
type ImportMade struct {
	ID       string    `json:"id" format:"uuid"`
	File     string    `json:"file_name"`
	By       string    `json:"made_by"`
	At       time.Time `json:"at"`
	New      int       `json:"new"`
	Updated  int       `json:"updated"`
	LeftOut  int       `json:"left_out" doc:"Rows that were not stored."`
	Undone   day       `json:"undone,omitzero"`
	UndoneBy string    `json:"undone_by,omitempty"`
}

func importOf(i registry.Import) ImportMade {
	return ImportMade{string(i.ID), i.FileName, i.By, i.At.UTC(), i.New, i.Updated, i.LeftOut, day(i.Undone), i.UndoneBy}
}

type importsPage struct {
	Items []ImportMade `json:"items"`
	Onward
}

type listImportsIn struct {
	Cursor string `query:"cursor" doc:"The value next of the page before."`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"Imports on a page."`
}

var importList = listing[registry.ImportID]{name: "imports"}

func (a *api) listImports(ctx context.Context, _ call, in *listImportsIn) (answer[importsPage], error) {
	return paged(registry.Checks{}, importList, in.Cursor, in.Limit, "", func(after registry.ImportID) (importsPage, registry.ImportID, bool, error) {
		imports, more, err := a.Register.Imports(ctx, after, in.Limit)
		if more {
			after = imports[len(imports)-1].ID
		}
		return importsPage{Items: list(imports, importOf)}, after, more, err
	})
}

// ImportPath is the part of an address that names an import.
type ImportPath struct {
	ID string `path:"id" format:"uuid" doc:"The import's id."`
}

type getImportIn struct{ ImportPath }

func (a *api) getImport(ctx context.Context, _ call, in *getImportIn) (answer[ImportMade], error) {
	i, err := a.Register.Import(ctx, registry.ImportID(in.ID))
	return answer[ImportMade]{Body: importOf(i)}, err
}

type importedOut struct {
	Number string `json:"number" example:"R-0042"`
	New    bool   `json:"new" doc:"The import made it; otherwise it changed it."`
	Edit   int    `json:"edit" doc:"That the import left: another one now means that somebody has changed the rule since."`
}

type importedPage struct {
	Items []importedOut `json:"items"`
	Onward
}

type listImportedIn struct {
	ImportPath
	Cursor string `query:"cursor" doc:"The value next of the page before."`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"Rules on a page."`
}

type importedPlace struct {
	Import string          `json:"import"`
	After  registry.Number `json:"after"`
}

var importedList = listing[importedPlace]{"imported-rules", func(asked, seen importedPlace) bool { return asked.Import == seen.Import }}

func (a *api) listImported(ctx context.Context, _ call, in *listImportedIn) (answer[importedPage], error) {
	return paged(registry.Checks{}, importedList, in.Cursor, in.Limit, importedPlace{Import: in.ID}, func(from importedPlace) (importedPage, importedPlace, bool, error) {
		rules, more, err := a.Register.ImportedRules(ctx, registry.ImportID(in.ID), from.After, in.Limit)
		if more {
			from.After = rules[len(rules)-1].Number
		}
		return importedPage{Items: list(rules, func(r registry.ImportedRule) importedOut {
			return importedOut{r.Number.String(), r.New(), r.Edit}
		})}, from, more, err
	})
}

type undoImportIn struct{ ImportPath }

func (a *api) undoImport(ctx context.Context, c call, in *undoImportIn) (answer[ImportMade], error) {
	i, err := a.Register.UndoImport(ctx, c.Act, registry.ImportID(in.ID))
	return answer[ImportMade]{Body: importOf(i)}, err
}
