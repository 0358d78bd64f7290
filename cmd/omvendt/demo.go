package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/omvendt/omvendt/cmd/omvendt/internal/demo"
	"github.com/omvendt/omvendt/internal/guard"
	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/internal/wording"
	"github.com/omvendt/omvendt/registry"
)

var demoCommand = command{
	name: "demo", noData: true, serves: true,
	define: func(options *flag.FlagSet) action {
		d := demoOptions{site: site{municipality: demo.Municipality, demo: true, bounds: guard.Usual}}
		options.StringVar(&d.addr, "addr", "127.0.0.1:8080", "")
		options.StringVar(&d.dir, "data", "", "")
		options.BoolVar(&d.json, "json", false, "")
		return d.run
	},
}

type demoOptions struct {
	site
	dir  string
	json bool
}

// demoReady is the answer of demo --json.
type demoReady struct {
	URL      string            `json:"url"`
	SignIn   map[string]string `json:"sign_in"`   // by role; each link can be used once
	OpenLink string            `json:"open_link"` // lets anybody answer the consultation
	Token    string            `json:"token"`     // of an administrator, for the API
	Data     string            `json:"data"`
	Reviews  []string          `json:"reviews"` // slugs: finished, under way
}

// demoKeys are what opens the demo to a visitor.
type demoKeys struct {
	token  string            // for the API
	secret map[string]string // of a sign-in link, by role
}

func newDemoKeys(ctx context.Context, h *home) (demoKeys, error) {
	k := demoKeys{secret: map[string]string{}}
	var err error
	if _, k.token, err = h.register.AddToken(ctx, act("add-token"), "demo", registry.Grant{Role: "administrator"}); err != nil {
		return k, err
	}
	for _, u := range demo.People {
		if _, k.secret[u.Grants[0].Role], err = h.register.InviteUser(ctx, act("invite-user"), u.Email); err != nil {
			return k, err
		}
	}
	return k, nil
}

// openLink is the address at which anybody answers a consultation.
func openLink(base, token string) string { return base + "/svar/" + token }

func (d *demoOptions) run(ctx context.Context, p *program, _ []string) error {
	dir, remove, err := d.directory()
	if err != nil {
		return err
	}
	defer remove()
	h, story, err := p.openDemo(ctx, dir)
	if err != nil {
		return err
	}
	defer h.Close()
	keys, err := newDemoKeys(ctx, h)
	if err != nil {
		return err
	}
	return d.serve(ctx, p, h, func(url string) error {
		if d.json {
			ready := demoReady{URL: url, SignIn: map[string]string{}, OpenLink: openLink(url, story.OpenLink), Token: keys.token,
				Data: dir, Reviews: []string{story.Finished, story.UnderWay}}
			for role, secret := range keys.secret {
				ready.SignIn[role] = signInLink(url, secret)
			}
			_ = json.NewEncoder(p.stdout).Encode(ready)
			return nil
		}
		p.showDemo(ctx, h, story, url, keys, dir)
		return nil
	})
}

// openDemo plays the story, unless that was done in this directory before. One
// that was broken off begins again.
func (p *program) openDemo(ctx context.Context, dir string) (*home, demo.Story, error) {
	marker, path := filepath.Join(dir, demoMarker), filepath.Join(dir, demoDatabase)
	var story demo.Story
	if content, err := os.ReadFile(marker); err == nil {
		_ = json.Unmarshal(content, &story) // what cannot be read is not finished
	}
	finished := story.OpenLink != "" // one that an earlier program made begins again too
	if !finished {
		log := logKeys(filepath.Join(dir, demoSecret)).Path
		for _, left := range []string{path, path + "-wal", path + "-shm", log, log + ".newest"} {
			if err := os.Remove(left); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return nil, story, unreadable(left, err)
			}
		}
		if err := writeMarker(marker, story); err != nil {
			return nil, story, err
		}
	}
	clock := demo.NewClock(p.clock)
	h, err := p.migrated(ctx, "sqlite:"+path, clock.Now)
	if err != nil {
		return nil, story, err
	}
	if err := errors.Join(p.withSecret(h, filepath.Join(dir, demoSecret)), p.useOwnPolicies(h, &policyOptions{})); err != nil {
		return nil, story, errors.Join(err, h.Close())
	}
	if finished {
		err = h.register.Prepare(ctx)
	} else if story, err = demo.Play(ctx, h.workflow, clock); err == nil {
		err = writeMarker(marker, story)
	}
	if err != nil {
		return nil, story, errors.Join(err, h.Close())
	}
	return h, story, nil
}

