package registry

import "slices"

// FoundBy names in the findings that events hold the version that was in charge when they
// were found: the one whose digest stands beside them, or, where the program's own policy
// found them, the one of the day on which the event was recorded. Facts are copied, not changed.
func FoundBy(r Reader, events []Event) error {
	var versions []GameVersion
	for i, e := range events {
		a := e.adoption()
		if a == nil || len(a.Findings) == 0 {
			continue
		}
		if versions == nil {
			var err error
			if versions, err = r.GameDigests(); err != nil {
				return err
			}
		}
		v, held := versionNamed(versions, GamePolicy, a.Policy)
		if !held {
			v = versionOn(versions, GamePolicy, e.Recorded)
		}
		found := *a
		found.Findings = slices.Clone(a.Findings)
		for k := range found.Findings {
			found.Findings[k].Version = v.Digest
		}
		events[i] = e.withAdoption(&found)
	}
	return nil
}

// adoption is what was said and found of the text that an event gives a rule; nil where it
// gives none.
func (e Event) adoption() *Adoption {
	switch f := e.Fact.(type) {
	case Adopted:
		return f.Adoption
	case TextChanged:
		return f.Adoption
	case Ruled:
		return f.Adoption
	}
	return nil
}

func (e Event) withAdoption(a *Adoption) Event {
	switch f := e.Fact.(type) {
	case Adopted:
		f.Adoption = a
		e.Fact = f
	case TextChanged:
		f.Adoption = a
		e.Fact = f
	case Ruled:
		f.Adoption = a
		e.Fact = f
	}
	return e
}
