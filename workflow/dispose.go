package workflow

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/omvendt/omvendt/registry"
)

// Picked is an input with the edit of it that was seen.
type Picked struct {
	ID   registry.InputID
	Edit int
}

// Pick picks inputs as they were read.
func Pick(inputs ...Answered) []Picked {
	picked := make([]Picked, len(inputs))
	for n, a := range inputs {
		picked[n] = Picked{a.Input.ID, a.Input.Edit}
	}
	return picked
}

// Dispose gives inputs their one answer: kind, reason and what d leads to. A later
// one takes the place of an earlier, which stays in the log. Several at once where
// the reason is the same, and always those that they are merged with. by is whom a program writes for. Errors: CodeInvalid with
// fields, CodeNotFound, CodeForbidden, CodeOwnerDisposes (rule, owner, others).
func (s *Service) Dispose(ctx context.Context, act registry.Act, picked []Picked, d Disposition, by registry.UserID) error {
	_, err := registry.Once(ctx, s.Store.Update, act, func(tx Tx) (registry.Nothing, error) {
		var none registry.Nothing
		var c registry.Checks
		inputs, err := pick(tx, act, &c, picked)
		if err == nil {
			err = d.check(tx, &c, inputs)
		}
		if err == nil {
			err = c.Err()
		}
		if err == nil { // merged inputs have one answer
			inputs, err = withGroups(tx, act, inputs)
		}
		if err == nil {
			err = s.notAlone(tx, act, inputs, by)
		}
		if err != nil {
			return none, err
		}
		return none, dispose(tx, act, inputs, d)
	})
	return err
}

func (d *Disposition) check(tx Tx, c *registry.Checks, inputs []Input) error {
	if !slices.Contains(DispositionKinds, d.Kind) {
		c.Fail("kind", registry.CodeChoiceInvalid, "value", string(d.Kind), "choices", "")
	}
	c.Text("reason", d.Reason, registry.LimitReason, d.Kind != NothingToAnswer && d.Kind != DuplicateOf)
	if _, err := tx.RulesByID(d.Rules); registry.CodeOf(err) == registry.CodeNotFound {
		c.Fail("rules", registry.CodeNotFound)
	} else if err != nil {
		return err
	}
	if slices.ContainsFunc(inputs, func(i Input) bool { return i.Split }) {
		c.Fail("inputs", registry.CodeAnswerParts)
	}
	if d.Item != "" {
		if _, err := tx.ItemByID(d.Item); registry.CodeOf(err) == registry.CodeNotFound {
			c.Fail("item", registry.CodeChoiceUnknown)
		} else if err != nil {
			return err
		}
	}
	if d.Kind != DuplicateOf {
		d.Original = ""
		return nil
	}
	return d.checkOriginal(tx, c, inputs)
}

// checkOriginal lets a duplicate name another input of its consultation that is none itself.
func (d *Disposition) checkOriginal(tx Tx, c *registry.Checks, inputs []Input) error {
	if d.Original == "" {
		c.Fail("original", registry.CodeRequired)
		return nil
	}
	original, err := tx.InputsByID([]registry.InputID{d.Original})
	if registry.CodeOf(err) == registry.CodeNotFound {
		c.Fail("original", registry.CodeChoiceUnknown)
		return nil
	}
	if err != nil {
		return err
	}
	answers, err := tx.Dispositions([]registry.InputID{d.Original})
	if err != nil {
		return err
	}
	others, err := tx.Duplicates(idsOf(inputs))
	if err != nil {
		return err
	}
	for _, i := range inputs {
		switch {
		case i.ID == d.Original || answers[d.Original].Original != "" || len(others) > 0:
			c.Fail("original", registry.CodeDuplicateChain)
			return nil
		case i.Consultation != original[0].Consultation || original[0].Split:
			c.Fail("original", registry.CodeChoiceUnknown)
			return nil
		}
	}
	return nil
}

// notAlone refuses somebody who answers for a rule that one of the inputs is about:
// the burden of proof is turned to little use when the one who carries it weighs it.
func (s *Service) notAlone(tx Tx, act registry.Act, inputs []Input, named registry.UserID) error {
	by, err := backer(tx, act, named)
	if err != nil || by.User == "" {
		return err
	}
	var about []registry.RuleID
	for _, i := range inputs {
		if i.Rule != "" && !slices.Contains(about, i.Rule) {
			about = append(about, i.Rule)
		}
	}
	rules, err := tx.RulesByID(about)
	if err != nil {
		return err
	}
	owners := make([]string, len(rules))
	for n, rule := range rules {
		owners[n] = rule.Catalogue.Owner
	}
	posts, err := registry.Answerers(tx, owners)
	if err != nil {
		return err
	}
	for _, rule := range rules {
		post := posts[rule.Catalogue.Owner]
		if !post.Has(by.User) {
			continue
		}
		others, err := s.weighers(tx, rule, post)
		if err != nil {
			return err
		}
		return refuse(registry.CodeOwnerDisposes, "rule", rule.Number.String(), "owner", rule.Catalogue.Owner, "others", others)
	}
	return nil
}

