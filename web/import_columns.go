package web

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"

	"github.com/omvendt/omvendt/internal/problem"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/registry/ruleimport"
)

type importColumnsPage struct {
	Page
	Complaints []Complaint
	Form       Form
	Name       string
	Sender     string
	Findings   []ImportFinding
	Columns    []ImportColumn
	Sheets     []Option // when there is more than one
}

// ImportFinding says what was found in one cell.
type ImportFinding struct {
	Column, Severity, Text string
	Code                   string // of the severity
}

// ImportColumn is a column of the file and what it is taken for.
type ImportColumn struct {
	Header  string
	Samples []string
	Options []Option
}

// preview works out the draft that the address names.
func (v *visit) preview() (*ruleimport.Preview, error) {
	return v.importDesk().Preview(v.r.Context(), v.act, registry.DraftID(v.name))
}

func (v *visit) importColumns() (answer, error) {
	return v.importColumnsForm(v.form("", "work.import."))
}

func (v *visit) importColumnsForm(f Form) (answer, error) {
	d, err := v.preview()
	if err != nil {
		return answer{}, err
	}
	c := d.Choices
	f.preset("edit", strconv.Itoa(d.Draft.Edit))
	f.preset("area", c.Area)
	f.preset("unit", c.Unit)
	f.preset("checked_by", c.CheckedBy)
	if c.CheckedOn != registry.NoDay {
		f.preset("checked_on", c.CheckedOn.String())
	}
	if c.TextFrom != registry.NoDay {
		f.preset("text_from", c.TextFrom.String())
	}
	p := importColumnsPage{Page: v.shell(v.text("work.import.columns")), Form: f, Complaints: f.Complaints,
		Name: d.Draft.FileName, Sender: c.Sender, Findings: v.findings(d.File.Findings)}
	p.Wrong = f.Failed()
	p.Crumbs = v.importCrumbs(p.Page, false)
	for _, s := range d.Sheets {
		p.Sheets = append(p.Sheets, Option{Value: s, Text: s, Chosen: s == d.Table.Sheet})
	}
	for i, col := range d.File.Columns {
		chosen := cmp.Or(col.Field, ruleimport.Skip)
		if typed := f.Value("column." + strconv.Itoa(i) + ".field"); typed != "" {
			chosen = typed
		}
		out := ImportColumn{Header: col.Header, Samples: col.Samples}
		for _, field := range ruleimport.Fields() {
			text := field
			if field == ruleimport.Note || field == ruleimport.Skip {
				text = p.T("work.import.as_" + field)
			}
			out.Options = append(out.Options, Option{Value: field, Text: text, Chosen: field == chosen})
		}
		p.Columns = append(p.Columns, out)
	}
	return answer{status: f.Status, template: "work-import-columns", data: p}, nil
}

// matchColumns keeps what the sender says of the columns and of all rows.
func (v *visit) matchColumns() (answer, error) {
	f := v.form("", "work.import.")
	d, err := v.preview()
	if err != nil {
		return answer{}, err
	}
	another := false
	var c registry.Checks
	checkedOn, textFrom := v.saidDay(&c, "checked_on"), v.saidDay(&c, "text_from")
	if err = c.Err(); err == nil {
		_, err = v.importDesk().Choose(v.r.Context(), v.act, d, v.saidEdit(), func(x *ruleimport.Choices) error {
			if v.sent.Has("sheet") {
				another = x.Sheet != v.sent.Get("sheet") && v.sent.Get("sheet") != d.Table.Sheet
				x.Sheet = v.sent.Get("sheet")
			}
			x.Area, x.Unit, x.CheckedBy, x.CheckedOn, x.TextFrom = v.said("area"), v.said("unit"), v.said("checked_by"), checkedOn, textFrom
			if x.Match == nil {
				x.Match = ruleimport.Match{}
			}
			for i := 0; ; i++ {
				column := "column." + strconv.Itoa(i)
				if !v.sent.Has(column + ".header") {
					return nil
				}
				if field := v.sent.Get(column + ".field"); slices.Contains(ruleimport.Fields(), field) {
					x.Match[ruleimport.Plain(v.sent.Get(column+".header"))] = field
				}
			}
		})
	}
	if f.refused(v, err, "check.by", "checked_by", "check.day", "checked_on") {
		f.replace("edit", strconv.Itoa(d.Draft.Edit))
		return v.importColumnsForm(f)
	}
	if another { // it has columns of its own
		return v.done("import_sheet", "work_import_columns", v.name), err
	}
	return answer{status: http.StatusSeeOther, redirect: path("work_import_draft", v.lang, v.name)}, err
}

// findings are what was found in the reader's words, what is worst first.
func (v *visit) findings(findings []ruleimport.Finding) []ImportFinding {
	var out []ImportFinding
	for _, severity := range []ruleimport.Severity{ruleimport.Error, ruleimport.Warning, ruleimport.Info} {
		for _, f := range findings {
			if f.Severity == severity {
				out = append(out, ImportFinding{shown(f.Name), v.lang.Text("import.severity."+strconv.Itoa(int(severity)), nil),
					shown(problem.Finding(v.lang, f)), []string{"info", "warning", "error"}[severity]})
			}
		}
	}
	return out
}
