package main

import (
	"context"
	"flag"

	"github.com/omvendt/omvendt/openapi"
)

var openapiCommand = command{
	name: "openapi", noData: true,
	define: func(*flag.FlagSet) action {
		return func(_ context.Context, p *program, _ []string) error {
			document, err := openapi.Spec()
			if err != nil {
				return err
			}
			_, err = p.stdout.Write(document)
			return err
		}
	},
}
