package storage

import (
	"context"
	"encoding/hex"
	"maps"
	"slices"
	"strings"

	"github.com/uptrace/bun"
	"golang.org/x/text/collate"
	"golang.org/x/text/language"

	"github.com/omvendt/omvendt/registry"
)

// listRow is what lists are narrowed to and sorted by, of one rule as it stands now.
type listRow struct {
	bun.BaseModel `bun:"table:rule_list,alias:o"`
	Number        int64 `bun:",pk"`
	Title         string
	Area          string
	Effort        float64
	Facets        string
}

type facetRow struct {
	bun.BaseModel `bun:"table:rule_facet,alias:f"`
	Facet         string
	Number        int64
}

// A facet is a kind and a value: whatever a list can be narrowed to is one, and
// has the numbers of its rules in an index. All facets of a rule stand in its row
// of rule_list too, each between two separators.
type facet string

const facetSeparator = "\x1f"

func facetOf[T ~string](kind string, value T) facet {
	return facet(kind + ":" + strings.ReplaceAll(string(value), facetSeparator, " "))
}

// within is the facet as it stands among a rule's facets.
func (f facet) within() string { return facetSeparator + string(f) + facetSeparator }

// listedRule is what the facets of a rule are made of.
type listedRule struct {
	Number                                                 int64
	Area, Unit, Owner, Kind, Protects, LegalForm, Evidence string
	MinutesTo                                              float64
	Title, Plain                                           string
	Justified                                              int
	Vacant                                                 bool
	Checked                                                string
	Tags                                                   jsonText
	Role, Grade                                            string
	Findings                                               jsonText
}

// facets are what lists can be narrowed to. What is added here is made for rules
// that change from then on: a migration that empties rule_list and rule_facet has
// all made anew.
func (l listedRule) facets() ([]facet, error) {
	all := []facet{facetOf("area", l.Area), facetOf("unit", l.Unit), facetOf("kind", l.Kind)}
	for _, f := range []struct{ kind, value string }{{"owner", l.Owner}, {"protects", l.Protects}, {"legal_form", l.LegalForm}, {"role", l.Role}, {"grade", l.Grade}} {
		if f.value != "" {
			all = append(all, facetOf(f.kind, f.value))
		}
	}
	for _, m := range registry.MissingThings {
		if l.lacks(m) {
			all = append(all, facetOf("missing", m))
		}
	}
	for _, several := range []struct {
		kind   string
		values jsonText
	}{{"tag", l.Tags}, {"finding", l.Findings}} {
		if several.values == "[]" {
			continue
		}
		var values []string
		if err := decode(several.values, &values); err != nil {
			return nil, internal(err)
		}
		for _, value := range values {
			all = append(all, facetOf(several.kind, value))
		}
	}
	return all, nil
}

func (l listedRule) lacks(m registry.Missing) bool {
	switch m {
	case registry.MissingOwner:
		return l.Owner == "" || l.Vacant
	case registry.MissingPlain:
		return strings.TrimSpace(l.Plain) == ""
	case registry.MissingProtects:
		return l.Protects == string(registry.ProtectsUnstated)
	case registry.MissingLegalForm:
		return l.LegalForm == string(registry.FormUnstated)
	case registry.MissingJustification:
		return l.Justified == 0
	case registry.MissingCheck:
		return l.Checked != string(registry.BasesConfirmed)
	case registry.MissingEffort:
		return l.Evidence == string(registry.NotQuantified)
	}
	return false
}

func (l listedRule) row(keys *danishKeys) (listRow, error) {
	row := listRow{Number: l.Number, Title: keys.of(l.Title), Area: keys.of(l.Area), Effort: l.MinutesTo, Facets: facetSeparator}
	if l.Evidence == string(registry.NotQuantified) {
		row.Effort = -1
	}
	facets, err := l.facets()
	for _, f := range facets {
		row.Facets += string(f) + facetSeparator
	}
	return row, err
}

// list marks a rule as one whose place in lists may have changed.
func (t *tx) list(rule registry.RuleID) { t.listed = put(t.listed, rule, true) }

// flushLists writes where rules stand in lists now.
func (t *tx) flushLists() error {
	if len(t.listed) == 0 {
		return nil
	}
	ids := slices.Collect(maps.Keys(t.listed))
	t.listed = nil
	t.inOrder(ids)
	keys := newDanishKeys()
	for part := range slices.Chunk(ids, insertChunk) {
		if err := t.writeLists(part, keys); err != nil {
			return err
		}
	}
	return nil
}

