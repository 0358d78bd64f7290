-- Versions of the rules of the game on their way, and what became of them.
CREATE TABLE game_change (
  id        TEXT    NOT NULL PRIMARY KEY CHECK (id <> ''),
  edit      INTEGER NOT NULL,
  kind      TEXT    NOT NULL,
  from_day  TEXT    NOT NULL CHECK (from_day GLOB '????-??-??'), -- that was decided
  begins    TEXT    NOT NULL CHECK (begins GLOB '????-??-??'),   -- the first day that it judges
  digest    TEXT    NOT NULL,
  source    BLOB    NOT NULL,
  state     TEXT    NOT NULL,
  decision  TEXT    NOT NULL CHECK (json_valid(decision)),  -- null: nobody has decided
  taken_by  TEXT    NOT NULL CHECK (json_valid(taken_by)),  -- the decision that took it back; null: none
  said_by   TEXT    NOT NULL,
  said_on   TEXT    NOT NULL CHECK (said_on GLOB '????-??-??'),
  takes_off TEXT    NOT NULL, -- the change that it takes back; empty: none
  book      TEXT    NOT NULL, -- the versions with which timelines were computed so far
  effects   TEXT    NOT NULL CHECK (json_valid(effects)),
  fault     TEXT    NOT NULL CHECK (json_valid(fault))
) STRICT;

-- Timelines that are computed for one, and are the answer of none.
CREATE TABLE beside_timeline (
  game_change TEXT    NOT NULL REFERENCES game_change (id),
  number      INTEGER NOT NULL,
  revision    INTEGER NOT NULL, -- of the facts that they follow from
  timeline    TEXT    NOT NULL,
  on_day      TEXT    NOT NULL CHECK (on_day GLOB '????-??-??'), -- the first with another state; 9999-12-31: none
  was         TEXT    NOT NULL,
  will        TEXT    NOT NULL,
  PRIMARY KEY (game_change, number)
) STRICT, WITHOUT ROWID;

-- The first revision whose timelines follow from a version; 0: it was not noted.
ALTER TABLE game_version ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
