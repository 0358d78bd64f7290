package storage

import (
	"strings"

	"github.com/uptrace/bun"

	"github.com/omvendt/omvendt/workflow"
)

// inputsAsked is how inputs are found by words. A word that few inputs have is looked
// up; of words that many have, the texts are looked through, which soon fills a page.
type inputsAsked struct {
	consultation string
	asked        []term // none: no words are asked for
	rarest       int    // the term whose words are known
	words        []int64
	few          bool // inputs have these
}

// fewInputs times reader.few inputs are few: their ids are dear to sort, and texts
// that many have are soon found by looking through them.
const fewInputs = 4

// inputsAsked reads which words of a consultation a filter asks for; some is false when
// there are none, and so no input. A page that counts and lists asks once: in a view
// nothing changes.
func (r *reader) inputsAsked(f workflow.InputFilter) (a inputsAsked, some bool, err error) {
	if len(f.Words) == 0 {
		return inputsAsked{}, true, nil
	}
	key := strings.Join(append([]string{string(f.Consultation)}, f.Words...), " ")
	if a, known := r.sought[key]; known {
		return a, true, nil
	}
	if a, some, err = r.lookUp(f); some && r.sought != nil {
		r.sought[key] = a
	}
	return a, some, err
}

func (r *reader) lookUp(f workflow.InputFilter) (a inputsAsked, some bool, err error) {
	a.consultation, a.asked = string(f.Consultation), anyTerms(strings.Join(f.Words, " "))
	if len(a.asked) == 0 || !storable(a.consultation) {
		return a, false, nil
	}
	fewest := fewInputs*r.few + 1
	for n, t := range a.asked {
		in := t.in("v.searched")
		var said []int64
		if _, err := r.scan(r.db.NewSelect().TableExpr("input_vocabulary AS v").ColumnExpr("DISTINCT v.word").Where("v.consultation = ?", a.consultation).
			Where(in.sql, in.args...).Limit(r.few+1), &said); err != nil || len(said) == 0 {
			return a, false, err
		}
		if int64(len(said)) > r.few { // a part of so many that the texts are soon found
			continue
		}
		var inputs int64
		if _, err := r.scan(r.db.NewSelect().TableExpr("(?) AS held", r.having(said).Limit(fewest)).ColumnExpr("count(*)"), &inputs); err != nil {
			return a, false, err
		}
		if inputs < fewest || a.words == nil {
			a.rarest, a.words, a.few, fewest = n, said, inputs < fewest, inputs
		}
	}
	return a, true, nil
}

// having are the inputs that have one of some words, once for each that they have.
func (r *reader) having(said []int64) *bun.SelectQuery {
	of := r.dialect.in("w.word", said)
	return r.db.NewSelect().TableExpr("input_word AS w").ColumnExpr("w.input").Where(of.sql, of.args...)
}

// narrow narrows a query of inputs (i), and returns what gives their ids in order.
func (a inputsAsked) narrow(r *reader, q *bun.SelectQuery) (id string) {
	switch {
	case len(a.asked) == 0:
		return "i.id"
	case a.few:
		in := r.dialect.inQuery("i.id", r.having(a.words))
		q.Where(in.sql, in.args...)
		a.others(q)
		return "i.id"
	}
	// CROSS JOIN holds SQLite to reading texts first, which lie in the order of inputs.
	q.ModelTableExpr("input_search AS x CROSS JOIN input AS i").Where("x.input = i.id").Where("x.consultation = ?", a.consultation)
	for _, t := range a.asked {
		c := t.in("x.searched")
		q.Where(c.sql, c.args...)
	}
	return "x.input"
}

// others narrows inputs that have the rarest word to those that have the others too.
func (a inputsAsked) others(q *bun.SelectQuery) {
	for n, t := range a.asked {
		if n != a.rarest {
			c := t.in("x.searched")
			q.Where("(SELECT 1 FROM input_search AS x WHERE x.consultation = ? AND x.input = i.id AND "+c.sql+") = 1", append([]any{a.consultation}, c.args...)...)
		}
	}
}

// count counts to a limit. where narrows a query of inputs (i) by all else; it is false
// when there can be none.
func (a inputsAsked) count(r *reader, limit int, where func(*bun.SelectQuery) bool) (n int, err error) {
	if a.words == nil {
		q := r.db.NewSelect().Model((*inputRow)(nil)).ColumnExpr("1").Limit(int64(limit))
		a.narrow(r, q)
		if where(q) {
			_, err = r.scan(r.db.NewSelect().TableExpr("(?) AS found", q).ColumnExpr("count(*)"), &n)
		}
		return n, err
	}
	// An input that has several of the words comes up for each: so more are looked at
	// when these were not enough.
	for most := limit * min(2, len(a.words)); ; most *= 4 {
		of := r.dialect.in("w.word", a.words)
		q := r.db.NewSelect().TableExpr("input_word AS w CROSS JOIN input AS i").ColumnExpr("i.id").Where("i.id = w.input").Where(of.sql, of.args...).Limit(int64(most))
		a.others(q)
		var found struct{ Read, Inputs int }
		if !where(q) {
			return 0, nil
		}
		if _, err := r.scan(r.db.NewSelect().TableExpr("(?) AS found", q).ColumnExpr("count(*) AS read, count(DISTINCT id) AS inputs"), &found); err != nil {
			return 0, err
		}
		if limit == 0 { // no limit
			return found.Inputs, nil
		}
		if found.Read < most || found.Inputs >= limit {
			return min(found.Inputs, limit), nil
		}
	}
}
