package policies

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/omvendt/omvendt/registry"
)

// Checker checks bundles in a process of its own (decision 0058): a policy that
// never ends, fills the memory or nests too deep ends that process and no other.
// One bundle is checked at a time.
type Checker struct {
	Command []string // the program that calls CheckChild
	Version string   // of the program
	Key     Key
	Limits  CheckLimits

	one sync.Mutex
}

// CheckLimits bound the process that checks. Each that is zero is the standard one.
type CheckLimits struct {
	Memory int64         // bytes of data, its own included
	CPU    time.Duration // of all its threads, in whole seconds
	Wall   time.Duration // by the clock on the wall
}

func (l CheckLimits) orStandard() CheckLimits {
	if l.Memory == 0 {
		l.Memory = 512 << 20
	}
	if l.CPU == 0 {
		l.CPU = 40 * time.Second
	}
	if l.Wall == 0 {
		l.Wall = 2 * time.Minute
	}
	return l
}

// maxStack is how deep the process that checks may nest, in bytes; the standard is a GB.
const maxStack = 64 << 20

// maxReport bounds what is read from the process that checks.
const maxReport = 4 << 20

// order to the process that checks, on its standard input.
type checkOrder struct {
	Bundle   Bundle
	Key      Key
	Settings []byte
	Limits   CheckLimits
}

// progress of the process that checks, one a line on its standard output.
type progress struct {
	Begins registry.PolicyCheckName `json:"begins,omitempty"`
	Ends   *registry.PolicyCheck    `json:"ends,omitempty"`
	Source []byte                   `json:"source,omitempty"` // once its files have been divided
}

var _ registry.PolicyChecker = (*Checker)(nil)

// Program is the version of the program with the policy that came with it, which tells
// two builds without a version apart.
func (c *Checker) Program() string {
	source, err := builtinSource()
	if err != nil {
		panic(err) // the program's own
	}
	return c.Version + " " + registry.Digest(source)[:12]
}

// ReadPolicy is ReadBundle.
func (*Checker) ReadPolicy(bundle []byte) (map[string][]byte, error) {
	return ReadBundle(bytes.NewReader(bundle))
}

// CheckPolicy checks a bundle with settings (Settings.Canonical). source is what a
// version in the store keeps of it; nil where its files are no policy at all. A
// policy that is no good is no error: its report says so.
func (c *Checker) CheckPolicy(ctx context.Context, files map[string][]byte, settings []byte) (source []byte, report registry.PolicyReport, err error) {
	c.one.Lock()
	defer c.one.Unlock()
	limits := c.Limits.orStandard()
	order, err := json.Marshal(checkOrder{Bundle(files), c.Key, settings, limits})
	if err != nil {
		return nil, report, failed("check: %w", err)
	}
	within, stop := context.WithTimeout(ctx, limits.Wall)
	defer stop()
	cmd := exec.CommandContext(within, c.Command[0], c.Command[1:]...)
	cmd.Env = []string{"GOMEMLIMIT=" + fmt.Sprint(limits.Memory*3/4), "GOTRACEBACK=none", "GOMAXPROCS=2"} // and nothing of ours
	cmd.Dir = os.TempDir()
	cmd.Stdin = bytes.NewReader(order)
	var complaint tail
	cmd.Stderr = &complaint
	cmd.WaitDelay = time.Second
	apart(cmd)
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, report, failed("check: %w", err)
	}
	if err := cmd.Start(); err != nil {
		return nil, report, failed("check: %w", err)
	}
	begun := c.follow(io.LimitReader(out, maxReport), &source, &report)
	_, _ = io.Copy(io.Discard, out)
	err = cmd.Wait()
	switch {
	case ctx.Err() != nil:
		return nil, report, ctx.Err()
	case err == nil && begun == "":
		return source, report, nil
	case begun == "": // before anything was begun: the program, not the policy
		return nil, report, failed("check: %w: %s", err, complaint.String())
	}
	found := registry.PolicyFinding{Code: causeOf(within, cmd.ProcessState, limits, complaint.String())}
	if found.Code == registry.FoundCrash {
		found.Detail, _, _ = strings.Cut(clipped(complaint.String()), "\n")
	}
	report.Checks = append(report.Checks, checkOf(begun, 0, []registry.PolicyFinding{found}))
	return source, report, nil
}

// follow reads how far the process has come; begun is the check that it did not end.
func (c *Checker) follow(out io.Reader, source *[]byte, report *registry.PolicyReport) (begun registry.PolicyCheckName) {
	lines := bufio.NewScanner(out)
	lines.Buffer(nil, maxReport)
	for lines.Scan() {
		var p progress
		if json.Unmarshal(lines.Bytes(), &p) != nil {
			continue
		}
		switch {
		case p.Begins != "":
			begun = p.Begins
		case p.Ends != nil:
			report.Checks, begun = append(report.Checks, *p.Ends), ""
		case p.Source != nil:
			*source = p.Source
		}
	}
	return begun
}

// causeOf says why the process ended before it was done. One that the system killed
// long before its time was killed for want of memory; the system counts the time in
// ticks, and so not as exactly as it tells of it afterwards.
func causeOf(within context.Context, ended *os.ProcessState, limits CheckLimits, complaint string) registry.PolicyFindingCode {
	said := func(words ...string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(complaint, w) })
	}
	used := ended.UserTime() + ended.SystemTime()
	switch {
	case within.Err() != nil, !ended.Exited() && used >= limits.CPU/2:
		return registry.FoundTime
	case said("stack exceeds", "stack overflow"):
		return registry.FoundDepth
	case said("out of memory", "cannot allocate memory", "new OS thread", "SIGSEGV"), !ended.Exited():
		return registry.FoundMemory
	}
	return registry.FoundCrash
}

// CheckChild is the process that checks: it reads one order and tells how far it has
// come. It returns the exit code.
func CheckChild(stdin io.Reader, stdout, stderr io.Writer) int {
	var order checkOrder
	if err := json.NewDecoder(stdin).Decode(&order); err != nil {
		fmt.Fprintln(stderr, err)
		return 1
	}
	debug.SetMaxStack(maxStack)
	if err := confine(order.Limits); err != nil {
		fmt.Fprintln(stderr, err)
		return 1
	}
	say := json.NewEncoder(stdout)
	var broken error
	tell := func(p progress) { broken = errors.Join(broken, say.Encode(p)) }
	order.Bundle.run(order.Key, order.Settings,
		func(name registry.PolicyCheckName) { tell(progress{Begins: name}) },
		func(done registry.PolicyCheck) { tell(progress{Ends: &done}) },
		func(source []byte) { tell(progress{Source: source}) })
	if broken != nil {
		return 1
	}
	return 0
}

// tail keeps the beginning of what a process complains of: Go says first what it was.
type tail struct{ kept bytes.Buffer }

func (t *tail) Write(p []byte) (int, error) {
	const most = 4 << 10
	if room := most - t.kept.Len(); room > 0 {
		t.kept.Write(p[:min(len(p), room)])
	}
	return len(p), nil
}

func (t *tail) String() string { return t.kept.String() }
