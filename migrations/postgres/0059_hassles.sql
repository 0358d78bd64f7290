-- What is a nuisance and no rule: by theme, with a post that answers for it, a day on
-- which it is to be done, and a public answer. The municipality names its themes.
CREATE TABLE hassle_theme (
  id   text COLLATE "C" NOT NULL PRIMARY KEY CHECK (id <> ''),
  name text NOT NULL UNIQUE CHECK (name <> '')
);
INSERT INTO hassle_theme (id, name) VALUES
  ('0192f000-0000-7000-8000-000000000001', 'Administration'),
  ('0192f000-0000-7000-8000-000000000002', 'It'),
  ('0192f000-0000-7000-8000-000000000003', 'Indkøb'),
  ('0192f000-0000-7000-8000-000000000004', 'Teknisk service'),
  ('0192f000-0000-7000-8000-000000000005', 'Graden af centralisering');

CREATE TABLE hassle (
  id           text COLLATE "C"    NOT NULL PRIMARY KEY CHECK (id <> ''),
  theme        text COLLATE "C"    NOT NULL REFERENCES hassle_theme (id),
  consultation text COLLATE "C"    NOT NULL, -- empty: from none
  text         text    NOT NULL,
  post         text COLLATE "C"    NOT NULL,
  deadline     iso_day NOT NULL, -- the last day
  state        text COLLATE "C"    NOT NULL,
  made         iso_day NOT NULL,
  moved        iso_day NOT NULL, -- into its state
  answer       text    NOT NULL,
  objection    text    NOT NULL,
  edit         bigint  NOT NULL
);
CREATE INDEX hassle_by_theme ON hassle (theme, id);
CREATE INDEX hassle_by_consultation ON hassle (consultation, id);
CREATE INDEX hassle_due ON hassle (deadline, id) WHERE state <> 'done';

-- An input that led to one. It stays when the input is taken back: it names no row
-- that must be there.
CREATE TABLE hassle_input (
  input  text COLLATE "C" NOT NULL PRIMARY KEY CHECK (input <> ''),
  hassle text COLLATE "C" NOT NULL REFERENCES hassle (id)
);
CREATE INDEX hassle_input_of ON hassle_input (hassle, input);
CREATE INDEX disposition_hassle ON disposition (input) WHERE kind = 'hassle';
