package web

import (
	"io"
	"strconv"

	"github.com/omvendt/omvendt/internal/sheet"
	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/packs"
	"github.com/omvendt/omvendt/papers"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// journalAddresses and journalPlaces are the journal packs of meetings and reviews.
var (
	journalAddresses = map[string]address{
		"work_meeting_journal":        {texts.Danish: "/arbejde/moeder/{meeting}/journal", texts.English: "/en/desk/meetings/{meeting}/journal"},
		"work_meeting_journal_open":   {texts.Danish: "/arbejde/moeder/{meeting}/journal/aaben.zip", texts.English: "/en/desk/meetings/{meeting}/journal/open.zip"},
		"work_meeting_journal_closed": {texts.Danish: "/arbejde/moeder/{meeting}/journal/lukket.zip", texts.English: "/en/desk/meetings/{meeting}/journal/confidential.zip"},
		"work_review_journal":         {texts.Danish: "/arbejde/eftersyn/{slug}/journal", texts.English: "/en/desk/reviews/{slug}/journal"},
		"work_review_journal_open":    {texts.Danish: "/arbejde/eftersyn/{slug}/journal/aaben.zip", texts.English: "/en/desk/reviews/{slug}/journal/open.zip"},
		"work_review_journal_closed":  {texts.Danish: "/arbejde/eftersyn/{slug}/journal/lukket.zip", texts.English: "/en/desk/reviews/{slug}/journal/confidential.zip"},
	}
	journalPlaces = map[string]place{
		"work_meeting_journal": {permission: "journal", show: (*visit).meetingJournal, forms: map[string]form{
			"": {operation: "file-meeting-journal", permission: "file", send: (*visit).fileMeetingJournal}}},
		"work_meeting_journal_open":   {permission: "journal", show: (*visit).meetingPackOpen, file: true},
		"work_meeting_journal_closed": {permission: "journal", show: (*visit).meetingPackConfidential, file: true},
		"work_review_journal": {permission: "journal", show: (*visit).reviewJournal, forms: map[string]form{
			"": {operation: "file-review-journal", permission: "file", send: (*visit).fileReviewJournal}}},
		"work_review_journal_open":   {permission: "journal", show: (*visit).reviewPackOpen, file: true},
		"work_review_journal_closed": {permission: "journal", show: (*visit).reviewPackConfidential, file: true},
	}
)

type journalPage struct {
	Page
	Complaints []Complaint
	Parts      []PackPart
	Filed      Phrase // who said so: under which number the case system has it; empty: nobody has
	FiledBy    string
	Waits      string // why it cannot be filed yet
	May        bool
	Form       Form
	Leftovers  []Leftover
	Disclosure string // address of the documents of a review for those who ask for access
}

// PackPart is a pack with what is in it.
type PackPart struct {
	ID, Head, Note string
	Missing        [][]papers.Piece
	Count          string
	Files          []PackFile
	File           string // address
}

// PackFile is a file in a pack.
type PackFile struct {
	Path, Day string
	Heading   []papers.Piece
}

// Leftover is something that need not be kept once the case system has the pack.
type Leftover struct{ What, How string }

func (v *visit) maker() packs.Maker {
	return packs.Maker{Workflow: v.Workflow, Proofs: v.Proofs, Lang: v.lang, Municipality: v.Municipality, By: v.act.Actor.Grants}
}

// packPart is a pack as its page shows it; confidential is empty where it would be.
func (p Page) packPart(c packs.Contents, file string) PackPart {
	part := PackPart{ID: string(c.Part), Head: p.T("journal.head." + string(c.Part)), Note: p.T("journal.note." + string(c.Part)), File: file, Count: p.Count("journal.files", len(c.Files))}
	for _, m := range c.Missing {
		part.Missing = append(part.Missing, papers.Pieces(m.Said))
	}
	for _, f := range c.Files {
		part.Files = append(part.Files, PackFile{f.Path, p.Day(f.Day), papers.Pieces(f.Named)})
	}
	return part
}

// journal is the page of a pack in its parts; a part without items of its own is not
// offered.
func (v *visit) journal(p journalPage, f Form, filing workflow.Filing, contents func(packs.Part) (packs.Contents, error)) (answer, error) {
	for _, part := range packs.Parts {
		c, err := contents(part)
		if err != nil {
			return answer{}, err
		}
		file := p.To(v.page+"_open", v.names...)
		if part == packs.Confidential {
			file = p.To(v.page+"_closed", v.names...)
		}
		if shown := p.packPart(c, file); part == packs.Open || len(c.Files) > 2 { // the readme and metadata are always there
			p.Parts = append(p.Parts, shown)
		}
	}
	received := ""
	if filing.Done() {
		received = filing.Received.String()
		p.Filed, p.FiledBy = p.Phrase("journal.filed", "number", filing.Number, "day", p.Day(filing.Received)), filing.By
	}
	f.stands(strconv.Itoa(filing.Edit), Phrase{}, typedFields("number", filing.Number, "received", received))
	p.Form, p.Complaints, p.Wrong, p.May = f, f.Complaints, f.Failed(), v.may("file")
	return answer{status: f.Status, template: "journal", data: p}, nil
}

func (v *visit) meetingJournal() (answer, error) { return v.meetingJournalForm(v.form("", "journal.")) }

func (v *visit) meetingJournalForm(f Form) (answer, error) {
	id, err := v.meetingID()
	if err != nil {
		return answer{}, err
	}
	m, err := v.Workflow.MeetingPage(v.r.Context(), id)
	if err != nil {
		return answer{}, err
	}
	filing, err := v.Workflow.MeetingFiling(v.r.Context(), id)
	if err != nil {
		return answer{}, err
	}
	p := journalPage{Page: v.shell(v.text("journal.of_meeting", "body", m.Meeting.Body.Name, "day", Page{Lang: v.lang}.Day(m.Meeting.Day)))}
	p.Crumbs = p.meetingCrumbs(&m.Meeting)
	if m.Meeting.State != workflow.MeetingClosed {
		p.Waits = p.T("journal.waits")
	}
	return v.journal(p, f, filing, func(part packs.Part) (packs.Contents, error) {
		return v.maker().MeetingContents(v.r.Context(), id, part)
	})
}

func (v *visit) fileMeetingJournal() (answer, error) {
	f := v.form("", "journal.")
	id, err := v.meetingID()
	if err != nil {
		return answer{}, err
	}
	var c registry.Checks
	received := v.saidDay(&c, "received")
	if err = c.Err(); err == nil {
		_, err = v.Workflow.FileMeeting(v.r.Context(), v.act, id, v.saidEdit(), v.said("number"), received)
	}
	if f.refused(v, err) {
		return v.meetingJournalForm(f)
	}
	return v.done("saved", "work_meeting_journal", v.name), err
}

func (v *visit) reviewJournal() (answer, error) { return v.reviewJournalForm(v.form("", "journal.")) }

func (v *visit) reviewJournalForm(f Form) (answer, error) {
	review, err := v.Workflow.Review(v.r.Context(), v.name)
	if err != nil {
		return answer{}, err
	}
	filing, err := v.Workflow.ReviewFiling(v.r.Context(), v.name)
	if err != nil {
		return answer{}, err
	}
	p := journalPage{Page: v.headed("journal.of_review", review.Name), Disclosure: path("work_disclosure", v.lang, v.name)}
	p.Crumbs = append(p.Crumbs, Crumb{p.T("journal.review"), p.To("review", review.Slug)})
	for _, x := range workflow.Leftovers {
		p.Leftovers = append(p.Leftovers, Leftover{p.T("journal.leftover." + x.What), p.T("journal.how." + x.What)})
	}
	return v.journal(p, f, filing, func(part packs.Part) (packs.Contents, error) {
		return v.maker().ReviewContents(v.r.Context(), v.name, part)
	})
}

func (v *visit) fileReviewJournal() (answer, error) {
	f := v.form("", "journal.")
	var c registry.Checks
	received := v.saidDay(&c, "received")
	err := c.Err()
	if err == nil {
		_, err = v.Workflow.FileReview(v.r.Context(), v.act, v.name, v.saidEdit(), v.said("number"), received)
	}
	if f.refused(v, err) {
		return v.reviewJournalForm(f)
	}
	return v.done("saved", "work_review_journal", v.name), err
}

func (v *visit) meetingPackOpen() (answer, error)         { return v.meetingPack(packs.Open) }
func (v *visit) meetingPackConfidential() (answer, error) { return v.meetingPack(packs.Confidential) }
func (v *visit) reviewPackOpen() (answer, error)          { return v.reviewPack(packs.Open) }
func (v *visit) reviewPackConfidential() (answer, error)  { return v.reviewPack(packs.Confidential) }

func (v *visit) meetingPack(part packs.Part) (answer, error) {
	id, err := v.meetingID()
	if err != nil {
		return answer{}, err
	}
	c, err := v.maker().MeetingContents(v.r.Context(), id, part)
	write := func(w io.Writer) error { return v.maker().WriteMeeting(v.r.Context(), w, id, part) }
	return answer{file: &file{format: sheet.ZIP, name: c.Name(), write: write}}, err
}

func (v *visit) reviewPack(part packs.Part) (answer, error) {
	c, err := v.maker().ReviewContents(v.r.Context(), v.name, part)
	write := func(w io.Writer) error { return v.maker().WriteReview(v.r.Context(), w, v.name, part) }
	return answer{file: &file{format: sheet.ZIP, name: c.Name(), write: write}}, err
}
