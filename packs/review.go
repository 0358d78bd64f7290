package packs

import (
	"context"
	"io"
	"slices"
	"strings"

	"github.com/omvendt/omvendt/internal/sheet"
	"github.com/omvendt/omvendt/papers"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// ReviewContents are what the journal pack of a review would hold now; CodeNotFound.
func (m Maker) ReviewContents(ctx context.Context, slug string, part Part) (Contents, error) {
	return m.contents(ctx, m.review(slug, part))
}

// WriteReview writes that pack; CodeNotFound, before the first byte.
func (m Maker) WriteReview(ctx context.Context, w io.Writer, slug string, part Part) error {
	return m.write(ctx, w, m.review(slug, part))
}

func (m Maker) review(slug string, part Part) compose {
	return func(j workflow.Journal) (*Contents, error) {
		v, err := j.Review(slug)
		if err != nil {
			return nil, err
		}
		laws, err := j.Laws()
		if err != nil {
			return nil, err
		}
		review := v.Report.Review
		c := m.begin(OfReview, part, j.Today())
		c.Title = m.text("pack.title.review", "review", review.Name)
		c.Case, c.Body, c.Day, c.KLE = review.Decision.Case, review.Decision.Body, review.Opened, reviewKLE(v)
		c.name = strings.ReplaceAll(m.path("review_pack", string(part)), "/", "-") + "-" + review.Slug
		if part == Open {
			m.opening(c, v)
			m.hearings(c, j, m.path("hearings"), v.Hearings)
			for _, x := range v.Consultations {
				m.consultation(c, j, v, x)
			}
			m.sentOn(c, j, laws, v)
			rules := v.Rules()
			m.stand(c, j, rules, "opening", review.Opened, review.Opened)
			m.stand(c, j, rules, "sunset", review.Sunset, review.Sunset)
			m.stand(c, j, rules, "today", j.Today(), registry.NoDay)
			m.reviewLacks(c, v, j.Today())
		}
		some := false
		for _, x := range v.Meetings {
			s := &meetingSection{Maker: m, c: c, j: j, of: x, part: part, laws: laws, dir: m.meetingDir(x.Meeting)}
			if s.items(); len(s.chosen()) > 0 {
				some = true
				m.meetingLacks(c, x.Meeting, 1)
			}
		}
		if !some && part == Confidential {
			c.lacks(m, "no_items_"+string(part))
		}
		return c, nil
	}
}

func reviewKLE(v workflow.ReviewJournal) (codes []string) {
	for _, rule := range v.Rules() {
		if k := rule.Catalogue.KLE; k != "" && !slices.Contains(codes, k) {
			codes = append(codes, k)
		}
	}
	return codes
}

func (m Maker) meetingDir(x workflow.Meeting) string {
	return m.path("meetings", x.Day.String()+"-"+plainName(x.Body.Name)+"-"+string(x.ID[max(0, len(x.ID)-4):]))
}

func (m Maker) reviewLacks(c *Contents, v workflow.ReviewJournal, today registry.Day) {
	if v.Report.Review.Decision.Case == "" {
		c.lacks(m, "review_case")
	}
	if today < v.Report.Review.Sunset {
		c.lacks(m, "sunset", "day", m.day(v.Report.Review.Sunset))
	}
	if v.Unanswered > 0 {
		c.lacks(m, "unanswered", "n", m.Lang.Number(float64(v.Unanswered)))
	}
}

// opening adds the decision that opened the review, with its rules.
func (m Maker) opening(c *Contents, v workflow.ReviewJournal) {
	path, heading, day := m.path("opening", "opening_decision"), m.text("pack.file.opening"), v.Report.Review.Decision.Day
	m.document(c, path, heading, day, func() (papers.Paper, error) { return papers.Opening(m.Lang, v.Report), nil })
	c.add(path, heading, day, sheet.JSON, func(w io.Writer) error {
		type rule struct {
			Number  registry.Number  `json:"number"`
			Title   string           `json:"title"`
			LeftOut workflow.LeftOut `json:"left_out,omitempty"`
		}
		out := struct {
			Review workflow.Review `json:"review"`
			Rules  []rule          `json:"rules"` // with those that were left out, and why
		}{v.Report.Review, []rule{}}
		all := v.Outlooks()
		for _, o := range v.Report.LeftOut {
			if o.LeftOut != workflow.WithdrawnOut {
				all = append(all, o)
			}
		}
		for _, o := range all {
			out.Rules = append(out.Rules, rule{o.Entry.Rule.Number, o.Entry.Text.Title, o.LeftOut})
		}
		return encoded(out)(w)
	})
}

// consultation adds the report, the answers and what became of them.
func (m Maker) consultation(c *Contents, j workflow.Journal, v workflow.ReviewJournal, x workflow.Consultation) {
	if j.Today() < x.Opens {
		return
	}
	if j.Today() < x.Closes {
		c.lacks(m, "consultation_open", "title", x.Title.In(string(m.Lang)), "day", m.day(x.Closes-1))
	}
	dir := m.path("consultations", x.Slug)
	title := x.Title.In(string(m.Lang))
	c.add(dir+"/"+m.text("pack.path.report"), m.text("pack.file.report", "title", title), c.Made, sheet.DOCX, m.report(j, x, true))
	c.add(dir+"/"+m.text("pack.path.dispositions"), m.text("pack.file.dispositions", "title", title), c.Made, sheet.CSV, dispositions(m, j, x))
	m.document(c, dir+"/"+m.text("pack.path.said_done"), m.text("pack.file.said_done", "title", title), c.Made, func() (papers.Paper, error) {
		d, err := j.SaidDone(x)
		return papers.SaidDone(m.Lang, d), err
	})
}

// report writes the report on a consultation; before says that statements which their
// party can still change stand in it.
func (m Maker) report(j workflow.Journal, x workflow.Consultation, before bool) func(io.Writer) error {
	return func(w io.Writer) error {
		r, err := j.ConsultationReport(x)
		if err != nil {
			return err
		}
		walk := func(ctx context.Context, q workflow.ShownQuery, give func(workflow.PublishedPage) error) error {
			return j.WalkPublished(ctx, x, q, give)
		}
		return papers.Consultation(context.Background(), w, m.Lang, r, walk, m.Municipality, before)
	}
}

// sentOn adds what was sent on to those who can change the law.
func (m Maker) sentOn(c *Contents, j workflow.Journal, laws registry.Laws, v workflow.ReviewJournal) {
	for n, p := range v.SentOn {
		if p.Sent == registry.NoDay {
			c.lacks(m, "send_on", "to", papers.Words(p.Addressee))
			continue
		}
		path, heading := m.path("sent_on", two(n+1)+"-"+plainName(p.Addressee)), m.text("pack.file.sent_on", "to", papers.Words(p.Addressee))
		c.add(path, heading, p.Sent, sheet.DOCX, m.sendOn(j, laws, p))
		c.add(path, heading, p.Sent, sheet.JSON, encoded(proposalsOf(p)))
	}
}

// sentProposals are what the municipality proposed to somebody who can change the law.
type sentProposals struct {
	Addressee string         `json:"addressee"`
	Sent      registry.Day   `json:"sent"`
	Proposals []sentProposal `json:"proposals"`
}

type sentProposal struct {
	Provision string `json:"provision"`
	Proposal  string `json:"proposal"`
	Inputs    int    `json:"inputs"` // that it rests on
}

func proposalsOf(p workflow.SendOn) sentProposals {
	out := sentProposals{Addressee: p.Addressee, Sent: p.Sent, Proposals: []sentProposal{}}
	for _, s := range p.Sections {
		out.Proposals = append(out.Proposals, sentProposal{s.Provision, s.Proposal, len(s.Inputs)})
	}
	return out
}

func (m Maker) sendOn(j workflow.Journal, laws registry.Laws, p workflow.SendOn) func(io.Writer) error {
	return func(w io.Writer) error {
		view, err := j.SendOn(p)
		if err != nil {
			return err
		}
		return papers.SendOn(w, m.Lang, laws, view, m.Municipality)
	}
}
