package web

import (
	"io"

	"github.com/omvendt/omvendt/internal/sheet"
	"github.com/omvendt/omvendt/workflow"
)

// voteFile is the address of a closed meeting's votes for machines to read.
func (p Page) voteFile(m workflow.MeetingPage) Crumb {
	if len(m.Public().Motions()) == 0 {
		return Crumb{}
	}
	return Crumb{p.T("votes.csv"), p.To("meeting_votes", string(m.Meeting.ID))}
}

// votesFile is the votes of a closed meeting, one a row, as everybody may read them.
func (v *visit) votesFile() (answer, error) {
	id, err := v.meetingID()
	if err != nil {
		return answer{}, err
	}
	m, err := v.Workflow.MeetingPage(v.r.Context(), id)
	if err != nil {
		return answer{}, err
	}
	write := func(w io.Writer) error {
		return sheet.Write(w, sheet.CSV, sheet.VoteTable(v.lang, workflow.VoteColumns), m.Public().VoteRows)
	}
	return answer{file: &file{format: sheet.CSV, name: v.fileName("votes", m.Meeting.Day), write: write}}, nil
}
