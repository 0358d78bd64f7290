package workflow

import (
	"context"
	"strings"

	"github.com/omvendt/omvendt/registry"
)

// PublicTranslation is what everybody may read of an input's translation. Where
// passages are left out of the text, it is nothing until they are left out here too.
func (i Input) PublicTranslation() string {
	switch i.Screening {
	case Published:
		return i.Translation
	case MaskedText:
		return i.ShownTranslation
	}
	return ""
}

// danish is what an input says in the words that others would use for it.
func (i Input) danish() string {
	if i.Translation != "" {
		return i.Translation
	}
	return i.Text
}

// TranslateInput keeps a Danish translation beside the text of an input, in the place
// of one that was there; empty takes it back. CPR-like numbers are masked in it. What is
// public of a translation from which passages were left out is nothing again. Errors:
// CodeInvalid with fields, CodeStale, CodeNotFound, CodeForbidden.
func (s *Service) TranslateInput(ctx context.Context, act registry.Act, seen Picked, translation string) error {
	_, err := registry.Once(ctx, s.Store.Update, act, func(tx Tx) (registry.Nothing, error) {
		var none registry.Nothing
		i, err := pickOne(tx, act, seen)
		if err != nil {
			return none, err
		}
		var c registry.Checks
		translation, _ := MaskCPR(strings.TrimSpace(translation))
		c.Text("translation", translation, registry.LimitReason, false)
		if i.PartOf != "" || i.Text == "" {
			c.Fail("translation", registry.CodeTranslateWhole)
		}
		if err := c.Err(); err != nil {
			return none, err
		}
		if err := tx.SetInputTranslation(i.ID, translation); err != nil {
			return none, err
		}
		type translated struct { // without the words
			Translated bool `json:"translated"`
		}
		return none, audit(tx, "input "+string(i.ID), translated{i.Translation != ""}, translated{translation != ""})
	})
	return err
}
