package web

import (
	"strconv"
	"strings"
	"time"

	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/internal/wording"
	"github.com/omvendt/omvendt/registry"
)

// ownPolicyAddresses and ownPolicyPlaces are the municipality's own policies: those that
// were brought, and the way by which one judges.
var (
	ownPolicyAddresses = map[string]address{
		"own_policies": {texts.Danish: "/politikker/egne", texts.English: "/en/policies/own"},
		"own_policy":   {texts.Danish: "/politikker/egne/pakker/{id}", texts.English: "/en/policies/own/bundles/{id}"},
	}
	ownPolicyPlaces = map[string]place{
		"own_policies": {permission: "govern", show: (*visit).ownPolicies, forms: map[string]form{
			"":         {operation: "create-policy-candidate", send: (*visit).bringPolicy, limit: maxImport},
			"withdraw": {operation: "withdraw-policy-change", permission: "adopt", send: (*visit).withdrawPolicy}}},
		"own_policy": {permission: "govern", show: (*visit).ownPolicy, forms: map[string]form{
			"propose": {operation: "create-policy-change", permission: "adopt", send: (*visit).proposePolicy},
			"adopt":   {operation: "adopt-policy-candidate", permission: "adopt", send: (*visit).adoptPolicy}}},
	}
)

type ownPoliciesPage struct {
	Page
	Complaints []Complaint
	Applies    string   // which policy judges today, and since when
	Lost       []string // versions that cannot be judged with
	Policies   []PolicyLine
	Change     *PolicyChangeView
	Withdraw   Form
	MayLeave   bool
	Asks       bool // a withdrawal must cite a decision
	Bodies     []Option
	Upload     Form
	Candidates []CandidateLine
	Changes    []Line // all there were, newest first
}

// PolicyChangeView is the version of the policy that is on its way, or the newest that judges.
type PolicyChangeView struct {
	Head, State, Progress, Fault string
	Decision                     string
	Effects                      []string
	Areas, Reasons               []Line // how many rules get another state
	Grades                       *GradeLines
	Rules                        []PolicyChangeRule
}

// PolicyChangeRule is a rule that gets another state.
type PolicyChangeRule struct{ Number, Title, Address, Text string }

// CandidateLine is a policy that was brought.
type CandidateLine struct{ Name, Address, Verdict, Told string }

// policyRulesShown bounds the rules that the page names.
const policyRulesShown = 50

func (v *visit) ownPolicies() (answer, error) {
	return v.ownPoliciesForm(v.form("", "ownpolicy."), v.form("withdraw", "ownpolicy."))
}

func (v *visit) ownPoliciesForm(upload, withdraw Form) (answer, error) {
	ctx := v.r.Context()
	p := ownPoliciesPage{Page: v.shell(v.text("ownpolicy.title")), Upload: upload, Withdraw: withdraw, Complaints: append(upload.Complaints, withdraw.Complaints...)}
	p.Crumbs = []Crumb{{p.T("policies.title"), p.To("policies")}}
	p.Wrong = upload.Failed() || withdraw.Failed()
	view, err := v.Register.Policies(ctx, registry.NoDay, "")
	if err != nil {
		return answer{}, err
	}
	p.Applies = p.applies(view)
	for _, x := range view.Policies {
		p.Policies = append(p.Policies, PolicyLine{Title: p.said(x.Title), Address: p.policyAddress(x.Name, ""), Whose: p.whose(x, view)})
	}
	if p.Lost, err = v.lostVersions(); err != nil {
		return answer{}, err
	}
	candidates, err := v.Register.PolicyCandidates(ctx)
	if err != nil {
		return answer{}, err
	}
	for _, c := range candidates {
		p.Candidates = append(p.Candidates, CandidateLine{c.Name, p.To("own_policy", string(c.ID)), p.verdict(c), p.brought(c, v.Register.Place)})
	}
	refresh, err := v.policyChanges(&p, candidates)
	return answer{status: max(upload.Status, withdraw.Status), template: "own-policies", data: p, refresh: refresh}, err
}