// weighers names up to five people who may weigh inputs about a rule and do not
// answer for it; "-" where there are none, or nobody can tell.
func (s *Service) weighers(tx Tx, rule registry.Rule, post registry.Answerer) (string, error) {
	users, err := tx.Users()
	if err != nil || s.Access == nil {
		return "-", err
	}
	var names []string
	for _, u := range users {
		if !u.Active || post.Has(u.ID) || len(names) == 5 {
			continue
		}
		reach, reason, err := s.Access.Allow(registry.Actor{Name: u.Name, User: u.ID, Grants: u.Grants}, "create-disposition", "weigh")
		if err != nil {
			return "-", err
		}
		if reason == "GRANTED" && reach.Has(rule.Catalogue) {
			names = append(names, u.Name)
		}
	}
	return cmp.Or(strings.Join(names, ", "), "-"), nil
}

func dispose(tx Tx, act registry.Act, inputs []Input, d Disposition) error {
	before, err := tx.Dispositions(idsOf(inputs))
	if err != nil {
		return err
	}
	d.By, d.Day = act.Actor.Name, tx.Today()
	for _, i := range inputs {
		d.Input = i.ID
		if err := tx.SetDisposition(d); err != nil {
			return err
		}
		var earlier any
		if e, ok := before[i.ID]; ok {
			earlier = e
		}
		if err := audit(tx, "input "+string(i.ID), earlier, d); err != nil {
			return err
		}
	}
	return nil
}

// pickOne reads the one input that a change is about; CodeStale when somebody has
// changed it since it was seen.
func pickOne(tx Tx, act registry.Act, p Picked) (Input, error) {
	inputs, err := tx.InputsByID([]registry.InputID{p.ID})
	if err == nil {
		err = within(tx, act.Reach, inputs)
	}
	if err != nil {
		return Input{}, err
	}
	if inputs[0].Edit != p.Edit {
		return Input{}, registry.Stale(p.Edit, inputs[0].Edit)
	}
	return inputs[0], nil
}

// pick reads what was picked, each once. It refuses inputs that are not there and
// those beyond the actor's reach, and notes those that somebody has changed since
// they were seen. What is about no rule belongs to those who reach everything.
func pick(tx Tx, act registry.Act, c *registry.Checks, picked []Picked) ([]Input, error) {
	if len(picked) == 0 {
		c.Fail("inputs", registry.CodeRequired)
		return nil, nil
	}
	seen := map[registry.InputID]int{}
	for _, p := range picked {
		seen[p.ID] = p.Edit
	}
	ids := make([]registry.InputID, 0, len(seen))
	for id := range seen {
		ids = append(ids, id)
	}
	inputs, err := tx.InputsByID(ids)
	if err != nil {
		return nil, err
	}
	if err := within(tx, act.Reach, inputs); err != nil {
		return nil, err
	}
	overtaken := 0
	for _, i := range inputs {
		if seen[i.ID] != i.Edit {
			overtaken++
		}
	}
	if overtaken > 0 {
		c.Fail("inputs", registry.CodeInputChanged, "n", itoa(overtaken))
	}
	return inputs, nil
}

func idsOf(inputs []Input) []registry.InputID {
	ids := make([]registry.InputID, len(inputs))
	for n, i := range inputs {
		ids[n] = i.ID
	}
	return ids
}

// within refuses inputs beyond a reach.
func within(r Reader, reach registry.Reach, inputs []Input) error {
	if len(reach) == 0 {
		return nil
	}
	var about []registry.RuleID
	for _, i := range inputs {
		if i.Rule == "" {
			return refuse(registry.CodeForbidden)
		}
		if !slices.Contains(about, i.Rule) {
			about = append(about, i.Rule)
		}
	}
	rules, err := r.RulesByID(about)
	if err == nil && slices.ContainsFunc(rules, func(r registry.Rule) bool { return !reach.Has(r.Catalogue) }) {
		err = refuse(registry.CodeForbidden)
	}
	return err
}
