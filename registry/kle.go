package registry

import (
	"context"
	"strings"
)

// KLEEntry is a main group, a group or a subject of KLE, as the municipality's
// own copy of KL's plan has it.
type KLEEntry struct {
	Code       string // NN, NN.NN or NN.NN.NN
	Title      string
	From       Day    // NoDay: not said
	Until      Day    // the first day on which it does not apply; LastDay: it applies
	ReplacedBy string // code; empty: by none
}

// Check reports what is wrong with an entry.
func (e KLEEntry) Check() error {
	var c Checks
	c.Text("title", e.Title, limitKLETitle, true)
	for name, code := range map[string]string{"code": e.Code, "replaced_by": e.ReplacedBy} {
		if (code != "" || name == "code") && (!kleForm(code) || strings.Contains(code, " ")) {
			c.Fail(name, CodeReferenceForm, "value", clip(code, 40))
		}
	}
	return c.Err()
}

// Expired says whether the code has ceased to apply on a day.
func (e KLEEntry) Expired(on Day) bool { return e.Until <= on }

// limitKLETitle bounds a title in characters.
const limitKLETitle = 500

type kleReader interface {
	KLE(code string) (KLEEntry, error) // CodeNotFound
}

type kleTx interface {
	ReplaceKLE([]KLEEntry) error // all of it
}

// ImportKLE puts a plan in place of the one that is there.
func (s *Service) ImportKLE(ctx context.Context, act Act, plan []KLEEntry) error {
	_, err := Once(ctx, s.Store.Update, act, func(tx Tx) (int, error) {
		for _, e := range plan {
			if err := e.Check(); err != nil {
				return 0, err
			}
		}
		if err := tx.ReplaceKLE(plan); err != nil {
			return 0, err
		}
		return len(plan), audit(tx, "kle", nil, map[string]int{"entries": len(plan)})
	})
	return err
}

// KLE is the entry of a code, whatever its facet; CodeNotFound when no plan has it.
func (s *Service) KLE(ctx context.Context, code string) (KLEEntry, error) {
	code, _, _ = strings.Cut(code, " ")
	var e KLEEntry
	err := s.Store.View(ctx, func(r Reader) (err error) { e, err = r.KLE(code); return err })
	return e, err
}
