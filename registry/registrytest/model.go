// Package registrytest holds an independent model of the register's heart, a
// generator of random histories, and the design's worked days as data.
//
// The model is written from the tables of the design alone. It is slow and
// plain: it forgets everything between two days, and for each day it starts
// again from the list of events. model.go says what is answered; model_world.go
// says which events have effect, model_stand.go what they and the passing days
// led to, and model_cases.go is the design's case table.
package registrytest

import (
	"slices"
	"strings"

	"github.com/omvendt/omvendt/registry"
)

// Expectation is what the design says of a rule on a day. The first reason is
// the main one; the others are a set, here in alphabetical order.
type Expectation struct {
	State   registry.State
	Class   registry.Class
	Reasons []registry.ReasonCode
	Version registry.VersionID
}

// Equal compares two expectations, the secondary reasons as sets.
func (e Expectation) Equal(o Expectation) bool {
	return e.State == o.State && e.Class == o.Class && e.Version == o.Version &&
		slices.Equal(MainFirst(e.Reasons), MainFirst(o.Reasons))
}

func (e Expectation) String() string {
	var codes []string
	for _, c := range MainFirst(e.Reasons) {
		codes = append(codes, string(c))
	}
	return string(e.State) + " " + strings.Join(codes, "+") + " (" + string(e.Class) + ", text " + string(e.Version) + ")"
}

// MainFirst is the reasons with the secondary ones sorted and each once.
func MainFirst(codes []registry.ReasonCode) []registry.ReasonCode {
	if len(codes) == 0 {
		return nil
	}
	rest := slices.Clone(codes[1:])
	slices.Sort(rest)
	rest = slices.DeleteFunc(slices.Compact(rest), func(c registry.ReasonCode) bool { return c == codes[0] })
	return append([]registry.ReasonCode{codes[0]}, rest...)
}

// Status is the design's answer for a day: the events that have effect seen
// from that day, what they and the passing days led to, and the case table.
// Events come in the order in which they were recorded.
func Status(events []registry.Event, on registry.Day) Expectation {
	w := worldOn(events, on)
	s := w.standOn(on)
	state, reasons := w.caseTable(s, on)
	text := s.text.now
	if s.end.how != "" && s.end.on == s.text.since {
		text = s.text.before // what ended has the text of its last day
	}
	return Expectation{State: state, Class: w.class(on, on), Reasons: MainFirst(reasons), Version: text}
}
