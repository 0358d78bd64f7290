package ruleimport

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"

	"github.com/omvendt/omvendt/registry"
)

// Desk is where files become rules: a draft is made of a file, worked on, and
// confirmed. All says that the one who works may see drafts of others.
type Desk struct {
	Register *registry.Service
	Plans    *Plans
	All      bool
	Failed   func(error) // is told what goes wrong with a run; nil: nobody
}

// Open makes a draft of a file. What the columns of this sender, or of a sheet
// with these headers, were the last time is taken over.
func (d Desk) Open(ctx context.Context, act registry.Act, name string, book Book, c Choices) (registry.ImportDraft, error) {
	today, err := d.Register.Today(ctx)
	if err == nil {
		err = c.Check(today)
	}
	if err != nil {
		return registry.ImportDraft{}, err
	}
	table := book.Table(c.Sheet)
	if _, err := Read(table, Options{Today: today}); err != nil {
		return registry.ImportDraft{}, err
	}
	remembered, err := d.Register.ColumnMatches(ctx, c.Sender, table.Headers())
	if err != nil {
		return registry.ImportDraft{}, err
	}
	if c.Match == nil {
		c.Match = Match{}
	}
	for _, m := range slices.Backward(remembered) { // the last one counts
		var last Match
		if err := json.Unmarshal(m.Match, &last); err != nil {
			return registry.ImportDraft{}, &registry.Error{Code: registry.CodeInternal, Err: err}
		}
		for header, field := range last {
			c.Match[header] = field
		}
	}
	content, err := book.Pack()
	if err != nil {
		return registry.ImportDraft{}, err
	}
	return d.Register.MakeDraft(ctx, act, registry.ImportDraft{FileName: mask(name), Content: content, Choices: c.Stored()})
}

// Preview works a draft out; CodeNotFound.
func (d Desk) Preview(ctx context.Context, act registry.Act, id registry.DraftID) (*Preview, error) {
	draft, err := d.Register.Draft(ctx, act, id, d.All)
	if err != nil {
		return nil, err
	}
	c, err := ParseChoices(draft.Choices)
	if err != nil {
		return nil, err
	}
	k := d.Plans.of(id)
	k.Lock()
	defer k.Unlock()
	p, err := d.plan(ctx, act, k, draft, c)
	if err != nil {
		d.Plans.forget(id)
	}
	return p, err
}

// plan works out a draft whose place among what is kept is locked.
func (d Desk) plan(ctx context.Context, act registry.Act, k *kept, draft registry.ImportDraft, c Choices) (p *Preview, err error) {
	err = d.Register.Store.View(ctx, func(r registry.Reader) (err error) {
		p, err = k.plan(r, act.Reach, draft, c)
		return err
	})
	if err == nil {
		d.Plans.bound(k, len(p.Rows))
	}
	return p, err
}

// plan gives what is kept where it holds, and otherwise what it comes to now.
func (k *kept) plan(r registry.Reader, reach registry.Reach, draft registry.ImportDraft, c Choices) (*Preview, error) {
	last, err := r.LastRevision()
	if err != nil {
		return nil, err
	}
	if k.revision != last.Revision || k.likes == nil {
		k.revision, k.preview, k.likes, k.there = last.Revision, nil, map[registry.Text][]registry.Alike{}, newPresent()
	}
	if k.holds(r, draft, reach) {
		return k.preview, nil
	}
	if err := k.open(r, draft.ID); err != nil {
		return nil, err
	}
	p, err := k.work(r, reach, draft, c)
	if err == nil {
		k.preview, k.reach = p, reach
	}
	return p, err
}

// open reads the file of a draft, once.
func (k *kept) open(r registry.Reader, id registry.DraftID) error {
	if len(k.book.Tables) > 0 {
		return nil
	}
	content, err := r.DraftContent(id)
	if err != nil {
		return err
	}
	k.book, err = Unpack(content)
	return err
}

// Choose changes what is said about a draft; edit is the one that was seen. It
// gives the new edit. Errors: CodeStale, CodeNotFound, and what change gives.
func (d Desk) Choose(ctx context.Context, act registry.Act, p *Preview, edit int, change func(*Choices) error) (int, error) {
	c, err := ParseChoices(p.Draft.Choices) // a copy of its own
	if err != nil {
		return 0, err
	}
	sheet := c.Sheet
	if err := change(&c); err != nil {
		return 0, err
	}
	if c.Sheet != sheet { // what was said of rows was said of another sheet's
		c.Cells, c.Rows = nil, nil
	}
	if err := c.Check(p.Today); err != nil {
		return 0, err
	}
	return d.Register.ChangeDraft(ctx, act, p.Draft.ID, d.All, edit, c.Stored())
}

