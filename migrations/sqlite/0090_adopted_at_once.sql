-- What a version will make the answer lies beside as it will be stored, so that it is taken
-- over by statements about all rules at once. What is on its way is computed anew.
DROP TABLE beside_timeline;
CREATE TABLE beside_timeline (
  game_change TEXT    NOT NULL REFERENCES game_change (id),
  number      INTEGER NOT NULL,
  revision    INTEGER NOT NULL, -- of the facts that they follow from
  on_day      TEXT    NOT NULL CHECK (on_day GLOB '????-??-??'), -- the first with another state; 9999-12-31: none
  was         TEXT    NOT NULL,
  will        TEXT    NOT NULL,
  reason      TEXT    NOT NULL, -- the main one of the first other state
  differs     TEXT    NOT NULL, -- from the answer: registry.Deviation
  holds       TEXT    NOT NULL CHECK (holds GLOB '????-??-??'), -- the first day on which the entry would be another
  object      TEXT    NOT NULL, -- with input and result, the entry of the decision log
  input       TEXT    NOT NULL,
  result      TEXT    NOT NULL CHECK (json_valid(result)),
  PRIMARY KEY (game_change, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX beside_differs ON beside_timeline (game_change, number, differs) WHERE differs <> '';

CREATE TABLE beside_segment (
  game_change     TEXT    NOT NULL REFERENCES game_change (id),
  number          INTEGER NOT NULL,
  from_day        TEXT    NOT NULL CHECK (from_day GLOB '????-??-??'),
  until_day       TEXT    NOT NULL CHECK (until_day GLOB '????-??-??'),
  state           TEXT    NOT NULL,
  class           TEXT    NOT NULL,
  reasons         TEXT    NOT NULL CHECK (json_valid(reasons)),
  version         TEXT    NOT NULL,
  state_from      TEXT    NOT NULL CHECK (state_from GLOB '????-??-??'),
  state_until     TEXT    NOT NULL CHECK (state_until GLOB '????-??-??'),
  grounds         TEXT    NOT NULL CHECK (json_valid(grounds)),
  row_digest      TEXT    NOT NULL,
  policy_digest   TEXT    NOT NULL,
  settings_digest TEXT    NOT NULL,
  stays           INTEGER NOT NULL CHECK (stays IN (0, 1)), -- it is the answer already
  PRIMARY KEY (game_change, number, from_day)
) STRICT, WITHOUT ROWID;

CREATE TABLE beside_turn (
  game_change TEXT    NOT NULL REFERENCES game_change (id),
  number      INTEGER NOT NULL,
  day         TEXT    NOT NULL CHECK (day GLOB '????-??-??'),
  kind        TEXT    NOT NULL,
  PRIMARY KEY (game_change, number, day)
) STRICT, WITHOUT ROWID;
