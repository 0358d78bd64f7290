-- What was done by whom, and what is to be told to somebody about it.
CREATE TABLE audit_event (
  seq           INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  id            TEXT    NOT NULL UNIQUE CHECK (id <> ''),
  at            TEXT    NOT NULL CHECK (at GLOB '????-??-??T??:??:??.??????Z'),
  actor         TEXT    NOT NULL,
  operation     TEXT    NOT NULL,
  object        TEXT    NOT NULL,
  before        TEXT    CHECK (json_valid(before)), -- null: nothing was there
  after         TEXT    CHECK (json_valid(after)),  -- null: nothing is left
  request       TEXT    NOT NULL,
  policy_digest TEXT    NOT NULL,
  revision      INTEGER NOT NULL -- 0: none was drawn
) STRICT;
CREATE INDEX audit_event_object ON audit_event (object, seq);

CREATE TRIGGER audit_event_update BEFORE UPDATE ON audit_event BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER audit_event_delete BEFORE DELETE ON audit_event BEGIN SELECT RAISE(ABORT, 'append-only'); END;

CREATE TABLE outbox (
  seq     INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  id      TEXT    NOT NULL UNIQUE CHECK (id <> ''),
  at      TEXT    NOT NULL CHECK (at GLOB '????-??-??T??:??:??.??????Z'),
  topic   TEXT    NOT NULL,
  payload TEXT    NOT NULL CHECK (json_valid(payload))
) STRICT;
