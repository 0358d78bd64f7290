-- People who sign in, and what they and the keys to the API may reach. Of links
-- and sessions only hashes are kept, and nothing of when they were used.
CREATE TABLE user_account (
  id      TEXT    NOT NULL PRIMARY KEY CHECK (id <> ''),
  name    TEXT    NOT NULL,
  email   TEXT    NOT NULL UNIQUE,
  grants  TEXT    NOT NULL CHECK (json_valid(grants)),
  active  INTEGER NOT NULL CHECK (active IN (0, 1)),
  edit    INTEGER NOT NULL,
  created TEXT    NOT NULL CHECK (created GLOB '????-??-??T??:??:??.??????Z')
) STRICT;

CREATE TABLE sign_in (
  hash    TEXT NOT NULL PRIMARY KEY,
  account TEXT NOT NULL REFERENCES user_account (id),
  expires TEXT NOT NULL CHECK (expires GLOB '????-??-??T??:??:??.??????Z')
) STRICT, WITHOUT ROWID;
CREATE INDEX sign_in_expires ON sign_in (expires);

CREATE TABLE session (
  hash    TEXT NOT NULL PRIMARY KEY,
  account TEXT NOT NULL REFERENCES user_account (id),
  expires TEXT NOT NULL CHECK (expires GLOB '????-??-??T??:??:??.??????Z')
) STRICT, WITHOUT ROWID;
CREATE INDEX session_expires ON session (expires);

ALTER TABLE api_token ADD COLUMN scope TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(scope));
