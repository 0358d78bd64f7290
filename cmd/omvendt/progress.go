package main

import (
	"os"
	"time"
)

// progress tells what goes on, never on standard output: at once when it was asked
// for, and otherwise to whoever sits at a terminal and has waited for a second.
type progress struct {
	program *program
	asked   bool
	waiting *time.Timer
}

// now says that something begins, and that what was before is over.
func (g *progress) now(line string) {
	g.over()
	switch {
	case g.asked:
		g.program.complain(line)
	case g.program.atTerminal():
		g.waiting = time.AfterFunc(time.Second, func() { g.program.complain(line) })
	}
}

func (g *progress) over() {
	if g.waiting != nil {
		g.waiting.Stop()
	}
}

// atTerminal says whether somebody reads what is complained.
func (p *program) atTerminal() bool {
	f, is := p.stderr.(*os.File)
	if !is {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
