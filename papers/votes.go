package papers

import (
	"github.com/omvendt/omvendt/workflow"
)

// Votes are the votes of a closed meeting in the terms of Popolo (popoloproject.com),
// which others that publish what councils decide use too.
type Votes struct {
	Organization VoteOrganization `json:"organization"`
	Session      VoteSession      `json:"event" doc:"The meeting."`
	Motions      []Motion         `json:"motions" doc:"By agenda and voting order."`
}

// VoteOrganization is the body that voted.
type VoteOrganization struct {
	ID             string `json:"id" format:"uuid"`
	Name           string `json:"name"`
	Classification string `json:"classification" enum:"council,committee,administration,board" doc:"The rank of the body."`
}

// VoteSession is the meeting.
type VoteSession struct {
	ID        string `json:"id" format:"uuid"`
	StartDate string `json:"start_date,omitempty" format:"date"`
	Source    string `json:"source,omitempty" doc:"Address of the signed minutes, which prevail."`
}

// Motion is a proposal that was put.
type Motion struct {
	ID             string      `json:"id" doc:"The item, and the proposal's place in its voting order." example:"01a2b3c4-0000-7000-8000-000000000000/1"`
	Item           string      `json:"item" format:"uuid"`
	Title          string      `json:"title" doc:"The item's."`
	Rules          []string    `json:"rules" doc:"The numbers of the rules that it is about."`
	Text           string      `json:"text" doc:"The question, exactly as it was put."`
	Classification string      `json:"classification" doc:"The ruling or procedure that was proposed." example:"keep"`
	Requirement    string      `json:"requirement" doc:"The majority that it needed." example:"simple majority"`
	Result         string      `json:"result" enum:"pass,fail"`
	VoteEvents     []VoteEvent `json:"vote_events" doc:"One."`
}

// VoteEvent is what became of a motion.
type VoteEvent struct {
	Result  string      `json:"result" enum:"pass,fail"`
	Outcome string      `json:"outcome" enum:"carried,fell,tied,not_put" doc:"As the register has it: a tie is told apart."`
	Counts  []VoteCount `json:"counts"`
	Votes   []Vote      `json:"votes"`
}

// VoteCount counts one option.
type VoteCount struct {
	Option string `json:"option" enum:"yes,no,abstain,absent"`
	Value  int    `json:"value"`
}

// Vote is a member's, or those of a group.
type Vote struct {
	VoterID   string `json:"voter_id,omitempty" doc:"The member; left out for the votes of a group." format:"uuid"`
	Voter     string `json:"voter,omitempty" doc:"The member's name."`
	Group     string `json:"group,omitempty" doc:"The party or list."`
	Option    string `json:"option" enum:"yes,no,abstain,absent"`
	Weight    int    `json:"weight" doc:"1 for a member."`
	Role      string `json:"role,omitempty" enum:"substitute" doc:"Left out for a member, and for a group."`
	InPlaceOf string `json:"in_place_of,omitempty" format:"uuid" doc:"The member in whose seat a substitute voted."`
}

// VotesOf tells the votes of a meeting; none before it is closed.
func VotesOf(p workflow.MeetingPage) Votes {
	m := p.Meeting
	out := Votes{Organization: VoteOrganization{string(m.Body.ID), m.Body.Name, string(m.Body.Rank)}, Session: VoteSession{ID: string(m.ID), Source: m.Minutes}, Motions: []Motion{}}
	if m.ID != "" {
		out.Session.StartDate = m.Day.String()
	}
	for _, x := range p.Motions() {
		out.Motions = append(out.Motions, motionOf(x))
	}
	return out
}

func motionOf(m workflow.Motion) Motion {
	out := Motion{ID: m.ID(), Item: string(m.Item.ID), Title: m.Item.Title, Rules: []string{}, Text: m.Proposal.Question,
		Classification: m.Proposal.Kind(), Requirement: "simple majority", Result: m.Outcome.Popolo()}
	for _, e := range m.Item.Entries {
		out.Rules = append(out.Rules, e.Entry.Rule.Number.String())
	}
	t := m.Tally
	event := VoteEvent{Result: out.Result, Outcome: string(m.Outcome), Counts: []VoteCount{{"yes", t.For}, {"no", t.Against}, {"abstain", t.Blank}, {"absent", t.Absent}}, Votes: []Vote{}}
	for _, c := range m.Votes {
		event.Votes = append(event.Votes, Vote{string(c.Member), c.Name, c.Group, c.Choice.Popolo(), c.Count, c.Role(), string(c.InPlaceOf)})
	}
	out.VoteEvents = []VoteEvent{event}
	return out
}
