package web

import (
	"net/url"
	"strings"

	"github.com/omvendt/omvendt/internal/wording"
	"github.com/omvendt/omvendt/registry"
)

const (
	basesPerPage      = 50
	referencesPerPage = 100
)

type basesPage struct {
	Page
	Form       Form
	Complaints []Complaint
	Search     string
	Groups     []ReferenceGroup
	Next       string // address of the next page; empty on the last
	Start      string // of the first; empty on it
}

// ReferenceGroup is a law with its paragraphs, or the agreements.
type ReferenceGroup struct {
	Name, Address string // of a law
	Rows          []ReferenceRow
}

// ReferenceRow is a reference with how many rules rest on it.
type ReferenceRow struct {
	Name, Address string
	Whole         bool // the law as a whole, and Name says so
	Rules, Over   string
}

// bases lists the laws and agreements that rules rest on.
func (v *visit) bases() (answer, error) { return v.basesList("basis") }

// basesList does it with the addresses of a page of one reference.
func (v *visit) basesList(one string) (answer, error) {
	f := v.form("", "bases.")
	p := basesPage{Page: v.shell(v.text("bases.title")), Search: shown(v.typed("q"))}
	f.preset("q", p.Search)
	uses, more, err := v.Register.References(v.r.Context(), registry.ReferenceQuery{Within: v.typed("q"), After: v.typed("after"), Limit: referencesPerPage})
	if f.refused(v, err, "within", "q") {
		err = nil
	}
	if err != nil {
		return answer{}, err
	}
	p.Form, p.Complaints, p.Wrong = f, f.Complaints, f.Failed()
	p.Crumbs = []Crumb{{p.T("nav.register"), p.To("register")}}
	if !v.open() {
		p.Crumbs = []Crumb{{p.T("nav.work"), p.To("desk")}}
	}
	p.Groups = p.references(uses, one)
	here := with(url.Values{}, "q", v.typed("q"))
	if v.typed("after") != "" {
		p.Start = withQuery(p.To(v.page), here.Encode())
	}
	if more {
		p.Next = withQuery(p.To(v.page), with(here, "after", uses[len(uses)-1].Key).Encode())
	}
	return answer{status: f.Status, template: "bases", data: p}, nil
}

// references puts references under their laws; one is the page that each leads to.
func (p Page) references(uses []registry.ReferenceUse, one string) (groups []ReferenceGroup) {
	law := "\x00"
	for _, u := range uses {
		b := registry.Basis{Reference: u.Reference}
		if b.ELI() != law {
			law = b.ELI()
			g := ReferenceGroup{Name: p.T("bases.agreements")}
			if law != "" {
				of := registry.Basis{Reference: law}
				g.Name, g.Address = wording.Basis(nil, of), p.basisAddress(one, law)
				if l, named := p.named().Of(of); named {
					g.Name = l.Called() + " (" + g.Name + ")"
				}
			}
			groups = append(groups, g)
		}
		row := ReferenceRow{Name: b.Provision(), Address: p.basisAddress(one, u.Reference), Whole: b.Provision() == "", Rules: p.Count("bases.rules", u.Rules)}
		if row.Whole {
			row.Name = p.T("bases.whole")
		}
		if u.Rules > registry.MostCounted {
			row.Rules = p.T("bases.many", "n", p.Number(registry.MostCounted))
		}
		if u.Over > 0 {
			row.Over = p.Count("bases.over", u.Over)
		}
		g := &groups[len(groups)-1]
		g.Rows = append(g.Rows, row)
	}
	return groups
}

// basisAddress is the address of the page of a reference.
func (p Page) basisAddress(page, reference string) string {
	return withQuery(p.To(page), url.Values{"reference": {reference}}.Encode())
}

type basisPage struct {
	Page
	Name   string // of the reference, shortly
	Law    string // its address, where it is a law
	Whole  string // address of the page of the whole law; empty on it
	Change string // address where it is changed for many rules, for those who may
	Over   bool   // the rules that no longer rest on it
	Other  string // address of the others
	Rows   []GroundRow
	Parts  []ReferenceGroup // references within it
	More   string           // address of all of those; empty when these are all
	Next   string
	Start  string
}

