package workflow

import (
	"context"
	"strings"

	"github.com/omvendt/omvendt/registry"
)

// InputRow is an input as a row of a table to take home: words in Danish, choices by
// their codes, days as 2027-07-01.
type InputRow struct {
	ID, Rule, Title, Audience, Kind, Theme, Question, Stance string
	Minutes                                                  int // NoMinutes when not said
	Text, Screening, Shown, WithheldFor, WithheldNote        string
	Translation, ShownTranslation                            string
	Disposition, Reason, Led, DisposedOn                     string
	Assigned, Day, PartOf, Lead                              string
	Excluded                                                 bool // it is not counted
}

// WholeInbox gives what a filter lets through to f, a batch at a time, in the order of
// the inbox; CodeNotFound. A batch is as of one instant, all of it may not be.
func (s *Service) WholeInbox(ctx context.Context, slug string, filter InputFilter, f func([]InputRow) error) error {
	filter.Limit, filter.After = registry.WholeBatch, ""
	for {
		var rows []InputRow
		var last registry.InputID
		err := s.Store.View(ctx, func(r Reader) error {
			rows, last = nil, ""
			c, err := r.ConsultationBySlug(slug)
			if err != nil {
				return err
			}
			filter := filter
			filter.Consultation = c.ID
			if filter.Mine != "" {
				if filter.Assigned, err = own(r, filter.Mine); err != nil {
					return err
				}
			}
			inputs, err := r.Inputs(filter)
			if err != nil || len(inputs) == 0 {
				return err
			}
			all, err := answered(r, inputs)
			if err != nil {
				return err
			}
			progress, err := progress(r, c.ID, filter.Reach)
			if err != nil {
				return err
			}
			names := map[Assignee]string{}
			for _, p := range progress {
				names[p.To] = p.Name
			}
			for _, a := range all {
				rows = append(rows, c.row(a, names[a.Input.Assigned]))
			}
			last = inputs[len(inputs)-1].ID
			return nil
		})
		if err == nil && len(rows) > 0 {
			err = f(rows)
		}
		if err != nil || len(rows) < filter.Limit {
			return err
		}
		filter.After = last
	}
}

func (c Consultation) row(a Answered, assigned string) InputRow {
	i := a.Input
	row := InputRow{ID: string(i.ID), Audience: i.Audience, Kind: string(i.Kind), Stance: string(i.Stance), Minutes: i.Minutes, Text: i.Text, Translation: i.Translation, ShownTranslation: i.ShownTranslation,
		Screening: string(i.Screening), Shown: i.Shown, WithheldFor: string(i.Why), WithheldNote: i.Note, Assigned: assigned, Day: i.Day.String(),
		PartOf: string(i.PartOf), Lead: string(i.Lead), Excluded: i.Excluded}
	if a.Rule != nil {
		row.Rule, row.Title = a.Rule.Rule.Number.String(), a.Rule.Text.Title
	}
	if theme, ok := c.Theme(i); ok {
		row.Theme = theme.Text.Da
	}
	for _, q := range c.Questions {
		if q.ID == i.Question && i.Question != "" {
			row.Question = q.Text.Da
		}
	}
	if d := a.Disposition; d != nil {
		row.Disposition, row.Reason, row.DisposedOn = string(d.Kind), d.Reason, d.Day.String()
		var led []string
		for _, e := range a.Led {
			led = append(led, e.Rule.Number.String())
		}
		row.Led = strings.Join(led, ", ")
	}
	return row
}
