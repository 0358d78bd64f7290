package web

import (
	"github.com/omvendt/omvendt/registry"
)

const importsPerPage = 50

type importsPage struct {
	Page
	Imports []registry.Import
	Next    string // address of the next page; empty on the last
	Start   string // address of the first page; empty on it
}

// imports lists the imports that were made.
func (v *visit) imports() (answer, error) {
	p := importsPage{Page: v.shell(v.text("work.imports.title"))}
	p.Crumbs = v.importCrumbs(p.Page, false)
	after := v.typed("after")
	var more bool
	var err error
	if p.Imports, more, err = v.Register.Imports(v.r.Context(), registry.ImportID(after), importsPerPage); err != nil {
		return answer{}, err
	}
	if after != "" {
		p.Start = p.To("work_imports")
	}
	if more {
		p.Next = withQuery(p.To("work_imports"), "after="+string(p.Imports[len(p.Imports)-1].ID))
	}
	return answer{template: "work-imports", data: p}, nil
}

const importedPerPage = 100

type importedPage struct {
	Page
	Complaints []Complaint
	Form       Form
	Import     registry.Import
	Rules      []ImportedLine
	Next       string // address of the next page of rules; empty on the last
	Start      string // of the first; empty on it
}

// ImportedLine is a rule that an import made or changed.
type ImportedLine struct {
	Number, Title, Address string
	New                    bool
}

// imported is the receipt of an import.
func (v *visit) imported() (answer, error) { return v.importedForm(v.form("", "work.imported.")) }

// undoImport takes an import back.
func (v *visit) undoImport() (answer, error) {
	f := v.form("", "work.imported.")
	_, err := v.Register.UndoImport(v.r.Context(), v.act, registry.ImportID(v.name))
	if f.refused(v, err) {
		return v.importedForm(f)
	}
	return v.done("import_undone", "work_imported", v.name), err
}

func (v *visit) importedForm(f Form) (answer, error) {
	ctx, id := v.r.Context(), registry.ImportID(v.name)
	i, err := v.Register.Import(ctx, id)
	if err != nil {
		return answer{}, err
	}
	after, err := registry.ParseNumber(v.typed("after"))
	if err != nil { // a place in the list that is none is its beginning
		after = 0
	}
	rules, more, err := v.Register.ImportedRules(ctx, id, after, importedPerPage)
	if err != nil {
		return answer{}, err
	}
	p := importedPage{Page: v.shell(v.text("work.imported.title", "name", i.FileName)), Import: i, Form: f, Complaints: f.Complaints}
	p.Wrong = f.Failed()
	p.Crumbs = append(v.importCrumbs(p.Page, false), Crumb{p.T("work.imports.title"), p.To("work_imports")})
	var numbers []registry.Number
	for _, r := range rules {
		numbers = append(numbers, r.Number)
	}
	if after > 0 {
		p.Start = p.To("work_imported", v.name)
	}
	if more {
		p.Next = p.To("work_imported", v.name) + "?after=" + numbers[len(numbers)-1].String()
	}
	err = v.Register.Store.View(ctx, func(r registry.Reader) error {
		found, err := r.RulesThere(numbers)
		if err != nil {
			return err
		}
		ids, titles := make([]registry.RuleID, len(found)), map[registry.Number]string{}
		for i, rule := range found {
			ids[i] = rule.ID
		}
		texts, err := r.LatestTexts(ids)
		for _, rule := range found {
			titles[rule.Number] = texts[rule.ID].Title
		}
		for i, n := range numbers {
			p.Rules = append(p.Rules, ImportedLine{n.String(), titles[n], p.To("work_rule", n.String()), rules[i].New()})
		}
		return err
	})
	return answer{status: f.Status, template: "work-imported", data: p}, err
}
