package storage

import (
	"cmp"
	"hash/fnv"
	"slices"
	"strconv"
	"strings"

	"github.com/uptrace/bun"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/registry/likeness"
)

type alikeRow struct {
	bun.BaseModel `bun:"table:alike,alias:a"`
	Low           int64
	High          int64
	Degree        int
}

func (a alikeRow) pair() registry.AlikePair {
	return registry.AlikePair{Low: registry.Number(a.Low), High: registry.Number(a.High), Degree: a.Degree}
}

type differentRow struct {
	bun.BaseModel `bun:"table:found_different,alias:d"`
	Low           int64
	High          int64
	MarkedBy      string
	MarkedOn      day
}

func (d differentRow) different() registry.Different {
	return registry.Different{Low: registry.Number(d.Low), High: registry.Number(d.High), By: d.MarkedBy, Day: registry.Day(d.MarkedOn)}
}

func (r *reader) Alike(texts []registry.Text, limit int) ([][]registry.Alike, error) {
	m, err := r.newMatcher(len(texts))
	if err != nil {
		return nil, err
	}
	var found [][]registry.Alike
	for part := range slices.Chunk(texts, insertChunk) {
		rules := each(part, func(t registry.Text) likeness.Rule { return likeness.Of(t.Title, t.Demand) })
		some, err := m.match(rules, make([]int64, len(part)), limit)
		if err != nil {
			return nil, err
		}
		found = append(found, some...)
	}
	return found, nil
}

// ended are the states in which a rule is nobody's duplicate any more.
var ended = []registry.State{registry.Lapsed, registry.Repealed, registry.SupersededState}

func (r *reader) AlikePairs(q registry.AlikeQuery) ([]registry.AlikePair, error) {
	from := condition{sql: "alike AS a"}
	if q.Rule != 0 {
		n := int64(q.Rule)
		from = condition{"(SELECT * FROM alike WHERE low = ? UNION ALL SELECT * FROM alike WHERE high = ?) AS a", []any{n, n}}
	}
	on := day(q.On)
	var rows []alikeRow
	// The pairs in their order, and each rule looked up: as values and not as a join,
	// so that neither database thinks of another way.
	s := r.db.NewSelect().ColumnExpr("a.low, a.high, a.degree").TableExpr(from.sql, from.args...)
	for _, column := range []string{"a.low", "a.high"} {
		s.Where("(SELECT s.state FROM segment AS s WHERE s.number = "+column+" AND s.revision_until = "+strconv.FormatInt(still, 10)+
			" AND s.from_day <= ? AND s.until_day > ? LIMIT 1) NOT IN (?)", on, on, bun.List(texts(ended)))
	}
	if q.After != nil {
		s.Where("(a.degree, a.low, a.high) < (?, ?, ?)", q.After.Degree, int64(q.After.Low), int64(q.After.High))
	}
	if len(q.Reach) > 0 {
		within := r.within(q.Reach)
		s.Where("EXISTS (SELECT 1 FROM rule WHERE number IN (a.low, a.high) AND "+within.sql+")", within.args...)
	}
	s.OrderExpr("a.degree DESC, a.low DESC, a.high DESC")
	if q.Limit > 0 {
		s.Limit(int64(q.Limit))
	}
	if _, err := r.scan(s, &rows); err != nil {
		return nil, err
	}
	return each(rows, alikeRow.pair), nil
}

func (r *reader) Differents(after registry.AlikePlace, limit int) ([]registry.Different, error) {
	var rows []differentRow
	s := r.db.NewSelect().Model(&rows).Where("(low, high) > (?, ?)", int64(after.Low), int64(after.High)).Order("low", "high")
	if limit > 0 {
		s.Limit(int64(limit))
	}
	if _, err := r.scan(s); err != nil {
		return nil, err
	}
	return each(rows, differentRow.different), nil
}

func (r *reader) differentsOf(low, high registry.Number) ([]differentRow, error) {
	var rows []differentRow
	_, err := r.scan(r.db.NewSelect().Model(&rows).Where("low = ? AND high = ?", int64(low), int64(high)))
	return rows, err
}

