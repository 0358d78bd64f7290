package storage

import (
	"github.com/uptrace/bun"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

type hearingPartyRow struct {
	bun.BaseModel `bun:"table:hearing_party"`
	ID            string `bun:",pk"`
	Name          string
	Kind          string
	Address       string
	Area          string
	HeardOn       string
	Basis         string
	Edit          int
}

func rowOfParty(p workflow.HearingParty) hearingPartyRow {
	return hearingPartyRow{ID: string(p.ID), Name: p.Name, Kind: string(p.Kind), Address: p.Address, Area: p.Area, HeardOn: p.HeardOn, Basis: p.Basis, Edit: p.Edit}
}

func (p hearingPartyRow) party() workflow.HearingParty {
	return workflow.HearingParty{ID: registry.HearingPartyID(p.ID), Edit: p.Edit, PartyEntry: workflow.PartyEntry{Name: p.Name, Kind: workflow.PartyKind(p.Kind),
		Address: p.Address, Area: p.Area, HeardOn: p.HeardOn, Basis: p.Basis}}
}

func (r *reader) partiesWhere(where condition) ([]workflow.HearingParty, error) {
	var rows []hearingPartyRow
	_, err := r.scan(r.db.NewSelect().Model(&rows).Where(where.sql, where.args...))
	return each(rows, hearingPartyRow.party), err
}

func (r *reader) HearingParties() ([]workflow.HearingParty, error) {
	all, err := r.partiesWhere(everything)
	sortDanish(all, func(p workflow.HearingParty) string { return p.Name })
	return all, err
}

func (r *reader) PartyByID(id registry.HearingPartyID) (workflow.HearingParty, error) {
	return one(r.partiesWhere, "id", string(id))
}

// refuseParty refuses a name that another party has.
func (t *tx) refuseParty(p workflow.HearingParty) error {
	other, err := one(t.partiesWhere, "name", p.Name)
	switch {
	case registry.CodeOf(err) == registry.CodeNotFound:
		return nil
	case err == nil && other.ID != p.ID:
		return &registry.Error{Code: registry.CodePartyTaken, Args: registry.Args{"party": p.Name}}
	}
	return err
}

func (t *tx) InsertParty(p workflow.HearingParty) error {
	rows := []hearingPartyRow{rowOfParty(p)}
	if err := checkTexts(rows); err != nil {
		return err
	}
	if err := t.refuseParty(p); err != nil {
		return err
	}
	return insert(t, rows)
}

func (t *tx) UpdateParty(p workflow.HearingParty, edit int) (workflow.HearingParty, error) {
	p.Edit = edit + 1
	row := []hearingPartyRow{rowOfParty(p)}
	if err := checkTexts(row); err != nil {
		return p, err
	}
	if err := t.refuseParty(p); err != nil {
		return p, err
	}
	n, err := t.exec(t.db.NewUpdate().Model(&row[0]).ExcludeColumn("id").Where("id = ?", string(p.ID)).Where("edit = ?", edit))
	if err != nil {
		return p, err
	}
	return afterUpdate(n, edit, t.PartyByID, p.ID, func(p workflow.HearingParty) int { return p.Edit })
}

func (t *tx) DeleteParty(id registry.HearingPartyID, edit int) error {
	n, err := t.exec(t.db.NewDelete().Table("hearing_party").Where("id = ?", string(id)).Where("edit = ?", edit))
	if err == nil && n == 0 {
		_, err = afterUpdate(n, edit, t.PartyByID, id, func(p workflow.HearingParty) int { return p.Edit })
	}
	return err
}

type hearingRow struct {
	bun.BaseModel `bun:"table:hearing"`
	ID            string `bun:",pk"`
	Review        string
	Party         string
	State         string
	Token         string
	Address       string
	Letter        string
	Deadline      day
	Sent          day
	Reminded      day
	Extended      string
	Hurried       string
	Statement     jsonText
	Edit          int
}

func rowOfHearing(h workflow.Hearing) hearingRow {
	return hearingRow{ID: string(h.ID), Review: string(h.Review), Party: h.Party, State: string(h.State), Token: h.Token, Address: h.Address, Letter: h.Letter,
		Deadline: day(h.Deadline), Sent: day(h.Sent), Reminded: day(h.Reminded), Extended: h.Extended, Hurried: h.Hurried, Statement: encode(h.Statement), Edit: h.Edit}
}

func (h hearingRow) hearing() (workflow.Hearing, error) {
	out := workflow.Hearing{ID: registry.HearingID(h.ID), Review: registry.ReviewID(h.Review), Party: h.Party, State: workflow.HearingState(h.State), Edit: h.Edit,
		Token: h.Token, Sent: registry.Day(h.Sent), Reminded: registry.Day(h.Reminded), Extended: h.Extended,
		HearingLetter: workflow.HearingLetter{Address: h.Address, Letter: h.Letter, Deadline: registry.Day(h.Deadline), Hurried: h.Hurried}}
	return out, decode(h.Statement, &out.Statement)
}

func (r *reader) hearingsWhere(where condition) ([]workflow.Hearing, error) {
	var rows []hearingRow
	if _, err := r.scan(r.db.NewSelect().Model(&rows).Where(where.sql, where.args...)); err != nil {
		return nil, err
	}
	all, err := tryEach(rows, hearingRow.hearing)
	sortDanish(all, func(h workflow.Hearing) string { return h.Party })
	return all, err
}

func (r *reader) Hearings(reviews ...registry.ReviewID) ([]workflow.Hearing, error) {
	return r.hearingsWhere(r.dialect.in("review", texts(reviews)))
}

func (r *reader) HearingByID(id registry.HearingID) (workflow.Hearing, error) {
	return one(r.hearingsWhere, "id", string(id))
}

func (r *reader) HearingByToken(token string) (workflow.Hearing, error) {
	if token == "" {
		return workflow.Hearing{}, notFound("")
	}
	return one(r.hearingsWhere, "token", token)
}

func (t *tx) InsertHearing(h workflow.Hearing) error {
	rows := []hearingRow{rowOfHearing(h)}
	if err := checkTexts(rows); err != nil {
		return err
	}
	there, err := t.hearingsWhere(condition{"review = ? AND party = ?", []any{string(h.Review), h.Party}})
	if err != nil {
		return err
	}
	if len(there) > 0 {
		return &registry.Error{Code: registry.CodeHearingPlanned, Args: registry.Args{"party": h.Party}}
	}
	return insert(t, rows)
}

func (t *tx) UpdateHearing(h workflow.Hearing, edit int) (workflow.Hearing, error) {
	h.Edit = edit + 1
	row := []hearingRow{rowOfHearing(h)}
	if err := checkTexts(row); err != nil {
		return h, err
	}
	n, err := t.exec(t.db.NewUpdate().Model(&row[0]).ExcludeColumn("id", "review", "party", "token").Where("id = ?", string(h.ID)).Where("edit = ?", edit))
	if err != nil {
		return h, err
	}
	return afterUpdate(n, edit, t.HearingByID, h.ID, func(h workflow.Hearing) int { return h.Edit })
}
