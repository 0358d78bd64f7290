package registry

import "slices"

// Told is what a finding says in the words of the policy that found it. Both are empty
// where the program has words for the finding's code.
type Told struct {
	Says  Bilingual `json:"says,omitzero"`
	Mends Bilingual `json:"mends,omitzero"` // what would mend it; can be empty
	// Version is the digest of the version of the rules of the game that was in charge of
	// the policy, in which its sentence can be read (Service.Policies); empty where none is known.
	Version string `json:"-"`
}

// Teller can be a policy that has words for findings of its own; none for other codes.
type Teller interface{ Tells(code string) Told }

// Replaceable is a policy of the program in whose place a version of the rules of the game
// can have the municipality's own (docs/decisions/0066).
type Replaceable[P any] interface {
	// InVersion is the policy as a version of GamePolicy has it: the program's own where it
	// holds none. CodePolicyFailed where the version cannot be judged with.
	InVersion(GameVersion) (P, error)
}

// PolicyOn is the policy that is in charge on a day, with the digest of the version that has
// it so; empty where none has. A version that cannot be judged with
// gives way to the one before it, as it does where it judges whether rules are in force.
func PolicyOn[P Replaceable[P]](r Reader, program P, on Day) (P, string, error) {
	versions, err := r.GameVersions()
	if err != nil {
		return program, "", err
	}
	p, version := policyIn(versions, program, on)
	return p, version, nil
}

func policyIn[P Replaceable[P]](versions []GameVersion, program P, on Day) (P, string) {
	for _, v := range slices.Backward(versions) {
		if v.Kind != GamePolicy || v.From > on {
			continue
		}
		if p, err := program.InVersion(v); err == nil {
			return p, v.Digest
		}
	}
	return program, ""
}

// WordsFor are a municipality's own words for findings by their codes, as the latest version
// that has words for one says them; without those that no version has, as what the program finds.
func WordsFor[P Replaceable[P]](r Reader, program P, codes []string) (map[string]Told, error) {
	words := map[string]Told{}
	if len(codes) == 0 {
		return words, nil
	}
	versions, err := r.GameVersions()
	if err != nil {
		return nil, err
	}
	for _, v := range slices.Backward(versions) {
		if v.Kind != GamePolicy {
			continue
		}
		p, err := program.InVersion(v)
		if err != nil {
			continue // it cannot be judged with, and so it found nothing
		}
		teller, ok := any(p).(Teller)
		for _, code := range codes {
			if _, told := words[code]; ok && !told {
				if t := teller.Tells(code); t.Says != (Bilingual{}) {
					words[code] = t
				}
			}
		}
	}
	return words, nil
}

// PolicyThatJudged is the policy that an entry of the decision log names by its digest. Where
// there is none any more, it came with an earlier program: then that of the day.
func PolicyThatJudged[P Replaceable[P]](r Reader, program P, e Evaluation, digest func(P) string) (P, error) {
	versions, err := r.GameVersions()
	if err != nil || digest(program) == e.PolicyDigest {
		return program, err
	}
	for _, v := range versions {
		if v.Kind != GamePolicy {
			continue
		}
		if p, err := program.InVersion(v); err == nil && digest(p) == e.PolicyDigest {
			return p, nil
		}
	}
	policy, _, err := PolicyOn(r, program, e.Day)
	return policy, err
}
