package main

import (
	"context"
	"flag"
	"runtime/debug"
)

var versionCommand = command{
	name: "version", noData: true,
	define: func(*flag.FlagSet) action {
		return func(_ context.Context, p *program, _ []string) error {
			p.say("omvendt " + version())
			return nil
		}
	},
}

// version is the module's, as the build recorded it.
func version() string {
	if b, ok := debug.ReadBuildInfo(); ok && b.Main.Version != "" && b.Main.Version != "(devel)" {
		return b.Main.Version
	}
	return "dev"
}
