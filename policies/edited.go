package policies

import (
	"errors"
	"io/fs"
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
}

// ReadEdited reads the policies of a directory. A file named as one of the program's own
// stands in its place; one that is missing is the program's; tests are left out. Errors
// are CodePolicyFailed.
func ReadEdited(dir fs.FS) (Edited, error) {
	var out Edited
	maker, err := NewMaker()
	if err != nil {
		return out, err
	}
	modules, err := unarchive(maker.source)
	if err != nil {
		return out, failed("builtin: %w", err)
	}
	apart := map[string]string{"justification.rego": justificationSource, "adoption.rego": adoptionSource, "decision.rego": decisionSource}
	names, err := fs.Glob(dir, "*.rego")
	if err == nil && len(names) == 0 {
		err = errors.New("no *.rego there")
	}
	if err != nil {
		return out, failed("edited: %w", err)
	}
	for _, name := range names {
		text, err := fs.ReadFile(dir, name)
		switch name := path.Base(name); {
		case err != nil:
			return out, failed("edited: %w", err)
		case strings.HasSuffix(name, "_test.rego") || name == "access.rego": // who may do what is in no decision log
		case apart[name] != "":
			apart[name] = string(text)
		default:
			modules[name] = string(text)
		}
	}
	source := archive(modules)
	edited := editedMaker{maker, source, registry.Digest(source)}
	if _, err := edited.Rulebook(nil); err != nil {
		return out, err
	}
	out.Maker = edited
	if out.Cases, err = newCases(apart["justification.rego"], evaluationLimit); err != nil {
		return out, err
	}
	if out.Adoption, err = newAdoption(apart["adoption.rego"], evaluationLimit); err != nil {
		return out, err
	}
	out.Decision, err = newDecision(apart["decision.rego"], evaluationLimit)
	return out, err
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
