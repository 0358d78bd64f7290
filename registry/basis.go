package registry

import (
	"regexp"
	"strings"
)

// Effect is what a legal basis does to a rule.
type Effect string

const (
	Duty          Effect = "duty"           // the law itself demands it (pligt)
	RequiresLocal Effect = "requires_local" // the law demands that the council fixes a rule (kræver lokal regel)
	Minimum       Effect = "minimum"        // the law demands less than the rule does (minimum)
	Permits       Effect = "permits"        // the law allows the rule (tillader)
	Agrees        Effect = "agreement"      // a contract or collective agreement binds (aftale)
)

// Effects that a basis can have.
var Effects = []Effect{Duty, RequiresLocal, Minimum, Permits, Agrees}

// binds says whether a basis with this effect holds a rule that would otherwise lapse.
func (e Effect) binds() bool { return e == Duty || e == RequiresLocal || e == Agrees }

// Basis is a reference to law or agreement that holds from a day until (not
// including) another; LastDay when no end is known.
type Basis struct {
	ID        BasisID `json:"id"`
	Reference string  `json:"reference"` // ELI and paragraph, or the agreement's name and clause
	Effect    Effect  `json:"effect"`
	From      Day     `json:"from"`
	Until     Day     `json:"until"`
}

// HoldsOn says whether the basis holds on a day.
func (b Basis) HoldsOn(on Day) bool { return b.From <= on && on < b.Until }

// An ELI is an address under retsinformation.dk/eli or data.europa.eu/eli; the
// rest of the reference names the paragraph or article.
var eliForm = regexp.MustCompile(`^https?://(www\.retsinformation\.dk|data\.europa\.eu)/eli/[a-z0-9/_.-]+(\s+\S.*)?$`)

// ELI is the address part of the reference, empty when it is not an ELI.
func (b Basis) ELI() string {
	if !eliForm.MatchString(b.Reference) {
		return ""
	}
	return strings.Fields(b.Reference)[0]
}

// Provision is the reference without its address: "§ 11, stk. 1".
func (b Basis) Provision() string {
	return strings.TrimSpace(strings.TrimPrefix(b.Reference, b.ELI()))
}

// Check reports what is wrong with a basis: CodeRequired, CodeTooLong,
// CodeTextInvalid, CodeChoiceInvalid, CodeReferenceForm (an address that is no
// ELI, or law without one), CodeEndsBefore.
func (b Basis) Check() error {
	var c Checks
	c.Text("reference", b.Reference, 500, true)
	if !known(Effects, b.Effect) {
		c.Fail("effect", CodeChoiceInvalid, "value", clip(string(b.Effect), 40), "choices", choices(Effects))
	} else if b.Effect != Agrees && strings.TrimSpace(b.Reference) != "" && b.ELI() == "" {
		c.Fail("reference", CodeReferenceForm, "value", clip(b.Reference, 80))
	}
	if b.From == NoDay {
		c.Fail("from", CodeRequired)
	}
	if b.Until <= b.From {
		c.Fail("until", CodeEndsBefore, "from", b.From.String(), "until", (b.Until - 1).String())
	}
	return c.Err()
}
