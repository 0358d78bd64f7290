-- The catalogue. A rule is never deleted, so its number never returns.
CREATE TABLE rule (
  number       INTEGER NOT NULL PRIMARY KEY CHECK (number > 0),
  id           TEXT    NOT NULL UNIQUE CHECK (id <> ''),
  edit         INTEGER NOT NULL,
  adopter      TEXT    NOT NULL,
  adopted_on   TEXT    NOT NULL CHECK (adopted_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]' OR adopted_on = ''),
  kind         TEXT    NOT NULL,
  area         TEXT    NOT NULL,
  unit         TEXT    NOT NULL,
  audience     TEXT    NOT NULL,
  owner        TEXT    NOT NULL,
  protects     TEXT    NOT NULL,
  legal_form   TEXT    NOT NULL,
  kle          TEXT    NOT NULL,
  kle_valid_at TEXT    NOT NULL CHECK (kle_valid_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]' OR kle_valid_at = ''),
  source       TEXT    NOT NULL,
  minutes_from REAL    NOT NULL,
  minutes_to   REAL    NOT NULL,
  people       INTEGER NOT NULL,
  evidence     TEXT    NOT NULL,
  touched      INTEGER NOT NULL REFERENCES revision (revision) -- the last revision that wrote anything about it
) STRICT;
CREATE INDEX rule_area ON rule (area, number);
CREATE INDEX rule_touched ON rule (touched);

CREATE TRIGGER rule_identity BEFORE UPDATE OF number, id ON rule BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER rule_delete BEFORE DELETE ON rule BEGIN SELECT RAISE(ABORT, 'append-only'); END;

CREATE TABLE rule_version (
  id        TEXT    NOT NULL PRIMARY KEY CHECK (id <> ''),
  rule      TEXT    NOT NULL REFERENCES rule (id),
  ordinal   INTEGER NOT NULL CHECK (ordinal > 0),
  title     TEXT    NOT NULL,
  plain     TEXT    NOT NULL,
  demand    TEXT    NOT NULL,
  frequency TEXT    NOT NULL,
  revision  INTEGER NOT NULL REFERENCES revision (revision),
  UNIQUE (rule, ordinal)
) STRICT;

CREATE TRIGGER rule_version_update BEFORE UPDATE ON rule_version BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER rule_version_delete BEFORE DELETE ON rule_version BEGIN SELECT RAISE(ABORT, 'append-only'); END;
