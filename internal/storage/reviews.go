package storage

import (
	"slices"

	"github.com/uptrace/bun"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

type reviewRow struct {
	bun.BaseModel `bun:"table:review,alias:w"`
	ID            string `bun:",pk"`
	Slug          string
	Name          string
	Phase         string
	Edit          int
	Opened        day
	Sunset        day
	Decision      jsonText
}

func rowOfReview(w workflow.Review) reviewRow {
	return reviewRow{ID: string(w.ID), Slug: w.Slug, Name: w.Name, Phase: string(w.Phase), Edit: w.Edit,
		Opened: day(w.Opened), Sunset: day(w.Sunset), Decision: encode(w.Decision)}
}

func (w reviewRow) review() (workflow.Review, error) {
	review := workflow.Review{ID: registry.ReviewID(w.ID), Slug: w.Slug, Name: w.Name, Phase: workflow.Phase(w.Phase),
		Edit: w.Edit, Opened: registry.Day(w.Opened), Sunset: registry.Day(w.Sunset)}
	return review, decode(w.Decision, &review.Decision)
}

func (r *reader) reviewsWhere(where condition) ([]workflow.Review, error) {
	var rows []reviewRow
	if _, err := r.scan(r.db.NewSelect().Model(&rows).Where(where.sql, where.args...).Order("w.opened DESC", "w.id DESC")); err != nil {
		return nil, err
	}
	return tryEach(rows, reviewRow.review)
}

func (r *reader) Reviews() ([]workflow.Review, error) { return r.reviewsWhere(everything) }

func (r *reader) ReviewBySlug(slug string) (workflow.Review, error) {
	return one(r.reviewsWhere, "w.slug", slug)
}

func (r *reader) ReviewByID(id registry.ReviewID) (workflow.Review, error) {
	return one(r.reviewsWhere, "w.id", string(id))
}

type reviewRuleRow struct {
	bun.BaseModel `bun:"table:review_rule,alias:m"`
	Review        string
	Rule          string
	LeftOut       string
}

func (m reviewRuleRow) reviewRule() workflow.ReviewRule {
	return workflow.ReviewRule{Review: registry.ReviewID(m.Review), Rule: registry.RuleID(m.Rule), LeftOut: workflow.LeftOut(m.LeftOut)}
}

func (r *reader) ReviewRules(review registry.ReviewID) ([]workflow.ReviewRule, error) {
	var rows []reviewRuleRow
	if _, err := r.scan(r.db.NewSelect().Model(&rows).Join("JOIN rule AS r ON r.id = m.rule").
		Where("m.review = ?", string(review)).Order("r.number")); err != nil {
		return nil, err
	}
	return each(rows, reviewRuleRow.reviewRule), nil
}

func (r *reader) ReviewsOf(rules []registry.RuleID) (map[registry.RuleID][]workflow.Review, error) {
	var rows []reviewRuleRow
	where := r.dialect.in("m.rule", texts(rules))
	if _, err := r.scan(r.db.NewSelect().Model(&rows).Where(where.sql, where.args...).
		Where("m.left_out = ?", string(workflow.TakenIn))); err != nil {
		return nil, err
	}
	ids := each(rows, func(m reviewRuleRow) string { return m.Review })
	slices.Sort(ids)
	reviews, err := r.reviewsWhere(r.dialect.in("w.id", slices.Compact(ids)))
	if err != nil {
		return nil, err
	}
	in := make(map[registry.ReviewID][]registry.RuleID)
	for _, row := range rows {
		m := row.reviewRule()
		in[m.Review] = append(in[m.Review], m.Rule)
	}
	of := make(map[registry.RuleID][]workflow.Review, len(rules))
	for _, review := range reviews { // newest first
		for _, rule := range in[review.ID] {
			of[rule] = append(of[rule], review)
		}
	}
	return of, nil
}

func (t *tx) InsertReview(review workflow.Review, rules []workflow.ReviewRule) error {
	rows := []reviewRow{rowOfReview(review)}
	if err := checkTexts(rows); err != nil {
		return err
	}
	if err := refuseSlug(t.reviewsWhere, "w.slug", review.Slug); err != nil {
		return err
	}
	if err := insert(t, rows); err != nil {
		return err
	}
	return insert(t, each(rules, func(m workflow.ReviewRule) reviewRuleRow {
		return reviewRuleRow{Review: string(review.ID), Rule: string(m.Rule), LeftOut: string(m.LeftOut)}
	}))
}

// refuseSlug is CodeSlugTaken when there is one with the slug.
func refuseSlug[T any](where func(condition) ([]T, error), column, slug string) error {
	taken, err := where(condition{column + " = ?", []any{slug}})
	if err == nil && len(taken) > 0 {
		err = &registry.Error{Code: registry.CodeSlugTaken, Args: registry.Args{"slug": slug}}
	}
	return err
}

func (t *tx) UpdateReview(review workflow.Review, edit int) (workflow.Review, error) {
	review.Edit = edit + 1
	row := []reviewRow{rowOfReview(review)}
	if err := checkTexts(row); err != nil {
		return workflow.Review{}, err
	}
	n, err := t.exec(t.db.NewUpdate().Model(&row[0]).ExcludeColumn("id", "slug").
		Where("id = ?", string(review.ID)).Where("edit = ?", edit))
	if err != nil {
		return workflow.Review{}, err
	}
	return afterUpdate(n, edit, t.ReviewByID, review.ID, func(w workflow.Review) int { return w.Edit })
}

func (t *tx) SetLeftOut(review registry.ReviewID, rules []registry.RuleID, why workflow.LeftOut) error {
	if len(rules) == 0 {
		return nil
	}
	where := t.dialect.in("rule", texts(rules))
	n, err := t.exec(t.db.NewUpdate().Table("review_rule").Set("left_out = ?", string(why)).
		Where("review = ?", string(review)).Where(where.sql, where.args...))
	if err != nil {
		return err
	}
	distinct := slices.Compact(slices.Sorted(slices.Values(rules)))
	if int(n) != len(distinct) {
		return &registry.Error{Code: registry.CodeNotInReview}
	}
	return nil
}
