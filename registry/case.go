package registry

import (
	"regexp"
	"slices"
	"strings"
)

// CaseFacts are what a justification is judged by: what can be counted in it.
// They hold no day but that the indicator is due on the day of the question.
type CaseFacts struct {
	Empty       bool `json:"empty"`       // nothing is said
	Undefended  bool `json:"undefended"`  // the post said that nobody wants to defend the rule
	Words       int  `json:"words"`       // of the value that say something
	Own         int  `json:"own"`         // per cent of them that the rule's own text says
	Copied      int  `json:"copied"`      // per cent of the value that another rule's said first
	Law         bool `json:"law"`         // the value names a law as the reason
	Reference   bool `json:"reference"`   // and somewhere it says which
	Beneficiary bool `json:"beneficiary"` // somebody is named
	Lighter     bool `json:"lighter"`     // a lighter alternative is told
	Evidence    bool `json:"evidence"`
	Indicator   bool `json:"indicator"`
	Due         bool `json:"due"` // the indicator's day has come, and nobody has scored it
}

// CaseLimits are where the policy draws its lines; a municipality may move them.
type CaseLimits struct {
	CircularPercent int `json:"circular_percent"` // of the value that the rule's own text says
	CopiedPercent   int `json:"copied_percent"`   // of the value that another rule's said first
	FewestWords     int `json:"fewest_words"`     // below it a value is too short to have been copied
}

// CaseGrade is how well a rule is justified.
type CaseGrade string

const (
	CaseMissing    CaseGrade = "missing"    // ingen begrundelse
	CaseUndefended CaseGrade = "undefended" // ingen vil forsvare reglen
	CaseWeak       CaseGrade = "weak"       // svag: begrunder ikke reglen
	CasePartial    CaseGrade = "partial"    // delvis: noget mangler
	CaseGood       CaseGrade = "good"       // god
)

// CaseGrades in rising order.
var CaseGrades = []CaseGrade{CaseMissing, CaseUndefended, CaseWeak, CasePartial, CaseGood}

// CaseSeverity is what a finding does to a justification.
type CaseSeverity string

const (
	CaseFails  CaseSeverity = "fails"  // there is no justification yet
	CaseLowers CaseSeverity = "lowers" // there is one, and it lacks something
)

// CaseSeverities that a finding can have.
var CaseSeverities = []CaseSeverity{CaseFails, CaseLowers}

// Codes of findings that the program itself has to know of.
const (
	CaseCopied = "COPIED"
	CaseDue    = "INDICATOR_DUE"
)

// CaseFinding is what the policy finds in a justification. Texts in each language
// are found under "justification.<code>", and what mends it under ".mend".
type CaseFinding struct {
	Code     string       `json:"code"`
	Severity CaseSeverity `json:"severity"`
	From     Number       `json:"from,omitzero"` // the rule that it is copied from
	Told
}

// CasePolicy judges justifications. Findings come gravest first, each code once.
// An error is CodePolicyFailed.
type CasePolicy interface {
	JudgeCase(CaseFacts, CaseLimits) (CaseGrade, []CaseFinding, error)
	// CaseDigest names the policy with the limits.
	CaseDigest(CaseLimits) string
	Replaceable[CasePolicy]
}

// Somewhere in these words a law is given as the reason, and somewhere in those it
// is said which.
var (
	namesLaw  = regexp.MustCompile(`(?i)(^|[^\pL])(lov|lovs|loven|lovens|love|lovene|lovkrav\pL*|lovgivning\pL*|lovpligtig\pL*|lovbestemt\pL*|lovfæst\pL*|bekendtgørelse\pL*|\pL{4,}loven|\pL{4,}lovens)($|[^\pL])`)
	leave     = regexp.MustCompile(`(?i)(får|få|fik|har|have|give|giver|gives|givet|fået|må få) lov($|[^\pL])`)
	reference = regexp.MustCompile(`(?i)§|/eli/|retsinformation\.dk|(^|[^\pL])(stk\.|(lbk|lov|bek|lovbekendtgørelse|bekendtgørelse) nr\.?) ?[0-9]`)
)

// nothingSaid are answers that answer nothing.
var nothingSaid = []string{"", "nej", "ja", "ingen", "intet", "ved ikke", "ikke relevant", "na", "n a", "x"}

// says whether a field says anything.
func says(text string) bool { return !slices.Contains(nothingSaid, strings.Join(wordsIn(text), " ")) }

// measure counts what can be counted in a justification by itself and against
// the rule's own text.
func measure(j Justification, own Text) CaseFacts {
	why := j.Value + "\n" + j.Mechanism
	all := strings.Join([]string{j.Value, j.Beneficiary, j.Mechanism, j.Evidence, j.Lighter, j.Without, j.Indicator}, "\n")
	return CaseFacts{
		Empty: j.Empty(), Undefended: j.Undefended.On != NoDay,
		Words: len(stems(j.Value)), Own: percentSaid(j.Value, own.Title+"\n"+own.Demand+"\n"+own.Frequency),
		Law: namesLaw.MatchString(leave.ReplaceAllString(why, " ")), Reference: reference.MatchString(all),
		Beneficiary: says(j.Beneficiary), Lighter: says(j.Lighter), Evidence: says(j.Evidence) || j.Grade != EffectUnstated, Indicator: says(j.Indicator),
	}
}
