-- What a consultation has brought is counted while it comes, so that its numbers are
-- read without reading what people sent. A shard is for writers that do not wait for
-- one another, and n is below nothing where another shard has more of the same. Nothing
-- here tells an order: a count has no more than its sum.
CREATE TABLE sent_count (
  consultation text COLLATE "C" NOT NULL,
  audience     text             NOT NULL,
  shard        bigint           NOT NULL,
  n            bigint           NOT NULL,
  PRIMARY KEY (consultation, audience, shard)
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
  shard        bigint           NOT NULL,
  n            bigint           NOT NULL,
  PRIMARY KEY (consultation, rule, kind, question, theme, audience, stance, answered, screening, worded, shard)
);
CREATE INDEX input_count_rule ON input_count (rule) WHERE rule <> '';

CREATE TABLE minutes_count (
  consultation text COLLATE "C" NOT NULL,
  rule         text COLLATE "C" NOT NULL,
  minutes      bigint           NOT NULL,
  shard        bigint           NOT NULL,
  n            bigint           NOT NULL,
  PRIMARY KEY (consultation, rule, minutes, shard)
);

CREATE TABLE chosen_count (
  consultation text COLLATE "C" NOT NULL,
  question     text             NOT NULL,
  option       text             NOT NULL, -- empty: any
  audience     text             NOT NULL,
  district     text             NOT NULL,
  shard        bigint           NOT NULL,
  n            bigint           NOT NULL,
  PRIMARY KEY (consultation, question, option, audience, district, shard)
);

-- One of the options that somebody chose of a question stands for the person.
ALTER TABLE chosen ADD COLUMN first boolean NOT NULL DEFAULT false;
UPDATE chosen SET first = true WHERE NOT EXISTS (SELECT 1 FROM chosen AS x
  WHERE x.contribution = chosen.contribution AND x.question = chosen.question AND x.option < chosen.option);

INSERT INTO sent_count SELECT consultation, audience, 0, count(*) FROM contribution WHERE state <> 'withdrawn' GROUP BY consultation, audience;
INSERT INTO input_count SELECT consultation, rule, kind, question, theme, audience, stance, answered, screening, text <> '', 0, count(*)
  FROM input WHERE part_of = '' GROUP BY consultation, rule, kind, question, theme, audience, stance, answered, screening, text <> '';
INSERT INTO minutes_count SELECT consultation, rule, minutes, 0, count(*) FROM input WHERE part_of = '' AND minutes >= 0 GROUP BY consultation, rule, minutes;
INSERT INTO chosen_count SELECT consultation, question, option, audience, district, 0, count(*) FROM chosen GROUP BY consultation, question, option, audience, district;
INSERT INTO chosen_count SELECT consultation, question, '', audience, district, 0, count(*) FROM chosen WHERE first GROUP BY consultation, question, audience, district;

-- A connection counts in a shard of its own, as far as there are enough of them.
CREATE FUNCTION own_shard() RETURNS bigint LANGUAGE sql AS $$ SELECT (pg_backend_pid() % 16)::bigint $$;

CREATE FUNCTION count_sent() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE change bigint := 1;
BEGIN
  IF NEW.state = 'withdrawn' THEN change := -1; END IF;
  INSERT INTO sent_count AS c VALUES (NEW.consultation, NEW.audience, own_shard(), change)
    ON CONFLICT (consultation, audience, shard) DO UPDATE SET n = c.n + EXCLUDED.n;
  RETURN NULL;
END $$;
CREATE TRIGGER sent_counted AFTER INSERT ON contribution FOR EACH ROW WHEN (NEW.state <> 'withdrawn') EXECUTE FUNCTION count_sent();
CREATE TRIGGER sent_counted_anew AFTER UPDATE OF state ON contribution FOR EACH ROW
  WHEN ((OLD.state = 'withdrawn') <> (NEW.state = 'withdrawn')) EXECUTE FUNCTION count_sent();

CREATE FUNCTION count_input() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    INSERT INTO input_count AS c VALUES (OLD.consultation, OLD.rule, OLD.kind, OLD.question, OLD.theme, OLD.audience, OLD.stance, OLD.answered, OLD.screening, OLD.text <> '', own_shard(), -1)
      ON CONFLICT (consultation, rule, kind, question, theme, audience, stance, answered, screening, worded, shard) DO UPDATE SET n = c.n - 1;
  END IF;
  IF TG_OP <> 'DELETE' THEN
    INSERT INTO input_count AS c VALUES (NEW.consultation, NEW.rule, NEW.kind, NEW.question, NEW.theme, NEW.audience, NEW.stance, NEW.answered, NEW.screening, NEW.text <> '', own_shard(), 1)
      ON CONFLICT (consultation, rule, kind, question, theme, audience, stance, answered, screening, worded, shard) DO UPDATE SET n = c.n + 1;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER input_counted AFTER INSERT ON input FOR EACH ROW WHEN (NEW.part_of = '') EXECUTE FUNCTION count_input();
CREATE TRIGGER input_uncounted AFTER DELETE ON input FOR EACH ROW WHEN (OLD.part_of = '') EXECUTE FUNCTION count_input();
CREATE TRIGGER input_counted_anew AFTER UPDATE OF answered, screening, text ON input FOR EACH ROW
  WHEN (NEW.part_of = '' AND (OLD.answered <> NEW.answered OR OLD.screening <> NEW.screening OR (OLD.text <> '') <> (NEW.text <> ''))) EXECUTE FUNCTION count_input();

CREATE FUNCTION count_minutes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    INSERT INTO minutes_count AS c VALUES (OLD.consultation, OLD.rule, OLD.minutes, own_shard(), -1)
      ON CONFLICT (consultation, rule, minutes, shard) DO UPDATE SET n = c.n - 1;
  ELSE
    INSERT INTO minutes_count AS c VALUES (NEW.consultation, NEW.rule, NEW.minutes, own_shard(), 1)
      ON CONFLICT (consultation, rule, minutes, shard) DO UPDATE SET n = c.n + 1;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER minutes_counted AFTER INSERT ON input FOR EACH ROW WHEN (NEW.part_of = '' AND NEW.minutes >= 0) EXECUTE FUNCTION count_minutes();
CREATE TRIGGER minutes_uncounted AFTER DELETE ON input FOR EACH ROW WHEN (OLD.part_of = '' AND OLD.minutes >= 0) EXECUTE FUNCTION count_minutes();

CREATE FUNCTION count_chosen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  x chosen := NEW;
  change bigint := 1;
BEGIN
  IF TG_OP = 'DELETE' THEN x := OLD; change := -1; END IF;
  INSERT INTO chosen_count AS c VALUES (x.consultation, x.question, x.option, x.audience, x.district, own_shard(), change)
    ON CONFLICT (consultation, question, option, audience, district, shard) DO UPDATE SET n = c.n + EXCLUDED.n;
  IF x.first THEN
    INSERT INTO chosen_count AS c VALUES (x.consultation, x.question, '', x.audience, x.district, own_shard(), change)
      ON CONFLICT (consultation, question, option, audience, district, shard) DO UPDATE SET n = c.n + EXCLUDED.n;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER chosen_counted AFTER INSERT ON chosen FOR EACH ROW EXECUTE FUNCTION count_chosen();
CREATE TRIGGER chosen_uncounted AFTER DELETE ON chosen FOR EACH ROW EXECUTE FUNCTION count_chosen();

-- Published texts are listed rule by rule, and within one by ids, which tell no order.
CREATE INDEX input_shown ON input (consultation, rule, kind, question, id) WHERE part_of = '' AND text <> '' AND screening IN ('masked', 'published');
