package storage

import (
	"github.com/uptrace/bun"

	"github.com/omvendt/omvendt/registry"
)

type counterRow struct {
	bun.BaseModel `bun:"table:counter_case,alias:x"`
	ID            string
	Thread        string
	Rule          string
	Ordinal       int
	FiledOn       day
	Party         string
	Name          string
	Public        bool
	FiledBy       string
	Cost          string
	Burdened      string
	Mechanism     string
	Evidence      string
	Lighter       string
	WithoutIt     string
}

func (x counterRow) counterCase() registry.CounterCase {
	return registry.CounterCase{ID: registry.CounterCaseID(x.ID), Thread: registry.CounterCaseID(x.Thread), Rule: registry.RuleID(x.Rule),
		Ordinal: x.Ordinal, On: registry.Day(x.FiledOn), Party: registry.CounterParty(x.Party), Name: x.Name, Public: x.Public, By: x.FiledBy,
		CounterArguments: registry.CounterArguments{Cost: x.Cost, Burdened: x.Burdened, Mechanism: x.Mechanism, Evidence: x.Evidence,
			Lighter: x.Lighter, Without: x.WithoutIt}}
}

type counterReplyRow struct {
	bun.BaseModel `bun:"table:counter_reply,alias:y"`
	Thread        string
	Ordinal       int
	Post          string
	RepliedOn     day
	Reply         string
}

func (y counterReplyRow) reply() registry.CounterReply {
	return registry.CounterReply{Thread: registry.CounterCaseID(y.Thread), Ordinal: y.Ordinal, Post: y.Post, On: registry.Day(y.RepliedOn), Text: y.Reply}
}

func (r *reader) CounterCases(rules []registry.RuleID) (map[registry.RuleID][]registry.CounterCase, error) {
	var rows []counterRow
	in := r.dialect.in("x.rule", texts(rules))
	// Ids are made in the order of time.
	if _, err := r.scan(r.db.NewSelect().Model(&rows).Where(in.sql, in.args...).Order("x.rule", "x.thread", "x.ordinal")); err != nil {
		return nil, err
	}
	out := map[registry.RuleID][]registry.CounterCase{}
	for _, row := range rows {
		c := row.counterCase()
		out[c.Rule] = append(out[c.Rule], c)
	}
	return out, nil
}

func (r *reader) CounterReplies(threads []registry.CounterCaseID) ([]registry.CounterReply, error) {
	var rows []counterReplyRow
	in := r.dialect.in("y.thread", texts(threads))
	if _, err := r.scan(r.db.NewSelect().Model(&rows).Where(in.sql, in.args...).Order("y.seq")); err != nil {
		return nil, err
	}
	return each(rows, counterReplyRow.reply), nil
}

type withdrawalRow struct {
	bun.BaseModel `bun:"table:counter_withdrawal,alias:x"`
	Thread        string
	Rule          string
	WithdrawnOn   day
	ForThem       bool
}

func (r *reader) CounterWithdrawals(rules []registry.RuleID) (map[registry.CounterCaseID]registry.CounterWithdrawal, error) {
	var rows []withdrawalRow
	in := r.dialect.in("x.rule", texts(rules))
	if _, err := r.scan(r.db.NewSelect().Model(&rows).Where(in.sql, in.args...)); err != nil {
		return nil, err
	}
	out := map[registry.CounterCaseID]registry.CounterWithdrawal{}
	for _, x := range rows {
		thread := registry.CounterCaseID(x.Thread)
		out[thread] = registry.CounterWithdrawal{Thread: thread, Rule: registry.RuleID(x.Rule), On: registry.Day(x.WithdrawnOn), ForThem: x.ForThem}
	}
	return out, nil
}

func (t *tx) InsertCounterWithdrawal(w registry.CounterWithdrawal) error {
	row := withdrawalRow{Thread: string(w.Thread), Rule: string(w.Rule), WithdrawnOn: day(w.On), ForThem: w.ForThem}
	n, err := t.exec(t.db.NewInsert().Model(&row).On("CONFLICT (thread) DO NOTHING"))
	if err == nil && n == 0 { // two at once
		err = &registry.Error{Code: registry.CodeCounterWithdrawn}
	}
	return err
}

func (t *tx) InsertCounterCase(c registry.CounterCase) error {
	return insert(t, []counterRow{{ID: string(c.ID), Thread: string(c.Thread), Rule: string(c.Rule), Ordinal: c.Ordinal, FiledOn: day(c.On),
		Party: string(c.Party), Name: c.Name, Public: c.Public, FiledBy: c.By, Cost: c.Cost, Burdened: c.Burdened, Mechanism: c.Mechanism,
		Evidence: c.Evidence, Lighter: c.Lighter, WithoutIt: c.Without}})
}

func (t *tx) InsertCounterReply(y registry.CounterReply) error {
	return insert(t, []counterReplyRow{{Thread: string(y.Thread), Ordinal: y.Ordinal, Post: y.Post, RepliedOn: day(y.On), Reply: y.Text}})
}
