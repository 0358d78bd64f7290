package main

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode"

	"github.com/omvendt/omvendt/migrations"
	"github.com/omvendt/omvendt/policies"
	"github.com/omvendt/omvendt/registry"
)

// row is one row of a table as text; null is empty, JSON as the database spells it.
type row map[string]string

func (r row) number(column string) int {
	n, _ := strconv.Atoi(r[column])
	return n
}

func (r row) json(column string) object {
	var o object
	_ = json.Unmarshal([]byte(r[column]), &o) // what is no object is empty
	return o
}

// snapshot is everything that stands in a database at one time.
type snapshot struct {
	tables map[string][]row
	faults []string // that the database itself finds
}

// asking is a database or a transaction in it.
type asking interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}

var kept = []string{"revision", "rule", "rule_version", "rule_event", "segment", "justification", "legal_check", "game_version",
	"audit_event", "unnamed_event", "outbox", "idempotency", "meeting", "item", "item_rule", "consultation", "contribution", "input",
	"disposition", "rule_search", "api_token"}

// snapshotOf reads a database that nobody writes to.
func snapshotOf(ctx context.Context, db asking, dialect migrations.Dialect) (snapshot, error) {
	s := snapshot{tables: map[string][]row{}}
	for _, table := range kept {
		rows, err := query(ctx, db, "SELECT * FROM "+table)
		if err != nil {
			return s, fmt.Errorf("%s: %w", table, err)
		}
		s.tables[table] = rows
	}
	byNumber := func(column string) func(a, b row) int {
		return func(a, b row) int { return cmp.Compare(a.number(column), b.number(column)) }
	}
	for table, column := range map[string]string{"revision": "revision", "rule": "number", "rule_version": "ordinal", "rule_event": "seq",
		"justification": "ordinal", "audit_event": "seq", "game_version": "seq"} {
		slices.SortStableFunc(s.tables[table], byNumber(column))
	}
	slices.SortFunc(s.tables["segment"], func(a, b row) int { return strings.Compare(a["from_day"], b["from_day"]) })
	var err error
	if dialect == migrations.SQLite {
		s.faults, err = faultsOfSQLite(ctx, db)
	} else {
		s.faults, err = faultsOfPostgres(ctx, db)
	}
	return s, err
}

func query(ctx context.Context, db asking, query string) ([]row, error) {
	rows, err := db.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	var out []row
	for rows.Next() {
		values := make([]any, len(columns))
		for i := range values {
			values[i] = new(any)
		}
		if err := rows.Scan(values...); err != nil {
			return nil, err
		}
		r := row{}
		for i, name := range columns {
			switch v := (*values[i].(*any)).(type) {
			case nil:
			case []byte:
				r[name] = string(v)
			case time.Time:
				r[name] = v.UTC().Format("2006-01-02T15:04:05.000000Z")
			default:
				r[name] = fmt.Sprint(v)
			}
		}
		out = append(out, r)
	}
	return out, rows.Err()
}

func faultsOfSQLite(ctx context.Context, db asking) (faults []string, err error) {
	pages, err := query(ctx, db, "PRAGMA integrity_check")
	if err != nil {
		return []string{"file: " + err.Error()}, nil
	}
	for _, r := range pages {
		if r["integrity_check"] != "ok" {
			faults = append(faults, "file: "+r["integrity_check"])
		}
	}
	loose, err := query(ctx, db, "PRAGMA foreign_key_check")
	for _, r := range loose {
		faults = append(faults, "foreign key: a row of "+r["table"]+" points to none of "+r["parent"])
	}
	// The 1 compares the index with the table that it is made of.
	if _, err := db.ExecContext(ctx, "INSERT INTO rule_search_index (rule_search_index, rank) VALUES ('integrity-check', 1)"); err != nil {
		faults = append(faults, "search index: "+err.Error())
	}
	return faults, err
}

