-- What lists are narrowed to and sorted by, for every rule as it stands now. The
-- program writes it in the transaction that changes the rule, and fills it here
-- when it starts: the keys of Danish order are made in Go.
CREATE TABLE rule_list (
  number INTEGER NOT NULL PRIMARY KEY REFERENCES rule (number),
  title  TEXT    NOT NULL, -- a key that sorts, as the next
  area   TEXT    NOT NULL,
  effort REAL    NOT NULL, -- most minutes each time; -1 when not quantified
  facets TEXT    NOT NULL  -- all facets
) STRICT;
CREATE INDEX rule_list_title ON rule_list (title, number);
CREATE INDEX rule_list_area ON rule_list (area, number);
CREATE INDEX rule_list_effort ON rule_list (effort, number);

-- The rules with one facet ("owner:Skoleleder", "missing:check"), by number.
CREATE TABLE rule_facet (
  facet  TEXT    NOT NULL,
  number INTEGER NOT NULL REFERENCES rule (number),
  PRIMARY KEY (facet, number)
) STRICT, WITHOUT ROWID;

-- The rules by the day on which their state changes next.
CREATE INDEX segment_next ON segment (state_until, from_day, number, until_day)
  WHERE revision_until = 9223372036854775807;

-- Ways of looking at the list of rules that people have kept.
CREATE TABLE list_view (
  id      TEXT NOT NULL PRIMARY KEY CHECK (id <> ''),
  account TEXT NOT NULL REFERENCES user_account (id),
  name    TEXT NOT NULL,
  query   TEXT NOT NULL, -- as in the address of the page
  shared  INTEGER NOT NULL CHECK (shared IN (0, 1)),
  first   INTEGER NOT NULL CHECK (first IN (0, 1)), -- what the user sees at first
  edit    INTEGER NOT NULL
) STRICT;
CREATE INDEX list_view_account ON list_view (account);
