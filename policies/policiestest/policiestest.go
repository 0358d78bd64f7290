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

// Packed is a bundle (.tar.gz) of the policy that comes with the program, with some
// files in place of its own.
func Packed(files map[string]string) []byte {
	all := map[string]string{}
	for name, text := range Compiled().Maker.BuiltinBundle() {
		all[name] = string(text)
	}
	maps.Copy(all, files)
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
