-- That nobody wants to defend a rule stands in the place of a justification.
ALTER TABLE justification ADD COLUMN undefended_by text NOT NULL DEFAULT '';
ALTER TABLE justification ADD COLUMN undefended_on iso_day_or_none NOT NULL DEFAULT '';

-- How the newest justification of a rule was judged, and by which policy. The day
-- on which its indicator is due is that of a justification nobody has scored.
CREATE TABLE rule_case (
  number      bigint           NOT NULL PRIMARY KEY REFERENCES rule (number),
  rule        text COLLATE "C" NOT NULL UNIQUE REFERENCES rule (id),
  grade       text COLLATE "C" NOT NULL,
  worst       text COLLATE "C" NOT NULL,
  copied_from bigint           NOT NULL,
  due         iso_day_or_none  NOT NULL,
  facts       jsonb            NOT NULL,
  policy      text COLLATE "C" NOT NULL
);
CREATE INDEX rule_case_grade ON rule_case (grade, number);
CREATE INDEX rule_case_worst ON rule_case (worst, number);
CREATE INDEX rule_case_due ON rule_case (due, number) WHERE due <> '';
CREATE INDEX rule_case_copied ON rule_case (copied_from, number) WHERE copied_from > 0;

-- Runs of words that justifications are found by, in the order of who said them first.
CREATE TABLE case_saying (
  digest bigint NOT NULL,
  since  bigint NOT NULL REFERENCES revision (revision),
  thin   bigint NOT NULL,
  number bigint NOT NULL REFERENCES rule (number),
  PRIMARY KEY (digest, since, thin, number)
);
CREATE INDEX case_saying_rule ON case_saying (number);
