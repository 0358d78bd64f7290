package storage

import (
	"github.com/uptrace/bun"

	"github.com/omvendt/omvendt/registry"
)

type justificationRow struct {
	bun.BaseModel `bun:"table:justification,alias:j"`
	ID            string
	Rule          string
	Ordinal       int
	Value         string
	Beneficiary   string
	Mechanism     string
	Evidence      string
	Lighter       string
	Indicator     string
	CheckOn       day
	WithoutIt     string
	EvidenceGrade string
	ScoreResult   string
	ScoreNote     string
	ScoredOn      day
	UndefendedBy  string
	UndefendedOn  day
	Revision      int64
}

func (j justificationRow) justification() registry.Justification {
	return registry.Justification{ID: registry.JustificationID(j.ID), Rule: registry.RuleID(j.Rule), Ordinal: j.Ordinal,
		Value: j.Value, Beneficiary: j.Beneficiary, Mechanism: j.Mechanism, Evidence: j.Evidence, Lighter: j.Lighter,
		Indicator: j.Indicator, CheckOn: registry.Day(j.CheckOn), Revision: registry.Revision(j.Revision),
		Without: j.WithoutIt, Grade: registry.EffectGrade(j.EvidenceGrade),
		Score:      registry.Score{Result: registry.ScoreResult(j.ScoreResult), Note: j.ScoreNote, On: registry.Day(j.ScoredOn)},
		Undefended: registry.Undefended{Post: j.UndefendedBy, On: registry.Day(j.UndefendedOn)}}
}

func (r *reader) justificationsWhere(where condition, more ...string) ([]registry.Justification, error) {
	var rows []justificationRow
	q := r.db.NewSelect().Model(&rows).Where(where.sql, where.args...).Order("j.rule", "j.ordinal")
	for _, m := range more {
		q.Where(m)
	}
	if _, err := r.scan(q); err != nil {
		return nil, err
	}
	return each(rows, justificationRow.justification), nil
}

func (r *reader) Justifications(rule registry.RuleID) ([]registry.Justification, error) {
	return r.justificationsWhere(condition{"j.rule = ?", []any{string(rule)}})
}

func (r *reader) LatestJustifications(rules []registry.RuleID) (map[registry.RuleID]registry.Justification, error) {
	list, err := r.justificationsWhere(r.dialect.in("j.rule", texts(rules)), newest)
	return byRule(list, func(j registry.Justification) registry.RuleID { return j.Rule }), err
}

func (t *tx) InsertJustifications(list []registry.Justification) error {
	if len(list) == 0 {
		return nil
	}
	mark, err := t.Revision()
	if err != nil {
		return err
	}
	return insert(t, each(list, func(j registry.Justification) justificationRow {
		t.touch(j.Rule)
		t.unjudged = put(t.unjudged, j.Rule, true)
		t.list(j.Rule)
		e := t.entry(j.Rule)
		e.Justifications = append(e.Justifications, j)
		if m := t.made[j.Rule]; m != nil && j.Ordinal > m.why.Ordinal {
			m.why, m.why.Revision = j, mark.Revision
		}
		return justificationRow{ID: string(j.ID), Rule: string(j.Rule), Ordinal: j.Ordinal, Value: j.Value,
			Beneficiary: j.Beneficiary, Mechanism: j.Mechanism, Evidence: j.Evidence, Lighter: j.Lighter,
			Indicator: j.Indicator, CheckOn: day(j.CheckOn), Revision: int64(mark.Revision),
			WithoutIt: j.Without, EvidenceGrade: string(j.Grade), ScoreResult: string(j.Score.Result), ScoreNote: j.Score.Note, ScoredOn: day(j.Score.On),
			UndefendedBy: j.Undefended.Post, UndefendedOn: day(j.Undefended.On)}
	}))
}

type legalCheckRow struct {
	bun.BaseModel `bun:"table:legal_check,alias:c"`
	ID            string
	Rule          string
	CheckedBy     string
	CheckedOn     day
	Result        string
	Note          string
	Revision      int64
}

func (c legalCheckRow) check() registry.LegalCheck {
	return registry.LegalCheck{ID: registry.LegalCheckID(c.ID), Rule: registry.RuleID(c.Rule), By: c.CheckedBy,
		Day: registry.Day(c.CheckedOn), Result: registry.CheckResult(c.Result), Note: c.Note,
		Revision: registry.Revision(c.Revision)}
}

func (r *reader) legalChecksWhere(where condition, more ...string) ([]registry.LegalCheck, error) {
	var rows []legalCheckRow
	q := r.db.NewSelect().Model(&rows).Where(where.sql, where.args...).Order("c.seq")
	for _, m := range more {
		q.Where(m)
	}
	if _, err := r.scan(q); err != nil {
		return nil, err
	}
	return each(rows, legalCheckRow.check), nil
}

func (r *reader) LegalChecks(rule registry.RuleID) ([]registry.LegalCheck, error) {
	return r.legalChecksWhere(condition{"c.rule = ?", []any{string(rule)}})
}

// LatestLegalChecks are those recorded last, whatever day they name.
func (r *reader) LatestLegalChecks(rules []registry.RuleID) (map[registry.RuleID]registry.LegalCheck, error) {
	list, err := r.legalChecksWhere(r.dialect.in("c.rule", texts(rules)),
		"c.seq = (SELECT max(later.seq) FROM legal_check AS later WHERE later.rule = c.rule)")
	return byRule(list, func(c registry.LegalCheck) registry.RuleID { return c.Rule }), err
}

func (t *tx) InsertLegalChecks(list []registry.LegalCheck) error {
	if len(list) == 0 {
		return nil
	}
	mark, err := t.Revision()
	if err != nil {
		return err
	}
	return insert(t, each(list, func(c registry.LegalCheck) legalCheckRow {
		t.touch(c.Rule)
		t.list(c.Rule)
		e := t.entry(c.Rule)
		e.Checks = append(e.Checks, c)
		if m := t.made[c.Rule]; m != nil {
			m.checked = string(c.Result)
		}
		return legalCheckRow{ID: string(c.ID), Rule: string(c.Rule), CheckedBy: c.By, CheckedOn: day(c.Day),
			Result: string(c.Result), Note: c.Note, Revision: int64(mark.Revision)}
	}))
}
