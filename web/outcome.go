package web

import (
	"fmt"
	"slices"
	"strings"

	"github.com/omvendt/omvendt/papers"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// Result is what became of an item.
type Result struct {
	Page         Page
	Proposals    []ProposalLine
	Final        bool // the meeting is closed
	Voted        bool // something was put to the vote
	NotDecided   bool // votes were held, and no proposal was carried
	Disqualified []Phrase
	Called       []string // substitutes who sat in members' seats
	Dissents     []DissentLine
	Explained    []ExplainedLine
	Annulled     []AnnulledLine
	Corrections  []CorrectionLine
	Line         string // passed on to the next body
	Stop         string
	StopText     string
}

// ProposalLine is a proposal: what is asked before the vote, and what came of it after.
type ProposalLine struct {
	N        int
	Ruling   string
	Reread   bool           // it was carried over from a bundle that it names
	Rules    bool           // it would rule on the rules: a special reason is looked for
	PutBy    []papers.Piece // nil: it stands in the papers
	Question string
	Words    string           // of the decision if it is carried; empty: the question
	Reason   string           // særlig begrundelse
	Terms    [][]papers.Piece // effect, next review
	Text     *registry.Text

	Tie     string // what a tie means
	Outcome string // empty: not put, or nothing recorded yet
	Code    workflow.Outcome
	Votes   []VoteLine
	Remarks []Remark
	Found   []AdoptionFound // by the gate, in the new text
}

// Counted is a proposal's votes with the page that shows them.
type Counted struct {
	Page  Page
	Votes []VoteLine
}

// With gives the votes to the template that shows them.
func (l ProposalLine) With(p Page) Counted { return Counted{p, l.Votes} }

// VoteLine is those who chose the same.
type VoteLine struct {
	Choice string
	Count  int
	Who    string // members, or groups with their numbers
}

// DissentLine is a dissenting opinion.
type DissentLine struct{ Who, Text string }

// Remark is a finding with what it asks for.
type Remark struct {
	Severity workflow.Severity
	Asks     string
	Text     string
	Sentence SentenceLink
}

// result tells what is asked in an item, and what came of it as far as it is known.
func (p Page) result(m workflow.Meeting, members []workflow.Member, j workflow.Judged) Result {
	r := Result{Page: p, Final: m.State == workflow.MeetingClosed}
	for n, proposal := range j.Proposals {
		line := p.proposal(n, proposal, j.VoteRules)
		if n < len(j.Outcomes) && (j.Outcomes[n] != workflow.NotPut || len(j.Votes) > 0) {
			line.Code, line.Outcome = j.Outcomes[n], p.T(outcomeKey(j, n))
			if line.Rules && !j.Reading.Rules() { // nothing of it was decided
				line.Terms = nil
			}
		}
		if n < len(j.Votes) && len(j.Votes[n]) > 0 {
			line.Votes, r.Voted = p.votes(j.Votes[n], members), true
		}
		if n < len(j.Findings) {
			for _, f := range j.Findings[n] {
				line.Remarks = append(line.Remarks, p.remark(f))
			}
		}
		if n < len(j.Texts) {
			line.Found = p.textFound(j.Texts[n], r.Final)
		}
		r.Proposals = append(r.Proposals, line)
	}
	r.NotDecided = r.Voted && j.Decided() < 0
	for _, d := range j.Disqualified {
		key := "result.disqualified"
		if d.Able {
			key = "result.able"
		}
		r.Disqualified = append(r.Disqualified, p.Phrase(key, "reason", d.Reason, "who", memberName(members, d.Member)))
	}
	r.Called = p.calledLines(j.Minutes, members)
	for _, d := range j.Dissents {
		r.Dissents = append(r.Dissents, DissentLine{withGroup(d.Name, d.Group), d.Text})
	}
	r.Explained, r.Annulled, r.Corrections = p.explained(j, r.Final), p.annulledLines(j.Annulled), p.corrections(j.Corrections)
	r.Line = j.Line
	if j.Stop != nil {
		r.Stop, r.StopText = p.T("result.stop", "who", withGroup(j.Stop.Name, j.Stop.Group)), j.Stop.Text
	}
	return r
}

// outcomeKey is the text for what became of a proposal: at a first reading none is
// a decision about the rule.
func outcomeKey(j workflow.Judged, n int) string {
	switch outcome := j.Outcomes[n]; {
	case j.Reading.Rules(), j.Proposals[n].Procedure != "", outcome == workflow.NotPut:
		return "result." + string(outcome)
	case outcome == workflow.Carried:
		return "onward.goes_on"
	}
	return "onward.stays"
}

func (p Page) remark(f workflow.Finding) Remark {
	return Remark{Severity: f.Severity, Asks: p.T("remark." + string(f.Severity)), Text: p.found(f),
		Sentence: p.sentenceLink(registry.PolicyDecision, f.Version, f.Code)}
}

func (p Page) proposal(n int, x workflow.Proposal, rules workflow.VoteRules) ProposalLine {
	line := ProposalLine{N: n + 1, Ruling: capital(p.rulingName(string(x.Ruling) + string(x.Procedure))), Reread: x.Reread, Rules: x.Procedure == "", PutBy: papers.Pieces(papers.PutBy(p.Lang, x)),
		Question: x.Question, Words: x.Words, Reason: x.Reason, Text: x.Text, Tie: papers.Tie(p.Lang, x, rules)}
	for _, term := range papers.Terms(p.Lang, x) {
		line.Terms = append(line.Terms, papers.Pieces(term))
	}
	return line
}

// votes are those of a proposal by choice, in the order of choices. Choices that
// nobody made are told too: what is not there says something.
func (p Page) votes(votes []workflow.Vote, members []workflow.Member) []VoteLine {
	var out []VoteLine
	for _, c := range workflow.Choices {
		line := VoteLine{Choice: capital(p.Lang.Name("choice", string(c)))}
		var who []string
		for _, v := range votes {
			if v.Choice != c || v.Count == 0 {
				continue
			}
			line.Count += v.Count
			switch {
			case v.Member != "":
				who = append(who, memberName(members, v.Member))
			case v.Group != "":
				who = append(who, fmt.Sprintf("%s %d", v.Group, v.Count))
			}
		}
		line.Who = strings.Join(who, ", ")
		out = append(out, line)
	}
	return out
}

// memberName is a member with the group in brackets; the id where the member has
// gone from the list.
func memberName(members []workflow.Member, id registry.MemberID) string {
	i := slices.IndexFunc(members, func(m workflow.Member) bool { return m.ID == id })
	if i < 0 {
		return string(id)
	}
	return withGroup(members[i].Name, members[i].Group)
}

func withGroup(name, group string) string {
	if group == "" {
		return name
	}
	return name + " (" + group + ")"
}

// Decision is an item that a rule was on, on the rule's page.
type Decision struct {
	Meeting Crumb
	Ordinal int
	Title   string
	Minutes string
	Result  Result
	Proof   string // address of the file that proves it; empty without a log
}

// decisions are the closed meetings' items about a rule.
func (p Page) decisions(items []workflow.RuleItem) []Decision {
	var out []Decision
	for _, x := range items {
		out = append(out, Decision{Meeting: Crumb{p.meetingName(x.Meeting), p.To("meeting", string(x.Meeting.ID))},
			Ordinal: x.Item.Ordinal, Title: x.Item.Title, Minutes: minutesAddress(x.Meeting), Result: p.result(x.Meeting, x.Members, x.Item.Judged)})
	}
	return out
}

// minutesAddress is where the signed minutes are, if it is an address one can follow.
func minutesAddress(m workflow.Meeting) string {
	if strings.HasPrefix(m.Minutes, "https://") || strings.HasPrefix(m.Minutes, "http://") {
		return m.Minutes
	}
	return ""
}
