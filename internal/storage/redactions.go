package storage

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/uptrace/bun"

	"github.com/omvendt/omvendt/registry"
	"github.com/omvendt/omvendt/translog"
)

// redactedTable is a table with texts that a redaction reaches.
type redactedTable struct {
	kind   string // one of translog.WrittenKinds
	name   string
	keys   []string // the columns of its key; "seq" and "number" are numbers
	texts  []string // "json:name" is a column of JSON
	of     string   // the column that says what a row is about: rule, number, meeting, object; empty: none
	edited bool     // its rows have an edit: a form that still has the text is stale afterwards
}

// redactedTables are those in which somebody's words can stand, derived ones apart:
// they are made anew.
var redactedTables = []redactedTable{
	redacts("rule", "rule_version", "id", "title plain demand frequency").about("rule"),
	redacts("event", "rule_event", "id", "json:fact").about("rule"),
	redacts("case", "justification", "id", "value beneficiary mechanism evidence lighter indicator undefended_by without_it score_note").about("rule"),
	redacts("check", "legal_check", "id", "checked_by note").about("rule"),
	redacts("rule", "rule", "number", "audience source role json:data").about("number").edit(),
	redacts("rule", "effort", "number from_day", "role json:data").about("number"),
	redacts("rule", "guidance", "number day", "stop go_on law data tells").about("number").edit(),
	redacts("counter", "counter_case", "id", "party name cost burdened mechanism evidence lighter without_it").about("rule"),
	redacts("counter", "counter_reply", "seq", "reply"),
	redacts("case", "case_draft", "writer rule", "json:draft").about("rule"),
	redacts("body", "mandate", "seq", "words json:decision"),
	redacts("body", "opening", "seq", "said_by"),
	redacts("policy", "game_change", "id", "said_by json:decision json:taken_by").edit(),
	redacts("review", "review", "id", "name json:decision").edit(),
	redacts("meeting", "meeting", "id", "place minutes late").edit(),
	redacts("meeting", "item", "id", "json:agenda json:minutes").about("meeting").edit(),
	redacts("hearing", "hearing", "id", "letter hurried json:statement").edit(),
	redacts("request", "request", "id", "title words").edit(),
	redacts("request", "request_rule", "request number", "answer").about("number"),
	redacts("answer", "disposition", "input", "reason original"),
	redacts("answer", "exclusion", "id", "reason undone").edit(),
	redacts("answer", "input_action", "input", "note handled_note"),
	redacts("hassle", "hassle", "id", "text answer objection").edit(),
	redacts("send_on", "send_on", "id", "addressee intro json:sections").edit(),
	redacts("unit", "unit_exception", "number day unit", "word").about("number"),
	redacts("unit", "stop_task", "id", "place word").about("number").edit(),
	redacts("hassle", "harm", "id", "text").about("number"),
	redacts("case", "trial_evaluation", "event", "measured found by_whom").about("number").edit(),
	redacts("review", "disclosure", "review", "json:releases").edit(),
	redacts("review", "period_account", "until_day span area", "json:content"),
	redacts("meeting", "simulation", "id", "name json:content").edit(),
	redacts("import", "import", "id", "undone"),
	redacts("import", "imported_rule", "import number", "json:did").about("number"),
	redacts("audit", "audit_event", "seq", "json:before json:after").about("object"),
	redacts("message", "outbox", "seq", "json:payload"),
	redacts("message", "mail", "seq", "subject text"),
	redacts("answered", "idempotency", "actor operation request_key", "json:result"),
}