func faultsOfPostgres(ctx context.Context, db asking) (faults []string, err error) {
	links, err := query(ctx, db, `SELECT c.conrelid::regclass::text AS child, a.attname AS refers, c.confrelid::regclass::text AS parent,
		b.attname AS referred, c.convalidated AS valid FROM pg_constraint AS c
		JOIN pg_attribute AS a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
		JOIN pg_attribute AS b ON b.attrelid = c.confrelid AND b.attnum = c.confkey[1] WHERE c.contype = 'f'`)
	if err != nil {
		return nil, err
	}
	if len(links) < 20 {
		faults = append(faults, fmt.Sprintf("foreign key: there are %d", len(links)))
	}
	for _, l := range links {
		loose, err := query(ctx, db, fmt.Sprintf("SELECT 1 AS one FROM %s AS c WHERE c.%[4]s IS NOT NULL AND NOT EXISTS (SELECT 1 FROM %[2]s AS p WHERE p.%[3]s = c.%[4]s)",
			l["child"], l["parent"], l["referred"], l["refers"]))
		if err != nil {
			return nil, err
		}
		if len(loose) > 0 || l["valid"] != "true" {
			faults = append(faults, "foreign key: a row of "+l["child"]+" points to none of "+l["parent"])
		}
	}
	broken, err := query(ctx, db, "SELECT indexrelid::regclass::text AS name FROM pg_index WHERE NOT indisvalid")
	for _, r := range broken {
		faults = append(faults, "file: the index "+r["name"]+" is not valid")
	}
	return faults, err
}

// examiner collects what does not agree.
type examiner struct {
	snapshot
	found    []string
	rules    map[string]row    // by id
	numbered map[string]string // their ids
	by       map[string][]row
}

func (e *examiner) fault(format string, args ...any) {
	e.found = append(e.found, fmt.Sprintf(format, args...))
}

// disagreements are all faults of a database in which clients worked, each
// beginning with the name of what is wrong. before is how many contributions
// others sent in.
func (s snapshot) disagreements(clients []*client, before int) []string {
	e := &examiner{snapshot: s, found: slices.Clone(s.faults), rules: map[string]row{}, numbered: map[string]string{}}
	for _, r := range s.tables["rule"] {
		e.rules[r["id"]] = r
		e.numbered[fmt.Sprintf("R-%04d", r.number("number"))] = r["id"]
	}
	e.by = group(s.tables["audit_event"], "request")
	e.revisions()
	e.catalogue()
	e.timelines()
	e.meetings()
	e.contributions(clients, before)
	e.keys(clients)
	e.search()
	e.acknowledged(clients)
	return e.found
}

func group(rows []row, column string) map[string][]row {
	out := map[string][]row{}
	for _, r := range rows {
		out[r[column]] = append(out[r[column]], r)
	}
	return out
}

// counted says when something is not there exactly so often.
func (e *examiner) counted(what string, is, want int) {
	if is != want {
		e.fault("%s: %d, not %d", what, is, want)
	}
}

// revisions grow by one; what was recorded, and its event in the log, name one that is there.
func (e *examiner) revisions() {
	last, at := 0, ""
	for _, r := range e.tables["revision"] {
		if last++; r.number("revision") != last || r["at"] < at {
			e.fault("revision: after %d of %s comes %s of %s", last-1, at, r["revision"], r["at"])
			last = r.number("revision")
		}
		at = r["at"]
	}
	logged := group(e.tables["audit_event"], "revision")
	for revision := range logged {
		if n, _ := strconv.Atoi(revision); n > last {
			e.fault("revision: the log names %s", revision)
		}
	}
	written := map[int]bool{}
	for table, column := range map[string]string{"rule_version": "revision", "rule_event": "revision", "justification": "revision",
		"legal_check": "revision", "segment": "revision_from"} {
		for _, r := range e.tables[table] {
			written[r.number(column)] = true
			if rule, ok := e.rules[r["rule"]]; ok && rule.number("touched") < r.number(column) {
				e.fault("revision: %s was touched by %s, and has a %s of %s", rule["number"], rule["touched"], table, r[column])
			}
		}
	}
	for n := range written {
		if n < 1 || n > last || len(logged[strconv.Itoa(n)]) == 0 {
			e.fault("audit: nothing tells of revision %d", n)
		}
	}
}

// made is where the thing stands that an operation makes and its event in the log names.
var made = map[string]string{"create-event": "rule_event", "create-version": "rule_version", "create-justification": "justification",
	"create-legal-check": "legal_check", "plan-meeting": "meeting", "create-item": "item"}

