package web

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/registry"
)

// mailAddresses and mailPlaces are the pages of mails to users.
var (
	mailAddresses = map[string]address{
		"work_mails": {texts.Danish: "/arbejde/mails", texts.English: "/en/desk/mails"},
		"work_mail":  {texts.Danish: "/arbejde/mails/{mail}", texts.English: "/en/desk/mails/{mail}"},
	}
	mailPlaces = map[string]place{
		"work_mails": {permission: "govern", show: (*visit).mails, forms: map[string]form{
			"try": {operation: "try-mail", send: (*visit).tryMail},
		}},
		"work_mail": {permission: "govern", show: (*visit).mail, forms: map[string]form{
			"again": {operation: "resend-mail", send: (*visit).resendMail},
		}},
	}
)

const mailsPerPage = 50

type mailsPage struct {
	Page
	Complaints []Complaint
	Try        Form
	Mails      []MailLine
	States     []Option
	NoServer   bool // nothing is sent
	Next       string
	Start      string
	Words      []string // mails with word of outcomes: how many, and to nobody
}

// MailLine is a mail.
type MailLine struct {
	Address, Subject, To, Written string
	State, Since                  string
	Lang                          string // of the subject and the text
	Fault                         string // why it was not sent, as the program has it
	Why                           string // the same in plain words
	Failed                        bool
	Tries                         string
}

// inBoth writes a mail to a user in Danish and in English below it, since nobody has said
// which of them a user reads. The subject is Danish.
//
// Between them stands no "-- ": mail programs hide what is below as a signature.
func inBoth(write func(texts.Lang) (subject, text string)) (subject, text string) {
	subject, danish := write(texts.Danish)
	_, english := write(texts.English)
	return subject, danish + betweenLanguages + english + "\n"
}

const betweenLanguages = "\n* * *\n\n"

// mails lists the mails that were written, newest first.
func (v *visit) mails() (answer, error) { return v.mailsPage(v.form("try", "mail.")) }

func (v *visit) tryMail() (answer, error) {
	f := v.form("try", "mail.")
	_, err := v.Register.TryMail(v.r.Context(), v.act, string(v.lang), v.text("mail.try_subject"), v.text("mail.try_text", "municipality", v.Municipality))
	if f.refused(v, err) {
		return v.mailsPage(f)
	}
	return v.done("mailed", "work_mails"), err
}

func (v *visit) mailsPage(f Form) (answer, error) {
	q := v.r.URL.Query()
	state := registry.MailState(q.Get("state"))
	if !slices.Contains(registry.MailStates, state) { // a state that is none asks for nothing
		state = ""
	}
	before, err := strconv.ParseInt(q.Get("before"), 10, 64)
	if err != nil {
		before = 0
	}
	page, err := v.Register.Mails(v.r.Context(), registry.MailQuery{State: state, About: q.Get("about"), Before: before, Limit: mailsPerPage})
	if err != nil {
		return answer{}, err
	}
	p := mailsPage{Page: v.shell(v.text("mail.list")), Try: f, Complaints: f.Complaints, NoServer: v.SendSignIn == nil}
	p.Wrong = f.Failed()
	p.States = []Option{{Value: "", Text: p.T("register.any")}}
	for _, s := range registry.MailStates {
		p.States = append(p.States, Option{Value: string(s), Text: p.T("mail.state_" + string(s)), Chosen: s == state})
	}
	if p.Words, err = v.wordsSent(p.Page); err != nil {
		return answer{}, err
	}
	for _, m := range page.Mails {
		p.Mails = append(p.Mails, v.mailLine(p.Page, m))
	}
	list := with(q, "before", "")
	if before > 0 {
		p.Start = withQuery(p.To("work_mails"), with(list, "state", string(state)).Encode())
	}
	if page.More {
		last := page.Mails[len(page.Mails)-1].Place
		p.Next = withQuery(p.To("work_mails"), with(with(list, "state", string(state)), "before", strconv.FormatInt(last, 10)).Encode())
	}
	return answer{status: f.Status, template: "mails", data: p}, nil
}