// notRedacted are the tables with texts that a redaction leaves alone, each with why.
var notRedacted = map[string]string{
	"migration":                "the program's own",
	"body":                     "names of bodies stand in clear in the log",
	"game_version":             "sources, known by their digest",
	"policy_candidate":         "sources, known by their digest",
	"law":                      "names of laws",
	"kle_entry":                "KL's",
	"post":                     "a name that is kept in order at its own place",
	"member":                   "as a post",
	"hearing_party":            "as a post",
	"user_account":             "as a post",
	"api_token":                "as a post",
	"hassle_theme":             "as a post",
	"list_view":                "as a post",
	"paper_profile":            "as a post",
	"sign_in":                  "secret",
	"session":                  "secret",
	"open_link":                "secret",
	"link_slip":                "secret",
	"consultation":             "is written anew at its own place",
	"consultation_rule":        "no words",
	"consultation_translation": "is written anew at its own place",
	"consultation_duty":        "no words",
	"contribution":             "citizens' own: they take it back, and screening withholds it",
	"input":                    "citizens' own: they take it back, and screening withholds it",
	"input_search":             "citizens' own",
	"input_vocabulary":         "citizens' own",
	"input_word":               "citizens' own",
	"chosen":                   "no words",
	"sender":                   "citizens' own",
	"outcome_word":             "addresses, erased when they are used",
	"statement_file":           "a file, which is taken out whole",
	"import_draft":             "a file on its way, which is thrown away",
	"import_run":               "on its way",
	"column_match":             "headings of columns",
	"unnamed_event":            "no words",
	"revision":                 "no words",
	"review_rule":              "no words",
	"item_rule":                "no words",
	"found_different":          "no words",
	"counter_withdrawal":       "no words",
	"unit_answer":              "no words",
	"stop_search":              "no words",
	"simulation_item":          "no words",
	"evaluation":               "digests, codes and counts",
	"filing":                   "a number in the case system, and a user's name",
	"note":                     "a member's own, which nobody else reads",
	"hassle_input":             "no words",
	"demand_hassle":            "no words",
	"send_on_input":            "no words",
	"segment":                  "follows from the events, and has none of their words",
	"log_leaf":                 "by KeepLeaf",
	"log_kept":                 "by KeepEntry",
	"log_entry":                "by KeepEntry",
	"log_hash":                 "no words",
	"redacting":                "empty between transactions",
	"log_checkpoint":           "no words",
	"rule_search":              "made anew",
	"rule_list":                "made anew",
	"rule_facet":               "made anew",
	"rule_basis":               "made anew",
	"rule_case":                "made anew",
	"case_saying":              "made anew",
	"rule_likeness":            "made anew",
	"likeness_key":             "made anew",
	"alike":                    "made anew",
	"effort_sum":               "counts",
	"state_count":              "counts",
	"rule_turn":                "counts",
	"turn_count":               "counts",
	"turn_day_told":            "counts",
	"place_count":              "counts",
	"beside_segment":           "no words",
	"beside_timeline":          "no words",
	"beside_turn":              "no words",
	"sent_count":               "counts",
	"input_count":              "counts",
	"minutes_count":            "counts",
	"chosen_count":             "counts",
	"disposed_count":           "counts",
	"assigned_count":           "counts",
}

func redacts(kind, name, key, texts string) redactedTable {
	return redactedTable{kind: kind, name: name, keys: strings.Fields(key), texts: strings.Fields(texts)}
}

func (t redactedTable) about(column string) redactedTable {
	t.of = column
	return t
}

func (t redactedTable) edit() redactedTable { t.edited = true; return t }

// holds is the condition that a column has one of the spellings of a text.
func holds(column string, r translog.Replacement) condition {
	var c condition
	for _, spelling := range r.Spellings {
		if c.sql != "" {
			c.sql += " OR "
		}
		c.sql += "replace(CAST(" + column + " AS TEXT), ?, '') <> CAST(" + column + " AS TEXT)"
		c.args = append(c.args, spelling)
	}
	return c
}

// writtenRow is a row with a text, as texts.
type writtenRow struct {
	table  redactedTable
	keys   []string
	about  string
	values []string // of the table's texts
	within int64    // the revision, of what an entry of the log tells of
}

// entries says that the rows of a table are told of by entries of the log.
func (t redactedTable) entries() bool {
	switch t.name {
	case "rule_version", "rule_event", "justification", "legal_check":
		return true
	}
	return false
}

