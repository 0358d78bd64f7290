package policies

import (
	"path"
	"strings"

	"github.com/omvendt/omvendt/registry"
)

// Edited are policies of somebody's own, to be compared with those that judge. They
// judge nothing that is stored.
type Edited struct {
	Maker    registry.RulebookMaker // judges every day by the policy, whatever version applies
	Cases    *Cases
	Adoption *Adoption
	Decision *Decision
	Source   []byte // as a version in the store would keep it
}

// ReadEdited reads the policies of a bundle: what it holds stands in the place of the
// program's own. found is what it would be refused for where it is brought to be adopted: a
// policy that asks for what there is not would answer as if it had not asked. Tests are left
// out, and so is who may do what, which is in no decision log. Errors are CodePolicyFailed.
func ReadEdited(b Bundle) (out Edited, found []registry.PolicyFinding, err error) {
	settings := registry.DefaultSettings()
	c := &checking{bundle: judging(b), settings: settings.Canonical(), stored: func([]byte) {}}
	for _, check := range []func() (int, []registry.PolicyFinding){c.divide, c.compile, c.types} {
		if _, found = check(); len(found) > 0 {
			return out, found, nil
		}
	}
	out, err = editedOf(c.source)
	return out, nil, err
}

// editedOf are the policies of a version's source.
func editedOf(source []byte) (out Edited, err error) {
	maker, err := NewMaker()
	if err != nil {
		return out, err
	}
	edited := editedMaker{maker, source, registry.Digest(source)}
	if _, err := edited.Rulebook(nil); err != nil {
		return out, err
	}
	out.Maker, out.Source = edited, source
	b, err := bodyIn(source, registry.PolicyJustification)
	if err != nil {
		return out, err
	}
	out.Cases = casesOf(b, evaluationLimit)
	if b, err = bodyIn(source, registry.PolicyAdoption); err != nil {
		return out, err
	}
	if out.Adoption, err = adoptionOf(b, evaluationLimit); err != nil {
		return out, err
	}
	if b, err = bodyIn(source, registry.PolicyDecision); err != nil {
		return out, err
	}
	out.Decision, err = decisionOf(b, evaluationLimit)
	return out, err
}

// judging are the modules of a bundle that judge what stands in the decision log.
func judging(b Bundle) Bundle {
	some := Bundle{}
	for name, text := range b {
		if strings.HasSuffix(name, ".rego") && !IsTest(name) && path.Base(name) != "access.rego" {
			some[name] = text
		}
	}
	return some
}

// editedMaker puts one policy in the place of every version of it.
type editedMaker struct {
	*Maker
	source []byte
	digest string
}

// Rulebook judges by the default settings where versions have none.
func (m editedMaker) Rulebook(versions []registry.GameVersion) (registry.Rulebook, error) {
	settings := registry.DefaultSettings().Canonical()
	mine := []registry.GameVersion{{Kind: registry.GamePolicy, From: registry.FirstDay, Digest: m.digest, Source: m.source},
		{Kind: registry.GameSettings, From: registry.FirstDay, Digest: registry.Digest(settings), Source: settings}}
	for _, v := range versions {
		if v.Kind == registry.GameSettings {
			mine = append(mine, v)
		}
	}
	return m.Maker.Rulebook(mine)
}
