package web

import (
	"context"
	"net/url"
	"slices"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// MandateLine is a mandate with what it asks, who gave it, and whether it applies.
type MandateLine struct {
	From, Words string
	Asks        []string
	By, State   string
	TakenBack   bool   // from the day on there is none
	Again       string // the address of the form with this one in it
}

// presetMandate fills in the form: of a change with the mandate that applies, or with the one
// from another day, which as names.
func presetMandate(f *Form, b workflow.BodyPage, as string) {
	last, _ := registry.MandateOn(b.Mandates, registry.LastDay)
	from := b.Today
	if len(b.Mandates) > 0 {
		from = max(b.Today+1, last.From)
		f.preset("decided", b.Today.String())
	}
	f.preset("from", from.String())
	if on, err := readDay(as); err == nil && as != "" {
		if m, ok := registry.MandateOn(b.Mandates, on); ok {
			last = m
		}
	}
	var asks []string
	for _, c := range last.Asks {
		asks = append(asks, string(c))
	}
	f.preset("asks", asks...)
	if as != "" {
		f.preset("words", last.Words)
	}
}

// presetMandateBack fills in the form that takes the mandate back.
func presetMandateBack(f *Form, b workflow.BodyPage) {
	if n := len(b.Mandates); n > 0 {
		f.preset("from", max(b.Today+1, b.Mandates[n-1].From).String())
		f.preset("decided", b.Today.String())
	}
}

// tellMandates fills in the mandates, the latest first, and what a new one can be made of.
func (p *bodyPage) tellMandates(b workflow.BodyPage, all []workflow.BodyPage) {
	now, _ := registry.MandateOn(b.Mandates, b.Today)
	for i, m := range slices.Backward(b.Mandates) {
		line := MandateLine{From: p.Day(m.From), Words: m.Words, Asks: p.criteria(m.Asks), State: p.T("mandate.earlier"), TakenBack: m.TakenBack}
		replaced := i+1 < len(b.Mandates) && b.Mandates[i+1].From == m.From
		switch {
		case replaced:
			line.State = p.T("mandate.replaced")
		case m.From > b.Today:
			line.State = p.T("mandate.coming")
		case m.From == now.From:
			line.State = p.T("mandate.applies")
		}
		if m.By != (registry.Decision{}) {
			line.By = p.T("mandate.by", "body", m.By.Body, "day", p.Day(m.By.Day))
			if m.By.Case != "" {
				line.By += " " + p.T("mandate.by_case", "case", m.By.Case)
			}
		}
		if last := b.Mandates[len(b.Mandates)-1]; !replaced && !m.TakenBack && m.From != last.From {
			line.Again = p.To("work_body", string(b.Body.ID)) + "?" + url.Values{"as": {m.From.String()}}.Encode() + "#mandate-head"
		}
		p.Mandates = append(p.Mandates, line)
	}
	_, p.MayBack = registry.MandateOn(b.Mandates, registry.LastDay)
	p.Again = len(b.Mandates) > 0
	for _, c := range registry.Criteria {
		p.Criteria = append(p.Criteria, Option{Value: string(c), Text: capital(p.Lang.Name("criterion", string(c))), Chosen: p.Mandate.Has("asks", string(c))})
	}
	for _, x := range all {
		if x.Body.Rank == registry.RankCouncil {
			p.Councils = append(p.Councils, Option{Value: string(x.Body.ID), Text: x.Body.Name})
		}
	}
}

func (p Page) criteria(asks []registry.Criterion) (words []string) {
	for _, a := range asks {
		words = append(words, p.Lang.Name("criterion", string(a)))
	}
	return words
}

func (v *visit) saidMandate() (registry.Mandate, registry.MandateDecision, error) {
	var c registry.Checks
	m := registry.Mandate{Body: registry.BodyID(v.name), From: v.saidDay(&c, "from"), Words: v.said("words")}
	for _, a := range v.sent["asks"] {
		m.Asks = append(m.Asks, registry.Criterion(a))
	}
	by := registry.MandateDecision{Body: registry.BodyID(v.said("decider")), Decided: v.saidDay(&c, "decided"), Case: v.said("case")}
	return m, by, c.Err()
}

// giveMandate records a mandate; one that takes another's place is first shown with what it
// would mean.
func (v *visit) giveMandate() (answer, error) {
	forms := v.bodyForms()
	return v.mandated(forms, &forms.mandate, v.Register.GiveMandate)
}

// takeMandateBack records that the power is taken back; it is first shown what that would mean.
func (v *visit) takeMandateBack() (answer, error) {
	forms := v.bodyForms()
	return v.mandated(forms, &forms.back, v.Register.TakeMandateBack)
}

type recordsMandate func(context.Context, registry.Act, registry.Mandate, registry.MandateDecision) (registry.Mandate, error)

// mandated records what one of a page's forms says of the mandate, when it has been shown what
// that would mean.
func (v *visit) mandated(forms *bodyForms, f *Form, record recordsMandate) (answer, error) {
	step := v.said("step")
	f.replace("step")
	if step == "back" {
		return v.bodyPage(forms)
	}
	m, by, err := v.saidMandate()
	m.TakenBack = f == &forms.back
	var before *registry.Mandate
	if err == nil && step != "go" { // what was said yes to, and sent again, has one effect
		before, err = v.Register.CheckMandate(v.r.Context(), m, by)
	}
	if err == nil && before != nil {
		return v.mandateAhead(*f, m, *before)
	}
	if err == nil {
		_, err = record(v.r.Context(), v.act, m, by)
	}
	if f.refused(v, err) {
		return v.bodyPage(forms)
	}
	return v.done("saved", "work_body", v.name), err
}

type mandatePage struct {
	Page
	Form     Form
	From     string
	Words    string
	Was, Is  []string // what the mandate asks
	None     bool     // the body had none before
	Back     bool     // it is taken back
	Answer   *SimulatedView
	Drafted  string // how many rules have a draft decision
	Simulate string // where the simulation can be kept
	MayAsk   bool
}

// mandateAhead shows what another mandate would mean, before it is recorded.
func (v *visit) mandateAhead(f Form, m, before registry.Mandate) (answer, error) {
	out, err := v.Workflow.MandateAhead(v.r.Context(), m)
	if err != nil {
		return answer{}, err
	}
	body, err := v.Register.Body(v.r.Context(), m.Body)
	if err != nil {
		return answer{}, err
	}
	key := "mandate."
	if m.TakenBack {
		key = "mandate.back_"
	}
	p := mandatePage{Page: v.headed(key+"ahead", body.Name), Form: f, Words: m.Words, MayAsk: v.may("simulate"), None: before.TakenBack, Back: m.TakenBack}
	p.Crumbs = []Crumb{{p.T("body.list"), p.To("work_bodies")}, {body.Name, p.To("work_body", v.name)}}
	p.From, p.Was, p.Is = p.Day(m.From), p.criteria(before.Asks), p.criteria(m.Asks)
	p.Answer, p.Drafted = p.simulated(out), p.Count(key+"drafted", out.Drafted)
	if out.Drafted == 0 {
		p.Drafted = p.T(key + "no_drafts")
	}
	p.Simulate = p.To("simulate") + "?" + simulatedMandate(m, out).Encode()
	return answer{template: "mandate", data: p}, nil
}

// simulatedMandate is the address of what the preview supposes.
func simulatedMandate(m registry.Mandate, out workflow.Simulated) url.Values {
	q := url.Values{"on": {out.On.String()}, "beside": {string(out.Beside)}, "body": {string(m.Body)}, "asked_from": {m.From.String()}}
	for _, id := range out.Meetings {
		q.Add("meeting", string(id))
	}
	for _, c := range m.Asks {
		q.Add("asks", string(c))
	}
	if m.TakenBack {
		q.Set("taken_back", "yes")
	}
	return q
}