// listedRules are those that there are, by number.
func (r *reader) listedRules(ids []registry.RuleID) (rules []listedRule, err error) {
	where := r.dialect.in("r.id", texts(ids))
	_, err = r.scan(r.db.NewSelect().TableExpr("rule AS r").
		ColumnExpr("r.number, r.area, r.unit, r.owner, r.kind, r.protects, r.legal_form, r.evidence, r.minutes_to, r.tags, r.role").
		ColumnExpr("coalesce(v.title, '') AS title, coalesce(v.plain, '') AS plain").
		ColumnExpr("coalesce((SELECT p.vacant FROM post AS p WHERE p.name = r.owner), ?) AS vacant", false).
		ColumnExpr("(SELECT count(*) FROM justification AS j WHERE j.rule = r.id) AS justified").
		ColumnExpr("coalesce((SELECT c.result FROM legal_check AS c WHERE c.rule = r.id ORDER BY c.seq DESC LIMIT 1), '') AS checked").
		ColumnExpr("coalesce(k.grade, '') AS grade, coalesce(k.findings, '[]') AS findings").
		Join("LEFT JOIN rule_case AS k ON k.number = r.number").
		Join("LEFT JOIN rule_version AS v ON v.rule = r.id AND v.ordinal = "+
			"(SELECT max(ordinal) FROM rule_version AS last WHERE last.rule = r.id)").
		Where(where.sql, where.args...).Order("r.number"), &rules)
	return rules, err
}

func (t *tx) writeLists(ids []registry.RuleID, keys *danishKeys) error {
	rules, err := t.listedRules(ids)
	if err != nil {
		return err
	}
	before := map[int64]listRow{}
	first, others := fresh(t, rules, func(l listedRule) int64 { return l.Number }, func(d *derived) *bool { return &d.list })
	in := t.dialect.in("o.number", each(others, func(l listedRule) int64 { return l.Number }))
	isFirst := make(map[int64]bool, len(first))
	for _, l := range first {
		isFirst[l.Number] = true
	}
	var old []listRow
	if _, err := t.scan(t.db.NewSelect().Model(&old).Where(in.sql, in.args...)); err != nil {
		return err
	}
	for _, row := range old {
		before[row.Number] = row
	}
	var changed, made []listRow
	var begun []facetRow
	over := map[string][]int64{}
	for _, l := range rules {
		row, err := l.row(keys)
		if err != nil {
			return err
		}
		was := before[l.Number]
		if row.Title == was.Title && row.Area == was.Area && row.Effort == was.Effort && row.Facets == was.Facets {
			continue
		}
		if isFirst[l.Number] {
			made = append(made, row)
		} else {
			changed = append(changed, row)
		}
		now, then := parted(row.Facets), parted(was.Facets)
		for f := range now {
			if !then[f] {
				begun = append(begun, facetRow{Facet: f, Number: l.Number})
			}
		}
		for f := range then {
			if !now[f] {
				over[f] = append(over[f], l.Number)
			}
		}
	}
	for f, numbers := range over {
		in := t.dialect.in("number", numbers)
		if _, err := t.exec(t.db.NewDelete().Table("rule_facet").Where("facet = ?", f).Where(in.sql, in.args...)); err != nil {
			return err
		}
	}
	if len(changed) > 0 {
		if _, err := t.exec(t.db.NewInsert().Model(&changed).On("CONFLICT (number) DO UPDATE").Set("title = EXCLUDED.title").
			Set("area = EXCLUDED.area").Set("effort = EXCLUDED.effort").Set("facets = EXCLUDED.facets")); err != nil {
			return err
		}
	}
	if err := insert(t, made); err != nil {
		return err
	}
	slices.SortFunc(begun, func(a, b facetRow) int { return strings.Compare(a.Facet, b.Facet) }) // neighbours lie together
	return insert(t, begun)
}

// fillLists writes where rules stand in lists that a migration has emptied. It goes
// by number, so that one that was broken off goes on where it stopped.
func (db *DB) fillLists(ctx context.Context) error {
	for more := true; more; {
		if err := db.transactions.transact(ctx, func(own context.Context, conn bun.IDB) error {
			t := &tx{reader: db.readerOn(own, conn)}
			if err := t.fault(t.dialect.lockFacts(t.ctx, t.db)); err != nil {
				return err
			}
			var ids []string
			if _, err := t.scan(t.db.NewRaw("SELECT id FROM rule WHERE number > (SELECT coalesce(max(number), 0) FROM rule_list) ORDER BY number LIMIT ?", 2*insertChunk), &ids); err != nil {
				return err
			}
			more = len(ids) > 0
			for _, id := range ids {
				t.list(registry.RuleID(id))
			}
			return t.flushLists()
		}); err != nil {
			return err
		}
	}
	return nil
}

// parted are the facets of a row.
func parted(facets string) map[string]bool {
	all := map[string]bool{}
	for f := range strings.SplitSeq(facets, facetSeparator) {
		if f != "" {
			all[f] = true
		}
	}
	return all
}

// danishKeys makes texts that sort as others do in Danish: a to z, æ, ø, å (and aa).
type danishKeys struct {
	collator *collate.Collator
	buffer   *collate.Buffer
}

func newDanishKeys() *danishKeys {
	return &danishKeys{collate.New(language.Danish, collate.Loose), &collate.Buffer{}}
}

// keyed is how much of a text its key goes by: what is alike so far is sorted by number.
const keyed = 60

func (k *danishKeys) of(text string) string {
	k.buffer.Reset()
	if runes := []rune(text); len(runes) > keyed {
		text = string(runes[:keyed])
	}
	return hex.EncodeToString(k.collator.KeyFromString(k.buffer, text))
}
