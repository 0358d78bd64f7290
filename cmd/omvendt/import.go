package main

import (
	"context"
	"flag"
	"os"
	"strconv"
	"strings"

	"github.com/omvendt/omvendt/internal/problem"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/registry/ruleimport"
)

var importCommand = command{
	name: "import rules", operands: []string{"FILE.csv"}, needs: 1,
	define: func(options *flag.FlagSet) action {
		var o importOptions
		options.BoolVar(&o.dryRun, "dry-run", false, "")
		options.BoolVar(&o.skipBad, "skip-bad", false, "")
		options.StringVar(&o.checkedBy, "checked-by", "", "")
		options.StringVar(&o.checkedOn, "checked-on", "", "")
		return o.run
	},
}

type importOptions struct {
	dryRun, skipBad      bool
	checkedBy, checkedOn string
}

func (o *importOptions) run(ctx context.Context, p *program, operands []string) error {
	if (o.checkedBy == "") != (o.checkedOn == "") {
		return wrong("checked")
	}
	path := operands[0]
	content, err := os.Open(path)
	if err != nil {
		return &registry.Error{Code: registry.CodeFileUnreadable, Args: registry.Args{"path": path}, Err: err}
	}
	defer content.Close()
	h, err := p.open(ctx)
	if err != nil {
		return err
	}
	defer h.Close()
	today, err := h.register.Today(ctx)
	if err != nil {
		return err
	}
	check, err := o.check(today)
	if err != nil {
		return err
	}
	file, err := ruleimport.Read(content, today, check)
	if err != nil {
		return err
	}
	used, err := usedNumbers(ctx, h.register)
	if err != nil {
		return err
	}
	file.Taken(func(n registry.Number) bool { return used[n] })
	good, bad := file.Good(), file.Bad()
	p.complainOf(bad)
	if len(bad) > 0 && !o.skipBad || len(good) == 0 {
		return &refusal{p.lang.Count("cli.import.nothing", len(bad), nil)}
	}
	if check == nil {
		p.complain(p.text("cli.import.unchecked", nil))
	}
	if o.dryRun {
		p.say(p.lang.Count("cli.import.dry", len(good), nil))
		return nil
	}
	rules, err := h.register.CreateRules(ctx, act("import-rules"), good)
	if err != nil {
		return err
	}
	p.say(p.lang.Count("cli.import.done", len(rules), map[string]string{
		"first": rules[0].Number.String(), "last": rules[len(rules)-1].Number.String()}))
	return nil
}

// check is the legal check of all rules; nil leaves them unchecked.
func (o *importOptions) check(today registry.Day) (*registry.LegalCheck, error) {
	if o.checkedBy == "" {
		return nil, nil
	}
	var c registry.Checks
	l := &registry.LegalCheck{By: o.checkedBy, Day: dayOption(&c, "--checked-on", o.checkedOn), Result: registry.BasesConfirmed}
	if err := c.Err(); err != nil {
		return nil, err
	}
	return l, inOption(l.Validate(today, ""), map[string]string{"by": "--checked-by", "day": "--checked-on"})
}

func usedNumbers(ctx context.Context, register *registry.Service) (map[registry.Number]bool, error) {
	used := map[registry.Number]bool{}
	err := register.Store.View(ctx, func(r registry.Reader) error {
		rules, err := r.Rules(registry.RuleFilter{})
		for _, rule := range rules {
			used[rule.Number] = true
		}
		return err
	})
	return used, err
}

// mostShown bounds how many faults are told at a time.
const mostShown = 50

// complainOf tells what is wrong, row by row and column by column.
func (p *program) complainOf(rows []ruleimport.Row) {
	shown, all := 0, 0
	for _, r := range rows {
		all += len(r.Faults)
		for _, f := range problem.Describe(p.lang, &registry.Error{Code: registry.CodeInvalid, Fields: r.Faults}).Fields {
			if shown++; shown <= mostShown {
				p.complain(p.text("cli.import.fault", map[string]string{
					"row": strconv.Itoa(r.Number), "column": f.Name, "text": strings.ReplaceAll(f.Text, "\n", " ")}))
			}
		}
	}
	if all > mostShown {
		p.complain(p.lang.Count("cli.import.further", all-mostShown, nil))
	}
}
