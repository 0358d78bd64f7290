-- Keys to the API, of which only hashes are kept, and requests that may be repeated.
CREATE TABLE api_token (
  id      TEXT    NOT NULL PRIMARY KEY CHECK (id <> ''),
  name    TEXT    NOT NULL,
  role    TEXT    NOT NULL,
  hash    TEXT    NOT NULL UNIQUE,
  created TEXT    NOT NULL CHECK (created GLOB '????-??-??T??:??:??.??????Z'),
  revoked INTEGER NOT NULL DEFAULT 0 CHECK (revoked IN (0, 1))
) STRICT;

CREATE TABLE idempotency (
  actor       TEXT NOT NULL,
  operation   TEXT NOT NULL,
  request_key TEXT NOT NULL,
  hash        TEXT NOT NULL,
  result      TEXT NOT NULL,
  at          TEXT NOT NULL CHECK (at GLOB '????-??-??T??:??:??.??????Z'),
  PRIMARY KEY (actor, operation, request_key)
) STRICT, WITHOUT ROWID;
CREATE INDEX idempotency_at ON idempotency (at);
