-- A batch of contributions that somebody suspects is left out of what is counted, and
-- can be taken back in: both totals are told. What a batch was picked by is kept as far
-- as everybody who sent something has it in common with others; words are not.
CREATE TABLE exclusion (
  id            text COLLATE "C" NOT NULL PRIMARY KEY CHECK (id <> ''),
  consultation  text COLLATE "C" NOT NULL REFERENCES consultation (id),
  audience      text    NOT NULL, -- empty: any, and so is what else is empty
  district      text    NOT NULL,
  first_day     iso_day_or_none NOT NULL,
  last_day      iso_day_or_none NOT NULL,
  by_words      boolean NOT NULL,
  contributions bigint  NOT NULL,
  reason        text    NOT NULL CHECK (reason <> ''),
  excluded_by   text    NOT NULL,
  day           iso_day NOT NULL,
  undone        text    NOT NULL, -- why; empty: it stands
  undone_by     text    NOT NULL,
  undone_on     iso_day_or_none NOT NULL,
  edit          bigint  NOT NULL
);
CREATE INDEX exclusion_of ON exclusion (consultation, id);

ALTER TABLE contribution ADD COLUMN exclusion text COLLATE "C" NOT NULL DEFAULT ''; -- empty: it counts
CREATE INDEX contribution_excluded ON contribution (exclusion) WHERE exclusion <> '';
ALTER TABLE input ADD COLUMN excluded boolean NOT NULL DEFAULT false;
ALTER TABLE chosen ADD COLUMN excluded boolean NOT NULL DEFAULT false;
