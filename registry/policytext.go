package registry

import (
	"context"
	"slices"
	"time"
)

// Bilingual is a text in both languages. Danish is empty where a policy says it in
// English alone, as the policies of earlier programs did.
type Bilingual struct {
	Danish  string `json:"da,omitempty"`
	English string `json:"en,omitempty"`
}

// PolicyName names a policy, in addresses and in the API.
type PolicyName string

const (
	PolicyInForce       PolicyName = "in_force"
	PolicyJustification PolicyName = "justification"
	PolicyDecision      PolicyName = "decision"
	PolicyAdoption      PolicyName = "adoption"
	PolicyAccess        PolicyName = "access"
)

// PolicyNames in the order in which they are shown. PolicyAccess comes with the program;
// a version that applies from a day can hold its own of each of the others.
var PolicyNames = []PolicyName{PolicyInForce, PolicyJustification, PolicyDecision, PolicyAdoption, PolicyAccess}

// PolicyText is a policy as it can be read.
type PolicyText struct {
	Name      PolicyName
	Title     Bilingual
	About     Bilingual
	Digest    string // of its source, SHA-256; of the whole version that holds it
	Held      bool   // by the version that is meant, and another than the program's
	Sentences []Sentence
	Modules   []PolicyModule // in the order in which they are read
}

// Sentence finds the first sentence with a code; false when none has it.
func (p PolicyText) Sentence(code string) (Sentence, bool) {
	for _, s := range p.Sentences {
		if s.Code == code {
			return s, true
		}
	}
	return Sentence{}, false
}

// PolicyModule is one file of a policy.
type PolicyModule struct {
	Name   string // "in_force.rego"
	Title  Bilingual
	About  Bilingual
	Source string
}

// Sentence is one thing that a policy says: a condition, or a list, with its source
// in law or in a decision.
type Sentence struct {
	Anchor   string // its place on the policy's page; unique in the policy
	Module   string // "in_force.rego"
	Name     string // of the rule in Rego
	Title    Bilingual
	About    Bilingual
	Source   Bilingual // empty: it follows from the design alone
	Code     string    // the reason, finding or refusal that rests on it; empty: a part of others
	Severity string    // what a finding asks for; empty where it is none
	State    State     // of the rule where it is the main reason; empty where it is none
	Settings []string  // what it reads of the settings, by name
	Rego     string
}

// PolicyTests is what became of a policy's own tests when the program ran them.
type PolicyTests struct {
	Count  int
	Failed []string // names
	Err    error    // why they could not be run; nil: they were
	At     time.Time
}

// Passed says that there are tests and that every one passed.
func (t PolicyTests) Passed() bool { return t.Err == nil && t.Count > 0 && len(t.Failed) == 0 }

// PolicyReader can be a RulebookMaker that can tell what its policies say. Errors are
// CodePolicyFailed.
type PolicyReader interface {
	// ReadPolicies are all of PolicyNames; source is the version that is meant
	// (GameVersion.Source), nil for what comes with the program.
	ReadPolicies(source []byte) ([]PolicyText, error)
	// TestPolicies runs the tests of the policies that come with the program, once in
	// its life, and tells what became of them.
	TestPolicies(now time.Time) PolicyTests
}

// PoliciesView is what the policies say on a day.
type PoliciesView struct {
	On       Day
	Policies []PolicyText
	Versions []GameVersion // of the policy and the settings, by kind and day
	Policy   GameVersion   // that judges the day
	Settings GameVersion   // that applies on Set
	Values   Settings
	// Set is the day whose settings these are: On, or the last day before it on which the
	// version judged that is meant, or the first on which it will.
	Set     Day
	Builtin bool           // the policy is the one that comes with the program
	Tests   PolicyTests    // of what comes with the program
	Place   *time.Location // of the municipality, for the hour of the tests
}

// Policies reads what the policies say on a day (NoDay: today), or in the version of
// the policy with a digest. CodeNotFound when there is no such version.
func (s *Service) Policies(ctx context.Context, on Day, digest string) (PoliciesView, error) {
	reader, ok := s.Maker.(PolicyReader)
	if !ok {
		return PoliciesView{}, &Error{Code: CodeNotFound}
	}
	v := PoliciesView{On: on, Place: s.Place}
	var now time.Time
	err := s.Store.View(ctx, func(r Reader) (err error) {
		if now = r.Now(); v.On == NoDay {
			v.On = r.Today()
		}
		v.Versions, err = r.GameVersions()
		return err
	})
	if err != nil {
		return v, err
	}
	v.Policy, v.Set = versionOn(v.Versions, GamePolicy, v.On), v.On
	if digest != "" {
		if v.Policy, ok = versionNamed(v.Versions, GamePolicy, digest); !ok {
			return v, &Error{Code: CodeNotFound}
		}
		v.Set = v.judged()
	}
	v.Settings = versionOn(v.Versions, GameSettings, v.Set)
	if v.Values, err = ParseSettings(v.Settings.Source); err != nil {
		return v, err
	}
	if v.Policies, err = reader.ReadPolicies(v.Policy.Source); err != nil {
		return v, err
	}
	_, builtin := s.Maker.Builtin()
	v.Builtin, v.Tests = v.Policy.Digest == builtin, reader.TestPolicies(now)
	return v, nil
}

// judged is the last day until On on which the version judged that is meant; its first where it
// never has.
func (v PoliciesView) judged() Day {
	last := v.Policy.From
	for _, o := range append(slices.Clone(v.Versions), GameVersion{Kind: GamePolicy, From: v.On + 1}) {
		on := o.From - 1
		if o.Kind == GamePolicy && on > last && on <= v.On && versionOn(v.Versions, GamePolicy, on).Digest == v.Policy.Digest {
			last = on
		}
	}
	return last
}

// Own says that a policy is the municipality's own, held by the version that is meant.
func (v PoliciesView) Own(p PolicyText) bool { return p.Held && v.Policy.By != Programme }

// versionOn is the version of a kind that applies on a day; of two from the same day
// the one adopted later counts.
func versionOn(versions []GameVersion, kind GameKind, on Day) (latest GameVersion) {
	for _, v := range versions {
		if v.Kind == kind && v.From <= on && (v.From > latest.From || v.From == latest.From && v.Adopted >= latest.Adopted || latest.Kind == "") {
			latest = v
		}
	}
	return latest
}

func versionNamed(versions []GameVersion, kind GameKind, digest string) (GameVersion, bool) {
	for _, v := range versions {
		if v.Kind == kind && v.Digest == digest {
			return v, true
		}
	}
	return GameVersion{}, false
}
