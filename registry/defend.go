package registry

import "context"

// Undefend records that nobody wants to defend a rule: in the place of a
// justification, until somebody writes one. It is the responsible post's to say.
// CodeUndefended when that stands already.
func (s *Service) Undefend(ctx context.Context, act Act, number Number, edit int) (Justification, error) {
	return change(s, ctx, act, number, edit, func(tx Tx, r Rule) (Justification, error) {
		all, err := tx.Justifications(r.ID)
		if err != nil {
			return Justification{}, err
		}
		if n := len(all); n > 0 && all[n-1].Undefended.On != NoDay {
			return Justification{}, refuse(CodeUndefended, "day", all[n-1].Undefended.On.String())
		}
		j := Justification{ID: NewID[JustificationID](tx.Now()), Rule: r.ID, Ordinal: len(all) + 1,
			Undefended: Undefended{Post: r.Catalogue.Owner, On: tx.Today()}}
		return j, tx.InsertJustifications([]Justification{j})
	})
}
