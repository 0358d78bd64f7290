package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/omvendt/omvendt/internal/problem"
	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/registry"
)

// Exit codes.
const (
	done     = 0
	refused  = 1
	misused  = 2
	database = "sqlite:./data/omvendt.db" // where nothing else is said
)

// environment is what a run of the program sees of the world outside.
type environment struct {
	getenv         func(string) string
	stdin          io.Reader
	stdout, stderr io.Writer
	clock          func() time.Time
}

// command is one thing that the program does. Its texts stand under
// "cli.<name>", those of its options under "cli.<name>.<option>" or, shared,
// "cli.option.<option>".
type command struct {
	name     string   // "import rules"
	operands []string // their names, as help shows them
	needs    int      // how many operands it must have; more are allowed when the last ends with "..."
	noData   bool     // has nothing to do with --database
	makes    bool     // makes the database where there is none; others say that there is none
	serves   bool     // runs until it is stopped, and logs what it does
	define   func(*flag.FlagSet) action
}

type action func(ctx context.Context, p *program, operands []string) error

// commands in the order in which help shows them.
func commands() []command {
	return []command{demoCommand, serveCommand, importCommand, undoImportCommand, importKLECommand, exportRegisterCommand, importRegisterCommand, reviewCommand, statusCommand, simulateCommand, verifyCommand, logCheckCommand, logRotateCommand, logResumeCommand,
		userAddCommand, userInviteCommand, userListCommand, userCloseCommand, userOpenCommand, userRoleCommand, tokenCommand, migrateCommand, policyCheckCommand, policyTestCommand, policyEvalCommand, policyExplainCommand, policySchemaCommand, policyReplayCommand, openapiCommand, versionCommand, helpCommand()}
}

// program is one run.
type program struct {
	environment
	lang     texts.Lang
	database string
	there    bool // the database must be there already
	log      *slog.Logger
	metrics  metrics
	options  *flag.FlagSet
}

// wrongUse is a command line that cannot be understood; key is under "cli.wrong".
type wrongUse struct {
	key  string
	args map[string]string
}

func (w *wrongUse) Error() string { return "wrong use: " + w.key }

func wrong(key string, args ...string) error {
	w := &wrongUse{key: key, args: map[string]string{}}
	for i := 0; i+1 < len(args); i += 2 {
		w.args[args[i]] = args[i+1]
	}
	return w
}

// refusal is a reason in the reader's own words, for what the domain knows nothing of.
type refusal struct{ text string }

func (r *refusal) Error() string { return r.text }

// fromEnvironment are the options that a variable can give: OMVENDT_BASE_URL.
var fromEnvironment = []string{"database", "addr", "base-url", "municipality", "council", "secret-file",
	"smtp", "smtp-user", "smtp-from", "smtp-tls", "admin-email", "trusted-proxies",
	"policy-key", "policy-key-algorithm", "policy-url", "policy-every", "metrics-addr",
	"quickest-answer", "answers-per-address", "answers-per-link"}

// run is the program without the process around it.
func run(ctx context.Context, args []string, env environment) int {
	p := &program{environment: env, lang: langOf(args, env.getenv)}
	c, rest, err := choose(args)
	level := slog.LevelWarn
	if c.serves {
		level = slog.LevelInfo
	}
	p.log = slog.New(slog.NewTextHandler(env.stderr, &slog.HandlerOptions{Level: level}))
	if err != nil {
		return p.refuse(err, c.name)
	}
	p.there = !c.makes && !c.noData
	p.options = flag.NewFlagSet(c.name, flag.ContinueOnError)
	act := c.define(p.options)
	help := p.options.Bool("help", false, "")
	lang := p.options.String("lang", "", "")
	if !c.noData {
		p.options.StringVar(&p.database, "database", database, "")
		p.options.Func("council", "", callCouncil)
	}
	for _, name := range fromEnvironment {
		f := p.options.Lookup(name)
		variable := "OMVENDT_" + strings.ToUpper(strings.ReplaceAll(name, "-", "_"))
		if v := env.getenv(variable); f != nil && v != "" && f.Value.Set(v) != nil {
			return p.refuse(wrong("bad_value", "option", variable, "value", v), c.name)
		}
	}
	operands, err := parse(p.options, rest)
	switch {
	case err == nil && *help:
		p.usage(c)
		return done
	case err == nil && *lang != "" && *lang != string(p.lang):
		err = wrong("lang", "value", *lang)
	case err == nil:
		err = c.countOperands(operands)
	}
	if err == nil {
		err = act(ctx, p, operands)
	}
	if err != nil {
		return p.refuse(err, c.name)
	}
	return done
}

func callCouncil(name string) error {
	if !texts.CallCouncil(name) {
		return errors.New("no such council")
	}
	return nil
}

// choose finds the command that the first words name. Options may stand before them.
func choose(args []string) (command, []string, error) {
	var words, before []string
	for i := 0; i < len(args); i++ {
		a := args[i]
		if strings.HasPrefix(a, "-") && len(words) == 0 {
			before = append(before, a)
			if name := strings.TrimLeft(a, "-"); (name == "database" || name == "lang") && i+1 < len(args) {
				i++
				before = append(before, args[i])
			}
			continue
		}
		words = args[i:]
		break
	}
	if len(words) == 0 && slices.Contains(before, "--version") {
		return versionCommand, slices.DeleteFunc(before, func(s string) bool { return s == "--version" }), nil
	}
	if len(words) == 0 { // asking for help without a command is asking for all of it
		return helpCommand(), slices.DeleteFunc(before, asksHelp), nil
	}
	for _, c := range commands() {
		name := strings.Fields(c.name)
		if len(words) >= len(name) && strings.Join(words[:len(name)], " ") == c.name {
			return c, append(before, words[len(name):]...), nil
		}
	}
	if len(groupOf(words[0])) == 0 {
		return command{}, nil, wrong("command", "command", words[0])
	}
	if slices.ContainsFunc(words[1:], asksHelp) {
		return helpCommand(), append(before, words[0]), nil
	}
	if len(words) > 1 && !strings.HasPrefix(words[1], "-") {
		return command{name: words[0]}, nil, wrong("command", "command", words[0]+" "+words[1])
	}
	return command{name: words[0]}, nil, wrong("unfinished", "command", words[0])
}

func asksHelp(word string) bool { return slices.Contains([]string{"--help", "-help", "-h"}, word) }

// parse reads options anywhere between the operands.
func parse(options *flag.FlagSet, args []string) (operands []string, err error) {
	for i := 0; i < len(args); i++ {
		a := args[i]
		if a == "--" {
			return append(operands, args[i+1:]...), nil
		}
		if !strings.HasPrefix(a, "-") || a == "-" {
			operands = append(operands, a)
			continue
		}
		name, value, given := strings.Cut(strings.TrimLeft(a, "-"), "=")
		if name == "h" {
			name = "help"
		}
		f := options.Lookup(name)
		if f == nil {
			return nil, wrong("option", "option", "--"+name)
		}
		if b, ok := f.Value.(interface{ IsBoolFlag() bool }); !given && ok && b.IsBoolFlag() {
			value, given = "true", true
		}
		if !given {
			if i++; i == len(args) {
				return nil, wrong("value", "option", "--"+name)
			}
			value = args[i]
		}
		if err := f.Value.Set(value); err != nil {
			return nil, wrong("bad_value", "option", "--"+name, "value", value)
		}
	}
	return operands, nil
}

func (c command) countOperands(given []string) error {
	many := len(c.operands) > 0 && strings.HasSuffix(c.operands[len(c.operands)-1], "...]")
	switch {
	case len(given) < c.needs:
		return wrong("missing", "operand", c.operands[len(given)])
	case len(given) > len(c.operands) && !many:
		return wrong("too_much", "value", given[len(c.operands)])
	}
	return nil
}

// langOf is the language of the answers: --lang, then the environment.
func langOf(args []string, getenv func(string) string) texts.Lang {
	for i, a := range args {
		value, ok := strings.CutPrefix(a, "--lang=")
		if a == "--lang" && i+1 < len(args) {
			value, ok = args[i+1], true
		}
		if lang, known := texts.ParseLang(value); ok && known {
			return lang
		}
	}
	for _, name := range []string{"OMVENDT_LANG", "LC_ALL", "LC_MESSAGES", "LANG"} {
		v := getenv(name)
		switch lang, known := texts.ParseLang(v); {
		case known:
			return lang
		case v == "":
		case strings.HasPrefix(v, "C"), v == "POSIX":
			return texts.Danish
		default:
			return texts.English
		}
	}
	return texts.Danish
}

// refuse tells what went wrong and gives the exit code.
func (p *program) refuse(err error, command string) int {
	var use *wrongUse
	if errors.As(err, &use) {
		p.complain(p.text("cli.wrong."+use.key, use.args))
		p.complain(p.text("cli.wrong.hint", map[string]string{"command": strings.TrimSpace("omvendt help " + command)}))
		return misused
	}
	if errors.Is(err, context.Canceled) {
		p.complain(p.text("cli.interrupted", nil))
		return refused
	}
	var reason *refusal
	if errors.As(err, &reason) {
		p.complain(reason.text)
		return refused
	}
	t := problem.Describe(p.lang, err)
	if len(t.Fields) == 0 {
		p.complain(t.Detail)
	} else {
		p.complain(t.Title + ":")
		for _, f := range t.Fields {
			p.complain("  " + strings.TrimPrefix(f.Name+": "+f.Text, ": "))
		}
	}
	// What a reader cannot mend is for the operator, with its cause.
	switch kind := registry.CodeOf(err).Kind(); kind {
	case registry.KindInternal, registry.KindUnavailable:
		if registry.CodeOf(err) != registry.CodeDatabaseNewer {
			p.log.Error("failed", "command", command, "err", err)
		}
	}
	return refused
}

// complain writes one line to standard error.
func (p *program) complain(line string) { fmt.Fprintln(p.stderr, printable(line)) }

// say writes one line of the result.
func (p *program) say(line string) { fmt.Fprintln(p.stdout, printable(line)) }

func (p *program) text(key string, args map[string]string) string { return p.lang.Text(key, args) }

// printable keeps what came from a file or a rule from steering the terminal.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' || r == unicode.ReplacementChar {
			return '·'
		}
		return r
	}, strings.ToValidUTF8(s, "·"))
}

// inOption renames the fields of an error to the options that gave them.
func inOption(err error, names map[string]string) error {
	var e *registry.Error
	if !errors.As(err, &e) || len(e.Fields) == 0 {
		return err
	}
	renamed := *e
	renamed.Fields = nil
	for _, f := range e.Fields {
		for name := f.Name; ; {
			if option, ok := names[name]; ok {
				f.Name = option
				break
			}
			at := strings.LastIndexByte(name, '.')
			if at < 0 {
				break
			}
			name = name[:at]
		}
		renamed.Fields = append(renamed.Fields, f)
	}
	return &renamed
}

// dayOption reads a day given with an option; NoDay when it was not. The last
// day there is means that no day is known, and is none.
func dayOption(c *registry.Checks, option, text string) registry.Day {
	if text == "" {
		return registry.NoDay
	}
	day, err := registry.ParseDay(text)
	if err == nil && day >= registry.LastDay {
		err = &registry.Error{Code: registry.CodeDayInvalid, Args: registry.Args{"value": text}}
	}
	c.Take(option, err)
	return day
}
