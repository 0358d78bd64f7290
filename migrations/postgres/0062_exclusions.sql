-- A batch of contributions that somebody suspects is left out of what is counted, and
-- can be taken back in: both totals are told. What a batch was picked by is kept as far
-- as everybody who sent something has it in common with others; words are not.
CREATE TABLE exclusion (
  id            text COLLATE "C" NOT NULL PRIMARY KEY CHECK (id <> ''),
  consultation  text COLLATE "C" NOT NULL REFERENCES consultation (id),
  audience      text    NOT NULL, -- empty: any, and so is what else is empty
  district      text    NOT NULL,
  first_day     iso_day_or_none NOT NULL,
  last_day      iso_day_or_none NOT NULL,
  by_words      boolean NOT NULL,
  contributions bigint  NOT NULL,
  reason        text    NOT NULL CHECK (reason <> ''),
  excluded_by   text    NOT NULL,
  day           iso_day NOT NULL,
  undone        text    NOT NULL, -- why; empty: it stands
  undone_by     text    NOT NULL,
  undone_on     iso_day_or_none NOT NULL,
  edit          bigint  NOT NULL
);
CREATE INDEX exclusion_of ON exclusion (consultation, id);

ALTER TABLE contribution ADD COLUMN exclusion text COLLATE "C" NOT NULL DEFAULT ''; -- empty: it counts
CREATE INDEX contribution_excluded ON contribution (exclusion) WHERE exclusion <> '';
ALTER TABLE input ADD COLUMN excluded boolean NOT NULL DEFAULT false;
ALTER TABLE chosen ADD COLUMN excluded boolean NOT NULL DEFAULT false;
DROP INDEX input_shown;
CREATE INDEX input_shown ON input (consultation, rule, kind, question, id) WHERE part_of = '' AND text <> '' AND screening IN ('masked', 'published') AND NOT excluded;

-- What is counted is counted by it too.
DROP TRIGGER sent_counted ON contribution;
DROP TRIGGER sent_counted_anew ON contribution;
DROP TRIGGER input_counted_anew ON input;
DROP TABLE sent_count;
DROP TABLE input_count;
DROP TABLE minutes_count;
DROP TABLE chosen_count;

CREATE TABLE sent_count (
  consultation text COLLATE "C" NOT NULL,
  audience     text             NOT NULL,
  excluded     boolean          NOT NULL,
  shard        bigint           NOT NULL,
  n            bigint           NOT NULL,
  PRIMARY KEY (consultation, audience, excluded, shard)
);

CREATE TABLE input_count (
  consultation text COLLATE "C" NOT NULL,
  rule         text COLLATE "C" NOT NULL,
  kind         text COLLATE "C" NOT NULL,
  question     text             NOT NULL,
  theme        text             NOT NULL,
  audience     text             NOT NULL,
  stance       text             NOT NULL,
  answered     boolean          NOT NULL,
  screening    text COLLATE "C" NOT NULL,
  worded       boolean          NOT NULL,
  excluded     boolean          NOT NULL,
  shard        bigint           NOT NULL,
  n            bigint           NOT NULL,
  PRIMARY KEY (consultation, rule, kind, question, theme, audience, stance, answered, screening, worded, excluded, shard)
);
CREATE INDEX input_count_rule ON input_count (rule) WHERE rule <> '';

CREATE TABLE minutes_count (
  consultation text COLLATE "C" NOT NULL,
  rule         text COLLATE "C" NOT NULL,
  minutes      bigint           NOT NULL,
  excluded     boolean          NOT NULL,
  shard        bigint           NOT NULL,
  n            bigint           NOT NULL,
  PRIMARY KEY (consultation, rule, minutes, excluded, shard)
);

CREATE TABLE chosen_count (
  consultation text COLLATE "C" NOT NULL,
  question     text             NOT NULL,
  option       text             NOT NULL, -- empty: any
  audience     text             NOT NULL,
  district     text             NOT NULL,
  excluded     boolean          NOT NULL,
  shard        bigint           NOT NULL,
  n            bigint           NOT NULL,
  PRIMARY KEY (consultation, question, option, audience, district, excluded, shard)
);

INSERT INTO sent_count SELECT consultation, audience, false, 0, count(*) FROM contribution WHERE state <> 'withdrawn' GROUP BY consultation, audience;
INSERT INTO input_count SELECT consultation, rule, kind, question, theme, audience, stance, answered, screening, text <> '', false, 0, count(*)
  FROM input WHERE part_of = '' GROUP BY consultation, rule, kind, question, theme, audience, stance, answered, screening, text <> '';
