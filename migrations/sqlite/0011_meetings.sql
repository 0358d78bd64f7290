-- Bodies at work: members, meetings, and items with their papers and minutes.
CREATE TABLE member (
  id         TEXT    NOT NULL PRIMARY KEY CHECK (id <> ''),
  body       TEXT    NOT NULL REFERENCES body (id),
  name       TEXT    NOT NULL,
  group_name TEXT    NOT NULL,
  chair      INTEGER NOT NULL CHECK (chair IN (0, 1)),
  from_day   TEXT    NOT NULL CHECK (from_day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  until_day  TEXT    NOT NULL CHECK (until_day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  CHECK (from_day < until_day)
) STRICT;
CREATE INDEX member_body ON member (body);

CREATE TABLE meeting (
  id          TEXT    NOT NULL PRIMARY KEY CHECK (id <> ''),
  body        TEXT    NOT NULL REFERENCES body (id),
  day         TEXT    NOT NULL CHECK (day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  time        TEXT    NOT NULL,
  place       TEXT    NOT NULL,
  case_number TEXT    NOT NULL,
  papers_on   TEXT    NOT NULL CHECK (papers_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]' OR papers_on = ''),
  minutes     TEXT    NOT NULL, -- address of the signed minutes
  signed_on   TEXT    NOT NULL CHECK (signed_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]' OR signed_on = ''),
  late        TEXT    NOT NULL,
  state       TEXT    NOT NULL,
  edit        INTEGER NOT NULL
) STRICT;
CREATE INDEX meeting_day ON meeting (day, id);

CREATE TABLE item (
  id      TEXT    NOT NULL PRIMARY KEY CHECK (id <> ''),
  meeting TEXT    NOT NULL REFERENCES meeting (id),
  ordinal INTEGER NOT NULL CHECK (ordinal > 0),
  edit    INTEGER NOT NULL,
  agenda  TEXT    NOT NULL CHECK (json_valid(agenda)),
  minutes TEXT    NOT NULL CHECK (json_valid(minutes)),
  UNIQUE (meeting, ordinal)
) STRICT;

-- The rules that stand in the agenda, to find items by.
CREATE TABLE item_rule (
  item TEXT NOT NULL REFERENCES item (id),
  rule TEXT NOT NULL REFERENCES rule (id),
  PRIMARY KEY (item, rule)
) STRICT, WITHOUT ROWID;
CREATE INDEX item_rule_rule ON item_rule (rule);
