package web

import (
	"strconv"

	"github.com/omvendt/omvendt/registry"
)

// withdrawing asks whether a counter-case is to be taken back.
type withdrawing struct {
	Asked   bool
	ForThem bool // an administrator does it for whoever filed it
	Form    Form
	Who     Phrase
}

// withdrawable says where a counter-case is taken back, and asks when its thread is
// the one that is asked about.
func (v *visit) withdrawable(p *workCounterPage, i int, c registry.Countered, mayFile bool, f *Form) {
	own := c.By == v.act.Actor.Key()
	if !mayFile || !own && !v.may("govern") {
		return
	}
	thread := v.r.URL.Query().Get("withdraw")
	if f.typed {
		thread = f.Value("thread")
	}
	p.Counter[i].Back = p.To("work_counter", p.Number) + "?withdraw=" + string(c.Thread) + "#withdraw"
	if string(c.Thread) == thread {
		f.preset("thread", thread)
		f.stands(strconv.Itoa(c.Edit()), Phrase{}, nil)
		p.Withdraw = withdrawing{Asked: true, ForThem: !own, Form: *f, Who: p.Counter[i].Who}
	}
}

// withdrawCounter takes a counter-case back.
func (v *visit) withdrawCounter() (answer, error) {
	forms := v.counterForms()
	number, err := registry.ParseNumber(v.name)
	if err != nil {
		return answer{}, err
	}
	_, err = v.Register.WithdrawCounterCase(v.r.Context(), v.act, number, registry.CounterCaseID(v.said("thread")), v.saidEdit(), v.may("govern"))
	if forms.withdraw.refused(v, err) {
		return v.workCounterForm(forms)
	}
	return v.done("saved", "work_counter", number.String()), err
}

// withdrawnLines tell of counter-cases that were taken back, for a rule's history.
func (p Page) withdrawnLines(all []registry.WithdrawnCounter) (out []string) {
	for _, w := range all {
		key, party := "counter.withdrawn", p.Lang.Name("counter_party", string(w.Party))
		if w.ForThem {
			key = "counter.withdrawn_for"
		}
		line := p.T(key, "party", party, "filed", p.Day(w.Filed), "day", p.Day(w.On))
		if w.Answered != registry.NoDay {
			line += " " + p.T("counter.withdrawn_answer", "day", p.Day(w.Answered))
		}
		out = append(out, line)
	}
	return out
}
