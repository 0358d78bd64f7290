package policies

import (
	"errors"
	"io/fs"
	"path"

	"github.com/omvendt/omvendt/registry"
)

// Edited are policies of somebody's own, to be compared with those that judge. They
// judge nothing that is stored.
type Edited struct {
	Maker    registry.RulebookMaker // judges every day by the policy, whatever version applies
	Cases    *Cases
	Adoption *Adoption
	Decision *Decision
}

// ReadEdited reads the policies of a directory: what it holds stands in the place of the
// program's own, as in a bundle; tests are left out. Errors are CodePolicyFailed.
func ReadEdited(dir fs.FS) (out Edited, err error) {
	texts, err := editedTexts(dir)
	if err != nil {
		return out, failed("edited: %w", err)
	}
	modules, err := parse(texts)
	if err == nil {
		err = complete(texts, modules)
	}
	if err != nil {
		return out, failed("edited: %w", err)
	}
	maker, err := NewMaker()
	if err != nil {
		return out, err
	}
	source := archive(texts)
	edited := editedMaker{maker, source, registry.Digest(source)}
	if _, err := edited.Rulebook(nil); err != nil {
		return out, err
	}
	out.Maker = edited
	version := registry.GameVersion{Kind: registry.GamePolicy, Source: source, Digest: edited.digest}
	bodyIn := func(policy registry.PolicyName) (body, error) {
		b, held, err := heldBy(version, policy)
		if err == nil && !held {
			b, err = programBody(policy, beside[policy])
		}
		return b, err
	}
	b, err := bodyIn(registry.PolicyJustification)
	if err != nil {
		return out, err
	}
	out.Cases = casesOf(b, evaluationLimit)
	if b, err = bodyIn(registry.PolicyAdoption); err != nil {
		return out, err
	}
	if out.Adoption, err = adoptionOf(b, evaluationLimit); err != nil {
		return out, err
	}
	if b, err = bodyIn(registry.PolicyDecision); err != nil {
		return out, err
	}
	out.Decision, err = decisionOf(b, evaluationLimit)
	return out, err
}

// editedTexts are the policies of a directory by file. Who may do what is in no decision
// log, and so left out as tests are.
func editedTexts(dir fs.FS) (map[string]string, error) {
	names, err := fs.Glob(dir, "*.rego")
	if err == nil && len(names) == 0 {
		err = errors.New("no *.rego there")
	}
	texts := map[string]string{}
	for _, name := range names {
		if IsTest(name) || path.Base(name) == "access.rego" {
			continue
		}
		text, err := fs.ReadFile(dir, name)
		if err != nil {
			return nil, err
		}
		texts[path.Base(name)] = string(text)
	}
	return texts, err
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
