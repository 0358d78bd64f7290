-- Who does what a rule demands, how often, when and for how many units; and which data it asks for.
ALTER TABLE rule
  ADD COLUMN role       text COLLATE "C" NOT NULL DEFAULT '',
  ADD COLUMN per        text COLLATE "C" NOT NULL DEFAULT '',
  ADD COLUMN times_from double precision NOT NULL DEFAULT 0,
  ADD COLUMN times_to   double precision NOT NULL DEFAULT 0,
  ADD COLUMN falls      jsonb            NOT NULL DEFAULT '[]',
  ADD COLUMN data       jsonb            NOT NULL DEFAULT '[]',
  ADD COLUMN units      bigint           NOT NULL DEFAULT 0,
  ADD COLUMN since      iso_day_or_none  NOT NULL DEFAULT '';

-- The effort of each rule by day, as it is best known now: what sums over days
-- and years add up. The log holds what was said of it before. Work is in
-- thousandths of a minute of one period: in one unit, and in all where they are known.
CREATE TABLE effort (
  number       bigint           NOT NULL REFERENCES rule (number),
  from_day     iso_day          NOT NULL,
  until_day    iso_day          NOT NULL,
  minutes_from double precision NOT NULL,
  minutes_to   double precision NOT NULL,
  people       bigint           NOT NULL,
  evidence     text COLLATE "C" NOT NULL,
  role         text COLLATE "C" NOT NULL,
  per          text COLLATE "C" NOT NULL,
  times_from   double precision NOT NULL,
  times_to     double precision NOT NULL,
  falls        jsonb            NOT NULL,
  data         jsonb            NOT NULL,
  units        bigint           NOT NULL,
  since        iso_day_or_none  NOT NULL,
  one_from     bigint           NOT NULL,
  one_to       bigint           NOT NULL,
  all_from     bigint           NOT NULL,
  all_to       bigint           NOT NULL,
  PRIMARY KEY (number, from_day),
  CHECK (from_day < until_day)
);

-- Nobody has said how often, so no work follows from the minutes that are there.
INSERT INTO effort SELECT number, '0001-01-01', '9999-12-31', minutes_from, minutes_to, people, evidence, '', '', 0, 0, '[]', '[]', 0, '', 0, 0, 0, 0 FROM rule;

-- The duties of one role, and the roles there are.
CREATE INDEX effort_role ON effort (role, number);
