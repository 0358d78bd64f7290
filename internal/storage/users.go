package storage

import (
	"strings"
	"time"

	"github.com/uptrace/bun"

	"github.com/omvendt/omvendt/registry"
)

type userRow struct {
	bun.BaseModel `bun:"table:user_account,alias:u"`
	ID            string `bun:",pk"`
	Name          string
	Email         string
	Grants        jsonText
	Active        bool
	Edit          int
	Created       instant
}

func rowOfUser(u registry.User) userRow {
	return userRow{ID: string(u.ID), Name: u.Name, Email: strings.ToLower(u.Email), Grants: encode(list(u.Grants)), Active: u.Active,
		Edit: u.Edit, Created: instant(u.Created.UTC().Truncate(time.Microsecond))}
}

func (u userRow) user() (registry.User, error) {
	user := registry.User{ID: registry.UserID(u.ID), Name: u.Name, Email: u.Email, Active: u.Active, Edit: u.Edit, Created: time.Time(u.Created)}
	return user, decode(u.Grants, &user.Grants)
}

func (r *reader) usersWhere(where condition) ([]registry.User, error) {
	var rows []userRow
	if _, err := r.scan(r.db.NewSelect().Model(&rows).Where(where.sql, where.args...).Order("u.id")); err != nil {
		return nil, err
	}
	return tryEach(rows, userRow.user)
}

func (r *reader) Users() ([]registry.User, error) {
	users, err := r.usersWhere(everything)
	sortDanish(users, func(u registry.User) string { return u.Name })
	return users, err
}

func (r *reader) UserByID(id registry.UserID) (registry.User, error) {
	return one(r.usersWhere, "u.id", string(id))
}

func (r *reader) UserByEmail(email string) (registry.User, error) {
	return one(r.usersWhere, "u.email", strings.ToLower(email))
}

func (t *tx) InsertUser(u registry.User) error {
	rows := []userRow{rowOfUser(u)}
	if err := t.refuseEmail(rows); err != nil {
		return err
	}
	return insert(t, rows)
}

func (t *tx) UpdateUser(u registry.User, edit int) (registry.User, error) {
	u.Edit = edit + 1
	row := []userRow{rowOfUser(u)}
	if err := t.refuseEmail(row); err != nil {
		return registry.User{}, err
	}
	n, err := t.exec(t.db.NewUpdate().Model(&row[0]).ExcludeColumn("id", "created").
		Where("id = ?", row[0].ID).Where("edit = ?", edit))
	if err != nil {
		return registry.User{}, err
	}
	return afterUpdate(n, edit, t.UserByID, u.ID, func(u registry.User) int { return u.Edit })
}

// refuseEmail is CodeEmailTaken when an address is another user's.
func (t *tx) refuseEmail(row []userRow) error {
	if err := checkTexts(row); err != nil {
		return err
	}
	taken, err := t.usersWhere(condition{"u.email = ? AND u.id <> ?", []any{row[0].Email, row[0].ID}})
	if err == nil && len(taken) > 0 {
		err = &registry.Error{Code: registry.CodeEmailTaken, Args: registry.Args{"email": row[0].Email}}
	}
	return err
}
