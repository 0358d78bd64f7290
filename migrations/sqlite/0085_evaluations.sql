-- The decision log: what policies answered where their answer changed something.
CREATE TABLE evaluation (
  place           INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  at              TEXT    NOT NULL CHECK (at GLOB '????-??-??T??:??:??.??????Z'),
  day             TEXT    NOT NULL CHECK (day GLOB '????-??-??'),
  policy          TEXT    NOT NULL,
  operation       TEXT    NOT NULL,
  object          TEXT    NOT NULL,
  number          INTEGER NOT NULL, -- of the rule; 0: none, or several
  revision        INTEGER NOT NULL, -- 0: none was drawn
  input           TEXT    NOT NULL, -- digest
  facts           TEXT    CHECK (json_valid(facts)), -- null: they follow from the events of the rule
  policy_digest   TEXT    NOT NULL,
  settings_digest TEXT    NOT NULL,
  result          TEXT    NOT NULL CHECK (json_valid(result))
) STRICT;
CREATE INDEX evaluation_number ON evaluation (number, place);
CREATE INDEX evaluation_day ON evaluation (day, place);

CREATE TRIGGER evaluation_update BEFORE UPDATE ON evaluation BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER evaluation_delete BEFORE DELETE ON evaluation BEGIN SELECT RAISE(ABORT, 'append-only'); END;
