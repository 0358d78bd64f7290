-- What rules rest on, as it is recorded now: it follows from events and timelines
-- and is written with them. The program fills it when it starts: keys are made in Go.
CREATE TABLE rule_basis (
  number        INTEGER NOT NULL REFERENCES rule (number),
  basis         TEXT    NOT NULL,
  reference     TEXT    NOT NULL,
  reference_key TEXT    NOT NULL, -- what lies within a reference has its key as the beginning
  over_on       TEXT    NOT NULL CHECK (over_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'), -- the basis or the rule has ended then
  PRIMARY KEY (number, basis)
) STRICT, WITHOUT ROWID;
-- The rules of a reference and its parts, and the references there are, from the index alone.
CREATE INDEX rule_basis_reference ON rule_basis (reference_key, number, basis, over_on);
