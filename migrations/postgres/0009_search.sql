-- What is searched of each rule: words made alike by the program, with two spaces
-- before each. The beginning of a word, however short, is then a piece of three
-- characters like any other, and one index of such pieces finds both.
CREATE EXTENSION IF NOT EXISTS pg_trgm;

CREATE TABLE rule_search (
  number   bigint           NOT NULL PRIMARY KEY REFERENCES rule (number),
  searched text COLLATE "C" NOT NULL
);
CREATE INDEX rule_search_index ON rule_search USING gin (searched gin_trgm_ops);
