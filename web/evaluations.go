package web

import (
	"io"
	"net/url"
	"strconv"
	"strings"

	"github.com/omvendt/omvendt/internal/sheet"
	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/registry"
)

// evaluationAddresses and evaluationPlaces are the pages of the decision log.
var (
	evaluationAddresses = map[string]address{
		"work_evaluations":       {texts.Danish: "/arbejde/beslutningslog", texts.English: "/en/desk/decision-log"},
		"work_evaluations_jsonl": {texts.Danish: "/arbejde/beslutningslog.jsonl", texts.English: "/en/desk/decision-log.jsonl"},
	}
	evaluationPlaces = map[string]place{
		"work_evaluations":       {permission: "audit", show: (*visit).evaluations},
		"work_evaluations_jsonl": {permission: "audit", show: (*visit).evaluationsFile, file: true},
	}
)

const evaluationsPerPage = 50

type evaluationsPage struct {
	Page
	Form        Form
	Policies    []Option
	Complaints  []Complaint
	Entries     []EvaluationLine
	File        string
	Next, Start string
}

// EvaluationLine is an entry of the decision log.
type EvaluationLine struct {
	ID, At, Policy, What, Address string
	Main                          string
	Codes                         []string // in words
	Operation, Revision           string
	Input, PolicyDigest, Settings string
}

// evaluationFilter reads what the decision log is narrowed to.
func (v *visit) evaluationFilter() (q registry.EvaluationQuery, typed url.Values, err error) {
	var c registry.Checks
	typed = url.Values{}
	for _, field := range []string{"rule", "policy", "from", "until"} {
		if text := v.typed(field); text != "" {
			typed.Set(field, text)
		}
	}
	if text := typed.Get("rule"); text != "" {
		q.Number, err = registry.ParseNumber(text)
		c.Take("rule", err)
	}
	for _, name := range registry.LoggedPolicies { // a policy that is none asks for nothing
		if string(name) == typed.Get("policy") {
			q.Policy = name
		}
	}
	q.From, err = readDay(typed.Get("from"))
	c.Take("from", err)
	q.Until, err = readDay(typed.Get("until"))
	c.Take("until", err)
	if q.Until != registry.NoDay {
		q.Until++
	}
	return q, typed, c.Err()
}

// evaluations lists the decision log, newest first.
func (v *visit) evaluations() (answer, error) {
	f := v.form("", "evaluation.")
	q, typed, err := v.evaluationFilter()
	for field := range typed {
		f.preset(field, typed.Get(field))
	}
	p := evaluationsPage{Page: v.shell(v.text("evaluation.title"))}
	for _, name := range registry.LoggedPolicies {
		p.Policies = append(p.Policies, Option{Value: string(name), Text: v.lang.Name("policy", string(name))})
	}
	if refused := f.refused(v, err); err != nil && !refused {
		return answer{}, err
	} else if !refused {
		q.Before, _ = strconv.ParseInt(v.typed("before"), 10, 64)
		q.Limit = evaluationsPerPage
		page, err := v.Register.Evaluations(v.r.Context(), q)
		if err != nil {
			return answer{}, err
		}
		for _, e := range page.Evaluations {
			p.Entries = append(p.Entries, v.evaluationLine(p.Page, e))
		}
		p.File = withQuery(p.To("work_evaluations_jsonl"), typed.Encode())
		if page.More {
			p.Next = withQuery(p.To("work_evaluations"), with(typed, "before", strconv.FormatInt(page.Next, 10)).Encode())
		}
		if q.Before > 0 {
			p.Start = withQuery(p.To("work_evaluations"), typed.Encode())
		}
	}
	p.Form, p.Complaints, p.Wrong = f, f.Complaints, f.Failed()
	return answer{status: f.Status, template: "evaluations", data: p}, nil
}

func (v *visit) evaluationLine(p Page, e registry.Evaluation) EvaluationLine {
	line := EvaluationLine{ID: strconv.FormatInt(e.Place, 10), At: v.instant(e.At), Policy: v.lang.Name("policy", string(e.Policy)), Operation: e.Operation,
		Input: shortDigest(e.Input), PolicyDigest: shortDigest(e.PolicyDigest), Settings: shortDigest(e.SettingsDigest)}
	if e.Number != 0 {
		line.What, line.Address = e.Number.String(), p.To("rule", e.Number.String())
	}
	if _, proposal, found := strings.Cut(strings.TrimPrefix(e.Object, "item "), " "); found && e.Policy == registry.PolicyDecision {
		if line.What = p.T("evaluation.proposal", "n", proposal); e.Number != 0 {
			line.What = p.T("evaluation.proposal_on", "n", proposal, "rule", e.Number.String())
		}
	}
	if e.Revision != 0 {
		line.Revision = p.Number(int(e.Revision))
	}
	if group := answerWords[e.Policy].main; group != "" && e.Result.Main != "" {
		line.Main = capital(v.lang.Name(group, e.Result.Main))
	}
	for _, code := range e.Result.Codes {
		key, text := answerWords[e.Policy].code+"."+code, code
		for _, k := range []string{key + ".short", key} {
			if v.lang.Has(k) {
				text = capital(v.lang.Text(k, nil))
				break
			}
		}
		line.Codes = append(line.Codes, text)
	}
	return line
}

// answerWords are where the words of each policy's answers stand.
var answerWords = map[registry.PolicyName]struct{ main, code string }{
	registry.PolicyInForce:       {"state", "reason"},
	registry.PolicyJustification: {"case_grade", "justification"},
	registry.PolicyAdoption:      {"", "adoption"},
	registry.PolicyDecision:      {"outcome", "finding"},
}

// evaluationsFile is all that the page shows a part of.
func (v *visit) evaluationsFile() (answer, error) {
	q, _, err := v.evaluationFilter()
	if err != nil {
		return answer{}, err
	}
	today, err := v.Register.Today(v.r.Context())
	write := func(w io.Writer) error { return v.Register.WriteEvaluations(v.r.Context(), w, q) }
	return answer{file: &file{format: sheet.JSONL, name: v.lang.Text("sheet.file.evaluations", nil) + "-" + today.String(), write: write}}, err
}

// shortDigest is enough of a digest to tell it from others; the file has all of it.
func shortDigest(digest string) string { return digest[:min(16, len(digest))] }
