package storage

import (
	"context"
	"database/sql/driver"
	"fmt"
	"io"
	"reflect"
	"strconv"
	"strings"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/driver/pgdriver"
	"github.com/uptrace/bun/schema"
)

// copyFrom is how many rows are worth a COPY instead of an INSERT.
const copyFrom = 50

// pgTx is a transaction on PostgreSQL and the connection it is on, which alone can COPY.
type pgTx struct {
	bun.Tx
	conn bun.Conn
}

func tableOf[R any](t pgTx) *schema.Table { return t.Dialect().Tables().Get(reflect.TypeFor[R]()) }

// analyzeFrom is from how many rows written by one transaction PostgreSQL counts a
// table again, and then from ten times as many. What it knows of the table is from
// before, when there were few rows or none: it would read all of it, again and
// again, to find some rules.
const analyzeFrom = 5000

func (t *tx) copied(pg pgTx, table string, rows int) error {
	before := t.rows[table]
	t.rows = put(t.rows, table, before+rows)
	for n := analyzeFrom; n <= before+rows; n *= 10 {
		if before < n {
			_, err := pg.ExecContext(t.ctx, "ANALYZE "+table)
			return t.fault(err)
		}
	}
	return nil
}

// copyRows writes rows by COPY, which PostgreSQL reads faster than the values of
// an INSERT. T is a row of a table.
func copyRows[R any](ctx context.Context, t pgTx, rows []R) error {
	table := tableOf[R](t)
	columns := make([]string, len(table.Fields))
	for i, f := range table.Fields {
		columns[i] = string(f.SQLName)
	}
	_, err := pgdriver.CopyFrom(ctx, t.conn, &copyReader[R]{fields: table.Fields, rows: rows},
		"COPY "+string(table.SQLName)+" ("+strings.Join(columns, ", ")+") FROM STDIN")
	return err
}

// copyReader is rows in the text format of COPY (PostgreSQL's documentation, "COPY",
// "Text Format"), made as they are read.
type copyReader[R any] struct {
	fields []*schema.Field
	rows   []R
	line   []byte
	rest   []byte // of the line
}

func (c *copyReader[R]) Read(b []byte) (n int, err error) {
	for n < len(b) {
		if len(c.rest) == 0 {
			if len(c.rows) == 0 {
				break
			}
			c.line = c.appendRow(c.line[:0], reflect.ValueOf(&c.rows[0]).Elem())
			c.rest, c.rows = c.line, c.rows[1:]
		}
		copied := copy(b[n:], c.rest)
		c.rest, n = c.rest[copied:], n+copied
	}
	if n == 0 && len(b) > 0 {
		return 0, io.EOF
	}
	return n, nil
}

func (c *copyReader[R]) appendRow(line []byte, row reflect.Value) []byte {
	for i, f := range c.fields {
		if i > 0 {
			line = append(line, '\t')
		}
		if v := row.FieldByIndex(f.Index); f.NullZero && v.IsZero() {
			line = append(line, `\N`...)
		} else {
			line = appendCopied(line, v)
		}
	}
	return append(line, '\n')
}

var copyEscapes = strings.NewReplacer("\\", `\\`, "\t", `\t`, "\n", `\n`, "\r", `\r`)

func appendCopied(line []byte, v reflect.Value) []byte {
	if valuer, ok := v.Interface().(driver.Valuer); ok {
		value, err := valuer.Value()
		if err != nil {
			panic(err) // days and instants always have a value
		}
		v = reflect.ValueOf(value)
	}
	switch v.Kind() {
	case reflect.String:
		return append(line, copyEscapes.Replace(v.String())...)
	case reflect.Int, reflect.Int64:
		return strconv.AppendInt(line, v.Int(), 10)
	case reflect.Float64:
		return strconv.AppendFloat(line, v.Float(), 'g', -1, 64)
	case reflect.Bool:
		return strconv.AppendBool(line, v.Bool())
	}
	panic(fmt.Sprintf("storage: no column is a %s", v.Type()))
}
