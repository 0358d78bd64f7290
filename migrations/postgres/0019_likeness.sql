-- What is kept so that rules that say much the same are found. Package likeness
-- makes the keys of a rule from its newest title and demand; digest is of these.
CREATE TABLE rule_likeness (
  number bigint           NOT NULL PRIMARY KEY REFERENCES rule (number),
  digest text COLLATE "C" NOT NULL,
  keys   text COLLATE "C" NOT NULL
);
CREATE TABLE likeness_key (
  key    text COLLATE "C" NOT NULL,
  number bigint           NOT NULL,
  PRIMARY KEY (key, number)
);

-- The rules that each is most alike, in per cent. Rules are never deleted, and so
-- many rows need no key that says so.
CREATE TABLE alike (
  low    bigint NOT NULL,
  high   bigint NOT NULL,
  degree bigint NOT NULL CHECK (degree BETWEEN 1 AND 100),
  PRIMARY KEY (low, high),
  CHECK (low < high)
);
CREATE INDEX alike_degree ON alike (degree, low, high);
CREATE INDEX alike_high ON alike (high, low);

-- Pairs that somebody found different: they are not told of again.
CREATE TABLE found_different (
  low       bigint           NOT NULL REFERENCES rule (number),
  high      bigint           NOT NULL REFERENCES rule (number),
  marked_by text COLLATE "C" NOT NULL,
  marked_on text COLLATE "C" NOT NULL CHECK (marked_on ~ '^\d{4}-\d\d-\d\d$'),
  PRIMARY KEY (low, high),
  CHECK (low < high)
);
