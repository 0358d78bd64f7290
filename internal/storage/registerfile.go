package storage

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/omvendt/omvendt/registry"
)

// The whole register as a file: JSON with one table after the other and one row
// a line, in an order and a spelling that depend on nothing but what is stored.
// docs/register.schema.json describes it; the last line but one has the SHA-256
// of all lines before it.

// registerFormat changes when a file can no longer be read as before.
const registerFormat = "omvendt-register-1"

// fileTable is a table that is part of the register.
type fileTable struct {
	name    string
	columns []fileColumn
	order   string
	where   string // which rows are; empty: all
	// Columns that are not in the file, and what they begin with when it is read.
	others map[string]string
	// Columns whose words are left out where veil holds.
	veil  string
	veils []string
}

type fileColumn struct {
	name string
	kind columnKind
	none bool // null in the database where there is nothing
}

type columnKind string

const (
	textColumn    columnKind = "text"
	numberColumn  columnKind = "number"
	realColumn    columnKind = "real"
	truthColumn   columnKind = "truth"
	instantColumn columnKind = "instant"
	jsonColumn    columnKind = "json"
	bytesColumn   columnKind = "bytes"
	// untilColumn is a revision until which something was the answer; null: it still is.
	untilColumn columnKind = "until"
)

// registerTables are in the order in which they refer to each other. "kind
// name" is a column, text where no kind is said.
var registerTables = []fileTable{
	table("revision", "revision", "number revision, instant at"),
	table("body", "id", "id, name, rank, truth finance, number edit"),
	table("mandate", "seq", "body, from_day, words, json asks, json decision, truth taken_back"),
	table("game_version", "seq", "kind, from_day, digest, adopted, adopted_by, bytes source, number revision"),
	table("game_change", "id", "id, number edit, kind, from_day, begins, digest, bytes source, state, json decision, json taken_by, said_by, said_on, takes_off, "+
		"json effects, json fault").
		without(map[string]string{"book": "''"}), // of what is computed beside
	table("opening", "seq", "from_day, number weeks, number days, said_by, said_on, number revision"),
	table("law", "id", "id, name, short_name, abbreviation, json numbers, number edit"),
	table("rule", "number", "number number, id, number edit, adopter, adopted_on, kind, area, unit, audience, owner, protects, legal_form, "+
		"kle, kle_valid_at, source, real minutes_from, real minutes_to, number people, evidence, number touched, role, per, "+
		"real times_from, real times_to, json falls, json data, number units, since, number taken_out, json tags"),
	table("effort", "number, from_day", "number number, from_day, until_day, real minutes_from, real minutes_to, number people, evidence, role, per, "+
		"real times_from, real times_to, json falls, json data, number units, since, number one_from, number one_to, number all_from, number all_to"),
	table("post", "id", "id, name, unit, truth vacant, head, number edit").
		without(map[string]string{"holder": "''", "acting": "''", "deputy": "''", // accounts
			"rules": "0"}), // counted
	table("rule_version", "rule, ordinal", "id, rule, number ordinal, title, plain, demand, frequency, number revision"),
	table("rule_event", "seq", "id, rule, number revision, recorded, number ord, valid, kind, json fact"),
	table("log_leaf", "place", "number place, kind, object, number revision, leaf, content, salt"),
	table("log_entry", "revision, part", "number revision, number part, bytes hashes, bytes salts"),
	table("log_kept", "revision, place", "number revision, number place, entry, json salts"),
	table("log_checkpoint", "size", "number size, instant at, note"),
	table("segment", "number, from_day, revision_from", "number number, from_day, until_day, state, class, json reasons, version, state_from, "+
		"state_until, json grounds, row_digest, policy_digest, settings_digest, number revision_from, until revision_until"),
	table("justification", "rule, ordinal", "id, rule, number ordinal, value, beneficiary, mechanism, evidence, lighter, indicator, check_on, "+
		"undefended_by, undefended_on, without_it, evidence_grade, score_result, score_note, scored_on, number revision"),
	table("rule_case", "number", "number number, rule, grade, worst, number copied_from, due, json facts, json findings, policy"),
	table("case_saying", "digest, since, thin, number", "number digest, number since, number thin, number number"),
	table("counter_case", "thread, ordinal", "id, thread, rule, number ordinal, filed_on, party, name, truth public, cost, burdened, mechanism, "+
		"evidence, lighter, without_it").
		without(map[string]string{"filed_by": "''"}). // an account
		veiled("thread IN (SELECT thread FROM counter_withdrawal)", "name", "cost", "burdened", "mechanism", "evidence", "lighter", "without_it"),
	table("counter_reply", "seq", "thread, number ordinal, post, replied_on, reply").
		veiled("thread IN (SELECT thread FROM counter_withdrawal)", "reply"),
	table("counter_withdrawal", "thread", "thread, rule, withdrawn_on, truth for_them"),
	table("guidance", "number, day", "number number, day, stop, go_on, law, data, tells, published, number edit"),
	table("trial_evaluation", "event", "event, number number, measured, found, by_whom, day, number edit"),
	table("period_account", "until_day, span, area", "until_day, span, area, from_day, counted, made, number revision, json content"),
	table("legal_check", "seq", "id, rule, checked_by, checked_on, result, note, number revision"),
	table("found_different", "low, high", "number low, number high, marked_by, marked_on"),
	table("import", "id", "id, file_name, made_by, instant at, day, number created, number updated, number left_out, number revision, undone, undone_by"),
	table("imported_rule", "import, number", "import, number number, json did"),
	table("review", "id", "id, slug, name, phase, number edit, opened, sunset, json decision"),
	table("review_rule", "review, rule", "review, rule, left_out"),
	table("hearing_party", "id", "id, name, kind, address, area, heard_on, basis, number edit"),
	table("hearing", "id", "id, review, party, state, address, letter, deadline, sent, reminded, extended, hurried, json statement, number edit").
		without(map[string]string{"token": "''"}), // whoever has it speaks for the party
	table("statement_file", "hearing, sha256", "hearing, sha256, name, kind, kept, truth sent, bytes content").only("sent"), // not what nobody has sent yet
	table("request", "id", "id, title, words, language, ask, json lacking, json scope, deadline, made_by, made_on, sent_on, reminded_on, ended_on, number edit"),
	table("request_rule", "request, number", "request, number number, post, answer, answered_by, answering_post, answered_on"),
	table("member", "id", "id, body, name, group_name, truth chair, truth substitute, from_day, until_day, number edit").
		without(map[string]string{"account": "''"}),
	table("meeting", "id", "id, body, day, time, place, case_number, papers_on, minutes, signed_on, late, state, number edit"),
	table("item", "meeting, ordinal", "id, meeting, number ordinal, number edit, json agenda, json minutes").
		without(map[string]string{"backing": "'{}'"}), // accounts
	table("item_rule", "item, rule", "item, rule"),
	table("paper_profile", "id", "id, number edit, json profile"),
	table("filing", "object", "object, number, received, filed_by, number edit"),
	// Of the log what is about these; not who signs in or answers.
	table("audit_event", "seq", "id, instant at, actor, operation, object, json? before, json? after, request, policy_digest, number revision").
		only("object LIKE 'rule %' OR object LIKE 'review %' OR object LIKE 'body %' OR object LIKE 'meeting %' OR object LIKE 'policy %' OR object = 'opening' OR object = 'paper profile' OR object LIKE 'law %' OR object LIKE 'hearing %'"),
}