INSERT INTO minutes_count SELECT consultation, rule, minutes, false, 0, count(*) FROM input WHERE part_of = '' AND minutes >= 0 GROUP BY consultation, rule, minutes;
INSERT INTO chosen_count SELECT consultation, question, option, audience, district, false, 0, count(*) FROM chosen GROUP BY consultation, question, option, audience, district;
INSERT INTO chosen_count SELECT consultation, question, '', audience, district, false, 0, count(*) FROM chosen WHERE first GROUP BY consultation, question, audience, district;

CREATE OR REPLACE FUNCTION count_sent() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.state <> 'withdrawn' THEN
    INSERT INTO sent_count AS c VALUES (OLD.consultation, OLD.audience, OLD.exclusion <> '', own_shard(), -1)
      ON CONFLICT (consultation, audience, excluded, shard) DO UPDATE SET n = c.n - 1;
  END IF;
  IF NEW.state <> 'withdrawn' THEN
    INSERT INTO sent_count AS c VALUES (NEW.consultation, NEW.audience, NEW.exclusion <> '', own_shard(), 1)
      ON CONFLICT (consultation, audience, excluded, shard) DO UPDATE SET n = c.n + 1;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER sent_counted AFTER INSERT ON contribution FOR EACH ROW WHEN (NEW.state <> 'withdrawn') EXECUTE FUNCTION count_sent();
CREATE TRIGGER sent_counted_anew AFTER UPDATE OF state, exclusion ON contribution FOR EACH ROW
  WHEN (OLD.state <> NEW.state OR OLD.exclusion <> NEW.exclusion) EXECUTE FUNCTION count_sent();

CREATE OR REPLACE FUNCTION count_input() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    INSERT INTO input_count AS c VALUES (OLD.consultation, OLD.rule, OLD.kind, OLD.question, OLD.theme, OLD.audience, OLD.stance, OLD.answered, OLD.screening, OLD.text <> '', OLD.excluded, own_shard(), -1)
      ON CONFLICT (consultation, rule, kind, question, theme, audience, stance, answered, screening, worded, excluded, shard) DO UPDATE SET n = c.n - 1;
  END IF;
  IF TG_OP <> 'DELETE' THEN
    INSERT INTO input_count AS c VALUES (NEW.consultation, NEW.rule, NEW.kind, NEW.question, NEW.theme, NEW.audience, NEW.stance, NEW.answered, NEW.screening, NEW.text <> '', NEW.excluded, own_shard(), 1)
      ON CONFLICT (consultation, rule, kind, question, theme, audience, stance, answered, screening, worded, excluded, shard) DO UPDATE SET n = c.n + 1;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER input_counted_anew AFTER UPDATE OF answered, screening, text, excluded ON input FOR EACH ROW
  WHEN (NEW.part_of = '' AND (OLD.answered <> NEW.answered OR OLD.screening <> NEW.screening OR (OLD.text <> '') <> (NEW.text <> '') OR OLD.excluded <> NEW.excluded)) EXECUTE FUNCTION count_input();

CREATE OR REPLACE FUNCTION count_minutes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    INSERT INTO minutes_count AS c VALUES (OLD.consultation, OLD.rule, OLD.minutes, OLD.excluded, own_shard(), -1)
      ON CONFLICT (consultation, rule, minutes, excluded, shard) DO UPDATE SET n = c.n - 1;
  END IF;
  IF TG_OP <> 'DELETE' THEN
    INSERT INTO minutes_count AS c VALUES (NEW.consultation, NEW.rule, NEW.minutes, NEW.excluded, own_shard(), 1)
      ON CONFLICT (consultation, rule, minutes, excluded, shard) DO UPDATE SET n = c.n + 1;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER minutes_counted_anew AFTER UPDATE OF excluded ON input FOR EACH ROW
  WHEN (NEW.part_of = '' AND NEW.minutes >= 0 AND OLD.excluded <> NEW.excluded) EXECUTE FUNCTION count_minutes();

CREATE FUNCTION count_choice(x chosen, change bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO chosen_count AS c VALUES (x.consultation, x.question, x.option, x.audience, x.district, x.excluded, own_shard(), change)
    ON CONFLICT (consultation, question, option, audience, district, excluded, shard) DO UPDATE SET n = c.n + EXCLUDED.n;
  IF x.first THEN
    INSERT INTO chosen_count AS c VALUES (x.consultation, x.question, '', x.audience, x.district, x.excluded, own_shard(), change)
      ON CONFLICT (consultation, question, option, audience, district, excluded, shard) DO UPDATE SET n = c.n + EXCLUDED.n;
  END IF;
END $$;
CREATE OR REPLACE FUNCTION count_chosen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN PERFORM count_choice(OLD, -1); END IF;
  IF TG_OP <> 'DELETE' THEN PERFORM count_choice(NEW, 1); END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER chosen_counted_anew AFTER UPDATE OF excluded ON chosen FOR EACH ROW
  WHEN (OLD.excluded <> NEW.excluded) EXECUTE FUNCTION count_chosen();
