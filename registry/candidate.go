package registry

import (
	"context"
	"encoding/json"
	"time"
)

// PolicyCheck is one thing that was asked of a municipality's own policy before it
// may be adopted. Texts are found under "policy_check.<name>".
type PolicyCheck struct {
	Name     PolicyCheckName `json:"name"`
	Passed   bool            `json:"passed"`
	Ran      int             `json:"ran"`                // how much was tried: files, tests, or answers; 0: there was nothing to try
	Findings []PolicyFinding `json:"findings,omitempty"` // why it failed: the first few
}

// PolicyCheckName names a check.
type PolicyCheckName string

const (
	CheckSignature PolicyCheckName = "signature"  // signed with the key that is set
	CheckModules   PolicyCheckName = "modules"    // nothing but modules of the product's part of the namespace
	CheckCompile   PolicyCheckName = "compile"    // strictly, against the builtins that are allowed
	CheckSchema    PolicyCheckName = "schema"     // against the published schema of the input
	CheckTests     PolicyCheckName = "tests"      // its own
	CheckAnswers   PolicyCheckName = "answers"    // every day has exactly one state, and a known reason
	CheckDays      PolicyCheckName = "days"       // an answer changes on the days of its facts only
	CheckStateDuty PolicyCheckName = "state_duty" // never lapses
	CheckKeep      PolicyCheckName = "keep"       // the council's, carried, always counts
	CheckEnded     PolicyCheckName = "ended"      // what has ended does not return
	CheckHearing   PolicyCheckName = "hearing"    // nothing lapses while a mandatory hearing is missing
	CheckFindings  PolicyCheckName = "findings"   // of the other policies: each can be told
	CheckTruth     PolicyCheckName = "truth"      // nothing is found that the facts deny
	CheckVote      PolicyCheckName = "vote"       // what a vote comes to follows from the votes and the law
)

// PolicyChecks in the order in which they are made. What needs one that failed is
// not made at all.
var PolicyChecks = []PolicyCheckName{CheckSignature, CheckModules, CheckCompile, CheckSchema, CheckTests,
	CheckAnswers, CheckDays, CheckStateDuty, CheckKeep, CheckEnded, CheckHearing, CheckFindings, CheckTruth, CheckVote}

// PolicyFinding is one reason why a check failed. Texts are found under
// "policy_finding.<code>".
type PolicyFinding struct {
	Code   PolicyFindingCode `json:"code"`
	File   string            `json:"file,omitempty"`
	Line   int               `json:"line,omitempty"`   // from 1; 0: not known
	Detail string            `json:"detail,omitempty"` // in the compiler's own words, or the name of a test or a code
	On     Day               `json:"on,omitzero"`      // the day of the counterexample; FirstDay where there is none
	Row    json.RawMessage   `json:"row,omitempty"`    // the counterexample: Row.Canonical
}

// PolicyFindingCode names a kind of finding.
type PolicyFindingCode string

const (
	FoundUnsigned    PolicyFindingCode = "unsigned"
	FoundForged      PolicyFindingCode = "forged"       // the signature is not of these files, or not of the key
	FoundStrangeFile PolicyFindingCode = "strange_file" // neither a module nor what a bundle says of itself
	FoundNoModules   PolicyFindingCode = "no_modules"
	FoundTooLong     PolicyFindingCode = "too_long"
	FoundFault       PolicyFindingCode = "fault" // a line that cannot be compiled
	// FoundUnknownPackage: no policy would ask the module. FoundProgramsOwn: what it is of
	// cannot be replaced.
	FoundUnknownPackage PolicyFindingCode = "unknown_package"
	FoundProgramsOwn    PolicyFindingCode = "programs_own"
	FoundUnknownInput   PolicyFindingCode = "unknown_input"
	FoundTestFailed     PolicyFindingCode = "test_failed"
	FoundNoAnswer       PolicyFindingCode = "no_answer"
	FoundUnknownCode    PolicyFindingCode = "unknown_code"
	FoundOtherDay       PolicyFindingCode = "other_day" // the answer changes on a day that is none of its facts
	FoundDutyEnds       PolicyFindingCode = "duty_ends"
	FoundKeepRefused    PolicyFindingCode = "keep_refused"
	FoundKeepLost       PolicyFindingCode = "keep_lost"
	FoundReturned       PolicyFindingCode = "returned"
	FoundUnheard        PolicyFindingCode = "unheard"
	FoundUntold         PolicyFindingCode = "untold"    // a finding without words in both languages
	FoundUntrue         PolicyFindingCode = "untrue"    // a finding or a grade that the facts deny
	FoundVoteLost       PolicyFindingCode = "vote_lost" // carried without the votes
	FoundUnlawfulVote   PolicyFindingCode = "unlawful"  // carried although the law stands against it, and nothing says so
	FoundReasonless     PolicyFindingCode = "no_reason" // not carried although all voted for it, and nothing says why
	FoundTime           PolicyFindingCode = "time"
	FoundMemory         PolicyFindingCode = "memory"
	FoundDepth          PolicyFindingCode = "depth" // nested so deep that it cannot be read
	FoundCrash          PolicyFindingCode = "crash"
)

// PolicyReport is what came of checking a policy.
type PolicyReport struct {
	Checks  []PolicyCheck `json:"checks"`
	Program string        `json:"program,omitempty"` // that made them (PolicyChecker.Program)
}

