// Package policiestest has the policies for tests, which compile them once for a
// test binary: that takes longer than most tests.
package policiestest

import (
	"errors"
	"sync"

	"github.com/omvendt/omvendt/policies"
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
