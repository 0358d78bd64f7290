package openapi

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/omvendt/omvendt/registry"
)

func (a *api) registerMails() {
	register(a, operation{ID: "list-mails", Method: http.MethodGet, Path: "/v1/mails", Tag: "mails",
		Permission: "govern", Pages: true, Summary: "List the mails to users, newest first",
		Description: "Sign-in links are not among them: they are secret and kept nowhere."}, a.listMails)
	register(a, operation{ID: "get-mail", Method: http.MethodGet, Path: "/v1/mails/{id}", Tag: "mails",
		Permission: "govern", Errors: []int{http.StatusNotFound}, Summary: "Read a mail with its text"}, a.getMail)
	register(a, operation{ID: "resend-mail", Method: http.MethodPost, Path: "/v1/mails/{id}/copies", Tag: "mails",
		Permission: "govern", Creates: true, Errors: []int{http.StatusNotFound, http.StatusConflict},
		Summary: "Send a mail again, as a mail of its own"}, a.resendMail)
}

type mailState string

func (mailState) Schema(huma.Registry) *huma.Schema { return oneOf(registry.MailStates) }

// MailOut is a mail without its text.
type MailOut struct {
	ID       string    `json:"id" format:"uuid"`
	Written  time.Time `json:"written"`
	User     string    `json:"user,omitempty" format:"uuid" doc:"Left out where it went to a body that has no account."`
	Address  string    `json:"address"`
	About    string    `json:"about" doc:"The object of the log that it tells of."`
	Language string    `json:"language,omitempty" doc:"Of its subject and text; left out: da."`
	Subject  string    `json:"subject"`
	State    mailState `json:"state"`
	Tries    int       `json:"tries" doc:"How often a server has begun to send it."`
	Next     time.Time `json:"at" doc:"When it reached its state; while it waits, when it is tried next."`
	Fault    string    `json:"fault,omitempty" doc:"What came of the last try, where it failed."`
}

func mailOf(m registry.Mail) MailOut {
	return MailOut{ID: string(m.ID), Written: m.At.UTC(), User: string(m.User), Address: m.Address, About: m.About, Language: m.Language, Subject: m.Subject,
		State: mailState(m.State), Tries: m.Tries, Next: m.Next.UTC(), Fault: m.Fault}
}

type wholeMailOut struct {
	MailOut
	Text string `json:"text"`
}

type mailsPage struct {
	Items []MailOut `json:"items"`
	Onward
}

type mailPlace struct {
	State  registry.MailState `json:"state,omitempty"`
	About  string             `json:"about,omitempty"`
	Before int64              `json:"before"`
}

var mailList = listing[mailPlace]{"mails", func(asked, seen mailPlace) bool {
	return (asked.State == "" || asked.State == seen.State) && (asked.About == "" || asked.About == seen.About)
}}

type listMailsIn struct {
	State  mailState `query:"state" doc:"Only mails in this state."`
	About  string    `query:"about" maxLength:"200" doc:"Only mails about this object of the log, exactly as it stands there: of a request, request and its id." example:"request 018f2f6e-7b7e-7cc3-98c4-dc0c0c07398f"`
	Cursor string    `query:"cursor" doc:"The value next of the page before."`
	Limit  int       `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"Mails on a page."`
}

func (a *api) listMails(ctx context.Context, _ call, in *listMailsIn) (answer[mailsPage], error) {
	asked := mailPlace{State: registry.MailState(in.State), About: in.About}
	return paged(registry.Checks{}, mailList, in.Cursor, in.Limit, asked, func(from mailPlace) (mailsPage, mailPlace, bool, error) {
		page, err := a.Register.Mails(ctx, registry.MailQuery{State: from.State, About: from.About, Before: from.Before, Limit: in.Limit})
		if page.More {
			from.Before = page.Mails[len(page.Mails)-1].Place
		}
		return mailsPage{Items: list(page.Mails, mailOf)}, from, page.More, err
	})
}

// MailPath is the part of an address that names a mail.
type MailPath struct {
	ID string `path:"id" format:"uuid" doc:"The mail's id."`
}

type getMailIn struct{ MailPath }

func (a *api) getMail(ctx context.Context, _ call, in *getMailIn) (answer[wholeMailOut], error) {
	m, err := a.Register.Mail(ctx, registry.MailID(in.ID))
	return answer[wholeMailOut]{Body: wholeMailOut{mailOf(m), m.Text}}, err
}

type resendMailIn struct{ MailPath }

func (a *api) resendMail(ctx context.Context, c call, in *resendMailIn) (answer[MailOut], error) {
	m, err := a.Register.ResendMail(ctx, c.Act, registry.MailID(in.ID))
	return answer[MailOut]{Body: mailOf(m), Place: "/v1/mails/" + string(m.ID)}, err
}