// Confirm carries out what a preview shows. plan is its Digest; edit is the draft's
// that was seen, or 0 where the plan alone says so; warnings says yes to those that
// there are. Errors: CodeImportChanged when it would do something
// else now, CodeImportFaults while rows with errors remain, CodeImportWarnings,
// CodeImportNothing, and those of ImportRules.
func (d Desk) Confirm(ctx context.Context, act registry.Act, id registry.DraftID, edit int, plan string, warnings bool) (registry.Import, error) {
	// A repetition comes when the draft is gone.
	if done, is, err := registry.Done[registry.Import](ctx, d.Register.Store.Update, act); is || err != nil {
		return done, err
	}
	done, err := d.confirm(ctx, act, id, edit, plan, warnings)
	if err != nil { // the same request, sent twice at once, may have been first
		if first, is, _ := registry.Done[registry.Import](ctx, d.Register.Store.Update, act); is {
			return first, nil
		}
	}
	return done, err
}

func (d Desk) confirm(ctx context.Context, act registry.Act, id registry.DraftID, edit int, plan string, warnings bool) (registry.Import, error) {
	p, err := d.Preview(ctx, act, id)
	if err != nil {
		return registry.Import{}, err
	}
	if edit != 0 && p.Draft.Edit != edit {
		return registry.Import{}, registry.Stale(edit, p.Draft.Edit)
	}
	if err := p.ready(plan, warnings); err != nil {
		return registry.Import{}, err
	}
	o, err := p.order()
	if err != nil {
		return registry.Import{}, err
	}
	o.All = d.All
	done, err := d.Register.ImportRules(ctx, act, o)
	if err == nil {
		d.Plans.forget(id)
	}
	return done, err
}

func (p *Preview) ready(plan string, warnings bool) error {
	faults := p.Totals[StateError] + len(p.Faults())
	count := func(code registry.Code, n int) error {
		return &registry.Error{Code: code, Args: registry.Args{"count": strconv.Itoa(n)}}
	}
	switch {
	case plan != p.Digest():
		return &registry.Error{Code: registry.CodeImportChanged}
	case faults > 0:
		return count(registry.CodeImportFaults, faults)
	case p.Stored() == 0:
		return &registry.Error{Code: registry.CodeImportNothing}
	case p.Totals[StateWarning] > 0 && !warnings:
		var c registry.Checks
		c.Fail("warnings", registry.CodeImportWarnings, "count", strconv.Itoa(p.Totals[StateWarning]))
		return c.Err()
	}
	return nil
}

// order is what the register is asked to do.
func (p *Preview) order() (registry.ImportOrder, error) {
	o := registry.ImportOrder{Draft: p.Draft.ID, DraftEdit: p.Draft.Edit, FileName: p.Draft.FileName, TextFrom: p.Choices.TextFrom,
		LeftOut: p.Totals[StateLeftOut] + p.Totals[StateChoose]}
	for _, r := range p.Rows {
		switch r.State {
		case StateNew:
			o.New = append(o.New, r.Row.Rule)
		case StateUpdate:
			u := registry.RuleUpdate{Number: r.Rule.Number, Edit: r.Rule.Edit, Catalogue: r.after.Catalogue}
			if slices.ContainsFunc(r.Changes, func(d Difference) bool { return slices.Contains(textColumns, d.Column) }) {
				u.Text = &r.after.Text
			}
			o.Updates = append(o.Updates, u)
		}
	}
	match := Match{}
	for _, c := range p.File.Columns {
		field := c.Field
		if field == "" {
			field = Skip
		}
		match[Plain(c.Header)] = field
	}
	b, err := json.Marshal(match)
	if err != nil {
		return o, &registry.Error{Code: registry.CodeInternal, Err: err}
	}
	o.Match = &registry.ColumnMatch{Sender: p.Choices.Sender, Headers: p.Table.Headers(), Match: b}
	return o, nil
}

// textColumns are those whose fields belong to a rule's text.
var textColumns = []string{"titel", "kort_sagt", "krav", "hyppighed"}
