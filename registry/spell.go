package registry

// ClassSpell is an unbroken run of days on which a rule has one class.
type ClassSpell struct {
	From, Until Day
	Class       Class
	// Because are the bases that give the class on the spell's first day, or on the
	// day asked about; empty: who adopted the rule does.
	Because []Basis
}

// gives is the effect of the bases that give a class; empty when none do.
func (c Class) gives() Effect {
	switch c {
	case StateDuty:
		return Duty
	case Agreement:
		return Agrees
	case MandatedLocal:
		return RequiresLocal
	case AddOn:
		return Minimum
	}
	return ""
}

// ClassSpells are the classes of a rule over time, by day: of the day asked about,
// and of the days on which the rule applies or can be done without.
func (v RuleView) ClassSpells() []ClassSpell {
	var out []ClassSpell
	for _, s := range v.Timeline {
		if !s.Has(v.On) && (s.State == NotYet || s.State == Lapsed || s.State == Repealed || s.State == SupersededState) {
			continue
		}
		if n := len(out); n > 0 && out[n-1].Class == s.Class && out[n-1].Until == s.From {
			out[n-1].Until = s.Until
			continue
		}
		out = append(out, ClassSpell{From: s.From, Until: s.Until, Class: s.Class})
	}
	for i := range out {
		on := out[i].From
		if out[i].From <= v.On && v.On < out[i].Until {
			on = v.On
		}
		out[i].Because = v.giving(out[i].Class, on)
	}
	return out
}

// giving are the bases that give a class on a day.
func (v RuleView) giving(class Class, on Day) []Basis {
	var out []Basis
	for _, b := range Bases(latestBases(WithoutAnnulled(on, v.Events))) {
		if b.Effect == class.gives() && b.HoldsOn(on) {
			out = append(out, b)
		}
	}
	return out
}

// Replacement is the rule that takes over from this one, and from which day; false
// when none is known on the day of the view.
func (v RuleView) Replacement() (Number, Day, bool) {
	for _, e := range WithoutAnnulled(v.On, v.Events) {
		if f, ok := e.Fact.(Superseded); ok {
			return f.By, e.Valid, true
		}
	}
	return 0, NoDay, false
}
