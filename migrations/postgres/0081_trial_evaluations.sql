-- What came of a trial without a rule: of the ruling that the trial rests on.
CREATE TABLE trial_evaluation (
  event    text COLLATE "C" NOT NULL PRIMARY KEY REFERENCES rule_event (id),
  number   bigint  NOT NULL REFERENCES rule (number),
  measured text    NOT NULL,
  found    text    NOT NULL,
  by_whom  text    NOT NULL, -- a post or a unit
  day      iso_day NOT NULL, -- on which it was last written
  edit     bigint  NOT NULL
);
CREATE INDEX trial_evaluation_of ON trial_evaluation (number);
