-- What the public said. Anonymous in the file too: keys are random, rows lie in
-- the order of their keys, and nothing tells who it was or when, save the day.
CREATE TABLE contribution (
  id           TEXT NOT NULL PRIMARY KEY CHECK (id <> ''),
  consultation TEXT NOT NULL REFERENCES consultation (id),
  audience     TEXT NOT NULL,
  receipt      TEXT NOT NULL UNIQUE, -- hash of the code
  state        TEXT NOT NULL,
  day          TEXT NOT NULL CHECK (day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]')
) STRICT, WITHOUT ROWID;
CREATE INDEX contribution_consultation ON contribution (consultation, state);

CREATE TABLE input (
  id           TEXT    NOT NULL PRIMARY KEY CHECK (id <> ''),
  consultation TEXT    NOT NULL REFERENCES consultation (id),
  contribution TEXT    NOT NULL REFERENCES contribution (id),
  audience     TEXT    NOT NULL,
  kind         TEXT    NOT NULL,
  question     TEXT    NOT NULL,
  rule         TEXT    NOT NULL, -- empty: about none
  stance       TEXT    NOT NULL,
  minutes      INTEGER NOT NULL, -- -1: not said
  text         TEXT    NOT NULL,
  masked       INTEGER NOT NULL CHECK (masked IN (0, 1)),
  published    INTEGER NOT NULL CHECK (published IN (0, 1)),
  day          TEXT    NOT NULL CHECK (day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]')
) STRICT, WITHOUT ROWID;
CREATE INDEX input_consultation ON input (consultation, id);
CREATE INDEX input_contribution ON input (contribution);
CREATE INDEX input_rule ON input (rule, id);

CREATE TABLE disposition (
  input       TEXT NOT NULL PRIMARY KEY REFERENCES input (id),
  kind        TEXT NOT NULL,
  reason      TEXT NOT NULL,
  disposed_by TEXT NOT NULL,
  day         TEXT NOT NULL CHECK (day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]')
) STRICT, WITHOUT ROWID;

-- What was done by somebody who must stay unknown. It has no place in the order
-- of audit_event, where its neighbours would tell the hour.
CREATE TABLE unnamed_event (
  id        TEXT NOT NULL PRIMARY KEY CHECK (id <> ''),
  day       TEXT NOT NULL CHECK (day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  operation TEXT NOT NULL,
  object    TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX unnamed_event_day ON unnamed_event (day, id);
CREATE INDEX unnamed_event_object ON unnamed_event (object, day, id);

CREATE TRIGGER unnamed_event_update BEFORE UPDATE ON unnamed_event BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER unnamed_event_delete BEFORE DELETE ON unnamed_event BEGIN SELECT RAISE(ABORT, 'append-only'); END;
