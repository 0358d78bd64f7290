package registry

import (
	"context"
	"slices"
	"strings"
)

// mostNamed bounds how many rules an error names.
const mostNamed = 50

// UndoImport takes an import back while nothing was built on it: rules that it
// made are taken out, and those that it changed get back what they said, as a new
// change. Errors: CodeNotFound, CodeImportUndone, CodeImportBuiltOn, CodeForbidden
// when one of the rules cannot be reached.
func (s *Service) UndoImport(ctx context.Context, act Act, id ImportID) (Import, error) {
	return Once(ctx, s.Store.Update, act, func(tx Tx) (Import, error) {
		before, err := tx.Import(id)
		if err != nil {
			return before, err
		}
		if before.Undone != NoDay {
			return before, refuse(CodeImportUndone)
		}
		if _, err := tx.Revision(); err != nil { // nobody writes about the rules meanwhile
			return before, err
		}
		did, err := tx.ImportedRules(id, 0, 0)
		if err != nil {
			return before, err
		}
		rules, err := imported(tx, act, before, did)
		if err != nil {
			return before, err
		}
		if err := takeOut(tx, s.Maker, id, did, rules); err != nil {
			return before, err
		}
		if err := takeBack(tx, act, s.Maker, did, rules); err != nil {
			return before, err
		}
		if err := tx.MarkUndone(id, tx.Today(), act.Actor.Name); err != nil {
			return before, err
		}
		after := before
		after.Undone, after.UndoneBy = tx.Today(), act.Actor.Name
		return after, audit(tx, "import "+string(id), before, after)
	})
}

// imported are the rules of an import, when nothing was built on any of them.
func imported(tx Tx, act Act, i Import, did []ImportedRule) (map[Number]Rule, error) {
	numbers := make([]Number, len(did))
	for n, d := range did {
		numbers[n] = d.Number
	}
	found, err := tx.RulesThere(numbers)
	if err != nil {
		return nil, err
	}
	rules, ids := map[Number]Rule{}, make([]RuleID, len(found))
	for n, r := range found {
		if !act.Reach.Has(r.Catalogue) {
			return nil, refuse(CodeForbidden)
		}
		rules[r.Number], ids[n] = r, r.ID
	}
	written, err := tx.WrittenAbout(ids, i)
	if err != nil {
		return nil, err
	}
	var built []string
	for _, d := range did {
		if r := rules[d.Number]; r.Edit != d.Edit || slices.Contains(written, r.ID) {
			built = append(built, d.Number.String())
		}
	}
	if len(built) == 0 {
		return rules, nil
	}
	args := []string{"count", itoa(len(built)), "rules", strings.Join(built[:min(mostNamed, len(built))], ", ")}
	if len(built) > mostNamed {
		args[3] += " …"
	}
	return nil, refuse(CodeImportBuiltOn, args...)
}

// takeOut takes out the rules that an import made. What was recorded of them stays
// for those who ask what the register knew then.
func takeOut(tx Tx, maker RulebookMaker, id ImportID, did []ImportedRule, rules map[Number]Rule) error {
	var events []Event
	var ids []RuleID
	for _, d := range did {
		if !d.New() {
			continue
		}
		r := rules[d.Number]
		ids = append(ids, r.ID)
		events = append(events, Event{Rule: r.ID, Valid: tx.Today(), Fact: TakenOut{Import: id}})
		if err := audit(tx, "rule "+r.Number.String(), r, nil); err != nil {
			return err
		}
	}
	if len(ids) == 0 {
		return nil
	}
	if _, err := Record(tx, maker, events); err != nil {
		return err
	}
	return tx.TakeOutRules(ids)
}

// takeBack gives rules that an import changed what they said before.
func takeBack(tx Tx, act Act, maker RulebookMaker, did []ImportedRule, rules map[Number]Rule) error {
	byDay := map[Day][]RuleUpdate{}
	for _, d := range did {
		if !d.New() {
			u := RuleUpdate{Number: d.Number, Edit: rules[d.Number].Edit, Catalogue: *d.Before, Text: d.TextBefore}
			byDay[d.TextFrom] = append(byDay[d.TextFrom], u)
		}
	}
	for from, updates := range byDay {
		if _, err := updateRules(tx, act, maker, updates, from, nil); err != nil {
			return err
		}
	}
	return nil
}
