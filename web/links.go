package web

import (
	"io"
	"strings"

	"github.com/omvendt/omvendt/internal/sheet"
	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// LinkLine is an open link with its address.
type LinkLine struct {
	ID, Audience, Place string
	District            string
	Address, Short      string // in full, and as it is typed from paper
	Days                string // on which it is open
	Made                string // how many slips, and how many are used; empty: it is open to any number
	Shared, Revoked     bool
	Slips, Kit, Poster  string // addresses
	Paper, TypeIn       string
	QR                  QR
	Form                Form
}

// Name is whom the link is for, and where.
func (l LinkLine) Name() string {
	name := l.Audience
	for _, more := range []string{l.District, l.Place} {
		if more != "" {
			name += ", " + more
		}
	}
	return name
}

func (v *visit) linkLine(l workflow.MadeLink) (LinkLine, error) {
	slug, id, p := l.Consultation.Slug, string(l.ID), Page{Lang: v.lang}
	line := LinkLine{ID: id, Audience: l.Audience, Place: l.Place, District: l.District, Shared: l.Shared, Revoked: l.Revoked, Form: v.form("revoke", "consult."),
		Days: p.T("consultations.days", "from", p.Day(l.Opens), "to", p.LastDay(l.Closes))}
	if l.Single() {
		line.Slips = path("work_slips", v.lang, slug, id)
		line.Made = p.Count("link.slips_made", l.Slips) + " " + p.Count("link.slips_used", max(l.Used, 0))
		if l.Used == workflow.TooFew {
			line.Made = p.Count("link.slips_made", l.Slips) + " " + p.T("link.slips_few")
		}
		return line, nil
	}
	line.Address, line.Short, line.Poster = v.linkAddress(l.Token), v.shortAddress(l.Token), path("work_poster", v.lang, slug, id)
	line.Kit = path("work_link", v.lang, slug, id)
	line.Paper, line.TypeIn = path("work_paper", v.lang, slug, id), path("work_type_in", v.lang, slug, id)
	var err error
	if !l.Revoked {
		line.QR, err = newQR(line.Address)
	}
	return line, err
}

// linkAddress is where a link's form is: in Danish, whoever reads it can change that.
func (v *visit) linkAddress(token string) string {
	return v.BaseURL + path("answer", texts.Danish, token)
}

// shortAddress is one that people type: without what every browser puts before it.
func (v *visit) shortAddress(token string) string {
	_, host, _ := strings.Cut(v.BaseURL, "://")
	return host + path("code_at", texts.Danish, workflow.Code(token))
}

func (v *visit) addLink() (answer, error) {
	f := v.form("link", "link.")
	var c registry.Checks
	l := workflow.Link{Audience: v.said("audience"), Place: v.said("place"), District: v.said("district"), Opens: v.saidDay(&c, "opens"), Slips: v.saidWhole(&c, "slips"), Shared: v.ticked("shared")}
	if last := v.saidDay(&c, "closes"); last != registry.NoDay {
		l.Closes = last + 1
	}
	err := c.Err()
	if err == nil {
		_, err = v.Workflow.MakeLink(v.r.Context(), v.act, v.name, l)
	}
	if f.refused(v, err) {
		return v.consultationSetupForm(v.form("", "consult."), f)
	}
	return v.done("link_added", "work_consultation", v.name), err
}

func (v *visit) revokeLink() (answer, error) {
	l, err := v.link(v.said("link"))
	if err != nil {
		return answer{}, err
	}
	if err := v.Workflow.RevokeLink(v.r.Context(), v.act, v.name, l.ID); err != nil {
		return answer{}, err
	}
	return v.done("link_revoked", "work_consultation", v.name), nil
}

// link is one of the consultation that the address names; CodeNotFound.
func (v *visit) link(id string) (workflow.MadeLink, error) {
	return v.Workflow.Link(v.r.Context(), v.name, registry.LinkID(id))
}

// hungLink is the link that the address names, if it is one to hang up.
func (v *visit) hungLink() (workflow.MadeLink, error) {
	l, err := v.link(v.names[1])
	if err == nil && (l.Revoked || l.Single()) {
		err = &registry.Error{Code: registry.CodeNotFound}
	}
	return l, err
}

type posterPage struct {
	Page
	Link  LinkLine
	About Told
	Until string
}

// poster is a sheet of A4 to hang up.
func (v *visit) poster() (answer, error) {
	l, err := v.hungLink()
	if err != nil {
		return answer{}, err
	}
	p := posterPage{Page: v.shell(l.Consultation.Title.In(string(v.lang))), About: v.told(l.Consultation.Title), Until: v.lastDay(l.Closes)}
	p.Canonical, p.TitleIsData, p.Crumbs = "", true, nil // a sheet to hang up
	p.Link, err = v.linkLine(l)
	return answer{template: "poster", data: p}, err
}

type slipsPage struct {
	Page
	Link  LinkLine
	About Told
	Until string
	File  string // address; empty when the list is no longer told
	Slips []Slip
}

// Slip is what one person is handed.
type Slip struct {
	Short, Code string
	QR          QR
}

// slips are sheets of A4 to cut up and hand out.
func (v *visit) slips() (answer, error) {
	l, err := v.link(v.names[1])
	if err != nil {
		return answer{}, err
	}
	tokens, err := v.Workflow.Slips(v.r.Context(), v.name, l.ID)
	used := registry.CodeOf(err) == registry.CodeSlipsUsed
	if err != nil && !used {
		return answer{}, err
	}
	p := slipsPage{Page: v.shell(v.text("slips.title")), About: v.told(l.Consultation.Title), Until: v.lastDay(l.Closes)}
	p.Crumbs = append(p.Crumbs, Crumb{p.T("consultations.title"), p.To("work_consultations")}, Crumb{p.told(l.Consultation.Title).Lines[0], p.To("work_consultation", v.name)})
	if p.Link, err = v.linkLine(l); err != nil || used {
		return answer{template: "slips", data: p}, err
	}
	p.File = p.To("work_slips_csv", v.names...)
	for _, token := range tokens {
		s := Slip{Short: v.shortAddress(token), Code: workflow.Code(token)}
		if s.QR, err = newQR(v.linkAddress(token)); err != nil {
			return answer{}, err
		}
		p.Slips = append(p.Slips, s)
	}
	return answer{template: "slips", data: p}, nil
}

// slipsFile is the list as a table, to merge letters from.
func (v *visit) slipsFile() (answer, error) {
	l, err := v.link(v.names[1])
	if err != nil {
		return answer{}, err
	}
	tokens, err := v.Workflow.Slips(v.r.Context(), v.name, l.ID)
	if err != nil {
		return answer{}, err
	}
	table := sheet.Table{Name: v.text("slips.title"), Lang: v.lang, Columns: []sheet.Column{{Head: v.text("slips.code"), Width: 12},
		{Head: v.text("slips.short"), Width: 40}, {Head: v.text("slips.address"), Width: 70}}}
	return answer{file: &file{format: sheet.CSV, name: v.text("slips.file"), write: func(w io.Writer) error {
		return sheet.Write(w, sheet.CSV, table, func(add func([]string) error) error {
			for _, token := range tokens {
				if err := add([]string{workflow.Code(token), v.shortAddress(token), v.linkAddress(token)}); err != nil {
					return err
				}
			}
			return nil
		})
	}}}, nil
}
