package storage

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/omvendt/omvendt/registry"
)

// day is a column with a registry.Day: ISO text on both databases.
type day registry.Day

func (d day) Value() (driver.Value, error) { return registry.Day(d).String(), nil }

func (d *day) Scan(src any) error {
	s, err := textOf(src)
	if err != nil {
		return err
	}
	return (*registry.Day)(d).UnmarshalText([]byte(s))
}

// instant is a column with an instant in UTC at microseconds: timestamptz on
// PostgreSQL, text that sorts as it reads on SQLite.
type instant time.Time

const instantForm = "2006-01-02T15:04:05.000000Z"

func (i instant) Value() (driver.Value, error) {
	return time.Time(i).UTC().Format(instantForm), nil
}

func (i *instant) Scan(src any) error {
	if t, ok := src.(time.Time); ok {
		*i = instant(t.UTC())
		return nil
	}
	s, err := textOf(src)
	if err != nil {
		return err
	}
	t, err := time.Parse(instantForm, s)
	*i = instant(t)
	return err
}

func textOf(src any) (string, error) {
	switch s := src.(type) {
	case string:
		return s, nil
	case []byte:
		return string(s), nil
	}
	return "", fmt.Errorf("storage: text expected, got %T", src)
}

// jsonText is a column with JSON: jsonb on PostgreSQL, which keeps the meaning
// and not the spelling.
type jsonText string

func encode(v any) jsonText {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // what the domain stores always marshals
	}
	return jsonText(b)
}

func decode(s jsonText, v any) error { return json.Unmarshal([]byte(s), v) }

// list is a list that is [] in JSON, and never null.
func list[T any](l []T) []T {
	if l == nil {
		return []T{}
	}
	return l
}

// storable says whether both databases can keep a text as it is: bun makes a
// broken query of U+0000, and another text of what is no UTF-8.
func storable(s string) bool {
	return utf8.ValidString(s) && strings.IndexByte(s, 0) < 0
}

// storable says the same of JSON, where U+0000 is escaped.
func (j jsonText) storable() bool {
	return storable(string(j)) && !strings.Contains(strings.ReplaceAll(string(j), `\\`, ""), `\u0000`)
}

// checkTexts refuses rows with a text that cannot be stored. The domain has
// checked what people wrote; this catches what never passed there, in the same
// way on both databases.
func checkTexts[R any](rows []R) error {
	for i := range rows {
		if err := checkRow(reflect.ValueOf(&rows[i]).Elem()); err != nil {
			return err
		}
	}
	return nil
}

func checkRow(row reflect.Value) error {
	for i := range row.NumField() {
		column, fine := row.Type().Field(i), true
		switch field := row.Field(i); {
		case column.Anonymous:
			if err := checkRow(field); err != nil {
				return err
			}
		case field.Type() == reflect.TypeFor[jsonText]():
			fine = jsonText(field.String()).storable()
		case field.Kind() == reflect.String:
			fine = storable(field.String())
		}
		if !fine {
			return &registry.Error{Code: registry.CodeTextInvalid, Args: registry.Args{"column": strings.ToLower(column.Name)}}
		}
	}
	return nil
}
