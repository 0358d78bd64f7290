package packs

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/omvendt/omvendt/internal/sheet"
	"github.com/omvendt/omvendt/internal/texts"
	"github.com/omvendt/omvendt/papers"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// DisclosureContents are what those who ask for access to the documents of a review
// would be given now; CodeNotFound.
func (m Maker) DisclosureContents(ctx context.Context, slug string) (Contents, error) {
	return m.contents(ctx, m.disclosure(slug))
}

// WriteDisclosure writes it; CodeNotFound, before the first byte. A document whose
// passages to be left out no longer stand in it as they were marked is held back.
func (m Maker) WriteDisclosure(ctx context.Context, w io.Writer, slug string) error {
	return m.write(ctx, w, m.disclosure(slug))
}

// Passages finds passages in the documents as they are given out: workflow.Choose.
func Passages(j workflow.Journal, d workflow.Document, passages []string) (missing []string, err error) {
	p, err := documentPaper(j, d)
	_, missing = p.Without(passages)
	return missing, err
}

// documentPaper is a document that passages can be left out of. It is in Danish,
// whatever language the list is in: the case is.
func documentPaper(j workflow.Journal, d workflow.Document) (papers.Paper, error) {
	l := texts.Danish
	switch d.Kind {
	case workflow.OpeningDocument:
		v, err := j.Review(d.Review.Slug)
		return papers.Opening(l, v.Report), err
	case workflow.LetterDocument:
		return papers.Letter(l, d.Hearing), nil
	case workflow.StatementDocument:
		return papers.Statement(l, d.Hearing), nil
	case workflow.PaperDocument:
		laws, err := j.Laws()
		if err != nil {
			return papers.Paper{}, err
		}
		w, err := j.Papers(d.Meeting.ID, []registry.ItemID{d.Item.ID})
		return papers.OnItem(l, laws, w), err
	}
	return papers.Paper{}, fmt.Errorf("packs: a document of the kind %s has no paper", d.Kind)
}

func (m Maker) disclosure(slug string) compose {
	return func(j workflow.Journal) (*Contents, error) {
		view, v, err := j.Disclosure(slug)
		if err != nil {
			return nil, err
		}
		laws, err := j.Laws()
		if err != nil {
			return nil, err
		}
		review := view.Review
		c := m.begin(OfDisclosure, Open, j.Today())
		c.Title = m.text("pack.title.disclosure", "review", review.Name)
		c.Case, c.Body, c.Day, c.KLE = review.Decision.Case, review.Decision.Body, review.Opened, reviewKLE(v)
		c.name = m.path("disclosure_pack") + "-" + review.Slug
		list, err := m.list(j, view)
		if err != nil {
			return nil, err
		}
		m.document(c, m.path("document_list"), m.text("pack.file.document_list"), c.Made, func() (papers.Paper, error) { return m.listPaper(j, v, list, c.Title) })
		c.add(m.path("document_list"), m.text("pack.file.document_list"), c.Made, sheet.CSV, m.listTable(list))
		for _, x := range list {
			switch {
			case x.gone != nil:
				c.lacks(m, "passage_gone", "n", x.number, "title", x.title)
			case x.Kind == "" && !x.of.Internal:
				c.lacks(m, "undecided", "n", x.number, "title", x.title)
			case x.Kind == workflow.GiveOut || x.Kind == workflow.GiveOutPart:
				m.give(c, j, laws, x)
			}
		}
		return c, nil
	}
}

// listed is a document on the list with its number and what was chosen of it.
type listed struct {
	workflow.Release
	of            workflow.Document
	number, title string   // the title with the register's words marked
	gone          []string // passages that no longer stand in it
}

