package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/registry/ruleimport"
)

const importRowsPerPage = 100

type importPreviewPage struct {
	Page
	Complaints []Complaint
	Form       Form
	Name       string
	Draft      string
	After      string
	Faults     []ImportFinding // of the whole sheet
	Totals     []ImportTotal
	Rows       []ImportRow
	State      string // of the rows that are shown; empty: all
	Choosing   bool   // some row on the page waits for a choice
	Updating   bool   // some row on the page can update a rule
	Shown      string // the rows on the page that can
	Next       string // address of the next page; empty on the last
	Start      string // address of the first page; empty on it
	Blocked    string // why the import cannot be confirmed yet
	Stored     int
}

// ImportTotal is how many rows are in a state.
type ImportTotal struct {
	State, Word, Address string
	Count                int
	Current              bool
}

// ImportRow is a row with what will become of it.
type ImportRow struct {
	Row, Title, Address      string
	State, Word              string
	Findings                 []ImportFinding
	Changes                  FieldChanges
	Rule, About, RuleAddress string // that it is about; empty: none
	Seen                     string // number and edit of that rule, to update it as it is shown
}

func (v *visit) importPreview() (answer, error) {
	f := v.form("rows", "work.import.")
	return v.importPreviewForm(f, v.typed("state"), v.typed("after"))
}

func (v *visit) importPreviewForm(f Form, state, after string) (answer, error) {
	d, err := v.preview()
	if err != nil {
		return answer{}, err
	}
	p := importPreviewPage{Page: v.shell(v.text("work.import.preview")), Complaints: f.Complaints, Name: d.Draft.FileName, Stored: d.Stored(),
		Draft: v.name}
	p.Wrong = f.Failed()
	p.Crumbs = v.importCrumbs(p.Page, false)
	state = rowState(state)
	p.State = state
	f.replace("edit", strconv.Itoa(d.Draft.Edit))
	p.Form = f
	for _, fault := range d.Faults() {
		p.Faults = append(p.Faults, v.findings([]ruleimport.Finding{{Field: fault, Severity: ruleimport.Error}})...)
	}
	here := func(state, after string) string {
		return withQuery(p.To("work_import_draft", v.name), with(with(url.Values{}, "state", state), "after", after).Encode())
	}
	p.Totals = append(p.Totals, ImportTotal{"", p.T("work.import.all"), here("", ""), len(d.Rows), state == ""})
	for _, s := range ruleimport.States {
		if n := d.Totals[s]; n > 0 || string(s) == state {
			p.Totals = append(p.Totals, ImportTotal{string(s), p.T("work.import.state." + string(s)), here(string(s), ""), n, string(s) == state})
		}
	}
	last, _ := strconv.Atoi(after)
	if last > 0 {
		p.After = strconv.Itoa(last)
		p.Start = here(state, "")
	}
	for _, r := range d.Rows {
		if r.Number <= last || !r.Is(ruleimport.State(state)) {
			continue
		}
		if len(p.Rows) == importRowsPerPage {
			p.Next = here(state, p.Rows[len(p.Rows)-1].Row)
			break
		}
		row := v.importLine(p.Page, r)
		row.Address = withQuery(row.Address, with(url.Values{}, "state", state).Encode())
		p.Choosing = p.Choosing || r.State == ruleimport.StateChoose && r.ByLike
		if row.Seen != "" {
			p.Updating, p.Shown = true, p.Shown+row.Row+" "
		}
		p.Rows = append(p.Rows, row)
	}
	p.Blocked = v.blocked(p.Page, d)
	return answer{status: f.Status, template: "work-import-draft", data: p}, nil
}

// blocked says why an import cannot be confirmed yet; empty when it can.
func (v *visit) blocked(p Page, d *ruleimport.Preview) string {
	switch {
	case len(d.Faults()) > 0:
		return p.T("work.import.blocked_sheet")
	case d.Totals[ruleimport.StateError] > 0:
		return p.Count("work.import.blocked", d.Totals[ruleimport.StateError])
	case d.Stored() == 0 && d.Totals[ruleimport.StateChoose] > 0:
		return p.T("work.import.blocked_choose")
	case d.Stored() == 0:
		return p.T("work.import.nothing")
	}
	return ""
}

func (v *visit) importLine(p Page, r ruleimport.Planned) ImportRow {
	row := ImportRow{Row: strconv.Itoa(r.Number), Title: shown(r.Row.Rule.Text.Title), State: string(r.State),
		Word: p.T("work.import.state." + string(r.State)), Findings: v.findings(r.Findings)}
	row.Address = p.To("work_import_row", v.name, row.Row)
	var changes []FieldChange
	for _, c := range r.Changes {
		changes = p.changed(changes, p.T("work.rule."+strings.ReplaceAll(c.Field, ".", "_")), shown(c.Before), shown(c.After), true)
	}
	row.Changes = p.Changed(changes)
	if r.Rule != nil {
		row.Rule, row.About, row.RuleAddress = r.Rule.Number.String(), shown(r.Title), p.To("work_rule", r.Rule.Number.String())
		if r.State == ruleimport.StateChoose {
			row.Seen = row.Rule + " " + strconv.Itoa(r.Rule.Edit)
		}
	}
	return row
}

// sayRows takes what is said of some rows, and shows the page again.
func (v *visit) sayRows() (answer, error) {
	f := v.form("rows", "work.import.")
	d, err := v.preview()
	if err != nil {
		return answer{}, err
	}
	what, rows := v.said("do"), v.sent["row"]
	if what == "update_page" { // all that are shown and can be
		rows = strings.Fields(v.said("shown"))
	}
	var c registry.Checks
	if len(rows) == 0 {
		c.Fail("row", registry.CodeNoRowsChosen)
		err = c.Err()
	}
	if err == nil {
		_, err = v.importDesk().Choose(v.r.Context(), v.act, d, v.saidEdit(), func(x *ruleimport.Choices) error {
			for _, text := range rows {
				n, err := strconv.Atoi(text)
				if err != nil {
					return &registry.Error{Code: registry.CodeBodyInvalid}
				}
				if deed, said := v.deed(what, n); said {
					x.Say(n, deed)
				}
			}
			return nil
		})
	}
	if f.refused(v, err) {
		return v.importPreviewForm(f, v.said("state"), v.said("after"))
	}
	to := with(with(url.Values{}, "state", v.said("state")), "after", v.said("after"))
	return answer{status: http.StatusSeeOther, redirect: withQuery(path("work_import_draft", v.lang, v.name), to.Encode())}, err
}

// deed is what is said of a row; false when it is nothing that the row can be.
func (v *visit) deed(what string, row int) (ruleimport.Deed, bool) {
	switch what {
	case "leave_out":
		return ruleimport.Deed{LeaveOut: true}, true
	case "put_in":
		return ruleimport.Deed{}, true
	case "new":
		return ruleimport.Deed{New: true}, true
	case "update", "update_page":
		return seenRule(v.sent.Get("seen." + strconv.Itoa(row)))
	}
	return ruleimport.Deed{}, false
}