func (r *reader) writtenRows(t redactedTable, replacement translog.Replacement) ([]writtenRow, error) {
	columns := slices.Clone(t.keys)
	columns = append(columns, cmp.Or(t.of, "''"))
	var where condition
	for _, text := range t.texts {
		column := strings.TrimPrefix(text, "json:")
		columns = append(columns, column)
		c := holds(column, replacement)
		if where.sql != "" {
			where.sql += " OR "
		}
		where.sql, where.args = where.sql+c.sql, append(where.args, c.args...)
	}
	if t.entries() {
		columns = append(columns, "revision")
	}
	for i, c := range columns {
		columns[i] = "coalesce(CAST(" + c + " AS TEXT), '')"
	}
	rows, err := r.db.QueryContext(r.ctx, "SELECT "+strings.Join(columns, ", ")+" FROM "+t.name+" WHERE "+where.sql+" ORDER BY "+t.keys[0], where.args...)
	if err != nil {
		return nil, r.fault(err)
	}
	defer func() { _ = rows.Close() }()
	var out []writtenRow
	for rows.Next() {
		values, places := make([]string, len(columns)), make([]any, len(columns))
		for i := range values {
			places[i] = &values[i]
		}
		if err := rows.Scan(places...); err != nil {
			return nil, r.fault(err)
		}
		n := len(t.keys)
		row := writtenRow{table: t, keys: values[:n], about: values[n], values: values[n+1 : n+1+len(t.texts)]}
		if t.entries() {
			row.within, _ = strconv.ParseInt(values[len(values)-1], 10, 64)
		}
		out = append(out, row)
	}
	return out, r.fault(rows.Err())
}

// Written finds rows in the order of tables.
func (r *reader) Written(replacement translog.Replacement) ([]translog.Written, error) {
	var out []translog.Written
	for _, t := range redactedTables {
		rows, err := r.writtenRows(t, replacement)
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			w := translog.Written{Kind: t.kind, Table: t.name, Key: strings.Join(row.keys, " "), About: row.about, Revision: registry.Revision(row.within)}
			switch t.of {
			case "rule":
				w.Rule = registry.RuleID(row.about)
			case "number":
				n, _ := strconv.ParseInt(row.about, 10, 32)
				w.Number = registry.Number(n)
			}
			for i, text := range t.texts {
				after, err := redactValue(text, row.values[i], replacement)
				if err != nil {
					return nil, internal(err)
				}
				if after != row.values[i] {
					w.Columns = append(w.Columns, strings.TrimPrefix(text, "json:"))
					found, err := redactedTexts(text, row.values[i], replacement)
					if err != nil {
						return nil, internal(err)
					}
					w.Before = append(w.Before, found...)
				}
			}
			w.Stays = len(w.Columns) == 0
			out = append(out, w)
		}
	}
	return out, nil
}

// redactValue is the value of a column afterwards.
func redactValue(column, value string, r translog.Replacement) (string, error) {
	switch {
	case value == "":
		return "", nil
	case !strings.HasPrefix(column, "json:"):
		return r.Text(value), nil
	}
	if found, err := r.In(value); err != nil || len(found) == 0 {
		return value, err // as it was spelled
	}
	return r.JSON(value)
}

// redactedTexts are the texts in a column that will be others.
func redactedTexts(column, value string, r translog.Replacement) ([]string, error) {
	if strings.HasPrefix(column, "json:") {
		return r.In(value)
	}
	return []string{value}, nil
}

// ReplaceWritten does it to all of them, and has what was made of them made anew.
// It draws a revision, so that whoever copies the register takes the rules again.
func (t *tx) ReplaceWritten(replacement translog.Replacement) error {
	t.erased = true
	if _, err := t.Revision(); err != nil {
		return err
	}
	if _, err := t.exec(t.db.NewRaw("INSERT INTO redacting (one) VALUES (1)")); err != nil {
		return err
	}
	for _, table := range redactedTables {
		rows, err := t.writtenRows(table, replacement)
		if err != nil {
			return err
		}
		for _, row := range rows {
			if err := t.replaceRow(row, replacement); err != nil {
				return err
			}
		}
	}
	_, err := t.exec(t.db.NewRaw("DELETE FROM redacting"))
	return err
}

func (t *tx) replaceRow(row writtenRow, replacement translog.Replacement) error {
	var sets []string
	var args []any
	for i, text := range row.table.texts {
		after, err := redactValue(text, row.values[i], replacement)
		if err != nil {
			return internal(err)
		}
		if after != row.values[i] {
			sets, args = append(sets, strings.TrimPrefix(text, "json:")+" = ?"), append(args, after)
		}
	}
	if len(sets) == 0 {
		return nil
	}
	if row.table.edited {
		sets = append(sets, "edit = edit + 1")
	}
	var where []string
	for i, key := range row.table.keys {
		where = append(where, key+" = ?")
		if key == "seq" || key == "number" {
			n, err := strconv.ParseInt(row.keys[i], 10, 64)
			if err != nil {
				return internal(err)
			}
			args = append(args, n)
			continue
		}
		args = append(args, row.keys[i])
	}
	if n, err := t.exec(t.db.NewRaw("UPDATE "+row.table.name+" SET "+strings.Join(sets, ", ")+" WHERE "+strings.Join(where, " AND "), args...)); err != nil || n != 1 {
		return t.faultOrInternal(fmt.Errorf("%s: %d rows: %w", row.table.name, n, err))
	}
	return t.remake(row)
}

