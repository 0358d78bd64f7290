package registry

import (
	"strconv"
	"strings"
)

// Adopter is who adopted a rule. It decides the class where no basis does.
type Adopter string

const (
	AdoptedByCouncil        Adopter = "council"        // byråd
	AdoptedByCommittee      Adopter = "committee"      // udvalg
	AdoptedByDirectorate    Adopter = "directorate"    // direktion
	AdoptedByAdministration Adopter = "administration" // forvaltning
	AdoptedByLeader         Adopter = "leader"         // leder
	AdoptedByBoard          Adopter = "board"          // forældrebestyrelse
	AdoptedByState          Adopter = "state"          // stat
	AdoptedByAgreement      Adopter = "agreement"      // aftale
)

// Adopters that a rule can have.
var Adopters = []Adopter{AdoptedByCouncil, AdoptedByCommittee, AdoptedByDirectorate, AdoptedByAdministration,
	AdoptedByLeader, AdoptedByBoard, AdoptedByState, AdoptedByAgreement}

// Rank of the adopter among bodies: a review that sets a lapse date must rest
// on the decision of a body of at least this rank.
func (a Adopter) Rank() Rank {
	switch a {
	case AdoptedByCouncil, AdoptedByState, AdoptedByAgreement:
		return RankCouncil
	case AdoptedByCommittee:
		return RankCommittee
	case AdoptedByBoard:
		return RankBoard
	}
	return RankAdministration
}

// RuleKind is the form of a rule: what sort of demand it is.
type RuleKind string

const (
	KindRule          RuleKind = "rule"          // regel
	KindDocumentation RuleKind = "documentation" // dokumentationskrav
	KindProcedure     RuleKind = "procedure"     // procedure
	KindReporting     RuleKind = "reporting"     // indberetning
	KindApproval      RuleKind = "approval"      // godkendelse
	KindGuideline     RuleKind = "guideline"     // retningslinje
)

// RuleKinds that a rule can have.
var RuleKinds = []RuleKind{KindRule, KindDocumentation, KindProcedure, KindReporting, KindApproval, KindGuideline}

// Protects says whom a rule protects. Protecting rules stand first on every
// lapse list and are named one by one in the opening decision.
type Protects string

const (
	ProtectsUnstated Protects = ""         // nobody has said yet
	ProtectsNobody   Protects = "nobody"   // ingen bestemt
	ProtectsCitizens Protects = "citizens" // borgeres ret eller service
	ProtectsStaff    Protects = "staff"    // medarbejderes vilkår
	ProtectsLife     Protects = "life"     // liv og helbred
)

// ProtectsChoices in rising weight.
var ProtectsChoices = []Protects{ProtectsUnstated, ProtectsNobody, ProtectsCitizens, ProtectsStaff, ProtectsLife}

// Somebody says whether the rule protects anyone in particular.
func (p Protects) Somebody() bool { return p != ProtectsUnstated && p != ProtectsNobody }

// LegalForm is the legal form of the units that a rule binds: where it binds by
// contract or approval, its lapse waits for that to change.
type LegalForm string

const (
	FormUnstated   LegalForm = ""
	FormMunicipal  LegalForm = "municipal"   // kommunal
	FormSelfOwning LegalForm = "self_owning" // selvejende med driftsoverenskomst
	FormPrivate    LegalForm = "private"     // privat, godkendt
	FormMixed      LegalForm = "mixed"       // flere former
)

// LegalForms that the units of a rule can have.
var LegalForms = []LegalForm{FormUnstated, FormMunicipal, FormSelfOwning, FormPrivate, FormMixed}

// Rule is a rule's identity and its entry in the catalogue. What changes its
// status is not here but in its events.
type Rule struct {
	ID        RuleID    `json:"id"`
	Number    Number    `json:"number"`
	Edit      int       `json:"edit"` // counts changes to the entry and what hangs on it; the ETag
	Adopter   Adopter   `json:"adopter"`
	AdoptedOn Day       `json:"adopted_on"` // the day from which it applies, as the catalogue knows it
	Catalogue Catalogue `json:"catalogue"`
	// TakenOut is the revision from which on the rule is no rule any more, since the
	// import that made it was undone; 0: it is one. Its number stays used.
	TakenOut Revision `json:"-"`
}

