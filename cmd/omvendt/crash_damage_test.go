package main

import (
	"database/sql"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/omvendt/omvendt/internal/testenv"
	"github.com/omvendt/omvendt/migrations"
)

// damage is done to a sound database, and must be found under its name.
type damage struct {
	found string
	do    []string
}

var damages = map[string]damage{
	"a message that was not written": {"outbox", []string{`DELETE FROM outbox WHERE topic = 'meeting.closed'`}},
	"a message written twice": {"outbox", []string{`INSERT INTO outbox (id, at, topic, payload)
		SELECT 'x', at, topic, payload FROM outbox WHERE topic = 'meeting.closed'`}},
	"a change without its event":      {"audit", []string{`DELETE FROM audit_event WHERE operation = 'create-justification'`}},
	"an edit without its event":       {"edit", []string{`DELETE FROM audit_event WHERE operation = 'edit-rule'`}},
	"an edit that was lost":           {"edit", []string{`UPDATE rule SET edit = 1 WHERE edit = 2`}},
	"an edit that was overwritten":    {"edit", []string{`UPDATE rule SET owner = 'Ingen' WHERE edit = 2`}},
	"an addition that no edit counts": {"edit", []string{`UPDATE rule SET edit = edit - 1 WHERE number = 42`}},
	"an amendment that no edit counts": {"edit", []string{`UPDATE rule SET edit = edit - 1 WHERE id IN
		(SELECT rule FROM rule_event WHERE kind = 'ruling' AND revision = (SELECT max(revision) FROM audit_event WHERE operation = 'create-event'))`}},
	"an event without its change":     {"lost", []string{`DELETE FROM justification WHERE value LIKE 'Til gavn for client%'`}},
	"an effect without its key":       {"key", []string{`DELETE FROM idempotency WHERE operation = 'create-event'`}},
	"a key that names another thing":  {"key", []string{`UPDATE idempotency SET result = 'x' WHERE operation = 'create-version'`}},
	"a key that keeps another answer": {"key", []string{`UPDATE idempotency SET result = replace(result, '"edit":2', '"edit":3') WHERE operation = 'edit-rule'`}},
	"an edit without its key":         {"key", []string{`DELETE FROM idempotency WHERE operation = 'record-minutes'`}},
	"a key without its effect": {"key", []string{`INSERT INTO idempotency (actor, operation, request_key, hash, result, at)
		SELECT actor, operation, 'x' || request_key, hash, result, at FROM idempotency WHERE operation = 'create-rule'`}},
	"a timeline that is gone":   {"timeline", []string{`DELETE FROM segment WHERE number = (SELECT max(number) FROM rule)`}},
	"a day that is gone":        {"timeline", []string{`DELETE FROM segment WHERE number = 42 AND from_day = '0001-01-01'`}},
	"an answer that is another": {"timeline", []string{`UPDATE segment SET state = 'lapsed' WHERE number = 42 AND state = 'not_yet'`}},
	"an earlier answer that is another": {"timeline", []string{
		`UPDATE segment SET class = 'agreement' WHERE number = 42 AND revision_until < 9223372036854775807`}},
	"a fact that is gone": {"lost", []string{`DELETE FROM rule_event WHERE kind = 'hearing_held'`}},
	"a fact that bore a timeline": {"timeline", []string{`DELETE FROM rule_event WHERE kind = 'adopted'
		AND rule = (SELECT id FROM rule WHERE number = (SELECT max(number) FROM rule))`}},
	"a decision that never lands": {"lost: what item", []string{`DELETE FROM rule_event WHERE kind = 'minutes_awaited'`}},
	"a revision that was skipped": {"revision", []string{`INSERT INTO revision (revision, at) SELECT max(revision) + 2, max(at) FROM revision`}},
	"a text that is another":      {"content", []string{`UPDATE rule_version SET demand = 'Alt.' WHERE demand LIKE 'Der kræves client%'`}},
	"a contribution without its event": {"contribution", []string{
		`DELETE FROM unnamed_event WHERE operation = 'contribute' AND id = (SELECT min(id) FROM unnamed_event WHERE operation = 'contribute')`}},
	"a contribution that came twice": {"contribution", []string{`INSERT INTO contribution (id, consultation, audience, receipt, state, day)
		SELECT 'x', consultation, audience, 'x', state, day FROM contribution WHERE state = 'withdrawn'`}},
	"a contribution that is half there": {"contribution", []string{`DELETE FROM input WHERE contribution IN (SELECT id FROM contribution
		WHERE id NOT IN (SELECT contribution FROM input JOIN disposition ON input = input.id))`}},
	"a contribution that is back":        {"contribution", []string{`UPDATE contribution SET state = 'received' WHERE state = 'withdrawn'`}},
	"an answer to an input that is gone": {"disposition", []string{`DELETE FROM disposition WHERE disposed_by = 'client-0'`}},
	"a rule that cannot be found":        {"search", []string{`UPDATE rule_search SET searched = '' WHERE number = 42`}},
	"a change that is gone as if it had never been": {"lost", []string{
		`DELETE FROM meeting WHERE case_number = 'tabt'`,
		`DELETE FROM idempotency WHERE request_key = (SELECT request FROM audit_event WHERE operation = 'plan-meeting' ORDER BY seq DESC LIMIT 1)`,
		`DELETE FROM audit_event WHERE request = (SELECT request FROM audit_event WHERE operation = 'plan-meeting' ORDER BY seq DESC LIMIT 1)`}},
	"a change that was made twice": {"twice", []string{`INSERT INTO audit_event (id, at, actor, operation, object, before, after, request, policy_digest, revision)
		SELECT 'x', at, actor, operation, object, before, after, request, policy_digest, revision FROM audit_event WHERE operation = 'create-legal-check'`}},
	"a change that was refused": {"refused", []string{`UPDATE audit_event SET request = 'client-0-000000' WHERE operation = 'create-legal-check'`}},
	"a change that nobody asked for": {"unasked", []string{`INSERT INTO audit_event (id, at, actor, operation, object, before, after, request, policy_digest, revision)
		SELECT 'x', at, actor, operation, object, before, after, 'client-0-999999', policy_digest, revision FROM audit_event WHERE operation = 'edit-rule'`}},
}

