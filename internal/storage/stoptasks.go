package storage

import (
	"github.com/uptrace/bun"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

type stopTaskRow struct {
	bun.BaseModel `bun:"table:stop_task,alias:s"`
	ID            string `bun:",pk"`
	Number        int64
	Day           day
	Kind          string
	Place         string
	Post          string
	Deadline      day
	State         string
	Moved         day
	Word          string
	Told          int // of the deadline: see the marks below
	Edit          int
}

// What a post was told of the deadline of a task.
const (
	stopNear   = 1
	stopPassed = 2
)

func rowOfStop(t workflow.StopTask) stopTaskRow {
	return stopTaskRow{ID: string(t.ID), Number: int64(t.Number), Day: day(t.Day), Kind: string(t.Kind), Place: t.Place, Post: string(t.Post),
		Deadline: day(t.Deadline), State: string(t.State), Moved: day(t.Moved), Word: t.Word, Edit: t.Edit}
}

func (s stopTaskRow) task() workflow.StopTask {
	return workflow.StopTask{ID: registry.StopTaskID(s.ID), Edit: s.Edit, Number: registry.Number(s.Number), Day: registry.Day(s.Day),
		StopEntry: workflow.StopEntry{Kind: workflow.StopKind(s.Kind), Place: s.Place, Post: registry.PostID(s.Post), Deadline: registry.Day(s.Deadline)},
		State:     workflow.StopState(s.State), Moved: registry.Day(s.Moved), Word: s.Word}
}

// stillStops is that something stops for the rule on the day: a day that moves leaves
// its tasks behind.
const stillStops = "EXISTS (SELECT 1 FROM rule_turn AS t WHERE t.number = s.number AND t.day = s.day AND t.kind NOT IN ('extended', 'again'))"

// stopsWhere narrows a query of stop tasks; false when there can be none.
func (r *reader) stopsWhere(f workflow.StopFilter, q *bun.SelectQuery) (*bun.SelectQuery, bool) {
	if !storable(string(f.Post)) || !storable(string(f.After.ID)) {
		return nil, false
	}
	if f.Open {
		q.Where("s.state = 'open'")
	}
	if f.Number != 0 {
		q.Where("s.number = ?", int64(f.Number))
	}
	if f.Post != "" {
		q.Where("s.post = ?", string(f.Post))
	}
	if f.Due != registry.NoDay {
		q.Where("s.deadline < ?", day(f.Due))
	}
	if f.After.Deadline != registry.NoDay {
		q.Where("(s.deadline, s.id) > (?, ?)", day(f.After.Deadline), string(f.After.ID))
	}
	if len(f.Reach) > 0 {
		var own []string
		for _, scope := range f.Reach {
			if scope.Own {
				own = append(own, scope.Posts...)
			}
		}
		in, posts := r.within(f.Reach), r.dialect.in("p.name", own)
		q.Where("(EXISTS (SELECT 1 FROM rule WHERE rule.number = s.number AND "+in.sql+") OR EXISTS (SELECT 1 FROM post AS p WHERE p.id = s.post AND "+posts.sql+"))",
			append(append([]any{}, in.args...), posts.args...)...)
	}
	return q.Where(stillStops).Limit(int64(f.Limit)), true
}

func (r *reader) StopTasks(f workflow.StopFilter) ([]workflow.StopTask, error) {
	var rows []stopTaskRow
	q, some := r.stopsWhere(f, r.db.NewSelect().Model(&rows))
	if !some {
		return nil, nil
	}
	_, err := r.scan(q.Order("s.deadline", "s.id"))
	return each(rows, stopTaskRow.task), err
}

func (r *reader) CountStopTasks(f workflow.StopFilter, limit int) (n int, err error) {
	f.Limit = limit
	q, some := r.stopsWhere(f, r.db.NewSelect().Model((*stopTaskRow)(nil)).ColumnExpr("1"))
	if some {
		_, err = r.scan(r.db.NewSelect().TableExpr("(?) AS found", q).ColumnExpr("count(*)"), &n)
	}
	return n, err
}

func (r *reader) StopTaskByID(id registry.StopTaskID) (workflow.StopTask, error) {
	return one(func(where condition) ([]workflow.StopTask, error) {
		var rows []stopTaskRow
		_, err := r.scan(r.db.NewSelect().Model(&rows).Where(where.sql, where.args...))
		return each(rows, stopTaskRow.task), err
	}, "id", string(id))
}

func (r *reader) StopsOf(number registry.Number) ([]workflow.StopTask, error) {
	var rows []stopTaskRow
	_, err := r.scan(r.db.NewSelect().Model(&rows).Where("s.number = ?", int64(number)).Order("s.day", "s.id"))
	return each(rows, stopTaskRow.task), err
}

func (r *reader) StopPlaceNames(kind workflow.StopKind, but registry.Number, limit int) ([]workflow.StopPlaceName, error) {
	var rows []struct{ Place, Post string }
	_, err := r.scan(r.db.NewSelect().TableExpr("stop_task AS s").ColumnExpr("s.place").ColumnExpr("max(s.post) AS post").
		Where("s.kind = ?", string(kind)).Where("s.number <> ?", int64(but)).Where("s.state <> 'absent'").
		Group("s.place").OrderExpr("count(*) DESC, s.place").Limit(int64(limit)), &rows)
	all := make([]workflow.StopPlaceName, len(rows))
	for n, row := range rows {
		all[n] = workflow.StopPlaceName{Kind: kind, Place: row.Place, Post: registry.PostID(row.Post)}
	}
	return all, err
}

// untold are the marks with what is due for them.
func untold(today registry.Day, ahead int) []struct {
	mark int
	due  registry.Day // the last deadline
} {
	return []struct {
		mark int
		due  registry.Day
	}{{stopPassed, today - 1}, {stopNear, today + registry.Day(ahead)}}
}

func (r *reader) UntoldStop(ahead int) (registry.PostID, bool, error) {
	for _, u := range untold(r.Today(), ahead) {
		for told := range u.mark {
			var post string
			found, err := r.scan(r.db.NewSelect().TableExpr("stop_task AS s").ColumnExpr("s.post").Where("s.state = 'open'").
				Where("s.told = ?", told).Where("s.deadline <= ?", day(u.due)).Where(stillStops).Order("s.deadline", "s.id").Limit(1), &post)
			if err != nil || found {
				return registry.PostID(post), found, err
			}
		}
	}
	return "", false, nil
}

func (t *tx) SetStopsTold(post registry.PostID, ahead int) error {
	for _, u := range untold(t.Today(), ahead) {
		if _, err := t.exec(t.db.NewUpdate().Table("stop_task").Set("told = ?", u.mark).Where("state = 'open'").Where("post = ?", string(post)).
			Where("told < ?", u.mark).Where("deadline <= ?", day(u.due))); err != nil {
			return err
		}
	}
	return nil
}

func (t *tx) InsertStopTask(task workflow.StopTask) error {
	rows := []stopTaskRow{rowOfStop(task)}
	if err := checkTexts(rows); err != nil {
		return err
	}
	return insert(t, rows)
}

func (t *tx) UpdateStopTask(task workflow.StopTask, edit int) (workflow.StopTask, error) {
	task.Edit = edit + 1
	row := rowOfStop(task)
	if err := checkTexts([]stopTaskRow{row}); err != nil {
		return task, err
	}
	n, err := t.exec(t.db.NewUpdate().Table("stop_task").Set("told = CASE WHEN deadline = ? AND post = ? THEN told ELSE 0 END", row.Deadline, row.Post).
		Set("kind = ?, place = ?, post = ?, deadline = ?, state = ?, moved = ?, word = ?, edit = ?",
			row.Kind, row.Place, row.Post, row.Deadline, row.State, row.Moved, row.Word, row.Edit).Where("id = ?", row.ID).Where("edit = ?", edit))
	if err != nil {
		return task, err
	}
	return afterUpdate(n, edit, t.StopTaskByID, task.ID, func(s workflow.StopTask) int { return s.Edit })
}

type stopSearchRow struct {
	bun.BaseModel `bun:"table:stop_search,alias:x"`
	Number        int64 `bun:",pk"`
	Day           day   `bun:",pk"`
	None          jsonText
	Edit          int
}

func (r *reader) StopSearch(number registry.Number, on registry.Day) (workflow.StopSearch, error) {
	s := workflow.StopSearch{Number: number, Day: on, Edit: 1}
	var row stopSearchRow
	found, err := r.scan(r.db.NewSelect().Model(&row).Where("x.number = ? AND x.day = ?", int64(number), day(on)))
	if err != nil || !found {
		return s, err
	}
	s.Edit = row.Edit
	return s, decode(row.None, &s.None)
}

func (t *tx) SetStopSearch(s workflow.StopSearch, edit int) (workflow.StopSearch, error) {
	now, err := t.StopSearch(s.Number, s.Day)
	if err != nil {
		return s, err
	}
	if now.Edit != edit {
		return s, registry.Stale(edit, now.Edit)
	}
	s.Edit = edit + 1
	row := []stopSearchRow{{Number: int64(s.Number), Day: day(s.Day), None: encode(s.None), Edit: s.Edit}}
	n, err := t.exec(t.db.NewInsert().Model(&row).On("CONFLICT (number, day) DO UPDATE").Set("none = EXCLUDED.none").Set("edit = EXCLUDED.edit").Where("x.edit = ?", edit))
	if err == nil && n == 0 {
		err = registry.Stale(edit, edit+1)
	}
	return s, err
}
