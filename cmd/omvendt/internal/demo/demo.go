// Package demo makes a synthetic municipality, Eksempel Kommune, by playing its
// history through the same services that people use, with a clock that moves.
// Everything in it is made up; all dates follow from the day it is made.
package demo

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/csv"
	"fmt"
	"sync"
	"time"

	"github.com/omvendt/omvendt/internal/sheet"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/registry/ruleimport"
	"github.com/omvendt/omvendt/workflow"
)

// Municipality is its name.
const Municipality = "Eksempel Kommune"

//go:embed data/regler-dagtilbud.csv
var rulesFile []byte

//go:embed data/kort-sagt.csv
var plainFile []byte

//go:embed data/hvem-hvornaar.csv
var effortFile []byte

// Clock is a clock that can be put back and let go again.
type Clock struct {
	real func() time.Time
	mu   sync.Mutex
	at   time.Time // zero: the real time
}

// NewClock shows the real time until it is set.
func NewClock(real func() time.Time) *Clock { return &Clock{real: real} }

// Now is what the clock shows.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.at.IsZero() {
		return c.real()
	}
	return c.at
}

func (c *Clock) set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = t
}

// Story is what a visitor can be shown.
type Story struct {
	Finished string `json:"finished"`  // slug of the review in the past
	UnderWay string `json:"under_way"` // slug of the one under way

	Consultation string `json:"consultation"` // slug
	OpenLink     string `json:"open_link"`    // token of the parents' link
	Meeting      string `json:"meeting"`      // id of the council's next
}

// Shown are rules worth a look: one for each answer that a rule can have today.
var Shown = []registry.Number{42, 18, 35, 34, 49, 10, 28, 32, 39, 30, 41, 58, 1, 22, 19, 5, 55}

// Play fills an empty register with the municipality's history up to today and
// lets go of the clock. The services' store must read that clock.
func Play(ctx context.Context, flow *workflow.Service, clock *Clock) (Story, error) {
	s := &stage{ctx: ctx, flow: flow, register: flow.Register, clock: clock, users: map[string]registry.UserID{}}
	s.today = registry.DayOf(clock.real(), s.register.Place)
	defer clock.set(time.Time{})
	s.play()
	return s.story, s.err
}

// stage is a play under way. The first error ends it.
type stage struct {
	ctx      context.Context
	flow     *workflow.Service
	register *registry.Service
	clock    *Clock
	today    registry.Day
	bodies   map[registry.Rank]registry.Body
	users    map[string]registry.UserID // by name
	story    Story
	err      error
}

// on moves the clock to the morning of a day.
func (s *stage) on(day registry.Day) {
	y, m, d := day.Time().Date()
	s.clock.set(time.Date(y, m, d, 9, 0, 0, 0, s.register.Place))
}

func (s *stage) do(what string, f func() error) {
	if s.err != nil {
		return
	}
	if err := f(); err != nil {
		s.err = fmt.Errorf("demo: %s: %w", what, err)
	}
}

func actBy(post, operation string) registry.Act {
	return registry.Act{Actor: registry.Actor{Name: post, Grants: []registry.Grant{{Role: "administrator"}}}, Operation: operation}
}

// Posts that do things in the demo.
const (
	coordinator = "Regelkoordinatoren"
	secretariat = "Byrådssekretariatet"
	lawyer      = "Juristen i Borgmesterens Afdeling"
)

// rules reads the sample with its plain sentences; none has been checked.
func (s *stage) rules() []registry.NewRule {
	var rules []registry.NewRule
	s.do("reading the rules", func() error {
		joined, err := join(rulesFile, plainFile)
		if err == nil {
			joined, err = join(joined, effortFile)
		}
		if err != nil {
			return err
		}
		table, err := sheet.Read(joined, "")
		if err != nil {
			return err
		}
		file, err := ruleimport.Read(table, ruleimport.Options{Today: s.today})
		if err != nil {
			return err
		}
		if bad := file.Bad(); len(bad) > 0 {
			return fmt.Errorf("row %d: %v", bad[0].Number, bad[0].Faults())
		}
		rules = file.Good()
		return nil
	})
	return rules
}

// join puts the columns of a second file beside those of the first, by number.
func join(first, second []byte) ([]byte, error) {
	a, err := table(first)
	if err != nil {
		return nil, err
	}
	b, err := table(second)
	if err != nil {
		return nil, err
	}
	more := map[string][]string{}
	for _, row := range b {
		more[row[0]] = row[1:]
	}
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	w.Comma = ';'
	for _, row := range a {
		if err := w.Write(append(row, more[row[0]]...)); err != nil {
			return nil, err
		}
	}
	w.Flush()
	return out.Bytes(), w.Error()
}

func table(content []byte) ([][]string, error) {
	r := csv.NewReader(bytes.NewReader(content))
	r.Comma = ';'
	return r.ReadAll()
}