// damagesOfSQLite are those from which PostgreSQL keeps everybody.
var damagesOfSQLite = map[string]damage{
	"a row that points to none":  {"foreign key", []string{`DELETE FROM item WHERE ordinal = 1`}},
	"an index that lacks a word": {"search index", []string{`UPDATE rule_search SET searched = searched || '  nyt' WHERE number = 42`}},
}

// The check of a campaign finds what a crash could do to a database.
func TestDamageIsFound(t *testing.T) {
	testenv.Long(t)
	testenv.Each(t, func(t *testing.T, dsn string) {
		c := newCampaign(t, dsn, 4)
		c.doEverything()
		c.check()
		if t.Failed() {
			return
		}
		db, dialect := raw(t, dsn)
		for name, d := range damages {
			c.damaged(name, db, dialect, d)
		}
		if dialect == migrations.SQLite {
			for name, d := range damagesOfSQLite {
				c.damaged(name, db, dialect, d)
			}
			c.torn()
		}
	})
}

// doEverything lets one client do one of everything that a client does.
func (c *campaign) doEverything() {
	c.t.Helper()
	c.serve()
	one := c.clients[0]
	one.put("edit-rule", http.MethodPut, "/v1/rules/R-0042", `"999-0"`, false, object{"kind": "rule", "area": "Dagtilbud", "unit": "Alle", "effort": object{"evidence": "not_quantified"}})
	one.shared = []string{one.newRule()}
	one.edit()
	for _, kind := range []string{"hearing_required", "hearing_held"} {
		one.create("create-event", "/v1/rules/R-0042/events", object{"kind": kind, "valid": one.day, kind: object{"party": one.word()}})
	}
	one.amend(one.newRule())
	for what, body := range map[string]object{"version": {"from": one.day, "title": "Regel " + one.word(), "demand": "Tydeligere."},
		"legal-check": {"by": "Juristen", "day": one.day, "result": "confirmed"}, "justification": {"value": "Til gavn for " + one.word()}} {
		one.hang(what, "R-0042", body)
	}
	one.meet()
	one.contribute()
	one.change()
	one.withdraw()
	one.contribute()
	one.dispose() // of what nobody takes back
	one.create("plan-meeting", "/v1/meetings", object{"body": one.council, "day": one.day, "case": "tabt"})
	c.end()
}

// damaged does the damage, looks for what was found, and takes it back.
func (c *campaign) damaged(name string, db *sql.DB, dialect migrations.Dialect, d damage) {
	c.t.Helper()
	tx, err := db.BeginTx(c.t.Context(), nil)
	if err != nil {
		c.t.Fatal(err)
	}
	defer tx.Rollback()
	for _, statement := range append(unguarded(c.t, tx, dialect), d.do...) {
		result, err := tx.ExecContext(c.t.Context(), statement)
		if err != nil {
			c.t.Fatalf("%s: %v", name, err)
		}
		if n, err := result.RowsAffected(); statement == d.do[0] && (err != nil || n == 0) {
			c.t.Errorf("%s: nothing to damage (%v)", name, err)
			return
		}
	}
	there, err := snapshotOf(c.t.Context(), tx, dialect)
	if err != nil {
		c.t.Fatalf("%s: %v", name, err)
	}
	c.named(name, d.found, there.disagreements(c.clients, c.before))
}

func (c *campaign) named(name, want string, found []string) {
	c.t.Helper()
	for _, f := range found {
		if strings.HasPrefix(f, want+":") || strings.HasPrefix(f, want+" ") {
			return
		}
	}
	c.t.Errorf("%s is not found as %q:\n%s", name, want, strings.Join(found, "\n"))
}

// unguarded are statements that take away what the database itself guards.
func unguarded(t *testing.T, tx *sql.Tx, dialect migrations.Dialect) (out []string) {
	t.Helper()
	if dialect == migrations.Postgres {
		for _, table := range kept {
			out = append(out, "ALTER TABLE "+table+" DISABLE TRIGGER USER")
		}
		return out
	}
	triggers, err := query(t.Context(), tx, "SELECT name FROM sqlite_master WHERE type = 'trigger'")
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range triggers {
		out = append(out, "DROP TRIGGER "+r["name"])
	}
	return out
}

// torn writes over a page of a copy of the file.
func (c *campaign) torn() {
	c.t.Helper()
	content, err := os.ReadFile(strings.TrimPrefix(c.dsn, "sqlite:"))
	if err != nil {
		c.t.Fatal(err)
	}
	const page = 4096
	for n := range page {
		content[len(content)/page/2*page+n] ^= 0xff
	}
	copied := testenv.SQLite(c.t)
	if err := os.WriteFile(strings.TrimPrefix(copied, "sqlite:"), content, 0o600); err != nil {
		c.t.Fatal(err)
	}
	db, _ := raw(c.t, copied)
	found, err := faultsOfSQLite(c.t.Context(), db)
	if err != nil {
		found = append(found, "file: "+err.Error())
	}
	c.named("a torn page", "file", found)
}
