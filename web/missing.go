package web

import "github.com/omvendt/omvendt/registry"

// missing tells what a rule's entry lacks, each with the field of the page that
// mends it; who may only check the law is told of nothing else.
func (v *visit) missing(number registry.Number, p workRulePage) ([]Complaint, error) {
	all, err := v.Register.Missing(v.r.Context(), []registry.Number{number})
	if err != nil {
		return nil, err
	}
	var told []Complaint
	for _, m := range all[number] {
		if !p.MayEdit && m != registry.MissingCheck {
			continue
		}
		told = append(told, Complaint{Field: p.mends(m), Text: capital(p.Lang.Name("lacks", string(m)))})
	}
	return told, nil
}

// mends is the id of what is filled in where something is missing.
func (p workRulePage) mends(m registry.Missing) string {
	switch m {
	case registry.MissingPlain:
		return p.Text.id("plain")
	case registry.MissingJustification:
		return p.Case.id("value")
	case registry.MissingCheck:
		return "check"
	case registry.MissingEffort:
		return p.Entry.id("effort.evidence")
	default: // the others are fields by the same name
		return p.Entry.id(string(m))
	}
}
