-- What came of a trial without a rule: of the ruling that the trial rests on.
CREATE TABLE trial_evaluation (
  event    TEXT    NOT NULL PRIMARY KEY REFERENCES rule_event (id),
  number   INTEGER NOT NULL REFERENCES rule (number),
  measured TEXT    NOT NULL,
  found    TEXT    NOT NULL,
  by_whom  TEXT    NOT NULL, -- a post or a unit
  day      TEXT    NOT NULL CHECK (day GLOB '????-??-??'), -- on which it was last written
  edit     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX trial_evaluation_of ON trial_evaluation (number);
