package storage

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"slices"
	"strings"

	"github.com/uptrace/bun"

	"github.com/omvendt/omvendt/workflow"
)

// What is searched of inputs, and which have a word: written in the transaction that
// writes their texts, and taken out in the one that takes these out. None of it tells
// an order, which an index of SQLite's own (FTS5) would. A page in docs/decisions tells why.

type inputSearchRow struct {
	bun.BaseModel `bun:"table:input_search,alias:x"`
	Consultation  string
	Input         string
	Searched      string
}

type inputWordRow struct {
	bun.BaseModel `bun:"table:input_word,alias:w"`
	Word          int64
	Input         string
}

// vocabularyRow is a word. Its shard is the database's to choose.
type vocabularyRow struct {
	bun.BaseModel `bun:"table:input_vocabulary,alias:v"`
	Consultation  string
	Word          int64
	Searched      string
}

// wordOf names a word of a consultation in few bytes, and tells nothing of when it came.
func wordOf(consultation, word string) int64 {
	sum := sha256.Sum256([]byte(consultation + " " + word))
	return int64(binary.BigEndian.Uint64(sum[:]))
}

// wordsIn are words as the vocabulary has them, each once.
func wordsIn(consultation string, all []string) []vocabularyRow {
	rows := make([]vocabularyRow, len(all))
	for n, w := range all {
		rows[n] = vocabularyRow{Consultation: consultation, Word: wordOf(consultation, w), Searched: searchWords([]string{w})}
	}
	slices.SortFunc(rows, func(a, b vocabularyRow) int { return cmp.Compare(a.Word, b.Word) })
	return slices.CompactFunc(rows, func(a, b vocabularyRow) bool { return a.Word == b.Word })
}

// word makes what inputs are found by: the words of their texts, and of what these are in
// Danish.
func (t *tx) word(inputs []workflow.Input) error {
	var searched []inputSearchRow
	var all []vocabularyRow
	var held []inputWordRow
	for _, i := range inputs {
		if i.Text == "" {
			continue
		}
		said := words(i.Text + " " + i.Translation)
		searched = append(searched, inputSearchRow{Consultation: string(i.Consultation), Input: string(i.ID), Searched: searchWords(said)})
		for _, v := range wordsIn(string(i.Consultation), said) {
			all = append(all, v)
			held = append(held, inputWordRow{Word: v.Word, Input: string(i.ID)})
		}
	}
	// In one order, so that those who share a shard do not wait for one another in a ring.
	slices.SortFunc(all, func(a, b vocabularyRow) int {
		return cmp.Or(strings.Compare(a.Consultation, b.Consultation), cmp.Compare(a.Word, b.Word))
	})
	all = slices.CompactFunc(all, func(a, b vocabularyRow) bool { return a.Consultation == b.Consultation && a.Word == b.Word })
	slices.SortFunc(held, func(a, b inputWordRow) int {
		return cmp.Or(cmp.Compare(a.Word, b.Word), strings.Compare(a.Input, b.Input))
	})
	for part := range slices.Chunk(searched, insertChunk) {
		if _, err := t.exec(t.db.NewInsert().Model(&part).On("CONFLICT (consultation, input) DO UPDATE").Set("searched = EXCLUDED.searched")); err != nil {
			return err
		}
	}
	for part := range slices.Chunk(all, insertChunk) {
		if _, err := t.exec(t.db.NewInsert().Model(&part).On("CONFLICT (consultation, word, shard) DO NOTHING")); err != nil {
			return err
		}
	}
	return insert(t, held)
}

// unword takes out what the inputs (i) of a condition are found by; their texts are
// taken out after it. Words that nobody says any more follow once that is stored:
// beside others who are just sending them nobody could tell.
func (t *tx) unword(where condition) error {
	var rows []inputSearchRow
	if _, err := t.scan(t.db.NewSelect().Model(&rows).Join("JOIN input AS i ON i.consultation = x.consultation AND i.id = x.input").
		Where(where.sql, where.args...)); err != nil || len(rows) == 0 {
		return err
	}
	for _, row := range rows {
		// By what stands there, whatever was a word when it was written.
		said := each(wordsIn(row.Consultation, strings.Fields(row.Searched)), func(v vocabularyRow) int64 { return v.Word })
		of := t.dialect.in("word", said)
		if _, err := t.exec(t.db.NewDelete().Table("input_word").Where("input = ?", row.Input).Where(of.sql, of.args...)); err != nil {
			return err
		}
		if _, err := t.exec(t.db.NewDelete().Table("input_search").Where("consultation = ?", row.Consultation).Where("input = ?", row.Input)); err != nil {
			return err
		}
		t.unsaid = put(t.unsaid, row.Consultation, append(t.unsaid[row.Consultation], said...))
	}
	return nil
}

// unsaidIn is the condition that a word of the vocabulary is in no text.
const unsaidIn = "NOT EXISTS (SELECT 1 FROM input_word AS w WHERE w.word = input_vocabulary.word)"

// forgetWords takes words out that are in no text any more: of some consultations, or
// all when there are none. What a crash prevents, the next start makes good.
func (db *DB) forgetWords(ctx context.Context, gone map[string][]int64) error {
	return db.transactions.transact(ctx, func(own context.Context, conn bun.IDB) error {
		t := &tx{reader: db.readerOn(own, conn)}
		if err := t.fault(t.dialect.lockVocabulary(t.ctx, t.db)); err != nil {
			return err
		}
		if gone == nil {
			_, err := t.exec(t.db.NewDelete().Table("input_vocabulary").Where(unsaidIn))
			return err
		}
		for consultation, said := range gone {
			of := t.dialect.in("word", said)
			if _, err := t.exec(t.db.NewDelete().Table("input_vocabulary").Where("consultation = ?", consultation).Where(of.sql, of.args...).Where(unsaidIn)); err != nil {
				return err
			}
		}
		return nil
	})
}

// fillInputWords makes what older inputs are found by, a part at a time: one that was
// broken off goes on where it stopped.
func (db *DB) fillInputWords(ctx context.Context) error {
	for more := true; more; {
		if err := db.transactions.transact(ctx, func(own context.Context, conn bun.IDB) error {
			t := &tx{reader: db.readerOn(own, conn)}
			if err := t.fault(t.dialect.lockVocabulary(t.ctx, t.db)); err != nil {
				return err
			}
			var rows []inputRow
			if _, err := t.scan(t.db.NewSelect().Model(&rows).Join("JOIN input_search AS x ON x.consultation = i.consultation AND x.input = i.id").
				Where("x.searched = ''").Limit(insertChunk)); err != nil {
				return err
			}
			more = len(rows) > 0
			return t.word(each(rows, inputRow.input))
		}); err != nil {
			return err
		}
	}
	return db.forgetWords(ctx, nil)
}
