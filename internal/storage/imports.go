package storage

import (
	"encoding/json"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"github.com/omvendt/omvendt/registry"
)

type draftRow struct {
	bun.BaseModel `bun:"table:import_draft,alias:d"`
	ID            string
	Owner         string
	MadeBy        string
	FileName      string
	Content       []byte
	Choices       jsonText
	Edit          int
	Touched       instant
}

func (d draftRow) draft() registry.ImportDraft {
	return registry.ImportDraft{ID: registry.DraftID(d.ID), Owner: d.Owner, By: d.MadeBy, FileName: d.FileName, Content: d.Content,
		Choices: json.RawMessage(d.Choices), Edit: d.Edit, Touched: time.Time(d.Touched)}
}

func toInstant(t time.Time) instant { return instant(t.UTC().Truncate(time.Microsecond)) }

func (r *reader) Drafts(owner string, since time.Time) ([]registry.ImportDraft, error) {
	var rows []draftRow
	q := r.db.NewSelect().Model(&rows).ExcludeColumn("content").Where("touched > ?", toInstant(since)).Order("touched DESC", "id DESC")
	if owner != "" {
		q.Where("owner = ?", owner)
	}
	if _, err := r.scan(q); err != nil {
		return nil, err
	}
	return each(rows, draftRow.draft), nil
}

func (r *reader) Draft(id registry.DraftID) (registry.ImportDraft, error) {
	return one(func(where condition) ([]registry.ImportDraft, error) {
		var rows []draftRow
		_, err := r.scan(r.db.NewSelect().Model(&rows).ExcludeColumn("content").Where(where.sql, where.args...))
		return each(rows, draftRow.draft), err
	}, "id", string(id))
}

func (r *reader) DraftContent(id registry.DraftID) ([]byte, error) {
	return one(func(where condition) ([][]byte, error) {
		var rows []draftRow
		_, err := r.scan(r.db.NewSelect().Model(&rows).Column("content").Where(where.sql, where.args...))
		return each(rows, func(d draftRow) []byte { return d.Content }), err
	}, "id", string(id))
}

func (t *tx) InsertDraft(d registry.ImportDraft) error {
	return insert(t, []draftRow{{ID: string(d.ID), Owner: d.Owner, MadeBy: d.By, FileName: d.FileName, Content: d.Content,
		Choices: jsonText(d.Choices), Edit: d.Edit, Touched: toInstant(d.Touched)}})
}

func (t *tx) UpdateDraft(d registry.ImportDraft, edit int) (int, error) {
	choices := jsonText(d.Choices)
	if !choices.storable() {
		return 0, &registry.Error{Code: registry.CodeTextInvalid, Args: registry.Args{"column": "choices"}}
	}
	n, err := t.exec(t.db.NewUpdate().Table("import_draft").Set("choices = ?", choices).Set("edit = ?", edit+1).
		Set("touched = ?", toInstant(d.Touched)).Where("id = ?", string(d.ID)).Where("edit = ?", edit))
	if err != nil {
		return 0, err
	}
	return afterUpdate(n, edit, func(id registry.DraftID) (int, error) {
		var now int
		found, err := t.scan(t.db.NewSelect().Table("import_draft").Column("edit").Where("id = ?", string(id)), &now)
		if err == nil && !found {
			err = notFound(string(id))
		}
		return now, err
	}, d.ID, func(edit int) int { return edit })
}

func (t *tx) DeleteDraft(id registry.DraftID) error {
	_, err := t.exec(t.db.NewDelete().Table("import_draft").Where("id = ?", string(id)))
	return err
}

func (t *tx) DeleteDraftsBefore(touched time.Time) error {
	_, err := t.exec(t.db.NewDelete().Table("import_draft").Where("touched <= ?", toInstant(touched)))
	return err
}

type matchRow struct {
	bun.BaseModel `bun:"table:column_match,alias:m"`
	Sender        string
	Headers       string
	Matched       jsonText
	Touched       instant
}

func (r *reader) ColumnMatches(sender, headers string) ([]registry.ColumnMatch, error) {
	if !storable(sender) {
		return nil, nil
	}
	var rows []matchRow
	q := r.db.NewSelect().Model(&rows).Order("touched DESC").Limit(20)
	if sender != "" {
		q.Where("sender = ?", strings.ToLower(sender))
	} else {
		q.Where("headers = ?", headers)
	}
	if _, err := r.scan(q); err != nil {
		return nil, err
	}
	return each(rows, func(m matchRow) registry.ColumnMatch {
		return registry.ColumnMatch{Sender: m.Sender, Headers: m.Headers, Match: json.RawMessage(m.Matched), Touched: time.Time(m.Touched)}
	}), nil
}

func (t *tx) KeepColumnMatch(m registry.ColumnMatch) error {
	row := []matchRow{{Sender: strings.ToLower(m.Sender), Headers: m.Headers, Matched: jsonText(m.Match), Touched: toInstant(m.Touched)}}
	if err := checkTexts(row); err != nil {
		return err
	}
	if _, err := t.exec(t.db.NewDelete().Table("column_match").Where("sender = ?", row[0].Sender).Where("headers = ?", m.Headers)); err != nil {
		return err
	}
	return insert(t, row)
}

