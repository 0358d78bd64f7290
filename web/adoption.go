package web

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/omvendt/omvendt/internal/wording"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// adoptionFields are the fields of the gate in the form of a new rule.
type adoptionFields struct {
	Bodies, Permits []Option
	Blocked         bool    // the gate found something that is to be mended or explained
	Resembles       []Crumb // rules that the new one resembles
	Looked          bool    // the form shows what was found before anything is stored
	Found           []AdoptionFound
	Passes          bool   // it is no new rule
	Seen            string // what is noted, so that it is shown once before the rule is stored
	Account         string // what came and went in the area
	AccountAddress  string
}

// look fills in what the gate finds, before anything is stored.
func (f *adoptionFields) look(p Page, view registry.AdoptionView, area string) {
	f.Looked, f.Passes, f.Seen = true, !view.Gated, registry.NotesIn(view.Findings)
	f.Found = p.adoptionFound(view.Findings)
	f.Account = p.accountText(view.Account)
	if area != "" {
		f.AccountAddress = p.accountAddress(area, "")
	}
}

// gateFields are the choices of those fields.
func (v *visit) gateFields(p Page) (adoptionFields, error) {
	bodies, err := v.Register.Bodies(v.r.Context())
	f := adoptionFields{Bodies: []Option{{Text: p.T("work.choose")}}}
	for _, b := range bodies {
		f.Bodies = append(f.Bodies, Option{Value: string(b.ID), Text: b.Name})
	}
	for _, e := range registry.Effects {
		if e != registry.Agrees {
			f.Permits = append(f.Permits, Option{Value: string(e), Text: capital(p.Lang.Name("effect", string(e)))})
		}
	}
	return f, err
}

// gated tells what the gate found: the rules are read from the error, since
// nothing is stored.
func (f *adoptionFields) gated(p Page, err error) {
	var e *registry.Error
	if !errors.As(err, &e) {
		return
	}
	for _, field := range e.Fields {
		f.Blocked = f.Blocked || slices.ContainsFunc(gateCodes, func(c registry.Code) bool { return c == field.Code })
		for part := range strings.SplitSeq(field.Args["rules"], ", ") {
			text, _, _ := strings.Cut(part, " ")
			if n, err := registry.ParseNumber(text); err == nil {
				f.Resembles = append(f.Resembles, Crumb{part, p.To("rule", n.String())})
			}
		}
	}
}

var gateCodes = func() (codes []registry.Code) {
	for _, f := range registry.AdoptionCodes {
		codes = append(codes, f.Code)
	}
	return codes
}()

// saidAdoption reads the fields of the gate into a new rule.
func (v *visit) saidAdoption(c *registry.Checks, n *registry.NewRule) error {
	n.Justification = registry.Justification{Value: v.said("justification.value"), Beneficiary: v.said("justification.beneficiary"),
		Lighter: v.said("justification.lighter")}
	n.Adoption = v.saidGate(c)
	if text := v.said("basis.reference"); text != "" {
		n.Bases = []registry.Basis{{Reference: text, Effect: registry.Effect(v.said("basis.effect")), From: n.EffectiveFrom, Until: registry.LastDay}}
	}
	return v.saidFirstReview(c, n)
}

// saidGate reads what is said of a new rule or text so that it passes the gate.
func (v *visit) saidGate(c *registry.Checks) registry.Adoption {
	return registry.Adoption{Cites: v.saidNumbers(c, "adoption.cites"), News: v.said("adoption.news"), Duty: v.ticked("adoption.duty"),
		Explanation: v.said("adoption.explanation")}
}

// saidFirstReview reads the day of the first review with its decision; the words
// alone say nothing, since the form may have been begun and left.
func (v *visit) saidFirstReview(c *registry.Checks, n *registry.NewRule) error {
	if v.said("first_review.on") == "" {
		return nil
	}
	lapse := registry.Lapse{On: v.saidDay(c, "first_review.on"),
		By: registry.Decision{Day: v.saidDay(c, "first_review.by.day"), Words: v.said("first_review.by.words")}}
	bodies, err := v.Register.Bodies(v.r.Context())
	if err != nil {
		return err
	}
	id := v.said("first_review.by.body")
	at := slices.IndexFunc(bodies, func(b registry.Body) bool { return string(b.ID) == id })
	if at < 0 {
		c.Fail("first_review.by.body", registry.CodeRequired)
	} else {
		lapse.By.Body, lapse.By.Rank = bodies[at].Name, bodies[at].Rank
	}
	if lapse.By.Words == "" {
		c.Fail("first_review.by.words", registry.CodeRequired)
	}
	if v.said("first_review.by.day") == "" {
		c.Fail("first_review.by.day", registry.CodeRequired)
	}
	n.FirstReview = &lapse
	return nil
}

// AdoptionLines are what was said of a rule when it was new, and what was found.
type AdoptionLines struct {
	Page
	Cites       []Crumb
	News        string
	Duty        bool
	Found       []AdoptionFound
	Explanation string
}

// AdoptionFound is a finding of the gate with the rules or sentences that it tells of.
type AdoptionFound struct {
	Text      string
	Rules     []Crumb
	Sentences FieldChanges // of an amended text
	Severity  workflow.Severity
	Asks      string // in a meeting; empty elsewhere
	Sentence  SentenceLink
}

func (p Page) adoption(a *registry.Adoption) *AdoptionLines {
	if a == nil {
		return nil
	}
	lines := &AdoptionLines{Page: p, News: a.News, Duty: a.Duty, Explanation: a.Explanation}
	for _, n := range a.Cites {
		lines.Cites = append(lines.Cites, Crumb{n.String(), p.To("rule", n.String())})
	}
	lines.Found = p.adoptionFound(a.Findings)
	return lines
}

func (p Page) adoptionFound(findings []registry.AdoptionFinding) (all []AdoptionFound) {
	for _, f := range findings {
		found := AdoptionFound{Text: wording.Found(p.Lang, "adoption", f.Code, f.Told), Sentence: p.sentenceLink(registry.PolicyAdoption, f.Version, f.Code)}
		for _, r := range f.Rules {
			found.Rules = append(found.Rules, Crumb{r.Number.String() + " (" + strconv.Itoa(r.Degree) + " %)", p.To("rule", r.Number.String())})
		}
		found.Sentences = p.Changed(p.amendedSentences(f.Sentences))
		all = append(all, found)
	}
	return all
}
