package storage

import (
	"time"

	"github.com/uptrace/bun"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

type linkRow struct {
	bun.BaseModel `bun:"table:open_link,alias:l"`
	ID            string `bun:",pk"`
	Consultation  string
	Audience      string
	Place         string
	District      string
	Token         string
	Opens         day
	Closes        day
	Shared        bool
	Slips         int
	Revoked       bool
	Guarded       instant
}

func (l linkRow) link() workflow.Link {
	return workflow.Link{ID: registry.LinkID(l.ID), Consultation: registry.ConsultationID(l.Consultation), Audience: l.Audience,
		Place: l.Place, District: l.District, Token: l.Token, Opens: registry.Day(l.Opens), Closes: registry.Day(l.Closes), Shared: l.Shared, Slips: l.Slips, Revoked: l.Revoked, Guarded: time.Time(l.Guarded)}
}

func (r *reader) linksWhere(where condition) ([]workflow.Link, error) {
	var rows []linkRow
	if _, err := r.scan(r.db.NewSelect().Model(&rows).Where(where.sql, where.args...).Order("l.id")); err != nil {
		return nil, err
	}
	return each(rows, linkRow.link), nil
}

func (r *reader) Links(consultation registry.ConsultationID) ([]workflow.Link, error) {
	if !storable(string(consultation)) {
		return nil, nil
	}
	links, err := r.linksWhere(condition{"l.consultation = ?", []any{string(consultation)}})
	sortDanish(links, func(l workflow.Link) string { return l.Audience })
	return links, err
}

func (r *reader) LinkByToken(token string) (workflow.Link, error) {
	return one(r.linksWhere, "l.token", token)
}

func (r *reader) LinkBySlip(token string) (workflow.Link, error) {
	if !storable(token) {
		return workflow.Link{}, notFound("")
	}
	var link string
	found, err := r.scan(r.db.NewSelect().Model((*slipRow)(nil)).Column("link").Where("s.token = ?", token), &link)
	if err == nil && !found {
		err = notFound(token)
	}
	if err != nil {
		return workflow.Link{}, err
	}
	return one(r.linksWhere, "l.id", link)
}

// TokenByCode reads a stretch of each index.
func (r *reader) TokenByCode(code string) (string, error) {
	if !storable(code) || code == "" {
		return "", notFound("")
	}
	for _, table := range []string{"open_link", "link_slip"} {
		var token string
		found, err := r.scan(r.db.NewSelect().Table(table).Column("token").
			Where("token >= ? AND token < ?", code, code+"~").Order("token").Limit(1), &token)
		if err != nil || found {
			return token, err
		}
	}
	return "", notFound(code)
}

func (t *tx) InsertLink(l workflow.Link) error {
	return insert(t, []linkRow{{ID: string(l.ID), Consultation: string(l.Consultation), Audience: l.Audience, Place: l.Place, District: l.District, Token: l.Token,
		Opens: day(l.Opens), Closes: day(l.Closes), Shared: l.Shared, Slips: l.Slips, Revoked: l.Revoked, Guarded: instant(l.Guarded)}})
}

func (t *tx) RevokeLink(id registry.LinkID) error {
	if !storable(string(id)) {
		return notFound("")
	}
	n, err := t.exec(t.db.NewUpdate().Table("open_link").Set("revoked = ?", true).Where("id = ?", string(id)))
	if err == nil && n == 0 {
		err = notFound(string(id))
	}
	return err
}

func (t *tx) GuardLink(id registry.LinkID, until time.Time) error {
	n, err := t.exec(t.db.NewUpdate().Table("open_link").Set("guarded = ?", instant(until)).Where("id = ?", string(id)))
	if err == nil && n == 0 {
		err = notFound(string(id))
	}
	return err
}

type slipRow struct {
	bun.BaseModel `bun:"table:link_slip,alias:s"`
	Token         string `bun:",pk"`
	Link          string
}

func (r *reader) Slips(link registry.LinkID) (tokens []string, err error) {
	if !storable(string(link)) {
		return nil, nil
	}
	_, err = r.scan(r.db.NewSelect().Model((*slipRow)(nil)).Column("token").Where("s.link = ?", string(link)).Order("token"), &tokens)
	return tokens, err
}

func (r *reader) CountSlips(consultation registry.ConsultationID) (map[registry.LinkID]int, error) {
	if !storable(string(consultation)) {
		return nil, nil
	}
	var rows []struct {
		Link string
		N    int
	}
	_, err := r.scan(r.db.NewSelect().TableExpr("link_slip AS s").Join("JOIN open_link AS l ON l.id = s.link").
		ColumnExpr("s.link AS link, count(*) AS n").Where("l.consultation = ?", string(consultation)).Group("s.link"), &rows)
	counts := make(map[registry.LinkID]int, len(rows))
	for _, x := range rows {
		counts[registry.LinkID(x.Link)] = x.N
	}
	return counts, err
}

func (t *tx) InsertSlips(link registry.LinkID, tokens []string) error {
	return insert(t, each(tokens, func(token string) slipRow { return slipRow{Token: token, Link: string(link)} }))
}

// UseSlip deletes: on PostgreSQL a row that was marked would carry the number of the
// transaction, and so would the contribution beside it.
func (t *tx) UseSlip(token string) error {
	if !storable(token) {
		return notFound("")
	}
	n, err := t.exec(t.db.NewDelete().Table("link_slip").Where("token = ?", token))
	if err == nil && n == 0 {
		err = notFound(token)
	}
	return err
}
