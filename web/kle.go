package web

import (
	"github.com/omvendt/omvendt/internal/wording"
	"github.com/omvendt/omvendt/registry"
)

// KLELine is what the municipality's copy of KLE says of a rule's code today;
// zero where it has none.
type KLELine struct{ Code, Title, Note string }

func (v *visit) kle(code string) (KLELine, error) {
	if code == "" {
		return KLELine{}, nil
	}
	e, err := v.Register.KLE(v.r.Context(), code)
	if registry.CodeOf(err) == registry.CodeNotFound {
		return KLELine{}, nil
	}
	if err != nil {
		return KLELine{}, err
	}
	today, err := v.Register.Today(v.r.Context())
	line := KLELine{Code: e.Code, Title: e.Title}
	if e.Expired(today) {
		if line.Note = v.text("facts.kle_expired", "day", wording.Day(v.lang, e.Until)); e.ReplacedBy != "" {
			line.Note = v.text("facts.kle_moved", "day", wording.Day(v.lang, e.Until), "code", e.ReplacedBy)
		}
	}
	return line, err
}
