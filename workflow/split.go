package workflow

import (
	"context"
	"slices"
	"strings"

	"github.com/omvendt/omvendt/registry"
)

// Passage is what one part of an input says: a piece of its text, word for word.
type Passage struct {
	Text string
	Rule registry.RuleID // that the part is about; empty: none
}

const mostPassages = 10

// Split takes an input apart that holds several things, each of which gets its own
// answer. The input keeps its text, and an answer that it had stays in the log.
// Other passages take the place of parts that nobody has answered; none joins it
// again. Errors: CodeInvalid with fields, CodeStale, CodeNotFound, CodeForbidden.
func (s *Service) Split(ctx context.Context, act registry.Act, seen Picked, passages []Passage) error {
	_, err := registry.Once(ctx, s.Store.Update, act, func(tx Tx) (registry.Nothing, error) {
		var none registry.Nothing
		var c registry.Checks
		whole, err := pickOne(tx, act, seen)
		if err != nil {
			return none, err
		}
		if err := checkSplit(tx, &c, whole, passages); err != nil {
			return none, err
		}
		if err := c.Err(); err != nil {
			return none, err
		}
		before, err := tx.Dispositions([]registry.InputID{whole.ID})
		if err != nil {
			return none, err
		}
		parts := make([]Input, len(passages))
		for n, p := range passages {
			parts[n] = whole
			parts[n].ID, parts[n].PartOf, parts[n].Edit, parts[n].Answered, parts[n].Split = registry.NewRandomID[registry.InputID](), whole.ID, 1, false, false
			parts[n].Text, parts[n].Rule, parts[n].Stance, parts[n].Minutes = strings.TrimSpace(p.Text), p.Rule, NoStance, NoMinutes
			parts[n].Translation, parts[n].Screened = "", Screened{Screening: Unscreened}
		}
		if err := tx.SetParts(whole, parts); err != nil {
			return none, err
		}
		var answer any
		if d, ok := before[whole.ID]; ok {
			answer = d
		}
		return none, audit(tx, "input "+string(whole.ID), answer, struct {
			Parts []registry.InputID `json:"parts"` // without their words
		}{idsOf(parts)})
	})
	return err
}

func checkSplit(tx Tx, c *registry.Checks, whole Input, passages []Passage) error {
	here, err := tx.ConsultationByID(whole.Consultation)
	if err != nil {
		return err
	}
	parts, err := tx.Inputs(InputFilter{PartOf: whole.ID})
	if err != nil {
		return err
	}
	answers, err := tx.Dispositions(idsOf(parts))
	if err != nil {
		return err
	}
	grouped, err := tx.Grouped(append(idsOf(parts), whole.ID))
	if err != nil {
		return err
	}
	duplicates, err := tx.Duplicates(append(idsOf(parts), whole.ID))
	if err != nil {
		return err
	}
	merged := func(i Input) bool { return i.Lead != "" }
	switch {
	case whole.PartOf != "":
		c.Fail("inputs", registry.CodeSplitPart)
	case len(answers) > 0:
		c.Fail("inputs", registry.CodeSplitAnswered)
	case merged(whole) || len(grouped)+len(duplicates) > 0 || slices.ContainsFunc(parts, merged):
		c.Fail("inputs", registry.CodeSplitTied)
	case len(passages) == 1 || len(passages) == 0 && len(parts) == 0:
		c.Fail("passages", registry.CodeSplitTwo)
	case len(passages) > mostPassages:
		c.Fail("passages", registry.CodeRangeInvalid, "value", itoa(len(passages)), "from", "2", "to", itoa(mostPassages))
	}
	for n, p := range passages[:min(len(passages), mostPassages)] {
		at := "passages[" + itoa(n) + "]"
		c.Text(at+".text", p.Text, registry.LimitReason, true)
		if !strings.Contains(plainSpace(whole.Text), plainSpace(p.Text)) {
			c.Fail(at+".text", registry.CodePassage)
		}
		if p.Rule != "" && p.Rule != whole.Rule && !slices.Contains(here.Rules, p.Rule) {
			c.Fail(at+".rule", registry.CodeNotFound)
		}
	}
	return nil
}

// plainSpace is a text with one space for all white space in a row.
func plainSpace(s string) string { return strings.Join(strings.Fields(s), " ") }

// nest puts parts under what they are parts of, and shows of a passage what is
// public of the whole.
func nest(all []Answered) []Answered {
	parts := map[registry.InputID][]Answered{}
	for _, a := range all {
		if a.Input.PartOf != "" {
			parts[a.Input.PartOf] = append(parts[a.Input.PartOf], a)
		}
	}
	var whole []Answered
	for _, a := range all {
		if a.Input.PartOf == "" {
			a.Parts = parts[a.Input.ID]
			inTextOrder(a.Input, a.Parts)
			whole = append(whole, a)
		}
	}
	return whole
}

// inTextOrder puts parts where their passages stand: ids tell no order.
func inTextOrder(whole Input, parts []Answered) {
	text := plainSpace(whole.Text)
	at := func(a Answered) int { return strings.Index(text, plainSpace(a.Input.Text)) }
	slices.SortStableFunc(parts, func(a, b Answered) int { return at(a) - at(b) })
}

// public is an input with its parts as everybody may read them; false when nothing
// of its text is public. What was left out of the whole is in no passage either.
func (a Answered) public() (Answered, bool) {
	a.Input.Translation = a.Input.PublicTranslation()
	if a.Input.Text = a.Input.Public(); a.Input.Text == "" {
		return a, false
	}
	a.Parts = slices.Clone(a.Parts)
	for n, part := range a.Parts {
		if !strings.Contains(plainSpace(a.Input.Text), plainSpace(part.Input.Text)) {
			a.Parts[n].Input.Text = ""
		}
	}
	return a, true
}