// notInRegister are the other tables, each with why.
var notInRegister = map[string]string{
	"migration":                "the program's own",
	"evaluation":               "what the program did, and where",
	"api_token":                "access",
	"user_account":             "access",
	"sign_in":                  "access",
	"session":                  "access",
	"idempotency":              "of a day",
	"outbox":                   "of a day",
	"beside_segment":           "made from the others",
	"beside_timeline":          "made from the others",
	"beside_turn":              "made from the others",
	"mail":                     "to users",
	"outcome_word":             "addresses of people without an account",
	"import_draft":             "on its way",
	"import_run":               "on its way",
	"policy_candidate":         "judges nothing",
	"case_draft":               "on its way",
	"column_match":             "a habit",
	"consultation":             "the consultation's",
	"consultation_rule":        "the consultation's",
	"consultation_translation": "the consultation's",
	"open_link":                "the consultation's, and secret",
	"link_slip":                "the consultation's, and secret",
	"contribution":             "people's own words",
	"input":                    "people's own words",
	"input_search":             "people's own words",
	"input_word":               "people's own words",
	"input_vocabulary":         "people's own words",
	"chosen":                   "people's own answers",
	"sender":                   "of people's own answers",
	"disposition":              "of people's own words",
	"consultation_duty":        "the consultation's",
	"input_action":             "of people's own words",
	"hassle_theme":             "no rules",
	"hassle":                   "no rules",
	"hassle_input":             "of people's own words",
	"unit_answer":              "what units said, no rules",
	"unit_exception":           "what units said, no rules",
	"demand_hassle":            "no rules",
	"stop_task":                "who takes a demand away, no rules",
	"stop_search":              "who takes a demand away, no rules",
	"harm":                     "words of those who work with a rule",
	"send_on":                  "no rules",
	"send_on_input":            "of people's own words",
	"unnamed_event":            "of people without a name",
	"log_hash":                 "made from the others",
	"redacting":                "empty between transactions",
	"rule_search":              "made from the others",
	"state_count":              "made from the others",
	"rule_turn":                "made from the others, and who was told by mail",
	"turn_count":               "made from the others",
	"turn_day_told":            "by mail",
	"effort_sum":               "made from the others",
	"disclosure":               "of those who ask, and what they may not read",
	"exclusion":                "of people's own answers",
	"sent_count":               "of people's own answers",
	"place_count":              "of people's own answers",
	"input_count":              "of people's own answers",
	"minutes_count":            "of people's own answers",
	"chosen_count":             "of people's own answers",
	"disposed_count":           "of people's own answers",
	"assigned_count":           "of people's own answers",
	"rule_list":                "made from the others",
	"rule_facet":               "made from the others",
	"rule_basis":               "made from the others",
	"list_view":                "a habit",
	"note":                     "its writer's alone",
	"kle_entry":                "licensed content of KL's",
	"rule_likeness":            "made from the others",
	"likeness_key":             "made from the others",
	"alike":                    "made from the others",
	"simulation":               "what was supposed, nothing that is",
	"simulation_item":          "what was supposed, nothing that is",
}

