package storage

import (
	"cmp"
	"maps"
	"slices"
	"strconv"

	"github.com/uptrace/bun"

	"github.com/omvendt/omvendt/registry"
)

type segmentRow struct {
	bun.BaseModel `bun:"table:segment,alias:s"`
	Number        int64
	segmentContent
	RevisionFrom  int64
	RevisionUntil int64
	Area          string // of the rule now
}

// segmentContent is comparable: two segments are the same when it is equal.
type segmentContent struct {
	FromDay        day
	UntilDay       day
	State          string
	Class          string
	Reasons        jsonText
	Version        string
	StateFrom      day
	StateUntil     day
	Grounds        jsonText
	RowDigest      string
	PolicyDigest   string
	SettingsDigest string
}

func contentOf(s registry.Segment) segmentContent {
	reasons := s.Reasons
	if reasons == nil {
		reasons = []registry.Reason{}
	}
	return segmentContent{FromDay: day(s.From), UntilDay: day(s.Until), State: string(s.State), Class: string(s.Class),
		Reasons: encode(reasons), Version: string(s.Version), StateFrom: day(s.StateFrom), StateUntil: day(s.StateUntil),
		Grounds: encode(s.Grounds), RowDigest: s.RowDigest, PolicyDigest: s.PolicyDigest, SettingsDigest: s.SettingsDigest}
}

func (c segmentContent) segment() (registry.Segment, error) {
	s := registry.Segment{From: registry.Day(c.FromDay), Until: registry.Day(c.UntilDay), State: registry.State(c.State),
		Class: registry.Class(c.Class), Version: registry.VersionID(c.Version), StateFrom: registry.Day(c.StateFrom),
		StateUntil: registry.Day(c.StateUntil), RowDigest: c.RowDigest, PolicyDigest: c.PolicyDigest, SettingsDigest: c.SettingsDigest}
	if err := decode(c.Reasons, &s.Reasons); err != nil {
		return s, internal(err)
	}
	if err := decode(c.Grounds, &s.Grounds); err != nil {
		return s, internal(err)
	}
	return s, nil
}

// contentsOf are what segments hold, read through the domain: a database may write JSON in
// its own way.
func contentsOf(rows []segmentRow) ([]segmentContent, error) {
	return tryEach(rows, func(row segmentRow) (segmentContent, error) {
		s, err := row.segment()
		return contentOf(s), err
	})
}

// still ends the recorded stretch of what is the answer now. It is written out
// in queries, where it must be the one in the index segment_open.
const still = int64(registry.RevisionOpen)

// knownAt is the condition that a segment was the answer at a revision.
func knownAt(at registry.Revision) condition {
	if at == registry.RevisionOpen {
		return condition{"s.revision_until = ?", []any{still}}
	}
	return condition{"s.revision_from <= ? AND s.revision_until > ?", []any{int64(at), int64(at)}}
}

func (r *reader) Timeline(rule registry.RuleID, at registry.Revision) ([]registry.Segment, error) {
	known := knownAt(at)
	var rows []segmentRow
	if _, err := r.scan(r.db.NewSelect().Model(&rows).
		Where("s.number = (SELECT number FROM rule WHERE id = ?)", string(rule)).
		Where(known.sql, known.args...).Order("s.from_day")); err != nil {
		return nil, err
	}
	return segmentsOf(rows)
}

// segmentsOf is a timeline in rows. Until migration 88 one was also told apart where
// another version of the policy began.
func segmentsOf(rows []segmentRow) ([]registry.Segment, error) {
	segments := make([]registry.Segment, 0, len(rows))
	for i, row := range rows {
		if i > 0 && row.goesOn(rows[i-1]) {
			segments[len(segments)-1].Until = registry.Day(row.UntilDay)
			continue
		}
		s, err := row.segment()
		if err != nil {
			return nil, err
		}
		segments = append(segments, s)
	}
	return segments, nil
}

// goesOn says whether a row differs from the one before it in nothing but its days.
func (s segmentRow) goesOn(before segmentRow) bool {
	before.FromDay, before.UntilDay = s.FromDay, s.UntilDay
	return before.segmentContent == s.segmentContent
}

func (r *reader) Timelines(rules []registry.RuleID) (map[registry.RuleID][]registry.Segment, error) {
	known, err := r.placesOf(rules)
	if err != nil {
		return nil, err
	}
	rows, err := r.openSegments(numbersAt(known))
	if err != nil {
		return nil, err
	}
	timelines := make(map[registry.RuleID][]registry.Segment, len(rules))
	for _, rule := range rules {
		if known := rows[known[rule].Number]; len(known) > 0 {
			if timelines[rule], err = segmentsOf(known); err != nil {
				return nil, err
			}
		}
	}
	return timelines, nil
}

// rulePlace is where a rule stands: its number, and the area and post it is counted in.
type rulePlace struct {
	Number int64
	Area   string
	Owner  string
	Unit   string
	Heft   int // see registry.TurnPlace
}

func (r ruleRow) place() rulePlace {
	return rulePlace{r.Number, r.Area, r.Owner, r.Unit, registry.Protects(r.Protects).Heft()}
}

// placesOf are the places of the rules that exist.
func (r *reader) placesOf(rules []registry.RuleID) (map[registry.RuleID]rulePlace, error) {
	var rows []ruleRow
	where := r.dialect.in("id", texts(rules))
	if _, err := r.scan(r.db.NewSelect().Model(&rows).Column("id", "number", "area", "owner", "unit", "protects").Where(where.sql, where.args...)); err != nil {
		return nil, err
	}
	places := make(map[registry.RuleID]rulePlace, len(rows))
	for _, row := range rows {
		places[registry.RuleID(row.ID)] = row.place()
	}
	return places, nil
}

