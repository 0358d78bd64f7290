// Package policiestest has the policies for tests, which compile them once for a
// test binary: that takes longer than most tests.
package policiestest

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/omvendt/omvendt/policies"
	"github.com/omvendt/omvendt/registry"
)

// Judges are all policies that the program comes with. They may be shared.
type Judges struct {
	Maker    *policies.Maker
	Access   *policies.Access
	Cases    *policies.Cases
	Adoption *policies.Adoption
	Decision *policies.Decision
}

// Compiled are the policies, compiled when first asked for; it panics if they do
// not compile.
var Compiled = sync.OnceValue(func() (j Judges) {
	errs := make([]error, 5)
	j.Maker, errs[0] = policies.NewMaker()
	j.Access, errs[1] = policies.NewAccess()
	j.Cases, errs[2] = policies.NewCases()
	j.Adoption, errs[3] = policies.NewAdoption()
	j.Decision, errs[4] = policies.NewDecision()
	if err := errors.Join(errs...); err != nil {
		panic(err)
	}
	return j
})

// Checker checks policies in the process of the test.
type Checker struct{}

var _ registry.PolicyChecker = Checker{}

// Program is the test.
func (Checker) Program() string { return "test" }

// ReadPolicy opens a bundle.
func (Checker) ReadPolicy(bundle []byte) (map[string][]byte, error) {
	return policies.ReadBundle(bytes.NewReader(bundle))
}

// CheckPolicy checks one that does not break the process.
func (Checker) CheckPolicy(_ context.Context, files map[string][]byte, settings []byte) ([]byte, registry.PolicyReport, error) {
	source, report := policies.Bundle(files).CheckHere(settings)
	return source, report, nil
}

// Longer is a municipality's own policy of justifications, as files of a bundle: one more
// criterion, a value of at least twenty words.
func Longer() map[string]string {
	const first, sentence = `{"code": "INDICATOR_DUE",`, `

# METADATA
# title: The value is said in fewer than twenty words
# description: What would mend it is two sentences on what the rule changes.
# custom:
#   title_da: Værdien er sagt på under tyve ord
#   description_da: Det rettes med to sætninger om, hvad reglen ændrer.
#   source: the council's own decision
#   source_da: byrådets egen beslutning
#   code: TOO_SHORT
#   severity: fails
found contains "TOO_SHORT" if {
	written
	input.words < 20
}
`
	source := policies.Sources()["justification.rego"]
	if strings.Count(source, first) != 1 {
		panic("the policy has changed")
	}
	return map[string]string{
		"justification.rego": strings.Replace(source, first, `{"code": "TOO_SHORT", "severity": "fails"},`+"\n\t"+first, 1) + sentence,
		"justification_test.rego": `package omvendt.justification_test

import data.omvendt.justification

test_a_short_value_fails if {
	facts := {"empty": false, "undefended": false, "words": 19}
	"TOO_SHORT" in {finding.code | some finding in justification.answer.findings} with input as facts
}
`}
}

// Packed is a bundle (.tar.gz) of the policy that comes with the program, with some
// files in place of its own.
func Packed(files map[string]string) []byte {
	all := map[string]string{}
	for name, text := range Compiled().Maker.BuiltinBundle() {
		all[name] = string(text)
	}
	maps.Copy(all, files)
	return PackedAlone(all)
}

// PackedAlone is a bundle (.tar.gz) of some files and nothing else.
func PackedAlone(all map[string]string) []byte {
	var b bytes.Buffer
	gz := gzip.NewWriter(&b)
	w := tar.NewWriter(gz)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if err := w.WriteHeader(&tar.Header{Name: name, Size: int64(len(all[name])), Mode: 0o600, Typeflag: tar.TypeReg}); err != nil {
			panic(err)
		}
		if _, err := w.Write([]byte(all[name])); err != nil {
			panic(err)
		}
	}
	if err := errors.Join(w.Close(), gz.Close()); err != nil {
		panic(err)
	}
	return b.Bytes()
}
