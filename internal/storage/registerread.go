package storage

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/omvendt/omvendt/migrations"
	"github.com/omvendt/omvendt/registry"
)

func (s registryStore) ReadRegister(ctx context.Context, act registry.Act, file io.ReadSeeker, complete func(registry.Tx) error) error {
	return s.db.update(ctx, act, func(t *tx) error {
		if _, err := file.Seek(0, io.SeekStart); err != nil {
			return err
		}
		if err := t.fault(t.dialect.lockFacts(t.ctx, t.db)); err != nil {
			return err
		}
		if err := t.refuseFilled(); err != nil {
			return err
		}
		lines := &registerLines{from: bufio.NewReader(file), sum: sha256.New()}
		if err := t.readRegister(lines); err != nil {
			return err
		}
		if err := t.checkWhole(); err != nil {
			return err
		}
		if err := t.derive(); err != nil {
			return err
		}
		if err := complete(t); err != nil {
			return err
		}
		return t.Audit(registry.AuditEvent{Object: "register"})
	})
}

// refuseFilled is CodeRegisterThere where anything has been written.
func (t *tx) refuseFilled() error {
	for _, table := range registerTables {
		var there []int
		if _, err := t.scan(t.db.NewRaw("SELECT 1 FROM "+table.name+" LIMIT 1"), &there); err != nil {
			return err
		}
		if len(there) > 0 {
			return &registry.Error{Code: registry.CodeRegisterThere}
		}
	}
	return nil
}

func (t *tx) readRegister(lines *registerLines) error {
	newest, err := migrations.Newest(t.dialect.migrations())
	if err != nil {
		return internal(err)
	}
	lines.expect("{")
	lines.expect(fmt.Sprintf(`"format": %q,`, registerFormat))
	if line := lines.next(); lines.err == nil && line != fmt.Sprintf(`"migration": %q,`, newest) {
		migration, named := strings.CutPrefix(line, `"migration": "`)
		if !named {
			return lines.damaged(errColumns)
		}
		return &registry.Error{Code: registry.CodeRegisterVersion,
			Args: registry.Args{"migration": strings.TrimSuffix(migration, `",`), "newest": newest}}
	}
	for _, table := range registerTables {
		lines.expect(fmt.Sprintf("%q: [", table.name))
		if err := t.readTable(lines, table); err != nil {
			return err
		}
	}
	sum := hex.EncodeToString(lines.sum.Sum(nil))
	lines.expect(fmt.Sprintf(`"sha256": %q`, sum))
	lines.expect("}")
	if lines.err == nil {
		if _, err := lines.from.ReadByte(); !errors.Is(err, io.EOF) {
			return lines.damaged(errors.New("more follows"))
		}
	}
	return lines.err
}

func (t *tx) readTable(lines *registerLines, table fileTable) error {
	var rows [][]any
	for more := true; more; {
		line := lines.next()
		if lines.err != nil {
			return lines.err
		}
		if line == "]," {
			break
		}
		line, more = strings.CutSuffix(line, ",")
		values, err := table.values([]byte(line))
		if err != nil {
			return lines.damaged(fmt.Errorf("%s: %w", table.name, err))
		}
		if rows = append(rows, values); len(rows) == insertChunk || !more || len(line) > largeLine {
			if err := t.insertValues(table, rows); err != nil {
				return lines.damaged(fmt.Errorf("%s: %w", table.name, err))
			}
			rows = rows[:0]
		}
		if !more {
			lines.expect("],")
		}
	}
	return lines.err
}

func (t *tx) insertValues(table fileTable, rows [][]any) error {
	columns, row := table.columnList(), "("+strings.TrimSuffix(strings.Repeat("?, ", len(table.columns)), ", ")
	for _, name := range slices.Sorted(maps.Keys(table.others)) {
		columns, row = columns+", "+name, row+", "+table.others[name]
	}
	row += ")"
	var args []any
	for _, values := range rows {
		args = append(args, values...)
	}
	_, err := t.exec(t.db.NewRaw("INSERT INTO "+table.name+" ("+columns+") VALUES "+
		strings.TrimSuffix(strings.Repeat(row+", ", len(rows)), ", "), args...))
	return err
}

