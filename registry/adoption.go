package registry

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/omvendt/omvendt/registry/likeness"
)

// Adoption is what is said of a new rule, or of another text of one, so that it
// passes the gate, and what the gate found. It stands in the event of either.
type Adoption struct {
	Cites []Number `json:"cites,omitempty"` // rules that have ended, or that this one builds on
	// Readopts is the rule that this one is, under a new number: a keep of it came too
	// late. 0: none; it is cited as well.
	Readopts Number `json:"readopts,omitempty"`
	News     string `json:"news,omitempty"` // what is new beside them
	Duty     bool   `json:"duty,omitempty"` // it puts a duty on citizens
	// Explanation is why the rule is adopted although something is found. What a
	// competent body decided is recorded, and so is why.
	Explanation string            `json:"explanation,omitempty"`
	Findings    []AdoptionFinding `json:"findings,omitempty"` // that stood then
	Policy      string            `json:"policy,omitempty"`   // digest of the policy that judged; empty: none did
}

// AdoptionFacts are what a new rule, or another text of one, is judged by, on the
// day it takes effect. What an amended text resembles is what its new sentences do.
type AdoptionFacts struct {
	Class          Class `json:"class"`
	Justified      bool  `json:"justified"`       // there is a justification, and nothing found in it fails it
	FirstReview    bool  `json:"first_review"`    // it has a day on which it lapses unless it is kept
	ResemblesEnded bool  `json:"resembles_ended"` // much the same was demanded by a rule that has ended and is not cited
	ResemblesRule  bool  `json:"resembles_rule"`  // by one that stands
	Cites          bool  `json:"cites"`           // it cites a rule
	News           bool  `json:"news"`            // it says what is new
	Duty           bool  `json:"duty"`            // it puts a duty on citizens
	Permitted      bool  `json:"permitted"`       // a legal basis permits or demands that
	Amended        bool  `json:"amended"`         // it is another text of a rule that is there
	Added          int   `json:"added"`           // sentences of it that demand what nothing did
	Stricter       int   `json:"stricter"`        // that demand more than they did
	Altered        int   `json:"altered"`         // that name another number, day, frequency or person
}

// AdoptionSeverity is what a finding asks for.
type AdoptionSeverity string

const (
	AdoptionExplain AdoptionSeverity = "explain" // it is mended, or somebody says why not
	AdoptionNote    AdoptionSeverity = "note"
)

// AdoptionSeverities that a finding can have.
var AdoptionSeverities = []AdoptionSeverity{AdoptionExplain, AdoptionNote}

// AdoptionFinding is what the policy finds in a new rule. Texts in each language
// are found under "adoption.<code>".
type AdoptionFinding struct {
	Code     string           `json:"code"`
	Severity AdoptionSeverity `json:"severity"`
	Rules    []Resembled      `json:"rules,omitempty"` // those that it resembles
	// Sentences of an amended text that it is about.
	Sentences []likeness.Sentence `json:"sentences,omitempty"`
	Told
}

// Resembled is a rule that a new one resembles, as it stands on the new one's first day.
type Resembled struct {
	Number Number `json:"number"`
	Degree int    `json:"degree"` // per cent
	State  State  `json:"state"`
}

// Findings that tell of rules or sentences.
const (
	adoptionEnded    = "RESEMBLES_ENDED_RULE_NOT_CITED"
	adoptionStanding = "RESEMBLES_RULE_IN_FORCE"
	amendmentAdds    = "REQUIREMENT_ADDED"
	amendmentAlters  = "DETAILS_CHANGED"
)

// AdoptionCodes are the findings of the program's own policy: the field of the new
// rule that mends each, and the code of the error. What a municipality's own policy
// finds beside them stands at the explanation (mends).
var AdoptionCodes = map[string]Field{
	"NO_JUSTIFICATION_THAT_HOLDS":    {Name: "justification.value", Code: CodeNewUnjustified},
	"NO_FIRST_REVIEW":                {Name: "first_review.on", Code: CodeNewUnreviewed},
	adoptionEnded:                    {Name: "adoption.cites", Code: CodeNewResembles},
	"NOTHING_NEW_SAID":               {Name: "adoption.news", Code: CodeNewNothingNew},
	"DUTY_ON_CITIZENS_WITHOUT_BASIS": {Name: "adoption.duty", Code: CodeNewDuty},
	adoptionStanding:                 {Name: "title", Code: CodeNewAlike},
	amendmentAdds:                    {Name: "demand", Code: CodeRequirementAdded},
	amendmentAlters:                  {Name: "demand", Code: CodeDetailsChanged},
}

