package storage

import (
	"github.com/uptrace/bun"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

type sendOnRow struct {
	bun.BaseModel `bun:"table:send_on,alias:p"`
	ID            string `bun:",pk"`
	Addressee     string
	Intro         string
	Sections      jsonText
	Made          day
	Sent          day
	SentBy        string
	Edit          int
}

// sendOnSection is a section as it is stored: its inputs have rows of their own.
type sendOnSection struct {
	Provision string `json:"provision"`
	Proposal  string `json:"proposal"`
}

func rowOfSendOn(p workflow.SendOn) sendOnRow {
	sections := each(p.Sections, func(s workflow.SendOnSection) sendOnSection { return sendOnSection{s.Provision, s.Proposal} })
	return sendOnRow{ID: string(p.ID), Addressee: p.Addressee, Intro: p.Intro, Sections: encode(list(sections)), Made: day(p.Made), Sent: day(p.Sent), SentBy: p.SentBy, Edit: p.Edit}
}

func (p sendOnRow) sendOn() (workflow.SendOn, error) {
	out := workflow.SendOn{ID: registry.SendOnID(p.ID), Edit: p.Edit, SendOnEntry: workflow.SendOnEntry{Addressee: p.Addressee, Intro: p.Intro},
		Made: registry.Day(p.Made), Sent: registry.Day(p.Sent), SentBy: p.SentBy}
	var sections []sendOnSection
	err := decode(p.Sections, &sections)
	out.Sections = each(sections, func(s sendOnSection) workflow.SendOnSection {
		return workflow.SendOnSection{Provision: s.Provision, Proposal: s.Proposal}
	})
	return out, err
}

type sendOnInputRow struct {
	bun.BaseModel `bun:"table:send_on_input,alias:x"`
	Input         string `bun:",pk"`
	SendOn        string
	Consultation  string
	Provision     string
}

// withInputs reads the inputs of packs into their sections.
func (r *reader) withInputs(rows []sendOnRow) ([]workflow.SendOn, error) {
	all, err := tryEach(rows, sendOnRow.sendOn)
	if err != nil || len(all) == 0 {
		return all, err
	}
	var inputs []sendOnInputRow
	where := r.dialect.in("x.send_on", each(rows, func(p sendOnRow) string { return p.ID }))
	if _, err := r.scan(r.db.NewSelect().Model(&inputs).Join("JOIN input AS i ON i.id = x.input").Where(where.sql, where.args...).Order("x.send_on", "x.input")); err != nil {
		return nil, err
	}
	for n := range all {
		for k, s := range all[n].Sections {
			for _, x := range inputs {
				if x.SendOn == string(all[n].ID) && x.Provision == s.Provision {
					s.Inputs = append(s.Inputs, registry.InputID(x.Input))
				}
			}
			all[n].Sections[k] = s
		}
	}
	return all, nil
}

func (r *reader) SendOns(f workflow.SendOnFilter) ([]workflow.SendOn, error) {
	if !storable(string(f.After)) {
		return nil, nil
	}
	var rows []sendOnRow
	q := r.db.NewSelect().Model(&rows).Order("p.id").Limit(int64(f.Limit))
	if f.Sent {
		q.Where("p.sent <> ''")
	}
	if f.After != "" {
		q.Where("p.id > ?", string(f.After))
	}
	if _, err := r.scan(q); err != nil {
		return nil, err
	}
	return r.withInputs(rows)
}

func (r *reader) SendOnByID(id registry.SendOnID) (workflow.SendOn, error) {
	return one(func(where condition) ([]workflow.SendOn, error) {
		var rows []sendOnRow
		if _, err := r.scan(r.db.NewSelect().Model(&rows).Where(where.sql, where.args...)); err != nil {
			return nil, err
		}
		return r.withInputs(rows)
	}, "id", string(id))
}

func (r *reader) SendOnsOf(inputs []registry.InputID) (map[registry.InputID]workflow.SendOn, error) {
	if len(inputs) == 0 {
		return nil, nil
	}
	var rows []struct {
		Input string
		sendOnRow
	}
	where := r.dialect.in("x.input", texts(inputs))
	_, err := r.scan(r.db.NewSelect().TableExpr("send_on_input AS x").Join("JOIN send_on AS p ON p.id = x.send_on").ColumnExpr("x.input, p.*").Where(where.sql, where.args...), &rows)
	if err != nil {
		return nil, err
	}
	all := make(map[registry.InputID]workflow.SendOn, len(rows))
	for _, x := range rows {
		if all[registry.InputID(x.Input)], err = x.sendOn(); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func (r *reader) SendOnWaits(of registry.ConsultationID, after registry.InputID, limit int) ([]registry.InputID, error) {
	var ids []registry.InputID
	q := r.db.NewSelect().TableExpr("disposition AS d").Join("JOIN input AS i ON i.id = d.input").ColumnExpr("d.input").Where("d.kind = 'state_law'").
		Where("NOT EXISTS (SELECT 1 FROM send_on_input AS x WHERE x.input = d.input)").
		Where("(i.lead = '' OR EXISTS (SELECT 1 FROM send_on_input AS x WHERE x.input = i.lead))")
	if of != "" {
		q.Where("i.consultation = ?", string(of))
	}
	if after != "" {
		q.Where("d.input > ?", string(after))
	}
	_, err := r.scan(q.OrderExpr("d.input").Limit(int64(limit)), &ids)
	return ids, err
}

func (r *reader) CountSentOn(of registry.ConsultationID) (n int, err error) {
	_, err = r.scan(r.db.NewSelect().TableExpr("send_on_input AS x").Join("JOIN send_on AS p ON p.id = x.send_on AND p.sent <> ''").
		Join("JOIN disposition AS d ON d.input = x.input AND d.kind = 'state_law'").ColumnExpr("count(*)").Where("x.consultation = ?", string(of)), &n)
	return n, err
}

func (t *tx) InsertSendOn(p workflow.SendOn, inputs []workflow.Input) error {
	rows := []sendOnRow{rowOfSendOn(p)}
	if err := checkTexts(rows); err != nil {
		return err
	}
	if err := insert(t, rows); err != nil {
		return err
	}
	return t.setSendOnInputs(p, inputs)
}

func (t *tx) UpdateSendOn(p workflow.SendOn, inputs []workflow.Input, edit int) (workflow.SendOn, error) {
	p.Edit = edit + 1
	row := []sendOnRow{rowOfSendOn(p)}
	if err := checkTexts(row); err != nil {
		return p, err
	}
	n, err := t.exec(t.db.NewUpdate().Model(&row[0]).ExcludeColumn("id", "made").Where("id = ?", string(p.ID)).Where("edit = ?", edit))
	if err != nil {
		return p, err
	}
	if n > 0 {
		if _, err := t.exec(t.db.NewDelete().Model((*sendOnInputRow)(nil)).Where("send_on = ?", string(p.ID))); err != nil {
			return p, err
		}
		if err := t.setSendOnInputs(p, inputs); err != nil {
			return p, err
		}
	}
	return afterUpdate(n, edit, t.SendOnByID, p.ID, func(p workflow.SendOn) int { return p.Edit })
}

// setSendOnInputs says which inputs are in a pack that has none. Somebody may have put
// one of them into another meanwhile.
func (t *tx) setSendOnInputs(p workflow.SendOn, inputs []workflow.Input) error {
	from := map[registry.InputID]registry.ConsultationID{}
	for _, i := range inputs {
		from[i.ID] = i.Consultation
	}
	var rows []sendOnInputRow
	for _, s := range p.Sections {
		for _, id := range s.Inputs {
			rows = append(rows, sendOnInputRow{Input: string(id), SendOn: string(p.ID), Consultation: string(from[id]), Provision: s.Provision})
		}
	}
	if len(rows) == 0 {
		return nil
	}
	n, err := t.exec(t.db.NewInsert().Model(&rows).On("CONFLICT (input) DO NOTHING"))
	if err == nil && n != int64(len(rows)) {
		var c registry.Checks
		c.Fail("inputs", registry.CodeSendOnElsewhere)
		err = c.Err()
	}
	return err
}
