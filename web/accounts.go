package web

import (
	"io"
	"net/url"
	"strconv"
	"strings"

	"github.com/omvendt/omvendt/internal/sheet"
	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/papers"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// accountsAddresses and accountsPlaces are the accounts of periods; what came and what
// went day by day is account.go.
var (
	accountsAddresses = map[string]address{
		"accounts":            {texts.Danish: "/regnskab", texts.English: "/en/accounts"},
		"period_account":      {texts.Danish: "/regnskab/{period}", texts.English: "/en/accounts/{period}"},
		"period_account_docx": {texts.Danish: "/regnskab/{period}/regnskab.docx", texts.English: "/en/accounts/{period}/account.docx"},
		"period_account_xlsx": {texts.Danish: "/regnskab/{period}/tal.xlsx", texts.English: "/en/accounts/{period}/figures.xlsx"},
		"period_account_csv":  {texts.Danish: "/regnskab/{period}/tal.csv", texts.English: "/en/accounts/{period}/figures.csv"},
	}
	accountsPlaces = map[string]place{
		"accounts":            {show: (*visit).accounts},
		"period_account":      {show: (*visit).periodAccount},
		"period_account_docx": {show: (*visit).periodAccountDOCX, file: true},
		"period_account_xlsx": {show: (*visit).periodAccountXLSX, file: true},
		"period_account_csv":  {show: (*visit).periodAccountCSV, file: true},
	}
)

type accountsPage struct {
	Page
	Form  Form
	Areas []Option
	Lines []AccountLine
	Moves string // address of what came and went
}

// AccountLine is an account in the list.
type AccountLine struct{ Title, Days, State, Address string }

// accounts lists the accounts of an area, or of all.
func (v *visit) accounts() (answer, error) {
	area := v.typed("area")
	p := accountsPage{Page: v.shell(v.text("accounts.title")), Form: v.form("", "accounts."), Moves: withQuery(v.shell("").To("account"), with(url.Values{}, "area", area).Encode())}
	p.Crumbs = []Crumb{{p.T("nav.register"), p.To("register")}}
	p.Form.preset("area", area)
	var err error
	if p.Areas, err = v.areas(v.text("accounts.all"), area); err != nil {
		return answer{}, err
	}
	lines, err := v.Workflow.Accounts(v.r.Context(), area)
	for _, l := range lines {
		line := AccountLine{Title: papers.AccountTitle(v.lang, l.AccountOf), Days: papers.AccountDays(v.lang, l.AccountOf), State: v.lang.Text("accounts.list.running", nil),
			Address: p.toAccount("period_account", l.AccountOf)}
		if l.Made != registry.NoDay {
			line.State = v.lang.Text("accounts.list.kept", map[string]string{"day": p.Day(l.Made)})
		}
		p.Lines = append(p.Lines, line)
	}
	return answer{template: "accounts", data: p}, err
}

func (p Page) toAccount(page string, of workflow.AccountOf) string {
	return withQuery(p.To(page, of.Name()), with(url.Values{}, "area", of.Area).Encode())
}

type periodAccountPage struct {
	Page
	Told  papers.Account
	Bars  []AccountBars
	Files []Crumb
	Put   string // address where it is put on an agenda; empty for who may not
	Known Crumb  // the register as it stood; without an address: it is that of now
	// Digest names what was kept, as the log of decisions does; empty until it is.
	Digest string
}

// AccountBars are the figures of a part with a bar each.
type AccountBars struct {
	papers.AccountPart
	Bars []AccountBar
}

// AccountBar is a figure with how long its bar is, beside the largest of its part.
type AccountBar struct {
	papers.AccountFigure
	Width string
}

// readAccount reads the account that the address asks for.
func (v *visit) readAccount() (workflow.AccountView, error) {
	return v.Workflow.Account(v.r.Context(), v.name, v.typed("area"))
}

// periodAccount shows an account: in short first, then every figure with what it means.
func (v *visit) periodAccount() (answer, error) {
	a, err := v.readAccount()
	if err != nil {
		return answer{}, err
	}
	p := periodAccountPage{Told: papers.NewAccount(v.lang, a)}
	p.Page = v.shell(p.Told.Title)
	p.Crumbs = []Crumb{{p.T("nav.register"), p.To("register")}, {p.T("accounts.title"), withQuery(p.To("accounts"), with(url.Values{}, "area", a.Area).Encode())}}
	for _, part := range p.Told.Parts {
		p.Bars = append(p.Bars, accountBars(part))
	}
	for _, format := range []string{"docx", "xlsx", "csv"} {
		p.Files = append(p.Files, Crumb{p.T("accounts.take." + format), p.toAccount("period_account_"+format, a.AccountOf)})
	}
	p.Put = v.putAddress(p.Page, a)
	if a.Kept {
		p.Digest = a.Digest()
		q := with(with(url.Values{}, "on", a.On.String()), "known", a.Made.String())
		p.Known = Crumb{p.T("accounts.known"), withQuery(p.To("register"), with(q, "area", a.Area).Encode())}
	}
	return answer{template: "period-account", data: p}, nil
}

func accountBars(part papers.AccountPart) AccountBars {
	out, most := AccountBars{AccountPart: part}, 1
	for _, f := range part.Figures {
		most = max(most, f.N)
	}
	for _, f := range part.Figures {
		out.Bars = append(out.Bars, AccountBar{f, strconv.Itoa(100*f.N/most) + "%"})
	}
	return out
}

func (v *visit) periodAccountCSV() (answer, error)  { return v.periodAccountFile(sheet.CSV) }
func (v *visit) periodAccountXLSX() (answer, error) { return v.periodAccountFile(sheet.XLSX) }
func (v *visit) periodAccountDOCX() (answer, error) { return v.periodAccountFile(sheet.DOCX) }

// periodAccountFile is an account as a document, or its figures as a table.
func (v *visit) periodAccountFile(format sheet.Format) (answer, error) {
	a, err := v.readAccount()
	if err != nil {
		return answer{}, err
	}
	write := func(w io.Writer) error {
		if format == sheet.DOCX {
			return papers.NewAccount(v.lang, a).Write(w, v.lang, v.Municipality, a.Made)
		}
		return sheet.Write(w, format, sheet.AccountTable(v.lang), func(add func([]string) error) error { return papers.AccountRows(v.lang, a, add) })
	}
	return answer{file: &file{format: format, name: v.lang.Text("accounts.file", nil) + "-" + a.Name(), write: write}}, nil
}

// AccountLetter writes the mail that tells a secretary of an account.
func AccountLetter(baseURL, municipality string) func(workflow.AccountLetter) (subject, text string) {
	baseURL = strings.TrimRight(baseURL, "/")
	return func(l workflow.AccountLetter) (subject, text string) {
		return inBoth(func(lang texts.Lang) (subject, text string) {
			args := map[string]string{"name": l.To.Name, "title": papers.AccountTitle(lang, l.AccountOf), "municipality": municipality,
				"link": baseURL + Page{Lang: lang}.toAccount("period_account", l.AccountOf), "lede": strings.Join(papers.AccountShort(lang, l.Account), "\n")}
			return lang.Text("mail.account.subject", args), lang.Text("mail.account.text", args)
		})
	}
}
