package storage

import (
	"slices"
	"strconv"
	"strings"

	"github.com/uptrace/bun"

	"github.com/omvendt/omvendt/registry"
)

type kleRow struct {
	bun.BaseModel `bun:"table:kle_entry,alias:k"`
	Code          string `bun:",pk"`
	Title         string
	FromDay       day
	UntilDay      day
	ReplacedBy    string
}

// kleChunk is how many codes are asked for at once.
const kleChunk = 500

func (r *reader) KLE(codes []string) (map[string]registry.KLEEntry, error) {
	plan := map[string]registry.KLEEntry{}
	for some := range slices.Chunk(codes, kleChunk) {
		some = slices.DeleteFunc(slices.Clone(some), func(c string) bool { return !storable(c) })
		var rows []kleRow
		where := r.dialect.in("k.code", some)
		if _, err := r.scan(r.db.NewSelect().Model(&rows).Where(where.sql, where.args...)); err != nil {
			return nil, err
		}
		for _, k := range rows {
			plan[k.Code] = registry.KLEEntry{Code: k.Code, Title: k.Title, From: registry.Day(k.FromDay), Until: registry.Day(k.UntilDay), ReplacedBy: k.ReplacedBy}
		}
	}
	return plan, nil
}

func (r *reader) KLESize(on registry.Day) (entries, expired int, err error) {
	_, err = r.scan(r.db.NewSelect().Table("kle_entry").ColumnExpr("count(*)").
		ColumnExpr("coalesce(sum(CASE WHEN until_day <= ? THEN 1 ELSE 0 END), 0)", day(on)), &entries, &expired)
	return entries, expired, err
}

// KLEInUse jumps from one beginning to the next in the index.
func (r *reader) KLEInUse() ([]string, error) {
	var beginnings []string
	_, err := r.scan(r.db.NewRaw(`WITH RECURSIVE step (kle) AS (
		SELECT (SELECT min(substr(kle, 1, 8)) FROM rule WHERE substr(kle, 1, 8) > '')
		UNION ALL
		SELECT (SELECT min(substr(r.kle, 1, 8)) FROM rule AS r WHERE substr(r.kle, 1, 8) > step.kle) FROM step WHERE step.kle IS NOT NULL
	) SELECT kle FROM step WHERE kle IS NOT NULL`), &beginnings)
	codes := each(beginnings, func(b string) string { // "28 P35", and "28.06 P3" of 28.06 P35
		code, _, _ := strings.Cut(b, " ")
		return code
	})
	slices.Sort(codes)
	return slices.Compact(codes), err
}

func (r *reader) RulesUnderKLE(code string, after registry.Number, limit int) ([]registry.Rule, error) {
	if !storable(code) || limit <= 0 {
		return nil, nil
	}
	n := strconv.Itoa(len(code)) // NN, NN.NN or NN.NN.NN: each has an index
	var rows []ruleRow
	_, err := r.scan(r.db.NewSelect().Model(&rows).Where("substr(kle, 1, "+n+") = ?", code).Where("substr(kle || ' ', "+n+" + 1, 1) = ' '").
		Where("number > ?", int64(after)).Where("due_until > ?", day(r.Today())).Where("taken_out = 0").Order("number").Limit(int64(limit)))
	if err != nil {
		return nil, err
	}
	return tryEach(rows, ruleRow.rule)
}

func (t *tx) ReplaceKLE(plan []registry.KLEEntry) error {
	if _, err := t.exec(t.db.NewDelete().Table("kle_entry").Where("true")); err != nil {
		return err
	}
	return insert(t, each(plan, func(e registry.KLEEntry) kleRow {
		return kleRow{Code: e.Code, Title: e.Title, FromDay: day(e.From), UntilDay: day(e.Until), ReplacedBy: e.ReplacedBy}
	}))
}