func (m Maker) list(j workflow.Journal, view workflow.DisclosureView) ([]listed, error) {
	var out []listed
	for n, d := range view.Documents {
		x := listed{Release: view.Disclosure.Of(d.Key), of: d, number: two(n + 1), title: Called(m.Lang, d)}
		if x.Kind == workflow.GiveOutPart {
			var err error
			if x.gone, err = Passages(j, d, x.Passages); err != nil {
				return nil, err
			}
		}
		for _, passage := range x.Passages {
			if !strings.Contains(x.title, passage) {
				x.title = papers.Bare(x.title) // it may stand across a mark
			}
			x.title = strings.ReplaceAll(x.title, passage, workflow.Omitted)
		}
		if d.Closed && x.Kind != workflow.GiveOut && (x.Kind != workflow.GiveOutPart || x.gone != nil) {
			x.title = m.text("document.closed") // its title is confidential too
		}
		out = append(out, x)
	}
	return out, nil
}

// Called is what a document is called on the list, with the register's words marked
// (papers.Pieces).
func Called(l texts.Lang, d workflow.Document) string {
	return l.Text("document."+string(d.Kind), map[string]string{"title": papers.Words(d.Title), "party": papers.Words(d.From + d.To)})
}

// Parties are who a document is from and to, with names marked as in Called; the municipality where nobody is named.
func Parties(l texts.Lang, d workflow.Document) (from, to string) {
	if from, to = papers.Words(d.From), papers.Words(d.To); d.Kind == workflow.InputsDocument {
		return l.Text("document.contributors", nil), l.Text("document.municipality", nil)
	}
	if from == "" {
		from = l.Text("document.municipality", nil)
	}
	if to == "" && d.Kind != workflow.OpeningDocument && d.Kind != workflow.ReportDocument {
		to = l.Text("document.municipality", nil)
	}
	return from, to
}

// chosen says what was chosen of a document, in words.
func (m Maker) chosen(x listed) string {
	switch {
	case x.of.Internal:
		return m.text("document.internal")
	case x.Kind == "" || x.gone != nil:
		return m.text("document.undecided")
	}
	said := m.Lang.Name("release", string(x.Kind))
	if x.Provision != "" {
		said += ": " + x.Provision + ". " + x.Reason
	}
	return said
}

// give adds a document that is given out.
func (m Maker) give(c *Contents, j workflow.Journal, laws registry.Laws, x listed) {
	d := x.of
	path, heading := m.path("documents", x.number+"-"+plainName(papers.Bare(x.title))), x.number+" "+x.title
	danish := m
	danish.Lang = texts.Danish
	switch d.Kind {
	case workflow.FileDocument:
		c.add(path, heading, d.Day, sheet.Format(d.Hearing.Statement.File.Kind), statementFile(j, d.Hearing))
	case workflow.ReportDocument:
		c.add(path, heading, d.Day, sheet.DOCX, danish.report(j, d.Consultation, false))
	case workflow.InputsDocument:
		c.add(path, heading, d.Day, sheet.CSV, dispositions(danish, j, d.Consultation))
	case workflow.SentOnDocument:
		c.add(path, heading, d.Day, sheet.DOCX, danish.sendOn(j, laws, d.SendOn))
	default:
		c.add(path, heading, d.Day, sheet.DOCX, func(w io.Writer) error {
			p, err := documentPaper(j, d)
			if err != nil {
				return err
			}
			p, _ = p.Without(x.Passages)
			return p.Write(w, m.Municipality, c.Made)
		})
	}
}

// listTable is the list as a table.
func (m Maker) listTable(list []listed) func(io.Writer) error {
	t := sheet.Table{Name: m.text("pack.path.document_list"), Lang: m.Lang}
	for _, key := range []string{"number", "title", "day", "kind", "from", "to", "internal", "chosen", "provision", "reason"} {
		t.Columns = append(t.Columns, sheet.Column{Head: m.text("document.column." + key), Width: 20})
	}
	return func(w io.Writer) error {
		return sheet.Write(w, sheet.CSV, t, func(add func([]string) error) error {
			for _, x := range list {
				from, to := Parties(m.Lang, x.of)
				day, internal, kind := "", m.text("document.no"), string(x.Kind)
				if x.of.Day != registry.NoDay {
					day = x.of.Day.String()
				}
				if x.of.Internal {
					internal = m.text("document.yes")
				}
				if kind != "" {
					kind = m.Lang.Name("release", kind)
				}
				if x.of.Internal || x.Kind == "" || x.gone != nil {
					kind = m.chosen(x)
				}
				if err := add([]string{x.number, papers.Bare(x.title), day, m.Lang.Name("document_kind", string(x.of.Kind)), papers.Bare(from), papers.Bare(to), internal, kind, x.Provision, x.Reason}); err != nil {
					return err
				}
			}
			return nil
		})
	}
}

