-- Bodies that must be heard, and the hearing of each in a review. A body has no
-- account, so a mail may go to an address alone.
CREATE TABLE hearing_party (
  id       TEXT    NOT NULL PRIMARY KEY CHECK (id <> ''),
  name     TEXT    NOT NULL UNIQUE CHECK (name <> ''),
  kind     TEXT    NOT NULL,
  address  TEXT    NOT NULL,
  area     TEXT    NOT NULL,
  heard_on TEXT    NOT NULL,
  basis    TEXT    NOT NULL,
  edit     INTEGER NOT NULL
) STRICT;

CREATE TABLE hearing (
  id         TEXT    NOT NULL PRIMARY KEY CHECK (id <> ''),
  review     TEXT    NOT NULL REFERENCES review (id),
  party      TEXT    NOT NULL CHECK (party <> ''),
  state      TEXT    NOT NULL,
  token      TEXT    NOT NULL, -- none where the register came from a file
  address    TEXT    NOT NULL,
  letter     TEXT    NOT NULL,
  deadline   TEXT    NOT NULL CHECK (deadline = '' OR deadline GLOB '????-??-??'), -- the last day
  sent       TEXT    NOT NULL CHECK (sent = '' OR sent GLOB '????-??-??'),
  reminded   TEXT    NOT NULL CHECK (reminded = '' OR reminded GLOB '????-??-??'),
  extended   TEXT    NOT NULL, -- why the deadline was moved
  statement  TEXT    NOT NULL,
  edit       INTEGER NOT NULL,
  UNIQUE (review, party)
) STRICT;
CREATE UNIQUE INDEX hearing_token ON hearing (token) WHERE token <> '';

CREATE TABLE mail_to_anybody (
  seq      INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  id       TEXT    NOT NULL UNIQUE CHECK (id <> ''),
  at       TEXT    NOT NULL CHECK (at GLOB '????-??-??T??:??:??.??????Z'),
  account  TEXT    NOT NULL, -- of a user; empty: the address of a body
  name     TEXT    NOT NULL,
  address  TEXT    NOT NULL,
  about    TEXT    NOT NULL,
  subject  TEXT    NOT NULL,
  text     TEXT    NOT NULL,
  state    TEXT    NOT NULL,
  tries    INTEGER NOT NULL,
  next     TEXT    NOT NULL CHECK (next GLOB '????-??-??T??:??:??.??????Z'),
  fault    TEXT    NOT NULL,
  language TEXT    NOT NULL DEFAULT ''
) STRICT;
INSERT INTO mail_to_anybody (seq, id, at, account, name, address, about, subject, text, state, tries, next, fault, language)
  SELECT seq, id, at, account, name, address, about, subject, text, state, tries, next, fault, language FROM mail;
DROP TABLE mail;
ALTER TABLE mail_to_anybody RENAME TO mail;
CREATE INDEX mail_due ON mail (state, next, seq);
CREATE INDEX mail_state ON mail (state, seq);
CREATE INDEX mail_about ON mail (about, seq);
