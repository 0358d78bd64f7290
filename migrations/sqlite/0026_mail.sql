-- Mails to users, written with what they tell and sent later. tries counts who
-- took one, so that somebody who took it too long ago changes nothing.
CREATE TABLE mail (
  seq     INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  id      TEXT    NOT NULL UNIQUE CHECK (id <> ''),
  at      TEXT    NOT NULL CHECK (at GLOB '????-??-??T??:??:??.??????Z'),
  account TEXT    NOT NULL REFERENCES user_account (id),
  name    TEXT    NOT NULL,
  address TEXT    NOT NULL,
  about   TEXT    NOT NULL,
  subject TEXT    NOT NULL,
  text    TEXT    NOT NULL,
  state   TEXT    NOT NULL,
  tries   INTEGER NOT NULL,
  next    TEXT    NOT NULL CHECK (next GLOB '????-??-??T??:??:??.??????Z'),
  fault   TEXT    NOT NULL
) STRICT;
CREATE INDEX mail_due ON mail (state, next, seq);
CREATE INDEX mail_state ON mail (state, seq);
CREATE INDEX mail_about ON mail (about, seq);
