package main

import (
	"context"
	"flag"
	"os"
	"strconv"
	"strings"
	"sync"

	"github.com/omvendt/omvendt/internal/wording"
	"github.com/omvendt/omvendt/policies"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/translog"
)

var (
	logCheckCommand  = logCommand("log check", checkLog)
	logRotateCommand = logCommand("log rotate-key", rotateLogKey)
	logResumeCommand = logCommand("log resume", resumeLog)
)

// logCommand is a command about the log of a database, with the key that signs it.
func logCommand(name string, do func(context.Context, *program, *home) error) command {
	return command{name: name, define: func(options *flag.FlagSet) action {
		named := options.String("secret-file", "", "")
		return func(ctx context.Context, p *program, _ []string) error {
			file, err := secretFile(*named, p.database)
			if err != nil {
				return err
			}
			h, err := p.open(ctx)
			if err != nil {
				return err
			}
			defer h.Close()
			h.log.Keys = logKeys(file)
			return do(ctx, p, h)
		}
	}}
}

// checkLog compares all of the log with all that is stored and with all that was signed.
func checkLog(ctx context.Context, p *program, h *home) error {
	if err := h.log.Audit(ctx); err != nil {
		return err
	}
	page, err := h.log.Read(ctx, 0, 0, 1, 0)
	if err == nil {
		p.say(p.lang.Count("cli.log.checked", int(page.Size), nil))
	}
	return err
}

func rotateLogKey(ctx context.Context, p *program, h *home) error {
	if _, err := h.log.Rotate(ctx); err != nil {
		return err
	}
	page, err := h.log.Read(ctx, 0, 0, 1, 0)
	if err == nil {
		p.say(p.text("cli.log.rotated", map[string]string{"key": page.Key}))
	}
	return err
}

func resumeLog(ctx context.Context, p *program, h *home) error {
	c, err := h.log.Resume(ctx, act("resume-log"))
	if err == nil {
		p.say(p.lang.Count("cli.log.resumed", int(c.Size), nil))
	}
	return err
}

// publishing signs the log as it grows, until ctx ends; what it returns waits for that.
func (p *program) publishing(ctx context.Context, h *home) (wait func()) {
	ctx, stop := context.WithCancel(ctx)
	var running sync.WaitGroup
	running.Go(func() {
		h.log.Run(ctx, func(err error) {
			p.log.Error("the log is not signed", "err", err)
			switch registry.CodeOf(err) {
			case registry.CodeLogRestored, registry.CodeLogKeyMissing:
				p.refuse(err, "serve")
			}
		})
	})
	return func() { stop(); running.Wait() }
}

var verifyCommand = command{
	name: "verify", operands: []string{"FILE", "[FILE...]"}, needs: 1, noData: true,
	define: func(options *flag.FlagSet) action {
		key := options.String("key", "", "")
		since := options.String("since", "", "")
		on := options.String("on", "", "")
		return func(ctx context.Context, p *program, operands []string) error {
			return p.verify(operands, *key, *since, *on)
		}
	},
}

// verify asks nothing but the file, or the parts of one: no server and no database.
func (p *program) verify(paths []string, key, since, on string) error {
	var c registry.Checks
	day := dayOption(&c, "--on", on)
	if err := c.Err(); err != nil {
		return err
	}
	files := make([][]byte, len(paths))
	for i, path := range paths {
		content, err := readFile(path)
		if err != nil {
			return err
		}
		files[i] = content
	}
	var older []byte
	if since != "" {
		var err error
		if older, err = readFile(since); err != nil {
			return err
		}
	}
	maker, err := policies.NewMaker()
	if err != nil {
		return err
	}
	var keys []string
	if key != "" {
		keys = strings.Fields(key)
	}
	v, err := translog.VerifyParts(files, keys, string(older), maker)
	if err != nil {
		return err
	}
	p.sayVerified(v, day)
	return nil
}

func readFile(path string) ([]byte, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, &registry.Error{Code: registry.CodeFileUnreadable, Args: registry.Args{"path": path}, Err: err}
	}
	return content, nil
}

// sayVerified tells what a bundle proves, and what it does not.
func (p *program) sayVerified(v translog.Verified, on registry.Day) {
	p.say(p.text("cli.verify.checkpoint", map[string]string{"size": p.lang.Number(float64(v.Checkpoint.Size)), "log": v.Checkpoint.Origin}))
	if v.Compared {
		p.say(p.text("cli.verify.compared", nil))
	} else {
		p.say(p.text("cli.verify.believed", map[string]string{"key": v.Key}))
	}
	for _, d := range v.Decisions {
		p.say("\n" + p.text("cli.verify.decision", map[string]string{"place": strconv.FormatInt(d.Place, 10), "n": strconv.Itoa(d.Ordinal),
			"body": d.Body, "day": wording.Day(p.lang, d.Day), "title": d.Title}))
		if d.Closed {
			p.say("  " + p.text("cli.verify.closed", nil))
		}
		if a := d.Account; a != nil {
			p.say("  " + p.text("cli.verify.account", map[string]string{"from": wording.Day(p.lang, a.From), "until": wording.LastDay(p.lang, a.Until), "digest": a.Digest}))
		}
		for _, x := range d.Proposals {
			p.say("  " + x.Question)
			p.say("  " + p.text("cli.verify.outcome."+x.Outcome, nil) + p.text("cli.verify.votes", map[string]string{"for": strconv.Itoa(x.For),
				"against": strconv.Itoa(x.Against), "blank": strconv.Itoa(x.Blank)}))
		}
	}
	if v.Rule != nil {
		p.say("\n" + v.Rule.Number.String())
		for _, s := range v.Rule.Timeline {
			if on != registry.NoDay && !s.Has(on) {
				continue
			}
			from := wording.Day(p.lang, s.From)
			if on != registry.NoDay {
				from = wording.Day(p.lang, on)
			}
			p.say("  " + strings.TrimSpace(from+"  "+wording.State(p.lang, s.State)+": "+wording.Reason(p.lang, s.Reasons[0])))
		}
		p.say(p.text("cli.verify.follows", nil))
	}
	for _, r := range v.Redactions {
		on, _ := registry.ParseDay(r.At[:min(10, len(r.At))])
		p.say(p.lang.Count("cli.verify.redacted", r.Texts, map[string]string{"place": strconv.FormatInt(r.Place, 10), "day": wording.Day(p.lang, on),
			"ground": p.text("web.redact.ground_"+string(r.Ground), nil)}))
	}
	for _, told := range []struct {
		key string
		n   int
	}{{"hidden", v.Hidden}, {"late", v.Late}, {"restored", v.Restored}} {
		if told.n > 0 {
			p.say(p.lang.Count("cli.verify."+told.key, told.n, nil))
		}
	}
	p.say("\n" + p.text("cli.verify.not", nil))
}