// Passed says whether every check was made and passed.
func (r PolicyReport) Passed() bool {
	for _, c := range r.Checks {
		if !c.Passed {
			return false
		}
	}
	return len(r.Checks) == len(PolicyChecks)
}

// PolicyCandidate is a municipality's own policy as it was brought, with what the
// checks found. It judges nothing until it is adopted by a decision (AdoptCandidate).
type PolicyCandidate struct {
	ID     CandidateID
	Name   string // of the file it came in
	Digest string // of Source; empty where there is none
	Bundle string // digest of the file itself; empty where an earlier program took it in
	Source []byte // what a GameVersion keeps; in a list, and where the files are no policy: nil
	Report PolicyReport
	By     string
	At     time.Time
}

// PolicyChecker checks a policy before anybody may adopt it. settings are
// Settings.Canonical; source is what a GameVersion keeps of the files, nil where they
// are no policy. What the policy itself does wrong is no error: it stands in the report.
type PolicyChecker interface {
	// ReadPolicy opens a bundle (.tar.gz): the content of its files by their names. Errors
	// are CodePolicyForm, CodePolicyFile and CodePolicyLarge.
	ReadPolicy(bundle []byte) (files map[string][]byte, err error)
	// Program names the program that checks. Another may ask for more.
	Program() string
	CheckPolicy(ctx context.Context, files map[string][]byte, settings []byte) (source []byte, report PolicyReport, err error)
}

type candidateReader interface {
	PolicyCandidates(limit int) ([]PolicyCandidate, error)   // newest first, without their sources
	PolicyCandidate(id CandidateID) (PolicyCandidate, error) // CodeNotFound
}

type candidateTx interface {
	InsertPolicyCandidate(PolicyCandidate) error
}

// candidatesShown is how many candidates are listed.
const candidatesShown = 50

// limitBundleName bounds the name of a file in characters.
const limitBundleName = 200

// BringPolicy checks a municipality's own policy, a .tar.gz, and keeps it with the report, also
// where it failed. The policy in charge stays in charge. Errors: CodeInvalid with
// fields; CodePolicyFailed when it could not be checked.
func (s *Service) BringPolicy(ctx context.Context, act Act, name string, bundle []byte) (PolicyCandidate, error) {
	if s.Checker == nil {
		return PolicyCandidate{}, &Error{Code: CodePolicyFailed}
	}
	var c Checks
	c.Text("name", name, limitBundleName, true)
	files, err := s.Checker.ReadPolicy(bundle)
	c.Take("bundle", err)
	if err := c.Err(); err != nil {
		return PolicyCandidate{}, err
	}
	if before, done, err := Done[PolicyCandidate](ctx, s.Store.Update, act); done || err != nil {
		return before, err
	}
	today, err := s.Today(ctx)
	if err != nil {
		return PolicyCandidate{}, err
	}
	settings, err := s.Settings(ctx, today)
	if err != nil {
		return PolicyCandidate{}, err
	}
	source, report, err := s.Checker.CheckPolicy(ctx, files, settings.Canonical()) // takes seconds: outside any transaction
	if err != nil {
		return PolicyCandidate{}, err
	}
	report.Program = s.Checker.Program()
	return Once(ctx, s.Store.Update, act, func(tx Tx) (PolicyCandidate, error) {
		p := PolicyCandidate{ID: NewID[CandidateID](tx.Now()), Name: name, Source: source, Bundle: Digest(bundle), Report: report, By: act.Actor.Name, At: tx.Now()}
		if source != nil {
			p.Digest = Digest(source)
		}
		if err := tx.InsertPolicyCandidate(p); err != nil {
			return PolicyCandidate{}, err
		}
		kept := p
		kept.Source = nil // the answer to a request that is sent again need not carry it
		return kept, audit(tx, "policy candidate "+string(p.ID), nil, map[string]any{"digest": p.Digest, "passed": report.Passed()})
	})
}

// FetchPolicy is BringPolicy for a bundle that the program fetched itself. One that was
// brought before, and checked by this very program, is not brought again; fresh says that it was not.
func (s *Service) FetchPolicy(ctx context.Context, name string, bundle []byte) (p PolicyCandidate, fresh bool, err error) {
	if s.Checker == nil {
		return p, false, &Error{Code: CodePolicyFailed}
	}
	all, err := s.PolicyCandidates(ctx)
	if err != nil {
		return p, false, err
	}
	digest, program := Digest(bundle), s.Checker.Program()
	for _, c := range all {
		if c.Bundle == digest && c.Report.Program == program {
			return c, false, nil
		}
	}
	// Two servers can fetch the same at once.
	key := Digest([]byte(digest + " " + program))
	p, err = s.BringPolicy(ctx, Act{Actor: Actor{Name: "omvendt"}, Operation: "fetch-policy", Retry: &Retry{Key: key, Hash: key}}, name, bundle)
	return p, err == nil, err
}

// PolicyCandidates are the newest, without their sources.
func (s *Service) PolicyCandidates(ctx context.Context) (all []PolicyCandidate, err error) {
	err = s.Store.View(ctx, func(r Reader) error { all, err = r.PolicyCandidates(candidatesShown); return err })
	return all, err
}

// PolicyCandidate is one with its source; CodeNotFound.
func (s *Service) PolicyCandidate(ctx context.Context, id CandidateID) (p PolicyCandidate, err error) {
	err = s.Store.View(ctx, func(r Reader) error { p, err = r.PolicyCandidate(id); return err })
	return p, err
}