// checkWhole is CodeRegisterStatus with the first rule that at some time did not
// have exactly one answer for every day.
func (t *tx) checkWhole() error {
	rows, err := t.db.QueryContext(t.ctx, "SELECT number, from_day, until_day, revision_from, revision_until FROM segment ORDER BY number, from_day, revision_from")
	if err != nil {
		return t.fault(err)
	}
	defer func() { _ = rows.Close() }()
	var answers []segmentRow // of one rule
	for more := true; more; {
		var s segmentRow
		if more = rows.Next(); more {
			if err := rows.Scan(&s.Number, &s.FromDay, &s.UntilDay, &s.RevisionFrom, &s.RevisionUntil); err != nil {
				return t.fault(err)
			}
		}
		if len(answers) > 0 && answers[0].Number != s.Number {
			if !whole(answers) {
				return &registry.Error{Code: registry.CodeRegisterStatus, Args: registry.Args{"number": registry.Number(answers[0].Number).String()}}
			}
			answers = answers[:0]
		}
		answers = append(answers, s)
	}
	return t.fault(rows.Err())
}

// whole says of segments in the order of days that whenever there was an answer
// for one day, there was one and no other for each.
func whole(segments []segmentRow) bool {
	for _, turn := range segments {
		for _, at := range []int64{turn.RevisionFrom, turn.RevisionUntil} {
			if at == still {
				continue
			}
			next := day(registry.FirstDay)
			for _, s := range segments {
				if s.RevisionFrom <= at && at < s.RevisionUntil {
					if s.FromDay != next {
						return false
					}
					next = s.UntilDay
				}
			}
			if next != day(registry.LastDay) {
				return false
			}
		}
	}
	return true
}

// derive makes what the file does not hold of what it does.
func (t *tx) derive() error {
	if err := t.rehash(); err != nil {
		return err
	}
	if _, err := t.exec(t.db.NewRaw("UPDATE segment SET area = (SELECT area FROM rule WHERE rule.number = segment.number)")); err != nil {
		return err
	}
	for after := registry.Number(0); ; {
		rules, err := t.Rules(registry.RuleFilter{After: after, Limit: insertChunk})
		if err != nil {
			return err
		}
		places := make(map[registry.RuleID]rulePlace, len(rules))
		for _, r := range rules {
			places[r.ID] = rulePlace{Number: int64(r.Number), Area: r.Catalogue.Area, Unit: r.Catalogue.Unit, Heft: r.Catalogue.Protects.Heft()}
			t.dirty = put(t.dirty, r.ID, true)
			t.list(r.ID)
			t.owned("", r.Catalogue.Owner)
			t.sumLater(int64(r.Number))
			after = r.Number
		}
		if err := t.countOpen(places, 1); err != nil {
			return err
		}
		if err := t.turnAgain(places); err != nil {
			return err
		}
		if len(rules) < insertChunk {
			return t.flush()
		}
	}
}

// registerLines are the lines of a file, and the sum of those that were read.
// After an error there are none.
type registerLines struct {
	from *bufio.Reader
	sum  hash.Hash
	line int
	err  error
}

// largeLine is one whose row is stored by itself: it holds a file.
const largeLine = 1 << 16

// longestLine bounds a line: the longest is a policy with its tests.
const longestLine = 16 << 20

func (l *registerLines) next() string {
	if l.err != nil {
		return ""
	}
	l.line++
	var line []byte
	for {
		part, err := l.from.ReadSlice('\n')
		line = append(line, part...)
		if err == nil {
			break
		}
		if !errors.Is(err, bufio.ErrBufferFull) || len(line) > longestLine {
			l.err = l.damaged(err)
			return ""
		}
	}
	if !bytes.HasPrefix(line, []byte(`"sha256"`)) {
		l.sum.Write(line)
	}
	return string(line[:len(line)-1])
}

func (l *registerLines) expect(want string) {
	if got := l.next(); l.err == nil && got != want {
		l.err = l.damaged(fmt.Errorf("%.40q where %.100q belongs", got, want))
	}
}

// damaged names the line. What the database itself could not do stays its own error.
func (l *registerLines) damaged(err error) error {
	switch registry.CodeOf(err) {
	case registry.CodeBusy, registry.CodeFull, registry.CodeUnsure:
		return err
	}
	if errors.Is(err, errAgain) {
		err = errors.New("refers to what is not there, or is there twice")
	}
	return &registry.Error{Code: registry.CodeRegisterDamaged, Args: registry.Args{"line": strconv.Itoa(l.line)}, Err: err}
}