// InsertDifferent draws the revision, as does all that writes about pairs: what is
// alike is not made anew meanwhile.
func (t *tx) InsertDifferent(d registry.Different) error {
	if err := t.beforePairs(); err != nil {
		return err
	}
	there, err := t.differentsOf(d.Low, d.High)
	if err != nil {
		return err
	}
	if len(there) > 0 {
		return &registry.Error{Code: registry.CodeFoundDifferent}
	}
	if _, err := t.exec(t.db.NewDelete().Table("alike").Where("low = ? AND high = ?", int64(d.Low), int64(d.High))); err != nil {
		return err
	}
	return insert(t, []differentRow{{Low: int64(d.Low), High: int64(d.High), MarkedBy: d.By, MarkedOn: day(d.Day)}})
}

func (t *tx) DeleteDifferent(low, high registry.Number) (registry.Different, error) {
	var none registry.Different
	if err := t.beforePairs(); err != nil {
		return none, err
	}
	there, err := t.differentsOf(low, high)
	if err != nil {
		return none, err
	}
	if len(there) == 0 {
		return none, notFound(low.String() + " " + high.String())
	}
	if _, err := t.exec(t.db.NewDelete().Table("found_different").Where("low = ? AND high = ?", int64(low), int64(high))); err != nil {
		return none, err
	}
	rows, err := t.newestTexts(t.dialect.in("r.number", []int64{int64(low), int64(high)}))
	if err != nil || len(rows) != 2 {
		return there[0].different(), err
	}
	degree := likeness.Degree(likeness.Of(rows[0].Title, rows[0].Demand), likeness.Of(rows[1].Title, rows[1].Demand))
	if degree < likeness.Related {
		return there[0].different(), nil
	}
	return there[0].different(), insert(t, []alikeRow{{Low: int64(low), High: int64(high), Degree: degree}})
}

func (t *tx) beforePairs() error {
	if _, err := t.Revision(); err != nil {
		return err
	}
	return t.flushSearch()
}

func (t *tx) Alike(texts []registry.Text, limit int) ([][]registry.Alike, error) {
	if err := t.flushSearch(); err != nil {
		return nil, err
	}
	return t.reader.Alike(texts, limit)
}

func (t *tx) AlikePairs(q registry.AlikeQuery) ([]registry.AlikePair, error) {
	if err := t.flushSearch(); err != nil {
		return nil, err
	}
	return t.reader.AlikePairs(q)
}

func (t *tx) RelateRules() (int, error) {
	rows, err := t.newestTexts(condition{"NOT EXISTS (SELECT 1 FROM rule_likeness AS k WHERE k.number = r.number AND k.digest LIKE ?)",
		[]any{likeness.Method + ":%"}})
	if err != nil || len(rows) == 0 {
		return 0, err
	}
	if _, err := t.Revision(); err != nil {
		return 0, err
	}
	return len(rows), t.relate(rows)
}

// mostKept is how many pairs are kept of a rule when it is written.
const mostKept = 10

// relate keeps how rules are found by likeness, and what they are most alike,
// where their texts have changed.
func (t *tx) relate(rows []newestText) error {
	var changed []newestText
	stored := map[int64]likenessRow{}
	for part := range slices.Chunk(rows, insertChunk) {
		where := t.dialect.in("number", each(part, func(r newestText) int64 { return r.Number }))
		var before []likenessRow
		if _, err := t.scan(t.db.NewSelect().Model(&before).Where(where.sql, where.args...)); err != nil {
			return err
		}
		for _, row := range before {
			stored[row.Number] = row
		}
		for _, r := range part {
			if stored[r.Number].Digest != r.digest() {
				changed = append(changed, r)
			}
		}
	}
	if len(changed) == 0 {
		return nil
	}
	if err := t.forgetLikeness(changed, stored); err != nil {
		return err
	}
	m := t.matcher
	if m == nil {
		var err error
		if m, err = t.newMatcher(len(changed)); err != nil {
			return err
		}
	}
	for part := range slices.Chunk(changed, insertChunk) {
		if err := t.relateSome(m, part); err != nil {
			return err
		}
	}
	if m.whole { // dear to make, and nobody else writes meanwhile
		t.matcher = m
	}
	return nil
}

// forgetLikeness removes what is kept of rules whose texts are others now.
func (t *tx) forgetLikeness(changed []newestText, stored map[int64]likenessRow) error {
	for _, r := range changed {
		before, was := stored[r.Number]
		if !was {
			continue
		}
		t.matcher = nil // has read it
		where := t.dialect.in("key", strings.Fields(before.Keys))
		for _, q := range []*bun.DeleteQuery{
			t.db.NewDelete().Table("likeness_key").Where(where.sql, where.args...).Where("number = ?", r.Number),
			t.db.NewDelete().Table("rule_likeness").Where("number = ?", r.Number),
			t.db.NewDelete().Table("alike").Where("low = ?", r.Number),
			t.db.NewDelete().Table("alike").Where("high = ?", r.Number),
		} {
			if _, err := t.exec(q); err != nil {
				return err
			}
		}
	}
	return nil
}

