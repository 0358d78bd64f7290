-- Who does what a rule demands, how often, when and for how many units; and which data it asks for.
ALTER TABLE rule ADD COLUMN role TEXT NOT NULL DEFAULT '';
ALTER TABLE rule ADD COLUMN per TEXT NOT NULL DEFAULT '';
ALTER TABLE rule ADD COLUMN times_from REAL NOT NULL DEFAULT 0;
ALTER TABLE rule ADD COLUMN times_to REAL NOT NULL DEFAULT 0;
ALTER TABLE rule ADD COLUMN falls TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(falls));
ALTER TABLE rule ADD COLUMN data TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(data));
ALTER TABLE rule ADD COLUMN units INTEGER NOT NULL DEFAULT 0;
ALTER TABLE rule ADD COLUMN since TEXT NOT NULL DEFAULT '' CHECK (since GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]' OR since = '');

-- The effort of each rule by day, as it is best known now: what sums over days
-- and years add up. The log holds what was said of it before. Work is in
-- thousandths of a minute of one period: in one unit, and in all where they are known.
CREATE TABLE effort (
  number       INTEGER NOT NULL REFERENCES rule (number),
  from_day     TEXT    NOT NULL CHECK (from_day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  until_day    TEXT    NOT NULL CHECK (until_day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  minutes_from REAL    NOT NULL,
  minutes_to   REAL    NOT NULL,
  people       INTEGER NOT NULL,
  evidence     TEXT    NOT NULL,
  role         TEXT    NOT NULL,
  per          TEXT    NOT NULL,
  times_from   REAL    NOT NULL,
  times_to     REAL    NOT NULL,
  falls        TEXT    NOT NULL CHECK (json_valid(falls)),
  data         TEXT    NOT NULL CHECK (json_valid(data)),
  units        INTEGER NOT NULL,
  since        TEXT    NOT NULL CHECK (since GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]' OR since = ''),
  one_from     INTEGER NOT NULL,
  one_to       INTEGER NOT NULL,
  all_from     INTEGER NOT NULL,
  all_to       INTEGER NOT NULL,
  PRIMARY KEY (number, from_day),
  CHECK (from_day < until_day)
) STRICT, WITHOUT ROWID;

-- Nobody has said how often, so no work follows from the minutes that are there.
INSERT INTO effort SELECT number, '0001-01-01', '9999-12-31', minutes_from, minutes_to, people, evidence, '', '', 0, 0, '[]', '[]', 0, '', 0, 0, 0, 0 FROM rule;

-- The duties of one role, and the roles there are.
CREATE INDEX effort_role ON effort (role, number);
