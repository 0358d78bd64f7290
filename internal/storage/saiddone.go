package storage

import (
	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// What everybody may read of how a consultation was answered. It is kept counted, save
// the reasons: a consultation may have brought 100,000 inputs.

func (r *reader) CountDisposed(consultation registry.ConsultationID) (all []workflow.DisposedCount, err error) {
	err = r.counts("disposed_count", consultation, false, "rule, question, kind", &all)
	return all, err
}

// publicText holds of inputs of whose text something is public. Of a part it is when
// all of its whole is: what was left out of that may be what the part is about.
const publicText = "(i.part_of = '' AND i.screening IN ('published', 'masked') OR " +
	"i.part_of <> '' AND EXISTS (SELECT 1 FROM input AS w WHERE w.id = i.part_of AND w.screening = 'published'))"

func (r *reader) ReasonsGiven(consultation registry.ConsultationID, rules []registry.RuleID, kinds []workflow.DispositionKind, limit int) ([]workflow.GivenReason, error) {
	var rows []struct {
		Rule, Question, Kind, Reason string
		N, Others                    int
	}
	about, of := r.dialect.in("i.rule", texts(rules)), r.dialect.in("d.kind", texts(kinds))
	given := r.db.NewSelect().TableExpr("input AS i").Join("JOIN disposition AS d ON d.input = i.id").
		ColumnExpr("i.rule, i.question, d.kind, d.reason, count(*) AS n, count(*) OVER (PARTITION BY i.rule, i.question) - ? AS others", limit).
		ColumnExpr("row_number() OVER (PARTITION BY i.rule, i.question ORDER BY count(*) DESC, min(i.id)) AS place").
		Where("i.consultation = ?", string(consultation)).Where("d.reason <> ''").Where("NOT i.excluded").Where(publicText).
		Where(about.sql, about.args...).Where(of.sql, of.args...).GroupExpr("i.rule, i.question, d.kind, d.reason")
	_, err := r.scan(r.db.NewSelect().TableExpr("(?) AS g", given).ColumnExpr("g.rule, g.question, g.kind, g.reason, g.n, g.others").
		Where("g.place <= ?", limit).OrderExpr("g.rule, g.question, g.place"), &rows)
	return each(rows, func(x struct {
		Rule, Question, Kind, Reason string
		N, Others                    int
	}) workflow.GivenReason {
		return workflow.GivenReason{Rule: registry.RuleID(x.Rule), Question: x.Question, Kind: workflow.DispositionKind(x.Kind), Reason: x.Reason, N: x.N, Others: max(x.Others, 0)}
	}), err
}

func (r *reader) AnswersByDay(consultation registry.ConsultationID) ([]workflow.AnsweredOn, error) {
	var rows []struct {
		Day day
		N   int
	}
	err := r.counts("disposed_count", consultation, false, "day", &rows)
	all := make([]workflow.AnsweredOn, len(rows))
	for n, x := range rows {
		all[len(rows)-1-n] = workflow.AnsweredOn{Day: registry.Day(x.Day), N: x.N}
	}
	return all, err
}
