-- What a unit said, once, of a day on which rules stopped applying: all of it is stopped,
-- except some. Who wrote it stands in the log alone.
CREATE TABLE unit_answer (
  day      iso_day NOT NULL,
  unit     text    NOT NULL CHECK (unit <> ''),
  answered iso_day NOT NULL,
  edit     bigint  NOT NULL,
  PRIMARY KEY (day, unit)
);

CREATE TABLE unit_exception (
  day    iso_day NOT NULL,
  unit   text    NOT NULL,
  number bigint  NOT NULL REFERENCES rule (number),
  word   text    NOT NULL,
  PRIMARY KEY (day, number, unit)
);
CREATE INDEX unit_exception_unit ON unit_exception (day, unit, number);

-- The hassle that was opened since a demand lives on.
CREATE TABLE demand_hassle (
  day    iso_day NOT NULL,
  number bigint  NOT NULL REFERENCES rule (number),
  hassle text COLLATE "C" NOT NULL REFERENCES hassle (id),
  PRIMARY KEY (day, number)
);

-- The units in which something began to apply on a day.
CREATE INDEX rule_turn_day_unit ON rule_turn (day, unit);
