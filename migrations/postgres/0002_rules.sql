-- The catalogue. A rule is never deleted, so its number never returns.
CREATE TABLE rule (
  number       bigint           NOT NULL PRIMARY KEY CHECK (number > 0),
  id           text COLLATE "C" NOT NULL UNIQUE CHECK (id <> ''),
  edit         bigint           NOT NULL,
  adopter      text             NOT NULL,
  adopted_on   iso_day_or_none  NOT NULL,
  kind         text             NOT NULL,
  area         text COLLATE "C" NOT NULL,
  unit         text             NOT NULL,
  audience     text             NOT NULL,
  owner        text             NOT NULL,
  protects     text             NOT NULL,
  legal_form   text             NOT NULL,
  kle          text             NOT NULL,
  kle_valid_at iso_day_or_none  NOT NULL,
  source       text             NOT NULL,
  minutes_from double precision NOT NULL,
  minutes_to   double precision NOT NULL,
  people       bigint           NOT NULL,
  evidence     text             NOT NULL,
  touched      bigint           NOT NULL REFERENCES revision (revision) -- the last revision that wrote anything about it
);
CREATE INDEX rule_area ON rule (area, number);
CREATE INDEX rule_touched ON rule (touched);

CREATE TRIGGER rule_identity BEFORE UPDATE OF number, id ON rule FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER rule_delete BEFORE DELETE ON rule FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TABLE rule_version (
  id        text COLLATE "C" NOT NULL PRIMARY KEY CHECK (id <> ''),
  rule      text COLLATE "C" NOT NULL REFERENCES rule (id),
  ordinal   bigint           NOT NULL CHECK (ordinal > 0),
  title     text             NOT NULL,
  plain     text             NOT NULL,
  demand    text             NOT NULL,
  frequency text             NOT NULL,
  revision  bigint           NOT NULL REFERENCES revision (revision),
  UNIQUE (rule, ordinal)
);

CREATE TRIGGER rule_version_change BEFORE UPDATE OR DELETE ON rule_version FOR EACH ROW EXECUTE FUNCTION refuse_change();
