package registry

import (
	"context"
	"slices"
)

// StatusQuery asks for the status of rules on a day, as the register knew it.
type StatusQuery struct {
	On    Day    // NoDay: today
	Known string // see Service.Known; empty: now
}

// RegisterPage is one page of the register.
type RegisterPage struct {
	On      Day
	Known   Revision
	Mark    RevisionMark // the revision behind Known; without its instant when the query named it
	Entries []RegisterEntry
	More    bool   // there are further rules after Last
	Last    Number // the last rule that the page looked at
	// Removed are rules that changed and are not in the list, or no longer; of Updates alone.
	Removed []Number
}

// Register lists rules with their status. Limit 0 means all.
func (s *Service) Register(ctx context.Context, known string, q RegisterQuery) (RegisterPage, error) {
	page := RegisterPage{On: q.On}
	err := s.Store.View(ctx, func(r Reader) error {
		var err error
		if page.Mark, err = s.resolve(r, known, &q); err != nil {
			return err
		}
		page.On, page.Known = q.On, q.Known
		limit := q.Limit
		if limit > 0 {
			q.Limit++ // one more tells whether there are further ones
		}
		page.Entries, err = r.Register(q)
		if limit > 0 && len(page.Entries) > limit {
			page.Entries, page.More = page.Entries[:limit], true
		}
		if n := len(page.Entries); n > 0 {
			page.Last = page.Entries[n-1].Rule.Number
		}
		return err
	})
	return page, err
}

// Updates lists the rules of a query that may differ from a copy of its list, and
// the numbers of those that may have to leave the copy. The query's Known is that
// of the first page, and its Limit counts both. Together with a copy that was as
// seen, all pages make the list of the first one's day and revision, or newer.
// CodeSinceInvalid when the register has never been what was seen.
func (s *Service) Updates(ctx context.Context, seen Seen, q RegisterQuery) (RegisterPage, error) {
	var page RegisterPage
	err := s.Store.View(ctx, func(r Reader) error {
		var err error
		if page.Mark, err = s.resolve(r, "", &q); err != nil {
			return err
		}
		page.On, page.Known = q.On, q.Known
		if seen.Revision > page.Mark.Revision || seen.On > q.On {
			return refuse(CodeSinceInvalid)
		}
		if q.Numbers, page.More, err = changed(r, CopyQuery{Seen: seen, Until: q.On, After: q.After, Limit: q.Limit}); err != nil || len(q.Numbers) == 0 {
			return err
		}
		page.Last = q.Numbers[len(q.Numbers)-1]
		q.Limit = 0
		if page.Entries, err = r.Register(q); err != nil {
			return err
		}
		page.Removed = without(q.Numbers, page.Entries, func(e RegisterEntry) Number { return e.Rule.Number })
		return nil
	})
	return page, err
}

// changed is one page of what changed, and whether there is more.
func changed(r Reader, c CopyQuery) ([]Number, bool, error) {
	limit := c.Limit
	if limit > 0 {
		c.Limit++ // one more tells whether there are further ones
	}
	numbers, err := r.Changed(c)
	if limit > 0 && len(numbers) > limit {
		return numbers[:limit], true, err
	}
	return numbers, false, err
}

// without are the numbers that no item has; both in the order of numbers.
func without[T any](numbers []Number, items []T, number func(T) Number) []Number {
	var gone []Number
	for _, n := range numbers {
		if len(items) > 0 && number(items[0]) == n {
			items = items[1:]
		} else {
			gone = append(gone, n)
		}
	}
	return gone
}

// Counts counts the rules of a query by state.
func (s *Service) Counts(ctx context.Context, known string, q RegisterQuery) (StateCounts, error) {
	var counts StateCounts
	err := s.Store.View(ctx, func(r Reader) error {
		if _, err := s.resolve(r, known, &q); err != nil {
			return err
		}
		var err error
		counts, err = r.CountStates(q)
		return err
	})
	return counts, err
}

// resolve checks a query, fills in its day and revision, and returns the mark
// of that revision.
func (s *Service) resolve(r Reader, known string, q *RegisterQuery) (RevisionMark, error) {
	var c Checks
	c.Text("q", q.Text, LimitName, false)
	c.Text("area", q.Area, LimitName, false)
	checkChoice(&c, "sort", Sorts, q.Sort)
	merge(&c, q.Filter.Check())
	if err := c.Err(); err != nil {
		return RevisionMark{}, err
	}
	if q.On == NoDay {
		q.On = r.Today()
	}
	if known == "" && q.Known != 0 && q.Known != RevisionOpen {
		return RevisionMark{Revision: q.Known}, nil
	}
	if known == "" {
		q.Known = RevisionOpen
		return r.LastRevision()
	}
	at, err := s.Known(known, r.Now())
	if err != nil {
		return RevisionMark{}, err
	}
	mark, err := r.RevisionAt(at)
	q.Known = mark.Revision
	return mark, err
}

