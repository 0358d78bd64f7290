package web

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/omvendt/omvendt/internal/wording"
	"github.com/omvendt/omvendt/registry"
)

type basisChangePage struct {
	Page
	Form       Form
	Complaints []Complaint
	Reference  string
	Back       string // the page of the reference
	Rows       []PickRow
	Choices    []Option
	Effects    []Option
	Next       string
	Start      string
}

// PickRow is a rule that rests on a reference, to be ticked.
type PickRow struct {
	GroundRow
	Pick   string // with the edit that is seen, and its basis
	Chosen bool
	Work   string
}

// workBases lists references for those who change them.
func (v *visit) workBases() (answer, error) { return v.basesList("work_basis") }

// workBasis asks what becomes of a reference, and for which rules.
func (v *visit) workBasis() (answer, error) { return v.basisForm(v.form("", "basis.change.")) }

func (v *visit) basisChangePage(key string, f Form) basisChangePage {
	reference := registry.NormalReference(v.typed("reference"))
	name := wording.Basis(v.laws(), registry.Basis{Reference: reference})
	p := basisChangePage{Page: v.shell(v.text(key, "basis", name)), Form: f, Complaints: f.Complaints, Reference: reference}
	p.Head, p.Wrong = p.Phrase(key, "basis", name), f.Failed()
	p.Crumbs = []Crumb{{p.T("nav.work"), p.To("desk")}, {p.T("bases.title"), p.To("work_bases")}}
	p.Back = p.basisAddress("basis", reference)
	return p
}

func (v *visit) basisForm(f Form) (answer, error) {
	if v.typed("reference") == "" {
		return answer{redirect: path("work_bases", v.lang)}, nil
	}
	found, err := v.Register.BasesOf(v.r.Context(), registry.BasisQuery{Reference: v.typed("reference"), Reach: v.act.Reach, After: v.basisPlace(), Limit: registry.MostPicked})
	if err != nil {
		return answer{}, err
	}
	f.preset("ends", "yes")
	p := v.basisChangePage("basis.change.title", f)
	p.Choices = []Option{{Value: "yes", Text: p.T("basis.change.ends_yes")}, {Value: "no", Text: p.T("basis.change.ends_no")}}
	p.Effects = named(p.Page, "effect", registry.Effects)
	for _, g := range found.Rules {
		row := PickRow{GroundRow: p.grounded(g), Work: p.To("work_rule", g.Rule.Number.String())}
		row.Pick = row.Number + " " + strconv.Itoa(g.Rule.Edit) + " " + string(g.Grounding.ID)
		row.Chosen = f.Has("rules", row.Pick) || !f.typed && g.Grounding.Until == registry.LastDay
		p.Rows = append(p.Rows, row)
	}
	here := url.Values{"reference": {p.Reference}}
	if v.typed("after") != "" {
		p.Start = withQuery(p.To("work_basis"), here.Encode())
	}
	if found.More {
		p.Next = withQuery(p.To("work_basis"), with(here, "after", placeText(found.Last)).Encode())
	}
	return answer{status: f.Status, template: "work-basis", data: p}, nil
}

// saidBasisChange is the change that was sent.
func (v *visit) saidBasisChange() (registry.BasisChange, error) {
	var c registry.Checks
	b := registry.BasisChange{Of: v.said("of"), From: v.saidDay(&c, "from"), Ends: v.ticked("ends"), Reference: v.said("reference"), Effect: registry.Effect(v.said("effect"))}
	for _, one := range v.sent["rules"] {
		parts := strings.SplitN(one, " ", 3)
		n, err := registry.ParseNumber(parts[0])
		if err != nil || len(parts) < 3 {
			return b, &registry.Error{Code: registry.CodeBodyInvalid}
		}
		seen, _ := strconv.Atoi(parts[1])
		b.Picks = append(b.Picks, registry.BasisPick{Pick: registry.Pick{Number: n, Edit: seen}, Basis: registry.BasisID(parts[2])})
	}
	return b, c.Err()
}

type basisConfirmPage struct {
	basisChangePage
	Rules []BasisEffectRow
}

// BasisEffectRow says what a change would do to one rule.
type BasisEffectRow struct {
	Number, Title, Work string
	Moves               []BasisMoveLine
	Means               []string
	Kinds               ClassLines // after it
}

// BasisMoveLine is what becomes of one basis.
type BasisMoveLine struct {
	Before BasisLine
	After  []BasisLine
}

// confirmBasis says for each rule what the change would mean, and asks.
func (v *visit) confirmBasis() (answer, error) {
	f := v.form("", "basis.change.")
	b, err := v.saidBasisChange()
	var effects []registry.BasisEffect
	if err == nil {
		effects, err = v.Register.PlanBasisChange(v.r.Context(), v.act, b)
	}
	if f.refused(v, inPicks(err)) {
		return v.basisForm(f)
	}
	if err != nil {
		return answer{}, err
	}
	p := basisConfirmPage{basisChangePage: v.basisChangePage("basis.change.confirm", v.carriedForm("", "basis.change."))}
	for _, x := range effects {
		number := x.Rule.Number.String()
		row := BasisEffectRow{Number: number, Title: x.Text.Title, Work: p.To("work_rule", number), Means: wording.BasisEffect(p.Lang, x), Kinds: p.classLines(x.After)}
		for _, m := range x.Moves {
			line := BasisMoveLine{Before: p.basisLine(m.Before, x.On)}
			for _, b := range m.After {
				line.After = append(line.After, p.basisLine(b, x.On))
			}
			row.Moves = append(row.Moves, line)
		}
		p.Rules = append(p.Rules, row)
	}
	return answer{template: "work-basis-confirm", data: p}, nil
}

func (v *visit) basisAgain() (answer, error) {
	return v.basisForm(v.carriedForm("", "basis.change."))
}

// changeBasis makes the change.
func (v *visit) changeBasis() (answer, error) {
	f := v.carriedForm("", "basis.change.")
	b, err := v.saidBasisChange()
	if err == nil {
		_, err = v.Register.ChangeBases(v.r.Context(), v.act, b)
	}
	if f.refused(v, inPicks(err)) {
		return v.basisForm(f)
	}
	return v.doneWith("saved", url.Values{"reference": {b.Of}}.Encode(), "work_basis"), err
}
