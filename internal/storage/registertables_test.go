package storage

import (
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
)

// Every table and column is part of the file, or somebody said why it is not.
func TestRegisterFileLeavesNothingOut(t *testing.T) {
	x := newFixture(t, testenv.SQLite(t))
	var tables [][]string
	if err := scanTexts(t.Context(), x.db.reader, &tables,
		"SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE 'rule_search_index%'"); err != nil {
		t.Fatal(err)
	}
	known := map[string]map[string]bool{}
	for _, table := range registerTables {
		known[table.name] = map[string]bool{"seq": true} // given anew, in the same order
		for _, c := range table.columns {
			known[table.name][c.name] = true
		}
		for c := range table.others {
			known[table.name][c] = true
		}
	}
	for _, table := range tables {
		name := table[0]
		if notInRegister[name] != "" {
			continue
		}
		if known[name] == nil {
			t.Errorf("the table %s is neither in the file of the register nor said to be left out of it", name)
			continue
		}
		var columns [][]string
		if err := scanTexts(t.Context(), x.db.reader, &columns, "SELECT name FROM pragma_table_info(?)", name); err != nil {
			t.Fatal(err)
		}
		for _, c := range columns {
			if !known[name][c[0]] && !derivedColumns[name+"."+c[0]] {
				t.Errorf("the column %s.%s is neither in the file of the register nor made from others", name, c[0])
			}
		}
	}
}

// What is read of a line comes out as the same line, and what could not is refused.
func FuzzRegisterLine(f *testing.F) {
	f.Add(0, []byte(`{"revision":1,"at":"2027-01-02T03:04:05.000006Z"}`))
	f.Add(3, []byte(`{"kind":"policy","from_day":"0001-01-01","digest":"d","adopted":"","adopted_by":"omvendt","source":"cGFja2FnZQ=="}`))
	f.Add(6, []byte(`{"id":"e","rule":"r","revision":1,"recorded":"2027-01-02","ord":0,"valid":"2027-01-02","kind":"adopted","fact":{"a":[1.50,null,"<æ>"]}}`))
	f.Add(12, []byte(`{"id":"m","body":"b","name":"x","group_name":"","chair":true,"from_day":"2027-01-02","until_day":"9999-12-31"}`))
	f.Fuzz(func(t *testing.T, n int, line []byte) {
		if n < 0 || n >= len(registerTables) {
			return
		}
		table := registerTables[n]
		values, err := table.values(line)
		if err != nil {
			return
		}
		places := make([]any, len(values))
		for i, c := range table.columns {
			places[i] = c.place()
			switch to := places[i].(type) {
			case *string:
				*to = values[i].(string)
			case *int64:
				*to = values[i].(int64)
			case *float64:
				*to = values[i].(float64)
			case *bool:
				*to = values[i].(bool)
			case *instant:
				*to = values[i].(instant)
			case *[]byte:
				*to = values[i].([]byte)
			case *jsonOrNone:
				if values[i] != nil {
					*to = jsonOrNone(values[i].(string))
				}
			}
		}
		if again, err := table.line(places); err != nil || string(again) != string(line) {
			t.Errorf("%s\nbecame\n%s, %v", line, again, err)
		}
	})
}