func (t *tx) relateSome(m *matcher, part []newestText) error {
	rules := make([]likeness.Rule, len(part))
	selves := make([]int64, len(part))
	var rows []likenessRow
	var keyRows []likenessKeyRow
	for i, r := range part {
		rules[i], selves[i] = likeness.Of(r.Title, r.Demand), r.Number
		keys := rules[i].Keys()
		rows = append(rows, likenessRow{Number: r.Number, Digest: r.digest(), Keys: strings.Join(keys, " ")})
		for _, k := range keys {
			keyRows = append(keyRows, likenessKeyRow{Key: k, Number: r.Number})
		}
		m.rules[r.Number] = rules[i]
		m.add(r.Number, keys)
	}
	slices.SortFunc(keyRows, func(a, b likenessKeyRow) int { // neighbours lie together
		return cmp.Or(strings.Compare(a.Key, b.Key), cmp.Compare(a.Number, b.Number))
	})
	if err := insert(t, rows); err != nil {
		return err
	}
	if err := insert(t, keyRows); err != nil {
		return err
	}
	found, err := m.match(rules, selves, mostKept)
	if err != nil {
		return err
	}
	return t.keepPairs(selves, found)
}

func (t *tx) keepPairs(selves []int64, found [][]registry.Alike) error {
	degrees := map[registry.AlikePlace]int{}
	for i, list := range found {
		for _, a := range list {
			self := registry.Number(selves[i])
			degrees[registry.AlikePlace{Low: min(self, a.Number), High: max(self, a.Number)}] = a.Degree
		}
	}
	if err := t.leaveOutDifferent(degrees); err != nil {
		return err
	}
	rows := make([]alikeRow, 0, len(degrees))
	for p, d := range degrees {
		rows = append(rows, alikeRow{Low: int64(p.Low), High: int64(p.High), Degree: d})
	}
	slices.SortFunc(rows, func(a, b alikeRow) int { return cmp.Or(cmp.Compare(a.Low, b.Low), cmp.Compare(a.High, b.High)) })
	// None is there: what was kept of these rules is forgotten, and they are found
	// only once they are written.
	return insert(t, rows)
}

// leaveOutDifferent takes pairs out that somebody found different.
func (t *tx) leaveOutDifferent(degrees map[registry.AlikePlace]int) error {
	if len(degrees) == 0 {
		return nil
	}
	var lows []int64
	for p := range degrees {
		lows = append(lows, int64(p.Low))
	}
	slices.Sort(lows)
	where := t.dialect.in("low", slices.Compact(lows))
	var rows []differentRow
	_, err := t.scan(t.db.NewSelect().Model(&rows).Where(where.sql, where.args...))
	for _, row := range rows {
		delete(degrees, registry.AlikePlace{Low: registry.Number(row.Low), High: registry.Number(row.High)})
	}
	return err
}

// newestText is the newest text of a rule with where it belongs.
type newestText struct {
	Number                           int64
	Area, Unit, Title, Plain, Demand string
}

// digest is of what likeness is made of; another way of making it has another digest.
func (n newestText) digest() string {
	h := fnv.New64a()
	h.Write([]byte(n.Title + "\x00" + n.Demand))
	return likeness.Method + ":" + strconv.FormatUint(h.Sum64(), 36)
}

// newestTexts are those of the rules (r) that a condition names, by number.
func (r *reader) newestTexts(where condition) ([]newestText, error) {
	var rows []newestText
	_, err := r.scan(r.db.NewSelect().TableExpr("rule AS r").
		ColumnExpr("r.number, r.area, r.unit, coalesce(v.title, '') AS title, coalesce(v.plain, '') AS plain, coalesce(v.demand, '') AS demand").
		Join("LEFT JOIN rule_version AS v ON v.rule = r.id AND v.ordinal = "+
			"(SELECT max(ordinal) FROM rule_version AS last WHERE last.rule = r.id)").
		Where(where.sql, where.args...).Order("r.number"), &rows)
	return rows, err
}
