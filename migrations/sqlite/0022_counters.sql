-- Further answers of a justification, and what its own indicator showed.
ALTER TABLE justification ADD COLUMN without_it TEXT NOT NULL DEFAULT '';
ALTER TABLE justification ADD COLUMN evidence_grade TEXT NOT NULL DEFAULT '';
ALTER TABLE justification ADD COLUMN score_result TEXT NOT NULL DEFAULT '';
ALTER TABLE justification ADD COLUMN score_note TEXT NOT NULL DEFAULT '';
ALTER TABLE justification ADD COLUMN scored_on TEXT NOT NULL DEFAULT '' CHECK (scored_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]' OR scored_on = '');

-- The case against a rule. A thread is that of one party; the latest version counts.
CREATE TABLE counter_case (
  id         TEXT    NOT NULL PRIMARY KEY CHECK (id <> ''),
  thread     TEXT    NOT NULL REFERENCES counter_case (id),
  rule       TEXT    NOT NULL REFERENCES rule (id),
  ordinal    INTEGER NOT NULL CHECK (ordinal > 0),
  filed_on   TEXT    NOT NULL CHECK (filed_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  party      TEXT    NOT NULL,
  name       TEXT    NOT NULL,
  public     INTEGER NOT NULL CHECK (public IN (0, 1)),
  filed_by   TEXT    NOT NULL,
  cost       TEXT    NOT NULL,
  burdened   TEXT    NOT NULL,
  mechanism  TEXT    NOT NULL,
  evidence   TEXT    NOT NULL,
  lighter    TEXT    NOT NULL,
  without_it TEXT    NOT NULL,
  UNIQUE (thread, ordinal)
) STRICT;
CREATE INDEX counter_case_rule ON counter_case (rule);

CREATE TABLE counter_reply (
  seq        INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  thread     TEXT    NOT NULL REFERENCES counter_case (id),
  ordinal    INTEGER NOT NULL,
  post       TEXT    NOT NULL,
  replied_on TEXT    NOT NULL CHECK (replied_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  reply      TEXT    NOT NULL
) STRICT;
CREATE INDEX counter_reply_thread ON counter_reply (thread, seq);

CREATE TRIGGER counter_case_update BEFORE UPDATE ON counter_case BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER counter_case_delete BEFORE DELETE ON counter_case BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER counter_reply_update BEFORE UPDATE ON counter_reply BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER counter_reply_delete BEFORE DELETE ON counter_reply BEGIN SELECT RAISE(ABORT, 'append-only'); END;
