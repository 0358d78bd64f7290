package main

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"

	"github.com/omvendt/omvendt/internal/wording"
	"github.com/omvendt/omvendt/papers"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// simulateCommand asks what would be otherwise. What is supposed comes as JSON in the
// words of the API, by options, or both; without either nothing is.
var simulateCommand = command{
	name: "simulate", operands: []string{"[FILE]"},
	define: func(options *flag.FlagSet) action {
		var o simulateOptions
		for name, value := range map[string]*string{"on": &o.on, "area": &o.area, "beside": &o.beside, "meeting": &o.meeting, "review": &o.review, "from": &o.from,
			"settings": &o.settings, "policy": &o.policy, "basis": &o.basis, "ends": &o.ends} {
			options.StringVar(value, name, "", "")
		}
		options.BoolVar(&o.json, "json", false, "")
		return o.run
	},
}

// simulateFields are the options that give what is supposed, where no file does.
var simulateFields = map[string]string{"on": "--on", "area": "--area", "beside": "--beside", "meetings": "--meeting", "meetings[0]": "--meeting", "review": "--review", "from": "--from",
	"settings": "--settings", "policy": "--policy", "bases[0].reference": "--basis", "bases[0].on": "--ends"}

type simulateOptions struct {
	on, area, beside, meeting, review, from string
	settings, policy                        string // a file, a directory
	basis, ends                             string
	json                                    bool
}

func (o *simulateOptions) run(ctx context.Context, p *program, operands []string) error {
	a, err := o.assumptions(operands)
	if err != nil {
		return err
	}
	h, err := p.open(ctx)
	if err != nil {
		return err
	}
	defer h.Close()
	if err := p.useOwnPolicies(h, &policyOptions{}); err != nil {
		return err
	}
	// Nobody waits for this one but who asked: however large the register is, it is read once.
	today, err := h.register.Today(ctx)
	if err != nil {
		return err
	}
	if _, err := h.register.Facts(ctx, today, nil); err != nil {
		return err
	}
	s, err := h.workflow.Simulate(ctx, a)
	if err != nil && len(operands) == 0 {
		return inOption(err, simulateFields)
	}
	if err != nil {
		return err // in the words of the file
	}
	if o.json {
		encoder := json.NewEncoder(p.stdout)
		encoder.SetIndent("", "  ")
		return encoder.Encode(s)
	}
	p.saySimulated(s)
	return nil
}

// assumptions are those of the file, with what the options say in their place.
func (o *simulateOptions) assumptions(operands []string) (a workflow.Assumptions, err error) {
	var c registry.Checks
	on, from, ends := dayOption(&c, "--on", o.on), dayOption(&c, "--from", o.from), dayOption(&c, "--ends", o.ends)
	if err := c.Err(); err != nil {
		return a, err
	}
	if len(operands) > 0 {
		if err := readJSON(operands[0], &a); err != nil {
			return a, err
		}
	}
	if on != registry.NoDay {
		a.On = on
	}
	if from != registry.NoDay {
		a.From = from
	}
	if o.area != "" {
		a.Area = o.area
	}
	if o.beside != "" {
		a.Beside = workflow.Beside(o.beside)
	}
	if o.meeting != "" {
		a.Meetings = append(a.Meetings, registry.MeetingID(o.meeting))
	}
	if o.review != "" {
		a.Review = registry.ReviewID(o.review)
	}
	if o.basis != "" || ends != registry.NoDay {
		a.Bases = append(a.Bases, workflow.BasisEnd{Reference: o.basis, On: ends})
	}
	if o.settings != "" {
		if err := readJSON(o.settings, &a.Settings); err != nil {
			return a, err
		}
	}
	if o.policy != "" {
		err = modulesIn(o.policy, &a)
	}
	return a, err
}

// readJSON reads a file into a value that has all its fields.
func readJSON(file string, into any) error {
	content, err := os.ReadFile(file)
	if err != nil {
		return &registry.Error{Code: registry.CodeFileUnreadable, Args: registry.Args{"path": file}, Err: err}
	}
	d := json.NewDecoder(bytes.NewReader(content))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return &refusal{file + ": " + err.Error()}
	}
	return nil
}

// modulesIn supposes the modules of a directory, by their names; tests are none.
func modulesIn(dir string, a *workflow.Assumptions) error {
	files, err := filepath.Glob(filepath.Join(dir, "*.rego"))
	a.Policy = map[string]string{}
	for _, file := range files {
		name := filepath.Base(file)
		if err != nil || strings.HasSuffix(name, "_test.rego") {
			continue
		}
		var content []byte
		content, err = os.ReadFile(file)
		a.Policy[name] = string(content)
	}
	if err == nil && len(a.Policy) == 0 {
		err = wrong("bad_value", "option", "--policy", "value", dir)
	}
	return err
}

func (p *program) saySimulated(s workflow.Simulated) {
	for _, line := range papers.Supposed(p.lang, s) {
		p.say(line)
	}
	for _, line := range papers.SimulatedShort(p.lang, s) {
		p.say(line)
	}
	for _, c := range s.Changes {
		p.say("\n" + c.Number.String() + "  " + c.Title)
		p.say("        " + wording.State(p.lang, c.Was.State) + " → " + wording.State(p.lang, c.Is.State) + " (" + wording.Day(p.lang, c.Since) + ")")
		p.say("        " + papers.Because(p.lang, c.Is))
	}
}
