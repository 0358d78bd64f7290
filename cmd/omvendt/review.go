package main

import (
	"context"
	"errors"
	"flag"
	"strings"

	"github.com/omvendt/omvendt/internal/wording"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

var reviewCommand = command{
	name: "review open",
	define: func(options *flag.FlagSet) action {
		var o reviewOptions
		options.StringVar(&o.name, "name", "", "")
		options.StringVar(&o.slug, "slug", "", "")
		options.StringVar(&o.sunset, "sunset", "", "")
		options.BoolVar(&o.all, "all", false, "")
		options.StringVar(&o.area, "area", "", "")
		options.StringVar(&o.rules, "rules", "", "")
		options.StringVar(&o.decided, "decided", "", "")
		options.StringVar(&o.body, "body", "", "")
		options.StringVar(&o.words, "decision", "", "")
		options.StringVar(&o.caseRef, "case", "", "")
		options.BoolVar(&o.afterBasis, "after-basis", false, "")
		options.Func("hearing", "", func(party string) error { o.hearings = append(o.hearings, party); return nil })
		return o.run
	},
}

type reviewOptions struct {
	name, slug, sunset            string
	all                           bool
	area, rules                   string
	decided, body, words, caseRef string
	afterBasis                    bool
	hearings                      []string
}

// reviewFields are the options behind the fields of workflow.OpenReview.
var reviewFields = map[string]string{
	"name": "--name", "slug": "--slug", "sunset": "--sunset", "scope": "--all | --area | --rules", "scope.area": "--area",
	"hearing_parties": "--hearing", "decision": "--decision", "decision.decision": "--decided, --body, --decision",
	"decision.day": "--decided", "decision.rank": "--body", "decision.body": "--body", "decision.case": "--case",
}

func (o *reviewOptions) run(ctx context.Context, p *program, _ []string) error {
	chosen := 0
	for _, given := range []bool{o.all, o.area != "", o.rules != ""} {
		if given {
			chosen++
		}
	}
	if chosen != 1 {
		return wrong("scope")
	}
	h, err := p.open(ctx)
	if err != nil {
		return err
	}
	defer h.Close()
	n, err := o.review(ctx, h.register)
	if err != nil {
		return err
	}
	opened, err := h.workflow.OpenReview(ctx, act("open-review"), n)
	if err != nil {
		return inOption(o.inRules(err), reviewFields)
	}
	report, err := h.workflow.Report(ctx, opened.Review.Slug)
	if err != nil {
		return err
	}
	p.sayReport(report)
	return nil
}

// review reads the options; everything that they cannot tell is for the
// workflow to refuse.
func (o *reviewOptions) review(ctx context.Context, register *registry.Service) (workflow.NewReview, error) {
	var c registry.Checks
	n := workflow.NewReview{Name: o.name, Slug: o.slug, Sunset: dayOption(&c, "--sunset", o.sunset),
		Scope:      workflow.Scope{All: o.all, Area: o.area},
		Decision:   registry.Decision{Day: dayOption(&c, "--decided", o.decided), Words: o.words, Case: o.caseRef, Rank: registry.RankCouncil},
		AfterBasis: o.afterBasis, HearingParties: o.hearings}
	if o.rules != "" {
		for _, text := range strings.Split(o.rules, ",") {
			number, err := registry.ParseNumber(text)
			c.Take("--rules", err)
			n.Scope.Rules = append(n.Scope.Rules, number)
		}
	}
	if o.body != "" {
		bodies, err := register.Bodies(ctx)
		if err != nil {
			return n, err
		}
		body, ok := bodyNamed(bodies, o.body)
		if !ok {
			var names []string
			for _, b := range bodies {
				names = append(names, b.Name)
			}
			c.Fail("--body", registry.CodeChoiceInvalid, "value", o.body,
				"choices", "council, committee, administration, "+strings.Join(names, ", "))
		}
		n.Decision.Body, n.Decision.Rank = body.Name, body.Rank
	}
	return n, c.Err()
}

// inRules names the rule that is not there.
func (o *reviewOptions) inRules(err error) error {
	var e *registry.Error
	if !errors.As(err, &e) || e.Code != registry.CodeNotFound {
		return err
	}
	var c registry.Checks
	c.Take(strings.TrimSpace("--rules "+e.Args["value"]), err)
	return c.Err()
}

// bodyNamed finds a body by its name, or the first of a rank.
func bodyNamed(bodies []registry.Body, name string) (registry.Body, bool) {
	for _, b := range bodies {
		if strings.EqualFold(b.Name, name) {
			return b, true
		}
	}
	for _, b := range bodies {
		if string(b.Rank) == name {
			return b, true
		}
	}
	return registry.Body{}, false
}

// sayReport tells what becomes of the rules if nobody decides.
func (p *program) sayReport(r workflow.Report) {
	d := r.Review.Decision
	p.say(p.text("cli.review.opened", map[string]string{"name": r.Review.Name, "slug": r.Review.Slug,
		"sunset": wording.Day(p.lang, r.Review.Sunset), "body": d.Body, "decided": wording.Day(p.lang, d.Day)}))
	for _, part := range []struct {
		key  string
		list []workflow.Outlook
	}{
		{"lapses", r.Lapses}, {"floors", r.Floors}, {"stays", r.Stays}, {"replaces", r.Replaces},
		{"ruled", r.Ruled}, {"extended", r.Extended}, {"left_out", r.LeftOut},
	} {
		if len(part.list) == 0 {
			continue
		}
		p.say("\n" + p.lang.Count("cli.review."+part.key, len(part.list), nil))
		for _, o := range part.list {
			p.say("  " + p.outlook(o))
		}
	}
}

// outlook is one rule of a report in a line: number, title, and why it stands there.
func (p *program) outlook(o workflow.Outlook) string {
	line := o.Entry.Rule.Number.String() + "  " + o.Entry.Text.Title
	var notes []string
	if o.LeftOut != workflow.TakenIn {
		notes = append(notes, p.lang.Name("left_out", string(o.LeftOut)))
	} else {
		if o.After.Class.Bound() {
			notes = append(notes, wording.Class(p.lang, o.After.Class))
		}
		if protects := o.Entry.Rule.Catalogue.Protects; protects.Somebody() {
			notes = append(notes, p.text("cli.review.protects", map[string]string{"whom": p.lang.Name("protects", string(protects))}))
		}
	}
	if len(notes) > 0 {
		line += " (" + strings.Join(notes, "; ") + ")"
	}
	return line
}
