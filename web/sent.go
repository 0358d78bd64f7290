package web

import (
	"slices"

	"github.com/omvendt/omvendt/workflow"
)

type sentPage struct {
	Page
	Form       Form
	Draft      string // of what was sent, which is not kept in the browser any more
	Code       string // empty where it has been shown to whoever sent it
	Address    string // where the code is used
	Masked     bool
	Until      string
	Assessment bool   // nothing but thanks
	Restart    string // address of an empty form, on a device that many use
	Word       WordOffer
	QR         QR // of address and code, for one's own phone
}

// sharedRests is how many seconds the code stands on a device that many use.
const sharedRests = "120"

// thanks shows the receipt's code, which is in no address, to who has just answered.
func (v *visit) thanks(f Form, code string) (answer, error) {
	p := sentPage{Page: v.shell(v.text("sent.title")), Code: code, Address: v.BaseURL + path("receipt", v.lang)}
	p.Canonical, p.Form, p.Draft = "", f, shown(v.said("draft"))
	a := answer{template: "sent"}
	if asked, err := v.Workflow.Form(v.r.Context(), token(v.name)); code == "" || err == nil && asked.Link.Shared {
		p.Restart = v.r.URL.Path
		a.refresh = sharedRests + "; url=" + p.Restart
	}
	if code != "" {
		r, err := v.Workflow.Receipt(v.r.Context(), code)
		if err != nil {
			return answer{}, err
		}
		p.Masked = slices.ContainsFunc(r.Inputs, func(a workflow.Answered) bool { return a.Input.Masked })
		p.Until = p.LastDay(r.Consultation.Closes)
		if r.Consultation.Kind == workflow.SelfAssessment {
			p.Code, p.Assessment = "", true
		}
		if p.Restart == "" {
			p.Word = v.wordOffer(r.Consultation)
		}
		if p.Restart != "" && p.Code != "" {
			if p.QR, err = newQR(p.Address + "\n" + code); err != nil {
				return answer{}, err
			}
		}
	}
	a.data = p
	return a, nil
}
