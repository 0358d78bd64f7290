package web

import (
	"net/http"
	"strconv"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/registry/ruleimport"
)

type importConfirmPage struct {
	Page
	Complaints []Complaint
	Form       Form
	Name       string
	Draft      string
	Lines      []string // what will be done
	Warned     int
	Warnings   string // address of the rows with warnings
	Blocked    string
	Unchecked  bool
	Stored     int
}

func (v *visit) importConfirm() (answer, error) {
	return v.importConfirmForm(v.form("", "work.import."))
}

func (v *visit) importConfirmForm(f Form) (answer, error) {
	if run, err := v.importRun(); err == nil && run.alive {
		return answer{status: http.StatusSeeOther, redirect: path("work_import_storing", v.lang, v.name)}, nil
	}
	d, err := v.preview()
	if err != nil {
		return answer{}, err
	}
	p := importConfirmPage{Page: v.shell(v.text("work.import.confirm")), Name: d.Draft.FileName, Draft: v.name, Warned: d.Totals[ruleimport.StateWarning], Stored: d.Stored(),
		Unchecked: d.Totals[ruleimport.StateNew] > 0 && d.Choices.CheckedBy == ""}
	p.Crumbs = v.importCrumbs(p.Page, true)
	p.Warnings = withQuery(p.To("work_import_draft", v.name), "state=warning")
	for _, s := range []ruleimport.State{ruleimport.StateNew, ruleimport.StateUpdate, ruleimport.StateUnchanged, ruleimport.StateChoose, ruleimport.StateLeftOut, ruleimport.StateSkipped} {
		if n := d.Totals[s]; n > 0 {
			p.Lines = append(p.Lines, p.Count("work.import.will."+string(s), n))
		}
	}
	p.Blocked = v.blocked(p.Page, d)
	// What is confirmed is what the page shows now.
	f.replace("edit", strconv.Itoa(d.Draft.Edit))
	f.replace("plan", d.Digest())
	p.Form, p.Wrong, p.Complaints = f, f.Failed(), f.Complaints
	return answer{status: f.Status, template: "work-import-confirm", data: p}, nil
}

// confirmImport carries the import out, a large one behind the reader's back. When it
// would do something else than what was shown, it is shown again.
func (v *visit) confirmImport() (answer, error) {
	f := v.form("", "work.import.")
	storing := answer{status: http.StatusSeeOther, redirect: path("work_import_storing", v.lang, v.name)}
	d, err := v.preview()
	if registry.CodeOf(err) == registry.CodeNotFound {
		if run, err := v.importRun(); err == nil && (run.done || run.alive) { // said again
			return storing, nil
		}
	}
	if err == nil && d.Large() {
		_, err = v.importDesk().Start(v.r.Context(), v.act, d, v.saidEdit(), v.sent.Get("plan"), v.ticked("warnings"))
		if f.refused(v, err) {
			return v.importConfirmForm(f)
		}
		return storing, err
	}
	i, err := v.importDesk().Confirm(v.r.Context(), v.act, registry.DraftID(v.name), v.saidEdit(), v.sent.Get("plan"), v.ticked("warnings"))
	if f.refused(v, err) {
		return v.importConfirmForm(f)
	}
	return v.toImported(i.ID), err
}

func (v *visit) toImported(id registry.ImportID) answer {
	return answer{status: http.StatusSeeOther, redirect: withQuery(path("work_imported", v.lang, string(id)), noticeField+"=imported")}
}