// catalogue: what was made is named once by the log, and every edit of a rule,
// an item and a meeting follows the one before.
func (e *examiner) catalogue() {
	born, edits := map[string]int{}, map[string]int{} // by id; edits as far as the log is read
	last := map[string]object{}                       // as the log's last change left it
	told := map[string]int{}                          // things made, by table and id
	amended := e.amendments()
	for _, a := range e.tables["audit_event"] {
		before, after := a.json("before"), a.json("after")
		if table, ok := made[a["operation"]]; ok {
			told[table+" "+after.text("id")]++
		}
		switch rule, _ := after["rule"].(map[string]any); {
		case before == nil && rule != nil:
			born[object(rule).text("id")]++
		case before != nil && after["edit"] != nil && after.text("id") != "": // others are named by what they are about
			id := after.text("id")
			if from, to := before["edit"], after["edit"]; from != float64(edits[id]+1) || to != float64(edits[id]+2) {
				e.fault("edit: change %d of %s led from %v to %v", edits[id]+1, id, from, to)
			}
			edits[id]++
			last[id] = after
		case strings.HasPrefix(a["object"], "rule ") && hangsIn[strings.TrimPrefix(a["operation"], "create-")] != "":
			edits[e.numbered[strings.TrimPrefix(a["object"], "rule ")]]++
		}
		for _, id := range amended[a["revision"]] {
			edits[id]++
		}
		delete(amended, a["revision"])
	}
	for id, r := range e.rules {
		e.counted("audit: creations of rule "+r["number"], born[id], 1)
	}
	for _, table := range []string{"rule", "item", "meeting"} {
		for _, r := range e.tables[table] {
			e.counted("edit: changes of "+table+" "+r["id"], edits[r["id"]], r.number("edit")-1)
			if is, ok := last[r["id"]]; ok {
				entry, _ := is["catalogue"].(map[string]any)
				if r["owner"] != object(entry).text("owner") || r["state"] != is.text("state") {
					e.fault("edit: %s %s is not as its last change left it", table, r["id"])
				}
			}
		}
	}
	for table, byOperation := range map[string]map[string]int{"rule_event": {}, "rule_version": {}, "justification": {}, "legal_check": {}, "meeting": {}, "item": {}} {
		for _, r := range e.tables[table] {
			byOperation[r["id"]]++
			if n := told[table+" "+r["id"]]; n > 1 {
				e.fault("audit: %s %s was made %d times", table, r["id"], n)
			}
		}
		for what := range told {
			if id, ok := strings.CutPrefix(what, table+" "); ok && byOperation[id] == 0 {
				e.fault("lost: %s %s, of which the log tells", table, id)
			}
		}
	}
	for _, table := range []string{"rule_version", "justification"} {
		for rule, all := range group(e.tables[table], "rule") {
			for n, r := range all {
				if r.number("ordinal") != n+1 {
					e.fault("lost: %s %d of rule %s", table, n+1, rule)
				}
			}
		}
	}
	// What hangs on a rule was made by its own operation, or with the rule, a
	// ruling or a meeting: in each case the log tells of its revision what.
	logged := group(e.tables["audit_event"], "revision")
	for table, own := range map[string]string{"justification": "create-justification", "legal_check": "create-legal-check"} {
		for _, r := range e.tables[table] {
			of := logged[r["revision"]]
			if slices.ContainsFunc(of, func(a row) bool { return a["operation"] == own }) && told[table+" "+r["id"]] != 1 {
				e.fault("audit: nothing tells of %s %s", table, r["id"])
			}
		}
	}
}

// amendments are the rules whose text a ruling changed, which counts as an edit, by revision.
func (e *examiner) amendments() map[string][]string {
	out := map[string][]string{}
	for _, r := range e.tables["rule_event"] {
		if r["kind"] == "ruling" && r.json("fact").text("version") != "" {
			out[r["revision"]] = append(out[r["revision"]], r["rule"])
		}
	}
	return out
}

