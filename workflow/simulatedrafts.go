package workflow

import (
	"slices"
	"strconv"

	"github.com/omvendt/omvendt/registry"
)

// draft is an item on an agenda with what is supposed to become of it.
type draft struct {
	meeting  Meeting
	item     Item
	proposal int // its place
	outcome  Outcome
}

// findDrafts finds the items of the meetings and the review that are supposed, and those
// that were chosen one by one, in the order in which they will come up.
func (x *simulation) findDrafts() error {
	chosen := map[registry.ItemID]DraftOutcome{}
	for n, d := range x.out.Drafts {
		if d.Outcome == "" {
			x.out.Drafts = slices.Clone(x.out.Drafts)
			d.Outcome = Carried
			x.out.Drafts[n] = d
		}
		name := "drafts[" + strconv.Itoa(n) + "]"
		if !slices.Contains([]Outcome{Carried, Fell, Tied, NotPut}, d.Outcome) {
			x.checks.Fail(name+".outcome", registry.CodeChoiceInvalid, "value", string(d.Outcome), "choices", "carried, fell, tied, not_put")
		}
		chosen[d.Item] = d
		item, err := x.ItemByID(d.Item)
		if registry.CodeOf(err) == registry.CodeNotFound {
			x.checks.Fail(name+".item", registry.CodeNotFound)
			continue
		}
		if err != nil {
			return err
		}
		if d.Proposal < 0 || d.Proposal > len(item.Proposals) {
			x.checks.Fail(name+".proposal", registry.CodeRangeInvalid, "value", strconv.Itoa(d.Proposal), "from", "0", "to", strconv.Itoa(len(item.Proposals)))
			continue
		}
		m, err := x.planned(item.Meeting, name+".item")
		if err != nil {
			return err
		}
		x.out.Named[string(item.ID)] = SupposedThing{Name: item.Title, Day: m.Day}
		if m.State == MeetingPlanned && !slices.Contains(x.out.Meetings, m.ID) {
			x.draft(m, item, d)
		}
	}
	for n, id := range x.out.Meetings {
		m, err := x.planned(id, "meetings["+strconv.Itoa(n)+"]")
		if err != nil {
			return err
		}
		if m.State != MeetingPlanned {
			continue
		}
		x.out.Named[string(m.ID)] = SupposedThing{Name: m.Body.Name, Day: m.Day}
		if err := x.draftMeeting(m, chosen, nil); err != nil {
			return err
		}
	}
	if err := x.draftReview(chosen); err != nil {
		return err
	}
	slices.SortStableFunc(x.drafts, func(a, b draft) int {
		if a.meeting.Day != b.meeting.Day {
			return int(a.meeting.Day - b.meeting.Day)
		}
		return a.item.Ordinal - b.item.Ordinal
	})
	x.drafts = slices.CompactFunc(x.drafts, func(a, b draft) bool { return a.item.ID == b.item.ID })
	return nil
}

// planned is a meeting that is not over; what is wrong is told of a field.
func (x *simulation) planned(id registry.MeetingID, field string) (Meeting, error) {
	m, err := x.MeetingByID(id)
	if registry.CodeOf(err) == registry.CodeNotFound {
		x.checks.Fail(field, registry.CodeNotFound)
		return Meeting{}, nil
	}
	if err == nil && m.State != MeetingPlanned {
		x.checks.Fail(field, registry.CodeMeetingClosed, "day", m.Day.String(), "body", m.Body.Name)
	}
	return m, err
}

func (x *simulation) draftReview(chosen map[registry.ItemID]DraftOutcome) error {
	if x.out.Review == "" {
		return nil
	}
	review, err := x.ReviewByID(x.out.Review)
	if registry.CodeOf(err) == registry.CodeNotFound {
		x.checks.Fail("review", registry.CodeNotFound)
		return nil
	}
	if err != nil {
		return err
	}
	x.out.Named[string(review.ID)] = SupposedThing{Name: review.Name, Day: review.Sunset}
	rules, err := takenIn(x.Reader, review)
	if err != nil {
		return err
	}
	about := map[registry.RuleID]bool{}
	for _, id := range rules {
		about[id] = true
	}
	meetings, err := x.Reader.Meetings()
	for _, m := range meetings {
		if err == nil && m.State == MeetingPlanned && !slices.Contains(x.out.Meetings, m.ID) {
			err = x.draftMeeting(m, chosen, about)
		}
	}
	return err
}

// draftMeeting takes the items of a meeting; with about, those about one of the rules.
func (x *simulation) draftMeeting(m Meeting, chosen map[registry.ItemID]DraftOutcome, about map[registry.RuleID]bool) error {
	items, err := x.Items(m.ID)
	for _, item := range items {
		if about == nil || slices.ContainsFunc(item.Rules, func(id registry.RuleID) bool { return about[id] }) {
			x.draft(m, item, chosen[item.ID])
		}
	}
	return err
}

