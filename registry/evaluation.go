package registry

import (
	"context"
	"encoding/json"
	"io"
	"strings"
	"time"
)

// LoggedPolicies are those that judge what changes, in the order in which they are
// shown. Texts in each language are found under "policy.<name>".
var LoggedPolicies = []PolicyName{PolicyInForce, PolicyJustification, PolicyAdoption, PolicyDecision}

// Evaluation is an entry of the decision log: a policy was asked within a change, and
// what it answered is stored. One entry a change, policy and object. No text that
// people wrote is in it, and nobody's name: who did it is in the log of changes.
type Evaluation struct {
	Place     int64      `json:"id,string"` // in the log, counted from 1; a number can be left out
	At        time.Time  `json:"at"`        // filled in when it is logged, as Day, Operation and Revision are
	Day       Day        `json:"day"`       // the municipality's
	Policy    PolicyName `json:"policy"`
	Operation string     `json:"operation"`         // kebab-case, as in the log of changes
	Object    string     `json:"object"`            // "rule R-0042", "item <id> 2": a proposal
	Number    Number     `json:"number,omitzero"`   // the rule that it is about; 0: none, or several
	Revision  Revision   `json:"revision,omitzero"` // that the change drew; 0: none
	// Input is the digest of what the policy saw: of Facts or, of a timeline, of the
	// rows of its stretches, which follow from the rule's events at the revision.
	Input string `json:"input"`
	// Facts are what the policy saw, as JSON: counts and truths. Empty of a timeline.
	Facts json.RawMessage `json:"facts,omitempty"`
	// Policy and settings that judged; of a timeline those of Day. Settings are empty
	// where a policy has none.
	PolicyDigest   string `json:"policy_digest"`
	SettingsDigest string `json:"settings_digest,omitempty"`
	Result         Result `json:"result"`

	rule RuleID // of which the store finds the number, where it is not known
}

// Rule is the rule whose number is to be filled in; empty: none is.
func (e Evaluation) Rule() RuleID { return e.rule }

// Result is what a policy answered, without the texts that tell of it.
type Result struct {
	Main     string   `json:"main,omitempty"`     // state on the day, grade, or outcome
	Codes    []string `json:"codes"`              // reasons on the day, or findings, in the policy's order
	Timeline string   `json:"timeline,omitempty"` // digest of all stretches
}

// EvaluationWriter is how the decision log is written.
type EvaluationWriter interface {
	// LogEvaluations appends to the decision log. Of two about the timeline of one rule the
	// later stands: what came between is stored nowhere. It is no AuditEvent.
	LogEvaluations([]Evaluation) error
}

// EvaluationReader is how it is read.
type EvaluationReader interface {
	// Evaluations lists the decision log, newest first.
	Evaluations(EvaluationQuery) ([]Evaluation, error)
	EvaluationAt(place int64) (Evaluation, error) // CodeNotFound
}

// EvaluationQuery asks for a part of the decision log.
type EvaluationQuery struct {
	Number      Number     // of one rule; 0: all
	Policy      PolicyName // empty: all
	From, Until Day        // days on which it was written, Until not included; NoDay: no bound
	Before      int64      // a place: only what stands before it; 0: all
	Limit       int        // 0: no limit
}

// EvaluationPage is a page of the decision log.
type EvaluationPage struct {
	Evaluations []Evaluation
	Next        int64 // Before of the next page
	More        bool
}

// Evaluations is a page of the decision log, newest first.
func (s *Service) Evaluations(ctx context.Context, q EvaluationQuery) (EvaluationPage, error) {
	var page EvaluationPage
	err := s.Store.View(ctx, func(r Reader) (err error) {
		page, err = readEvaluations(r, q)
		return err
	})
	return page, err
}

func readEvaluations(r Reader, q EvaluationQuery) (page EvaluationPage, err error) {
	limit := q.Limit
	if limit > 0 {
		q.Limit++ // tells whether there are further ones
	}
	page.Evaluations, err = r.Evaluations(q)
	if n := len(page.Evaluations); limit > 0 && n > limit {
		page.Evaluations, page.More = page.Evaluations[:limit], true
	}
	if n := len(page.Evaluations); n > 0 {
		page.Next = page.Evaluations[n-1].Place
	}
	return page, err
}

// WriteEvaluations writes a part of the decision log, newest first, a line of JSON for
// each entry.
func (s *Service) WriteEvaluations(ctx context.Context, w io.Writer, q EvaluationQuery) error {
	encoder := json.NewEncoder(w)
	q.Limit = WholeBatch
	for {
		page, err := s.Evaluations(ctx, q)
		if err != nil {
			return err
		}
		for _, e := range page.Evaluations {
			e.At = e.At.UTC()
			if err := encoder.Encode(e); err != nil {
				return err
			}
		}
		if !page.More {
			return nil
		}
		q.Before = page.Next
	}
}