// RuleView is all that can be read about one rule on a day, as the register knew
// it: its entry, texts, justifications and legal checks too.
type RuleView struct {
	Rule           Rule
	On             Day
	Known          Revision
	Mark           RevisionMark // the revision behind Known
	Text           Version      // that applies on the day
	Segment        Segment      // the status on the day
	Timeline       []Segment
	Versions       []Version
	Bases          []Basis
	Events         []Event
	Justifications []Justification // by ordinal; the last counts
	Checks         []LegalCheck    // the last counts
}

// Unchecked says that nobody has confirmed the legal bases.
func (v RuleView) Unchecked() bool {
	return len(v.Checks) == 0 || v.Checks[len(v.Checks)-1].Result != BasesConfirmed
}

// Event finds an event of the rule by id; false when there is none.
func (v RuleView) Event(id EventID) (Event, bool) {
	for _, e := range v.Events {
		if e.ID == id {
			return e, true
		}
	}
	return Event{}, false
}

// Successor is the event by which another rule has taken over on the day; false
// when none has.
func (v RuleView) Successor() (Event, bool) {
	if v.Segment.State != SupersededState {
		return Event{}, false
	}
	void := map[EventID]bool{}
	for _, e := range v.Events {
		if f, ok := e.Fact.(Annulled); ok && e.Valid <= v.On {
			void[f.Event] = true
		}
	}
	for _, e := range slices.Backward(v.Events) {
		if _, ok := e.Fact.(Superseded); ok && e.Valid <= v.On && !void[e.ID] {
			return e, true
		}
	}
	return Event{}, false
}

// Rule reads one rule with its status on a day. Errors: CodeNotFound,
// CodeNotRecorded when the register did not know the rule then,
// CodeKnownInFuture, CodeDayInvalid.
func (s *Service) Rule(ctx context.Context, number Number, q StatusQuery) (RuleView, error) {
	var v RuleView
	err := s.Store.View(ctx, func(r Reader) error {
		rq := RegisterQuery{On: q.On}
		mark, err := s.resolve(r, q.Known, &rq)
		if err != nil {
			return err
		}
		v, err = ReadRule(r, number, rq.On, rq.Known)
		v.Mark = mark
		return err
	})
	return v, err
}

// ReadRule reads one rule within a transaction; see Service.Rule.
func ReadRule(r Reader, number Number, on Day, known Revision) (RuleView, error) {
	v := RuleView{On: on, Known: known}
	var err error
	if v.Rule, err = r.RuleByNumber(number); err != nil {
		return v, err
	}
	if v.Rule.TakenOut != 0 && known >= v.Rule.TakenOut {
		return v, refuse(CodeTakenOut, "number", number.String())
	}
	chapters, err := ChaptersKnown(r, known)
	if err != nil {
		return v, err
	}
	if v.Timeline, err = r.Timeline(v.Rule.ID, known); err != nil {
		return v, err
	}
	v.Timeline = JudgedBy(v.Timeline, chapters)
	ok := false
	if v.Segment, ok = SegmentOn(v.Timeline, on); !ok {
		return v, refuse(CodeNotRecorded, "number", number.String())
	}
	if v.Versions, err = r.Versions(v.Rule.ID); err != nil {
		return v, err
	}
	for i, version := range v.Versions {
		// Before the rule takes effect no version applies: its first text will.
		if version.ID == v.Segment.Version || i == 0 {
			v.Text = version
		}
	}
	events, err := r.Events([]RuleID{v.Rule.ID}, known)
	if err != nil {
		return v, err
	}
	v.Events = events[v.Rule.ID]
	if err := FoundBy(r, v.Events); err != nil {
		return v, err
	}
	v.Bases = Bases(v.Events)
	if v.Justifications, err = r.Justifications(v.Rule.ID); err != nil {
		return v, err
	}
	if v.Checks, err = r.LegalChecks(v.Rule.ID); err != nil || known == RevisionOpen {
		return v, err
	}
	return v, v.asKnown(r)
}

// Today is the municipality's day as the store's clock has it.
func (s *Service) Today(ctx context.Context) (Day, error) {
	var d Day
	err := s.Store.View(ctx, func(r Reader) error { d = r.Today(); return nil })
	return d, err
}

// Missing is what the entries of rules lack; a rule that lacks nothing is absent.
func (s *Service) Missing(ctx context.Context, numbers []Number) (map[Number][]Missing, error) {
	var missing map[Number][]Missing
	err := s.Store.View(ctx, func(r Reader) (err error) { missing, err = r.Missing(numbers); return err })
	return missing, err
}

// Areas are the areas of all rules, in Danish order.
func (s *Service) Areas(ctx context.Context) ([]string, error) {
	var areas []string
	err := s.Store.View(ctx, func(r Reader) (err error) { areas, err = r.Areas(); return err })
	return areas, err
}
