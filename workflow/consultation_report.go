package workflow

import (
	"context"

	"github.com/omvendt/omvendt/registry"
)

// ConsultationReport (høringsnotat, hvidbog) is what a consultation has brought and
// what became of it: input, answer, consequence. Its texts are read with WalkPublished.
type ConsultationReport struct {
	Results
	On       registry.Day
	Review   string                     // its name; empty: it stands alone
	Decided  map[registry.RuleID][]Item // that each rule was or is on, latest meeting first; nothing confidential
	Meetings map[registry.MeetingID]Meeting
	Facts    map[registry.RuleID]map[registry.MeetingID]registry.Fact // what those that are closed decided about each rule
	Answers  []KindCount                                              // of the inputs, by disposition
	Hearings []Hearing                                                // of the review, by party; a statement that its party can change is not for everybody
}

// ConsultationReport reads a report; everybody may once the consultation has closed,
// and those who weigh may before. Errors: CodeNotFound, CodeReportNotYet.
func (s *Service) ConsultationReport(ctx context.Context, slug string, before bool) (ConsultationReport, error) {
	var out ConsultationReport
	err := s.Store.View(ctx, func(r Reader) error {
		c, err := openToRead(r, slug)
		if err == nil && !before && r.Today() < c.Closes {
			err = refuse(registry.CodeReportNotYet, "day", (c.Closes - 1).String())
		}
		if err == nil {
			out, err = consultationReport(r, c)
		}
		return err
	})
	return out, err
}

func consultationReport(r Reader, c Consultation) (ConsultationReport, error) {
	out := ConsultationReport{On: r.Today(), Meetings: map[registry.MeetingID]Meeting{}}
	var err error
	if out.Results, err = results(r, c); err != nil {
		return out, err
	}
	if out.Answers, err = answersByKind(r, c); err != nil {
		return out, err
	}
	if c.Review != "" {
		review, err := r.ReviewByID(c.Review)
		if err != nil {
			return out, err
		}
		out.Review = review.Name
		if out.Hearings, err = r.Hearings(c.Review); err != nil {
			return out, err
		}
	}
	return out, out.decided(r)
}

func (out *ConsultationReport) decided(r Reader) error {
	of, err := r.ItemsOf(out.Consultation.Rules)
	if err != nil {
		return err
	}
	out.Decided = map[registry.RuleID][]Item{}
	for rule, items := range of {
		for _, item := range items {
			if item.Confidential {
				continue
			}
			if _, read := out.Meetings[item.Meeting]; !read {
				if out.Meetings[item.Meeting], err = r.MeetingByID(item.Meeting); err != nil {
					return err
				}
			}
			out.Decided[rule] = append(out.Decided[rule], item)
		}
	}
	return out.facts(r)
}

// facts are what meetings left on the rules since the consultation opened.
func (out *ConsultationReport) facts(r Reader) error {
	about, err := entries(r, out.Consultation.Rules)
	if err != nil {
		return err
	}
	story, err := readStory(r, out.Consultation, about)
	out.Facts = map[registry.RuleID]map[registry.MeetingID]registry.Fact{}
	for rule, decisions := range story.decisions {
		of := map[registry.MeetingID]registry.Fact{}
		for _, d := range decisions { // the latest first
			if _, later := of[d.Meeting]; !later && d.Meeting != "" {
				of[d.Meeting] = d.Event.Fact
			}
		}
		out.Facts[rule] = of
	}
	return err
}

// answersByKind counts inputs by their dispositions.
func answersByKind(r Reader, c Consultation) ([]KindCount, error) {
	disposed, err := r.CountDisposed(c.ID)
	_, answers := saidCounts{disposed: disposed}.of(func(registry.RuleID, string) bool { return true })
	return answers, err
}

// walked is how many texts are read at a time.
const walked = 200

// WalkPublished gives all texts that a query finds, in its order, some at a time;
// what is published or taken back meanwhile may be among them or not. Of those that
// are merged one stands for all. Errors: CodeNotFound, and those of give.
func (s *Service) WalkPublished(ctx context.Context, slug string, q ShownQuery, give func(PublishedPage) error) error {
	q.Heads, q.Limit = true, walked
	for {
		page, err := s.Published(ctx, slug, q)
		if err == nil {
			err = give(page)
		}
		if err != nil || !page.More {
			return err
		}
		q.After = page.Last
	}
}
