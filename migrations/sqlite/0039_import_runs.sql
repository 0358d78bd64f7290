-- Imports that a server carries out while nobody waits for an answer. One without
-- a fault and with an old beat was broken off; the rows of it were never stored.
CREATE TABLE import_run (
  draft     TEXT    NOT NULL PRIMARY KEY,
  import    TEXT    NOT NULL CHECK (import <> ''),
  owner     TEXT    NOT NULL,
  made_by   TEXT    NOT NULL,
  file_name TEXT    NOT NULL,
  stored    INTEGER NOT NULL,
  since     TEXT    NOT NULL CHECK (since GLOB '????-??-??T??:??:??.??????Z'),
  beat      TEXT    NOT NULL CHECK (beat GLOB '????-??-??T??:??:??.??????Z'),
  fault     TEXT    NOT NULL CHECK (json_valid(fault))
) STRICT, WITHOUT ROWID;
