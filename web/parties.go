package web

import (
	"strconv"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

type partiesPage struct {
	Page
	Complaints []Complaint
	Fields     partyFields
	Parties    []PartyLine
}

// PartyLine is a hearing party in the list.
type PartyLine struct{ Name, Kind, Area, HeardOn, Basis, Mail, Address string }

// partyFields is the form of a party with what its choices are.
type partyFields struct {
	Form  Form
	Kinds []Option
	Areas []Option
}

func (p Page) partyLine(x workflow.HearingParty) PartyLine {
	line := PartyLine{Name: x.Name, Kind: capital(p.Lang.Name("party_kind", string(x.Kind))), Area: x.Area, HeardOn: x.HeardOn, Basis: x.Basis, Mail: x.Address,
		Address: p.To("work_party", string(x.ID))}
	return line
}

func (v *visit) partyFields(p Page, f Form) (partyFields, error) {
	out := partyFields{Form: f}
	for _, k := range workflow.PartyKinds {
		out.Kinds = append(out.Kinds, Option{Value: string(k), Text: capital(p.Lang.Name("party_kind", string(k)))})
	}
	areas, err := v.Register.Areas(v.r.Context())
	out.Areas = []Option{{Text: p.T("party.everywhere")}}
	for _, a := range areas {
		out.Areas = append(out.Areas, Option{Value: a, Text: a})
	}
	return out, err
}

func (v *visit) parties() (answer, error) { return v.partiesPage(v.form("", "party.")) }

func (v *visit) addParty() (answer, error) {
	f := v.form("", "party.")
	_, err := v.Workflow.AddParty(v.r.Context(), v.act, v.saidParty())
	if f.refused(v, err, "", "name") {
		return v.partiesPage(f)
	}
	return v.done("saved", "work_parties"), err
}

func (v *visit) partiesPage(f Form) (answer, error) {
	all, err := v.Workflow.HearingParties(v.r.Context())
	if err != nil {
		return answer{}, err
	}
	p := partiesPage{Page: v.shell(v.text("party.title")), Complaints: f.Complaints}
	p.Wrong = f.Failed()
	for _, x := range all {
		p.Parties = append(p.Parties, p.partyLine(x))
	}
	p.Fields, err = v.partyFields(p.Page, f)
	return answer{status: f.Status, template: "parties", data: p}, err
}

type partyPage struct {
	Page
	Complaints []Complaint
	Fields     partyFields
	Delete     Form
	Address    string
}

func (v *visit) party() (answer, error) {
	return v.partyPage(v.form("", "party."), v.form("delete", "party."))
}

func (v *visit) editParty() (answer, error) {
	f := v.form("", "party.")
	_, err := v.Workflow.EditParty(v.r.Context(), v.act, registry.HearingPartyID(v.name), v.saidEdit(), v.saidParty())
	if f.refused(v, err, "", "name") {
		return v.partyPage(f, v.form("delete", "party."))
	}
	return v.done("saved", "work_party", v.name), err
}

func (v *visit) deleteParty() (answer, error) {
	f := v.form("delete", "party.")
	err := v.Workflow.DeleteParty(v.r.Context(), v.act, registry.HearingPartyID(v.name), v.saidEdit())
	if f.refused(v, err) {
		return v.partyPage(v.form("", "party."), f)
	}
	return v.done("party_gone", "work_parties"), err
}

func (v *visit) partyPage(f, del Form) (answer, error) {
	x, err := v.Workflow.HearingParty(v.r.Context(), registry.HearingPartyID(v.name))
	if err != nil {
		return answer{}, err
	}
	edit := strconv.Itoa(x.Edit)
	f.stands(edit, Phrase{}, typedFields("name", x.Name, "address", x.Address, "area", x.Area, "heard_on", x.HeardOn, "basis", x.Basis))
	f.preset("kind", string(x.Kind))
	del.stands(edit, Phrase{}, nil)
	p := partyPage{Page: v.shell(x.Name), Delete: del, Complaints: append(f.Complaints, del.Complaints...)}
	p.TitleIsData, p.Wrong, p.Address = true, f.Failed() || del.Failed(), p.To("work_party", v.name)
	p.Crumbs = append(p.Crumbs, Crumb{p.T("party.title"), p.To("work_parties")})
	p.Fields, err = v.partyFields(p.Page, f)
	return answer{status: max(f.Status, del.Status), template: "party", data: p}, err
}

func (v *visit) saidParty() workflow.PartyEntry {
	return workflow.PartyEntry{Name: v.said("name"), Kind: workflow.PartyKind(v.said("kind")), Address: v.said("address"), Area: v.said("area"),
		HeardOn: v.said("heard_on"), Basis: v.said("basis")}
}
