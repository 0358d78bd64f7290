package web

import (
	"github.com/omvendt/omvendt/registry"
)

// askedParts are the parts of a rule's pages that tell of requests.
type askedParts struct {
	AskedAbout []AskedAbout
	Confirmed  Phrase // that it is still right: the post that said so, and when
}

// AskedAbout is a request that asks the reader about the rule.
type AskedAbout struct {
	Title, Lang, Deadline string
	Said                  string // what they have answered; empty: nothing
	Fill                  bool
	Address               string
	Late                  bool
}

// askedOf tells the reader of a rule's page what they are asked about it.
func (v *visit) askedOf(p Page, number registry.Number) (askedParts, error) {
	var out askedParts
	var err error
	if out.Confirmed, err = v.stillRight(p, number); err != nil {
		return out, err
	}
	all, err := v.Register.AskedOf(v.r.Context(), v.act.Actor.User, number)
	if err != nil || len(all) == 0 {
		return out, err
	}
	today, err := v.Register.Today(v.r.Context())
	for _, a := range all {
		q := a.Request
		one := AskedAbout{Title: q.Title, Lang: q.Language, Fill: q.Ask == registry.AskComplete,
			Address: p.To("work_asked_one", string(q.ID)) + "?next=" + number.String() + "#rule"}
		one.Deadline, one.Late = p.due(q, today)
		if a.Answer != registry.Unanswered {
			one.Said = p.T("asking.rule_"+string(a.Answer), "by", a.By, "day", p.Day(a.On))
		}
		out.AskedAbout = append(out.AskedAbout, one)
	}
	return out, err
}

// stillRight tells when a post last said that the rule is still right: the post, and
// not the person. Empty where none has.
func (v *visit) stillRight(p Page, number registry.Number) (Phrase, error) {
	said, there, err := v.Register.LastStillRight(v.r.Context(), number)
	if err != nil || !there {
		return Phrase{}, err
	}
	return p.Phrase("asked.confirmed", "post", said.AnswerBy, "day", p.Day(said.On)), nil
}
