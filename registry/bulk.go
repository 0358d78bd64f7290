package registry

import (
	"context"
	"reflect"
	"slices"
	"strings"
)

// MaxBulk is how many rules are changed at once; MaxBulkPlaces where their area or
// unit is, which are words that rules are found by: the search is written anew.
const (
	MaxBulk       = 5000
	MaxBulkPlaces = 1000
)

// BulkChange is what is changed in the entries of many rules at once: what stands
// in a list of its own and bears on nobody's status. What is nil stays as it is.
type BulkChange struct {
	Owner *string `json:"owner,omitempty"` // empty: no post
	Area  *string `json:"area,omitempty"`
	Unit  *string `json:"unit,omitempty"`
	// Tags to put on and to take off. A tag that is in both is put on.
	Tag   []string `json:"tag,omitempty"`
	Untag []string `json:"untag,omitempty"`
}

// SeenRule is a rule as somebody saw it.
type SeenRule struct {
	Number Number `json:"number"`
	Edit   int    `json:"edit"`
}

// BulkEdit is one change in the entries of rules.
type BulkEdit struct {
	Rules  []SeenRule `json:"rules"`
	Change BulkChange `json:"change"`
}

// BulkResult tells what a bulk edit did, rules by number.
type BulkResult struct {
	Changed []SeenRule `json:"changed"` // with the edits they have now
	Same    []Number   `json:"same"`    // had what they were to have
	Stale   []Number   `json:"stale"`   // somebody changed them after they were seen: left as they are
	Undo    []BulkEdit `json:"undo"`    // gives those that were changed what they had
}

// Check reports a change that changes nothing, or to what no entry may have.
func (b BulkChange) Check() error {
	var c Checks
	for _, f := range []struct {
		name     string
		to       *string
		required bool
	}{{"owner", b.Owner, false}, {"area", b.Area, true}, {"unit", b.Unit, true}} {
		if f.to != nil {
			c.Text(f.name, *f.to, LimitName, f.required)
		}
	}
	checkTags(&c, "tag", b.Tag)
	checkTags(&c, "untag", b.Untag)
	if b.Owner == nil && b.Area == nil && b.Unit == nil && len(b.Tag)+len(b.Untag) == 0 {
		return &Error{Code: CodeRequired}
	}
	return c.Err()
}

// apply is an entry with the change made, and the change that takes it back.
func (b BulkChange) apply(k Catalogue) (Catalogue, BulkChange) {
	var back BulkChange
	for _, f := range []struct {
		to   *string
		in   *string
		back **string
	}{{b.Owner, &k.Owner, &back.Owner}, {b.Area, &k.Area, &back.Area}, {b.Unit, &k.Unit, &back.Unit}} {
		if f.to != nil {
			had := *f.in
			*f.in, *f.back = *f.to, &had
		}
	}
	tags := tagged(k.Tags, b.Tag, b.Untag)
	back.Tag, back.Untag = untagged(k.Tags, tags), untagged(tags, k.Tags)
	k.Tags = tags
	return k, back
}

// had tells changes apart by what they say.
func (b BulkChange) had() (key [5]string) {
	for i, to := range []*string{b.Owner, b.Area, b.Unit} {
		if to != nil {
			key[i] = "=" + *to
		}
	}
	key[3], key[4] = strings.Join(b.Tag, ","), strings.Join(b.Untag, ",")
	return key
}

// CheckBulk reports what is wrong with bulk edits before they are made: fields
// "rules" (CodeRequired; CodeTooManyRules) and "change".
func CheckBulk(edits ...BulkEdit) error {
	var c Checks
	rules, limit := 0, MaxBulk
	for _, e := range edits {
		rules += len(e.Rules)
		if e.Change.Area != nil || e.Change.Unit != nil {
			limit = MaxBulkPlaces
		}
		c.Take("change", e.Change.Check())
	}
	if rules == 0 {
		c.Fail("rules", CodeRequired)
	}
	if rules > limit {
		c.Fail("rules", CodeTooManyRules, "limit", itoa(limit))
	}
	return c.Err()
}

// BulkEdit changes the entries of rules in one transaction, each with its own
// event. A rule that somebody has changed since it was seen is left out and told
// of. Errors: CodeInvalid as CheckBulk; CodeNotFound names the first rule that is
// not there; CodeForbidden when a rule lies, or would lie, outside of the actor's
// reach. Then nothing is changed.
func (s *Service) BulkEdit(ctx context.Context, act Act, edits ...BulkEdit) (BulkResult, error) {
	return Once(ctx, s.Store.Update, act, func(tx Tx) (BulkResult, error) {
		var out BulkResult
		if err := CheckBulk(edits...); err != nil {
			return out, err
		}
		for _, e := range edits {
			if err := out.edit(tx, act.Reach, e); err != nil {
				return out, err
			}
		}
		slices.SortFunc(out.Changed, func(a, b SeenRule) int { return int(a.Number - b.Number) })
		slices.Sort(out.Same)
		slices.Sort(out.Stale)
		if len(out.Changed) == 0 { // what is remembered of the request leaves a trace too
			return out, audit(tx, "rules", nil, out)
		}
		return out, nil
	})
}

func (out *BulkResult) edit(tx Tx, reach Reach, e BulkEdit) error {
	seen := make(map[Number]int, len(e.Rules))
	var numbers []Number
	for _, r := range e.Rules {
		if _, twice := seen[r.Number]; !twice {
			numbers = append(numbers, r.Number)
		}
		seen[r.Number] = r.Edit
	}
	rules, err := tx.RulesByNumber(numbers)
	if err != nil {
		return err
	}
	groups := map[[5]string]int{} // by what they had: their place in Undo
	for _, before := range rules {
		after, back := before, BulkChange{}
		after.Catalogue, back = e.Change.apply(before.Catalogue)
		switch {
		case !reach.Has(before.Catalogue) || !reach.Has(after.Catalogue):
			return refuse(CodeForbidden)
		case before.Edit != seen[before.Number]:
			out.Stale = append(out.Stale, before.Number)
			continue
		case reflect.DeepEqual(after.Catalogue, before.Catalogue):
			out.Same = append(out.Same, before.Number)
			continue
		}
		var c Checks
		if checkTags(&c, "change.tag", after.Catalogue.Tags); c.Err() != nil {
			return c.Err()
		}
		changed, err := tx.UpdateRule(after, before.Edit)
		if err == nil {
			err = audit(tx, "rule "+before.Number.String(), before, changed)
		}
		if err != nil {
			return err
		}
		now := SeenRule{changed.Number, changed.Edit}
		out.Changed = append(out.Changed, now)
		at, there := groups[back.had()]
		if !there {
			at = len(out.Undo)
			groups[back.had()], out.Undo = at, append(out.Undo, BulkEdit{Change: back})
		}
		out.Undo[at].Rules = append(out.Undo[at].Rules, now)
	}
	return nil
}
