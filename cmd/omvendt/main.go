// Command omvendt is the whole product in one program: the server, the demo,
// and the commands of an administrator. It is the only place that knows all
// parts and wires them together.
//
// Read first command.go (what a command is, and the list of them), store.go (what
// they open), serve.go and front.go (the server, and what every request goes
// through). mail.go, mailer.go and words.go send mails; policy_*.go and metrics.go
// are the policies' own commands and figures; each other file is a command.
//
// Exit codes: 0 done, 1 refused with a reason on standard error, 2 wrong use.
// Standard output is for results only.
package main

import (
	"context"
	"os"
	"os/signal"
	"slices"
	"syscall"
	"time"
	_ "time/tzdata" // the municipality's days do not depend on the machine

	"github.com/omvendt/omvendt/policies"
)

func main() { os.Exit(process(time.Now)) }

// process is the program as the operating system sees it; the exit code is its result.
func process(clock func() time.Time) int {
	if slices.Equal(os.Args[1:], checkChild) {
		return policies.CheckChild(os.Stdin, os.Stdout, os.Stderr)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	return run(ctx, os.Args[1:], environment{getenv: os.Getenv, stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr, clock: clock})
}
