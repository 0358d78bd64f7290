package web

import (
	"net/http"
	"slices"
	"strings"

	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// WeighReminder writes the mails to those for whom inputs wait.
func WeighReminder(baseURL, municipality string) func(workflow.WeighReminder) (subject, text string) {
	baseURL = strings.TrimRight(baseURL, "/")
	return func(l workflow.WeighReminder) (subject, text string) {
		return inBoth(func(lang texts.Lang) (subject, text string) {
			args := map[string]string{"name": l.To.Name, "title": l.Consultation.Title.In(string(lang)), "municipality": municipality,
				"waiting": lang.Count("mail.weigh.waiting", l.Waiting, nil), "link": baseURL + path("work_inputs", lang, l.Consultation.Slug) + "?unanswered=yes"}
			return lang.Text("mail.weigh.subject", args), lang.Text("mail.weigh.text", args)
		})
	}
}

// ActionLetter writes the mails to who is on duty. They hold nothing of what was
// written, and their link leads to a page that asks who is there.
func ActionLetter(baseURL, municipality string) func(workflow.ActionLetter) (subject, text string) {
	baseURL = strings.TrimRight(baseURL, "/")
	return func(l workflow.ActionLetter) (subject, text string) {
		return inBoth(func(lang texts.Lang) (subject, text string) {
			args := map[string]string{"name": l.To.Name, "title": l.Consultation.Title.In(string(lang)), "post": l.Action.Post, "municipality": municipality,
				"kind": lang.Name("action", string(l.Action.Kind)), "link": baseURL + path("work_input", lang, l.Consultation.Slug, string(l.Action.Input))}
			return lang.Text("mail.action.subject", args), lang.Text("mail.action.text", args)
		})
	}
}

// ActionLine is an input that needs action, or needed it.
type ActionLine struct {
	ID, Kind, Note string
	Told, Post     string // when, and who was told
	Done, By       string // when it was handled, and by whom
	Handled        string // how
	Text, At       string // of the input, while it is there
	Form           Form
	Field          Field
}

func (p Page) actionLine(a workflow.NeedsAction) ActionLine {
	l := ActionLine{ID: string(a.Input), Kind: capital(p.Lang.Name("action", string(a.Kind))), Note: a.Note,
		Told: p.T("action.told", "day", p.Day(a.Day)), Post: a.Post}
	if a.HandledNote != "" {
		l.Done, l.By, l.Handled = p.T("action.done", "day", p.Day(a.Handled)), a.HandledBy, a.HandledNote
	}
	return l
}

// urgentLines stand first in the inbox, each with a form that says what was done.
func (p *inboxPage) urgentLines(v *visit, found workflow.InboxPage) {
	for _, u := range found.Urgent {
		l := p.actionLine(u.NeedsAction)
		if u.Input != nil {
			l.Text, l.At = u.Input.Input.Text, p.To("work_input", found.Consultation.Slug, l.ID)
		}
		l.Form = Form{Name: "handled", Submission: registry.NewRandomID[string](), lang: v.lang, key: "web.inbox.", values: map[string][]string{}}
		if p.Handled.Value("input") == l.ID {
			l.Form = p.Handled
		}
		l.Field = l.Form.Prose("note", 2)
		l.Field.ID += "-" + l.ID
		if l.Field.Wrong != "" { // the summary leads to the field of this one
			for n := range p.Complaints {
				p.Complaints[n].Field = l.Field.ID
			}
		}
		p.Urgent = append(p.Urgent, l)
	}
}

// dutyField chooses the post that is told; without options for those who may not.
func (p *inboxPage) dutyField(v *visit, found workflow.InboxPage) error {
	if !v.may("consult") {
		return nil
	}
	posts, err := v.Register.Posts(v.r.Context())
	if err != nil {
		return err
	}
	options := []Option{{Text: p.T("inbox.duty_choose")}}
	for _, a := range posts {
		options = append(options, Option{Value: string(a.Post.ID), Text: a.Post.Name})
	}
	if p.DutyLacks, err = v.dutyLacks(posts, found.Duty); err != nil {
		return err
	}
	p.DutyForm.preset("post", string(found.Duty))
	p.Duty = p.DutyForm.Select("post", options)
	return nil
}

// dutyLacks warns of those who are told and may not weigh what they are told of: the
// link of their mail would lead them nowhere.
func (v *visit) dutyLacks(posts []registry.Answerer, duty registry.PostID) (string, error) {
	at := slices.IndexFunc(posts, func(a registry.Answerer) bool { return a.Post.ID == duty })
	if at < 0 {
		return "", nil
	}
	users, err := v.Register.Users(v.r.Context())
	if err != nil {
		return "", err
	}
	var names []string
	for _, u := range users {
		if !posts[at].Has(u.ID) {
			continue
		}
		_, why, err := v.Access.Allow(registry.Actor{Name: u.Name, User: u.ID, Grants: u.Grants}, "create-disposition", "weigh")
		if err != nil {
			return "", err
		}
		if why != granted || !u.Active {
			names = append(names, u.Name)
		}
	}
	if len(names) == 0 {
		return "", nil
	}
	return v.text("inbox.duty_lacks", "post", posts[at].Post.Name, "names", strings.Join(names, ", ")), nil
}

// handleAction says what was done about an input that needed action.
func (v *visit) handleAction() (answer, error) {
	err := v.Workflow.HandleAction(v.r.Context(), v.act, registry.InputID(v.said("input")), v.said("note"))
	fs := v.inboxPageForms()
	if fs.handled.refused(v, err) {
		return v.inboxForms(fs)
	}
	return v.toInbox("inputs_handled", err)
}

// setDuty says which post is told.
func (v *visit) setDuty() (answer, error) {
	err := v.Workflow.SetDuty(v.r.Context(), v.act, v.name, registry.PostID(v.said("post")))
	fs := v.inboxPageForms()
	if fs.duty.refused(v, err) {
		return v.inboxForms(fs)
	}
	return v.toInbox("inputs_duty", err)
}

func (v *visit) toInbox(done string, err error) (answer, error) {
	if err != nil {
		return answer{}, err
	}
	to := withQuery(path("work_inputs", v.lang, v.name), with(v.inboxFilter().query(), noticeField, done).Encode())
	return answer{status: http.StatusSeeOther, redirect: to}, nil
}

// raiseAction tells the post on duty of the page's input.
func (v *visit) raiseAction() (answer, error) {
	fs := v.inputPageForms()
	var err error
	if picked := v.pickedInputs(); len(picked) == 1 {
		err = v.Workflow.RaiseAction(v.r.Context(), v.act, picked[0], workflow.ActionKind(v.said("action")), v.said("note"))
	}
	if fs.urgent.refused(v, err) {
		return v.inputForms(fs)
	}
	return v.toInput("inputs_raised", err)
}
