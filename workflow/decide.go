package workflow

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	"github.com/omvendt/omvendt/registry"
)

// PlanMeeting records a meeting to come, or one that was held and is to be recorded.
func (s *Service) PlanMeeting(ctx context.Context, act registry.Act, m Meeting) (Meeting, error) {
	return registry.Once(ctx, s.Store.Update, act, func(tx Tx) (Meeting, error) {
		var err error
		if m.Body, err = bodyByID(tx, m.Body.ID); err != nil {
			return m, err
		}
		if err := m.check(); err != nil {
			return m, err
		}
		m.ID, m.State, m.Edit = registry.NewID[registry.MeetingID](tx.Now()), MeetingPlanned, 1
		if err := tx.InsertMeeting(m); err != nil {
			return m, err
		}
		return m, audit(tx, "meeting "+string(m.ID), nil, m)
	})
}

func (m Meeting) check() error {
	var c registry.Checks
	if m.Day == registry.NoDay {
		c.Fail("day", registry.CodeRequired)
	}
	c.Text("time", m.Time, 20, false)
	c.Text("place", m.Place, registry.LimitName, false)
	c.Text("case", m.Case, registry.LimitName, false)
	c.Text("minutes", m.Minutes, registry.LimitName, false)
	if m.PapersOn > m.Day {
		c.Fail("papers_on", registry.CodeEndsBefore, "from", m.PapersOn.String(), "until", m.Day.String())
	}
	return c.Err()
}

// AddItem puts an item on the agenda of a meeting that is not closed. Its rules
// wait for the minutes from the meeting's day on. ordinal 0 is the next.
func (s *Service) AddItem(ctx context.Context, act registry.Act, meeting registry.MeetingID, ordinal int, agenda Agenda) (Item, error) {
	return registry.Once(ctx, s.Store.Update, act, func(tx Tx) (Item, error) {
		m, items, err := openMeeting(tx, meeting)
		if err != nil {
			return Item{}, err
		}
		backing, err := wrote(tx, act, agenda)
		if err != nil {
			return Item{}, err
		}
		item, err := s.addItem(tx, m, items, ordinal, agenda, backing)
		var c registry.Checks
		if err == nil {
			err = item.checkAmends(tx, &c, m)
		}
		return item, cmp.Or(err, c.Err())
	})
}

func (s *Service) addItem(tx Tx, m Meeting, others []Item, ordinal int, agenda Agenda, backing Backing) (Item, error) {
	if ordinal == 0 {
		ordinal = 1
		for _, i := range others {
			ordinal = max(ordinal, i.Ordinal+1)
		}
	}
	item := Item{ID: registry.NewID[registry.ItemID](tx.Now()), Meeting: m.ID, Ordinal: ordinal, Edit: 1, Agenda: agenda, Backing: backing}
	item.LateOn = registry.NoDay
	var late registry.Checks
	if err := item.came(tx, &late, m); err != nil {
		return item, err
	}
	if err := s.checkItem(tx, m, item, others, late); err != nil {
		return item, err
	}
	if err := tx.InsertItem(item); err != nil {
		return item, err
	}
	if err := awaitMinutes(tx, s.maker(), m, nil, item.Rules); err != nil {
		return item, err
	}
	return item, audit(tx, "meeting "+string(m.ID), nil, item)
}

// checkItem finds what is wrong with an item, and adds what was found of its coming late.
func (s *Service) checkItem(tx Tx, m Meeting, item Item, others []Item, late registry.Checks) error {
	var c registry.Checks
	err := item.check(tx, m, others)
	if err != nil && registry.CodeOf(err) != registry.CodeInvalid {
		return err
	}
	c.Take("", err)
	if err := s.checkFrom(tx, &c, m, item); err != nil {
		return err
	}
	c.Take("", late.Err())
	return c.Err()
}

// TakeOff takes an item off the agenda of a meeting that is not closed, and lets its
// rules wait for the meeting no longer. It needs no reason. CodeNotFound, CodeStale,
// CodeMeetingClosed, CodeItemMinuted, CodeTakenUp (day, item) where another item is
// its second reading.
func (s *Service) TakeOff(ctx context.Context, act registry.Act, id registry.ItemID, edit int) error {
	_, err := registry.Once(ctx, s.Store.Update, act, func(tx Tx) (registry.Nothing, error) {
		item, err := tx.ItemByID(id)
		if err != nil {
			return registry.Nothing{}, err
		}
		m, _, err := openMeeting(tx, item.Meeting)
		if err != nil {
			return registry.Nothing{}, err
		}
		if len(item.Votes) > 0 {
			return registry.Nothing{}, refuse(registry.CodeItemMinuted)
		}
		if next, err := takenUp(tx, item); err != nil {
			return registry.Nothing{}, err
		} else if len(next) > 0 {
			return registry.Nothing{}, refuse(registry.CodeTakenUp, "day", next[0].Meeting.Day.String(), "item", itoa(next[0].Item.Ordinal))
		}
		if err := tx.DeleteItem(id, edit); err != nil {
			return registry.Nothing{}, err
		}
		if err := awaitMinutes(tx, s.maker(), m, item.Rules, nil); err != nil {
			return registry.Nothing{}, err
		}
		return registry.Nothing{}, audit(tx, "meeting "+string(m.ID), item, nil)
	})
	return err
}

