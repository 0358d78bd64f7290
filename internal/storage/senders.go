package storage

import (
	"github.com/uptrace/bun"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

// Most contributions are one person's, written into the form: they have no row here.
type senderRow struct {
	bun.BaseModel `bun:"table:sender,alias:s"`
	Contribution  string `bun:",pk"`
	Consultation  string
	People        int
	Method        string
	Way           string
}

func (r *reader) Senders(contributions []registry.ContributionID) (map[registry.ContributionID]workflow.Sender, error) {
	var rows []senderRow
	where := r.dialect.in("s.contribution", texts(contributions))
	if _, err := r.scan(r.db.NewSelect().Model(&rows).Where(where.sql, where.args...)); err != nil {
		return nil, err
	}
	senders := make(map[registry.ContributionID]workflow.Sender, len(rows))
	for _, s := range rows {
		senders[registry.ContributionID(s.Contribution)] = workflow.Sender{Group: workflow.Group{People: s.People, Method: workflow.Method(s.Method)}, Way: workflow.Way(s.Way)}
	}
	return senders, nil
}

func (t *tx) SetSender(c workflow.Contribution) error {
	if _, err := t.exec(t.db.NewDelete().Table("sender").Where("contribution = ?", string(c.ID))); err != nil {
		return err
	}
	if c.Sender == (workflow.Sender{}) {
		return nil
	}
	return insert(t, []senderRow{{Contribution: string(c.ID), Consultation: string(c.Consultation), People: c.Sender.Group.People,
		Method: string(c.Sender.Group.Method), Way: string(c.Sender.Way)}})
}