// Catalogue is what the administration writes about a rule and may change
// without a decision.
type Catalogue struct {
	Kind       RuleKind  `json:"kind"`
	Area       string    `json:"area"`
	Unit       string    `json:"unit"`
	Audience   string    `json:"audience,omitempty"` // målgruppe
	Owner      string    `json:"owner,omitempty"`    // the post that answers for it; empty is vacant
	Protects   Protects  `json:"protects"`
	LegalForm  LegalForm `json:"legal_form"`
	KLE        string    `json:"kle,omitempty"`
	KLEValidAt Day       `json:"kle_valid_at,omitzero"`
	Source     string    `json:"source,omitempty"` // kilde
	Tags       []string  `json:"tags,omitempty"`   // emneord, in their normal form
	Effort     Effort    `json:"effort"`
}

// Text is the wording of a version.
type Text struct {
	Title     string `json:"title"`
	Plain     string `json:"plain,omitempty"` // kort sagt; empty until somebody writes it
	Demand    string `json:"demand"`          // krav
	Frequency string `json:"frequency,omitempty"`
}

// Version is an immutable text of a rule. The days on which it applies follow
// from the events that name it.
type Version struct {
	ID      VersionID `json:"id"`
	Rule    RuleID    `json:"-"`
	Ordinal int       `json:"ordinal"` // 1 is the first
	Text
	Revision Revision `json:"-"` // that recorded it; 0 before it is stored, here as below
}

// Justification is the case for a rule. Versions of it are kept; the latest counts.
type Justification struct {
	ID          JustificationID `json:"id"`
	Rule        RuleID          `json:"-"`
	Ordinal     int             `json:"ordinal"`
	Value       string          `json:"value"`       // værdi for kerneopgaven
	Beneficiary string          `json:"beneficiary"` // for hvem
	Mechanism   string          `json:"mechanism"`   // hvordan det virker
	Evidence    string          `json:"evidence"`
	Lighter     string          `json:"lighter"`           // lettere alternativ overvejet
	Without     string          `json:"without,omitempty"` // what happens without the rule
	Grade       EffectGrade     `json:"evidence_grade,omitempty"`
	Indicator   string          `json:"indicator"`
	CheckOn     Day             `json:"check_on,omitzero"` // when the indicator is checked
	Undefended  Undefended      `json:"undefended,omitzero"`
	Score       Score           `json:"score,omitzero"`
	Revision    Revision        `json:"-"`
}

// Undefended says that nobody wants to defend a rule, in place of a justification.
// The zero Undefended says nothing.
type Undefended struct {
	Post string `json:"post,omitempty"` // that answers for the rule; empty when it was vacant
	On   Day    `json:"on,omitzero"`
}

// EffectGrade says how well an effect is known.
type EffectGrade string

const (
	EffectUnstated EffectGrade = ""
	EffectUnknown  EffectGrade = "none"   // ingen viden
	EffectWeak     EffectGrade = "weak"   // svag
	EffectMedium   EffectGrade = "medium" // middel
	EffectGood     EffectGrade = "good"   // god
)

// EffectGrades in rising order.
var EffectGrades = []EffectGrade{EffectUnstated, EffectUnknown, EffectWeak, EffectMedium, EffectGood}

// Score says whether a justification held: what its own indicator showed. The
// zero Score says nothing yet.
type Score struct {
	Result ScoreResult `json:"result,omitempty"`
	Note   string      `json:"note,omitempty"`
	On     Day         `json:"on,omitzero"` // when it was recorded
}

// ScoreResult is what an indicator showed.
type ScoreResult string

const (
	ScoreMet         ScoreResult = "met"          // nået
	ScoreNotMet      ScoreResult = "not_met"      // ikke nået
	ScoreNotMeasured ScoreResult = "not_measured" // ikke målt
)

// ScoreResults that an indicator can have.
var ScoreResults = []ScoreResult{ScoreMet, ScoreNotMet, ScoreNotMeasured}

// Due says that the day of the indicator has come and nobody has scored it.
func (j Justification) Due(today Day) bool {
	return j.Score.On == NoDay && says(j.Indicator) && j.CheckOn != NoDay && j.CheckOn <= today
}

// Empty says that nothing was written; a rule that nobody defends has no text.
func (j Justification) Empty() bool {
	return strings.TrimSpace(j.Value+j.Beneficiary+j.Mechanism+j.Evidence+j.Lighter+j.Without+j.Indicator) == ""
}

