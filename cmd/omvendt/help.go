package main

import (
	"context"
	"flag"
	"fmt"
	"strings"
	"unicode/utf8"
)

// helpCommand is a function, since help knows all commands and is one.
func helpCommand() command {
	return command{
		name: "help", operands: []string{"[COMMAND...]"}, noData: true,
		define: func(*flag.FlagSet) action { return help },
	}
}

func help(_ context.Context, p *program, words []string) error {
	if len(words) == 0 {
		p.overview()
		return nil
	}
	name := strings.Join(words, " ")
	for _, c := range commands() {
		if c.name == name {
			p.options = flag.NewFlagSet(c.name, flag.ContinueOnError)
			c.define(p.options)
			p.options.String("lang", "", "")
			if !c.noData {
				p.options.String("database", database, "")
				p.options.String("council", "", "")
			}
			p.usage(c)
			return nil
		}
	}
	if group := groupOf(name); len(group) > 0 {
		p.list(group)
		return nil
	}
	return wrong("command", "command", name)
}

// groupOf are the commands whose names begin with a word and have more: "policy check".
func groupOf(word string) (group []command) {
	for _, c := range commands() {
		if strings.HasPrefix(c.name, word+" ") {
			group = append(group, c)
		}
	}
	return group
}

// list tells of commands, a line each.
func (p *program) list(all []command) {
	p.say(p.text("cli.commands", nil))
	width := 0
	for _, c := range all {
		width = max(width, len(c.name))
	}
	for _, c := range all {
		p.say(fmt.Sprintf("  %-*s %s", width+1, c.name, p.text("cli."+key(c.name), nil)))
	}
}

func (p *program) overview() {
	p.say(p.text("cli.about", nil) + "\n")
	p.list(commands())
	p.say("\n" + p.text("cli.everywhere", nil))
	p.say("  --database URL  " + p.describe("", "database", database))
	p.say("  --council NAME  " + p.describe("", "council", ""))
	p.say("  --lang da|en    " + p.describe("", "lang", ""))
	p.say("\n" + p.text("cli.more", nil))
}

// usage tells how one command is used.
func (p *program) usage(c command) {
	p.say(strings.Join(append([]string{"omvendt", c.name}, c.operands...), " ") + " [--…]\n")
	p.say(p.text("cli."+key(c.name), nil) + "\n")
	p.options.VisitAll(func(f *flag.Flag) {
		if f.Name == "help" {
			return
		}
		left := "  --" + f.Name
		if b, ok := f.Value.(interface{ IsBoolFlag() bool }); !ok || !b.IsBoolFlag() {
			left += " " + p.value(f.Name)
		}
		pad := max(1, 26-utf8.RuneCountInString(left))
		p.say(left + strings.Repeat(" ", pad) + p.describe(c.name, f.Name, f.DefValue))
	})
	if extra := "cli." + key(c.name) + ".note"; p.lang.Has(extra) {
		p.say("\n" + p.text(extra, nil))
	}
}

// value is what stands for an option's value in help.
func (p *program) value(option string) string {
	if k := "cli.value." + key(option); p.lang.Has(k) {
		return p.text(k, nil)
	}
	return p.text("cli.value.text", nil)
}

func (p *program) describe(command, option, standard string) string {
	k := "cli." + key(command) + "." + key(option)
	if command == "" || !p.lang.Has(k) {
		k = "cli.option." + key(option)
	}
	text := p.text(k, nil)
	if standard != "" && standard != "false" {
		text += " [" + standard + "]"
	}
	return text
}

func key(name string) string { return strings.NewReplacer(" ", "_", "-", "_").Replace(name) }