// GroundRow is a rule that rests on a reference.
type GroundRow struct {
	Number, Title, Area, Address string
	Mark                         Mark
	Kinds                        ClassLines
	Checked                      string
	BasisLine
}

// partsShown is how many references within another its page names.
const partsShown = 20

// basis lists the rules that rest on a reference.
func (v *visit) basis() (answer, error) {
	if v.typed("reference") == "" {
		return answer{redirect: path("bases", v.lang)}, nil
	}
	q := registry.BasisQuery{Reference: v.typed("reference"), Over: v.typed("over") == "yes", After: v.basisPlace(), Limit: basesPerPage}
	found, err := v.Register.BasesOf(v.r.Context(), q)
	if err != nil {
		return answer{}, err
	}
	parts, more, err := v.Register.References(v.r.Context(), registry.ReferenceQuery{Within: q.Reference, After: registry.ReferenceKey(q.Reference), Limit: partsShown})
	if err != nil {
		return answer{}, err
	}
	as := registry.Basis{Reference: found.Reference}
	p := basisPage{Name: wording.Basis(v.laws(), as), Law: as.ELI(), Over: q.Over}
	p.Page = v.shell(v.text("basis.title", "basis", p.Name))
	p.Head = p.Phrase("basis.title", "basis", p.Name)
	p.Crumbs = []Crumb{{p.T("nav.register"), p.To("register")}, {p.T("bases.title"), p.To("bases")}}
	if as.ELI() != "" && as.Provision() != "" {
		p.Whole = p.basisAddress("basis", as.ELI())
	}
	if v.may("catalogue") {
		p.Change = p.basisAddress("work_basis", found.Reference)
	}
	for _, g := range found.Rules {
		p.Rows = append(p.Rows, p.grounded(g))
	}
	p.Parts = p.references(parts, "basis")
	if more {
		p.More = withQuery(p.To("bases"), url.Values{"q": {found.Reference}}.Encode())
	}
	here := url.Values{"reference": {found.Reference}}
	p.Other = withQuery(p.To("basis"), with(here, "over", "yes").Encode())
	if q.Over {
		p.Other = withQuery(p.To("basis"), here.Encode())
		here.Set("over", "yes")
	}
	if v.typed("after") != "" {
		p.Start = withQuery(p.To("basis"), here.Encode())
	}
	if found.More {
		p.Next = withQuery(p.To("basis"), with(here, "after", placeText(found.Last)).Encode())
	}
	return answer{template: "basis", data: p}, nil
}

func (p Page) grounded(g registry.Grounded) GroundRow {
	number := g.Rule.Number.String()
	row := GroundRow{Number: number, Title: g.Text.Title, Area: g.Rule.Catalogue.Area, Address: p.To("rule", number), Mark: p.mark(g.Segment),
		Kinds: p.classLines(g.RuleView), Checked: p.T("law.unchecked"), BasisLine: p.basisLine(g.Grounding.Basis, g.On)}
	if n := len(g.Checks); n > 0 && !g.Unchecked() {
		row.Checked = p.T("law.checked_on", "day", p.Day(g.Checks[n-1].Day))
	}
	return row
}

// placeText is a place in the list of a reference as it stands in an address.
func placeText(at registry.BasisPlace) string {
	return at.Number.String() + " " + string(at.Basis) + " " + at.Key
}

// basisPlace reads it; what is none is the beginning.
func (v *visit) basisPlace() registry.BasisPlace {
	parts := strings.SplitN(v.r.URL.Query().Get("after"), " ", 3)
	n, err := registry.ParseNumber(parts[0])
	if err != nil || len(parts) < 3 {
		return registry.BasisPlace{}
	}
	return registry.BasisPlace{Key: parts[2], Number: n, Basis: registry.BasisID(parts[1])}
}