// timelines are what the events fold to, now and as known at every revision.
func (e *examiner) timelines() {
	book, err := e.rulebook()
	if err != nil {
		e.fault("timeline: %v", err)
		return
	}
	events := map[string][]registry.Event{}
	for _, r := range e.tables["rule_event"] {
		event, err := eventOf(r)
		if err != nil {
			e.fault("timeline: event %s: %v", r["id"], err)
			return
		}
		events[r["rule"]] = append(events[r["rule"]], event)
	}
	segments := group(e.tables["segment"], "number")
	for id, rule := range e.rules {
		for n, event := range events[id] {
			if n+1 < len(events[id]) && events[id][n+1].Revision == event.Revision {
				continue
			}
			want, err := registry.Timeline(events[id][:n+1], book)
			if err != nil {
				e.fault("timeline: rule %s: %v", rule["number"], err)
				continue
			}
			known, last := int(event.Revision), n+1 == len(events[id])
			var is []row
			for _, s := range segments[rule["number"]] {
				if last && s["revision_until"] == strconv.FormatInt(int64(registry.RevisionOpen), 10) ||
					!last && s.number("revision_from") <= known && known < s.number("revision_until") {
					is = append(is, s)
				}
			}
			if !slices.EqualFunc(want, is, sameSegment) {
				e.fault("timeline: rule %s as known at %d is not what its events say", rule["number"], known)
			}
		}
	}
}

func (e *examiner) rulebook() (registry.Rulebook, error) {
	var versions []registry.GameVersion
	for _, r := range e.tables["game_version"] {
		from, err := registry.ParseDay(r["from_day"])
		if err != nil {
			return nil, err
		}
		versions = append(versions, registry.GameVersion{Kind: registry.GameKind(r["kind"]), From: from, Digest: r["digest"], Source: []byte(r["source"])})
	}
	maker, err := judges()
	if err != nil {
		return nil, err
	}
	return maker.Rulebook(versions)
}

// judges are compiled once for all that is examined.
var judges = sync.OnceValues(policies.NewMaker)

func eventOf(r row) (registry.Event, error) {
	fact, err := registry.DecodeFact(r["kind"], []byte(r["fact"]))
	if err != nil {
		return registry.Event{}, err
	}
	out := registry.Event{ID: registry.EventID(r["id"]), Rule: registry.RuleID(r["rule"]), Revision: registry.Revision(r.number("revision")),
		Order: r.number("ord"), Fact: fact}
	if out.Recorded, err = registry.ParseDay(r["recorded"]); err == nil {
		out.Valid, err = registry.ParseDay(r["valid"])
	}
	return out, err
}

func sameSegment(s registry.Segment, r row) bool {
	var reasons []registry.Reason
	var grounds registry.Grounds
	if json.Unmarshal([]byte(r["reasons"]), &reasons) != nil || json.Unmarshal([]byte(r["grounds"]), &grounds) != nil {
		return false
	}
	return s.From.String() == r["from_day"] && s.Until.String() == r["until_day"] && string(s.State) == r["state"] && string(s.Class) == r["class"] &&
		string(s.Version) == r["version"] && s.StateFrom.String() == r["state_from"] && s.StateUntil.String() == r["state_until"] &&
		s.RowDigest == r["row_digest"] && s.PolicyDigest == r["policy_digest"] && s.SettingsDigest == r["settings_digest"] &&
		s.Grounds == grounds && len(s.Reasons) == len(reasons) && (len(reasons) == 0 || reflect.DeepEqual(s.Reasons, reasons))
}

// meetings that were closed are told of, once, and what they decided has landed.
func (e *examiner) meetings() {
	told := map[string]int{}
	for _, m := range e.tables["outbox"] {
		told[m["topic"]+" "+m.json("payload").text("meeting")]++
	}
	closing := map[string]row{}
	for _, a := range e.tables["audit_event"] {
		if a["operation"] == "close-meeting" {
			closing[a.json("after").text("id")] = a
		}
	}
	landed := map[string]int{}
	for _, r := range e.tables["rule_event"] {
		landed[r["rule"]+" "+r["revision"]]++
	}
	for _, m := range e.tables["meeting"] {
		for _, state := range []string{"closed", "cancelled"} {
			want := 0
			if m["state"] == state {
				want = 1
			}
			e.counted("outbox: messages that meeting "+m["id"]+" is "+state, told["meeting."+state+" "+m["id"]], want)
		}
		if m["state"] != "closed" {
			continue
		}
		for _, i := range e.tables["item"] {
			if i["meeting"] != m["id"] {
				continue
			}
			for _, on := range e.tables["item_rule"] {
				if on["item"] == i["id"] && landed[on["rule"]+" "+closing[m["id"]]["revision"]] != 2 {
					e.fault("lost: what item %s decided on rule %s", i["id"], on["rule"])
				}
			}
		}
	}
}

