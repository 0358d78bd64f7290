-- What rules rest on, as it is recorded now: it follows from events and timelines
-- and is written with them. The program fills it when it starts: keys are made in Go.
CREATE TABLE rule_basis (
  number        bigint           NOT NULL REFERENCES rule (number),
  basis         text COLLATE "C" NOT NULL,
  reference     text COLLATE "C" NOT NULL,
  reference_key text COLLATE "C" NOT NULL, -- what lies within a reference has its key as the beginning
  over_on       iso_day          NOT NULL, -- the basis or the rule has ended then
  PRIMARY KEY (number, basis)
);
-- The rules of a reference and its parts, and the references there are, from the index alone.
CREATE INDEX rule_basis_reference ON rule_basis (reference_key, number, basis, over_on);
