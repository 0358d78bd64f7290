package packs

import (
	"context"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/omvendt/omvendt/internal/sheet"
	"github.com/omvendt/omvendt/papers"
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// MeetingContents are what the journal pack of a meeting would hold now; CodeNotFound.
func (m Maker) MeetingContents(ctx context.Context, id registry.MeetingID, part Part) (Contents, error) {
	return m.contents(ctx, m.meeting(id, part))
}

// WriteMeeting writes that pack; CodeNotFound, before the first byte.
func (m Maker) WriteMeeting(ctx context.Context, w io.Writer, id registry.MeetingID, part Part) error {
	return m.write(ctx, w, m.meeting(id, part))
}

func (m Maker) meeting(id registry.MeetingID, part Part) compose {
	return func(j workflow.Journal) (*Contents, error) {
		x, err := j.Meeting(id)
		if err != nil {
			return nil, err
		}
		laws, err := j.Laws()
		if err != nil {
			return nil, err
		}
		c := m.begin(OfMeeting, part, j.Today())
		c.Title = m.text("pack.title.meeting", "body", x.Meeting.Body.Name, "day", m.day(x.Meeting.Day))
		c.Case, c.Body, c.Day = x.Meeting.Case, x.Meeting.Body.Name, x.Meeting.Day
		c.name = strings.ReplaceAll(m.path("meeting_pack", string(part)), "/", "-") + "-" + x.Meeting.Day.String()
		s := meetingSection{Maker: m, c: c, j: j, of: x, part: part, laws: laws}
		w, err := s.papers()
		if err != nil {
			return nil, err
		}
		for _, item := range w.Items {
			for _, k := range papers.KLE(item) {
				if !slices.Contains(c.KLE, k) {
					c.KLE = append(c.KLE, k)
				}
			}
		}
		s.agenda(w)
		s.items()
		s.hearings(w)
		s.register(w)
		m.meetingLacks(c, x.Meeting, len(s.chosen()))
		return c, nil
	}
}

func (m Maker) meetingLacks(c *Contents, x workflow.Meeting, items int) {
	at := []string{"body", papers.Words(x.Body.Name), "day", m.day(x.Day)}
	if items == 0 {
		c.lacks(m, "no_items_"+string(c.Part), at...)
	}
	if x.State == workflow.MeetingCancelled {
		c.lacks(m, "cancelled", at...)
		return
	}
	if x.State != workflow.MeetingClosed {
		c.lacks(m, "not_recorded", at...)
		return
	}
	if x.Minutes == "" {
		c.lacks(m, "minutes", at...)
	}
	if x.SignedOn == registry.NoDay {
		c.lacks(m, "signed", at...)
	}
	if x.Case == "" {
		c.lacks(m, "case", at...)
	}
}

// meetingSection is a meeting's part of a pack, in a directory of its own or at the top.
type meetingSection struct {
	Maker
	c    *Contents
	j    workflow.Journal
	dir  string
	of   workflow.MeetingJournal
	part Part
	laws registry.Laws
	read *workflow.Papers // what was read last
}

// chosen are the items of the part.
func (s *meetingSection) chosen() (ids []registry.ItemID) {
	for _, item := range s.of.Items {
		if item.Confidential == (s.part == Confidential) {
			ids = append(ids, item.ID)
		}
	}
	return ids
}

// papers are those of the items of the part; read when the first file needs them.
func (s *meetingSection) papers() (workflow.Papers, error) {
	if s.read != nil {
		return *s.read, nil
	}
	if s.c.last != nil { // one meeting's papers at a time
		s.c.last.read = nil
	}
	s.c.last = s
	ids := s.chosen()
	if s.dir == "" && s.part == Open { // the agenda keeps the places of the others
		ids = nil
		for _, item := range s.of.Items {
			ids = append(ids, item.ID)
		}
	}
	w, err := s.j.Papers(s.of.Meeting.ID, ids)
	if s.part == Open {
		w = w.Public()
	}
	s.read = &w
	return w, err
}

func (s *meetingSection) add(format sheet.Format, heading string, path []string, write func(io.Writer) error) {
	s.c.add(s.path(append([]string{s.dir}, path...)...), heading, s.of.Meeting.Day, format, write)
}

// paper adds a document, as DOCX and as a page.
func (s *meetingSection) paper(heading string, path []string, paper func(workflow.Papers) papers.Paper) {
	for _, format := range []sheet.Format{sheet.DOCX, sheet.HTML} {
		s.add(format, heading, path, func(out io.Writer) error {
			w, err := s.papers()
			if err != nil {
				return err
			}
			if format == sheet.HTML {
				return paper(w).HTML(out, s.Municipality)
			}
			return paper(w).Write(out, s.Municipality, s.j.Today())
		})
	}
}

// agenda adds all items as one, and those that are disputed.
func (s *meetingSection) agenda(w workflow.Papers) {
	if len(w.Items) == 0 {
		return
	}
	s.paper(s.text("pack.file.agenda"), []string{"papers", "agenda"}, func(w workflow.Papers) papers.Paper { return papers.OnMeeting(s.Lang, s.laws, w) })
	disputed := w.Disputed()
	if len(disputed) > 0 {
		s.paper(s.text("pack.file.disputed"), []string{"papers", "disputed"}, func(w workflow.Papers) papers.Paper {
			return papers.OnMeeting(s.Lang, s.laws, w.Only(func(x workflow.ItemPaper) bool { return len(disputed[x.ID]) > 0 }))
		})
	}
}

// items adds each item with its paper, and what was decided of them.
func (s *meetingSection) items() {
	for _, item := range s.of.Items {
		if !slices.Contains(s.chosen(), item.ID) {
			continue
		}
		only := func(w workflow.Papers) workflow.Papers {
			return w.Only(func(x workflow.ItemPaper) bool { return x.ID == item.ID })
		}
		path := []string{"papers", s.text("pack.path.item") + "-" + two(item.Ordinal)}
		heading := s.text("pack.file.item", "n", strconv.Itoa(item.Ordinal), "title", papers.Words(item.Title))
		s.paper(heading, path, func(w workflow.Papers) papers.Paper { return papers.OnItem(s.Lang, s.laws, only(w)) })
		s.add(sheet.JSON, heading, path, func(out io.Writer) error {
			w, err := s.papers()
			if err != nil {
				return err
			}
			w = only(w)
			return encoded(papers.MetadataOf(papers.OnItem(s.Lang, s.laws, w), w))(out)
		})
		if of := item.Account; of != nil {
			s.add(sheet.DOCX, papers.AccountName(s.Lang, of.AccountOf), []string{"papers", path[1] + "-" + s.Lang.Text("accounts.file", nil)}, func(out io.Writer) error {
				a, err := s.j.Account(of.AccountOf)
				if err != nil {
					return err
				}
				return papers.NewAccount(s.Lang, a).Write(out, s.Lang, s.Municipality, a.Made)
			})
		}
	}
	if s.of.Meeting.State != workflow.MeetingClosed || len(s.chosen()) == 0 {
		return
	}
	s.paper(s.text("pack.file.transcript"), []string{"decisions", "transcript"}, func(w workflow.Papers) papers.Paper { return papers.Decisions(s.Lang, w) })
	from := func(what func(workflow.Papers) any) func(io.Writer) error {
		return func(out io.Writer) error {
			w, err := s.papers()
			if err != nil {
				return err
			}
			return encoded(what(w))(out)
		}
	}
	s.add(sheet.JSON, s.text("pack.file.transcript"), []string{"decisions", "transcript"}, from(func(w workflow.Papers) any { return papers.TranscriptOf(w) }))
	s.add(sheet.JSON, s.text("pack.file.votes"), []string{"decisions", "votes"}, from(func(w workflow.Papers) any { return papers.VotesOf(w.Page()) }))
	s.add(sheet.CSV, s.text("pack.file.votes"), []string{"decisions", "votes"}, func(out io.Writer) error {
		w, err := s.papers()
		if err != nil {
			return err
		}
		return sheet.Write(out, sheet.CSV, sheet.VoteTable(s.Lang, workflow.VoteColumns), w.Page().VoteRows)
	})
	if s.Proofs != nil {
		s.c.proofs = append(s.c.proofs, proof{s.dir, s.of.Meeting, s.chosen()})
	}
}

// hearings adds the statements on the rules of the items.
func (s *meetingSection) hearings(w workflow.Papers) {
	var all []workflow.Hearing
	for _, x := range w.Items {
		for _, h := range x.Hearings {
			if !slices.ContainsFunc(all, func(o workflow.Hearing) bool { return o.ID == h.ID }) {
				all = append(all, h)
			}
		}
	}
	s.Maker.hearings(s.c, s.j, s.path(s.dir, "hearings"), all)
}

// register adds what the register said of the rules on the meeting's day, as it was
// known then, and what it says now.
func (s *meetingSection) register(w workflow.Papers) {
	var rules []registry.Rule
	for _, x := range w.Items {
		for _, e := range x.Entries {
			if !slices.ContainsFunc(rules, func(r registry.Rule) bool { return r.ID == e.Entry.Rule.ID }) {
				rules = append(rules, e.Entry.Rule)
			}
		}
	}
	if len(rules) == 0 {
		return
	}
	day := s.of.Meeting.Day
	if day < s.j.Today() {
		s.stand(s.c, s.j, rules, "meeting_day", day, day)
	}
	s.stand(s.c, s.j, rules, "today", s.j.Today(), registry.NoDay)
}

// two is a number by which files stand in order.
func two(n int) string {
	if n < 10 {
		return "0" + strconv.Itoa(n)
	}
	return strconv.Itoa(n)
}
