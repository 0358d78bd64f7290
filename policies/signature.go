package policies

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"

	"github.com/open-policy-agent/opa/v1/bundle"

	"github.com/omvendt/omvendt/registry"
)

// signatures is the file in which a bundle's signature stands.
const signatures = ".signatures.json"

// Key is the public key with which bundles must be signed. The zero key means that
// no signature is asked for, nor looked at.
type Key struct {
	PEM       string // the key itself
	Algorithm string // "RS256", "ES256", "EdDSA", ...; empty: RS256
}

// files is how many are to be signed; none where no key is set.
func (k Key) files(b Bundle) int {
	if k.PEM == "" {
		return 0
	}
	return len(b)
}

// verify checks that every file is what the signature says, and that it says it of
// all files and no others.
func (k Key) verify(b Bundle) (found []registry.PolicyFinding) {
	if k.PEM == "" {
		return nil
	}
	text, ok := b[signatures]
	if !ok {
		return []registry.PolicyFinding{{Code: registry.FoundUnsigned}}
	}
	forged := func(file string, detail string) []registry.PolicyFinding {
		return []registry.PolicyFinding{{Code: registry.FoundForged, File: file, Detail: clipped(detail)}}
	}
	var signed bundle.SignaturesConfig
	if err := json.Unmarshal(text, &signed); err != nil {
		return forged(signatures, err.Error())
	}
	signed.Plugin = "" // never another way of verifying than the one that comes with OPA
	const id = "key"
	algorithm := k.Algorithm
	if algorithm == "" {
		algorithm = "RS256"
	}
	files, err := bundle.VerifyBundleSignature(signed,
		bundle.NewVerificationConfig(map[string]*bundle.KeyConfig{id: {Key: k.PEM, Algorithm: algorithm}}, id, "", nil))
	if err != nil {
		return forged(signatures, err.Error())
	}
	for _, name := range slices.Sorted(maps.Keys(b)) {
		if name == signatures {
			continue
		}
		if err := bundle.VerifyBundleFile(name, *bytes.NewBuffer(b[name]), files); err != nil {
			return forged(name, err.Error())
		}
	}
	for name := range files {
		return forged(name, "signed, but not in the bundle")
	}
	return nil
}
