package storage

import (
	"github.com/uptrace/bun"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

type memberRow struct {
	bun.BaseModel `bun:"table:member"`
	ID            string `bun:",pk"`
	Body          string
	Name          string
	GroupName     string
	Chair         bool
	Substitute    bool
	FromDay       day
	UntilDay      day
	Account       string
	Edit          int
}

func rowOfMember(m workflow.Member) memberRow {
	return memberRow{ID: string(m.ID), Body: string(m.Body), Name: m.Name, GroupName: m.Group, Chair: m.Chair, Substitute: m.Substitute,
		FromDay: day(m.From), UntilDay: day(m.Until), Account: string(m.User), Edit: m.Edit}
}

func (m memberRow) member() workflow.Member {
	return workflow.Member{ID: registry.MemberID(m.ID), Edit: m.Edit, Body: registry.BodyID(m.Body), Name: m.Name, Group: m.GroupName,
		Chair: m.Chair, Substitute: m.Substitute, From: registry.Day(m.FromDay), Until: registry.Day(m.UntilDay), User: registry.UserID(m.Account)}
}

func (r *reader) membersWhere(where condition) ([]workflow.Member, error) {
	var rows []memberRow
	if _, err := r.scan(r.db.NewSelect().Model(&rows).Where(where.sql, where.args...).Order("from_day", "id")); err != nil {
		return nil, err
	}
	members := each(rows, memberRow.member)
	sortDanish(members, func(m workflow.Member) string { return m.Name })
	return members, nil
}

func (r *reader) Members(body registry.BodyID) ([]workflow.Member, error) {
	if !storable(string(body)) {
		return nil, nil
	}
	return r.membersWhere(condition{"body = ?", []any{string(body)}})
}

func (r *reader) MemberByID(id registry.MemberID) (workflow.Member, error) {
	return one(r.membersWhere, "id", string(id))
}

func (t *tx) InsertMember(m workflow.Member) error {
	return insert(t, []memberRow{rowOfMember(m)})
}

func (t *tx) UpdateMember(m workflow.Member, edit int) (workflow.Member, error) {
	m.Edit = edit + 1
	row := []memberRow{rowOfMember(m)}
	if err := checkTexts(row); err != nil {
		return m, err
	}
	n, err := t.exec(t.db.NewUpdate().Model(&row[0]).ExcludeColumn("id", "body", "name", "from_day", "substitute").Where("id = ?", string(m.ID)).Where("edit = ?", edit))
	if err != nil {
		return m, err
	}
	return afterUpdate(n, edit, t.MemberByID, m.ID, func(m workflow.Member) int { return m.Edit })
}

type meetingRow struct {
	bun.BaseModel `bun:"table:meeting,alias:m"`
	ID            string `bun:",pk"`
	Body          string
	BodyName      string `bun:",scanonly"`
	BodyRank      string `bun:",scanonly"`
	BodyFinance   bool   `bun:",scanonly"`
	Day           day
	Time          string
	Place         string
	CaseNumber    string
	PapersOn      day
	Minutes       string
	SignedOn      day
	Late          string
	State         string
	Edit          int
}

func rowOfMeeting(m workflow.Meeting) meetingRow {
	return meetingRow{ID: string(m.ID), Body: string(m.Body.ID), Day: day(m.Day), Time: m.Time, Place: m.Place, CaseNumber: m.Case,
		PapersOn: day(m.PapersOn), Minutes: m.Minutes, SignedOn: day(m.SignedOn), Late: m.Late, State: string(m.State), Edit: m.Edit}
}

func (m meetingRow) meeting() workflow.Meeting {
	return workflow.Meeting{ID: registry.MeetingID(m.ID),
		Body: registry.Body{ID: registry.BodyID(m.Body), Name: m.BodyName, Rank: registry.Rank(m.BodyRank), Finance: m.BodyFinance},
		Day:  registry.Day(m.Day), Time: m.Time, Place: m.Place, Case: m.CaseNumber, PapersOn: registry.Day(m.PapersOn),
		Minutes: m.Minutes, SignedOn: registry.Day(m.SignedOn), Late: m.Late, State: workflow.MeetingState(m.State), Edit: m.Edit}
}

func (r *reader) meetingsWhere(where condition) ([]workflow.Meeting, error) {
	var rows []meetingRow
	if _, err := r.scan(r.db.NewSelect().Model(&rows).ColumnExpr("?TableColumns").
		ColumnExpr("b.name AS body_name, b.rank AS body_rank, b.finance AS body_finance").Join("JOIN body AS b ON b.id = m.body").
		Where(where.sql, where.args...).Order("m.day DESC", "m.id DESC")); err != nil {
		return nil, err
	}
	return each(rows, meetingRow.meeting), nil
}

func (r *reader) Meetings() ([]workflow.Meeting, error) { return r.meetingsWhere(everything) }

func (r *reader) MeetingByID(id registry.MeetingID) (workflow.Meeting, error) {
	return one(r.meetingsWhere, "m.id", string(id))
}

func (t *tx) InsertMeeting(m workflow.Meeting) error { return insert(t, []meetingRow{rowOfMeeting(m)}) }

// HoldMeeting writes the row as it is. To lock it would not do: who waited for
// that lock would go on with items as they were before.
func (t *tx) HoldMeeting(id registry.MeetingID) (workflow.Meeting, error) {
	if !storable(string(id)) {
		return workflow.Meeting{}, notFound("")
	}
	n, err := t.exec(t.db.NewUpdate().Table("meeting").Set("edit = edit").Where("id = ?", string(id)))
	if err == nil && n == 0 {
		err = notFound(string(id))
	}
	if err != nil {
		return workflow.Meeting{}, err
	}
	return t.MeetingByID(id)
}

func (t *tx) UpdateMeeting(m workflow.Meeting, edit int) (workflow.Meeting, error) {
	m.Edit = edit + 1
	row := []meetingRow{rowOfMeeting(m)}
	if err := checkTexts(row); err != nil {
		return workflow.Meeting{}, err
	}
	n, err := t.exec(t.db.NewUpdate().Model(&row[0]).ExcludeColumn("id", "body").
		Where("id = ?", string(m.ID)).Where("edit = ?", edit))
	if err != nil {
		return workflow.Meeting{}, err
	}
	return afterUpdate(n, edit, t.MeetingByID, m.ID, func(m workflow.Meeting) int { return m.Edit })
}
