-- What applies to a rule from a day on which another state or text begins: what people
-- stop, go on with, and whom they hear it from.
CREATE TABLE guidance (
  number    INTEGER NOT NULL REFERENCES rule (number),
  day       TEXT    NOT NULL CHECK (day GLOB '????-??-??'),
  stop      TEXT    NOT NULL,
  go_on     TEXT    NOT NULL,
  law       TEXT    NOT NULL,
  data      TEXT    NOT NULL,
  tells     TEXT    NOT NULL,
  published TEXT    NOT NULL CHECK (published GLOB '????-??-??' OR published = ''), -- empty: a draft
  edit      INTEGER NOT NULL,
  PRIMARY KEY (number, day)
) STRICT, WITHOUT ROWID;

ALTER TABLE rule_turn ADD COLUMN guided INTEGER NOT NULL DEFAULT 0;
CREATE INDEX rule_turn_unguided ON rule_turn (day, weight, number) WHERE guided = 0;