// EvaluationAt is one entry of the decision log; CodeNotFound.
func (s *Service) EvaluationAt(ctx context.Context, place int64) (e Evaluation, err error) {
	err = s.Store.View(ctx, func(r Reader) error { e, err = r.EvaluationAt(place); return err })
	return e, err
}

// FactsEvaluation is an entry about facts that hold no text, as a policy saw them.
func FactsEvaluation(policy PolicyName, object string, facts any, digest string, result Result) (Evaluation, error) {
	b, err := json.Marshal(facts)
	if err != nil {
		return Evaluation{}, &Error{Code: CodeInternal, Err: err}
	}
	return Evaluation{Policy: policy, Object: object, Input: Digest(b), Facts: b, PolicyDigest: digest, Result: result}, nil
}

// of says which rule an entry is about.
func (e Evaluation) of(number Number) Evaluation {
	e.Number = number
	if e.Object == "" {
		e.Object = "rule " + number.String()
	}
	return e
}

// logTimelines logs the timelines of rules that have just been stored.
func logTimelines(tx Tx, book Rulebook, ids []RuleID, timelines map[RuleID][]Segment) error {
	judge, err := book.At(tx.Today())
	if err != nil {
		return err
	}
	chapters, err := chaptersIn(book)
	if err != nil {
		return err
	}
	policy, settings := judge.Digests()
	log := make([]Evaluation, 0, len(timelines))
	for _, id := range ids {
		timeline, stored := timelines[id]
		if !stored {
			continue
		}
		entry, _, err := entryOf(id, timeline, chapters, tx.Today())
		if err != nil {
			return err
		}
		entry.PolicyDigest, entry.SettingsDigest = policy, settings
		log = append(log, entry)
	}
	return tx.LogEvaluations(log)
}

// entryOf is what the decision log has of a rule's timeline, but for the versions of the
// day on which it is stored, and the first day on which it would say something else.
func entryOf(id RuleID, timeline []Segment, chapters []Chapter, today Day) (entry Evaluation, holds Day, err error) {
	holds = LastDay
	if s, there := SegmentOn(timeline, today); there {
		holds = s.Until
	}
	timeline = JudgedBy(timeline, chapters)
	entry = Evaluation{Policy: PolicyInForce, Input: rowsDigest(timeline), rule: id}
	entry.Result, err = timelineResult(timeline, today)
	return entry, holds, err
}

// rowsDigest names the rows that a timeline was judged from, each with its days.
func rowsDigest(timeline []Segment) string {
	var b strings.Builder
	for _, s := range timeline {
		b.WriteString(s.From.String() + " " + s.Until.String() + " " + s.RowDigest + "\n")
	}
	return Digest([]byte(b.String()))
}

func timelineResult(timeline []Segment, on Day) (Result, error) {
	b, err := json.Marshal(timeline)
	if err != nil {
		return Result{}, &Error{Code: CodeInternal, Err: err}
	}
	result := Result{Timeline: Digest(b), Codes: []string{}}
	if s, there := SegmentOn(timeline, on); there {
		result.Main, result.Codes = s.said()
	}
	return result, nil
}

// said is the answer of a segment in codes.
func (s Segment) said() (main string, codes []string) {
	for _, r := range s.Reasons {
		codes = append(codes, string(r.Code))
	}
	return string(s.State), codes
}

func caseResult(grade CaseGrade, findings []CaseFinding) Result {
	codes := make([]string, len(findings))
	for i, f := range findings {
		codes[i] = f.Code
	}
	return Result{Main: string(grade), Codes: codes}
}

func adoptionResult(findings []AdoptionFinding) Result {
	codes := make([]string, len(findings))
	for i, f := range findings {
		codes[i] = f.Code
	}
	return Result{Codes: codes}
}

// LogAdoption logs what the gate found in a rule's text; nothing where no policy judged.
func LogAdoption(tx Tx, number Number, facts AdoptionFacts, a Adoption) error {
	if a.Policy == "" {
		return nil
	}
	e, err := FactsEvaluation(PolicyAdoption, "", facts, a.Policy, adoptionResult(a.Findings))
	if err != nil {
		return err
	}
	return tx.LogEvaluations([]Evaluation{e.of(number)})
}

// settingsDigest names the settings that apply on a day, as the rules of the game have them.
func settingsDigest(r Reader, on Day) (string, error) {
	versions, err := r.GameDigests()
	digest := ""
	for _, c := range Chapters(versions) {
		if c.From <= on {
			digest = c.Settings
		}
	}
	return digest, err
}