// lostVersions tells of versions that cannot be judged with.
func (v *visit) lostVersions() (told []string, err error) {
	lost, err := v.Register.LostVersions(v.r.Context())
	for _, x := range lost {
		told = append(told, v.text("ownpolicy.lost", "what", v.text("policies.kind."+string(x.Kind)), "day", wording.Day(v.lang, x.From), "digest", short(x.Digest)))
	}
	return told, err
}

// verdict is what became of the checks of a candidate.
func (p Page) verdict(c registry.PolicyCandidate) string {
	if c.Report.Passed() {
		return p.T("ownpolicy.passed")
	}
	for _, check := range c.Report.Checks {
		if !check.Passed {
			return p.T("ownpolicy.failed", "check", p.Lang.Text("policy_check."+string(check.Name), nil))
		}
	}
	return p.T("ownpolicy.unfinished")
}

// brought says who brought a candidate; what the program fetched nobody brought.
func (p Page) brought(c registry.PolicyCandidate, place *time.Location) string {
	day := p.Day(registry.DayOf(c.At, place))
	if c.By == registry.Programme {
		return p.T("ownpolicy.fetched", "day", day)
	}
	return p.T("ownpolicy.brought", "by", c.By, "day", day)
}

// policyChanges fills in the versions of the policy that were proposed and decided. refresh
// is after how many seconds there is more to see.
func (v *visit) policyChanges(p *ownPoliciesPage, candidates []registry.PolicyCandidate) (refresh string, err error) {
	all, err := v.Register.GameChanges(v.r.Context())
	if err != nil {
		return "", err
	}
	today, err := v.Register.Today(v.r.Context())
	if err != nil {
		return "", err
	}
	for _, c := range all {
		if c.Kind != registry.GamePolicy {
			continue
		}
		head := p.changeHead(c, candidates)
		p.Changes = append(p.Changes, Line{head, p.T("ownpolicy.state." + string(c.State))})
		if p.Change != nil || c.State == registry.ChangeWithdrawn {
			continue
		}
		if err := v.policyChange(p, c, head, today); err != nil {
			return "", err
		}
		if c.State.Open() && !p.Wrong && (c.Done < c.Rules || c.State == registry.ChangeDecided) {
			refresh = "3"
		}
	}
	return refresh, nil
}

// changeHead names a version of the policy by the bundle it came in; one that takes another
// back by that.
func (p Page) changeHead(c registry.GameChange, candidates []registry.PolicyCandidate) string {
	if c.TakesOff != "" {
		return p.T("ownpolicy.head_back", "day", p.Day(c.Begins))
	}
	for _, x := range candidates { // newest first
		if x.Digest == c.Digest {
			return p.T("ownpolicy.head_of", "name", x.Name, "day", p.Day(c.Begins))
		}
	}
	return p.T("ownpolicy.head", "day", p.Day(c.Begins))
}

func (v *visit) policyChange(p *ownPoliciesPage, c registry.GameChange, head string, today registry.Day) error {
	read, rules, err := v.Register.GameChange(v.r.Context(), c.ID, 0, policyRulesShown)
	if err != nil {
		return err
	}
	x := &PolicyChangeView{Head: head, State: p.T("ownpolicy.told." + string(c.State))}
	if c.State.Open() {
		x.Progress = p.T("ownpolicy.progress", "done", p.Number(min(c.Done, c.Rules)), "rules", p.Number(c.Rules))
	}
	if d := c.Decision; d != nil {
		x.Decision = p.T("ownpolicy.decision", "body", d.Body, "day", p.Day(d.Day), "words", d.Words)
	}
	if c.Fault != nil {
		x.Fault = p.Lang.Text("error."+string(c.Fault.Code)+".none", nil)
		if !p.Lang.Has("error." + string(c.Fault.Code) + ".none") {
			x.Fault = p.Lang.Text("error."+string(c.Fault.Code), nil)
		}
	}
	for _, e := range c.Effects {
		x.Effects = append(x.Effects, p.effect("ownpolicy.effect", e))
	}
	x.Areas, x.Reasons, x.Grades = p.byArea(c), p.byReason(c), p.grades(read)
	for _, r := range rules {
		x.Rules = append(x.Rules, PolicyChangeRule{r.Number.String(), r.Title, p.To("rule", r.Number.String()),
			p.T("ownpolicy.changed", "day", p.Day(r.On), "was", wording.State(p.Lang, r.Was), "will", wording.State(p.Lang, r.Will))})
	}
	p.Change = x
	p.MayLeave = v.may("adopt") && c.State != registry.ChangeFailed
	p.Asks = c.State != registry.ChangeProposed
	p.Withdraw.preset("change", string(c.ID))
	p.Withdraw.preset("edit", strconv.Itoa(c.Edit))
	p.Withdraw.preset("decided", today.String())
	p.Bodies, err = v.councils(&p.Withdraw)
	return err
}

