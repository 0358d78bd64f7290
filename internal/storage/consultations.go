package storage

import (
	"cmp"
	"errors"

	"github.com/uptrace/bun"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

type consultationRow struct {
	bun.BaseModel `bun:"table:consultation,alias:c"`
	ID            string `bun:",pk"`
	Kind          string
	Review        string `bun:",nullzero"`
	Earlier       string `bun:",nullzero"`
	Slug          string
	Edit          int
	Title         jsonText
	Intro         jsonText
	Privacy       jsonText
	Danger        jsonText
	Opens         day
	Closes        day
	Questions     jsonText
	Themes        jsonText
	AsksMissing   bool
}

func rowOfConsultation(c workflow.Consultation) consultationRow {
	return consultationRow{ID: string(c.ID), Kind: string(c.Kind), Review: string(c.Review), Earlier: string(c.Earlier), Slug: c.Slug, Edit: c.Edit, Title: encode(c.Title),
		Intro: encode(c.Intro), Privacy: encode(c.Privacy), Danger: encode(c.Danger), Opens: day(c.Opens), Closes: day(c.Closes),
		Questions: encode(list(c.Questions)), Themes: encode(list(c.Themes)), AsksMissing: c.AsksMissing}
}

func (c consultationRow) consultation() (workflow.Consultation, error) {
	out := workflow.Consultation{ID: registry.ConsultationID(c.ID), Kind: workflow.ConsultationKind(c.Kind), Review: registry.ReviewID(c.Review),
		Earlier: registry.ConsultationID(c.Earlier), Slug: c.Slug, Edit: c.Edit, AsksMissing: c.AsksMissing,
		Opens: registry.Day(c.Opens), Closes: registry.Day(c.Closes)}
	err := errors.Join(decode(c.Title, &out.Title), decode(c.Intro, &out.Intro), decode(c.Privacy, &out.Privacy),
		decode(c.Danger, &out.Danger), decode(c.Questions, &out.Questions), decode(c.Themes, &out.Themes))
	for i, q := range out.Questions {
		out.Questions[i].Kind = cmp.Or(q.Kind, workflow.FreeText) // as they were before there were kinds
	}
	return out, err
}

type consultationRuleRow struct {
	bun.BaseModel `bun:"table:consultation_rule,alias:x"`
	Consultation  string
	Rule          string
	Ord           int
}

func (r *reader) consultationsWhere(where condition) ([]workflow.Consultation, error) {
	var rows []consultationRow
	if _, err := r.scan(r.db.NewSelect().Model(&rows).Where(where.sql, where.args...).Order("c.opens", "c.id")); err != nil {
		return nil, err
	}
	out, err := tryEach(rows, consultationRow.consultation)
	if err != nil {
		return nil, err
	}
	var about []consultationRuleRow
	in := r.dialect.in("x.consultation", each(rows, func(c consultationRow) string { return c.ID }))
	if _, err := r.scan(r.db.NewSelect().Model(&about).Where(in.sql, in.args...).Order("x.consultation", "x.ord")); err != nil {
		return nil, err
	}
	rules := make(map[string][]registry.RuleID, len(rows))
	for _, x := range about {
		rules[x.Consultation] = append(rules[x.Consultation], registry.RuleID(x.Rule))
	}
	for i := range out {
		out[i].Rules = list(rules[string(out[i].ID)])
	}
	return out, nil
}

func (r *reader) Consultations(review registry.ReviewID) ([]workflow.Consultation, error) {
	switch {
	case review == "":
		return r.consultationsWhere(everything)
	case !storable(string(review)):
		return nil, nil
	}
	return r.consultationsWhere(condition{"c.review = ?", []any{string(review)}})
}

func (r *reader) ConsultationsAlone() ([]workflow.Consultation, error) {
	return r.consultationsWhere(condition{"c.review IS NULL", nil})
}

func (r *reader) ConsultationBySlug(slug string) (workflow.Consultation, error) {
	return one(r.consultationsWhere, "c.slug", slug)
}

func (r *reader) ConsultationByID(id registry.ConsultationID) (workflow.Consultation, error) {
	return one(r.consultationsWhere, "c.id", string(id))
}

func (t *tx) InsertConsultation(c workflow.Consultation) error {
	rows := []consultationRow{rowOfConsultation(c)}
	if err := checkTexts(rows); err != nil {
		return err
	}
	if err := refuseSlug(t.consultationsWhere, "c.slug", c.Slug); err != nil {
		return err
	}
	if err := insert(t, rows); err != nil {
		return err
	}
	return t.insertConsultationRules(c)
}

func (t *tx) HoldConsultation(id registry.ConsultationID) error {
	var held string
	_, err := t.scan(t.dialect.holding(t.db.NewSelect().Table("consultation").Column("id").Where("id = ?", string(id))), &held)
	return err
}

func (t *tx) UpdateConsultation(c workflow.Consultation, edit int) (workflow.Consultation, error) {
	c.Edit = edit + 1
	row := []consultationRow{rowOfConsultation(c)}
	if err := checkTexts(row); err != nil {
		return workflow.Consultation{}, err
	}
	n, err := t.exec(t.db.NewUpdate().Model(&row[0]).ExcludeColumn("id", "kind", "review", "earlier", "slug").
		Where("id = ?", string(c.ID)).Where("edit = ?", edit))
	if err != nil {
		return workflow.Consultation{}, err
	}
	if n > 0 {
		if _, err := t.exec(t.db.NewDelete().Table("consultation_rule").Where("consultation = ?", string(c.ID))); err != nil {
			return workflow.Consultation{}, err
		}
		if err := t.insertConsultationRules(c); err != nil {
			return workflow.Consultation{}, err
		}
	}
	return afterUpdate(n, edit, t.ConsultationByID, c.ID, func(c workflow.Consultation) int { return c.Edit })
}

// insertConsultationRules keeps the order of the form; a rule stands there once.
func (t *tx) insertConsultationRules(c workflow.Consultation) error {
	var rows []consultationRuleRow
	seen := make(map[registry.RuleID]bool, len(c.Rules))
	for i, rule := range c.Rules {
		if !seen[rule] {
			rows = append(rows, consultationRuleRow{Consultation: string(c.ID), Rule: string(rule), Ord: i})
		}
		seen[rule] = true
	}
	return insert(t, rows)
}
