package workflow

import (
	"slices"

	"github.com/omvendt/omvendt/registry"
)

// Motion is a proposal that was put to the vote, with who voted how.
type Motion struct {
	Item     ItemPage
	N        int // its place in voting order, from 1
	Proposal Proposal
	Outcome  Outcome
	Tally    Tally
	Votes    []Cast
}

// Cast is a member's vote, or those of a group: then Name is empty.
type Cast struct {
	Member registry.MemberID
	Name   string
	Group  string
	Choice Choice
	Count  int
	// InPlaceOf is the member in whose seat a substitute voted; empty: in their own.
	InPlaceOf registry.MemberID
}

// Role is that of the voter in the terms of Popolo; empty: a member, or a group.
func (c Cast) Role() string {
	if c.InPlaceOf != "" {
		return "substitute"
	}
	return ""
}

// Motions are the proposals of a closed meeting that were put to the vote. Of a
// meeting that is not closed there are none: nothing is final.
func (p MeetingPage) Motions() []Motion {
	if p.Meeting.State != MeetingClosed {
		return nil
	}
	var all []Motion
	for _, item := range p.Items {
		for n, outcome := range item.Outcomes {
			if outcome == NotPut || n >= len(item.Votes) || len(item.Votes[n]) == 0 {
				continue
			}
			m := Motion{Item: item, N: n + 1, Proposal: item.Proposals[n], Outcome: outcome, Tally: item.Tallies[n]}
			for _, v := range item.Votes[n] {
				c := Cast{Member: v.Member, Group: v.Group, Choice: v.Choice, Count: v.Count}
				if v.Member != "" {
					c.InPlaceOf = item.InPlaceOf(v.Member)
				}
				if i := slices.IndexFunc(p.Members, func(m Member) bool { return v.Member != "" && m.ID == v.Member }); i >= 0 {
					c.Name, c.Group = p.Members[i].Name, p.Members[i].Group
				}
				m.Votes = append(m.Votes, c)
			}
			all = append(all, m)
		}
	}
	return all
}

// Popolo is what the vote is called in the terms of Popolo.
func (c Choice) Popolo() string {
	switch c {
	case For:
		return "yes"
	case Against:
		return "no"
	case Blank:
		return "abstain"
	}
	return "absent"
}

// Popolo is the result of a vote in the terms of Popolo: a tie fails.
func (o Outcome) Popolo() string {
	if o == Carried {
		return "pass"
	}
	return "fail"
}

// Kind names the ruling or the procedure that is proposed.
func (p Proposal) Kind() string { return string(p.Ruling) + string(p.Procedure) }

// ID of a motion: the item's, and its place in the voting order.
func (m Motion) ID() string { return string(m.Item.ID) + "/" + itoa(m.N) }

// VoteColumns are the headings of VoteRows: the names that Popolo has, in any language.
var VoteColumns = []string{"start_date", "organization", "event_id", "item", "rules", "motion_id", "motion_text", "classification", "result", "voter_id", "voter", "group", "option", "weight", "role"}

// VoteRows are the votes of a closed meeting, one a row, by agenda and voting order.
func (p MeetingPage) VoteRows(add func([]string) error) error {
	for _, m := range p.Motions() {
		rules := ""
		for n, e := range m.Item.Entries {
			if n > 0 {
				rules += " "
			}
			rules += e.Entry.Rule.Number.String()
		}
		for _, c := range m.Votes {
			if err := add([]string{p.Meeting.Day.String(), p.Meeting.Body.Name, string(p.Meeting.ID), itoa(m.Item.Ordinal), rules, m.ID(), m.Proposal.Question,
				m.Proposal.Kind(), m.Outcome.Popolo(), string(c.Member), c.Name, c.Group, c.Choice.Popolo(), itoa(c.Count), c.Role()}); err != nil {
				return err
			}
		}
	}
	return nil
}
