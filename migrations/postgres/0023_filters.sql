-- What lists are narrowed to and sorted by, for every rule as it stands now. The
-- program writes it in the transaction that changes the rule, and fills it here
-- when it starts: the keys of Danish order are made in Go.
CREATE TABLE rule_list (
  number bigint           NOT NULL PRIMARY KEY REFERENCES rule (number),
  title  text COLLATE "C" NOT NULL, -- a key that sorts, as the next
  area   text COLLATE "C" NOT NULL,
  effort double precision NOT NULL, -- most minutes each time; -1 when not quantified
  facets text COLLATE "C" NOT NULL  -- all facets
);
CREATE INDEX rule_list_title ON rule_list (title, number);
CREATE INDEX rule_list_area ON rule_list (area, number);
CREATE INDEX rule_list_effort ON rule_list (effort, number);

-- The rules with one facet ("owner:Skoleleder", "missing:check"), by number.
CREATE TABLE rule_facet (
  facet  text COLLATE "C" NOT NULL,
  number bigint           NOT NULL REFERENCES rule (number),
  PRIMARY KEY (facet, number)
);

-- The rules by the day on which their state changes next.
CREATE INDEX segment_next ON segment (state_until, from_day, number, until_day)
  WHERE revision_until = 9223372036854775807;

-- Ways of looking at the list of rules that people have kept.
CREATE TABLE list_view (
  id      text COLLATE "C" NOT NULL PRIMARY KEY CHECK (id <> ''),
  account text COLLATE "C" NOT NULL REFERENCES user_account (id),
  name    text NOT NULL,
  query   text NOT NULL, -- as in the address of the page
  shared  boolean NOT NULL,
  first   boolean NOT NULL, -- what the user sees at first
  edit    bigint NOT NULL
);
CREATE INDEX list_view_account ON list_view (account);
