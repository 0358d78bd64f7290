package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/registry/ruleimport"
)

type importRowPage struct {
	Page
	Complaints []Complaint
	Form       Form
	Draft      string
	Row        ImportRow
	Cells      []Field
	Deeds      []Option
	List       string // address of the list that the reader came from
	State      string // of the rows that it shows; empty: all
	Next       bool   // a row comes after this one there
}

func (v *visit) importRow() (answer, error) { return v.importRowForm(v.form("", "work.import.")) }

func (v *visit) importRowForm(f Form) (answer, error) {
	d, r, err := v.plannedRow()
	if err != nil {
		return answer{}, err
	}
	p := importRowPage{Page: v.shell(v.text("work.import.row_title", "row", strconv.Itoa(r.Number))), Draft: v.name, Row: v.importLine(v.shell(""), r)}
	p.Wrong, p.Complaints = f.Failed(), f.Complaints
	p.Crumbs = v.importCrumbs(p.Page, true)
	p.State = rowState(v.typed("state"))
	if v.sent != nil {
		p.State = rowState(v.said("state"))
	}
	p.List = withQuery(p.To("work_import_draft", v.name), rowsAround(d, r.Number, p.State).Encode())
	p.Next = nextRow(d, r.Number, p.State) > 0
	f.preset("edit", strconv.Itoa(d.Draft.Edit))
	deed := d.Choices.Rows[r.Number]
	switch {
	case deed.LeaveOut:
		f.preset("deed", "leave_out")
	case deed.New:
		f.preset("deed", "new")
	case r.State == ruleimport.StateUpdate:
		f.preset("deed", "update "+r.Rule.Number.String()+" "+strconv.Itoa(r.Rule.Edit))
	default:
		f.preset("deed", "put_in")
	}
	labels := map[string]string{}
	for i, cell := range d.Cells(r.Number) {
		name := "cell." + strconv.Itoa(i)
		f.preset(name, shown(cell.Text))
		labels[f.id(name)] = cell.Header
		field := Field{ID: f.id(name), Name: name, Label: cell.Header, Value: f.Value(name), Wrong: f.Wrong(name), Spare: true, form: f, Rows: 1}
		if len(cell.Text) > 60 || strings.Contains(cell.Text, "\n") {
			field.Rows = 4
		}
		var hints []string
		for _, finding := range p.Row.Findings {
			if finding.Column == shown(cell.Header) && finding.Code != "info" {
				hints = append(hints, finding.Severity+": "+finding.Text)
			}
		}
		if cell.Corrected {
			hints = append(hints, p.T("work.import.corrected"))
		}
		field.Hint = strings.Join(hints, " ")
		p.Cells = append(p.Cells, field)
	}
	f.name(labels)
	p.Form, p.Complaints = f, f.Complaints
	undecided := "put_in"
	if r.Rule != nil && r.State != ruleimport.StateUnchanged {
		undecided = "undecided"
	}
	p.Deeds = append(p.Deeds, Option{Value: "put_in", Text: p.T("work.import.deed." + undecided)})
	if r.Rule != nil && r.State != ruleimport.StateUnchanged {
		p.Deeds = append(p.Deeds, Option{Value: "update " + r.Rule.Number.String() + " " + strconv.Itoa(r.Rule.Edit),
			Text: p.T("work.import.deed.update", "number", r.Rule.Number.String())})
	}
	if r.ByLike || deed.New {
		p.Deeds = append(p.Deeds, Option{Value: "new", Text: p.T("work.import.deed.new")})
	}
	p.Deeds = append(p.Deeds, Option{Value: "leave_out", Text: p.T("work.import.deed.leave_out")})
	return answer{status: f.Status, template: "work-import-row", data: p}, nil
}

func (v *visit) plannedRow() (*ruleimport.Preview, ruleimport.Planned, error) {
	n, err := strconv.Atoi(v.names[1])
	if err != nil {
		return nil, ruleimport.Planned{}, &registry.Error{Code: registry.CodeNotFound}
	}
	d, err := v.preview()
	if err != nil {
		return nil, ruleimport.Planned{}, err
	}
	r, err := d.Row(n)
	return d, r, err
}

// correctRow keeps corrections of a row's cells, and what is to become of it.
func (v *visit) correctRow() (answer, error) {
	f := v.form("", "work.import.")
	d, r, err := v.plannedRow()
	if err != nil {
		return answer{}, err
	}
	_, err = v.importDesk().Choose(v.r.Context(), v.act, d, v.saidEdit(), func(x *ruleimport.Choices) error {
		var c registry.Checks
		for i, cell := range d.Cells(r.Number) {
			name := "cell." + strconv.Itoa(i)
			if typed := v.said(name); v.sent.Has(name) && typed != strings.TrimSpace(shown(cell.Text)) {
				c.Take(name, d.Correct(x, r.Number, i, typed))
			}
		}
		what, seen, _ := strings.Cut(v.said("deed"), " ")
		deed, said := v.deed(what, r.Number)
		if what == "update" {
			deed, said = seenRule(seen)
		}
		if !said {
			c.Fail("deed", registry.CodeChoiceInvalid)
		} else {
			x.Say(r.Number, deed)
		}
		return c.Err()
	})
	if f.refused(v, err) {
		if registry.CodeOf(err) == registry.CodeStale {
			f.replace("edit", strconv.Itoa(d.Draft.Edit))
		}
		return v.importRowForm(f)
	}
	state := rowState(v.said("state"))
	to, query := path("work_import_draft", v.lang, v.name), rowsAround(d, r.Number, state)
	if next := nextRow(d, r.Number, state); v.said("then") == "next" && next > 0 {
		to, query = path("work_import_row", v.lang, v.name, strconv.Itoa(next)), with(url.Values{}, "state", state)
	}
	query.Set(noticeField, "import_row")
	return answer{status: http.StatusSeeOther, redirect: withQuery(to, query.Encode())}, err
}

// rowState is a state of rows that can be asked for; empty for anything else.
func rowState(said string) string {
	if slices.Contains(ruleimport.States, ruleimport.State(said)) {
		return said
	}
	return ""
}

// rowsAround says where in the list of rows in a state one of them stands.
func rowsAround(d *ruleimport.Preview, row int, state string) url.Values {
	before, last := 0, 0 // how many stand before it, and the last row of the page before
	for _, r := range d.Rows {
		if r.Number >= row {
			break
		}
		if r.Is(ruleimport.State(state)) {
			if before++; before%importRowsPerPage == 0 {
				last = r.Number
			}
		}
	}
	to := with(url.Values{}, "state", state)
	if last > 0 {
		to.Set("after", strconv.Itoa(last))
	}
	return to
}

// nextRow is the number of the next row in a state; 0 after the last.
func nextRow(d *ruleimport.Preview, row int, state string) int {
	for _, r := range d.Rows {
		if r.Number > row && r.Is(ruleimport.State(state)) {
			return r.Number
		}
	}
	return 0
}

// seenRule reads the rule that a row is to update, and its edit as it was seen.
func seenRule(text string) (ruleimport.Deed, bool) {
	number, edit, _ := strings.Cut(text, " ")
	n, err := registry.ParseNumber(number)
	e, wrong := strconv.Atoi(edit)
	return ruleimport.Deed{Update: n, Edit: e}, err == nil && wrong == nil
}
