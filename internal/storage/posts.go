package storage

import (
	"errors"
	"maps"
	"slices"

	"github.com/uptrace/bun"

	"github.com/omvendt/omvendt/registry"
)

type postRow struct {
	bun.BaseModel `bun:"table:post,alias:p"`
	ID            string `bun:",pk"`
	Name          string
	Unit          string
	Holder        string
	Vacant        bool
	Acting        string
	Deputy        string
	Head          string
	Rules         int
	Edit          int
}

func rowOfPost(p registry.Post) postRow {
	return postRow{ID: string(p.ID), Name: p.Name, Unit: p.Unit, Holder: string(p.Holder), Vacant: p.Vacant, Acting: string(p.Acting),
		Deputy: string(p.Deputy), Head: string(p.Head), Rules: p.Rules, Edit: p.Edit}
}

func (p postRow) post() registry.Post {
	return registry.Post{ID: registry.PostID(p.ID), Name: p.Name, Rules: p.Rules, Edit: p.Edit,
		PostEntry: registry.PostEntry{Unit: p.Unit, Holder: registry.UserID(p.Holder), Vacant: p.Vacant, Acting: registry.UserID(p.Acting),
			Deputy: registry.UserID(p.Deputy), Head: registry.PostID(p.Head)}}
}

func (r *reader) postsWhere(where condition) ([]registry.Post, error) {
	var rows []postRow
	if _, err := r.scan(r.db.NewSelect().Model(&rows).Where(where.sql, where.args...).Order("p.id")); err != nil {
		return nil, err
	}
	return each(rows, postRow.post), nil
}

func (r *reader) Posts() ([]registry.Post, error) {
	posts, err := r.postsWhere(everything)
	sortDanish(posts, func(p registry.Post) string { return p.Name })
	return posts, err
}

func (r *reader) PostByID(id registry.PostID) (registry.Post, error) {
	return one(r.postsWhere, "p.id", string(id))
}

func (r *reader) PostsNamed(names []string) ([]registry.Post, error) {
	return r.postsWhere(r.dialect.in("p.name", texts(names)))
}

func (t *tx) Posts() ([]registry.Post, error) {
	if err := t.flushPosts(); err != nil {
		return nil, err
	}
	return t.reader.Posts()
}

func (t *tx) PostByID(id registry.PostID) (registry.Post, error) {
	if err := t.flushPosts(); err != nil {
		return registry.Post{}, err
	}
	return t.reader.PostByID(id)
}

func (t *tx) PostsNamed(names []string) ([]registry.Post, error) {
	if err := t.flushPosts(); err != nil {
		return nil, err
	}
	return t.reader.PostsNamed(names)
}

func (t *tx) InsertPost(p registry.Post) error {
	rows := []postRow{rowOfPost(p)}
	if err := t.refusePostName(rows); err != nil {
		return err
	}
	return insert(t, rows)
}

func (t *tx) UpdatePost(p registry.Post, edit int) (registry.Post, error) {
	p.Edit = edit + 1
	row := []postRow{rowOfPost(p)}
	if err := t.refusePostName(row); err != nil {
		return registry.Post{}, err
	}
	n, err := t.exec(t.db.NewUpdate().Model(&row[0]).ExcludeColumn("id", "rules").
		Where("id = ?", row[0].ID).Where("edit = ?", edit))
	if err != nil {
		return registry.Post{}, err
	}
	var rules []registry.RuleID // are vacant, or no longer
	if _, err := t.scan(t.db.NewSelect().Table("rule").Column("id").Where("owner = ?", p.Name), &rules); err != nil {
		return registry.Post{}, err
	}
	for _, id := range rules {
		t.list(id)
	}
	return afterUpdate(n, edit, t.PostByID, p.ID, func(p registry.Post) int { return p.Edit })
}

// refusePostName is CodePostTaken when a name is another post's.
func (t *tx) refusePostName(row []postRow) error {
	if err := checkTexts(row); err != nil {
		return err
	}
	taken, err := t.PostsNamed([]string{row[0].Name})
	if err == nil && len(taken) > 0 && string(taken[0].ID) != row[0].ID {
		err = &registry.Error{Code: registry.CodePostTaken, Args: registry.Args{"name": row[0].Name}}
	}
	return err
}

func (t *tx) DeletePost(id registry.PostID) error {
	if err := t.flushPosts(); err != nil {
		return err
	}
	_, err := t.exec(t.db.NewDelete().Table("post").Where("id = ?", string(id)))
	return err
}

func (t *tx) ChangeOwner(from, to string) ([]registry.Rule, error) {
	mark, err := t.Revision()
	if err != nil {
		return nil, err
	}
	if err := errors.Join(t.flushTouched(), t.flushPosts()); err != nil {
		return nil, err
	}
	rules, err := t.rulesWhere(condition{"owner = ? AND taken_out = 0", []any{from}})
	if err != nil || len(rules) == 0 {
		return nil, err
	}
	for _, r := range rules {
		t.list(r.ID)
		t.unmake(r.ID)
	}
	if _, err := t.exec(t.db.NewUpdate().Table("rule").Set("owner = ?, edit = edit + 1, touched = ?", to, int64(mark.Revision)).Where("owner = ? AND taken_out = 0", from)); err != nil {
		return nil, err
	}
	// Counted anew, since a post that is renamed takes its count along.
	in := t.dialect.in("name", []string{from, to})
	_, err = t.exec(t.db.NewUpdate().Table("post").Set("rules = (SELECT count(*) FROM rule AS r WHERE r.owner = post.name AND r.taken_out = 0)").Where(in.sql, in.args...))
	return rules, err
}

// owned notes that a rule names one post instead of another.
func (t *tx) owned(before, after string) {
	if before == after {
		return
	}
	if t.owners == nil {
		t.owners = map[string]int{}
	}
	t.owners[before]--
	t.owners[after]++
}

// flushPosts counts the rules of posts, and makes those that a rule names first.
// Whoever writes rules has drawn the revision and so writes alone.
func (t *tx) flushPosts() error {
	delete(t.owners, "")
	maps.DeleteFunc(t.owners, func(_ string, change int) bool { return change == 0 })
	rows := make([]postRow, 0, len(t.owners))
	for _, name := range slices.Sorted(maps.Keys(t.owners)) {
		rows = append(rows, postRow{ID: string(registry.NewID[registry.PostID](t.now)), Name: name, Rules: t.owners[name], Edit: 1})
	}
	t.owners = nil
	for part := range slices.Chunk(rows, insertChunk) {
		if _, err := t.exec(t.db.NewInsert().Model(&part).On("CONFLICT (name) DO UPDATE").Set("rules = p.rules + EXCLUDED.rules")); err != nil {
			return err
		}
	}
	return nil
}
