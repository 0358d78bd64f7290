-- Reviews, each with the list of rules that was fixed when it opened.
CREATE TABLE review (
  id       TEXT    NOT NULL PRIMARY KEY CHECK (id <> ''),
  slug     TEXT    NOT NULL UNIQUE,
  name     TEXT    NOT NULL,
  phase    TEXT    NOT NULL,
  edit     INTEGER NOT NULL,
  opened   TEXT    NOT NULL CHECK (opened GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]' OR opened = ''),
  sunset   TEXT    NOT NULL CHECK (sunset GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]' OR sunset = ''),
  decision TEXT    NOT NULL CHECK (json_valid(decision))
) STRICT;

CREATE TABLE review_rule (
  review   TEXT NOT NULL REFERENCES review (id),
  rule     TEXT NOT NULL REFERENCES rule (id),
  left_out TEXT NOT NULL, -- why it is not part of the review; empty when it is
  PRIMARY KEY (review, rule)
) STRICT, WITHOUT ROWID;
CREATE INDEX review_rule_rule ON review_rule (rule);
