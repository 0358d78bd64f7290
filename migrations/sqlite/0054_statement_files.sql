-- The files that statements of hearing parties came as. One that is kept waits for
-- its statement to be looked over and sent. The content stands last, so that the
-- rest of a row is read without it.
CREATE TABLE statement_file (
  hearing TEXT    NOT NULL REFERENCES hearing (id),
  sha256  TEXT    NOT NULL CHECK (length(sha256) = 64),
  name    TEXT    NOT NULL CHECK (name <> ''),
  kind    TEXT    NOT NULL,
  kept    TEXT    NOT NULL CHECK (kept GLOB '????-??-??'),
  sent    INTEGER NOT NULL CHECK (sent IN (0, 1)),
  content BLOB    NOT NULL,
  PRIMARY KEY (hearing, sha256)
) STRICT;