// EditItem changes what stands in the papers; CodeStale, CodeMeetingClosed. The
// votes on a proposal that changed, and on those after it, are lost and must be
// recorded again, and all where the reading changed; a further proposal at the end costs none.
func (s *Service) EditItem(ctx context.Context, act registry.Act, id registry.ItemID, edit int, agenda Agenda) (Item, error) {
	return s.changeItem(ctx, act, id, edit, func(tx Tx, m Meeting, item *Item) error {
		before := item.Rules
		same := 0
		for item.Reading == agenda.Reading && same < min(len(item.Votes), len(item.Proposals), len(agenda.Proposals)) && item.Proposals[same].equal(agenda.Proposals[same]) {
			same++
		}
		item.Votes = item.Votes[:same]
		if !slices.Equal(item.Recommendation, agenda.Recommendation) { // who joined stood behind other words
			var err error
			if item.Backing, err = wrote(tx, act, agenda); err != nil {
				return err
			}
		}
		agenda.LateOn, agenda.Account = item.LateOn, item.Account
		item.Agenda = agenda
		items, err := tx.Items(m.ID)
		if err != nil {
			return err
		}
		var late registry.Checks
		if slices.ContainsFunc(agenda.Rules, func(r registry.RuleID) bool { return !slices.Contains(before, r) }) {
			err = item.came(tx, &late, m)
		}
		if err == nil && late.Err() == nil {
			var due registry.Day
			due, _, err = papersDue(tx, m)
			item.checkLate(&late, due)
		}
		if err != nil {
			return err
		}
		if err := item.checkAmends(tx, &late, m); err != nil {
			return err
		}
		if err := s.checkItem(tx, m, *item, items, late); err != nil {
			return err
		}
		return awaitMinutes(tx, s.maker(), m, before, item.Rules)
	})
}

func (p Proposal) equal(o Proposal) bool {
	if (p.Text == nil) != (o.Text == nil) || p.Text != nil && *p.Text != *o.Text {
		return false
	}
	p.Text, o.Text, p.Reread, o.Reread = nil, nil, false, false
	return p == o
}

// RecordMinutes records what a meeting did with an item: votes, disqualified
// members, dissent, a stop. It can be changed until the meeting is closed, and
// is nothing to rules before that.
func (s *Service) RecordMinutes(ctx context.Context, act registry.Act, id registry.ItemID, edit int, minutes Minutes) (Item, error) {
	return s.changeItem(ctx, act, id, edit, func(tx Tx, m Meeting, item *Item) error {
		if m.Day > tx.Today() {
			return refuse(registry.CodeMeetingAhead, "day", m.Day.String())
		}
		members, err := membersOn(tx, m)
		if err != nil {
			return err
		}
		item.Minutes = minutes
		return item.checkMinutes(m, members)
	})
}

func (s *Service) changeItem(ctx context.Context, act registry.Act, id registry.ItemID, edit int, f func(Tx, Meeting, *Item) error) (Item, error) {
	return registry.Once(ctx, s.Store.Update, act, func(tx Tx) (Item, error) {
		before, err := tx.ItemByID(id)
		if err != nil {
			return before, err
		}
		m, _, err := openMeeting(tx, before.Meeting)
		if err != nil {
			return before, err
		}
		if before.Edit != edit {
			return before, registry.Stale(edit, before.Edit)
		}
		after := before
		if err := f(tx, m, &after); err != nil {
			return before, err
		}
		out, err := tx.UpdateItem(after, edit)
		if err != nil {
			return before, err
		}
		return out, audit(tx, "meeting "+string(m.ID), before, out)
	})
}

// openMeeting reads a meeting that can still be changed, with its items. What is
// closed is then what was minuted last, and nothing is minuted after that.
func openMeeting(tx Tx, id registry.MeetingID) (Meeting, []Item, error) {
	m, err := tx.HoldMeeting(id)
	if err != nil {
		return m, nil, err
	}
	if m.State != MeetingPlanned {
		return m, nil, refuse(registry.CodeMeetingClosed, "day", m.Day.String(), "body", m.Body.Name)
	}
	items, err := tx.Items(id)
	return m, items, err
}

