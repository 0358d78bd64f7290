package openapi

import (
	"context"
	"net/http"

	"github.com/omvendt/omvendt/internal/sheet"
	"github.com/omvendt/omvendt/papers"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

func (a *api) registerVotes() {
	notFound := []int{http.StatusNotFound}
	register(a, operation{ID: "get-votes", Method: http.MethodGet, Path: "/v1/meetings/{id}/votes", Tag: "meetings", Permission: permPublic, Errors: notFound,
		Summary:     "Read the votes of a closed meeting in the terms of Popolo",
		Description: "A motion for each proposal that was put, with its vote event. Confidential items are not among them, and before the meeting is closed there are none."}, a.getVotes)
	registerFile(a, operation{ID: "export-votes", Method: http.MethodGet, Path: "/v1/meetings/{id}/votes.csv", Tag: "meetings", Permission: permPublic, File: sheet.CSV, Errors: notFound,
		Summary:     "Take home the votes of a closed meeting as CSV",
		Description: "A vote a row: of a member, or of a group with its weight. The headings are the names that Popolo has. No cell is a formula."}, a.exportVotes)
}

type getVotesIn struct{ MeetingPath }

func (a *api) getVotes(ctx context.Context, _ call, in *getVotesIn) (answer[papers.Votes], error) {
	page, err := a.votes(ctx, in.MeetingPath)
	return answer[papers.Votes]{Body: papers.VotesOf(page)}, err
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
