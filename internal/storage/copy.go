package storage

import (
	"bytes"
	"context"
	"database/sql/driver"
	"fmt"
	"reflect"
	"slices"
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
	conn   bun.Conn
	copies *copies
}

func tableOf[R any](t pgTx) *schema.Table { return t.Dialect().Tables().Get(reflect.TypeFor[R]()) }

// analyzeFrom is from how many rows written by one transaction PostgreSQL counts a
// table again, and then from ten times as many. What it knows of the table is from
// before, when there were few rows or none: it would read all of it, again and
// again, to find some rules.
const analyzeFrom = 5000

func (t *tx) copied(pg pgTx, table string, rows int) {
	before := t.rows[table]
	t.rows = put(t.rows, table, before+rows)
	for n := analyzeFrom; n <= before+rows; n *= 10 {
		if before < n {
			pg.copies.begin(func(ctx context.Context) error {
				_, err := pg.ExecContext(ctx, "ANALYZE "+table)
				return err
			})
			break
		}
	}
}

// copyRows has rows written by COPY, which PostgreSQL reads faster than the values of
// an INSERT. R is a row of a table. What the server says of it is met by whatever is
// asked of the transaction next.
func copyRows[R any](t pgTx, rows []R) {
	table := tableOf[R](t)
	columns := make([]string, len(table.Fields))
	for i, f := range table.Fields {
		columns[i] = string(f.SQLName)
	}
	text := copyText(table.Fields, rows)
	t.copies.begin(func(ctx context.Context) error {
		_, err := pgdriver.CopyFrom(ctx, t.conn, bytes.NewReader(text),
			"COPY "+string(table.SQLName)+" ("+strings.Join(columns, ", ")+") FROM STDIN")
		return err
	})
}

var valuer = reflect.TypeFor[driver.Valuer]()

// copyText is rows in the text format of COPY (PostgreSQL's documentation, "COPY",
// "Text Format").
func copyText[R any](fields []*schema.Field, rows []R) (text []byte) {
	for i := range rows {
		row := reflect.ValueOf(&rows[i]).Elem()
		for j, f := range fields {
			if j > 0 {
				text = append(text, '\t')
			}
			if v := row.FieldByIndex(f.Index); f.NullZero && v.IsZero() {
				text = append(text, `\N`...)
			} else {
				text = appendCopied(text, v, f.StructField.Type.Implements(valuer))
			}
		}
		if text = append(text, '\n'); i == 0 {
			text = slices.Grow(text, len(text)*len(rows)*5/4)
		}
	}
	return text
}

var copyEscapes = strings.NewReplacer("\\", `\\`, "\t", `\t`, "\n", `\n`, "\r", `\r`)

func appendCopied(text []byte, v reflect.Value, valued bool) []byte {
	if valued {
		value, err := v.Interface().(driver.Valuer).Value()
		if err != nil {
			panic(err) // days and instants always have a value
		}
		v = reflect.ValueOf(value)
	}
	switch v.Kind() {
	case reflect.String:
		if s := v.String(); strings.ContainsAny(s, "\\\t\n\r") {
			return append(text, copyEscapes.Replace(s)...)
		}
		return append(text, v.String()...)
	case reflect.Int, reflect.Int64:
		return strconv.AppendInt(text, v.Int(), 10)
	case reflect.Float64:
		return strconv.AppendFloat(text, v.Float(), 'g', -1, 64)
	case reflect.Bool:
		return strconv.AppendBool(text, v.Bool())
	}
	panic(fmt.Sprintf("storage: no column is a %s", v.Type()))
}
