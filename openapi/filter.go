package openapi

import (
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/omvendt/omvendt/registry"
)

type missing string

func (missing) Schema(huma.Registry) *huma.Schema { return oneOf(registry.MissingThings) }

type caseGrade string

func (caseGrade) Schema(huma.Registry) *huma.Schema { return oneOf(registry.CaseGrades) }

type sorting string

func (sorting) Schema(huma.Registry) *huma.Schema { return oneOf(sortings) }

// CatalogueFilter narrows a list by what the catalogue says of its rules now.
type CatalogueFilter struct {
	Unit      string    `query:"unit" doc:"Only this unit, exactly as written."`
	Owner     string    `query:"owner" doc:"Only rules that this post answers for, exactly as written. Vacant ones: missing=owner."`
	Kind      ruleKind  `query:"kind" doc:"Only this form of rule."`
	Protects  protects  `query:"protects" doc:"Only rules that protect these."`
	LegalForm legalForm `query:"legal_form" doc:"Only rules for units of this form."`
	Missing   []missing `query:"missing,explode" doc:"Only rules whose entry lacks all of these; repeated or separated by commas. check: nobody has confirmed the legal bases."`
	Minutes   float64   `query:"minutes_over" minimum:"0" doc:"Only rules that can take more minutes than this each time."`
	Review    string    `query:"review" doc:"Only rules that are part of this review." example:"dagtilbud-2027"`
	Tags      []string  `query:"tag,explode" doc:"Only rules with all of these tags; repeated or separated by commas, in small or capital letters."`
	Role      string    `query:"role" doc:"Only rules whose work this role does, exactly as written."`
	Grade     caseGrade `query:"grade" doc:"Only rules whose justification was judged so when it was written."`
	Finding   string    `query:"finding" doc:"Only rules with this finding in their justification, by its code." example:"CIRCULAR"`
}

func (f CatalogueFilter) domain() registry.Filter {
	return registry.Filter{Unit: f.Unit, Owner: f.Owner, Kind: registry.RuleKind(f.Kind), Protects: registry.Protects(f.Protects),
		LegalForm: registry.LegalForm(f.LegalForm), Missing: repeated[registry.Missing](f.Missing), Minutes: f.Minutes, Review: f.Review,
		Tags: registry.NormalTags(f.Tags), Role: f.Role, Grade: registry.CaseGrade(f.Grade), Finding: f.Finding}
}

// repeated are the values of a parameter that is repeated or holds commas, each once and sorted.
func repeated[T, S ~string](values []S) (all []T) {
	for _, v := range values {
		for one := range strings.SplitSeq(string(v), ",") {
			if one != "" && !slices.Contains(all, T(one)) {
				all = append(all, T(one))
			}
		}
	}
	slices.Sort(all)
	return all
}

// checked is a filter, or what is wrong with it under the names of its parameters.
func checked(c *registry.Checks, f registry.Filter) registry.Filter {
	if e, ok := f.Check().(*registry.Error); ok {
		for _, field := range e.Fields {
			name := field.Name
			if name == "minutes" {
				name = "minutes_over"
			}
			c.Take(name, &registry.Error{Code: field.Code, Args: field.Args})
		}
	}
	return f
}

// sortings are the orders of a list of the register; "-" reverses one.
var sortings = func() (all []string) {
	for _, s := range registry.Sorts {
		name := string(s)
		if s == registry.ByNumber {
			name = "number"
		}
		all = append(all, name, "-"+name)
	}
	return all
}()

// order reads one of the sortings.
func order(c *registry.Checks, text string) (by registry.Sort, descending bool) {
	name, descending := strings.CutPrefix(queryChoice(c, "sort", sortings, text), "-")
	if name == "number" {
		name = ""
	}
	return registry.Sort(name), descending
}
