package storage

import (
	"errors"
	"slices"

	"github.com/uptrace/bun"

	"github.com/omvendt/omvendt/registry"
)

type bodyRow struct {
	bun.BaseModel `bun:"table:body"`
	ID            string
	Name          string
	Rank          string
	Finance       bool
	Edit          int
}

func rowOfBody(b registry.Body) bodyRow {
	return bodyRow{ID: string(b.ID), Name: b.Name, Rank: string(b.Rank), Finance: b.Finance, Edit: max(b.Edit, 1)}
}

func (r *reader) Bodies() ([]registry.Body, error) {
	var rows []bodyRow
	if _, err := r.scan(r.db.NewSelect().Model(&rows).Order("id")); err != nil {
		return nil, err
	}
	bodies := each(rows, func(b bodyRow) registry.Body {
		return registry.Body{ID: registry.BodyID(b.ID), Edit: b.Edit, Name: b.Name, Rank: registry.Rank(b.Rank), Finance: b.Finance}
	})
	sortDanish(bodies, func(b registry.Body) string { return b.Name })
	slices.SortStableFunc(bodies, func(a, b registry.Body) int {
		return slices.Index(registry.Ranks, a.Rank) - slices.Index(registry.Ranks, b.Rank)
	})
	return bodies, nil
}

func (t *tx) InsertBody(b registry.Body) error {
	return insert(t, []bodyRow{rowOfBody(b)})
}

func (t *tx) UpdateBody(b registry.Body, edit int) (registry.Body, error) {
	b.Edit = edit + 1
	row := rowOfBody(b)
	n, err := t.exec(t.db.NewUpdate().Model(&row).Column("finance", "edit").Where("id = ?", row.ID).Where("edit = ?", edit))
	if err != nil {
		return b, err
	}
	return afterUpdate(n, edit, t.bodyByID, b.ID, func(b registry.Body) int { return b.Edit })
}

func (r *reader) bodyByID(id registry.BodyID) (registry.Body, error) {
	bodies, err := r.Bodies()
	if err != nil {
		return registry.Body{}, err
	}
	i := slices.IndexFunc(bodies, func(b registry.Body) bool { return b.ID == id })
	if i < 0 {
		return registry.Body{}, notFound("body")
	}
	return bodies[i], nil
}

type mandateRow struct {
	bun.BaseModel `bun:"table:mandate"`
	Body          string
	FromDay       day
	Words         string
	Asks          jsonText
	Decision      jsonText
	TakenBack     bool
}

func (r *reader) Mandates(body registry.BodyID) ([]registry.Mandate, error) {
	if !storable(string(body)) {
		return nil, nil
	}
	var rows []mandateRow
	if _, err := r.scan(r.db.NewSelect().Model(&rows).Where("body = ?", string(body)).Order("from_day", "seq")); err != nil {
		return nil, err
	}
	mandates := make([]registry.Mandate, len(rows))
	for i, m := range rows {
		mandates[i] = registry.Mandate{Body: registry.BodyID(m.Body), From: registry.Day(m.FromDay), Words: m.Words, TakenBack: m.TakenBack}
		if err := errors.Join(decode(m.Asks, &mandates[i].Asks), decode(m.Decision, &mandates[i].By)); err != nil {
			return nil, internal(err)
		}
	}
	return mandates, nil
}

func (t *tx) InsertMandate(m registry.Mandate) error {
	row := mandateRow{Body: string(m.Body), FromDay: day(m.From), Words: m.Words, Asks: encode(m.Asks), Decision: "null", TakenBack: m.TakenBack}
	if m.By != (registry.Decision{}) {
		row.Decision = encode(m.By)
	}
	return insert(t, []mandateRow{row})
}

type gameVersionRow struct {
	bun.BaseModel `bun:"table:game_version"`
	Kind          string
	FromDay       day
	Digest        string
	Adopted       day
	AdoptedBy     string
	Source        []byte
	Revision      int64
}

func (r *reader) GameVersions() ([]registry.GameVersion, error) { return r.gameVersions(everything) }

func (r *reader) GameDigests() ([]registry.GameVersion, error) {
	return r.gameVersions(everything, "source")
}

func (r *reader) GameVersionsOf(kind registry.GameKind) ([]registry.GameVersion, error) {
	return r.gameVersions(condition{"kind = ?", []any{string(kind)}})
}

func (r *reader) gameVersions(where condition, without ...string) ([]registry.GameVersion, error) {
	var rows []gameVersionRow
	if _, err := r.scan(r.db.NewSelect().Model(&rows).ExcludeColumn(without...).Where(where.sql, where.args...).Order("kind", "from_day", "seq")); err != nil {
		return nil, err
	}
	return each(rows, gameVersionRow.version), nil
}

func (g gameVersionRow) version() registry.GameVersion {
	return registry.GameVersion{Kind: registry.GameKind(g.Kind), From: registry.Day(g.FromDay), Digest: g.Digest,
		Adopted: registry.Day(g.Adopted), By: g.AdoptedBy, Source: g.Source, Revision: registry.Revision(g.Revision)}
}

func (t *tx) InsertGameVersion(g registry.GameVersion) error {
	source := g.Source
	if source == nil {
		source = []byte{}
	}
	if err := t.logVersion(g, ""); err != nil {
		return err
	}
	return insert(t, []gameVersionRow{{Kind: string(g.Kind), FromDay: day(g.From), Digest: g.Digest,
		Adopted: day(g.Adopted), AdoptedBy: g.By, Source: source, Revision: int64(g.Revision)}})
}

type openingRow struct {
	bun.BaseModel `bun:"table:opening"`
	FromDay       day
	Weeks         int
	Days          int
	SaidBy        string
	SaidOn        day
	Revision      int64
}

func (r *reader) Openings(upTo registry.Revision) ([]registry.Opening, error) {
	var rows []openingRow
	_, err := r.scan(r.db.NewSelect().Model(&rows).Where("revision <= ?", int64(upTo)).Order("from_day", "seq"))
	return each(rows, func(o openingRow) registry.Opening {
		return registry.Opening{From: registry.Day(o.FromDay), Weeks: o.Weeks, Days: o.Days, By: o.SaidBy, On: registry.Day(o.SaidOn)}
	}), err
}

func (t *tx) InsertOpening(o registry.Opening) error {
	mark, err := t.Revision()
	if err != nil {
		return err
	}
	return insert(t, []openingRow{{FromDay: day(o.From), Weeks: o.Weeks, Days: o.Days, SaidBy: o.By, SaidOn: day(o.On), Revision: int64(mark.Revision)}})
}
