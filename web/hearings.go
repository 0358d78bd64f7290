package web

import (
	"strconv"
	"strings"

	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/internal/wording"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// HearingLine is a hearing as everybody may see it.
type HearingLine struct {
	Party, State string
	Extended     string
	Hurried      string // why it gets less time than the settings ask for
	Address      string // of its page on the desk
	Late         bool
	Statement    []string // whole; nil: there is none to be read
	NoRemarks    string
	Signed       Phrase
	File         FileLine
}

// hearingLine tells a hearing on a day. Its statement is told once its party can
// change it no more, or to those who may see it before.
func (p Page) hearingLine(h workflow.Hearing, on registry.Day, before bool) HearingLine {
	deadline := p.Day(h.Deadline)
	line := HearingLine{Party: h.Party, Extended: h.Extended, Hurried: h.Hurried, Late: h.OverdueOn(on), Address: p.To("work_hearing", string(h.ID))}
	switch {
	case h.State == workflow.HearingAnswered:
		line.State = p.T("hearing.state.answered", "day", p.Day(h.Statement.Received))
		if !h.StatementPublicOn(on) {
			line.State += " " + p.T("hearing.state.still", "day", deadline)
		}
	case h.State == workflow.HearingSent && line.Late:
		line.State = p.T("hearing.state.late", "day", deadline)
	default:
		line.State = p.T("hearing.state."+string(h.State), "day", deadline)
	}
	if h.State != workflow.HearingAnswered || !before && !h.StatementPublicOn(on) {
		return line
	}
	s := h.Statement
	if line.Statement = paragraphs(s.Text); s.NoRemarks {
		line.NoRemarks = p.T("hearing.no_remarks_said")
	}
	who := s.Signed
	if s.Role != "" {
		who += ", " + s.Role
	}
	line.Signed = p.Phrase("hearing.signed_by", "who", who)
	at := "statement_file"
	if before {
		at = "work_hearing_file"
	}
	line.File = p.fileLine(s.File, at, string(h.ID))
	return line
}

// HearingList is hearings as a page lists them.
type HearingList struct {
	Page  Page
	Lines []HearingLine
	Desk  bool // each leads to its page there
}

func (p Page) hearingList(all []workflow.Hearing, on registry.Day, desk bool) HearingList {
	list := HearingList{Page: p, Desk: desk}
	for _, h := range all {
		list.Lines = append(list.Lines, p.hearingLine(h, on, desk))
	}
	return list
}

type hearingsPage struct {
	Page
	Complaints []Complaint
	Form       Form
	Review     Crumb
	Hearings   HearingList
	Over       bool // nothing can be planned any more
	Parties    []string
}

func (v *visit) hearings() (answer, error) { return v.hearingsPage(v.form("", "hearing.")) }

func (v *visit) planHearing() (answer, error) {
	f := v.form("", "hearing.")
	h, err := v.Workflow.PlanHearing(v.r.Context(), v.act, v.name, v.said("party"), workflow.HearingLetter{})
	if f.refused(v, err) {
		return v.hearingsPage(f)
	}
	return v.done("hearing_planned", "work_hearing", string(h.ID)), err
}

func (v *visit) hearingsPage(f Form) (answer, error) {
	ctx := v.r.Context()
	review, err := v.Workflow.Review(ctx, v.name)
	if err != nil {
		return answer{}, err
	}
	today, err := v.Register.Today(ctx)
	if err != nil {
		return answer{}, err
	}
	all, err := v.Workflow.Hearings(ctx, v.name)
	if err != nil {
		return answer{}, err
	}
	parties, err := v.Workflow.HearingParties(ctx)
	p := hearingsPage{Page: v.headed("hearing.title", review.Name), Form: f, Complaints: f.Complaints, Over: !review.OpenOn(today)}
	p.Wrong, p.Review = f.Failed(), Crumb{review.Name, p.To("work_review", review.Slug)}
	p.Crumbs = append(p.Crumbs, Crumb{p.T("work.reviews.title"), p.To("work_reviews")})
	p.Hearings = p.hearingList(all, today, true)
	for _, x := range parties {
		p.Parties = append(p.Parties, x.Name)
	}
	return answer{status: f.Status, template: "hearings", data: p}, err
}

// Party is the field for the name of a party, with those on the list suggested.
func (p hearingsPage) Party() Suggested {
	d := p.Form.Line("party")
	d.List = "parties"
	return Suggested{d, p.Parties}
}

type hearingPage struct {
	Page
	Complaints                       []Complaint
	Hearing                          HearingLine
	Review                           Crumb
	Letter                           []string
	Link                             string // where the party answers; empty in a register from a file
	Mail                             string
	Reminded                         string
	Rules                            string
	Least                            string // the shortest time that the settings ask for; empty: none
	Planned, Sent, MayRemind, Ending bool
	Edit, Send, Remind, Extend       Form
	Record, End                      Form
	Upload                           StatementUpload
}

type hearingForms struct{ edit, send, remind, extend, record, end Form }

func (v *visit) hearingForms() hearingForms {
	return hearingForms{v.form("", "hearing."), v.form("send", "hearing."), v.form("remind", "hearing."), v.form("extend", "hearing."),
		v.form("statement", "hearing."), v.form("end", "hearing.")}
}

func (v *visit) hearing() (answer, error) { return v.hearingPage(v.hearingForms()) }

// changeHearing runs one of the forms of a hearing's page.
func (v *visit) changeHearing(f *Form, all *hearingForms, notice string, do func(id registry.HearingID, edit int) error) (answer, error) {
	err := do(registry.HearingID(v.name), v.saidEdit())
	if f.refused(v, err) {
		return v.hearingPage(*all)
	}
	return v.done(notice, "work_hearing", v.name), err
}

func (v *visit) editHearing() (answer, error) {
	f := v.hearingForms()
	return v.changeHearing(&f.edit, &f, "saved", func(id registry.HearingID, edit int) error {
		var c registry.Checks
		letter := workflow.HearingLetter{Address: v.said("address"), Letter: v.said("letter"), Deadline: v.saidDay(&c, "deadline"), Hurried: v.said("hurried")}
		if err := c.Err(); err != nil {
			return err
		}
		_, err := v.Workflow.EditHearing(v.r.Context(), v.act, id, edit, letter)
		return err
	})
}

func (v *visit) sendHearing() (answer, error) {
	f := v.hearingForms()
	return v.changeHearing(&f.send, &f, "hearing_sent", func(id registry.HearingID, edit int) error {
		_, err := v.Workflow.SendHearing(v.r.Context(), v.act, id, edit, HearingLetter(v.BaseURL, v.Municipality))
		return err
	})
}

func (v *visit) remindHearing() (answer, error) {
	f := v.hearingForms()
	return v.changeHearing(&f.remind, &f, "hearing_reminded", func(id registry.HearingID, edit int) error {
		_, err := v.Workflow.RemindHearing(v.r.Context(), v.act, id, edit, HearingLetter(v.BaseURL, v.Municipality))
		return err
	})
}

func (v *visit) extendHearing() (answer, error) {
	f := v.hearingForms()
	return v.changeHearing(&f.extend, &f, "hearing_extended", func(id registry.HearingID, edit int) error {
		var c registry.Checks
		until := v.saidDay(&c, "deadline")
		if err := c.Err(); err != nil {
			return err
		}
		_, err := v.Workflow.ExtendHearing(v.r.Context(), v.act, id, edit, until, v.said("why"))
		return err
	})
}

func (v *visit) recordStatement() (answer, error) {
	f := v.hearingForms()
	return v.changeHearing(&f.record, &f, "hearing_recorded", func(id registry.HearingID, edit int) error {
		var c registry.Checks
		said := v.saidStatement()
		said.Received = v.saidDay(&c, "received")
		upload, err := v.saidUpload()
		if c.Take("", err); c.Err() != nil {
			return c.Err()
		}
		if said.Upload = upload; upload != nil && v.act.Retry != nil { // another file is another request
			v.act.Retry.Hash = registry.Digest([]byte(v.act.Retry.Hash + registry.Digest(upload.Content)))
		}
		_, err = v.Workflow.RecordStatement(v.r.Context(), v.act, id, edit, said)
		return err
	})
}

func (v *visit) endHearing() (answer, error) {
	f := v.hearingForms()
	return v.changeHearing(&f.end, &f, "hearing_ended", func(id registry.HearingID, edit int) error {
		_, err := v.Workflow.EndHearing(v.r.Context(), v.act, id, edit)
		return err
	})
}

func (v *visit) saidStatement() workflow.Statement {
	said := workflow.Statement{Text: v.said("text"), NoRemarks: v.ticked("no_remarks"), Signed: v.said("signed"), Role: v.said("role")}
	if !v.ticked("drop_file") {
		said.File.SHA256 = v.said("kept")
	}
	return said
}

func (v *visit) hearingPage(f hearingForms) (answer, error) {
	x, err := v.Workflow.Hearing(v.r.Context(), registry.HearingID(v.name))
	if err != nil {
		return answer{}, err
	}
	h, edit := x.Hearing, strconv.Itoa(x.Hearing.Edit)
	p := hearingPage{Page: v.shell(h.Party), Review: Crumb{x.Review.Name, Page{Lang: v.lang}.To("work_hearings", x.Review.Slug)},
		Planned: h.State == workflow.HearingPlanned, Sent: h.State == workflow.HearingSent, Letter: paragraphs(h.Letter), Mail: h.Address}
	p.TitleIsData, p.Hearing = true, p.hearingLine(h, x.Today, true)
	p.Crumbs = append(p.Crumbs, Crumb{p.T("work.reviews.title"), p.To("work_reviews")})
	p.Rules = p.Count("hearing.rules", len(x.Rules))
	if x.Days > 0 {
		p.Least = p.Count("hearing.least", x.Days, "day", p.Day(x.Today+registry.Day(x.Days)))
	}
	p.MayRemind, p.Ending = p.Sent && !h.OverdueOn(x.Today) && h.Address != "", h.OverdueOn(x.Today)
	if h.Token != "" && !p.Planned {
		p.Link = v.BaseURL + path("hearing", texts.Danish, h.Token)
	}
	if h.Reminded != registry.NoDay {
		p.Reminded = p.T("hearing.reminded", "day", p.Day(h.Reminded))
	}
	letter, deadline := h.Letter, x.Propose.String()
	if letter == "" {
		letter = v.proposedLetter(x)
	}
	if h.Deadline != registry.NoDay {
		deadline = h.Deadline.String()
	}
	f.edit.stands(edit, Phrase{}, typedFields("address", h.Address, "letter", letter, "deadline", deadline, "hurried", h.Hurried))
	f.record.preset("received", x.Today.String())
	f.record.preset("text", h.Statement.Text)
	f.record.preset("signed", h.Statement.Signed)
	f.record.preset("role", h.Statement.Role)
	f.record.preset("kept", h.Statement.File.SHA256)
	status := 0
	for _, one := range []*Form{&f.edit, &f.send, &f.remind, &f.extend, &f.record, &f.end} {
		one.stands(edit, Phrase{}, nil)
		p.Complaints, status = append(p.Complaints, one.Complaints...), max(status, one.Status)
	}
	p.Wrong = status != 0
	p.Edit, p.Send, p.Remind, p.Extend, p.Record, p.End = f.edit, f.send, f.remind, f.extend, f.record, f.end
	p.Upload = StatementUpload{p.Page, f.record, FileLine{}}
	if f.record.Value("kept") != "" && !f.record.Has("drop_file", "yes") {
		p.Upload.Kept = p.Hearing.File
	}
	return answer{status: status, template: "hearing", data: p}, nil
}

// proposedLetter is a letter that can stand as it is, in Danish: it is for bodies of
// the municipality.
func (v *visit) proposedLetter(x workflow.HearingView) string {
	p := Page{Lang: texts.Danish}
	return p.T("hearing.letter_proposed", "party", x.Hearing.Party, "review", x.Review.Name, "sunset", p.Day(x.Review.Sunset),
		"rules", p.Count("hearing.letter_rules", len(x.Rules)), "address", v.BaseURL+path("review", texts.Danish, x.Review.Slug), "municipality", v.Municipality)
}

// HearingLetter writes the mails of hearings, for pages and programs alike. Whoever has
// one can answer for the party that it is sent to.
func HearingLetter(baseURL, municipality string) workflow.WriteHearing {
	baseURL = strings.TrimRight(baseURL, "/")
	lang := texts.Danish
	return func(h workflow.Hearing, review workflow.Review, reminder bool) (subject, text string) {
		args := map[string]string{"review": review.Name, "deadline": wording.Day(lang, h.Deadline), "party": h.Party, "municipality": municipality}
		subject, parts := lang.Text("mail.hearing.subject", args), []string{h.Letter}
		if reminder {
			subject = lang.Text("mail.hearing.reminder_subject", args)
			parts = []string{lang.Text("mail.hearing.reminder", args), h.Letter}
		}
		parts = append(parts, lang.Text("mail.hearing.answer", args)+"\n"+baseURL+path("hearing", lang, h.Token), lang.Text("mail.hearing.end", args))
		return subject, strings.Join(parts, "\n\n") + "\n"
	}
}

// deskHearings are the hearings about which somebody must do something.
func (v *visit) deskHearings(p Page) ([]DeskPart, error) {
	all, err := v.Workflow.WaitingHearings(v.r.Context())
	var parts []DeskPart
	for _, x := range all {
		note := p.T("desk.hearing_unsent", "review", x.Review.Name)
		if x.Hearing.State == workflow.HearingSent {
			note = p.T("desk.hearing_late", "day", p.Day(x.Hearing.Deadline))
		}
		parts = append(parts, DeskPart{x.Hearing.Party, note, p.To("work_hearing", string(x.Hearing.ID)), texts.Danish})
	}
	return parts, err
}
