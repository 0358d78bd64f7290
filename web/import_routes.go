package web

import (
	"github.com/omvendt/omvendt/internal/problem"
	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/registry/ruleimport"
)

// importAddresses are those of the steps of an import, and of imports made.
var importAddresses = map[string]address{
	"work_import":         {texts.Danish: "/arbejde/import", texts.English: "/en/desk/import"},
	"work_import_draft":   {texts.Danish: "/arbejde/import/{draft}", texts.English: "/en/desk/import/{draft}"},
	"work_import_columns": {texts.Danish: "/arbejde/import/{draft}/kolonner", texts.English: "/en/desk/import/{draft}/columns"},
	"work_import_row":     {texts.Danish: "/arbejde/import/{draft}/raekker/{row}", texts.English: "/en/desk/import/{draft}/rows/{row}"},
	"work_import_confirm": {texts.Danish: "/arbejde/import/{draft}/bekraeft", texts.English: "/en/desk/import/{draft}/confirm"},
	"work_import_storing": {texts.Danish: "/arbejde/import/{draft}/gemmes", texts.English: "/en/desk/import/{draft}/storing"},
	"work_imports":        {texts.Danish: "/arbejde/importer", texts.English: "/en/desk/imports"},
	"work_imported":       {texts.Danish: "/arbejde/importer/{import}", texts.English: "/en/desk/imports/{import}"},
}

var importPlaces = map[string]place{
	"work_import": {permission: "catalogue", show: (*visit).importing, forms: map[string]form{
		"":     {operation: "create-import-draft", send: (*visit).openImport, limit: maxImport},
		"drop": {operation: "delete-import-draft", send: (*visit).dropImport},
	}},
	"work_import_columns": {permission: "catalogue", show: afterReading((*visit).importColumns), forms: map[string]form{
		"": {operation: "edit-import-draft", send: (*visit).matchColumns}}},
	"work_import_draft": {permission: "catalogue", show: afterReading((*visit).importPreview), forms: map[string]form{
		"rows": {operation: "edit-import-draft", send: (*visit).sayRows}}},
	"work_import_row": {permission: "catalogue", show: afterReading((*visit).importRow), forms: map[string]form{
		"": {operation: "edit-import-draft", send: (*visit).correctRow, limit: maxImport}}},
	"work_import_confirm": {permission: "catalogue", show: (*visit).importConfirm, forms: map[string]form{
		"": {operation: "confirm-import", send: (*visit).confirmImport}}},
	"work_import_storing": {permission: "catalogue", show: (*visit).importStoring},
	"work_imports":        {permission: "catalogue", show: (*visit).imports},
	"work_imported": {permission: "catalogue", show: (*visit).imported, forms: map[string]form{
		"": {operation: "undo-import", send: (*visit).undoImport}}},
}

// What an upload may take.
const (
	maxUpload = 10 << 20
	maxImport = maxUpload + 1<<20
)

// importDesk is where the reader works on imports; who governs sees all drafts.
func (v *visit) importDesk() ruleimport.Desk {
	failed := func(err error) {
		if problem.Status(registry.CodeOf(err)) >= 500 {
			v.Log.Error("import broken off", "err", err)
		}
	}
	return ruleimport.Desk{Register: v.Register, Plans: v.Plans, All: v.may("govern"), Failed: failed}
}

// importCrumbs lead back through the steps of an import.
func (v *visit) importCrumbs(p Page, draft bool) []Crumb {
	crumbs := []Crumb{{p.T("nav.work"), p.To("desk")}, {p.T("desk.work_import"), p.To("work_import")}}
	if draft {
		crumbs = append(crumbs, Crumb{p.T("work.import.preview"), p.To("work_import_draft", v.name)})
	}
	return crumbs
}
