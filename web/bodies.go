package web

import (
	"slices"
	"strconv"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

type bodiesPage struct {
	Page
	Complaints []Complaint
	Form       Form
	Bodies     []BodyLine
	MayGovern  bool
	Ranks      []Option
}

// BodyLine is a body in a list.
type BodyLine struct {
	ID, Name, Rank, Seats string
	Mandate               string // empty: it needs none, or has none
	Lacks                 bool   // it has no mandate, and needs one to decide
}

// bodies lists those that decide.
func (v *visit) bodies() (answer, error) { return v.bodiesPage(v.form("", "body.")) }

func (v *visit) addBody() (answer, error) {
	f := v.form("", "body.")
	b, err := v.Register.AddBody(v.r.Context(), v.act, registry.Body{Name: v.said("name"), Rank: registry.Rank(v.said("rank")), Finance: v.ticked("finance")})
	if f.refused(v, err) {
		return v.bodiesPage(f)
	}
	return v.done("saved", "work_body", string(b.ID)), err
}

func (v *visit) bodiesPage(f Form) (answer, error) {
	all, err := v.Workflow.BodyPages(v.r.Context())
	if err != nil {
		return answer{}, err
	}
	p := bodiesPage{Page: v.shell(v.text("body.list")), Form: f, Complaints: f.Complaints, MayGovern: v.may("govern")}
	p.Wrong = f.Failed()
	for _, b := range all {
		p.Bodies = append(p.Bodies, p.bodyLine(b))
	}
	for _, r := range registry.Ranks {
		p.Ranks = append(p.Ranks, Option{Value: string(r), Text: capital(p.Lang.Name("rank", string(r)))})
	}
	return answer{status: f.Status, template: "bodies", data: p}, nil
}

func (p Page) bodyLine(b workflow.BodyPage) BodyLine {
	line := BodyLine{ID: string(b.Body.ID), Name: b.Body.Name, Rank: capital(p.Lang.Name("rank", string(b.Body.Rank)))}
	seats := 0
	for _, m := range workflow.Seats(b.Members) {
		if m.ListedOn(b.Today) {
			seats++
		}
	}
	line.Seats = p.Count("body.seats", seats)
	if m, ok := registry.MandateOn(b.Mandates, b.Today); ok {
		line.Mandate = p.T("body.mandate_from", "day", p.Day(m.From))
	}
	if b.Body.Finance {
		line.Rank += ", " + p.T("body.is_finance")
	}
	line.Lacks = line.Mandate == "" && b.Body.Rank != registry.RankCouncil
	return line
}

type bodyPage struct {
	Page
	Complaints []Complaint
	Body       BodyLine
	Members    []MemberLine
	Former     []MemberLine
	Stand      []MemberLine // substitutes
	Mandates   []MandateLine
	Member     Form
	Mandate    Form
	Back       Form // takes the mandate back
	Finance    Form
	Committee  bool // can be the finance committee
	MayGovern  bool
	Council    bool // needs no mandate
	Criteria   []Option
	Councils   []Option // that can give a mandate
	Again      bool     // a mandate is given in place of another
	MayBack    bool     // there is one to take back
	Users      []Option // whose account a member may have; none where nothing follows from it
}

// MemberLine is a seat.
type MemberLine struct {
	Name, Group, Days string
	At                string // address of the page where it is changed
	Account           string // the address of the member's account
	Chair             bool
}

// bodyForms are the forms of a body's page.
type bodyForms struct{ member, mandate, back, finance Form }

func (v *visit) bodyForms() *bodyForms {
	return &bodyForms{v.form("member", "body."), v.form("mandate", "body."), v.form("back", "body."), v.form("finance", "body.")}
}

// body shows a body's members and mandates.
func (v *visit) body() (answer, error) { return v.bodyPage(v.bodyForms()) }

func (v *visit) editBody() (answer, error) {
	f := v.bodyForms()
	_, err := v.Register.EditBody(v.r.Context(), v.act, registry.BodyID(v.name), v.saidEdit(), v.ticked("finance"))
	if f.finance.refused(v, err) {
		return v.bodyPage(f)
	}
	return v.done("saved", "work_body", v.name), err
}

func (v *visit) addMember() (answer, error) {
	f := v.bodyForms()
	var c registry.Checks
	m := workflow.Member{Body: registry.BodyID(v.name), Name: v.said("name"), Group: v.said("group"), Chair: v.ticked("chair"), Substitute: v.ticked("substitute"), User: registry.UserID(v.said("user")),
		From: v.saidDay(&c, "from"), Until: v.saidDay(&c, "until")}
	if m.Until != registry.NoDay {
		m.Until++ // typed as the last day
	}
	err := c.Err()
	if err == nil {
		_, err = v.Workflow.AddMember(v.r.Context(), v.act, m)
	}
	if f.member.refused(v, err) {
		return v.bodyPage(f)
	}
	return v.done("saved", "work_body", v.name), err
}

func (v *visit) bodyPage(f *bodyForms) (answer, error) {
	all, err := v.Workflow.BodyPages(v.r.Context())
	if err != nil {
		return answer{}, err
	}
	i := slices.IndexFunc(all, func(b workflow.BodyPage) bool { return string(b.Body.ID) == v.name })
	if i < 0 {
		return answer{}, &registry.Error{Code: registry.CodeNotFound}
	}
	b := all[i]
	users, err := v.Register.Users(v.r.Context())
	if err != nil {
		return answer{}, err
	}
	f.member.preset("from", b.Today.String())
	presetMandate(&f.mandate, b, v.typed("as"))
	presetMandateBack(&f.back, b)
	f.finance.preset("finance", tick(b.Body.Finance))
	f.finance.stands(strconv.Itoa(b.Body.Edit), Phrase{}, nil)
	p := bodyPage{Page: v.shell(b.Body.Name), Member: f.member, Mandate: f.mandate, Back: f.back, Finance: f.finance, Committee: b.Body.Rank == registry.RankCommittee,
		Complaints: slices.Concat(f.member.Complaints, f.mandate.Complaints, f.back.Complaints, f.finance.Complaints),
		MayGovern:  v.may("govern"), Council: b.Body.Rank == registry.RankCouncil}
	p.Body = p.bodyLine(b)
	p.TitleIsData, p.Wrong = true, f.member.Failed() || f.mandate.Failed() || f.back.Failed() || f.finance.Failed()
	p.Crumbs = append(p.Crumbs, Crumb{p.T("body.list"), p.To("work_bodies")})
	if b.Body.Rank == registry.RankAdministration { // nobody else is held back from deciding on their own rules
		p.Users = append(p.Users, Option{Text: p.T("body.no_user")})
	}
	mail := map[registry.UserID]string{}
	for _, u := range users {
		mail[u.ID] = u.Email
		if u.Active && p.Users != nil {
			p.Users = append(p.Users, Option{Value: string(u.ID), Text: u.Name + " (" + u.Email + ")"})
		}
	}
	for _, m := range b.Members {
		line := MemberLine{At: p.To("work_member", v.name, string(m.ID)), Account: mail[m.User], Name: m.Name, Group: m.Group, Chair: m.Chair, Days: p.between(m.From, m.Until)}
		switch {
		case m.Until <= b.Today:
			p.Former = append(p.Former, line)
		case m.Substitute:
			p.Stand = append(p.Stand, line)
		default:
			p.Members = append(p.Members, line)
		}
	}
	p.tellMandates(b, all)
	return answer{status: max(f.member.Status, f.mandate.Status, f.back.Status, f.finance.Status), template: "body", data: p}, nil
}
