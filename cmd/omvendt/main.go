// Command omvendt is the whole product in one program: the server, the demo,
// and the commands of an administrator. It is the only place that knows all
// parts and wires them together.
//
// Exit codes: 0 done, 1 refused with a reason on standard error, 2 wrong use.
// Standard output is for results only.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"time"
	_ "time/tzdata" // the municipality's days do not depend on the machine
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], environment{
		getenv: os.Getenv,
		stdout: os.Stdout,
		stderr: os.Stderr,
		clock:  time.Now,
	})
	stop()
	os.Exit(code)
}
