package openapi

import (
	"context"
	"io"
	"net/http"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"github.com/omvendt/omvendt/internal/sheet"
	"github.com/omvendt/omvendt/packs"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

func (a *api) registerJournal() {
	missing := []int{http.StatusNotFound}
	parts := "Confidential items are in a pack of their own (part=confidential), never mixed with the open ones."
	register(a, operation{ID: "get-meeting-journal", Method: http.MethodGet, Path: "/v1/meetings/{id}/journal", Tag: "journal", Permission: "journal", Tagged: true, Errors: missing,
		Summary: "Read what the journal pack of a meeting would hold now, what it lacks, and whether the case system has it", Description: parts}, a.getMeetingJournal)
	registerFile(a, operation{ID: "export-meeting-journal", Method: http.MethodGet, Path: "/v1/meetings/{id}/journal.zip", Tag: "journal", Permission: "journal", File: sheet.ZIP, Errors: missing,
		Summary: "Take home the journal pack of a meeting for the case system", Description: "Papers, decisions with votes, statements, the register as it stood, proofs, and metadata.json with the SHA-256 of each file. " + parts}, a.exportMeetingJournal)
	register(a, operation{ID: "file-meeting-journal", Method: http.MethodPut, Path: "/v1/meetings/{id}/journal/filing", Tag: "journal", Permission: "file", Edits: true, Errors: []int{http.StatusNotFound, http.StatusConflict},
		Summary: "Say that the case system has the pack of a closed meeting, or that it has not", Description: "Nothing is deleted by it."}, a.fileMeetingJournal)
	register(a, operation{ID: "get-review-journal", Method: http.MethodGet, Path: "/v1/reviews/{slug}/journal", Tag: "journal", Permission: "journal", Tagged: true, Errors: missing,
		Summary: "Read what the journal pack of a review would hold now, what it lacks, and whether the case system has it", Description: parts}, a.getReviewJournal)
	registerFile(a, operation{ID: "export-review-journal", Method: http.MethodGet, Path: "/v1/reviews/{slug}/journal.zip", Tag: "journal", Permission: "journal", File: sheet.ZIP, Errors: missing,
		Summary: "Take home the journal pack of a review for the case system", Description: "The decision that opened it, hearings, consultations, meetings, what was sent on, and the register at the opening, on the sunset and now. " + parts}, a.exportReviewJournal)
	register(a, operation{ID: "file-review-journal", Method: http.MethodPut, Path: "/v1/reviews/{slug}/journal/filing", Tag: "journal", Permission: "file", Edits: true, Errors: missing,
		Summary: "Say that the case system has the pack of a review, or that it has not", Description: "Nothing is deleted by it."}, a.fileReviewJournal)
}

type packPart string

func (packPart) Schema(huma.Registry) *huma.Schema { return oneOf(packs.Parts) }

// PartAsked is which items a pack holds.
type PartAsked struct {
	Part string `query:"part" doc:"open or confidential; open when left out." example:"open"`
}

func (p PartAsked) part() (packs.Part, error) {
	part := packs.Part(p.Part)
	if part == "" {
		part = packs.Open
	}
	var c registry.Checks
	if !slices.Contains(packs.Parts, part) {
		c.Fail("part", registry.CodeChoiceInvalid, "value", p.Part, "choices", "open, confidential")
	}
	return part, c.Err()
}

// FilingFields are that the case system has a pack.
type FilingFields struct {
	Number   string `json:"number" doc:"That it has there; at most 200 characters. Empty, with no day: the case system has not got it, after all." example:"2027-004711"`
	Received day    `json:"received,omitzero" doc:"When the case system received it; not ahead."`
}

type filingOut struct {
	FilingFields
	FiledBy string `json:"filed_by,omitempty" doc:"Who said so."`
}

func filingOf(f workflow.Filing) *filingOut {
	if !f.Done() {
		return nil
	}
	return &filingOut{FilingFields{f.Number, day(f.Received)}, f.By}
}

type packFile struct {
	Path    string `json:"path"`
	Heading string `json:"heading"`
	Day     day    `json:"day,omitzero" doc:"Of what it tells."`
	Type    string `json:"media_type"`
}

type packMissing struct {
	Code string `json:"code" example:"not_recorded"`
	Text string `json:"text"`
}

type journalOut struct {
	Part    packPart      `json:"part"`
	Title   string        `json:"title"`
	Case    string        `json:"case,omitempty"`
	KLE     []string      `json:"kle"`
	Files   []packFile    `json:"files"`
	Missing []packMissing `json:"missing" doc:"What is lacking or not over yet."`
	Filing  *filingOut    `json:"filing,omitempty" doc:"Left out until somebody says that the case system has it."`
}

func journalOf(c packs.Contents, f workflow.Filing) journalOut {
	return journalOut{packPart(c.Part), c.Title, c.Case, append([]string{}, c.KLE...), packFiles(c), packsMissing(c), filingOf(f)}
}

func packFiles(c packs.Contents) []packFile {
	return list(c.Files, func(f packs.File) packFile { return packFile{f.Path, f.Heading, day(f.Day), f.Type} })
}

func packsMissing(c packs.Contents) []packMissing {
	return list(c.Missing, func(m packs.Missing) packMissing { return packMissing{m.Code, m.Text} })
}

// maker makes packs for whoever asks. The API does not know the municipality's name.
func (a *api) maker(c call) packs.Maker {
	return packs.Maker{Workflow: a.Workflow, Proofs: a.Proofs, Lang: c.Lang, By: c.Act.Actor.Grants}
}

type getMeetingJournalIn struct {
	MeetingPath
	PartAsked
}

func (a *api) getMeetingJournal(ctx context.Context, c call, in *getMeetingJournalIn) (answer[journalOut], error) {
	part, err := in.part()
	if err != nil {
		return answer[journalOut]{}, err
	}
	return a.meetingJournal(ctx, c, registry.MeetingID(in.ID), part)
}

func (a *api) meetingJournal(ctx context.Context, c call, id registry.MeetingID, part packs.Part) (answer[journalOut], error) {
	f, err := a.Workflow.MeetingFiling(ctx, id)
	if err != nil {
		return answer[journalOut]{}, err
	}
	contents, err := a.maker(c).MeetingContents(ctx, id, part)
	return answer[journalOut]{Body: journalOf(contents, f), Edit: f.Edit}, err
}

func (a *api) exportMeetingJournal(ctx context.Context, c call, in *getMeetingJournalIn) (file, error) {
	part, err := in.part()
	if err != nil {
		return file{}, err
	}
	id := registry.MeetingID(in.ID)
	contents, err := a.maker(c).MeetingContents(ctx, id, part)
	return file{Name: contents.Name(), Write: func(w io.Writer) error { return a.maker(c).WriteMeeting(ctx, w, id, part) }}, err
}

type fileMeetingJournalIn struct {
	MeetingPath
	Body FilingFields
}

func (a *api) fileMeetingJournal(ctx context.Context, c call, in *fileMeetingJournalIn) (answer[journalOut], error) {
	_, err := a.Workflow.FileMeeting(ctx, c.Act, registry.MeetingID(in.ID), c.Edit, in.Body.Number, registry.Day(in.Body.Received))
	if err != nil {
		return answer[journalOut]{}, err
	}
	return a.meetingJournal(ctx, c, registry.MeetingID(in.ID), packs.Open)
}

type getReviewJournalIn struct {
	ReviewPath
	PartAsked
}

func (a *api) getReviewJournal(ctx context.Context, c call, in *getReviewJournalIn) (answer[journalOut], error) {
	part, err := in.part()
	if err != nil {
		return answer[journalOut]{}, err
	}
	return a.reviewJournal(ctx, c, in.Slug, part)
}

func (a *api) reviewJournal(ctx context.Context, c call, slug string, part packs.Part) (answer[journalOut], error) {
	f, err := a.Workflow.ReviewFiling(ctx, slug)
	if err != nil {
		return answer[journalOut]{}, err
	}
	contents, err := a.maker(c).ReviewContents(ctx, slug, part)
	return answer[journalOut]{Body: journalOf(contents, f), Edit: f.Edit}, err
}

func (a *api) exportReviewJournal(ctx context.Context, c call, in *getReviewJournalIn) (file, error) {
	part, err := in.part()
	if err != nil {
		return file{}, err
	}
	contents, err := a.maker(c).ReviewContents(ctx, in.Slug, part)
	return file{Name: contents.Name(), Write: func(w io.Writer) error { return a.maker(c).WriteReview(ctx, w, in.Slug, part) }}, err
}

type fileReviewJournalIn struct {
	ReviewPath
	Body FilingFields
}

func (a *api) fileReviewJournal(ctx context.Context, c call, in *fileReviewJournalIn) (answer[journalOut], error) {
	_, err := a.Workflow.FileReview(ctx, c.Act, in.Slug, c.Edit, in.Body.Number, registry.Day(in.Body.Received))
	if err != nil {
		return answer[journalOut]{}, err
	}
	return a.reviewJournal(ctx, c, in.Slug, packs.Open)
}