// listPaper is the list (aktliste) with what was masked in the documents, and why.
func (m Maker) listPaper(j workflow.Journal, v workflow.ReviewJournal, list []listed, title string) (papers.Paper, error) {
	var given, internal []papers.Block
	for _, x := range list {
		from, to := Parties(m.Lang, x.of)
		facts := []papers.Fact{{Label: m.text("document.column.from"), Text: from}, {Label: m.text("document.column.to"), Text: to}, {Label: m.text("document.column.chosen"), Text: m.chosen(x)}}
		if x.of.Day != registry.NoDay {
			facts = append([]papers.Fact{{Label: m.text("document.column.day"), Text: m.day(x.of.Day)}}, facts...)
		}
		if x.Kind == workflow.GiveOutPart && x.gone == nil {
			facts = append(facts, papers.Fact{Label: m.text("document.omitted"), Text: m.Lang.Number(float64(len(x.Passages)))})
		}
		blocks := []papers.Block{{Kind: papers.Head, Text: x.number + " " + x.title, Depth: 1}, {Kind: papers.Facts, Facts: facts}}
		if x.of.Internal {
			internal = append(internal, blocks...)
		} else {
			given = append(given, blocks...)
		}
	}
	internal = append(internal, papers.Block{Kind: papers.Text, Text: m.text("document.never")})
	masked, err := m.masked(j, v)
	return papers.Paper{Lang: m.Lang, Title: title, Items: []papers.Item{{Sections: []papers.Section{
		{Head: m.text("document.head.given"), Blocks: given}, {Head: m.text("document.head.internal"), Blocks: internal}, {Head: m.text("document.head.masked"), Blocks: masked}}}}}, err
}

// masked tells what was left out of texts before anybody could ask for them, and why.
func (m Maker) masked(j workflow.Journal, v workflow.ReviewJournal) (blocks []papers.Block, err error) {
	blocks = append(blocks, papers.Block{Kind: papers.Text, Text: m.text("document.masked_note")})
	n := func(i int) string { return m.Lang.Number(float64(i)) }
	for _, c := range v.Consultations {
		counts, err := j.Masked(c)
		if err != nil {
			return nil, err
		}
		lines := []string{m.Lang.Count("document.cpr", counts.CPR, nil)}
		for _, s := range workflow.Screenings {
			lines = append(lines, m.Lang.Name("screening", string(s))+": "+n(counts.Screened[s]))
		}
		for _, why := range workflow.WithheldReasons {
			if counts.Why[why] > 0 {
				lines = append(lines, m.Lang.Name("withheld_for", string(why))+": "+n(counts.Why[why]))
			}
		}
		blocks = append(blocks, papers.Block{Kind: papers.Head, Text: c.Title.In(string(m.Lang)), Depth: 1}, papers.Block{Kind: papers.List, Points: lines})
	}
	var statements []string
	for _, h := range v.Hearings {
		if h.Statement.Masked {
			statements = append(statements, h.Party)
		}
	}
	if len(statements) > 0 {
		blocks = append(blocks, papers.Block{Kind: papers.Text, Text: m.text("document.cpr_statements", "parties", strings.Join(statements, ", "))})
	}
	if slices.ContainsFunc(v.Meetings, func(x workflow.MeetingJournal) bool {
		return slices.ContainsFunc(x.Items, func(i workflow.Item) bool { return i.Confidential })
	}) {
		blocks = append(blocks, papers.Block{Kind: papers.Text, Text: m.text("document.closed_note")})
	}
	return blocks, nil
}
