package main

import (
	"context"
	"encoding/json"
	"flag"
	"strconv"
	"strings"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

var policyReplayCommand = command{
	name: "policy replay", operands: []string{"[NUMBER]"},
	define: func(options *flag.FlagSet) action {
		var o replayOptions
		options.StringVar(&o.policy, "policy", "", "")
		options.StringVar(&o.rule, "rule", "", "")
		options.StringVar(&o.from, "from", "", "")
		options.StringVar(&o.until, "until", "", "")
		options.BoolVar(&o.json, "json", false, "")
		return o.run
	},
}

type replayOptions struct {
	policy, rule, from, until string
	json                      bool
}

// replayed is a difference as replay --json writes it.
type replayed struct {
	registry.Evaluation
	Now         registry.Result       `json:"now"`
	SameInput   bool                  `json:"same_input"`
	SamePolicy  bool                  `json:"same_policy"`
	Differences []registry.Difference `json:"differences"`
}

func (o *replayOptions) query(operands []string) (q registry.EvaluationQuery, err error) {
	var c registry.Checks
	q.From, q.Until = dayOption(&c, "--from", o.from), dayOption(&c, "--until", o.until)
	if q.Until != registry.NoDay {
		q.Until++
	}
	if o.rule != "" {
		q.Number, err = registry.ParseNumber(o.rule)
		c.Take("--rule", err)
	}
	if len(operands) > 0 {
		place, err := strconv.ParseInt(operands[0], 10, 64)
		if err != nil || place < 1 {
			return q, wrong("bad_value", "option", "NUMBER", "value", operands[0])
		}
		q.Before, q.Limit = place+1, 1
	}
	return q, c.Err()
}

// run says what differs and ends with 1 if anything does.
func (o *replayOptions) run(ctx context.Context, p *program, operands []string) error {
	q, err := o.query(operands)
	if err != nil {
		return err
	}
	h, err := p.open(ctx)
	if err != nil {
		return err
	}
	defer h.Close()
	if len(operands) > 0 {
		if _, err := h.register.EvaluationAt(ctx, q.Before-1); err != nil {
			return err
		}
	}
	flow := h.workflow
	if o.policy != "" {
		edited, err := p.edited(o.policy)
		if err != nil {
			return err
		}
		register := &registry.Service{Store: h.register.Store, Maker: edited.Maker, Cases: edited.Cases, Adoption: edited.Adoption, Place: h.register.Place, Council: h.register.Council}
		flow = &workflow.Service{Store: h.workflow.Store, Register: register, Policy: edited.Decision}
	}
	all, differing, others := 0, 0, 0
	err = flow.Replay(ctx, q, o.policy != "", func(r registry.Replayed) error {
		if all++; !r.SamePolicy {
			others++
		}
		if !r.Differs() {
			return nil
		}
		differing++
		if o.json {
			return json.NewEncoder(p.stdout).Encode(replayed{r.Evaluation, r.Now, r.SameInput, r.SamePolicy, r.Differences})
		}
		p.sayReplayed(r)
		return nil
	})
	if err != nil {
		return err
	}
	if others > 0 && !o.json {
		p.say(p.lang.Count("cli.replay.policies", others, nil))
	}
	if differing > 0 {
		return &refusal{p.lang.Count("cli.replay.differs", differing, map[string]string{"all": strconv.Itoa(all)})}
	}
	switch {
	case o.json:
	case all == 0:
		p.say(p.text("cli.replay.nothing", nil))
	default:
		p.say(p.lang.Count("cli.replay.same", all, nil))
	}
	return nil
}

func (p *program) sayReplayed(r registry.Replayed) {
	p.say(p.text("cli.replay.entry", map[string]string{"n": strconv.FormatInt(r.Place, 10), "day": p.lang.DayText(r.Day.String()),
		"policy": p.lang.Name("policy", string(r.Policy)), "object": p.judged(r.Object)}))
	if !r.SameInput {
		p.say(p.text("cli.replay.input", nil))
	}
	for _, d := range r.Differences {
		args := map[string]string{"was": p.answered(d.Was), "is": p.answered(d.Is)}
		if d.Until == registry.NoDay {
			p.say(p.text("cli.replay.change", args))
			continue
		}
		args["days"] = p.text("cli.replay.days", map[string]string{"from": d.From.String(), "until": (d.Until - 1).String()})
		p.say(p.text("cli.replay.change_days", args))
	}
}

// judged is what an answer was about: a rule, or a proposal on an agenda.
func (p *program) judged(object string) string {
	words := strings.Fields(object)
	if len(words) == 3 && words[0] == "item" {
		return p.text("cli.replay.proposal", map[string]string{"item": words[1], "n": words[2]})
	}
	return strings.TrimPrefix(object, "rule ")
}

// answered is an answer in codes: they are what a policy's author wrote.
func (p *program) answered(r registry.Result) string {
	words := strings.TrimSpace(r.Main + " " + strings.Join(r.Codes, " "))
	if words == "" {
		return p.text("cli.replay.none", nil)
	}
	return words
}
