package web

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/omvendt/omvendt/internal/sheet"
	"github.com/omvendt/omvendt/registry"
)

// file is a table to take home.
type file struct {
	format sheet.Format
	name   string // without its ending
	write  func(io.Writer) error
	policy string        // Content-Security-Policy, where it is not that of the pages
	tag    string        // strong ETag, of a file that stays as it is for some time; else empty
	fresh  time.Duration // for which a cache need not ask again
}

// files are the addresses of a list as a table in each format.
func (p Page) files(page string, q url.Values) []Crumb {
	var all []Crumb
	for _, f := range []sheet.Format{sheet.XLSX, sheet.CSV} {
		all = append(all, Crumb{p.T("register.take." + string(f)), withQuery(p.To(page+"_"+string(f)), with(q, "after", "").Encode())})
	}
	return all
}

// hand gives a file to its reader. What goes wrong before its first byte is a
// page; after it the answer is broken off.
func (v *visit) hand(w http.ResponseWriter, f *file) {
	h := w.Header()
	h.Set("Content-Language", string(v.lang))
	h.Set("Vary", "Cookie")
	h.Set("Cache-Control", "no-cache")
	if v.private() {
		h.Set("Cache-Control", "no-store")
	} else if f.tag != "" {
		h.Set("Cache-Control", fmt.Sprintf("public, max-age=%d", int(f.fresh.Seconds())))
		h.Set("ETag", f.tag)
		if unchanged(v.r, f.tag) {
			w.WriteHeader(http.StatusNotModified)
			return
		}
	}
	if f.policy != "" {
		h.Set("Content-Security-Policy", f.policy)
	}
	begun, err := sheet.Serve(w, v.r, f.format, f.name, f.write)
	if err == nil {
		return
	}
	if !begun {
		v.fail(w, err)
		return
	}
	if v.r.Context().Err() == nil {
		v.Log.ErrorContext(v.r.Context(), "file broken off", "route", v.r.Pattern, "err", err)
	}
	panic(http.ErrAbortHandler)
}

// wholeRegister is everything, for those who move or keep it.
func (v *visit) wholeRegister() (answer, error) {
	today, err := v.Register.Today(v.r.Context())
	return answer{file: &file{format: sheet.JSON, name: "register-" + today.String(),
		write: func(w io.Writer) error { return v.Register.WriteRegister(v.r.Context(), w) }}}, err
}

func (v *visit) registerCSV() (answer, error)  { return v.registerFile(sheet.CSV) }
func (v *visit) registerXLSX() (answer, error) { return v.registerFile(sheet.XLSX) }

// registerFile is the public register, all of what its page shows a part of. What
// is wrong with the address is said by that page, where it can be mended.
func (v *visit) registerFile(format sheet.Format) (answer, error) {
	p := registerPage{Moment: v.moment(), Search: v.typed("q"), Area: v.typed("area")}
	query, err := p.query(v.r.URL.Query())
	if err == nil {
		first := query
		first.Limit = 1
		var found registry.RegisterPage
		found, err = v.Register.Register(v.r.Context(), p.Moment.Known, first)
		query.On = found.On
	}
	if mendable(err) {
		return v.register()
	}
	write := func(w io.Writer) error {
		return sheet.Write(w, format, sheet.RegisterTable(v.lang), func(add func([]string) error) error {
			return v.Register.WholeRegister(v.r.Context(), p.Moment.Known, query, func(page registry.RegisterPage, next map[registry.RuleID]registry.State) error {
				for _, e := range page.Entries {
					if err := add(sheet.RegisterRow(v.lang, e, next[e.Rule.ID])); err != nil {
						return err
					}
				}
				return nil
			})
		})
	}
	return answer{file: &file{format: format, name: v.fileName("register", query.On), write: write}}, err
}

func (v *visit) workRulesCSV() (answer, error)  { return v.workRulesFile(sheet.CSV) }
func (v *visit) workRulesXLSX() (answer, error) { return v.workRulesFile(sheet.XLSX) }

// workRulesFile is the list of rules that the reader reaches, with the filters, the
// order and the columns of its page. What is wrong with the address is said there.
func (v *visit) workRulesFile(format sheet.Format) (answer, error) {
	list, err := v.workList()
	if mendable(err) {
		return v.workRules()
	}
	if err != nil {
		return answer{}, err
	}
	if list.query.On == registry.NoDay {
		if list.query.On, err = v.Register.Today(v.r.Context()); err != nil {
			return answer{}, err
		}
	}
	write := func(w io.Writer) error {
		return sheet.Write(w, format, sheet.WorkTable(v.lang, list.columns), func(add func([]string) error) error {
			return v.Register.WholeRegister(v.r.Context(), "", list.query, func(page registry.RegisterPage, _ map[registry.RuleID]registry.State) error {
				entries, err := v.workEntries(page, list.columns)
				if err != nil {
					return err
				}
				for _, e := range entries {
					if err := add(sheet.WorkRow(v.lang, list.columns, e)); err != nil {
						return err
					}
				}
				return nil
			})
		})
	}
	return answer{file: &file{format: format, name: v.fileName("work", list.query.On), write: write}}, err
}

// fileName has the day of the status in it.
func (v *visit) fileName(of string, day registry.Day) string {
	return v.lang.Text("sheet.file."+of, nil) + "-" + day.String()
}
