package workflow

import (
	"context"
	"slices"
	"strings"

	"github.com/omvendt/omvendt/registry"
)

// Screened is what somebody who weighs an input found of its text. Until then
// nothing of it is public.
type Screened struct {
	Screening Screening   `json:"screening"`
	Shown     string      `json:"shown,omitempty"`         // what is public where passages are left out
	Why       WithheldFor `json:"withheld_for,omitempty"`  // where nothing is
	Note      string      `json:"withheld_note,omitempty"` // why, in words; the contributor reads it too
	// ShownTranslation is what is public of the translation where passages are left out;
	// empty: nothing of it.
	ShownTranslation string `json:"shown_translation,omitempty"`
}

// Screening is how much of a text is public.
type Screening string

const (
	Unscreened Screening = "unscreened"
	Published  Screening = "published" // word for word
	MaskedText Screening = "masked"    // with passages left out; the original stays with those who weigh it
	Withheld   Screening = "withheld"
)

// Screenings in the order in which they are offered.
var Screenings = []Screening{Unscreened, Published, MaskedText, Withheld}

// WithheldFor is why a text is not public.
type WithheldFor string

const (
	Identifies     WithheldFor = "identifies"      // somebody could be known by it
	IndividualCase WithheldFor = "individual_case" // about one citizen's case
	Offends        WithheldFor = "offends"         // unlawful, threatening or gross
	OffTopic       WithheldFor = "off_topic"
	OtherReason    WithheldFor = "other" // said in words
)

// WithheldReasons in the order in which they are offered.
var WithheldReasons = []WithheldFor{Identifies, IndividualCase, Offends, OffTopic, OtherReason}

// Omitted stands in a masked text for each passage that was left out.
const Omitted = "[udeladt]"

// Public is what everybody may read of an input's text.
func (i Input) Public() string {
	switch i.Screening {
	case Published:
		return i.Text
	case MaskedText:
		return i.Shown
	}
	return ""
}

// omits says whether a text is another one with passages replaced by Omitted, and
// nothing else changed but white space.
func omits(original, shown string) bool {
	rest, pieces := plainSpace(original), strings.Split(plainSpace(shown), Omitted)
	last := len(pieces) - 1
	if last == 0 || !strings.HasPrefix(rest, pieces[0]) {
		return false
	}
	rest = rest[len(pieces[0]):]
	for _, piece := range pieces[1:last] {
		at := strings.Index(rest, piece)
		if at < 0 {
			return false
		}
		rest = rest[at+len(piece):]
	}
	return strings.HasSuffix(rest, pieces[last])
}

// Screen says what of the texts of a consultation's inputs is public; several at
// once, save where passages are left out. Errors: CodeInvalid with fields,
// CodeNotFound for inputs of another consultation too.
func (s *Service) Screen(ctx context.Context, act registry.Act, slug string, picked []Picked, v Screened) error {
	_, err := registry.Once(ctx, s.Store.Update, act, func(tx Tx) (registry.Nothing, error) {
		var none registry.Nothing
		here, err := tx.ConsultationBySlug(slug)
		if err != nil {
			return none, err
		}
		var c registry.Checks
		inputs, err := pick(tx, act, &c, picked)
		if err != nil {
			return none, err
		}
		if slices.ContainsFunc(inputs, func(i Input) bool { return i.Consultation != here.ID }) {
			return none, refuse(registry.CodeNotFound)
		}
		if slices.ContainsFunc(inputs, func(i Input) bool { return i.PartOf != "" }) {
			c.Fail("inputs", registry.CodeScreenWhole)
		}
		found := v.check(&c, inputs)
		if err := c.Err(); err != nil {
			return none, err
		}
		if err := tx.SetScreened(idsOf(inputs), found); err != nil {
			return none, err
		}
		for _, i := range inputs { // the log has no words of theirs
			before, after := i.Screened, found
			before.Shown, after.Shown = "", ""
			before.ShownTranslation, after.ShownTranslation = "", ""
			if err := audit(tx, "input "+string(i.ID), before, after); err != nil {
				return none, err
			}
		}
		return none, nil
	})
	return err
}

// check gives what is to be kept: a text where one is shown, a reason where none is.
func (v Screened) check(c *registry.Checks, inputs []Input) Screened {
	found := Screened{Screening: v.Screening}
	switch v.Screening {
	case Unscreened, Published:
	case MaskedText:
		found.Shown = strings.TrimSpace(v.Shown)
		c.Text("shown", found.Shown, registry.LimitReason, true)
		if len(inputs) > 1 {
			c.Fail("inputs", registry.CodeMaskOne)
		} else if len(inputs) == 1 && found.Shown != "" && !omits(inputs[0].Text, found.Shown) {
			c.Fail("shown", registry.CodeMaskChanges, "mark", Omitted)
		}
		found.ShownTranslation = strings.TrimSpace(v.ShownTranslation)
		c.Text("shown_translation", found.ShownTranslation, registry.LimitReason, false)
		if len(inputs) == 1 && found.ShownTranslation != "" && !omits(inputs[0].Translation, found.ShownTranslation) {
			c.Fail("shown_translation", registry.CodeMaskChanges, "mark", Omitted)
		}
	case Withheld:
		found.Why, found.Note = v.Why, v.Note
		if v.Why == "" {
			c.Fail("withheld_for", registry.CodeRequired)
		} else if !slices.Contains(WithheldReasons, v.Why) {
			c.Fail("withheld_for", registry.CodeChoiceInvalid, "value", string(v.Why), "choices", "")
		}
		c.Text("withheld_note", v.Note, registry.LimitReason, v.Why == OtherReason)
	default:
		c.Fail("screening", registry.CodeChoiceInvalid, "value", string(v.Screening), "choices", "")
	}
	return found
}
