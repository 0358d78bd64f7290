package openapi

import (
	"context"
	"net/http"
	"time"

	"github.com/omvendt/omvendt/registry"
)

func (a *api) registerKLE() {
	register(a, operation{ID: "get-kle", Method: http.MethodGet, Path: "/v1/kle", Tag: "kle",
		Permission: "govern", Summary: "Tell how large the municipality's plan of subjects (KLE) is, and who read it in"}, a.getKLE)
	register(a, operation{ID: "import-kle", Method: http.MethodPut, Path: "/v1/kle", Tag: "kle",
		Permission: "govern", Summary: "Put a plan of subjects in place of the one that is there",
		Description: "All of it at once; a code stands in it once. KL's own XML is read by the page and by omvendt import kle."}, a.importKLE)
	register(a, operation{ID: "get-kle-entry", Method: http.MethodGet, Path: "/v1/kle/entries/{code}", Tag: "kle",
		Permission: "read", Errors: []int{http.StatusNotFound}, Summary: "Read a subject, a group or a main group of the plan"}, a.getKLEEntry)
	register(a, operation{ID: "list-outdated-kle", Method: http.MethodGet, Path: "/v1/kle/outdated", Tag: "kle",
		Permission: "govern", Pages: true, Summary: "List the rules whose code has expired or moved, or is not in the plan",
		Description: "Of rules that have not ended, by code and number. Without a plan there are none."}, a.listOutdatedKLE)
}

type kleOut struct {
	Entries int        `json:"entries" doc:"Codes in the plan; 0: there is none."`
	Expired int        `json:"expired" doc:"Codes of it that do not apply any more today."`
	By      string     `json:"by,omitempty" doc:"Who read it in."`
	At      *time.Time `json:"at,omitempty" doc:"When."`
}

type getKLEIn struct{}

func (a *api) getKLE(ctx context.Context, _ call, _ *getKLEIn) (answer[kleOut], error) {
	p, err := a.Register.KLEPlan(ctx)
	out := kleOut{Entries: p.Entries, Expired: p.Expired, By: p.By}
	if p.By != "" {
		at := p.At.UTC()
		out.At = &at
	}
	return answer[kleOut]{Body: out}, err
}

// KLEEntryFields are an entry of the plan.
type KLEEntryFields struct {
	Code       string `json:"code" pattern:"^[0-9]{2}([.][0-9]{2}){0,2}$" example:"28.00.00"`
	Title      string `json:"title" minLength:"1" maxLength:"500"`
	From       day    `json:"from,omitempty" doc:"The first day on which it applied; left out where that is not said."`
	Until      day    `json:"until,omitempty" doc:"The first day on which it does not apply any more; left out while it applies."`
	ReplacedBy string `json:"replaced_by,omitempty" doc:"The code that it moved to."`
}

func kleEntryOf(e registry.KLEEntry) KLEEntryFields {
	out := KLEEntryFields{Code: e.Code, Title: e.Title, From: day(e.From), Until: day(e.Until), ReplacedBy: e.ReplacedBy}
	if e.Until == registry.LastDay {
		out.Until = day(registry.NoDay)
	}
	return out
}

func (f KLEEntryFields) domain() registry.KLEEntry {
	e := registry.KLEEntry{Code: f.Code, Title: f.Title, From: registry.Day(f.From), Until: registry.Day(f.Until), ReplacedBy: f.ReplacedBy}
	if e.Until == registry.NoDay {
		e.Until = registry.LastDay
	}
	return e
}

type importKLEIn struct {
	Body struct {
		Entries []KLEEntryFields `json:"entries" minItems:"1"`
	}
}

func (a *api) importKLE(ctx context.Context, k call, in *importKLEIn) (answer[kleOut], error) {
	if err := a.Register.ImportKLE(ctx, k.Act, list(in.Body.Entries, KLEEntryFields.domain)); err != nil {
		return answer[kleOut]{}, err
	}
	return a.getKLE(ctx, k, nil)
}

type getKLEEntryIn struct {
	Code string `path:"code" doc:"NN, NN.NN or NN.NN.NN; a facet is passed over." example:"28.00.00"`
}

func (a *api) getKLEEntry(ctx context.Context, _ call, in *getKLEEntryIn) (answer[KLEEntryFields], error) {
	e, err := a.Register.KLE(ctx, in.Code)
	return answer[KLEEntryFields]{Body: kleEntryOf(e)}, err
}

type outdatedKLEOut struct {
	Rule  string          `json:"rule" example:"R-0042"`
	Title string          `json:"title"`
	KLE   string          `json:"kle" doc:"The rule's code."`
	Entry *KLEEntryFields `json:"entry,omitempty" doc:"What the plan says of it; left out where the plan does not have it."`
}

func outdatedKLEOf(o registry.OutdatedKLE) outdatedKLEOut {
	out := outdatedKLEOut{Rule: o.Rule.Number.String(), Title: o.Title, KLE: o.Rule.Catalogue.KLE}
	if o.Entry.Code != "" {
		e := kleEntryOf(o.Entry)
		out.Entry = &e
	}
	return out
}

type outdatedKLEPage struct {
	Items []outdatedKLEOut `json:"items"`
	Onward
}

type listOutdatedKLEIn struct {
	Cursor string `query:"cursor" doc:"The value next of the page before."`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"Rules on a page."`
}

var outdatedKLEList = listing[registry.KLEPlace]{name: "outdated-kle"}

func (a *api) listOutdatedKLE(ctx context.Context, _ call, in *listOutdatedKLEIn) (answer[outdatedKLEPage], error) {
	return paged(registry.Checks{}, outdatedKLEList, in.Cursor, in.Limit, registry.KLEPlace{}, func(from registry.KLEPlace) (outdatedKLEPage, registry.KLEPlace, bool, error) {
		all, more, err := a.Register.OutdatedKLE(ctx, from, in.Limit)
		if more {
			from = all[len(all)-1].Place()
		}
		return outdatedKLEPage{Items: list(all, outdatedKLEOf)}, from, more, err
	})
}
