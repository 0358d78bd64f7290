-- Inputs that somebody must act on at once, and the post that is told of them. Such
-- a case stays open when the input is taken back: it names no row that must be there.
CREATE TABLE consultation_duty (
  consultation TEXT NOT NULL PRIMARY KEY REFERENCES consultation (id),
  post         TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE input_action (
  input        TEXT NOT NULL PRIMARY KEY CHECK (input <> ''),
  consultation TEXT NOT NULL REFERENCES consultation (id),
  kind         TEXT NOT NULL,
  note         TEXT NOT NULL,
  post         TEXT NOT NULL, -- its name then
  raised_by    TEXT NOT NULL,
  raised_on    TEXT NOT NULL CHECK (raised_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  handled_by   TEXT NOT NULL,
  handled_note TEXT NOT NULL, -- empty: it waits
  handled_on   TEXT NOT NULL CHECK (handled_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]')
) STRICT, WITHOUT ROWID;
CREATE INDEX input_action_open ON input_action (consultation, input) WHERE handled_note = '';
