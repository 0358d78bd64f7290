package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/omvendt/omvendt/internal/wording"
	"github.com/omvendt/omvendt/registry"
)

var statusCommand = command{
	name: "status", operands: []string{"[RULE...]"},
	define: func(options *flag.FlagSet) action {
		var o statusOptions
		options.StringVar(&o.on, "on", "", "")
		options.StringVar(&o.known, "known", "", "")
		options.BoolVar(&o.json, "json", false, "")
		return o.run
	},
}

type statusOptions struct {
	on, known string
	json      bool
}

// statusReport is the answer of status --json.
type statusReport struct {
	On     registry.Day           `json:"on"`
	Known  time.Time              `json:"known"`
	Total  int                    `json:"total"`
	Counts map[registry.State]int `json:"counts"`
	Rules  []statusRule           `json:"rules"`
}

type statusRule struct {
	Number     registry.Number   `json:"number"`
	Title      string            `json:"title"`
	State      registry.State    `json:"state"`
	Class      registry.Class    `json:"class"`
	Reasons    []registry.Reason `json:"reasons"`
	Since      registry.Day      `json:"since,omitzero"`       // first day of the unbroken run of this state
	NextChange registry.Day      `json:"next_change,omitzero"` // first day after it; absent when none is known
}

func (o *statusOptions) run(ctx context.Context, p *program, operands []string) error {
	var c registry.Checks
	on := dayOption(&c, "--on", o.on)
	var numbers []registry.Number
	for _, text := range operands {
		n, err := registry.ParseNumber(text)
		c.Take(text, err)
		numbers = append(numbers, n)
	}
	if err := c.Err(); err != nil {
		return err
	}
	h, err := p.open(ctx)
	if err != nil {
		return err
	}
	defer h.Close()
	report := statusReport{On: on, Counts: map[registry.State]int{}, Rules: []statusRule{}}
	if report.Known, err = h.register.Known(o.known, p.clock()); err != nil {
		return knownOption(err)
	}
	if report.On == registry.NoDay {
		if report.On, err = h.register.Today(ctx); err != nil {
			return err
		}
	}
	if err := report.read(ctx, h.register, o.known, numbers); err != nil {
		return err
	}
	report.Known = report.Known.UTC().Truncate(time.Microsecond)
	if o.json {
		encoder := json.NewEncoder(p.stdout)
		encoder.SetIndent("", "  ")
		return encoder.Encode(report)
	}
	p.sayStatus(report, h.db.Place)
	return nil
}

// knownOption names the option behind an error that --known alone can cause.
func knownOption(err error) error {
	var c registry.Checks
	c.Take("--known", err)
	return c.Err()
}

// read fills in the rules: those asked for, or all.
func (r *statusReport) read(ctx context.Context, register *registry.Service, known string, numbers []registry.Number) error {
	for _, s := range registry.States {
		r.Counts[s] = 0
	}
	if len(numbers) == 0 {
		page, err := register.Register(ctx, known, registry.RegisterQuery{On: r.On})
		if err != nil {
			return err
		}
		for _, e := range page.Entries {
			r.add(e.Rule.Number, e.Text.Title, e.Segment)
		}
		return nil
	}
	slices.Sort(numbers)
	for _, n := range slices.Compact(numbers) {
		v, err := register.Rule(ctx, n, registry.StatusQuery{On: r.On, Known: known})
		var e *registry.Error
		if errors.As(err, &e) && e.Code == registry.CodeNotFound {
			var c registry.Checks
			c.Take(n.String(), err)
			return c.Err()
		}
		if err != nil {
			return err
		}
		r.add(n, v.Text.Title, v.Segment)
	}
	return nil
}

func (r *statusReport) add(n registry.Number, title string, s registry.Segment) {
	rule := statusRule{Number: n, Title: title, State: s.State, Class: s.Class, Reasons: s.Reasons}
	if wording.Known(s.StateFrom) {
		rule.Since = s.StateFrom
	}
	if wording.Known(s.StateUntil) {
		rule.NextChange = s.StateUntil
	}
	r.Rules = append(r.Rules, rule)
	r.Counts[s.State]++
	r.Total++
}

// sayStatus tells the same in words.
func (p *program) sayStatus(r statusReport, place *time.Location) {
	p.say(p.text("cli.status.head", map[string]string{"on": wording.Day(p.lang, r.On),
		"known": wording.Day(p.lang, registry.DayOf(r.Known, place)) + " " + r.Known.In(place).Format("15:04")}))
	for _, rule := range r.Rules {
		p.say("\n" + rule.Number.String() + "  " + rule.Title)
		p.say("        " + wording.State(p.lang, rule.State) + " (" + wording.Class(p.lang, rule.Class) + ")")
		for _, reason := range rule.Reasons {
			p.say("        " + wording.Reason(p.lang, reason))
		}
	}
	var counts []string
	for _, s := range slices.SortedFunc(maps.Keys(r.Counts), func(a, b registry.State) int {
		return slices.Index(registry.States, a) - slices.Index(registry.States, b)
	}) {
		if n := r.Counts[s]; n > 0 {
			counts = append(counts, p.text("cli.status.count", map[string]string{"n": p.lang.Number(float64(n)), "state": wording.State(p.lang, s)}))
		}
	}
	p.say("\n" + p.lang.Count("cli.status.total", r.Total, map[string]string{"counts": strings.Join(counts, ", ")}))
}