// mends is where a finding is mended, and the error that says so.
func (f AdoptionFinding) mends() (at Field, args []string) {
	at, ours := AdoptionCodes[f.Code]
	switch {
	case !ours:
		return Field{Name: "adoption.explanation", Code: CodeNewOwnFinding}, []string{"says_da", f.Says.Danish, "says_en", f.Says.English}
	case len(f.Rules) > 0:
		args = []string{"rules", resembledText(f.Rules)}
	}
	return at, args
}

// AdoptionPolicy judges new rules and other texts of rules. Findings come gravest first, each code once and
// one of AdoptionCodes or with its own words. An error is CodePolicyFailed.
type AdoptionPolicy interface {
	JudgeAdoption(AdoptionFacts) ([]AdoptionFinding, error)
	AdoptionDigest() string
	Replaceable[AdoptionPolicy]
}

// mostCited bounds how many rules a new one cites; mostResembled how many it is held against.
const mostCited, mostResembled = 20, 10

// Check reports what is wrong with what is said of a new rule.
func (a Adoption) Check() error {
	var c Checks
	if len(a.Cites) > mostCited {
		c.Fail("cites", CodeTooLong, "limit", itoa(mostCited), "length", itoa(len(a.Cites)))
	}
	c.Text("news", a.News, LimitReason, false)
	c.Text("explanation", a.Explanation, LimitReason, false)
	return c.Err()
}

// said is nil when nothing was.
func (a Adoption) said() *Adoption {
	if len(a.Cites) == 0 && a.News == "" && !a.Duty && a.Explanation == "" && a.Policy == "" {
		return nil
	}
	return &a
}

// AdoptRule takes one rule into the register. One that takes effect today or later
// is new and goes through the gate; one that is in force already is catalogued, not
// adopted. Errors are those of CreateRules, and CodeInvalid with a field for each
// finding that is neither mended nor explained.
func (s *Service) AdoptRule(ctx context.Context, act Act, n NewRule) (Rule, error) {
	return s.adopt(ctx, act, n, func(string) bool { return true })
}

// AdoptShownRule is AdoptRule for somebody who is shown what is only noted before
// anything is stored: CodeAdoptionUnseen unless shown is NotesIn what is found.
func (s *Service) AdoptShownRule(ctx context.Context, act Act, n NewRule, shown string) (Rule, error) {
	return s.adopt(ctx, act, n, func(notes string) bool { return notes == "" || notes == shown })
}

// NotesIn names what is noted of a new rule or text; empty when nothing is.
func NotesIn(findings []AdoptionFinding) string {
	var notes []string
	for _, f := range findings {
		if f.Severity != AdoptionNote {
			continue
		}
		notes = append(notes, f.Code)
		for _, r := range f.Rules {
			notes = append(notes, r.Number.String())
		}
		for _, s := range f.Sentences {
			notes = append(notes, Digest([]byte(string(s.Change) + s.Text + "\n" + s.Was))[:12])
		}
	}
	return strings.Join(notes, " ")
}

func (s *Service) adopt(ctx context.Context, act Act, n NewRule, seen func(notes string) bool) (Rule, error) {
	rules, err := Once(ctx, s.Store.Update, act, func(tx Tx) ([]Rule, error) {
		if err := checkNew(tx, act, n); err != nil {
			return nil, err
		}
		adopted := n // the closure can run more than once
		adopted.Adoption.Findings, adopted.Adoption.Policy = nil, ""
		var facts AdoptionFacts
		var err error
		if n.EffectiveFrom >= tx.Today() {
			if facts, err = s.gate(tx, &adopted); err != nil {
				return nil, err
			}
		}
		if !seen(NotesIn(adopted.Adoption.Findings)) {
			return nil, refuse(CodeAdoptionUnseen)
		}
		made, err := createRules(tx, s.Maker, []NewRule{adopted}, nil)
		if err != nil {
			return nil, err
		}
		return made, LogAdoption(tx, made[0].Number, facts, adopted.Adoption)
	})
	if err != nil {
		return Rule{}, err
	}
	return rules[0], nil
}

