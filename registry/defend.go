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

// Score records what the indicator of the justification that counts showed. The
// justification stays what it was. CodeNothingToScore when there is none with an
// indicator.
func (s *Service) Score(ctx context.Context, act Act, number Number, edit int, score Score) (Justification, error) {
	return change(s, ctx, act, number, edit, func(tx Tx, r Rule) (Justification, error) {
		var c Checks
		checkChoice(&c, "result", ScoreResults, score.Result)
		c.Text("note", score.Note, LimitReason, false)
		if err := c.Err(); err != nil {
			return Justification{}, err
		}
		all, err := tx.Justifications(r.ID)
		if err != nil {
			return Justification{}, err
		}
		if n := len(all); n == 0 || !says(all[n-1].Indicator) {
			return Justification{}, refuse(CodeNothingToScore)
		}
		j := all[len(all)-1]
		j.ID, j.Ordinal = NewID[JustificationID](tx.Now()), len(all)+1
		j.Score = Score{Result: score.Result, Note: score.Note, On: tx.Today()}
		return j, tx.InsertJustifications([]Justification{j})
	})
}
