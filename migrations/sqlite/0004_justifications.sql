-- The case for a rule, and who checked its legal bases.
CREATE TABLE justification (
  id          TEXT    NOT NULL PRIMARY KEY CHECK (id <> ''),
  rule        TEXT    NOT NULL REFERENCES rule (id),
  ordinal     INTEGER NOT NULL CHECK (ordinal > 0),
  value       TEXT    NOT NULL,
  beneficiary TEXT    NOT NULL,
  mechanism   TEXT    NOT NULL,
  evidence    TEXT    NOT NULL,
  lighter     TEXT    NOT NULL,
  indicator   TEXT    NOT NULL,
  check_on    TEXT    NOT NULL CHECK (check_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]' OR check_on = ''),
  revision    INTEGER NOT NULL REFERENCES revision (revision),
  UNIQUE (rule, ordinal)
) STRICT;

CREATE TRIGGER justification_update BEFORE UPDATE ON justification BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER justification_delete BEFORE DELETE ON justification BEGIN SELECT RAISE(ABORT, 'append-only'); END;

CREATE TABLE legal_check (
  seq        INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, -- the order of recording
  id         TEXT    NOT NULL UNIQUE CHECK (id <> ''),
  rule       TEXT    NOT NULL REFERENCES rule (id),
  checked_by TEXT    NOT NULL,
  checked_on TEXT    NOT NULL CHECK (checked_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  result     TEXT    NOT NULL,
  note       TEXT    NOT NULL,
  revision   INTEGER NOT NULL REFERENCES revision (revision)
) STRICT;
CREATE INDEX legal_check_rule ON legal_check (rule, seq);

CREATE TRIGGER legal_check_update BEFORE UPDATE ON legal_check BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER legal_check_delete BEFORE DELETE ON legal_check BEGIN SELECT RAISE(ABORT, 'append-only'); END;