// remake has what is made of a rule's texts made anew.
func (t *tx) remake(row writtenRow) error {
	rule := registry.RuleID(row.about)
	switch {
	case row.table.of == "number":
		n, err := strconv.ParseInt(row.about, 10, 32)
		if err != nil {
			return internal(err)
		}
		r, err := t.RuleByNumber(registry.Number(n))
		if err != nil {
			return err
		}
		rule = r.ID
	case row.table.of != "rule" || rule == "":
		return nil
	}
	t.dirty, t.unjudged = put(t.dirty, rule, true), put(t.unjudged, rule, true)
	t.list(rule)
	t.touch(rule)
	if row.table.name == "rule" { // counted already
		return nil
	}
	_, err := t.exec(t.db.NewRaw("UPDATE rule SET edit = edit + 1 WHERE id = ?", string(rule))) // a form that still has the text is stale
	return err
}

// LeavesHolding are those in which a text is sealed.
func (r *reader) LeavesHolding(replacement translog.Replacement) ([]translog.StoredLeaf, error) {
	return r.leavesWhere(holds("content", replacement), 0, "place")
}

// LeavesSaying are how many leaves have a text in clear.
func (r *reader) LeavesSaying(replacement translog.Replacement) (int, error) {
	var n int
	c := holds("leaf", replacement)
	_, err := r.scan(r.db.NewRaw("SELECT count(*) FROM log_leaf WHERE "+c.sql, c.args...), &n)
	return n, err
}

// KeepLeaf erases the salt of a leaf.
func (t *tx) KeepLeaf(place int64, content string, salts map[string]string) error {
	t.erased = true
	_, err := t.exec(t.db.NewUpdate().Table("log_leaf").Set("content = ?", content).Set("salt = ?", string(encode(salts))).Where("place = ?", place))
	return err
}

type keptRow struct {
	bun.BaseModel `bun:"table:log_kept"`
	Revision      int64
	Place         int64
	Entry         string
	Salts         jsonText
}

func (r *reader) KeptEntries(revision registry.Revision) (map[int]translog.Kept, error) {
	var rows []keptRow
	if _, err := r.scan(r.db.NewSelect().Model(&rows).Where("revision = ?", int64(revision))); err != nil {
		return nil, err
	}
	out := map[int]translog.Kept{}
	for _, row := range rows {
		k := translog.Kept{Sealed: row.Entry}
		if err := json.Unmarshal([]byte(row.Salts), &k.Salts); err != nil {
			return nil, internal(err)
		}
		out[int(row.Place)] = k
	}
	return out, nil
}

// KeepEntry erases the salt of an entry.
func (t *tx) KeepEntry(revision registry.Revision, place int, k translog.Kept) error {
	t.erased = true
	row := keptRow{Revision: int64(revision), Place: int64(place), Entry: k.Sealed, Salts: encode(k.Salts)}
	if _, err := t.exec(t.db.NewInsert().Model(&row).On("CONFLICT (revision, place) DO UPDATE").Set("salts = EXCLUDED.salts")); err != nil {
		return err
	}
	part := int64(place / entriesInRow)
	var rows []entryRow
	if _, err := t.scan(t.db.NewSelect().Model(&rows).Where("revision = ? AND part = ?", int64(revision), part)); err != nil || len(rows) != 1 {
		return t.faultOrInternal(fmt.Errorf("entries of revision %d: %d: %w", revision, len(rows), err))
	}
	at := place % entriesInRow * translog.SaltSize
	if at+translog.SaltSize > len(rows[0].Salts) {
		return internal(fmt.Errorf("revision %d has no entry %d", revision, place))
	}
	clear(rows[0].Salts[at : at+translog.SaltSize])
	_, err := t.exec(t.db.NewUpdate().Table("log_entry").Set("salts = ?", rows[0].Salts).Where("revision = ? AND part = ?", int64(revision), part))
	return err
}
