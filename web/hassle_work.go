package web

import (
	"strconv"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// The desk's pages of hassles: the board, and one of them.

type hassleBoardPage struct {
	Page
	Complaints []Complaint
	Fields     HassleForm
	Theme      Form
	MayTheme   bool
	MayOpen    bool
	Waiting    []WaitingLine
	MoreWait   bool
	Groups     []HassleGroup
	Next       string
	All        string // address of the board with what is done; or without
	Undone     bool
}

// HassleForm is the form of a hassle with its choices.
type HassleForm struct {
	Form          Form
	Themes, Posts []Option
}

// WaitingLine is an input that was answered as hassle and led to none.
type WaitingLine struct {
	InputLine
	Pick   string
	Chosen bool
}

func (v *visit) hassleForm(p Page, f Form) (HassleForm, error) {
	out := HassleForm{Form: f, Themes: []Option{{Text: p.T("hassle.choose_theme")}}, Posts: []Option{{Text: p.T("hassle.choose_post")}}}
	themes, err := v.Workflow.HassleThemes(v.r.Context())
	if err != nil {
		return out, err
	}
	for _, t := range themes {
		out.Themes = append(out.Themes, Option{Value: string(t.ID), Text: t.Name})
	}
	posts, err := v.Register.Posts(v.r.Context())
	for _, a := range posts {
		out.Posts = append(out.Posts, Option{Value: string(a.Post.ID), Text: a.Post.Name})
	}
	return out, err
}

func (v *visit) hassleBoard() (answer, error) {
	return v.hassleBoardForms(v.form("", "hassle."), v.form("theme", "hassle."))
}

func (v *visit) openHassle() (answer, error) {
	f := v.form("", "hassle.")
	var c registry.Checks
	e := v.saidHassle(&c)
	err := c.Err()
	if err == nil {
		_, err = v.Workflow.OpenHassle(v.r.Context(), v.act, e, v.pickedInputs())
	}
	if f.refused(v, err) {
		return v.hassleBoardForms(f, v.form("theme", "hassle."))
	}
	return v.done("hassle_opened", "work_hassles"), err
}

func (v *visit) addHassleTheme() (answer, error) {
	f := v.form("theme", "hassle.")
	_, err := v.Workflow.AddHassleTheme(v.r.Context(), v.act, v.said("name"))
	if f.refused(v, err, "", "name") {
		return v.hassleBoardForms(v.form("", "hassle."), f)
	}
	return v.done("saved", "work_hassles"), err
}

func (v *visit) saidHassle(c *registry.Checks) workflow.HassleEntry {
	return workflow.HassleEntry{Theme: registry.HassleThemeID(v.said("theme")), Text: v.said("text"), Post: registry.PostID(v.said("post")), Deadline: v.saidDay(c, "deadline")}
}

func (v *visit) hassleBoardForms(f, theme Form) (answer, error) {
	p := hassleBoardPage{Page: v.shell(v.text("hassle.board")), Theme: theme, Complaints: append(f.Complaints, theme.Complaints...), Undone: v.typed("all") == "", MayTheme: v.may("consult")}
	p.Wrong, p.MayOpen = f.Failed() || theme.Failed(), len(v.act.Reach) == 0
	var err error
	if p.Fields, err = v.hassleForm(p.Page, f); err != nil {
		return answer{}, err
	}
	if p.Groups, _, p.Next, err = v.hasslesFound(p.Page, workflow.HassleFilter{Undone: p.Undone}, ""); err != nil {
		return answer{}, err
	}
	if p.All = p.To("work_hassles"); p.Undone {
		p.All = withQuery(p.All, "all=yes")
	}
	if !p.MayOpen {
		return answer{status: max(f.Status, theme.Status), template: "hassle-board", data: p}, nil
	}
	waiting, more, err := v.Workflow.HassleWaits(v.r.Context(), hasslesShown)
	p.MoreWait = more
	for _, a := range waiting {
		p.Waiting = append(p.Waiting, WaitingLine{p.inputLine(a, workflow.Consultation{}), pickOf(a.Input), v.sent != nil && v.ticks(string(a.Input.ID))})
	}
	return answer{status: max(f.Status, theme.Status), template: "hassle-board", data: p}, err
}

type hasslePage struct {
	Page
	Complaints                    []Complaint
	Hassle                        HassleLine
	Theme                         string
	Fields                        HassleForm
	Start, Done, Object           Form
	MayEdit, MayStart, MayDo, May bool
}

// hassleForms are the forms of the page of one hassle.
type hassleForms struct{ edit, start, done, object Form }

func (v *visit) hasslePageForms() hassleForms {
	return hassleForms{v.form("", "hassle."), v.form("start", "hassle."), v.form("done", "hassle."), v.form("object", "hassle.")}
}

func (v *visit) hassle() (answer, error) { return v.hasslePage(v.hasslePageForms()) }

func (v *visit) editHassle() (answer, error) {
	fs := v.hasslePageForms()
	var c registry.Checks
	e := v.saidHassle(&c)
	err := c.Err()
	if err == nil {
		_, err = v.Workflow.EditHassle(v.r.Context(), v.act, registry.HassleID(v.name), v.saidEdit(), e)
	}
	if fs.edit.refused(v, err) {
		return v.hasslePage(fs)
	}
	return v.done("saved", "work_hassle", v.name), err
}

func (v *visit) startHassle() (answer, error) {
	fs := v.hasslePageForms()
	return v.moveHassle(fs, &fs.start, workflow.HassleMove{State: workflow.HassleInWork})
}

func (v *visit) finishHassle() (answer, error) {
	fs := v.hasslePageForms()
	return v.moveHassle(fs, &fs.done, workflow.HassleMove{State: workflow.HassleDone, Answer: v.said("answer")})
}

func (v *visit) objectToHassle() (answer, error) {
	fs := v.hasslePageForms()
	return v.moveHassle(fs, &fs.object, workflow.HassleMove{State: workflow.HassleOpen, Objection: v.said("objection")})
}

func (v *visit) moveHassle(fs hassleForms, f *Form, m workflow.HassleMove) (answer, error) {
	_, err := v.Workflow.MoveHassle(v.r.Context(), v.act, registry.HassleID(v.name), v.saidEdit(), m)
	if f.refused(v, err) {
		switch m.State {
		case workflow.HassleInWork:
			fs.start = *f
		case workflow.HassleDone:
			fs.done = *f
		default:
			fs.object = *f
		}
		return v.hasslePage(fs)
	}
	return v.done("saved", "work_hassle", v.name), err
}

func (v *visit) hasslePage(fs hassleForms) (answer, error) {
	h, err := v.Workflow.Hassle(v.r.Context(), registry.HassleID(v.name))
	if err != nil {
		return answer{}, err
	}
	edit := strconv.Itoa(h.Edit)
	fs.edit.stands(edit, Phrase{}, typedFields("text", h.Text, "deadline", h.Deadline.String()))
	fs.edit.preset("theme", string(h.HassleEntry.Theme))
	fs.edit.preset("post", string(h.HassleEntry.Post))
	p := hasslePage{Page: v.shell(v.text("hassle.one")), Theme: h.Theme.Name, MayEdit: len(v.act.Reach) == 0}
	p.Crumbs = append(p.Crumbs, Crumb{p.T("hassle.board"), p.To("work_hassles")})
	status := fs.edit.Status
	p.Complaints = fs.edit.Complaints
	for _, f := range []*Form{&fs.start, &fs.done, &fs.object} {
		f.stands(edit, Phrase{}, nil)
		p.Complaints, status = append(p.Complaints, f.Complaints...), max(status, f.Status)
	}
	p.Wrong = status != 0
	p.Hassle = p.hassleLine(h)
	p.Start, p.Done, p.Object = fs.start, fs.done, fs.object
	state := h.StateOn(h.On)
	// A form that was refused stays, though somebody else was first.
	p.MayStart = state == workflow.HassleOpen || fs.start.Failed()
	p.MayDo = state == workflow.HassleOpen || state == workflow.HassleInWork || fs.done.Failed()
	p.May = state == workflow.HassleDone || fs.object.Failed()
	p.Fields, err = v.hassleForm(p.Page, fs.edit)
	return answer{status: status, template: "hassle", data: p}, err
}