// contributions are as many as came in, and each holds something until it is taken back.
func (e *examiner) contributions(clients []*client, before int) {
	slug, happened := map[string]string{}, map[string]int{}
	for _, c := range e.tables["consultation"] {
		slug[c["id"]] = c["slug"]
	}
	for _, u := range e.tables["unnamed_event"] {
		happened[u["operation"]+" "+u["object"]]++
	}
	inputs := group(e.tables["input"], "contribution")
	came, went := map[string]int{}, map[string]int{}
	for _, c := range e.tables["contribution"] {
		came[slug[c["consultation"]]]++
		switch n := len(inputs[c["id"]]); c["state"] {
		case "withdrawn":
			went[slug[c["consultation"]]]++
			e.counted("contribution: inputs of one that was taken back", n, 0)
		default:
			if n == 0 {
				e.fault("contribution: %s is empty", c["id"])
			}
		}
	}
	sent, changed, begun := before, 0, 0
	for _, c := range clients {
		for _, a := range c.asked {
			switch {
			case a.operation == "contribute" && a.acknowledged():
				sent++
			case a.operation == "change-contribution":
				begun += a.tries
				if a.acknowledged() {
					changed++
				}
			}
		}
	}
	e.counted("contribution: all", len(e.tables["contribution"]), sent)
	for _, s := range slug {
		e.counted("contribution: came to "+s, came[s], happened["contribute consultation "+s])
		e.counted("contribution: taken back from "+s, went[s], happened["withdraw-contribution consultation "+s])
		if n := happened["change-contribution consultation "+s]; n < changed || n > begun {
			e.fault("contribution: changed %d times, of which %d are acknowledged and %d were begun", n, changed, begun)
		}
	}
	latest := map[string]object{}
	for _, a := range e.tables["audit_event"] {
		if input, ok := strings.CutPrefix(a["object"], "input "); ok && a.json("after")["kind"] != nil {
			latest[input] = a.json("after")
		}
	}
	disposed := group(e.tables["disposition"], "input")
	for _, i := range e.tables["input"] {
		said, is := latest[i["id"]], disposed[i["id"]]
		switch {
		case said == nil && len(is) > 0:
			e.fault("disposition: of input %s, of which the log does not tell", i["id"])
		case said != nil && (len(is) != 1 || is[0]["kind"] != said.text("kind") || is[0]["reason"] != said.text("reason")):
			e.fault("disposition: of input %s is not %q", i["id"], said.text("reason"))
		}
	}
}

// keys: what a client did under a key has its key, which keeps what the client
// was given; and no key is without what was done.
func (e *examiner) keys(clients []*client) {
	actor := map[string]string{} // that has a key, by name
	for _, t := range e.tables["api_token"] {
		actor[t["name"]] = registry.Actor{Token: registry.TokenID(t["id"])}.Key()
	}
	under := map[string]row{}
	for _, k := range e.tables["idempotency"] {
		under[k["actor"]+" "+k["operation"]+" "+k["request_key"]] = k
	}
	used := map[string]bool{}
	for _, a := range e.tables["audit_event"] {
		if !strings.HasPrefix(a["actor"], "client-") {
			continue
		}
		name := actor[a["actor"]] + " " + a["operation"] + " " + a["request"]
		k, ok := under[name]
		if !ok {
			e.fault("key: %s %s was done, and its key is not kept", a["operation"], a["request"])
			continue
		}
		if used[name] {
			e.fault("key: %s %s was done twice", a["operation"], a["request"])
		}
		used[name] = true
		var is any
		if err := json.Unmarshal([]byte(k["result"]), &is); err != nil || !reflect.DeepEqual(is, gave(a)) {
			e.fault("key: %s %s keeps %q, not %v", a["operation"], a["request"], k["result"], gave(a))
		}
	}
	for name, k := range under {
		if !used[name] && slices.ContainsFunc(clients, func(c *client) bool { return actor[c.name] == k["actor"] }) {
			e.fault("key: %s %s is kept, and was not done", k["operation"], k["request_key"])
		}
	}
}

// gave is what an act gave its caller, as JSON is read, by its event in the log.
func gave(event row) any {
	after := map[string]any(event.json("after"))
	switch event["operation"] {
	case "create-rule":
		return []any{after["rule"]}
	case "create-event":
		return after["id"]
	case "create-disposition":
		return map[string]any{}
	}
	return after
}