func (i Item) check(tx Tx, m Meeting, others []Item) error {
	var c registry.Checks
	c.Text("title", i.Title, registry.LimitTitle, true)
	c.Text("summary", i.Summary, registry.LimitText, false)
	c.Text("papers_late", i.PapersLate, registry.LimitReason, false)
	if i.Ordinal < 1 || i.Ordinal > 999 || slices.ContainsFunc(others, func(o Item) bool { return o.ID != i.ID && o.Ordinal == i.Ordinal }) {
		c.Fail("ordinal", registry.CodeRangeInvalid, "value", itoa(i.Ordinal), "from", "1", "to", "999")
	}
	for n, point := range i.Recommendation {
		c.Text("recommendation["+itoa(n)+"]", point, registry.LimitReason, true)
	}
	c.Text("proposer", i.Proposer, registry.LimitName, false)
	c.Text("case", i.Case, registry.LimitName, false)
	for n, x := range i.Considerations {
		c.Text("considerations["+itoa(n)+"].question", x.Question, registry.LimitReason, true)
		c.Text("considerations["+itoa(n)+"].text", x.Text, registry.LimitReason, false)
	}
	if len(i.Proposals) > 0 && len(i.Rules) == 0 {
		c.Fail("rules", registry.CodeRequired)
	}
	for n, p := range i.Proposals {
		c.Take("proposals["+itoa(n)+"]", p.check(m.Day))
		if len(i.Rules) > 1 && (p.Ruling == registry.Keep || p.Ruling == registry.Amend) {
			c.Fail("proposals["+itoa(n)+"].ruling", registry.CodeBulkKeep)
		}
	}
	if err := c.Err(); err != nil {
		return err
	}
	_, err := tx.RulesByID(i.Rules)
	return err
}

func (p Proposal) check(meeting registry.Day) error {
	var c registry.Checks
	switch {
	case p.Procedure != "" && p.Ruling != "":
		c.Fail("procedure", registry.CodeRulingOrProcedure)
	case p.Procedure != "":
		if !slices.Contains(registry.Procedures, p.Procedure) {
			c.Fail("procedure", registry.CodeChoiceInvalid, "value", string(p.Procedure), "choices", procedureChoices)
		}
	case !slices.Contains(registry.RulingKinds, p.Ruling):
		c.Fail("ruling", registry.CodeChoiceInvalid, "value", string(p.Ruling), "choices", "keep, amend, repeal, trial, defer, unlawful")
	}
	c.Text("measure", p.Measure, registry.LimitReason, false)
	c.Text("evaluator", p.Evaluator, registry.LimitName, false)
	if p.Told != registry.NoDay && p.Told < meeting {
		c.Fail("told", registry.CodeEndsBefore, "from", meeting.String(), "until", p.Told.String())
	}
	c.Text("by", p.By, registry.LimitName, false)
	c.Text("to", p.To, registry.LimitName, false)
	c.Text("question", p.Question, registry.LimitReason, true)
	c.Text("words", p.Words, registry.LimitReason, false)
	c.Text("reason", p.Reason, registry.LimitReason, false)
	if (p.Text != nil) != (p.Ruling == registry.Amend) {
		c.Fail("text", registry.CodeRequired)
	} else if p.Text != nil {
		c.Take("text", p.Text.Check())
	}
	if p.From != registry.NoDay && p.From < meeting {
		c.Fail("from", registry.CodeEndsBefore, "from", meeting.String(), "until", p.From.String())
	}
	switch {
	case p.Procedure != "" && p.Procedure != registry.Terminate:
		if p.Next != registry.NoDay && p.Next <= meeting {
			c.Fail("next", registry.CodeEndsBefore, "from", meeting.String(), "until", p.Next.String())
		}
	case p.Procedure == registry.Terminate, p.Ruling == registry.Keep, p.Ruling == registry.Amend, p.Ruling == registry.Trial, p.Ruling == registry.Defer:
		if p.Next == registry.NoDay || p.Next >= registry.LastDay { // LastDay never comes
			c.Fail("next", registry.CodeRequired)
		} else if from := max(p.From, meeting); p.Next <= from {
			c.Fail("next", registry.CodeEndsBefore, "from", from.String(), "until", p.Next.String())
		}
	}
	return c.Err()
}

// checkAmends finds amendments that amend nothing: their text is the one that applies
// already on the day from which they would. An evaluated trial comes with such a one, to
// be written on.
func (i Item) checkAmends(tx Tx, c *registry.Checks, m Meeting) error {
	if len(i.Rules) != 1 {
		return nil
	}
	timelines, err := tx.Timelines(i.Rules)
	for n, p := range i.Proposals {
		s, ok := registry.SegmentOn(timelines[i.Rules[0]], max(p.From, m.Day))
		if err != nil || p.Text == nil || !ok || s.Version == "" {
			continue
		}
		var texts map[registry.VersionID]registry.Text
		if texts, err = tx.TextsByVersion([]registry.VersionID{s.Version}); texts[s.Version] == *p.Text {
			c.Fail("proposals["+itoa(n)+"].text", registry.CodeTextUnchanged)
		}
	}
	return err
}

