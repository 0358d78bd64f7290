package workflow

import (
	"context"
	"encoding/json"

	"github.com/omvendt/omvendt/registry"
)

// kindDecision is the leaf of an item in the log that outsiders check.
const kindDecision = "decision"

// logItem logs what a meeting made of an item. Of a closed item (lukket punkt)
// everybody may know no more than its place on the agenda.
func logItem(tx Tx, m Meeting, j Judged, late string) error {
	content := map[string]any{"meeting": m.ID, "item": j.ID, "body": m.Body.Name, "rank": m.Body.Rank, "day": m.Day, "ordinal": j.Ordinal}
	if late != "" {
		content["late"] = late
	}
	minutes, err := jsonOf(j.Minutes)
	if err != nil {
		return err
	}
	rules, err := tx.RulesByID(j.Rules)
	if err != nil {
		return err
	}
	numbers := make([]registry.Number, len(rules))
	for i, r := range rules {
		numbers[i] = r.Number
	}
	said := map[string]any{"title": j.Title, "rule_numbers": numbers, "proposals": loggedProposals(j), "minutes": minutes, "case": m.Case}
	if a := j.Account; a != nil {
		said["account"] = map[string]any{"span": a.Span, "from": a.From, "until": a.Until, "area": a.Area, "digest": a.Digest}
	}
	if j.Stop != nil {
		said["stopped"] = true
	}
	if n := len(j.Corrections); n > 0 { // the leaf before this one has what was corrected
		said["correction"] = n
		if said["corrections"], err = jsonOf(j.Corrections); err != nil {
			return err
		}
	}
	if j.Confidential {
		all, err := jsonOf(said)
		if err != nil {
			return err
		}
		content["closed"], content["content"] = true, all
	} else {
		for name, value := range said {
			content[name] = value
		}
	}
	return tx.Log(registry.Leaf{Kind: kindDecision, Object: string(j.ID), Content: content})
}

func jsonOf(v any) (string, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return "", &registry.Error{Code: registry.CodeInternal, Err: err}
	}
	return string(b), nil
}

func loggedProposals(j Judged) []map[string]any {
	out := make([]map[string]any, 0, len(j.Proposals))
	for n, p := range j.Proposals {
		one := map[string]any{"ruling": p.Ruling, "procedure": p.Procedure, "outcome": j.Outcomes[n], "question": p.Question, "words": p.Words, "reason": p.Reason, "lapses": p.Lapses}
		if n < len(j.Tallies) {
			t := j.Tallies[n]
			one["for"], one["against"], one["blank"], one["absent"] = t.For, t.Against, t.Blank, t.Absent
		}
		if p.From != registry.NoDay {
			one["from"] = p.From
		}
		if p.Next != registry.NoDay {
			one["next"] = p.Next
		}
		if p.Text != nil {
			one["text"] = p.Text
		}
		out = append(out, one)
	}
	return out
}

// LogEarlier logs what was decided before there was a log, and that it came late:
// some items at a time, until none is left.
func (s *Service) LogEarlier(ctx context.Context) error {
	const some = 200
	act := registry.Act{Actor: registry.Actor{Name: "omvendt"}, Operation: "log-earlier"}
	for {
		var waiting []registry.ItemID
		if err := s.Store.View(ctx, func(r Reader) (err error) { waiting, err = r.UnloggedItems(1); return err }); err != nil || len(waiting) == 0 {
			return err
		}
		if err := s.Store.Update(ctx, act, func(tx Tx) error {
			items, err := tx.UnloggedItems(some)
			if err != nil {
				return err
			}
			for _, id := range items {
				item, err := tx.ItemByID(id)
				if err != nil {
					return err
				}
				m, err := tx.MeetingByID(item.Meeting)
				if err != nil {
					return err
				}
				j, err := s.judgeItem(tx, m, item)
				if err != nil {
					return err
				}
				if err := logItem(tx, m, j, tx.Now().UTC().Format("2006-01-02T15:04:05.000000Z")); err != nil {
					return err
				}
			}
			return audit(tx, "log", nil, len(items))
		}); err != nil {
			return err
		}
	}
}

// DecidedItem is the meeting that decided an item. CodeNotFound, and CodeNotLogged while
// the meeting is not closed.
func (s *Service) DecidedItem(ctx context.Context, id registry.ItemID) (registry.MeetingID, error) {
	var meeting registry.MeetingID
	err := s.Store.View(ctx, func(r Reader) error {
		item, err := r.ItemByID(id)
		if err != nil {
			return err
		}
		m, err := r.MeetingByID(item.Meeting)
		if err == nil && m.State != MeetingClosed {
			err = refuse(registry.CodeNotLogged)
		}
		meeting = m.ID
		return err
	})
	return meeting, err
}

// DecidedItems are the items of a closed meeting in their order, or the one with an
// ordinal (0: all); none of another. CodeNotFound, and CodeNotLogged where there are none.
func (s *Service) DecidedItems(ctx context.Context, id registry.MeetingID, ordinal int) ([]registry.ItemID, error) {
	var out []registry.ItemID
	err := s.Store.View(ctx, func(r Reader) error {
		m, err := r.MeetingByID(id)
		if err != nil {
			return err
		}
		items, err := r.Items(id)
		if m.State == MeetingClosed {
			for _, item := range items {
				if ordinal == 0 || item.Ordinal == ordinal {
					out = append(out, item.ID)
				}
			}
		}
		if err == nil && len(out) == 0 {
			err = refuse(registry.CodeNotLogged)
		}
		return err
	})
	return out, err
}
