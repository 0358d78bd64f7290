package web

import (
	"strconv"

	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// deskGroups are the pages that the work desk leads to, in its order.
var deskGroups = []struct {
	id    string // anchor, and key of its heading
	pages []string
}{
	{"rules", []string{"work_rules", "work_guidances", "work_stop_tasks", "work_measurements", "work_trials", "work_import", "work_alike", "work_legal", "work_bases", "work_laws"}},
	{"reviews", []string{"work_reviews", "work_consultations", "work_units", "work_hassles", "work_send_ons", "work_meetings", "simulate", "work_bodies", "work_paper_profile", "work_parties"}},
	{"people", []string{"work_posts", "work_users", "work_requests", "work_mails"}},
	{"register", []string{"work_kle", "settings", "work_opening", "work_register", "work_evaluations", "work_redact"}},
}

type deskPage struct {
	Page
	Waits  []DeskPart // what somebody must do something about, the most pressing first
	Groups []DeskGroup
}

// DeskGroup is pages of the desk that are about the same.
type DeskGroup struct {
	ID, Head string
	Parts    []DeskPart
}

// DeskPart is something that the work desk leads to.
type DeskPart struct {
	Head, Note, Address string
	Lang                texts.Lang // of the head, where somebody wrote it; empty: the page's
}

// desk shows what waits for the reader, and what they may do.
func (v *visit) desk() (answer, error) {
	p := deskPage{Page: v.shell(v.text("desk.title"))}
	for _, wait := range deskWaits {
		if at := v.places[wait.page]; !v.may(at.permission, at.or) {
			continue
		}
		parts, err := wait.parts(v, p.Page)
		if err != nil {
			return answer{}, err
		}
		p.Waits = append(p.Waits, parts...)
	}
	for _, g := range deskGroups {
		group := DeskGroup{ID: g.id, Head: p.T("desk.group_" + g.id)}
		for _, page := range g.pages {
			if at, ok := v.places[page]; ok && v.may(at.permission, at.or) {
				group.Parts = append(group.Parts, DeskPart{Head: p.T("desk." + page), Note: p.T("desk." + page + "_note"), Address: p.To(page)})
			}
		}
		if len(group.Parts) > 0 {
			p.Groups = append(p.Groups, group)
		}
	}
	return answer{template: "desk", data: p}, nil
}

// deskWaits tell what waits, each to those who may use the page where it is done.
var deskWaits = []struct {
	page  string
	parts func(*visit, Page) ([]DeskPart, error)
}{
	{"work_inputs", (*visit).deskUrgent},
	{"work_asked", (*visit).deskAsked},
	{"work_meeting_new", (*visit).deskMinutes},
	{"work_reviews", (*visit).deskSunsets},
	{"work_stopped", (*visit).deskStops},
	{"work_guidances", (*visit).deskGuidances},
	{"work_stop_tasks", (*visit).deskStopTasks},
	{"work_measurements", (*visit).deskMeasurements},
	{"work_trials", (*visit).deskTrials},
	{"work_rules", (*visit).deskLapses},
	{"work_parties", (*visit).deskHearings},
	{"work_consultations", (*visit).deskAssigned},
	{"work_consultations", (*visit).deskInputs},
	{"work_hassles", (*visit).deskHassles},
	{"work_send_ons", (*visit).deskSendOns},
	{"work_legal", (*visit).deskLegal},
	{"work_import", (*visit).deskDrafts},
	{"work_posts", (*visit).deskVacant},
	{"work_mails", (*visit).deskMails},
}

// deskMinutes are the meetings that were held and have no minutes.
func (v *visit) deskMinutes(p Page) ([]DeskPart, error) {
	today, err := v.Register.Today(v.r.Context())
	if err != nil {
		return nil, err
	}
	all, err := v.Workflow.Meetings(v.r.Context())
	var parts []DeskPart
	for _, m := range all {
		if m.State == workflow.MeetingPlanned && m.Day < today {
			parts = append(parts, DeskPart{m.Body.Name, p.T("desk.minutes", "day", p.Day(m.Day)), p.To("meeting", string(m.ID)), texts.Danish})
		}
	}
	return parts, err
}

// deskSunsets are the reviews under way.
func (v *visit) deskSunsets(p Page) ([]DeskPart, error) {
	today, err := v.Register.Today(v.r.Context())
	if err != nil {
		return nil, err
	}
	all, err := v.Workflow.Reviews(v.r.Context())
	var parts []DeskPart
	for _, r := range all {
		if r.OpenOn(today) {
			parts = append(parts, DeskPart{r.Name, p.Count("desk.sunset", int(r.Sunset-today), "day", p.Day(r.Sunset)), p.To("work_review", r.Slug), texts.Danish})
		}
	}
	return parts, err
}

// deskUrgent are the consultations in which something needs action now.
func (v *visit) deskUrgent(p Page) ([]DeskPart, error) {
	reach, _ := v.reach("weigh")
	all, err := v.Workflow.UrgentIn(v.r.Context(), reach)
	var parts []DeskPart
	for _, u := range all {
		parts = append(parts, DeskPart{u.Consultation.Title.In(string(p.Lang)), p.Count("desk.urgent", u.Inputs), p.To("work_inputs", u.Consultation.Slug), texts.Lang(p.told(u.Consultation.Title).Lang)})
	}
	return parts, err
}

// deskAssigned are the consultations in which inputs assigned to the reader wait.
func (v *visit) deskAssigned(p Page) ([]DeskPart, error) {
	all, err := v.Workflow.Waiting(v.r.Context(), v.act.Actor.User)
	var parts []DeskPart
	for _, u := range all {
		parts = append(parts, DeskPart{u.Consultation.Title.In(string(p.Lang)), p.upTo("desk.assigned", u.Inputs, registry.CountLimit),
			withQuery(p.To("work_inputs", u.Consultation.Slug), "assigned="+assignedMine+"&unanswered="+unansweredYes), texts.Lang(p.told(u.Consultation.Title).Lang)})
	}
	return parts, err
}

// deskInputs are the consultations in which somebody waits for an answer.
func (v *visit) deskInputs(p Page) ([]DeskPart, error) {
	all, err := v.Workflow.Unanswered(v.r.Context(), v.act.Reach)
	var parts []DeskPart
	for _, u := range all {
		parts = append(parts, DeskPart{u.Consultation.Title.In(string(p.Lang)), p.upTo("desk.inputs", u.Inputs, registry.CountLimit), p.To("work_inputs", u.Consultation.Slug), texts.Lang(p.told(u.Consultation.Title).Lang)})
	}
	return parts, err
}

// legalCounted is how many rules the desk counts in the lawyer's queue.
const legalCounted = 500

func (v *visit) deskLegal(p Page) ([]DeskPart, error) {
	n, err := v.Register.CountLegalQueue(v.r.Context(), v.act.Reach, legalCounted+1)
	if err != nil || n == 0 {
		return nil, err
	}
	return []DeskPart{{Head: p.T("desk.work_legal"), Note: p.upTo("desk.legal", n, legalCounted), Address: p.To("work_legal")}}, nil
}

// deskDrafts are the reader's own imports that are not confirmed.
func (v *visit) deskDrafts(p Page) ([]DeskPart, error) {
	all, err := v.Register.Drafts(v.r.Context(), v.act, false)
	var parts []DeskPart
	for _, d := range all {
		parts = append(parts, DeskPart{d.FileName, p.T("desk.draft", "day", p.Day(registry.DayOf(d.Touched, v.Register.Place))), p.To("work_import_draft", string(d.ID)), texts.Danish})
	}
	return parts, err
}

// deskVacant is about posts that nobody holds, with how many rules they answer for.
func (v *visit) deskVacant(p Page) ([]DeskPart, error) {
	all, err := v.Register.Posts(v.r.Context())
	posts, rules := 0, 0
	for _, a := range all {
		if a.Post.Vacant && a.Post.Rules > 0 {
			posts, rules = posts+1, rules+a.Post.Rules
		}
	}
	if err != nil || posts == 0 {
		return nil, err
	}
	return []DeskPart{{Head: p.Count("desk.vacant", posts), Note: p.Count("desk.vacant_note", rules), Address: p.To("work_posts")}}, nil
}

// deskMails is about the mails that could not be sent.
func (v *visit) deskMails(p Page) ([]DeskPart, error) {
	page, err := v.Register.Mails(v.r.Context(), registry.MailQuery{State: registry.MailFailed, Limit: 1})
	if err != nil || len(page.Mails) == 0 {
		return nil, err
	}
	return []DeskPart{{Head: p.T("desk.mails"), Note: p.T("desk.mails_note", "day", p.Day(registry.DayOf(page.Mails[0].At, v.Register.Place))),
		Address: withQuery(p.To("work_mails"), "state="+string(registry.MailFailed))}}, nil
}

// upTo counts up to a limit, and says so beyond it.
func (p Page) upTo(key string, n, limit int) string {
	if n > limit {
		return p.T(key+".more", "n", strconv.Itoa(limit))
	}
	return p.Count(key, n)
}
