package storage

import (
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// What is counted is kept in shards (migration counted_inputs), by triggers: whatever
// way an input changes, it is counted in the same transaction.

func (r *reader) CountByAudience(consultation registry.ConsultationID) (map[string]int, error) {
	if !storable(string(consultation)) {
		return nil, nil
	}
	var rows []struct {
		Audience string
		N        int
	}
	err := r.counts("sent_count", consultation, false, "audience", &rows)
	counts := make(map[string]int, len(rows))
	for _, row := range rows {
		counts[row.Audience] = row.N
	}
	return counts, err
}

// counts sums the shards of a table, of what counts or of what was excluded; what
// there is none of is left out.
func (r *reader) counts(table string, consultation registry.ConsultationID, excluded bool, of string, rows any) error {
	_, err := r.scan(r.db.NewSelect().TableExpr(table).ColumnExpr(of+", sum(n) AS n").Where("consultation = ?", string(consultation)).Where("excluded = ?", excluded).
		GroupExpr(of).Having("sum(n) > 0").OrderExpr(of), rows)
	return err
}

func (r *reader) CountGroups(consultation registry.ConsultationID) (g workflow.Groups, err error) {
	if storable(string(consultation)) {
		_, err = r.scan(r.db.NewSelect().Model((*senderRow)(nil)).ColumnExpr("count(*) AS contributions, coalesce(sum(s.people), 0) AS people").
			Where("s.consultation = ?", string(consultation)).Where("s.people > 0").
			Where("NOT EXISTS (SELECT 1 FROM contribution AS n WHERE n.id = s.contribution AND n.exclusion <> '')"), &g)
	}
	return g, err
}

func (r *reader) TallyInputs(consultation registry.ConsultationID, excluded bool) (all []workflow.InputTally, err error) {
	if storable(string(consultation)) {
		err = r.counts("input_count", consultation, excluded, "rule, kind, question, theme, audience, stance, answered, screening, worded", &all)
	}
	return all, err
}

func (r *reader) TallyMinutes(consultation registry.ConsultationID) (all []workflow.MinutesTally, err error) {
	if storable(string(consultation)) {
		err = r.counts("minutes_count", consultation, false, "rule, minutes", &all)
	}
	return all, err
}

// shown is spelt as in the index of that name.
const shown = "i.text <> '' AND i.screening IN ('masked', 'published') AND NOT i.excluded"

func (r *reader) Shown(f workflow.ShownQuery) ([]workflow.Input, error) {
	if !storable(string(f.Consultation)) || !storable(string(f.Rule)) {
		return nil, nil
	}
	var rows []inputRow
	q := r.db.NewSelect().Model(&rows).Where("i.consultation = ?", string(f.Consultation)).Where("i.part_of = ''").Where(shown)
	if f.Rule != "" || f.NoRule {
		q.Where("i.rule = ?", string(f.Rule))
	}
	if f.Heads {
		q.Where("(i.lead = '' OR NOT EXISTS (SELECT 1 FROM input AS l WHERE l.id = i.lead AND l.text <> '' AND l.screening IN ('masked', 'published') AND NOT l.excluded))")
	}
	if f.After != "" {
		last, err := r.InputsByID([]registry.InputID{f.After})
		if err != nil {
			return nil, err
		}
		l := last[0]
		q.Where("(i.rule, i.kind, i.question, i.id) > (?, ?, ?, ?)", string(l.Rule), string(l.Kind), l.Question, string(l.ID))
	}
	if _, err := r.scan(q.OrderExpr("i.rule, i.kind, i.question, i.id").Limit(int64(f.Limit))); err != nil {
		return nil, err
	}
	return each(rows, inputRow.input), nil
}

func (r *reader) CountMerged(leads []registry.InputID) (map[registry.InputID]int, error) {
	var rows []struct {
		Lead string
		N    int
	}
	where := r.dialect.in("i.lead", texts(leads))
	_, err := r.scan(r.db.NewSelect().Model((*inputRow)(nil)).ColumnExpr("i.lead AS lead, count(*) AS n").Where("i.lead <> ''").Where("NOT i.excluded").
		Where(where.sql, where.args...).GroupExpr("i.lead"), &rows)
	counts := make(map[registry.InputID]int, len(rows))
	for _, row := range rows {
		counts[registry.InputID(row.Lead)] = row.N
	}
	return counts, err
}
