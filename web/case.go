package web

import (
	"slices"
	"strings"

	"github.com/omvendt/omvendt/internal/wording"
	"github.com/omvendt/omvendt/registry"
)

// JudgedCase is how a justification stands, as the pages show it.
type JudgedCase struct {
	Page         Page
	Grade        string // empty: nobody has judged it
	Word         string
	Undefended   bool
	UndefendedBy Phrase
	Findings     []CaseRemark
	Mending      bool // what would mend it is told too
}

// CaseRemark is one finding. Its text is around the number of another rule, or
// Before alone.
type CaseRemark struct {
	Code, Before, After, Mend string
	Number, Address           string
	Sentence                  SentenceLink
}

func (p Page) judged(v registry.CaseView) JudgedCase {
	j := JudgedCase{Page: p, Grade: string(v.Grade)}
	if u := v.Justification.Undefended; u.On != registry.NoDay {
		j.Undefended = true
		j.UndefendedBy = p.undefendedBy(u)
		return j
	}
	if v.Grade == "" {
		return j
	}
	j.Word = p.Lang.Name("case_grade", string(v.Grade))
	for _, f := range v.Findings {
		r := CaseRemark{Code: f.Code, Before: wording.CaseFinding(p.Lang, f), Mend: wording.CaseMends(p.Lang, f), Sentence: p.sentenceLink(registry.PolicyJustification, f.Version, f.Code)}
		if f.From > 0 {
			r.Number, r.Address = f.From.String(), p.To("rule", f.From.String())
			r.Before, r.After, _ = strings.Cut(r.Before, r.Number)
		}
		j.Findings = append(j.Findings, r)
	}
	return j
}

func (p Page) undefendedBy(u registry.Undefended) Phrase {
	if u.Post == "" {
		return Phrase{Before: p.T("case.undefended_vacant", "day", p.Day(u.On))}
	}
	return p.Phrase("case.undefended_by", "post", u.Post, "day", p.Day(u.On))
}

// undefend records that nobody wants to defend the rule.
func (v *visit) undefend() (answer, error) {
	f := v.ruleForms()
	return v.sendRule(&f.undefend, &f, func(n registry.Number, _ *registry.Checks) error {
		_, err := v.Register.Undefend(v.r.Context(), v.act, n, v.saidEdit())
		return err
	})
}

// score records what the justification's own indicator showed.
func (v *visit) score() (answer, error) {
	f := v.ruleForms()
	return v.sendRule(&f.score, &f, func(n registry.Number, _ *registry.Checks) error {
		_, err := v.Register.Score(v.r.Context(), v.act, n, v.saidEdit(), registry.Score{Result: registry.ScoreResult(v.said("result")), Note: v.said("note")})
		return err
	})
}

// spareLines are the answers that nobody must give, where they are given.
func (p Page) spareLines(j registry.Justification) (out []Line) {
	if j.Without != "" {
		out = append(out, Line{p.T("case.without"), j.Without})
	}
	if j.Grade != registry.EffectUnstated {
		out = append(out, Line{p.T("case.evidence_grade"), capital(p.Lang.Name("effect_grade", string(j.Grade)))})
	}
	if j.Score.On != registry.NoDay {
		text := capital(p.Lang.Name("score_result", string(j.Score.Result))) + " (" + p.Day(j.Score.On) + ")"
		if j.Score.Note != "" {
			text += ": " + j.Score.Note
		}
		out = append(out, Line{p.T("case.score.result"), text})
	}
	return out
}

func (v *visit) saidCase(c *registry.Checks) registry.Justification {
	return registry.Justification{Value: v.said("value"), Beneficiary: v.said("beneficiary"), Mechanism: v.said("mechanism"),
		Evidence: v.said("evidence"), Lighter: v.said("lighter"), Without: v.said("without"), Grade: registry.EffectGrade(v.said("evidence_grade")), Indicator: v.said("indicator"), CheckOn: v.saidDay(c, "check_on")}
}

// DraftOffer is the writer's own draft, where it is not what stands in the form.
type DraftOffer struct {
	Saved string // empty: none is offered
	Take  string // address that fills the form with it
	Form  Form
}

// tryCase shows what is found in a justification as far as it is written, and
// keeps it as the writer's draft. The script of the page sends the form so after
// a pause; without it there is a button.
func (v *visit) tryCase(f *ruleForms) (answer, error) {
	number, err := registry.ParseNumber(v.name)
	if err != nil {
		return answer{}, err
	}
	var c registry.Checks
	j := v.saidCase(&c)
	err = c.Err()
	if err == nil {
		err = v.Register.SaveCaseDraft(v.r.Context(), v.act, number, j)
	}
	var tried registry.CaseView
	if err == nil {
		tried, err = v.Register.CheckCase(v.r.Context(), number, j)
	}
	if err != nil && !f.justification.refused(v, err) {
		return answer{}, err
	}
	if err == nil {
		f.tried = &tried
	}
	return v.workRuleForm(*f)
}

// offerDraft offers a draft on return, or fills the form with it where it was asked for.
func (v *visit) offerDraft(p *workRulePage, rule registry.Rule, f *Form) error {
	if !p.MayEdit || f.typed {
		return nil
	}
	d, found, err := v.Register.CaseDraft(v.r.Context(), v.act.Actor, rule.ID)
	if err != nil || !found {
		return err
	}
	j := d.Justification
	if v.r.URL.Query().Get("draft") == "yes" {
		for field, text := range map[string]string{"value": j.Value, "beneficiary": j.Beneficiary, "mechanism": j.Mechanism, "evidence": j.Evidence,
			"lighter": j.Lighter, "without": j.Without, "evidence_grade": string(j.Grade), "indicator": j.Indicator, "check_on": j.CheckOn.String()} {
			f.preset(field, text)
		}
		p.CaseMore = true
		return nil
	}
	p.Draft = DraftOffer{Saved: p.Day(registry.DayOf(d.Saved, v.Register.Place)), Take: p.To("work_rule", p.Number) + "?draft=yes#case", Form: v.form("draft", "case.")}
	return nil
}

func (v *visit) dropDraft() (answer, error) {
	f := v.ruleForms()
	return v.sendRule(&f.draft, &f, func(n registry.Number, _ *registry.Checks) error {
		return v.Register.DropCaseDraft(v.r.Context(), v.act, n)
	})
}

// findingChoices are findings to choose one of, in the words of the program or their own.
func (p Page) findingChoices(any Option, codes []string, own map[string]registry.Told) []Option {
	all := []Option{any}
	slices.Sort(codes)
	for _, code := range slices.Compact(codes) {
		text := code
		if told, ok := own[code]; ok {
			text = wording.Said(p.Lang, told.Says)
		} else if p.names(code) {
			text = p.T("case.finding." + code)
		}
		all = append(all, Option{Value: code, Text: text})
	}
	return all
}

// names says that the program has a name for a finding.
func (p Page) names(code string) bool { return p.Lang.Has("web.case.finding." + code) }

func (p Page) unnamed(codes []string) []string {
	return slices.DeleteFunc(slices.Clone(codes), p.names)
}
