package storage

import (
	"slices"

	"github.com/uptrace/bun"

	"github.com/omvendt/omvendt/registry"
)

type caseRow struct {
	bun.BaseModel `bun:"table:rule_case,alias:k"`
	Number        int64 `bun:",pk"`
	Rule          string
	Grade         string
	Worst         string
	CopiedFrom    int64
	Due           day
	Facts         jsonText
	Findings      jsonText
	Policy        string
}

func (k caseRow) record() (registry.CaseRecord, error) {
	c := registry.CaseRecord{Number: registry.Number(k.Number), Rule: registry.RuleID(k.Rule), Grade: registry.CaseGrade(k.Grade), Worst: k.Worst,
		From: registry.Number(k.CopiedFrom), Due: registry.Day(k.Due), Policy: k.Policy}
	err := decode(k.Facts, &c.Facts)
	if err == nil {
		err = decode(k.Findings, &c.Findings)
	}
	return c, err
}

// sayingRow is one shingle of what a rule says. Its order is that of saying first.
type sayingRow struct {
	bun.BaseModel `bun:"table:case_saying,alias:y"`
	Digest        int64
	Since         int64 // revision
	Thin          int
	Number        int64
}

func (r *reader) CaseRecords(rules []registry.RuleID) (map[registry.RuleID]registry.CaseRecord, error) {
	var rows []caseRow
	in := r.dialect.in("k.rule", texts(rules))
	if _, err := r.scan(r.db.NewSelect().Model(&rows).Where(in.sql, in.args...)); err != nil {
		return nil, err
	}
	records, err := tryEach(rows, caseRow.record)
	return byRule(records, func(c registry.CaseRecord) registry.RuleID { return c.Rule }), err
}

func (r *reader) CaseShapes() ([]registry.CaseShape, error) {
	var rows []struct {
		Facts jsonText
		Rules int
	}
	if _, err := r.scan(r.db.NewSelect().Table("rule_case").ColumnExpr("facts, count(*) AS rules").GroupExpr("facts"), &rows); err != nil {
		return nil, err
	}
	shapes := make([]registry.CaseShape, len(rows))
	for i, row := range rows {
		shapes[i].Rules = row.Rules
		if err := decode(row.Facts, &shapes[i].Facts); err != nil {
			return nil, err
		}
	}
	return shapes, nil
}

// FirstSaid asks the index once for each shingle, however many say it.
func (r *reader) FirstSaid(digests []int64) (map[int64]registry.Number, error) {
	first := make(map[int64]registry.Number, len(digests))
	for part := range slices.Chunk(digests, insertChunk) {
		var rows []struct{ Digest, Number int64 }
		list := r.dialect.list("digest", part)
		if _, err := r.scan(r.db.NewRaw("SELECT d.digest, coalesce((SELECT y.number FROM case_saying AS y WHERE y.digest = d.digest "+
			"ORDER BY y.since, y.thin, y.number LIMIT 1), 0) AS number FROM ("+list.sql+") AS d", list.args...), &rows); err != nil {
			return nil, err
		}
		for _, row := range rows {
			if row.Number > 0 {
				first[row.Digest] = registry.Number(row.Number)
			}
		}
	}
	return first, nil
}

func (r *reader) CopiesOf(numbers []registry.Number, limit int) ([]registry.RuleID, error) {
	in := r.dialect.in("copied_from", each(numbers, func(n registry.Number) int64 { return int64(n) }))
	return r.caseRules(r.db.NewSelect().Table("rule_case").Column("rule").Where("copied_from > 0").Where(in.sql, in.args...).Limit(int64(limit)))
}

func (r *reader) Unjudged(policy string, limit int) ([]registry.RuleID, error) {
	return r.caseRules(r.db.NewSelect().TableExpr("rule AS r").ColumnExpr("r.id AS rule").Join("LEFT JOIN rule_case AS k ON k.number = r.number").
		Where("k.policy IS NULL OR k.policy <> ?", policy).OrderExpr("r.number").Limit(int64(limit)))
}

func (r *reader) caseRules(q *bun.SelectQuery) ([]registry.RuleID, error) {
	var ids []registry.RuleID
	_, err := r.scan(q, &ids)
	return ids, err
}

func (t *tx) ReplaceSayings(sayings []registry.Saying) error {
	mark, err := t.Revision()
	if err != nil {
		return err
	}
	in := t.dialect.in("number", each(sayings, func(s registry.Saying) int64 { return int64(s.Number) }))
	var before []sayingRow
	if _, err := t.scan(t.db.NewSelect().Model(&before).Where(in.sql, in.args...)); err != nil {
		return err
	}
	stood := make(map[[2]int64]sayingRow, len(before))
	for _, row := range before {
		stood[[2]int64{row.Number, row.Digest}] = row
	}
	var rows []sayingRow
	for _, s := range sayings {
		for _, d := range s.Digests {
			key := [2]int64{int64(s.Number), d}
			if _, still := stood[key]; !still {
				rows = append(rows, sayingRow{Digest: d, Since: int64(mark.Revision), Thin: s.Thin, Number: int64(s.Number)})
			}
			delete(stood, key)
		}
	}
	gone := map[int64][]int64{} // by rule
	for key := range stood {
		gone[key[0]] = append(gone[key[0]], key[1])
	}
	for number, digests := range gone {
		in := t.dialect.in("digest", digests)
		if _, err := t.exec(t.db.NewDelete().Table("case_saying").Where("number = ?", number).Where(in.sql, in.args...)); err != nil {
			return err
		}
	}
	return insert(t, rows)
}

func (t *tx) ReplaceCaseRecords(records []registry.CaseRecord) error {
	first, others := fresh(t, each(records, func(c registry.CaseRecord) caseRow {
		return caseRow{Number: int64(c.Number), Rule: string(c.Rule), Grade: string(c.Grade), Worst: c.Worst, CopiedFrom: int64(c.From),
			Due: day(c.Due), Facts: encode(c.Facts), Findings: encode(list(c.Findings)), Policy: c.Policy}
	}), func(r caseRow) int64 { return r.Number }, func(d *derived) *bool { return &d.judged })
	if err := insert(t, first); err != nil {
		return err
	}
	for rows := range slices.Chunk(others, insertChunk) {
		q := t.db.NewInsert().Model(&rows).On("CONFLICT (number) DO UPDATE")
		for _, column := range []string{"grade", "worst", "copied_from", "due", "facts", "findings", "policy"} {
			q.Set(column + " = EXCLUDED." + column)
		}
		if _, err := t.exec(q); err != nil {
			return err
		}
	}
	for _, c := range records {
		t.list(c.Rule)
		if m := t.made[c.Rule]; m != nil {
			m.grade, m.findings = string(c.Grade), encode(list(c.Findings))
		}
	}
	return nil
}

// flushCases judges the justifications that were written, or whose rule's text was.
func (t *tx) flushCases() error {
	if len(t.unjudged) == 0 || t.cases == nil || t.broken != nil {
		return nil
	}
	ids := make([]registry.RuleID, 0, len(t.unjudged))
	for id := range t.unjudged {
		ids = append(ids, id)
	}
	t.inOrder(ids) // the same rules give the same records, and who comes first said it first
	t.unjudged = nil
	return registry.JudgeCases(t, t.cases, ids)
}
