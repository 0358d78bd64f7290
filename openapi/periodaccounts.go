package openapi

import (
	"context"
	"io"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/omvendt/omvendt/internal/sheet"
	"github.com/omvendt/omvendt/papers"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

func (a *api) registerPeriodAccounts() {
	notFound := []int{http.StatusNotFound}
	register(a, operation{ID: "get-period-accounts", Method: http.MethodGet, Path: "/v1/period-accounts", Tag: "register", Permission: permPublic,
		Summary:     "Read which accounts of periods there are, the newest first",
		Description: "The status to the committee from one fixed day to the next (setting account_days), and the yearly account. When a period is over its account is kept as it was drawn up; one without made is not kept yet."}, a.getPeriodAccounts)
	register(a, operation{ID: "get-period-account", Method: http.MethodGet, Path: "/v1/period-accounts/{period}", Tag: "register", Permission: permPublic, Errors: notFound,
		Summary:     "Read the account of a period, with every figure's definition",
		Description: "An account that is kept does not change; since are the figures that are otherwise now. Of a period that runs, it is as the register stands today."}, a.getPeriodAccount)
	for _, f := range []struct {
		id, path string
		format   sheet.Format
		summary  string
	}{{"export-period-account", "account.docx", sheet.DOCX, "Take home the account of a period as DOCX"},
		{"export-period-account-csv", "figures.csv", sheet.CSV, "Take home the figures of an account as CSV"},
		{"export-period-account-xlsx", "figures.xlsx", sheet.XLSX, "Take home the figures of an account as XLSX"}} {
		registerFile(a, operation{ID: f.id, Method: http.MethodGet, Path: "/v1/period-accounts/{period}/" + f.path, Tag: "register", Permission: permPublic, File: f.format, Errors: notFound,
			Summary: f.summary}, a.exportPeriodAccount(f.format))
	}
}

type accountSpan string

func (accountSpan) Schema(huma.Registry) *huma.Schema { return oneOf(workflow.AccountSpans) }

// PeriodAccountLine says of which period an account is.
type PeriodAccountLine struct {
	Period string      `json:"period" doc:"Its name in addresses: the last day, or of a year the year." example:"2026-06-30"`
	Span   accountSpan `json:"span" doc:"status: from one fixed day to the next. year: a year."`
	From   day         `json:"from"`
	Until  day         `json:"until" doc:"The last day."`
	Over   bool        `json:"over" doc:"The period is."`
	Made   day         `json:"made,omitzero" doc:"When it was drawn up and kept; left out until it is."`
}

type periodAccountsOut struct {
	Area  string              `json:"area" doc:"Empty: of all areas."`
	Items []PeriodAccountLine `json:"items"`
}

type getPeriodAccountsIn struct {
	Area string `query:"area" doc:"Of this area, exactly as written; left out: of all."`
}

func (a *api) getPeriodAccounts(ctx context.Context, _ call, in *getPeriodAccountsIn) (answer[periodAccountsOut], error) {
	lines, err := a.Workflow.Accounts(ctx, in.Area)
	return answer[periodAccountsOut]{Body: periodAccountsOut{in.Area, list(lines, func(l workflow.AccountLine) PeriodAccountLine {
		return PeriodAccountLine{l.Name(), accountSpan(l.Span), day(l.From), day(l.Until - 1), l.Over, day(l.Made)}
	})}}, err
}

type accountFigureOut struct {
	Of         string `json:"of" doc:"What it counts." example:"lapsed"`
	Key        string `json:"key,omitempty" doc:"Of ruled: the outcome. Of ruled_by: the body."`
	N          int    `json:"n"`
	Definition string `json:"definition" doc:"In the language asked for."`
	Stage      string `json:"stage" enum:"timeline,final,underway" doc:"timeline: follows from the register. final: counts final decisions. underway: goes on after the period."`
	When       string `json:"when" enum:"first,period,last" doc:"first: of the day before the period. last: of the last day that is counted."`
}

type accountSinceOut struct {
	Of  string `json:"of"`
	Key string `json:"key,omitempty"`
	Was int    `json:"was" doc:"In the account."`
	Now int    `json:"now"`
}

type accountRuleOut struct {
	In     string `json:"in" enum:"lapsed,kept_without_reason,provisional,overdue"`
	Number string `json:"number" example:"R-0042"`
	Title  string `json:"title"`
	Day    day    `json:"day" doc:"It lapsed, was kept, should have come up; of provisional, the first day on which it no longer applies."`
	Reason string `json:"reason,omitempty" doc:"Of provisional: the reason code."`
}

// AccountEffortOut is what the rules take in a year on a day.
type AccountEffortOut struct {
	HoursFrom     float64 `json:"hours_from" doc:"In one unit that all of them bind."`
	HoursTo       float64 `json:"hours_to"`
	Counted       int     `json:"counted" doc:"Rules whose time is in the sum."`
	NotQuantified int     `json:"not_quantified" doc:"Rules of which nobody has said how much."`
}

func accountEffortOf(s registry.EffortSum) AccountEffortOut {
	from, to := s.InOne.Hours()
	return AccountEffortOut{from, to, s.Counted, s.NotQuantified + s.NotTimed}
}

type periodAccountOut struct {
	PeriodAccountLine
	Area        string             `json:"area" doc:"Empty: of all areas."`
	On          day                `json:"on" doc:"The last day that is counted."`
	Kept        bool               `json:"kept"`
	Digest      string             `json:"digest,omitempty" doc:"SHA-256 of record, in hexadecimal; left out until it is kept."`
	Record      string             `json:"record,omitempty" doc:"The account exactly as it was kept, as JSON: what the digest is made of."`
	Revision    int64              `json:"revision" doc:"What the register knew."`
	Short       []string           `json:"short" doc:"The account in five sentences, in the language asked for."`
	Figures     []accountFigureOut `json:"figures"`
	EffortStart AccountEffortOut   `json:"effort_start" doc:"On the day before the period, by the best estimates there were when it was drawn up."`
	EffortEnd   AccountEffortOut   `json:"effort_end" doc:"On the last day, by the same estimates: what differs is real change."`
	Rules       []accountRuleOut   `json:"rules" doc:"By name, at most 200 in each list; protecting rules first."`
	Since       []accountSinceOut  `json:"since" doc:"Figures of a kept account that are otherwise now."`
}

// PeriodAccountAsked names an account.
type PeriodAccountAsked struct {
	Period string `path:"period" maxLength:"20" doc:"Its last day, or of a year the year." example:"2026-06-30"`
	Area   string `query:"area" doc:"Of this area, exactly as written; left out: of all."`
}

type getPeriodAccountIn struct{ PeriodAccountAsked }

func (a *api) getPeriodAccount(ctx context.Context, c call, in *getPeriodAccountIn) (answer[periodAccountOut], error) {
	v, err := a.Workflow.Account(ctx, in.Period, in.Area)
	if err != nil {
		return answer[periodAccountOut]{}, err
	}
	out := periodAccountOut{PeriodAccountLine: PeriodAccountLine{v.Name(), accountSpan(v.Span), day(v.From), day(v.Until - 1), v.Over, 0},
		Area: v.Area, On: day(v.On), Kept: v.Kept, Revision: int64(v.Revision), Short: papers.AccountShort(c.Lang, v.Account),
		EffortStart: accountEffortOf(v.Start), EffortEnd: accountEffortOf(v.End)}
	if v.Kept {
		out.Made, out.Digest, out.Record = day(v.Made), v.Digest(), v.Record()
	}
	out.Figures = list(v.Figures, func(f workflow.AccountFigure) accountFigureOut {
		m := papers.Meaning(f.Of)
		return accountFigureOut{string(f.Of), f.Key, f.N, c.Lang.Text("accounts.means."+string(f.Of), nil), string(m.Stage), string(m.When)}
	})
	out.Rules = list(v.Rules, func(r workflow.AccountRule) accountRuleOut {
		return accountRuleOut{string(r.In), r.Number.String(), v.Named[r.Number].Text.Title, day(r.Day), string(r.Reason)}
	})
	out.Since = list(v.Since, func(s workflow.AccountSince) accountSinceOut {
		return accountSinceOut{string(s.Of), s.Key, s.N, s.Now}
	})
	return answer[periodAccountOut]{Body: out}, nil
}

func (a *api) exportPeriodAccount(format sheet.Format) func(context.Context, call, *getPeriodAccountIn) (file, error) {
	return func(ctx context.Context, c call, in *getPeriodAccountIn) (file, error) {
		v, err := a.Workflow.Account(ctx, in.Period, in.Area)
		out := file{Name: c.Lang.Text("accounts.file", nil) + "-" + v.Name()}
		if format == sheet.DOCX {
			out.Write = func(w io.Writer) error { return papers.NewAccount(c.Lang, v).Write(w, c.Lang, "", v.Made) }
			return out, err
		}
		out.Table = sheet.AccountTable(c.Lang)
		out.Rows = func(add func([]string) error) error { return papers.AccountRows(c.Lang, v, add) }
		return out, err
	}
}
