-- Bodies at work: members, meetings, and items with their papers and minutes.
CREATE TABLE member (
  id         text COLLATE "C" NOT NULL PRIMARY KEY CHECK (id <> ''),
  body       text COLLATE "C" NOT NULL REFERENCES body (id),
  name       text             NOT NULL,
  group_name text             NOT NULL,
  chair      boolean          NOT NULL,
  from_day   iso_day          NOT NULL,
  until_day  iso_day          NOT NULL,
  CHECK (from_day < until_day)
);
CREATE INDEX member_body ON member (body);

CREATE TABLE meeting (
  id          text COLLATE "C" NOT NULL PRIMARY KEY CHECK (id <> ''),
  body        text COLLATE "C" NOT NULL REFERENCES body (id),
  day         iso_day          NOT NULL,
  time        text             NOT NULL,
  place       text             NOT NULL,
  case_number text             NOT NULL,
  papers_on   iso_day_or_none  NOT NULL,
  minutes     text             NOT NULL, -- address of the signed minutes
  signed_on   iso_day_or_none  NOT NULL,
  late        text             NOT NULL,
  state       text             NOT NULL,
  edit        bigint           NOT NULL
);
CREATE INDEX meeting_day ON meeting (day, id);

CREATE TABLE item (
  id      text COLLATE "C" NOT NULL PRIMARY KEY CHECK (id <> ''),
  meeting text COLLATE "C" NOT NULL REFERENCES meeting (id),
  ordinal bigint           NOT NULL CHECK (ordinal > 0),
  edit    bigint           NOT NULL,
  agenda  jsonb            NOT NULL,
  minutes jsonb            NOT NULL,
  UNIQUE (meeting, ordinal)
);

-- The rules that stand in the agenda, to find items by.
CREATE TABLE item_rule (
  item text COLLATE "C" NOT NULL REFERENCES item (id),
  rule text COLLATE "C" NOT NULL REFERENCES rule (id),
  PRIMARY KEY (item, rule)
);
CREATE INDEX item_rule_rule ON item_rule (rule);
