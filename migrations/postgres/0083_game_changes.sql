-- Versions of the rules of the game on their way, and what became of them.
CREATE TABLE game_change (
  id        text COLLATE "C" NOT NULL PRIMARY KEY CHECK (id <> ''),
  edit      bigint           NOT NULL,
  kind      text COLLATE "C" NOT NULL,
  from_day  iso_day          NOT NULL, -- that was decided
  begins    iso_day          NOT NULL, -- the first day that it judges
  digest    text             NOT NULL,
  source    bytea            NOT NULL,
  state     text COLLATE "C" NOT NULL,
  decision  jsonb            NOT NULL, -- null: nobody has decided
  taken_by  jsonb            NOT NULL, -- the decision that took it back; null: none
  said_by   text             NOT NULL,
  said_on   iso_day          NOT NULL,
  takes_off text COLLATE "C" NOT NULL, -- the change that it takes back; empty: none
  book      text             NOT NULL, -- the versions with which timelines were computed so far
  effects   jsonb            NOT NULL,
  fault     jsonb            NOT NULL
);

-- Timelines that are computed for one, and are the answer of none.
CREATE TABLE beside_timeline (
  game_change text COLLATE "C" NOT NULL REFERENCES game_change (id),
  number      bigint           NOT NULL,
  revision    bigint           NOT NULL, -- of the facts that they follow from
  timeline    text             NOT NULL,
  on_day      iso_day          NOT NULL, -- the first with another state; 9999-12-31: none
  was         text COLLATE "C" NOT NULL,
  will        text COLLATE "C" NOT NULL,
  PRIMARY KEY (game_change, number)
);

-- The first revision whose timelines follow from a version; 0: it was not noted.
ALTER TABLE game_version ADD COLUMN revision bigint NOT NULL DEFAULT 0;