// CheckResult is what a legal check found.
type CheckResult string

const (
	BasesConfirmed CheckResult = "confirmed" // the recorded bases are right, also when there are none
	BasesDoubted   CheckResult = "doubted"   // more work is needed: the rule stays unchecked
)

// CheckResults of a legal check.
var CheckResults = []CheckResult{BasesConfirmed, BasesDoubted}

// LegalCheck says who, not the owner, checked the bases of a rule, when, and
// with what result. The latest counts; a rule without a confirming check is
// unchecked, never "without a basis".
type LegalCheck struct {
	ID       LegalCheckID `json:"id"`
	Rule     RuleID       `json:"-"`
	By       string       `json:"by"`
	Day      Day          `json:"day"`
	Result   CheckResult  `json:"result"`
	Note     string       `json:"note,omitempty"`
	Revision Revision     `json:"-"`
}

// Limits of texts in characters.
const (
	LimitTitle  = 300
	LimitText   = 8000
	LimitName   = 200
	LimitPlain  = 600
	LimitReason = 4000
)

// Check reports what is wrong with a text.
func (t Text) Check() error {
	var c Checks
	c.Text("title", t.Title, LimitTitle, true)
	c.Text("plain", t.Plain, LimitPlain, false)
	c.Text("demand", t.Demand, LimitText, true)
	c.Text("frequency", t.Frequency, LimitName, false)
	return c.Err()
}

// Check reports what is wrong with a catalogue entry.
func (k Catalogue) Check() error {
	var c Checks
	checkChoice(&c, "kind", RuleKinds, k.Kind)
	c.Text("area", k.Area, LimitName, true)
	c.Text("unit", k.Unit, LimitName, true)
	c.Text("audience", k.Audience, LimitName, false)
	c.Text("owner", k.Owner, LimitName, false)
	c.Text("source", k.Source, LimitReason, false)
	checkChoice(&c, "protects", ProtectsChoices, k.Protects)
	checkChoice(&c, "legal_form", LegalForms, k.LegalForm)
	if k.KLE != "" && !kleForm(k.KLE) {
		c.Fail("kle", CodeReferenceForm, "value", clip(k.KLE, 40))
	}
	checkTags(&c, "tags", k.Tags)
	c.Take("effort", k.Effort.Check())
	return c.Err()
}

// Check reports what is wrong with a justification. Whether it is any good is
// for the policy to say.
func (j Justification) Check() error {
	var c Checks
	for _, f := range []struct{ name, text string }{
		{"value", j.Value}, {"beneficiary", j.Beneficiary}, {"mechanism", j.Mechanism},
		{"evidence", j.Evidence}, {"lighter", j.Lighter}, {"without", j.Without}, {"indicator", j.Indicator},
	} {
		c.Text(f.name, f.text, LimitReason, false)
	}
	checkChoice(&c, "evidence_grade", EffectGrades, j.Grade)
	return c.Err()
}

// kleForm accepts NN, NN.NN and NN.NN.NN with an optional facet such as P35.
func kleForm(s string) bool {
	code, facet, has := strings.Cut(s, " ")
	if has && (len(facet) != 3 || facet[0] < 'A' || facet[0] > 'Z' || !digits(facet[1:])) {
		return false
	}
	parts := strings.Split(code, ".")
	for _, p := range parts {
		if len(p) != 2 || !digits(p) {
			return false
		}
	}
	return len(parts) <= 3
}

func digits(s string) bool {
	for _, r := range s {
		if r < '0' || r > '9' {
			return false
		}
	}
	return s != ""
}

func checkChoice[T ~string](c *Checks, name string, all []T, v T) {
	if !known(all, v) {
		c.Fail(name, CodeChoiceInvalid, "value", clip(string(v), 40), "choices", choices(all))
	}
}

func known[T comparable](all []T, v T) bool { return place(all, v) < len(all) }

// place is the index of v, and len(all) when it is not there.
func place[T comparable](all []T, v T) int {
	for i, a := range all {
		if a == v {
			return i
		}
	}
	return len(all)
}

func choices[T ~string](all []T) string {
	var s []string
	for _, a := range all {
		if a != "" {
			s = append(s, string(a))
		}
	}
	return strings.Join(s, ", ")
}

func itoa(n int) string { return strconv.Itoa(n) }

func ftoa(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }
