package main

import (
	"context"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/omvendt/omvendt/internal/problem"
	"github.com/omvendt/omvendt/internal/sheet"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/registry/ruleimport"
)

var importCommand = command{
	name: "import rules", operands: []string{"FILE"}, needs: 1, makes: true,
	define: func(options *flag.FlagSet) action {
		var o importOptions
		options.BoolVar(&o.dryRun, "dry-run", false, "")
		options.BoolVar(&o.skipBad, "skip-bad", false, "")
		options.BoolVar(&o.yes, "yes-to-warnings", false, "")
		options.BoolVar(&o.progress, "progress", false, "")
		options.StringVar(&o.sheet, "sheet", "", "")
		options.StringVar(&o.area, "area", "", "")
		options.StringVar(&o.unit, "unit", "", "")
		options.StringVar(&o.checkedBy, "checked-by", "", "")
		options.StringVar(&o.checkedOn, "checked-on", "", "")
		return o.run
	},
}

type importOptions struct {
	dryRun, skipBad, yes, progress bool
	sheet, area, unit              string
	checkedBy, checkedOn           string
}

func (o *importOptions) run(ctx context.Context, p *program, operands []string) error {
	if (o.checkedBy == "") != (o.checkedOn == "") {
		return wrong("checked")
	}
	path := operands[0]
	at := progress{program: p, asked: o.progress}
	defer at.over()
	at.now(p.text("cli.import.reading", nil))
	table, err := o.table(path)
	if err != nil {
		return err
	}
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
	laws, err := h.register.Laws(ctx)
	if err != nil {
		return err
	}
	at.now(p.lang.Count("cli.import.looking", len(table.Rows), nil))
	file, err := ruleimport.Read(table, ruleimport.Options{Today: today, Check: check, Area: o.area, Unit: o.unit, Laws: laws})
	if err != nil {
		return err
	}
	used, err := usedNumbers(ctx, h.register)
	if err != nil {
		return err
	}
	at.over()
	file.Taken(func(n registry.Number) bool { return used[n] })
	good, bad := file.Good(), len(file.Bad())+len(file.Faults())
	p.tellOf(file, o.yes)
	if bad > 0 && !o.skipBad || len(good) == 0 {
		return &refusal{p.lang.Count("cli.import.nothing", bad, nil)}
	}
	if n := file.Warned(); n > 0 && !o.yes && !o.dryRun {
		return &refusal{p.lang.Count("cli.import.warned", n, nil)}
	}
	if check == nil {
		p.complain(p.text("cli.import.unchecked", nil))
	}
	if o.dryRun {
		p.say(p.lang.Count("cli.import.dry", len(good), nil))
		return nil
	}
	at.now(p.lang.Count("cli.import.storing", len(good), nil))
	made, err := h.register.ImportRules(ctx, act("import-rules"), registry.ImportOrder{FileName: filepath.Base(path), New: good, LeftOut: bad})
	if err != nil {
		return err
	}
	at.over()
	rules, _, err := h.register.ImportedRules(ctx, made.ID, 0, len(good))
	if err != nil {
		return err
	}
	p.say(p.lang.Count("cli.import.done", len(rules), map[string]string{
		"first": rules[0].Number.String(), "last": rules[len(rules)-1].Number.String()}))
	p.say(p.text("cli.import.id", map[string]string{"id": string(made.ID)}))
	return nil
}

var undoImportCommand = command{
	name: "import undo", operands: []string{"ID"}, needs: 1,
	define: func(*flag.FlagSet) action { return undoImport },
}

func undoImport(ctx context.Context, p *program, operands []string) error {
	h, err := p.open(ctx)
	if err != nil {
		return err
	}
	defer h.Close()
	i, err := h.register.UndoImport(ctx, act("undo-import"), registry.ImportID(operands[0]))
	if err != nil {
		return err
	}
	p.say(p.text("cli.import.undone", map[string]string{"new": strconv.Itoa(i.New), "updated": strconv.Itoa(i.Updated)}))
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

// table reads a file, and no more of it than can be read.
func (o *importOptions) table(path string) (*ruleimport.Table, error) {
	unreadable := func(err error) error {
		return &registry.Error{Code: registry.CodeFileUnreadable, Args: registry.Args{"path": path}, Err: err}
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, unreadable(err)
	}
	defer f.Close()
	content, err := io.ReadAll(io.LimitReader(f, sheet.MaxBytes+1))
	if err != nil {
		return nil, unreadable(err)
	}
	return sheet.Read(content, o.sheet)
}

// mostShown bounds how many findings are told at a time.
const mostShown = 50

// tellOf tells what is wrong and what must be looked at, of the sheet and row by
// row; those that have been answered for in advance are not told again.
func (p *program) tellOf(file *ruleimport.File, answered bool) {
	shown, further := 0, 0
	tell := func(row int, findings []ruleimport.Finding) {
		for _, f := range findings {
			if f.Severity == ruleimport.Info || f.Severity == ruleimport.Warning && answered {
				continue
			}
			if shown++; shown > mostShown {
				further++
				continue
			}
			column := f.Name
			if column == "" {
				column = p.text("import.row", nil)
			}
			key, args := "cli.import.fault", map[string]string{"row": strconv.Itoa(row), "column": column,
				"text": strings.ReplaceAll(problem.Finding(p.lang, f), "\n", " ")}
			switch {
			case row == 0:
				key = "cli.import.sheet_fault"
			case f.Severity == ruleimport.Warning:
				key = "cli.import.warning"
			}
			p.complain(p.text(key, args))
		}
	}
	tell(0, file.Findings)
	for _, r := range file.Rows {
		tell(r.Number, r.Findings)
	}
	if further > 0 {
		p.complain(p.lang.Count("cli.import.further", further, nil))
	}
}
