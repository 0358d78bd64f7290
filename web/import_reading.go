package web

import (
	"github.com/omvendt/omvendt/registry"
)

type importReadingPage struct {
	Page
	Name string
	Far  string
}

// reading tells how far the planning of a long file is, on every page that shows
// the draft; is says that it is not done. The page asks for itself again.
func (v *visit) reading() (wait answer, is bool, err error) {
	d, far, err := v.importDesk().Look(v.r.Context(), v.act, registry.DraftID(v.name))
	if err != nil || d != nil {
		return answer{}, false, err
	}
	draft, err := v.Register.Draft(v.r.Context(), v.act, registry.DraftID(v.name), v.may("govern"))
	p := importReadingPage{Page: v.shell(v.text("work.import.reading")), Name: draft.FileName}
	p.Crumbs = v.importCrumbs(p.Page, false)
	key := "work.import.reading.row"
	if far.Row >= far.Rows-1 { // the first one has the names of columns
		key = "work.import.reading.compared"
	}
	p.Far = p.T(key, "row", p.Number(far.Row), "rows", p.Number(far.Rows))
	return answer{template: "work-import-reading", data: p, refresh: "3"}, true, err
}

// afterReading shows a page of a draft when its file is planned.
func afterReading(show func(*visit) (answer, error)) func(*visit) (answer, error) {
	return func(v *visit) (answer, error) {
		if wait, is, err := v.reading(); is || err != nil {
			return wait, err
		}
		return show(v)
	}
}
