package storage

import (
	"cmp"
	"time"

	"github.com/uptrace/bun"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/workflow"
)

type wordRow struct {
	bun.BaseModel `bun:"table:outcome_word,alias:w"`
	ID            string `bun:",pk"`
	Consultation  string
	Address       string
	Language      string
	State         string
	Day           day
	Tries         int
	Next          instant
}

func (w wordRow) word() workflow.Word {
	return workflow.Word{ID: registry.WordID(w.ID), Consultation: registry.ConsultationID(w.Consultation), Address: w.Address, Language: w.Language,
		State: workflow.WordState(w.State), Day: registry.Day(w.Day), Tries: w.Tries, Next: time.Time(w.Next)}
}

func (r *reader) wordsWhere(where condition) ([]workflow.Word, error) {
	var rows []wordRow
	_, err := r.scan(r.db.NewSelect().Model(&rows).Where(where.sql, where.args...))
	return each(rows, wordRow.word), err
}

func (r *reader) WordByID(id registry.WordID) (workflow.Word, error) {
	return one(r.wordsWhere, "w.id", string(id))
}

func (r *reader) WordTo(consultation registry.ConsultationID, address string) (workflow.Word, error) {
	found, err := r.wordsWhere(condition{"w.consultation = ? AND w.address = ?", []any{string(consultation), address}})
	if err != nil {
		return workflow.Word{}, err
	}
	if len(found) == 0 {
		return workflow.Word{}, notFound("")
	}
	return found[0], nil
}

func (r *reader) WordsSent(operation string, limit int) ([]workflow.WordCount, error) {
	var rows []struct {
		Object string
		Day    day
		N      int
	}
	_, err := r.scan(r.db.NewSelect().Table("unnamed_event").ColumnExpr("object, day, count(*) AS n").Where("operation = ?", operation).
		Group("object", "day").Order("day DESC", "object").Limit(int64(limit)), &rows)
	out := make([]workflow.WordCount, len(rows))
	for i, x := range rows {
		out[i] = workflow.WordCount{Object: x.Object, Day: registry.Day(x.Day), N: x.N}
	}
	return out, err
}

func (t *tx) InsertWord(w workflow.Word) error {
	return insert(t, []wordRow{{ID: string(w.ID), Consultation: string(w.Consultation), Address: w.Address, Language: w.Language, State: string(w.State),
		Day: day(w.Day), Tries: w.Tries, Next: instant(w.Next)}})
}

func (t *tx) ConfirmWord(id registry.WordID) error {
	n, err := t.exec(t.db.NewUpdate().Table("outcome_word").Set("state = ?", string(workflow.WordConfirmed)).
		Where("id = ?", string(id)).Where("state = ?", string(workflow.WordUnconfirmed)))
	if err == nil && n == 0 {
		err = notFound("")
	}
	return err
}

func (t *tx) DropWord(id registry.WordID) error {
	n, err := t.exec(t.db.NewDelete().Table("outcome_word").Where("id = ?", string(id)))
	if err != nil || n == 0 {
		return cmp.Or(err, error(notFound("")))
	}
	// Of many that are sent one after the other the last one has the file written anew.
	var due string
	more, err := t.scan(t.db.NewSelect().Table("outcome_word").Column("id").Where("state = ?", string(workflow.WordDue)).Limit(1), &due)
	t.erased = t.erased || !more
	return err
}

func (t *tx) MakeWordsDue(review registry.ReviewID) error {
	_, err := t.exec(t.db.NewUpdate().Table("outcome_word").Set("state = ?, next = ?", string(workflow.WordDue), instant(t.now)).
		Where("state = ?", string(workflow.WordConfirmed)).
		Where("consultation IN (SELECT id FROM consultation WHERE review = ?)", string(review)))
	return err
}

// ClaimWord and DelayWord write nothing that the log tells, as ClaimMail.
func (t *tx) ClaimWord(until time.Time) (workflow.Word, bool, error) {
	var rows []wordRow
	if _, err := t.scan(t.db.NewSelect().Model(&rows).Where("state = ?", string(workflow.WordDue)).Where("next <= ?", instant(t.now)).
		Order("next", "id").Limit(1)); err != nil || len(rows) == 0 {
		return workflow.Word{}, false, err
	}
	w := rows[0]
	took, err := t.putWord(w, w.Tries+1, until)
	w.Tries, w.Next = w.Tries+1, instant(until)
	return w.word(), took, err
}

func (t *tx) DelayWord(w workflow.Word, next time.Time) (bool, error) {
	return t.putWord(wordRow{ID: string(w.ID), Tries: w.Tries}, w.Tries, next)
}

func (t *tx) putWord(w wordRow, tries int, next time.Time) (bool, error) {
	wrote := t.wrote
	n, err := t.exec(t.db.NewUpdate().Table("outcome_word").Set("tries = ?, next = ?", tries, instant(next)).
		Where("id = ?", w.ID).Where("tries = ?", w.Tries).Where("state = ?", string(workflow.WordDue)))
	t.wrote = wrote
	return n > 0, err
}

func (t *tx) DropOldWords(unconfirmed, all registry.Day) (int, error) {
	old := condition{"state = ? AND day < ? OR state = ? AND day < ?",
		[]any{string(workflow.WordUnconfirmed), day(unconfirmed), string(workflow.WordConfirmed), day(all)}}
	var one string
	found, err := t.scan(t.db.NewSelect().Table("outcome_word").Column("id").Where(old.sql, old.args...).Limit(1), &one)
	if err != nil || !found {
		return 0, err
	}
	n, err := t.exec(t.db.NewDelete().Table("outcome_word").Where(old.sql, old.args...))
	t.erased = t.erased || n > 0
	return int(n), err
}
