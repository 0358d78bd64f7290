package openapi

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/omvendt/omvendt/internal/sheet"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// Votes are told in the terms of Popolo (popoloproject.com), which others that
// publish what councils decide use too.

func (a *api) registerVotes() {
	notFound := []int{http.StatusNotFound}
	register(a, operation{ID: "get-votes", Method: http.MethodGet, Path: "/v1/meetings/{id}/votes", Tag: "meetings", Permission: permPublic, Errors: notFound,
		Summary:     "Read the votes of a closed meeting in the terms of Popolo",
		Description: "A motion for each proposal that was put, with its vote event. Confidential items are not among them, and before the meeting is closed there are none."}, a.getVotes)
	registerFile(a, operation{ID: "export-votes", Method: http.MethodGet, Path: "/v1/meetings/{id}/votes.csv", Tag: "meetings", Permission: permPublic, File: sheet.CSV, Errors: notFound,
		Summary:     "Take home the votes of a closed meeting as CSV",
		Description: "A vote a row: of a member, or of a group with its weight. The headings are the names that Popolo has. No cell is a formula."}, a.exportVotes)
}

type votesOut struct {
	Organization voteOrganization `json:"organization"`
	Session      voteSession      `json:"event" doc:"The meeting."`
	Motions      []motionOut      `json:"motions" doc:"By agenda and voting order."`
}

type voteOrganization struct {
	ID             string `json:"id" format:"uuid"`
	Name           string `json:"name"`
	Classification rank   `json:"classification" doc:"The rank of the body."`
}

type voteSession struct {
	ID        string `json:"id" format:"uuid"`
	StartDate day    `json:"start_date,omitzero"`
	Source    string `json:"source,omitempty" doc:"Address of the signed minutes, which prevail."`
}

type motionOut struct {
	ID             string         `json:"id" doc:"The item, and the proposal's place in its voting order." example:"01a2b3c4-0000-7000-8000-000000000000/1"`
	Item           string         `json:"item" format:"uuid"`
	Title          string         `json:"title" doc:"The item's."`
	Rules          []string       `json:"rules" doc:"The numbers of the rules that it is about."`
	Text           string         `json:"text" doc:"The question, exactly as it was put."`
	Classification string         `json:"classification" doc:"The ruling or procedure that was proposed." example:"keep"`
	Requirement    string         `json:"requirement" doc:"The majority that it needed." example:"simple majority"`
	Result         popoloResult   `json:"result"`
	VoteEvents     []voteEventOut `json:"vote_events" doc:"One."`
}

type voteEventOut struct {
	Result  popoloResult `json:"result"`
	Outcome outcome      `json:"outcome" doc:"As the register has it: a tie is told apart."`
	Counts  []voteCount  `json:"counts"`
	Votes   []popoloVote `json:"votes"`
}

type voteCount struct {
	Option popoloOption `json:"option"`
	Value  int          `json:"value"`
}

type popoloVote struct {
	VoterID string       `json:"voter_id,omitempty" doc:"The member; left out for the votes of a group." format:"uuid"`
	Voter   string       `json:"voter,omitempty" doc:"The member's name."`
	Group   string       `json:"group,omitempty" doc:"The party or list."`
	Option  popoloOption `json:"option"`
	Weight  int          `json:"weight" doc:"1 for a member."`
}

type popoloOption string

func (popoloOption) Schema(huma.Registry) *huma.Schema {
	return oneOf([]popoloOption{"yes", "no", "abstain", "absent"})
}

type popoloResult string

func (popoloResult) Schema(huma.Registry) *huma.Schema { return oneOf([]popoloResult{"pass", "fail"}) }

func motionOf(p workflow.MeetingPage, m workflow.Motion) motionOut {
	out := motionOut{ID: m.ID(), Item: string(m.Item.ID), Title: m.Item.Title, Text: m.Proposal.Question,
		Classification: m.Proposal.Kind(), Requirement: "simple majority", Result: popoloResult(m.Outcome.Popolo()),
		Rules: list(m.Item.Entries, func(e workflow.RuleAhead) string { return e.Entry.Rule.Number.String() })}
	t := m.Tally
	out.VoteEvents = []voteEventOut{{Result: out.Result, Outcome: outcome(m.Outcome),
		Counts: []voteCount{{"yes", t.For}, {"no", t.Against}, {"abstain", t.Blank}, {"absent", t.Absent}},
		Votes: list(m.Votes, func(c workflow.Cast) popoloVote {
			return popoloVote{VoterID: string(c.Member), Voter: c.Name, Group: c.Group, Option: popoloOption(c.Choice.Popolo()), Weight: c.Count}
		})}}
	return out
}

type getVotesIn struct{ MeetingPath }

func (a *api) getVotes(ctx context.Context, _ call, in *getVotesIn) (answer[votesOut], error) {
	page, err := a.votes(ctx, in.MeetingPath)
	m := page.Meeting
	return answer[votesOut]{Body: votesOut{Organization: voteOrganization{ID: string(m.Body.ID), Name: m.Body.Name, Classification: rank(m.Body.Rank)},
		Session: voteSession{ID: string(m.ID), StartDate: day(m.Day), Source: m.Minutes},
		Motions: list(page.Motions(), func(x workflow.Motion) motionOut { return motionOf(page, x) })}}, err
}

// votes are those that everybody may read, whoever asks.
func (a *api) votes(ctx context.Context, in MeetingPath) (workflow.MeetingPage, error) {
	page, err := a.Workflow.MeetingPage(ctx, registry.MeetingID(in.ID))
	return page.Public(), err
}

func (a *api) exportVotes(ctx context.Context, c call, in *getVotesIn) (file, error) {
	page, err := a.votes(ctx, in.MeetingPath)
	return file{Name: c.Lang.Text("sheet.file.votes", nil) + "-" + page.Meeting.Day.String(), Table: sheet.VoteTable(c.Lang, workflow.VoteColumns), Rows: page.VoteRows}, err
}
