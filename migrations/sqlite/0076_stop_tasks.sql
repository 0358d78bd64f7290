-- A place where a demand still stands after it stopped applying, and who takes it away.
-- Who must look, and for which rules and days, follows from rule_turn.
CREATE TABLE stop_task (
  id       TEXT    NOT NULL PRIMARY KEY CHECK (id <> ''),
  number   INTEGER NOT NULL REFERENCES rule (number),
  day      TEXT    NOT NULL CHECK (day GLOB '????-??-??'),
  kind     TEXT    NOT NULL,
  place    TEXT    NOT NULL,
  post     TEXT    NOT NULL, -- that does it
  deadline TEXT    NOT NULL CHECK (deadline GLOB '????-??-??'), -- the last day
  state    TEXT    NOT NULL,
  moved    TEXT    NOT NULL CHECK (moved GLOB '????-??-??'), -- into its state
  word     TEXT    NOT NULL,
  told     INTEGER NOT NULL, -- the post: 1 that the deadline is near, 2 that it has passed
  edit     INTEGER NOT NULL
) STRICT;
CREATE INDEX stop_task_turn ON stop_task (number, day, id);
CREATE INDEX stop_task_due ON stop_task (deadline, id);
CREATE INDEX stop_task_open ON stop_task (told, deadline, id) WHERE state = 'open';
CREATE INDEX stop_task_place ON stop_task (kind, place);

-- The kinds of places that somebody looked for and found none of, as JSON.
CREATE TABLE stop_search (
  number INTEGER NOT NULL REFERENCES rule (number),
  day    TEXT    NOT NULL CHECK (day GLOB '????-??-??'),
  none   TEXT    NOT NULL,
  edit   INTEGER NOT NULL,
  PRIMARY KEY (number, day)
) STRICT, WITHOUT ROWID;
