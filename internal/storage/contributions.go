package storage

import (
	"slices"

	"github.com/uptrace/bun"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// Contributions are anonymous in the file too. Their tables have random keys,
// the day and no instant, and no column that tells in which order rows came.

type contributionRow struct {
	bun.BaseModel `bun:"table:contribution,alias:n"`
	ID            string `bun:",pk"`
	Consultation  string
	Audience      string
	District      string
	Receipt       string
	State         string
	Day           day
	Exclusion     string
}

func (r *reader) ContributionByReceipt(hash string) (workflow.Contribution, error) {
	if !storable(hash) {
		return workflow.Contribution{}, notFound("") // a hash is not to be repeated
	}
	var row contributionRow
	found, err := r.scan(r.db.NewSelect().Model(&row).Where("n.receipt = ?", hash))
	if err == nil && !found {
		err = notFound("")
	}
	if err != nil {
		return workflow.Contribution{}, err
	}
	return workflow.Contribution{ID: registry.ContributionID(row.ID), Consultation: registry.ConsultationID(row.Consultation),
		Audience: row.Audience, District: row.District, Receipt: row.Receipt, State: workflow.ContributionState(row.State), Day: registry.Day(row.Day),
		Exclusion: registry.ExclusionID(row.Exclusion)}, nil
}

func (r *reader) CountContributions(consultation registry.ConsultationID) (n int, err error) {
	all, err := r.CountByAudience(consultation)
	for _, of := range all {
		n += of
	}
	return n, err
}

func (t *tx) InsertContribution(c workflow.Contribution, content workflow.Content) error {
	if err := insert(t, []contributionRow{{ID: string(c.ID), Consultation: string(c.Consultation), Audience: c.Audience, District: c.District,
		Receipt: c.Receipt, State: string(c.State), Day: day(c.Day), Exclusion: string(c.Exclusion)}}); err != nil {
		return err
	}
	if c.Sender != (workflow.Sender{}) {
		if err := t.SetSender(c); err != nil {
			return err
		}
	}
	return t.insertContent(c, content)
}

func (t *tx) insertContent(c workflow.Contribution, content workflow.Content) error {
	inputs := slices.Clone(content.Inputs)
	for n := range inputs { // what is changed while it is excluded stays so
		inputs[n].Excluded = c.Exclusion != ""
	}
	if err := t.insertInputs(c.ID, inputs); err != nil {
		return err
	}
	seen := map[string]bool{}
	return insert(t, each(content.Chosen, func(x workflow.Chosen) chosenRow {
		first := !seen[x.Question]
		seen[x.Question] = true
		return chosenRow{Contribution: string(c.ID), Consultation: string(c.Consultation), Audience: c.Audience, District: c.District, Question: x.Question, Option: x.Option, First: first, Excluded: c.Exclusion != ""}
	}))
}

func (t *tx) UpdateContribution(c workflow.Contribution) error {
	n, err := t.exec(t.db.NewUpdate().Table("contribution").Set("state = ?", string(c.State)).Where("id = ?", string(c.ID)))
	if err == nil && n == 0 {
		err = notFound("")
	}
	return err
}

type inputRow struct {
	bun.BaseModel    `bun:"table:input,alias:i"`
	ID               string `bun:",pk"`
	Consultation     string
	Contribution     string
	Audience         string
	Kind             string
	Question         string
	Theme            string
	Rule             string
	Stance           string
	Minutes          int
	Text             string
	Masked           bool
	Translation      string
	Day              day
	Screening        string
	Shown            string
	WithheldFor      string
	WithheldNote     string
	ShownTranslation string
	Edit             int
	Answered         bool
	PartOf           string
	Split            bool
	Lead             string
	Assigned         string
	Excluded         bool
}

func (i inputRow) input() workflow.Input {
	return workflow.Input{ID: registry.InputID(i.ID), Consultation: registry.ConsultationID(i.Consultation),
		Contribution: registry.ContributionID(i.Contribution), Audience: i.Audience, Kind: workflow.InputKind(i.Kind),
		Question: i.Question, Theme: i.Theme, Rule: registry.RuleID(i.Rule), Stance: workflow.Stance(i.Stance), Minutes: i.Minutes,
		Text: i.Text, Masked: i.Masked, Translation: i.Translation, Day: registry.Day(i.Day), Edit: i.Edit, Answered: i.Answered,
		PartOf: registry.InputID(i.PartOf), Split: i.Split, Lead: registry.InputID(i.Lead), Assigned: workflow.Assignee(i.Assigned), Excluded: i.Excluded,
		Screened: workflow.Screened{Screening: workflow.Screening(i.Screening), Shown: i.Shown, Why: workflow.WithheldFor(i.WithheldFor), Note: i.WithheldNote, ShownTranslation: i.ShownTranslation}}
}

func (r *reader) Inputs(f workflow.InputFilter) ([]workflow.Input, error) {
	if !storable(string(f.After)) {
		return nil, nil
	}
	asked, some, err := r.inputsAsked(f)
	if err != nil || !some {
		return nil, err
	}
	var rows []inputRow
	q := r.db.NewSelect().Model(&rows)
	id := asked.narrow(r, q)
	if some := r.inputsWhere(f, q); !some {
		return nil, nil
	}
	if f.After != "" {
		q.Where(id+" > ?", string(f.After))
	}
	if _, err := r.scan(q.OrderExpr(id).Limit(int64(f.Limit))); err != nil {
		return nil, err
	}
	return each(rows, inputRow.input), nil
}

func (r *reader) CountInputs(f workflow.InputFilter, limit int) (int, error) {
	asked, some, err := r.inputsAsked(f)
	if err != nil || !some {
		return 0, err
	}
	return asked.count(r, limit, func(q *bun.SelectQuery) bool { return r.inputsWhere(f, q) })
}

// inputsWhere narrows a query of inputs, by all but words; false when there can be none.
func (r *reader) inputsWhere(f workflow.InputFilter, q *bun.SelectQuery) bool {
	for column, value := range map[string]string{"i.consultation": string(f.Consultation), "i.rule": string(f.Rule),
		"i.contribution": string(f.Contribution), "i.audience": f.Audience, "i.kind": string(f.Kind), "i.screening": string(f.Screening), "i.question": f.Question, "i.theme": f.Theme, "i.stance": string(f.Stance),
		"i.part_of <> '' AND i.part_of": string(f.PartOf)} {
		if !storable(value) {
			return false
		}
		if value != "" {
			q.Where(column+" = ?", value)
		}
	}
	if f.Inputs != nil {
		in := r.dialect.in("i.id", texts(f.Inputs))
		q.Where(in.sql, in.args...)
	}
	if f.Wholes != nil {
		in := r.dialect.in("i.part_of", texts(f.Wholes))
		q.Where("i.part_of <> ''").Where(in.sql, in.args...)
	}
	if f.NoRule {
		q.Where("i.rule = ''")
	}
	if f.Disposed != "" {
		if !storable(string(f.Disposed)) {
			return false
		}
		q.Where("EXISTS (SELECT 1 FROM disposition AS d WHERE d.input = i.id AND d.kind = ?)", string(f.Disposed))
	}
	if f.Assigned != nil {
		to := r.dialect.in("i.assigned", texts(f.Assigned))
		q.Where("i.assigned <> ''").Where(to.sql, to.args...)
	}
	if f.Unassigned {
		q.Where("i.assigned = ''")
	}
	if f.Urgent {
		q.Where("EXISTS (SELECT 1 FROM input_action AS a WHERE a.input = i.id AND a.handled_note = '')")
	}
	if f.SentIn {
		q.Where("i.part_of = ''")
	}
	if f.Heads {
		q.Where("NOT i.split").Where("i.lead = ''")
	}
	if f.Answered != nil {
		q.Where("i.answered = ?", *f.Answered)
	}
	if len(f.Reach) > 0 {
		within := r.within(f.Reach)
		q.Where("EXISTS (SELECT 1 FROM rule WHERE rule.id = i.rule AND "+within.sql+")", within.args...)
	}
	return true
}

func (r *reader) InputsByID(ids []registry.InputID) ([]workflow.Input, error) {
	var rows []inputRow
	where := r.dialect.in("i.id", texts(ids))
	if _, err := r.scan(r.db.NewSelect().Model(&rows).Where(where.sql, where.args...).Order("i.id")); err != nil {
		return nil, err
	}
	inputs := each(rows, inputRow.input)
	return inputs, missing(ids, inputs, func(i workflow.Input) registry.InputID { return i.ID },
		func(id registry.InputID) string { return string(id) })
}

func (t *tx) insertInputs(contribution registry.ContributionID, inputs []workflow.Input) error {
	if err := insert(t, each(inputs, func(i workflow.Input) inputRow { return rowOf(contribution, i) })); err != nil {
		return err
	}
	return t.word(inputs)
}

func rowOf(contribution registry.ContributionID, i workflow.Input) inputRow {
	return inputRow{ID: string(i.ID), Consultation: string(i.Consultation), Contribution: string(contribution), Audience: i.Audience,
		Kind: string(i.Kind), Question: i.Question, Theme: i.Theme, Rule: string(i.Rule), Stance: string(i.Stance), Minutes: i.Minutes,
		Text: i.Text, Masked: i.Masked, Translation: i.Translation, ShownTranslation: i.ShownTranslation, Day: day(i.Day), Screening: string(i.Screening), Shown: i.Shown,
		WithheldFor: string(i.Why), WithheldNote: i.Note, Edit: i.Edit, Answered: i.Answered, PartOf: string(i.PartOf), Split: i.Split, Lead: string(i.Lead), Assigned: string(i.Assigned), Excluded: i.Excluded}
}

// ReplaceContent forgets old texts at once where all is taken back; where others
// take their place, what lies in gaps of the file waits for the next who does.
func (t *tx) ReplaceContent(c workflow.Contribution, content workflow.Content) error {
	t.erased = t.erased || len(content.Inputs) == 0
	if err := t.untie(c.ID); err != nil {
		return err
	}
	if _, err := t.exec(t.db.NewDelete().Table("disposition").
		Where("input IN (SELECT id FROM input WHERE contribution = ?)", string(c.ID))); err != nil {
		return err
	}
	if err := t.unword(condition{"i.contribution = ?", []any{string(c.ID)}}); err != nil {
		return err
	}
	for _, table := range []string{"input", "chosen"} {
		if _, err := t.exec(t.db.NewDelete().Table(table).Where("contribution = ?", string(c.ID))); err != nil {
			return err
		}
	}
	return t.insertContent(c, content)
}

// Erase also takes back what was found of the texts: there are none.
func (t *tx) Erase(contribution registry.ContributionID) error {
	t.erased = true
	if err := t.unword(condition{"i.contribution = ?", []any{string(contribution)}}); err != nil {
		return err
	}
	_, err := t.exec(t.db.NewUpdate().Table("input").Set("text = ''").Set("translation = ''").Set("shown = ''").Set("shown_translation = ''").Set("screening = ?", string(workflow.Unscreened)).
		Set("withheld_for = ''").Set("withheld_note = ''").Set("edit = edit + 1").Where("contribution = ?", string(contribution)))
	return err
}

func (t *tx) SetScreened(inputs []registry.InputID, s workflow.Screened) error {
	if err := checkTexts([]inputRow{{Shown: s.Shown, ShownTranslation: s.ShownTranslation, WithheldNote: s.Note}}); err != nil {
		return err
	}
	where := t.dialect.in("id", texts(inputs))
	_, err := t.exec(t.db.NewUpdate().Table("input").Set("screening = ?", string(s.Screening)).Set("shown = ?", s.Shown).Set("shown_translation = ?", s.ShownTranslation).
		Set("withheld_for = ?", string(s.Why)).Set("withheld_note = ?", s.Note).Set("edit = edit + 1").Where(where.sql, where.args...))
	return err
}

func (t *tx) SetInputTranslation(input registry.InputID, translation string) error {
	if err := checkTexts([]inputRow{{Translation: translation}}); err != nil {
		return err
	}
	if err := t.unword(condition{"i.id = ?", []any{string(input)}}); err != nil {
		return err
	}
	if _, err := t.exec(t.db.NewUpdate().Table("input").Set("translation = ?", translation).Set("shown_translation = ''").Set("edit = edit + 1").Where("id = ?", string(input))); err != nil {
		return err
	}
	now, err := t.InputsByID([]registry.InputID{input})
	if err != nil {
		return err
	}
	return t.word(now)
}

type chosenRow struct {
	bun.BaseModel `bun:"table:chosen,alias:x"`
	Contribution  string
	Question      string
	Option        string
	Consultation  string
	Audience      string
	District      string
	First         bool // it stands for the person where people are counted
	Excluded      bool
}

func (r *reader) Chosen(contribution registry.ContributionID) ([]workflow.Chosen, error) {
	if !storable(string(contribution)) {
		return nil, nil
	}
	var rows []chosenRow
	_, err := r.scan(r.db.NewSelect().Model(&rows).Where("x.contribution = ?", string(contribution)))
	return each(rows, func(x chosenRow) workflow.Chosen { return workflow.Chosen{Question: x.Question, Option: x.Option} }), err
}

func (r *reader) CountChosen(consultation registry.ConsultationID, excluded bool) ([]workflow.ChosenCount, error) {
	if !storable(string(consultation)) {
		return nil, nil
	}
	type row struct {
		Question, Option, Audience, District string
		N                                    int
	}
	var rows []row
	err := r.counts("chosen_count", consultation, excluded, "question, option, audience, district", &rows)
	return each(rows, func(x row) workflow.ChosenCount {
		return workflow.ChosenCount{Chosen: workflow.Chosen{Question: x.Question, Option: x.Option}, Audience: x.Audience, District: x.District, N: x.N}
	}), err
}