func writeMarker(path string, story demo.Story) error {
	content, err := json.Marshal(story)
	if err != nil {
		return err
	}
	return unreadable(path, os.WriteFile(path, append(content, '\n'), 0o600))
}

// showDemo tells where to look.
func (p *program) showDemo(ctx context.Context, h *home, story demo.Story, url string, keys demoKeys, dir string) {
	rules, reviews := url+"/regler", url+"/eftersyn"
	if p.lang == texts.English {
		rules, reviews = url+"/en/rules", url+"/en/reviews"
	}
	lines := []string{p.text("cli.demo.ready", map[string]string{"url": url}), "", p.text("cli.demo.look", nil)}
	look := func(address, what string) { lines = append(lines, "  "+address+"  "+what) }
	look(rules, p.text("cli.demo.register", nil))
	for _, n := range demo.Shown {
		if v, err := h.register.Rule(ctx, n, registry.StatusQuery{}); err == nil {
			look(rules+"/"+n.String(), wording.State(p.lang, v.Segment.State)+": "+wording.Reason(p.lang, v.Segment.Reasons[0]))
		}
	}
	look(reviews+"/"+story.UnderWay, p.text("cli.demo.review_open", nil))
	look(reviews+"/"+story.Finished, p.text("cli.demo.review_over", nil))
	look(openLink(url, story.OpenLink), p.text("cli.demo.answer", nil))
	look(url+"/v1/register", p.text("cli.demo.api", nil))
	lines = append(lines, "", p.text("cli.demo.sign_in", nil))
	for _, u := range demo.People {
		role := u.Grants[0].Role
		look(signInLink(url, keys.secret[role]), p.lang.Name("role", role))
	}
	lines = append(lines, "", p.text("cli.demo.token", map[string]string{"token": keys.token}),
		p.text("cli.demo.kept", map[string]string{"dir": dir}), p.text("cli.demo.stop", nil))
	p.say(strings.Join(lines, "\n"))
}

const (
	demoDatabase = "omvendt.db"
	demoSecret   = "secret"
	demoMarker   = "omvendt-demo.json" // says that the directory is the demo's, and holds the finished story
)

// directory is an own one, or the given one if it is empty or the demo's. remove
// takes an own one away again.
func (d *demoOptions) directory() (dir string, remove func(), err error) {
	if d.dir == "" {
		dir, err = os.MkdirTemp("", "omvendt-demo-")
		return dir, func() { _ = os.RemoveAll(dir) }, unreadable(os.TempDir(), err)
	}
	keep := func() {}
	if err := os.MkdirAll(d.dir, 0o700); err != nil {
		return "", keep, &registry.Error{Code: registry.CodeNotDemoDir, Args: registry.Args{"path": d.dir}, Err: err}
	}
	there, err := os.ReadDir(d.dir)
	if err != nil {
		return "", keep, unreadable(d.dir, err)
	}
	if len(there) == 0 {
		return d.dir, keep, nil
	}
	if _, err := os.Stat(filepath.Join(d.dir, demoMarker)); err != nil {
		return "", keep, &registry.Error{Code: registry.CodeNotDemoDir, Args: registry.Args{"path": d.dir}, Err: err}
	}
	return d.dir, keep, nil
}

func unreadable(path string, err error) error {
	if err == nil {
		return nil
	}
	return &registry.Error{Code: registry.CodeFileUnreadable, Args: registry.Args{"path": path}, Err: err}
}