type importRow struct {
	bun.BaseModel `bun:"table:import,alias:i"`
	ID            string
	FileName      string
	MadeBy        string
	At            instant
	Day           day
	Created       int
	Updated       int
	LeftOut       int
	Revision      int64
	Undone        day
	UndoneBy      string
}

func (i importRow) imported() registry.Import {
	return registry.Import{ID: registry.ImportID(i.ID), FileName: i.FileName, By: i.MadeBy, At: time.Time(i.At), Day: registry.Day(i.Day),
		New: i.Created, Updated: i.Updated, LeftOut: i.LeftOut, Revision: registry.Revision(i.Revision),
		Undone: registry.Day(i.Undone), UndoneBy: i.UndoneBy}
}

// importedRow is what an import did to a rule; the number stands in both, to be found by.
type importedRow struct {
	bun.BaseModel `bun:"table:imported_rule,alias:ir"`
	Import        string
	Number        int64
	Did           jsonText
}

func (r *reader) Imports(after registry.ImportID, limit int) ([]registry.Import, error) {
	if !storable(string(after)) {
		return nil, nil
	}
	var rows []importRow
	q := r.db.NewSelect().Model(&rows).Order("id DESC").Limit(int64(limit)) // ids grow with time
	if after != "" {
		q.Where("id < ?", string(after))
	}
	if _, err := r.scan(q); err != nil {
		return nil, err
	}
	return each(rows, importRow.imported), nil
}

func (r *reader) Import(id registry.ImportID) (registry.Import, error) {
	return one(func(where condition) ([]registry.Import, error) {
		var rows []importRow
		_, err := r.scan(r.db.NewSelect().Model(&rows).Where(where.sql, where.args...))
		return each(rows, importRow.imported), err
	}, "id", string(id))
}

func (r *reader) ImportedRules(id registry.ImportID, after registry.Number, limit int) ([]registry.ImportedRule, error) {
	var rows []importedRow
	if _, err := r.scan(r.db.NewSelect().Model(&rows).Where("import = ? AND number > ?", string(id), int64(after)).Order("number").Limit(int64(limit))); err != nil {
		return nil, err
	}
	return tryEach(rows, func(row importedRow) (did registry.ImportedRule, err error) {
		err = decode(row.Did, &did)
		return did, err
	})
}

func (r *reader) WrittenAbout(rules []registry.RuleID, after registry.Import) ([]registry.RuleID, error) {
	var sql []string
	var args []any
	for _, table := range []string{"rule_event", "rule_version", "justification", "legal_check"} {
		in := r.dialect.in("rule", texts(rules))
		sql = append(sql, "SELECT rule FROM "+table+" WHERE revision > ? AND "+in.sql)
		args = append(append(args, int64(after.Revision)), in.args...)
	}
	in := r.dialect.in("rule", texts(rules))
	sql, args = append(sql, "SELECT rule FROM counter_case WHERE filed_on >= ? AND "+in.sql), append(append(args, day(after.Day)), in.args...)
	var found []registry.RuleID
	_, err := r.scan(r.db.NewRaw(strings.Join(sql, " UNION "), args...), &found)
	return found, err
}

func (t *tx) MarkUndone(id registry.ImportID, on registry.Day, by string) error {
	n, err := t.exec(t.db.NewUpdate().Table("import").Set("undone = ?", day(on)).Set("undone_by = ?", by).
		Where("id = ?", string(id)).Where("undone = ''"))
	if err == nil && n == 0 {
		err = &registry.Error{Code: registry.CodeImportUndone}
	}
	return err
}

func (t *tx) TakeOutRules(rules []registry.RuleID) error {
	mark, err := t.Revision()
	if err != nil {
		return err
	}
	if err := t.flushPosts(); err != nil {
		return err
	}
	t.unmake(rules...)
	in := t.dialect.in("id", texts(rules))
	if _, err := t.exec(t.db.NewUpdate().Table("rule").Set("taken_out = ?", int64(mark.Revision)).Set("edit = edit + 1").
		Set("touched = ?", int64(mark.Revision)).Where(in.sql, in.args...)); err != nil {
		return err
	}
	_, err = t.exec(t.db.NewUpdate().Table("post").
		Set("rules = (SELECT count(*) FROM rule AS r WHERE r.owner = post.name AND r.taken_out = 0)").
		Where("name IN (SELECT r.owner FROM rule AS r WHERE r.taken_out = ?)", int64(mark.Revision)))
	return err
}

func (t *tx) InsertImport(i registry.Import, rules []registry.ImportedRule) error {
	if err := insert(t, []importRow{{ID: string(i.ID), FileName: i.FileName, MadeBy: i.By, At: toInstant(i.At), Day: day(i.Day),
		Created: i.New, Updated: i.Updated, LeftOut: i.LeftOut, Revision: int64(i.Revision),
		Undone: day(i.Undone), UndoneBy: i.UndoneBy}}); err != nil {
		return err
	}
	return insert(t, each(rules, func(r registry.ImportedRule) importedRow {
		return importedRow{Import: string(i.ID), Number: int64(r.Number), Did: encode(r)}
	}))
}
