-- The dated facts of rules, and what follows from them.
CREATE TABLE rule_event (
  seq      INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, -- the order of recording
  id       TEXT    NOT NULL UNIQUE CHECK (id <> ''),
  rule     TEXT    NOT NULL REFERENCES rule (id),
  revision INTEGER NOT NULL REFERENCES revision (revision),
  recorded TEXT    NOT NULL CHECK (recorded GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  ord      INTEGER NOT NULL,
  valid    TEXT    NOT NULL CHECK (valid GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  kind     TEXT    NOT NULL,
  fact     TEXT    NOT NULL CHECK (json_valid(fact))
) STRICT;
CREATE INDEX rule_event_rule ON rule_event (rule, seq);

CREATE TRIGGER rule_event_update BEFORE UPDATE ON rule_event BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER rule_event_delete BEFORE DELETE ON rule_event BEGIN SELECT RAISE(ABORT, 'append-only'); END;

-- A stretch of days [from_day, until_day) with one answer, which was the
-- register's from revision_from until revision_until (the largest number: still).
CREATE TABLE segment (
  number          INTEGER NOT NULL REFERENCES rule (number),
  from_day        TEXT    NOT NULL CHECK (from_day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  until_day       TEXT    NOT NULL CHECK (until_day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  state           TEXT    NOT NULL,
  class           TEXT    NOT NULL,
  reasons         TEXT    NOT NULL CHECK (json_valid(reasons)),
  version         TEXT    NOT NULL, -- of the text; empty before the first
  state_from      TEXT    NOT NULL CHECK (state_from GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  state_until     TEXT    NOT NULL CHECK (state_until GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  grounds         TEXT    NOT NULL CHECK (json_valid(grounds)),
  row_digest      TEXT    NOT NULL,
  policy_digest   TEXT    NOT NULL,
  settings_digest TEXT    NOT NULL,
  revision_from   INTEGER NOT NULL REFERENCES revision (revision),
  revision_until  INTEGER NOT NULL,
  PRIMARY KEY (number, from_day, revision_from),
  CHECK (from_day < until_day),
  CHECK (revision_from < revision_until)
) STRICT, WITHOUT ROWID;
-- The register as known now, in the order of its numbers, answered from the index alone.
CREATE INDEX segment_open ON segment (number, from_day, until_day, state, class)
  WHERE revision_until = 9223372036854775807;
-- The rules in one state, of which there can be few.
CREATE INDEX segment_state ON segment (state, number, from_day, until_day, class)
  WHERE revision_until = 9223372036854775807;

-- Only the newest revision may withdraw what it wrote itself; an older answer
-- can be closed, and by the newest revision opened again, and nothing else.
CREATE TRIGGER segment_delete BEFORE DELETE ON segment
WHEN old.revision_from <> (SELECT max(revision) FROM revision)
BEGIN SELECT RAISE(ABORT, 'append-only'); END;

CREATE TRIGGER segment_content BEFORE UPDATE OF number, from_day, until_day, state, class, reasons, version, state_from,
  state_until, grounds, row_digest, policy_digest, settings_digest, revision_from ON segment
BEGIN SELECT RAISE(ABORT, 'append-only'); END;

CREATE TRIGGER segment_close BEFORE UPDATE OF revision_until ON segment
WHEN old.revision_until NOT IN (9223372036854775807, (SELECT max(revision) FROM revision))
  OR new.revision_until NOT IN (9223372036854775807, (SELECT max(revision) FROM revision))
BEGIN SELECT RAISE(ABORT, 'append-only'); END;