// councils are the bodies whose decision binds everybody; the first is chosen beforehand.
func (v *visit) councils(f *Form) (options []Option, err error) {
	bodies, err := v.Register.Bodies(v.r.Context())
	for _, b := range bodies {
		if b.Rank == registry.RankCouncil {
			options = append(options, Option{Value: string(b.ID), Text: b.Name})
			f.preset("body", string(b.ID))
		}
	}
	return options, err
}

// bringPolicy has an uploaded bundle checked and keeps it.
func (v *visit) bringPolicy() (answer, error) {
	f := v.form("", "ownpolicy.")
	name, content, err := v.upload("file")
	var made registry.PolicyCandidate
	if err == nil {
		made, err = v.Register.BringPolicy(v.r.Context(), v.act, name, content)
	}
	if f.refused(v, err, "bundle", "file", "name", "file") {
		return v.ownPoliciesForm(f, v.form("withdraw", "ownpolicy."))
	}
	if !made.Report.Passed() {
		return v.done("policy_refused", "own_policy", string(made.ID)), err
	}
	return v.done("policy_brought", "own_policy", string(made.ID)), err
}

func (v *visit) withdrawPolicy() (answer, error) {
	f := v.form("withdraw", "ownpolicy.")
	a, err := v.policyDecision()
	if err == nil {
		_, err = v.Register.WithdrawChange(v.r.Context(), v.act, registry.GameChangeID(v.said("change")), v.saidEdit(), a)
	}
	if f.refused(v, err) {
		return v.ownPoliciesForm(v.form("", "ownpolicy."), f)
	}
	return v.done("policy_withdrawn", "own_policies"), err
}

// policyDecision is the decision that was typed.
func (v *visit) policyDecision() (registry.VersionAdoption, error) {
	var c registry.Checks
	a := registry.VersionAdoption{Body: registry.BodyID(v.said("body")), Words: v.said("words"), Case: v.said("case")}
	a.Decided = v.saidDay(&c, "decided")
	return a, c.Err()
}

type ownPolicyPage struct {
	Page
	Complaints []Complaint
	Told       string // who brought it, and when
	Verdict    string
	Digest     string
	Checks     []CheckLine
	Barred     string // why it cannot be adopted; empty: it can
	May        bool
	Propose    Form
	Adopt      Form
	Bodies     []Option
}

// CheckLine is one thing that was asked of a policy.
type CheckLine struct {
	State    string // "passed", "failed" or "none": not made
	Word     string
	Name     string
	Note     string
	Findings []FindingLine
}

// FindingLine is why a check failed, told once however often it was found.
type FindingLine struct {
	Place    string // file and line; empty where it is about no file
	Text     string
	Right    string // what would be right
	Examples []FindingExample
}

// FindingExample is what a check found, for those who write policies.
type FindingExample struct {
	Detail string // in the compiler's own words
	Row    string // the counterexample
}

func (v *visit) ownPolicy() (answer, error) {
	return v.ownPolicyForm(v.form("propose", "ownpolicy."), v.form("adopt", "ownpolicy."))
}

