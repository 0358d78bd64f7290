-- What a version will make the answer lies beside as it will be stored, so that it is taken
-- over by statements about all rules at once. What is on its way is computed anew.
DROP TABLE beside_timeline;
CREATE TABLE beside_timeline (
  game_change text COLLATE "C" NOT NULL REFERENCES game_change (id),
  number      bigint           NOT NULL,
  revision    bigint           NOT NULL, -- of the facts that they follow from
  on_day      iso_day          NOT NULL, -- the first with another state; 9999-12-31: none
  was         text COLLATE "C" NOT NULL,
  will        text COLLATE "C" NOT NULL,
  reason      text COLLATE "C" NOT NULL, -- the main one of the first other state
  differs     text COLLATE "C" NOT NULL, -- from the answer: registry.Deviation
  holds       iso_day          NOT NULL, -- the first day on which the entry would be another
  object      text COLLATE "C" NOT NULL, -- with input and result, the entry of the decision log
  input       text             NOT NULL,
  result      jsonb            NOT NULL,
  PRIMARY KEY (game_change, number)
);
CREATE INDEX beside_differs ON beside_timeline (game_change, number, differs) WHERE differs <> '';

CREATE TABLE beside_segment (
  game_change     text COLLATE "C" NOT NULL REFERENCES game_change (id),
  number          bigint           NOT NULL,
  from_day        iso_day          NOT NULL,
  until_day       iso_day          NOT NULL,
  state           text COLLATE "C" NOT NULL,
  class           text COLLATE "C" NOT NULL,
  reasons         jsonb            NOT NULL,
  version         text COLLATE "C" NOT NULL,
  state_from      iso_day          NOT NULL,
  state_until     iso_day          NOT NULL,
  grounds         jsonb            NOT NULL,
  row_digest      text COLLATE "C" NOT NULL,
  policy_digest   text COLLATE "C" NOT NULL,
  settings_digest text COLLATE "C" NOT NULL,
  stays           bigint           NOT NULL CHECK (stays IN (0, 1)), -- it is the answer already
  PRIMARY KEY (game_change, number, from_day)
);

CREATE TABLE beside_turn (
  game_change text COLLATE "C" NOT NULL REFERENCES game_change (id),
  number      bigint           NOT NULL,
  day         iso_day          NOT NULL,
  kind        text COLLATE "C" NOT NULL,
  PRIMARY KEY (game_change, number, day)
);
