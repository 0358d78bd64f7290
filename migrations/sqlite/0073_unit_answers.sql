-- What a unit said, once, of a day on which rules stopped applying: all of it is stopped,
-- except some. Who wrote it stands in the log alone.
CREATE TABLE unit_answer (
  day      TEXT    NOT NULL CHECK (day GLOB '????-??-??'),
  unit     TEXT    NOT NULL CHECK (unit <> ''),
  answered TEXT    NOT NULL CHECK (answered GLOB '????-??-??'),
  edit     INTEGER NOT NULL,
  PRIMARY KEY (day, unit)
) STRICT, WITHOUT ROWID;

CREATE TABLE unit_exception (
  day    TEXT    NOT NULL CHECK (day GLOB '????-??-??'),
  unit   TEXT    NOT NULL,
  number INTEGER NOT NULL REFERENCES rule (number),
  word   TEXT    NOT NULL,
  PRIMARY KEY (day, number, unit)
) STRICT, WITHOUT ROWID;
CREATE INDEX unit_exception_unit ON unit_exception (day, unit, number);

-- The hassle that was opened since a demand lives on.
CREATE TABLE demand_hassle (
  day    TEXT    NOT NULL CHECK (day GLOB '????-??-??'),
  number INTEGER NOT NULL REFERENCES rule (number),
  hassle TEXT    NOT NULL REFERENCES hassle (id),
  PRIMARY KEY (day, number)
) STRICT, WITHOUT ROWID;

-- The units in which something began to apply on a day.
CREATE INDEX rule_turn_day_unit ON rule_turn (day, unit);
