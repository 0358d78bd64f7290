package papers

import (
	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/internal/wording"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// Transcript is what a meeting decided, as the register has it. The signed minutes
// prevail. Who voted how stands in Votes.
type Transcript struct {
	Meeting  workflow.Meeting `json:"meeting"`
	Recorded bool             `json:"recorded"` // the minutes are final; else the items hold nothing that was decided
	Items    []TranscriptItem `json:"items"`
}

// TranscriptItem is an item with what became of it.
type TranscriptItem struct {
	ID           registry.ItemID          `json:"id"`
	Ordinal      int                      `json:"ordinal"`
	Title        string                   `json:"title"`
	Case         string                   `json:"case,omitempty"`
	Confidential bool                     `json:"confidential,omitempty"`
	Rules        []string                 `json:"rules"`
	Decision     string                   `json:"decision,omitempty"` // the municipality's word
	Proposals    []TranscriptProposal     `json:"proposals"`
	Disqualified []TranscriptMember       `json:"disqualified,omitempty"`
	Dissents     []workflow.Dissent       `json:"dissents,omitempty"`
	Line         string                   `json:"line,omitempty"`
	Explanations []workflow.Explanation   `json:"explanations,omitempty"`
	Stop         *workflow.Stop           `json:"stop,omitempty"`
	Corrections  []workflow.Correction    `json:"corrections,omitempty"`
	Annulments   []TranscriptAnnulment    `json:"annulments,omitempty"`
	Considered   []workflow.Consideration `json:"considerations,omitempty"`
}

// TranscriptProposal is a question with its answer.
type TranscriptProposal struct {
	workflow.Proposal
	Outcome  workflow.Outcome   `json:"outcome,omitempty"`
	Tally    *workflow.Tally    `json:"tally,omitempty"`
	Findings []workflow.Finding `json:"findings,omitempty"`
}

// TranscriptMember is a member of whom it was asked whether they are disqualified.
type TranscriptMember struct {
	Member string `json:"member"`
	workflow.Disqualified
}

// TranscriptAnnulment is how a decision lost its effect, or got it back.
type TranscriptAnnulment struct {
	workflow.Annulment
	Lifted bool `json:"lifted,omitempty"`
}

// TranscriptOf tells what the items of some papers decided.
func TranscriptOf(w workflow.Papers) Transcript {
	out := Transcript{Meeting: w.Meeting, Recorded: w.Meeting.State == workflow.MeetingClosed, Items: []TranscriptItem{}}
	c := composer{papers: w}
	for _, x := range w.Items {
		if x.Title == "" { // not for this reader
			continue
		}
		t := TranscriptItem{ID: x.ID, Ordinal: x.Ordinal, Title: x.Title, Case: x.Case, Confidential: x.Confidential, Rules: []string{}, Proposals: []TranscriptProposal{},
			Decision: w.Profile.Word(w.Meeting, x.Judged, false), Dissents: x.Dissents, Line: x.Line, Explanations: x.Explanations, Stop: x.Stop, Corrections: x.Corrections, Considered: x.Considerations}
		for _, e := range x.Entries {
			t.Rules = append(t.Rules, e.Entry.Rule.Number.String())
		}
		for n, p := range x.Proposals {
			q := TranscriptProposal{Proposal: p}
			if out.Recorded && n < len(x.Outcomes) {
				q.Outcome = x.Outcomes[n]
			}
			if out.Recorded && n < len(x.Tallies) {
				q.Tally = &x.Tallies[n]
			}
			if out.Recorded && n < len(x.Findings) {
				q.Findings = x.Findings[n]
			}
			t.Proposals = append(t.Proposals, q)
		}
		for _, d := range x.Disqualified {
			t.Disqualified = append(t.Disqualified, TranscriptMember{c.member(d.Member), d})
		}
		for _, a := range x.Annulled {
			t.Annulments = append(t.Annulments, TranscriptAnnulment{a.Annulment, a.Lifted})
		}
		out.Items = append(out.Items, t)
	}
	return out
}

// Decisions are what a meeting decided as a paper: item by item the outcome with its
// votes, what was explained, and what happened to the decision since.
func Decisions(l texts.Lang, w workflow.Papers) Paper {
	c := &composer{lang: l, papers: w}
	p := Paper{Lang: l, Whole: true, Title: l.Text("paper.case.decisions", map[string]string{"body": Words(w.Meeting.Body.Name), "day": wording.Day(l, w.Meeting.Day)})}
	p.Facts = c.meeting()
	for _, x := range w.Items {
		if x.Title == "" {
			continue
		}
		c.item = x
		c.decision()
		p.Items = append(p.Items, Item{Ordinal: x.Ordinal, Title: x.Title, Sections: []Section{c.section(c.say("paper.part.decision"))}})
	}
	return p
}
