package web

import (
	"net/url"
	"strings"

	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/registry"
)

const (
	requestRulesPerPage = 50
	requestMails        = 100 // of the newest
)

type requestPage struct {
	Page
	Complaints  []Complaint
	ID, WordsIn string // the language of what the asker wrote
	Words       []string
	Asks        string
	Scope       []ScopeLine // empty: all rules
	State       string
	Deadline    string
	Late        bool
	Reminded    string
	Draft       bool
	Open        bool
	Many        bool // a draft about too many rules
	Reaches     string
	Summary     string
	Said        []string // how many of each answer
	Gone        string
	Done        bool
	Empty       bool
	Share       string // of the bar
	Nobody      []RequestPostLine
	NoRights    []string // people who could not answer
	Posts       []RequestPostLine
	Units       []RequestPostLine
	Mails       []MailLine
	AllMails    string
	Rules       []RequestedRule
	Waiting     bool // only those that wait are listed
	Other       string
	Next        string
	Start       string
	Fields      requestFields
	Move        Form
	Send        Form
	Remind      Form
	End         Form
}

// RequestPostLine is a post, or a unit, with how far it has come.
type RequestPostLine struct {
	Name, Who, Progress string
	Waits               string // how many; empty: none
	Vacant              bool
	Address             string // of the post's page
}

// RequestedRule is a rule of a request.
type RequestedRule struct {
	Number, Title, Address string
	Said                   string
	Answered               bool
}

// requestTable is how far posts or units have come.
type requestTable struct {
	Page          Page
	Caption, Head string
	Who           bool
	Draft         bool
	Lines         []RequestPostLine
}

// Table of posts or units; head is the key of what they are.
func (p requestPage) Table(head string, who bool, lines []RequestPostLine) requestTable {
	return requestTable{p.Page, p.T("asking.standing"), p.T(head), who, p.Draft, lines}
}

// requestForms are the forms of a request's page.
type requestForms struct{ entry, deadline, send, remind, end Form }

func (v *visit) requestForms() requestForms {
	return requestForms{v.form("", "asking."), v.form("deadline", "asking."), v.form("send", "asking."), v.form("remind", "asking."), v.form("end", "asking.")}
}

func (v *visit) request() (answer, error) { return v.requestPage(v.requestForms()) }

// changeRequest runs one of the forms of a request's page.
func (v *visit) changeRequest(f *Form, all *requestForms, notice string, do func(id registry.RequestID, edit int) error) (answer, error) {
	err := do(registry.RequestID(v.name), v.saidEdit())
	if f.refused(v, err) {
		return v.requestPage(*all)
	}
	return v.done(notice, "work_request", v.name), err
}

func (v *visit) editRequest() (answer, error) {
	f := v.requestForms()
	return v.changeRequest(&f.entry, &f, "saved", func(id registry.RequestID, edit int) error {
		var c registry.Checks
		e := v.saidRequest(&c)
		s, err := v.Register.Request(v.r.Context(), id)
		if err != nil {
			return err
		}
		said := e.Scope.Filter
		e.Scope.Filter = s.Request.Scope.Filter // what is left of it has no fields
		e.Scope.Filter.Owner, e.Scope.Filter.Review, e.Scope.Filter.Kind = said.Owner, said.Review, said.Kind
		e.Scope.Filter.Protects, e.Scope.Filter.LegalForm = said.Protects, said.LegalForm
		if err = c.Err(); err == nil {
			_, err = v.Register.EditRequest(v.r.Context(), v.act, id, edit, e)
		}
		return err
	})
}

func (v *visit) moveDeadline() (answer, error) {
	f := v.requestForms()
	return v.changeRequest(&f.deadline, &f, "asking_moved", func(id registry.RequestID, edit int) error {
		var c registry.Checks
		on := v.saidDay(&c, "deadline")
		if err := c.Err(); err != nil {
			return err
		}
		s, err := v.Register.Request(v.r.Context(), id)
		if err == nil {
			s.Request.Deadline = on
			_, err = v.Register.EditRequest(v.r.Context(), v.act, id, edit, s.Request.RequestEntry)
		}
		return err
	})
}

func (v *visit) sendRequest() (answer, error) {
	f := v.requestForms()
	return v.changeRequest(&f.send, &f, "asking_sent", func(id registry.RequestID, edit int) error {
		_, err := v.Register.SendRequest(v.r.Context(), v.act, id, edit, RequestLetter(v.BaseURL, v.Municipality))
		return err
	})
}

func (v *visit) remindRequest() (answer, error) {
	f := v.requestForms()
	return v.changeRequest(&f.remind, &f, "asking_reminded", func(id registry.RequestID, edit int) error {
		_, err := v.Register.RemindRequest(v.r.Context(), v.act, id, edit, RequestLetter(v.BaseURL, v.Municipality))
		return err
	})
}

