-- What applies to a rule from a day on which another state or text begins: what people
-- stop, go on with, and whom they hear it from.
CREATE TABLE guidance (
  number    bigint  NOT NULL REFERENCES rule (number),
  day       iso_day NOT NULL,
  stop      text    NOT NULL,
  go_on     text    NOT NULL,
  law       text    NOT NULL,
  data      text    NOT NULL,
  tells     text    NOT NULL,
  published iso_day_or_none NOT NULL, -- empty: a draft
  edit      bigint  NOT NULL,
  PRIMARY KEY (number, day)
);

ALTER TABLE rule_turn ADD COLUMN guided bigint NOT NULL DEFAULT 0;
CREATE INDEX rule_turn_unguided ON rule_turn (day, weight, number) WHERE guided = 0;