// derivedColumns of the tables in the file are made from others.
var derivedColumns = map[string]bool{"segment.area": true, "rule.due_on": true, "rule.due_until": true, "rule.due_why": true}

func table(name, order, columns string) fileTable {
	t := fileTable{name: name, order: order}
	for _, c := range strings.Split(columns, ", ") {
		kind, column, said := strings.Cut(c, " ")
		if !said {
			kind, column = string(textColumn), c
		}
		kind, none := strings.CutSuffix(kind, "?")
		t.columns = append(t.columns, fileColumn{column, columnKind(kind), none})
	}
	return t
}

func (t fileTable) only(where string) fileTable {
	t.where = where
	return t
}

func (t fileTable) without(others map[string]string) fileTable {
	t.others = others
	return t
}

// veiled leaves the words of some columns out of the file where a condition holds.
func (t fileTable) veiled(where string, columns ...string) fileTable {
	t.veil, t.veils = where, columns
	return t
}

// selectList is columnList as it is read from the database.
func (t fileTable) selectList() string {
	names := make([]string, len(t.columns))
	for i, c := range t.columns {
		names[i] = c.name
		if slices.Contains(t.veils, c.name) {
			names[i] = "CASE WHEN " + t.veil + " THEN '' ELSE " + c.name + " END"
		}
	}
	return strings.Join(names, ", ")
}

func (t fileTable) columnList() string {
	names := make([]string, len(t.columns))
	for i, c := range t.columns {
		names[i] = c.name
	}
	return strings.Join(names, ", ")
}

// place is where a column of a row is read to.
func (c fileColumn) place() any {
	switch c.kind {
	case numberColumn, untilColumn:
		return new(int64)
	case realColumn:
		return new(float64)
	case truthColumn:
		return new(bool)
	case instantColumn:
		return new(instant)
	case jsonColumn:
		return new(jsonOrNone)
	case bytesColumn:
		return new([]byte)
	}
	return new(string)
}

// jsonOrNone is JSON, or null where there is nothing.
type jsonOrNone string

func (j *jsonOrNone) Scan(src any) error {
	if src == nil {
		*j = ""
		return nil
	}
	s, err := textOf(src)
	*j = jsonOrNone(s)
	return err
}

// line is a row as it stands in the file.
func (t fileTable) line(places []any) ([]byte, error) {
	line := []byte{'{'}
	for i, c := range t.columns {
		if i > 0 {
			line = append(line, ',')
		}
		line = append(append(append(line, '"'), c.name...), `":`...)
		value, err := c.spell(places[i])
		if err != nil {
			return nil, fmt.Errorf("%s.%s: %w", t.name, c.name, err)
		}
		line = append(line, value...)
	}
	return append(line, '}'), nil
}