func (v *visit) endRequest() (answer, error) {
	f := v.requestForms()
	return v.changeRequest(&f.end, &f, "asking_ended", func(id registry.RequestID, edit int) error {
		_, err := v.Register.EndRequest(v.r.Context(), v.act, id, edit)
		return err
	})
}

func (v *visit) requestPage(f requestForms) (answer, error) {
	ctx, id := v.r.Context(), registry.RequestID(v.name)
	s, err := v.Register.Request(ctx, id)
	if err != nil {
		return answer{}, err
	}
	today, err := v.Register.Today(ctx)
	if err != nil {
		return answer{}, err
	}
	q := s.Request
	p := requestPage{Page: v.shell(q.Title), ID: v.name, WordsIn: q.Language, Draft: q.State() == registry.RequestDraft,
		Open: q.State() == registry.RequestOpen, Many: s.Many}
	p.TitleIsData, p.Lead = q.Language == string(texts.Danish), p.T("asking.request")
	p.Crumbs = []Crumb{{p.T("nav.work"), p.To("desk")}, {p.T("asking.list"), p.To("work_requests")}}
	p.State = p.requestState(q)
	if q.Words != "" {
		p.Words = paragraphs(q.Words)
	}
	p.Asks = p.T("asking.ask_" + string(q.Ask))
	p.Deadline, p.Late = p.due(q, today)
	if q.Reminded != registry.NoDay {
		p.Reminded = p.Day(q.Reminded)
	}
	p.scope(q)
	p.progress(s)
	if err := v.requestPeople(&p, s); err != nil {
		return answer{}, err
	}
	if q.Sent != registry.NoDay {
		if err := v.requestTrail(&p, q); err != nil {
			return answer{}, err
		}
	}
	if err := v.requestEntry(&p, q, f); err != nil {
		return answer{}, err
	}
	status := 0
	for _, one := range []Form{f.entry, f.deadline, f.send, f.remind, f.end} {
		if one.Failed() {
			status, p.Wrong, p.Complaints = one.Status, true, one.Complaints
		}
	}
	return answer{status: status, template: "request", data: p}, nil
}

// ScopeLine is one thing that narrows which rules are asked about.
type ScopeLine struct {
	Label, Value string
	Danish       bool // the value is the register's
}

// scope tells which rules are asked about.
func (p *requestPage) scope(q registry.Request) {
	add := func(label, value string, danish bool) {
		if value != "" {
			p.Scope = append(p.Scope, ScopeLine{label, value, danish})
		}
	}
	var lacking []string
	for _, m := range q.Lacking {
		lacking = append(lacking, p.Lang.Name("lacks", string(m)))
	}
	f := q.Scope.Filter
	add(p.T("asking.scope_lacking"), strings.Join(lacking, ", "), false)
	add(p.T("asking.area"), q.Scope.Area, true)
	add(p.T("asking.units"), strings.Join(q.Scope.Units, ", "), true)
	add(p.T("asking.scope_owner"), f.Owner, true)
	add(p.T("asking.review"), f.Review, true)
	for _, c := range []struct{ field, group, value string }{{"kind", "kind", string(f.Kind)}, {"protects", "protects", string(f.Protects)}, {"legal_form", "legal_form", string(f.LegalForm)}} {
		if c.value != "" {
			add(p.T("work.rule."+c.field), p.Lang.Name(c.group, c.value), false)
		}
	}
}

// progress tells how far the request has come.
func (p *requestPage) progress(s registry.RequestStanding) {
	p.Empty = s.Rules == 0 && !s.Many
	p.Reaches = p.T("asking.reaches", "rules", p.Count("asking.rules", s.Rules), "posts", p.Count("asking.posts", len(askedPosts(s.Posts))),
		"people", p.Count("asking.people", len(s.People)))
	p.Summary = p.Count("asking.progress", s.Rules, "answered", p.Number(s.Answered))
	p.Done = s.Rules > 0 && s.Answered == s.Rules
	if s.Rules > 0 {
		p.Share = itoa(100*s.Answered/s.Rules) + "%"
	}
	for _, a := range registry.RequestAnswers {
		if n := s.Answers[a]; n > 0 {
			p.Said = append(p.Said, p.Count("asking.said_"+answerName(a), n))
		}
	}
	if s.Gone > 0 {
		p.Gone = p.Count("asking.gone", s.Gone)
	}
}

// answerName is an answer as the keys of texts have it.
func answerName(a registry.RequestAnswer) string {
	if a == registry.Unanswered {
		return "waiting"
	}
	return string(a)
}

