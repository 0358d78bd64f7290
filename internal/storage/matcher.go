package storage

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/uptrace/bun"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/registry/likeness"
)

// Limits that keep a search short, however many rules there are.
const (
	mostPerKey    = 1000 // rules read for one key
	enoughNumbers = 1000 // once so many were found by the rarer keys, the others are left out
	fewestKeys    = 3    // that are read in any case
	mostCompared  = 16   // rules whose texts are read
	// manyTexts are so many that all keys are read once instead of each when it is wanted.
	manyTexts = 300
)

// matcher finds rules that say much the same by their keys, and remembers what it
// has read: it lives no longer than what it reads stays as it is.
type matcher struct {
	*reader
	places map[string][]int32      // by key: where the rules stand in seen, at most mostPerKey and one more
	whole  bool                    // places holds all keys there are
	seen   []int64                 // numbers of rules
	place  map[int64]int32         // of a number in seen
	shared []float64               // of each in seen, zero between two searches: a map would take most of the time
	rules  map[int64]likeness.Rule // by number
}

// newMatcher is one for so many texts.
func (r *reader) newMatcher(texts int) (*matcher, error) {
	m := &matcher{reader: r, places: map[string][]int32{}, place: map[int64]int32{}, rules: map[int64]likeness.Rule{}, whole: texts >= manyTexts}
	if !m.whole {
		return m, nil
	}
	var rows []likenessRow
	_, err := r.scan(r.db.NewSelect().Model(&rows).Order("number"), &rows)
	for _, row := range rows {
		m.add(row.Number, strings.Fields(row.Keys))
	}
	return m, err
}

// add makes a rule one that is found by these keys.
func (m *matcher) add(number int64, keys []string) {
	for _, k := range keys {
		if there, known := m.places[k]; (m.whole || known) && len(there) <= mostPerKey {
			m.places[k] = append(there, m.placeOf(number))
		}
	}
}

func (m *matcher) placeOf(number int64) int32 {
	at, seen := m.place[number]
	if !seen {
		at = int32(len(m.seen))
		m.place[number], m.seen, m.shared = at, append(m.seen, number), append(m.shared, 0)
	}
	return at
}

// match finds the rules that each of some is most alike, itself aside.
func (m *matcher) match(rules []likeness.Rule, selves []int64, limit int) ([][]registry.Alike, error) {
	keys := make([][]string, len(rules))
	for i, r := range rules {
		keys[i] = r.Keys()
	}
	if err := m.readKeys(keys); err != nil {
		return nil, err
	}
	candidates := make([][]int64, len(rules))
	for i := range rules {
		candidates[i] = m.candidates(keys[i], selves[i])
	}
	if err := m.readRules(candidates); err != nil {
		return nil, err
	}
	found := make([][]registry.Alike, len(rules))
	for i, r := range rules {
		for _, n := range candidates[i] {
			if d := likeness.Degree(r, m.rules[n]); d >= likeness.Related {
				found[i] = append(found[i], registry.Alike{Number: registry.Number(n), Degree: d})
			}
		}
		slices.SortFunc(found[i], func(a, b registry.Alike) int {
			return cmp.Or(cmp.Compare(b.Degree, a.Degree), cmp.Compare(a.Number, b.Number))
		})
		found[i] = found[i][:min(limit, len(found[i]))]
	}
	return found, nil
}

// candidates are the rules that share the most keys with one, rare keys first.
func (m *matcher) candidates(keys []string, self int64) []int64 {
	keys = slices.Clone(keys)
	slices.SortStableFunc(keys, func(a, b string) int { return cmp.Compare(len(m.places[a]), len(m.places[b])) })
	var found []int32
	read, used := 0, 0
	for _, k := range keys {
		places := m.places[k]
		if read += len(places); used >= fewestKeys && read > enoughNumbers {
			break
		}
		if len(places) > 0 {
			used++
		}
		tells := 1 + math.Log2(mostPerKey/float64(max(1, len(places))))
		for _, at := range places {
			if m.shared[at] == 0 {
				found = append(found, at)
			}
			m.shared[at] += max(tells, 0.5)
		}
	}
	// The best so far, the worst of them last: most share one key and are none of them.
	best := make([]int32, 0, mostCompared+1)
	better := func(a, b int32) int {
		return cmp.Or(cmp.Compare(m.shared[b], m.shared[a]), cmp.Compare(m.seen[a], m.seen[b]))
	}
	least := 0.0
	for _, at := range found {
		if len(best) == mostCompared && m.shared[at] < least || m.seen[at] == self {
			continue
		}
		where, _ := slices.BinarySearchFunc(best, at, better)
		best = slices.Insert(best, where, at)
		best = best[:min(mostCompared, len(best))]
		least = m.shared[best[len(best)-1]]
	}
	for _, at := range found {
		m.shared[at] = 0
	}
	return each(best, func(at int32) int64 { return m.seen[at] })
}

// readKeys reads the rules of keys that have not been read.
func (m *matcher) readKeys(lists [][]string) error {
	if m.whole {
		return nil
	}
	var wanted []string
	for _, keys := range lists {
		for _, k := range keys {
			if _, read := m.places[k]; !read && storable(k) {
				m.places[k] = nil
				wanted = append(wanted, k)
			}
		}
	}
	for part := range slices.Chunk(wanted, 100) {
		var sql strings.Builder
		var args []any
		for i, k := range part {
			if i > 0 {
				sql.WriteString(" UNION ALL ")
			}
			sql.WriteString("SELECT * FROM (SELECT key, number FROM likeness_key WHERE key = ? ORDER BY number LIMIT ?) AS k")
			args = append(args, k, mostPerKey+1)
		}
		var rows []likenessKeyRow
		if _, err := m.scan(m.db.NewRaw(sql.String(), args...), &rows); err != nil {
			return err
		}
		for _, row := range rows {
			m.places[row.Key] = append(m.places[row.Key], m.placeOf(row.Number))
		}
	}
	return nil
}

// readRules reads the texts of rules that have not been read.
func (m *matcher) readRules(lists [][]int64) error {
	var wanted []int64
	for _, numbers := range lists {
		for _, n := range numbers {
			if _, read := m.rules[n]; !read {
				m.rules[n] = likeness.Rule{}
				wanted = append(wanted, n)
			}
		}
	}
	if len(wanted) == 0 {
		return nil
	}
	rows, err := m.newestTexts(m.dialect.in("r.number", wanted))
	for _, row := range rows {
		m.rules[row.Number] = likeness.Of(row.Title, row.Demand)
	}
	return err
}

type likenessRow struct {
	bun.BaseModel `bun:"table:rule_likeness"`
	Number        int64 `bun:",pk"`
	Digest        string
	Keys          string
}

type likenessKeyRow struct {
	bun.BaseModel `bun:"table:likeness_key"`
	Key           string
	Number        int64
}