func (c fileColumn) spell(place any) ([]byte, error) {
	switch v := place.(type) {
	case *instant:
		return spelled(time.Time(*v).UTC().Format(instantForm))
	case *int64:
		if c.kind == untilColumn && *v == still {
			return []byte("null"), nil
		}
		return spelled(*v)
	case *jsonOrNone:
		if *v == "" && c.none {
			return []byte("null"), nil
		}
		d := json.NewDecoder(strings.NewReader(string(*v)))
		d.UseNumber() // as it was written
		var content any
		if err := d.Decode(&content); err != nil {
			return nil, err
		}
		return spelled(content) // its names in order
	}
	return spelled(place)
}

// spelled is JSON without the escapes that are for web pages.
func spelled(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}

var errColumns = errors.New("other columns than the table has")

// values are what a line of the file puts into the database. A line that is not
// spelled as line would spell it is refused: it could not come out again the same.
func (t fileTable) values(line []byte) ([]any, error) {
	var read map[string]json.RawMessage
	d := json.NewDecoder(bytes.NewReader(line))
	if err := d.Decode(&read); err != nil {
		return nil, err
	}
	if len(read) != len(t.columns) {
		return nil, errColumns
	}
	places, values := make([]any, len(t.columns)), make([]any, len(t.columns))
	for i, c := range t.columns {
		raw, there := read[c.name]
		if !there {
			return nil, errColumns
		}
		var err error
		if places[i], values[i], err = c.read(raw); err != nil {
			return nil, fmt.Errorf("%s: %w", c.name, err)
		}
	}
	again, err := t.line(places)
	if err == nil && !bytes.Equal(again, line) {
		err = errors.New("not spelled as in a file of the program")
	}
	return values, err
}

// read is a value as spell takes it, and as the database does.
func (c fileColumn) read(raw json.RawMessage) (place, value any, err error) {
	place = c.place()
	null := string(raw) == "null"
	switch v := place.(type) {
	case *instant:
		var s string
		if err = json.Unmarshal(raw, &s); err == nil {
			err = v.Scan(s)
		}
		return v, *v, err
	case *jsonOrNone:
		if null && c.none {
			return v, nil, nil
		}
		if text := jsonText(raw); !text.storable() {
			return nil, nil, &registry.Error{Code: registry.CodeTextInvalid, Args: registry.Args{"column": c.name}}
		}
		*v = jsonOrNone(raw)
		return v, string(raw), nil
	case *int64:
		if null && c.kind == untilColumn {
			*v = still
			return v, still, nil
		}
		err = notNull(raw, v)
		return v, *v, err
	case *[]byte:
		var s string
		if err = notNull(raw, &s); err == nil {
			*v, err = base64.StdEncoding.DecodeString(s)
		}
		return v, *v, err
	case *string:
		if err = notNull(raw, v); err == nil && !storable(*v) {
			err = &registry.Error{Code: registry.CodeTextInvalid, Args: registry.Args{"column": c.name}}
		}
		return v, *v, err
	case *bool:
		err = notNull(raw, v)
		return v, *v, err
	case *float64:
		err = notNull(raw, v)
		return v, *v, err
	}
	panic("storage: a column without a kind")
}

func notNull(raw json.RawMessage, v any) error {
	if string(raw) == "null" {
		return errors.New("nothing is there")
	}
	return json.Unmarshal(raw, v)
}

// RegisterSchema writes the JSON Schema of the file.
func RegisterSchema(w io.Writer) error {
	kinds := map[columnKind]any{
		textColumn:    object{"type": "string"},
		numberColumn:  object{"type": "integer"},
		realColumn:    object{"type": "number"},
		truthColumn:   object{"type": "boolean"},
		instantColumn: object{"type": "string", "format": "date-time", "pattern": `^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$`},
		jsonColumn:    object{},
		bytesColumn:   object{"type": "string", "contentEncoding": "base64"},
		untilColumn:   object{"type": []string{"integer", "null"}},
	}
	properties := object{
		"format":    object{"const": registerFormat},
		"migration": object{"type": "string"},
		"sha256":    object{"type": "string", "pattern": "^[0-9a-f]{64}$"},
	}
	names := []string{"format", "migration"}
	for _, t := range registerTables {
		columns, required := object{}, []string{}
		for _, c := range t.columns {
			columns[c.name] = kinds[c.kind]
			required = append(required, c.name)
		}
		names = append(names, t.name)
		properties[t.name] = object{"type": "array",
			"items": object{"type": "object", "properties": columns, "required": required, "additionalProperties": false}}
	}
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(object{"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "A whole register of Omvendt",
		"type": "object", "properties": properties, "required": append(names, "sha256"), "additionalProperties": false})
}

type object = map[string]any
