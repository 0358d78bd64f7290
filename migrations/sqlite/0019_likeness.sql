-- What is kept so that rules that say much the same are found. Package likeness
-- makes the keys of a rule from its newest title and demand; digest is of these.
CREATE TABLE rule_likeness (
  number INTEGER NOT NULL PRIMARY KEY REFERENCES rule (number),
  digest TEXT    NOT NULL,
  keys   TEXT    NOT NULL
) STRICT;
CREATE TABLE likeness_key (
  key    TEXT    NOT NULL,
  number INTEGER NOT NULL,
  PRIMARY KEY (key, number)
) STRICT, WITHOUT ROWID;

-- The rules that each is most alike, in per cent. Rules are never deleted, and so
-- many rows need no key that says so.
CREATE TABLE alike (
  low    INTEGER NOT NULL,
  high   INTEGER NOT NULL,
  degree INTEGER NOT NULL CHECK (degree BETWEEN 1 AND 100),
  PRIMARY KEY (low, high),
  CHECK (low < high)
) STRICT, WITHOUT ROWID;
CREATE INDEX alike_degree ON alike (degree, low, high);
CREATE INDEX alike_high ON alike (high, low);

-- Pairs that somebody found different: they are not told of again.
CREATE TABLE found_different (
  low       INTEGER NOT NULL REFERENCES rule (number),
  high      INTEGER NOT NULL REFERENCES rule (number),
  marked_by TEXT    NOT NULL,
  marked_on TEXT    NOT NULL CHECK (marked_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  PRIMARY KEY (low, high),
  CHECK (low < high)
) STRICT;
