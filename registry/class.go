package registry

// Class says what kind of rule this is in law on a day, and so whether it can
// lapse. It is derived from bases and adopter, never typed in.
type Class string

const (
	StateDuty          Class = "state_duty"          // statslig pligt
	Agreement          Class = "agreement"           // overenskomst, aftale, kutyme
	BoardPrinciple     Class = "board_principle"     // forældrebestyrelsens princip
	MandatedLocal      Class = "mandated_local"      // lovpligtig lokal regel
	AddOn              Class = "add_on"              // overimplementering
	CouncilRule        Class = "council_rule"        // politisk vedtaget
	AdministrativeRule Class = "administrative_rule" // administrativt fastsat
)

// Classes in the order in which they are tried: the first that fits is the class.
var Classes = []Class{StateDuty, Agreement, BoardPrinciple, MandatedLocal, AddOn, CouncilRule, AdministrativeRule}

// Bound says that something outside the council's power holds the rule: law,
// agreement, or a parent board (dagtilbudsloven § 15). What follows from it is
// for the policy to say.
func (c Class) Bound() bool {
	switch c {
	case StateDuty, Agreement, BoardPrinciple, MandatedLocal:
		return true
	}
	return false
}

// classFor derives the class from the effects of the bases that hold on a day.
// It is total: without any basis the adopter decides.
func classFor(adopter Adopter, holds func(Effect) bool) Class {
	switch {
	case holds(Duty):
		return StateDuty
	case holds(Agrees):
		return Agreement
	case adopter == AdoptedByBoard:
		return BoardPrinciple
	case holds(RequiresLocal):
		return MandatedLocal
	case holds(Minimum):
		return AddOn
	case adopter == AdoptedByCouncil, adopter == AdoptedByCommittee:
		return CouncilRule
	}
	return AdministrativeRule
}

// ClassOn is the class that the bases and the adopter give on a day.
func ClassOn(on Day, adopter Adopter, bases []Basis) Class {
	return classFor(adopter, func(e Effect) bool {
		for _, b := range bases {
			if b.Effect == e && b.HoldsOn(on) {
				return true
			}
		}
		return false
	})
}
