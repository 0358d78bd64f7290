package web

import (
	"io"

	"github.com/omvendt/omvendt/internal/sheet"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// statementPage is where a party answers the letter of its hearing.
type statementPage struct {
	Page
	Complaints []Complaint
	Form       Form
	Party      string
	Review     Crumb
	Letter     []string
	Rules      []ReviewRule
	Deadline   string
	Now        HearingLine // what the party has said, if it has
	Answered   bool
	Open       bool // it can answer, or change its answer
	Look       bool // what is about to be sent is looked over
	Masked     bool // something like a CPR number was taken out of it
	Said       HearingLine
	Upload     StatementUpload
	Calendar   string   // address of the deadline for a calendar
	Late       []string // what was written too late to be sent from here
}

func (v *visit) openHearing() (answer, error) { return v.statementPage(v.form("", "hearing."), false) }

// lookOverStatement shows what would be sent. Nothing is stored but a file, which a
// browser would not send twice.
func (v *visit) lookOverStatement() (answer, error) {
	kept := v.keepUpload()
	f := v.form("", "hearing.")
	_, err := rehearsed(v.Workflow).AnswerHearing(v.r.Context(), token(v.name), v.saidStatement())
	if kept != nil { // and all else that is wrong beside it
		err = both(kept, err)
	}
	if registry.CodeOf(err) == registry.CodeLinkNotOpen {
		return v.linkClosed(), nil
	}
	if f.refused(v, err) {
		return v.statementPage(f, false)
	}
	if err != nil {
		return answer{}, err
	}
	return v.statementPage(v.carriedForm("send", "hearing."), true)
}

func (v *visit) statementAgain() (answer, error) {
	return v.statementPage(v.carriedForm("", "hearing."), false)
}

func (v *visit) answerHearing() (answer, error) {
	f := v.carriedForm("", "hearing.")
	_, err := v.Workflow.AnswerHearing(v.r.Context(), token(v.name), v.saidStatement())
	if registry.CodeOf(err) == registry.CodeLinkNotOpen {
		return v.linkClosed(), nil
	}
	if f.refused(v, err) {
		return v.statementPage(f, false)
	}
	return v.done("hearing_answered", "hearing", v.name), err
}

func (v *visit) statementPage(f Form, look bool) (answer, error) {
	x, err := v.Workflow.OpenHearing(v.r.Context(), token(v.name))
	if registry.CodeOf(err) == registry.CodeLinkNotOpen {
		return v.linkClosed(), nil
	}
	if err != nil {
		return answer{}, err
	}
	h := x.Hearing
	if s := h.Statement; h.State == workflow.HearingAnswered {
		f.preset("text", s.Text)
		f.preset("signed", s.Signed)
		f.preset("role", s.Role)
		if s.NoRemarks {
			f.preset("no_remarks", "yes")
		}
		f.preset("kept", s.File.SHA256)
	}
	p := statementPage{Page: v.headed("hearing.head", x.Review.Name), Form: f, Complaints: f.Complaints, Party: h.Party, Letter: paragraphs(h.Letter),
		Open: h.TakesStatementOn(x.Today), Answered: h.State == workflow.HearingAnswered, Look: look}
	p.Canonical, p.Wrong, p.Deadline = "", f.Failed(), p.Day(h.Deadline) // the address is for those who were given it
	p.Review = Crumb{x.Review.Name, p.To("review", x.Review.Slug)}
	p.Now = p.hearingLine(h, x.Today, true)
	p.Now.File = p.fileLine(h.Statement.File, "hearing_file", v.name, h.Statement.File.SHA256)
	p.Upload = StatementUpload{p.Page, f, v.keptFile(p.Page, f)}
	if p.Calendar = p.To("hearing_ics", v.name); !p.Open && v.sent != nil {
		p.Late = paragraphs(shown(v.said("text")))
	}
	for _, e := range x.Rules {
		p.Rules = append(p.Rules, ReviewRule{Number: e.Rule.Number.String(), Title: e.Text.Title, Plain: e.Text.Plain})
	}
	if look {
		said := v.saidStatement()
		said.Received = x.Today
		said.Text, p.Masked = workflow.MaskCPR(said.Text)
		h.State, h.Statement = workflow.HearingAnswered, said
		p.Said = p.hearingLine(h, x.Today, true)
		p.Said.File = p.Upload.Kept
	}
	return answer{status: f.Status, template: "statement", data: p}, nil
}

// letterCalendar is the last day for an answer, for the calendar of who has the letter.
func (v *visit) letterCalendar() (answer, error) {
	x, err := v.Workflow.OpenHearing(v.r.Context(), token(v.name))
	if registry.CodeOf(err) == registry.CodeLinkNotOpen {
		return v.linkClosed(), nil
	}
	title := v.text("hearing.event", "review", x.Review.Name)
	return answer{file: &file{format: sheet.ICS, name: x.Review.Slug, write: func(w io.Writer) error {
		return calendar(w, event{id: string(x.Hearing.ID), day: x.Hearing.Deadline, written: x.Today, title: title, address: v.BaseURL + path("hearing", v.lang, v.name)})
	}}}, err
}
