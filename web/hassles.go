package web

import (
	"strings"

	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// hassleAddresses and hasslePlaces are the pages of hassles.
var (
	hassleAddresses = map[string]address{
		"hassles":      {texts.Danish: "/boevl", texts.English: "/en/hassles"},
		"hassle_theme": {texts.Danish: "/boevl/{theme}", texts.English: "/en/hassles/{theme}"},
		"hassles_of":   {texts.Danish: "/inddragelse/{slug}/boevl", texts.English: "/en/consultations/{slug}/hassles"},
		"work_hassles": {texts.Danish: "/arbejde/boevl", texts.English: "/en/desk/hassles"},
		"work_hassle":  {texts.Danish: "/arbejde/boevl/{hassle}", texts.English: "/en/desk/hassles/{hassle}"},
	}
	hasslePlaces = map[string]place{
		"hassles":      {show: (*visit).hassles},
		"hassle_theme": {show: (*visit).hassleTheme},
		"hassles_of":   {show: (*visit).hasslesOf},
		"work_hassles": {permission: "weigh", show: (*visit).hassleBoard, forms: map[string]form{
			"":      {operation: "create-hassle", send: (*visit).openHassle},
			"theme": {operation: "create-hassle-theme", permission: "consult", send: (*visit).addHassleTheme}}},
		"work_hassle": {permission: "weigh", show: (*visit).hassle, forms: map[string]form{
			"":       {operation: "edit-hassle", send: (*visit).editHassle},
			"start":  {operation: "move-hassle", send: (*visit).startHassle},
			"done":   {operation: "move-hassle", send: (*visit).finishHassle},
			"object": {operation: "move-hassle", send: (*visit).objectToHassle}}},
	}
)

// hasslesShown are those on a page.
const hasslesShown = 50

// HassleLine is a hassle in a list.
type HassleLine struct {
	ID, Text, Post, Due string
	State               string
	Code                workflow.HassleState
	Overdue             bool
	Answer, Objection   string
	Closes              string // until when somebody can object
	Inputs              string
	From                Told // the consultation
	FromAt              string
	Address             string // of its page on the desk
}

// HassleGroup is hassles of one theme.
type HassleGroup struct {
	ID, Theme, Address string
	Lines              []HassleLine
}

// HassleTold is a hassle with the page that shows it.
type HassleTold struct {
	Page   Page
	Hassle HassleLine
}

// WithHassle gives a hassle to the template that shows it.
func (p Page) WithHassle(l HassleLine) HassleTold { return HassleTold{p, l} }

func (p Page) hassleLine(v workflow.HassleView) HassleLine {
	state := v.StateOn(v.On)
	l := HassleLine{ID: string(v.ID), Text: v.Text, Post: v.Post, Due: p.Day(v.Deadline), Code: state, State: capital(p.Lang.Name("hassle_state", string(state))),
		Overdue: v.OverdueOn(v.On), Answer: v.Answer, Objection: v.Objection, Address: p.To("work_hassle", string(v.ID))}
	if state == workflow.HassleDone {
		l.Closes = p.T("hassle.closes", "day", p.Day(v.ClosesOn()-1))
	}
	if v.Inputs > 0 {
		l.Inputs = p.Count("hassle.inputs", v.Inputs)
	}
	if v.Consultation.Slug != "" {
		l.From, l.FromAt = p.told(v.Consultation.Title), p.To("consultation", v.Consultation.Slug)
	}
	return l
}

// hassleGroups puts hassles under their themes, in the order of those.
func (p Page) hassleGroups(themes []workflow.HassleTheme, all []workflow.HassleView) (groups []HassleGroup) {
	for _, t := range themes {
		g := HassleGroup{ID: "theme-" + string(t.ID), Theme: t.Name, Address: p.To("hassle_theme", string(t.ID))}
		for _, h := range all {
			if h.Theme.ID == t.ID {
				g.Lines = append(g.Lines, p.hassleLine(h))
			}
		}
		if len(g.Lines) > 0 {
			groups = append(groups, g)
		}
	}
	return groups
}

type hasslesPage struct {
	Page
	Groups []HassleGroup
	Themes []Crumb
	Next   string
}

// hassles are all of them, for everybody.
func (v *visit) hassles() (answer, error) {
	return v.publicHassles(workflow.HassleFilter{}, "", v.text("hassle.title"), false)
}

// hassleTheme are those of one theme.
func (v *visit) hassleTheme() (answer, error) {
	themes, err := v.Workflow.HassleThemes(v.r.Context())
	if err != nil {
		return answer{}, err
	}
	for _, t := range themes {
		if string(t.ID) == v.name {
			return v.publicHassles(workflow.HassleFilter{Theme: t.ID}, "", t.Name, true)
		}
	}
	return answer{}, &registry.Error{Code: registry.CodeNotFound}
}

// hasslesOf are those that came from one consultation.
func (v *visit) hasslesOf() (answer, error) {
	return v.publicHassles(workflow.HassleFilter{}, v.name, v.text("hassle.of"), false)
}

func (v *visit) publicHassles(f workflow.HassleFilter, slug, title string, data bool) (answer, error) {
	p := hasslesPage{Page: v.shell(title)}
	p.Section, p.TitleIsData = "reviews", data
	if data || slug != "" {
		p.Crumbs = []Crumb{{p.T("hassle.title"), p.To("hassles")}}
	}
	groups, themes, next, err := v.hasslesFound(p.Page, f, slug)
	p.Groups, p.Next = groups, next
	for _, t := range themes {
		p.Themes = append(p.Themes, Crumb{t.Name, p.To("hassle_theme", string(t.ID))})
	}
	return answer{template: "hassles", data: p}, err
}

// hasslesFound is a page of a list by theme, and the address of the next.
func (v *visit) hasslesFound(p Page, f workflow.HassleFilter, slug string) ([]HassleGroup, []workflow.HassleTheme, string, error) {
	f.After, f.Limit = registry.HassleID(v.typed("after")), hasslesShown+1
	all, err := v.Workflow.Hassles(v.r.Context(), f, slug)
	if err != nil {
		return nil, nil, "", err
	}
	next := ""
	if len(all) > hasslesShown {
		all = all[:hasslesShown]
		next = withQuery(path(v.page, v.lang, v.names...), with(v.r.URL.Query(), "after", string(all[hasslesShown-1].ID)).Encode())
	}
	themes, err := v.Workflow.HassleThemes(v.r.Context())
	return p.hassleGroups(themes, all), themes, next, err
}

// deskHassles tells of hassles that should have been done, and of inputs that led to none.
func (v *visit) deskHassles(p Page) ([]DeskPart, error) {
	w, err := v.Workflow.HassleWork(v.r.Context())
	var parts []DeskPart
	if w.Overdue > 0 {
		parts = append(parts, DeskPart{Head: p.T("hassle.overdue_head"), Note: p.upTo("desk.hassles_overdue", w.Overdue, registry.CountLimit), Address: p.To("work_hassles")})
	}
	if w.Waiting > 0 && len(v.act.Reach) == 0 {
		parts = append(parts, DeskPart{Head: p.T("hassle.waiting_head"), Note: p.upTo("desk.hassles_waiting", w.Waiting, registry.CountLimit), Address: p.To("work_hassles") + "#new"})
	}
	return parts, err
}

// HassleLetter writes the mail to who answers for a hassle.
func HassleLetter(baseURL, municipality string) func(workflow.HassleLetter) (subject, text string) {
	baseURL = strings.TrimRight(baseURL, "/")
	return func(l workflow.HassleLetter) (subject, text string) {
		return inBoth(func(lang texts.Lang) (subject, text string) {
			args := map[string]string{"name": l.To.Name, "theme": l.Theme, "post": l.Post, "municipality": municipality, "text": l.Hassle.Text,
				"day": Page{Lang: lang}.Day(l.Hassle.Deadline), "link": baseURL + path("work_hassle", lang, string(l.Hassle.ID))}
			return lang.Text("mail.hassle.subject", args), lang.Text("mail.hassle.text", args)
		})
	}
}
