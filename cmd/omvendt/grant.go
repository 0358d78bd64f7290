package main

import (
	"flag"

	"github.com/omvendt/omvendt/registry"
)

// grantOptions are a role and the part of the municipality that it covers.
type grantOptions struct{ registry.Grant }

func (g *grantOptions) define(options *flag.FlagSet) {
	options.StringVar(&g.Role, "role", "", "")
	options.BoolVar(&g.Scope.Own, "own", false, "")
	for name, list := range map[string]*[]string{"area": &g.Scope.Areas, "unit": &g.Scope.Units, "kle": &g.Scope.KLE} {
		options.Func(name, "", func(v string) error { *list = append(*list, v); return nil })
	}
}

const scopeOptions = "--area | --unit | --kle"

// given demands options that must have a value, by name.
func given(options ...string) error {
	for i := 0; i+1 < len(options); i += 2 {
		if options[i+1] == "" {
			return wrong("missing", "operand", options[i])
		}
	}
	return nil
}