// requestPeople tells who answers for the posts, and what is in the way.
func (v *visit) requestPeople(p *requestPage, s registry.RequestStanding) error {
	names := map[registry.UserID]string{}
	for _, one := range s.People {
		names[one.User.ID] = one.User.Name
		_, reason, err := v.Access.Allow(registry.Actor{Name: one.User.Name, User: one.User.ID, Grants: one.User.Grants}, "answer-request", "catalogue")
		if err != nil {
			return err
		}
		if !one.User.Active || reason != granted {
			p.NoRights = append(p.NoRights, one.User.Name)
		}
	}
	for _, one := range askedPosts(s.Posts) {
		line := RequestPostLine{Name: one.Name, Vacant: one.Post.Vacant, Progress: p.T("asking.of", "answered", p.Number(one.Answered), "rules", p.Number(one.Rules)),
			Who: p.T("asking.nobody")}
		if one.Post.ID != "" {
			line.Address = p.To("work_post", string(one.Post.ID))
		}
		if one.User != "" {
			line.Who = p.T("post.answers_"+string(one.Manner), "who", names[one.User], "post", one.By.Name)
		}
		if waits := one.Rules - one.Answered; waits > 0 {
			line.Waits = p.Count("asking.waits", waits)
		}
		if one.User == "" && line.Waits != "" {
			p.Nobody = append(p.Nobody, line)
		}
		p.Posts = append(p.Posts, line)
	}
	for _, u := range s.Units {
		line := RequestPostLine{Name: u.Name, Progress: p.T("asking.of", "answered", p.Number(u.Answered), "rules", p.Number(u.Rules))}
		if waits := u.Rules - u.Answered; waits > 0 {
			line.Waits = p.Count("asking.waits", waits)
		}
		p.Units = append(p.Units, line)
	}
	return nil
}

// requestTrail lists the rules of a request that was sent, and its mails.
func (v *visit) requestTrail(p *requestPage, q registry.Request) error {
	ctx, after := v.r.Context(), v.numberIn("after")
	p.Waiting = v.typed("all") != "yes"
	page, err := v.Register.AskedRules(ctx, registry.AskedQuery{Request: q.ID, Waiting: p.Waiting, After: after, Limit: requestRulesPerPage})
	if err != nil {
		return err
	}
	for _, a := range page.Rules {
		p.Rules = append(p.Rules, p.askedLine(a, page.Texts[a.Rule.ID].Title, p.To("work_rule", a.Number.String())))
	}
	here, all := p.To("work_request", p.ID), "?all=yes"
	list, other := here, here+all
	if !p.Waiting {
		list, other = other, here
	}
	p.Other = other
	if after > 0 {
		p.Start = list
	}
	if page.More {
		sep := "?"
		if !p.Waiting {
			sep = "&"
		}
		p.Next = list + sep + "after=" + page.Last.String()
	}
	about := "request " + p.ID
	mails, err := v.Register.Mails(ctx, registry.MailQuery{About: about, Limit: requestMails})
	for _, m := range mails.Mails {
		p.Mails = append(p.Mails, v.mailLine(p.Page, m))
	}
	if mails.More {
		p.AllMails = withQuery(p.To("work_mails"), url.Values{"about": {about}}.Encode())
	}
	return err
}

// askedLine is a rule of a request with what was said of it.
func (p Page) askedLine(a registry.AskedRule, title, address string) RequestedRule {
	line := RequestedRule{Number: a.Number.String(), Title: title, Address: address, Answered: a.Answer != registry.Unanswered}
	switch {
	case a.Gone:
		line.Said = p.T("asking.rule_gone")
	case line.Answered:
		line.Said = p.T("asking.rule_"+string(a.Answer), "by", a.By, "day", p.Day(a.On))
	case a.Rule.Catalogue.Owner == "":
		line.Said = p.T("asking.rule_no_post")
	default:
		line.Said = p.T("asking.rule_waiting", "post", a.Rule.Catalogue.Owner)
	}
	return line
}

// requestEntry fills the forms.
func (v *visit) requestEntry(p *requestPage, q registry.Request, f requestForms) error {
	e := q.RequestEntry
	for field, value := range map[string]string{"title": e.Title, "words": e.Words, "language": e.Language, "ask": string(e.Ask), "deadline": e.Deadline.String(),
		"area": e.Scope.Area, "owner": e.Scope.Filter.Owner, "review": e.Scope.Filter.Review, "kind": string(e.Scope.Filter.Kind),
		"protects": string(e.Scope.Filter.Protects), "legal_form": string(e.Scope.Filter.LegalForm)} {
		f.entry.preset(field, value)
	}
	f.entry.preset("units", e.Scope.Units...)
	if e.Ask == registry.AskComplete {
		f.entry.preset("lacking", namesOf(e.Lacking)...)
	}
	f.deadline.preset("deadline", e.Deadline.String())
	for _, one := range []*Form{&f.entry, &f.deadline, &f.send, &f.remind, &f.end} {
		one.preset("edit", itoa(q.Edit))
		if one.Failed() { // who has seen what another wrote may save again
			one.replace("edit", itoa(q.Edit))
		}
	}
	p.Move, p.Send, p.Remind, p.End = f.deadline, f.send, f.remind, f.end
	if !p.Draft {
		return nil
	}
	var err error
	p.Fields, err = v.requestFields(p.Page, f.entry)
	return err
}

func namesOf[T ~string](all []T) []string {
	names := make([]string, len(all))
	for i, x := range all {
		names[i] = string(x)
	}
	return names
}
