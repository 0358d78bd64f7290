-- A batch of contributions that somebody suspects is left out of what is counted, and
-- can be taken back in: both totals are told. What a batch was picked by is kept as far
-- as everybody who sent something has it in common with others; words are not.
CREATE TABLE exclusion (
  id            TEXT    NOT NULL PRIMARY KEY CHECK (id <> ''),
  consultation  TEXT    NOT NULL REFERENCES consultation (id),
  audience      TEXT    NOT NULL, -- empty: any, and so is what else is empty
  district      TEXT    NOT NULL,
  first_day     TEXT    NOT NULL CHECK (first_day GLOB '????-??-??' OR first_day = ''),
  last_day      TEXT    NOT NULL CHECK (last_day GLOB '????-??-??' OR last_day = ''),
  by_words      INTEGER NOT NULL CHECK (by_words IN (0, 1)),
  contributions INTEGER NOT NULL,
  reason        TEXT    NOT NULL CHECK (reason <> ''),
  excluded_by   TEXT    NOT NULL,
  day           TEXT    NOT NULL CHECK (day GLOB '????-??-??'),
  undone        TEXT    NOT NULL, -- why; empty: it stands
  undone_by     TEXT    NOT NULL,
  undone_on     TEXT    NOT NULL CHECK (undone_on GLOB '????-??-??' OR undone_on = ''),
  edit          INTEGER NOT NULL
) STRICT;
CREATE INDEX exclusion_of ON exclusion (consultation, id);

ALTER TABLE contribution ADD COLUMN exclusion TEXT NOT NULL DEFAULT ''; -- empty: it counts
CREATE INDEX contribution_excluded ON contribution (exclusion) WHERE exclusion <> '';
ALTER TABLE input ADD COLUMN excluded INTEGER NOT NULL DEFAULT 0 CHECK (excluded IN (0, 1));
ALTER TABLE chosen ADD COLUMN excluded INTEGER NOT NULL DEFAULT 0 CHECK (excluded IN (0, 1));