// withTimelines are the numbers of rules that may have a timeline already.
func (t *tx) withTimelines(places map[registry.RuleID]rulePlace) []int64 {
	places = maps.Clone(places)
	maps.DeleteFunc(places, func(id registry.RuleID, p rulePlace) bool { return t.made[id] != nil && !t.replaced[p.Number] })
	return numbersAt(places)
}

// byNumber are the rules at places.
func byNumber(places map[registry.RuleID]rulePlace) []registry.RuleID {
	return slices.SortedFunc(maps.Keys(places), func(a, b registry.RuleID) int { return cmp.Compare(places[a].Number, places[b].Number) })
}

func numbersAt(places map[registry.RuleID]rulePlace) []int64 {
	numbers := make([]int64, 0, len(places))
	for _, p := range places {
		numbers = append(numbers, p.Number)
	}
	return numbers
}

// openSegments are the timelines known now, by number and day.
func (r *reader) openSegments(numbers []int64) (map[int64][]segmentRow, error) {
	if len(numbers) == 0 {
		return nil, nil
	}
	in, known := r.dialect.in("s.number", numbers), knownAt(registry.RevisionOpen)
	var rows []segmentRow
	if _, err := r.scan(r.db.NewSelect().Model(&rows).Where(in.sql, in.args...).
		Where(known.sql, known.args...).Order("s.number", "s.from_day")); err != nil {
		return nil, err
	}
	byNumber := make(map[int64][]segmentRow, len(numbers))
	for _, row := range rows {
		byNumber[row.Number] = append(byNumber[row.Number], row)
	}
	return byNumber, nil
}

// ReplaceTimelines closes the segments that are no longer the answer and writes
// those that are new, so that a segment which did not change keeps the revision
// since which it has been the answer.
func (t *tx) ReplaceTimelines(timelines map[registry.RuleID][]registry.Segment) error {
	if len(timelines) == 0 {
		return nil
	}
	mark, err := t.Revision()
	if err != nil {
		return err
	}
	rules := slices.Collect(maps.Keys(timelines))
	places, err := t.placesOf(rules)
	if err != nil {
		return err
	}
	for _, rule := range rules {
		if _, there := places[rule]; !there {
			return notFound(string(rule))
		}
	}
	if err := t.resum(numbersAt(places)); err != nil {
		return err
	}
	if err := t.takeBack(places); err != nil {
		return err
	}
	open, err := t.openSegments(t.withTimelines(places))
	if err != nil {
		return err
	}
	var over, begun []segmentRow
	for _, rule := range byNumber(places) {
		number, area := places[rule].Number, places[rule].Area
		t.replaced = put(t.replaced, number, true)
		stands, err := contentsOf(open[number])
		if err != nil {
			return err
		}
		follows, before := each(timelines[rule], contentOf), len(over)+len(begun)
		for i, content := range stands {
			if !slices.Contains(follows, content) {
				over = append(over, open[number][i])
				t.count(area, -1, open[number][i])
			}
		}
		for _, content := range follows {
			if !slices.Contains(stands, content) {
				row := segmentRow{Number: number, segmentContent: content, RevisionFrom: int64(mark.Revision), RevisionUntil: still, Area: area}
				begun = append(begun, row)
				t.count(area, 1, row)
			}
		}
		if len(over)+len(begun) > before {
			t.touch(rule)
		}
	}
	if err := t.close(over, mark.Revision); err != nil {
		return err
	}
	if err := insert(t, begun); err != nil {
		return err
	}
	return t.turn(places, timelines)
}

// close ends the recorded stretch of segments with a revision.
func (t *tx) close(segments []segmentRow, at registry.Revision) error {
	if len(segments) == 0 {
		return nil
	}
	// By number, which is in the index, and then by number and day as one text:
	// lists of pairs are written differently on the two databases.
	numbers := t.dialect.in("number", each(segments, func(s segmentRow) int64 { return s.Number }))
	keys := t.dialect.in("number || ' ' || from_day", each(segments, func(s segmentRow) string {
		return strconv.FormatInt(s.Number, 10) + " " + registry.Day(s.FromDay).String()
	}))
	_, err := t.exec(t.db.NewUpdate().Table("segment").Set("revision_until = ?", int64(at)).
		Where("revision_until = ?", still).Where(numbers.sql, numbers.args...).Where(keys.sql, keys.args...))
	return err
}

// takeBack undoes what this transaction has already recorded for some rules, so
// that nothing is left that was the answer from a revision until the same one.
func (t *tx) takeBack(places map[registry.RuleID]rulePlace) error {
	places = maps.Clone(places)
	maps.DeleteFunc(places, func(_ registry.RuleID, p rulePlace) bool { return !t.replaced[p.Number] })
	if len(places) == 0 {
		return nil
	}
	if err := t.countOpen(places, -1); err != nil {
		return err
	}
	numbers := numbersAt(places)
	in, mark := t.dialect.in("number", numbers), int64(t.mark.Revision)
	if _, err := t.exec(t.db.NewDelete().Table("segment").Where("revision_from = ?", mark).Where(in.sql, in.args...)); err != nil {
		return err
	}
	if _, err := t.exec(t.db.NewUpdate().Table("segment").Set("revision_until = ?", still).
		Where("revision_until = ?", mark).Where(in.sql, in.args...)); err != nil {
		return err
	}
	return t.countOpen(places, 1)
}
