package web

import (
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
		r := CaseRemark{Code: f.Code, Before: wording.CaseFinding(p.Lang, f), Mend: wording.CaseMends(p.Lang, f)}
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
