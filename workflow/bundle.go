package workflow

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/omvendt/omvendt/registry"
)

// mostItems is the highest place on an agenda.
const mostItems = 999

// SplitItem takes rules out of a bundle into items of their own, each right after it with
// all that stands in its papers: any member can demand that a rule is voted on apart.
// It gives what is left of the bundle and the new items. Questions that name the bundle
// are marked (Reread). Votes are about all the rules at once and are not carried over:
// CodeBundleVoted. Further errors: CodeNotFound, CodeStale, CodeMeetingClosed, and in the
// field rules CodeRequired, CodeChoiceUnknown (not on the item), CodeBundleRest (none
// would stay), CodeRangeInvalid (the agenda is full).
func (s *Service) SplitItem(ctx context.Context, act registry.Act, id registry.ItemID, edit int, rules []registry.RuleID) ([]Item, error) {
	return registry.Once(ctx, s.Store.Update, act, func(tx Tx) ([]Item, error) {
		before, err := tx.ItemByID(id)
		if err != nil {
			return nil, err
		}
		m, others, err := openMeeting(tx, before.Meeting)
		if err != nil {
			return nil, err
		}
		if before.Edit != edit {
			return nil, registry.Stale(edit, before.Edit)
		}
		if err := before.checkTaken(rules, others); err != nil {
			return nil, err
		}
		if err := makeRoom(tx, m, others, before.Ordinal, len(rules)); err != nil {
			return nil, err
		}
		rest := before
		rest.Proposals = rest.reread(before)
		rest.Rules = slices.DeleteFunc(slices.Clone(before.Rules), func(r registry.RuleID) bool { return slices.Contains(rules, r) })
		if rest, err = tx.UpdateItem(rest, edit); err != nil {
			return nil, err
		}
		split := []Item{rest}
		taken, err := entries(tx, rules)
		if err != nil {
			return nil, err
		}
		for n, e := range taken {
			item := before
			item.ID, item.Ordinal, item.Edit, item.Minutes = registry.NewID[registry.ItemID](tx.Now()), before.Ordinal+1+n, 1, Minutes{}
			item.Title, item.Rules, item.Proposals = titleApart(before.Title, e), []registry.RuleID{e.Rule.ID}, before.reread(before)
			if err := tx.InsertItem(item); err != nil {
				return nil, err
			}
			if err := audit(tx, "meeting "+string(m.ID), nil, item); err != nil {
				return nil, err
			}
			split = append(split, item)
		}
		return split, audit(tx, "meeting "+string(m.ID), before, rest)
	})
}

// checkTaken says what is wrong with taking rules out of an item.
func (i Item) checkTaken(rules []registry.RuleID, others []Item) error {
	if slices.ContainsFunc(i.Votes, func(votes []Vote) bool { return len(votes) > 0 }) {
		return refuse(registry.CodeBundleVoted, "item", itoa(i.Ordinal))
	}
	var c registry.Checks
	last := i.Ordinal
	for _, o := range others {
		last = max(last, o.Ordinal)
	}
	switch {
	case len(rules) == 0:
		c.Fail("rules", registry.CodeRequired)
	case slices.ContainsFunc(rules, func(r registry.RuleID) bool { return !slices.Contains(i.Rules, r) }):
		c.Fail("rules", registry.CodeChoiceUnknown)
	case len(rules) >= len(i.Rules):
		c.Fail("rules", registry.CodeBundleRest)
	case last+len(rules) > mostItems:
		c.Fail("rules", registry.CodeRangeInvalid, "value", itoa(last+len(rules)), "from", "1", "to", itoa(mostItems))
	}
	return c.Err()
}

// makeRoom moves the items after a place so that n follow it; no two ever share a place.
func makeRoom(tx Tx, m Meeting, items []Item, after, n int) error {
	var moved []Item
	next := after + n + 1
	for _, item := range items {
		if item.Ordinal <= after {
			continue
		}
		if item.Ordinal >= next {
			break
		}
		item.Ordinal = next
		moved = append(moved, item)
		next++
	}
	for _, item := range slices.Backward(moved) {
		out, err := tx.UpdateItem(item, item.Edit)
		if err != nil {
			return err
		}
		if err := audit(tx, "meeting "+string(m.ID), nil, map[string]any{"item": out.ID, "ordinal": out.Ordinal}); err != nil {
			return err
		}
	}
	return nil
}

// titleApart is the bundle's title with the rule's own after it.
func titleApart(bundle string, e registry.RegisterEntry) string {
	title := bundle + ": " + e.Text.Title
	if utf8.RuneCountInString(title) > registry.LimitTitle {
		return e.Text.Title
	}
	return title
}

// several are words that a question says of more rules than one, or of rules by name.
var several = regexp.MustCompile(`(?i)\b(regler|reglerne|begge|samtlige|samlet|rules|both)\b|\bR-\d`)

// reread are the proposals of an item, marked where they name the bundle.
func (i Item) reread(bundle Item) []Proposal {
	all := slices.Clone(i.Proposals)
	for n, p := range all {
		said := p.Question + "\n" + p.Words
		all[n].Reread = several.MatchString(said) || strings.Contains(said, bundle.Title)
	}
	return all
}
