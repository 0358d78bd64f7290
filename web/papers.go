package web

import (
	"encoding/json"
	"io"
	"strconv"

	"github.com/omvendt/omvendt/internal/sheet"
	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/papers"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// paperAddresses and paperPlaces are the papers of meetings.
var (
	paperAddresses = map[string]address{
		"meeting_papers":      {texts.Danish: "/moeder/{meeting}/papirer", texts.English: "/en/meetings/{meeting}/papers"},
		"meeting_papers_docx": {texts.Danish: "/moeder/{meeting}/papirer/dagsorden.docx", texts.English: "/en/meetings/{meeting}/papers/agenda.docx"},
		"item_paper":          {texts.Danish: "/moeder/{meeting}/papirer/{item}", texts.English: "/en/meetings/{meeting}/papers/{item}"},
		"item_paper_docx":     {texts.Danish: "/moeder/{meeting}/papirer/{item}/punkt.docx", texts.English: "/en/meetings/{meeting}/papers/{item}/item.docx"},
		"item_paper_json":     {texts.Danish: "/moeder/{meeting}/papirer/{item}/punkt.json", texts.English: "/en/meetings/{meeting}/papers/{item}/item.json"},
		"work_paper_profile":  {texts.Danish: "/arbejde/papirer", texts.English: "/en/desk/papers"},
	}
	paperPlaces = map[string]place{
		"meeting_papers":      {show: (*visit).meetingPapers},
		"meeting_papers_docx": {show: (*visit).meetingPapersFile, file: true},
		"item_paper":          {show: (*visit).itemPaper},
		"item_paper_docx":     {show: (*visit).itemPaperFile, file: true},
		"item_paper_json":     {show: (*visit).itemPaperMetadata, file: true},
		"work_paper_profile": {permission: "meet", show: (*visit).paperProfile, forms: map[string]form{
			"": {operation: "edit-paper-profile", send: (*visit).editPaperProfile}}},
	}
)

type casePaperPage struct {
	Page
	Called         []papers.Piece // the title
	Facts          []papers.Fact
	Items          []CasePaper
	Whole          bool
	File, Metadata string // addresses
	Back           Crumb  // the item with its links, for those who read it
}

// CasePaper is an item on a paper.
type CasePaper struct {
	Page     Page
	ID       string
	Head     []papers.Piece
	Facts    []papers.Fact
	Sections []CaseSection
}

// CaseSection is a section with the level of its heading.
type CaseSection struct {
	papers.Section
	Page   Page
	Level  int
	Blocks []CaseBlock
}

// CaseBlock is a block, with its level where it is a heading.
type CaseBlock struct {
	papers.Block
	Page  Page
	Level int
	Sides []CaseSide
}

// CaseSide is a case for or against.
type CaseSide struct {
	Page   Page
	Head   string
	Level  int
	Blocks []CaseBlock
}

// Numeric says which columns of a table hold numbers alone.
func (b CaseBlock) Numeric(column int) bool {
	for _, row := range b.Table.Rows {
		if !papers.Short(row.Cells[column]) {
			return false
		}
	}
	return true
}

// readPapers are those that the reader may read, of the item that the address names or
// of all; CodeNotFound.
func (v *visit) readPapers(one bool) (workflow.Papers, error) {
	id, err := v.meetingID()
	if err != nil {
		return workflow.Papers{}, err
	}
	at := 0
	if one {
		at, err = strconv.Atoi(v.names[1])
		if err != nil || at < 1 || v.names[1] != strconv.Itoa(at) {
			return workflow.Papers{}, &registry.Error{Code: registry.CodeNotFound}
		}
	}
	w, err := v.Workflow.Papers(v.r.Context(), id, at)
	if err == nil && !v.may("read") {
		w = w.Public()
	}
	if err == nil && one && w.Items[0].Title == "" {
		err = &registry.Error{Code: registry.CodeNotFound}
	}
	return w, err
}

// itemPaper shows the paper on an item in the municipality's headings.
func (v *visit) itemPaper() (answer, error) {
	w, err := v.readPapers(true)
	if err != nil {
		return answer{}, err
	}
	p := v.casePaper(w, papers.OnItem(v.lang, v.laws(), w))
	p.Crumbs = p.meetingCrumbs(&w.Meeting)
	p.File, p.Metadata = p.To("item_paper_docx", v.names...), p.To("item_paper_json", v.names...)
	if v.may("read") {
		p.Back = Crumb{p.T("papers.item"), p.To("item", v.names...)}
	}
	return answer{template: "case-paper", data: p}, nil
}

// meetingPapers shows all papers of a meeting as one.
func (v *visit) meetingPapers() (answer, error) {
	w, err := v.readPapers(false)
	if err != nil {
		return answer{}, err
	}
	p := v.casePaper(w, papers.OnMeeting(v.lang, v.laws(), w))
	p.Crumbs = p.meetingCrumbs(&w.Meeting)
	p.File = p.To("meeting_papers_docx", v.names...)
	return answer{template: "case-paper", data: p}, nil
}

func (v *visit) casePaper(w workflow.Papers, paper papers.Paper) casePaperPage {
	p := casePaperPage{Page: v.shell(papers.Bare(paper.Title)), Called: papers.Pieces(paper.Title), Facts: paper.Facts, Whole: paper.Whole}
	p.Section, p.TitleIsData = "meetings", paper.Typed
	level := 2
	if paper.Whole {
		level = 3
	}
	for _, item := range paper.Items {
		x := CasePaper{Page: p.Page, ID: "punkt-" + strconv.Itoa(item.Ordinal), Head: papers.Pieces(paper.ItemHead(item)), Facts: item.Facts}
		for _, s := range item.Sections {
			x.Sections = append(x.Sections, CaseSection{Section: s, Page: p.Page, Level: level, Blocks: p.caseBlocks(s.Blocks, level)})
		}
		p.Items = append(p.Items, x)
	}
	return p
}

func (p casePaperPage) caseBlocks(blocks []papers.Block, level int) (out []CaseBlock) {
	at := level // of the heading before
	for _, b := range blocks {
		x := CaseBlock{Block: b, Page: p.Page, Level: level + b.Depth}
		if b.Kind == papers.Head {
			at = x.Level
		}
		for _, s := range b.Sides {
			x.Sides = append(x.Sides, CaseSide{Page: p.Page, Head: s.Head, Level: at + 1, Blocks: p.caseBlocks(s.Blocks, at+1)})
		}
		out = append(out, x)
	}
	return out
}

func (v *visit) itemPaperFile() (answer, error) {
	w, err := v.readPapers(true)
	p := papers.OnItem(v.lang, v.laws(), w)
	return v.paperFile(w, p, sheet.DOCX, "paper.item.file", func(out io.Writer) error { return p.Write(out, v.Municipality, w.Today) }), err
}

func (v *visit) meetingPapersFile() (answer, error) {
	w, err := v.readPapers(false)
	p := papers.OnMeeting(v.lang, v.laws(), w)
	return v.paperFile(w, p, sheet.DOCX, "paper.item.agenda_file", func(out io.Writer) error { return p.Write(out, v.Municipality, w.Today) }), err
}

// itemPaperMetadata is what a case system files the paper under.
func (v *visit) itemPaperMetadata() (answer, error) {
	w, err := v.readPapers(true)
	if err != nil {
		return answer{}, err
	}
	p := papers.OnItem(v.lang, v.laws(), w)
	return v.paperFile(w, p, sheet.JSON, "paper.item.file", func(out io.Writer) error {
		e := json.NewEncoder(out)
		e.SetIndent("", "  ")
		e.SetEscapeHTML(false)
		return e.Encode(papers.MetadataOf(p, w))
	}), nil
}

// paperFile names a file by its meeting's day, and by the item where it is of one.
func (v *visit) paperFile(w workflow.Papers, p papers.Paper, format sheet.Format, key string, write func(io.Writer) error) answer {
	name := v.lang.Text(key, nil) + "-" + w.Meeting.Day.String()
	if !p.Whole && len(p.Items) > 0 {
		name += "-" + strconv.Itoa(p.Items[0].Ordinal)
	}
	return answer{file: &file{format: format, name: name, write: write}}
}

// Paragraphs are those of a text as it was typed.
func (p Page) Paragraphs(text string) []string { return paragraphs(text) }