// mostCounted bounds one figure of a vote, so that they can be added up.
const mostCounted = 10_000

func (i Item) checkMinutes(m Meeting, members []Member) error {
	var c registry.Checks
	seats := len(Seats(members))
	for n := range i.Called {
		i.checkCall(&c, "called["+itoa(n)+"].", n, members)
	}
	if len(i.Votes) > len(i.Proposals) {
		c.Fail("votes", registry.CodeRangeInvalid, "value", itoa(len(i.Votes)), "from", "0", "to", itoa(len(i.Proposals)))
	}
	for n, votes := range i.Votes {
		field := "votes[" + itoa(n) + "]"
		voted := map[registry.MemberID]bool{}
		for k, v := range votes {
			at := field + "[" + strconv.Itoa(k) + "]"
			if !slices.Contains(Choices, v.Choice) {
				c.Fail(at+".choice", registry.CodeChoiceInvalid, "value", string(v.Choice), "choices", "for, against, blank, absent")
			}
			c.Text(at+".group", v.Group, registry.LimitName, false)
			if v.Count < 0 || v.Count > mostCounted || v.Member != "" && v.Count != 1 {
				c.Fail(at+".count", registry.CodeRangeInvalid, "value", itoa(v.Count), "from", "0", "to", itoa(seats))
			}
			if v.Member != "" {
				if voted[v.Member] {
					c.Fail(at+".member", registry.CodeChoiceInvalid, "value", string(v.Member), "choices", "")
				} else {
					i.checkVoter(&c, at+".member", v.Member, members)
				}
				voted[v.Member] = true
			}
		}
		if t := Count(votes); t.Present()+t.Absent > seats {
			c.Fail(field, registry.CodeVotesTooMany, "votes", itoa(t.Present()+t.Absent), "members", itoa(seats))
		}
	}
	for n, d := range i.Disqualified {
		c.Text("disqualified["+itoa(n)+"].reason", d.Reason, registry.LimitReason, true)
		if !slices.ContainsFunc(members, func(m Member) bool { return m.ID == d.Member }) {
			c.Fail("disqualified["+itoa(n)+"].member", registry.CodeChoiceInvalid, "value", string(d.Member), "choices", "")
		}
	}
	c.Text("line", i.Line, registry.LimitReason, false)
	explained := map[string]bool{}
	for n, e := range i.Explanations {
		at := "explanations[" + itoa(n) + "]."
		c.Text(at+"code", e.Code, registry.LimitName, true)
		c.Text(at+"text", e.Text, registry.LimitReason, true)
		if explained[e.Code] {
			c.Fail(at+"code", registry.CodeChoiceInvalid, "value", e.Code, "choices", "")
		}
		explained[e.Code] = true
	}
	for n, d := range i.Dissents {
		c.Text("dissents["+itoa(n)+"].name", d.Name, registry.LimitName, true)
		c.Text("dissents["+itoa(n)+"].group", d.Group, registry.LimitName, false)
		c.Text("dissents["+itoa(n)+"].text", d.Text, registry.LimitReason, true)
	}
	if i.Stop != nil {
		c.Text("stop.name", i.Stop.Name, registry.LimitName, true)
		c.Text("stop.group", i.Stop.Group, registry.LimitName, false)
		c.Text("stop.text", i.Stop.Text, registry.LimitReason, false)
		if m.Body.Rank != registry.RankCommittee {
			c.Fail("stop", registry.CodeStopNotHere)
		}
	}
	return c.Err()
}

// awaitMinutes lets rules that came onto an agenda wait for its minutes, and
// those that left it no longer.
func awaitMinutes(tx Tx, maker registry.RulebookMaker, m Meeting, before, after []registry.RuleID) error {
	settings, err := registry.SettingsOn(tx, tx.Today())
	if err != nil {
		return err
	}
	var events []registry.Event
	add := func(rules, others []registry.RuleID, until registry.Day) {
		for _, r := range rules {
			if !slices.Contains(others, r) {
				events = append(events, registry.Event{Rule: r, Valid: m.Day, Fact: registry.MinutesAwaited{Meeting: m.ID, Until: until}})
			}
		}
	}
	add(before, after, registry.NoDay)
	add(after, before, m.Day+registry.Day(settings.MinutesAwaitedDays))
	if len(events) == 0 {
		return nil
	}
	_, err = registry.Record(tx, maker, events)
	return err
}
