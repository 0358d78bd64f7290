-- What the public is asked in a review, and the links that let it in.
CREATE TABLE consultation (
  id        TEXT    NOT NULL PRIMARY KEY CHECK (id <> ''),
  review    TEXT    NOT NULL REFERENCES review (id),
  slug      TEXT    NOT NULL UNIQUE,
  edit      INTEGER NOT NULL,
  title     TEXT    NOT NULL CHECK (json_valid(title)),
  intro     TEXT    NOT NULL CHECK (json_valid(intro)),
  privacy   TEXT    NOT NULL CHECK (json_valid(privacy)),
  danger    TEXT    NOT NULL CHECK (json_valid(danger)),
  opens     TEXT    NOT NULL CHECK (opens GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  closes    TEXT    NOT NULL CHECK (closes GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  questions TEXT    NOT NULL CHECK (json_valid(questions)),
  CHECK (opens < closes)
) STRICT;
CREATE INDEX consultation_review ON consultation (review);

CREATE TABLE consultation_rule (
  consultation TEXT    NOT NULL REFERENCES consultation (id),
  rule         TEXT    NOT NULL REFERENCES rule (id),
  ord          INTEGER NOT NULL, -- its place in the form
  PRIMARY KEY (consultation, rule)
) STRICT, WITHOUT ROWID;
CREATE INDEX consultation_rule_rule ON consultation_rule (rule);

CREATE TABLE open_link (
  id           TEXT    NOT NULL PRIMARY KEY CHECK (id <> ''),
  consultation TEXT    NOT NULL REFERENCES consultation (id),
  audience     TEXT    NOT NULL,
  token        TEXT    NOT NULL UNIQUE CHECK (token <> ''),
  revoked      INTEGER NOT NULL CHECK (revoked IN (0, 1))
) STRICT;
CREATE INDEX open_link_consultation ON open_link (consultation);