func (x *simulation) draft(m Meeting, item Item, d DraftOutcome) {
	at := d.Proposal - 1
	if at < 0 {
		at = item.Recommended()
	}
	if at < 0 || at >= len(item.Proposals) || d.Outcome == NotPut || !item.Reading.Rules() {
		return
	}
	outcome := d.Outcome
	if outcome == "" {
		outcome = Carried
	}
	x.drafts = append(x.drafts, draft{m, item, at, outcome})
}

// Recommended is the place of the proposal that the papers recommend: the first that
// would rule on the rules and changes no other; -1 where there is none.
func (a Agenda) Recommended() int {
	return slices.IndexFunc(a.Proposals, func(p Proposal) bool { return p.Ruling != "" && !p.Amends && p.By == "" })
}

// landDrafts appends what the draft decisions would leave on their rules; beside them,
// where that is asked for, what they would leave with nothing else supposed.
func (x *simulation) landDrafts() error {
	versions, err := x.GameVersions()
	if err != nil {
		return err
	}
	rules := map[registry.RuleID]bool{}
	for _, d := range x.drafts {
		if x.out.Beside == BesideDrafts {
			if _, err := x.landDraft(supposed{Reader: x.Reader, versions: versions}, x.drafted, d); err != nil {
				return err
			}
		}
		faults, err := x.landDraft(x.as, x.more, d)
		if err != nil {
			return err
		}
		x.out.Impossible = append(x.out.Impossible, faults...)
		for _, id := range d.item.Rules {
			rules[id] = true
		}
	}
	x.out.Drafted = len(rules)
	return nil
}

func (x *simulation) landDraft(r supposed, to map[registry.RuleID][]registry.Event, d draft) (faults []DraftFault, err error) {
	r.on = d.meeting.Day
	rules, err := r.RulesByID(d.item.Rules)
	if err != nil {
		return nil, err
	}
	stored, err := r.Events(d.item.Rules, registry.RevisionOpen)
	if err != nil {
		return nil, err
	}
	settings, err := registry.SettingsOn(r, d.meeting.Day)
	if err != nil {
		return nil, err
	}
	p := d.item.Proposals[d.proposal]
	for _, rule := range rules {
		before := slices.Concat(stored[rule.ID], to[rule.ID])
		event := NewEvent{Valid: d.meeting.Day, Order: d.item.Ordinal, Text: p.Text}
		if event.Fact, err = d.fact(r, rule, before, p); err != nil {
			return nil, err
		}
		if event.Fact == nil {
			continue
		}
		if event.Fact.Kind() != (registry.Ruled{}).Kind() {
			event.Text = nil
		}
		c := checker{tx: r, settings: settings, rule: rule, before: before, event: event}
		fact, err := c.check()
		if e, wrong := err.(*registry.Error); wrong && e.Code.Kind() != registry.KindInternal {
			faults = append(faults, d.fault(rule, e))
			continue
		}
		if err != nil {
			return nil, err
		}
		if ruled, is := fact.(registry.Ruled); is && p.Text != nil {
			ruled.Version = registry.VersionID("supposed-" + string(d.item.ID))
			fact = ruled
		}
		x.add(to, registry.Event{Rule: rule.ID, Valid: d.meeting.Day, Order: d.item.Ordinal, Fact: registry.MinutesAwaited{Meeting: d.meeting.ID}})
		x.add(to, registry.Event{Rule: rule.ID, Valid: d.meeting.Day, Order: d.item.Ordinal, Fact: fact})
	}
	return faults, nil
}

// fact is what the decision would say of a rule; nil where that leaves nothing on it.
func (d draft) fact(r Reader, rule registry.Rule, before []registry.Event, p Proposal) (registry.Fact, error) {
	by := registry.Decision{Body: d.meeting.Body.Name, Rank: d.meeting.Body.Rank, Day: d.meeting.Day, Words: p.said(), Case: d.meeting.Case}
	switch {
	case p.Procedure != "":
		return nil, nil
	case d.outcome != Carried:
		return registry.NotCarried{Proposal: p.Ruling, Tie: d.outcome == Tied, Question: p.Question, By: by}, nil
	}
	shows, err := shownBy(r, d.meeting, rule, before, p)
	return p.ruled(by, shows, "–"), err
}

func (d draft) fault(rule registry.Rule, e *registry.Error) DraftFault {
	f := DraftFault{Item: d.item.ID, Title: d.item.Title, Number: rule.Number, Code: e.Code, Args: e.Args}
	if len(e.Fields) > 0 {
		f.Code, f.Args = e.Fields[0].Code, e.Fields[0].Args
	}
	return f
}
