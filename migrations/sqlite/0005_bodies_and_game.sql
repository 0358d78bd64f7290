-- Who decides, within which mandate, and the versions of policy and settings that judge.
CREATE TABLE body (
  id   TEXT NOT NULL PRIMARY KEY CHECK (id <> ''),
  name TEXT NOT NULL,
  rank TEXT NOT NULL
) STRICT;

CREATE TABLE mandate (
  seq      INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, -- the order of recording
  body     TEXT    NOT NULL REFERENCES body (id),
  from_day TEXT    NOT NULL CHECK (from_day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  words    TEXT    NOT NULL,
  asks     TEXT    NOT NULL CHECK (json_valid(asks))
) STRICT;
CREATE INDEX mandate_body ON mandate (body, from_day, seq);

CREATE TRIGGER mandate_update BEFORE UPDATE ON mandate BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER mandate_delete BEFORE DELETE ON mandate BEGIN SELECT RAISE(ABORT, 'append-only'); END;

CREATE TABLE game_version (
  seq        INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, -- the order of recording
  kind       TEXT    NOT NULL,
  from_day   TEXT    NOT NULL CHECK (from_day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  digest     TEXT    NOT NULL,
  adopted    TEXT    NOT NULL CHECK (adopted GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]' OR adopted = ''),
  adopted_by TEXT    NOT NULL,
  source     BLOB    NOT NULL
) STRICT;

CREATE TRIGGER game_version_update BEFORE UPDATE ON game_version BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER game_version_delete BEFORE DELETE ON game_version BEGIN SELECT RAISE(ABORT, 'append-only'); END;
