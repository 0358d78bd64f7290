package registry

import "strings"

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
	Reference string  `json:"reference"` // ELI and paragraph in their normal form, or the agreement's name and clause
	Effect    Effect  `json:"effect"`
	From      Day     `json:"from"`
	Until     Day     `json:"until"`
	// Of a Minimum: what the law itself demands, which stays when the rule goes,
	// and what the municipality adds to it, which is all that can lapse.
	Floor     string `json:"floor,omitempty"`
	Increment string `json:"increment,omitempty"`
}

// HoldsOn says whether the basis holds on a day.
func (b Basis) HoldsOn(on Day) bool { return b.From <= on && on < b.Until }

// ELI is the address part of the reference, empty when it has none.
func (b Basis) ELI() string {
	if eli, _, _ := strings.Cut(b.Reference, " "); eliForm.MatchString(eli) {
		return eli
	}
	return ""
}

// Provision is the reference without its address: "§ 11, stk. 1".
func (b Basis) Provision() string {
	return strings.TrimSpace(strings.TrimPrefix(b.Reference, b.ELI()))
}

// Normal is the basis with its reference in its normal form, as it is stored.
func (b Basis) Normal() Basis {
	b.Reference = NormalReference(b.Reference)
	return b
}

// Check reports what is wrong with a basis, also when its reference is not in its
// normal form yet: CodeRequired, CodeTooLong, CodeTextInvalid, CodeChoiceInvalid,
// CodeLawForm, CodeNoELI, CodeProvision, CodeProvisions, CodeFloorOfMinimum,
// CodeEndsBefore.
func (b Basis) Check() error {
	var c Checks
	c.Text("reference", b.Reference, 500, true)
	c.Text("floor", b.Floor, LimitReason, false)
	c.Text("increment", b.Increment, LimitReason, false)
	if !known(Effects, b.Effect) {
		c.Fail("effect", CodeChoiceInvalid, "value", clip(string(b.Effect), 40), "choices", choices(Effects))
	} else {
		checkReference(&c, b.Normal())
	}
	for _, f := range [][2]string{{"floor", b.Floor}, {"increment", b.Increment}} {
		if f[1] != "" && b.Effect != Minimum {
			c.Fail(f[0], CodeFloorOfMinimum)
		}
	}
	if b.From == NoDay {
		c.Fail("from", CodeRequired)
	}
	if b.Until <= b.From {
		c.Fail("until", CodeEndsBefore, "from", b.From.String(), "until", (b.Until - 1).String())
	}
	return c.Err()
}
