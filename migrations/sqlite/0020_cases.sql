-- That nobody wants to defend a rule stands in the place of a justification.
ALTER TABLE justification ADD COLUMN undefended_by TEXT NOT NULL DEFAULT '';
ALTER TABLE justification ADD COLUMN undefended_on TEXT NOT NULL DEFAULT '' CHECK (undefended_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]' OR undefended_on = '');

-- How the newest justification of a rule was judged, and by which policy. The day
-- on which its indicator is due is that of a justification nobody has scored.
CREATE TABLE rule_case (
  number      INTEGER NOT NULL PRIMARY KEY REFERENCES rule (number),
  rule        TEXT    NOT NULL UNIQUE REFERENCES rule (id),
  grade       TEXT    NOT NULL,
  worst       TEXT    NOT NULL,
  copied_from INTEGER NOT NULL,
  due         TEXT    NOT NULL CHECK (due GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]' OR due = ''),
  facts       TEXT    NOT NULL CHECK (json_valid(facts)),
  policy      TEXT    NOT NULL
) STRICT;
CREATE INDEX rule_case_grade ON rule_case (grade, number);
CREATE INDEX rule_case_worst ON rule_case (worst, number);
CREATE INDEX rule_case_due ON rule_case (due, number) WHERE due <> '';
CREATE INDEX rule_case_copied ON rule_case (copied_from, number) WHERE copied_from > 0;

-- Runs of words that justifications are found by, in the order of who said them first.
CREATE TABLE case_saying (
  digest INTEGER NOT NULL,
  since  INTEGER NOT NULL REFERENCES revision (revision),
  thin   INTEGER NOT NULL,
  number INTEGER NOT NULL REFERENCES rule (number),
  PRIMARY KEY (digest, since, thin, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX case_saying_rule ON case_saying (number);