// search knows every rule by the words of its newest title.
func (e *examiner) search() {
	searched := group(e.tables["rule_search"], "number")
	versions := group(e.tables["rule_version"], "rule")
	for id, r := range e.rules {
		if len(searched[r["number"]]) != 1 || len(versions[id]) == 0 {
			e.fault("search: rule %s stands %d times", r["number"], len(searched[r["number"]]))
			continue
		}
		title := versions[id][len(versions[id])-1]["title"]
		for _, w := range strings.FieldsFunc(strings.ToLower(title), func(c rune) bool { return !unicode.IsLetter(c) && !unicode.IsDigit(c) }) {
			if !strings.Contains(searched[r["number"]][0]["searched"], w) {
				e.fault("search: rule %s does not have the words of %q", r["number"], title)
				break
			}
		}
	}
}

// acknowledged: what clients were told is there, once, as it was sent; nothing
// is there that nobody asked for.
func (e *examiner) acknowledged(clients []*client) {
	names := map[string]bool{}
	for _, c := range clients {
		for _, a := range c.asked {
			if a.id == "" {
				continue
			}
			names[a.id] = true
			events := e.by[a.id]
			switch {
			case a.acknowledged() && len(events) == 0:
				e.fault("lost: %s %s was acknowledged", a.operation, a.id)
			case a.status == 0 && len(events) > 0:
				e.fault("unanswered: %s %s was done", a.operation, a.id)
			case !a.acknowledged() && len(events) > 0:
				e.fault("refused: %s %s was done", a.operation, a.id)
			case len(events) > 1:
				e.fault("twice: %s %s", a.operation, a.id)
			case len(events) == 1:
				e.stands(a, events[0])
			}
		}
	}
	for request, events := range e.by {
		if strings.HasPrefix(request, "client-") && !names[request] {
			e.fault("unasked: %s %s", events[0]["operation"], request)
		}
	}
}

// words of a request are its texts, save those that name something.
func words(v any) []string {
	var out []string
	switch v := v.(type) {
	case string:
		out = append(out, v)
	case object:
		return words(map[string]any(v))
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			if !slices.Contains([]string{"rules", "inputs", "kind", "body", "area", "unit", "adopter", "effort"}, name) {
				out = append(out, words(v[name])...)
			}
		}
	case []object:
		for _, x := range v {
			out = append(out, words(x)...)
		}
	case [][]object:
		for _, x := range v {
			out = append(out, words(x)...)
		}
	}
	return out
}

// stands compares what was sent and answered with what is there.
func (e *examiner) stands(a *asked, event row) {
	table, id := made[a.operation], event.json("after").text("id")
	there := event["after"] // what others may have changed since then stands in the log alone
	switch a.operation {
	case "create-rule":
		rule, _ := event.json("after")["rule"].(map[string]any)
		table, id = "rule", object(rule).text("id")
		if number := fmt.Sprintf("R-%04d", e.rules[id].number("number")); a.acknowledged() && number != a.answer.text("number") {
			e.fault("content: %s %s was told %s", a.id, number, a.answer.text("number"))
		}
		fallthrough
	case "create-basis", "create-event", "create-version", "create-justification", "create-legal-check":
		there = e.recorded(event["revision"])
	}
	if table != "" && !slices.ContainsFunc(e.tables[table], func(r row) bool { return r["id"] == id }) {
		e.fault("lost: %s %s of %s", table, id, a.id)
	}
	if told := a.answer.text("id"); told != "" && told != id {
		e.fault("content: %s is %s, and was told %s", a.id, id, told)
	}
	for _, w := range words(a.body) {
		if !strings.Contains(there, w) {
			e.fault("content: %s %s does not hold %q", a.operation, a.id, w)
		}
	}
}

// recorded is everything that a revision wrote about rules.
func (e *examiner) recorded(revision string) string {
	var all []string
	for _, table := range []string{"rule_version", "rule_event", "justification", "legal_check"} {
		for _, r := range e.tables[table] {
			if r["revision"] == revision {
				all = append(all, slices.Collect(maps.Values(r))...)
			}
		}
	}
	return strings.Join(all, "\n")
}