func (v *visit) mailLine(p Page, m registry.Mail) MailLine {
	line := MailLine{Address: p.To("work_mail", string(m.ID)), Subject: m.Subject, To: m.Name + " <" + m.Address + ">", Written: v.instant(m.At),
		State: p.T("mail.state_" + string(m.State)), Fault: m.Fault, Failed: m.State == registry.MailFailed, Lang: cmp.Or(m.Language, string(texts.Danish))}
	switch {
	case m.State == registry.MailWaiting && v.SendSignIn == nil:
		line.Since = p.T("mail.no_server")
	case m.State == registry.MailWaiting && m.Fault != "":
		line.Since = p.T("mail.next", "when", v.instant(m.Next))
	case m.State != registry.MailWaiting:
		line.Since = v.instant(m.Next)
	}
	switch {
	case m.Fault == "":
	case m.State == registry.MailFailed && strings.HasPrefix(m.Fault, "mail: refused"):
		line.Why = p.T("mail.refused")
	default:
		line.Why = p.T("mail.away")
	}
	if m.Tries > 1 {
		line.Tries = p.Count("mail.tries", m.Tries)
	}
	return line
}

// instant is a day with the hour.
func (v *visit) instant(t time.Time) string {
	p := Page{Lang: v.lang}
	return p.T("history.at", "day", p.Day(registry.DayOf(t, v.Register.Place)), "time", t.In(v.Register.Place).Format(v.lang.Clock()))
}

type mailPage struct {
	Page
	Mail     MailLine
	Parts    []MailPart
	Again    Form
	MayAgain bool
	Copy     bool // it is not sent from here
}

// MailPart is the text of a mail in one language.
type MailPart struct {
	Lang  string
	Lines []MailText
}

// MailText is a line; Data says that it is of the register, and in Danish.
type MailText struct {
	Text string
	Data bool
}

// mail shows a mail as its reader gets it.
func (v *visit) mail() (answer, error) { return v.mailPage(v.form("again", "mail.")) }

func (v *visit) resendMail() (answer, error) {
	f := v.form("again", "mail.")
	m, err := v.Register.ResendMail(v.r.Context(), v.act, registry.MailID(v.name))
	if f.refused(v, err) {
		return v.mailPage(f)
	}
	return v.done("mailed", "work_mail", string(m.ID)), err
}

func (v *visit) mailPage(f Form) (answer, error) {
	m, err := v.Register.Mail(v.r.Context(), registry.MailID(v.name))
	if err != nil {
		return answer{}, err
	}
	p := mailPage{Page: v.shell(m.Subject), Parts: mailParts(m), Again: f, MayAgain: m.State != registry.MailWaiting, Copy: v.SendSignIn == nil}
	p.TitleIsData = m.Language != string(texts.English)
	p.Crumbs = append(p.Crumbs, Crumb{p.T("mail.list"), p.To("work_mails")})
	p.Mail = v.mailLine(p.Page, m)
	return answer{status: f.Status, template: "mail", data: p}, nil
}

// mailParts are the text of a mail, in English apart. What stands alike in both is of
// the register.
func mailParts(m registry.Mail) []MailPart {
	part := func(lang texts.Lang, text string, data []string) MailPart {
		p := MailPart{Lang: string(lang)}
		for _, line := range linesOf(text) {
			p.Lines = append(p.Lines, MailText{line, line != "" && slices.Contains(data, line)})
		}
		return p
	}
	danish, english, both := strings.Cut(m.Text, betweenLanguages)
	if !both {
		return []MailPart{part(texts.Lang(cmp.Or(m.Language, string(texts.Danish))), m.Text, nil)}
	}
	return []MailPart{part(texts.Danish, danish, nil), part(texts.English, english, linesOf(danish))}
}

func linesOf(text string) []string { return strings.Split(strings.TrimSpace(text), "\n") }