func (v *visit) ownPolicyForm(propose, adopt Form) (answer, error) {
	c, err := v.Register.PolicyCandidate(v.r.Context(), registry.CandidateID(v.name))
	if err != nil {
		return answer{}, err
	}
	today, err := v.Register.Today(v.r.Context())
	if err != nil {
		return answer{}, err
	}
	p := ownPolicyPage{Page: v.shell(c.Name), Propose: propose, Adopt: adopt, Complaints: append(propose.Complaints, adopt.Complaints...), Digest: c.Digest, May: v.may("adopt")}
	p.TitleIsData = true
	p.Crumbs = []Crumb{{p.T("policies.title"), p.To("policies")}, {p.T("ownpolicy.title"), p.To("own_policies")}}
	p.Wrong = propose.Failed() || adopt.Failed()
	p.Told = p.brought(c, v.Register.Place)
	p.Verdict = p.verdict(c)
	made := map[registry.PolicyCheckName]*registry.PolicyCheck{}
	for i, check := range c.Report.Checks {
		made[check.Name] = &c.Report.Checks[i]
	}
	for _, name := range registry.PolicyChecks {
		p.Checks = append(p.Checks, p.checkLine(name, made[name]))
	}
	if err := v.Register.Adoptable(c); err != nil {
		p.Barred = p.Lang.Text("error."+string(registry.CodeOf(err)), nil)
	}
	for _, f := range []*Form{&p.Propose, &p.Adopt} {
		f.preset("from", (today + 1).String())
	}
	p.Adopt.preset("decided", today.String())
	p.Bodies, err = v.councils(&p.Adopt)
	return answer{status: max(propose.Status, adopt.Status), template: "own-policy", data: p}, err
}

// checkLine tells of a check; made is nil when it was not made.
func (p Page) checkLine(name registry.PolicyCheckName, made *registry.PolicyCheck) CheckLine {
	key := "policy_check." + string(name)
	line := CheckLine{State: "none", Name: p.Lang.Text(key, nil)}
	if p.Lang.Has(key + ".note") {
		line.Note = p.Lang.Text(key+".note", nil)
	}
	if made != nil {
		switch {
		case !made.Passed:
			line.State = "failed"
		case made.Ran == 0:
			line.State = "idle"
		default:
			line.State = "passed"
		}
		for _, f := range made.Findings {
			found := p.findingLine(f)
			if last := len(line.Findings) - 1; last >= 0 && line.Findings[last].same(found) {
				line.Findings[last].Examples = append(line.Findings[last].Examples, found.Examples...)
				continue
			}
			line.Findings = append(line.Findings, found)
		}
	}
	line.Word = p.T("ownpolicy.check." + line.State)
	return line
}

func (f FindingLine) same(g FindingLine) bool {
	return f.Place == g.Place && f.Text == g.Text && f.Right == g.Right
}

func (p Page) findingLine(f registry.PolicyFinding) FindingLine {
	key := "policy_finding." + string(f.Code)
	line := FindingLine{Text: p.Lang.Text(key, nil), Right: p.Lang.Text(key+".right", nil)}
	example := FindingExample{Detail: f.Detail, Row: strings.TrimSpace(string(f.Row))}
	if example != (FindingExample{}) {
		line.Examples = append(line.Examples, example)
	}
	if line.Place = f.File; f.Line > 0 {
		line.Place = p.T("ownpolicy.place", "file", f.File, "line", strconv.Itoa(f.Line))
	}
	if example.Row != "" && f.On > registry.FirstDay {
		line.Text = p.T("ownpolicy.on", "text", line.Text, "day", p.Day(f.On))
	}
	return line
}

// proposePolicy computes what a candidate would change from a day.
func (v *visit) proposePolicy() (answer, error) {
	f := v.form("propose", "ownpolicy.")
	var c registry.Checks
	from := v.saidDay(&c, "from")
	err := c.Err()
	if err == nil {
		_, err = v.Register.ProposeCandidate(v.r.Context(), v.act, registry.CandidateID(v.name), from)
	}
	if f.refused(v, err) {
		return v.ownPolicyForm(f, v.form("adopt", "ownpolicy."))
	}
	return v.done("policy_proposed", "own_policies"), err
}

// adoptPolicy records the decision that a candidate judges from a day.
func (v *visit) adoptPolicy() (answer, error) {
	f := v.form("adopt", "ownpolicy.")
	a, err := v.policyDecision()
	if err == nil {
		var c registry.Checks
		a.From = v.saidDay(&c, "from")
		err = c.Err()
	}
	if err == nil {
		_, err = v.Register.AdoptCandidate(v.r.Context(), v.act, registry.CandidateID(v.name), a)
	}
	if f.refused(v, err) {
		return v.ownPolicyForm(v.form("propose", "ownpolicy."), f)
	}
	return v.done("policy_adopted", "own_policies"), err
}
