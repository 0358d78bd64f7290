package web

import (
	"net/url"
	"strconv"

	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/papers"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// accountItemAddresses and accountItemPlaces are where a kept account is put on an agenda.
var (
	accountItemAddresses = map[string]address{
		"work_account": {texts.Danish: "/arbejde/regnskab/{period}", texts.English: "/en/desk/accounts/{period}"},
	}
	accountItemPlaces = map[string]place{
		"work_account": {permission: "meet", show: (*visit).accountItem, forms: map[string]form{
			"": {operation: "put-account", send: (*visit).putAccount},
		}},
	}
)

type accountItemPage struct {
	Page
	Complaints []Complaint
	Form       Form
	Area       string
	Account    Crumb
	Kept       bool
	Short      []string
	Meetings   []Option // to come
	Plan       string   // address where one is planned
}

func (v *visit) accountItem() (answer, error) {
	return v.accountItemForm(v.form("", "onward."), v.typed("area"))
}

func (v *visit) putAccount() (answer, error) {
	f := v.form("", "onward.")
	var c registry.Checks
	if !uuid(v.said("meeting")) {
		c.Fail("meeting", registry.CodeRequired)
	}
	var item workflow.Item
	err := c.Err()
	if err == nil {
		item, err = v.Workflow.PutAccount(v.r.Context(), v.act, v.name, v.said("area"), registry.MeetingID(v.said("meeting")), v.said("papers_late"), papers.AccountItem)
	}
	if f.refused(v, err) {
		return v.accountItemForm(f, v.said("area"))
	}
	return v.done("account_put", "item", string(item.Meeting), strconv.Itoa(item.Ordinal)), err
}

func (v *visit) accountItemForm(f Form, area string) (answer, error) {
	a, err := v.Workflow.Account(v.r.Context(), v.name, area)
	if err != nil {
		return answer{}, err
	}
	p := accountItemPage{Page: v.shell(v.text("accounts.put")), Area: area, Form: f, Complaints: f.Complaints, Kept: a.Kept, Short: papers.AccountShort(v.lang, a.Account)}
	p.Account = p.accountCrumb(a.AccountOf)
	p.Wrong, p.Plan = f.Failed(), p.To("work_meeting_new")
	all, err := v.Workflow.Meetings(v.r.Context())
	if err != nil {
		return answer{}, err
	}
	today, err := v.Register.Today(v.r.Context())
	for n := range all { // the next one first
		if m := all[len(all)-1-n]; m.State == workflow.MeetingPlanned && m.Day >= today {
			p.Meetings = append(p.Meetings, Option{Value: string(m.ID), Text: p.meetingName(m)})
		}
	}
	if len(p.Meetings) == 0 && f.Failed() { // what was typed is not lost
		p.Meetings = []Option{{Text: p.T("onward.none")}}
	}
	return answer{status: f.Status, template: "account-item", data: p}, err
}

func (p Page) accountCrumb(of workflow.AccountOf) Crumb {
	return Crumb{papers.AccountName(p.Lang, of), p.toAccount("period_account", of)}
}

// ItemAccount is the account that an item is about, as its page and its document.
type ItemAccount struct {
	Account, File Crumb
	Head, Digest  string // that the log has of it
}

// itemAccount is nil for an item that is about none.
func (p Page) itemAccount(of *workflow.NotedAccount) *ItemAccount {
	if of == nil {
		return nil
	}
	return &ItemAccount{p.accountCrumb(of.AccountOf), Crumb{p.T("accounts.take.docx"), p.toAccount("period_account_docx", of.AccountOf)}, p.T("accounts.digest"), of.Digest}
}

// noted is the municipality's word for an item that a closed meeting took note of; empty
// for others.
func (v *visit) noted(m workflow.Meeting, item workflow.ItemPage) (string, error) {
	if !item.Noted(m) || item.Title == "" {
		return "", nil
	}
	profile, err := v.Workflow.Profile(v.r.Context())
	return profile.Word(m, item.Judged, false), err
}

// putAddress is where an account is put on an agenda; empty for who may not.
func (v *visit) putAddress(p Page, a workflow.AccountView) string {
	if !a.Kept || !v.may("meet") {
		return ""
	}
	return withQuery(p.To("work_account", a.Name()), with(url.Values{}, "area", a.Area).Encode())
}