// Readopt takes a rule that lapsed into the register again, under a number of its own, in
// the transaction of the decision that kept it too late. It goes through the gate whatever
// its day: a meeting can be recorded after it. Errors are those of AdoptRule.
func (s *Service) Readopt(tx Tx, n NewRule) (Rule, error) {
	var c Checks
	merge(&c, n.Validate(tx.Today()))
	if err := c.Err(); err != nil {
		return Rule{}, err
	}
	facts, err := s.gate(tx, &n)
	if err != nil {
		return Rule{}, err
	}
	rules, err := createRules(tx, s.Maker, []NewRule{n}, nil)
	if err != nil {
		return Rule{}, err
	}
	return rules[0], LogAdoption(tx, rules[0].Number, facts, n.Adoption)
}

func checkNew(r Reader, act Act, n NewRule) error {
	if !act.Reach.Has(n.Catalogue) {
		return refuse(CodeForbidden)
	}
	var c Checks
	merge(&c, n.Validate(r.Today()))
	if len(n.Adoption.Cites) > 0 {
		_, err := r.RulesByNumber(slices.Compact(slices.Sorted(slices.Values(n.Adoption.Cites))))
		c.Take("adoption.cites", err)
	}
	return c.Err()
}

// AdoptionView is what the gate says of a rule that is not there yet.
type AdoptionView struct {
	Class       Class
	Gated       bool              // it is new; otherwise it is catalogued, and nothing is found
	Findings    []AdoptionFinding // to explain as well as to note
	Account     AreaAccount       // of its area, in the twelve months up to today
	From, Until Day
}

// PreviewRule is what AdoptRule would find, and stores nothing. Errors are those of
// what is wrong with the rule, not of what the gate finds.
func (s *Service) PreviewRule(ctx context.Context, act Act, n NewRule) (AdoptionView, error) {
	var view AdoptionView
	err := s.Store.View(ctx, func(r Reader) error {
		if err := checkNew(r, act, n); err != nil {
			return err
		}
		view = AdoptionView{Class: ClassOn(n.EffectiveFrom, n.Adopter, n.Bases), Gated: n.EffectiveFrom >= r.Today()}
		q := AccountQuery{Area: n.Catalogue.Area}
		if err := q.yearUntil(r); err != nil {
			return err
		}
		view.From, view.Until = q.From, q.Until
		var err error
		if view.Account, err = r.CountMoves(q); err != nil || !view.Gated {
			return err
		}
		if s.Adoption == nil {
			return refuse(CodePolicyFailed)
		}
		found, _, err := s.adoptionFindings(r, n)
		view.Findings = found.Findings
		return err
	})
	return view, err
}

// gate judges a new rule and notes what is found; it returns what the policy saw.
func (s *Service) gate(r Reader, n *NewRule) (AdoptionFacts, error) {
	if s.Adoption == nil {
		return AdoptionFacts{}, refuse(CodePolicyFailed)
	}
	found, facts, err := s.adoptionFindings(r, *n)
	if err != nil {
		return facts, err
	}
	n.Adoption.Findings, n.Adoption.Policy = found.Findings, found.Policy
	return facts, n.Adoption.unexplained(func(field string) string { return field })
}

// unexplained is CodeInvalid with a field for each finding that is neither mended
// nor explained; where the fields of a new rule stand is for the caller to say.
func (a Adoption) unexplained(at func(field string) string) error {
	var c Checks
	for _, f := range a.Findings {
		if f.Severity == AdoptionExplain && strings.TrimSpace(a.Explanation) == "" {
			field, args := f.mends()
			c.Fail(at(field.Name), field.Code, args...)
		}
	}
	return c.Err()
}

func resembledText(rules []Resembled) string {
	var parts []string
	for _, r := range rules {
		parts = append(parts, r.Number.String()+" ("+strconv.Itoa(r.Degree)+" %)")
	}
	return strings.Join(parts, ", ")
}

func (s *Service) adoptionFindings(r Reader, n NewRule) (Adoption, AdoptionFacts, error) {
	facts := AdoptionFacts{Class: ClassOn(n.EffectiveFrom, n.Adopter, n.Bases), FirstReview: n.FirstReview != nil,
		Cites: len(n.Adoption.Cites) > 0, News: says(n.Adoption.News), Duty: n.Adoption.Duty, Permitted: permitted(n.Bases, n.EffectiveFrom)}
	var err error
	if facts.Justified, err = s.holds(r, n.Adoption.Readopts, n.Justification, n.Text); err != nil {
		return Adoption{}, facts, err
	}
	ended, standing, err := resembled(r, resemblance{texts: []Text{n.Text}, on: n.EffectiveFrom, cites: n.Adoption.Cites})
	if err != nil {
		return Adoption{}, facts, err
	}
	return s.judgeAdoption(r, facts, ended, standing, nil)
}

