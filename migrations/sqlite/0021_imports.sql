-- Files of rules that somebody works on before they are rules: who, the sheets as
-- texts (packed), and what was chosen about them.
CREATE TABLE import_draft (
  id        TEXT    NOT NULL PRIMARY KEY CHECK (id <> ''),
  owner     TEXT    NOT NULL,
  made_by   TEXT    NOT NULL,
  file_name TEXT    NOT NULL,
  content   BLOB    NOT NULL,
  choices   TEXT    NOT NULL CHECK (json_valid(choices)),
  edit      INTEGER NOT NULL,
  touched   TEXT    NOT NULL CHECK (touched GLOB '????-??-??T??:??:??.??????Z')
) STRICT;
CREATE INDEX import_draft_owner ON import_draft (owner, touched);
CREATE INDEX import_draft_touched ON import_draft (touched);

-- What the columns of a sender were the last time.
CREATE TABLE column_match (
  sender  TEXT NOT NULL,
  headers TEXT NOT NULL,
  matched TEXT NOT NULL CHECK (json_valid(matched)),
  touched TEXT NOT NULL CHECK (touched GLOB '????-??-??T??:??:??.??????Z'),
  PRIMARY KEY (sender, headers)
) STRICT, WITHOUT ROWID;
CREATE INDEX column_match_headers ON column_match (headers, touched);

-- Imports that were made, and what each did to which rule.
CREATE TABLE import (
  id        TEXT    NOT NULL PRIMARY KEY CHECK (id <> ''),
  file_name TEXT    NOT NULL,
  made_by   TEXT    NOT NULL,
  at        TEXT    NOT NULL CHECK (at GLOB '????-??-??T??:??:??.??????Z'),
  day       TEXT    NOT NULL CHECK (day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  created   INTEGER NOT NULL,
  updated   INTEGER NOT NULL,
  left_out  INTEGER NOT NULL,
  revision  INTEGER NOT NULL REFERENCES revision (revision),
  undone    TEXT    NOT NULL CHECK (undone GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]' OR undone = ''),
  undone_by TEXT    NOT NULL
) STRICT;

CREATE TABLE imported_rule (
  import TEXT    NOT NULL REFERENCES import (id),
  number INTEGER NOT NULL REFERENCES rule (number),
  did    TEXT    NOT NULL CHECK (json_valid(did)),
  PRIMARY KEY (import, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX imported_rule_number ON imported_rule (number);
