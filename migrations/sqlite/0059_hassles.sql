-- What is a nuisance and no rule: by theme, with a post that answers for it, a day on
-- which it is to be done, and a public answer. The municipality names its themes.
CREATE TABLE hassle_theme (
  id   TEXT NOT NULL PRIMARY KEY CHECK (id <> ''),
  name TEXT NOT NULL UNIQUE CHECK (name <> '')
) STRICT;
INSERT INTO hassle_theme (id, name) VALUES
  ('0192f000-0000-7000-8000-000000000001', 'Administration'),
  ('0192f000-0000-7000-8000-000000000002', 'It'),
  ('0192f000-0000-7000-8000-000000000003', 'Indkøb'),
  ('0192f000-0000-7000-8000-000000000004', 'Teknisk service'),
  ('0192f000-0000-7000-8000-000000000005', 'Graden af centralisering');

CREATE TABLE hassle (
  id           TEXT    NOT NULL PRIMARY KEY CHECK (id <> ''),
  theme        TEXT    NOT NULL REFERENCES hassle_theme (id),
  consultation TEXT    NOT NULL, -- empty: from none
  text         TEXT    NOT NULL,
  post         TEXT    NOT NULL,
  deadline     TEXT    NOT NULL CHECK (deadline GLOB '????-??-??'), -- the last day
  state        TEXT    NOT NULL,
  made         TEXT    NOT NULL CHECK (made GLOB '????-??-??'),
  moved        TEXT    NOT NULL CHECK (moved GLOB '????-??-??'), -- into its state
  answer       TEXT    NOT NULL,
  objection    TEXT    NOT NULL,
  edit         INTEGER NOT NULL
) STRICT;
CREATE INDEX hassle_by_theme ON hassle (theme, id);
CREATE INDEX hassle_by_consultation ON hassle (consultation, id);
CREATE INDEX hassle_due ON hassle (deadline, id) WHERE state <> 'done';

-- An input that led to one. It stays when the input is taken back: it names no row
-- that must be there.
CREATE TABLE hassle_input (
  input  TEXT NOT NULL PRIMARY KEY CHECK (input <> ''),
  hassle TEXT NOT NULL REFERENCES hassle (id)
) STRICT, WITHOUT ROWID;
CREATE INDEX hassle_input_of ON hassle_input (hassle, input);
CREATE INDEX disposition_hassle ON disposition (input) WHERE kind = 'hassle';