// judgeAdoption asks the policy in charge today, and puts to each finding what it tells
// of. It also returns the facts as the policy saw them.
func (s *Service) judgeAdoption(r Reader, facts AdoptionFacts, ended, standing []Resembled, changed []likeness.Sentence) (Adoption, AdoptionFacts, error) {
	facts.ResemblesEnded, facts.ResemblesRule = len(ended) > 0, len(standing) > 0
	policy, version, err := PolicyOn(r, s.Adoption, r.Today())
	if err != nil {
		return Adoption{}, facts, err
	}
	findings, err := policy.JudgeAdoption(facts)
	for i, f := range findings {
		findings[i].Version = version
		switch f.Code {
		case adoptionEnded:
			findings[i].Rules = ended
		case adoptionStanding:
			findings[i].Rules = standing
		case amendmentAdds, amendmentAlters:
			for _, one := range changed {
				if (one.Change == likeness.Altered) == (f.Code == amendmentAlters) {
					findings[i].Sentences = append(findings[i].Sentences, one)
				}
			}
		}
	}
	return Adoption{Findings: findings, Policy: policy.AdoptionDigest()}, facts, err
}

// permitted says whether a basis permits or demands a duty on citizens. An
// agreement binds those who made it, not citizens.
func permitted(bases []Basis, on Day) bool {
	return slices.ContainsFunc(bases, func(b Basis) bool { return b.Effect != Agrees && b.HoldsOn(on) })
}

// holds says whether nothing that is found in a justification fails it, beside a
// text that is not there yet. The number is 0 for a rule that is not there either, and
// that of the old one for a rule that is adopted again: it copies nobody else.
func (s *Service) holds(r Reader, number Number, j Justification, text Text) (bool, error) {
	if s.Cases == nil {
		return false, refuse(CodePolicyFailed)
	}
	settings, err := SettingsOn(r, r.Today())
	if err != nil {
		return false, err
	}
	facts := measure(j, text)
	sources, err := sourcesOf(r, []Saying{{number, j.thin(), sketch(j.Value)}}, func(int) string { return j.Value })
	if err != nil {
		return false, err
	}
	facts.Copied = sources[0].percent
	policy, _, err := PolicyOn(r, s.Cases, r.Today())
	if err != nil {
		return false, err
	}
	_, findings, err := policy.JudgeCase(facts, settings.Case)
	return err == nil && j.Undefended.On == NoDay &&
		!slices.ContainsFunc(findings, func(f CaseFinding) bool { return f.Severity == CaseFails }), err
}

// resemblance asks which rules demand what texts do on a day, but for the rule
// whose texts they are and, of those that have ended, the cited ones.
type resemblance struct {
	texts []Text
	on    Day
	own   Number // 0: none
	cites []Number
}

// resembled are the rules that demand what texts do: those that have ended on that
// day and are not cited, and those that stand. A rule that another took over goes
// on in that one.
func resembled(r Reader, q resemblance) (ended, standing []Resembled, err error) {
	found, err := r.Alike(q.texts, mostResembled)
	if err != nil {
		return nil, nil, err
	}
	degrees := map[Number]int{}
	var numbers []Number
	for _, a := range slices.Concat(found...) {
		if a.Degree < likeness.Same || a.Number == q.own {
			continue
		}
		if degrees[a.Number] == 0 {
			numbers = append(numbers, a.Number)
		}
		degrees[a.Number] = max(degrees[a.Number], a.Degree)
	}
	entries, err := entriesByNumber(r, q.on, slices.Clone(numbers))
	if err != nil {
		return nil, nil, err
	}
	for _, number := range numbers {
		one := Resembled{number, degrees[number], entries[number].Segment.State}
		switch {
		case slices.Contains([]State{Lapsed, Repealed, FloorOnly}, one.State):
			if !slices.Contains(q.cites, number) {
				ended = append(ended, one)
			}
		case one.State != SupersededState && one.State != "":
			standing = append(standing, one)
		}
	}
	return ended, standing, nil
}
